"""The questions about providers."""

from mainstay.directory.providers.models import Provider


def names(practice_id: int) -> dict[int, str]:
    """Providers' names by id, in order of last name."""
    rows = Provider.objects.for_practice(practice_id).order_by("last_name", "first_name", "id")
    return {provider.pk: str(provider) for provider in rows}
