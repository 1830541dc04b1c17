"""The life of a denial, as far as payments write it. Pure."""

OPEN = ("open", "in_work", "appealed")
SETTLED_BY_PAYMENT = (*OPEN, "superseded")


def after_reversal(state: str) -> str:
    """The payment that refused was taken back: the refusal is gone, an appeal goes on."""
    return state if state == "appealed" else "superseded"


def after_answer(state: str, *, is_refused_again: bool) -> str:
    """The payer answered again for the charge: refused once more, or not refused any more."""
    if is_refused_again:
        return "lost" if state == "appealed" else "superseded"
    return "won" if state == "appealed" else "corrected"
