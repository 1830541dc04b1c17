"""The seal of a link: HMAC-SHA256 over the one before it and its own canonical JSON. Pure."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way to write this content as bytes."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode("ascii")


def seal(key: str, prev: str, content: Mapping[str, Any]) -> str:
    """The seal of a link that follows ``prev``, in lower-case hex."""
    return hmac.new(
        key.encode(), prev.encode("ascii") + canonical(content), hashlib.sha256
    ).hexdigest()
