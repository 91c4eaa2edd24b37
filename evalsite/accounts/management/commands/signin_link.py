"""manage.py signin_link: print a new one-time sign-in link, for users without a password or whose link expired."""

from argparse import ArgumentParser
from typing import Any

from evalsite.accounts.models import User
from evalsite.accounts.signin_links import create_signin_link
from evalsite.command import SiteCommand, site_url
from face.errors import InputError


class Command(SiteCommand):
    help = "Print a link that signs a user in once, within 15 minutes; the user's earlier links then become invalid."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", nargs="?", help="name of the account (default: the first administrator)")

    def handle(self, *, user: str | None, **_: Any) -> None:
        print(f"{site_url()}{create_signin_link(_find_user(user) if user else None)}")


def _find_user(name: str) -> User:
    active = User.objects.filter(is_active=True)
    if user := active.filter(username=name).first():
        return user
    known = ", ".join(active.order_by("username").values_list("username", flat=True)[:10])
    raise InputError(f"there is no account {name!r}; accounts: {known or 'none yet'}")
