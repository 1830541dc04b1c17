"""The made-up people of a demo practice, one for each role a visitor may try."""

from django.db import transaction

from mainstay.foundation import clock
from mainstay.foundation.accounts.errors import NotAStranger
from mainstay.foundation.accounts.models import Membership, Team, User
from mainstay.foundation.tenancy.models import Practice

OUTSIDE_TEAM = "Tidewater"

PEOPLE = (
    ("manager", "Maren Holt"),
    ("biller", "Tamsin Reed"),
    ("outside_specialist", "Ines Okafor"),
    ("physician", "Eleanor Vale"),
    ("front_desk", "Dee Castillo"),
    ("auditor", "Ruth Adeyemi"),
    ("coder", "Yuki Sato-Berg"),
    ("poster", "Luis Arroyo"),
)


def demo_people(practice: Practice) -> list[Membership]:
    """The demo's people, made where absent. They have no password: one click signs them in.

    Raises:
        NotAStranger: the practice is not a demo.
    """
    if not practice.is_demo:
        raise NotAStranger
    with transaction.atomic():
        return [_member(practice, role, name) for role, name in PEOPLE]


def _member(practice: Practice, role: str, name: str) -> Membership:
    email = f"{name.lower().replace(' ', '.')}@{practice.code}.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, name=name, is_demo=True, created_at=clock.now()
    )
    team = _outside_team() if role == "outside_specialist" else None
    membership, _ = Membership.objects.get_or_create(
        practice=practice,
        user=user,
        defaults={"role": role, "team": team, "created_at": clock.now()},
    )
    return membership


def _outside_team() -> Team:
    return Team.objects.get_or_create(name=OUTSIDE_TEAM, defaults={"is_outsourced": True})[0]
