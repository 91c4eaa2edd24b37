"""Who may enter and continue in each state of a study; no answer is saved after the study has closed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from evalsite.questionnaire import submission, workflow
from evalsite.questionnaire.models import Participation, Rating
from evalsite.studies import lifecycle
from evalsite.studies.allocation import slot_allocation
from evalsite.studies.models import Slot, SlotLease
from tests.evalsite.questionnaire.visitor import Visitor, draft_study, open_study

pytestmark = pytest.mark.django_db


def entry_status(slug: str = "faces") -> int:
    return Client().post(f"/s/{slug}/").status_code


def test_participations_in_a_pilot_are_marked():
    study = lifecycle.pilot(draft_study())
    visitor = Visitor(study).to_first_trial().to_end()
    assert "Thank you" in visitor.response.content.decode()
    person = visitor.participation
    assert (person.pilot, person.state, person.study_version) == (True, "completed", 1)
    assert Slot.objects.filter(lock__pilot=True, state="filled").count() == 4


def test_the_pilot_ends_when_the_study_opens():
    study = lifecycle.pilot(draft_study())
    late = Visitor(study).to_first_trial()
    answer = late.watch_and_fill()
    lifecycle.open(study)
    late.post(late.page.form.action, answer)
    assert late.response.status_code == 410
    assert not Rating.objects.exists()
    assert not Visitor(study).to_first_trial().participation.pilot
    assert Slot.objects.filter(lock__pilot=False).count() == 4


def test_a_paused_study_admits_nobody_but_lets_participants_finish():
    study = open_study()
    visitor = Visitor(study).to_first_trial()
    lifecycle.pause(study)
    newcomer = Visitor(study)
    assert newcomer.response.status_code == 503
    assert "This study is paused" in newcomer.response.content.decode()
    assert entry_status() == 503
    visitor.to_end()
    assert visitor.participation.state == "completed"
    lifecycle.resume(study)
    assert entry_status() == 303


def test_a_full_study_shows_an_error_page():
    study = open_study(design={"raters": 1})
    Visitor(study).to_first_trial()
    newcomer = Visitor(study)
    assert newcomer.response.status_code == 503
    text = newcomer.response.content.decode()
    assert "All places are taken" in text
    assert "try again later" in text
    assert Participation.objects.count() == 1


def test_a_study_that_becomes_full_before_consent():
    study = open_study(design={"raters": 1})
    one, other = Visitor(study), Visitor(study)
    one.send()
    other.send()
    form = one.page.form
    other.send(agree="yes")
    one.post(form.action, form.form_data(agree="yes"))
    assert one.response.status_code == 503
    assert Participation.objects.filter(state="arrived").count() == 1


def test_withdrawal_frees_slots():
    study = open_study(design={"raters": 1})
    visitor = Visitor(study).to_first_trial()
    visitor.post(visitor.home + "withdraw", {"answers": "delete"})
    assert entry_status() == 303


def test_an_answer_fills_its_slot_and_renews_the_lease():
    visitor = Visitor(open_study()).to_first_trial()
    before = SlotLease.objects.get().expires
    visitor.rate()
    assert not Slot.objects.filter(state="filled").exists()
    visitor.rate()
    assert Slot.objects.get(state="filled").trials.get().position == 1
    assert SlotLease.objects.get().expires > before
    visitor.to_end()
    assert SlotLease.objects.get().expires is None


def test_answers_after_the_lease_has_expired_count():
    study = open_study(design={"raters": 1})
    visitor = Visitor(study).to_first_trial()
    slot_allocation.release(visitor.participation.pk)
    slot_allocation.allocate(study, uuid4())
    visitor.to_end()
    assert visitor.participation.state == "completed"
    assert Rating.objects.count() == 12
    assert Slot.objects.filter(state="filled", number=2).count() == 4


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_an_answer_in_progress():
    """An answer locks the study's state: closing comes after the answer's commit."""
    study = open_study(protocol={"practice": 0})
    visitor = Visitor(study).to_first_trial()
    form, token = visitor.watch_and_fill(), visitor.home.split("/")[2]
    state_locked, closed = Event(), []

    def close() -> None:
        try:
            connection.ensure_connection()
            state_locked.wait()
            lifecycle.close(study)
            closed.append(Rating.objects.count())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        closing = pool.submit(close)
        with workflow.locked_participation(token) as participation:
            state_locked.set()
            with pytest.raises(TimeoutError):
                closing.result(timeout=0.6)
            posted = visitor.client.request().wsgi_request.POST.copy()
            posted.update(form)
            pending = workflow.pending_trials(participation, 2)
            submission.record_answer(participation, pending, posted, now=2_000_000_000)
        closing.result(timeout=10)
    assert closed == [3]


@pytest.mark.django_db(transaction=True)
def test_an_answer_during_closing_is_refused():
    study = open_study(protocol={"practice": 0})
    visitor = Visitor(study).to_first_trial()
    form, action = visitor.watch_and_fill(), visitor.page.form.action

    def post() -> int:
        try:
            return Client().post(action, form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lifecycle.close(study)
            answering_late = pool.submit(post)
            with pytest.raises(TimeoutError):
                answering_late.result(timeout=0.3)
        assert answering_late.result(timeout=10) == 410
    assert not Rating.objects.exists()
