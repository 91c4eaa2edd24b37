"""`columns` and `report --map`, as a person runs them."""

import csv
import json
from pathlib import Path

import pytest

from analysis.bundle_verification import verify_bundle
from analysis.rating_tables.command import column_lines, read_ratings
from analysis.rating_tables.raw_table import read_raw_table
from analysis.rating_tables.table_map import READY_MAPS
from analysis.ratings_csv import parse_ratings_csv
from tests.analysis.rating_tables import exports
from tests.command_line import run_package

WRITERS = {"jspsych": exports.jspsych, "qualtrics": exports.qualtrics, "revisit": exports.revisit, "p910": exports.p910}


@pytest.mark.parametrize("program", WRITERS)
def test_the_columns_tell_which_program_wrote_them(tmp_path: Path, program: str) -> None:
    assert program in READY_MAPS
    lines = column_lines(read_raw_table(WRITERS[program](tmp_path / "t.csv")))
    assert lines[-1] == f"it looks like a table that --map {program} reads"


def test_columns_are_shown_with_values(tmp_path: Path) -> None:
    path = exports.write_table(tmp_path / "t.csv", [("a", "b"), ("1", "x" * 50), ("2", "")])
    assert column_lines(read_raw_table(path)) == [
        f"{path}: 2 rows, 2 columns separated by commas",
        "  a: 2 different: 1, 2",
        f"  b: 1 different: {'x' * 29}…",
        "no ready map fits; write a map (docs/how-to/ratings-from-elsewhere.md)",
    ]


def test_what_was_read_is_told_with_the_first_ratings(tmp_path: Path) -> None:
    lines = read_ratings([exports.qualtrics(tmp_path / "t.csv")], "qualtrics").lines
    assert lines[:4] == [
        "8 rows, 12 columns of ratings: 48 ratings",
        "4 raters (column ResponseId): R_0, R_1, R_2, R_3",
        "3 clips: c1, c2, c3",
        "2 conditions: joint, original",
    ]
    assert "left out: 1 (not finished)" in lines
    assert "  R_0, c1, original, upper, 5, 0, –, –" in lines


def test_platform_ids_and_labels_that_do_not_cross_are_warned_of(tmp_path: Path) -> None:
    rows = [("PROLIFIC_PID", "clip", "condition", "response"), ("a", "k1", "x", "1"), ("b", "k2", "y", "2")]
    notes = read_ratings([exports.write_table(tmp_path / "t.csv", rows)], "jspsych").notes
    assert any("PROLIFIC_PID holds people's platform ids" in note for note in notes)
    assert any("2 of the 4 combinations of clip and condition" in note for note in notes)
    assert any("names no question" in note for note in notes)


def test_columns_command_writes_our_own_table(tmp_path: Path) -> None:
    path, out = exports.revisit(tmp_path / "t.csv"), tmp_path / "ratings.csv"
    done = run_package("analysis", "columns", path, "--map", "revisit", "--out", out)
    assert done.returncode == 0, done.stderr
    assert parse_ratings_csv(out.read_text(), "x").digest == read_ratings([path], "revisit").ratings.digest


def test_report_command_reads_by_a_map_and_keeps_it(tmp_path: Path, one_figure: None) -> None:
    path = exports.jspsych(tmp_path / "t.csv", range(6), survey=True)
    done = run_package("analysis", "report", path, "--map", "jspsych", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "6 raters" in done.stdout
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    assert results["counts"] == {"ratings": 72, "raters": 6, "clips": 3, "conditions": 2}
    assert "read from t.csv by the map jspsych: 72 ratings of 54 rows; left out: " in results["notes"][0]
    assert "[columns]" in (tmp_path / "out" / "map.toml").read_text()
    with (tmp_path / "out" / "ratings.csv").open() as file:
        assert len(list(csv.DictReader(file))) == 72
    assert all(check.passed for check in verify_bundle(tmp_path / "out" / "bundle.zip"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["report", "a.csv", "b.csv", "--out", "out"], "2 tables can't be read as one without a map"),
        (["columns", "a.csv", "--out", "x.csv"], "--out needs --map"),
        (["columns", "a.csv", "--map", "nothing"], "there is no map nothing"),
        (["columns", "none.csv"], "none.csv does not exist"),
    ],
)
def test_mistakes_are_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in "ab":
        exports.revisit(tmp_path / f"{name}.csv")
    done = run_package("analysis", *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert message in done.stderr
