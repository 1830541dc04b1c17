"""The words of denials: owners, categories, states, acts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.engine import codes
from mainstay.engine.money import format_cents
from mainstay.revenue.denials.advice import usual_act
from mainstay.revenue.denials.states import OPEN, WAITING
from mainstay.web.revenue.reasons import service_in_words

if TYPE_CHECKING:
    from mainstay.revenue.denials.models import Act

TERSE_WORDS = 2
OWNERS = {
    "AR": "A/R follow-up",
    "Auth": "Authorizations",
    "Billing": "Submission",
    "Clinical": "Clinicians",
    "Coding": "Coding review",
    "Compliance": "Compliance",
    "Contracting": "Contracts",
    "Credentialing": "Credentialing",
    "FrontDesk": "Front desk",
    "Posting": "Payment posting",
}
CATEGORIES = {
    "ELIGIBILITY": "Cover not in force",
    "COB": "Order of payers",
    "DEMOGRAPHIC": "Name, birth date or member number",
    "AUTH": "Authorization",
    "MEDNEC": "Medical necessity",
    "CODING": "Coding",
    "BUNDLING": "Bundled into another service",
    "FREQUENCY": "Too many or too often",
    "BENEFIT_MAX": "Benefit used up",
    "DOCUMENTATION": "Records missing",
    "BILLING_INFO": "Missing or invalid on the claim",
    "PROVIDER": "Provider not enrolled",
    "CONTRACT_LOAD": "Contract not loaded",
    "TIMELY": "Sent too late",
    "DUPLICATE": "Sent twice",
    "LIABILITY": "Another party pays",
    "NONCOVERED": "Not covered",
    "NETWORK": "Out of network",
    "COMPLIANCE": "Audit or regulation",
    "UNKNOWN": "Reason not in our table",
}
CHIPS = {
    "open": ("Denied", "Open"),
    "in_work": ("Working", ""),
    "appealed": ("Appealed", ""),
    "resent": ("Sent again", ""),
    "records_sent": ("Records sent", ""),
    "escalated": ("With the payer", ""),
    "allowed": ("Payment promised", ""),
    "asked": ("Waits for a second person", ""),
    "corrected": ("Done", "Corrected"),
    "won": ("Paid", "Won"),
    "partial": ("Part paid", "Won in part"),
    "lost": ("Closed", "Lost"),
    "written_off": ("Written off", ""),
    "patient": ("Patient owes", ""),
    "other_payer": ("With payer", "To the next payer"),
    "superseded": ("Closed", "Answered again"),
}
ACTS = {
    "appeal": "Appeal",
    "resend": "Correct and resend",
    "send_records": "Send records",
    "escalate": "Call or escalate",
}
WAYS = {
    "portal": "Payer’s portal",
    "fax": "Fax",
    "mail": "Mail, tracked",
    "edi_275": "EDI 275",
}
CHANNELS = {
    "phone": "Call to the payer",
    "peer": "Peer-to-peer with their physician",
    "rep": "Our payer representative",
    "portal": "Message in the portal",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A denial as the list shows it, in our words; ``item`` is the work item that it is part of."""

    denial: Any
    item: Any = None
    holder: str = ""
    is_late: bool = False

    @property
    def chip(self) -> tuple[str, str]:
        """The word for its state, and what stands in its place."""
        return ("Late", "") if self.is_late else CHIPS[self.denial.state]

    @property
    def why(self) -> str:
        """What the payer's reason means."""
        return codes.carc(self.denial.carc).summary

    @property
    def advised(self) -> str:
        """The act that the reason and its remarks advise; the reason's own where that says little."""
        action: str = self.denial.action
        own = codes.carc(self.denial.carc).action
        return action if len(action.split()) > TERSE_WORDS or not own else own

    @property
    def act(self) -> str:
        """The advised act in a word or two."""
        return ACTS[usual_act(self.denial.carc, self.denial.category)]

    @property
    def code(self) -> str:
        """The reason as the remittance writes it."""
        return f"{self.denial.group}-{self.denial.carc}"

    @property
    def act_by(self) -> date | None:
        """The end of the window, whichever it is, while it is we who have to act."""
        by: date | None = self.denial.appeal_by or self.denial.correct_by
        return by if self.is_open and self.answer_by is None else None

    @property
    def answer_by(self) -> date | None:
        """When the payer's answer is due, while it is awaited."""
        by: date | None = self.denial.waits_until
        return by if self.denial.state in WAITING else None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.denial.state in OPEN

    @property
    def owner(self) -> str:
        """Where it came from: who can see to it that it doesn't happen again."""
        owner: str = self.denial.owner
        return OWNERS.get(owner, owner)

    @property
    def service(self) -> str:
        """The service refused."""
        return service_in_words(self.denial.procedure)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a denial's history."""

    on: date
    words: str
    who: str


def happened(act: Act, people: Mapping[int, str], undone: Mapping[int, Act]) -> Happened:
    """What an act was, and who did it; ``undone`` has the acts it may have taken back, by id."""
    who = people.get(act.user_id, "") if act.user_id else "Mainstay, by itself"
    return Happened(act.on, _words(act, undone), who)


_SAID = {
    "resend": "Corrected and sent again{reference}. {reason}",
    "send_records": "Records sent{reference}. {reason}",
    "gave_in": "The payer will pay {amount}. {reason}",
    "refused": "The payer stays with its refusal. {reason}",
    "ask_write_off": "Write-off of {amount} asked for. {reason}",
    "approve_write_off": "Write-off of {amount} approved. {reason}",
    "refuse_write_off": "Write-off refused. {reason}",
    "write_off": "Written off: {amount}. {reason}",
    "taken_back": "{reason}",
    "answered": "{reason}",
}


def _words(act: Act, undone: Mapping[int, Act]) -> str:
    reference = f", reference {act.reference}" if act.reference else ""
    match act.kind:
        case "appeal":
            level = act.appeal.level_name if act.appeal else "Appeal"
            return f"{level} sent by {WAYS.get(act.channel, act.channel).lower()}{reference}"
        case "escalate":
            how = CHANNELS.get(act.channel, "Escalated")
            return f"{how}: {act.contact or 'no name given'}{reference}. {act.reason}"
        case "answered" if act.to_state in ("won", "corrected"):
            return f"The payer answered again and pays {format_cents(act.cents)}."
        case "undo":
            before = undone.get(act.undoes_id or 0)
            return f"Taken back: {_words(before, undone) if before else 'the last act'}"
    said = _SAID.get(act.kind, act.kind)
    amount = format_cents(act.cents)
    return said.format(reference=reference, reason=act.reason, amount=amount).strip()
