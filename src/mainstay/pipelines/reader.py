"""Say what a file is: the reader process's side. No Django, no database, bounded memory.

Recognised by content, never by name. Runs as `python -m mainstay.pipelines.reader`: on stdin comes
a line for each file, its path and where its transcript should be left, with a tab between; one line
of JSON (`exchange.reading.Reading`) goes out for each.
"""

import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mainstay.engine import x12
from mainstay.engine.x12 import transcript
from mainstay.revenue.exchange.reading import (
    MAX_FINDINGS_KEPT,
    FindingKept,
    PartFound,
    Reading,
    to_bytes,
)
from mainstay.revenue.receipts import csv as payments_csv

MEMORY_LIMIT = 512 * 1024 * 1024
SECONDS_PER_FILE = 120
WORK_OF_KIND = {
    "837P": "claims",
    "837I": "claims",
    "999": "acknowledgements",
    "277CA": "acknowledgements",
    "TA1": "acknowledgements",
    "835": "remits",
}
PAYEE_NUMBERS = {"XX": "NPI", "FI": "TIN", "TJ": "TIN"}  # N103 and REF01 of loop 1000B
KEPT_FOR_LATER = {"270", "271", "276", "277", "278"}


def main() -> None:
    """Answer each path until stdin ends."""
    _limit_memory()
    for line in sys.stdin:
        _end_in(SECONDS_PER_FILE)
        path, transcript_path = map(Path, line.rstrip("\n").split("\t"))
        reading = _read_whatever_it_is(path, transcript_path)
        sys.stdout.buffer.write(to_bytes(reading) + b"\n")
        sys.stdout.buffer.flush()
        _end_in(0)


def _end_in(seconds: int) -> None:
    """Let this process end itself in so many seconds, 0 for never.

    Whoever started it has a clock too; this one is for when that process is no more.
    """
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the clock on our side still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _read_whatever_it_is(path: Path, transcript_path: Path) -> Reading:
    """``read``, but a mistake of ours sets one file aside instead of ending the process."""
    try:
        return read(path, transcript_path)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Reading(
            "quarantined",
            reason=(
                f"Mainstay failed over this file ({type(error).__name__} at {Path(place.filename).name}"
                f" line {place.lineno}). The file is kept; please report these words to support."
            ),
        )


def read(path: Path, transcript_path: Path) -> Reading:
    """What the file at ``path`` is and whether it can be applied.

    A sound X12 file leaves its transcript at ``transcript_path``, whole or not at all.
    """
    if path.stat().st_size == 0:
        return Reading("quarantined", reason="The file is empty. Ask the sender for it again.")
    if payments_csv.is_payments(path):
        return _read_payments(path)
    try:
        return _read_x12(path, transcript_path)
    except x12.X12Error as error:
        return Reading("quarantined", reason=error.sentence, segment=error.segment, byte=error.byte)
    except MemoryError:
        return Reading(
            "quarantined",
            reason="Reading this file took more memory than any sound file needs. It was set aside.",
        )


def _read_payments(path: Path) -> Reading:
    try:
        summary = payments_csv.summarise(path)
    except payments_csv.BadPaymentsFile as error:
        return Reading("quarantined", kind="payments", reason=str(error), segment=error.row)
    part = PartFound("payments", summary.first_on.isoformat(), summary.rows)
    return Reading("parsed", kind="payments", claims=summary.rows, parts=(part,))


@dataclass
class _Summary:
    """What has been seen of a file so far."""

    kinds: Counter[str] = field(default_factory=Counter)
    refused: dict[str, None] = field(default_factory=dict)
    records: Counter[str] = field(default_factory=Counter)
    first_on: dict[str, date] = field(default_factory=dict)
    payees: dict[tuple[str, str], None] = field(default_factory=dict)
    severities: Counter[str] = field(default_factory=Counter)
    findings: list[FindingKept] = field(default_factory=list)
    segments: int = 0
    cut_at: int = 0
    is_test: bool = False
    is_read: bool = False
    file_on: date | None = None
    set_on: date | None = None

    def begin_set(self, start: x12.TransactionStart) -> None:
        """Note a transaction set: its kind, its date, and whether its guide is one of ours."""
        self.kinds[start.kind] += 1
        self.is_read |= start.supported
        self.is_test |= start.test
        self.set_on = start.created_on or start.gs_on
        self.file_on = self.file_on or self.set_on
        if not start.supported:
            self.refused[f"{start.kind} {start.guide}".strip()] = None

    @property
    def is_cut(self) -> bool:
        """Whether the file ends inside an interchange."""
        return self.cut_at >= self.segments > 0

    def add_finding(self, finding: x12.Finding) -> None:
        """Count a finding and keep the first ones."""
        if finding.rule == "interchange-trailer-missing":
            self.cut_at = finding.at.segment
        self.severities[finding.severity] += 1
        if len(self.findings) < MAX_FINDINGS_KEPT:
            self.findings.append(_kept(finding))

    def add_work(self, work: str, on: date | None) -> None:
        """Count a record of one kind of work, dated ``on``."""
        self.records[work] += 1
        if on is not None and (work not in self.first_on or on < self.first_on[work]):
            self.first_on[work] = on


