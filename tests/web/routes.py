"""Every address the staff pages answer, read from the resolver, so that a new page joins by itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from mainstay.web.access import declared


@dataclass(frozen=True)
class Route:
    """One address: its name, the names of its parts, and what its view declares."""

    name: str
    kwargs: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def act(self) -> str:
        return declared(self.view)


def routes() -> list[Route]:
    return [
        Route(entry.name or str(entry.pattern), tuple(entry.pattern.converters), entry.callback)
        for entry in _entries(get_resolver())
    ]


def _entries(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _entries(entry)
        else:
            yield entry
