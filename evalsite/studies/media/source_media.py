"""The sources of a study's videos: recordings, checkpoints, motion files and imported videos.

All of it is looked up and checked before any video is requested.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.cells import Cell
from evalsite.stimuli import imports
from evalsite.stimuli.models import Condition, ImportedVideo, Recording
from evalsite.studies.document import factors
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.media import motion_sources, recording_sources, video_sources
from evalsite.studies.media.equivalence_checks import Difference, find_differences
from evalsite.studies.media.errors import ErrorList
from evalsite.studies.media.sound_faults import find_sound_faults
from renderer.normalize.measurement import SoundProperties


@dataclass(frozen=True)
class SourceMedia:
    """The inputs of a study's videos.

    Attributes
    ----------
    settings
        Of each condition's videos, as a stimulus records them.
    seconds
        How long a cell's video lasts before anything is padded.
    """

    settings: dict[str, dict[str, Any]]
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
        silent = {cell for cell in measurements if not self.is_heard(cell)}
        differences = find_differences(
            measurements, self.seconds, document.render.effective_size, self.recording_sounds(), silent
        )
        return differences + find_sound_faults(self.heard_recordings())

    def heard_recordings(self) -> dict[str, Recording]:
        """Return, by clip, the recordings that are heard in at least one condition."""
        heard = {cell.clip for cell in self.seconds if cell not in self.videos and self.is_heard(cell)}
        return {clip: recording for clip, recording in self.recordings.items() if clip in heard}

    def is_heard(self, cell: Cell) -> bool:
        """Whether a cell's video has the clip's sound; silence is a factor of the design."""
        return self.settings[cell.condition].get("sound") != "off"

    def recording_sounds(self) -> dict[str, SoundProperties]:
        """Return, by clip, the recordings that are heard in some conditions while others have imported videos."""
        mixed = {cell.clip for cell in self.videos if self.is_heard(cell)} & self.heard_recordings().keys()
        return {clip: imports.sound_measurement(self.recordings[clip]) for clip in sorted(mixed)}

    def store_videos(self) -> None:
        """Copy the videos into the store; may take a while, so not within a transaction."""
        for cell, path in self.video_paths.items():
            imports.store_video(path, self.videos[cell])


def find_source_media(document: StudyDocument, folder: Path = Path()) -> SourceMedia:
    """Return the sources that the document names; videos and motion files are looked for in `folder`.

    Raises
    ------
    InputError
        If something does not exist or is broken, or a network was trained on a clip's recording.
    """
    errors = ErrorList()
    media = survey_source_media(document, folder, errors)
    errors.raise_first()
    return media


def survey_source_media(document: StudyDocument, folder: Path, errors: ErrorList) -> SourceMedia:
    """Return the sources that the document names as far as they exist; add what is wrong to `errors`."""
    recordings = recording_sources.find_recordings(document, folder, errors)
    conditions = recording_sources.find_conditions(document, errors)
    recording_sources.check_leakage(recordings, conditions, errors)
    media = SourceMedia(_find_settings(document, errors), recordings, conditions)
    for condition in document.conditions:
        if condition.has_videos:
            for clip, (video, path) in video_sources.find_videos(condition, document, folder, errors).items():
                cell = Cell(condition.name, clip)
                media.videos[cell], media.seconds[cell] = video, imports.video_measurement(video).seconds
                if path:
                    media.video_paths[cell] = path
        elif condition.motion or condition.still:
            motions = motion_sources.find_motions(condition, document, recordings, folder, errors)
            for clip, (motion, seconds) in motions.items():
                cell = Cell(condition.name, clip)
                media.motions[cell], media.seconds[cell] = motion, seconds
    for cell in document.cells:
        if cell not in media.seconds and cell.clip in recordings:
            media.seconds[cell] = recordings[cell.clip].seconds
    return media


def _find_settings(document: StudyDocument, errors: ErrorList) -> dict[str, dict[str, Any]]:
    settings = {}
    for condition in document.conditions:
        with errors.collect():
            settings[condition.name] = factors.condition_settings(document, condition)
    return settings
