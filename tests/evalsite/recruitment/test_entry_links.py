"""Tickets for simulated participants: valid once, for one study, and signed."""

from uuid import uuid4

import pytest
from django.core import signing

from evalsite.questionnaire.models import Participation
from evalsite.recruitment import entry_links
from evalsite.studies.models import Study
from tests.evalsite.questionnaire.visitor import open_study

pytestmark = pytest.mark.django_db


def test_a_ticket_admits_one_simulated_participation(client):
    ticket = entry_links.issue_ticket(open_study(), uuid4())
    page = client.get("/s/faces/", {"ticket": ticket}).content.decode()
    assert ticket in page
    assert client.post("/s/faces/", {"ticket": ticket}).status_code == 303
    assert client.post("/s/faces/", {"ticket": ticket}).status_code == 409
    assert [person.simulated for person in Participation.objects.all()] == [True]


@pytest.mark.parametrize("ticket", ["x", "1", "é", signing.dumps(["faces", "0" * 32])])
def test_forged_tickets(client, ticket):
    open_study()
    assert client.post("/s/faces/", {"ticket": ticket}).status_code == 404
    assert not Participation.objects.exists()


def test_a_ticket_of_another_study(client):
    open_study()
    assert (
        client.post("/s/faces/", {"ticket": entry_links.issue_ticket(Study(slug="other"), uuid4())}).status_code == 404
    )
