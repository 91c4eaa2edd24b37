"""The entry page: who is admitted, and who is not."""

import pytest
from django.test import Client

from evalsite.questionnaire.models import Participation
from evalsite.studies import lifecycle
from tests.evalsite.questionnaire.visitor import draft_study, open_study

pytestmark = pytest.mark.django_db


def test_the_welcome_page_describes_the_study(client):
    told = {"protocol": {"minutes": 7}}
    text = client.get(f"/s/{open_study(**told).slug}/").content.decode()
    assert "4 videos of talking faces" in text
    assert "about 7 minutes" in text


def test_minutes_follow_from_the_videos_and_are_told_with_the_consent_too(client):
    study = open_study(seconds=90.0)
    minutes = int(study.read_document().protocol.minutes)
    assert minutes >= 5 * 90 / 60
    assert f"about {minutes} minutes" in client.get("/s/faces/").content.decode()
    assert f"about {minutes} minutes" in client.post("/s/faces/", follow=True).content.decode()


def test_each_visitor_gets_their_own_link():
    open_study()
    links = {Client().post("/s/faces/")["Location"] for _ in range(2)}
    assert len(links) == 2
    assert Participation.objects.filter(simulated=False).count() == 2
    assert not any(code in link for code in Participation.objects.values_list("code", flat=True) for link in links)


@pytest.mark.parametrize("method", ["get", "post"])
def test_drafts_and_unknown_studies_are_not_found(client, method):
    draft_study()
    for slug in ("faces", "nothing", "x" * 5000):
        assert getattr(client, method)(f"/s/{slug}/").status_code == 404
    assert not Participation.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_closed_study_shows_an_error_page(client, method):
    lifecycle.close(open_study())
    answer = getattr(client, method)("/s/faces/")
    assert answer.status_code == 410
    assert b"has ended" in answer.content


def test_forms_of_other_sites_are_refused(client):
    open_study()
    assert client.post("/s/faces/", headers={"Origin": "https://evil.example"}).status_code == 403
