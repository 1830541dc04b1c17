"""The five figures of the month as the page draws them: words, links, trend and tone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from mainstay.engine.measures import TARGETS, Figure, Target, tone_of
from mainstay.engine.money import format_cents, round_half_up
from mainstay.oversight.insight import figures
from mainstay.oversight.insight.figures import MEANINGS, StoredFigure
from mainstay.oversight.insight.months import shifted

SHOWN = (
    figures.ACCEPTANCE,
    figures.DENIAL_RATE,
    figures.DSO,
    figures.OVER_90,
    figures.NET_COLLECTION,
)
BESIDE = {
    figures.DENIAL_RATE: (figures.DENIAL_RATE_DOLLARS, "In dollars"),
    figures.NET_COLLECTION: (figures.NET_COLLECTION_PERIOD, "By twelve months’ books"),
}
TREND_MONTHS = 12
_STATES = {
    "good": ("on target", "ok"),
    "wait": ("just off", "info"),
    "bad": ("off target", "alert"),
    "calm": ("not judged", "ring"),
}

History = Mapping[date, Mapping[str, StoredFigure]]


@dataclass(frozen=True, slots=True)
class Part:
    """A number in words, and the figure and part whose rows it opens to."""

    words: str
    figure: str
    part: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure, ready to be drawn."""

    name: str
    title: str
    definition: str
    number: str
    unit: str
    tone: str
    state: str
    icon: str
    target: str
    change: str
    numerator: Part | None
    joint: str
    denominator: Part | None
    basis: str
    caution: str
    beside: str
    beside_part: Part | None
    trend: Sequence[Fraction | None]
    trend_words: str
    goal: Fraction | None
    goal_words: str
    first_month: str
    last_month: str
    worsened: Fraction
    movement: str


def tiles_of(month: date, history: History) -> list[Tile]:
    """The five tiles of a month; ``history`` holds its twelve months, where known."""
    return [_tile(name, month, history) for name in SHOWN if name in history[month]]


def _tile(name: str, month: date, history: History) -> Tile:
    stored, meaning = history[month][name], MEANINGS[name]
    figure = stored.measure
    months = [shifted(month, offset) for offset in range(1 - TREND_MONTHS, 1)]
    values = [_value(history, each, name) for each in months]
    tone, target = tone_of(figure), TARGETS.get(figure.name)
    state, icon = _STATES[tone]
    numerator, denominator = _parts(name, stored)
    beside, beside_part = _beside(name, history[month])
    change = _change(figure, values[-2])
    return Tile(
        name=name,
        title=meaning.title,
        definition=meaning.definition,
        number=figure.number,
        unit="" if figure.value is None else {"percent": "%", "days": "days"}[figure.unit],
        tone=tone,
        state=state,
        icon=icon,
        target=_target_words(figure, target),
        change=f"{change} from {months[-2]:%B}." if change else "",
        numerator=numerator,
        joint="÷" if figure.unit == "days" else "of",
        denominator=denominator,
        basis=stored.basis,
        caution=stored.caution,
        beside=beside,
        beside_part=beside_part,
        trend=values,
        goal=target.good if target else None,
        trend_words=_trend_words(meaning.title, months, values),
        goal_words=_goal_words(figure, target),
        first_month=f"{months[0]:%b}",
        last_month=f"{month:%b}",
        worsened=_worsened(figure, values[-2], target),
        movement=_movement(meaning.title, figure, values[-2]),
    )


def _value(history: History, month: date, name: str) -> Fraction | None:
    stored = history.get(month, {}).get(name)
    return None if stored is None else stored.measure.value


def _parts(name: str, stored: StoredFigure) -> tuple[Part | None, Part | None]:
    if stored.numerator is None or stored.denominator is None:
        return None, None
    meaning = MEANINGS[name]
    window = f" in {stored.days} days" if stored.unit == "days" else ""
    return (
        Part(f"{_amount(stored, stored.numerator)} {meaning.counted}", name, "numerator"),
        Part(f"{_amount(stored, stored.denominator)} {meaning.of}{window}", name, "denominator"),
    )


