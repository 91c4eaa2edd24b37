"""The sources of a study's videos: recordings, checkpoints, motion files and imported videos.

All of it is looked up and checked before any video is requested.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from analysis.cells import Cell
from evalsite.stimuli import catalog, imports, stimulus_requests
from evalsite.stimuli.catalog import was_trained_on
from evalsite.stimuli.models import Condition, ImportedVideo, Recording, Stimulus
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.tables import ClipTable, ConditionTable
from evalsite.studies.media import condition_motion
from evalsite.studies.media.equivalence_checks import Difference, find_differences
from face.errors import InputError
from renderer.normalize.measurement import SoundProperties
from renderer.normalize.normalization import common_loudness
from renderer.resampling import frame_count


@dataclass(frozen=True)
class SourceMedia:
    """The inputs of a study's videos; `seconds` is how long a cell's video lasts before anything is padded."""

    render_settings: dict[str, Any]
    recordings: dict[str, Recording]
    conditions: dict[str, Condition]
    videos: dict[Cell, ImportedVideo] = field(default_factory=dict)
    video_paths: dict[Cell, Path] = field(default_factory=dict)
    motions: dict[Cell, str] = field(default_factory=dict)
    seconds: dict[Cell, float] = field(default_factory=dict)

    def longest_seconds(self, clip: str) -> float:
        """Return the length of a clip in its longest condition, s; 0 if nothing is imported."""
        if not (self.videos or self.motions):
            return 0.0
        recorded = self.recordings[clip].seconds if clip in self.recordings else 0.0
        return max([recorded, *(seconds for cell, seconds in self.seconds.items() if cell.clip == clip)])

    def differences(self, document: StudyDocument) -> list[Difference]:
        """Return the differences between the videos that can't be removed."""
        measurements = {cell: imports.video_measurement(video) for cell, video in self.videos.items()}
        return find_differences(measurements, self.seconds, document.render.size, self.recording_sounds())

    def recording_sounds(self) -> dict[str, SoundProperties]:
        """Return, by clip, the recordings that are heard in some conditions while others have imported videos."""
        rendered = {cell.clip for cell in self.seconds if cell not in self.videos}
        mixed = {cell.clip for cell in self.videos} & rendered & self.recordings.keys()
        return {clip: imports.sound_measurement(self.recordings[clip]) for clip in sorted(mixed)}


def find_source_media(document: StudyDocument, folder: Path = Path()) -> SourceMedia:
    """Return the sources that the document names; videos and motion files are looked for in `folder`.

    Raises
    ------
    InputError
        If something does not exist or is broken, or a network was trained on a clip's recording.
    """
    recordings = {clip.name: recording for clip in document.clips if (recording := _find_recording(clip, folder))}
    conditions = {condition.name: _find_condition(condition) for condition in document.conditions}
    _check_leakage(recordings, conditions)
    media = SourceMedia(document.render.settings(), recordings, conditions)
    for condition in document.conditions:
        if condition.motion:
            _add_motion_files(media, condition, document, folder)
        elif condition.still:
            _add_still_anchor(media, condition, document)
        elif condition.has_videos:
            _add_videos(media, condition, document, folder)
    for cell in _cells(document):
        if cell not in media.seconds:
            media.seconds[cell] = media.recordings[cell.clip].seconds
    return media


def request_stimuli(document: StudyDocument, media: SourceMedia) -> dict[Cell, Stimulus]:
    """Return the stimulus of every cell; enqueue jobs for those that don't exist."""
    settings, batch = media.render_settings, document.study.name
    default_loudness = common_loudness([imports.video_measurement(video) for video in media.videos.values()])
    video_settings = {key: settings[key] for key in ("size", "fps", "crf")}
    # A rendered video is as loud as its recording; an imported one of the same clip is given the same loudness.
    sounds = media.recording_sounds()
    loudness = {clip: sound.loudness for clip, sound in sounds.items() if sound.loudness is not None}
    stimuli = {}
    for cell in _cells(document):
        condition = media.conditions[cell.condition]
        longest = media.longest_seconds(cell.clip)
        min_seconds = frame_count(longest, settings["fps"]) / settings["fps"] if longest else 0.0
        if video := media.videos.get(cell):
            own_settings = video_settings | {"loudness": loudness.get(cell.clip, default_loudness)}
            stimuli[cell] = stimulus_requests.request_imported_stimulus(
                video, condition, cell.clip, own_settings, min_seconds=min_seconds, batch=batch
            )
        else:
            recording, motion = media.recordings[cell.clip], media.motions.get(cell, "")
            stimuli[cell] = stimulus_requests.request_stimulus(
                recording, condition, settings, motion=motion, min_seconds=min_seconds, batch=batch
            )
    return stimuli


