"""The parts every page is made of (design language 21).

Nobody writes chip, money or PHI markup by hand: these tags are the only place it stands.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mainstay.engine.measures import NOT_AVAILABLE, Figure
from mainstay.engine.money import format_cents, round_half_up
from mainstay.foundation import clock
from mainstay.foundation.accounts import policy
from mainstay.web.naming import plain_case
from mainstay.web.words import STATES

register = template.Library()

NOTHING = "–"
_SPRITE = Path(__file__).resolve().parents[1] / "static" / "web" / "icons.svg"
_BAR_WIDTH = 1000


@cache
def _icons() -> frozenset[str]:
    return frozenset(re.findall(r'id="i-([a-z-]+)"', _SPRITE.read_text(encoding="utf-8")))


# ----------------------------------------------------------------- signs and states


@register.simple_tag
def icon(name: str, large: bool = False) -> SafeString:
    """An icon of the sprite. It never stands without a word or an aria-label beside it.

    Raises:
        ValueError: the sprite has no such icon.
    """
    if name not in _icons():
        raise ValueError(f"icons.svg has no icon called {name}.")
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        " l" if large else "",
        static("web/icons.svg"),
        name,
    )


@register.simple_tag
def state(word: str, text: str = "", tinted: bool | None = None) -> SafeString:
    """A chip: ``{% state "Denied" %}``. ``text`` stands in its place where a finding is the word.

    Tinted when somebody must act, unless ``tinted`` says otherwise.

    Raises:
        ValueError: the word is not in words.py.
    """
    if word not in STATES:
        raise ValueError(f"{word!r} is no state; web/words.py lists them.")
    found = STATES[word]
    is_bare = found.is_bare if tinted is None else not tinted
    return format_html(
        '<span class="st{}" data-tone="{}">{}{}</span>',
        " bare" if is_bare else "",
        found.tone,
        icon(found.icon),
        text or word,
    )


# ----------------------------------------------------------------- clocks and dates


@register.simple_tag(takes_context=True)
def due(
    context: template.Context,
    at: datetime | date | None,
    window: bool = False,
    warn_hours: int = 8,
) -> SafeString:
    """Time left or how late, in the unit people think in: "in 5 h", "late 1 d", "41 d".

    ``at`` is a moment (our own turnaround, a clock) or a date (a legal window, an hourglass;
    ``window=True`` draws a moment as one). A date is over when its day is. The exact moment is the
    title. Amber under ``warn_hours``, 14 days for a window; red when late or a window is under 3.
    """
    if at is None:
        return format_html('<span class="due">{}</span>', "no deadline")
    zone = _zone(context)
    if isinstance(at, datetime):
        left, exact = at - clock.now(), _moment(at, zone)
    else:
        left, exact = timedelta(days=(at - clock.today(zone.key)).days), _date(at, zone)
    is_window = window or not isinstance(at, datetime)
    tone = _window_tone(left) if is_window else _turnaround_tone(left, warn_hours)
    return format_html(
        '<span class="due"{} title="{}">{}{}</span>',
        format_html(' data-tone="{}"', tone) if tone else "",
        exact,
        icon("hourglass" if is_window else "clock"),
        _left_in_words(left, whole_days=not isinstance(at, datetime)),
    )


def _window_tone(left: timedelta) -> str:
    if left < timedelta(days=3):
        return "bad"
    return "wait" if left < timedelta(days=14) else ""


def _turnaround_tone(left: timedelta, warn_hours: int) -> str:
    if left < timedelta(0):
        return "bad"
    return "wait" if left < timedelta(hours=warn_hours) else ""


def _left_in_words(left: timedelta, *, whole_days: bool) -> str:
    is_late, left = left < timedelta(0), abs(left)
    if whole_days or left >= timedelta(days=2):
        span = f"{left.days} d"
    else:
        hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
        span = f"{hours} h" if hours else f"{minutes} min"
    if whole_days and not left.days:
        return "today"
    return f"late {span}" if is_late else f"in {span}"


@register.simple_tag(takes_context=True)
def day(context: template.Context, on: date | datetime | None, year: bool = False) -> SafeString:
    """A date as "Oct 6"; with its year when that isn't this one or ``year`` asks for it.

    A moment is shown as the date it was in the practice's zone.
    """
    if on is None:
        return format_html("{}", NOTHING)
    zone = _zone(context)
    plain = clock.date_in(zone.key, on) if isinstance(on, datetime) else on
    words = _date(plain, zone, year=year)
    return format_html('<time datetime="{}">{}</time>', plain.isoformat(), words)


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: datetime | None) -> SafeString:
    """A moment in the practice's zone: "Oct 6, 7:52 AM"."""
    if at is None:
        return format_html("{}", NOTHING)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), _moment(at, _zone(context)))


