"""The page of jobs for researchers: how far each is, what failed and why, try again, cancel."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from evalsite.jobs import queue
from evalsite.jobs.models import MOVING, Job, State
from face.errors import InputError

SHOWN: Final = 100


@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    """Show the jobs, those that move first; htmx asks for the table alone every two seconds while something moves."""
    htmx = request.headers.get("HX-Request")
    return render(request, "jobs/table.html" if htmx else "jobs/jobs.html", _table())


def _table() -> dict[str, Any]:
    found = {row["state"]: row["n"] for row in Job.objects.order_by().values("state").annotate(n=Count("pk"))}
    counts = {state.value: found.get(state, 0) for state in State}
    moving = sum(counts[state] for state in MOVING)
    everything = sum(counts.values())
    rows = Job.objects.defer("spec", "output").by_interest()[:SHOWN]
    return {
        "jobs": rows,
        "counts": counts | {"moving": moving, "all": everything},
        "hidden": max(0, everything - SHOWN),
    }


@require_POST
@login_required
def retry_job(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Try a failed or cancelled job again."""
    try:
        queue.retry(get_object_or_404(Job, pk=pk))
    except InputError as error:
        messages.error(request, str(error))
    return redirect("jobs")


@require_POST
@login_required
def cancel_job(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Take a job back."""
    job = get_object_or_404(Job, pk=pk)
    if not queue.cancel(job):
        messages.error(request, f"{job.title} has ended already")
    return redirect("jobs")
