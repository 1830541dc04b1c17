"""The trail tells who did what to whom, in order, and nothing of what patients' data says."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from mainstay.foundation import audit
from mainstay.foundation.audit import TrailFilter
from mainstay.foundation.audit.models import AuditEvent, Chain
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.testing import a_practice

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def practice(db):
    return a_practice()


@pytest.fixture
def dana(practice):
    return Actor(practice_id=practice.pk, user_id=5, via="web", role="biller")


def seqs(practice, **wanted) -> list[int]:
    return [event.seq for event in audit.trail(practice.pk, TrailFilter(**wanted))]


def test_each_row_follows_the_one_before(practice, dana):
    first = audit.record(dana, "patients.view", patient_ids=[3])
    second = audit.record(dana, "patients.view", patient_ids=[4])

    assert (first.seq, first.prev, second.seq, second.prev) == (1, "", 2, first.mac)
    assert list(audit.verify_chain(practice.pk)) == []


def test_each_practice_has_its_own_chain(practice, dana):
    other = Actor.automation(a_practice().pk)
    audit.record(dana, "patients.view")

    assert audit.record(other, "patients.view").seq == 1


def test_a_row_says_who_where_and_with_what_outcome(practice, dana):
    context = audit.Context(source_address="192.0.2.7", session_hash="ab", request_id="r-1")

    audit.record(
        dana,
        "remits.post",
        object_kind="remit",
        object_key="ab12",
        outcome="refused",
        reason="above the limit",
        details={"cents": 12_300},
        context=context,
    )

    event = AuditEvent.objects.get()
    assert (event.user_id, event.via, event.role) == (5, "web", "biller")
    assert (event.action, event.object_kind, event.object_key) == ("remits.post", "remit", "ab12")
    assert (event.outcome, event.reason, event.details) == (
        "refused",
        "above the limit",
        {"cents": 12_300},
    )
    assert (event.source_address, event.session_hash, event.request_id) == (
        "192.0.2.7",
        "ab",
        "r-1",
    )


def test_a_patients_trail_has_every_row_that_names_him_newest_first(practice, dana):
    audit.record(dana, "patients.search", patient_ids=[3, 4, 3])
    audit.record(dana, "patients.view", patient_ids=[4])
    audit.record(dana, "patients.view", patient_ids=[3])

    assert seqs(practice, patient_id=3) == [3, 1]
    assert AuditEvent.objects.get(seq=1).patient_ids == [3, 4]


def test_a_reader_narrows_by_user_action_and_time(practice, dana):
    with time_machine.travel(NOW, tick=False):
        audit.record(dana, "patients.view")
        audit.record(Actor.automation(practice.pk), "files.receive")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        audit.record(dana, "patients.view")

    assert seqs(practice, user_id=5) == [3, 1]
    assert seqs(practice, action="files.receive") == [2]
    assert seqs(practice, since=NOW, until=NOW + timedelta(days=1)) == [2, 1]


def test_another_practices_rows_are_not_in_the_trail(practice, dana):
    audit.record(Actor.automation(a_practice().pk), "patients.view", patient_ids=[3])
    audit.record(dana, "patients.view", patient_ids=[3])

    assert len(seqs(practice, patient_id=3)) == 1


def test_a_list_too_long_to_name_names_its_query_instead(practice, dana):
    with pytest.raises(ValueError, match="at most 200 patients"):
        audit.record(dana, "patients.search", patient_ids=range(201))
    assert not AuditEvent.objects.exists()


def test_a_rolled_back_change_leaves_no_row_and_no_gap(practice, dana):
    class ChangeOfMindError(Exception):
        pass

    with pytest.raises(ChangeOfMindError), transaction.atomic():
        audit.record(dana, "patients.edit")
        raise ChangeOfMindError

    assert audit.record(dana, "patients.view").seq == 1
    assert list(audit.verify_chain(practice.pk)) == []


def test_bulk_work_is_one_row_with_a_digest_of_what_it_wrote(practice):
    rows = [{"key": "charge:1:1", "cents": 100}, {"key": "charge:2:1", "cents": 200}]

    audit.record_bulk(
        Actor.automation(practice.pk),
        "claims.apply",
        digest=audit.digest_of(rows),
        rows_written=2,
        object_key="ab12",
    )

    details = AuditEvent.objects.get().details
    assert details == {"digest": audit.digest_of(rows), "rows": 2}
    assert details["digest"] != audit.digest_of(rows[::-1])


def test_the_chains_end_is_anchored_once_until_it_grows(practice, dana):
    audit.record(dana, "patients.view")

    assert audit.anchor(practice.pk)
    assert not audit.anchor(practice.pk)
    audit.record(dana, "patients.view")
    assert audit.anchor(practice.pk)
    assert Chain.objects.get(practice=practice).seq == 2


def test_an_empty_chain_has_no_anchor_and_is_whole(practice):
    assert not audit.anchor(practice.pk)
    assert list(audit.verify_chain(practice.pk)) == []


def test_an_anchor_line_that_a_crash_cut_short_counts_as_not_written(practice, dana, tmp_path):
    audit.record(dana, "patients.view")
    audit.anchor(practice.pk)
    file = tmp_path / "anchors" / f"{practice.pk}.jsonl"
    file.write_text(file.read_text() + '{"practice": ')

    assert list(audit.verify_chain(practice.pk)) == []
