"""Downloads of a closed study."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from evalsite import store
from evalsite.accounts.http import ResearcherRequest
from evalsite.results import exports
from evalsite.results.models import Snapshot
from evalsite.studies.models import Study
from face.errors import InputError


@login_required
@require_GET
def table(_request: ResearcherRequest, slug: str, name: str) -> HttpResponse:
    """Send one of a closed study's tables."""
    return _file(slug, name, "text/csv; charset=utf-8", exports.TABLES[name])


@login_required
@require_GET
def pilot_csv(_request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send the ratings of a study's pilot, from which a power analysis takes its variances; nobody tests them."""
    found = get_object_or_404(Study, slug=slug)
    name = exports.file_name(found, "pilot.csv", pilot=True)
    return _download(found, name, "text/csv; charset=utf-8", exports.ratings_csv(found, pilot=True))


@login_required
@require_GET
def results_json(_request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send a closed study's results."""
    return _file(slug, "results.json", "application/json", exports.results_json)


@login_required
@require_GET
def report(_request: ResearcherRequest, slug: str) -> FileResponse:
    """Send the report; as a download, since a page with its own style has no place under the site's policy."""
    return _stored(slug, "report.html", "text/html; charset=utf-8")


@login_required
@require_GET
def bundle(_request: ResearcherRequest, slug: str) -> FileResponse:
    """Send the bundle."""
    return _stored(slug, "bundle.zip", "application/zip")


def _stored(slug: str, name: str, content_type: str) -> FileResponse:
    found = get_object_or_404(Snapshot.objects.select_related("study"), study__slug=slug)
    file = store.path(getattr(found, name.partition(".")[0]) or "none")
    if not file.is_file():
        raise Http404("this file was not made yet")
    marked = f"{slug}-{exports.file_name(found.study, name)}"
    return FileResponse(file.open("rb"), as_attachment=True, filename=marked, content_type=content_type)


def _file(slug: str, name: str, content_type: str, text: Callable[[Study], str]) -> HttpResponse:
    """Answer with a download; before a study is closed there is none, since it would tell conditions apart."""
    found = get_object_or_404(Study, slug=slug, state=Study.State.CLOSED)
    try:
        content = text(found)
    except InputError as error:
        raise Http404(str(error)) from None
    return _download(found, exports.file_name(found, name), content_type, content)


def _download(study: Study, name: str, content_type: str, content: str) -> HttpResponse:
    disposition = f'attachment; filename="{study.slug}-{name}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
