"""The list of studies, a study's one page in each of its states."""

from collections.abc import Callable
from typing import Any, Final

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
from evalsite.recruitment.entry_links import link
from evalsite.results import balance, bundles, consort, pilot, progress, report, snapshots
from evalsite.results.raters import raters
from evalsite.studies import lifecycle
from evalsite.studies.models import Study, StudyVersion
from face.errors import InputError

State = Study.State

MOVES: Final[dict[str, tuple[Callable[[Study], Study], str]]] = {
    "pilot": (lifecycle.pilot, "The pilot has begun: send the link to a few participants."),
    "open": (lifecycle.open, "The study is open: send the link to participants."),
    "pause": (lifecycle.pause, "The study is paused: nobody comes in, and whoever has begun may finish."),
    "resume": (lifecycle.resume, "The study is open again."),
    "close": (lifecycle.close, "The study is closed."),
}
"""The buttons of a study's page: what each does, and what is said when it is done."""

PAGES: Final = {State.PILOT: State.OPEN, State.PAUSED: State.OPEN}
"""States that share another's page."""


@login_required
@require_GET
def studies(request: ResearcherRequest) -> HttpResponse:
    """List the studies, newest first."""
    own = Q(participations__pilot=False) | Q(state=State.PILOT)
    completed = Count("participations", filter=own & Q(participations__state=Participation.State.COMPLETED))
    scripts = Participation.objects.filter(Q(pilot=False) | Q(study__state=State.PILOT), study=OuterRef("pk"))
    scripts = scripts.filter(simulated=True)
    found = Study.objects.annotate(completed_count=completed, simulated=Exists(scripts)).order_by("-created")
    return render(request, "results/studies.html", {"studies": found})


@login_required
@require_GET
@never_cache
def study(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Show a study: as a draft, open, or with its results."""
    found = get_object_or_404(Study, slug=slug)
    return render(request, f"results/{_page(found)}.html", _shared(found) | _now(found) | _once(found))


@login_required
@require_GET
@never_cache
def now(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send the part of the page that moves; when the study has moved on, have the whole page loaded again."""
    found = get_object_or_404(Study, slug=slug)
    shown = _now(found)
    moves = _page(found) == State.OPEN or (found.state == State.DRAFT and shown["progress"].moving)
    if not moves or request.GET.get("state") != found.state:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, f"results/{_page(found)}_now.html", {"study": found} | shown)


@login_required
@require_POST
def move(request: ResearcherRequest, slug: str, action: str) -> HttpResponse:
    """Move a study on: to its pilot, open, paused, open again, closed."""
    change, done = MOVES[action]
    try:
        change(get_object_or_404(Study, slug=slug))
        messages.success(request, done)
    except InputError as error:
        messages.error(request, str(error))
    return redirect("study", slug)


@login_required
@require_GET
@never_cache
def analysis(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send how far the analysis has come; when it is there, have the whole page loaded again."""
    found = get_object_or_404(Study, slug=slug, state=State.CLOSED)
    job = snapshots.latest(found)
    if job is None or not job.is_moving:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "results/analysing.html", {"study": found, "analysing": job})


@login_required
@require_POST
def analyse(_request: ResearcherRequest, slug: str) -> HttpResponse:
    """Have a closed study analysed, where that was not done yet or failed."""
    snapshots.ask(get_object_or_404(Study, slug=slug, state=State.CLOSED, snapshot=None))
    return redirect("study", slug)


@login_required
@require_GET
@never_cache
def files(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Send how far report and bundle have come."""
    found = get_object_or_404(Study, slug=slug, state=State.CLOSED)
    shown = {"study": found, "snapshot": snapshots.of(found), "making": bundles.latest(found)}
    return render(request, "results/files.html", shown)


@login_required
@require_POST
def make_files(request: ResearcherRequest, slug: str) -> HttpResponse:
    """Have report and bundle made."""
    found = get_object_or_404(Study, slug=slug, state=State.CLOSED)
    try:
        bundles.ask(found)
    except InputError as error:
        messages.error(request, str(error))
    return redirect("study", slug)


def _page(found: Study) -> str:
    return PAGES.get(State(found.state), found.state)


def _shared(found: Study) -> dict[str, Any]:
    scripts = is_simulated(found, pilot=found.in_pilot)
    return {"study": found, "document": found.read(), "link": link(found), "simulated": scripts}


def _now(found: Study) -> dict[str, Any]:
    """Return what changes while one looks. While a study is open, nothing of it is by condition."""
    if found.state == State.DRAFT:
        return {"progress": progress.of(found)}
    return {"balance": balance.of(found)}


def _once(found: Study) -> dict[str, Any]:
    if found.state == State.DRAFT:
        return {}
    known = {} if found.in_pilot else {"pilot": pilot.of(found), "stages": consort.of(found)}
    if found.state != State.CLOSED:
        return known | {"raters": raters(found), "versions": _versions(found)}
    try:
        snapshot = snapshots.of(found)
    except InputError as error:
        return known | {"obstacle": str(error), "analysing": snapshots.latest(found)}
    shown = report.build(snapshot.results, _conditions(found))
    return known | {"report": shown, "raters": raters(found), "snapshot": snapshot, "making": bundles.latest(found)}


def _versions(found: Study) -> list[StudyVersion]:
    return list(found.versions.order_by("number")) if found.version > 1 else []


def _conditions(found: Study) -> list[str]:
    return [condition.name for condition in found.read().conditions]
