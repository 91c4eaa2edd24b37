"""Links that sign a researcher in once: printed in the terminal, short-lived, signed, spent by the first use.

A link names a user and carries a fingerprint of their password and last sign-in. Both change when the link is used
or a password is set, so nothing has to be stored and an old link can't come back to life.
"""

import hashlib
from datetime import timedelta
from typing import Final

from django.core import signing
from django.db import transaction
from django.urls import reverse

from evalsite.accounts.models import User

LIFETIME: Final = timedelta(minutes=15)
SALT: Final = "evalsite.accounts.signin"


def one_time_link(user: User | None = None) -> str:
    """Return a path that signs somebody in, once: by default the first administrator, who is made if there is none."""
    return reverse("sign-in-once", args=[token_for(user or administrator())])


def administrator() -> User:
    """Return the administrator who has been here longest, or make the first one, still without a password."""
    found = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    return found or User.objects.create_superuser(_free_name(), password=None)


def token_for(user: User) -> str:
    """Return a token for `spend`."""
    return signing.dumps([user.pk, _fingerprint(user)], salt=SALT, compress=False)


def spend(token: str) -> User | None:
    """Return whose token this is and make it invalid, or None when it is forged, old, or was spent before."""
    try:
        key, fingerprint = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=key, is_active=True).first()
        if user is None or _fingerprint(user) != fingerprint:
            return None
        user.mark_signed_in()
    return user


def _fingerprint(user: User) -> str:
    return hashlib.sha256(f"{user.pk} {user.password} {user.last_login}".encode()).hexdigest()[:16]


def _free_name() -> str:
    taken = set(User.objects.values_list("username", flat=True))
    return next(name for name in ("admin", *(f"admin{number}" for number in range(2, 10**6))) if name not in taken)
