"""Simulated participants complete every kind of page, and rate by their opinions."""

import pytest
from django.core.management import call_command

from analysis.rating_simulation import RatingModel
from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.questionnaire.ratings import ratings_table
from evalsite.recruitment.simulation.participant import SimulatedParticipant
from evalsite.studies.models import Study
from tests.evalsite.questionnaire.study_texts import FORMS
from tests.evalsite.questionnaire.visitor import draft_study, open_study

pytestmark = pytest.mark.django_db(transaction=True)

GOLD = {"kind": "gold", "condition": "sea-original", "expected": [0, 100]}
CHECKS = [{"kind": "instructed", "answer": 3}, GOLD]


@pytest.mark.parametrize(
    "design",
    [{}, {"layout": "blocks"}, {"layout": "split-questions"}, {"scale": [0, 100]}, {"scale": [1, 5]}],
    ids=str,
)
def test_every_layout_and_scale(live_server, design):
    low, high = design.get("scale", (1, 10))
    checks = [{**check, "expected": [low, high]} if check["kind"] == "gold" else check for check in CHECKS]
    protocol = {"break_every": 5, "repeats": 1}
    study = open_study(clips=2, seconds=0.02, design=design, checks=checks, protocol=protocol, **FORMS)
    opinions = RatingModel(1, {"sea-original": 1.0}, scale=(low, high))
    rated: list[None] = []
    SimulatedParticipant(study, live_server.url, opinions, rater="r").take_part(lambda: rated.append(None))
    person = Participation.objects.get()
    assert (person.state, person.simulated, person.excluded_by) == ("completed", True, "")
    assert person.before_answers["english"] != "not at all"
    assert person.after_answers["headphones"]
    assert len(rated) == person.trials.count()
    assert set(Rating.objects.filter(trial__kind="instructed").values_list("value", flat=True)) == {3}
    for row in ratings_table(study):
        assert row.rating == opinions.rating("r", row.condition, row.question, row.clip)
        assert low <= row.rating <= high


def test_pilot_ratings_are_kept_apart(live_server, capsys):
    study = draft_study(seconds=0.02)
    Study.objects.update(state="pilot")
    call_command("simulate", "faces", "--raters", "2", "--url", live_server.url)
    assert Participation.objects.filter(pilot=True, simulated=True, state="completed").count() == 2
    assert ratings_table(study) == []
    assert len(ratings_table(study, pilot=True)) == 24
    assert Trial.objects.filter(kind="practice").exists()
