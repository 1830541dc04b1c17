"""Every text/ground pair of the stylesheet is strong enough, in both themes (WCAG 2.2)."""

import re
from pathlib import Path

import pytest

import mainstay

STYLESHEET = Path(mainstay.__file__).parent / "web" / "static" / "web" / "mainstay.css"
TOKEN = re.compile(r"--([\w-]+):\s*light-dark\(\s*(#[0-9a-f]{6})\s*,\s*(#[0-9a-f]{6})\s*\)", re.I)
GROUNDS = ("canvas", "surface", "raised", "sunken")
TONES = ("calm", "move", "good", "wait", "bad", "plea")

# What it is for, the token, the grounds it may stand on, the least ratio.
PAIRS = [
    ("text", "ink", GROUNDS, 4.5),
    ("second text", "ink-2", (*GROUNDS, *(f"{tone}-t" for tone in TONES)), 4.5),
    ("third text", "ink-3", (*GROUNDS, "accent-t", *(f"{tone}-t" for tone in TONES)), 4.5),
    ("links", "accent", (*GROUNDS, "accent-t"), 4.5),
    ("the primary button", "on-accent", ("accent", "accent-h"), 4.5),
    ("a toast", "canvas", ("ink",), 4.5),
    ("edges of controls", "edge", GROUNDS, 3.0),
    *((f"state {t}", t, (f"{t}-t", "surface", "canvas", "raised"), 4.5) for t in TONES),
    *((f"mark {t}", f"{t}-s", ("surface", "canvas"), 3.0) for t in TONES),
]


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("theme", "name"), [(0, "light"), (1, "dark")], ids=str)
def test_every_pair_is_strong_enough(theme, name):
    found = TOKEN.findall(STYLESHEET.read_text(encoding="utf-8"))
    tokens = {token: colours[theme] for token, *colours in found}
    weak = [
        f"{purpose} on {ground}"
        for purpose, token, grounds, least in PAIRS
        for ground in grounds
        if contrast(tokens[token], tokens[ground]) < least
    ]

    assert weak == []
