"""The analysis plan, fixed before the first rating.

It is `[design]`, `[payment]`, `[analysis]` and `[[questions]]` of a study file.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from analysis.earlier_plans import check_value_is_present
from analysis.questions import DEFAULT_QUESTIONS, Question, Scale, question_problems
from face.documents import Document, read_toml_tables, validate_document
from face.errors import InputError

Family = Annotated[
    Literal["all", "question", "none"], BeforeValidator(partial(check_value_is_present, "analysis", "family"))
]
"""The contrasts that are adjusted together: all contrasts × questions, those of one question, or none."""

Layout = Annotated[
    Literal["together", "blocks", "split-questions"],
    BeforeValidator(partial(check_value_is_present, "design", "layout")),
]
"""All questions under each video, one block of videos per question, or one question per participant."""

Adjustment = Literal["holm", "bh"]
"""Holm controls the family-wise error rate, Benjamini-Hochberg the false discovery rate."""

DfMethod = Literal["satterthwaite", "kenward-roger"]
"""How the degrees of freedom of a contrast's t test are approximated."""

Factor = Literal["avatar", "deformer", "sound"]
"""What conditions may differ in by design; all else that is not their motion is the same in every condition."""

_TOLERANCE = 1e-9


def _check_weights(value: dict[str, float]) -> dict[str, float]:
    if abs(sum(value.values())) > _TOLERANCE:
        raise ValueError(f"the weights sum to {sum(value.values()):g}; make them sum to 0")
    if sum(weight != 0 for weight in value.values()) < 2:
        raise ValueError("a contrast compares conditions; give at least two a weight other than 0")
    return value


def _check_factors(value: tuple[Factor, ...]) -> tuple[Factor, ...]:
    twice = next((factor for factor in value if value.count(factor) > 1), None)
    if twice:
        raise ValueError(f"{twice} is named twice; name it once")
    return value


Weights = Annotated[dict[str, float], AfterValidator(_check_weights)]
Share = Annotated[Decimal, Field(ge=0, lt=1)]
Label = Annotated[str, StringConstraints(min_length=1)]


class Design(Document):
    """The size of the study, its layout and its scale."""

    raters: int = Field(default=20, ge=1, description="number of participants who are to complete the study")
    clips: int | None = Field(default=None, ge=1, description="number of clips; a study file lists them instead")
    trials_per_rater: int | None = Field(default=None, ge=1, description="videos per participant; default: every cell")
    ratings_per_cell: int | None = Field(
        default=None, ge=1, description="ratings of each cell; default: the raters' trials divided among the cells"
    )
    layout: Layout = Field(
        default="together",
        description="all questions under each video; one block of videos per question; or one question per participant",
    )
    conditions_per_rater: Literal["all", "one"] = Field(
        default="all",
        exclude_if=lambda value: value == "all",
        description="whether each participant rates every condition, or one (a comparison between raters)",
    )
    clip_showings: Literal["every condition", "once"] = Field(
        default="every condition",
        exclude_if=lambda value: value == "every condition",
        description='"once": a participant meets each clip in one condition, balanced over participants',
    )
    scale: Scale = Field(
        default=(1, 10), description="lowest and highest rating; in a study file, [0, 100] is a slider"
    )
    seed: int = Field(default=0, ge=0, description="determines, with the order of arrivals, who sees what")
    factors: Annotated[tuple[Factor, ...], AfterValidator(_check_factors)] = Field(
        default=(),
        # Left out of what is stored where there are none, so that plans without them keep their digest.
        exclude_if=lambda factors: not factors,
        description="what conditions differ in by design, beside their motion: a condition then has a key of that name",
    )


class Payment(Document):
    """What one completed participation costs."""

    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = Field(
        default="USD", description="currency code"
    )
    reward: Decimal = Field(default=Decimal(0), ge=0, decimal_places=2, description="payment per participation")
    reward_per_hour: Decimal | None = Field(
        default=None,
        gt=0,
        decimal_places=2,
        # Left out of what is stored where it is not given, so that plans without it keep their digest.
        exclude_if=lambda value: value is None,
        description="payment per hour: without `reward`, a study's reward follows from it and the minutes it takes",
    )
    minutes: float | None = Field(default=None, gt=0, description="expected duration of a participation")
    platform_fee: Share = Field(default=Decimal(0), description="the platform's share on top of the reward")


