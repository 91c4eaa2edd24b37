"""The forms before and after the videos: parsing, error messages, and answers as plain values."""

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
from evalsite.studies.document.forms import Form, FormQuestion

FIELD_PREFIX: Final = "form-"
MAX_RADIO_OPTIONS: Final = 8
"""A choice of more options is shown as a drop-down list."""
MAX_SINGLE_LINE: Final = 120
"""Texts that may have more characters get several lines."""
Value = str | float | None
Answers = Mapping[str, Value]

NUMBER: Final = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,6})?")
# Direction overrides would reverse the neighbouring cells of a table.
INVISIBLE: Final = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")


class InvalidAnswerError(ValueError):
    """An answer that the participant can correct; the text says how."""

    def __init__(self, text: Promise) -> None:
        super().__init__()
        self.text = text


@dataclass(frozen=True)
class Field:
    """A form field as the page shows it: the question, the text typed so far, and its error message."""

    question: FormQuestion
    typed: str = ""
    error: Promise | str = ""

    @property
    def name(self) -> str:
        """Name of the HTML field."""
        return FIELD_PREFIX + self.question.name

    @property
    def widget(self) -> str:
        """Which control is shown: "radios", "list", "number", "text" or "textarea"."""
        if self.question.kind == "choice":
            return "list" if len(self.question.options) > MAX_RADIO_OPTIONS else "radios"
        if self.question.kind == "text" and self.question.max_length > MAX_SINGLE_LINE:
            return "textarea"
        return self.question.kind


def empty_fields(form: Form) -> list[Field]:
    """Return a form's fields before anything is typed."""
    return [Field(question) for question in form]


def parse_form(form: Form, localized: Form, posted: QueryDict) -> tuple[dict[str, Value], list[Field]]:
    """Return the answers by name, and the fields; if any field has an error, there are no answers.

    `localized` is the form in the participant's language. A choice is posted as its index, counted from 0, and saved
    in the words of the study's own language.

    Raises
    ------
    HttpError
        If a field is unknown or posted twice: none of our pages does that.
    """
    names = {FIELD_PREFIX + question.name for question in form}
    values = {name: posted.getlist(name) for name in posted if name.startswith(FIELD_PREFIX)}
    if not values.keys() <= names or any(len(each) != 1 for each in values.values()):
        raise http_errors.malformed_request()
    answers: dict[str, Value] = {}
    fields = []
    for question, translated in zip(form, localized, strict=True):
        (typed,) = values.get(FIELD_PREFIX + question.name, [""])
        error: Promise | str = ""
        try:
            answers[question.name] = _parse_value(question, typed.strip())
        except InvalidAnswerError as invalid:
            error = invalid.text
        fields.append(Field(translated, typed, error))
    return ({} if any(field.error for field in fields) else answers), fields


def screening_question(form: Form, answers: Answers) -> str:
    """Return the name of the first question whose answer screens out; empty if none does."""
    return next((question.name for question in form if _screens_out(question, answers[question.name])), "")


def _parse_value(question: FormQuestion, typed: str) -> Value:
    if not typed:
        if question.required:
            raise InvalidAnswerError(_("Please answer this question."))
        return None
    match question.kind:
        case "choice":
            return _parse_choice(question, typed)
        case "number":
            return _parse_number(question, typed)
        case "text":
            return _clean_text(question, typed)


def _parse_choice(question: FormQuestion, typed: str) -> str:
    if not re.fullmatch(r"[0-9]{1,3}", typed) or int(typed) >= len(question.options):
        raise http_errors.malformed_request()
    return question.options[int(typed)]


def _parse_number(question: FormQuestion, typed: str) -> float:
    ascii_digits = "".join(str(unicodedata.decimal(character, character)) for character in typed)
    if not NUMBER.fullmatch(ascii_digits):
        raise InvalidAnswerError(_("Please enter a number in digits."))
    value = float(ascii_digits.replace(",", "."))
    low = -math.inf if question.minimum is None else question.minimum
    high = math.inf if question.maximum is None else question.maximum
    if not low <= value <= high:
        raise InvalidAnswerError(_("This number does not look right. Please check it."))
    return int(value) if value.is_integer() else value


def _clean_text(question: FormQuestion, typed: str) -> str:
    visible = INVISIBLE.sub("", typed)
    text = "".join(each for each in visible if each == "\n" or unicodedata.category(each) != "Cc")
    if len(text) > question.max_length:
        raise InvalidAnswerError(_("This is too long. Please shorten it."))
    return text.strip()


def _screens_out(question: FormQuestion, value: Value) -> bool:
    if isinstance(value, str):
        return value in question.screen_out
    if value is None:
        return False
    below = question.screen_out_below is not None and value < question.screen_out_below
    return below or (question.screen_out_above is not None and value > question.screen_out_above)
