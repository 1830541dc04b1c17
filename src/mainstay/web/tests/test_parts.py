"""The parts every page is made of: what they draw, and what they refuse."""

from datetime import UTC, date, datetime
from fractions import Fraction
from types import SimpleNamespace

import pytest
import time_machine
from django.template import Context, Template

from mainstay.engine.measures import Figure
from mainstay.web.words import STATES

NOON = datetime(2026, 10, 6, 16, 0, tzinfo=UTC)  # noon in New York


def drawn(tag: str, **values: object) -> str:
    request = SimpleNamespace(practice=SimpleNamespace(zone="America/New_York"))
    text = "{% load mainstay %}" + tag
    return Template(text).render(Context({"request": request, **values}))


def test_an_icon_that_is_not_in_the_sprite_is_refused():
    assert 'aria-hidden="true"' in drawn('{% icon "clock" %}')
    with pytest.raises(ValueError, match="no icon called sparkle"):
        drawn('{% icon "sparkle" %}')


def test_a_word_that_is_no_state_is_refused():
    with pytest.raises(ValueError, match="'Bounced' is no state"):
        drawn('{% state "Bounced" %}')


@pytest.mark.parametrize("word", STATES)
def test_every_state_has_an_icon_and_its_word(word):
    assert word in drawn("{% state word %}", word=word)


def test_a_state_is_tinted_when_somebody_must_act_and_bare_at_rest():
    assert 'class="st" data-tone="bad"' in drawn('{% state "Denied" %}')
    assert 'class="st bare" data-tone="good"' in drawn('{% state "Paid" %}')


def test_a_finding_stands_as_the_word_of_its_state():
    assert "Member not found" in drawn('{% state "Needs a person" text="Member not found" %}')


@pytest.mark.parametrize(
    ("cents", "shown"),
    [
        (128400, '<span class="money">$1,284<small>.00</small></span>'),
        (-4, '<span class="money">\u2212$0<small>.04</small></span>'),
        (None, '<span class="money">–</span>'),
    ],
)
def test_money_dims_its_cents_and_never_hides_them(cents, shown):
    assert drawn("{% money cents %}", cents=cents) == shown


def test_whole_dollars_are_rounded_half_up_and_keep_no_cents():
    assert drawn("{% money 12850 whole=True %}") == '<span class="money">$129</span>'


def test_percents_and_days_have_one_decimal():
    figure = Figure("denials", 68, 1000)
    assert drawn("{% percent figure %}", figure=figure) == "6.8 %"
    assert drawn("{% percent share %}", share=Fraction(961, 1000)) == "96.1 %"
    assert drawn("{% days span %}", span=Fraction(369, 10)) == "36.9 days"
    assert drawn("{% percent none %}", none=None) == "n/a"


@pytest.mark.parametrize(
    ("at", "words", "tone"),
    [
        (datetime(2026, 10, 6, 21, 0, tzinfo=UTC), "in 5 h", "wait"),
        (datetime(2026, 10, 7, 16, 0, tzinfo=UTC), "in 24 h", ""),
        (datetime(2026, 10, 6, 15, 20, tzinfo=UTC), "late 40 min", "bad"),
        (datetime(2026, 10, 3, 16, 0, tzinfo=UTC), "late 3 d", "bad"),
        (date(2026, 11, 16), "in 41 d", ""),
        (date(2026, 10, 15), "in 9 d", "wait"),
        (date(2026, 10, 6), "today", "bad"),
        (date(2026, 10, 4), "late 2 d", "bad"),
    ],
)
def test_a_clock_says_the_time_left_and_warns_in_time(at, words, tone):
    with time_machine.travel(NOON, tick=False):
        shown = drawn("{% due at %}", at=at)

    assert f">{words}</span>" in shown
    assert (f'data-tone="{tone}"' in shown) if tone else ("data-tone" not in shown)


def test_a_legal_window_is_an_hourglass_and_our_own_time_a_clock():
    with time_machine.travel(NOON, tick=False):
        assert "#i-hourglass" in drawn("{% due at %}", at=date(2026, 12, 1))
        assert "#i-clock" in drawn("{% due at %}", at=NOON)


def test_dates_stand_in_the_practices_zone():
    late_evening = datetime(2026, 10, 7, 2, 30, tzinfo=UTC)
    with time_machine.travel(NOON, tick=False):
        assert ">Oct 6</time>" in drawn("{% day at %}", at=late_evening)
        assert ">Oct 6, 10:30 PM</time>" in drawn("{% moment at %}", at=late_evening)
        assert ">Oct 6, 2025</time>" in drawn("{% day at %}", at=date(2025, 10, 6))


def test_nobody_is_drawn_as_no_owner():
    assert 'class="who none"' in drawn("{% who person %}", person=None)
    assert 'data-i="MH">Maren Holt' in drawn("{% who person %}", person="Maren Holt")


def test_a_patients_name_carries_its_initials_and_a_number_none():
    shown = drawn("{% phi name name=True %}", name="Marigold Sampleton")
    assert shown == '<span class="phi" data-i="M.S.">Marigold Sampleton</span>'
    assert drawn("{% phi number %}", number="CBM 70") == '<span class="phi">CBM 70</span>'


def test_text_of_files_stays_text():
    shown = drawn("{% phi name name=True %}{% who name %}", name="<script>x</script>")
    assert "<script>" not in shown


def test_a_bar_shows_its_share_and_never_leaves_its_frame():
    assert 'width="250"' in drawn("{% bar 1 4 %}")
    assert 'width="1000"' in drawn("{% bar 9 4 %}")
    assert 'width="0"' in drawn("{% bar 1 0 %}")


def test_a_trend_leaves_a_gap_where_a_month_has_no_figure():
    shown = drawn(
        '{% trend values label="Months" target=5 target_text="5 %" %}', values=[4, None, 6]
    )

    assert shown.count("M") == 3  # two strokes, and the label's own letter
    assert 'class="goal"' in shown
    assert 'role="img" aria-label="Months"' in shown
