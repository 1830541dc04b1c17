"""What quality refuses."""


class AlreadyReviewed(Exception):
    """The claim of a sample has its review; it is not written over."""

    def __init__(self) -> None:
        super().__init__("This claim has been reviewed already. Its review is not written over.")
