"""The tables of a study file, and the numbers that follow from them; `consistency` checks that the tables agree."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from analysis.cells import Cell
from analysis.plan import Plan
from analysis.questions import DEFAULT_QUESTIONS
from analysis.questions import Question as PlannedQuestion
from evalsite.studies.document import default_texts, texts
from evalsite.studies.document.condition_table import VIDEO_SOURCES, ConditionTable
from evalsite.studies.document.differences import Acknowledged
from evalsite.studies.document.forms import Form
from evalsite.studies.document.practice_and_checks import Check, Practice
from evalsite.studies.document.render_table import RenderTable
from evalsite.studies.document.texts import Label, LanguageTag, Slug, Text, Title
from face.documents import Document
from face.regions import Region

MAX_MINUTES: Final = 100_000


class StudyTable(Document):
    """The name, title and language of the study."""

    name: Slug = Field(description="part of the link: lower-case letters, digits and dashes")
    title: Title = Field(description="shown at the top of the participants' pages")
    language: LanguageTag = Field(default="en", description="language of the texts")


class ClipTable(Document):
    """One clip and its speech: a recording or a sound file, or neither if all conditions are videos."""

    name: Label = Field(description="name in tables and of the clip's files")
    recording: Text | None = Field(default=None, description="name of a recording, as the page Recordings shows it")
    sound: Text | None = Field(default=None, description="a sound file, relative to the study file")
    purpose: Literal["rated", "practice", "checks"] = Field(
        default="rated",
        description="rated in every condition, or reserved for practice or checks and never analysed",
    )

    @model_validator(mode="after")
    def _check_one_sound(self) -> Self:
        if self.recording and self.sound:
            raise ValueError(f"clip {self.name} names a recording and a sound; remove one of them")
        return self


class Question(PlannedQuestion):
    """A question of the plan as participants see it; by default the talk's three questions, word for word."""

    name: Label = Field(description="name in tables and results; default: the region's name")
    region: Region | None = Field(
        default=None, description="part of the face, which a small drawing beside the question shows"
    )
    text: Text = Field(description="the question, or the statement that is agreed with")
    low: Text = Field(
        default=texts.LOW, description="label of the lower end of the scale; of a statement: “strongly disagree”"
    )
    high: Text = Field(
        default=texts.HIGH, description="label of the upper end of the scale; of a statement: “strongly agree”"
    )

    @model_validator(mode="before")
    @classmethod
    def _label_agreement(cls, table: Any) -> Any:
        """Label the ends of a statement's scale where the file does not."""
        if isinstance(table, Mapping) and table.get("kind") == "statement":
            return {"low": texts.DISAGREE, "high": texts.AGREE, **table}
        return table

    @property
    def planned(self) -> PlannedQuestion:
        """The question as a plan has it: without labels that the file leaves out, so that both have one digest."""
        usual = (texts.DISAGREE, texts.AGREE) if self.kind == "statement" else (texts.LOW, texts.HIGH)
        labels = {key for key, label in zip(("low", "high"), usual, strict=True) if getattr(self, key) == label}
        return PlannedQuestion.model_validate(self.model_dump(exclude=labels))


class Protocol(Document):
    """Texts, practice, repeats, breaks and the rules of a participation."""

    consent: Text = Field(
        default="", description="text of the first page, to which participants agree; default: the program's"
    )
    instructions: Text = Field(default="", description="text before the first video; default: the program's")
    debriefing: Text = Field(default="", description="text of the last page; default: the program's")
    screened_out: Text = Field(
        default="", description="text for participants who are screened out; default: the program's"
    )
    practice: Annotated[int, Field(ge=0, le=10)] = Field(
        default=1, description="unrated videos at the beginning, without feedback; `[[practice]]` replaces them"
    )
    repeats: Annotated[int, Field(ge=0, le=20)] = Field(
        default=0, description="videos of the first half that are shown again in the second; at most half of all"
    )
    break_every: Annotated[int, Field(ge=5)] | None = Field(
        default=None, description="videos between two breaks; at least three follow each break; default: no break"
    )
    failed_checks: Annotated[int, Field(ge=1)] = Field(
        default=2, description="this many failed checks (or all, if there are fewer) exclude a participation"
    )
    min_response_seconds: Annotated[float, Field(ge=0)] = Field(
        default=0.0,
        description="a shorter median time from the end of a video to the answer, s, excludes a participation",
    )
    lease_minutes: Annotated[float, Field(ge=1, le=7 * 24 * 60)] = Field(
        default=30, description="after this time without an answer, a participation's slots are freed"
    )
    incomplete: Literal["exclude", "include"] = Field(
        default="exclude",
        description="answers of participations that were not completed; `include` requires your own `consent`",
    )
    minutes: Annotated[float, Field(gt=0, le=MAX_MINUTES)] | None = Field(
        default=None,
        description="duration of the study, as participants are told; default: computed from the length of the videos, "
        "and after a pilot of three people or more from their median",
    )


Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class ProlificTable(Document):
    """Completion codes of a study on Prolific; without a code, participants are sent to Prolific's start page."""

    completion_code: Code = Field(description="for participants who complete the study")
    screened_out_code: Code | None = Field(default=None, description="for participants who are screened out")
    withdrawn_code: Code | None = Field(default=None, description="for participants who withdraw")


