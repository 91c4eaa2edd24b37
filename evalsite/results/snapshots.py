"""A closed study's results, computed once by a worker: the web process loads no scipy and only reads the row.

Closing enqueues the job (`handlers.py`). A study whose ratings can't be analysed closes all the same: then the job
fails with the sentence that the page shows.
"""

import json
from dataclasses import asdict
from typing import Any

from analysis.plan import Plan
from analysis.ratings import from_rows
from evalsite import store
from evalsite.jobs.models import Job
from evalsite.jobs.queue import enqueue
from evalsite.questionnaire.ratings import is_simulated, left_out, ratings_table
from evalsite.results.models import Snapshot
from evalsite.studies.models import Study
from face.errors import InputError
from face.progress import ProgressCallback, no_progress, subrange

KIND = "analyse"


def ask(study: Study) -> Job:
    """Have a worker analyse a closed study."""
    return enqueue(KIND, {"study": study.pk}, title=f"analyse {study.slug}", batch=study.slug)


def latest(study: Study) -> Job | None:
    """Return the job that was asked for last."""
    return Job.objects.filter(kind=KIND, spec__study=study.pk).first()


def taken(study: Study) -> Snapshot | None:
    """Return the study's snapshot, if there is one; asking the same object again costs no query."""
    found: Snapshot | None = getattr(study, "snapshot", None)
    return found


def of(study: Study) -> Snapshot:
    """Return the study's snapshot.

    Raises
    ------
    InputError
        If the study is not closed, or was not analysed; the sentence says why.
    """
    _check_closed(study)
    if found := taken(study):
        return found
    job = latest(study)
    if job is not None and job.error:
        raise InputError(job.error)
    waits = "is being analysed" if job is not None and job.is_moving else "was not analysed yet"
    raise InputError(f"study {study.slug} {waits}; a worker does it (manage.py jobs --follow)")


def ensure(study: Study, progress: ProgressCallback = no_progress) -> Snapshot:
    """Return the study's snapshot; if there is none, take it here and now. For commands and workers."""
    _check_closed(study)
    return taken(study) or publish(study, compute(study, progress))


def compute(study: Study, progress: ProgressCallback = no_progress) -> dict[str, Any]:
    """Analyse the study's ratings by its plan; return what the row holds.

    Raises
    ------
    InputError
        If nobody completed the study, or its ratings can't be analysed.
    """
    from analysis.results import analyse  # noqa: PLC0415 - for workers and commands only

    rows = ratings_table(study)
    if not rows:
        raise InputError(f"nobody completed study {study.slug}, so there is nothing to analyse")
    ratings = from_rows(rows)
    scores, notes = _objective(study, {(row.clip, row.condition) for row in rows}, progress)
    progress(0.9, "analysing the ratings")
    results = asdict(
        analyse(ratings, plan_of(study), simulated=is_simulated(study), failed=left_out(study), objective=scores)
    )
    results["notes"] += notes
    return {"results": json.loads(json.dumps(results, allow_nan=False)), "ratings_sha256": ratings.digest}


def publish(study: Study, row: dict[str, Any]) -> Snapshot:
    """Keep the results; two who computed at once computed the same, and the first row stays."""
    return Snapshot.objects.get_or_create(study=study, defaults=row)[0]


def kept(row: dict[str, Any]) -> str:
    """Put a computed row into the store and return its digest: too long for the job table."""
    with store.workspace() as folder:
        (folder / "row.json").write_text(json.dumps(row), encoding="utf-8")
        return store.keep(folder / "row.json")


def plan_of(study: Study) -> Plan:
    """Return the three tables of the study's document that the analysis owns."""
    document = study.read()
    return Plan(design=document.design, payment=document.payment, analysis=document.analysis)


def _check_closed(study: Study) -> None:
    if study.state != Study.State.CLOSED:
        raise InputError(
            f"study {study.slug} is {study.state}: results appear when it is closed (manage.py study close)"
        )


def _objective(study: Study, rated: set[tuple[str, str]], progress: ProgressCallback) -> tuple[list[Any], list[str]]:
    """Return the objective scores; that they can't be had is worth a warning, not the results."""
    from evalsite.results import objective  # noqa: PLC0415 - as above

    try:
        return objective.scores(study, rated, subrange(progress, 0, 0.9)), []
    except (InputError, ImportError) as error:
        return [], [f"objective scores were not computed: {error}"]
