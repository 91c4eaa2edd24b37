"""What stands for a person of a platform once their id is erased: a hash that only this site's key can make again.

It differs from study to study, so that nobody can be followed through several by it.
"""

from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT: Final = "evalsite.recruitment.pseudonym"


def of(study: int, platform: str, person: str) -> str:
    """Return the person's pseudonym in the study with that primary key."""
    return _made(study, platform, person, settings.SECRET_KEY)


def every(study: int, platform: str, person: str) -> list[str]:
    """Return the pseudonyms that this person may have been given, also under keys that were replaced since."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_made(study, platform, person, key) for key in keys]


def _made(study: int, platform: str, person: str, key: str) -> str:
    return salted_hmac(SALT, f"{study} {platform} {person}", secret=key, algorithm="sha256").hexdigest()
