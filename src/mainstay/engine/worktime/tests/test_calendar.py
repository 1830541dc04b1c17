"""Business days and hours, over weekends, holidays and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.engine.worktime import (
    business_days_after,
    business_days_between,
    business_hours_after,
    is_business_day,
)

CHICAGO = ZoneInfo("America/Chicago")
NINE, FIVE = time(9), time(17)
THANKSGIVING = frozenset({date(2026, 11, 26)})

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
zones = st.sampled_from(["America/Chicago", "Pacific/Honolulu", "America/St_Johns", "UTC"])
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHICAGO).astimezone(UTC)


@pytest.mark.parametrize(
    ("start_on", "count", "end_on"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 25), 1, date(2026, 11, 27)),
        (date(2026, 11, 25), 3, date(2026, 12, 1)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 11, 27), 0, date(2026, 11, 27)),
    ],
)
def test_business_days_skip_weekends_and_holidays(start_on: date, count: int, end_on: date) -> None:
    assert business_days_after(start_on, count, THANKSGIVING) == end_on


@given(start_on=days, count=st.integers(1, 200))
def test_counting_back_gives_the_days_counted_forward(start_on: date, count: int) -> None:
    end_on = business_days_after(start_on, count)

    assert is_business_day(end_on)
    assert business_days_between(start_on, end_on) == count
    assert business_days_between(start_on, end_on - timedelta(days=1)) == count - 1


@given(start_on=days, end_on=days)
def test_no_business_days_lie_between_a_day_and_an_earlier_one(
    start_on: date, end_on: date
) -> None:
    assert (business_days_between(start_on, end_on) == 0) or start_on < end_on


def test_days_are_counted_forward_only() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        business_days_after(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (local(2026, 11, 23, 10), 4, local(2026, 11, 23, 14)),
        (local(2026, 11, 23, 15), 4, local(2026, 11, 24, 11)),
        (local(2026, 11, 23, 9), 8, local(2026, 11, 23, 17)),
        (local(2026, 11, 25, 16), 24, local(2026, 12, 1, 16)),
        (local(2026, 11, 23, 6), 0, local(2026, 11, 23, 9)),
        (local(2026, 11, 23, 18), 0, local(2026, 11, 24, 9)),
        (local(2026, 11, 23, 11), 0, local(2026, 11, 23, 11)),
        (local(2026, 11, 28, 12), 1, local(2026, 11, 30, 10)),
    ],
)
def test_business_hours_run_only_while_the_practice_is_open(
    start: datetime, hours: int, end: datetime
) -> None:
    assert (
        business_hours_after(start, hours, CHICAGO, opens=NINE, closes=FIVE, holidays=THANKSGIVING)
        == end
    )


def test_a_clock_change_between_two_days_leaves_the_opening_hour_where_it_was() -> None:
    friday_afternoon = local(2026, 3, 6, 16)

    due_at = business_hours_after(friday_afternoon, 2, CHICAGO, opens=NINE, closes=FIVE)

    assert due_at == local(2026, 3, 9, 10)
    assert due_at - friday_afternoon == timedelta(days=2, hours=17)


def test_a_clock_change_inside_opening_hours_counts_the_time_that_truly_passed() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    opens, closes = time(0), time(8)
    spring_friday = datetime(2026, 4, 24, tzinfo=cairo)
    assert (
        spring_friday.replace(hour=12).utcoffset()
        != datetime(2026, 4, 23, 12, tzinfo=cairo).utcoffset()
    )

    due_at = business_hours_after(
        spring_friday.astimezone(UTC), 7, cairo, opens=opens, closes=closes
    )

    assert due_at.astimezone(cairo) == datetime(2026, 4, 24, 8, tzinfo=cairo)


@given(start=moments, hours=st.integers(0, 100), zone=zones.map(ZoneInfo))
def test_the_end_lies_in_opening_hours_and_never_before_the_start(
    start: datetime, hours: int, zone: ZoneInfo
) -> None:
    end = business_hours_after(start, hours, zone, opens=NINE, closes=FIVE)

    assert end >= start + timedelta(hours=hours)
    assert is_business_day(end.astimezone(zone).date())
    assert NINE <= end.astimezone(zone).time() <= FIVE
    assert end.tzinfo is UTC


@given(start=moments, first=st.integers(1, 40), second=st.integers(1, 40), zone=zones.map(ZoneInfo))
def test_hours_in_two_steps_end_where_one_step_ends(
    start: datetime, first: int, second: int, zone: ZoneInfo
) -> None:
    middle = business_hours_after(start, first, zone, opens=NINE, closes=FIVE)

    assert business_hours_after(
        middle, second, zone, opens=NINE, closes=FIVE
    ) == business_hours_after(start, first + second, zone, opens=NINE, closes=FIVE)


@pytest.mark.parametrize(
    ("moment", "hours", "opens", "closes"),
    [
        (datetime(2026, 1, 5, 9), 1, NINE, FIVE),
        (datetime(2026, 1, 5, 9, tzinfo=UTC), -1, NINE, FIVE),
        (datetime(2026, 1, 5, 9, tzinfo=UTC), 1, FIVE, NINE),
    ],
)
def test_a_question_without_an_answer_is_refused(
    moment: datetime, hours: int, opens: time, closes: time
) -> None:
    with pytest.raises(
        ValueError, match=r"aware moment|must not be negative|open before it closes"
    ):
        business_hours_after(moment, hours, CHICAGO, opens=opens, closes=closes)
