"""What a worker does when a message wakes it: claim the job, have it done, close it."""

import logging
import time
from uuid import UUID

from evalsite.jobs import lease
from evalsite.jobs.heart import TakenAwayError, beating
from evalsite.jobs.models import Job
from evalsite.jobs.registry import handler_of
from face.errors import InputError

log = logging.getLogger(__name__)


def perform(job_id: UUID) -> None:
    """Do a job if it is to be had; a message that comes twice or too late changes nothing."""
    lease.recover(Job.objects.filter(pk=job_id))
    held = lease.claim(job_id)
    if held is None:
        return
    log.info("%s: begun", held.title)
    began = time.monotonic()
    try:
        _do(held)
    except TakenAwayError:
        log.info("%s: ended early", held.title)
    except InputError as error:
        _give_up(held, str(error))
    except Exception as error:  # A handler may raise anything; the next job must go on.
        log.exception("%s", held.title)
        _give_up(held, f"{type(error).__name__}: {error} (the worker's log says more; it may help to try again)")
    else:
        log.info("%s: done in %.1f s", held.title, time.monotonic() - began)


def _do(held: lease.Claim) -> None:
    handler = handler_of(held.kind)
    with beating(held, handler.limit) as report:
        output = handler.run(held.spec, report)
    if not lease.finish(held, output):
        raise TakenAwayError


def _give_up(held: lease.Claim, error: str) -> None:
    log.error("%s: failed: %s", held.title, error)
    lease.fail(held, error)
