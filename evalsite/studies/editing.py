"""Editing a study: which parts of its document may change when, and what a change does.

Of a draft everything may change. Once the pilot has begun, the videos stay. Once the study has opened, only texts may
change, but no question: each change is a new version with a note, and every participation records its version.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from evalsite.studies import lifecycle, terms
from evalsite.studies.document.default_texts import TEXT_KEYS, TextKey, is_default
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.legacy import COMPUTED
from evalsite.studies.media import opening_checks
from evalsite.studies.models import Study
from face.errors import InputError
from face.progress import ProgressCallback, no_progress

State = Study.State

EDITABLE_TEXTS: Final = re.compile(
    r"study\.title|protocol\.(consent|instructions|debriefing|screened_out|minutes)"
    r"|translations\.[^.]+\.(title|consent|instructions|debriefing|screened_out)"
)
VIDEO_KEYS: Final = re.compile(r"(conditions|clips|render|design\.factors)\b.*")


def edit(
    study: Study,
    document: StudyDocument,
    source: str,
    *,
    note: str,
    folder: Path = Path(),
    progress: ProgressCallback = no_progress,
) -> Study:
    """Replace a study's document; once the pilot has started, this creates a new version with a note.

    Raises
    ------
    InputError
        If the study is closed, the document changes what must stay, or a note is missing where one is needed.
    """
    if study.state == State.DRAFT:
        return _replace_draft(study, document, source, folder, progress)
    with transaction.atomic():
        study = lifecycle.lock_study(study, State.PILOT, State.OPEN, State.PAUSED)
        left_open = terms.open_keys(document)
        document = with_kept_defaults(document, study.read_document())
        check_edit(study, document)
        if not note.strip():
            raise InputError(f"study {study.slug} is {study.state}; say why it changes: --note TEXT")
        _save_document(study, document, source, left_open)
        stimuli = opening_checks.ordered_stimuli(study)
        if study.state == State.PILOT:
            lifecycle.write_terms(study)
            # The videos of an open study are those that it opened with: what a later release would name about them
            # can't be acknowledged any more.
            stimuli = opening_checks.check_stimuli(study)
        lifecycle.record_version(study, stimuli, note=note.strip())
    return study


def check_edit(study: Study, changed: StudyDocument) -> None:
    """Raise InputError if the document changes what must not change any more."""
    current = study.read_document()
    changed = with_kept_defaults(changed, current)
    for key in changed_keys(current.model_dump(mode="json"), changed.model_dump(mode="json")):
        if study.state == Study.State.PILOT and VIDEO_KEYS.fullmatch(key):
            raise InputError(
                f"{key} can't change: the pilot of {study.slug} shows its videos; create another study with a new name"
            )
        if study.state not in (Study.State.DRAFT, Study.State.PILOT) and not _is_editable(current, key):
            raise InputError(
                f"{key} can't change: {study.slug} is {study.state}, and what was rated must stay as it was. Only "
                "title, consent, instructions, debriefing, screened_out, minutes and where participants come from may "
                "change, and languages may be added"
            )


def with_kept_defaults(document: StudyDocument, current: StudyDocument) -> StudyDocument:
    """Return the document with what the program chose for the study before, where the file leaves it open.

    That are the size and frame rate of its videos, what participants are told and paid, and default texts: those of a
    later release may be others.
    """
    chosen = {key: getattr(current.render, key) for key in ("size", "fps") if getattr(document.render, key) is None}
    kept: dict[str, str] = {
        key: getattr(current.protocol, key) for key in TEXT_KEYS if _have_default_text(document, current, key)
    }
    open_keys = terms.open_keys(document)
    minutes = {"minutes": current.protocol.minutes} if terms.MINUTES in open_keys else {}
    reward = {"reward": current.payment.reward} if terms.REWARD in open_keys else {}
    tables = {
        "render": document.render.model_copy(update=chosen),
        "protocol": document.protocol.model_copy(update={**kept, **minutes}),
        "payment": document.payment.model_copy(update=reward),
    }
    return document.model_copy(update=tables)


def _have_default_text(document: StudyDocument, current: StudyDocument, key: TextKey) -> bool:
    return all(is_default(key, getattr(each.protocol, key)) for each in (document, current))


def changed_keys(old: Any, new: Any, key: str = "") -> Iterator[str]:
    """Yield the keys, written as in `clips[1].name`, at which two documents differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            yield from changed_keys(old.get(name), new.get(name), f"{key}.{name}".removeprefix("."))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (old_entry, new_entry) in enumerate(zip(old, new, strict=True), start=1):
            yield from changed_keys(old_entry, new_entry, f"{key}[{number}]")
    elif old != new:
        yield key


def _is_editable(document: StudyDocument, key: str) -> bool:
    """Return whether a key may change while the study is rated; a new language brings all its texts."""
    table, _, language = key.partition(".")
    is_new_language = table == "translations" and language not in document.translations and "." not in language
    return is_new_language or bool(EDITABLE_TEXTS.fullmatch(key)) or table == "recruitment"


def _replace_draft(
    study: Study, document: StudyDocument, source: str, folder: Path, progress: ProgressCallback
) -> Study:
    """Replace a draft's document and its videos."""
    media, found = lifecycle.prepare_media(document, folder, progress)
    with transaction.atomic():
        study = lifecycle.lock_study(study, State.DRAFT)
        study.stimuli.all().delete()
        study.findings = found.model_dump(mode="json")
        study.save(update_fields=["findings"])
        _save_document(study, media.document, source)
        lifecycle.add_stimuli(study, media)
    return study


def _save_document(study: Study, document: StudyDocument, source: str, computed: Sequence[str] = ()) -> None:
    stored = document.to_stored() | ({COMPUTED: list(computed)} if computed else {})
    study.title, study.source, study.document = document.study.title, source, stored
    study.save(update_fields=["title", "source", "document"])
