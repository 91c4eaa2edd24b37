"""What people answer in the forms before and after: read strictly, refused kindly, kept as plain values."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evalsite.questionnaire import http_errors
from evalsite.studies.file.forms import Form, FormQuestion

PREFIX: Final = "form-"
MANY: Final = 8
"""More options than these are a list that opens."""
LONG: Final = 120
"""Characters from which a text gets several lines."""
Value = str | float | None
Answers = Mapping[str, Value]

NUMBER: Final = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,6})?")
# Direction overrides would turn around what stands beside them in a table.
UNSEEN: Final = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")


class MisfitError(ValueError):
    """An answer that the person can mend; the text says how."""

    def __init__(self, text: Promise) -> None:
        super().__init__()
        self.text = text


@dataclass(frozen=True)
class Field:
    """A question as the page shows it: with what was typed, and what is wrong with it."""

    question: FormQuestion
    typed: str = ""
    complaint: Promise | str = ""

    @property
    def name(self) -> str:
        """Name of the form's field."""
        return PREFIX + self.question.name

    @property
    def look(self) -> str:
        """Which control it gets."""
        if self.question.kind == "choice":
            return "list" if len(self.question.options) > MANY else "radios"
        if self.question.kind == "text" and self.question.longest > LONG:
            return "lines"
        return self.question.kind


def empty(form: Form) -> list[Field]:
    """Return a form's fields with nothing in them."""
    return [Field(question) for question in form]


def read(form: Form, shown: Form, posted: QueryDict) -> tuple[dict[str, Value], list[Field]]:
    """Return the answers by name, and the fields; if any field complains, there are no answers.

    `shown` is the form in the participant's language. A choice is posted as its number, counted from 0, and kept in
    the words of the study's own language.

    Raises
    ------
    Refused
        If a field is there that the form does not have, twice, or not at all: no page of ours posts that.
    """
    names = {PREFIX + question.name for question in form}
    given = {name: posted.getlist(name) for name in posted if name.startswith(PREFIX)}
    if not given.keys() <= names or any(len(values) != 1 for values in given.values()):
        raise http_errors.malformed()
    answers: dict[str, Value] = {}
    fields = [
        Field(seen, *_taken(question, given.get(PREFIX + question.name, [""])[0], answers))
        for question, seen in zip(form, shown, strict=True)
    ]
    return ({}, fields) if any(field.complaint for field in fields) else (answers, fields)


def screened_by(form: Form, answers: Answers) -> str:
    """Return the name of the first question whose answer screens out; empty if none does."""
    return next((question.name for question in form if _screens(question, answers[question.name])), "")


def _taken(question: FormQuestion, typed: str, answers: dict[str, Value]) -> tuple[str, Promise | str]:
    """Put the answer to the others; return what was typed, and what is wrong with it."""
    try:
        answers[question.name] = _value(question, typed.strip())
    except MisfitError as misfit:
        return typed, misfit.text
    return typed, ""


def _value(question: FormQuestion, typed: str) -> Value:
    if not typed:
        if question.required:
            raise MisfitError(_("Please answer this question."))
        return None
    match question.kind:
        case "choice":
            return _choice(question, typed)
        case "number":
            return _number(question, typed)
        case "text":
            return _text(question, typed)


def _choice(question: FormQuestion, typed: str) -> str:
    if not re.fullmatch(r"[0-9]{1,3}", typed) or int(typed) >= len(question.options):
        raise http_errors.malformed()
    return question.options[int(typed)]


def _number(question: FormQuestion, typed: str) -> float:
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in typed)
    if not NUMBER.fullmatch(plain):
        raise MisfitError(_("Please write a number in digits."))
    value = float(plain.replace(",", "."))
    low = -math.inf if question.minimum is None else question.minimum
    high = math.inf if question.maximum is None else question.maximum
    if not low <= value <= high:
        raise MisfitError(_("This number does not seem right. Please check it."))
    return int(value) if value.is_integer() else value


def _text(question: FormQuestion, typed: str) -> str:
    kept = "".join(sign for sign in UNSEEN.sub("", typed) if sign == "\n" or unicodedata.category(sign) != "Cc")
    if len(kept) > question.longest:
        raise MisfitError(_("This is too long. Please shorten it."))
    return kept.strip()


def _screens(question: FormQuestion, value: Value) -> bool:
    if isinstance(value, str):
        return value in question.screen_out
    if value is None:
        return False
    below = question.below is not None and value < question.below
    return below or (question.above is not None and value > question.above)
