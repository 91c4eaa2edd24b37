"""What a study is made from: recordings, checkpoints, motion files and films, looked up before anything is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from evalsite.stimuli import catalog, imported_videos, imports, stimulus_requests
from evalsite.stimuli.models import Condition, ImportedVideo, Recording, Stimulus
from evalsite.stimuli.train_test_leakage import was_trained_on
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.file.tables import ClipTable, ConditionTable
from evalsite.studies.media import own_motion, resting
from evalsite.studies.media.gate import Cell, Finding, findings
from face.errors import InputError
from renderer.normalize.measurement import SoundProperties
from renderer.normalize.normalization import common_loudness
from renderer.resampling import frame_count


@dataclass(frozen=True)
class Materials:
    """What the videos are made from: their look, recordings by clip, conditions by name, what came from outside."""

    look: dict[str, Any]
    recordings: dict[str, Recording]
    conditions: dict[str, Condition]
    videos: dict[Cell, ImportedVideo] = field(default_factory=dict)
    paths: dict[Cell, Path] = field(default_factory=dict)
    motions: dict[Cell, str] = field(default_factory=dict)
    lengths: dict[Cell, float] = field(default_factory=dict)

    def longest(self, clip: str) -> float:
        """Return how long a clip lasts in the condition in which it lasts longest, s; 0 if nothing is from outside."""
        outside = self.videos or self.motions
        spoken = self.recordings[clip].seconds if clip in self.recordings else 0.0
        return max([spoken, *(s for (_, name), s in self.lengths.items() if name == clip)]) if outside else 0.0

    def findings(self, document: StudyDocument) -> list[Finding]:
        """Return what can't be made equal."""
        known = {cell: imported_videos.video_measurement(film) for cell, film in self.videos.items()}
        return findings(known, self.lengths, document.render.size, self.voices())

    def voices(self) -> dict[str, SoundProperties]:
        """Return the recordings that films are shown beside, by clip."""
        rendered = {clip for condition, clip in self.lengths if (condition, clip) not in self.videos}
        mixed = {clip for _, clip in self.videos} & rendered & self.recordings.keys()
        return {clip: imported_videos.sound_measurement(self.recordings[clip]) for clip in sorted(mixed)}


def of(document: StudyDocument, folder: Path = Path()) -> Materials:
    """Return what the document names; films and motion files are looked for in `folder`.

    Raises
    ------
    InputError
        If something does not exist or is broken, or a network was trained on a clip's recording.
    """
    recordings = {clip.name: spoken for clip in document.clips if (spoken := _recording(clip, folder))}
    conditions = {condition.name: _condition(condition) for condition in document.conditions}
    _check_untouched(recordings, conditions)
    made = Materials(document.render.settings(), recordings, conditions)
    for condition in document.conditions:
        if condition.motion:
            _add_motion(made, condition, document, folder)
        elif condition.still:
            _add_still(made, condition, document)
        elif condition.is_film:
            _add_films(made, condition, document, folder)
    _add_lengths(made, document)
    return made


def request(document: StudyDocument, made: Materials) -> dict[Cell, Stimulus]:
    """Return the stimulus of every cell; have the worker make those that don't exist."""
    look, batch = made.look, document.study.name
    loudness = common_loudness([imported_videos.video_measurement(film) for film in made.videos.values()])
    shown = {key: look[key] for key in ("size", "fps", "crf")}
    # A rendered video is as loud as its recording, so a film beside it is made so too.
    loud = {clip: voice.loudness for clip, voice in made.voices().items() if voice.loudness is not None}
    stimuli = {}
    for clip, label in _cells(document):
        cell, condition = (label, clip), made.conditions[label]
        longest = frame_count(made.longest(clip), look["fps"]) / look["fps"] if made.longest(clip) else 0.0
        if film := made.videos.get(cell):
            stimuli[cell] = stimulus_requests.request_imported_stimulus(
                film, condition, clip, shown | {"loudness": loud.get(clip, loudness)}, min_seconds=longest, batch=batch
            )
        else:
            motion = made.motions.get(cell, "")
            spoken = made.recordings[clip]
            stimuli[cell] = stimulus_requests.request_stimulus(
                spoken, condition, look, motion=motion, min_seconds=longest, batch=batch
            )
    return stimuli


