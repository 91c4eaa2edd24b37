"""Downloads: they come back unchanged, open safely in a spreadsheet, and say when ratings are simulated."""

import csv
import io
import json

import pytest
from django.core.management import call_command

from analysis.bundle_verification import verify_bundle
from analysis.ratings import Ratings
from analysis.ratings_csv import parse_ratings_csv
from evalsite.questionnaire.ratings import ratings_table
from evalsite.results import exports
from evalsite.results.management.commands.report import Command
from tests.evalsite.questionnaire.study_texts import FORMS
from tests.evalsite.questionnaire.visitor import Visitor, open_study


def test_the_table_is_read_back_as_it_was(closed_study):
    assert (
        parse_ratings_csv(exports.ratings_csv(closed_study), "ratings.csv").digest
        == Ratings.from_rows(ratings_table(closed_study)).digest
    )


def test_simulated_raters_are_marked_row_by_row_and_in_the_name(study_maker, rate):
    study = study_maker(state="closed")
    rate(study, 2)
    rate(study, 1, simulated=True)
    marks = [row["simulated"] for row in csv.DictReader(io.StringIO(exports.ratings_csv(study)))]
    assert (marks.count("1"), marks.count("0")) == (18, 36)
    assert exports.download_name(study, "ratings.csv") == "ratings-simulated.csv"


def test_real_ratings_keep_their_name(closed_study):
    assert exports.download_name(closed_study, "ratings.csv") == "ratings.csv"


def test_the_command_writes_every_file(study_maker, rate, one_figure, tmp_path, capsys):
    rate(study_maker(state="closed"))
    call_command("report", "first", "--out", str(tmp_path / "new"))
    assert json.loads((tmp_path / "new" / "results.json").read_text(encoding="utf-8"))["schema"] == 2
    assert (tmp_path / "new" / "ratings.csv").is_file()
    assert capsys.readouterr().out.count("Wrote") == 8
    assert [path.name for path in (tmp_path / "new").iterdir() if path.name not in Command.help] == []
    assert all(check.passed for check in verify_bundle(tmp_path / "new" / "bundle.zip"))


@pytest.mark.parametrize(
    ("slug", "said"), [("second", "no study 'second'"), ("first", "results appear when it is closed")]
)
def test_the_command_refuses_in_one_sentence_and_leaves_nothing(study_maker, tmp_path, capsys, slug, said):
    study_maker()
    with pytest.raises(SystemExit) as caught:
        call_command("report", slug, "--out", str(tmp_path / "new"))
    assert caught.value.code == 2
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert sentence.startswith("manage.py report: ")
    assert said in sentence
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written_is_told(closed_study, tmp_path, capsys):
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit):
        call_command("report", "first", "--out", str(tmp_path / "file"))
    assert "can't be written" in capsys.readouterr().err


def test_stopping_the_command_is_no_traceback(closed_study, tmp_path, monkeypatch):
    def stopped(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(exports, "write_files", stopped)
    with pytest.raises(SystemExit) as caught:
        call_command("report", "first", "--out", str(tmp_path / "new"))
    assert caught.value.code == 130


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_no_text_becomes_a_formula(text):
    row = (text, "clip", "condition", "upper", 5, 0, 1, 2.5, 0)
    (_, written) = csv.reader(io.StringIO(exports.safe_csv(exports.RATING_COLUMNS, [row]), newline=""))
    assert written[0] == "'" + text


def test_numbers_stay_numbers():
    assert (
        exports.safe_csv(exports.RATING_COLUMNS, [("a", "b", "c", "upper", 5, 0, 1, None, 0)]).splitlines()[1]
        == "a,b,c,upper,5,0,1,,0"
    )


@pytest.mark.django_db
def test_the_tables_are_downloaded_once_the_study_is_closed(researcher):
    study = open_study(**FORMS)
    Visitor(study).to_first_trial(age="33", english="1").to_end()
    for name in ("participants", "flow", "codebook"):
        assert researcher.get(f"/studies/faces/{name}.csv").status_code == 404
    type(study).objects.update(state="closed")
    for name in ("participants", "flow", "codebook"):
        answer = researcher.get(f"/studies/faces/{name}.csv")
        assert answer.status_code == 200
        assert f'filename="faces-{name}.csv"' in answer["Content-Disposition"]
        assert "sea-" not in answer.content.decode()
