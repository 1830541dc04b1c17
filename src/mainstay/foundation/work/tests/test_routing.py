"""Work goes to the owner if present, else to the first backup who can; never to somebody away."""

from hypothesis import given
from hypothesis import strategies as st

from mainstay.foundation.work.routing import NOBODY, Staffing, route

people = st.integers(1, 6)
groups = st.frozensets(people)


@st.composite
def staffings(draw: st.DrawFn) -> Staffing:
    owner, team_id = draw(st.sampled_from([(None, None), (1, None), (2, None), (None, 9)]))
    team = tuple(draw(groups)) if team_id else ()
    backups = tuple(draw(st.lists(people, unique=True, max_size=4)))
    return Staffing(owner, team_id, team, backups, tuple(draw(st.lists(people, unique=True))))


def test_the_owner_has_it_while_he_is_there() -> None:
    assert route(Staffing(1, backups=(2,)), away=()).user_id == 1


def test_the_first_backup_who_is_there_and_can_has_it_while_the_owner_is_away() -> None:
    staffing = Staffing(1, backups=(2, 3, 4))

    assert route(staffing, away={1}).user_id == 2
    assert route(staffing, away={1, 2}).user_id == 3
    assert route(staffing, away={1, 2}, unable={3}).user_id == 4


def test_a_team_has_it_while_one_of_its_people_is_there() -> None:
    staffing = Staffing(owner_team_id=9, team=(1, 2), backups=(3,))

    assert route(staffing, away={1}).team_id == 9
    assert route(staffing, away={1, 2}).user_id == 3


def test_the_manager_has_what_no_backup_can_take_and_is_told_why() -> None:
    holder = route(Staffing(1, last=(7,)), away={1})

    assert (holder.user_id, holder.why) == (
        7,
        "manager, the owner is away and no backup is there",
    )


def test_nobody_has_it_when_nobody_is_there() -> None:
    assert route(Staffing(1, backups=(2,), last=(3,)), away={1, 2, 3}) == NOBODY


@given(staffing=staffings(), away=groups, unable=groups)
def test_it_never_rests_with_somebody_away(
    staffing: Staffing, away: frozenset[int], unable: frozenset[int]
) -> None:
    holder = route(staffing, away=away, unable=unable)

    assert holder.user_id not in away or holder.user_id is None
    if holder.team_id is not None:
        assert set(staffing.team) - away


@given(staffing=staffings(), away=groups)
def test_nobody_has_it_only_when_nobody_of_its_people_is_there(
    staffing: Staffing, away: frozenset[int]
) -> None:
    named = {staffing.owner_user_id, *staffing.team, *staffing.backups, *staffing.last} - {None}
    is_there = bool(named - away)

    assert (route(staffing, away=away) != NOBODY) == is_there
