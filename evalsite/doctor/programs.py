"""Checks of rendering, encoding and torch, and of the programs that the tests start."""

import os
import shutil
from pathlib import Path
from typing import Final

from django.core.checks import CheckMessage

from evalsite.doctor.diagnostics import error, info, is_installed, ok, run_python, warning
from face.errors import InputError
from renderer import ffmpeg

INSTALL_GL: Final = "apt-get install libegl1 libgl1 libgl1-mesa-dri"
REQUIRED_ENCODERS: Final = {"libx264", "aac"}
TORCH_SCRIPT: Final = """
import torch
gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else ""
print(torch.__version__, torch.version.cuda or "", gpu, sep="|")
"""


def rendering() -> CheckMessage:
    """Render a triangle in a separate process."""
    if not is_installed("pyrender"):
        return info("nothing can be rendered here: the part video is not installed", "make setup PARTS=video")
    succeeded, output = run_python("-m", "evalsite.doctor.render_probe")
    if not succeeded:
        return error(f"rendering does not work: {output.removeprefix('render_probe: ')}", INSTALL_GL)
    return ok(f"rendering works, with {output}")


def encoding() -> CheckMessage:
    """Check that ffmpeg has the encoders of our videos."""
    if not is_installed("imageio_ffmpeg"):
        return info("nothing can be encoded here: the part video is not installed", "make setup PARTS=video")
    try:
        encoders = ffmpeg.run("-encoders").stdout.split()
        version = ffmpeg.version()
    except (InputError, OSError) as exception:
        return error(f"ffmpeg can't be run: {exception}", "make clean setup, or unset IMAGEIO_FFMPEG_EXE")
    if missing := REQUIRED_ENCODERS - set(encoders):
        return error(f"ffmpeg {version} lacks {', '.join(sorted(missing))}", "unset IMAGEIO_FFMPEG_EXE")
    return ok(f"videos are encoded by ffmpeg {version} (H.264 with libx264, AAC)")


def torch() -> CheckMessage:
    """Import torch in a separate process and report its device."""
    if not is_installed("torch"):
        return info("networks can't be trained or used here: torch is not installed", "make setup PARTS=speech,train")
    succeeded, output = run_python("-c", TORCH_SCRIPT)
    if not succeeded:
        return error(f"torch can't be imported: {output}", "make clean setup (README: which build of torch)")
    version, cuda, gpu = output.split("|")
    if gpu:
        return ok(f"torch {version} uses {gpu}")
    if cuda:
        return info(f"torch {version} was built for CUDA {cuda} but finds no GPU: it uses the CPU")
    return ok(f"torch {version} uses the CPU")


def chromium() -> CheckMessage:
    """Look for the browser that the tests control."""
    return _test_program("the browser tests", "chromium")


def postgresql() -> CheckMessage:
    """Look for the server that the tests start."""
    return _test_program("the tests on PostgreSQL", "initdb", "postgresql")


def redis_server() -> CheckMessage:
    """Look for the server that the tests start."""
    return _test_program("the tests on Redis", "redis-server")


def _test_program(tests: str, program: str, package: str = "") -> CheckMessage:
    if not is_installed("pytest"):
        return info(f"{tests} can't run: the part dev is not installed", "make setup PARTS=dev")
    server_folders = os.pathsep.join(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    if path := shutil.which(program) or shutil.which(program, path=server_folders):
        return ok(f"{tests} can run: {path}")
    return warning(f"{tests} can't run: {program} is missing", f"apt-get install {package or program}")
