"""The trail's actions in words a reader knows. Pure."""

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
