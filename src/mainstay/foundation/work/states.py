"""The life of a work item, as a table. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a work item stands."""

    NEW = "new"  # waits in its function's queue
    WORKING = "working"  # someone has taken it
    WAITING = "waiting"  # for somebody outside, until a date
    DONE = "done"


OPEN = (State.NEW, State.WORKING, State.WAITING)


@dataclass(frozen=True, slots=True)
class Transition:
    """From which states an act is possible, and where it leads."""

    sources: frozenset[State]
    target: State


TRANSITIONS: dict[str, Transition] = {
    "take": Transition(frozenset({State.NEW, State.WAITING, State.WORKING}), State.WORKING),
    "wait": Transition(frozenset({State.NEW, State.WORKING}), State.WAITING),
    "release": Transition(frozenset({State.WORKING, State.WAITING}), State.NEW),
    "close": Transition(frozenset(OPEN), State.DONE),
    "reopen": Transition(frozenset({State.DONE}), State.NEW),
    "hand_over": Transition(frozenset(OPEN), State.NEW),
}


class IllegalTransition(Exception):
    """The item is in a state from which this act is not possible."""


def target_of(act: str, current: State) -> State:
    """Where ``act`` leads from ``current``.

    Raises:
        IllegalTransition: ``act`` does not apply to an item in this state.
    """
    rule = TRANSITIONS[act]
    if current not in rule.sources:
        raise IllegalTransition(f"This item is {current}; it is not possible to {act} it now.")
    return rule.target
