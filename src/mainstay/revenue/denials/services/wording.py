"""Keep a practice's own wording of a letter."""

from collections.abc import Sequence

from mainstay.foundation.audit import services as audit
from mainstay.foundation.db import atomic
from mainstay.revenue.denials.errors import DenialRefusal
from mainstay.revenue.denials.letters import Template, unknown_fields
from mainstay.revenue.denials.models import LetterVersion
from mainstay.revenue.denials.queries.letters import letters
from mainstay.revenue.denials.services.advancing import Doing


def reword(
    code: str, doing: Doing, *, title: str, body: str, attachments: Sequence[str], based_on: int
) -> LetterVersion:
    """Save a new version of a letter; those before it stay, and appeals say which they used.

    Raises:
        DenialRefusal: no such letter, a field there is none of, or somebody saved one meanwhile
            (``based_on`` is the version the editor started from).
    """
    with atomic():
        known = {one.code: one for one in letters(doing.by.practice_id)}
        current: Template | None = known.get(code)
        if current is None:
            raise DenialRefusal("There is no such letter.")
        if current.version != based_on:
            raise DenialRefusal("Somebody saved another version meanwhile; look at it first.")
        if unknown := unknown_fields(body):
            raise DenialRefusal(f"There is no field called {', '.join(unknown)}.")
        version: LetterVersion = LetterVersion.objects.create(
            practice_id=doing.by.practice_id,
            code=code,
            number=based_on + 1,
            title=title.strip(),
            body=body.strip(),
            attachments=[line.strip() for line in attachments if line.strip()],
            at=doing.at,
            user_id=doing.by.user_id,
        )
        audit.record(
            doing.by,
            "letters.edit",
            object_kind="letter",
            object_key=code,
            details={"version": version.number},
            context=doing.context,
        )
    return version
