"""What draws, encodes and computes."""

from evalsite.doctor.finding import Finding, bad, child, installed, note, ok
from face.errors import InputError
from renderer import ffmpeg

GL_LINE = "apt-get install libegl1 libgl1 libgl1-mesa-dri"
TORCH = """
import torch
card = torch.cuda.get_device_name(0) if torch.cuda.is_available() else ""
print(torch.__version__, torch.version.cuda or "", card, sep="|")
"""


def drawing() -> Finding:
    """Draw something, in a child."""
    if not installed("pyrender"):
        return note("the part video was left out: nothing can be rendered here", "make setup PARTS=video")
    drawn, said = child("-m", "evalsite.doctor.draw")
    if not drawn:
        return bad(f"nothing can be drawn: {said.removeprefix('draw: ')}", GL_LINE)
    return ok(f"pictures are drawn by {said}")


def encoding() -> Finding:
    """Look for an ffmpeg that has the encoders of our videos."""
    if not installed("imageio_ffmpeg"):
        return note("the part video was left out: nothing can be encoded here", "make setup PARTS=video")
    try:
        encoders = ffmpeg.run("-encoders").stdout.split()
        version = ffmpeg.version()
    except (InputError, OSError) as error:
        return bad(f"ffmpeg can't be run: {error}", "make clean setup, or unset IMAGEIO_FFMPEG_EXE")
    missing = {"libx264", "aac"} - set(encoders)
    if missing:
        return bad(f"ffmpeg {version} lacks {', '.join(sorted(missing))}", "unset IMAGEIO_FFMPEG_EXE")
    return ok(f"videos are encoded by ffmpeg {version} (H.264 by libx264, AAC)")


def computing() -> Finding:
    """Ask torch, in a child, what it computes on."""
    if not installed("torch"):
        return note("torch was left out: networks can't be trained or applied here", "make setup PARTS=speech,train")
    started, said = child("-c", TORCH)
    if not started:
        return bad(f"torch can't be started: {said}", "make clean setup (README: which build of torch)")
    version, cuda, card = said.split("|")
    if card:
        return ok(f"torch {version} computes on {card}")
    if cuda:
        return note(
            f"torch {version} was built for CUDA {cuda} and finds no graphics card: it computes on the processor"
        )
    return ok(f"torch {version} computes on the processor")
