"""Take files in: kept under their hash before anything reads them, one row per arrival.

A delivery is committed before the next begins, so whatever was named is there after a crash. The
practice's lane is woken when the batch closes: by then all its files are known, and the order in
which they are applied depends on them alone (DESIGN 9).
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mainstay.foundation.audit import services as audit
from mainstay.foundation.files import services as files
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.tenancy import Actor
from mainstay.revenue.exchange import archives
from mainstay.revenue.exchange.errors import BadArchive, Refused
from mainstay.revenue.exchange.models import Batch, Delivery, File
from mainstay.revenue.exchange.services.set_aside import set_aside

LANE_JOB = "exchange.lane"
MAX_BYTES = getattr(settings, "INTAKE_MAX_BYTES", 100 * 1024 * 1024)


def open_batch(by: Actor, *, source: str, label: str, at: datetime) -> Batch:
    """Begin taking files in together. ``source`` is cli, page or folder."""
    return Batch.objects.create(
        practice_id=by.practice_id,
        source=source,
        label=label[:200],
        opened_at=at,
        by_user_id=by.user_id,
    )


def close_batch(batch: Batch, *, by: Actor, at: datetime) -> None:
    """End the batch and wake the practice's lane."""
    with transaction.atomic(durable=True):
        Batch.objects.filter(pk=batch.pk).update(closed_at=at)
        jobs.enqueue(
            LANE_JOB,
            {"practice_id": batch.practice_id},
            dedupe_key=f"{LANE_JOB}:{batch.practice_id}",
            practice_id=batch.practice_id,
        )
        audit.record(
            by,
            "files.receive",
            object_kind="batch",
            object_key=str(batch.public_id),
            details={"files": batch.deliveries.count(), "source": batch.source},
        )


def receive(batch: Batch, name: str, content: bytes | Path, *, at: datetime) -> Delivery:
    """Keep one file and note its arrival; the same bytes again are a duplicate delivery.

    Raises:
        Refused: larger than intake takes.
    """
    size = content.stat().st_size if isinstance(content, Path) else len(content)
    if size > MAX_BYTES:
        raise Refused(
            f"{name} has {size / 1024**2:,.0f} MB; files up to {MAX_BYTES // 1024**2} MB are taken in."
            " Split it, or raise INTAKE_MAX_BYTES in the settings."
        )
    kept = files.keep(batch.practice_id, content)
    with transaction.atomic(durable=True):
        file, is_new = File.objects.get_or_create(
            practice_id=batch.practice_id,
            sha256=kept.sha256,
            defaults={"object": kept, "size": size, "name": name[-255:], "received_at": at},
        )
        return Delivery.objects.create(
            practice_id=batch.practice_id,
            file=file,
            batch=batch,
            name=name[-255:],
            size=size,
            is_duplicate=not is_new,
            delivered_at=at,
        )


def receive_opened(batch: Batch, name: str, path: Path, *, at: datetime) -> Iterator[Delivery]:
    """Keep a file, and where it is an archive what it holds as well. Yields each delivery.

    An archive that can't be opened safely is kept and set aside with the reason.
    """
    delivery = receive(batch, name, path, at=at)
    yield delivery
    if not archives.kind_of(path):
        return
    count = 0
    try:
        for member_name, content in archives.members(path, name):
            yield receive(batch, member_name, content, at=at)
            count += 1
    except BadArchive as error:
        set_aside(delivery.file, reason=str(error), at=at, kind="archive")
        return
    noun = "file" if count == 1 else "files"
    File.objects.filter(pk=delivery.file_id).update(
        state="parsed", kind="archive", note=f"Opened: {count:,} {noun} inside.", parsed_at=at
    )


def receive_tree(batch: Batch, root: Path, *, at: datetime) -> Iterator[Delivery]:
    """Keep every file under ``root`` (or ``root`` itself), in order of name. Hidden ones stay."""
    if root.is_file():
        yield from receive_opened(batch, root.name, root, at=at)
        return
    for path in sorted(root.rglob("*")):
        is_hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.is_file() and not is_hidden:
            yield from receive_opened(batch, str(path.relative_to(root)), path, at=at)
