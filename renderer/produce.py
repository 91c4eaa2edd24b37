"""Motion in, pictures and video out: what the command line and the site's workers call."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.motion import FapMotion, MarkerMotion
from face.progress import ProgressCallback, no_progress
from renderer import deform, encode, ffmpeg, heads, motion_file, probe, timing
from renderer.scene import portrait
from renderer.settings import BY_MARKERS, RenderSettings
from renderer.surface import surface

if TYPE_CHECKING:
    from renderer.offscreen import Offscreen

Frame = NDArray[np.uint8]


@dataclass(frozen=True)
class VideoInfo:
    """What a video is and what made it.

    Attributes
    ----------
    gl_renderer
        The GL library's name for what drew it.
    ffmpeg, arguments
        The encoder's version and the arguments that decided how it encoded.
    settings
        `RenderSettings.digest()`.
    """

    frames: int
    fps: int
    seconds: float
    size: tuple[int, int]
    gl_renderer: str
    ffmpeg: str
    arguments: tuple[str, ...]
    settings: str


def render_video(
    motion: FapMotion | MarkerMotion,
    out: Path,
    *,
    audio: Path | None = None,
    settings: RenderSettings | None = None,
    progress: ProgressCallback = no_progress,
    at_least: float = 0.0,
) -> VideoInfo:
    """Draw a motion and write it with its sound as an MP4.

    The video is as long as the longest of motion, sound and `at_least` (s), rounded up to a frame: the last picture
    stays, and silence is added. Without `audio` the sound is silence.

    Raises
    ------
    InputError
        If the deformer can't take the motion, the sound can't be read, `out` can't be written, or there is no GL
        library.
    EncodingError
        If ffmpeg fails or is killed; `out` is then as it was before.
    """
    settings = settings or RenderSettings()
    moves = motion_file.faps(motion, markers_wanted=settings.deformer == BY_MARKERS)
    _must_be_writable(out)
    sound = probe.decoded(audio, "audio").seconds if audio else 0.0
    count = timing.frame_count(max(timing.seconds(moves), sound, at_least), settings.fps)
    with _stage(settings, moves) as stage:
        with encode.mp4(out, frames=count, audio=audio, settings=settings) as put:
            for done, frame in enumerate(stage.frames(count), 1):
                put(frame)
                if done % timing.BLOCK == 0 or done == count:
                    progress(done / count, f"frame {done} of {count}")
        gl_renderer = stage.screen.renderer_string()
    how = tuple(encode.arguments(settings))
    length = count / settings.fps
    return VideoInfo(count, settings.fps, length, settings.size, gl_renderer, ffmpeg.version(), how, settings.digest())


def render_still(motion: FapMotion | MarkerMotion, frame: int, *, settings: RenderSettings | None = None) -> Frame:
    """Return one frame of the video that `render_video` would make, `(height, width, 3)` uint8 RGB.

    Raises
    ------
    InputError
        If the motion has no such frame, the deformer can't take it, or no GL library is there.
    """
    settings = settings or RenderSettings()
    moves = motion_file.faps(motion, markers_wanted=settings.deformer == BY_MARKERS)
    count = timing.frame_count(timing.seconds(moves), settings.fps)
    if not 0 <= frame < count:
        raise InputError(f"there is no frame {frame}; the motion has the frames 0 to {count - 1}")
    with _stage(settings, moves) as stage:
        return next(stage.frames(count, start=frame))


@dataclass(frozen=True)
class _Stage:
    """An avatar that stands ready to be drawn."""

    screen: "Offscreen"
    move: "deform.Mover"
    motion: FapMotion
    fps: int

    def frames(self, count: int, *, start: int = 0) -> Iterator[Frame]:
        for poses in timing.blocks(self.motion, fps=self.fps, count=count, start=start):
            for vertices in self.move(poses):
                yield self.screen.draw(vertices)


@contextmanager
def _stage(settings: RenderSettings, motion: FapMotion) -> Generator[_Stage]:
    from renderer.offscreen import Offscreen  # noqa: PLC0415 - loads the GL library: not before something is drawn

    head = heads.load(settings.avatar)
    with Offscreen(surface(head), portrait(head), settings.size) as screen:
        yield _Stage(screen, deform.mover(settings.deformer, head, motion), motion, settings.fps)


def _must_be_writable(out: Path) -> None:
    if not out.parent.is_dir():
        raise InputError(f"the folder {out.parent} does not exist; make it first")
    if out.is_dir():
        raise InputError(f"{out} is a folder; give the name of a video file")
