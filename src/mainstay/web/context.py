"""What every page's shell shows, asked only when a whole page is rendered."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from django.http import HttpRequest

from mainstay.foundation import clock
from mainstay.foundation.accounts.queries import practices_of
from mainstay.foundation.accounts.roles import matrix
from mainstay.foundation.tenancy import Actor
from mainstay.foundation.tenancy.models import Practice
from mainstay.web import navigation

THEMES = ("light", "dark")


class Shell:
    """The frame around a page. Each part is asked for once, by the template that shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.actor: Actor | None = getattr(request, "actor", None)
        self.practice: Practice | None = getattr(request, "practice", None)

    @property
    def theme(self) -> str:
        """ "light" or "dark" where the reader chose one; "" follows the system."""
        chosen = self._request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @property
    def is_desk_private(self) -> bool:
        """Whether names show as initials: remembered per computer, on at first at the front desk."""
        default = "on" if self.actor and self.actor.role == "front_desk" else "off"
        return self._request.COOKIES.get("desk", default) == "on"

    @property
    def role_title(self) -> str:
        """The title of the reader's role here."""
        return matrix().title_of(self.actor.role) if self.actor else ""

    @property
    def printed_on(self) -> date | None:
        """The practice's date, for the head of a print."""
        return clock.today(self.practice.zone) if self.practice else None

    @cached_property
    def today(self) -> navigation.Link | None:
        """The link to Today."""
        return next(self._links((navigation.TODAY,)), None)

    @cached_property
    def groups(self) -> list[navigation.Group]:
        """The wings with their stations."""
        if self.actor is None:
            return []
        return navigation.groups(self.actor, self._request.path, as_of=clock.now())

    @cached_property
    def settings(self) -> list[navigation.Link]:
        """The settings pages the reader may see."""
        return list(self._links(navigation.SETTINGS))

    @cached_property
    def practices(self) -> list[Practice]:
        """The practices the reader may act in."""
        user_id = self.actor.user_id if self.actor else None
        return practices_of(user_id) if user_id else []

    def _links(self, places: tuple[navigation.Place, ...]) -> Iterator[navigation.Link]:
        if self.actor is None:
            return iter(())
        return navigation.links(places, self.actor, self._request.path)


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: ``shell`` in every template."""
    return {"shell": Shell(request)}
