"""What work refuses."""


class WorkRefusal(Exception):
    """Nothing was changed."""


class UnknownFunction(WorkRefusal):
    """A practice has no function of this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"This practice has no function called {code}.")
        self.code = code


class NoSuchItem(WorkRefusal):
    """There is no such work item in this practice."""

    def __init__(self) -> None:
        super().__init__("There is no such work item in this practice.")


class StaleItem(WorkRefusal):
    """Somebody else changed the item since it was read."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this item meanwhile; look at it again.")
