"""`video` and `still`: motion files into pictures."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from face.morph_motion import MorphMotion
from face.progress import progress_bar
from face.reading.command_arguments import read_options, reading_options
from face.vertex_motion import VertexMotion
from renderer.animation import Motion, drawing_notes
from renderer.commands import options
from renderer.encoding import EncodingError
from renderer.settings import DEFORMERS, RenderSettings
from renderer.sound_file import read_sound
from renderer.video import render_still, render_video

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add both commands."""
    defaults = options.DEFAULTS
    shared = ArgumentParser(add_help=False, parents=[options.avatar_option(), reading_options()])
    shared.add_argument(
        "motion",
        type=Path,
        metavar="M",
        help="FAPs, markers, ARKit curves, vertices with --template, or an animated .glb or .vrm",
    )
    shared.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    shared.add_argument("--deformer", default=defaults.deformer, choices=DEFORMERS, help="how motion moves the avatar")
    shared.add_argument("--size", default="{}x{}".format(*defaults.size), metavar="WxH", help="pixels, even numbers")
    shared.add_argument("--fps", type=int, default=defaults.fps, metavar="N", help="frames per second")

    video = commands.add_parser("video", parents=[shared], help="render an MP4")
    video.add_argument("--audio", type=Path, metavar="A.wav", help="the sound; without it the video is silent")
    video.set_defaults(run=_run_video)

    still = commands.add_parser("still", parents=[shared], help="render one frame as PNG")
    position = still.add_mutually_exclusive_group()
    position.add_argument("--frame", type=int, default=0, metavar="N", help="counted from 0")
    position.add_argument("--time", type=float, metavar="S", help="seconds")
    still.set_defaults(run=_run_still)


def _run_video(arguments: Namespace) -> None:
    settings, motion = _read_arguments(arguments)
    if arguments.audio:
        options.print_notes(arguments.audio, read_sound(arguments.audio).notes)
    try:
        with progress_bar(f"Rendering {arguments.out.name}") as progress:
            info = render_video(motion, arguments.out, audio=arguments.audio, settings=settings, progress=progress)
    except EncodingError as error:
        sys.exit(f"python -m renderer: {error}")
    options.print_notes(arguments.motion, info.notes)
    print(f"{arguments.out}: {info.frames} frames, {info.seconds:.2f} s, drawn by {info.gl_renderer}")


def _run_still(arguments: Namespace) -> None:
    settings, motion = _read_arguments(arguments)
    options.print_notes(arguments.motion, drawing_notes(motion))
    frame = arguments.frame if arguments.time is None else int(arguments.time * settings.fps + 1e-6)
    options.write_png(Image.fromarray(render_still(motion, frame, settings=settings)), arguments.out)


def _read_arguments(arguments: Namespace) -> tuple[RenderSettings, Motion]:
    """Return the settings and the motion, and print the notes about the motion."""
    settings = options.settings_from_arguments(arguments)
    motion = options.read_motion(arguments.motion, read_options(arguments), avatar=settings.avatar)
    if not isinstance(motion, VertexMotion | MorphMotion):
        options.load_avatar(settings.avatar)
    return settings, motion
