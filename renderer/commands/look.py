"""What several commands take: a motion file, an avatar, a deformer, a size."""

import re
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from PIL import Image

from face.errors import InputError
from face.motion import FapMotion, MarkerMotion
from renderer import heads, motion_file
from renderer.avatar.types import Avatar
from renderer.settings import RenderSettings

DEFAULT = RenderSettings()


def avatar_option() -> ArgumentParser:
    """Return the option that names the avatar."""
    option = ArgumentParser(add_help=False)
    option.add_argument(
        "--avatar", default=DEFAULT.avatar, metavar="NAME", help="one of `avatars`, or the path of your avatar.json"
    )
    return option


def settings(arguments: Namespace) -> RenderSettings:
    """Return the settings that the arguments ask for."""
    found = re.fullmatch(r"(\d{1,6})x(\d{1,6})", arguments.size)
    if not found:
        raise InputError(f"--size {arguments.size} is no size; write width and height in pixels, such as 640x480")
    size = (int(found[1]), int(found[2]))
    return RenderSettings(avatar=arguments.avatar, deformer=arguments.deformer, size=size, fps=arguments.fps)


def motion(path: Path) -> FapMotion | MarkerMotion:
    """Read a motion and say what had to be repaired."""
    return motion_file.read(path, warn=lambda warning: print(f"{path}: {warning}", file=sys.stderr))


def head(name: str) -> Avatar:
    """Load an avatar and say what its maker should know."""
    made = heads.load(name)
    for note in heads.notes(name):
        print(f"{name}: {note}", file=sys.stderr)
    return made


def write(text: str, out: Path) -> None:
    """Write a text file."""
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out} can't be written: {error.strerror}") from None


def save(picture: Image.Image, out: Path) -> None:
    """Write a picture as PNG."""
    try:
        picture.save(out, format="png")
    except OSError as error:
        raise InputError(f"{out} can't be written: {error.strerror}") from None
