"""Anchors: the chain's end, noted outside the database from time to time, and sealed.

One file for each practice in ``MAINSTAY_HOME/anchors``, lines of JSON, only ever added to. Copy the
folder to where the database's user cannot write (another volume, the backup target).
"""

import hmac
import json
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from mainstay.foundation.audit.seal import seal

NO_LINK = "anchor"


class AnchorsDamaged(Exception):
    """An anchor file holds a line that its seal does not cover."""


def file_of(practice_id: int) -> Path:
    """Where a practice's anchors lie."""
    return Path(settings.HOME) / "anchors" / f"{practice_id}.jsonl"


def add(practice_id: int, *, seq: int, head: str, at: datetime) -> None:
    """Note that the chain ended with ``seq`` and ``head`` at this moment; synced to disk."""
    content = {"practice": practice_id, "seq": seq, "head": head, "at": at.isoformat()}
    line = json.dumps(content | {"seal": seal(settings.AUDIT_KEY, NO_LINK, content)})
    file = file_of(practice_id)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())


def anchors_of(practice_id: int) -> dict[int, str]:
    """The noted ends by their seq. A last line that a crash cut short counts as not written.

    Raises:
        AnchorsDamaged: a whole line was changed, or belongs to another practice.
    """
    file = file_of(practice_id)
    if not file.exists():
        return {}
    found: dict[int, str] = {}
    whole_lines = file.read_text("ascii").split("\n")[:-1]
    for number, line in enumerate(whole_lines, start=1):
        try:
            content = json.loads(line)
            given = content.pop("seal")
        except (ValueError, KeyError, AttributeError):
            content, given = {}, ""
        if content.get("practice") != practice_id or not hmac.compare_digest(
            given, seal(settings.AUDIT_KEY, NO_LINK, content)
        ):
            raise AnchorsDamaged(f"Line {number} of {file.name} was changed; it is no anchor.")
        found[content["seq"]] = content["head"]
    return found
