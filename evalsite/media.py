"""Sends files from the store so that every browser can play them: byte ranges, digests as tags, cached for good.

Django's own FileResponse answers a range request with the whole file, which Safari refuses to play.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)

from evalsite import store

BLOCK: Final = 64 * 1024
RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class UnsatisfiableError(ValueError):
    """The range lies outside the file."""


def serve(request: HttpRequest, digest: str, content_type: str) -> HttpResponseBase:
    """Answer GET and HEAD with the stored file, or with the single byte range asked for (RFC 9110, section 14).

    A malformed or a multiple range is answered with the whole file, as the RFC allows; one outside the file with 416.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    path = store.path(digest)
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise Http404("The file is missing from the store.") from None
    try:
        span = _span(request, size, f'"{digest}"')
    except UnsatisfiableError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span or (0, size - 1)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Length": str(last - first + 1),
        "ETag": f'"{digest}"',
        "Cache-Control": "private, max-age=31536000, immutable",
    }
    if span:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    blocks = _read(path, first, last) if request.method == "GET" else iter(())
    return StreamingHttpResponse(blocks, status=206 if span else 200, content_type=content_type, headers=headers)


def _span(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not found or request.headers.get("If-Range", tag) != tag:
        return None
    start, end = found.groups()
    if not start and not end:
        return None
    first = int(start) if start else max(size - int(end), 0)
    last = min(int(end), size - 1) if start and end else size - 1
    if start and end and int(end) < int(start):
        return None
    if first >= size or last < first:
        raise UnsatisfiableError
    return first, last


def _read(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
