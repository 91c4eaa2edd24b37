"""The videos of a study that were made elsewhere: files in a condition's folder, or videos imported before."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from analysis.cells import Cell
from evalsite import store
from evalsite.stimuli.clip_folders import VIDEO_EXTENSIONS
from evalsite.stimuli.models import ImportedVideo, Stimulus
from evalsite.stimuli.video_registration import register_videos
from evalsite.studies.document.condition_table import ConditionTable
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.tables import ClipTable
from evalsite.studies.media.clip_files import find_clip_files
from evalsite.studies.media.errors import ErrorList
from face.errors import InputError
from face.progress import ProgressCallback, no_progress


class VideoSource(NamedTuple):
    """A measured video, and its file if it may not be in the store yet."""

    video: ImportedVideo
    path: Path | None


def find_videos(
    document: StudyDocument, folder: Path, errors: ErrorList, progress: ProgressCallback = no_progress
) -> dict[Cell, VideoSource]:
    """Return the videos made elsewhere; files are looked for in `folder` and measured."""
    videos = measure_videos(_find_files(document, folder, errors), errors, progress)
    for condition in document.conditions:
        for clip in document.clips_of(condition) if condition.imported else ():
            with errors.collect():
                videos[Cell(condition.name, clip.name)] = VideoSource(_find_imported_video(condition, clip), None)
    return videos


def measure_videos(
    paths: Mapping[Cell, Path], errors: ErrorList, progress: ProgressCallback = no_progress
) -> dict[Cell, VideoSource]:
    """Return the videos that can be read, measured."""
    measured = register_videos(paths.values(), progress)
    videos = {}
    for cell, path in paths.items():
        video = measured[path]
        if isinstance(video, InputError):
            errors.add(str(video))
        else:
            videos[cell] = VideoSource(video, path)
    return videos


def _find_files(document: StudyDocument, folder: Path, errors: ErrorList) -> dict[Cell, Path]:
    return {
        Cell(condition.name, clip): path
        for condition in document.conditions
        if condition.videos
        for clip, path in find_clip_files(condition, document, folder, VIDEO_EXTENSIONS, errors).items()
    }


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
    if not store.contains(latest.imported_video.digest):
        raise InputError(
            f"condition {condition.name}: the video {clip.name} that was imported for {condition.imported} is missing "
            "from the store; import it again (manage.py enqueue import)"
        )
    return latest.imported_video
