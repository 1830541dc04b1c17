"""The rows a number of a month's page is made of: they add up to it, to the claim and the cent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import F, QuerySet, Sum

from mainstay.engine.measures import Period, twelve_months_to
from mainstay.oversight.insight import figures, selection
from mainstay.oversight.insight.models import FrozenClaim
from mainstay.oversight.insight.months import charge_window, cohort_month
from mainstay.oversight.insight.queries.aging import OVER_90
from mainstay.oversight.insight.queries.collections import first_charged_on
from mainstay.oversight.insight.queries.naming import Named, name_claims, name_encounters
from mainstay.oversight.insight.queries.shown import ShownMonth, shown_month

Part = Literal["numerator", "denominator"]

_FIRST_PASS = (figures.ACCEPTANCE, figures.DENIAL_RATE, figures.DENIAL_RATE_DOLLARS)


class NoSuchNumber(LookupError):
    """The page has no such number, so nothing stands behind it."""


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One row: whose it is, when it happened, in a word what, and the cents it adds (or None)."""

    named: Named
    happened_on: date | None
    word: str
    cents: int | None


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """All rows behind a number. They add up to ``total``, in ``counts``: claims or cents."""

    counts: str
    total: int
    rows: int
    _page: Callable[[int, int], list[BehindRow]]

    def page(self, first: int, size: int) -> list[BehindRow]:
        """Some of the rows, in an order that never repeats or skips one."""
        return self._page(first, size)

    def __len__(self) -> int:
        return self.rows

    def __getitem__(self, places: slice) -> list[BehindRow]:
        return self._page(places.start or 0, (places.stop or self.rows) - (places.start or 0))


def rows_behind(
    practice_id: int,
    month: date,
    figure: str,
    part: Part = "numerator",
    *,
    payer_ids: Iterable[int] = (),
) -> RowsBehind:
    """What stands behind a number of a month's page, as the page shows it (frozen once closed).

    ``payer_ids`` narrows first-pass figures and open balances to some payers.

    Raises:
        NoSuchNumber: no such month or figure, or one that is not available.
    """
    shown = shown_month(practice_id, month)
    stored = shown.figures.get(figure) if shown else None
    if shown is None or stored is None or stored.numerator is None:
        raise NoSuchNumber(f"{figure} of {month:%Y-%m}")
    payers = tuple(payer_ids)
    if figure in _FIRST_PASS:
        return _claims(practice_id, shown, figure, part, payers)
    if figure == figures.OVER_90 or (figure == figures.DSO and part == "numerator"):
        ages = OVER_90 if (figure, part) == (figures.OVER_90, "numerator") else None
        return _items(practice_id, shown, ages, payers)
    return _bookings(practice_id, shown, figure, part)


def _claims(
    practice_id: int, shown: ShownMonth, figure: str, part: Part, payers: tuple[int, ...]
) -> RowsBehind:
    claims = _first_pass_rows(practice_id, shown, figure, part)
    if payers:
        claims = claims.filter(claim__payer__in=payers)
    cents = {
        (figures.DENIAL_RATE_DOLLARS, "numerator"): "first_denied_cents",
        (figures.DENIAL_RATE_DOLLARS, "denominator"): "first_billed_cents",
    }.get((figure, part))
    day = "first_sent_on" if figure == figures.ACCEPTANCE else "answered_on"

    def page(first: int, size: int) -> list[BehindRow]:
        found = list(
            claims.order_by(day, "claim_id").values_list(
                "claim_id", day, "first_outcome", "is_denied_first", "is_duplicate_only",
                cents or day,
            )[first : first + size]
        )  # fmt: skip
        named = name_claims(practice_id, [claim_id for claim_id, *_ in found])
        return [
            BehindRow(named[claim_id], on, _word(figure, *word), amount if cents else None)
            for claim_id, on, *word, amount in found
        ]

    rows = claims.count()
    return RowsBehind(
        counts="cents" if cents else "claims",
        total=claims.aggregate(total=Sum(cents, default=0))["total"] if cents else rows,
        rows=rows,
        _page=page,
    )


