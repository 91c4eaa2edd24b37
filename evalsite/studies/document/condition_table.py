"""The table `[[conditions]]` of a study file: where the videos of each condition come from."""

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from evalsite.studies.document.texts import Label, Text
from face.documents import Document
from face.reading.options import MAX_RATE, ReadOptions, TimeUnit

VIDEO_SOURCES: Final = ("original", "still", "checkpoint", "motion", "videos", "imported")

Role = Literal["reference", "anchor", "system"]
"""What a condition is in the design: the best one known, a clearly bad one, or one under test."""

FILE_KEYS: Final = ("template", "model", "markers")
READING_KEYS: Final = ("rate", "time_unit", "take", *FILE_KEYS)
"""Keys that say how motion files are read."""


class ConditionTable(Document):
    """One condition and exactly one source of its videos; folders are relative to the study file."""

    original: bool = Field(default=False, description="source: the recording's measured motion")
    still: bool = Field(default=False, description="source: a face that only blinks while the voice speaks; an anchor")
    checkpoint: Text | None = Field(default=None, description="source: the motion that this network predicts")
    motion: Text | None = Field(
        default=None, description="source: a folder of motion files, one for each clip: CLIP.csv, .fap, .npy, …"
    )
    videos: Text | None = Field(default=None, description="source: a folder of your own videos, CLIP.mp4")
    imported: Text | None = Field(
        default=None, description="source: videos imported by `manage.py enqueue import` under this condition name"
    )
    name: Label = Field(description="name in tables and contrasts; participants never see it")
    role: Role | None = Field(
        default=None, description="default: `original` is the reference, all others are under test (`system`)"
    )
    avatar: Text | None = Field(
        default=None, description="another avatar than `render.avatar`, if it is one of `design.factors`"
    )
    deformer: Text | None = Field(
        default=None, description="another deformer than `render.deformer`, if it is one of `design.factors`"
    )
    sound: Literal["on", "off"] | None = Field(
        default=None, description="`off`: the videos are silent, if it is one of `design.factors`; default: `on`"
    )

    rate: Annotated[float, Field(gt=0, le=MAX_RATE)] | None = Field(
        default=None, description="motion: frames per second, if the files leave it open"
    )
    time_unit: TimeUnit | None = Field(default=None, description="motion: the unit of the files' times")
    take: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="motion: which take, if a file holds several"
    )
    template: Text | None = Field(
        default=None, description="motion: the template mesh (.obj, .ply) of files that hold its vertices"
    )
    model: Text | None = Field(
        default=None, description="motion: your FLAME or SMPL-X model, for files that hold its parameters"
    )
    markers: Text | None = Field(
        default=None,
        description="motion: a file that names 46 vertices as markers, so that vertices are shown on the avatar",
    )

    @model_validator(mode="after")
    def _check_keys_of_motion(self) -> Self:
        for key in READING_KEYS:
            if getattr(self, key) is not None and not self.motion:
                raise ValueError(f"condition {self.name}: {key} says how motion files are read; remove it")
        return self

    @model_validator(mode="after")
    def _check_video_source(self) -> Self:
        if sum(bool(getattr(self, source)) for source in VIDEO_SOURCES) != 1:
            sources = "original = true, still = true, checkpoint, motion, videos, imported"
            raise ValueError(f"condition {self.name} needs exactly one of {sources}")
        return self

    @property
    def has_videos(self) -> bool:
        """Whether the condition has finished videos with sound."""
        return bool(self.videos or self.imported)

    @property
    def effective_role(self) -> Role:
        """The role; by default measured motion is the reference, and every other condition is tested."""
        return self.role or ("reference" if self.original else "system")

    def read_options(self, folder: Path) -> ReadOptions:
        """Return how the motion files are read; `folder` is that of the study file.

        Raises
        ------
        InputError
            If an option can't be.
        """
        files = {key: folder / value for key in FILE_KEYS if (value := getattr(self, key)) is not None}
        return ReadOptions(rate=self.rate, time_unit=self.time_unit, take=self.take, **files)