def store_videos(media: SourceMedia) -> None:
    """Copy the videos into the store; may take a while, so not within a transaction."""
    for cell, path in media.video_paths.items():
        imports.store_video(path, media.videos[cell])


def _cells(document: StudyDocument) -> list[Cell]:
    """Return the cell of every video of the study."""
    return [Cell(condition, clip.name) for clip in document.clips for condition in document.conditions_showing(clip)]


def _clips_of(document: StudyDocument, condition: ConditionTable) -> list[ClipTable]:
    return [clip for clip in document.clips if condition.name in document.conditions_showing(clip)]


def _find_recording(clip: ClipTable, folder: Path) -> Recording | None:
    if clip.sound:
        return imports.import_sound(folder / clip.sound)
    if not clip.recording:
        return None
    try:
        return catalog.get_recording(clip.recording)
    except InputError as error:
        raise InputError(f"clip {clip.name}: {error}") from None


def _find_condition(condition: ConditionTable) -> Condition:
    if condition.original:
        return catalog.original_condition()
    if not condition.checkpoint:
        return catalog.imported_condition(condition.imported or condition.name)
    try:
        return catalog.checkpoint_condition(condition.checkpoint)
    except InputError as error:
        raise InputError(f"condition {condition.name}: {error}") from None


def _check_leakage(recordings: Mapping[str, Recording], conditions: Mapping[str, Condition]) -> None:
    for (clip, recording), condition in product(recordings.items(), conditions.values()):
        if condition.checkpoint and was_trained_on(condition.checkpoint, recording):
            raise InputError(
                f"clip {clip}: checkpoint {condition.checkpoint.name} was trained on {recording.name}, so it would "
                "look better than it is; choose one of its test turns (`manage.py study new` does)"
            )


def _add_motion_files(media: SourceMedia, condition: ConditionTable, document: StudyDocument, folder: Path) -> None:
    files = imports.files_by_clip(folder / str(condition.motion), condition_motion.MOTION_SUFFIXES)
    for clip in _clips_of(document, condition):
        cell = Cell(condition.name, clip.name)
        media.motions[cell], media.seconds[cell] = condition_motion.store_motion_file(
            _file_of_clip(files, clip, condition),
            fps=document.render.fps,
            seed=media.recordings[clip.name].seed,
            deformer=document.render.deformer,
        )


def _add_still_anchor(media: SourceMedia, condition: ConditionTable, document: StudyDocument) -> None:
    for clip in _clips_of(document, condition):
        cell, recording = Cell(condition.name, clip.name), media.recordings[clip.name]
        media.motions[cell], media.seconds[cell] = condition_motion.store_still_anchor(
            recording.seconds, fps=document.render.fps, seed=recording.seed
        )


def _add_videos(media: SourceMedia, condition: ConditionTable, document: StudyDocument, folder: Path) -> None:
    files = imports.files_by_clip(folder / condition.videos) if condition.videos else {}
    for clip in _clips_of(document, condition):
        cell = Cell(condition.name, clip.name)
        if condition.videos:
            media.video_paths[cell] = _file_of_clip(files, clip, condition)
            media.videos[cell] = imports.register_video(media.video_paths[cell])
        else:
            media.videos[cell] = _find_imported_video(condition, clip)
        media.seconds[cell] = imports.video_measurement(media.videos[cell]).seconds


def _file_of_clip(files: Mapping[str, Path], clip: ClipTable, condition: ConditionTable) -> Path:
    if clip.name not in files:
        where = condition.videos or condition.motion
        raise InputError(f"condition {condition.name}: {where} contains no file for clip {clip.name}; add it")
    return files[clip.name]


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
