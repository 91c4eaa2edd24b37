"""What every video of a study is to become, decided once from all of its sources."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.cells import Cell
from evalsite.studies.media.cell_sources import CellSources
from evalsite.studies.media.picture_format import PictureFormat
from renderer.normalize.normalization import common_loudness
from renderer.resampling import frame_count


@dataclass(frozen=True)
class MediaPlan:
    """What every video of a study is to become.

    Attributes
    ----------
    format
        Size and frame rate of all videos.
    frames
        The number of frames of every video of a clip.
    is_natural
        Whether every video has this length by itself, since nothing was made elsewhere.
    loudness
        By clip, LUFS, of videos made elsewhere.
    """

    format: PictureFormat
    frames: Mapping[str, int]
    is_natural: bool
    loudness: Mapping[str, float]

    def seconds(self, clip: str) -> float:
        """Return the length of every video of a clip, s."""
        return self.frames[clip] / self.format.fps

    def min_seconds(self, clip: str) -> float:
        """Return the length that a stimulus of the clip records, s; 0 where each has it by itself."""
        return 0.0 if self.is_natural else self.seconds(clip)


def plan_media(sources: CellSources, picture_format: PictureFormat) -> MediaPlan:
    """Return the plan: each clip lasts as long as its longest picture or sound, rounded up to a frame."""
    by_clip = _frames_by_clip(sources, picture_format.fps)
    common = common_loudness(sources.heard_videos.values())
    # A rendered video is as loud as its recording; one made elsewhere of the same clip is given the same loudness.
    recorded = {clip: sound.loudness for clip, sound in sources.recordings.items() if sound.loudness is not None}
    return MediaPlan(
        format=picture_format,
        frames={clip: max(frames) for clip, frames in by_clip.items()},
        is_natural=not sources.made_elsewhere and all(len(set(frames)) == 1 for frames in by_clip.values()),
        loudness={clip: recorded.get(clip, common) for clip in by_clip},
    )


def _frames_by_clip(sources: CellSources, fps: int) -> dict[str, list[int]]:
    by_clip: dict[str, list[int]] = defaultdict(list)
    for cell, length in sources.lengths.items():
        by_clip[cell.clip].append(frame_count(length.longest, fps))
    return by_clip


def held_seconds(plan: MediaPlan, sources: CellSources, cell: Cell) -> tuple[float, float]:
    """Return for how many seconds a cell's last picture is held, and silence follows its sound."""
    length, planned = sources.lengths[cell], plan.seconds(cell.clip)
    return planned - length.picture, 0.0 if length.sound is None else planned - length.sound
