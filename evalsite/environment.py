"""Settings come from FACESTUDY_* variables (or NAME_FILE holding the value); a wrong or unknown one stops the start."""

import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX: Final = "FACESTUDY_"
CENTURY: Final = 36_500
"""Days: longer than anything may be kept."""

VARIABLES: Final = {
    "SECRET_KEY": "signs tokens; made and kept in the state folder unless given",
    "SECRET_KEY_FALLBACKS": "older secret keys that are still accepted, separated by commas",
    "PRODUCTION": "1 for a site that strangers reach: https, secure cookies, no defaults for secrets",
    "HOSTS": "host names the site answers to, separated by commas",
    "URL": "the address under which participants reach the site, e.g. https://study.example.org",
    "STATE": "the folder for everything the program keeps (default: var)",
    "STORE": "the folder of the content-addressed store (default: STATE/store)",
    "STORE_URL": "s3://bucket/folder, shared by all machines; STORE is then a cache (default: STORE alone)",
    "MEDIA": "who sends videos: site (default), nginx:/PLACE/ (X-Accel-Redirect), or s3 (signed links, with STORE_URL)",
    "DATABASE_URL": "postgresql://user:password@host:port/name (default: SQLite in the state folder)",
    "RETENTION_DAYS": "days after a study's end until platforms' ids of its participants are erased (default: 90)",
    "REDIS_URL": "redis://host:port/number (default: messages through files in the state folder)",
}


def text(name: str, default: str = "") -> str:
    """Return the variable, or what the file named by NAME_FILE holds, or the default."""
    if path := os.environ.get(f"{PREFIX}{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{PREFIX}{name}_FILE: {path} can't be read: {error.strerror}") from None
    return os.environ.get(f"{PREFIX}{name}", default)


def flag(name: str) -> bool:
    """Return whether the variable is 1; anything but 0 and 1 is an error."""
    value = text(name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{PREFIX}{name} must be 0 or 1, not {value!r}")
    return value == "1"


def days(name: str, default: int) -> int:
    """Return the variable as a number of days, 0 to a century."""
    value = text(name, str(default))
    if not re.fullmatch("[0-9]{1,5}", value) or int(value) > CENTURY:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be a whole number from 0 to {CENTURY}, not {value!r}")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return the variable's comma-separated words."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """Return the variable as an absolute path."""
    return Path(text(name) or default).resolve()


def refuse_unknown() -> None:
    """Stop at a FACESTUDY_* variable that does not exist: it is probably a misspelt one."""
    known = {PREFIX + name for name in VARIABLES} | {f"{PREFIX}{name}_FILE" for name in VARIABLES}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise ImproperlyConfigured(f"{unknown[0]} is no setting; there are {', '.join(sorted(VARIABLES))}")


def database(url: str, state: Path) -> dict[str, object]:
    """Return Django's description of the database: SQLite in the state folder, or PostgreSQL by URL."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": state / "facestudy.sqlite3",
            # IMMEDIATE: with SQLite's default, two writers at once fail instead of waiting.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            },
        }
    parts = _split(url)
    if parts is None or parts.scheme not in ("postgres", "postgresql") or len(parts.path) < len("/x"):
        raise ImproperlyConfigured(f"{PREFIX}DATABASE_URL must look like postgresql://user:password@host:port/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Statements are planned once per connection: an answer takes half the database's time.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2},
    }


def broker(url: str) -> str:
    """Return the broker's URL; empty stands for messages through files."""
    parts = _split(url)
    if url and (parts is None or parts.scheme not in ("redis", "rediss") or not parts.hostname):
        raise ImproperlyConfigured(f"{PREFIX}REDIS_URL must look like redis://host:port/number")
    return url


def bucket(url: str) -> dict[str, dict[str, object]]:
    """Return Django's description of the shared store; none where the store is a folder.

    Keys and endpoint come from where every S3 client looks: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY (or
    AWS_SHARED_CREDENTIALS_FILE), AWS_DEFAULT_REGION, and AWS_ENDPOINT_URL_S3 for a server that is not Amazon's.
    """
    if not url:
        return {}
    parts = _split(url)
    if parts is None or parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc:
        raise ImproperlyConfigured(f"{PREFIX}STORE_URL must look like s3://bucket/folder; keys go into AWS_ variables")
    from botocore.config import Config  # noqa: PLC0415 - most sites have no bucket

    options = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "file_overwrite": True,
        "client_config": Config(
            connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 4}
        ),
    }
    return {"store": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}}


def media(way: str, store_url: str) -> str:
    """Return who sends the videos: `site`, `s3`, or nginx's internal place that is the store's folder."""
    if way == "s3" and not store_url:
        raise ImproperlyConfigured(f"{PREFIX}MEDIA=s3 needs the bucket: {PREFIX}STORE_URL=s3://bucket/folder")
    place = way.removeprefix("nginx:")
    if way in ("site", "s3") or (place != way and re.fullmatch(r"/[\w/-]+/", place)):
        return way
    raise ImproperlyConfigured(f"{PREFIX}MEDIA must be site, s3, or nginx:/PLACE/ with slashes at both ends")


def _split(url: str) -> SplitResult | None:
    """Return a URL's parts; None if its port is none."""
    parts = urlsplit(url)
    try:
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def secret_key(state: Path, *, production: bool) -> str:
    """Return the secret key: the variable, or a kept one that is made at the first start (not in production)."""
    if key := text("SECRET_KEY"):
        return key
    if production:
        raise ImproperlyConfigured(f"{PREFIX}SECRET_KEY (or _FILE) must be set in production")
    path = state / "secret_key"
    try:
        return _kept_key(path)
    except OSError as error:
        raise ImproperlyConfigured(f"{PREFIX}STATE: {path} can't be written or read: {error.strerror}") from None


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(os.urandom(32).hex())
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
