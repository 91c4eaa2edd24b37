"""The tables `[[before]]` and `[[after]]` of a study file: questions about the person and about the study."""

import math
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from evalsite.studies.document.texts import Text
from face.documents import Document

MAX_TEXT_LENGTH: Final = 2000
"""Characters."""

RESERVED_COLUMNS: Final = ("rater", "state", "language", "simulated")
"""Columns of the export whose names no question may have."""


def _check_column_name(value: str) -> str:
    if not value.isascii() or not value.isidentifier() or len(value) > 50:
        raise ValueError(f"{value!r} can't be a column's name; use at most 50 letters, digits and underscores")
    if value in RESERVED_COLUMNS:
        raise ValueError(f"{value!r} is a column of the export already; choose another name")
    return value


class FormQuestion(Document):
    """One question of a form."""

    name: Annotated[str, AfterValidator(_check_column_name)] = Field(description="the column in `participants.csv`")
    text: Text = Field(description="the question")
    kind: Literal["choice", "number", "text"] = Field(description="how it is answered")
    required: bool = Field(default=True, description="whether an answer is required")
    options: tuple[Text, ...] = Field(default=(), description="choice: the possible answers")
    minimum: float | None = Field(default=None, description="number: the lowest accepted")
    maximum: float | None = Field(default=None, description="number: the highest accepted")
    max_length: int = Field(default=500, ge=1, le=MAX_TEXT_LENGTH, description="text: maximum number of characters")
    screen_out: tuple[Text, ...] = Field(
        default=(), description="choice: answers that end the participation (only in `[[before]]`)"
    )
    screen_out_below: float | None = Field(
        default=None, description="number: a lower one ends the participation (only in `[[before]]`)"
    )
    screen_out_above: float | None = Field(
        default=None, description="number: a higher one ends the participation (only in `[[before]]`)"
    )

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        self._check_keys()
        if self.kind == "choice":
            self._check_options()
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"question {self.name}: minimum is above maximum; exchange them")
        if not self._has_passing_answer():
            raise ValueError(f"question {self.name}: every answer screens out; leave at least one that does not")
        return self

    def _has_passing_answer(self) -> bool:
        """Return whether some answer does not end the participation."""
        lowest = max(each for each in (self.minimum, self.screen_out_below, -math.inf) if each is not None)
        highest = min(each for each in (self.maximum, self.screen_out_above, math.inf) if each is not None)
        return lowest <= highest and (not self.options or set(self.options) > set(self.screen_out))

    def _check_keys(self) -> None:
        own = {
            "choice": {"options", "screen_out"},
            "number": {"minimum", "maximum", "screen_out_below", "screen_out_above"},
            "text": {"max_length"},
        }
        every = set().union(*own.values())
        for key in sorted((every - own[self.kind]) & self.model_fields_set):
            if getattr(self, key) != type(self).model_fields[key].default:
                raise ValueError(f"question {self.name}: {key} has no meaning for a {self.kind}; remove it")

    def _check_options(self) -> None:
        if len(self.options) < 2 or len(set(self.options)) != len(self.options):
            raise ValueError(f"question {self.name}: give at least two different options")
        for answer in self.screen_out:
            if answer not in self.options:
                raise ValueError(f"question {self.name}: screen_out names {answer!r}, which is none of its options")

    @property
    def screens(self) -> bool:
        """Whether an answer may end the participation."""
        return bool(self.screen_out) or self.screen_out_below is not None or self.screen_out_above is not None


Form = tuple[FormQuestion, ...]
