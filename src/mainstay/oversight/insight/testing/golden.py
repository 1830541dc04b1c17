"""The ten encounters of domain/metrics.md 16, whose figures are worked out there by hand."""

from datetime import date

from mainstay.oversight.insight.testing import Billed, Books

AS_OF = date(2026, 6, 30)


def _on(month: int, day: int) -> date:
    return date(2026, month, day)


def golden_books() -> Books:
    """A practice in which exactly these ten things happened."""
    books = Books.opened()
    c1 = _treated(books, "Medicare", [200_00], ("04-01", "04-02", "04-03"))
    books.answered(c1, _on(4, 17), [(96_00, [("CO", "45", 80_00), ("PR", "2", 24_00)])])
    books.patient_paid(c1, _on(5, 20), 24_00)

    c2 = _treated(books, "Aetna", [250_00], ("04-03", "04-03", "04-04"))
    books.patient_paid(c2, _on(4, 3), 30_00)
    books.answered(c2, _on(4, 25), [(130_00, [("CO", "45", 90_00), ("PR", "3", 30_00)])])

    c3 = _treated(books, "BCBS", [300_00], ("04-10", "04-14", "04-15"), category="A7")
    books.sent(c3, _on(4, 20))
    books.acknowledged(c3, _on(4, 21))
    books.answered(c3, _on(5, 11), [(168_00, [("CO", "45", 90_00), ("PR", "2", 42_00)])])
    books.patient_paid(c3, _on(6, 10), 20_00)

    c4 = _treated(books, "Aetna", [180_00], ("04-15", "04-16", "04-17"))
    books.answered(c4, _on(5, 8), [(0, [("CO", "197", 180_00)])], status="4")
    books.answered(c4, _on(6, 20), [(110_00, [("CO", "45", 70_00)])])

    c5 = _treated(books, "Medicare", [220_00], ("05-05", "05-06", "05-06"))
    books.answered(
        c5, _on(5, 20), [(104_00, [("CO", "45", 90_00), ("PR", "2", 26_00)])], next_payer="BCBS"
    )
    books.answered(c5, _on(6, 5), [(26_00, [("OA", "23", 194_00)])], status="2", payer="BCBS")

    c6 = _treated(books, "UHC", [300_00, 100_00], ("05-12", "05-13", "05-14"))
    books.answered(
        c6,
        _on(6, 5),
        [
            (152_00, [("CO", "45", 110_00), ("PR", "2", 38_00)]),
            (0, [("CO", "97", 100_00)]),
        ],
    )
    books.written_off(c6, _on(6, 8), 100_00, line=1)

    c7 = _treated(books, "UHC", [150_00], ("05-20", "05-27", "05-28"))
    books.answered(c7, _on(6, 18), [(0, [("CO", "16", 150_00)])], status="4")
    books.sent(c7, _on(6, 22))

    _treated(books, "BCBS", [280_00], ("06-02", "06-02", "06-03"))

    c9 = books.treated(None, [120_00], service_on=_on(6, 9), posted_on=_on(6, 9))
    books.patient_paid(c9, _on(6, 9), 60_00)

    _treated(books, "Medicaid", [160_00], ("03-10", "03-12", "03-13"))
    return books


def _treated(
    books: Books, payer: str, cents: list[int], days: tuple[str, str, str], category: str = "A2"
) -> Billed:
    """Treated, posted and sent on these days of 2026, and acknowledged the same day."""
    service_on, posted_on, sent_on = (date.fromisoformat(f"2026-{day}") for day in days)
    billed = books.treated(
        payer, cents, service_on=service_on, posted_on=posted_on, sent_on=sent_on
    )
    books.acknowledged(billed, sent_on, category)
    return billed
