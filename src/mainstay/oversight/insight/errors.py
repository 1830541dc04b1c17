"""What insight refuses."""

from datetime import date


class CannotClose(Exception):
    """The month stays open; the sentence says what has to happen first."""

    def __init__(self, month: date, why: str) -> None:
        super().__init__(f"{month:%B %Y} can't be closed: {why}")
        self.month = month
