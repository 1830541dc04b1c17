"""Take files in: kept under their hash before anything reads them, one row per arrival.

Deliveries are committed some hundred at a time, so whatever was named is there after a crash. The
practice's lane is woken when the batch closes: by then all its files are known, and the order in
which they are applied depends on them alone (DESIGN 9).
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from mainstay.foundation import files
from mainstay.foundation.audit import services as audit
from mainstay.foundation.db import rows
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import PublicModel
from mainstay.revenue.exchange import archives
from mainstay.revenue.exchange.errors import BadArchive, Refused
from mainstay.revenue.exchange.models import Batch, Delivery, File
from mainstay.revenue.exchange.services.set_aside import set_aside

LANE_JOB = "exchange.lane"
GROUP = 250
MAX_BYTES = getattr(settings, "INTAKE_MAX_BYTES", 100 * 1024 * 1024)


def open_batch(by: Actor, *, source: str, label: str, at: datetime) -> Batch:
    """Begin taking files in together. ``source`` is cli, page or folder."""
    batch = Batch(
        practice_id=by.practice_id,
        source=source,
        label=label[:200],
        opened_at=at,
        by_user_id=by.user_id,
    )
    batch.save(force_insert=True)
    return batch


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
    return receive_many(batch, [(name, content)], at=at)[0]


def receive_many(
    batch: Batch, contents: Sequence[tuple[str, bytes | Path]], *, at: datetime
) -> list[Delivery]:
    """Keep some files, each safe on disk before any is noted, and note their arrivals together.

    Raises:
        Refused: one is larger than intake takes; none of them is noted.
    """
    for name, content in contents:
        _refuse_too_large(name, content)
    kept = files.keep_many(batch.practice_id, [content for _, content in contents])
    with transaction.atomic(durable=True):
        stored = File.objects.for_practice(batch.practice_id)
        known = {
            file.sha256: file for file in stored.filter(sha256__in={one.sha256 for one in kept})
        }
        fresh: dict[str, File] = {}
        is_new: list[bool] = []
        for (name, _), one in zip(contents, kept, strict=True):
            is_new.append(one.sha256 not in known and one.sha256 not in fresh)
            if is_new[-1]:
                fresh[one.sha256] = File(
                    practice_id=batch.practice_id,
                    object=one,
                    sha256=one.sha256,
                    size=one.size,
                    name=name[-255:],
                    received_at=at,
                )
        _insert(File, fresh.values())
        known |= fresh
        deliveries = [
            Delivery(
                practice_id=batch.practice_id,
                file=known[one.sha256],
                batch=batch,
                name=name[-255:],
                size=one.size,
                is_duplicate=not new,
                delivered_at=at,
            )
            for (name, _), one, new in zip(contents, kept, is_new, strict=True)
        ]
        _insert(Delivery, deliveries)
    return deliveries


def _insert(model: type[PublicModel], new: Collection[PublicModel]) -> None:
    """Write new rows and give them their ids, in a third of the time of ``bulk_create``."""
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    written = rows.insert(
        model,
        [field.name for field in columns],
        [[getattr(one, field.attname) for field in columns] for one in new],
        returning=("public_id", "id"),
    )
    ids = {UUID(str(public_id)): pk for public_id, pk in written}
    for one in new:
        one.pk = ids[one.public_id]


def _refuse_too_large(name: str, content: bytes | Path) -> None:
    size = content.stat().st_size if isinstance(content, Path) else len(content)
    if size > MAX_BYTES:
        raise Refused(
            f"{name} has {size / 1024**2:,.0f} MB; files up to {MAX_BYTES // 1024**2} MB are taken in."
            " Split it, or raise INTAKE_MAX_BYTES in the settings."
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
    group: list[tuple[str, bytes | Path]] = []
    for path in sorted(root.rglob("*"), key=lambda path: path.parts):
        name = path.relative_to(root)
        if not path.is_file() or any(part.startswith(".") for part in name.parts):
            continue
        if archives.kind_of(path):
            yield from receive_opened(batch, str(name), path, at=at)
            continue
        group.append((str(name), path))
        if len(group) == GROUP:
            yield from receive_many(batch, group, at=at)
            group = []
    if group:
        yield from receive_many(batch, group, at=at)
