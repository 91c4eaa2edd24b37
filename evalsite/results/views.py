"""The list of studies, a study's one page in each of its states."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from evalsite.accounts.http import ResearcherRequest
from evalsite.questionnaire.models import Participation
from evalsite.questionnaire.ratings import is_simulated
from evalsite.recruitment.links import link
from evalsite.results import bundles, flow, progress, report, snapshots
from evalsite.results.raters import raters
from evalsite.studies import lifecycle
from evalsite.studies.models import Study
from face.errors import InputError


@login_required
@require_GET
def studies(request: ResearcherRequest) -> HttpResponse:
    """List the studies, newest first."""
    completed = Count("participations", filter=Q(participations__state=Participation.State.COMPLETED))
    scripts = Participation.objects.filter(study=OuterRef("pk"), simulated=True)
    found = Study.objects.annotate(completed_count=completed, simulated=Exists(scripts)).order_by("-created")
    return render(request, "results/studies.html", {"studies": found})


@login_required
@require_GET
@never_cache
def study(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Show a study: as a draft, open, or with its results."""
    found = get_object_or_404(Study, slug=slug)
    return render(request, f"results/{found.state}.html", _shared(found) | _now(found) | _once(found))


@login_required
@require_GET
@never_cache
def now(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send the part of the page that moves; when the study has moved on, have the whole page loaded again."""
    found = get_object_or_404(Study, slug=slug)
    shown = _now(found)
    moves = found.is_open or (found.state == Study.State.DRAFT and shown["progress"].moving)
    if not moves or request.GET.get("state") != found.state:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, f"results/{found.state}_now.html", {"study": found} | shown)


@login_required
@require_POST
def open_study(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Let participants in."""
    return _moved(request, slug, lifecycle.open, "The study is open: send the link to participants.")


@login_required
@require_POST
def close_study(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Let nobody in any more, and show the results."""
    return _moved(request, slug, lifecycle.close, "The study is closed.")


@login_required
@require_GET
@never_cache
def analysis(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send how far the analysis has come; when it is there, have the whole page loaded again."""
    found = get_object_or_404(Study, slug=slug, state=Study.State.CLOSED)
    job = snapshots.latest(found)
    if job is None or not job.is_moving:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "results/analysing.html", {"study": found, "analysing": job})


@login_required
@require_POST
def analyse(_request: ResearcherRequest, slug: str) -> HttpResponse:
    """Have a closed study analysed, where that was not done yet or failed."""
    snapshots.ask(get_object_or_404(Study, slug=slug, state=Study.State.CLOSED, snapshot=None))
    return redirect("study", slug)


@login_required
@require_GET
@never_cache
def files(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send how far report and bundle have come."""
    found = get_object_or_404(Study, slug=slug, state=Study.State.CLOSED)
    shown = {"study": found, "snapshot": snapshots.of(found), "making": bundles.latest(found)}
    return render(request, "results/files.html", shown)


@login_required
@require_POST
def make_files(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Have report and bundle made."""
    found = get_object_or_404(Study, slug=slug, state=Study.State.CLOSED)
    try:
        bundles.ask(found)
    except InputError as error:
        messages.error(request, str(error))
    return redirect("study", slug)


def _shared(found: Study) -> dict[str, Any]:
    return {"study": found, "document": found.read(), "link": link(found), "simulated": is_simulated(found)}


def _now(found: Study) -> dict[str, Any]:
    """Return what changes while one looks. While a study is open, nothing of it is by condition."""
    if found.state == Study.State.DRAFT:
        return {"progress": progress.of(found)}
    return {"flow": flow.of(found)}


def _once(found: Study) -> dict[str, Any]:
    if found.state == Study.State.DRAFT:
        return {}
    if found.is_open:
        return {"raters": raters(found)}
    try:
        snapshot = snapshots.of(found)
    except InputError as error:
        return {"obstacle": str(error), "analysing": snapshots.latest(found)}
    shown = report.build(snapshot.results, _conditions(found))
    return {"report": shown, "raters": raters(found), "snapshot": snapshot, "making": bundles.latest(found)}


def _conditions(found: Study) -> list[str]:
    return [condition.name for condition in found.read().conditions]


def _moved(request: ResearcherRequest, slug: str, move: Callable[[Study], Study], done: str) -> HttpResponse:
    try:
        move(get_object_or_404(Study, slug=slug))
        messages.success(request, done)
    except InputError as error:
        messages.error(request, str(error))
    return redirect("study", slug)
