"""The S3 bucket behind the store (FACESTUDY_STORE_URL): machines share it, and their folders are caches."""

import shutil
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

from face.errors import InputError

CACHE_FOREVER: Final = "private, max-age=31536000, immutable"


def bucket() -> Storage | None:
    """Return the shared bucket; None if the store is only a folder."""
    return storages["store"] if "store" in settings.STORAGES else None


def upload(file: Path, digest: str) -> None:
    """Upload a file unless the bucket (if any) already has it; it appears there complete or not at all."""
    storage = bucket()
    if storage is None or storage.exists(digest):
        return
    with file.open("rb") as handle:
        storage.save(digest, File(handle))


def download(digest: str, target: Path) -> bool:
    """Copy a file from the bucket to `target`; False if there is no bucket or it lacks the file."""
    storage = bucket()
    if storage is None or not storage.exists(digest):
        return False
    with storage.open(digest) as remote, target.open("wb") as file:
        shutil.copyfileobj(remote, file)
    return True


def require_access() -> None:
    """Raise InputError if there is a bucket and it can't be accessed."""
    storage = bucket()
    try:
        if storage is not None:
            storage.exists("0" * 64)
    except Exception as error:  # noqa: BLE001 - botocore's errors share no base class importable without boto3
        raise InputError(
            f"the store {settings.STORE_URL} can't be used: {error}; correct FACESTUDY_STORE_URL and the AWS_ variables"
        ) from None


def signed_url(digest: str, content_type: str, seconds: int) -> str:
    """Return a URL from which anybody can download the file for so many seconds; InputError without a bucket."""
    storage = bucket()
    if storage is None:
        raise InputError("FACESTUDY_MEDIA=s3 needs a bucket; set FACESTUDY_STORE_URL")
    response_headers = {"ResponseContentType": content_type, "ResponseCacheControl": CACHE_FOREVER}
    # S3Storage's own parameters; Django's base class has none.
    return str(storage.url(digest, parameters=response_headers, expire=seconds))  # type: ignore[call-arg]
