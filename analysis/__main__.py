"""`python -m analysis report RATINGS.csv --out DIR`, `verify BUNDLE`: the analysis without any site or database."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from analysis.plan import read_plan
from analysis.power import command as power
from analysis.report.terminal import summary
from analysis.results import analyse
from analysis.tables.ratings_in import parse, simulated_raters
from analysis.tables.reading import read_text
from face import console
from face.errors import InputError
from face.progress import progress_bar

if TYPE_CHECKING:
    from analysis.objective import Score


def report(arguments: Namespace) -> None:
    """Analyse the ratings, write page, text, tables, figures and the bundle of them all, and show the main tables."""
    from analysis.bundle import Study, contents, pack  # noqa: PLC0415 - matplotlib takes a second no other command need pay

    _make(arguments.out)
    plan = read_plan(arguments.plan) if arguments.plan else None
    text = read_text(arguments.ratings)
    ratings = parse(text, str(arguments.ratings))
    scripts = frozenset(ratings.raters) if arguments.simulated else simulated_raters(text)
    scores = _objective(arguments.objective) if arguments.objective else []
    results = analyse(ratings, plan, simulated=bool(scripts), objective=scores)
    study = Study(title=arguments.ratings.stem, plan=plan, simulated=scripts, objective=scores)
    with progress_bar("report") as progress:
        files = contents(ratings, json.loads(results.to_json()), study, progress)
    _write(files | {"bundle.zip": pack(files)}, arguments.out)
    terminal = Console()
    terminal.print(summary(results))
    terminal.print(f"{len(files)} files written to {arguments.out}, and all of them as bundle.zip; open report.html")


def _objective(path: Path) -> "list[Score]":
    from analysis.tables import objective  # noqa: PLC0415 - scipy takes most of a second that `--help` need not pay

    return objective.parse(read_text(path), str(path))


def _make(folder: Path) -> None:
    """Make the folder, before anybody waits for what cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror}); give another folder with --out") from None


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    try:
        for name, data in files.items():
            _make((folder / name).parent)
            (folder / name).write_bytes(data)
    except OSError as error:
        raise InputError(f"{error.filename} cannot be written ({error.strerror}); give another --out") from None


def verify(arguments: Namespace) -> None:
    """Say of a bundle what holds; raise InputError if anything does not."""
    from analysis.verify import verify as checks_of  # noqa: PLC0415 - as above

    checks = checks_of(arguments.bundle)
    for check in checks:
        print(f"{'holds' if check.holds else 'WRONG'}: {check.said}")
    wrong = sum(not check.holds for check in checks)
    if wrong:
        raise InputError(f"{arguments.bundle} cannot be trusted: {wrong} of {len(checks)} checks failed")


def parser() -> ArgumentParser:
    """Return the command line's grammar."""
    root = ArgumentParser(prog="python -m analysis", description="Analyse ratings of clips by condition.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("report", help="analyse a ratings table")
    command.add_argument("ratings", type=Path, metavar="RATINGS.csv", help="rater,clip,condition,region,rating")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="where report, tables and bundle go")
    command.add_argument("--plan", type=Path, metavar="PLAN.toml", help="a plan or a study file")
    command.add_argument(
        "--objective",
        type=Path,
        metavar="SCORES.csv",
        help="clip,condition,region,measure,value, set beside ratings",
    )
    command.add_argument("--simulated", action="store_true", help="mark the results as made from simulated ratings")
    command.set_defaults(work=report)
    command = commands.add_parser("verify", help="check a bundle: digests, and the analysis made again")
    command.add_argument("bundle", type=Path, metavar="BUNDLE.zip", help="the bundle of a study or of `report`")
    command.set_defaults(work=verify)
    power.add_to(commands)
    return root


if __name__ == "__main__":
    console.run_command(parser(), lambda arguments: arguments.work(arguments))
