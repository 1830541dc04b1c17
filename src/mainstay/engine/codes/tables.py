"""The code tables, typed. One CSV in ``data/`` per table, one frozen entry per code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mainstay.engine.codes.rows import rows

UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of adjustment or denial, with the function that owns it.

    ``overturn_bps`` is the seed chance that working such a denial brings money, in basis
    points; ``preventability`` is yes, mostly, partly or no (domain/denials.md 2).
    """

    name: str
    meaning: str
    owner: str
    prevent_by: str
    overturn_bps: int
    preventability: str
    is_denial: bool

    @property
    def is_preventable(self) -> bool:
        return self.preventability in ("yes", "mostly")


@dataclass(frozen=True, slots=True)
class Carc:
    """A claim adjustment reason code. ``appealable``: Y appeal, R resubmit, N neither.

    ``deadline_class``: DA appeal window, DC corrected-claim window, DR date in the request
    letter, DT timely filing, DN none (domain/denials.md 3).
    """

    code: str
    summary: str
    category: str
    root_cause: str
    owner: str
    action: str
    appealable: str
    deadline_class: str


@dataclass(frozen=True, slots=True)
class Rarc:
    """A remittance advice remark code: the detail that often decides where a denial goes."""

    code: str
    summary: str
    pairs_with: frozenset[str]
    category: str
    action: str

    @property
    def is_alert(self) -> bool:
        """An alert is a notice beside the reason, never the reason."""
        return self.category == "ALERT" or self.summary.startswith("Alert")


@dataclass(frozen=True, slots=True)
class Plb:
    """A provider-level adjustment. ``account`` is the kind of ledger account it belongs to."""

    code: str
    summary: str
    usual_sign: str
    ledger_hint: str
    account: str
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class ClaimStatusCategory:
    """A 277/277CA status category. ``state`` is what it means for the claim, in one word."""

    code: str
    summary: str
    state: str
    action: str


@dataclass(frozen=True, slots=True)
class PosCode:
    """A place of service. ``medicare_setting``: F facility or N non-facility price."""

    code: str
    name: str
    medicare_setting: str


@dataclass(frozen=True, slots=True)
class PayerRules:
    """Default clocks of one type of payer, in calendar days; None where there is none.

    Seeds only: a contract or payer record overrides them (domain/claim-lifecycle.md 6).
    """

    payer_type: str
    name: str
    timely_filing_days: int | None
    timely_filing_note: str
    corrected_claim_days: int | None
    appeal_days_level1: int | None
    appeal_note: str
    decision_days: int | None
    prompt_pay_days: int | None
    prompt_pay_note: str


@dataclass(frozen=True, slots=True)
class AppealLevel:
    """One level of appeal of a type of payer, in calendar days; ``days`` None: no fixed window.

    Seeds only: a contract or payer record overrides them (domain/claim-lifecycle.md 6).
    """

    payer_type: str
    level: int
    name: str
    days: int | None
    decision_days: int
    note: str


def carc(code: str) -> Carc:
    """The entry of a CARC; an unknown code gets one of category UNKNOWN."""
    known = _carcs().get(code.strip().upper())
    return known or Carc(
        code=code.strip().upper(),
        summary="Reason code not in our table",
        category=UNKNOWN,
        root_cause="Not known yet",
        owner=category(UNKNOWN).owner,
        action="Look up the reason with the payer, then add the code to the table",
        appealable="Y",
        deadline_class="DA",
    )


def rarc(code: str) -> Rarc:
    """The entry of a RARC; an unknown code gets one of category UNKNOWN that decides nothing."""
    known = _rarcs().get(code.strip().upper())
    return known or Rarc(
        code=code.strip().upper(),
        summary="Remark code not in our table",
        pairs_with=frozenset(),
        category=UNKNOWN,
        action="Look up the remark with the payer, then add the code to the table",
    )


def plb(code: str) -> Plb:
    """The entry of a PLB reason; an unknown one waits in ``unapplied`` until explained."""
    known = _plbs().get(code.strip().upper())
    return known or Plb(
        code=code.strip().upper(),
        summary="Provider-level adjustment not in our table",
        usual_sign="+/-",
        ledger_hint="suspense until explained",
        account="unapplied",
        is_known=False,
    )


def category(name: str) -> Category:
    """The entry of a category; a name that is not in the table reads as UNKNOWN."""
    return _categories().get(name) or _categories()[UNKNOWN]


