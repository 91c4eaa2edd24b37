"""How long a participation takes: from the length of its videos, and after a pilot from its participants."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.forms import FormQuestion
from evalsite.studies.document.practice_and_checks import Check, Practice
from evalsite.studies.document.tables import MAX_MINUTES
from evalsite.studies.models import Study

SECONDS_PER_VIDEO: Final = 2.5
"""Around a video: starting it, and sending the answer."""
SECONDS_PER_ANSWER: Final = 3.0
SECONDS_PER_FORM_QUESTION: Final = {"choice": 5.0, "number": 5.0, "text": 15.0}
SECONDS_PER_BREAK: Final = 20.0
SECONDS_OF_PAGES: Final = 45.0
"""Welcome page and sound check."""
WORDS_PER_SECOND: Final = 4.0
"""Reading at 240 words a minute (Brysbaert 2019, Journal of Memory and Language 109, 104047: 238)."""

MIN_PILOT: Final = 3
"""Fewer participants of a pilot say too little; often they are the researchers themselves."""

PilotDurations = Callable[[Study], list[float]]
_pilot_durations: list[PilotDurations] = []


def register_pilot_durations(provider: PilotDurations) -> None:
    """Register the function that returns the minutes of the people who completed a study's pilot."""
    _pilot_durations.append(provider)


@dataclass(frozen=True)
class Duration:
    """An estimate of how long a participation takes.

    Attributes
    ----------
    minutes
        From the first page to the last.
    pilot
        The number of the pilot's participants whose median it is; 0 if it follows from the videos.
    """

    minutes: float
    pilot: int = 0

    @property
    def told(self) -> int:
        """Whole minutes, as participants are told."""
        return min(max(1, math.ceil(self.minutes)), MAX_MINUTES)

    @property
    def basis(self) -> str:
        """What the estimate comes from, as the subject of a sentence."""
        return f"the median of {self.pilot} participants of the pilot" if self.pilot else "the length of the videos"


def estimate_duration(study: Study, document: StudyDocument | None = None) -> Duration:
    """Return how long a participation in a study takes, with another document if one is given."""
    document = document or study.read_document()
    providers = [] if study.state == Study.State.DRAFT else _pilot_durations
    minutes = [each for provider in providers for each in provider(study)]
    if len(minutes) < MIN_PILOT:
        return duration_from_videos(document, clip_seconds(study))
    # The pilot's participants were timed to their last answer.
    after = _form_seconds(document.after) + _reading_seconds(document.protocol.debriefing)
    return Duration(median(minutes) + after / 60, pilot=len(minutes))


def clip_seconds(study: Study) -> dict[str, float]:
    """Return the length of each clip's videos, s, or of their sound while they aren't ready."""
    longest: dict[str, float] = defaultdict(float)
    for row in study.stimuli.select_related("stimulus__recording"):
        recorded = row.stimulus.recording.seconds if row.stimulus.recording else 0.0
        seconds = row.stimulus.seconds or max(row.stimulus.min_seconds, recorded)
        longest[row.clip] = max(longest[row.clip], seconds)
    return {clip: seconds for clip, seconds in longest.items() if seconds}


def duration_from_videos(document: StudyDocument, seconds: Mapping[str, float]) -> Duration:
    """Return the estimate from the length of each clip, s; clips of unknown length count as the average."""
    questions = len(document.questions) if document.design.layout == "together" else 1
    rated = _mean_seconds([clip.name for clip in document.rated_clips], seconds)
    videos = (document.trial_count + document.repeat_count) * _trial_seconds(rated, questions)
    entries: tuple[Practice | Check, ...] = (*document.practice, *document.checks)
    for entry in entries:
        asked = 1 if isinstance(entry, Check) and entry.kind == "instructed" else questions
        videos += _trial_seconds(_entry_seconds(entry, document, seconds), asked)
    if not document.practice:
        videos += document.practice_count * _trial_seconds(rated, questions)
    protocol = document.protocol
    breaks = (document.presentation_count - 1) // protocol.break_every if protocol.break_every else 0
    pages = SECONDS_OF_PAGES + breaks * SECONDS_PER_BREAK + _form_seconds((*document.before, *document.after))
    reading = _reading_seconds(protocol.consent, protocol.instructions, protocol.debriefing)
    return Duration((videos + pages + reading) / 60)


def _trial_seconds(video: float, questions: int) -> float:
    return video + SECONDS_PER_VIDEO + questions * SECONDS_PER_ANSWER


def _entry_seconds(entry: Practice | Check, document: StudyDocument, seconds: Mapping[str, float]) -> float:
    """Return the average length of the clips that an entry may show, s."""
    purpose = "practice" if isinstance(entry, Practice) else "checks"
    reserved = [clip.name for clip in document.clips if clip.purpose == purpose]
    rated = [clip.name for clip in document.rated_clips]
    return _mean_seconds([entry.clip] if entry.clip else reserved or rated, seconds)


def _mean_seconds(clips: list[str], seconds: Mapping[str, float]) -> float:
    known = [seconds[clip] for clip in clips if clip in seconds] or list(seconds.values())
    return fmean(known) if known else 0.0


def _form_seconds(questions: tuple[FormQuestion, ...]) -> float:
    return sum(SECONDS_PER_FORM_QUESTION[question.kind] for question in questions)


def _reading_seconds(*texts: str) -> float:
    return sum(len(text.split()) for text in texts) / WORDS_PER_SECOND
