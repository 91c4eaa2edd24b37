"""The files of a condition's folder, by clip."""

from collections.abc import Mapping
from pathlib import Path

from evalsite.stimuli.clip_folders import read_clip_folder
from evalsite.studies.document.condition_table import ConditionTable
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.media.errors import ErrorList


def find_clip_files(
    condition: ConditionTable, document: StudyDocument, folder: Path, extensions: tuple[str, ...], errors: ErrorList
) -> Mapping[str, Path]:
    """Return the file of each clip that a condition shows; `folder` is that of the study file.

    A clip's name and its file's may differ in case. Every clip without a file is one of the `errors`.
    """
    where = condition.videos or condition.motion or ""
    read = read_clip_folder(folder / where, extensions)
    for mistake in read.mistakes:
        errors.add(mistake)
    if not read.files:
        return {}
    spellings = {clip.casefold(): path for clip, path in read.files.items()}
    found = {}
    for clip in document.clips_of(condition):
        if path := read.files.get(clip.name) or spellings.get(clip.name.casefold()):
            found[clip.name] = path
        else:
            errors.add(f"condition {condition.name}: {where} contains no file for clip {clip.name}; add it")
    return found
