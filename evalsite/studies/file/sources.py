"""Where a study's videos come from: each condition names one source, each clip may name its sound."""

from collections.abc import Iterable
from typing import Final, Self

from pydantic import Field, model_validator

from evalsite.studies.file.labels import Label, Text
from face.documents import Document

WAYS: Final = ("original", "still", "checkpoint", "motion", "videos", "imported")


class Source(Document):
    """One way to a condition's videos; folders are looked for beside the study file."""

    original: bool = Field(default=False, description="the recording's measured motion")
    still: bool = Field(default=False, description="a face that only blinks while the recording is heard: an anchor")
    checkpoint: Text | None = Field(default=None, description="what this network predicts from the sound")
    motion: Text | None = Field(default=None, description="a folder of motion files, CLIP.fap, .npz or .csv")
    videos: Text | None = Field(default=None, description="a folder of videos, CLIP.mp4")
    imported: Text | None = Field(default=None, description="what `manage.py enqueue import --condition` was given")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(bool(getattr(self, way)) for way in WAYS) != 1:
            ways = "original = true, still = true, checkpoint, motion, videos, imported"
            raise ValueError(f"condition {getattr(self, 'name', '')} needs exactly one of {ways}")
        return self

    @property
    def is_film(self) -> bool:
        """Whether the videos come whole, sound included."""
        return bool(self.videos or self.imported)


class ClipSource(Document):
    """What is said in a clip; neither is needed where all conditions come as videos."""

    name: Label
    recording: Text | None = Field(default=None, description="the name of a recording")
    sound: Text | None = Field(default=None, description="a sound file, looked for beside the study file")

    @model_validator(mode="after")
    def _one_sound(self) -> Self:
        if self.recording and self.sound:
            raise ValueError(f"clip {self.name} names a recording and a sound; remove one of them")
        return self


def check_sounds(conditions: Iterable[Source], clips: Iterable[ClipSource]) -> None:
    """Raise ValueError for a clip without sound where a condition does not come as videos."""
    spoken = not all(condition.is_film for condition in conditions)
    for number, clip in enumerate(clips, start=1):
        if spoken and not (clip.recording or clip.sound):
            raise ValueError(f"clips[{number}].recording: is missing (or `sound`, a file's name); add it")
