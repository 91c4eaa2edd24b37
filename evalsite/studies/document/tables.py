"""The tables of a study file, and the numbers that follow from them; `consistency` checks that the tables agree."""

import math
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from analysis.plan import Plan
from evalsite.studies.document import texts
from evalsite.studies.document.forms import Form
from evalsite.studies.document.practice_and_checks import Check, Practice
from evalsite.studies.document.texts import Label, LanguageTag, Slug, Text, Title
from face.documents import Document
from face.regions import Region
from renderer.settings import RenderSettings

RENDER_DEFAULTS: Final = RenderSettings()
VIDEO_SOURCES: Final = ("original", "still", "checkpoint", "motion", "videos", "imported")

Role = Literal["reference", "anchor", "system"]
"""What a condition is in the design: the best one known, a clearly bad one, or one under test."""

DifferenceKind = Literal[
    "length", "aspect_ratio", "upscaled", "black_bars", "silent", "sound", "sound_offset", "loudness"
]
Acknowledged = dict[DifferenceKind, tuple[str, ...]]
"""Differences between videos that the researcher accepts: kind → clips or `condition/clip`."""


class StudyTable(Document):
    """The table `[study]`."""

    name: Slug
    title: Title
    language: LanguageTag = "en"


class ConditionTable(Document):
    """One condition and the source of its videos; folders are looked for beside the study file."""

    original: bool = Field(default=False, description="the recording's measured motion")
    still: bool = Field(default=False, description="a face that only blinks while the recording is heard: an anchor")
    checkpoint: Text | None = Field(default=None, description="what this network predicts from the sound")
    motion: Text | None = Field(default=None, description="a folder of motion files, CLIP.fap, .npz or .csv")
    videos: Text | None = Field(default=None, description="a folder of videos, CLIP.mp4")
    imported: Text | None = Field(default=None, description="what `manage.py enqueue import --condition` was given")
    name: Label
    role: Role | None = None

    @model_validator(mode="after")
    def _check_video_source(self) -> Self:
        if sum(bool(getattr(self, source)) for source in VIDEO_SOURCES) != 1:
            sources = "original = true, still = true, checkpoint, motion, videos, imported"
            raise ValueError(f"condition {self.name} needs exactly one of {sources}")
        return self

    @property
    def has_videos(self) -> bool:
        """Whether the condition has finished videos with sound."""
        return bool(self.videos or self.imported)

    @property
    def effective_role(self) -> Role:
        """The role; by default measured motion is the reference, and every other condition is tested."""
        return self.role or ("reference" if self.original else "system")


class ClipTable(Document):
    """A clip and its source; the sound may be left out if all conditions are imported videos."""

    name: Label
    recording: Text | None = Field(default=None, description="the name of a recording")
    sound: Text | None = Field(default=None, description="a sound file, looked for beside the study file")
    purpose: Literal["rated", "practice", "checks"] = "rated"

    @model_validator(mode="after")
    def _check_one_sound(self) -> Self:
        if self.recording and self.sound:
            raise ValueError(f"clip {self.name} names a recording and a sound; remove one of them")
        return self


class Question(Document):
    """One question about one region, answered on the plan's scale."""

    region: Region
    text: Text
    low: Text = texts.LOW
    high: Text = texts.HIGH


class Protocol(Document):
    """The procedure around the ratings."""

    consent: Text = texts.CONSENT
    instructions: Text = texts.INSTRUCTIONS
    debriefing: Text = texts.DEBRIEFING
    screened_out: Text = texts.SCREENED_OUT
    practice: Annotated[int, Field(ge=0, le=10)] = Field(default=1, description="unrated videos at the beginning")
    repeats: Annotated[int, Field(ge=0, le=20)] = Field(
        default=0, description="videos shown a second time; at most half of them"
    )
    break_every: Annotated[int, Field(ge=5)] | None = Field(default=None, description="videos between two breaks")
    failed_checks: Annotated[int, Field(ge=1)] = Field(
        default=2, description="this many failed checks exclude a participation"
    )
    min_response_seconds: Annotated[float, Field(ge=0)] = Field(
        default=0.0, description="least median seconds from the end of a video to the answer"
    )
    lease_minutes: Annotated[float, Field(ge=1, le=7 * 24 * 60)] = Field(
        default=30, description="without an answer for this long, a participation's slots are freed"
    )
    incomplete: Literal["exclude", "include"] = Field(
        default="exclude", description="the answers of participations that were not completed"
    )
    minutes: Annotated[float, Field(gt=0, le=180)] = 5


