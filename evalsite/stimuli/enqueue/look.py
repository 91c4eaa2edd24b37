"""How videos shall look: the options that subcommands share."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from renderer.settings import DEFORMERS, RenderSettings

DEFAULT = RenderSettings()


def add_arguments(parser: ArgumentParser) -> None:
    """Offer avatar, deformer, size and rate, and where the videos go."""
    parser.add_argument(
        "--avatar", default=DEFAULT.avatar, help="who is shown: a name, or the path of your avatar.json (%(default)s)"
    )
    parser.add_argument("--deformer", default=DEFAULT.deformer, choices=DEFORMERS, help="(%(default)s)")
    parser.add_argument("--size", type=_size, default=DEFAULT.size, metavar="WxH", help="in pixels (640x480)")
    parser.add_argument("--fps", type=int, default=DEFAULT.fps, help="frames per second (%(default)s)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="copy what was made into this folder (waits)")


def chosen(options: dict[str, Any]) -> dict[str, Any]:
    """Return the settings as a stimulus records them; InputError for impossible ones."""
    return RenderSettings(**{name: options[name] for name in ("avatar", "deformer", "size", "fps")}).recorded()


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)
