"""The participant's pages, from the link to the last page."""

from collections import Counter
from itertools import pairwise

import pytest

from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.studies import lifecycle
from tests.evalsite.questionnaire.visitor import CHECKPOINTS, Visitor, open_study

pytestmark = pytest.mark.django_db


def test_from_the_link_to_the_last_page():
    study = open_study()
    visitor = Visitor(study).to_first_trial().to_end()
    assert "Thank you" in visitor.response.content.decode()
    person = study.participations.get()
    assert person.state == "completed"
    assert person.arrived_at < person.consented_at < person.started_at < person.completed_at
    rated = Rating.objects.filter(trial__participation=person)
    assert rated.count() == 12
    assert set(rated.values_list("question", "value")) == {("upper", 3), ("middle", 10), ("lower", 1)}
    assert not rated.filter(trial__position=0).exists()
    assert person.trials.filter(valid=True).count() == 5


def test_without_practice_the_first_video_is_rated():
    visitor = Visitor(open_study(protocol={"practice": False})).to_first_trial()
    visitor.rate()
    assert Rating.objects.count() == 3


def test_no_byte_reveals_the_condition():
    visitor = Visitor(open_study())
    visitor.to_first_trial()
    while visitor.page.videos:
        answer = visitor.client.get(visitor.page.videos[0])
        visitor.received += [str(answer.headers).encode(), visitor.page.videos[0].encode()]
        visitor.rate()
    received = b"\n".join(visitor.received).decode()
    for word in [*CHECKPOINTS, "jointly", "sentence-", "corpus/", "faces/"]:
        assert word not in received.replace("/s/faces/", "")


def test_no_page_of_a_participation_sets_or_needs_a_cookie():
    study = open_study()
    beginner = Visitor(study)
    beginner.send()
    visitor = Visitor(study, url=beginner.home).to_first_trial().to_end()
    assert not visitor.client.cookies
    assert b"Set-Cookie" not in b"".join(visitor.received)
    assert "no-store" in visitor.response["Cache-Control"]


def test_opening_the_link_creates_nothing():
    Visitor(open_study())
    assert not Participation.objects.exists()


def test_reload_back_and_a_second_tab_show_the_same_trial():
    study = open_study()
    visitor = Visitor(study).to_first_trial()
    visitor.rate()
    shown = visitor.page.videos
    assert visitor.get(visitor.home).videos == shown
    assert Visitor(study, url=visitor.home).page.videos == shown


def test_consent_is_needed():
    visitor = Visitor(open_study())
    visitor.send()
    visitor.post(visitor.page.form.action, {})
    assert visitor.participation.state == "arrived"
    visitor.post(visitor.home + "start", {})
    assert visitor.participation.state == "arrived"


def test_consenting_twice_creates_the_trials_once():
    visitor = Visitor(open_study())
    visitor.send()
    url = visitor.page.form.action
    visitor.post(url, {"agree": "yes"})
    visitor.post(url, {"agree": "yes"})
    assert Trial.objects.count() == 5


def test_a_closed_study_accepts_nothing_and_thanks_finished_participants():
    study = open_study()
    finished, late = Visitor(study).to_first_trial(), Visitor(study).to_first_trial()
    home = finished.home
    finished.to_end()
    answer = late.watch_and_fill()
    lifecycle.close(study)
    count = Rating.objects.count()
    late.post(late.page.form.action, answer)
    assert (late.response.status_code, Rating.objects.count()) == (410, count)
    late.get(late.home)
    assert late.response.status_code == 410
    finished.get(home)
    assert finished.response.status_code == 200


def test_orders_differ_between_participations_and_repeat_no_clip():
    study = open_study(clips=4)
    for _ in range(3):
        Visitor(study).to_first_trial()
    orders = [
        [(trial.stimulus.clip, trial.stimulus.condition) for trial in person.trials.order_by("position")[1:]]
        for person in study.participations.all()
    ]
    assert len({tuple(order) for order in orders}) == 3
    assert all(one[0] != two[0] for order in orders for one, two in pairwise(order))


@pytest.mark.parametrize("restriction", [{"clip_showings": "once"}, {"conditions_per_rater": "one"}], ids=str)
def test_whole_participations_that_show_each_clip_once(restriction):
    study = open_study(
        clips=4,
        design=restriction | {"raters": 2},
        protocol={"practice": 1, "repeats": 1},
        checks=[{"kind": "instructed", "answer": 3}],
    )
    cells = set()
    for _ in range(2):
        visitor = Visitor(study).to_first_trial()
        assert visitor.page.videos
        visitor.to_end()
        person = study.participations.latest("arrived_at")
        trials = person.trials.order_by("position")
        shown = set(trials.values_list("stimulus__clip", "stimulus__condition"))
        assert person.state == "completed"
        assert (len(shown), len({clip for clip, _ in shown})) == (4, 4)
        kinds = Counter(trials.values_list("kind", flat=True))
        assert kinds == {"practice": 1, "main": 4, "repeat": 1, "instructed": 1}
        cells |= shown
    assert len(cells) == 8
    assert Visitor(study).response.status_code == 503
