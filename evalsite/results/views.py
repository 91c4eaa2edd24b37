"""The list of studies, and a study's page in each of its states."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from analysis.report.page import render_body
from analysis.report.view import report_view
from evalsite import media
from evalsite.accounts.models import ResearcherRequest
from evalsite.questionnaire.models import Participation
from evalsite.questionnaire.rating_scales import scale_groups
from evalsite.questionnaire.ratings import has_simulated
from evalsite.recruitment.entry_links import entry_url
from evalsite.results import bundles, multiverses, participant_flow, progress, snapshots
from evalsite.results.models import Snapshot
from evalsite.results.participants import rater_summaries
from evalsite.studies import lifecycle, terms
from evalsite.studies.media.stored_findings import StoredFindings
from evalsite.studies.models import Study, StudyVersion
from face.errors import InputError

State = Study.State

STATE_CHANGES: Final[dict[str, tuple[Callable[[Study], Study], str]]] = {
    "pilot": (lifecycle.pilot, "The pilot has started. Send the link to a few participants."),
    "open": (lifecycle.open, "The study is open. Send the link to participants."),
    "pause": (lifecycle.pause, "The study is paused: nobody can start, but participants who have started can finish."),
    "resume": (lifecycle.resume, "The study is open again."),
    "close": (lifecycle.close, "The study is closed."),
}
"""The buttons of a study's page: what each does, and the message afterwards."""

SHARED_TEMPLATES: Final = {State.PILOT: State.OPEN, State.PAUSED: State.OPEN}
"""States that use another state's template."""


@login_required
@require_GET
def study_list(request: ResearcherRequest) -> HttpResponse:
    """List the studies, newest first."""
    counted = Q(participations__pilot=False) | Q(state=State.PILOT)
    completed = Count("participations", filter=counted & Q(participations__state=Participation.State.COMPLETED))
    simulated = Participation.objects.filter(
        Q(pilot=False) | Q(study__state=State.PILOT), study=OuterRef("pk"), simulated=True
    )
    studies = Study.objects.annotate(completed_count=completed, simulated=Exists(simulated)).order_by("-created")
    return render(request, "results/study_list.html", {"studies": studies})