def _cells(document: StudyDocument) -> list[tuple[str, str]]:
    """Return clip and condition of every video of the study."""
    return [(clip.name, label) for clip in document.clips for label in document.conditions_of(clip)]


def _clips(document: StudyDocument, condition: ConditionTable) -> list[ClipTable]:
    return [clip for clip in document.clips if condition.name in document.conditions_of(clip)]


def keep(made: Materials) -> None:
    """Copy the films into the store; may take a while, so not within a transaction."""
    for cell, path in made.paths.items():
        imported_videos.store_video(path, made.videos[cell])


def _recording(clip: ClipTable, folder: Path) -> Recording | None:
    if clip.sound:
        return imports.import_sound(folder / clip.sound)
    if not clip.recording:
        return None
    try:
        return catalog.get_recording(clip.recording)
    except InputError as error:
        raise InputError(f"clip {clip.name}: {error}") from None


def _condition(condition: ConditionTable) -> Condition:
    if condition.original:
        return catalog.original_condition()
    if not condition.checkpoint:
        return catalog.imported_condition(condition.imported or condition.name)
    try:
        return catalog.checkpoint_condition(condition.checkpoint)
    except InputError as error:
        raise InputError(f"condition {condition.name}: {error}") from None


def _check_untouched(recordings: Mapping[str, Recording], conditions: Mapping[str, Condition]) -> None:
    for (clip, recording), condition in product(recordings.items(), conditions.values()):
        if condition.checkpoint and was_trained_on(condition.checkpoint, recording):
            raise InputError(
                f"clip {clip}: checkpoint {condition.checkpoint.name} was trained on {recording.name}, which would "
                "flatter it; choose one of its test turns (`manage.py study new` takes such)"
            )


def _add_motion(made: Materials, condition: ConditionTable, document: StudyDocument, folder: Path) -> None:
    files, look = imported_videos.files_by_clip(folder / str(condition.motion), own_motion.KINDS), document.render
    for clip in _clips(document, condition):
        path, seed = _of_clip(files, clip, condition), made.recordings[clip.name].seed
        found = own_motion.taken(path, fps=look.fps, seed=seed, deformer=look.deformer)
        made.motions[condition.name, clip.name], made.lengths[condition.name, clip.name] = found


def _add_still(made: Materials, condition: ConditionTable, document: StudyDocument) -> None:
    for clip in _clips(document, condition):
        cell, spoken = (condition.name, clip.name), made.recordings[clip.name]
        made.motions[cell], made.lengths[cell] = resting.taken(
            spoken.seconds, fps=document.render.fps, seed=spoken.seed
        )


def _add_films(made: Materials, condition: ConditionTable, document: StudyDocument, folder: Path) -> None:
    files = imported_videos.files_by_clip(folder / condition.videos) if condition.videos else {}
    for clip in _clips(document, condition):
        cell = (condition.name, clip.name)
        if condition.videos:
            made.paths[cell] = _of_clip(files, clip, condition)
        made.videos[cell] = (
            imported_videos.register_video(made.paths[cell]) if condition.videos else _imported(condition, clip)
        )
        made.lengths[cell] = imported_videos.video_measurement(made.videos[cell]).seconds


def _of_clip(files: Mapping[str, Path], clip: ClipTable, condition: ConditionTable) -> Path:
    if clip.name not in files:
        where = condition.videos or condition.motion
        raise InputError(f"condition {condition.name}: {where} holds no file for clip {clip.name}; put it there")
    return files[clip.name]


def _imported(condition: ConditionTable, clip: ClipTable) -> ImportedVideo:
    own = Stimulus.objects.filter(condition__name=condition.imported, condition__imported=True, clip=clip.name)
    latest = own.exclude(imported_video=None).select_related("imported_video").order_by("-created").first()
    if latest is None or latest.imported_video is None:
        raise InputError(
            f"condition {condition.name}: no video {clip.name} was imported for {condition.imported}; "
            f"see manage.py enqueue import --help"
        )
    return latest.imported_video


def _add_lengths(made: Materials, document: StudyDocument) -> None:
    """Add the lengths of what our own networks and the measured motion will show, where it is compared with others'."""
    for clip, label in _cells(document):
        if (label, clip) not in made.lengths:
            made.lengths[label, clip] = made.recordings[clip].seconds
