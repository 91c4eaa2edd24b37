"""The texts of a study file: which ones are allowed; `default_texts` has the long ones that it may leave out."""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from evalsite.stimuli import identifiers


def check_slug(value: str) -> str:
    """Return a study's name; raise ValueError if it can't be part of a link."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) > 50:
        raise ValueError(f"{value!r} can't be part of a link; use at most 50 lower-case letters, digits and dashes")
    return value


def _check_text(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write something, or remove the key")
    controls = [each for each in value if unicodedata.category(each) == "Cc" and each not in "\n\r\t"]
    if controls:
        raise ValueError(f"contains a control character (U+{ord(controls[0]):04X}); remove it")
    return value.strip()


Slug = Annotated[str, AfterValidator(check_slug)]
Label = Annotated[str, AfterValidator(identifiers.validate_label)]
Text = Annotated[str, AfterValidator(_check_text)]
Title = Annotated[Text, Field(max_length=300)]
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language, such as `en` or `pt-BR`."""


def _(text: str) -> str:
    """Mark a text for the catalogues in `locale/`."""
    return text


LOW: Final = "low naturalness"
HIGH: Final = "high naturalness"
DISAGREE: Final = "strongly disagree"
AGREE: Final = "strongly agree"

INSTRUCTED: Final = _("This question checks that you read it. Please choose {answer}.")


def instructed_question(answer: int) -> str:
    """Return the question of a check whose text says its answer."""
    return INSTRUCTED.format(answer=answer)
