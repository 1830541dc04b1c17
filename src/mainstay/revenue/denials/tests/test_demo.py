"""The demo's denials are worked through the services, the same way for the same seed."""

from datetime import date

from mainstay.foundation.accounts.services import demo_people
from mainstay.foundation.tenancy.models import Practice
from mainstay.revenue.denials.invariants import INVARIANTS
from mainstay.revenue.denials.models import Act, Denial, Outcome
from mainstay.revenue.denials.services.demo import work_denials
from mainstay.revenue.remits.testing.edi import Paid, Said, Sent, an_835, an_837

CARCS = ("197", "50", "97", "11", "4", "16", "252", "197", "50", "97", "50", "197")


def test_older_denials_are_worked_and_what_was_won_is_paid_by_an_835(books, denial):
    for number, carc in enumerate(CARCS, start=2):
        who = {"number": f"C{number}", "last_name": f"Q{chr(64 + number)}"}
        on = date(2026, 1, number)
        sent = Sent(lines=[("93000", 200_00, "L1")], member_id=f"M{number}", service_on=on, **who)
        books.claims(an_837(sent, control=number, sent_on=on))
        said = Said(
            [("93000", 200_00, 0, "L1", [("CO", carc, 200_00)])],
            icn=f"I{number}",
            member_id=f"M{number}",
            service_on=on,
            **who,
        )
        paid = Paid([said], trace=f"E{number}", paid_on=date(2026, 2, number))
        books.remits(an_835(paid, control=600 + number))
    practice = Practice.objects.get(pk=books.practice_id)
    practice.is_demo = True
    practice.save()
    people = {one.role: one.user_id for one in demo_people(practice)}

    remittances = work_denials(practice.pk, 7, people)
    books.remits(*remittances)

    assert remittances
    assert Act.objects.filter(user_id__isnull=False).count() > 8
    assert Denial.objects.filter(state__in=["won", "corrected"]).exists()
    assert Outcome.objects.filter(won_cents__gt=0).exists()
    assert [said for one in INVARIANTS for said in one.violations(practice.pk)] == []
    assert not books.open_work(function__code="payment_posting")
