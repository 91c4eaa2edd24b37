"""The tables `[[practice]]` and `[[checks]]` of a study file: trials with a known answer.

The expected answers stay on the server; a browser gets one only in the text of an instructed check.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from evalsite.studies.document import texts
from evalsite.studies.document.texts import Label, Text
from face.documents import Document
from face.regions import Region


def _check_range(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise ValueError(f"the range goes from {value[0]} to {value[1]}; write the lower end first")
    return value


AnswerRange = Annotated[tuple[int, int], AfterValidator(_check_range)]


class Practice(Document):
    """A practice trial; after it the participant reads which ratings are expected, and a note."""

    condition: Label
    clip: Label | None = Field(default=None, description="left out: one whose purpose is practice, else any")
    region: Region | None = Field(default=None, description="the region that `expected` is about; left out: all")
    expected: AnswerRange | None = Field(
        default=None, description="[lowest, highest]; left out: nothing is said afterwards"
    )
    note: Text | None = Field(default=None, description="said after the answer")


class Check(Document):
    """An attention check: a clip with a known rating (`gold`), or a question that names its answer (`instructed`)."""

    kind: Literal["gold", "instructed"]
    condition: Label | None = None
    clip: Label | None = Field(default=None, description="left out: one whose purpose is checks, else any")
    region: Region | None = Field(default=None, description="gold: left out means all regions")
    expected: AnswerRange | None = Field(default=None, description="gold: [lowest, highest] rating that passes")
    answer: int | None = Field(default=None, description="instructed: the number that the text asks for")
    text: Text | None = Field(default=None, description="instructed: the question; it names the number")

    @model_validator(mode="after")
    def _check_keys_of_kind(self) -> Self:
        required = {"gold": ("expected", "condition"), "instructed": ("answer",)}
        meaningless = {"gold": ("answer", "text"), "instructed": ("expected",)}
        for key in required[self.kind]:
            if getattr(self, key) is None:
                raise ValueError(f"a check of kind {self.kind} needs `{key}`; add it")
        for key in meaningless[self.kind]:
            if getattr(self, key) is not None:
                raise ValueError(f"{key} has no meaning for a check of kind {self.kind}; remove it")
        if self.text is not None and str(self.answer) not in self.text:
            raise ValueError(f"the text does not say which number to choose; write {self.answer} into it")
        return self

    @property
    def passing_range(self) -> AnswerRange:
        """The lowest and the highest answer that passes."""
        if self.expected is not None:
            return self.expected
        assert self.answer is not None  # noqa: S101 - the model checked it
        return (self.answer, self.answer)

    @property
    def question(self) -> str:
        """The question of an instructed check."""
        return self.text or texts.instructed_question(self.passing_range[0])
