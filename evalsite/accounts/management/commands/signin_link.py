"""manage.py signin_link: a new one-time link, for who lost the first one or has no password."""

from argparse import ArgumentParser
from typing import Any

from evalsite.accounts.models import User
from evalsite.accounts.signin import one_time_link
from evalsite.command import SiteCommand, site_url
from face.errors import InputError


class Command(SiteCommand):
    help = "Print a link that signs somebody in, once, within 15 minutes; earlier ones stay valid until one is used."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", nargs="?", help="the name of an account (the first administrator's)")

    def handle(self, *, user: str | None, **_: Any) -> None:
        print(f"{site_url()}{one_time_link(_named(user) if user else None)}")


def _named(name: str) -> User:
    if found := User.objects.filter(username=name, is_active=True).first():
        return found
    known = ", ".join(User.objects.filter(is_active=True).order_by("username").values_list("username", flat=True)[:10])
    raise InputError(f"there is no account {name!r}; there are: {known or 'none yet'}")
