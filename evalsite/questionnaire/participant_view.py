"""What all views for participants share: no need of cookies, no cache, and a plain page for every error."""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from evalsite.questionnaire import http_errors, localization
from evalsite.questionnaire.http_errors import HttpError

READ: Final = ("GET", "HEAD")
WRITE: Final = ("POST",)

View = Callable[..., HttpResponseBase]


def participant_view(*methods: str) -> Callable[[View], View]:
    """Decorate a view for participants; the signed token in its path replaces cookie, session and CSRF token."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def wrapped(request: HttpRequest, **path: str) -> HttpResponseBase:
            tag = localization.requested_language(request, list(localization.INTERFACE_LANGUAGES))
            with translation.override(tag):
                try:
                    _check_request(request, methods)
                    return view(request, **path)
                except HttpError as error:
                    return error_page(request, error, token=path.get("token", ""))
                except SuspiciousOperation:  # The body is too large, or has too many fields.
                    return error_page(request, http_errors.malformed_request(), token=path.get("token", ""))

        return wrapped

    return decorate


def render_page(
    request: HttpRequest, template: str, context: dict[str, object], *, language: str = "", status: int = 200
) -> HttpResponse:
    """Render a page that no cache keeps, so that back and reload always ask the server what is next."""
    with translation.override(language or translation.get_language() or localization.INTERFACE_LANGUAGES[0]):
        return never_cache(render)(request, template, context, status=status)


def redirect_to_participation(token: str) -> HttpResponse:
    """Redirect to the participation's own address, which shows its next page (303: by GET)."""
    response = redirect("participation", token=token)
    response.status_code = 303
    return response


def error_page(request: HttpRequest, error: HttpError, *, token: str) -> HttpResponse:
    """Render an error, with a button to continue where that is possible."""
    continue_token = token if error.status not in (403, 404, 410) else ""
    context = {"error": error, "token": continue_token}
    return render_page(request, "questionnaire/error.html", context, status=error.status)


def _check_request(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in methods:
        raise http_errors.method_not_allowed()
    own_origin = f"{request.scheme}://{request.get_host()}"
    # A browser that hides the referrer sends `null` as a plain form's origin: it proves nothing either way.
    foreign = request.headers.get("Origin", "null") not in ("null", own_origin)
    cross_site = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    if request.method == "POST" and (foreign or cross_site):
        raise http_errors.cross_site_request()