class RenderTable(Document):
    """Render settings of all stimuli; the keys of `renderer.settings.RenderSettings`."""

    avatar: str = RENDER_DEFAULTS.avatar
    deformer: str = RENDER_DEFAULTS.deformer
    size: tuple[int, int] = RENDER_DEFAULTS.size
    fps: int = RENDER_DEFAULTS.fps
    crf: int = RENDER_DEFAULTS.crf

    @model_validator(mode="after")
    def _check_settings(self) -> Self:
        RenderSettings(**dict(self))
        return self

    def settings(self) -> dict[str, Any]:
        """Return the settings as a stimulus records them."""
        return RenderSettings(**dict(self)).to_json()


Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class ProlificTable(Document):
    """The table `[recruitment.prolific]`: one completion code for each way in which a participation ends."""

    completion_code: Code
    screened_out_code: Code | None = None
    withdrawn_code: Code | None = None


class RecruitmentTable(Document):
    """How participants are recruited; by default there is no direct link if a platform is named."""

    prolific: ProlificTable | None = None
    direct: bool | None = None
    over_quota: bool = Field(default=False, description="admit participants after every cell has its ratings")

    @property
    def is_direct(self) -> bool:
        """Whether everyone with the link may take part."""
        return self.prolific is None if self.direct is None else self.direct


class QuestionTranslation(Document):
    """The translation of a rating question and of the ends of its scale."""

    text: Text
    low: Text
    high: Text


class FormQuestionTranslation(Document):
    """The translation of a form question; its options in the same order."""

    text: Text
    options: tuple[Text, ...] = ()


class Translation(Document):
    """All texts of a study in another language; texts that the study leaves at their defaults may be left out."""

    title: Text
    consent: Text | None = None
    instructions: Text | None = None
    debriefing: Text | None = None
    screened_out: Text | None = None
    questions: dict[str, QuestionTranslation] = {}
    practice: tuple[Text, ...] = Field(default=(), description="the note of each practice that has one")
    checks: tuple[Text, ...] = Field(default=(), description="the text of each instructed check that has one")
    before: dict[str, FormQuestionTranslation] = {}
    after: dict[str, FormQuestionTranslation] = {}


class StudyTables(Plan):
    """All tables of a study file, each checked by itself; `[design]`, `[payment]` and `[analysis]` are the plan's."""

    study: StudyTable
    conditions: Annotated[tuple[ConditionTable, ...], Field(min_length=2)]
    clips: Annotated[tuple[ClipTable, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)] = tuple(
        Question(region=region, text=texts.default_question(region)) for region in Region
    )
    practice: tuple[Practice, ...] = ()
    checks: tuple[Check, ...] = ()
    protocol: Protocol = Protocol()
    before: Form = ()
    after: Form = ()
    translations: dict[LanguageTag, Translation] = {}
    render: RenderTable = RenderTable()
    acknowledged: Acknowledged = {}
    recruitment: RecruitmentTable = RecruitmentTable()

    @property
    def languages(self) -> list[str]:
        """The languages of the study, its own first."""
        return [self.study.language, *self.translations]

    @property
    def rated_clips(self) -> tuple[ClipTable, ...]:
        """The clips that are rated, without those for practice and checks."""
        return tuple(clip for clip in self.clips if clip.purpose == "rated")

    def conditions_showing(self, clip: ClipTable) -> list[str]:
        """Return the conditions in which a clip is shown: all if it is rated, else those that its table names."""
        if clip.purpose == "rated":
            return [condition.name for condition in self.conditions]
        entries = self.practice if clip.purpose == "practice" else self.checks
        named = {entry.condition for entry in entries if entry.clip in (None, clip.name)}
        return [condition.name for condition in self.conditions if condition.name in named]

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that are asked about, in the order of the questions."""
        return tuple(question.region.value for question in self.questions)

    @property
    def slot_regions(self) -> tuple[str, ...]:
        """The regions of slot keys: one empty name if all questions are asked under one video."""
        return ("",) if self.design.layout == "together" else self.regions

    @property
    def slot_key_count(self) -> int:
        """The number of slot keys: condition × clip, and × region if a trial asks about one region."""
        return len(self.conditions) * len(self.rated_clips) * len(self.slot_regions)

    @property
    def max_trial_count(self) -> int:
        """The number of slot keys that one participant can rate."""
        return (
            self.slot_key_count // len(self.regions) if self.design.layout == "split-regions" else self.slot_key_count
        )

    @property
    def trial_count(self) -> int:
        """The number of a participant's trials that are analysed."""
        return self.design.trials_per_rater or self.max_trial_count

    @property
    def presentation_count(self) -> int:
        """The number of videos that a participant watches after the practice: trials, repeats and checks."""
        return self.trial_count + self.repeat_count + len(self.checks)

    @property
    def repeat_count(self) -> int:
        """The number of trials that are repeated."""
        return min(self.protocol.repeats, self.trial_count // 2)

    @property
    def practice_count(self) -> int:
        """The number of practice videos at the beginning."""
        return len(self.practice) or self.protocol.practice

    @property
    def quota(self) -> int:
        """The number of ratings that each slot key needs."""
        return self.design.ratings_per_cell or math.ceil(self.design.raters * self.trial_count / self.slot_key_count)
