"""The short texts of a study file: parts of links, names of rows and of languages, what people read."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

from evalsite.stimuli import identifiers


def slug(value: str) -> str:
    """Return a study's name; raise ValueError if it can't be part of a link."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) > 50:
        raise ValueError(f"{value!r} can't be part of a link; use at most 50 small letters, digits and dashes")
    return value


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write something, or remove the key")
    if unseen := [sign for sign in value if unicodedata.category(sign) == "Cc" and sign not in "\n\r\t"]:
        raise ValueError(f"holds a character that can't be shown (U+{ord(unseen[0]):04X}); remove it")
    return value.strip()


Slug = Annotated[str, AfterValidator(slug)]
Label = Annotated[str, AfterValidator(identifiers.validate_label)]
Text = Annotated[str, AfterValidator(_text)]
Title = Annotated[Text, Field(max_length=300)]
Tag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language, as `en` or `pt-BR`."""
