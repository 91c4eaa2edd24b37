"""Reads settings from FACESTUDY_* variables (or from the file NAME_FILE); a wrong or unknown one is an error."""

import os
import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

PREFIX: Final = "FACESTUDY_"
MAX_DAYS: Final = 36_500
"""A century: longer than anything may be kept."""

VARIABLES: Final = {
    "SECRET_KEY": "signs tokens; generated and kept in the state folder by default",
    "SECRET_KEY_FALLBACKS": "older secret keys that are still accepted, separated by commas",
    "PRODUCTION": "1 for a public site: https, secure cookies, no defaults for secrets",
    "HOSTS": "host names of the site, separated by commas",
    "URL": "the URL at which participants reach the site, e.g. https://study.example.org",
    "STATE": "the folder for everything the program keeps (default: var)",
    "STORE": "the folder of the content-addressed store (default: STATE/store)",
    "STORE_URL": "s3://bucket/folder, shared by all machines; STORE is then a cache (default: STORE only)",
    "MEDIA": "who sends videos: site (default), nginx:/PREFIX/ (X-Accel-Redirect), or s3 (signed URLs, with STORE_URL)",
    "DATABASE_URL": "postgresql://user:password@host:port/name (default: SQLite in the state folder)",
    "RETENTION_DAYS": "days after a study closes until its participants' platform ids are erased (default: 90)",
    "REDIS_URL": "redis://host:port/number (default: messages through files in the state folder)",
}


def text(name: str, default: str = "") -> str:
    """Return the variable, or the content of the file named by NAME_FILE, or the default."""
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
    """Return the variable as a number of days from 0 to MAX_DAYS."""
    value = text(name, str(default))
    if not re.fullmatch("[0-9]{1,5}", value) or int(value) > MAX_DAYS:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be an integer from 0 to {MAX_DAYS}, not {value!r}")
    return int(value)


def comma_separated(name: str, default: str = "") -> list[str]:
    """Return the variable's comma-separated words."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """Return the variable as an absolute path."""
    return Path(text(name) or default).resolve()


def reject_unknown_variables() -> None:
    """Raise ImproperlyConfigured for an unknown FACESTUDY_* variable: it is probably misspelt."""
    known = {PREFIX + name for name in VARIABLES} | {f"{PREFIX}{name}_FILE" for name in VARIABLES}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        names = ", ".join(PREFIX + name for name in sorted(VARIABLES))
        raise ImproperlyConfigured(f"unknown setting {unknown[0]}; known settings, each also as NAME_FILE: {names}")


def database_settings(url: str, state: Path) -> dict[str, Any]:
    """Return Django's database settings: SQLite in the state folder, or PostgreSQL by URL.

    The URL's options reach psycopg: `?sslmode=verify-full&sslrootcert=/etc/ca.pem`.
    """
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
    parts = _split_url(url)
    if parts is None or parts.scheme not in ("postgres", "postgresql") or len(parts.path) < len("/x"):
        raise ImproperlyConfigured(f"{PREFIX}DATABASE_URL must look like postgresql://user:password@host:port/name")
    database: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
    # Each statement is prepared once per connection: that halves the database's share of a response.
    database["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 2} | database.get("OPTIONS", {})
    return database


def broker_url(url: str) -> str:
    """Return the broker's URL if it is valid; empty means messages through files."""
    parts = _split_url(url)
    if url and (parts is None or parts.scheme not in ("redis", "rediss") or not parts.hostname):
        raise ImproperlyConfigured(f"{PREFIX}REDIS_URL must look like redis://host:port/number")
    return url


def storage_settings(url: str) -> dict[str, dict[str, object]]:
    """Return Django's storage settings for the shared store; empty if the store is only a folder.

    Keys and endpoint come from where every S3 client looks: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY (or
    AWS_SHARED_CREDENTIALS_FILE), AWS_DEFAULT_REGION, and AWS_ENDPOINT_URL_S3 for a server that is not Amazon's.
    """
    if not url:
        return {}
    parts = _split_url(url)
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


def media_server(value: str, store_url: str) -> str:
    """Return who sends the videos if valid: `site`, `s3`, or nginx with the internal location of the store's folder."""
    if value == "s3" and not store_url:
        raise ImproperlyConfigured(f"{PREFIX}MEDIA=s3 needs the bucket: {PREFIX}STORE_URL=s3://bucket/folder")
    location = value.removeprefix("nginx:")
    if value in ("site", "s3") or (location != value and re.fullmatch(r"/[\w/-]+/", location)):
        return value
    raise ImproperlyConfigured(f"{PREFIX}MEDIA must be site, s3, or nginx:/PREFIX/ with slashes at both ends")


def _split_url(url: str) -> SplitResult | None:
    """Return a URL's parts; None if its port is invalid."""
    parts = urlsplit(url)
    try:
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def secret_key(state: Path, *, production: bool) -> str:
    """Return the secret key: the variable, or one that is generated at the first start and kept (not in production)."""
    if key := text("SECRET_KEY"):
        return key
    if production:
        raise ImproperlyConfigured(f"{PREFIX}SECRET_KEY (or _FILE) must be set in production")
    path = state / "secret_key"
    try:
        return _stored_key(path)
    except OSError as error:
        raise ImproperlyConfigured(f"{PREFIX}STATE: {path} can't be written or read: {error.strerror}") from None


def _stored_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(os.urandom(32).hex())
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
