"""What a study's document was from one change to the next, and what of it may change when.

As a draft anything may. Once a pilot has begun, its videos stay. Once the study has opened, only texts may change, and
of these no question: each change is a new version with a note, and every participation knows the version it met.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from evalsite.studies.file import document as study_document
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.models import Study, StudyStimulus, StudyVersion
from face.errors import InputError

TEXTS: Final = re.compile(
    r"study\.title|protocol\.(consent|instructions|debriefing|screened_out|minutes)"
    r"|translations\.[^.]+\.(title|consent|instructions|debriefing|screened_out)"
)
VIDEOS: Final = re.compile(r"(conditions|clips|render)\b.*")


def record(study: Study, cells: Sequence[StudyStimulus], *, note: str) -> None:
    """Keep the document with the digest of it and its videos as the study's next version."""
    videos = [(cell.condition, cell.clip, cell.stimulus.video) for cell in cells]
    study.digest = study_document.digest(study.read(), videos)
    study.version = study.versions.count() + 1
    study.save(update_fields=["digest", "version"])
    StudyVersion.objects.create(
        study=study, number=study.version, document=study.document, digest=study.digest, note=note
    )


def check_change(study: Study, changed: StudyDocument) -> None:
    """Raise InputError if the document changes what must stay as it is."""
    for key in differences(study.document, changed.model_dump(mode="json")):
        if study.state == Study.State.PILOT and VIDEOS.fullmatch(key):
            raise InputError(
                f"{key} can't change: the pilot of {study.slug} shows its videos; make another study with a new name"
            )
        if study.state not in (Study.State.DRAFT, Study.State.PILOT) and not _is_text(study, key):
            raise InputError(
                f"{key} can't change: {study.slug} is {study.state}, and what was rated must stay as it was. Only "
                "title, consent, instructions, debriefing, screened_out, minutes and where participants come from may "
                "change, and languages may be added"
            )


def differences(one: Any, other: Any, key: str = "") -> Iterator[str]:
    """Return the keys, as a person would write them (`clips[1].name`), at which two documents differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            yield from differences(one.get(name), other.get(name), f"{key}.{name}".removeprefix("."))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (mine, yours) in enumerate(zip(one, other, strict=True), start=1):
            yield from differences(mine, yours, f"{key}[{number}]")
    elif one != other:
        yield key


def _is_text(study: Study, key: str) -> bool:
    """Return whether a key may change while people rate; a language that is new brings all its texts."""
    table, _, language = key.partition(".")
    added = table == "translations" and language not in study.document["translations"] and "." not in language
    return added or bool(TEXTS.fullmatch(key)) or table == "recruitment"
