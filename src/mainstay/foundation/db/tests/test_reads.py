"""Reads whose SQL is written once."""

from collections.abc import Collection
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.tenancy.testing import a_practice
from mainstay.frontoffice.patients.models import Patient

pytestmark = pytest.mark.django_db


@written_once
def _born_on(practice_id: int, names: Collection[str], birth_on: date) -> Rows:
    patients = Patient.objects.for_practice(practice_id).filter(search_name__in=names)
    return patients.filter(birth_on__gte=birth_on).order_by("id").values_list("id", "birth_on")


@written_once
def _named(practice_id: int, ids: Collection[int], days: Collection[date]) -> Rows:
    patients = Patient.objects.for_practice(practice_id).filter(pk__in=ids, birth_on__in=days)
    return patients.order_by("id").values_list("search_name", flat=True)


def _patients(practice_id: int) -> list[Patient]:
    return [
        Patient.objects.create(
            practice_id=practice_id, last_name=name, search_name=name, birth_on=date(1980, 1, day)
        )
        for day, name in enumerate(("o'hara \\ 100%", "müller", "sample"), start=1)
    ]


def test_it_answers_as_the_queryset_would_whatever_the_values() -> None:
    practice, other = a_practice(), a_practice()
    mine, _ = _patients(practice.pk), _patients(other.pk)

    for names in (["o'hara \\ 100%", "müller"], ["sample"], [], ["nobody", "müller"]):
        for since in (date(1979, 1, 1), date(1980, 1, 2)):
            expected = [
                (one.pk, one.birth_on)
                for one in mine
                if one.search_name in names and one.birth_on and one.birth_on >= since
            ]
            assert _born_on(practice.pk, names, since) == expected


def test_a_flat_read_gives_bare_values_and_takes_dates_in_lists() -> None:
    practice = a_practice()
    mine = _patients(practice.pk)
    ids = {one.pk for one in mine}

    assert _named(practice.pk, ids, [date(1980, 1, 3), date(1980, 1, 1)]) == [
        "o'hara \\ 100%",
        "sample",
    ]
    assert _named(practice.pk, ids, []) == []


def test_the_text_is_the_same_for_one_value_and_for_many() -> None:
    practice = a_practice()
    with CaptureQueriesContext(connection) as asked:
        _named(practice.pk, [1], [date(1980, 1, 1)])
        _named(practice.pk, list(range(2_000)), [date(1980, 1, 1)])

    shapes = {query["sql"].partition("WHERE")[0] for query in asked.captured_queries}
    assert len(asked.captured_queries) == 2
    assert len(shapes) == 1


def test_a_parameter_of_another_kind_is_refused_at_once() -> None:
    @written_once
    def by_amount(amount: float) -> Rows:
        return Patient.objects.filter(pk=amount).values_list("id")

    with pytest.raises(TypeError, match="amount: a read that is written once takes no"):
        by_amount(1.5)
