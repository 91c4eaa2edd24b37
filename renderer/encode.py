"""Frames and sound into an MP4: H.264 and AAC of equal length; the same bytes for the same input, and no more.

Containers and encoders like to note what made a file and from what; a participant could read the condition there.
So nothing is noted: no metadata, no encoder name, and no SEI, in which x264 writes down its options.
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final, cast

import numpy as np
from numpy.typing import NDArray

from renderer import ffmpeg
from renderer.settings import RenderSettings

SOUND_RATE: Final = 48_000
SILENCE: Final = ("-f", "lavfi", "-i", f"anullsrc=r={SOUND_RATE}:cl=stereo")
SOUND: Final = ["-c:a", "aac", "-b:a", "128k", "-ar", str(SOUND_RATE), "-ac", "2"]
BITEXACT: Final = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
ANONYMOUS: Final = ["-map_metadata", "-1", "-map_chapters", "-1", "-metadata:s", "encoder=", *BITEXACT]
COLOURS: Final = (
    "scale=out_color_matrix=bt709,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
)

Frame = NDArray[np.uint8]
Put = Callable[[Frame], None]


class EncodingError(RuntimeError):
    """ffmpeg failed or was killed although its input was in order."""


def arguments(settings: RenderSettings) -> list[str]:
    """Return the arguments that decide how ffmpeg encodes, without files and lengths: part of the provenance.

    A fixed number of threads and fixed key frames (one each second) keep the bytes the same on every machine.
    """
    picture = f"-c:v libx264 -preset veryfast -crf {settings.crf} -profile:v high -pix_fmt yuv420p -threads 2"
    keys = f"-g {settings.fps} -keyint_min {settings.fps} -sc_threshold 0 -bsf:v filter_units=remove_types=6"
    return ["-vf", COLOURS, *picture.split(), *keys.split(), *SOUND, *ANONYMOUS, "-movflags", "+faststart"]


@contextmanager
def mp4(out: Path, *, frames: int, audio: Path | None, settings: RenderSettings) -> Generator[Put]:
    """Give a function that takes `frames` pictures, `(height, width, 3)` uint8 RGB; write `out` when the block ends.

    The sound is padded with silence, or cut, to exactly the pictures' length; without `audio` it is silence.
    `out` appears complete or not at all.

    Raises
    ------
    EncodingError
        If ffmpeg fails or is killed.
    """
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with _running(_command(part, frames, audio, settings)) as put:
            yield put
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _command(part: Path, frames: int, audio: Path | None, settings: RenderSettings) -> list[str]:
    width, height = settings.size
    raw = f"-f rawvideo -pix_fmt rgb24 -s {width}x{height} -r {settings.fps} -i pipe:0".split()
    sound = ["-protocol_whitelist", "file", "-i", ffmpeg.local(audio)] if audio else SILENCE
    samples = round(frames * SOUND_RATE / settings.fps)
    length = ["-af", f"aresample={SOUND_RATE},apad,atrim=end_sample={samples}"]
    quiet = [ffmpeg.program(), "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
    streams = [*raw, *sound, "-map", "0:v:0", "-map", "1:a:0", *length]
    return [*quiet, *streams, *arguments(settings), "-f", "mp4", ffmpeg.local(part)]


@contextmanager
def _running(command: list[str]) -> Generator[Put]:
    """Run ffmpeg during the block; it is waited for in any case, and killed when the block fails.

    A session of its own keeps Ctrl-C in a terminal from reaching it before us.
    """
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=complaints, start_new_session=True)
        pipe = cast("IO[bytes]", process.stdin)

        def put(frame: Frame) -> None:
            with _explained(process, complaints):
                pipe.write(np.ascontiguousarray(frame).data)

        try:
            yield put
            with _explained(process, complaints):
                pipe.close()
            _must_have_succeeded(process.wait(), complaints)
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                pipe.close()
            process.wait()


@contextmanager
def _explained(process: subprocess.Popen[bytes], complaints: IO[bytes]) -> Generator[None]:
    """Turn the broken pipe that a dead ffmpeg leaves into the reason of its death."""
    try:
        yield
    except BrokenPipeError:
        raise _failure(process.wait(), complaints) from None


def _must_have_succeeded(code: int, complaints: IO[bytes]) -> None:
    if code:
        raise _failure(code, complaints)


def _failure(code: int, complaints: IO[bytes]) -> EncodingError:
    complaints.seek(0)
    said = complaints.read().decode(errors="replace").strip().splitlines()
    how = f"was killed by signal {-code}" if code < 0 else f"failed with code {code}"
    return EncodingError(f"ffmpeg {how} while encoding: {'; '.join(said[:3]) or 'it gave no reason'}")
