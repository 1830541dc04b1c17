"""Run by bench.pages in a process of its own: fill the practice, ask for pages, print their p95.

python -m bench.asking COPIES
"""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, models  # noqa: E402
from tests.web.people import a_person  # noqa: E402

from bench.pages import CODE, p95  # noqa: E402
from mainstay.foundation.tenancy.models import Practice  # noqa: E402
from mainstay.foundation.work.models import WorkItem  # noqa: E402
from mainstay.oversight.insight.models import Booking, ClaimFacts, Item  # noqa: E402
from mainstay.revenue.charges.models import Charge, Encounter  # noqa: E402
from mainstay.revenue.claims.models import Claim  # noqa: E402
from mainstay.revenue.denials.models import Denial  # noqa: E402
from mainstay.revenue.remits.models import ClaimPayment, Remit  # noqa: E402

# Each after the tables it points at. What is not here (patients, payers, files) is shared.
COPIED = (
    Encounter, Charge, Claim, Remit, ClaimPayment, Denial, ClaimFacts, Item, Booking, WorkItem,
)  # fmt: skip
# Columns under a unique constraint that say which copy a row is.
TOLD_APART = {"source_key", "cause_key", "remit_key", "identity"}
ROUNDS = 40
PAGES = {
    "month": "/month",
    "claims": "/claims",
    "denials": "/denials",
    "ar": "/ar",
    "today": "/",
}


def main() -> None:
    """Fill, ask, print."""
    copies = int(sys.argv[1])
    fill(copies)
    client = a_person("manager", Practice.objects.get(code=CODE)).client(SERVER_NAME="localhost")
    figures: dict[str, float] = {"claims": 0.0, "claim_rows": Claim.objects.count()}
    for name, address in PAGES.items():
        figures[name] = p95(timed(client, address))
    print(json.dumps({**figures, "copies": copies}))


def timed(client: object, address: str) -> list[float]:
    """Milliseconds of each of forty answers, after three that warm up."""
    spans = []
    for number in range(ROUNDS + 3):
        started = time.perf_counter()
        answer = client.get(address, follow=True)  # type: ignore[attr-defined]
        spans.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, (address, answer.status_code)
        if number == 2:
            spans.clear()
    return spans


def fill(copies: int) -> None:
    """Copy the practice's rows, ids moved apart, without triggers or foreign keys in the way."""
    offsets = {model: _offset(model) for model in COPIED}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA synchronous=OFF")
        for model in COPIED:
            statement = _copying(model, offsets)
            for number in range(1, copies + 1):
                cursor.execute(statement, {"n": number, "first": offsets[model]})
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=FULL")


def _offset(model: type[models.Model]) -> int:
    newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0) + 1


def _copying(model: type[models.Model], offsets: dict[type[models.Model], int]) -> str:
    columns = [field.column for field in model._meta.local_fields]
    values = [_value(field, offsets) for field in model._meta.local_fields]
    quoted = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    pk = model._meta.pk.column  # type: ignore[union-attr]
    return (
        f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {table} "
        f'WHERE "{pk}" < %(first)s'
    )


def _value(field: models.Field, offsets: dict[type[models.Model], int]) -> str:
    column = f'"{field.column}"'
    target = field.related_model if isinstance(field, models.ForeignKey) else None
    if field.primary_key or target in offsets:
        offset = offsets[field.model if field.primary_key else target]
        return f"{column} + {offset} * %(n)s"
    if field.name == "public_id":
        return "lower(hex(randomblob(16)))"
    if field.name in TOLD_APART:
        return f"%(n)s || '~' || substr({column}, 5)"
    return column


if __name__ == "__main__":
    assert settings.configured
    main()
