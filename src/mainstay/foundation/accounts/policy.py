"""The one place that decides who may do what. Deny by default, and deny wins."""

from typing import Protocol

from mainstay.foundation.accounts.roles import matrix
from mainstay.foundation.tenancy import Actor


class OfPractice(Protocol):
    """Anything that belongs to one practice."""

    @property
    def practice_id(self) -> int: ...


def can(actor: Actor, act: str, obj: OfPractice | None = None) -> bool:
    """Whether ``actor`` may do ``act``, to ``obj`` when one is given (RELIABILITY 10).

    The practice comes first: nothing of another practice may be touched, whatever the role. Then
    the role's grants. A practice's own automation (an actor without a user) may do every act in
    its practice, but only through a job or the operator's command line.

    Raises:
        ValueError: ``act`` is not in roles.toml; a misspelt act must never look like a refusal.
    """
    shipped = matrix()
    if act not in shipped.acts:
        raise ValueError(f"No act is called {act}; roles.toml lists them.")
    if obj is not None and obj.practice_id != actor.practice_id:
        return False
    if actor.user_id is None:
        return actor.via in ("job", "cli")
    role = shipped.roles.get(actor.role)
    return role is not None and act in role.acts
