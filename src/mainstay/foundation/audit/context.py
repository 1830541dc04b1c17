"""What a door knows of the request behind an act. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """Where an act came from. ``session_hash`` is a hash of the session key, never the key."""

    source_address: str = ""
    session_hash: str = ""
    request_id: str = ""


NOWHERE = Context()
