"""277CA: BatchStatus277 per source, receiver and provider; ClaimStatus277 per claim."""

from typing import Any, ClassVar

from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.builders.base import Builder, Draft, PartyDraft, at
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.records import BatchStatus277, ClaimStatus277, Status277
from mainstay.engine.x12.transaction import Place

_LEVELS = {"20": "source", "21": "receiver", "19": "provider"}
_QUANTITIES = {
    "90": "accepted_count",
    "QA": "accepted_count",
    "AA": "rejected_count",
    "QC": "rejected_count",
}
_AMOUNTS = {"YU": "accepted_cents", "YY": "rejected_cents"}


class Status277Builder(Builder):
    HIERARCHY: ClassVar[dict[str, tuple[str, ...]]] = {
        "20": (),
        "21": ("20",),
        "19": ("21",),
        "PT": ("19",),
    }

    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        super().__init__(place, delimiters, kind)
        self.batch: Draft | None = None
        self.claim: Draft | None = None
        self.lines: list[Draft] = []

    def hierarchy(self, e: list[str]) -> None:
        self._release()
        self.open_level(e)

    def finish(self) -> None:
        self._release()

    def name(self, e: list[str]) -> None:
        if self.level is not None:
            self.level.about["party"] = PartyDraft(e).freeze()

    # 2200A, B, C: what is said of a batch.

    def batch_trace(self, e: list[str]) -> None:
        self._release()
        if self.level is not None:
            self.batch = self._draft(at(e, 2))
            self.level.about["reference"] = at(e, 2)

    def batch_status(self, e: list[str]) -> None:
        if self.batch is None:  # a provider level may come without TRN
            self.batch = self._draft("")
        self._status(self.batch, e)

    def batch_date(self, e: list[str]) -> None:
        if self.batch is not None and at(e, 1) == "009":
            self.batch["occurred_on"] = self.period(e)[0]
        elif self.batch is not None:
            self.batch["received_on"] = self.period(e)[0]

    def batch_count(self, e: list[str]) -> None:
        name = _QUANTITIES.get(at(e, 1))
        if name is not None and self.batch is not None:
            quantity = self.milli(e, 2)
            self.batch[name] = None if quantity is None else quantity // 1000

    def batch_amount(self, e: list[str]) -> None:
        name = _AMOUNTS.get(at(e, 1))
        if name is not None and self.batch is not None:
            self.batch[name] = self.cents(e, 2)

    # 2200D: what is said of a claim.

    def claim_trace(self, e: list[str]) -> None:
        self._release()
        self.claim = self._draft(at(e, 2))
        self.lines = []

    def claim_status(self, e: list[str]) -> None:
        if self.claim is not None:
            self._status(self.claim, e)
            if at(e, 4):
                self.claim.setdefault("charge_cents", self.cents(e, 4))

    def claim_number(self, e: list[str]) -> None:
        names = {"1K": "payer_claim_number", "D9": "clearinghouse_number"}
        name = names.get(at(e, 1))
        if name is not None and self.claim is not None:
            self.claim[name] = at(e, 2)

    def claim_date(self, e: list[str]) -> None:
        if self.claim is not None:
            self.claim["service_on"] = self.period(e)[0]

    def line_starts(self, e: list[str]) -> None:
        parts = at(e, 1).split(self.component)
        service = (parts[0], at(parts, 1), self.cents(e, 2))
        self.lines.append({"number": "", "statuses": [], "service": service})

    def line_status(self, e: list[str]) -> None:
        if self.lines:
            self.lines[-1]["statuses"] += self._statuses(e)

    def line_number(self, e: list[str]) -> None:
        if self.lines and at(e, 1) == "FJ":
            self.lines[-1]["number"] = at(e, 2)

    # Putting it together.

    def _draft(self, reference: str) -> Draft:
        return {
            "at": self.place.position(),
            "reference": reference,
            "statuses": [],
            "action": "",
            "occurred_on": None,
        }

    def _status(self, draft: Draft, e: list[str]) -> None:
        """One of several STC that rejects (U) rejects the whole."""
        draft["statuses"] += self._statuses(e)
        if draft["action"] != "U":
            draft["action"] = at(e, 3) or draft["action"]
        if draft["occurred_on"] is None:
            draft["occurred_on"] = self.day(e, 2)

    def _statuses(self, e: list[str]) -> list[Status277]:
        parts = (at(e, position).split(self.component) for position in (1, 10, 11))
        return [Status277(one[0], at(one, 1), at(one, 2)) for one in parts if one[0]]

    def _release(self) -> None:
        batch, self.batch = self.batch, None
        claim, self.claim = self.claim, None
        if batch is not None and self.level is not None:
            batch["statuses"] = tuple(batch["statuses"])
            self.place.add(
                BatchStatus277(
                    **batch,
                    level=_LEVELS.get(self.level.code, self.level.code),
                    party=self.level.about.get("party"),
                )
            )
        if claim is not None:
            claim["claim_number"] = claim.pop("reference")
            claim["statuses"] = tuple(claim["statuses"])
            self.place.add(
                ClaimStatus277(
                    **claim,
                    patient=self._above("PT", "party"),
                    payer=self._above("20", "party"),
                    provider=self._above("19", "party"),
                    batch_reference=self._above("21", "reference") or "",
                    line_statuses=tuple(
                        (one["number"], tuple(one["statuses"])) for one in self.lines
                    ),
                    line_services=tuple(one["service"] for one in self.lines),
                )
            )

    def _above(self, code: str, name: str) -> Any:
        level = self.level.up_to(code) if self.level is not None else None
        return None if level is None else level.about.get(name)

    PLACES: ClassVar[dict[str, Handler]] = {
        "* HL": hierarchy,
        "* NM1": name,
        "2200A TRN": batch_trace,
        "2200B TRN": batch_trace,
        "2200C TRN": batch_trace,
        "2200A DTP": batch_date,
        "2200B STC": batch_status,
        "2200C STC": batch_status,
        "2200* QTY": batch_count,
        "2200* AMT": batch_amount,
        "2200D TRN": claim_trace,
        "2200D STC": claim_status,
        "2200D REF": claim_number,
        "2200D DTP": claim_date,
        "2220D SVC": line_starts,
        "2220D STC": line_status,
        "2220D REF": line_number,
    }
