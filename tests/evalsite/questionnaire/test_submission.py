"""Recording an answer once: invalid answers save nothing, and a saved answer stays."""

import json

import pytest
from django.db import IntegrityError, transaction

from evalsite.questionnaire import tokens
from evalsite.questionnaire.models import Rating, Trial
from tests.evalsite.questionnaire.visitor import PREFER_PAGE

pytestmark = pytest.mark.django_db


WRONG = [
    "0",
    "11",
    "-1",
    "5.5",
    "7 ",
    "٧",
    "7e0",
    "",
    "NaN",
    "1e308",
    str(2**63),
    "07",
    "+7",
    "\x00",
    "7\n",
    "<script>",
]


@pytest.mark.parametrize("value", WRONG)
def test_values_off_the_scale_are_refused(visitor, value):
    assert visitor.refused_status(visitor.watch_and_fill() | {"rating-lower": value}) == 400


def test_a_missing_rating_is_refused(visitor):
    fields = visitor.watch_and_fill()
    del fields["rating-lower"]
    assert visitor.refused_status(fields) == 400


def test_a_rating_of_an_unknown_region_is_refused(visitor):
    assert visitor.refused_status(visitor.watch_and_fill() | {"rating-nose": "5"}) == 400


def test_two_ratings_of_one_region_are_refused(visitor):
    assert visitor.refused_status(visitor.watch_and_fill() | {"rating-lower": ["5", "6"]}) == 400


def test_the_same_answer_again_gets_the_same_reply(visitor):
    fields = visitor.watch_and_fill()
    replies = [visitor.client.post(visitor.page.form.action, fields) for _ in range(2)]
    assert [(reply.status_code, reply["Location"], reply.content) for reply in replies] == [
        (303, visitor.home, b"")
    ] * 2
    assert Rating.objects.count() == 3


def test_the_next_page_comes_in_the_reply_if_preferred(visitor):
    action, fields = visitor.page.form.action, visitor.watch_and_fill()
    replies = [visitor.client.post(action, fields, headers=PREFER_PAGE) for _ in range(2)]
    page = visitor.client.get(visitor.home)
    assert [(reply.status_code, reply.content) for reply in replies] == [(200, page.content)] * 2
    assert replies[0]["Cache-Control"] == page["Cache-Control"]
    assert Rating.objects.count() == 3


def test_after_the_last_trial_the_reply_is_a_redirect(visitor):
    while visitor.participation.trials.filter(answered_at=None).count() > 1:
        visitor.rate()
    last = visitor.client.post(visitor.page.form.action, visitor.watch_and_fill(), headers=PREFER_PAGE)
    assert (last.status_code, last["Location"]) == (303, visitor.home)


def test_another_answer_to_the_same_video_is_refused(visitor):
    fields = visitor.watch_and_fill()
    visitor.post(visitor.page.form.action, fields)
    assert visitor.refused_status(fields | {"rating-lower": "2"}) == 409
    assert "first answer was kept" in visitor.response.content.decode()


def test_an_answer_to_a_later_trial_is_refused(visitor):
    ahead = tokens.trial_token(visitor.participation.pk, 2)
    assert visitor.refused_status(visitor.watch_and_fill() | {"trial": ahead}) == 409


def test_an_unknown_trial_is_refused(visitor):
    missing = tokens.trial_token(visitor.participation.pk, 99)
    assert visitor.refused_status(visitor.watch_and_fill() | {"trial": missing}) == 400


def test_after_the_end_only_the_same_answer_is_accepted(visitor):
    while visitor.page.videos:
        action, fields = visitor.page.form.action, visitor.watch_and_fill()
        visitor.page = visitor.post(action, fields)
    visitor.post(action, fields)
    assert visitor.response.status_code == 200
    visitor.post(action, fields | {"rating-upper": "4"})
    assert visitor.response.status_code == 409


RECORDS = [
    "",
    "{}",
    "[]",
    "null",
    '{"events": []}',
    '{"events": [[0,0,"play"]]}',
    "[" * 100_000,
    r'{"events": "\ud800"}',
]


@pytest.mark.parametrize("text", [*RECORDS, json.dumps({"events": [[0, 0, "play"], [1e400, 0, "ended"]]})])
def test_invalid_playback_records_are_refused(visitor, text):
    assert visitor.refused_status(visitor.watch_and_fill() | {"playback": text}) == 422


def test_a_playback_record_of_ten_megabytes_is_refused(visitor):
    assert visitor.refused_status(visitor.watch_and_fill() | {"playback": "9" * 10_000_000}) == 400


def test_an_answer_that_came_too_early_can_be_sent_again(visitor):
    trial = Trial.objects.filter(answered_at=None).first()
    type(trial.stimulus.stimulus).objects.update(seconds=0.2)
    assert visitor.refused_status(visitor.watch_and_fill(seconds=0.1)) == 422
    visitor.post(visitor.page.form.action, visitor.watch_and_fill(seconds=0.2))
    assert Rating.objects.count() == 3


@pytest.mark.parametrize(
    "fields", [{"question": "upper", "value": 5}, {"question": "nose", "value": -1}, {"question": "nose", "value": 101}]
)
def test_database_constraints_on_ratings(visitor, fields):
    visitor.rate()
    trial = Trial.objects.get(position=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(trial=trial, **fields)
