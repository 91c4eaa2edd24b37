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


def test_the_table_is_read_back_as_it_was(closed):
    assert (
        parse_ratings_csv(exports.ratings_csv(closed), "ratings.csv").digest
        == Ratings.from_rows(ratings_table(closed)).digest
    )


def test_simulated_raters_are_marked_row_by_row_and_in_the_name(study_maker, rated):
    study = study_maker(state="closed")
    rated(study, 2)
    rated(study, 1, simulated=True)
    marks = [row["simulated"] for row in csv.DictReader(io.StringIO(exports.ratings_csv(study)))]
    assert (marks.count("1"), marks.count("0")) == (18, 36)
    assert exports.download_name(study, "ratings.csv") == "ratings-simulated.csv"


def test_real_ratings_keep_their_name(closed):
    assert exports.download_name(closed, "ratings.csv") == "ratings.csv"


def test_the_command_writes_every_file(study_maker, rated, tmp_path, capsys):
    rated(study_maker(state="closed"))
    call_command("report", "first", "--out", str(tmp_path / "new"))
    assert json.loads((tmp_path / "new" / "results.json").read_text(encoding="utf-8"))["schema"] == 1
    assert (tmp_path / "new" / "ratings.csv").is_file()
    assert capsys.readouterr().out.count("Wrote") == 7
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


def test_a_folder_that_cannot_be_written_is_told(closed, tmp_path, capsys):
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit):
        call_command("report", "first", "--out", str(tmp_path / "file"))
    assert "can't be written" in capsys.readouterr().err


def test_stopping_the_command_is_no_traceback(closed, tmp_path, monkeypatch):
    def stopped(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(exports, "write_files", stopped)
    with pytest.raises(SystemExit) as caught:
        call_command("report", "first", "--out", str(tmp_path / "new"))
    assert caught.value.code == 130
