"""Entry from Prolific and the redirect back with a completion code; no address contains a person's ids."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from evalsite.questionnaire.models import Participation, Rating
from evalsite.recruitment import entry_links
from evalsite.recruitment.models import Recruit
from evalsite.studies import lifecycle
from evalsite.studies.models import Study
from tests.evalsite.questionnaire.visitor import Visitor, open_study
from tests.evalsite.recruitment.prolific_study import (
    COMPLETION_URL,
    PERSON,
    PROLIFIC_QUERY,
    STUDY_ID,
    open_prolific_study,
    prolific_visitor,
)

pytestmark = pytest.mark.django_db


def test_entry_redirects_to_an_address_without_ids(client):
    open_prolific_study()
    answer = client.get("/s/faces/", PROLIFIC_QUERY)
    assert (answer.status_code, client.get(answer["Location"]).status_code) == (303, 200)
    assert not any(value in answer["Location"] for value in PROLIFIC_QUERY.values())
    assert Recruit.objects.values_list(
        "platform", "platform_person_id", "platform_study_id", "platform_submission_id"
    ).get() == (
        "prolific",
        *PROLIFIC_QUERY.values(),
    )


def test_returning_continues_the_participation_with_the_newest_submission(client):
    open_prolific_study()
    first = client.get("/s/faces/", PROLIFIC_QUERY)["Location"]
    assert client.get("/s/faces/", PROLIFIC_QUERY | {"SESSION_ID": "b" * 24})["Location"] == first
    assert client.get("/s/faces/", PROLIFIC_QUERY | {"PROLIFIC_PID": "c" * 24})["Location"] != first
    assert Recruit.objects.get(platform_person_id=PERSON).platform_submission_id == "b" * 24
    assert Participation.objects.count() == 2


INCOMPLETE = {
    "placeholder": PROLIFIC_QUERY | {"PROLIFIC_PID": "{{%PROLIFIC_PID%}}"},
    "no submission": {"PROLIFIC_PID": PERSON, "STUDY_ID": STUDY_ID},
    "empty": PROLIFIC_QUERY | {"STUDY_ID": ""},
    "twice": PROLIFIC_QUERY | {"PROLIFIC_PID": [PERSON, "c" * 24]},
    "long": PROLIFIC_QUERY | {"PROLIFIC_PID": "a" * 10_000},
    "line break": PROLIFIC_QUERY | {"SESSION_ID": "a\r\nSet-Cookie: b"},
    "quote": PROLIFIC_QUERY | {"PROLIFIC_PID": "a' OR 1=1"},
    "nul": PROLIFIC_QUERY | {"PROLIFIC_PID": "a\0b"},
}


@pytest.mark.parametrize("query", INCOMPLETE.values(), ids=INCOMPLETE)
def test_an_incomplete_link_is_refused(client, query):
    open_prolific_study()
    answer = client.get("/s/faces/", query)
    assert answer.status_code == 400
    assert "start the study again from its page on Prolific" in answer.content.decode()
    assert not Participation.objects.exists()


def test_direct_entry_is_refused_unless_enabled(client):
    open_prolific_study()
    for answer in (client.get("/s/faces/"), client.post("/s/faces/")):
        assert (answer.status_code, "Prolific" in answer.content.decode()) == (403, True)
    ticket = entry_links.issue_ticket(Study.objects.get(), uuid4())
    assert client.post("/s/faces/", {"ticket": ticket}).status_code == 303


def test_prolific_links_are_refused_if_the_study_is_not_on_prolific(client):
    open_study()
    answer = client.get("/s/faces/", PROLIFIC_QUERY)
    assert (answer.status_code, "not open on Prolific" in answer.content.decode()) == (403, True)


def test_erasing_a_recruit_touches_no_rating():
    open_prolific_study()
    visitor = prolific_visitor()
    visitor.to_first_trial()
    visitor.to_end()
    Recruit.objects.all().delete()
    assert Rating.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_a_person_in_eight_tabs_at_once_has_one_participation():
    open_prolific_study()

    def enter(_: int) -> str:
        try:
            return Client().get("/s/faces/", PROLIFIC_QUERY)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(enter, range(8)))) == 1
    assert Participation.objects.count() == Recruit.objects.count() == 1


def test_the_prolific_link_contains_placeholders(settings):
    settings.SITE_URL = "https://study.example.org"
    assert entry_links.entry_url(open_prolific_study()) == (
        "https://study.example.org/s/faces/"
        "?PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}"
    )


def test_only_the_last_page_contains_the_completion_code():
    open_prolific_study()
    visitor = prolific_visitor()
    visitor.to_first_trial()
    home = visitor.home
    visitor.to_end()
    *before, end, _ = visitor.received
    assert not any(b"C1A2B3C4" in each for each in before)
    assert end.count(COMPLETION_URL.encode()) == 2
    visitor.get(f"{home}?stay")
    assert b"refresh" not in visitor.response.content
    assert COMPLETION_URL.encode() in visitor.response.content
    assert not any(PERSON.encode() in each for each in visitor.received)


@pytest.mark.parametrize(
    ("ending", "codes", "address"),
    [
        ("withdrawn", {}, 'href="https://app.prolific.com/"'),
        ("withdrawn", {"withdrawn_code": "W1"}, "complete?cc=W1"),
        ("screened_out", {"screened_out_code": "S1"}, "complete?cc=S1"),
        ("screened_out", {}, 'href="https://app.prolific.com/"'),
    ],
)
def test_each_ending_has_its_own_code(ending, codes, address):
    open_study(recruitment={"prolific": {"completion_code": "C1A2B3C4", **codes}})
    visitor = prolific_visitor().to_first_trial()
    home = visitor.home
    Participation.objects.update(state=ending)
    visitor.get(home)
    assert address in visitor.response.content.decode()
    assert b"C1A2B3C4" not in visitor.response.content


def test_direct_participants_get_no_code():
    visitor = Visitor(open_prolific_study(direct=True)).to_first_trial().to_end()
    assert b"You can close this page" in visitor.response.content
    assert b"C1A2B3C4" not in visitor.response.content


def test_after_closing_only_finished_participants_get_their_code(client):
    study = open_prolific_study()
    prolific_visitor()
    Participation.objects.update(state="completed")
    lifecycle.close(study)
    assert COMPLETION_URL in client.get("/s/faces/", PROLIFIC_QUERY, follow=True).content.decode()
    assert client.get("/s/faces/", PROLIFIC_QUERY | {"PROLIFIC_PID": "c" * 24}).status_code == 410
