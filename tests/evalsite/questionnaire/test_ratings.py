"""The ratings table, and which participations are in it."""

import pytest

from analysis.ratings import Ratings
from evalsite.questionnaire.models import Participation
from evalsite.questionnaire.ratings import has_simulated, rated_participations, ratings_table, usable_participations
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db


def test_only_completed_participations_count():
    study = open_study()
    Visitor(study).to_first_trial().to_end()
    stopped = Visitor(study).to_first_trial()
    stopped.rate()
    stopped.rate()
    table = ratings_table(study)
    assert len(table) == 12
    assert {row.rater for row in table} == {Participation.objects.get(state="completed").code}


def test_rows_contain_the_answers():
    study = open_study()
    visitor = Visitor(study).to_first_trial()
    visitor.rate()
    while visitor.page.videos:
        visitor.rate(upper=7)
    ratings = Ratings.from_rows(ratings_table(study))
    assert (ratings.conditions, ratings.clips) == (("sea-jointly", "sea-original"), ("sentence-0", "sentence-1"))
    assert ratings.questions == ("upper", "middle", "lower")
    assert set(ratings.of_question("upper").rating) == {7.0}
    assert set(ratings.position) == {1.0, 2.0, 3.0, 4.0}
    assert (ratings.seconds >= 0.02).all()


def test_a_study_with_a_simulated_participation():
    study = open_study()
    Visitor(study).send()
    assert not has_simulated(study)
    Participation.objects.create(study=study, simulated=True)
    assert has_simulated(study)


@pytest.mark.parametrize(
    ("protocol", "states"),
    [
        ({}, {"completed", "withdrawn"}),
        ({"incomplete": "include", "consent": "All you answer is used."}, {"completed", "withdrawn", "started"}),
    ],
)
@pytest.mark.parametrize("pilot", [False, True])
def test_usable_participations(protocol, states, pilot):
    study = open_study(protocol=protocol)
    for state in Participation.State.values:
        for kept in (False, True):
            Participation.objects.create(study=study, state=state, answers_kept=kept, pilot=pilot)
    found = usable_participations(study, pilot=pilot)
    assert set(found.values_list("state", flat=True)) == states
    assert {person.answers_kept for person in found if person.state == "withdrawn"} == {True}
    assert not usable_participations(study, pilot=not pilot).exists()
    assert not rated_participations(study, pilot=pilot).exists()


def test_rated_participations_are_the_raters_of_the_table():
    study = open_study()
    for showings in (0, 1, 2):
        stopped = Visitor(study).to_first_trial()
        for _ in range(showings):
            stopped.rate()
    assert not rated_participations(study).exists()
    study.participations.update(state="withdrawn", answers_kept=True)
    rated = [person.code for person in rated_participations(study)]
    assert rated == sorted({row.rater for row in ratings_table(study)})
    assert len(rated) == 1, "the first video is practice"
