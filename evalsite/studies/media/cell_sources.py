"""What is known of a study's videos before they are made: from a study file's sources, or from a study's rows.

Both roads lead to the same checks and the same plan, so that what `study check` accepts also opens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.cells import Cell
from evalsite.stimuli.motion_measurement import MotionProperties
from evalsite.studies.document.differences import Difference
from renderer.normalize.properties import SoundProperties, VideoProperties


@dataclass(frozen=True)
class SourceLength:
    """How long a cell's picture and sound last before they are made equal, s; `sound` is None if there is none."""

    picture: float
    sound: float | None

    @property
    def longest(self) -> float:
        """The length of the longer of the two, s."""
        return max(self.picture, self.sound or 0.0)


@dataclass(frozen=True)
class CellSources:
    """The videos of a study before they are made.

    Attributes
    ----------
    videos
        The properties of those made elsewhere; the other cells are rendered.
    lengths
        Of every cell.
    recordings
        By clip, the sound of the rendered conditions, where other conditions of the clip have videos made elsewhere.
    silent
        The cells that are silent by design, whose own sound nobody hears.
    made_elsewhere
        Whether a condition shows videos or motion made elsewhere.
    sound_faults
        What is wrong with the clips' recordings.
    motions
        The properties of motion that was read from files.
    """

    videos: Mapping[Cell, VideoProperties]
    lengths: Mapping[Cell, SourceLength]
    recordings: Mapping[str, SoundProperties]
    silent: frozenset[Cell] = frozenset()
    made_elsewhere: bool = True
    sound_faults: tuple[Difference, ...] = ()
    motions: Mapping[Cell, MotionProperties] = field(default_factory=dict)

    @property
    def heard_videos(self) -> dict[Cell, VideoProperties]:
        """The videos made elsewhere whose own sound is heard."""
        return {cell: video for cell, video in self.videos.items() if cell not in self.silent}

    @property
    def has_rendered(self) -> bool:
        """Whether some cells are rendered."""
        return len(self.lengths) > len(self.videos)


def video_length(video: VideoProperties) -> SourceLength:
    """Return the length of the picture and the sound of a video made elsewhere."""
    return SourceLength(video.seconds, video.sound.seconds if video.sound else None)
