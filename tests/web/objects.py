"""What stands in an address, made for a practice: one line for each part of each address.

The key is "url-name.kwarg"; the builder gets the practice and returns the value. ``OWNED`` says for
which parts the value names a row of that practice: another practice's must then be 404. A new page
with a part in its address adds its line here, else its tests say so.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from mainstay.foundation import clock
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice
from mainstay.foundation.work import services as work
from mainstay.foundation.work.models import WorkItem
from mainstay.oversight.quality.models import Review
from mainstay.oversight.quality.services import draw_week
from mainstay.revenue.claims.testing.applied import apply_claims_of
from mainstay.revenue.claims.testing.edi import Bill, an_837
from mainstay.revenue.denials.models import Denial
from mainstay.revenue.exchange.models import Batch, File
from mainstay.revenue.exchange.services import receive
from mainstay.revenue.remits.models import ClaimPayment
from mainstay.revenue.remits.testing import Books
from mainstay.revenue.remits.testing.edi import Paid, Said, Sent, an_835
from mainstay.revenue.remits.testing.edi import an_837 as an_837_to_answer
from tests.web.people import a_person

Builder = Callable[[Practice], Any]


def a_work_item(practice: Practice) -> UUID:
    work.ensure_functions(practice.pk)
    work.open_item(
        practice.pk,
        "payment_posting",
        f"test:{practice.pk}",
        subject_kind="claim",
        subject_key="1",
        title="A denied claim",
        at=clock.now(),
    )
    return WorkItem.objects.for_practice(practice.pk).get().public_id


def an_absence(practice: Practice) -> UUID:
    person = a_person("biller", practice)
    absence = work.mark_away(
        person.user.pk,
        kind="sick",
        starts_at=clock.now(),
        ends_at=None,
        by=Actor.automation(practice.pk),
        at=clock.now(),
    )
    return absence.public_id


def a_review(practice: Practice) -> UUID:
    work.ensure_functions(practice.pk)
    [claim] = apply_claims_of(practice, an_837(Bill()))
    monday = claim.first_sent_on - timedelta(days=claim.first_sent_on.weekday())
    draw_week(practice.pk, week_on=monday, at=clock.now())
    return Review.objects.for_practice(practice.pk).get().public_id


def a_batch(practice: Practice) -> Batch:
    actor = Actor.automation(practice.pk, via="cli")
    batch = receive.open_batch(actor, source="cli", label="test", at=clock.now())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "remit.835"
        path.write_bytes(b"ISA*not much of one~")
        list(receive.receive_opened(batch, path.name, path, at=clock.now()))
    receive.close_batch(batch, by=actor, at=clock.now())
    return batch


def a_file(practice: Practice) -> UUID:
    a_batch(practice)
    return File.objects.for_practice(practice.pk).get().public_id


def a_claim(practice: Practice) -> UUID:
    [claim] = apply_claims_of(practice, an_837(Bill()))
    return claim.public_id


def a_denied_payment(practice: Practice) -> ClaimPayment:
    work.ensure_functions(practice.pk)
    books = Books(practice.pk)
    books.claims(an_837_to_answer(Sent()))
    denied = Said([("99213", 200_00, 0, "L1", [("CO", "197", 200_00)])], status="4")
    books.remits(an_835(Paid([denied])))
    return ClaimPayment.objects.for_practice(practice.pk).get()


def a_denial(practice: Practice) -> UUID:
    a_denied_payment(practice)
    return Denial.objects.for_practice(practice.pk).get().public_id


def a_payment_key(practice: Practice) -> str:
    payment = a_denied_payment(practice)
    return f"remit:{payment.remit.remit_key}:clp:{payment.ordinal}"


OWNED: dict[str, Builder] = {
    "denial-by-payment.key": a_payment_key,
    "denial.denial": a_denial,
    "remit-by-key.key": a_payment_key,
    "remit-payment.payment": lambda practice: a_denied_payment(practice).public_id,
    "remit.remit": lambda practice: a_denied_payment(practice).remit.public_id,
    "claim.claim": a_claim,
    "inbox-batch.batch": lambda practice: a_batch(practice).public_id,
    "inbox-download.file": a_file,
    "inbox-file.file": a_file,
    "person.public_id": lambda practice: a_person("biller", practice).membership.public_id,
    "absence.public_id": an_absence,
    "quality-review.public_id": a_review,
    "work-item.item": a_work_item,
    "work-take.item": a_work_item,
}

PLAIN: dict[str, Any] = {
    "function.code": "payment_posting",
    "quality-week.week": "2026-03-30",
    "month-page.text": "2026-09",
    "month-close.text": "2026-09",
    "month-rows.text": "2026-09",
    "month-rows.figure": "clean_claim_rate",
    "month-rows.part": "numerator",
    "demo-sign-in.public_id": UUID(int=1),
    "welcome-link.user_id": 1,
    "welcome-link.token": "no-token",
}


def kwargs_for(name: str, parts: tuple[str, ...], practice: Practice) -> dict[str, Any]:
    """The parts of an address, for this practice."""
    found = {}
    for part in parts:
        key = f"{name}.{part}"
        assert key in OWNED or key in PLAIN, f"tests/web/objects.py has no line for {key}"
        found[part] = OWNED[key](practice) if key in OWNED else PLAIN[key]
    return found


def is_owned(name: str, parts: tuple[str, ...]) -> bool:
    """Whether the address names a row of the practice."""
    return any(f"{name}.{part}" in OWNED for part in parts)
