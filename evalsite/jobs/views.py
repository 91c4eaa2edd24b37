"""Pages about jobs for researchers: progress, queues, workers, failures, retry and cancel."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from evalsite.jobs import queue
from evalsite.jobs.batches import count_by_state, failing_batches, failures_by_reason, retry_all
from evalsite.jobs.models import Job, JobQuerySet, State
from evalsite.jobs.templatetags.durations import duration_text
from evalsite.jobs.throughput import queue_statuses, seconds_left
from evalsite.jobs.worker_status import recent_workers

JOBS_PER_PAGE: Final = 30


@login_required
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Show all jobs, the active ones first, with queues and workers; htmx refreshes while jobs are active."""
    extra = {"workers": recent_workers(), "failing_batches": failing_batches()}
    return _render_jobs(request, Job.objects.all(), "jobs", extra)


@login_required
@require_GET
def batch_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show the jobs of a batch: their progress, and what failed and why."""
    jobs = Job.objects.filter(batch=name)
    if not jobs.exists():
        raise Http404("There is no such batch.")
    return _render_jobs(request, jobs, "batch", {"batch": name, "failures": failures_by_reason(jobs)})


def _render_jobs(request: HttpRequest, jobs: JobQuerySet, template: str, extra: dict[str, Any]) -> HttpResponse:
    """Render the whole page, or for htmx only its content."""
    state = request.GET.get("state", "")
    listed = jobs.filter(state=state) if state in State.values else jobs
    statuses = queue_statuses(jobs)
    content = f"jobs/_{template}.html"
    context = extra | {
        "content": content,
        "counts": count_by_state(jobs),
        "is_idle": not Job.objects.running().exists(),
        "queues": [
            {
                "status": status,
                "time_per_job": _duration_or_blank(status.seconds_per_job),
                "time_left": _duration_or_blank(status.seconds_left),
            }
            for status in statuses
        ],
        "recently_done": sum(status.recently_done for status in statuses),
        "time_left": _duration_or_blank(seconds_left(statuses)),
        "state": state,
        "page": Paginator(listed.defer("spec", "output").in_display_order(), JOBS_PER_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, content if request.headers.get("HX-Request") else f"jobs/{template}.html", context)


def _duration_or_blank(seconds: float | None) -> str:
    return "" if seconds is None else duration_text(seconds)


@require_POST
@login_required
def retry_job(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Retry a failed or cancelled job."""
    return _retry(request, Job.objects.filter(pk=get_object_or_404(Job, pk=pk).pk))


@require_POST
@login_required
def retry_batch(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """Retry all failed jobs of a batch."""
    return _retry(request, Job.objects.filter(batch=name, state=State.FAILED))


def _retry(request: HttpRequest, jobs: JobQuerySet) -> HttpResponseRedirect:
    for refusal in retry_all(jobs):
        messages.error(request, refusal)
    return _redirect_back(request)


@require_POST
@login_required
def cancel_job(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Cancel a job."""
    job = get_object_or_404(Job, pk=pk)
    if not queue.cancel(job):
        messages.error(request, f"{job.title} has already ended")
    return _redirect_back(request)


def _redirect_back(request: HttpRequest) -> HttpResponseRedirect:
    """Return to the page that the form was on."""
    next_url = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(next_url, allowed_hosts={request.get_host()})
    return redirect(next_url if is_safe else reverse("jobs"))
