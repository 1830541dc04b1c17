"""999: the counts of AK9 against the transaction sets answered."""

from mainstay.engine.x12.checks.base import Checks
from mainstay.engine.x12.records import GroupAck999, Record, SetAck999
from mainstay.engine.x12.rules import WARNING, Rule, declare

declare(
    Rule("ack-accepted", 3, WARNING, "AK904 should count the accepted sets: {actual} of the {answered} answered."),
    Rule("ack-received", 3, WARNING, "AK904 cannot be more than AK903, which cannot be more than AK902."),
    Rule("ack-verdict", 4, WARNING, "AK901 {verdict} does not agree with {accepted} of {received} sets accepted."),
)  # fmt: skip


class Ack999Checks(Checks):
    answered = 0
    accepted = 0

    def inspect(self, record: Record) -> None:
        if isinstance(record, SetAck999):
            self.answered += 1
            self.accepted += record.code in ("A", "E")
        elif isinstance(record, GroupAck999):
            self._group(record)

    def _group(self, group: GroupAck999) -> None:
        included, received, accepted = group.included, group.received, group.accepted
        if included is None or received is None or accepted is None:
            return
        if not accepted <= received <= included:
            self._about(group, "ack-received", 4)
        is_counted = self.answered == received and group.code != "R"  # which rejects them all
        if is_counted and accepted != self.accepted:
            self._about(group, "ack-accepted", 4, actual=self.accepted, answered=self.answered)
        is_told_wrong = (
            (group.code == "A" and accepted < received)
            or (group.code == "R" and accepted > 0)
            or (group.code == "P" and not 0 < accepted < received)
        )
        if is_told_wrong:
            self._about(
                group, "ack-verdict", 1, verdict=group.code, accepted=accepted, received=received
            )

    def _about(self, group: GroupAck999, rule: str, element: int, **words: object) -> None:
        self.place.report(rule, at=group.at, segment_id="AK9", loop="", element=element, **words)  # type: ignore[arg-type]
