"""pyx12 as a second opinion: does a library that is not ours find a file valid?"""

from __future__ import annotations

import json
from io import StringIO


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
    return [json.dumps(json.loads(found.getvalue()))] if found.getvalue() else ["not valid"]
