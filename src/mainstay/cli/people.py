"""`mainstay people`: let the first person in, and give new one-time links."""

import argparse
from typing import Any

EPILOG = """Examples:
  ./mainstay people invite maren@example.org --name "Maren Holt" --role owner --practice harbor
  ./mainstay people link maren@example.org      a new link, when a password is lost
  ./mainstay people list --practice harbor

A link works once, for 3 days (15 minutes for somebody who has a password). It leads to choosing a
password, then to the codes of an authenticator app. Give it to that person alone.
A practice that does not exist yet is created. Exit codes: 0 done; 2 it could not be."""

DEFAULT_ADDRESS = "http://127.0.0.1:8000"


def add(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "people",
        help="let people in: a one-time link to sign in with",
        description="Invite people, give new links, list who belongs to a practice.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)

    invite = acts.add_parser("invite", help="give somebody a role in a practice, and a link")
    invite.add_argument("email")
    invite.add_argument("--role", required=True, help="owner, manager, biller, ...")
    invite.add_argument("--practice", required=True, metavar="CODE")
    invite.add_argument("--name", default="", help="as colleagues know them")
    _with_address(invite)

    link = acts.add_parser("link", help="a new one-time link for somebody who is here already")
    link.add_argument("email")
    link.add_argument(
        "--lost-phone",
        action="store_true",
        help="also forget the authenticator app, so that a new one can be set up",
    )
    _with_address(link)

    listed = acts.add_parser("list", help="who belongs to a practice")
    listed.add_argument("--practice", required=True, metavar="CODE")


def _with_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--address",
        default="",
        metavar="URL",
        help=f"where pages are served (default: MAINSTAY_ORIGINS, else {DEFAULT_ADDRESS})",
    )


def run(args: argparse.Namespace) -> int:
    """Do the act; what accounts refuses is said as its sentence."""
    from mainstay.cli.errors import CommandError
    from mainstay.foundation.accounts.errors import AccountsRefusal

    try:
        ACTS[args.act](args)
    except AccountsRefusal as refusal:
        raise CommandError(str(refusal)) from refusal
    return 0


def _invite(args: argparse.Namespace) -> None:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from mainstay.cli.errors import CommandError
    from mainstay.cli.migrate import migrate
    from mainstay.foundation import clock
    from mainstay.foundation.accounts.services import invite, link_for
    from mainstay.foundation.tenancy import Actor
    from mainstay.pipelines.practices import ensure_practice

    try:
        validate_email(args.email)
    except ValidationError as error:
        raise CommandError(f"{args.email} is not an e-mail address.") from error
    migrate(quiet=True)
    practice, _ = ensure_practice(args.practice, at=clock.now())
    name = args.name or args.email.partition("@")[0].replace(".", " ").title()
    membership = invite(
        Actor.automation(practice.pk, via="cli"),
        email=args.email,
        name=name,
        role=args.role,
        at=clock.now(),
    )
    user = membership.user
    if user.has_usable_password():
        print(f"{user.name} can sign in as before, now also to {practice.name}.")
        return
    _print_link(user.name, link_for(user), args.address)


def _link(args: argparse.Namespace) -> None:
    from mainstay.cli.errors import CommandError
    from mainstay.foundation.accounts.queries import user_of
    from mainstay.foundation.accounts.services import forget_second_factor, link_for

    user = user_of(args.email)
    if user is None or user.is_demo:
        raise CommandError(f"Nobody here has the address {args.email}.")
    if args.lost_phone:
        forget_second_factor(user)
        print(f"{user.name}'s authenticator app is forgotten; the link leads to a new one.")
    _print_link(user.name, link_for(user), args.address)


def _list(args: argparse.Namespace) -> None:
    from mainstay.cli.errors import CommandError
    from mainstay.foundation.accounts.queries import people_in, practice_coded
    from mainstay.foundation.accounts.roles import matrix

    practice = practice_coded(args.practice)
    if practice is None:
        raise CommandError(f"There is no practice {args.practice}.")
    for person in people_in(practice.pk):
        user, role = person.membership.user, matrix().title_of(person.membership.role)
        print(f"{person.state:<10} {role:<20} {user.name:<24} {user.email}")


def _print_link(name: str, link: Any, address: str) -> None:
    from django.conf import settings

    base = address or next(iter(settings.CSRF_TRUSTED_ORIGINS), DEFAULT_ADDRESS)
    hours = link.lives.total_seconds() / 3600
    lives = "3 days" if hours > 1 else "15 minutes"
    print(f"For {name} alone; it works once, for {lives}:\n\n  {base.rstrip('/')}{link.path}\n")


ACTS = {"invite": _invite, "link": _link, "list": _list}
