"""Bad input: a clear sentence, an entry in the inbox where it belongs, and nothing else changed."""

import gzip
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.support import edi
from tests.support.office import Office

from mainstay.foundation.tenancy.models import Practice, PracticeIdentifier
from mainstay.revenue.exchange.errors import Refused
from mainstay.revenue.exchange.services import receive as receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office.opened("harbor")


@pytest.mark.parametrize(
    ("case", "content", "words"),
    [
        ("a letter", b"Dear colleagues, please find enclosed", "not X12"),
        ("an empty file", b"", "empty"),
        ("UTF-16", edi.an_837(edi.Bill()).decode().encode("utf-16"), "not X12"),
        ("tildes only", b"~" * 3_000_000, "not X12"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(500), "not X12"),
    ],
)
def test_what_is_not_x12_is_set_aside_with_a_sentence(
    office: Office, case: str, content: bytes, words: str
) -> None:
    file = office.drop(case, content)

    assert file.state == "quarantined"
    assert words in file.reason
    assert office.open_work("file_intake") == [f"file:{file.key}"]
    assert office.ledger() == []


def test_a_file_cut_off_in_the_middle_waits_whole(office: Office) -> None:
    whole = edi.an_837(edi.Bill())

    file = office.drop("cut.837", whole[: whole.index(b"SV1")])

    assert file.state == "incomplete"
    assert "ends before its IEA" in file.reason
    assert office.ledger() == []


def test_a_guide_we_refuse_is_quarantined_by_its_name(office: Office) -> None:
    dental = edi.an_837(edi.Bill()).replace(b"005010X222A1", b"005010X224A2")

    file = office.drop("dental.837", dental)

    assert file.state == "quarantined"
    assert "837D" in file.reason


def test_a_bomb_is_kept_and_not_opened(office: Office) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("claims.837", b"~" * 60_000_000)

    file = office.drop("claims.zip", archive.getvalue())

    assert file.state == "quarantined"
    assert "more than 100 times its size" in file.reason


def test_a_file_larger_than_intake_takes_is_refused_before_it_is_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MAX_BYTES", 1000)

    with pytest.raises(Refused, match="Split it"):
        office.drop("large.837", b"ISA" * 1000)

    assert office.files() == []


def test_the_same_837_under_two_names_is_charged_once(office: Office) -> None:
    office.drop("monday.837", edi.an_837(edi.Bill()))
    before = office.ledger()

    office.drop("again.837", edi.an_837(edi.Bill()))

    assert office.outcomes() == ["parsed", "duplicate"]
    assert office.ledger() == before != []


def test_an_835_whose_sums_are_off_by_a_cent_is_held_with_the_difference(office: Office) -> None:
    office.drop("claims.837", edi.an_837(edi.Bill()))
    before = office.ledger()

    office.drop("remit.835", edi.an_835(edi.Advice(off_by_cents=1)))

    [remit] = office.remits()
    assert remit.state == "held"
    assert "$0.01" in remit.hold_reason
    assert office.ledger() == before


def test_an_835_that_pays_another_practice_here_changes_nothing(office: Office) -> None:
    neighbour = Office.opened("lighthouse")
    neighbour.drop("claims.837", edi.an_837(edi.Bill(), npi="1972609703", tin="987654321"))

    file = office.drop("remit.835", edi.an_835(npi="1972609703", tin="987654321"))

    assert file.state == "quarantined"
    assert "pays another practice" in file.reason
    assert office.remits() == []
    assert office.ledger() == []


def test_an_835_for_a_stranger_is_held_once_the_practice_has_confirmed_its_numbers(
    office: Office,
) -> None:
    PracticeIdentifier.objects.create(
        practice_id=office.practice_id, kind="NPI", value="1111111112"
    )
    Practice.objects.filter(pk=office.practice_id).update(
        identifiers_confirmed_at=datetime(2026, 1, 1, tzinfo=UTC)
    )

    file = office.drop("remit.835", edi.an_835())

    assert file.state == "quarantined"
    assert "not among the numbers" in file.reason


def test_a_kind_nothing_uses_yet_is_kept_and_says_so(office: Office) -> None:
    inquiry = edi.a_270()

    file = office.drop("inquiry.270", inquiry)

    assert file.state == "parsed"
    assert "nothing in the inbox uses it yet" in file.note
    assert office.ledger() == []


def test_an_archive_and_its_files_each_have_their_line_in_the_inbox(
    office: Office, tmp_path: Path
) -> None:
    office.drop("remit.835.gz", gzip.compress(edi.an_835()))

    assert [file.kind for file in office.files()] == ["archive", "835"]