def _kept(finding: x12.Finding) -> FindingKept:
    place = finding.segment_id
    if finding.element:
        place += f"{finding.element:02}"
    if finding.loop:
        place = f"{finding.loop} {place}"
    return FindingKept(finding.severity, finding.rule, finding.at.segment, place, finding.sentence)


def _read_x12(path: Path, transcript_path: Path) -> Reading:
    draft = transcript_path.with_suffix(".draft")
    try:
        reading = _scan(path, draft)
        if reading.state == "parsed":
            draft.rename(transcript_path)
    finally:
        draft.unlink(missing_ok=True)
    return reading


def _scan(path: Path, draft: Path) -> Reading:
    """Read the whole file once, checking everything and writing down what it says."""
    summary = _Summary()
    with path.open("rb") as file, draft.open("wb") as written:
        for record in x12.read(file, on_finding=summary.add_finding):
            written.write(transcript.frame(record))
            _add(record, summary)
            summary.segments = record.at.segment
    return _conclusion(summary)


def _conclusion(summary: _Summary) -> Reading:
    kind = _kind_of(summary)
    if not summary.kinds:
        return _set_aside(
            summary, kind, "quarantined", "The file holds no transaction set to read."
        )
    if summary.refused and not summary.is_read:
        return _set_aside(summary, kind, "quarantined", _refusal(summary.refused))
    if summary.is_cut:
        return _set_aside(
            summary,
            kind,
            "incomplete",
            f"The file ends before its IEA, after segment {summary.segments:,}: part of it is missing."
            " Ask the sender for the whole file; nothing of it was applied.",
        )
    fallback = summary.file_on or date(1970, 1, 1)
    parts = tuple(
        PartFound(work, summary.first_on.get(work, fallback).isoformat(), count)
        for work, count in sorted(summary.records.items())
    )
    return _reading(summary, "parsed", kind, "", parts)


def _add(record: object, summary: _Summary) -> None:
    match record:
        case x12.TransactionStart():
            summary.begin_set(record)
        case x12.Claim837():
            summary.add_work("claims", summary.set_on)
        case x12.Remit835():
            summary.add_work("remits", record.paid_on)
            summary.payees |= dict.fromkeys(_payee_numbers(record.payee))
        case x12.ClaimPayment835():
            summary.records["remits"] += 1
        case x12.InterchangeAck():
            summary.kinds["TA1"] += 1
            summary.add_work("acknowledgements", record.isa_on)
        case x12.GroupAck999() | x12.SetAck999() | x12.BatchStatus277() | x12.ClaimStatus277():
            summary.add_work("acknowledgements", summary.set_on)
        case _:
            pass


def _payee_numbers(payee: x12.Party) -> Iterator[tuple[str, str]]:
    """The NPI and TIN by which a remittance names whom it pays."""
    for qualifier, value in ((payee.id_qualifier, payee.id), *payee.ids):
        if value and qualifier in PAYEE_NUMBERS:
            yield PAYEE_NUMBERS[qualifier], value.replace("-", "")


def _kind_of(summary: _Summary) -> str:
    kinds = list(summary.kinds)
    return kinds[0] if len(kinds) == 1 else "mixed" if kinds else ""


def _refusal(refused: Iterable[str]) -> str:
    return (
        f"This is {', '.join(refused)}, which Mainstay does not read. It is kept as it came; nothing of"
        " it was applied. If it should be read, ask the sender for the 005010 version."
    )


def _note(summary: _Summary) -> str:
    later = [kind for kind in summary.kinds if kind in KEPT_FOR_LATER]
    sentences = []
    if later and summary.is_read:
        sentences.append(
            f"A {' and a '.join(later)} is read and kept; nothing in the inbox uses it yet."
        )
    if summary.refused and summary.is_read:
        sentences.append(_refusal(summary.refused))
    if summary.is_test:
        sentences.append("The sender marked it as a test file (ISA15 T).")
    return " ".join(sentences)


def _set_aside(summary: _Summary, kind: str, state: str, reason: str) -> Reading:
    return _reading(summary, state, kind, reason, ())


def _reading(
    summary: _Summary, state: str, kind: str, reason: str, parts: tuple[PartFound, ...]
) -> Reading:
    return Reading(
        state=state,
        kind=kind,
        reason=reason,
        segment=summary.segments if state == "incomplete" else None,
        segments=summary.segments,
        claims=summary.records["claims"],
        errors=summary.severities["error"],
        warnings=summary.severities["warning"],
        note=_note(summary),
        parts=parts,
        findings=tuple(summary.findings),
        payees=tuple(summary.payees),
    )


if __name__ == "__main__":
    main()
