"""What a worker does when a message wakes it: claim the job, have it done, close it."""

import logging
import time
from uuid import UUID

from evalsite.jobs.models import Job
from evalsite.jobs.registry import Output, handler_of
from evalsite.jobs.worker import lease
from evalsite.jobs.worker.away import is_away, patiently
from evalsite.jobs.worker.heart import TakenAwayError, beating
from evalsite.jobs.worker.words import sentence
from face.errors import InputError

log = logging.getLogger(__name__)


def perform(job_id: UUID) -> None:
    """Do a job if it is to be had; a message that comes twice or too late changes nothing."""
    held = patiently(lambda: _taken(job_id))
    if held is None:
        return
    log.info("%s: begun", held.title)
    began = time.monotonic()
    try:
        output = _done(held)
        ours = patiently(lambda: lease.finish(held, output))
    except TakenAwayError:
        log.info("%s: ended early", held.title)
    except InputError as error:
        _give_up(held, str(error))
    except Exception as error:  # A handler may raise anything; the next job must go on.
        log.exception("%s", held.title)
        _stumble(held, error)
    else:
        log.info("%s: %s in %.1f s", held.title, "done" if ours else "done too late", time.monotonic() - began)


def _taken(job_id: UUID) -> lease.Claim | None:
    lease.recover(Job.objects.filter(pk=job_id))
    return lease.claim(job_id)


def _done(held: lease.Claim) -> Output:
    handler = handler_of(held.kind)
    with beating(held, handler.limit) as report:
        return handler.run(held.spec, report)


def _stumble(held: lease.Claim, error: Exception) -> None:
    """Give up, or, if only the database was away, let it be tried again."""
    if is_away(error):
        patiently(lambda: lease.hand_back(held, sentence(error)))
    else:
        _give_up(held, sentence(error))


def _give_up(held: lease.Claim, error: str) -> None:
    log.error("%s: failed: %s", held.title, error)
    patiently(lambda: lease.fail(held, error))
