"""Computes a closed study's results in a worker; the web process loads no scipy and only reads the row.

Closing a study enqueues the analysis. A study whose ratings can't be analysed closes all the same: then the job
fails, and the study's page shows its message. Results that an earlier version of the program stored are kept, with
their files; analysing again makes new ones beside them.
"""

import json
from dataclasses import asdict
from typing import Any, Final

from analysis.cells import Cell
from analysis.plan import Plan
from analysis.ratings import Ratings
from evalsite import store
from evalsite.jobs.models import Job
from evalsite.jobs.queue import enqueue
from evalsite.jobs.registry import Handler, Output, Spec
from evalsite.questionnaire.ratings import excluded_raters, has_simulated, ratings_table
from evalsite.results.models import Snapshot
from evalsite.studies import preregistration
from evalsite.studies.models import Study
from face.errors import InputError
from face.progress import ProgressCallback, no_progress, subrange

JOB_KIND: Final = "analyse"


def enqueue_analysis(study: Study) -> Job:
    """Enqueue the analysis of a closed study."""
    return enqueue(JOB_KIND, {"study": study.pk}, title=f"analyse {study.slug}", batch=study.slug)


def latest_analysis_job(study: Study) -> Job | None:
    """Return the newest analysis job of the study."""
    return Job.objects.filter(kind=JOB_KIND, spec__study=study.pk).first()


def find_snapshot(study: Study) -> Snapshot | None:
    """Return the study's newest snapshot if there is one."""
    return study.snapshots.select_related("study").first()


def earlier_snapshots(snapshot: Snapshot) -> list[Snapshot]:
    """Return the study's snapshots before this one, newest first, without their long results."""
    return list(Snapshot.objects.filter(study=snapshot.study_id, pk__lt=snapshot.pk).defer("results"))


def latest_snapshot(study: Study) -> Snapshot:
    """Return the study's newest snapshot, of whichever version of the program.

    Raises
    ------
    InputError
        If the study is not closed or has not been analysed; the message says why.
    """
    _check_closed(study)
    if snapshot := find_snapshot(study):
        return snapshot
    job = latest_analysis_job(study)
    if job is not None and job.error:
        raise InputError(job.error)
    state = "is being analysed" if job is not None and job.is_active else "has not been analysed yet"
    raise InputError(f"study {study.slug} {state}; a worker does this (follow it with: manage.py jobs --follow)")


def ensure_snapshot(study: Study, progress: ProgressCallback = no_progress) -> Snapshot:
    """Return the study's snapshot, computing it in this process if necessary; for commands and workers.

    Where the newest one has the shape of an earlier version, a new one is computed beside it.
    """
    _check_closed(study)
    snapshot = find_snapshot(study)
    if snapshot and snapshot.is_current:
        return snapshot
    return save_snapshot(study, compute_snapshot(study, progress))


def compute_snapshot(study: Study, progress: ProgressCallback = no_progress) -> dict[str, Any]:
    """Analyse the study's ratings by its plan and return the fields of the snapshot.

    Raises
    ------
    InputError
        If nobody completed the study, or its ratings can't be analysed.
    """
    from analysis.pipeline import analyse  # noqa: PLC0415 - for workers and commands only

    rows = ratings_table(study)
    if not rows:
        raise InputError(f"nobody completed study {study.slug}, so there is nothing to analyse")
    ratings = Ratings.from_rows(rows)
    scores, notes = _objective_scores(
        study, {Cell(row.condition, row.clip) for row in rows}, subrange(progress, 0, 0.9)
    )
    progress(0.9, "analysing the ratings")
    simulated, failed = has_simulated(study), excluded_raters(study)
    analysed = analyse(
        ratings,
        analysis_plan(study),
        simulated=simulated,
        failed=failed,
        objective=scores,
        preregistration=preregistration.latest_sealed(study),
    )
    results = asdict(analysed)
    results["notes"] += notes
    return {
        "results": json.loads(json.dumps(results, allow_nan=False)),
        "schema": results["schema"],
        "program": results["program"],
        "ratings_sha256": ratings.digest,
    }


def save_snapshot(study: Study, fields: dict[str, Any]) -> Snapshot:
    """Save the snapshot; if the same program analysed the same ratings before, that row stays."""
    keys = {name: fields[name] for name in ("schema", "program", "ratings_sha256")}
    return Snapshot.objects.get_or_create(study=study, **keys, defaults={"results": fields["results"]})[0]


def analysis_plan(study: Study) -> Plan:
    """Return the tables of the study document that belong to the analysis."""
    return study.read_document().analysis_plan


def _check_closed(study: Study) -> None:
    if study.state != Study.State.CLOSED:
        raise InputError(
            f"study {study.slug} is {study.state}: results appear when it is closed (manage.py study close)"
        )


def _objective_scores(study: Study, rated: set[Cell], progress: ProgressCallback) -> tuple[list[Any], list[str]]:
    """Return the objective scores of the regions that raters were asked about.

    If they can't be computed, a note says why and the results go without them.
    """
    from evalsite.results import objective_scores  # noqa: PLC0415 - for workers and commands only

    try:
        scores = objective_scores.study_scores(study, rated, progress)
    except (InputError, ImportError) as error:
        return [], [f"objective scores were not computed: {error}"]
    regions = {question.region for question in study.read_document().questions}
    return [score for score in scores if score.region in regions], []


def _run_job(spec: Spec, progress: ProgressCallback) -> Output:
    """Compute the snapshot and return its digest in the store: it is too large for the job table."""
    fields = compute_snapshot(Study.objects.get(pk=spec["study"]), progress)
    with store.workspace() as folder:
        (folder / "snapshot.json").write_text(json.dumps(fields), encoding="utf-8")
        return {"snapshot": store.add(folder / "snapshot.json")}


def _publish_job(spec: Spec, output: Output) -> None:
    fields = json.loads(store.path(output["snapshot"]).read_text(encoding="utf-8"))
    # A job that an earlier version ran has them in the results only.
    fields = {name: fields["results"][name] for name in ("schema", "program")} | fields
    save_snapshot(Study.objects.get(pk=spec["study"]), fields)


JOB_HANDLER: Final = Handler(kind=JOB_KIND, queue="analysis", run=_run_job, publish=_publish_job, time_limit=1800.0)
