"""Consent and withdrawal: what is kept, and what is deleted."""

import hashlib

import pytest

from evalsite.questionnaire.models import Rating, Trial
from evalsite.questionnaire.ratings import ratings_table
from evalsite.studies import lifecycle
from evalsite.studies.models import Slot, Study
from tests.evalsite.questionnaire.study_texts import FORMS
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db


def visitor_at_second_video(**tables) -> Visitor:
    visitor = Visitor(open_study(**FORMS, **tables)).to_first_trial(age="33", english="0")
    visitor.rate()
    visitor.rate()
    return visitor


def test_the_digest_of_the_consent_text_is_saved():
    visitor = Visitor(open_study()).to_device_check()
    text = visitor.participation.study.read_document().protocol.consent
    assert visitor.participation.consent_digest == hashlib.sha256(text.encode()).hexdigest()


def test_declining_consent_saves_nothing():
    visitor = Visitor(open_study())
    visitor.send()
    visitor.post(visitor.page.form.action, {"agree": "no"})
    person = visitor.participation
    assert (person.state, person.consented_at, person.consent_digest) == ("withdrawn", None, "")
    assert not Trial.objects.exists()
    assert not Slot.objects.exists()


def test_consent_cannot_be_declined_later():
    """Only the withdrawal page deletes answers, and a closed study no longer has one."""
    visitor = Visitor(open_study()).to_first_trial()
    consent = f"{visitor.home}consent"
    visitor.to_end()
    lifecycle.close(Study.objects.get())
    visitor.post(consent, {"agree": "no"})
    assert visitor.participation.state == "completed"
    assert Rating.objects.count() == 12


def test_withdrawal_with_deleted_answers():
    visitor = visitor_at_second_video()
    home = visitor.home
    visitor.page = visitor.get(home + "withdraw")
    visitor.send(answers="delete")
    assert "Your answers are deleted" in visitor.response.content.decode()
    person = visitor.participation
    assert (person.state, person.answers_kept, person.before_answers, person.device) == ("withdrawn", False, {}, {})
    assert not Rating.objects.exists()
    assert not Trial.objects.exclude(playback=None).exists()
    assert not Slot.objects.exclude(state="free").exists()


def test_withdrawal_with_kept_answers():
    visitor = visitor_at_second_video()
    visitor.page = visitor.get(visitor.home + "withdraw")
    visitor.send(answers="keep")
    assert "are kept, without your name" in visitor.response.content.decode()
    assert visitor.participation.answers_kept
    assert len(ratings_table(Study.objects.get())) == Rating.objects.count() == 3


@pytest.mark.parametrize("answers", [{}, {"answers": "sell"}])
def test_withdrawal_needs_a_decision(answers):
    visitor = visitor_at_second_video()
    visitor.post(visitor.home + "withdraw", answers)
    assert visitor.participation.state == "started"


def test_no_answers_are_accepted_after_withdrawal():
    visitor = visitor_at_second_video()
    home, action, fields = visitor.home, visitor.page.form.action, visitor.watch_and_fill()
    visitor.post(home + "withdraw", {"answers": "delete"})
    visitor.post(action, fields)
    assert visitor.response.status_code >= 400
    assert not Rating.objects.exists()
    visitor.post(home + "withdraw", {"answers": "keep"})
    assert not visitor.participation.answers_kept


def test_withdrawal_after_completion():
    visitor = visitor_at_second_video().to_end()
    visitor.send(**{"form-headphones": "0"})
    visitor.post(visitor.url_of(visitor.participation) + "withdraw", {"answers": "delete"})
    assert visitor.participation.state == "withdrawn"
    assert ratings_table(Study.objects.get()) == []


def test_no_withdrawal_after_the_study_has_closed():
    visitor = visitor_at_second_video().to_end()
    visitor.send(**{"form-headphones": "0"})
    home = visitor.url_of(visitor.participation)
    lifecycle.close(Study.objects.get())
    visitor.get(home)
    assert b"/withdraw" not in visitor.response.content
    visitor.post(home + "withdraw", {"answers": "delete"})
    assert visitor.response.status_code == 410
    assert Rating.objects.count() == 12