@login_required
@require_GET
@never_cache
def study_detail(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Show a study: its draft, its progress while open, or its results."""
    study = get_object_or_404(Study, slug=slug)
    context = _study_context(study) | _status_context(study) | _detail_context(study)
    return render(request, f"results/{_template_state(study)}.html", context)


@login_required
@require_safe
def study_picture(request: ResearcherRequest, slug: str, digest: str) -> HttpResponseBase:
    """Send a picture of a study's findings."""
    study = get_object_or_404(Study, slug=slug)
    if digest not in StoredFindings.model_validate(study.findings).picture_digests:
        raise Http404("The study has no such picture.")
    return media.serve_file(request, digest, "image/png")


@login_required
@require_GET
@never_cache
def study_status(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send the part of the page that changes; if the study's state has changed, make the browser reload the page."""
    study = get_object_or_404(Study, slug=slug)
    context = _status_context(study)
    polls = _template_state(study) == State.OPEN or (study.state == State.DRAFT and context["videos"].is_active)
    if not polls or request.GET.get("state") != study.state:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, f"results/{_template_state(study)}_status.html", {"study": study} | context)


@login_required
@require_POST
def change_state(request: ResearcherRequest, slug: str, action: str) -> HttpResponse:
    """Start the pilot; open, pause, resume or close the study."""
    change, message = STATE_CHANGES[action]
    try:
        study = change(get_object_or_404(Study, slug=slug))
        messages.success(request, message)
        for note in terms.study_term_notes(study) if action in ("pilot", "open") else []:
            messages.warning(request, note)
    except InputError as error:
        messages.error(request, str(error))
    return redirect("study", slug)


@login_required
@require_GET
@never_cache
def analysis_status(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send the progress of the analysis; when it has ended, make the browser reload the page."""
    study = get_object_or_404(Study, slug=slug, state=State.CLOSED)
    job = snapshots.latest_analysis_job(study)
    if job is None or not job.is_active:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "results/analysis_status.html", {"study": study, "analysis_job": job})


@login_required
@require_POST
def start_analysis(_request: ResearcherRequest, slug: str) -> HttpResponse:
    """Enqueue the analysis of a closed study that has no results of this version of the program yet."""
    study = get_object_or_404(Study, slug=slug, state=State.CLOSED)
    snapshot = snapshots.find_snapshot(study)
    if snapshot and snapshot.is_current:
        raise Http404("this study has been analysed")
    snapshots.enqueue_analysis(study)
    return redirect("study", slug)


@login_required
@require_GET
@never_cache
def report_status(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send the progress of report and bundle, or their links."""
    study = get_object_or_404(Study, slug=slug, state=State.CLOSED)
    snapshot, job = snapshots.latest_snapshot(study), bundles.latest_report_job(study)
    return render(request, "results/report_files.html", {"study": study, "snapshot": snapshot, "report_job": job})


@login_required
@require_POST
def start_report(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Enqueue the job that writes report and bundle."""
    _enqueue(request, slug, bundles.enqueue_report)
    return redirect("study", slug)


@login_required
@require_GET
@never_cache
def multiverse_status(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send the progress of the multiverse, or its summary and curves."""
    study = get_object_or_404(Study, slug=slug, state=State.CLOSED)
    context = _multiverse_context(study, snapshots.latest_snapshot(study))
    return render(request, "results/multiverse.html", {"study": study} | context)


@login_required
@require_POST
def start_multiverse(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Enqueue the job that repeats the planned contrasts."""
    _enqueue(request, slug, multiverses.enqueue_multiverse)
    return redirect(f"{reverse('study', args=[slug])}#multiverse")


def _enqueue(request: ResearcherRequest, slug: str, enqueue: Callable[[Study], object]) -> None:
    """Enqueue a job of a closed study, or show why that is not possible."""
    study = get_object_or_404(Study, slug=slug, state=State.CLOSED)
    try:
        enqueue(study)
    except InputError as error:
        messages.error(request, str(error))


def _multiverse_context(study: Study, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "multiverse": multiverses.read_summary(snapshot),
        "multiverse_job": multiverses.latest_multiverse_job(study),
        "has_contrasts": bool(study.read_document().analysis.contrasts),
    }


def _template_state(study: Study) -> str:
    return SHARED_TEMPLATES.get(State(study.state), study.state)


def _study_context(study: Study) -> dict[str, Any]:
    document = study.read_document()
    # The page of a closed study shows its results instead.
    told = terms.study_terms(study) if study.state != State.CLOSED else None
    return {
        "study": study,
        "document": document,
        "link": entry_url(study),
        "simulated": has_simulated(study, pilot=study.in_pilot),
        "terms": told,
        # A draft's page has them among its findings.
        "preregistrations": study.preregistrations.all(),
        "can_seal": study.state in (State.DRAFT, State.PILOT),
        "scale_groups": scale_groups(document),
        "term_notes": terms.term_notes(document, told) if told and study.state != State.DRAFT else [],
    }


def _status_context(study: Study) -> dict[str, Any]:
    """Return what changes while the page is open; nothing in it is by condition."""
    if study.state == State.DRAFT:
        return {"videos": progress.video_progress(study)}
    return {"counts": progress.count_participations(study)}


def _detail_context(study: Study) -> dict[str, Any]:
    if study.state == State.DRAFT:
        return {"findings": StoredFindings.model_validate(study.findings)}
    context: dict[str, Any] = {"raters": rater_summaries(study)}
    if not study.in_pilot:
        context |= {"pilot": progress.pilot_summary(study), "stages": participant_flow.flow_stages(study)}
    if study.state == State.CLOSED:
        return context | _results_context(study)
    return context | {"versions": _versions(study)}


def _results_context(study: Study) -> dict[str, Any]:
    try:
        snapshot = snapshots.latest_snapshot(study)
    except InputError as error:
        return {"error": str(error), "analysis_job": snapshots.latest_analysis_job(study)}
    shared = {"snapshot": snapshot, "earlier": snapshots.earlier_snapshots(snapshot)}
    if not snapshot.is_current:
        return shared | {"analysis_job": snapshots.latest_analysis_job(study)}
    report = report_view(snapshot.results, [condition.name for condition in study.read_document().conditions])
    return shared | {
        "report": report,
        "report_body": render_body(report),
        "report_job": bundles.latest_report_job(study),
        **_multiverse_context(study, snapshot),
    }


def _versions(study: Study) -> list[StudyVersion]:
    return list(study.versions.order_by("number")) if study.version > 1 else []
