"""Changing a study that exists: its file is read again, and what may change does."""

from pathlib import Path

from django.db import transaction

from evalsite.studies import lifecycle, versions
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.media import fairness, materials
from evalsite.studies.models import Study
from face.errors import InputError

State = Study.State


def change(study: Study, document: StudyDocument, source: str, *, note: str, folder: Path = Path()) -> Study:
    """Give a study another document; once participants have been let in, that is a new version with a note.

    Raises
    ------
    InputError
        If the study is closed, the document changes what must stay, or a note is missing where one is needed.
    """
    if study.state == State.DRAFT:
        return _replace(study, document, source, folder)
    with transaction.atomic():
        study = lifecycle.locked(study, State.PILOT, State.OPEN, State.PAUSED)
        versions.check_change(study, document)
        if not note.strip():
            raise InputError(f"study {study.slug} is {study.state}; say why it changes: --note TEXT")
        _write(study, document, source)
        versions.record(study, fairness.check(study), note=note.strip())
    return study


def _replace(study: Study, document: StudyDocument, source: str, folder: Path) -> Study:
    """Give a draft new videos too."""
    needed = materials.of(document, folder)
    materials.keep(needed)
    with transaction.atomic():
        study = lifecycle.locked(study, State.DRAFT)
        study.stimuli.all().delete()
        _write(study, document, source)
        lifecycle.fill(study, document, needed)
    return study


def _write(study: Study, document: StudyDocument, source: str) -> None:
    study.title, study.source, study.document = document.study.title, source, document.model_dump(mode="json")
    study.save(update_fields=["title", "source", "document"])
