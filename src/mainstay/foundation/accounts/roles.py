"""The shipped roles, read once from roles.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Role:
    """A part a person plays in a practice: its title, and the acts it may do."""

    code: str
    title: str
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every act (with its sentence part, "see remittances") and every role (by code)."""

    acts: dict[str, str]
    roles: dict[str, Role]

    def title_of(self, role: str) -> str:
        """The title of a role; "" for one that isn't in the matrix."""
        return self.roles[role].title if role in self.roles else ""


@cache
def matrix() -> Matrix:
    """The roles this release ships.

    Raises:
        ValueError: a role lists an act the file does not name.
    """
    text = resources.files(__package__).joinpath("roles.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    acts: dict[str, str] = content["acts"]
    roles = {
        code: Role(code, entry["title"], frozenset(entry["acts"]))
        for code, entry in content["roles"].items()
    }
    for role in roles.values():
        if unknown := sorted(role.acts - acts.keys()):
            raise ValueError(f"roles.toml: {role.code} lists {', '.join(unknown)}, not in [acts].")
    return Matrix(acts, roles)
