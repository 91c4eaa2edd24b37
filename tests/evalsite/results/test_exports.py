"""Downloads: they come back unchanged, open safely in a spreadsheet, and say when ratings are simulated."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from analysis.ratings import from_rows
from analysis.tables.ratings_in import parse
from analysis.verify import verify
from evalsite.questionnaire.ratings import ratings_table
from evalsite.results import exports, sheets


def test_the_table_is_read_back_as_it_was(closed):
    assert parse(exports.ratings_csv(closed), "ratings.csv").digest == from_rows(ratings_table(closed)).digest


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_no_text_becomes_a_formula(text):
    row = (text, "clip", "condition", "upper", 5, 0, 1, 2.5, 0)
    (_, written) = csv.reader(io.StringIO(sheets.safe_csv(exports.COLUMNS, [row]), newline=""))
    assert written[0] == "'" + text


def test_numbers_stay_numbers():
    assert (
        sheets.safe_csv(exports.COLUMNS, [("a", "b", "c", "upper", 5, 0, 1, None, 0)]).splitlines()[1]
        == "a,b,c,upper,5,0,1,,0"
    )


def test_simulated_raters_are_marked_row_by_row_and_in_the_name(study_maker, rated):
    study = study_maker(state="closed")
    rated(study, 2)
    rated(study, 1, simulated=True)
    marks = [row["simulated"] for row in csv.DictReader(io.StringIO(exports.ratings_csv(study)))]
    assert (marks.count("1"), marks.count("0")) == (18, 36)
    assert exports.file_name(study, "ratings.csv") == "ratings-simulated.csv"


def test_real_ratings_keep_their_name(closed):
    assert exports.file_name(closed, "ratings.csv") == "ratings.csv"


def test_the_command_writes_every_file(study_maker, rated, tmp_path, capsys):
    rated(study_maker(state="closed"))
    call_command("report", "first", "--out", str(tmp_path / "new"))
    assert json.loads((tmp_path / "new" / "results.json").read_text(encoding="utf-8"))["schema"] == 1
    assert (tmp_path / "new" / "ratings.csv").is_file()
    assert capsys.readouterr().out.count("Wrote") == 7
    assert all(check.holds for check in verify(tmp_path / "new" / "bundle.zip"))


@pytest.mark.parametrize(
    ("slug", "said"), [("second", "no study 'second'"), ("first", "results appear when it is closed")]
)
def test_the_command_refuses_in_one_sentence_and_leaves_nothing(study_maker, tmp_path, slug, said):
    study_maker()
    with pytest.raises(CommandError, match=said) as caught:
        call_command("report", slug, "--out", str(tmp_path / "new"))
    assert caught.value.returncode == 2
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written_is_told(closed, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="can't be written"):
        call_command("report", "first", "--out", str(tmp_path / "file"))
