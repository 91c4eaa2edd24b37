"""Downloads of a closed study."""

from collections.abc import Callable
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from evalsite import store
from evalsite.accounts.models import ResearcherRequest
from evalsite.results import exports, multiverses
from evalsite.results.models import Snapshot
from evalsite.studies.models import Study
from face.errors import InputError

CSV: Final = "text/csv; charset=utf-8"
JSON: Final = "application/json"
STORED_FILES: Final = {
    "report.html": "text/html; charset=utf-8",
    "bundle.zip": "application/zip",
    "multiverse.zip": "application/zip",
}
"""The files that a job writes, with their types."""


@login_required
@require_GET
def table_csv(_request: ResearcherRequest, slug: str, name: str) -> HttpResponse:
    """Send one of a closed study's tables."""
    return _generated_file(slug, name, CSV, exports.TABLES[name])


@login_required
@require_GET
def pilot_csv(_request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send the ratings of the pilot: a power analysis can take its variances from them, but they are never tested."""
    study = get_object_or_404(Study, slug=slug)
    name = exports.download_name(study, "pilot.csv", pilot=True)
    return _attachment(study, name, CSV, exports.ratings_csv(study, pilot=True))


@login_required
@require_GET
def results_json(_request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send a closed study's results."""
    return _generated_file(slug, "results.json", JSON, exports.results_json)


@login_required
@require_GET
def report_html(_request: ResearcherRequest, slug: str) -> FileResponse:
    """Send the report, as a download: the site's security policy forbids its embedded style."""
    return _stored_file(_latest_snapshot(slug), "report.html")


@login_required
@require_GET
def bundle_zip(_request: ResearcherRequest, slug: str) -> FileResponse:
    """Send the bundle."""
    return _stored_file(_latest_snapshot(slug), "bundle.zip")


@login_required
@require_GET
def multiverse_zip(_request: ResearcherRequest, slug: str) -> FileResponse:
    """Send all files of the multiverse."""
    return _stored_file(_latest_snapshot(slug), "multiverse.zip")


@login_required
@require_GET
def multiverse_curve(_request: ResearcherRequest, slug: str, number: int) -> HttpResponse:
    """Send the specification curve of a contrast, for the page."""
    data = multiverses.read_member(_latest_snapshot(slug), f"curve-{number}.svg")
    if data is None:
        raise Http404("there is no such curve")
    return HttpResponse(data, content_type="image/svg+xml")


@login_required
@require_GET
def earlier_file(_request: ResearcherRequest, slug: str, snapshot: int, name: str) -> HttpResponseBase:
    """Send a file of earlier results, exactly as it was made."""
    found = get_object_or_404(Snapshot.objects.select_related("study"), pk=snapshot, study__slug=slug)
    if name != "results.json":
        return _stored_file(found, name)
    return _attachment(found.study, exports.download_name(found.study, name), JSON, exports.snapshot_json(found))


def _latest_snapshot(slug: str) -> Snapshot:
    snapshot = Snapshot.objects.filter(study__slug=slug).select_related("study").first()
    if snapshot is None:
        raise Http404("this study has no results")
    return snapshot


def _stored_file(snapshot: Snapshot, name: str) -> FileResponse:
    if name not in STORED_FILES:
        raise Http404("there is no such file")
    digest = getattr(snapshot, f"{name.partition('.')[0]}_sha256")
    file = store.path(digest or "none")
    if not file.is_file():
        raise Http404("this file does not exist yet")
    filename = f"{snapshot.study.slug}-{exports.download_name(snapshot.study, name)}"
    return FileResponse(file.open("rb"), as_attachment=True, filename=filename, content_type=STORED_FILES[name])


def _generated_file(slug: str, name: str, content_type: str, text: Callable[[Study], str]) -> HttpResponse:
    """Send a download of a closed study; before it closes there is none, since it would show conditions."""
    study = get_object_or_404(Study, slug=slug, state=Study.State.CLOSED)
    try:
        content = text(study)
    except InputError as error:
        raise Http404(str(error)) from None
    return _attachment(study, exports.download_name(study, name), content_type, content)


def _attachment(study: Study, name: str, content_type: str, content: str) -> HttpResponse:
    disposition = f'attachment; filename="{study.slug}-{name}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
