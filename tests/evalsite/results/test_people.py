"""The tables about people: no condition in them, no id, nothing of the pilot, and every column explained."""

import csv
import io
import itertools

import pytest

from evalsite.questionnaire.models import Participation
from evalsite.results import codebook, consort, exports, participants
from tests.evalsite.questionnaire.texts import FORMS
from tests.evalsite.questionnaire.walk import Visitor, opened

pytestmark = pytest.mark.django_db


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def take_part(study, **person: str) -> Visitor:
    return Visitor(study).to_first_trial(**{"age": "33", "english": "1"} | person).to_end()


def test_answers_and_device_stand_in_columns_of_their_own():
    study = opened(**FORMS)
    visitor = take_part(study, age="41")
    visitor.send(**{"form-remarks": '=HYPERLINK("http://x","y")', "form-headphones": "0"})
    (row,) = table(exports.participants_csv(study))
    assert (row["age"], row["english"], row["town"], row["headphones"]) == ("41", "well", "", "yes")
    assert row["remarks"] == '\'=HYPERLINK("http://x","y")'
    assert (row["state"], row["language"], row["device_tries"], row["simulated"]) == ("completed", "en", "1", "0")
    assert float(row["minutes"]) >= 0


def test_only_those_who_consented_and_let_their_answers_be():
    study = opened(**FORMS)
    take_part(study)
    for _ in range(2):
        Visitor(study).to_first_trial(age="33", english="0")
    Visitor(study).send()
    Participation.objects.filter(state="started").update(state="withdrawn")
    Participation.objects.filter(pk=Participation.objects.filter(state="withdrawn")[0].pk).update(kept=True)
    assert sorted(row[1] for row in participants.rows(study)) == ["completed", "withdrawn"]
    Participation.objects.update(pilot=True)
    assert list(participants.rows(study)) == []


def test_the_codebook_explains_every_column():
    study = opened(**FORMS)
    take_part(study)
    explained = {(row["file"], row["column"]): row for row in table(exports.codebook_csv(study))}
    for name, text in exports.TABLES.items():
        if name != "codebook.csv":
            header = next(csv.reader(io.StringIO(text(study))))
            assert [("file", name, each) for each in header if (name, each) not in explained] == []
    assert explained["participants.csv", "english"]["values"] == "native | well | not at all"
    assert explained["participants.csv", "age"]["values"] == "a number from 0 to 120"
    assert explained["ratings.csv", "rating"]["values"].startswith("1 to 10")
    assert len(explained) == len(codebook.rows(study.read()))


def test_the_flow_adds_up_and_names_the_reasons():
    study = opened(**FORMS)
    take_part(study)
    take_part(study)
    Visitor(study).to_instructions(age="3", english="1")
    Visitor(study).to_first_trial(age="33", english="1")
    Visitor(study).send()
    visitor = Visitor(study)
    visitor.send()
    visitor.post(visitor.page.form.action, {"agree": "no"})
    Participation.objects.filter(pk=Participation.objects.filter(state="completed")[0].pk).update(excluded_by="gold")
    stages = consort.of(study)
    assert [(stage.name, stage.people) for stage in stages] == [
        ("arrived", 6),
        ("consented", 4),
        ("admitted", 3),
        ("completed", 2),
        ("analysed", 1),
    ]
    for stage, after in itertools.pairwise(stages):
        assert stage.people - sum(stage.lost.values()) == after.people
    assert [stage.lost for stage in stages] == [
        {"did not consent yet, or went away": 1, "did not agree": 1},
        {"screened out by age": 1},
        {"not finished": 1},
        {"left out by gold": 1},
        {},
    ]


def test_the_tables_are_downloaded_once_the_study_is_closed(researcher):
    study = opened(**FORMS)
    take_part(study)
    for name in ("participants", "flow", "codebook"):
        assert researcher.get(f"/studies/faces/{name}.csv").status_code == 404
    type(study).objects.update(state="closed")
    for name in ("participants", "flow", "codebook"):
        answer = researcher.get(f"/studies/faces/{name}.csv")
        assert answer.status_code == 200
        assert f'filename="faces-{name}.csv"' in answer["Content-Disposition"]
        assert "sea-" not in answer.content.decode()
