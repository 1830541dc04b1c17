"""The shipped roles say what RELIABILITY 10 says, and the policy denies by default."""

import pytest

from mainstay.foundation.accounts.policy import can
from mainstay.foundation.accounts.roles import matrix
from mainstay.foundation.tenancy import Actor

CLINICAL = {act for act in matrix().acts if act.partition(".")[0] in {
    "patients", "coverage", "charges", "claims", "remits", "denials", "payments"
}}  # fmt: skip


class Thing:
    practice_id = 1


class Strange:
    practice_id = 2


def holders(act: str) -> set[str]:
    return {code for code, role in matrix().roles.items() if act in role.acts}


def test_only_owner_and_security_administer_people():
    assert holders("people.edit") == {"owner", "security"}


def test_security_sees_no_phi():
    assert matrix().roles["security"].acts & CLINICAL == set()


def test_only_the_poster_posts_remits():
    assert holders("remits.post") == {"poster"}


def test_only_owner_and_manager_approve_above_the_limit():
    assert holders("adjustments.approve") == {"owner", "manager"}


def test_an_auditor_changes_nothing():
    reads = (".view", ".export", ".patients")

    assert [act for act in matrix().roles["auditor"].acts if not act.endswith(reads)] == []


def test_another_practices_thing_is_out_of_reach_for_every_role():
    for role in matrix().roles:
        assert not can(Actor(1, 7, "web", role), "today.view", Strange())


def test_a_role_may_do_what_is_listed_and_nothing_else():
    biller = Actor(1, 7, "web", "biller")

    assert can(biller, "claims.submit", Thing())
    assert not can(biller, "remits.post", Thing())


def test_a_role_nobody_ships_may_do_nothing():
    assert not can(Actor(1, 7, "web", "superuser"), "today.view")


def test_automation_acts_through_jobs_and_commands_but_never_through_pages():
    assert can(Actor.automation(1), "remits.post", Thing())
    assert can(Actor.automation(1, via="cli"), "remits.post", Thing())
    assert not can(Actor.automation(1, via="web"), "remits.post", Thing())
    assert not can(Actor.automation(1), "remits.post", Strange())


def test_a_misspelt_act_is_an_error_and_not_a_refusal():
    with pytest.raises(ValueError, match=r"remits\.pots"):
        can(Actor.automation(1), "remits.pots")
