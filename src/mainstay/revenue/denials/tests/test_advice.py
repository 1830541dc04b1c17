"""Worth is the share of dollars won times the dollars at stake, from the nearest history there is."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mainstay.revenue.denials.advice import Case, Tally, options

CASE = Case(payer_id=1, category="AUTH", carc="197", cents=1_284_00)


def tally(tried, cases, won, cents, won_cents, *, payer_id=1, category="AUTH", carc="197", days=0):
    return Tally(payer_id, category, carc, tried, cases, won, cents, won_cents, days)


def option(history, act, case=CASE):
    return next(one for one in options(case, history, [act]))


def test_worth_is_the_share_of_dollars_won_times_the_dollars_at_stake():
    found = option([tally("appeal", 24, 17, 24_000_00, 17_000_00, days=24 * 41)], "appeal")

    assert (found.cases, found.won, found.basis) == (24, 17, "payer")
    assert found.share == Fraction(17, 24)
    assert found.worth_cents == 909_50  # 1,284.00 x 17 / 24
    assert found.average_days == 41
    assert found.evidence == "from 24 of your own cases with this payer"


def test_three_cases_are_a_history_and_two_are_not():
    two = [tally("appeal", 2, 2, 200_00, 200_00)]
    assert option(two, "appeal").basis == "start"
    assert option([*two, tally("appeal", 1, 0, 100_00, 0)], "appeal").basis == "payer"


def test_with_too_little_of_this_payer_all_payers_count_and_the_option_says_so():
    history = [
        tally("appeal", 1, 1, 100_00, 100_00),
        tally("appeal", 9, 3, 900_00, 300_00, payer_id=2),
    ]

    found = option(history, "appeal")

    assert (found.cases, found.share) == (10, Fraction(4, 10))
    assert found.evidence == "from 10 of your own cases with all payers"


def test_another_reason_of_the_category_counts_before_other_payers():
    history = [
        tally("appeal", 4, 4, 400_00, 400_00, carc="198"),
        tally("appeal", 50, 0, 5_000_00, 0, payer_id=2),
    ]
    assert option(history, "appeal").share == 1


def test_without_history_the_starting_figure_of_the_category_stands_and_says_so():
    found = option([], "appeal")

    assert found.share == Fraction(40, 100)  # AUTH, domain/denials.md 2
    assert found.worth_cents == 513_60
    assert found.evidence == "not enough history yet"


def test_the_act_a_reason_is_made_for_comes_first_until_history_says_otherwise():
    assert options(CASE, [], ["escalate", "resend", "appeal"])[0].act == "appeal"
    missing_modifier = Case(1, "CODING", "4", 100_00)
    assert options(missing_modifier, [], ["appeal", "resend"])[0].act == "resend"
    lost = [tally("resend", 10, 0, 1_000_00, 0, category="CODING", carc="4")]
    assert options(missing_modifier, lost, ["appeal", "resend"])[0].act == "appeal"


@given(
    st.lists(
        st.builds(
            lambda payer, cases, share: tally(
                "appeal", cases, min(cases, share), cases * 100, share * cases, payer_id=payer
            ),
            st.integers(1, 3),
            st.integers(1, 40),
            st.integers(0, 100),
        )
    ),
    st.integers(1, 10_000_00),
)
def test_nothing_is_ever_worth_more_than_what_is_at_stake(history, cents):
    for found in options(Case(1, "AUTH", "197", cents), history, ["appeal", "resend"]):
        assert 0 <= found.worth_cents <= cents
