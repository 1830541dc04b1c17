"""Find the providers and locations that files name, or note new ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from mainstay.directory.providers.models import (
    Location,
    LocationIdentifier,
    Provider,
    ProviderIdentifier,
)
from mainstay.foundation.tenancy.identifying import Named, Register


@dataclass(frozen=True, slots=True)
class ProviderAsNamed:
    """A provider as a file names it; ``ids`` are (qualifier, value), NPI first."""

    last_name: str
    first_name: str
    source: str
    ids: tuple[tuple[str, str], ...] = ()
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class LocationAsNamed:
    """A place as a file names it: by NPI, else by its address."""

    name: str
    source: str
    ids: tuple[tuple[str, str], ...] = ()
    city: str = ""
    state: str = ""


class Providers:
    """The providers and locations of one practice, for the time of one file's part."""

    def __init__(self, practice_id: int) -> None:
        self._providers = Register(practice_id, Provider, ProviderIdentifier, "provider")
        self._locations = Register(practice_id, Location, LocationIdentifier, "location")

    def resolve(self, providers: Sequence[ProviderAsNamed]) -> list[int]:
        """The ids of these providers, in order. One without any id is known by his name."""
        return self._providers.resolve([_provider(provider) for provider in providers])

    def resolve_locations(self, locations: Sequence[LocationAsNamed]) -> list[int]:
        """The ids of these locations, in order."""
        return self._locations.resolve([_location(location) for location in locations])


def _provider(provider: ProviderAsNamed) -> Named:
    name = f"{provider.last_name}, {provider.first_name}".strip(", ").upper()
    return Named(
        ids=provider.ids or (("NAME", name[:80] or "UNKNOWN"),),
        columns={
            "last_name": provider.last_name[:80] or "Unknown",
            "first_name": provider.first_name[:60],
            "taxonomy": provider.taxonomy[:10],
        },
        source=provider.source,
    )


def _location(location: LocationAsNamed) -> Named:
    return Named(
        ids=location.ids or (("NAME", location.name.upper()[:160] or "UNKNOWN"),),
        columns={
            "name": location.name[:120] or "Unknown",
            "city": location.city[:60],
            "state": location.state[:2],
        },
        source=location.source,
    )
