"""`python -m analysis`: report, verify and power from the command line, without site or database."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

from rich.console import Console

from analysis import single_thread  # noqa: F401 - before numpy
from analysis.csv_format import read_csv_text
from analysis.multiverse.command import add_multiverse_command
from analysis.objective_scores import parse_objective_csv
from analysis.pipeline import analyse
from analysis.plan import read_plan, study_conditions
from analysis.power.command import add_power_command
from analysis.preregistration.command import add_preregister_command
from analysis.preregistration.seal import read_sealed
from analysis.rating_tables.command import MAP_HELP, add_columns_command, read_ratings
from analysis.report.terminal import summary
from face import console
from face.errors import InputError
from face.progress import progress_bar

CHECK_RESULTS: Final = {True: "OK", False: "FAILED", None: "NOT CHECKED"}


def run_report(arguments: Namespace) -> None:
    """Analyse the ratings, write page, text, tables, figures and the bundle, and print the main tables."""
    from analysis.bundle import BundleContext, bundle_files, pack_bundle  # noqa: PLC0415 - loads matplotlib

    _create_folder(arguments.out)
    sealed = read_sealed(arguments.preregistration) if arguments.preregistration else None
    plan = read_plan(arguments.plan) if arguments.plan else sealed.plan if sealed else None
    read = read_ratings(arguments.ratings, arguments.map)
    ratings, terminal = read.ratings, Console()
    terminal.print("\n".join(read.lines), markup=False, highlight=False, end="\n" if read.lines else "")
    scripts = frozenset(ratings.raters) if arguments.simulated else read.scripts
    scores = (
        parse_objective_csv(read_csv_text(arguments.objective), str(arguments.objective)) if arguments.objective else []
    )
    results = analyse(ratings, plan, simulated=bool(scripts), objective=scores, preregistration=sealed)
    results.notes.extend(read.notes)
    context = BundleContext(
        title=arguments.ratings[0].stem,
        order=study_conditions(arguments.plan) if arguments.plan else (),
        plan=plan,
        simulated=scripts,
        objective=scores,
        preregistration=sealed,
        extra_files=read.files,
    )
    with progress_bar("report") as progress:
        files = bundle_files(ratings, json.loads(results.to_json()), context, progress)
    _write_files(files | {"bundle.zip": pack_bundle(files)}, arguments.out)
    terminal.print(summary(results))
    terminal.print(f"{len(files)} files written to {arguments.out}, and all of them as bundle.zip; open report.html")


def _create_folder(folder: Path) -> None:
    """Create the folder, before the analysis takes time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror}); give another folder with --out") from None


def _write_files(files: Mapping[str, bytes], folder: Path) -> None:
    try:
        for name, data in files.items():
            _create_folder((folder / name).parent)
            (folder / name).write_bytes(data)
    except OSError as error:
        raise InputError(f"{error.filename} cannot be written ({error.strerror}); give another --out") from None


def run_verify(arguments: Namespace) -> None:
    """Print the result of each check of a bundle; raise InputError if one failed."""
    from analysis.bundle_verification import verify_bundle  # noqa: PLC0415 - as above

    checks = verify_bundle(arguments.bundle)
    for check in checks:
        print(f"{CHECK_RESULTS[check.passed]}: {check.message}")
    failed = sum(check.passed is False for check in checks)
    if failed:
        raise InputError(f"{arguments.bundle} cannot be trusted: {failed} of {len(checks)} checks failed")


def build_parser() -> ArgumentParser:
    """Return the argument parser."""
    root = ArgumentParser(prog="python -m analysis", description="Analyse ratings of clips by condition.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("report", help="analyse a ratings table")
    command.add_argument(
        "ratings", type=Path, nargs="+", metavar="RATINGS.csv", help="rater,clip,condition,question,rating"
    )
    command.add_argument("--map", metavar="MAP", help=MAP_HELP)
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="where report, tables and bundle go")
    command.add_argument("--plan", type=Path, metavar="PLAN.toml", help="a plan or a study file")
    command.add_argument(
        "--preregistration",
        type=Path,
        metavar="FILE.md",
        help="what `preregister` wrote: deviations are listed, and without --plan its plan is used",
    )
    command.add_argument(
        "--objective",
        type=Path,
        metavar="SCORES.csv",
        help="clip,condition,region,measure,value, to be correlated with the ratings",
    )
    command.add_argument("--simulated", action="store_true", help="mark the results as made from simulated ratings")
    command.set_defaults(run=run_report)
    command = commands.add_parser("verify", help="check a bundle: its digests, and the analysis repeated")
    command.add_argument("bundle", type=Path, metavar="BUNDLE.zip", help="the bundle of a study or of `report`")
    command.set_defaults(run=run_verify)
    add_columns_command(commands)
    add_power_command(commands)
    add_preregister_command(commands)
    add_multiverse_command(commands)
    return root


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    console.run_command(build_parser(), lambda arguments: arguments.run(arguments), argv)


if __name__ == "__main__":
    main()
