"""The buttons of a study's page, its pilot, and who is left out."""

import pytest

from evalsite.questionnaire.models import Participation
from evalsite.results import progress, snapshots
from evalsite.studies import lifecycle
from tests.evalsite.results.conftest import make_study, rate_study

pytestmark = pytest.mark.django_db

BUTTONS = {
    "draft": {"pilot", "open"},
    "pilot": {"open"},
    "open": {"pause", "close"},
    "paused": {"resume", "close"},
    "closed": set(),
}


def as_pilot(**changes) -> None:
    Participation.objects.update(pilot=True, **changes)


@pytest.mark.parametrize(("state", "actions"), BUTTONS.items())
def test_every_state_offers_what_may_follow(researcher, sound_page, state, actions):
    make_study(state=state)
    text = sound_page(researcher.get("/studies/first/"))
    every = {"pilot", "open", "pause", "resume", "close"}
    assert {each for each in every if f'action="/studies/first/{each}/"' in text} == actions


@pytest.mark.parametrize(
    ("state", "action", "after"),
    [("draft", "pilot", "pilot"), ("pilot", "open", "open"), ("open", "pause", "paused"), ("paused", "resume", "open")],
)
def test_a_button_moves_the_study(researcher, state, action, after):
    study = make_study(state=state)
    text = researcher.post(f"/studies/first/{action}/", follow=True).content.decode()
    study.refresh_from_db()
    assert study.state == after
    assert "message success" in text or 'class="message' in text


def test_a_button_out_of_turn_says_so(researcher):
    make_study(state="closed")
    text = researcher.post("/studies/first/resume/", follow=True).content.decode()
    assert "is closed, not paused" in text


@pytest.mark.parametrize("state", ["pilot", "open", "paused"])
def test_the_moving_part_is_asked_for_in_every_live_state(researcher, state):
    make_study(state=state)
    answer = researcher.get(f"/studies/first/status/?state={state}")
    assert f"?state={state}" in answer.content.decode()
    assert "HX-Refresh" not in answer.headers
    assert "HX-Refresh" in researcher.get("/studies/first/status/?state=draft").headers


def test_while_the_pilot_runs_its_people_are_shown():
    study = make_study(state="pilot")
    rate_study(study, 3)
    as_pilot()
    assert (
        progress.count_participations(study).completed,
        progress.count_participations(study).most_presentations,
    ) == (3, 3)


def test_afterwards_they_stand_apart(researcher, sound_page):
    study = make_study(state="open")
    rate_study(study, 3, simulated=True)
    as_pilot()
    rate_study(study, 2)
    found = progress.count_participations(study)
    assert (found.arrived, found.completed, found.ratings, found.most_presentations) == (2, 2, 36, 2)
    text = sound_page(researcher.get("/studies/first/"))
    assert "3 of 3 participants completed it, in a median of 4.0 minutes from the first video to the last" in text
    assert text.count("simulated participants") == 1
    table = researcher.get("/studies/first/pilot.csv")
    assert table.headers["Content-Disposition"] == 'attachment; filename="first-pilot-simulated.csv"'
    assert len(table.content.splitlines()) == 1 + 54


def test_no_pilot_no_word_of_it(researcher):
    make_study(state="open")
    assert b"pilot.csv" not in researcher.get("/studies/first/").content


def test_who_is_left_out_is_counted_apart_and_named(researcher):
    study = make_study(state="open")
    rate_study(study, 3)
    Participation.objects.filter(pk=study.participations.first().pk).update(excluded_by="instructed")
    found = progress.count_participations(study)
    assert (found.completed, found.valid, found.excluded, found.most_presentations) == (3, 2, 1, 2)
    text = researcher.get("/studies/first/").content.decode()
    assert "excluded: instructed" in text


def test_versions_are_listed_with_their_notes(researcher):
    study = lifecycle.open(make_study(state="draft"))
    assert b"the study opened" not in researcher.get("/studies/first/").content
    lifecycle.record_version(study, list(study.stimuli.select_related("stimulus")), note="a new address")
    text = researcher.get("/studies/first/").content.decode()
    assert text.index("the study opened") < text.index("a new address")


def test_results_leave_out_whom_a_rule_left_out_and_name_the_rule():
    study = make_study(state="closed")
    rate_study(study, 4)
    person = study.participations.first()
    Participation.objects.filter(pk=person.pk).update(excluded_by="gold, instructed")
    results = snapshots.compute_snapshot(study)["results"]
    assert results["counts"]["raters"] == 3
    found = {"rater": person.code, "rule": "gold, instructed", "value": None, "excluded": True}
    assert found in results["screening"]
