"""Write procedures down, say that one read them, and note who is trained."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from mainstay.foundation.tenancy import Actor
from mainstay.foundation.work.errors import NoProcedure, UnknownFunction
from mainstay.foundation.work.models import Function, Procedure, Reading, Training


def write_procedure(code: str, text: str, *, review_on: date, by: Actor, at: datetime) -> Procedure:
    """Keep the next version of a function's procedure (Markdown). Its writer has read it.

    Raises:
        UnknownFunction: the practice has no such function.
        ValueError: the text is empty, or is to be reviewed before it is written.
    """
    if not text.strip() or review_on <= at.date():
        raise ValueError("Write the procedure, and name a later day on which to look at it again.")
    function = _function(by.practice_id, code)
    with transaction.atomic():
        last = function.procedures.aggregate(last=Max("number"))["last"] or 0
        procedure: Procedure = Procedure.objects.create(
            practice_id=by.practice_id,
            function=function,
            number=last + 1,
            text=text.strip(),
            written_by_user_id=by.user_id,
            written_at=at,
            review_on=review_on,
        )
        if by.user_id is not None:
            note_reading(code, by=by, at=at)
    return procedure


def note_reading(code: str, *, by: Actor, at: datetime) -> None:
    """Note that the actor read the version that holds now. Saying it twice is saying it once.

    Raises:
        UnknownFunction: the practice has no such function.
        NoProcedure: nothing is written for it.
    """
    procedure = _function(by.practice_id, code).procedures.order_by("-number").first()
    if procedure is None:
        raise NoProcedure
    Reading.objects.get_or_create(
        procedure=procedure,
        user_id=by.user_id,
        defaults={"practice_id": by.practice_id, "at": at},
    )


def note_training(code: str, user_id: int, *, level: int, on: date, by: Actor) -> None:
    """Note how far somebody is trained in a function: 0 not at all to 4, can teach.

    Raises:
        UnknownFunction: the practice has no such function.
        ValueError: no such level.
    """
    if level not in range(5):
        raise ValueError("A level of training is 0, 1, 2, 3 or 4.")
    Training.objects.update_or_create(
        practice_id=by.practice_id,
        function=_function(by.practice_id, code),
        user_id=user_id,
        defaults={"level": level, "trained_on": on},
    )


def _function(practice_id: int, code: str) -> Function:
    found: Function | None = Function.objects.for_practice(practice_id).filter(code=code).first()
    if found is None:
        raise UnknownFunction(code)
    return found
