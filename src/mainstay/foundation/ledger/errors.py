"""What the ledger refuses."""


class LedgerRefusal(Exception):
    """Nothing was written."""


class KeyReused(LedgerRefusal):
    """A key already names another event."""

    def __init__(self, key: str, recorded_kind: str, asked_kind: str) -> None:
        super().__init__(
            f"The key {key} already names a {recorded_kind} posting; it cannot name a "
            f"{asked_kind} one as well."
        )
        self.key = key


class AlreadyReversed(LedgerRefusal):
    """A posting is reversed at most once; reverse its reversal instead."""

    def __init__(self, key: str, reversed_by: str) -> None:
        super().__init__(f"The posting {key} was already reversed by {reversed_by}.")
        self.key = key
        self.reversed_by = reversed_by


class UnknownPosting(LedgerRefusal):
    """There is nothing under a key that was to be reversed."""

    def __init__(self, key: str) -> None:
        super().__init__(f"There is no posting {key} in this practice, so it cannot be reversed.")
        self.key = key
