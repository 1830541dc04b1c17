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


class StaleFunction(WorkRefusal):
    """Somebody else changed the function since it was read."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this function meanwhile; look at it again.")


class AlreadyAway(WorkRefusal):
    """Somebody is already said to be away at that time."""

    def __init__(self) -> None:
        super().__init__(
            "This person is already said to be away then. End or undo that absence first."
        )


class NoProcedure(WorkRefusal):
    """A function has no written procedure."""

    def __init__(self) -> None:
        super().__init__("This function has no written procedure yet.")
