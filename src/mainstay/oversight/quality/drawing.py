"""Draw a stratified random sample that anyone can draw again. Pure."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from datetime import date

Stratum = str


def seed_of(practice_code: str, week_on: date) -> int:
    """The seed of a practice's week: nobody chooses it, and everybody can compute it.

    The first eight hex digits of the SHA-256 of "code:YYYY-MM-DD".
    """
    digest = hashlib.sha256(f"{practice_code}:{week_on.isoformat()}".encode()).hexdigest()
    return int(digest[:8], 16)


def draw(
    population: Mapping[Stratum, Sequence[str]], size: int, seed: int
) -> list[tuple[Stratum, str]]:
    """``size`` keys of the population, each stratum in proportion and with at least one.

    Strata and keys are sorted first, so the same population, size and seed give the same sample
    whatever their order. A population that is smaller than ``size`` is taken whole; more strata than
    ``size`` give one key each.
    """
    dice = random.Random(seed)  # noqa: S311  (reproducible on purpose)
    strata = {name: sorted(keys) for name, keys in sorted(population.items()) if keys}
    shares = _shares({name: len(keys) for name, keys in strata.items()}, size)
    return [
        (name, key)
        for name, keys in strata.items()
        for key in sorted(dice.sample(keys, shares[name]))
    ]


def _shares(sizes: Mapping[Stratum, int], wanted: int) -> dict[Stratum, int]:
    """How many of each stratum: one each, the rest by largest remainder of their part."""
    total = sum(sizes.values())
    if total <= wanted:
        return dict(sizes)
    shares = dict.fromkeys(sizes, 1)
    left = max(wanted - len(sizes), 0)
    exact = {name: left * size for name, size in sizes.items()}
    for name, part in exact.items():
        shares[name] += min(part // total, sizes[name] - 1)
    by_remainder = sorted(sizes, key=lambda name: (-(exact[name] % total), name))
    while sum(shares.values()) < max(wanted, len(sizes)):
        for name in by_remainder:
            if shares[name] < sizes[name] and sum(shares.values()) < max(wanted, len(sizes)):
                shares[name] += 1
    return shares
