"""`mainstay doctor` finds what is unsafe about an installation."""

import argparse
import json

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from mainstay.cli import doctor
from mainstay.foundation.db import guards


def command(capsys) -> tuple[int, dict[str, list[str]]]:
    parser = argparse.ArgumentParser()
    doctor.add(parser.add_subparsers())
    code = doctor.run(parser.parse_args(["doctor", "--json"]))
    signs: dict[str, list[str]] = {}
    for sign in json.loads(capsys.readouterr().out):
        signs.setdefault(sign["level"], []).append(f"{sign['subject']}: {sign['sentence']}")
    return code, signs


@pytest.fixture
def sound(own_database, monkeypatch):
    """An installation in which only what a test breaks is broken."""
    monkeypatch.setattr(doctor, "LOOKS", (doctor.look_at_tables, doctor.look_at_secrets))
    recorder, loader = MigrationRecorder(connection), MigrationLoader(connection)
    recorder.ensure_schema()  # the tests' tables are made from the models
    for name in loader.disk_migrations:
        recorder.record_applied(*name)
    return own_database


def test_tables_of_another_version_are_to_be_mended(sound, capsys):
    MigrationRecorder(connection).record_unapplied("work", "0001_initial")

    code, signs = command(capsys)

    assert code == 1
    assert "run `mainstay migrate`" in signs["mend"][0]


def test_a_sound_installation_has_nothing_to_mend(sound, capsys):
    code, signs = command(capsys)

    assert (code, list(signs)) == (0, ["ok"])


def test_a_missing_guard_is_to_be_mended(sound, capsys):
    guards.drop(connection)

    code, signs = command(capsys)

    assert code == 1
    assert "ledger_entry_no_" in signs["mend"][0]
    assert "mainstay migrate" in signs["mend"][0]


def test_secrets_that_others_can_read_are_to_be_mended(sound, capsys):
    secret = sound.home / "secrets" / "audit_key"
    secret.parent.mkdir(mode=0o700)
    secret.write_text("s")
    secret.chmod(0o644)

    assert command(capsys)[1]["mend"] == ["Secrets: Others may read audit_key: chmod go= on each."]


def test_a_disk_that_fills_up_is_to_be_mended(sound, capsys, monkeypatch):
    usage = type("Usage", (), {"free": 500 << 20, "total": 100 << 30})
    monkeypatch.setattr(doctor, "LOOKS", (doctor.look_at_disk,))
    monkeypatch.setattr("mainstay.cli.doctor.shutil.disk_usage", lambda path: usage)

    code, signs = command(capsys)

    assert code == 1
    assert "0.5 GB free of 100.0 GB" in signs["mend"][0]


def test_the_engine_in_use_is_named_with_its_version(own_database, capsys, monkeypatch):
    monkeypatch.setattr(doctor, "LOOKS", (doctor.look_at_engine,))

    _, signs = command(capsys)

    name = {"sqlite": "SQLite 3.", "postgresql": "PostgreSQL "}[connection.vendor]
    assert f"Database: {name}" in signs["ok"][0]


def test_a_server_that_may_lose_commits_is_to_be_mended(own_database, capsys, monkeypatch):
    """The throw-away server of these tests runs without fsync."""
    if connection.vendor != "postgresql":
        pytest.skip("skipped: about PostgreSQL")
    monkeypatch.setattr(doctor, "LOOKS", (doctor.look_at_engine,))

    assert "Switched off on the server: fsync" in command(capsys)[1]["mend"][0]
