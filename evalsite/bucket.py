"""The store's other half when FACESTUDY_STORE_URL names an S3 bucket: machines share it, their folders are caches."""

import shutil
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

from face.errors import InputError

IMMUTABLE: Final = "private, max-age=31536000, immutable"


def shared() -> Storage | None:
    """Return the bucket that the machines share; None where the store is a folder."""
    return storages["store"] if "store" in settings.STORAGES else None


def send(file: Path, digest: str) -> None:
    """Put a file into the bucket, where there is one and it has not got it; it appears there whole or not at all."""
    bucket = shared()
    if bucket is None or bucket.exists(digest):
        return
    with file.open("rb") as handle:
        bucket.save(digest, File(handle))


def fetch(digest: str, target: Path) -> bool:
    """Copy a file out of the bucket, and return whether there was one to be had."""
    bucket = shared()
    if bucket is None or not bucket.exists(digest):
        return False
    with bucket.open(digest) as remote, target.open("wb") as file:
        shutil.copyfileobj(remote, file)
    return True


def refuse_absent() -> None:
    """Raise InputError unless the bucket, if one is named, lets itself be asked."""
    bucket = shared()
    try:
        if bucket is not None:
            bucket.exists("0" * 64)
    except Exception as error:  # noqa: BLE001 - botocore's many share no base that may be imported without a bucket
        raise InputError(
            f"the store {settings.STORE_URL} can't be used: {error}; correct FACESTUDY_STORE_URL and the AWS_ variables"
        ) from None


def signed_link(digest: str, content_type: str, seconds: int) -> str:
    """Return an address from which anybody can fetch these bytes for so many seconds; InputError without a bucket."""
    bucket = shared()
    if bucket is None:
        raise InputError("FACESTUDY_MEDIA=s3 needs a bucket; set FACESTUDY_STORE_URL")
    answer = {"ResponseContentType": content_type, "ResponseCacheControl": IMMUTABLE}
    # S3Storage's own parameters; Django's base class knows none.
    return str(bucket.url(digest, parameters=answer, expire=seconds))  # type: ignore[call-arg]
