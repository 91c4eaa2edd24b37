"""`python -m analysis report RATINGS.csv --out DIR`: the analysis without any site or database."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from rich.console import Console

from analysis import tables
from analysis.plan import read_plan
from analysis.ratings_csv import read_csv
from analysis.results import analyse
from face import console
from face.errors import InputError


def report(arguments: Namespace) -> None:
    """Analyse the ratings; write `results.json` and the tables, and show the main ones."""
    plan = read_plan(arguments.plan) if arguments.plan else None
    results = analyse(read_csv(arguments.ratings), plan, simulated=arguments.simulated)
    files = {"results.json": results.to_json()} | tables.csv_tables(results)
    _write(files, arguments.out)
    terminal = Console()
    terminal.print(tables.summary(results))
    terminal.print(f"{len(files)} files written to {arguments.out}")


def _write(files: dict[str, str], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"{folder} cannot be written ({error.strerror}); give another folder with --out") from None


def parser() -> ArgumentParser:
    """Return the command line's grammar."""
    root = ArgumentParser(prog="python -m analysis", description="Analyse ratings of clips by condition.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("report", help="analyse a ratings table")
    command.add_argument("ratings", type=Path, metavar="RATINGS.csv", help="rater,clip,condition,region,rating")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="where results.json and tables go")
    command.add_argument("--plan", type=Path, metavar="PLAN.toml", help="a plan or a study file")
    command.add_argument("--simulated", action="store_true", help="mark the results as made from simulated ratings")
    command.set_defaults(work=report)
    return root


if __name__ == "__main__":
    console.run(parser(), lambda arguments: arguments.work(arguments))
