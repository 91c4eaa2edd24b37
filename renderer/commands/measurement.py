"""`check`, `roundtrip`, `compare` and `avatars`: measurements of avatars and deformers."""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from face.reading.command_arguments import read_options, reading_options
from renderer.avatar_registry import avatar_names, load_avatar
from renderer.commands import options
from renderer.deformers.registry import FAP_DEFORMERS
from renderer.motion_file import to_faps
from renderer.settings import DEFORMERS

if TYPE_CHECKING:
    from argparse import _SubParsersAction

MARKER_MOTION_ARGUMENT: Final = {
    "type": Path,
    "metavar": "M",
    "help": "markers, FAPs with their markers (from `synthesis retarget`), or vertices with --template and --markers",
}


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the commands."""
    check = commands.add_parser("check", help="measure how exactly an avatar does what FAPs demand")
    check.add_argument("avatar", metavar="AVATAR", help="one of `avatars`, or the path of your avatar.json")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.add_argument("--sheet", type=Path, metavar="OUT.png", help="draw all FAPs, visemes and expressions")
    check.add_argument("--deformer", default="fat", choices=FAP_DEFORMERS, help="how FAPs move the avatar")
    check.set_defaults(run=_run_check)

    round_trip = commands.add_parser(
        "roundtrip", parents=[options.avatar_option(), reading_options()], help="markers to FAPs to the avatar and back"
    )
    round_trip.add_argument("motion", **MARKER_MOTION_ARGUMENT)  # type: ignore[arg-type]
    round_trip.add_argument("--deformer", default="fat", choices=DEFORMERS, help="how motion moves the avatar")
    round_trip.set_defaults(run=_run_round_trip)

    comparison = commands.add_parser(
        "compare",
        parents=[options.avatar_option(), reading_options()],
        help="compare the deformers on one or more motions",
    )
    comparison.add_argument("motion", nargs="+", **MARKER_MOTION_ARGUMENT)  # type: ignore[arg-type]
    comparison.add_argument("--out", type=Path, metavar="OUT.md", help="also write the tables to this file")
    comparison.set_defaults(run=_run_comparison)

    commands.add_parser("avatars", help="list the avatars").set_defaults(run=_list_avatars)


def _run_check(arguments: Namespace) -> None:
    from renderer.check.avatar_check import check_avatar  # noqa: PLC0415 - only this command needs it
    from renderer.check.contact_sheet import draw_contact_sheet  # noqa: PLC0415 - loads the OpenGL library

    avatar = options.load_avatar(arguments.avatar)
    if arguments.sheet:
        options.write_png(Image.fromarray(draw_contact_sheet(avatar, arguments.deformer)), arguments.sheet)
    results = check_avatar(avatar, arguments.deformer)
    print(json.dumps(results.to_json(), indent=1) if arguments.json else "\n".join(results.lines()))


def _run_round_trip(arguments: Namespace) -> None:
    from renderer.compare.round_trip import measure_round_trip  # noqa: PLC0415 - only this command needs it

    motion = to_faps(options.read_motion(arguments.motion, read_options(arguments)), keep_markers=True)
    avatar = options.load_avatar(arguments.avatar)
    print("\n".join(measure_round_trip(avatar, motion, arguments.deformer).lines()))


def _run_comparison(arguments: Namespace) -> None:
    from renderer.compare.deformer_comparison import comparison_page  # noqa: PLC0415 - only this command needs it

    avatar = options.load_avatar(arguments.avatar)
    reading = read_options(arguments)
    motions = [(path.stem, to_faps(options.read_motion(path, reading), keep_markers=True)) for path in arguments.motion]
    text = comparison_page(avatar, motions)
    print(text)
    if arguments.out:
        options.write_text(text, arguments.out)


def _list_avatars(_arguments: Namespace) -> None:
    for name in avatar_names():
        avatar = load_avatar(name)
        units = ", ".join(f"{unit} {size:.1f}" for unit, size in asdict(avatar.fapu).items())
        print(f"{name}: {len(avatar.neutral)} vertices; FAPU in mm: {units}; {avatar.licence}")
