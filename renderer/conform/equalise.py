"""One video made like all others of its study: size, rate, length, loudness, encoder, and nothing noted in the file."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from renderer import encode, ffmpeg, probe
from renderer.conform import foreign
from renderer.conform.measure import SQUARE, Measured
from renderer.settings import RenderSettings
from renderer.timing import frame_count

LOUDNESS: Final = -23.0
"""LUFS, the level of EBU R128."""

HEADROOM: Final = -1.0
"""dB; no true peak is raised above it (EBU R128)."""


@dataclass(frozen=True)
class Goal:
    """What a video is to become: `look` gives size, rate and quality; `seconds` its least length; `loudness` LUFS."""

    look: RenderSettings
    seconds: float = 0.0
    loudness: float = LOUDNESS


@dataclass(frozen=True)
class Equalised:
    """What was made of a video, and how: part of its provenance."""

    frames: int
    fps: int
    seconds: float
    size: tuple[int, int]
    ffmpeg: str
    arguments: tuple[str, ...]
    changes: tuple[str, ...]


def loudness_for(films: list[Measured]) -> float:
    """Return the loudness that all films can have without one being clipped: -23 LUFS, or what the loudest peak allows.

    Examples
    --------
    A film of -30 LUFS with peaks at -2 dB may be raised by 1 dB only, so all films get -29 LUFS.
    """
    sounds = [film.sound for film in films if film.sound]
    limits = [s.level + HEADROOM - s.peak for s in sounds if s.level is not None and s.peak is not None]
    return round(min([LOUDNESS, *limits]), 1)


def equalise(path: Path, out: Path, *, measured: Measured, goal: Goal) -> Equalised:
    """Write `path` as an MP4 that fulfils `goal`.

    The picture keeps its shape: it is scaled to fit and the rest stays black. The last picture stays and silence is
    added until the length is reached; nothing is cut off. `out` appears complete or not at all.

    Raises
    ------
    EncodingError
        If ffmpeg fails.
    """
    look = goal.look
    longest = max(goal.seconds, measured.seconds, measured.sound.seconds if measured.sound else 0.0)
    frames = frame_count(longest, look.fps)
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        done = ffmpeg.run(
            "-loglevel", "error", "-y", *_work(path, measured, goal, frames), "-f", "mp4", ffmpeg.local(part)
        )
        if done.returncode or probe.decoded(part, "video").frames != frames:
            raise encode.EncodingError(f"ffmpeg failed with code {done.returncode}: {done.stderr.strip()[:300]}")
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    how = tuple(encode.arguments(look))
    return Equalised(
        frames, look.fps, frames / look.fps, look.size, ffmpeg.version(), how, _changes(measured, goal, frames)
    )


def _work(path: Path, measured: Measured, goal: Goal, frames: int) -> list[str]:
    sound = ["-map", "0:a:0"] if measured.sound else ["-map", "1:a:0"]
    silence = [] if measured.sound else [*encode.SILENCE]
    lengths = ["-af", _heard_as(measured, goal, frames), "-vf", _seen_as(goal.look, frames)]
    # The encoder's arguments begin with their own picture filter, which `_seen_as` ends with.
    return [*foreign.opened(path), *silence, "-map", "0:v:0", *sound, *lengths, *encode.arguments(goal.look)[2:]]


def _seen_as(look: RenderSettings, frames: int) -> str:
    width, height = look.size
    fitted = f"scale={width}:{height}:force_original_aspect_ratio=decrease:out_range=tv:flags=lanczos+accurate_rnd"
    centred = f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2"
    held = f"fps={look.fps}:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame={frames}"
    return f"{SQUARE},{fitted},{centred},{held},{encode.COLOURS}"


def _heard_as(measured: Measured, goal: Goal, frames: int) -> str:
    samples = round(frames * encode.SOUND_RATE / goal.look.fps)
    louder = f"volume={gain(measured, goal):.1f}dB"
    return f"aresample={encode.SOUND_RATE}:first_pts=0,{louder},apad,atrim=end_sample={samples}"


def gain(measured: Measured, goal: Goal) -> float:
    """Return by how many dB the sound is raised."""
    level = measured.sound.level if measured.sound else None
    return 0.0 if level is None else goal.loudness - level


def _changes(measured: Measured, goal: Goal, frames: int) -> tuple[str, ...]:
    look, length = goal.look, frames / goal.look.fps
    louder = gain(measured, goal)
    told = {
        "size {}x{} → {}x{}".format(*measured.size, *look.size): measured.size != look.size,
        f"{measured.fps:g} → {look.fps} frames per second": measured.fps != look.fps,
        f"length {measured.seconds:.2f} → {length:.2f} s": abs(measured.seconds - length) * look.fps > 0.5,
        f"loudness {louder:+.1f} dB": abs(louder) > 0.05,
        "silence added, there was no sound": measured.sound is None,
        f"{measured.codec}, {measured.pixels} → h264, yuv420p": (measured.codec, measured.pixels)
        != ("h264", "yuv420p"),
    }
    return tuple(sentence for sentence, changed in told.items() if changed)
