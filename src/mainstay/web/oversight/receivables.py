"""Who owes us, and for how long: the aging, and the open balances behind each of its cells."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from mainstay.engine.measures import BUCKETS
from mainstay.engine.money import format_cents
from mainstay.foundation import clock
from mainstay.foundation.accounts.policy import can
from mainstay.oversight.insight.queries.aging import PATIENTS
from mainstay.oversight.insight.queries.parties import PayerName, payers_by_id
from mainstay.oversight.insight.queries.receivables import (
    INSURANCE,
    OVER_90,
    Filter,
    aging_for_page,
    count_and_sum,
    newest_day,
    open_items,
    open_rows,
)
from mainstay.oversight.insight.selection import Items
from mainstay.web.access import PracticeRequest, requires
from mainstay.web.forms import FilterForm
from mainstay.web.oversight.aging_table import HEADS, AgingTable, aging_table
from mainstay.web.oversight.tiles import whole_dollars
from mainstay.web.render import render_page_or_part
from mainstay.web.viewing import viewed

PAGE = 50
EXPORT_AT_ONCE = 500


class BalanceFilters(FilterForm):
    """The filters of the list, as codes, dates and public ids in the address."""

    as_of = forms.DateField(
        label="As\N{NO-BREAK SPACE}of", widget=forms.DateInput(attrs={"type": "date"})
    )
    basis = forms.ChoiceField(
        label="Age\N{NO-BREAK SPACE}from",
        choices=[("dos", "last service"), ("first_bill", "first bill")],
    )
    party = forms.ChoiceField(label="Owed\N{NO-BREAK SPACE}by")
    bucket = forms.ChoiceField(
        label="Days", choices=[("", "any"), *zip(BUCKETS, HEADS, strict=True), (OVER_90, "over 90")]
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("", "owed to us"), ("credits", "credits")],
    )
    sort = forms.ChoiceField(
        label="Order",
        choices=[("", "largest first"), ("oldest", "oldest first")],
    )

    def __init__(self, data: Any, *, payers: dict[int, PayerName], newest: date) -> None:
        given = data.copy()
        given.setdefault("as_of", newest.isoformat())
        super().__init__(given, initial={"as_of": newest})
        self.newest = newest
        names = sorted({(payer.public_id, payer.name) for payer in payers.values()}, key=_by_name)
        party = self.fields["party"]
        assert isinstance(party, forms.ChoiceField)
        party.choices = [("", "anyone"), (INSURANCE, "payers"), (PATIENTS, "patients"), *names]

    def wanted(self) -> Filter:
        """The filter; what cannot be read counts as not given."""
        given = self.criteria()
        return Filter(
            as_of=given.get("as_of") or self.newest,
            basis=given.get("basis") or "dos",
            party=given.get("party") or "",
            bucket=given.get("bucket") or "",
            is_credit=given.get("kind") == "credits",
            oldest_first=given.get("sort") == "oldest",
        )


def _by_name(choice: tuple[str, str]) -> tuple[str, str]:
    return choice[1], choice[0]


class Counted:
    """Open items whose number is known already, so that a page does not count them again."""

    def __init__(self, items: Items, count: int) -> None:
        self._items, self._count = items, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, places: slice) -> Items:
        return self._items[places]


@require_GET
@requires("claims.view")
def open_balances(request: PracticeRequest) -> HttpResponse:
    """The aging with its proof, and the list of open balances its filters let through."""
    practice_id = request.actor.practice_id
    payers = payers_by_id(practice_id)
    newest = newest_day(practice_id, clock.today(request.practice.zone))
    form = BalanceFilters(request.GET, payers=payers, newest=newest)
    wanted = form.wanted()
    aging = aging_for_page(practice_id, wanted.as_of, wanted.basis)
    items = open_items(practice_id, wanted, payers)
    count, cents = count_and_sum(aging, wanted, payers)
    page: Page[Any] = Paginator(Counted(items, count), PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    rows = list(open_rows(practice_id, page.object_list, wanted, payers))
    viewed(
        request,
        [row.named.patient_id for row in rows],
        object_kind="ar",
        object_key=wanted.as_of.isoformat(),
        details={"filter": request.GET.urlencode()[:200]},
    )
    table = aging_table(aging, payers, basis=wanted.basis)
    context = {
        "form": form,
        "wanted": wanted,
        "table": table,
        "answer": _answer(table),
        "rows": rows,
        "page": page,
        "count": count,
        "cents": cents,
        "query": _query(request),
        "by_service": f"{request.path}?{_query(request, basis='')}",
        "by_bill": f"{request.path}?{_query(request, basis='first_bill')}",
        "clear_url": request.path,
        "may_export": can(request.actor, "reports.export"),
        "is_filtered": bool(wanted.party or wanted.bucket or wanted.is_credit),
    }
    return render_page_or_part(request, "oversight/ar.html", "balances", context)


def _query(request: PracticeRequest, **changes: str) -> str:
    """The address's filters without its page, some of them changed; "" or ending in &."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{query.urlencode()}&" if query else ""


def _answer(table: AgingTable) -> tuple[str, str]:
    """The sentence that answers the page, and what stands out in it."""
    everybody = table.everybody
    if not everybody.total.cents:
        return "Nothing is open.", ""
    old = sum(cell.cents for cell in everybody.cells[3:])
    first = (
        f"{whole_dollars(everybody.total.cents)} is open, "
        f"{whole_dollars(old)} of it ({everybody.over_90.text}) for more than 90 days."
    )
    oldest = max(table.payers, key=lambda row: sum(c.cents for c in row.cells[3:]), default=None)
    if oldest is None or not (cents := sum(cell.cents for cell in oldest.cells[3:])):
        return first, ""
    return first, f"{whole_dollars(cents)} of the old money is at {oldest.name}."


@require_GET
@requires("reports.export")
def export(request: PracticeRequest) -> StreamingHttpResponse:
    """The same list as CSV, whole. Amounts are dollars and cents; dates ISO."""
    practice_id = request.actor.practice_id
    payers = payers_by_id(practice_id)
    newest = newest_day(practice_id, clock.today(request.practice.zone))
    wanted = BalanceFilters(request.GET, payers=payers, newest=newest).wanted()
    items = open_items(practice_id, wanted, payers)
    viewed(
        request,
        list(items.values_list("encounter__patient_id", flat=True)),
        action="reports.export",
        object_kind="ar",
        object_key=wanted.as_of.isoformat(),
        details={"filter": request.GET.urlencode()[:200]},
    )
    response = StreamingHttpResponse(
        _csv_lines(practice_id, items, wanted, payers), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="ar-{wanted.as_of:%Y-%m-%d}.csv"'
    return response


class _Line:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def _csv_lines(
    practice_id: int, items: Items, wanted: Filter, payers: dict[int, PayerName]
) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(
        ["claim", "patient", "owed by", "payer", "service", "first billed", "days", "amount"]
    )
    for first in range(0, items.count(), EXPORT_AT_ONCE):
        for row in open_rows(practice_id, items[first : first + EXPORT_AT_ONCE], wanted, payers):
            yield writer.writerow(
                [
                    row.named.claim_number,
                    _plain_text(row.named.patient_name),
                    _plain_text(row.party_name),
                    _plain_text(row.named.payer_name),
                    row.service_on.isoformat(),
                    row.first_billed_on.isoformat(),
                    row.age_days,
                    format_cents(row.cents).replace("$", "").replace(",", "").replace("−", "-"),
                ]
            )


def _plain_text(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
