"""What all views for participants have in common: no cookie, nothing cached, and a plain page for every refusal."""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from evalsite.questionnaire import http_errors, localization
from evalsite.questionnaire.http_errors import Refused

READ: Final = ("GET", "HEAD")
WRITE: Final = ("POST",)

View = Callable[..., HttpResponseBase]


def participant_view(*methods: str) -> Callable[[View], View]:
    """Wrap a view for strangers; the signed token in its path takes the place of cookie, session and CSRF token."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def wrapped(request: HttpRequest, **path: str) -> HttpResponseBase:
            with translation.override(localization.chosen(request, list(localization.OWN))):
                try:
                    _check(request, methods)
                    return view(request, **path)
                except Refused as refused:
                    return refusal_page(request, refused, token=path.get("token", ""))
                except SuspiciousOperation:  # A body that is too large, or has too many fields.
                    return refusal_page(request, http_errors.malformed(), token=path.get("token", ""))

        return wrapped

    return decorate


def page(
    request: HttpRequest, template: str, context: dict[str, object], *, tag: str = "", status: int = 200
) -> HttpResponse:
    """Render a page in the language `tag`, that no cache keeps, so that back and reload always ask for the truth."""
    with translation.override(tag or translation.get_language() or localization.OWN[0]):
        return never_cache(render)(request, template, context, status=status)


def onward(token: str) -> HttpResponse:
    """Send the browser to the participation's own address, which shows whatever is next; it asks by GET."""
    response = redirect("participation", token=token)
    response.status_code = 303
    return response


def refusal_page(request: HttpRequest, refused: Refused, *, token: str) -> HttpResponse:
    """Say plainly why nothing was done, with a way on where there is one."""
    way_on = token if refused.status not in (403, 404, 410) else ""
    return page(request, "questionnaire/refused.html", {"refused": refused, "token": way_on}, status=refused.status)


def _check(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in methods:
        raise Refused(405, _("This address can't be used in that way"), _("Please go back to the page you came from."))
    own = f"{request.scheme}://{request.get_host()}"
    # A browser that hides the referrer writes `null` for a plain form's origin: it proves nothing either way.
    foreign = request.headers.get("Origin", "null") not in ("null", own)
    if request.method == "POST" and (foreign or request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")):
        raise Refused(403, _("This answer came from another site"), _("Please open the link again as you received it."))
