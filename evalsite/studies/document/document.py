"""The study document: a study file whose tables agree, read from TOML or from a study's row."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from pydantic import model_validator

from evalsite.studies.document import consistency, legacy
from evalsite.studies.document.tables import StudyTables
from face.documents import document_errors, read_document, read_toml_tables, validate_document


class StudyDocument(StudyTables):
    """A complete study file; creating one checks that its tables agree."""

    @model_validator(mode="before")
    @classmethod
    def _check_no_old_keys(cls, tables: Any) -> Any:
        if isinstance(tables, Mapping):
            legacy.check_no_old_keys(tables)
        return tables

    @model_validator(mode="after")
    def _check_consistency(self) -> Self:
        consistency.check(self)
        return self

    def to_stored(self) -> dict[str, Any]:
        """Return the document as a study's row stores it, every default filled in."""
        return {"schema": legacy.SCHEMA, **self.model_dump(mode="json")}


def read_study_file(path: Path) -> StudyDocument:
    """Read a study file.

    Raises
    ------
    InputError
        If the file is missing, is no TOML, or a key is wrong; the sentence names file, key and remedy.
    """
    return read_document(path, StudyDocument)


def study_file_errors(path: Path) -> list[str]:
    """Return everything that is wrong in a study file by itself, a sentence each.

    Raises
    ------
    InputError
        If the file is missing or is no TOML.
    """
    return document_errors(read_toml_tables(path), StudyDocument, source=str(path))


def load_document(stored: Mapping[str, Any]) -> StudyDocument:
    """Return the document that a study's row stores, also if an earlier release stored it."""
    return _load_json(json.dumps(stored))


@lru_cache(maxsize=100)
def _load_json(stored: str) -> StudyDocument:
    """Return the document in this JSON text; cached, because every answer needs it and validation is slow."""
    return validate_document(legacy.convert_stored(json.loads(stored)), StudyDocument, source="the stored study")


def stored_digest(stored: Mapping[str, Any], videos: Iterable[tuple[str, str, str]]) -> str:
    """Return the SHA-256 of a document as it is stored, together with its `(condition, clip, video digest)` rows."""
    content = {"document": stored, "videos": sorted(videos)}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
