"""The short texts of a study file: what may be part of a link, name a row of a table, or be read by people."""

import re
from typing import Annotated

from pydantic import AfterValidator


def _slug(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) > 50:  # noqa: PLR2004
        raise ValueError(f"{value!r} can't be part of a link; use at most 50 small letters, digits and dashes")
    return value


def _label(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", value):
        raise ValueError(f"{value!r} is no label; use letters, digits, dots, dashes and underscores")
    return value


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write something, or remove the key")
    return value.strip()


Slug = Annotated[str, AfterValidator(_slug)]
Label = Annotated[str, AfterValidator(_label)]
Text = Annotated[str, AfterValidator(_text)]