def _amount(stored: StoredFigure, number: int) -> str:
    if stored.counts == "claims":
        return f"{number:,}"
    return whole_dollars(number)


def whole_dollars(cents: int) -> str:
    """Cents as dollars without cents: only where cents cannot matter."""
    return format_cents(100 * round_half_up(cents, 100)).removesuffix(".00")


def _beside(name: str, month: Mapping[str, StoredFigure]) -> tuple[str, Part | None]:
    other, words = BESIDE.get(name, ("", ""))
    stored = month.get(other)
    if stored is None or stored.measure.value is None:
        return "", None
    return f"{words}:", Part(stored.measure.text, other, "numerator")


def _target_words(figure: Figure, target: Target | None) -> str:
    if target is None:
        return ""
    unit = {"percent": " %", "days": " days"}[figure.unit]
    number, _, rest = target.words.partition(" ")
    return f"Target {number}{unit} {rest}."


def _goal_words(figure: Figure, target: Target | None) -> str:
    if target is None:
        return ""
    return f"{_plain(target.good)}{'%' if figure.unit == 'percent' else ' d'}"


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.1f}"


def _change(figure: Figure, before: Fraction | None) -> str:
    difference = _difference(figure, before)
    if difference is None:
        return ""
    if difference == 0:
        return "Unchanged"
    return f"{'Up' if difference > 0 else 'Down'} {_tenths(abs(difference))}"


def _difference(figure: Figure, before: Fraction | None) -> int | None:
    """What the two values differ by as shown, in tenths."""
    if figure.tenths is None or before is None:
        return None
    return figure.tenths - round_half_up((10 * before).numerator, (10 * before).denominator)


def _tenths(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"


def _worsened(figure: Figure, before: Fraction | None, target: Target | None) -> Fraction:
    """How far it moved the wrong way since last month, as a share of its target."""
    difference = _difference(figure, before)
    if difference is None or target is None or not target.good:
        return Fraction(0)
    sign = -1 if target.is_rising else 1
    return max(Fraction(sign * difference, 10) / target.good, Fraction(0))


def _movement(title: str, figure: Figure, before: Fraction | None) -> str:
    """The change as a sentence would say it."""
    difference = _difference(figure, before)
    if not difference:
        return ""
    verb = "rose" if difference > 0 else "fell"
    unit = "days" if figure.unit == "days" else "points"
    return f"{title} {verb} {_tenths(abs(difference))} {unit} to {figure.text}"


def _trend_words(title: str, months: Sequence[date], values: Sequence[Fraction | None]) -> str:
    told = [
        f"{month:%b} {Figure('', value, 1, 'days').number}"
        for month, value in zip(months, values, strict=True)
        if value is not None
    ]
    return f"{title}: {', '.join(told)}" if told else f"{title}: no value yet"


_WORDS = ("None", "One", "Two", "Three", "Four", "All five")


def answer_of(tiles: Sequence[Tile], month: date) -> tuple[str, str, str]:
    """The sentence that answers the page: how many are off, what got worse, and the rest."""
    judged = [tile for tile in tiles if tile.tone != "calm"]
    off = [tile for tile in judged if tile.tone == "bad"]
    near = [tile for tile in judged if tile.tone == "wait"]
    if not judged:
        return "Nothing can be judged yet: the month has too little history.", "", ""
    worst = max(judged, key=lambda tile: tile.worsened)
    movement = worst.movement if worst.worsened else ""
    count = len(judged)
    if not off and not near:
        first = "All are on target." if count < len(SHOWN) else "All five are on target."
    elif not off:
        first = f"None is off target; {_count_words(len(near))} just off."
    else:
        first = f"{_WORDS[min(len(off), 5)]} of {_number(count)} {_is(len(off))} off target."
    before = f"{shifted(month, -1):%B}"
    last = "" if movement else f"Nothing moved the wrong way since {before}."
    return first, movement and f"{movement}.", last


def _count_words(count: int) -> str:
    return f"{_WORDS[count].lower()} {_is(count)}"


def _number(count: int) -> str:
    return ("none", "one", "two", "three", "four", "five")[count]


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
