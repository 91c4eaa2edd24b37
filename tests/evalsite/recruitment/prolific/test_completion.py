"""The redirect back to Prolific, with the code of how the participation ended."""

import pytest

from evalsite.questionnaire.models import Participation
from evalsite.studies import lifecycle
from tests.evalsite.questionnaire.visitor import Visitor, open_study
from tests.evalsite.recruitment.prolific.prolific_study import COMPLETION_URL, PERSON, SENT, on_prolific, sent_visitor

pytestmark = pytest.mark.django_db


def test_only_the_last_page_contains_the_completion_code():
    on_prolific()
    visitor = sent_visitor()
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
    visitor = sent_visitor().to_first_trial()
    home = visitor.home
    Participation.objects.update(state=ending)
    visitor.get(home)
    assert address in visitor.response.content.decode()
    assert b"C1A2B3C4" not in visitor.response.content


def test_direct_participants_get_no_code():
    visitor = Visitor(on_prolific(direct=True)).to_first_trial().to_end()
    assert b"You can close this page" in visitor.response.content
    assert b"C1A2B3C4" not in visitor.response.content


def test_after_closing_only_finished_participants_get_their_code(client):
    study = on_prolific()
    sent_visitor()
    Participation.objects.update(state="completed")
    lifecycle.close(study)
    assert COMPLETION_URL in client.get("/s/faces/", SENT, follow=True).content.decode()
    assert client.get("/s/faces/", SENT | {"PROLIFIC_PID": "c" * 24}).status_code == 410
