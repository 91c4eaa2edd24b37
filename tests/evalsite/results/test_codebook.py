"""Every column of every table is explained, once."""

import csv
import io

import pytest

from analysis.ratings_csv import RATINGS_COLUMNS
from evalsite.results import codebook, exports
from tests.evalsite.questionnaire.study_texts import FORMS
from tests.evalsite.questionnaire.visitor import open_study

pytestmark = pytest.mark.django_db


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_codebook_explains_every_column():
    study = open_study(**FORMS)
    explained = {(row["file"], row["column"]): row for row in table(exports.codebook_csv(study))}
    for name, text in exports.TABLES.items():
        if name != "codebook.csv":
            header = next(csv.reader(io.StringIO(text(study))))
            assert [("file", name, each) for each in header if (name, each) not in explained] == []
    assert explained["participants.csv", "english"]["values"] == "native | well | not at all"
    assert explained["participants.csv", "age"]["values"] == "a number from 0 to 120"
    values = explained["ratings.csv", "rating"]["values"]
    assert values.startswith("upper: How natural")
    assert values.endswith("mouth region? 1 (low naturalness) to 10 (high naturalness)")
    assert len(explained) == len(codebook.codebook_rows(study.read_document()))


def test_the_bundle_and_the_site_explain_the_ratings_in_the_same_words():
    own = {row[1]: row[2] for row in codebook.codebook_rows(open_study().read_document()) if row[0] == "ratings.csv"}
    assert own == {name: meaning for name, (meaning, _) in RATINGS_COLUMNS.items()}