def _first_pass_rows(practice_id: int, shown: ShownMonth, figure: str, part: Part) -> QuerySet[Any]:
    """Live facts, or those kept with a closed month."""
    days = Period(shown.month, shown.as_of)
    is_numerator = part == "numerator"
    rows: QuerySet[Any]
    if shown.closed_at is not None:
        rows = FrozenClaim.objects.for_practice(practice_id).filter(month=shown.id)
    else:
        rows = selection.counted(practice_id)
    if figure == figures.ACCEPTANCE:
        return selection.first_sent(rows, days, outcome="accepted" if is_numerator else "")
    return selection.first_answered(rows, days, denied=is_numerator)


def _word(figure: str, outcome: str, is_denied: bool, is_duplicate: bool) -> str:
    if figure == figures.ACCEPTANCE:
        return outcome
    if is_duplicate:
        return "denied as a duplicate"
    return "denied" if is_denied else "answered"


def _items(
    practice_id: int,
    shown: ShownMonth,
    ages: tuple[int, int | None] | None,
    payers: tuple[int, ...],
) -> RowsBehind:
    is_insurance_only = bool(payers) or not shown.aging.patients_visible
    items = selection.open_items(
        practice_id,
        shown.as_of,
        party_kind="payer" if is_insurance_only else "",
        party_ids=payers,
        ages=ages,
    )

    def page(first: int, size: int) -> list[BehindRow]:
        found = list(
            items.order_by("-cents", "id").values_list(
                "encounter_id", "service_on", "party_kind", "cents"
            )[first : first + size]
        )
        named = name_encounters(practice_id, [encounter_id for encounter_id, *_ in found])
        return [
            BehindRow(
                named[encounter_id],
                service_on,
                f"{age_words((shown.as_of - service_on).days)}, owed by the {party_kind}",
                cents,
            )
            for encounter_id, service_on, party_kind, cents in found
        ]

    return RowsBehind("cents", items.aggregate(t=Sum("cents", default=0))["t"], items.count(), page)


def age_words(age_days: int) -> str:
    """An age as a person says it."""
    return f"{max(age_days, 0)} days old" if age_days != 1 else "1 day old"


def _bookings(practice_id: int, shown: ShownMonth, figure: str, part: Part) -> RowsBehind:
    rows, amount, word = _booked_rows(practice_id, shown, figure, part)
    encounters = rows.values("encounter_id").annotate(total=Sum(amount)).exclude(total=0)

    def page(first: int, size: int) -> list[BehindRow]:
        found = list(
            encounters.order_by("-total", "encounter_id").values_list("encounter_id", "total")[
                first : first + size
            ]
        )
        named = name_encounters(practice_id, [encounter_id for encounter_id, _ in found])
        return [
            BehindRow(named[encounter_id], named[encounter_id].service_on, word, total)
            for encounter_id, total in found
        ]

    total = rows.aggregate(t=Sum(amount, default=0))["t"]
    return RowsBehind("cents", total, encounters.count(), page)


def _booked_rows(
    practice_id: int, shown: ShownMonth, figure: str, part: Part
) -> tuple[selection.Bookings, Any, str]:
    as_of, is_visible = shown.as_of, shown.aging.patients_visible
    began_on = first_charged_on(practice_id)
    if figure == figures.DSO:
        window = charge_window(as_of, began_on)
        return selection.booked(practice_id, window), F("charged_cents"), "charged"
    if figure == figures.NET_COLLECTION:
        month = cohort_month(as_of, began_on)
        rows = selection.cohort(practice_id, month or date.max, as_of)
    else:
        rows = selection.booked(practice_id, twelve_months_to(as_of))
    if part == "numerator":
        return rows, selection.collected(patients_visible=is_visible), "paid"
    return rows, selection.collectable(patients_visible=is_visible), "allowed and due"