def _zone(context: template.Context) -> ZoneInfo:
    practice = getattr(context.get("request"), "practice", None)
    return ZoneInfo(practice.zone if practice else "UTC")


def _date(on: date, zone: ZoneInfo, *, year: bool = False) -> str:
    words = f"{on:%b} {on.day}"
    return f"{words}, {on.year}" if year or on.year != clock.today(zone.key).year else words


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{_date(local.date(), zone)}, {local.hour % 12 or 12}:{local:%M %p}"


# ----------------------------------------------------------------- figures


@register.simple_tag
def money(cents: int | None, whole: bool = False, big: bool = False) -> SafeString:
    """Cents as dollars, the cents dimmed: $1,284.00. ``whole`` leaves them out, rounded half up.

    Whole dollars only where cents cannot matter, never in a ledger or a sum.
    """
    if cents is None:
        return format_html('<span class="money">{}</span>', NOTHING)
    dollars, _, rest = format_cents(100 * round_half_up(cents, 100) if whole else cents).rpartition(
        "."
    )
    return format_html(
        '<span class="money{}">{}{}</span>',
        " big" if big else "",
        dollars,
        "" if whole else format_html("<small>.{}</small>", rest),
    )


@register.simple_tag
def percent(value: Figure | Fraction | None) -> str:
    """A share with one decimal: "96.1 %". A fraction is of one (``Fraction(961, 1000)``)."""
    if value is None:
        return NOT_AVAILABLE
    figure = value if isinstance(value, Figure) else _figure(value, "percent")
    return figure.text


@register.simple_tag
def days(value: Figure | Fraction | int | None) -> str:
    """A number of days with one decimal: "36.9 days"; a whole number stays whole."""
    if value is None:
        return NOT_AVAILABLE
    if isinstance(value, int):
        return f"{value:,} day" if value == 1 else f"{value:,} days"
    return (value if isinstance(value, Figure) else _figure(value, "days")).text


def _figure(value: Fraction, unit: Any) -> Figure:
    return Figure("", value.numerator, value.denominator, unit)


@register.filter
def count(number: int | None) -> str:
    """A count with thousands commas."""
    return NOTHING if number is None else f"{number:,}"


# ----------------------------------------------------------------- people and rights


@register.simple_tag(takes_context=True)
def can(context: template.Context, act: str, obj: Any = None) -> bool:
    """Whether the reader may do ``act``: ``{% can "settings.edit" as may_edit %}``."""
    actor = getattr(context.get("request"), "actor", None)
    return actor is not None and policy.can(actor, act, obj)


@register.simple_tag
def who(person: Any, team: bool = False, away: bool = False) -> SafeString:
    """A person or team by initials and name; nobody is a red dashed "?" (No owner)."""
    name = str(person) if person else ""
    if not name:
        return format_html('<span class="who none" data-i="?">{}</span>', "No owner")
    kind = " team" if team else " away" if away else ""
    return format_html(
        '<span class="who{}" data-i="{}">{}</span>', kind, _initials(name, dots=False), name
    )


@register.simple_tag
def phi(value: Any, name: bool = False) -> SafeString:
    """A patient's datum. With desk privacy on, a name (``name=True``) becomes initials, else blur.

    A name in capitals is written as people write it.

    The view that shows it has written its audit row before (``web.viewing.viewed``).
    """
    text = NOTHING if value in (None, "") else str(value)
    if not name:
        return format_html('<span class="phi">{}</span>', text)
    shown = plain_case(text, is_person=True)
    return format_html('<span class="phi" data-i="{}">{}</span>', _initials(text, dots=True), shown)


@register.filter
def first_word(text: Any) -> str:
    """The first word of a name, for a narrow head."""
    return str(text).split(" ", 1)[0]


@register.filter
def last_word(text: Any) -> str:
    """The last word of a name, for the line under its first."""
    return str(text).rsplit(" ", 1)[-1]


@register.filter
def named(text: Any) -> str:
    """The name of a payer or organisation in ordinary case, where a file shouted it."""
    return plain_case(str(text)) if text else NOTHING


@register.filter
def person_named(text: Any) -> str:
    """The name of a provider or colleague in ordinary case, where a file shouted it."""
    return plain_case(str(text), is_person=True) if text else NOTHING


