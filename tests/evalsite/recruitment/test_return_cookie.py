"""Coming back by the direct link: the browser goes on with its participation, and everything works without cookies."""

import pytest
from django.test import Client

from evalsite.questionnaire import tokens, workflow
from evalsite.questionnaire.models import Participation
from evalsite.recruitment import return_cookie
from evalsite.recruitment.erasure import erase
from evalsite.studies import lifecycle
from tests.evalsite.questionnaire.visitor import Visitor, draft_study, open_study

pytestmark = pytest.mark.django_db
ENTRY = "/s/faces/"


def links(response) -> str:
    return response.content.decode()


@pytest.fixture
def visitor() -> Visitor:
    """Return a visitor who has rated the first video after the practice."""
    visitor = Visitor(open_study()).to_first_trial()
    visitor.rate()
    visitor.rate()
    return visitor


def test_only_the_post_that_begins_sets_the_cookie(client):
    open_study()
    assert not client.get(ENTRY).cookies
    cookie = client.post(ENTRY).cookies[return_cookie.NAME]
    assert cookie.value == tokens.participation_token(Participation.objects.get().pk)
    assert (cookie["path"], cookie["samesite"], cookie["httponly"], cookie["secure"]) == (ENTRY, "Lax", True, "")
    assert 0 < cookie["max-age"] <= 31 * 24 * 3600
    assert client.post(ENTRY, {"anew": "yes"}, secure=True).cookies[return_cookie.NAME]["secure"]


def test_the_link_leads_back_to_where_one_stopped(visitor):
    home, video = visitor.home, visitor.page.videos
    visitor.page = visitor.get(ENTRY)
    assert "You have rated 1 of 4 videos" in links(visitor.response)
    assert f'href="{home}"' in links(visitor.response)
    assert "Set-Cookie" not in visitor.response.headers
    assert not visitor.response.cookies
    assert visitor.get(home).videos == video
    assert Participation.objects.count() == 1


def test_the_welcome_page_that_is_still_open_begins_nothing_new(visitor):
    assert visitor.client.post(ENTRY)["Location"] == visitor.home
    assert Participation.objects.count() == 1


def test_someone_else_starts_anew(visitor):
    first = visitor.home
    visitor.page = visitor.post(ENTRY, {"anew": "yes"})
    assert visitor.home != first
    assert Participation.objects.count() == 2
    assert f'href="{visitor.home}"' in links(visitor.client.get(ENTRY))


def test_without_cookies_each_visit_begins_anew(visitor):
    assert b"Welcome back" not in Client().get(ENTRY).content
    assert Client().post(ENTRY)["Location"] != visitor.home


@pytest.mark.parametrize("value", ["", "x", "0" * 32 + ".forged", "a" * 4000])
def test_a_cookie_that_we_did_not_sign_is_ignored(client, value):
    open_study()
    client.cookies[return_cookie.NAME] = value
    response = client.get(ENTRY)
    assert (response.status_code, b"Welcome back" in response.content) == (200, False)
    assert client.post(ENTRY).status_code == 303


def test_a_cookie_of_another_study_or_of_nobody_is_ignored(client, visitor):
    person = visitor.participation
    token = tokens.participation_token(person.pk)
    person.trials.all().delete()
    person.delete()
    client.cookies[return_cookie.NAME] = token
    assert b"Welcome back" not in client.get(ENTRY).content


def test_who_has_finished_is_told_so(visitor):
    home = visitor.home
    visitor.to_end()
    text = links(visitor.client.get(ENTRY))
    assert "This study was completed in this browser" in text
    assert f'href="{home}"' in text
    assert "I am someone else" in text
    assert visitor.client.post(ENTRY)["Location"] != home


@pytest.mark.parametrize("end", [erase, lambda person: workflow.withdraw(person, keep_answers=True)])
def test_who_has_withdrawn_or_was_erased_is_told_so(visitor, end):
    end(visitor.participation)
    assert "This study was ended in this browser" in links(visitor.client.get(ENTRY))


def test_who_has_begun_may_come_back_while_the_study_is_paused(visitor):
    lifecycle.pause(visitor.participation.study)
    text = links(visitor.client.get(ENTRY))
    assert "Welcome back" in text
    assert "I am someone else" not in text
    assert visitor.client.post(ENTRY, {"anew": "yes"}).status_code == 503
    assert Client().get(ENTRY).status_code == 503


def test_after_closing_everybody_reads_that_the_study_has_ended(visitor):
    lifecycle.close(visitor.participation.study)
    assert visitor.client.get(ENTRY).status_code == 410


def test_who_took_part_in_the_pilot_is_new_in_the_study():
    study = lifecycle.pilot(draft_study())
    visitor = Visitor(study).to_first_trial()
    assert "Welcome back" in links(visitor.client.get(ENTRY))
    lifecycle.open(study)
    assert "Welcome back" not in links(visitor.client.get(ENTRY))
    assert visitor.client.post(ENTRY)["Location"] != visitor.home


def test_the_page_is_in_the_language_of_the_participation():
    study = open_study(study={"name": "faces", "title": "Gesichter", "language": "de"})
    visitor = Visitor(study)
    visitor.send()
    assert 'lang="de"' in links(visitor.client.get(ENTRY, headers={"Accept-Language": "es"}))
