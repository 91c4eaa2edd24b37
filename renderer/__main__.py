"""`python -m renderer`: motion files into videos and stills."""

import json
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from PIL import Image

from face import console
from face.errors import InputError
from renderer import avatar, motion_file
from renderer.encode import EncodingError
from renderer.produce import render_still, render_video
from renderer.settings import DEFORMERS, RenderSettings

DEFAULT = RenderSettings()


def _settings(arguments: Namespace) -> RenderSettings:
    found = re.fullmatch(r"(\d{1,6})x(\d{1,6})", arguments.size)
    if not found:
        raise InputError(f"--size {arguments.size} is no size; write width and height in pixels, such as 640x480")
    size = (int(found[1]), int(found[2]))
    return RenderSettings(avatar=arguments.avatar, deformer=arguments.deformer, size=size, fps=arguments.fps)


def _video(arguments: Namespace) -> None:
    settings, motion = _settings(arguments), motion_file.read(arguments.motion)
    try:
        with console.progress_bar(f"Rendering {arguments.out.name}") as report:
            info = render_video(motion, arguments.out, audio=arguments.audio, settings=settings, report=report)
    except EncodingError as error:
        sys.exit(f"python -m renderer: {error}")
    print(f"{arguments.out}: {info.frames} frames, {info.seconds:.2f} s, drawn by {info.gl_renderer}")


def _still(arguments: Namespace) -> None:
    settings, motion = _settings(arguments), motion_file.read(arguments.motion)
    frame = arguments.frame if arguments.time is None else int(arguments.time * settings.fps + 1e-6)
    picture = Image.fromarray(render_still(motion, frame, settings=settings))
    _write(picture, arguments.out)


def _check(arguments: Namespace) -> None:
    from renderer.check import check, sheet  # noqa: PLC0415 - one command's tools

    head = avatar.load(arguments.avatar)
    if arguments.sheet:
        _write(Image.fromarray(sheet.sheet(head, arguments.deformer)), arguments.sheet)
    results = check(head, arguments.deformer)
    print(json.dumps(results.as_json(), indent=1) if arguments.json else "\n".join(results.lines()))


def _write(picture: Image.Image, out: Path) -> None:
    try:
        picture.save(out, format="png")
    except OSError as error:
        raise InputError(f"{out} can't be written: {error.strerror}") from None


def _avatars(_arguments: Namespace) -> None:
    for name in avatar.names():
        head = avatar.load(name)
        sizes = ", ".join(f"{unit} {size:.1f}" for unit, size in asdict(head.fapu).items())
        print(f"{name}: {len(head.neutral)} vertices; FAPU in mm: {sizes}; {head.licence}")


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m renderer", description="Draw facial motion.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    look = ArgumentParser(add_help=False)
    look.add_argument("motion", type=Path, metavar="M", help="FAPs, .fap or .npz")
    look.add_argument("out", type=Path, metavar="OUT")
    look.add_argument("--avatar", default=DEFAULT.avatar, metavar="NAME", help="see `avatars`")
    look.add_argument("--deformer", default=DEFAULT.deformer, choices=DEFORMERS, help="how FAPs move the avatar")
    look.add_argument("--size", default="{}x{}".format(*DEFAULT.size), metavar="WxH", help="pixels, even numbers")
    look.add_argument("--fps", type=int, default=DEFAULT.fps, metavar="N", help="frames per second")

    video = commands.add_parser("video", parents=[look], help="make an MP4")
    video.add_argument("--audio", type=Path, metavar="A.wav", help="the sound; without it the video is silent")
    video.set_defaults(work=_video)

    still = commands.add_parser("still", parents=[look], help="make a PNG of one frame")
    when = still.add_mutually_exclusive_group()
    when.add_argument("--frame", type=int, default=0, metavar="N", help="counted from 0")
    when.add_argument("--time", type=float, metavar="S", help="seconds")
    still.set_defaults(work=_still)

    check = commands.add_parser("check", help="measure how well an avatar does what FAPs ask")
    check.add_argument("avatar", metavar="AVATAR", help="see `avatars`")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.add_argument("--sheet", type=Path, metavar="OUT.png", help="draw all FAPs, visemes and expressions")
    check.add_argument("--deformer", default=DEFAULT.deformer, choices=DEFORMERS, help="how FAPs move the avatar")
    check.set_defaults(work=_check)

    commands.add_parser("avatars", help="list the avatars").set_defaults(work=_avatars)
    return parser


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    console.run(_parser(), lambda arguments: arguments.work(arguments), argv)


if __name__ == "__main__":
    main()