class Exclusions(Document):
    """The rules that exclude raters; no rule looks at how a condition is rated."""

    constant: bool = Field(default=False, description="exclude raters who gave one number to everything")
    minimum_share: float = Field(
        default=0.0, ge=0, le=1, description="exclude raters with fewer ratings than this share of the maximum"
    )
    alike: bool = Field(
        default=False, description="exclude raters who answered all questions of each presentation with one number"
    )
    longest_run: float = Field(
        default=1.0, ge=0, le=1, description="exclude raters with a greater share of one number in an unbroken run"
    )
    minimum_seconds: float = Field(
        default=0.0, ge=0, description="exclude raters whose median time per rating is shorter, s"
    )
    checks: bool = Field(default=True, description="exclude raters who failed checks of the questionnaire")


class Analysis(Document):
    """The contrasts to be tested, and the rules of testing."""

    contrasts: dict[Label, Weights] = Field(default={}, description="name → weight of each condition, summing to 0")
    alpha: float = Field(default=0.05, gt=0, lt=0.5, description="level of every test; intervals cover 1 - alpha")
    family: Family = Field(
        default="all",
        description="tests that are adjusted together: contrasts × questions, contrasts per question, or none",
    )
    adjust: Adjustment = Field(default="holm", description="Holm, or Benjamini-Hochberg (false discovery rate)")
    df_method: DfMethod = Field(
        default="satterthwaite",
        # Left out of what is stored where it is the default, so that plans without it keep their digest.
        exclude_if=lambda value: value == "satterthwaite",
        description="degrees of freedom of the contrasts; `kenward-roger` is more exact in small studies",
    )
    equivalence_bound: float = Field(default=0.5, gt=0, description="points of the scale that do not matter")
    exclusions: Exclusions = Field(default=Exclusions(), description="rules that exclude raters")
    seed: int = Field(default=0, ge=0, description="seed of all random numbers")


class Plan(Document):
    """The tables of the plan; without questions, every question of the ratings is analysed on the same scale."""

    design: Design = Design()
    payment: Payment = Payment()
    analysis: Analysis = Analysis()
    questions: tuple[Question, ...] = Field(
        default=(),
        # Left out of what is stored where there are none, so that plans without them keep their digest.
        exclude_if=lambda questions: not questions,
        description="what raters are asked, in the order of the report",
    )

    @model_validator(mode="after")
    def _check_questions(self) -> Self:
        for problem in question_problems(self.questions, self.design.scale, self.analysis.equivalence_bound):
            raise ValueError(problem)
        return self

    def question(self, name: str) -> Question | None:
        """Return the question of that name; None if the plan lacks it."""
        return next((question for question in self.questions if question.name == name), None)

    def scale_of(self, question: str) -> tuple[int, int]:
        """Return the lowest and the highest answer to a question."""
        planned = self.question(question)
        return (planned and planned.scale) or self.design.scale

    def bound_of(self, question: str) -> float:
        """Return the points that do not matter on the scale of a question."""
        planned = self.question(question)
        return (planned and planned.equivalence_bound) or self.analysis.equivalence_bound

    def digest(self) -> str:
        """Return the SHA-256 of the plan's content, whatever the order and layout of its file."""
        return content_digest(self.model_dump(mode="json"))


def content_digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document's content, whatever its order."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def read_plan(path: Path) -> Plan:
    """Read a plan, or the plan's tables of a study file.

    Raises
    ------
    InputError
        If the file is missing, is not TOML, or a key is wrong; the message names file, key and remedy.
    """
    tables = read_toml_tables(path)
    if not tables.keys() & Plan.model_fields.keys():
        raise InputError(f"{path} contains no plan; give it a table [analysis]")
    return parse_plan(tables, source=str(path))


def study_conditions(path: Path) -> list[str]:
    """Return the names of a study file's conditions in their order; a bare plan lists none."""
    tables = read_toml_tables(path).get("conditions", [])
    return [str(each["name"]) for each in tables if isinstance(each, Mapping) and "name" in each]


def parse_plan(tables: Mapping[str, Any], *, source: str) -> Plan:
    """Return the plan in `tables`; of a study file (with a table `[study]`) only the plan's tables are read."""
    if "study" in tables:
        tables = {name: tables[name] for name in Plan.model_fields if name in tables}
        tables.setdefault("questions", DEFAULT_QUESTIONS)
    return validate_document(tables, Plan, source=source)
