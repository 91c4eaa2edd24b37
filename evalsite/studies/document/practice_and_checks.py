"""The tables `[[practice]]` and `[[checks]]` of a study file: trials with a known answer.

The expected answers stay on the server; a browser gets one only in the text of an instructed check.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from evalsite.studies.document import texts
from evalsite.studies.document.texts import Label, Text
from face.documents import Document


def _check_range(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise ValueError(f"the range goes from {value[0]} to {value[1]}; write the lower end first")
    return value


AnswerRange = Annotated[tuple[int, int], AfterValidator(_check_range)]


class Practice(Document):
    """A practice trial; after it the participant reads which ratings are expected, and a note."""

    condition: Label = Field(description="the condition shown; with `expected`, a reference or an anchor")
    clip: Label | None = Field(default=None, description="default: one with the purpose `practice`, otherwise any")
    question: Label | None = Field(default=None, description="the question that `expected` is about; default: all")
    expected: AnswerRange | None = Field(
        default=None, description="the usual answer, [lowest, highest], shown afterwards; default: no feedback"
    )
    note: Text | None = Field(default=None, description="text shown after the answer")


class Check(Document):
    """An attention check: a clip with a known rating (`gold`), or a question that names its answer (`instructed`)."""

    kind: Literal["gold", "instructed"] = Field(description="kind of the check")
    condition: Label | None = Field(
        default=None, description="the condition shown; for a gold clip, a reference or an anchor"
    )
    clip: Label | None = Field(default=None, description="default: one with the purpose `checks`, otherwise any")
    question: Label | None = Field(
        default=None, description="the question that is checked; default: all (gold) or the first (instructed)"
    )
    expected: AnswerRange | None = Field(default=None, description="gold: the ratings that pass, [lowest, highest]")
    answer: int | None = Field(default=None, description="instructed: the number to choose")
    text: Text | None = Field(default=None, description="instructed: the question, which must contain the number")

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
    def instruction(self) -> str:
        """The text of an instructed check, shown in place of the question's."""
        return self.text or texts.instructed_question(self.passing_range[0])
