"""pyx12 as a second opinion: does a library that is not ours find a file valid?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any


def check(content: bytes) -> list[str]:
    """What pyx12 finds wrong with an 837P or 835; nothing when it is valid.

    Raises:
        ModuleNotFoundError: pyx12 is a test dependency and may not be there.
    """
    import pyx12.params
    import pyx12.x12n_document

    found = StringIO()
    is_valid = pyx12.x12n_document.x12n_document(
        pyx12.params.params(), StringIO(content.decode("latin-1")), None, None, None, found
    )
    if is_valid:
        return []
    return list(_sentences(json.loads(found.getvalue()), "")) or ["not valid"]


def _sentences(found: Any, where: str) -> Iterator[str]:
    """Every error of pyx12's report, with the segment it is about."""
    if isinstance(found, list):
        for one in found:
            yield from _sentences(one, where)
    if not isinstance(found, dict):
        return
    if "seg_id" in found:
        where = f"line {found.get('cur_line')}, {found['seg_id']}: "
    if "err_str" in found:
        yield where + str(found["err_str"])
    for one in found.values():
        yield from _sentences(one, where)
