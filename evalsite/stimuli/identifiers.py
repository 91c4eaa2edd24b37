"""Which names are allowed: labels for clips and conditions, slugs for corpora and checkpoints."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Model, SlugField

from face.errors import InputError

LABEL_PATTERN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""Labels become file names and table entries, so they hold nothing that needs quoting there."""


def validate_label(value: str, *, where: str = "") -> str:
    """Return the name of a clip or a condition unchanged.

    Raises
    ------
    InputError
        If the name isn't a valid label. The message begins with `where`.
    """
    if not LABEL_PATTERN.fullmatch(value):
        raise InputError(
            f"{where}{value!r} is not a valid label; use letters, digits, dots, dashes and underscores (at most 100, "
            "starting with a letter or digit)"
        )
    return value


def names_differing_in_case(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each name that differs from an earlier one only in case, after the earlier one."""
    spellings: dict[str, str] = {}
    for name in names:
        earlier = spellings.setdefault(name.casefold(), name)
        if earlier != name:
            yield earlier, name


def validate_slug(model: type[Model], name: str) -> str:
    """Return the name for a new row of the model (a corpus or a checkpoint) unchanged.

    Raises
    ------
    InputError
        If the name isn't a valid slug or is too long for the model's name field.
    """
    field = model._meta.get_field("name")  # noqa: SLF001 - Django's public name for it
    assert isinstance(field, SlugField)  # noqa: S101 - for the type checker
    try:
        field.clean(name, None)
    except ValidationError:
        raise InputError(
            f"{name!r} is not a valid {model.__name__.lower()} name; use at most {field.max_length} letters, digits, "
            "dashes and underscores"
        ) from None
    return name
