"""Acts in words a reader knows: what roles may do, and what the trail says was done. Pure."""

from collections.abc import Iterable

from mainstay.foundation.accounts.roles import matrix

DOORS = {"web": "pages", "api": "API", "cli": "command line", "job": "automatic"}

OTHERS = {
    "accounts.sign-in": "sign in",
    "accounts.sign-out": "sign out",
    "accounts.set-password": "choose a password",
    "accounts.invite": "invite somebody",
    "accounts.change-role": "change a role",
    "accounts.end": "end somebody’s part",
    "accounts.link": "make a one-time link",
    "accounts.forget-second-factor": "forget an authenticator app",
    "accounts.second-factor.set-up": "set up an authenticator app",
    "accounts.second-factor.removed": "remove an authenticator app",
    "accounts.second-factor.new-codes": "make new recovery codes",
    "patients.search": "search patients",
}


def act_in_words(action: str) -> str:
    """What was done, as an infinitive ("see remittances"); an unknown action as it is stored."""
    return OTHERS.get(action) or matrix().acts.get(action) or action


OBJECTS = {
    "user": "person",
    "audit": "trail",
    "ar": "open balances",
    "file": "file",
    "search": "search",
}


def object_in_words(kind: str) -> str:
    """What it was done to; an unknown kind as it is stored."""
    return OBJECTS.get(kind, kind)


def acts_in_words(acts: Iterable[str]) -> str:
    """What a role may do, shortly: "Sees patients, claims. Changes claims. May send claims"."""
    words = [said for act, said in matrix().acts.items() if act in set(acts)]
    sees = [said.removeprefix("see ") for said in words if said.startswith("see ")]
    changes = [said.removeprefix("change ") for said in words if said.startswith("change ")]
    others = [said for said in words if not said.startswith(("see ", "change "))]
    parts = (("Sees", sees), ("Changes", changes), ("May", others))
    return ". ".join(f"{verb} {', '.join(things)}" for verb, things in parts if things)
