"""The table of people: no id, nothing of the pilot, and nothing of those who had everything deleted."""

import csv
import io

import pytest

from evalsite.questionnaire.models import Participation
from evalsite.results import exports, participants
from tests.evalsite.questionnaire.study_texts import FORMS
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def take_part(study, **person: str) -> Visitor:
    return Visitor(study).to_first_trial(**{"age": "33", "english": "1"} | person).to_end()


def test_answers_and_device_stand_in_columns_of_their_own():
    study = open_study(**FORMS)
    visitor = take_part(study, age="41")
    visitor.send(**{"form-remarks": '=HYPERLINK("http://x","y")', "form-headphones": "0"})
    (row,) = table(exports.participants_csv(study))
    assert (row["age"], row["english"], row["town"], row["headphones"]) == ("41", "well", "", "yes")
    assert row["remarks"] == '\'=HYPERLINK("http://x","y")'
    assert (row["state"], row["language"], row["device_tries"], row["simulated"]) == ("completed", "en", "1", "0")
    assert float(row["minutes"]) >= 0


def test_only_those_who_consented_and_let_their_answers_be():
    study = open_study(**FORMS)
    take_part(study)
    for _ in range(2):
        Visitor(study).to_first_trial(age="33", english="0")
    Visitor(study).send()
    Participation.objects.filter(state="started").update(state="withdrawn")
    Participation.objects.filter(pk=Participation.objects.filter(state="withdrawn")[0].pk).update(answers_kept=True)
    assert sorted(row[1] for row in participants.participant_rows(study)) == ["completed", "withdrawn"]
    Participation.objects.update(pilot=True)
    assert list(participants.participant_rows(study)) == []


def test_minutes_are_counted_for_completed_participations_only(study_maker, rate):
    study = study_maker()
    rate(study, 2)
    withdrawn = study.participations.filter(pk=study.participations.first().pk)
    withdrawn.update(state="withdrawn", answers_kept=True, completed_at=None)
    place = participants.participant_columns(study.read_document()).index("minutes")
    assert sorted(row[place] or 0 for row in participants.participant_rows(study)) == [0, 4]
