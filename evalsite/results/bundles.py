"""The report and the bundle of a closed study: the analysis's files, and what only the site knows about the videos."""

import json
from typing import Any, Final

from analysis.preregistration.seal import SealedPreregistration
from analysis.ratings import Ratings
from analysis.results import SCHEMA_VERSION
from evalsite import store
from evalsite.jobs.models import Job
from evalsite.jobs.queue import enqueue
from evalsite.jobs.registry import Handler, Output, Spec
from evalsite.questionnaire.ratings import ratings_table
from evalsite.results import snapshots
from evalsite.results.models import Snapshot
from evalsite.results.playback_table import playback_rows
from evalsite.stimuli.notes import stimulus_notes
from evalsite.studies import preregistration
from evalsite.studies.models import Study, StudyStimulus
from face.errors import InputError
from face.progress import ProgressCallback, no_progress

JOB_KIND: Final = "report"


def enqueue_report(study: Study) -> Job:
    """Enqueue a job that writes report and bundle: it loads matplotlib, which the web process does not.

    Raises
    ------
    InputError
        If there are no results, or those of a version of the program whose shape this one does not write.
    """
    snapshot = snapshots.latest_snapshot(study)
    if not snapshot.is_current:
        raise InputError(
            f"the results of study {study.slug} were computed by {snapshot.program or 'an earlier version'}, and this "
            "version writes no report of them; press Analyse again first"
        )
    spec = {"study": study.pk, "ratings": snapshot.ratings_sha256, "snapshot": snapshot.pk}
    return enqueue(JOB_KIND, spec, title=f"report of {study.slug}")


def latest_report_job(study: Study) -> Job | None:
    """Return the newest report job of the study."""
    return Job.objects.filter(kind=JOB_KIND, spec__study=study.pk).first()


def store_report_and_bundle(study: Study, progress: ProgressCallback = no_progress) -> dict[str, str]:
    """Write both files to the store and return their digests, by the snapshot's fields."""
    packed = pack_report_and_bundle(bundle_files(study, progress))
    digests = {}
    with store.workspace() as folder:
        for name, data in packed.items():
            (folder / name).write_bytes(data)
            digests[f"{name}_sha256"] = store.add(folder / name)
    return digests


def pack_report_and_bundle(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the report's page, and the zip of all files."""
    from analysis.bundle import pack_bundle  # noqa: PLC0415 - matplotlib is for workers and commands only

    return {"report": files["report.html"], "bundle": pack_bundle(files)}


def bundle_files(study: Study, progress: ProgressCallback = no_progress) -> dict[str, bytes]:
    """Return every file of the bundle by its path.

    Raises
    ------
    InputError
        If the study is not closed, or nobody completed it.
    """
    from analysis import bundle  # noqa: PLC0415 - matplotlib is for workers and commands only
    from analysis.objective_scores import scores_from_results  # noqa: PLC0415

    snapshot = snapshots.ensure_snapshot(study, progress)
    simulated = study.participations.filter(simulated=True)
    known = bundle.BundleContext(
        title=study.title,
        plan=snapshots.analysis_plan(study),
        order=[condition.name for condition in study.read_document().conditions],
        simulated=frozenset(simulated.values_list("code", flat=True)),
        objective=scores_from_results(snapshot.results),
        preregistration=_analysed_preregistration(study, snapshot),
        playback=list(playback_rows(study)),
        extra_files=_study_files(study),
    )
    return bundle.bundle_files(Ratings.from_rows(ratings_table(study)), snapshot.results, known, progress)


def _analysed_preregistration(study: Study, snapshot: Snapshot) -> SealedPreregistration | None:
    """Return the sealed text that the results were compared with; those of an earlier program were with none."""
    return preregistration.latest_sealed(study) if snapshot.results.get("preregistration") else None


def _study_files(study: Study) -> dict[str, bytes]:
    """Return the study document and the provenance of its videos."""
    from analysis.csv_format import format_csv  # noqa: PLC0415

    document = {"digest": study.digest, "document": study.document}
    related = ("stimulus__recording", "stimulus__imported_video", "stimulus__condition__checkpoint")
    stimuli = study.stimuli.select_related(*related).order_by("pk")
    texts = {
        "study.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n",
        "stimuli.csv": format_csv([_provenance(each) for each in stimuli]),
    }
    if study.source:
        texts["study.toml"] = study.source
    return {name: text.encode() for name, text in texts.items()}


def _provenance(study_stimulus: StudyStimulus) -> dict[str, Any]:
    """Return the digests of everything that a video was made from."""
    stimulus = study_stimulus.stimulus
    checkpoint = stimulus.condition.checkpoint
    return {
        "condition": study_stimulus.condition,
        "clip": study_stimulus.clip,
        "shown": stimulus.clip_name,
        "seconds": stimulus.seconds,
        "video_sha256": stimulus.video,
        "motion_sha256": stimulus.motion,
        "sound_sha256": stimulus.recording.sound if stimulus.recording else "",
        "film_sha256": stimulus.imported_video.digest if stimulus.imported_video else "",
        "checkpoint_sha256": checkpoint.digest if checkpoint else "",
        "settings": json.dumps(stimulus.settings, sort_keys=True),
        "notes": "; ".join(stimulus_notes(stimulus)),
    }


def _run_job(spec: Spec, progress: ProgressCallback) -> Output:
    return dict(store_report_and_bundle(Study.objects.get(pk=spec["study"]), progress))


def _publish_job(spec: Spec, output: Output) -> None:
    # A job that an earlier version enqueued names no snapshot: there was one of each study.
    wanted = {"pk": spec["snapshot"]} if "snapshot" in spec else {"ratings_sha256": spec["ratings"]}
    Snapshot.objects.filter(study=spec["study"], schema=SCHEMA_VERSION, **wanted).update(**output)


JOB_HANDLER: Final = Handler(kind=JOB_KIND, queue="analysis", run=_run_job, publish=_publish_job, time_limit=900.0)
