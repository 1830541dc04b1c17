"""A practice as its people use it: files dropped into the inbox, and what became of them."""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from mainstay.foundation import clock
from mainstay.foundation.ledger.queries import dump
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.work.models import WorkItem
from mainstay.pipelines.ledger_keys import charge_keys, party_keys
from mainstay.pipelines.practices import ensure_practice
from mainstay.pipelines.progress import finish_batch
from mainstay.revenue.exchange.models import Delivery, File
from mainstay.revenue.exchange.queries.inbox import outcome_of
from mainstay.revenue.exchange.services.receive import (
    close_batch,
    open_batch,
    receive_opened,
    receive_tree,
)
from mainstay.revenue.remits.models import Remit


@dataclass(frozen=True)
class Office:
    """One practice on the real services and a real database."""

    practice_id: int

    @classmethod
    def opened(cls, code: str) -> Self:
        practice, _ = ensure_practice(code, at=clock.now())
        return cls(practice.pk)

    def drop(self, name: str, content: bytes) -> File:
        """Drop one file and wait until the lane is empty; returns the file (an archive: itself)."""
        self.drop_all({name: content})
        return Delivery.objects.for_practice(self.practice_id).get(name=name).file

    def drop_all(self, contents: dict[str, bytes]) -> None:
        """Drop several files as one batch."""
        actor = Actor.automation(self.practice_id, via="cli")
        batch = open_batch(actor, source="cli", label="test", at=clock.now())
        with TemporaryDirectory() as folder:
            for name, content in contents.items():
                path = Path(folder) / name
                path.write_bytes(content)
                for _ in receive_opened(batch, name, path, at=clock.now()):
                    pass
        close_batch(batch, by=actor, at=clock.now())
        assert finish_batch(batch)

    def take_in(self, *folders: Path) -> None:
        """Take whole folders in as one batch and wait until figures follow."""
        actor = Actor.automation(self.practice_id, via="cli")
        batch = open_batch(actor, source="cli", label="test", at=clock.now())
        for folder in folders:
            for _ in receive_tree(batch, folder, at=clock.now()):
                pass
        close_batch(batch, by=actor, at=clock.now())
        assert finish_batch(batch)

    def files(self) -> list[File]:
        return list(File.objects.for_practice(self.practice_id).order_by("id"))

    def outcomes(self) -> list[str]:
        rows = Delivery.objects.for_practice(self.practice_id).select_related("file")
        return [outcome_of(delivery) for delivery in rows.order_by("id")]

    def remits(self) -> list[Remit]:
        return list(Remit.objects.for_practice(self.practice_id).order_by("id"))

    def ledger(self) -> list[str]:
        """The books by business keys: what `mainstay verify --dump` prints."""
        postings = dump(self.practice_id, charge_keys=charge_keys, party_keys=party_keys)
        return [json.dumps(posting, sort_keys=True) for posting in postings]

    def open_work(self, function: str) -> list[str]:
        """The cause keys of a function's open items."""
        rows = WorkItem.objects.for_practice(self.practice_id).filter(function__code=function)
        return list(rows.exclude(state="done").order_by("id").values_list("cause_key", flat=True))
