"""The files of a condition's folder, by clip."""

from collections.abc import Mapping
from pathlib import Path

from evalsite.stimuli import imports
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.tables import ConditionTable
from evalsite.studies.media.errors import ErrorList


def find_clip_files(
    condition: ConditionTable, document: StudyDocument, folder: Path, extensions: tuple[str, ...], errors: ErrorList
) -> Mapping[str, Path]:
    """Return the file of each clip that a condition shows; `folder` is that of the study file.

    Every clip without a file is one of the `errors`.
    """
    where = condition.videos or condition.motion or ""
    files: Mapping[str, Path] | None = None
    with errors.collect():
        files = imports.files_by_clip(folder / where, extensions)
    if files is None:
        return {}
    clips = [clip.name for clip in document.clips_of(condition)]
    for clip in clips:
        if clip not in files:
            errors.add(f"condition {condition.name}: {where} contains no file for clip {clip}; add it")
    return {clip: files[clip] for clip in clips if clip in files}
