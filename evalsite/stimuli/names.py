"""What may be a name: of clips and conditions, which name files and rows, and of what has a page of its own."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Model, SlugField

from face.errors import InputError

LABEL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def label(value: str, *, where: str = "") -> str:
    """Return the name of a clip or a condition; raise InputError, which begins with `where`, if it can't be one."""
    if not LABEL.fullmatch(value):
        raise InputError(
            f"{where}{value!r} is no label; use letters, digits, dots, dashes and underscores (at most 100, a letter "
            "or digit first)"
        )
    return value


def slug(model: type[Model], name: str) -> str:
    """Return what a row of the model, a corpus or a checkpoint, shall be called; raise InputError if it can't be."""
    field = model._meta.get_field("name")  # noqa: SLF001 - Django's public name for it
    assert isinstance(field, SlugField)  # noqa: S101 - for the type checker
    try:
        field.clean(name, None)
    except ValidationError:
        raise InputError(
            f"{name!r} can't name a {model.__name__.lower()}; use at most {field.max_length} letters, digits, dashes "
            "and underscores"
        ) from None
    return name
