"""Pages of lists that may be very long: counted as far as it helps, never a million rows a view."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

PAGE = 50
MOST_COUNTED = 10_000


def counted(found: QuerySet[Any], most: int = MOST_COUNTED) -> int:
    """How many rows fit, as far as ``most`` and one more. Cost: never more than that many rows."""
    return found.order_by().values("pk")[: most + 1].count()


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list; of more than ``MOST_COUNTED`` rows only those, saying that there are more."""

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than are counted and paged."""
        return self._found > MOST_COUNTED

    @property
    def count(self) -> int:
        """The rows that can be paged."""
        return min(self._found, MOST_COUNTED)

    @property
    def _found(self) -> int:
        if "found" not in self.__dict__:
            self.__dict__["found"] = counted(self.object_list)  # type: ignore[arg-type]
        found: int = self.__dict__["found"]
        return found


def page_of(found: QuerySet[Any], number: str | None) -> Page[Any]:
    """One page of a list; a number that makes no sense gives the nearest page that does."""
    return CappedPaginator(found, PAGE).get_page(number)
