"""What a worker does with a message: claim the job, run its handler, record the result or the error."""

import errno
import logging
import time
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from celery import shared_task

from evalsite.database import is_database_unavailable, retry_while_database_unavailable
from evalsite.jobs import lease
from evalsite.jobs.heartbeat import LeaseLostError, keep_lease
from evalsite.jobs.models import Job
from evalsite.jobs.queue import TASK_NAME
from evalsite.jobs.registry import Output, handler_for
from face.errors import InputError

DISK_FULL_CODES: Final = (errno.ENOSPC, errno.EDQUOT)
DISK_FULL_PHRASES: Final = ("No space left on device", "disk is full", "Disk quota exceeded")

log = logging.getLogger(__name__)


@shared_task(name=TASK_NAME)  # type: ignore[untyped-decorator]
def run_job_task(job_id: str) -> None:
    """Run the job with this id (the only Celery task)."""
    run_job(UUID(job_id))


def run_job(job_id: UUID) -> None:
    """Run a job if it is waiting; a message that arrives twice or too late changes nothing."""
    claim = retry_while_database_unavailable(lambda: _claim_job(job_id))
    if claim is None:
        return
    log.info("%s: started", claim.title)
    started = time.monotonic()
    try:
        output = _run_handler(claim)
        is_recorded = retry_while_database_unavailable(lambda: lease.finish(claim, output))
    except LeaseLostError:
        log.info("%s: stopped", claim.title)
    except InputError as error:
        _fail(claim, str(error))
    except Exception as error:  # A handler may raise anything; the next job must still run.
        log.exception("%s", claim.title)
        _handle_unexpected_error(claim, error)
    else:
        outcome = "done" if is_recorded else "done too late"
        log.info("%s: %s in %.1f s", claim.title, outcome, time.monotonic() - started)


def _claim_job(job_id: UUID) -> lease.Claim | None:
    lease.recover_lost_jobs(Job.objects.filter(pk=job_id))
    return lease.claim(job_id)


def _run_handler(claim: lease.Claim) -> Output:
    handler = handler_for(claim.kind)
    with keep_lease(claim, handler.time_limit) as progress:
        return handler.run(claim.spec, progress)


def _handle_unexpected_error(claim: lease.Claim, error: Exception) -> None:
    """Fail the job, or requeue it if only the database was unavailable."""
    if is_database_unavailable(error):
        retry_while_database_unavailable(lambda: lease.retry_or_fail(claim, describe_error(error)))
    else:
        _fail(claim, describe_error(error))


def _fail(claim: lease.Claim, error: str) -> None:
    log.error("%s: failed: %s", claim.title, error)
    retry_while_database_unavailable(lambda: lease.fail(claim, error))


def describe_error(error: BaseException) -> str:
    """Return what went wrong and what to do, for an error that is not an InputError."""
    if any(map(_is_disk_full, _exception_chain(error))):
        return "the disk is full, and nothing of this attempt was kept; free some space, then try again"
    return f"{type(error).__name__}: {error} (see the worker's log; trying again may help)"


def _exception_chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_disk_full(error: BaseException) -> bool:
    # Programs that we run, such as ffmpeg, report it only as text.
    return getattr(error, "errno", None) in DISK_FULL_CODES or any(text in str(error) for text in DISK_FULL_PHRASES)
