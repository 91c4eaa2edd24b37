"""Objective scores as people have them."""

from pathlib import Path

import pytest

from analysis import objective_scores
from analysis.csv_format import read_csv_text
from analysis.objective_scores import ObjectiveScore
from face.errors import InputError

HEAD = "clip,condition,region,measure,value\n"


@pytest.mark.parametrize(
    "text",
    [HEAD + "k,a,upper,ccc,0.5\n", "\ufeff" + HEAD.replace(",", ";") + "k;a;upper;ccc;0,5\n"],
)
def test_objective_csv_round_trip(text: str, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8")
    result = objective_scores.parse_objective_csv(read_csv_text(path), "s.csv")
    assert result == [ObjectiveScore("k", "a", "upper", "ccc", 0.5)]
    assert objective_scores.parse_objective_csv(objective_scores.format_objective_csv(result), "again") == result


@pytest.mark.parametrize(
    ("text", "expected_message"),
    [
        ("", "s.csv is empty; its first line must be clip,condition"),
        ("clip,condition,region,value\n", "line 1: the column measure is missing"),
        (HEAD + "k,a,upper,ccc,good\n", "line 2, column value: 'good' is not a number"),
        (HEAD + "k,a,upper,ccc,inf\n", "line 2, column value: 'inf' is not a finite"),
        (HEAD + "k,a,,ccc,1\n", "line 2, column region is empty"),
        (HEAD + "k,a,upper,ccc,1\nk,a,upper,ccc,2\n", "line 3: the same score as in line 2"),
        (HEAD + "k,a,upper,ccc\n", "line 2 has 4 values for 5 columns"),
    ],
)
def test_errors_name_line_and_column(text: str, expected_message: str) -> None:
    with pytest.raises(InputError) as caught:
        objective_scores.parse_objective_csv(text, "s.csv")
    assert expected_message in str(caught.value)
