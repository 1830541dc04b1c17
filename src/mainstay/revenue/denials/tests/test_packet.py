"""The packet is a PDF of the letter, the remittance's lines and the attachments."""

from datetime import UTC, datetime

from mainstay.revenue.denials.packet import Packet, RemitLine, as_pdf

AT = datetime(2026, 5, 4, 16, 0, tzinfo=UTC)


def a_packet(letter: str = "Dear payer,\n\nPay #300 *now*.\n\nSincerely") -> Packet:
    lines = [RemitLine("April 1, 2026", "93000", ["CO-197 Authorisation absent"], "$300.00", "$0")]
    return Packet("Appeal of C1", "Harbor Test", letter, "Payment 1", lines, ["Approval", "Note"])


def test_a_packet_is_a_pdf_and_the_same_again():
    made = as_pdf(a_packet(), at=AT)

    assert made.startswith(b"%PDF-")
    assert made == as_pdf(a_packet(), at=AT)
    assert made != as_pdf(a_packet("Something else"), at=AT)


def test_markup_in_a_letter_stays_text():
    assert as_pdf(a_packet('#read("packet.typ") $ \\ @x <y> `z'), at=AT).startswith(b"%PDF-")
