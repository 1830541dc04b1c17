"""A month as one flat list of numbers, the same for the page, the command and its JSON."""

from dataclasses import asdict, dataclass
from typing import Any

from mainstay.engine.measures import BUCKETS
from mainstay.oversight.insight.figures import StoredFigure
from mainstay.oversight.insight.queries.aging import PATIENTS, Aging
from mainstay.oversight.insight.queries.shown import ShownMonth


@dataclass(frozen=True, slots=True)
class Metric:
    """One number. ``value`` is rounded to a tenth of its unit (cents: whole), None for n/a.

    ``numerator`` and ``denominator`` are exact: claims, or cents where money is counted.
    """

    name: str
    value: float | int | None
    numerator: int | None
    denominator: int | None
    unit: str
    basis: str

    def to_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return asdict(self)


def metrics_of(shown: ShownMonth) -> list[Metric]:
    """Every number of a month's page."""
    return [*map(_of_figure, shown.figures.values()), *_of_aging(shown.aging)]


def _of_figure(figure: StoredFigure) -> Metric:
    tenths = figure.measure.tenths
    return Metric(
        name=figure.name,
        value=None if tenths is None else tenths / 10,
        numerator=figure.numerator,
        denominator=figure.denominator,
        unit=figure.unit,
        basis=f"{figure.basis}. {figure.caution}".strip() if figure.caution else figure.basis,
    )


def _of_aging(aging: Aging) -> list[Metric]:
    on = f"on {aging.as_of:%Y-%m-%d}"
    patients = sum(aging.by_party.get(PATIENTS, ()))
    open_cents = sum(aging.counted())
    counted = "" if aging.patients_visible else ", payers only"
    buckets = [
        _cents(
            f"ar_{bucket.replace('-', '_').replace('+', '_plus')}",
            cents,
            f"open {on} at {bucket} days since the last service{counted}",
        )
        for bucket, cents in zip(BUCKETS, aging.counted(), strict=True)
    ]
    owed = "owed by patients" if aging.patients_visible else "assigned to patients, payments unseen"
    return [
        *buckets,
        _cents("ar_open", open_cents, f"all open balances {on}{counted}"),
        _cents("ar_insurance", sum(aging.buckets(with_patients=False)), f"owed by payers {on}"),
        _cents("ar_patients", patients, f"{owed} {on}"),
        _cents("ar_credits", aging.credit, f"balances below zero {on}, not netted"),
        _cents("unapplied", aging.unapplied, f"money not yet applied {on}: debit less credit"),
        _cents("offset", aging.offset, f"taken back by payers, not yet tied {on}"),
        _cents("receivable", aging.receivable, f"the ledger's receivable {on}: open plus credits"),
    ]


def _cents(name: str, cents: int, basis: str) -> Metric:
    return Metric(name, cents, cents, None, "cents", basis)
