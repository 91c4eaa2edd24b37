"""Take videos of your own as a condition: measured, and made like all others of their batch."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from evalsite.stimuli import catalog, films, names
from evalsite.stimuli.delivery import Asked
from renderer.conform import Measured
from renderer.conform.equalise import loudness_for
from renderer.settings import RenderSettings


def add_arguments(parser: ArgumentParser) -> None:
    """Say what the user may write."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="holds CLIP.mp4, …")
    parser.add_argument("--condition", required=True, help='a study file names it: imported = "CONDITION"')
    parser.add_argument("--fps", type=int, default=RenderSettings().fps, help="frames per second (%(default)s)")
    parser.add_argument("--out", type=Path, help="copy the finished videos into this folder (waits)")


def run(options: dict[str, Any], batch: str) -> Asked:
    """Have the films made equal; all are looked at before the first is enqueued."""
    name = names.label(options["condition"], where="--condition ")
    paths = films.in_folder(options["folder"])
    found = {clip: films.look_at(path) for clip, path in paths.items()}
    settings = _settings([films.measured(film) for film in found.values()], options["fps"])
    stimuli = []
    for clip, film in found.items():
        films.keep(paths[clip], film)
        made = catalog.request_film(film, catalog.own(name), clip, settings, at_least=0.0, batch=batch)
        stimuli.append(made)
    return Asked(stimuli)


def _settings(measured: list[Measured], fps: int) -> dict[str, Any]:
    """Return what all films of a batch can have without being enlarged: the smallest one's size."""
    width, height = min((film.size for film in measured), key=lambda size: size[0] * size[1])
    look = RenderSettings(size=(width // 2 * 2, height // 2 * 2), fps=fps)
    return {"size": list(look.size), "fps": look.fps, "crf": look.crf, "loudness": loudness_for(measured)}
