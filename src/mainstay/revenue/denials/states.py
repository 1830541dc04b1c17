"""The life of a denial, as data: what people may do with it, and what payments make of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a denial stands."""

    OPEN = "open"
    IN_WORK = "in_work"
    RESENT = "resent"  # a corrected claim went out; its answer is awaited
    RECORDS_SENT = "records_sent"
    ESCALATED = "escalated"  # somebody at the payer looks at it
    APPEALED = "appealed"
    ALLOWED = "allowed"  # the payer gave in; the money is awaited
    ASKED = "asked"  # a write-off waits for a second person
    CORRECTED = "corrected"
    WON = "won"
    PARTIAL = "partial"
    LOST = "lost"
    WRITTEN_OFF = "written_off"
    PATIENT = "patient"
    OTHER_PAYER = "other_payer"
    SUPERSEDED = "superseded"  # the payer answered again; a newer denial stands


NEEDS_US = (State.OPEN, State.IN_WORK)
WAITING = (
    State.RESENT,
    State.RECORDS_SENT,
    State.ESCALATED,
    State.APPEALED,
    State.ALLOWED,
)
OPEN = (*NEEDS_US, *WAITING, State.ASKED)
SETTLED_BY_PAYMENT = (*OPEN, State.SUPERSEDED)
ARGUED = (State.APPEALED, State.ESCALATED, State.RECORDS_SENT, State.ALLOWED)


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states an act is possible, and where it leads.

    ``is_undoable``: while nothing followed, it can be taken back.
    """

    sources: frozenset[State]
    target: State
    needs_reason: bool = False
    is_undoable: bool = False


def _from(*sources: State) -> frozenset[State]:
    return frozenset(sources)


_IN_HAND = (*NEEDS_US, State.RESENT, State.RECORDS_SENT, State.ESCALATED)

TRANSITIONS: dict[str, Transition] = {
    "appeal": Transition(_from(*_IN_HAND), State.APPEALED, is_undoable=True),
    "resend": Transition(_from(*_IN_HAND), State.RESENT, is_undoable=True),
    "send_records": Transition(_from(*_IN_HAND), State.RECORDS_SENT, is_undoable=True),
    "escalate": Transition(_from(*_IN_HAND), State.ESCALATED, is_undoable=True),
    "gave_in": Transition(_from(*WAITING), State.ALLOWED, is_undoable=True),
    "refused": Transition(_from(*WAITING), State.OPEN, is_undoable=True),
    "ask_write_off": Transition(_from(*_IN_HAND), State.ASKED, needs_reason=True),
    "refuse_write_off": Transition(_from(State.ASKED), State.OPEN, needs_reason=True),
    "approve_write_off": Transition(_from(State.ASKED), State.WRITTEN_OFF, is_undoable=True),
    "write_off": Transition(
        _from(*_IN_HAND), State.WRITTEN_OFF, needs_reason=True, is_undoable=True
    ),
}
TRIES = ("appeal", "resend", "send_records", "escalate")
"""Acts that ask the payer for money; their outcomes make the practice's own history."""


class IllegalTransition(Exception):
    """The denial is in a state from which this act is not possible. Nothing was changed."""


def target_of(act: str, current: State, *, reason: str = "") -> State:
    """Where ``act`` leads from ``current``.

    Raises:
        IllegalTransition: it does not apply now, or its reason is missing.
    """
    rule = TRANSITIONS[act]
    if current not in rule.sources:
        raise IllegalTransition(
            f"This denial is {current.replace('_', ' ')} now, so it is not possible to "
            f"{act.replace('_', ' ')} it. Look at it again."
        )
    if rule.needs_reason and not reason.strip():
        raise IllegalTransition("Say why: this needs a reason.")
    return rule.target


def offered(current: str) -> frozenset[str]:
    """The acts that are possible now."""
    return frozenset(act for act, rule in TRANSITIONS.items() if current in rule.sources)


def all_settled(states: Iterable[str]) -> bool:
    """Whether none of these still needs anybody."""
    return not any(state in OPEN for state in states)


def after_reversal(state: str) -> str:
    """The payment that refused was taken back: the refusal is gone, what is awaited goes on."""
    return state if state in WAITING else State.SUPERSEDED


def after_answer(state: str, *, is_refused_again: bool) -> str:
    """The payer answered again for the charge: refused once more, or not refused any more."""
    if is_refused_again:
        return State.LOST if state in ARGUED else State.SUPERSEDED
    return State.WON if state in ARGUED else State.CORRECTED
