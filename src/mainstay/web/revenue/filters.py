"""Filters that several lists of revenue share: by payer, by month, and the address without its page."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from mainstay.engine.measures import Period
from mainstay.oversight.insight.months import parse_month, shifted
from mainstay.oversight.insight.queries.parties import PayerName
from mainstay.web.access import PracticeRequest
from mainstay.web.forms import FilterForm
from mainstay.web.naming import plain_case


class MonthField(forms.CharField):
    """A month as "2026-09"; what is none is not a filter."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            return parse_month(text) if text else None
        except ValueError as error:
            raise forms.ValidationError("A month is written 2026-09.") from error


class PayerFilters(FilterForm):
    """A list's filters with the practice's payers, named by public id."""

    payer = forms.ChoiceField(label="Payer")

    def __init__(self, data: Any, *, payers: Iterable[PayerName]) -> None:
        super().__init__(data)
        self._payers = {payer.public_id: payer for payer in payers}
        named = sorted(self._payers.values(), key=lambda payer: (payer.name, payer.public_id))
        field = self.fields["payer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "any"),
            *((payer.public_id, plain_case(payer.name)) for payer in named),
        ]

    def payer_ids(self) -> tuple[int, ...] | None:
        """The ids of the payer that was chosen, with those merged into it; None for any."""
        chosen = self.criteria().get("payer")
        return self._payers[chosen].ids if chosen else None


def month_of(first: date) -> Period:
    """The days of a month."""
    return Period(first, shifted(first, 1).replace(day=1) - date.resolution)


def query_of(request: PracticeRequest, **changes: str) -> str:
    """The address's filters without its page, some of them changed; "" or ending in &."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query[name] = value
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return f"{query.urlencode()}&" if query else ""
