"""Business keys of denials: what work items and postings are named by. Pure."""


def payment_key(remit_key: str, ordinal: int) -> str:
    """The claim payment that refused."""
    return f"remit:{remit_key}:clp:{ordinal}"


def route_key(remit_key: str, ordinal: int, category: str) -> str:
    """The cause of the one work item of a claim payment's denials of a category."""
    return f"{payment_key(remit_key, ordinal)}:denied:{category}"


def write_off_key(remit_key: str, ordinal: int, denial_ordinal: int, number: int) -> str:
    """The ledger's key of the ``number``-th write-off of a denial."""
    return f"adjust:{remit_key}:clp:{ordinal}:denial:{denial_ordinal}:{number}"
