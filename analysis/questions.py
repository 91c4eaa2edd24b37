"""The questions of a plan: what raters are asked, on which scale, and which differences do not matter."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from face.documents import Document
from face.regions import REGION_NAMES, Region

QuestionKind = Literal["rating", "statement"]
"""A rating on a scale with labelled ends, or the agreement with a statement."""

STATEMENT_SCALES: Final = ((1, 5), (1, 7))
"""Agreement has five or seven steps."""


def _check_scale(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] >= value[1]:
        raise ValueError(f"the scale goes from {value[0]} to {value[1]}; write the lower end first")
    return value


def _check_name(value: str) -> str:
    if not value or value != value.strip() or not value.isprintable():
        raise ValueError(f"{value!r} can't name a question in a table; write a word or two without spaces around them")
    return value


Scale = Annotated[tuple[int, int], AfterValidator(_check_scale)]
"""The lowest and the highest rating."""


class Question(Document):
    """One question, answered on a scale."""

    # What is left out of a plan is left out of what is stored too, so that later keys change no digest.
    name: Annotated[str, AfterValidator(_check_name)] = Field(
        description="name in tables and results; default: the region's name"
    )
    text: str = Field(
        default="", exclude_if=lambda text: not text, description="the question or the statement, as raters read it"
    )
    kind: QuestionKind = Field(
        default="rating",
        exclude_if=lambda kind: kind == "rating",
        description="`rating`: a scale with labelled ends; `statement`: agreement in 5 or 7 steps",
    )
    region: Region | None = Field(
        default=None,
        exclude_if=lambda region: region is None,
        description="the part of the face that is asked about: objective scores of it are compared with the ratings",
    )
    scale: Scale | None = Field(
        default=None,
        exclude_if=lambda scale: scale is None,
        description="lowest and highest rating; default: `scale` of `[design]`",
    )
    equivalence_bound: Annotated[float, Field(gt=0)] | None = Field(
        default=None,
        exclude_if=lambda bound: bound is None,
        description="points of this scale that do not matter; default: `equivalence_bound` of `[analysis]`",
    )
    low: str = Field(default="", exclude_if=lambda low: not low, description="label of the lower end of the scale")
    high: str = Field(default="", exclude_if=lambda high: not high, description="label of the upper end of the scale")

    @model_validator(mode="before")
    @classmethod
    def _name_after_region(cls, table: Any) -> Any:
        """Call a question without a name by its region."""
        if isinstance(table, Mapping) and "name" not in table and table.get("region"):
            return {"name": str(table["region"]), **table}
        return table


def default_question(region: Region) -> str:
    """Return the talk's question (Sadoughi & Busso 2017), word for word."""
    return f"How natural does the behaviors of avatar look like in the {REGION_NAMES[region]}?"


DEFAULT_QUESTIONS: Final = tuple(
    Question(name=region.value, region=region, text=default_question(region)) for region in Region
)
"""The questions of a study file that has none of its own."""


def question_problems(
    questions: Sequence[Question], default_scale: tuple[int, int], default_bound: float
) -> Iterator[str]:
    """Yield what is wrong with a plan's questions, each with the place of the key and what to write."""
    names = [question.name for question in questions]
    for number, question in enumerate(questions, 1):
        where = f"questions[{number}]"
        if question.name in names[: number - 1]:
            yield f"{where}.name: two questions are named {question.name}; give each its own name"
        low, high = question.scale or default_scale
        if question.kind == "statement" and (low, high) not in STATEMENT_SCALES:
            yield (
                f"{where}.scale: agreement with a statement has 5 or 7 steps, not those from {low} to {high}; "
                "write scale = [1, 5] or [1, 7]"
            )
        bound = question.equivalence_bound or default_bound
        if bound >= high - low and (question.scale or question.equivalence_bound):
            yield (
                f"{where}.equivalence_bound: {bound:g} points are the whole scale from {low} to {high}; "
                "write the greatest difference that does not matter"
            )
