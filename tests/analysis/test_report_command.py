"""The command line, as a person runs it."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from tests.command_line import run_package

TABLE = simulate_ratings({"a": 0.0, "b": 1.0, "c": 0.0}, raters=6, clips=4, seed=2)


def write(ratings: Ratings, path: Path) -> Path:
    lines = zip(ratings.rater, ratings.clip, ratings.condition, ratings.rating, strict=True)
    text = "".join(f"r{i},k{k},{ratings.conditions[c]},upper,{y:g}\n" for i, k, c, y in lines)
    path.write_text("rater,clip,condition,question,rating\n" + text)
    return path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run_package("analysis", *arguments)


def test_report_command_writes_every_file(tmp_path: Path, one_figure: None) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('[analysis.contrasts]\n"b - a" = { b = 1, a = -1 }\n')
    done = run("report", write(TABLE, tmp_path / "r.csv"), "--out", tmp_path / "out", "--plan", plan)
    assert done.returncode == 0, done.stderr
    assert "b - a" in done.stdout
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    with (tmp_path / "out" / "tables" / "contrasts.csv").open() as file:
        row = next(csv.DictReader(file))
    assert float(row["difference"]) == results["contrasts"][0]["difference"]
    assert row["weights"] == "b=1 a=-1"


@pytest.mark.parametrize(
    ("arguments", "expected_message"),
    [
        (["report", "none.csv", "--out", "out"], "none.csv does not exist"),
        (["report", "r.csv", "--out", "out", "--plan", "none.toml"], "none.toml does not exist"),
        (["report", "r.csv", "--out", "r.csv"], "cannot be written"),
    ],
)
def test_invalid_input_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected_message: str
) -> None:
    write(TABLE, tmp_path / "r.csv")
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert (done.returncode, expected_message in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.stderr


@pytest.mark.parametrize(
    "module",
    [
        "analysis",
        "analysis.plan",
        "analysis.ratings",
        "analysis.ratings_csv",
        "analysis.results",
        "analysis.report.methods_text",
        "analysis.report.tables",
        "analysis.report.page",
        "analysis.report.view",
    ],
)
def test_modules_of_the_web_process_import_neither_scipy_nor_matplotlib(module: str) -> None:
    heavy = ("scipy", "matplotlib", "pandas", "torch", "django")
    code = f"import {module}, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
