"""Sends files from the store so that every browser can play them: byte ranges, digests as tags, cached for good.

Django's own FileResponse answers a range request with the whole file, which Safari refuses to play. Where many take
part at once, nginx or a bucket sends the bytes instead (FACESTUDY_MEDIA); who may have them is still decided here.
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

from evalsite import bucket, store
from evalsite.bucket import IMMUTABLE

BLOCK: Final = 64 * 1024
RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)
LINK_SECONDS: Final = 600
"""How long a signed link to the bucket works; a browser may use it again for half of that."""


class UnsatisfiableError(ValueError):
    """The range lies outside the file."""


def serve(request: HttpRequest, digest: str, content_type: str) -> HttpResponseBase:
    """Answer GET and HEAD with the stored file, or say to nginx or the browser where its bytes are.

    Follows RFC 9110, sections 13 and 14: a single range of GET is answered with 206, one outside the file with 416; a
    malformed or a multiple one, and any of HEAD, with the whole file, as the RFC allows.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    tag = f'"{digest}"'
    if _is_cached(request, tag):
        return HttpResponse(status=304, headers={"ETag": tag, "Cache-Control": IMMUTABLE})
    if settings.MEDIA == "s3":
        link = bucket.signed_link(digest, content_type, LINK_SECONDS)
        return HttpResponseRedirect(link, headers={"Cache-Control": f"private, max-age={LINK_SECONDS // 2}"})
    path = store.path(digest)
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise Http404("The file is missing from the store.") from None
    headers = {"Accept-Ranges": "bytes", "ETag": tag, "Cache-Control": IMMUTABLE}
    if settings.MEDIA.startswith("nginx:"):
        place = settings.MEDIA.removeprefix("nginx:") + f"{digest[:2]}/{digest}"
        return HttpResponse(content_type=content_type, headers=headers | {"X-Accel-Redirect": place})
    return _sent(request, path, size, content_type, headers)


def _is_cached(request: HttpRequest, tag: str) -> bool:
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    return tag in known or known == ["*"]


def _sent(request: HttpRequest, path: Path, size: int, content_type: str, headers: dict[str, str]) -> HttpResponseBase:
    try:
        span = _span(request, size, headers["ETag"])
    except UnsatisfiableError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span or (0, size - 1)
    headers |= {"Content-Length": str(last - first + 1)}
    if span:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    blocks = _read(path, first, last) if request.method == "GET" else iter(())
    return StreamingHttpResponse(blocks, status=206 if span else 200, content_type=content_type, headers=headers)


def _span(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or not found or request.headers.get("If-Range", tag) != tag:
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
