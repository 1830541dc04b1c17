"""The navigation: the line from a practice's work to its bank, and what stands beside it.

A page is listed here by the name of its URL. What does not resolve, or what the reader's role may
not do, is absent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from mainstay.foundation.accounts.policy import can
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.work.queries import FunctionLoad, function_loads


@dataclass(frozen=True, slots=True)
class Place:
    """A page one can go to. ``functions`` are the work whose health its station shows.

    ``key`` is pressed after G.
    """

    label: str
    url_name: str
    act: str
    icon: str
    functions: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Wing:
    """A group of places; on the line when work flows through them in this order."""

    label: str
    icon: str
    places: tuple[Place, ...]
    is_line: bool = False


TODAY = Place("Today", "today", "today.view", "today", key="t")

WINGS = (
    Wing(
        "Revenue",
        "claim",
        (
            Place("Files", "inbox", "files.view", "upload", ("file_intake",), "f"),
            Place(
                "Claims",
                "claims",
                "claims.view",
                "claim",
                ("submission", "rejection_handling"),
                "c",
            ),
            Place("Remittances", "remits", "remits.view", "remit", ("payment_posting",), "r"),
            Place("Denials", "denials", "denials.view", "no", ("denial_follow_up", "appeals"), "d"),
            Place("A/R follow-up", "ar", "claims.view", "hourglass", ("ar_follow_up",), "a"),
        ),
        is_line=True,
    ),
    Wing(
        "Oversight",
        "chart",
        (
            Place("The month", "month", "reports.view", "chart", key="o"),
            Place("Ownership", "ownership", "work.view", "people", key="w"),
            Place("Quality", "quality", "quality.view", "check", ("quality_review",), key="q"),
        ),
    ),
)

SETTINGS = (
    Place("Practice settings", "settings", "settings.view", "gear"),
    Place("People and roles", "people", "people.view", "people"),
    Place("Audit trail", "audit", "audit.view", "eye"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A place as one reader sees it: where it leads, how its station stands, what needs a person."""

    place: Place
    url: str
    is_current: bool
    tone: str = ""
    count: int = 0

    @property
    def count_words(self) -> str:
        """What the number counts, for those who don't see its colour."""
        return "late" if self.tone == "bad" else "due in 24 hours"


@dataclass(frozen=True, slots=True)
class Group:
    """A wing as one reader sees it."""

    wing: Wing
    links: tuple[Link, ...]

    @property
    def is_current(self) -> bool:
        """Whether the page shown is one of its places."""
        return any(link.is_current for link in self.links)


def groups(actor: Actor, path: str, *, as_of: datetime) -> list[Group]:
    """The wings this actor sees, with their stations' health. One query."""
    loads = {load.code: load for load in function_loads(actor.practice_id, as_of=as_of)}
    found = [Group(wing, tuple(links(wing.places, actor, path, loads))) for wing in WINGS]
    return [group for group in found if group.links]


def links(
    places: Sequence[Place], actor: Actor, path: str, loads: dict[str, FunctionLoad] | None = None
) -> Iterator[Link]:
    """The places of these that exist and that the actor's role may see."""
    for place in places:
        url = url_of(place)
        if url and can(actor, place.act):
            tone, count = _health(place, loads or {})
            yield Link(place, url, _is_within(path, url), tone, count)


def url_of(place: Place) -> str:
    """Where a place is; "" while no page has its name."""
    try:
        return reverse(place.url_name)
    except NoReverseMatch:
        return ""


def _health(place: Place, loads: dict[str, FunctionLoad]) -> tuple[str, int]:
    here = [loads[code] for code in place.functions if code in loads]
    if late := sum(load.late for load in here):
        return "bad", late
    if any(load.open and not load.has_owner for load in here):
        return "bad", 0
    due_soon = sum(load.due_soon for load in here)
    return ("wait", due_soon) if due_soon else ("", 0)


def _is_within(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
