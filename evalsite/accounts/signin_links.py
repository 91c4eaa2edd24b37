"""One-time sign-in links: printed in the terminal, signed, short-lived, and used up by the first sign-in.

A link contains a user's id and a fingerprint of their password and last sign-in. Both change when the link is used
or a password is set, so nothing has to be stored and a used link stays invalid.
"""

import hashlib
from datetime import timedelta
from typing import Final

from django.core import signing
from django.db import transaction
from django.urls import reverse

from evalsite.accounts.models import User

LINK_LIFETIME: Final = timedelta(minutes=15)
SALT: Final = "evalsite.accounts.signin"


def create_signin_link(user: User | None = None) -> str:
    """Return a path that signs a user in once; by default the first administrator, who is created if necessary."""
    return reverse("sign-in-with-link", args=[signin_token(user or get_or_create_administrator())])


def get_or_create_administrator() -> User:
    """Return the oldest administrator account, or create the first one, without a password."""
    user = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    return user or User.objects.create_superuser(_unused_username(), password=None)


def signin_token(user: User) -> str:
    """Return a token for `redeem_token`."""
    return signing.dumps([user.pk, _fingerprint(user)], salt=SALT, compress=False)


def redeem_token(token: str) -> User | None:
    """Return the user of a token and use the token up; None if it is forged, expired or used."""
    try:
        key, fingerprint = signing.loads(token, salt=SALT, max_age=LINK_LIFETIME)
    except signing.BadSignature:
        return None
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=key, is_active=True).first()
        if user is None or _fingerprint(user) != fingerprint:
            return None
        user.record_signin()
    return user


def _fingerprint(user: User) -> str:
    return hashlib.sha256(f"{user.pk} {user.password} {user.last_login}".encode()).hexdigest()[:16]


def _unused_username() -> str:
    used = set(User.objects.values_list("username", flat=True))
    return next(name for name in ("admin", *(f"admin{number}" for number in range(2, 10**6))) if name not in used)
