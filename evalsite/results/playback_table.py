"""How the videos of a study's trials played, for its exports."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from analysis.playback_csv import TrialPlayback
from evalsite.questionnaire.models import Trial
from evalsite.questionnaire.playback import Playback
from evalsite.questionnaire.playback_summary import summarise
from evalsite.questionnaire.ratings import usable_participations
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.models import Study


def playback_rows(study: Study) -> Iterator[TrialPlayback]:
    """Yield the answered trials of the participations whose answers may be used, practice and checks too."""
    document = study.read_document()
    trials = Trial.objects.filter(participation__in=usable_participations(study), answered_at__isnull=False)
    order = ("participation__completed_at", "participation__code", "position")
    for trial in trials.with_stimulus().select_related("participation").order_by(*order).iterator():
        yield _row(trial, document)


def _row(trial: Trial, document: StudyDocument) -> TrialPlayback:
    person, length = trial.participation, trial.stimulus.stimulus.seconds
    return TrialPlayback(
        rater=person.code,
        position=trial.position,
        kind=trial.kind,
        clip=trial.stimulus.clip,
        condition=trial.stimulus.condition,
        questions="; ".join(question.name for question in trial.questions_in(document)),
        valid=trial.valid,
        simulated=person.simulated,
        begin=_seconds_between(person.started_at, trial.playback_started_at),
        seconds=_seconds_between(trial.playback_started_at, trial.answered_at),
        video_seconds=length,
        **(_recorded(Playback.model_validate(trial.playback), length or 0.0) if trial.playback else {}),
    )


def _recorded(record: Playback, length: float) -> dict[str, Any]:
    """Return the columns that come from the page's record."""
    summary = summarise(record, length=length)
    return {
        "playback_seconds": summary.seconds,
        "played_share": summary.share,
        "stalls": summary.count("stall"),
        "stall_seconds": summary.lost_seconds("stall"),
        "hidden": summary.count("hidden"),
        "hidden_seconds": summary.lost_seconds("hidden"),
        "pauses": summary.count("pause"),
        "pause_seconds": summary.lost_seconds("pause"),
        "seeks": summary.seeks,
        # A browser that can't count frames reports 0.
        "frames": record.frames or None,
        "dropped_frames": record.dropped if record.frames else None,
        "replays": record.replays,
    }


def _seconds_between(start: datetime | None, end: datetime | None) -> float | None:
    return (end - start).total_seconds() if start and end else None
