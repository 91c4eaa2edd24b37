"""A strict content security policy on every response, named like Django 6's own (`SECURE_CSP`)."""

from collections.abc import Callable
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from evalsite import s3_store

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
    """Adds the policy unless the view has set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header to the response."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy_header(settings.MEDIA))
        return response


@cache
def policy_header(media: str) -> str:
    """Return the header's value; if a bucket serves the videos, they may also come from there."""
    sources = dict(POLICY)
    if media == "s3":
        url = urlsplit(s3_store.signed_url("0" * 64, "video/mp4", 1))
        for directive in ("media-src", "connect-src"):
            sources[directive] += f" {url.scheme}://{url.netloc}"
    return "; ".join(f"{directive} {source}" for directive, source in sources.items())
