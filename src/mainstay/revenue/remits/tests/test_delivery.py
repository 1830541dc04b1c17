"""A payment is counted once, however its advice is delivered; what does not add up is held whole."""

from collections.abc import Callable
from datetime import date

import pytest

from mainstay.engine import x12
from mainstay.foundation.ledger.models import Posting
from mainstay.revenue.exchange.models import Part
from mainstay.revenue.remits.models import ClaimPayment, Remit
from mainstay.revenue.remits.services import posting
from mainstay.revenue.remits.services.intake import apply_remits
from mainstay.revenue.remits.testing import NOW, Books
from mainstay.revenue.remits.testing.edi import Paid, Said, Sent, an_835, an_837

pytestmark = pytest.mark.django_db

ONE = Said([("99213", 200_00, 96_00, "L1", [("CO", "45", 80_00), ("PR", "2", 24_00)])])
OTHER = Said(
    [("99214", 130_00, 130_00, "L2", [])], "C2", icn="ICN2", last_name="Otherly", member_id="M2"
)
FIRST = Paid([ONE])
SECOND = Paid([OTHER], trace="EFT1002")


@pytest.fixture
def books() -> Books:
    books = Books.opened()
    books.claims(
        an_837(
            Sent(),
            Sent("C2", [("99214", 130_00, "L2")], last_name="Otherly", member_id="M2"),
        )
    )
    return books


def keys(books: Books) -> list[str]:
    rows = Posting.objects.for_practice(books.practice_id).order_by("idempotency_key")
    return list(rows.values_list("idempotency_key", flat=True))


@pytest.mark.parametrize(
    ("how", "again"),
    [
        ("the same file", lambda: an_835(FIRST)),
        ("in another envelope", lambda: an_835(FIRST, control=777)),
        ("with other delimiters", lambda: an_835(FIRST, delims=x12.Delimiters("|", ">", "!", "'"))),
        ("in wrapped lines", lambda: an_835(FIRST, delims=x12.Delimiters(line_break="\r\n"))),
        (
            "produced on another day",
            lambda: an_835(FIRST).replace(b"DTM*405*20260417", b"DTM*405*20260420"),
        ),
        ("merged with another", lambda: an_835(FIRST, FIRST)),
    ],
)
def test_the_same_advice_again_posts_nothing(
    books: Books, how: str, again: Callable[[], bytes]
) -> None:
    books.remits(an_835(FIRST))
    before = keys(books)

    books.remits(again())

    assert keys(books) == before, how
    assert len(books.all_remits()) == 1
    assert Part.objects.for_practice(books.practice_id).filter(applied_at=None).count() == 0


def test_two_advices_of_one_file_delivered_apart_are_the_same(books: Books) -> None:
    books.remits(an_835(FIRST, SECOND))
    before = keys(books)

    books.remits(an_835(FIRST, control=601), an_835(SECOND, control=602))

    assert keys(books) == before
    assert [remit.state for remit in books.all_remits()] == ["posted", "posted"]


def test_the_same_check_with_other_content_is_held_for_a_person(books: Books) -> None:
    books.remits(an_835(FIRST))
    before = keys(books)
    changed = Said([("99213", 200_00, 96_00, "L1", [("CO", "45", 104_00)])])

    books.remits(an_835(Paid([changed]), control=602))

    first, second = books.all_remits()
    assert (first.state, second.state) == ("posted", "held")
    assert "The same check, different content" in second.hold_reason
    assert keys(books) == before
    [item] = books.open_work(cause_key__endswith=":held")
    assert item.value_cents == 96_00


def test_two_payments_of_nothing_under_one_trace_number_are_two(books: Books) -> None:
    denied = Said([("99213", 200_00, 0, "L1", [("CO", "197", 200_00)])])
    refused = Said([("99214", 130_00, 0, "L2", [("CO", "97", 130_00)])], "C2", icn="ICN2")

    books.remits(an_835(Paid([denied], trace="0")), an_835(Paid([refused], trace="0"), control=2))

    assert [remit.state for remit in books.all_remits()] == ["posted", "posted"]
    assert books.all_remits()[0].receipt is None


def test_an_advice_that_is_off_by_a_cent_is_held_with_the_difference(books: Books) -> None:
    before = keys(books)

    books.remits(an_835(Paid([ONE], paid_cents=96_01), SECOND))

    held, posted = books.all_remits()
    assert (held.state, posted.state) == ("held", "posted")
    assert "claim payments of $96.00 make $96.00, BPR02 says $96.01" in held.hold_reason
    assert "The difference is $0.01" in held.hold_reason
    assert not any(held.remit_key in key for key in keys(books))
    assert len(keys(books)) > len(before)
    assert ClaimPayment.objects.filter(remit=held).count() == 1


@pytest.mark.parametrize("handling", ["D", "P", "U", "X"])
def test_what_is_no_plain_payment_is_held(books: Books, handling: str) -> None:
    books.remits(an_835(Paid([ONE], handling=handling)))

    [remit] = books.all_remits()
    assert (remit.state, f"handling code is {handling}" in remit.hold_reason) == ("held", True)


def test_an_advice_that_asks_for_money_is_held(books: Books) -> None:
    books.remits(an_835(Paid([ONE.reversed()])))

    [remit] = books.all_remits()
    assert remit.state == "held"
    assert "It asks for $96.00 instead of paying it" in remit.hold_reason


def many(number: int) -> tuple[Sent, Said]:
    """A claim and its payment, one of many."""
    name, member = f"Patient{number}", f"M{number:06}"
    claim = Sent(f"N{number}", [("99213", 100_00, f"L{number}")], last_name=name, member_id=member)
    said = Said(
        [("99213", 100_00, 60_00, f"L{number}", [("CO", "45", 40_00)])],
        f"N{number}",
        icn=f"I{number}",
        last_name=name,
        member_id=member,
    )
    return claim, said


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.mark.parametrize("chunk", [0, 1, 2])
def test_killed_between_two_chunks_it_goes_on_and_ends_the_same(
    books: Books, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    told = [many(number) for number in range(120)]
    large = an_835(Paid([said for _, said in told], trace="BIG", paid_on=date(2026, 4, 20)))
    undisturbed = Books.opened()
    for one in (books, undisturbed):
        one.claims(an_837(*(claim for claim, _ in told), control=9))
    undisturbed.remits(large)

    done = 0
    post_chunk = posting._post_chunk

    def dies(remit: Remit, **changes: object) -> None:
        nonlocal done
        if done == chunk:
            raise Killed
        done += 1
        post_chunk(remit, **changes)  # type: ignore[arg-type]

    part = books.part("remits", large, date(2026, 4, 17))
    monkeypatch.setattr(posting, "_post_chunk", dies)
    with pytest.raises(Killed):
        apply_remits([part], at=NOW)
    monkeypatch.undo()
    [remit] = books.all_remits()
    assert (remit.state, remit.applied_payments) == ("posting", 50 * chunk)

    apply_remits([Part.objects.get(pk=part.pk)], at=NOW)

    assert keys(books)[-1:] == keys(undisturbed)[-1:]
    assert [key for key in keys(books) if key.startswith("remit:")] == [
        key for key in keys(undisturbed) if key.startswith("remit:")
    ]
    [remit] = books.all_remits()
    assert (remit.state, remit.applied_payments, remit.clearing_cents) == ("posted", 120, 0)
    assert ClaimPayment.objects.filter(remit=remit).count() == 120
