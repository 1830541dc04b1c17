"""999: one SetAck999 per AK2, then the GroupAck999."""

from typing import ClassVar

from mainstay.engine.x12.automaton import Handler
from mainstay.engine.x12.builders.base import Builder, Draft, at
from mainstay.engine.x12.delimiters import Delimiters
from mainstay.engine.x12.records import GroupAck999, SegmentError, SetAck999
from mainstay.engine.x12.transaction import Place

CONTEXTS_KEPT = 20  # of one error; the guide allows ten of a segment and ten of an element


class Ack999Builder(Builder):
    def __init__(self, place: Place, delimiters: Delimiters, kind: str) -> None:
        super().__init__(place, delimiters, kind)
        self.repetition = delimiters.repetition or "^"
        self.group: list[str] = []
        self.set: Draft | None = None
        self.errors: list[Draft] = []
        self.shared: list[str] = []  # contexts of the segment at hand

    def finish(self) -> None:
        self._release("", ())

    def group_starts(self, e: list[str]) -> None:
        self.group = e

    def set_starts(self, e: list[str]) -> None:
        self._release("", ())
        self.set = {"at": self.place.position(), "set_id": at(e, 1), "set_control": at(e, 2)}
        self.set["version"] = at(e, 3)
        self.errors = []
        self.shared = []

    def segment_error(self, e: list[str]) -> None:
        self.shared = []
        self.errors.append(
            {
                "segment_id": at(e, 1),
                "position": self.whole(e, 2),
                "loop": at(e, 3),
                "code": at(e, 4),
                "context": [],
            }
        )

    def element_error(self, e: list[str]) -> None:
        """The first IK4 completes its IK3; each further one repeats the IK3's part."""
        if not self.errors:
            return
        error = self.errors[-1]
        if "element" in error:
            error = error | {"context": list(self.shared)}
            self.errors.append(error)
        place = at(e, 1).split(self.component)
        error |= {
            "element": _number(place[0]),
            "component": _number(at(place, 1)),
            "repetition": _number(at(place, 2)),
            "data_element": at(e, 2),
            "element_code": at(e, 3),
            "bad_value": at(e, 4),
        }

    def context(self, e: list[str]) -> None:
        """Of the segment, so of all its elements; or of the newest element."""
        if not self.errors or len(self.errors[-1]["context"]) >= CONTEXTS_KEPT:
            return
        text = "*".join(e[1:]).replace(self.component, ":").replace(self.repetition, "^")
        self.errors[-1]["context"].append(text)
        if "element" not in self.errors[-1]:
            self.shared.append(text)

    def set_ends(self, e: list[str]) -> None:
        self._release(at(e, 1), tuple(code for code in e[2:7] if code))

    def group_ends(self, e: list[str]) -> None:
        self._release("", ())
        self.place.add(
            GroupAck999(
                self.place.position(),
                at(self.group, 1),
                at(self.group, 2),
                at(self.group, 3),
                at(e, 1),
                self.whole(e, 2),
                self.whole(e, 3),
                self.whole(e, 4),
                tuple(code for code in e[5:10] if code),
            )
        )

    def _release(self, code: str, errors: tuple[str, ...]) -> None:
        acknowledged, self.set = self.set, None
        if acknowledged is None:
            return
        self.place.add(
            SetAck999(
                **acknowledged,
                group_control=at(self.group, 2),
                code=code,
                errors=errors,
                segment_errors=tuple(
                    SegmentError(**(one | {"context": tuple(one["context"])}))
                    for one in self.errors
                ),
            )
        )

    PLACES: ClassVar[dict[str, Handler]] = {
        "AK1": group_starts,
        "2000 AK2": set_starts,
        "2100 IK3": segment_error,
        "2100 CTX": context,
        "2110 IK4": element_error,
        "2110 CTX": context,
        "2000 IK5": set_ends,
        "AK9": group_ends,
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
