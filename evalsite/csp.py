"""A strict content security policy on every answer, named like Django 6's own (`SECURE_CSP`)."""

from collections.abc import Callable
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from evalsite import bucket

POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


class ContentSecurityPolicyMiddleware:
    """Add the policy unless the view set one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the policy in the header."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(settings.MEDIA))
        return response


@cache
def policy(media: str) -> str:
    """Return the policy as a header; where a bucket sends the videos, they may come from there."""
    sources = dict(POLICY)
    if media == "s3":
        link = urlsplit(bucket.signed_link("0" * 64, "video/mp4", 1))
        for kind in ("media-src", "connect-src"):
            sources[kind] += f" {link.scheme}://{link.netloc}"
    return "; ".join(f"{kind} {source}" for kind, source in sources.items())
