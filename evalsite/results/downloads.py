"""Downloads of a closed study."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from evalsite.accounts.http import ResearcherRequest
from evalsite.results import exports
from evalsite.studies.models import Study
from face.errors import InputError


@login_required
@require_GET
def ratings_csv(_request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send a closed study's ratings."""
    return _file(slug, "ratings.csv", "text/csv; charset=utf-8", exports.ratings_csv)


@login_required
@require_GET
def results_json(_request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send a closed study's results."""
    return _file(slug, "results.json", "application/json", exports.results_json)


def _file(slug: str, name: str, content_type: str, text: Callable[[Study], str]) -> HttpResponse:
    """Answer with a download; before a study is closed there is none, since it would tell conditions apart."""
    found = get_object_or_404(Study, slug=slug, state=Study.State.CLOSED)
    try:
        content = text(found)
    except InputError as error:
        raise Http404(str(error)) from None
    disposition = f'attachment; filename="{found.slug}-{exports.file_name(found, name)}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
