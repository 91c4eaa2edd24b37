"""What several commands share: arguments for avatar and size, reading motion, writing files."""

import re
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from PIL import Image

from face.errors import InputError
from face.motion import FapMotion, MarkerMotion
from face.motion_reading import ReadOptions, read_motion_file
from face.read_options import DEFAULT_OPTIONS, MAX_RATE, TIME_UNITS
from face.vertex_motion import VertexMotion
from renderer import avatar_registry
from renderer.avatar.model import Avatar
from renderer.settings import RenderSettings

DEFAULTS = RenderSettings()


def avatar_option() -> ArgumentParser:
    """Return a parent parser with the option that names the avatar."""
    parser = ArgumentParser(add_help=False)
    parser.add_argument(
        "--avatar", default=DEFAULTS.avatar, metavar="NAME", help="one of `avatars`, or the path of your avatar.json"
    )
    return parser


def settings_from_arguments(arguments: Namespace) -> RenderSettings:
    """Return the render settings that the arguments name."""
    match = re.fullmatch(r"(\d{1,6})x(\d{1,6})", arguments.size)
    if not match:
        raise InputError(f"--size {arguments.size} is not a size; write width and height in pixels, such as 640x480")
    size = (int(match[1]), int(match[2]))
    return RenderSettings(avatar=arguments.avatar, deformer=arguments.deformer, size=size, fps=arguments.fps)


def reading_options() -> ArgumentParser:
    """Return a parent parser with the options that say what a motion file leaves open."""
    parser = ArgumentParser(add_help=False)
    group = parser.add_argument_group("the motion file", "only needed where the file leaves it open")
    group.add_argument("--rate", type=float, metavar="HZ", help=f"its frames per second, at most {MAX_RATE:g}")
    group.add_argument("--time-unit", choices=TIME_UNITS, help="the unit of its times")
    group.add_argument("--take", type=int, metavar="N", help="which of its takes, counted from 1")
    return parser


def read_options(arguments: Namespace) -> ReadOptions:
    """Return what the arguments of `reading_options` say."""
    return ReadOptions(rate=arguments.rate, time_unit=arguments.time_unit, take=arguments.take)


def read_motion(path: Path, reading: ReadOptions = DEFAULT_OPTIONS) -> FapMotion | MarkerMotion | VertexMotion:
    """Read a motion and print the notes about its file to standard error."""
    file = read_motion_file(path, reading)
    for note in file.notes:
        print(f"{path}: {note}", file=sys.stderr)
    return file.motion


def load_avatar(name: str) -> Avatar:
    """Load an avatar and print the notes for its maker to standard error."""
    avatar = avatar_registry.load_avatar(name)
    for note in avatar_registry.avatar_notes(name):
        print(f"{name}: {note}", file=sys.stderr)
    return avatar


def write_text(text: str, out: Path) -> None:
    """Write a text file."""
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out} can't be written: {error.strerror}") from None


def write_png(picture: Image.Image, out: Path) -> None:
    """Write a picture as PNG."""
    try:
        picture.save(out, format="png")
    except OSError as error:
        raise InputError(f"{out} can't be written: {error.strerror}") from None
