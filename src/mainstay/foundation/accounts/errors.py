"""What accounts refuses; each sentence may be shown."""


class AccountsRefusal(Exception):
    """Nothing was changed."""


class NotYourself(AccountsRefusal):
    """Nobody grants himself a role, or takes his own away."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody changes their own role. Ask somebody else who administers people and roles."
        )


class UnknownRole(AccountsRefusal):
    """No such role is shipped."""

    def __init__(self, role: str) -> None:
        super().__init__(f"There is no role called {role}.")


class LastAdministrator(AccountsRefusal):
    """Someone must be left who can administer people and roles."""

    def __init__(self) -> None:
        super().__init__(
            "This is the last person who administers people and roles here. Give that to somebody "
            "else first."
        )


class ChangedMeanwhile(AccountsRefusal):
    """Somebody else changed this person since the page was read."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this person meanwhile. Look again, then decide.")


class NotAStranger(AccountsRefusal):
    """The demo's people belong to the demo practice alone, and the others to none of it."""

    def __init__(self) -> None:
        super().__init__(
            "The demo practice’s people belong to it alone. Use another e-mail address."
        )


class LinkSpent(AccountsRefusal):
    """A one-time link that was used, has expired, or was cut in two by a mail program."""

    def __init__(self) -> None:
        super().__init__(
            "This link was used before or is too old. Ask for a new one; it takes a minute."
        )


class BelongsElsewhere(AccountsRefusal):
    """One practice must not open the door of another."""

    def __init__(self) -> None:
        super().__init__(
            "This person belongs to other practices, too, so only the operator of this "
            "installation gives a new link: mainstay people link ADDRESS."
        )
