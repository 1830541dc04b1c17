"""The life of a work item."""

import pytest

from mainstay.foundation.work.states import TRANSITIONS, IllegalTransition, State, target_of


@pytest.mark.parametrize(
    ("act", "current"), [(act, state) for act in TRANSITIONS for state in State], ids=str
)
def test_an_act_works_exactly_from_its_sources(act, current):
    rule = TRANSITIONS[act]

    if current in rule.sources:
        assert target_of(act, current) is rule.target
    else:
        with pytest.raises(IllegalTransition, match=f"not possible to {act}"):
            target_of(act, current)


def test_every_state_can_be_reached_and_left():
    assert {rule.target for rule in TRANSITIONS.values()} == set(State)
    assert frozenset().union(*(rule.sources for rule in TRANSITIONS.values())) == set(State)
