"""The sources of a study's videos: recordings, checkpoints, motion files and imported videos.

All of it is looked up and checked before any video is requested.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.cells import Cell
from evalsite import store
from evalsite.stimuli import imports, motion_store
from evalsite.stimuli.models import Condition, ImportedVideo, Recording
from evalsite.stimuli.stimulus_requests import check_has_motion
from evalsite.studies.document import factors
from evalsite.studies.document.differences import Difference
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.media import motion_sources, recording_sources, template_checks, video_sources
from evalsite.studies.media.cell_sources import CellSources, SourceLength, video_length
from evalsite.studies.media.condition_motion import MotionSource
from evalsite.studies.media.equivalence_checks import find_differences
from evalsite.studies.media.errors import ErrorList, check_case
from evalsite.studies.media.media_plan import MediaPlan, plan_media
from evalsite.studies.media.picture_format import choose_picture_format, picture_format_of
from evalsite.studies.media.recording_sources import recording_length
from evalsite.studies.media.sound_faults import find_sound_faults
from face.progress import ProgressCallback, no_progress
from renderer.normalize.properties import SoundProperties, VideoProperties


@dataclass(frozen=True)
class SourceMedia:
    """The inputs of a study's videos.

    Attributes
    ----------
    document
        The study's document with the size and frame rate that were chosen for it.
    settings
        Of each condition's videos, as a stimulus records them.
    lengths
        How long a cell's picture and sound last before anything is padded.
    notes
        What was assumed, repaired or left out while a cell's files were read.
    """

    document: StudyDocument
    settings: dict[str, dict[str, Any]]
    recordings: dict[str, Recording]
    conditions: dict[str, Condition]
    videos: dict[Cell, ImportedVideo] = field(default_factory=dict)
    video_paths: dict[Cell, Path] = field(default_factory=dict)
    motions: dict[Cell, MotionSource] = field(default_factory=dict)
    lengths: dict[Cell, SourceLength] = field(default_factory=dict)
    notes: dict[Cell, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def sources(self) -> CellSources:
        """What the checks and the plan need to know of the inputs."""
        return CellSources(
            videos={cell: imports.video_measurement(video) for cell, video in self.videos.items()},
            lengths=self.lengths,
            recordings=self.recording_sounds(),
            motions={cell: motion.properties for cell, motion in self.motions.items() if not motion.is_anchor},
            silent=frozenset(cell for cell in self.lengths if not self.is_heard(cell)),
            made_elsewhere=bool(self.videos or self.motions),
            sound_faults=find_sound_faults(self.heard_recordings()),
        )

    @cached_property
    def plan(self) -> MediaPlan:
        """What every video is to become."""
        return plan_media(self.sources, picture_format_of(self.document))

    def differences(self) -> list[Difference]:
        """Return the differences between the videos that can't be removed."""
        return find_differences(self.sources, picture_format_of(self.document))

    def heard_recordings(self) -> dict[str, Recording]:
        """Return, by clip, the recordings that are heard in at least one condition."""
        heard = {cell.clip for cell in self.lengths if cell not in self.videos and self.is_heard(cell)}
        return {clip: recording for clip, recording in self.recordings.items() if clip in heard}

    def cell_settings(self, cell: Cell) -> dict[str, Any]:
        """Return the settings of a cell's video; vertices are drawn on their own template instead of an avatar."""
        motion = self.motions.get(cell)
        return motion_store.settings_of_template(self.settings[cell.condition], motion.template if motion else "")

    def cell_notes(self, cell: Cell) -> tuple[str, ...]:
        """Return what was assumed, repaired or left out in reading a cell's video, or its sound and motion."""
        if video := self.videos.get(cell):
            return imports.video_measurement(video).notes
        recording, motion = self.recordings.get(cell.clip), self.motions.get(cell)
        heard = recording.video_notes if recording and self.is_heard(cell) else ()
        return (*heard, *(motion.notes if motion else ()))

    def is_heard(self, cell: Cell) -> bool:
        """Whether a cell's video has the clip's sound; silence is a factor of the design."""
        return self.settings.get(cell.condition, {}).get("sound") != "off"

    def recording_sounds(self) -> dict[str, SoundProperties]:
        """Return, by clip, the recordings that are heard in some conditions while others have imported videos."""
        mixed = {cell.clip for cell in self.videos if self.is_heard(cell)} & self.heard_recordings().keys()
        return {clip: imports.sound_measurement(self.recordings[clip]) for clip in sorted(mixed)}

    def video_path(self, cell: Cell) -> Path:
        """Return the file of a video made elsewhere."""
        return self.video_paths.get(cell) or store.path(self.videos[cell].digest)

    def store_videos(self, progress: ProgressCallback = no_progress) -> None:
        """Copy the videos into the store; may take a while, so not within a transaction."""
        for number, (cell, path) in enumerate(self.video_paths.items(), start=1):
            imports.store_video(path, self.videos[cell])
            progress(number / len(self.video_paths), f"storing the videos, {number} of {len(self.video_paths)}")


