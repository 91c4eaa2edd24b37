"""The pages of jobs for researchers: how far each is, who works, what failed and why, try again, cancel."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from evalsite.jobs import queue
from evalsite.jobs.batch import failures, retry_all
from evalsite.jobs.models import MOVING, Job, JobQuerySet, State
from evalsite.jobs.shown import pace, seen
from evalsite.jobs.shown.spoken import spoken

SHOWN: Final = 30


@login_required
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Show all jobs, those that move first, with queues and workers; htmx asks again while something moves."""
    return _page(request, Job.objects.all(), "jobs", {"workers": seen.workers(), "batches": _failing()})


@login_required
@require_GET
def batch(request: HttpRequest, name: str) -> HttpResponse:
    """Show the jobs that were asked for together: how far they are, what failed and why."""
    found = Job.objects.filter(batch=name)
    if not found.exists():
        raise Http404("There is no such batch.")
    return _page(request, found, "batch", {"batch": name, "failures": failures(found)})


def _page(request: HttpRequest, found: JobQuerySet, name: str, more: dict[str, Any]) -> HttpResponse:
    state = request.GET.get("state", "")
    chosen = found.filter(state=state) if state in State.values else found
    queues = pace.queues(found)
    content = more | {
        "counts": _counts(found),
        "idle": not Job.objects.running().exists(),
        "queues": [{"queue": each, "seconds": _say(each.seconds), "left": _say(each.left)} for each in queues],
        "done": sum(each.done for each in queues),
        "left": _say(pace.left(queues)),
        "state": state,
        "page": Paginator(chosen.defer("spec", "output").by_interest(), SHOWN).get_page(request.GET.get("page")),
    }
    part = f"jobs/{name}_now.html"
    return render(request, part if request.headers.get("HX-Request") else f"jobs/{name}.html", content | {"part": part})


def _say(seconds: float | None) -> str:
    return "" if seconds is None else spoken(seconds)


def _counts(found: JobQuerySet) -> dict[str, int]:
    rows = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    counts = {state.value: rows.get(state, 0) for state in State}
    return counts | {"moving": sum(counts[state] for state in MOVING), "all": sum(counts.values())}


def _failing() -> dict[str, int]:
    """Return in how many jobs the batches failed, the worst five."""
    failed = Job.objects.filter(state=State.FAILED).exclude(batch="").order_by()
    return dict(failed.values_list("batch").annotate(n=Count("pk")).order_by("-n")[:5])


@require_POST
@login_required
def retry_job(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Try a failed or cancelled job again."""
    return _retried(request, Job.objects.filter(pk=get_object_or_404(Job, pk=pk).pk))


@require_POST
@login_required
def retry_batch(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """Try all that failed in a batch again."""
    return _retried(request, Job.objects.filter(batch=name, state=State.FAILED))


def _retried(request: HttpRequest, found: JobQuerySet) -> HttpResponseRedirect:
    for refusal in retry_all(found):
        messages.error(request, refusal)
    return _back(request)


@require_POST
@login_required
def cancel_job(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Take a job back."""
    job = get_object_or_404(Job, pk=pk)
    if not queue.cancel(job):
        messages.error(request, f"{job.title} has ended already")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Return to the page whose button was pressed."""
    came_from = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return redirect(came_from if safe else reverse("jobs"))
