"""What needs a person now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from mainstay.foundation.db.reads import Rows, written_once
from mainstay.foundation.work.models import WorkChange, WorkItem
from mainstay.foundation.work.states import OPEN


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items a reader looks for; what is None or "" does not count.

    ``of_user_id`` is whose it is: taken by her, or untaken and held by her or by one of her teams
    (``of_team_ids``). ``is_unheld`` asks for what is nobody's at all.
    """

    function: str = ""
    assignee_user_id: int | None = None
    of_user_id: int | None = None
    of_team_ids: tuple[int, ...] = ()
    told_user_id: int | None = None
    is_unassigned: bool = False
    is_unheld: bool = False
    untouched_since: datetime | None = None
    subject_kind: str = ""
    subject_key: str = ""
    state: str = ""
    due_before: datetime | None = None
    deadline_until: date | None = None
    least_value_cents: int | None = None


ALL = ItemFilter()


def open_items(
    practice_id: int, wanted: ItemFilter = ALL, *, as_of: datetime
) -> QuerySet[WorkItem]:
    """A practice's open items that fit: late ones first, then by deadline, then by value.

    Late means that ``due_at`` lies before ``as_of`` (UTC). Items without a deadline come after
    those with one; ties go to the larger value, then to the older item. One query, its functions
    included.
    """
    items: QuerySet[WorkItem] = WorkItem.objects.for_practice(practice_id).filter(
        state__in=[state.value for state in OPEN]
    )
    is_late = Case(
        When(due_at__lt=as_of, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return (
        _narrowed(items, wanted)
        .annotate(is_late=is_late)
        .select_related("function")
        .order_by("-is_late", F("deadline_on").asc(nulls_last=True), "-value_cents", "id")
    )


def item_of_cause(practice_id: int, cause_key: str) -> WorkItem | None:
    """The item of a cause, open or done."""
    found: WorkItem | None = (
        WorkItem.objects.for_practice(practice_id).filter(cause_key=cause_key).first()
    )
    return found


def item_of_id(practice_id: int, public_id: UUID) -> WorkItem | None:
    """The item of this public id, if it is the practice's."""
    found: WorkItem | None = (
        WorkItem.objects.for_practice(practice_id).filter(public_id=public_id).first()
    )
    return found


def items_about(practice_id: int, subject_kind: str, subject_key: str) -> QuerySet[WorkItem]:
    """Every item about a subject, open or done, oldest first."""
    items: QuerySet[WorkItem] = WorkItem.objects.for_practice(practice_id)
    return (
        items.filter(subject_kind=subject_kind, subject_key=subject_key)
        .select_related("function")
        .order_by("opened_at", "id")
    )


def open_items_about(
    practice_id: int, subjects: Mapping[str, Collection[str]]
) -> QuerySet[WorkItem]:
    """Open items about any of these subjects, by kind; nearest deadline first. One query."""
    about = Q(pk__in=[])
    for kind, keys in subjects.items():
        about |= Q(subject_kind=kind, subject_key__in=keys)
    items: QuerySet[WorkItem] = WorkItem.objects.for_practice(practice_id).filter(
        about, state__in=[state.value for state in OPEN]
    )
    return items.select_related("function").order_by(
        F("deadline_on").asc(nulls_last=True), "due_at", "id"
    )


def open_causes_about(
    practice_id: int, function: str, subject_kind: str, subject_keys: Collection[str]
) -> list[str]:
    """The cause keys of a function's open items about these subjects. One query."""
    return _open_causes(practice_id, function, subject_kind, subject_keys)


@written_once
def _open_causes(
    practice_id: int, function: str, subject_kind: str, subject_keys: Collection[str]
) -> Rows:
    items = WorkItem.objects.for_practice(practice_id).filter(
        function__code=function,
        subject_kind=subject_kind,
        subject_key__in=subject_keys,
        state__in=[state.value for state in OPEN],
    )
    return items.order_by("id").values_list("cause_key", flat=True)


def _narrowed(items: QuerySet[WorkItem], wanted: ItemFilter) -> QuerySet[WorkItem]:
    if wanted.function:
        items = items.filter(function__code=wanted.function)
    if wanted.assignee_user_id is not None:
        items = items.filter(assignee_user_id=wanted.assignee_user_id)
    if wanted.of_user_id is not None:
        hers = Q(holder_user_id=wanted.of_user_id) | Q(holder_team_id__in=wanted.of_team_ids)
        items = items.filter(
            Q(assignee_user_id=wanted.of_user_id) | Q(assignee_user_id=None) & hers
        )
    if wanted.told_user_id is not None:
        items = items.filter(told_user_id=wanted.told_user_id)
    if wanted.is_unassigned:
        items = items.filter(assignee_user_id=None)
    if wanted.is_unheld:
        items = items.filter(assignee_user_id=None, holder_user_id=None, holder_team_id=None)
    if wanted.untouched_since is not None:
        items = items.filter(touched_at__lt=wanted.untouched_since)
    for name in ("subject_kind", "subject_key", "state"):
        if value := getattr(wanted, name):
            items = items.filter(**{name: value})
    if wanted.due_before is not None:
        items = items.filter(due_at__lt=wanted.due_before)
    if wanted.deadline_until is not None:
        items = items.filter(deadline_on__lte=wanted.deadline_until)
    if wanted.least_value_cents is not None:
        items = items.filter(value_cents__gte=wanted.least_value_cents)
    return items


def history_of(item: WorkItem) -> list[WorkChange]:
    """What happened to an item, the newest first. One query."""
    changes = WorkChange.objects.for_practice(item.practice_id).filter(item=item)
    return list(changes.order_by("-at", "-id"))
