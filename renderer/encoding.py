"""Encodes frames and sound as an MP4: H.264 and AAC of equal length, the same bytes for the same input.

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

AUDIO_SAMPLE_RATE: Final = 48_000
SILENT_INPUT: Final = ("-f", "lavfi", "-i", f"anullsrc=r={AUDIO_SAMPLE_RATE}:cl=stereo")
AUDIO_ARGUMENTS: Final = ["-c:a", "aac", "-b:a", "128k", "-ar", str(AUDIO_SAMPLE_RATE), "-ac", "2"]
BITEXACT_ARGUMENTS: Final = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
NO_METADATA_ARGUMENTS: Final = ["-map_metadata", "-1", "-map_chapters", "-1", "-metadata:s", "encoder="]
COLOUR_FILTER: Final = (
    "scale=out_color_matrix=bt709,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
)

Frame = NDArray[np.uint8]
FrameWriter = Callable[[Frame], None]


class EncodingError(RuntimeError):
    """ffmpeg failed or was killed although its input was valid."""


def encoder_arguments(settings: RenderSettings) -> list[str]:
    """Return the arguments that decide how ffmpeg encodes, without files and lengths: part of the provenance."""
    return ["-vf", COLOUR_FILTER, *codec_arguments(settings)]


def codec_arguments(settings: RenderSettings) -> list[str]:
    """Return the encoder's arguments without its picture filter.

    A fixed number of threads and fixed key frames (one each second) keep the bytes the same on every machine.
    """
    picture = f"-c:v libx264 -preset veryfast -crf {settings.crf} -profile:v high -pix_fmt yuv420p -threads 2"
    key_frames = f"-g {settings.fps} -keyint_min {settings.fps} -sc_threshold 0 -bsf:v filter_units=remove_types=6"
    container = [*NO_METADATA_ARGUMENTS, *BITEXACT_ARGUMENTS, "-movflags", "+faststart"]
    return [*picture.split(), *key_frames.split(), *AUDIO_ARGUMENTS, *container]


@contextmanager
def mp4_writer(out: Path, *, frames: int, audio: Path | None, settings: RenderSettings) -> Generator[FrameWriter]:
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
        with _encoder_process(_command(part, frames, audio, settings)) as write_frame:
            yield write_frame
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _command(part: Path, frames: int, audio: Path | None, settings: RenderSettings) -> list[str]:
    width, height = settings.size
    raw = f"-f rawvideo -pix_fmt rgb24 -s {width}x{height} -r {settings.fps} -i pipe:0".split()
    sound = ffmpeg.audio_input(audio) if audio else SILENT_INPUT
    samples = round(frames * AUDIO_SAMPLE_RATE / settings.fps)
    length = ["-af", f"aresample={AUDIO_SAMPLE_RATE},apad,atrim=end_sample={samples}"]
    quiet = [ffmpeg.executable(), "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
    streams = [*raw, *sound, "-map", "0:v:0", "-map", "1:a:0", *length]
    return [*quiet, *streams, *encoder_arguments(settings), "-f", "mp4", ffmpeg.file_url(part)]


@contextmanager
def _encoder_process(command: list[str]) -> Generator[FrameWriter]:
    """Run ffmpeg during the block; it is waited for in any case, and killed when the block fails.

    A session of its own keeps Ctrl-C in a terminal from reaching it before us.
    """
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=log, start_new_session=True)
        pipe = cast("IO[bytes]", process.stdin)

        def write_frame(frame: Frame) -> None:
            with _explain_broken_pipe(process, log):
                pipe.write(np.ascontiguousarray(frame).data)

        try:
            yield write_frame
            with _explain_broken_pipe(process, log):
                pipe.close()
            _require_success(process.wait(), log)
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                pipe.close()
            process.wait()


@contextmanager
def _explain_broken_pipe(process: subprocess.Popen[bytes], log: IO[bytes]) -> Generator[None]:
    """Replace the broken pipe that a dead ffmpeg leaves by the reason why it ended."""
    try:
        yield
    except BrokenPipeError:
        raise _encoding_error(process.wait(), log) from None


def _require_success(code: int, log: IO[bytes]) -> None:
    if code:
        raise _encoding_error(code, log)


def _encoding_error(code: int, log: IO[bytes]) -> EncodingError:
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    outcome = f"was killed by signal {-code}" if code < 0 else f"failed with code {code}"
    return EncodingError(f"ffmpeg {outcome} while encoding: {'; '.join(lines[:3]) or 'it gave no reason'}")