@register.simple_tag
def initials(name: str) -> str:
    """A colleague's initials, for the circle of ``who``."""
    return _initials(name, dots=False)


def _initials(name: str, *, dots: bool) -> str:
    words = [word for word in re.split(r"[\s,]+", name) if word[:1].isalnum()]
    letters = [word[0].upper() for word in ([words[0], words[-1]] if len(words) > 1 else words)]
    return "".join(f"{letter}." for letter in letters) if dots else "".join(letters)


# ----------------------------------------------------------------- charts


@register.simple_tag
def bar(part: int | Fraction | None, whole: int | Fraction = 1, tone: str = "") -> SafeString:
    """A bar of ``part`` in ``whole``, for a table's cell; the number stands beside it."""
    share = (
        min(max(Fraction(part or 0) / Fraction(whole), Fraction(0)), Fraction(1)) if whole else 0
    )
    return format_html(
        '<svg class="bar"{} viewBox="0 0 {} 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="6"/></svg>',
        format_html(' data-tone="{}"', tone) if tone else "",
        _BAR_WIDTH,
        round(share * _BAR_WIDTH),
    )


@register.simple_tag
def spark(values: Sequence[Any], label: str, tone: str = "move") -> SafeString:
    """A small line for a table's cell. ``values`` (numbers, Fractions, None) oldest first."""
    points = _points(values, [], width=96, top=4, bottom=20)
    return format_html(
        '<svg class="chart spark" data-tone="{}" viewBox="0 0 104 24" role="img" aria-label="{}">'
        '<path class="s" d="{}"/>{}</svg>',
        tone,
        label,
        _path(points),
        _end_dot(points, 3),
    )


@register.simple_tag
def trend(
    values: Sequence[Any],
    label: str,
    *,
    target: Any = None,
    target_text: str = "",
    tone: str = "move",
    first: str = "",
    last: str = "",
) -> SafeString:
    """A metric's line over its months, the target dashed with its value, the end dot in the tone.

    ``values`` (numbers, Fractions, None for a month without) oldest first; ``label`` says them all.
    """
    goals = [] if target is None else [target]
    points = _points(values, goals, width=160, top=10, bottom=58)
    goal: SafeString | str = ""
    if target is not None:
        y = _height(target, _scale(values, goals), top=10, bottom=58)
        goal = format_html(
            '<line class="goal" x1="4" x2="164" y1="{}" y2="{}"/><text x="170" y="{}">{}</text>',
            f"{y:.1f}",
            f"{y:.1f}",
            f"{y + 4:.1f}",
            target_text,
        )
    return format_html(
        '<svg class="chart" data-tone="{}" viewBox="0 0 200 76" role="img" aria-label="{}">{}'
        '<path class="s" d="{}"/>{}<text x="4" y="74">{}</text>'
        '<text class="end" x="168" y="74">{}</text></svg>',
        tone,
        label,
        goal,
        _path(points),
        _end_dot(points, 4.5),
        first,
        last,
    )


Point = tuple[float, float] | None


def _scale(values: Sequence[Any], goals: Sequence[Any]) -> tuple[float, float]:
    numbers = [float(value) for value in [*values, *goals] if value is not None]
    low, high = (min(numbers), max(numbers)) if numbers else (0.0, 1.0)
    return (low, high) if high > low else (low - 1, high + 1)


def _height(value: Any, scale: tuple[float, float], *, top: float, bottom: float) -> float:
    low, high = scale
    return bottom - (float(value) - low) / (high - low) * (bottom - top)


def _points(
    values: Sequence[Any], goals: Sequence[Any], *, width: float, top: float, bottom: float
) -> list[Point]:
    scale, step = _scale(values, goals), width / max(len(values) - 1, 1)
    return [
        None if value is None else (4 + i * step, _height(value, scale, top=top, bottom=bottom))
        for i, value in enumerate(values)
    ]


def _path(points: Sequence[Point]) -> str:
    steps, is_drawn = [], False
    for point in points:
        if point is not None:
            steps.append(f"{'L' if is_drawn else 'M'}{point[0]:.1f} {point[1]:.1f}")
        is_drawn = point is not None
    return " ".join(steps)


def _end_dot(points: Sequence[Point], radius: float) -> SafeString | str:
    drawn = [point for point in points[-1:] if point is not None]
    return format_html_join(
        "",
        '<circle class="dot" cx="{}" cy="{}" r="{}"/>',
        [(f"{x:.1f}", f"{y:.1f}", radius) for x, y in drawn],
    )
