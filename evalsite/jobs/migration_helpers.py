"""For data migrations of other apps: rename a job kind, or rewrite the specs of its unfinished jobs.

An app's migration depends on ("jobs", "0002_rename_constraint") and calls these from `migrations.RunPython`.
"""

from collections.abc import Callable
from typing import Any

from evalsite.jobs.models import ACTIVE_STATES, RETRYABLE_STATES
from evalsite.jobs.queue import spec_digest

UNFINISHED_STATES = (*ACTIVE_STATES, *RETRYABLE_STATES)
"""Jobs that may still run: their specs must be readable for today's handlers."""


def rename_kind(apps: Any, old: str, new: str) -> None:
    """Rename a job kind in all jobs, also at the beginning of their titles."""
    jobs = apps.get_model("jobs", "Job").objects.filter(kind=old)
    for job in jobs.filter(title__startswith=f"{old} ").only("title"):
        job.title = f"{new} {job.title.removeprefix(f'{old} ')}"
        job.save(update_fields=["title"])
    jobs.update(kind=new)


def rewrite_specs(apps: Any, kind: str, rewrite: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Replace the spec of each unfinished job of a kind by `rewrite(spec)`, and recompute its digest."""
    jobs = apps.get_model("jobs", "Job").objects.filter(kind=kind, state__in=UNFINISHED_STATES)
    for job in jobs.only("spec", "spec_digest"):
        job.spec = rewrite(job.spec)
        job.spec_digest = spec_digest(job.spec)
        job.save(update_fields=["spec", "spec_digest"])
