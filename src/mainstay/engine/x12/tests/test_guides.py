"""The guides as data: every file reads, nothing in it is ambiguous, the catalogue is whole."""

import re

import pytest

from mainstay.engine import x12
from mainstay.engine.x12.automaton import FORWARD, IMPLIED, LATE, Automaton
from mainstay.engine.x12.builders import BUILDERS, handlers_of
from mainstay.engine.x12.checks import CHECKS, segment_checks
from mainstay.engine.x12.grammar import compiled
from mainstay.engine.x12.guide import FOLDER, Loop, catalogue, guide, segment_layout
from mainstay.engine.x12.rules import RULES

KINDS = list(BUILDERS)


def states(kind):
    automaton = Automaton(guide(kind))
    waiting, seen = [automaton.start], {}
    while waiting:
        state = waiting.pop()
        if id(state) not in seen:
            seen[id(state)] = state
            for choice in state.table.values():
                waiting += [step.next for step in choice.by_qualifier.values()]
    return list(seen.values())


def state_at(kind, loop, rank):
    return next(s for s in states(kind) if s.loop.id == loop and s.rank == rank)


@pytest.mark.parametrize("kind", KINDS)
def test_an_id_is_told_by_its_qualifier_everywhere_or_nowhere(kind):
    for state in states(kind):
        for segment, choice in state.table.items():
            assert len({bool(qualifier) for qualifier in choice.by_qualifier}) == 1, segment
            assert (choice.position > 0) == ("" not in choice.by_qualifier)


@pytest.mark.parametrize("kind", KINDS)
def test_every_definition_can_be_reached(kind):
    reached = {
        step.definition.index
        for state in states(kind)
        for choice in state.table.values()
        for step in choice.by_qualifier.values()
        if step.kind == FORWARD
    }

    assert reached == {one.index for one in guide(kind).definitions}


@pytest.mark.parametrize("kind", KINDS)
def test_codes_fit_their_elements_and_required_elements_are_of_the_standard(kind):
    for one in guide(kind).definitions:
        layout = segment_layout(one.segment)
        assert len(one.elements) == len(layout.elements)
        for rule in (*one.elements, *(c for e in one.elements for c in e.components)):
            assert not rule.codes or rule.usage in ("R", "S")
            assert all(rule.shortest <= len(code) <= rule.longest for code in rule.codes), one.name
            assert rule.usage in ("R", "S", "N")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "delims",
    [
        x12.Delimiters(),
        x12.Delimiters("|", "\\", "^", "]"),
        x12.Delimiters("-", "[", "", "\n"),
    ],
)
def test_every_definition_has_an_expression_for_any_delimiters(kind, delims):
    for one in guide(kind).definitions:
        matcher = compiled(one, delims)
        assert matcher is None or not matcher("")


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_a_builder_or_check_names_is_in_the_guide(kind):
    places = {f"{one.loop.id} {one.segment}".strip() for one in guide(kind).definitions}
    patterns = list(BUILDERS[kind].PLACES) + list(CHECKS[kind].SEGMENTS)
    of_all_kinds = {p for k in KINDS for p in (
        f"{one.loop.id} {one.segment}".strip() for one in guide(k).definitions)}  # fmt: skip
    for pattern in patterns:
        expression = re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\ ", " ?"))
        assert any(expression.fullmatch(place) for place in places | of_all_kinds), pattern

    assert len(handlers_of(kind)) == len(segment_checks(kind)) == len(guide(kind).definitions)


def test_meaning_depends_on_the_place_not_on_the_id():
    def loop_of(kind, loop, rank, segment, qualifier=""):
        choice = state_at(kind, loop, rank).table[segment]
        return choice.by_qualifier[qualifier].definition.loop.id

    subscriber_named, other_named = ("2010BA", 0), ("2320", 0)
    assert loop_of("837P", "2000B", 0, "SBR") == "2000B"
    assert loop_of("837P", "2300", 10, "SBR") == "2320"
    assert loop_of("837P", *subscriber_named, "NM1", "PR") == "2010BB"
    assert loop_of("837P", *other_named, "NM1", "PR") == "2330B"
    assert loop_of("837P", "2400", 1, "NM1", "82") == "2420A"
    assert loop_of("837P", "2430", 0, "CAS") == "2430"
    assert loop_of("835", "2110", 0, "CAS") == "2110"
    assert loop_of("835", "2100", 0, "CAS") == "2100"
    assert loop_of("277CA", "2200B", 0, "STC") == "2200B"
    assert loop_of("277CA", "2220D", 0, "STC") == "2220D"


def test_kinds_of_steps():
    table = state_at("837P", "2300", 0).table

    assert table["LX"].only.kind == FORWARD
    assert table["SV1"].only.kind == IMPLIED
    assert [loop.id for loop in table["SV1"].only.opens] == ["2400"]
    hi = next(one for one in guide("837P").definitions if one.name == "HI*BK|ABK")
    late = state_at("837P", "2300", hi.rank).table["REF"].by_qualifier["G1"]
    assert (late.kind, late.next.rank) == (LATE, hi.rank)


def test_nothing_misplaced_leads_out_of_a_claim_or_a_level():
    """A stray name of the billing provider inside a claim must not close the claim."""
    for state in states("837P"):
        if not any(loop.id == "2300" for loop in state.loop.ancestors()):
            continue
        choice = state.table["NM1"]
        assert "85" not in choice.by_qualifier or (
            choice.by_qualifier["85"].definition.loop.id in ("2330G",)
        )


def test_the_catalogue_names_each_guide_once_and_has_a_file_for_each_that_is_read():
    keys = [(one.version, one.functional_id, one.set_id) for one in catalogue()]
    read = {one.kind for one in catalogue() if one.verdict == "read"}

    assert len(set(keys)) == len(keys)
    assert {one.verdict for one in catalogue()} == {"read", "refused"}
    assert read == set(KINDS) == set(CHECKS)
    assert {f"{kind}.txt" for kind in read} <= {path.name for path in FOLDER.iterdir()}


def test_loops_begin_with_a_segment_and_know_their_parents():
    for kind in KINDS:
        for loop in guide(kind).loops[1:]:
            assert loop.starter.loop is loop
            assert isinstance(loop.parent, Loop)
            assert loop.depth == loop.parent.depth + 1


def test_rules_are_written_down_completely():
    for rule in RULES.values():
        assert 1 <= rule.level <= 7
        assert rule.severity in ("error", "warning", "info")
        assert rule.sentence.endswith(".")


def test_nothing_public_is_missing_from_the_door():
    from mainstay.engine.x12 import records

    public = {
        name
        for name, value in vars(records).items()
        if isinstance(value, type) and value.__module__ == records.__name__
    }
    assert public <= set(x12.__all__)
    assert sorted(x12.__all__, key=str) == sorted(set(x12.__all__))
