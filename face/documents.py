"""Documents that people write (studies, plans, experiments): TOML to a validated model, errors in one sentence."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from face.errors import InputError


class Document(BaseModel):
    """Base of the models of documents: immutable, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]


def read_document(path: Path, model: type[Model]) -> Model:
    """Read a TOML file as `model`.

    Raises
    ------
    InputError
        If the file is missing, is not TOML, or does not fit the model; the message names file, key and remedy.
    """
    return validate_document(read_toml_tables(path), model, source=str(path))


def read_toml_tables(path: Path) -> dict[str, Any]:
    """Read a TOML file as plain tables; raise InputError if it is missing or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a readable TOML file") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not text in UTF-8; save it as UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path} is not valid TOML: {error}; correct that place") from None


def validate_document(tables: Mapping[str, Any], model: type[Model], *, source: str) -> Model:
    """Return `tables` as `model`, or raise InputError whose message begins with `source` (a file's name)."""
    try:
        return model.model_validate(dict(tables))
    except ValidationError as error:
        first, *others = _messages(error, model)
        raise InputError(f"{source}{first}{f' (and {len(others)} more)' if others else ''}") from None


def document_errors(tables: Mapping[str, Any], model: type[BaseModel], *, source: str) -> list[str]:
    """Return everything that keeps `tables` from being `model`, a sentence each, that begins with `source`."""
    try:
        model.model_validate(dict(tables))
    except ValidationError as error:
        return [f"{source}{message}" for message in _messages(error, model)]
    return []


def _messages(error: ValidationError, model: type[BaseModel]) -> list[str]:
    # A misspelt key is also a missing one: the misspelling is what the user can see.
    details = sorted(error.errors(), key=lambda detail: detail["type"] != "extra_forbidden")
    return [_message(detail, model) for detail in details]


def _message(detail: ErrorDetails, model: type[BaseModel]) -> str:
    location = f", {_format_location(detail['loc'])}: " if detail["loc"] else ": "
    return location + _problem(detail, model)


def _problem(detail: ErrorDetails, model: type[BaseModel]) -> str:
    match detail["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            return f"is not a known key; {_suggestion(detail['loc'], model)}"
        case "value_error":
            return str(detail["ctx"]["error"])
        case _:
            expected = detail["msg"].removeprefix("Input ")
            return f"{detail['input']!r} does not fit: it {expected}; correct it"


def _format_location(location: Location) -> str:
    """Format a place in a document, counting list entries from 1: `("clips", 0, "name")` is `clips[1].name`."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).removeprefix(".")


def _suggestion(location: Location, model: type[BaseModel]) -> str:
    known = _known_keys(location[:-1], model)
    close = difflib.get_close_matches(str(location[-1]), known, n=1)
    if close:
        return f"write `{close[0]}`"
    return f"remove it (known here: {', '.join(known)})" if known else "remove it"


def _known_keys(location: Location, model: type[BaseModel]) -> list[str]:
    """Return the keys that the table at `location` may have."""
    models: list[type[BaseModel]] = [model]
    for part in location:
        fields = [each.model_fields[part] for each in models if isinstance(part, str) and part in each.model_fields]
        models = [nested for field in fields for nested in _nested_models(field.annotation)] or models
    return [field.alias or name for each in models for name, field in each.model_fields.items()]


def _nested_models(annotation: Any) -> list[type[BaseModel]]:
    """Return the models inside an annotation such as `tuple[Clip, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _nested_models(argument)]
