"""Every act from every state: possible where the table says so, refused elsewhere."""

import pytest

from mainstay.revenue.denials.states import (
    OPEN,
    TRANSITIONS,
    TRIES,
    IllegalTransition,
    State,
    after_answer,
    after_reversal,
    offered,
    target_of,
)


@pytest.mark.parametrize("current", list(State))
@pytest.mark.parametrize("act", sorted(TRANSITIONS))
def test_an_act_is_possible_exactly_from_its_sources(act, current):
    rule = TRANSITIONS[act]
    if current in rule.sources:
        assert target_of(act, current, reason="why") == rule.target
        assert act in offered(current)
    else:
        with pytest.raises(IllegalTransition):
            target_of(act, current, reason="why")
        assert act not in offered(current)


@pytest.mark.parametrize("act", [act for act, rule in TRANSITIONS.items() if rule.needs_reason])
def test_giving_money_up_or_refusing_to_needs_a_reason(act):
    source = next(iter(TRANSITIONS[act].sources))
    with pytest.raises(IllegalTransition, match="Say why"):
        target_of(act, source, reason="  ")


def test_nothing_is_offered_on_a_denial_that_is_over():
    for state in set(State) - set(OPEN):
        assert offered(state) == frozenset()


def test_a_payment_settles_an_argument_as_won_or_lost_and_the_rest_as_corrected_or_superseded():
    assert after_answer(State.APPEALED, is_refused_again=False) == State.WON
    assert after_answer(State.APPEALED, is_refused_again=True) == State.LOST
    assert after_answer(State.RESENT, is_refused_again=False) == State.CORRECTED
    assert after_answer(State.OPEN, is_refused_again=True) == State.SUPERSEDED
    assert after_reversal(State.APPEALED) == State.APPEALED
    assert after_reversal(State.OPEN) == State.SUPERSEDED


def test_every_try_leads_to_waiting_for_the_payer():
    for act in TRIES:
        assert TRANSITIONS[act].target in OPEN