def claim_status_category(code: str) -> ClaimStatusCategory:
    """The entry of a claim status category. R6 to R17 read as R4; others unknown as such."""
    wanted = code.strip().upper()
    if wanted.startswith("R") and wanted[1:].isdecimal() and 6 <= int(wanted[1:]) <= 17:
        wanted = "R4"
    known = _claim_status_categories().get(wanted)
    return known or ClaimStatusCategory(
        code=wanted,
        summary="Status category not in our table",
        state="unknown",
        action="Look up the status with the payer, then add the code to the table",
    )


def place_of_service(code: str) -> PosCode | None:
    """The entry of a two-digit place of service, or None."""
    return _places_of_service().get(code.strip())


def payer_rules(payer_type: str) -> PayerRules:
    """Default clocks of a type of payer, such as ``medicare_ffs``.

    Raises:
        KeyError: no such type; ``payer_types()`` lists them.
    """
    return _payer_rules()[payer_type]


def payer_types() -> tuple[str, ...]:
    """The types of payer that have default clocks, in the order of the table."""
    return tuple(_payer_rules())


def appeal_level(payer_type: str, level: int) -> AppealLevel:
    """The ``level``-th appeal (1 to 3) to a type of payer.

    Raises:
        KeyError: no such type or level.
    """
    return _appeal_levels()[payer_type, level]


@cache
def _carcs() -> dict[str, Carc]:
    return {
        row["carc"]: Carc(
            code=row["carc"],
            summary=row["summary"],
            category=row["category"],
            root_cause=row["root_cause"],
            owner=row["owner"],
            action=row["action"],
            appealable=row["appealable"],
            deadline_class=row["deadline_class"],
        )
        for row in rows("carc_map.csv")
    }


@cache
def _rarcs() -> dict[str, Rarc]:
    return {
        row["rarc"]: Rarc(
            code=row["rarc"],
            summary=row["summary"],
            pairs_with=frozenset(row["pairs_with_carc"].split()) - {"any"},
            category=row["category"],
            action=row["action"],
        )
        for row in rows("rarc_map.csv")
    }


@cache
def _plbs() -> dict[str, Plb]:
    return {
        row["code"]: Plb(
            code=row["code"],
            summary=row["summary"],
            usual_sign=row["usual_sign"],
            ledger_hint=row["ledger_hint"],
            account=row["account"],
        )
        for row in rows("plb_codes.csv")
    }


@cache
def _categories() -> dict[str, Category]:
    return {
        row["category"]: Category(
            name=row["category"],
            meaning=row["meaning"],
            owner=row["owner"],
            prevent_by=row["prevent_by"],
            overturn_bps=int(row["overturn_bps"]),
            preventability=row["preventability"],
            is_denial=row["is_denial"] == "Y",
        )
        for row in rows("categories.csv")
    }


@cache
def _claim_status_categories() -> dict[str, ClaimStatusCategory]:
    return {row["code"]: ClaimStatusCategory(**row) for row in rows("claim_status_category.csv")}


@cache
def _places_of_service() -> dict[str, PosCode]:
    return {
        row["pos"]: PosCode(row["pos"], row["name"], row["medicare_pe_setting"])
        for row in rows("pos_codes.csv")
    }


@cache
def _payer_rules() -> dict[str, PayerRules]:
    return {
        row["payer_type"]: PayerRules(
            payer_type=row["payer_type"],
            name=row["name"],
            timely_filing_days=_days(row["timely_filing_days"]),
            timely_filing_note=row["timely_filing_note"],
            corrected_claim_days=_days(row["corrected_claim_days"]),
            appeal_days_level1=_days(row["appeal_days_level1"]),
            appeal_note=row["appeal_note"],
            decision_days=_days(row["decision_days"]),
            prompt_pay_days=_days(row["prompt_pay_days"]),
            prompt_pay_note=row["prompt_pay_note"],
        )
        for row in rows("payer_rule_defaults.csv")
    }


@cache
def _appeal_levels() -> dict[tuple[str, int], AppealLevel]:
    return {
        (row["payer_type"], int(row["level"])): AppealLevel(
            payer_type=row["payer_type"],
            level=int(row["level"]),
            name=row["name"],
            days=_days(row["days"]),
            decision_days=int(row["decision_days"]),
            note=row["note"],
        )
        for row in rows("appeal_levels.csv")
    }


def _days(text: str) -> int | None:
    """Blank and 0 both mean that there is no such clock."""
    return int(text) if text.strip("0 ") else None