class RecruitmentTable(Document):
    """How participants reach the study."""

    prolific: ProlificTable | None = Field(default=None, description="participants come from Prolific")
    direct: bool | None = Field(
        default=None, description="whether everybody with the plain link may take part; default: unless on a platform"
    )
    over_quota: bool = Field(default=False, description="admit participants after every cell has its ratings")

    @property
    def is_direct(self) -> bool:
        """Whether everyone with the link may take part."""
        return self.prolific is None if self.direct is None else self.direct


class QuestionTranslation(Document):
    """A translated question of `[[questions]]`, by name."""

    text: Text = Field(description="the question")
    low: Text = Field(description="label of the lower end of the scale")
    high: Text = Field(description="label of the upper end of the scale")


class FormQuestionTranslation(Document):
    """A translated question of a form, by name."""

    text: Text = Field(description="the question")
    options: tuple[Text, ...] = Field(default=(), description="the options, in the order of the original")


class Translation(Document):
    """All texts of the study in another language; default texts are translated already."""

    title: Text = Field(description="translation of `study.title`")
    consent: Text | None = Field(default=None, description="translation of `protocol.consent`")
    instructions: Text | None = Field(default=None, description="translation of `protocol.instructions`")
    debriefing: Text | None = Field(default=None, description="translation of `protocol.debriefing`")
    screened_out: Text | None = Field(default=None, description="translation of `protocol.screened_out`")
    questions: dict[str, QuestionTranslation] = Field(default={}, description="the questions, by name")
    practice: tuple[Text, ...] = Field(default=(), description="the notes of `[[practice]]`, in their order")
    checks: tuple[Text, ...] = Field(default=(), description="the texts of `[[checks]]` that have one, in their order")
    before: dict[str, FormQuestionTranslation] = Field(default={}, description="the questions of `[[before]]`, by name")
    after: dict[str, FormQuestionTranslation] = Field(default={}, description="the questions of `[[after]]`, by name")


class StudyTables(Plan):
    """All tables of a study file, each checked by itself; `[design]`, `[payment]` and `[analysis]` are the plan's."""

    study: StudyTable
    conditions: Annotated[tuple[ConditionTable, ...], Field(min_length=2)]
    clips: Annotated[tuple[ClipTable, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)] = tuple(
        Question(name=each.name, region=each.region, text=each.text) for each in DEFAULT_QUESTIONS
    )
    practice: tuple[Practice, ...] = ()
    checks: tuple[Check, ...] = ()
    protocol: Protocol = Protocol()
    before: Form = ()
    after: Form = ()
    translations: dict[LanguageTag, Translation] = {}
    render: RenderTable = RenderTable()
    acknowledged: Acknowledged = Field(
        default={},
        description="Differences between videos that you accept, by kind: a list of clips (for `length`), or of "
        "condition/clip; condition/* means all videos of a condition.",
    )
    recruitment: RecruitmentTable = RecruitmentTable()

    @model_validator(mode="after")
    def _fill_default_texts(self) -> Self:
        """Fill in the program's texts for a study of this kind; stored documents contain all texts already."""
        defaults = default_texts.default_texts(
            (source for condition in self.conditions for source in VIDEO_SOURCES if getattr(condition, source)),
            by_region=all(question.region for question in self.questions),
        )
        missing: dict[str, str] = {key: text for key, text in defaults.items() if not getattr(self.protocol, key)}
        if missing:
            # The model is frozen for everybody else.
            object.__setattr__(self, "protocol", self.protocol.model_copy(update=missing))
        return self

    @property
    def analysis_plan(self) -> Plan:
        """The tables that belong to the analysis."""
        questions = tuple(question.planned for question in self.questions)
        return Plan(design=self.design, payment=self.payment, analysis=self.analysis, questions=questions)

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

    def clips_of(self, condition: ConditionTable) -> list[ClipTable]:
        """Return the clips that a condition shows."""
        return [clip for clip in self.clips if condition.name in self.conditions_showing(clip)]

    @property
    def cells(self) -> list[Cell]:
        """The cell of every video of the study, clip by clip."""
        return [Cell(condition, clip.name) for clip in self.clips for condition in self.conditions_showing(clip)]

    @property
    def question_names(self) -> tuple[str, ...]:
        """The names of the questions, in their order."""
        return tuple(question.name for question in self.questions)

    @property
    def slot_questions(self) -> tuple[str, ...]:
        """The questions of slot keys: one empty name if all questions are asked under one video."""
        return ("",) if self.design.layout == "together" else self.question_names

    @property
    def slot_key_count(self) -> int:
        """The number of slot keys: condition × clip, and × question if a trial asks one question."""
        return len(self.conditions) * len(self.rated_clips) * len(self.slot_questions)

    @property
    def max_trial_count(self) -> int:
        """The number of slot keys that one participant can rate."""
        return self.slot_key_count // self.list_count

    @property
    def shows_clips_once(self) -> bool:
        """Whether a participant meets each clip in one condition only."""
        return self.design.clip_showings == "once" or self.design.conditions_per_rater == "one"

    @property
    def lists_show_every_condition(self) -> bool:
        """Whether each participant is sure to rate a clip in every condition."""
        is_one = self.design.conditions_per_rater == "one"
        rates_all = self.trial_count == self.max_trial_count and len(self.rated_clips) >= len(self.conditions)
        return rates_all and not is_one

    @property
    def list_count(self) -> int:
        """The number of counterbalanced lists of slot keys; a participant rates keys of one of them."""
        questions = len(self.question_names) if self.design.layout == "split-questions" else 1
        return questions * (len(self.conditions) if self.shows_clips_once else 1)

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
