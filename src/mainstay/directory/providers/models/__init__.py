"""Tables of providers and locations."""

from mainstay.directory.providers.models.provider import (
    Location,
    LocationIdentifier,
    Provider,
    ProviderIdentifier,
)

__all__ = ["Location", "LocationIdentifier", "Provider", "ProviderIdentifier"]
