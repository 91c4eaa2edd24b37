"""`python -m analysis multiverse RATINGS.csv --plan PLAN.toml`: the planned contrasts under every choice of data."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table

from analysis.csv_format import read_csv_text
from analysis.multiverse.disturbances import parse_disturbances
from analysis.multiverse.outcomes import multiverse, verdict_rows
from analysis.plan import read_plan
from analysis.rating_tables.command import MAP_HELP, read_ratings
from face.errors import InputError
from face.progress import progress_bar


def add_multiverse_command(commands: Any) -> None:
    """Add the command to the parser of `python -m analysis`."""
    command: ArgumentParser = commands.add_parser(
        "multiverse", help="repeat the planned contrasts with other exclusions, raters, clips and trials"
    )
    command.add_argument("ratings", type=Path, nargs="+", metavar="RATINGS.csv", help="as for `report`")
    command.add_argument("--map", metavar="MAP", help=MAP_HELP)
    command.add_argument("--plan", type=Path, required=True, metavar="PLAN.toml", help="a plan or a study file")
    command.add_argument("--playback", type=Path, metavar="PLAYBACK.csv", help="how the videos played, from a bundle")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="where tables and curves go")
    command.set_defaults(run=run_multiverse)


def run_multiverse(arguments: Namespace) -> None:
    """Write all outcomes and the curves, and print how often each verdict is reached."""
    from analysis.multiverse.files import multiverse_files  # noqa: PLC0415 - loads matplotlib

    plan = read_plan(arguments.plan)
    read = read_ratings(arguments.ratings, arguments.map)
    playback = (
        parse_disturbances(read_csv_text(arguments.playback), str(arguments.playback)) if arguments.playback else []
    )
    if playback and not np.isfinite(read.ratings.position).any():
        raise InputError(
            f"{arguments.playback} can't be joined with the ratings, which have no column position; add it"
        )
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{arguments.out} cannot be written ({error.strerror}); give another --out") from None
    with progress_bar("multiverse") as progress:
        outcomes = multiverse(read.ratings, plan, playback=playback, progress=progress)
    for name, data in multiverse_files(outcomes, plan, simulated=bool(read.scripts)).items():
        (arguments.out / name).write_bytes(data)
    analyses = len({(row.kind, row.choice) for row in outcomes})
    table = Table(title=f"Verdicts in {analyses} analyses", box=box.SIMPLE_HEAD, title_justify="left")
    for column in ("contrast", "question", "verdict", "analyses"):
        table.add_column(column, overflow="fold")
    for row in verdict_rows(outcomes):
        table.add_row(
            str(row["contrast"]), str(row["question"]), str(row["verdict"]), f"{row['analyses']} of {row['of']}"
        )
    terminal = Console()
    terminal.print(table)
    terminal.print(f"Outcomes and curves written to {arguments.out}")
