"""The exclusion multiverse of a closed study: a job of its own, its summary on the study's page, and its files."""

import json
from dataclasses import dataclass
from typing import Any, Final
from zipfile import ZipFile

from analysis.ratings import Ratings
from analysis.report.phrasing import capitalize_first, question_name
from evalsite import store
from evalsite.jobs.models import Job
from evalsite.jobs.queue import enqueue
from evalsite.jobs.registry import Handler, Output, Spec
from evalsite.questionnaire.ratings import excluded_raters, has_simulated, ratings_table
from evalsite.results import snapshots
from evalsite.results.models import Snapshot
from evalsite.results.playback_table import playback_rows
from evalsite.studies.models import Study
from face.progress import ProgressCallback

JOB_KIND: Final = "multiverse"


@dataclass(frozen=True)
class MultiverseSummary:
    """How many analyses were made, how often each verdict was reached, and the contrast of each curve.

    Questions have the names that raters know.
    """

    analyses: int
    verdicts: list[dict[str, Any]]
    curves: dict[str, str]


def enqueue_multiverse(study: Study) -> Job:
    """Enqueue the job; it fits every planned contrast once for each rater and clip.

    Raises
    ------
    InputError
        If the study has no results.
    """
    snapshot = snapshots.latest_snapshot(study)
    return enqueue(JOB_KIND, {"study": study.pk, "snapshot": snapshot.pk}, title=f"multiverse of {study.slug}")


def latest_multiverse_job(study: Study) -> Job | None:
    """Return the newest multiverse job of the study."""
    return Job.objects.filter(kind=JOB_KIND, spec__study=study.pk).first()


def read_summary(snapshot: Snapshot) -> MultiverseSummary | None:
    """Return the summary of the snapshot's multiverse, if there is one."""
    data = read_member(snapshot, "summary.json")
    if data is None:
        return None
    summary = json.loads(data)
    verdicts = [row | {"question": capitalize_first(question_name(row["question"]))} for row in summary["verdicts"]]
    return MultiverseSummary(summary["analyses"], verdicts, summary["curves"])


def read_member(snapshot: Snapshot, name: str) -> bytes | None:
    """Return a file of the snapshot's multiverse; None if it does not exist."""
    path = store.path(snapshot.multiverse_sha256 or "none")
    if not path.is_file():
        return None
    with ZipFile(path) as archive:
        return archive.read(name) if name in archive.namelist() else None


def _run_job(spec: Spec, progress: ProgressCallback) -> Output:
    from analysis.bundle import pack_bundle  # noqa: PLC0415 - scipy and matplotlib are for workers only
    from analysis.multiverse.disturbances import disturbances  # noqa: PLC0415
    from analysis.multiverse.files import multiverse_files  # noqa: PLC0415
    from analysis.multiverse.outcomes import multiverse  # noqa: PLC0415

    study = Study.objects.get(pk=spec["study"])
    plan = snapshots.analysis_plan(study)
    outcomes = multiverse(
        Ratings.from_rows(ratings_table(study)),
        plan,
        failed=excluded_raters(study),
        playback=disturbances(playback_rows(study)),
        progress=progress,
    )
    with store.workspace() as folder:
        files = multiverse_files(outcomes, plan, simulated=has_simulated(study))
        (folder / "multiverse.zip").write_bytes(pack_bundle(files))
        return {"multiverse_sha256": store.add(folder / "multiverse.zip")}


def _publish_job(spec: Spec, output: Output) -> None:
    Snapshot.objects.filter(pk=spec["snapshot"], study=spec["study"]).update(**output)


JOB_HANDLER: Final = Handler(kind=JOB_KIND, queue="analysis", run=_run_job, publish=_publish_job, time_limit=1800.0)