def find_source_media(
    document: StudyDocument, folder: Path = Path(), progress: ProgressCallback = no_progress
) -> SourceMedia:
    """Return the sources that the document names; videos and motion files are looked for in `folder`.

    Raises
    ------
    InputError
        If something does not exist or is broken, or a network was trained on a clip's recording.
    """
    errors = ErrorList()
    media = survey_source_media(document, folder, errors, progress)
    errors.raise_first()
    return media


def survey_source_media(
    document: StudyDocument, folder: Path, errors: ErrorList, progress: ProgressCallback = no_progress
) -> SourceMedia:
    """Return the sources that the document names as far as they exist; add what is wrong to `errors`."""
    check_case((condition.name for condition in document.conditions), errors)
    recordings = recording_sources.find_recordings(document, folder, errors)
    conditions = recording_sources.find_conditions(document, errors)
    recording_sources.check_leakage(recordings, conditions, errors)
    videos = video_sources.find_videos(document, folder, errors, progress)
    document = _resolved(document, [imports.video_measurement(source.video) for source in videos.values()], errors)
    media = SourceMedia(document, _find_settings(document, errors), recordings, conditions)
    for cell, (video, path) in videos.items():
        properties = imports.video_measurement(video)
        media.videos[cell], media.lengths[cell] = video, video_length(properties)
        if path:
            media.video_paths[cell] = path
    for condition in document.conditions:
        if condition.motion or condition.still:
            motions = motion_sources.find_motions(condition, document, recordings, folder, errors)
            for clip, motion in motions.items():
                cell = Cell(condition.name, clip)
                media.motions[cell] = motion
                media.lengths[cell] = SourceLength(motion.properties.seconds, recordings[clip].seconds)
    for cell in document.cells:
        recording, site_condition = recordings.get(cell.clip), conditions.get(cell.condition)
        if cell not in media.lengths and recording and site_condition and not site_condition.imported:
            with errors.collect():
                check_has_motion(recording, site_condition)
                media.lengths[cell] = recording_length(recording, site_condition)
    for cell in media.lengths:
        media.notes[cell] = media.cell_notes(cell)
    template_checks.check_templates(document, media.motions, errors)
    return media


def _resolved(document: StudyDocument, videos: Sequence[VideoProperties], errors: ErrorList) -> StudyDocument:
    """Return the document with the size and frame rate that suit these videos."""
    render = document.render
    if render.size and render.fit:
        errors.add("render.fit: the key `size` decides the size already; remove one of the two")
    chosen = choose_picture_format(render, videos)
    return document.model_copy(update={"render": render.model_copy(update={"size": chosen.size, "fps": chosen.fps})})


def _find_settings(document: StudyDocument, errors: ErrorList) -> dict[str, dict[str, Any]]:
    settings = {}
    for condition in document.conditions:
        with errors.collect():
            settings[condition.name] = factors.condition_settings(document, condition)
    return settings
