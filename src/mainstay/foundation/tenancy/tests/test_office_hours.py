"""When a practice is open: as it said, or as most are."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import DatabaseError, transaction

from mainstay.engine.worktime import Hours
from mainstay.foundation.tenancy.models import OfficeDay
from mainstay.foundation.tenancy.queries import calendar_of
from mainstay.foundation.tenancy.services import forget_day, set_day, set_week
from mainstay.foundation.tenancy.testing import a_practice

TODAY = date(2026, 7, 1)
THURSDAY_NOON = datetime(2026, 7, 2, 16, tzinfo=UTC)  # in New York; the 3rd is observed for the 4th
HALF = Hours(time(8), time(12))


@pytest.fixture
def practice(db):
    return a_practice()


def after(practice, hours):
    return calendar_of(practice.pk, today=TODAY).after(THURSDAY_NOON, hours)


def test_without_hours_of_its_own_a_holiday_and_a_week_end_do_not_count(practice):
    assert after(practice, 9) == datetime(2026, 7, 6, 16, tzinfo=UTC)


def test_a_practice_that_works_saturdays_counts_them(practice):
    week = {day: Hours(time(8), time(17)) for day in range(5)} | {5: HALF}
    set_week(practice.pk, week)

    # Thursday the 9th noon to five, Friday eight hours and an hour of Saturday's four.
    noon = datetime(2026, 7, 9, 16, tzinfo=UTC)
    calendar = calendar_of(practice.pk, today=TODAY)
    assert calendar.after(noon, 15) == datetime(2026, 7, 11, 13, tzinfo=UTC)


def test_a_half_day_gives_half_its_hours_and_can_be_forgotten(practice):
    set_day(practice.pk, date(2026, 7, 2), HALF, reason="picnic")

    assert after(practice, 1) == datetime(2026, 7, 6, 13, tzinfo=UTC)
    forget_day(practice.pk, date(2026, 7, 2))
    assert after(practice, 1) == datetime(2026, 7, 2, 17, tzinfo=UTC)


def test_a_holiday_on_which_it_works_counts(practice):
    set_day(practice.pk, date(2026, 7, 3), Hours(time(8), time(17)), reason="we work")

    assert after(practice, 9) == datetime(2026, 7, 3, 16, tzinfo=UTC)


def test_another_practices_days_do_not_count(practice):
    set_day(a_practice().pk, date(2026, 7, 2), None, reason="closed")

    assert after(practice, 1) == datetime(2026, 7, 2, 17, tzinfo=UTC)


def test_a_week_without_a_day_is_refused(practice):
    with pytest.raises(ValueError, match="at least one day"):
        set_week(practice.pk, {})


def test_a_day_that_closes_before_it_opens_is_refused_by_the_database(practice):
    with pytest.raises(DatabaseError), transaction.atomic():
        OfficeDay.objects.create(practice=practice, on=TODAY, opens=time(9), closes=time(8))
