"""The videos of a study that were made elsewhere: files in a condition's folder, or videos imported before."""

from pathlib import Path
from typing import NamedTuple

from evalsite.stimuli import imports
from evalsite.stimuli.models import ImportedVideo, Stimulus
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.tables import ClipTable, ConditionTable
from evalsite.studies.media.clip_files import find_clip_files
from evalsite.studies.media.errors import ErrorList
from face.errors import InputError


class VideoSource(NamedTuple):
    """A measured video, and its file if it may not be in the store yet."""

    video: ImportedVideo
    path: Path | None


def find_videos(
    condition: ConditionTable, document: StudyDocument, folder: Path, errors: ErrorList
) -> dict[str, VideoSource]:
    """Return a condition's videos by clip; files are looked for in `folder` and measured."""
    videos = {}
    if condition.videos:
        files = find_clip_files(condition, document, folder, imports.VIDEO_EXTENSIONS, errors)
        for clip, path in files.items():
            with errors.collect():
                videos[clip] = VideoSource(imports.register_video(path), path)
        return videos
    for clip_table in document.clips_of(condition):
        with errors.collect():
            videos[clip_table.name] = VideoSource(_find_imported_video(condition, clip_table), None)
    return videos


def _find_imported_video(condition: ConditionTable, clip: ClipTable) -> ImportedVideo:
    stimuli = Stimulus.objects.filter(
        condition__name=condition.imported, condition__imported=True, clip=clip.name, imported_video__isnull=False
    )
    latest = stimuli.select_related("imported_video").order_by("-created").first()
    if latest is None or latest.imported_video is None:
        raise InputError(
            f"condition {condition.name}: no video {clip.name} was imported for {condition.imported}; "
            f"see manage.py enqueue import --help"
        )
    return latest.imported_video
