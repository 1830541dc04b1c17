"""Six payers that do not exist, and how each behaves."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.engine.money import round_half_up
from mainstay.simulator.practice import Address

NEVER, CORRECT, RESEND, APPEAL = "never", "correct", "resend", "appeal"
"""What the practice does about a denial: nothing, frequency 7, a new claim, an appeal."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A reason this payer likes to deny for.

    ``rate_bps`` of the claims with one of ``procedures`` (empty: any) meet it; the first such
    line is denied, or all with ``whole_claim``. ``outcomes`` are (what follows, per cent).
    """

    carc: str
    rarcs: tuple[str, ...]
    rate_bps: int
    outcomes: tuple[tuple[str, int], ...]
    group: str = "CO"
    procedures: tuple[str, ...] = ()
    whole_claim: bool = False
    status: str = "1"
    appeal_won_percent: int = 65


@dataclass(frozen=True, slots=True)
class Payer:
    """How one payer answers.

    Units: ``fee_bps`` of the base fee is its contract; ``turnaround`` is the least and the most
    days from acceptance to adjudication; ``weekday`` (0 Monday) and ``every_weeks`` its 835s;
    ``rejection_bps`` of first submissions bounce with ``rejection`` (277CA category, status,
    entity).
    """

    key: str
    name: str
    payer_id: str
    tax_id: str
    address: Address
    phone: str
    filing_indicator: str
    fee_bps: int
    turnaround: tuple[int, int]
    weekday: int
    every_weeks: int
    method: str
    rejection_bps: int
    rejection: tuple[str, str, str]
    habits: tuple[Habit, ...]
    sequestration: bool = False
    routing: str = "011099998"
    account: str = "0000000001"

    def fee_cents(self, base_cents: int) -> int:
        """The contract's fee for one unit, in cents, rounded once."""
        return round_half_up(base_cents * self.fee_bps, 10_000)


LIGHTHOUSE = Payer(
    key="lighthouse",
    name="LIGHTHOUSE MEDICARE SERVICES",
    payer_id="LHMB1",
    tax_id="990100001",
    address=Address("1 BEACON PLAZA", "CASTINE BAY", "ME", "045970001"),
    phone="8005550111",
    filing_indicator="MB",
    fee_bps=10_000,
    turnaround=(13, 16),
    weekday=1,
    every_weeks=1,
    method="ACH",
    rejection_bps=130,
    rejection=("A7", "562", "82"),
    sequestration=True,
    habits=(
        Habit(
            "50",
            ("N115",),
            450,
            ((APPEAL, 45), (NEVER, 55)),
            procedures=("84443", "80061", "83036", "93000"),
        ),
        Habit("16", ("M76", "MA130"), 130, ((RESEND, 85), (NEVER, 15)), whole_claim=True),
        Habit("109", ("N418",), 60, ((NEVER, 100),), whole_claim=True),
    ),
)
PINECREST = Payer(
    key="pinecrest",
    name="PINECREST HEALTH PLAN",
    payer_id="PCHP2",
    tax_id="990100002",
    address=Address("2200 CONIFER BLVD", "NORTH RIDGE", "NH", "035990220"),
    phone="8005550122",
    filing_indicator="12",
    fee_bps=12_800,
    turnaround=(9, 13),
    weekday=3,
    every_weeks=1,
    method="ACH",
    rejection_bps=160,
    rejection=("A6", "255", "QC"),
    habits=(
        Habit(
            "197",
            (),
            500,
            ((APPEAL, 55), (NEVER, 45)),
            procedures=("71046", "94010", "20610", "11102"),
        ),
        Habit("11", ("M76",), 130, ((CORRECT, 80), (NEVER, 20))),
        Habit("27", (), 50, ((NEVER, 100),), group="PR", whole_claim=True),
    ),
)
COBALT = Payer(
    key="cobalt",
    name="COBALT MUTUAL HMO",
    payer_id="CBLT3",
    tax_id="990100003",
    address=Address("77 AZURE PKWY", "LAKE COBALT", "VT", "059990077"),
    phone="8005550133",
    filing_indicator="HM",
    fee_bps=11_500,
    turnaround=(12, 18),
    weekday=2,
    every_weeks=1,
    method="ACH",
    rejection_bps=200,
    rejection=("A7", "562", "82"),
    habits=(
        Habit("16", ("N290",), 200, ((CORRECT, 75), (NEVER, 25)), whole_claim=True),
        Habit(
            "31",
            ("N382",),
            90,
            ((RESEND, 60), (NEVER, 40)),
            group="PR",
            whole_claim=True,
            status="4",
        ),
        Habit("22", ("MA04",), 110, ((RESEND, 45), (NEVER, 55)), whole_claim=True),
    ),
)
EVERGREEN = Payer(
    key="evergreen",
    name="EVERGREEN STATE MEDICAID",
    payer_id="EVGM4",
    tax_id="990100004",
    address=Address("400 CAPITOL ANNEX", "AUGUSTINE", "ME", "045960400"),
    phone="8005550144",
    filing_indicator="MC",
    fee_bps=7_200,
    turnaround=(7, 12),
    weekday=4,
    every_weeks=2,
    method="CHK",
    rejection_bps=260,
    rejection=("A7", "164", "IL"),
    habits=(
        Habit("16", ("M51",), 220, ((CORRECT, 70), (NEVER, 30))),
        Habit(
            "96",
            ("N130",),
            700,
            ((NEVER, 100),),
            procedures=("17110", "69210", "96127"),
        ),
        Habit("18", (), 40, ((NEVER, 100),), group="OA", whole_claim=True),
    ),
)
NORTHWIND = Payer(
    key="northwind",
    name="NORTHWIND BENEFIT TRUST",
    payer_id="NWBT5",
    tax_id="990100005",
    address=Address("5 GALE TOWER", "WINDHAM POINT", "MA", "019990005"),
    phone="8005550155",
    filing_indicator="12",
    fee_bps=12_200,
    turnaround=(14, 20),
    weekday=0,
    every_weeks=1,
    method="ACH",
    rejection_bps=170,
    rejection=("A7", "255", "QC"),
    habits=(
        Habit("252", ("N706",), 170, ((CORRECT, 60), (APPEAL, 25), (NEVER, 15))),
        Habit("4", ("N519",), 120, ((CORRECT, 80), (NEVER, 20))),
        Habit("204", ("N130",), 80, ((NEVER, 100),), group="PR", procedures=("96127", "90471")),
    ),
)
ANCHOR = Payer(
    key="anchor",
    name="ANCHOR SUPPLEMENTAL LIFE",
    payer_id="ANCH6",
    tax_id="990100006",
    address=Address("66 MOORING LN", "SALT HARBOR", "RI", "028990066"),
    phone="8005550166",
    filing_indicator="15",
    fee_bps=10_000,
    turnaround=(8, 12),
    weekday=2,
    every_weeks=1,
    method="CHK",
    rejection_bps=80,
    rejection=("A7", "562", "82"),
    habits=(Habit("129", ("N48",), 200, ((NEVER, 100),), group="OA", whole_claim=True),),
)
PAYERS = (LIGHTHOUSE, PINECREST, COBALT, EVERGREEN, NORTHWIND, ANCHOR)
