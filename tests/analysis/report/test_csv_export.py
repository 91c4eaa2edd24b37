"""Results as tables for programs."""

import csv
import io

from analysis.report.csv_export import csv_tables


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_list_of_a_question_is_a_table_with_the_question_in_front(results) -> None:
    files = csv_tables(results)
    description = read(files["description.csv"])
    assert next(iter(description[0])) == "question"
    assert {row["question"] for row in description} == set(results["questions"])
    assert len(description) == sum(len(part["description"]) for part in results["questions"].values())
    first = next(iter(results["questions"].values()))["description"][0]
    assert float(description[0]["mean"]) == first["mean"]
    assert "warnings.csv" not in files


def test_what_is_no_list_is_one_row_per_question_with_dotted_columns(results) -> None:
    rows = read(csv_tables(results)["lmm.csv"])
    assert [row["question"] for row in rows] == list(results["questions"])
    part = results["questions"][rows[0]["question"]]["lmm"]
    assert float(rows[0]["components.residual"]) == part["components"]["residual"]
    assert float(rows[0]["omnibus.F"]) == part["omnibus"]["F"]


def test_what_is_empty_makes_no_file(results) -> None:
    results["contrasts"], results["screening"] = [], []
    files = csv_tables(results)
    assert "contrasts.csv" not in files
    assert "screening.csv" not in files
