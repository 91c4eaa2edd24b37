"""Serves files from the store so that every browser can play them: byte ranges, digests as ETags, cached for ever.

Django's own FileResponse answers a range request with the whole file, which Safari refuses to play. For many
participants at once, nginx or a bucket can send the bytes instead (FACESTUDY_MEDIA); access is still decided here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)

from evalsite import s3_store, store
from evalsite.s3_store import CACHE_FOREVER

BLOCK_BYTES: Final = 64 * 1024
RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)
SIGNED_URL_SECONDS: Final = 600
"""How long a signed URL of the bucket is valid; a browser may reuse it for half of that."""


class UnsatisfiableRangeError(ValueError):
    """The range lies outside the file."""


def serve_file(request: HttpRequest, digest: str, content_type: str) -> HttpResponseBase:
    """Answer GET and HEAD with the stored file, or tell nginx or the browser where its bytes are.

    Follows RFC 9110, sections 13 and 14: a single range of GET is answered with 206, one outside the file with 416; a
    malformed or multiple range, and any range of HEAD, with the whole file, as the RFC allows.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    etag = f'"{digest}"'
    if _is_cached(request, etag):
        return HttpResponse(status=304, headers={"ETag": etag, "Cache-Control": CACHE_FOREVER})
    if settings.MEDIA == "s3":
        url = s3_store.signed_url(digest, content_type, SIGNED_URL_SECONDS)
        return HttpResponseRedirect(url, headers={"Cache-Control": f"private, max-age={SIGNED_URL_SECONDS // 2}"})
    path = store.path(digest)
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise Http404("The file is missing from the store.") from None
    headers = {"Accept-Ranges": "bytes", "ETag": etag, "Cache-Control": CACHE_FOREVER}
    if settings.MEDIA.startswith("nginx:"):
        location = settings.MEDIA.removeprefix("nginx:") + f"{digest[:2]}/{digest}"
        return HttpResponse(content_type=content_type, headers=headers | {"X-Accel-Redirect": location})
    return _stream(request, path, size, content_type, headers)


def _is_cached(request: HttpRequest, etag: str) -> bool:
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    return etag in known or known == ["*"]


def _stream(
    request: HttpRequest, path: Path, size: int, content_type: str, headers: dict[str, str]
) -> HttpResponseBase:
    try:
        byte_range = _requested_range(request, size, headers["ETag"])
    except UnsatisfiableRangeError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = byte_range or (0, size - 1)
    headers |= {"Content-Length": str(last - first + 1)}
    if byte_range:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    blocks = _read_blocks(path, first, last) if request.method == "GET" else iter(())
    status = 206 if byte_range else 200
    return StreamingHttpResponse(blocks, status=status, content_type=content_type, headers=headers)


def _requested_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first and last byte of the requested range; None for the whole file."""
    match = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or not match or request.headers.get("If-Range", etag) != etag:
        return None
    start, end = match.groups()
    if not start and not end:
        return None
    first = int(start) if start else max(size - int(end), 0)
    last = min(int(end), size - 1) if start and end else size - 1
    if start and end and int(end) < int(start):
        return None
    if first >= size or last < first:
        raise UnsatisfiableRangeError
    return first, last


def _read_blocks(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        remaining = last - first + 1
        while remaining > 0 and (block := file.read(min(BLOCK_BYTES, remaining))):
            remaining -= len(block)
            yield block
