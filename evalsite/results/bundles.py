"""The report and the bundle of a closed study: what the analysis makes of its ratings, and what only the site knows."""

import json
from pathlib import Path
from typing import Any

from analysis.ratings import from_rows
from evalsite import store
from evalsite.jobs.models import Job
from evalsite.jobs.queue import enqueue
from evalsite.questionnaire.ratings import ratings_table
from evalsite.results import snapshots
from evalsite.studies.models import Study, StudyStimulus
from face.progress import ProgressCallback, no_progress

KIND = "report"


def ask(study: Study) -> Job:
    """Have the files made by a worker, which loads matplotlib so that the site need not."""
    spec = {"study": study.pk, "ratings": snapshots.of(study).ratings_sha256}
    return enqueue(KIND, spec, title=f"report of {study.slug}")


def latest(study: Study) -> Job | None:
    """Return the job that was asked for last."""
    return Job.objects.filter(kind=KIND, spec__study=study.pk).first()


def keep(study: Study, progress: ProgressCallback = no_progress) -> dict[str, str]:
    """Make both files, put them into the store and return their digests."""
    files = contents(study, progress)
    with store.workspace() as folder:
        return {name: _kept(folder / name, data) for name, data in packed(files).items()}


def packed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the page, and the zip that holds everything."""
    from analysis.bundle import pack  # noqa: PLC0415 - matplotlib is for workers and commands only

    return {"report": files["report.html"], "bundle": pack(files)}


def contents(study: Study, progress: ProgressCallback = no_progress) -> dict[str, bytes]:
    """Return every file of the bundle by its path.

    Raises
    ------
    InputError
        If the study is not closed, or nobody completed it.
    """
    from analysis import bundle  # noqa: PLC0415 - as above
    from analysis.objective import scores_of  # noqa: PLC0415 - as above

    snapshot = snapshots.ensure(study, progress)
    scripts = study.participations.filter(simulated=True)
    known = bundle.Study(
        title=study.title,
        plan=snapshots.plan_of(study),
        order=[condition.name for condition in study.read().conditions],
        simulated=frozenset(scripts.values_list("code", flat=True)),
        objective=scores_of(snapshot.results),
        beside=_beside(study),
    )
    return bundle.contents(from_rows(ratings_table(study)), snapshot.results, known, progress)


def _beside(study: Study) -> dict[str, bytes]:
    from analysis.tables.writing import csv_text  # noqa: PLC0415 - beside its siblings

    document = {"digest": study.digest, "document": study.document}
    cells = study.stimuli.select_related(
        "stimulus__recording", "stimulus__film", "stimulus__condition__checkpoint"
    ).order_by("pk")
    texts = {
        "study.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n",
        "stimuli.csv": csv_text([_digests(cell) for cell in cells]),
    }
    written = {"study.toml": study.source} if study.source else {}
    return {name: text.encode() for name, text in (texts | written).items()}


def _digests(cell: StudyStimulus) -> dict[str, Any]:
    """Return what a video was made from, all the way back to the recording."""
    made = cell.stimulus
    checkpoint = made.condition.checkpoint
    return {
        "condition": cell.condition,
        "clip": cell.clip,
        "shown": made.shown,
        "seconds": made.seconds,
        "video_sha256": made.video,
        "motion_sha256": made.motion,
        "sound_sha256": made.recording.sound if made.recording else "",
        "film_sha256": made.film.digest if made.film else "",
        "checkpoint_sha256": checkpoint.digest if checkpoint else "",
        "settings": json.dumps(made.settings, sort_keys=True),
    }


def _kept(file: Path, data: bytes) -> str:
    file.write_bytes(data)
    return store.keep(file)
