"""What several commands share: arguments for avatar and size, reading motion, writing files."""

import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from face.errors import InputError
from face.motion_reading import ReadOptions, read_motion_file
from face.reading.options import DEFAULT_OPTIONS
from renderer import avatar_registry
from renderer.animation import Motion
from renderer.avatar.model import Avatar
from renderer.gltf import container
from renderer.morph_animation.reading import read_morph_file
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


def read_motion(path: Path, reading: ReadOptions = DEFAULT_OPTIONS, *, avatar: str = "") -> Motion:
    """Read a motion and print the notes about its file to standard error; `avatar` describes an animated glTF file."""
    if path.suffix.lower() in container.SUFFIXES:
        morphs = read_morph_file(path, reading, avatar=avatar)
        print_notes(path, morphs.notes)
        return morphs.motion
    file = read_motion_file(path, reading)
    print_notes(path, file.notes)
    return file.motion


def load_avatar(name: str) -> Avatar:
    """Load an avatar and print the notes for its maker to standard error."""
    avatar = avatar_registry.load_avatar(name)
    print_notes(name, avatar_registry.avatar_notes(name))
    return avatar


def print_notes(source: Path | str, notes: Iterable[str]) -> None:
    """Print notes about a file to standard error."""
    for note in notes:
        print(f"{source}: {note}", file=sys.stderr)


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
