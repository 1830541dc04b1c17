"""Tables that belong to a practice, and the managers that scope them."""

import uuid
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from mainstay.foundation.tenancy.actor import Actor

Row = TypeVar("Row", bound=models.Model)


class ScopedQuerySet(models.QuerySet[Row]):
    """Rows of one practice; the two ways a door may reach them."""

    def for_practice(self, practice_id: int) -> Self:
        """The rows of one practice."""
        return self.filter(practice_id=practice_id)

    def for_actor(self, actor: Actor) -> Self:
        """The rows an actor's practice owns. Another practice's rows do not exist for him."""
        return self.filter(practice_id=actor.practice_id)


class ScopedManager(models.Manager[Row]):
    """Manager of a practice's table."""

    def get_queryset(self) -> ScopedQuerySet[Row]:
        return ScopedQuerySet(self.model, using=self._db)

    def for_practice(self, practice_id: int) -> ScopedQuerySet[Row]:
        """The rows of one practice."""
        return self.get_queryset().for_practice(practice_id)

    def for_actor(self, actor: Actor) -> ScopedQuerySet[Row]:
        """The rows an actor's practice owns."""
        return self.get_queryset().for_actor(actor)


class PracticeModel(models.Model):
    """A row of one practice, and a practice is never deleted (``db.guards``).

    So no foreign key stands on the column: PostgreSQL would look the same practice up for every
    row of every insert (decision 10).
    """

    practice = models.ForeignKey(
        "tenancy.Practice",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        abstract = True


class PublicModel(PracticeModel):
    """A row that pages and the API name, by a random id that tells nothing."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta(PracticeModel.Meta):
        abstract = True
