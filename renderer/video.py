"""Renders motion as a video or a still picture: what the command line and the site's workers call."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from face.errors import InputError
from face.progress import ProgressCallback, no_progress
from renderer import encoding, ffmpeg, resampling, sound_file
from renderer.animation import Animation, Drawing, Motion, create_animation, drawing_notes
from renderer.encoding import Frame
from renderer.settings import RenderSettings, settings_digest

if TYPE_CHECKING:
    from renderer.offscreen import OffscreenRenderer


@dataclass(frozen=True)
class VideoInfo:
    """What a video is and how it was made.

    Attributes
    ----------
    gl_renderer
        The name of the OpenGL renderer that drew it.
    ffmpeg, arguments
        The encoder's version and the arguments that decided how it encoded.
    settings
        The digest of the settings that decided how the motion was drawn: `RenderSettings.digest()`, or for vertex
        motion that of `RenderSettings.template_json()`.
    template
        The digest of vertex motion's template, else empty: it stands in the place of avatar and deformer.
    notes
        What was assumed or repaired to draw it, one sentence each.
    """

    frames: int
    fps: int
    seconds: float
    size: tuple[int, int]
    gl_renderer: str
    ffmpeg: str
    arguments: tuple[str, ...]
    settings: str
    template: str = ""
    notes: tuple[str, ...] = ()


def render_video(
    motion: Motion,
    out: Path,
    *,
    audio: Path | None = None,
    settings: RenderSettings | None = None,
    progress: ProgressCallback = no_progress,
    min_seconds: float = 0.0,
) -> VideoInfo:
    """Render a motion and write it with its sound as an MP4.

    FAPs and markers move the settings' avatar; vertices and animated heads are drawn as they are, on their own mesh.

    The video is as long as the longest of motion, sound and `min_seconds`, rounded up to a frame: the last frame is
    held, and silence is added. Without `audio` the sound is silence.

    Raises
    ------
    InputError
        If the deformer can't take the motion, the sound can't be read, `out` can't be written, or there is no OpenGL
        library.
    EncodingError
        If ffmpeg fails or is killed; `out` is then as it was before.
    """
    settings = settings or RenderSettings()
    animation = create_animation(motion, settings)
    _require_writable(out)
    with _readable_sound(audio) as (sound, sound_seconds), _renderer(animation, settings.size) as renderer:
        count = resampling.planned_frame_count(max(animation.seconds, sound_seconds or 0), min_seconds, settings.fps)
        with encoding.mp4_writer(out, frames=count, audio=sound, settings=settings) as write_frame:
            for number, frame in enumerate(renderer.frames(count), 1):
                write_frame(frame)
                if number % resampling.BLOCK_FRAMES == 0 or number == count:
                    progress(number / count, f"frame {number} of {count}")
        gl_renderer = renderer.screen.renderer_string()
    return VideoInfo(
        frames=count,
        fps=settings.fps,
        seconds=count / settings.fps,
        size=settings.size,
        gl_renderer=gl_renderer,
        ffmpeg=ffmpeg.version(),
        arguments=tuple(encoding.encoder_arguments(settings)),
        settings=settings_digest(animation.settings),
        template=animation.settings.get("template", ""),
        notes=(*drawing_notes(motion), *_length_notes(animation.seconds, sound_seconds, settings.fps)),
    )


def _length_notes(motion_seconds: float, sound_seconds: float | None, fps: int) -> tuple[str, ...]:
    """Return a sentence if there is sound, and it differs from the motion in length by more than a frame."""
    difference = 0.0 if sound_seconds is None else sound_seconds - motion_seconds
    if abs(difference) <= 1 / fps:
        return ()
    if difference > 0:
        return (f"the motion is {difference:.2f} s shorter than the sound; its last frame is held",)
    return (f"the sound is {-difference:.2f} s shorter than the motion; the rest is silent",)


@contextmanager
def _readable_sound(audio: Path | None) -> Generator[tuple[Path | None, float | None]]:
    """Give a sound file that ffmpeg reads as we do, and its length in s; without sound, None and None."""
    if audio is None:
        yield None, None
        return
    with sound_file.playable_sound(audio) as (path, sound):
        yield path, sound.seconds


def render_still(motion: Motion, frame: int, *, settings: RenderSettings | None = None) -> Frame:
    """Return one frame of the video that `render_video` would make, `(height, width, 3)` uint8 RGB.

    Raises
    ------
    InputError
        If the motion has no such frame, the deformer can't take it, or there is no OpenGL library.
    """
    settings = settings or RenderSettings()
    animation = create_animation(motion, settings)
    count = resampling.frame_count(animation.seconds, settings.fps)
    if not 0 <= frame < count:
        raise InputError(f"there is no frame {frame}; the motion has the frames 0 to {count - 1}")
    with _renderer(animation, settings.size) as renderer:
        return next(renderer.frames(count, start=frame))


@dataclass(frozen=True)
class _Renderer:
    """Draws one motion."""

    screen: "OffscreenRenderer"
    drawing: Drawing

    def frames(self, count: int, *, start: int = 0) -> Iterator[Frame]:
        for block in self.drawing.vertices(start, count):
            for vertices in block:
                yield self.screen.draw(vertices)


@contextmanager
def _renderer(animation: Animation, size: tuple[int, int]) -> Generator[_Renderer]:
    from renderer.offscreen import OffscreenRenderer  # noqa: PLC0415 - loads the OpenGL library, only to draw

    drawing = animation.prepare()
    with OffscreenRenderer(drawing.mesh, drawing.camera, size) as screen:
        yield _Renderer(screen, drawing)


def _require_writable(out: Path) -> None:
    if not out.parent.is_dir():
        raise InputError(f"the folder {out.parent} does not exist; create it first")
    if out.is_dir():
        raise InputError(f"{out} is a folder; give the name of a video file")
