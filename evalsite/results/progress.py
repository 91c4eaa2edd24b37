"""How far a study has come: the videos of a draft, the participants of an open study, and its pilot.

Nothing here looks at a condition, so that all of it may be shown before the study closes.
"""

from dataclasses import dataclass
from statistics import median
from typing import Final

from django.db.models import Count, Q

from evalsite.jobs.models import Job
from evalsite.jobs.templatetags.durations import duration_text
from evalsite.jobs.throughput import queue_statuses, seconds_left
from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.results.participants import completion_minutes
from evalsite.studies.models import Study, StudyStimulus

State = Participation.State
IN_PROGRESS: Final = (State.CONSENTED, State.STARTED)


@dataclass(frozen=True)
class VideoProgress:
    """The stimuli of a study, and the jobs that produce their videos."""

    stimuli: list[StudyStimulus]
    running: list[Job]
    waiting: int
    failed: list[Job]
    time_left: str = ""
    """In words; empty if nothing is being made, or before the first video is done."""

    @property
    def ready(self) -> int:
        """How many videos exist."""
        return sum(each.stimulus.is_ready for each in self.stimuli)

    @property
    def total(self) -> int:
        """How many videos the study needs."""
        return len(self.stimuli)

    @property
    def is_complete(self) -> bool:
        """Whether every video is ready, so that the study can open."""
        return self.ready == self.total

    @property
    def is_active(self) -> bool:
        """Whether jobs are still producing missing videos, so that the page keeps polling."""
        return not self.is_complete and bool(self.running or self.waiting)


@dataclass(frozen=True)
class ParticipationCounts:
    """Counts of participations and ratings, and of valid presentations of the least and the most rated video."""

    arrived: int
    consented: int
    completed: int
    excluded: int
    in_progress: int
    simulated: int
    ratings: int
    fewest_presentations: int
    most_presentations: int
    planned: int

    @property
    def valid(self) -> int:
        """How many completed the study and are not excluded."""
        return self.completed - self.excluded


@dataclass(frozen=True)
class PilotSummary:
    """How many began and completed the pilot, and the median of their minutes from the first video to the end."""

    began: int
    completed: int
    median_minutes: float | None
    simulated: bool


def video_progress(study: Study) -> VideoProgress:
    """Return the progress of a study's videos."""
    stimuli = study.stimuli.select_related("stimulus__condition", "stimulus__recording").order_by("clip", "condition")
    jobs = Job.objects.filter(batch=study.slug)
    active = jobs.active().count()
    seconds = seconds_left(queue_statuses(jobs)) if active else None
    return VideoProgress(
        stimuli=list(stimuli),
        running=list(jobs.running().order_by("started")),
        waiting=active - jobs.running().count(),
        failed=list(jobs.retryable().order_by("-finished")),
        time_left="" if seconds is None else duration_text(seconds),
    )


def count_participations(study: Study) -> ParticipationCounts:
    """Count participations and ratings in three queries: those of the pilot while it runs, else the study's own."""
    counts = study.participations.filter(pilot=study.in_pilot).aggregate(
        arrived=Count("pk"),
        consented=Count("pk", filter=Q(consented_at__isnull=False) | Q(state__in=(*IN_PROGRESS, State.COMPLETED))),
        completed=Count("pk", filter=Q(state=State.COMPLETED)),
        excluded=Count("pk", filter=Q(state=State.COMPLETED) & ~Q(excluded_by="")),
        in_progress=Count("pk", filter=Q(state__in=IN_PROGRESS)),
        simulated=Count("pk", filter=Q(simulated=True)),
    )
    presentations = _presentations_per_video(study)
    return ParticipationCounts(
        **counts,
        ratings=_count_ratings(study),
        fewest_presentations=min(presentations),
        most_presentations=max(presentations),
        planned=study.read_document().design.raters,
    )


def pilot_summary(study: Study) -> PilotSummary | None:
    """Summarise the pilot in one query; None if nobody took part in one."""
    participations = list(study.participations.filter(pilot=True, consented_at__isnull=False))
    if not participations:
        return None
    durations = [minutes for each in participations if (minutes := completion_minutes(each)) is not None]
    return PilotSummary(
        began=len(participations),
        completed=len(durations),
        median_minutes=median(durations) if durations else None,
        simulated=any(each.simulated for each in participations),
    )


def _count_ratings(study: Study) -> int:
    return Rating.objects.filter(
        trial__participation__study=study,
        trial__participation__pilot=study.in_pilot,
        trial__kind=Trial.Kind.MAIN,
        trial__valid=True,
    ).count()


def _presentations_per_video(study: Study) -> list[int]:
    counted = Q(
        trials__valid=True,
        trials__kind=Trial.Kind.MAIN,
        trials__participation__pilot=study.in_pilot,
        trials__participation__state=State.COMPLETED,
        trials__participation__excluded_by="",
    )
    stimuli = study.stimuli.filter(purpose="rated").annotate(presentations=Count("trials", filter=counted))
    return list(stimuli.values_list("presentations", flat=True)) or [0]
