"""`check`, `roundtrip`, `compare` and `avatars`: numbers about avatars and deformers."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from renderer import avatar, deform, motion_file
from renderer.commands import look
from renderer.settings import DEFORMERS

if TYPE_CHECKING:
    from argparse import _SubParsersAction

FILE = {"type": Path, "metavar": "M.npz", "help": "markers, or FAPs with their markers (from `synthesis retarget`)"}


def add(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the commands."""
    check = commands.add_parser("check", help="measure how well an avatar does what FAPs ask")
    check.add_argument("avatar", metavar="AVATAR", help="one of `avatars`, or the path of your avatar.json")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.add_argument("--sheet", type=Path, metavar="OUT.png", help="draw all FAPs, visemes and expressions")
    check.add_argument("--deformer", default="fat", choices=deform.BY_FAPS, help="how FAPs move the avatar")
    check.set_defaults(work=_check)

    trip = commands.add_parser(
        "roundtrip", parents=[look.avatar_option()], help="markers to FAPs to the avatar and back: what arrives"
    )
    trip.add_argument("motion", **FILE)  # type: ignore[arg-type]
    trip.add_argument("--deformer", default="fat", choices=DEFORMERS, help="how motion moves the avatar")
    trip.set_defaults(work=_roundtrip)

    sides = commands.add_parser(
        "compare", parents=[look.avatar_option()], help="the deformers side by side on one motion or more"
    )
    sides.add_argument("motion", nargs="+", **FILE)  # type: ignore[arg-type]
    sides.add_argument("--out", type=Path, metavar="OUT.md", help="write the tables there too")
    sides.set_defaults(work=_compare)

    commands.add_parser("avatars", help="list the avatars").set_defaults(work=_avatars)


def _check(arguments: Namespace) -> None:
    from renderer.check import check, sheet  # noqa: PLC0415 - one command's tools

    head = look.head(arguments.avatar)
    if arguments.sheet:
        look.save(Image.fromarray(sheet.sheet(head, arguments.deformer)), arguments.sheet)
    results = check(head, arguments.deformer)
    print(json.dumps(results.as_json(), indent=1) if arguments.json else "\n".join(results.lines()))


def _roundtrip(arguments: Namespace) -> None:
    from renderer.compare import roundtrip  # noqa: PLC0415

    motion = motion_file.faps(look.motion(arguments.motion), markers_wanted=True)
    print("\n".join(roundtrip(look.head(arguments.avatar), motion, arguments.deformer).lines()))


def _compare(arguments: Namespace) -> None:
    from renderer.compare import table  # noqa: PLC0415

    head = look.head(arguments.avatar)
    motions = [(path.stem, motion_file.faps(look.motion(path), markers_wanted=True)) for path in arguments.motion]
    text = table(head, motions)
    print(text)
    if arguments.out:
        look.write(text, arguments.out)


def _avatars(_arguments: Namespace) -> None:
    for name in avatar.names():
        head = avatar.load(name)
        sizes = ", ".join(f"{unit} {size:.1f}" for unit, size in asdict(head.fapu).items())
        print(f"{name}: {len(head.neutral)} vertices; FAPU in mm: {sizes}; {head.licence}")
