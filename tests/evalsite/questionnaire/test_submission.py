"""One answer, once: what is refused leaves no trace, and what was stored stays."""

import json
import time

import pytest
from django.core import signing
from django.db import IntegrityError, transaction

from evalsite.questionnaire import tokens
from evalsite.questionnaire.models import Participation, Rating, Trial
from tests.evalsite.questionnaire.visitor import PREFER_PAGE, Visitor, open_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Visitor:
    """Return a visitor at the first rated video."""
    visitor = Visitor(open_study()).to_first_trial()
    visitor.rate()
    return visitor


def refused(visitor: Visitor, fields: dict) -> int:
    """Post to the answer's address, check that nothing happened, and return the status."""
    before = list(Trial.objects.order_by("pk").values()), list(Rating.objects.values())
    visitor.post(visitor.page.form.action, fields)
    assert (list(Trial.objects.order_by("pk").values()), list(Rating.objects.values())) == before
    assert "<h1>" in visitor.response.content.decode()
    return visitor.response.status_code


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
def test_values_off_the_scale(visitor, value):
    assert refused(visitor, visitor.watch_and_fill() | {"rating-lower": value}) == 400


def test_a_missing_question(visitor):
    fields = visitor.watch_and_fill()
    del fields["rating-lower"]
    assert refused(visitor, fields) == 400


def test_a_question_that_was_not_asked(visitor):
    assert refused(visitor, visitor.watch_and_fill() | {"rating-nose": "5"}) == 400


def test_a_question_answered_twice_in_one_form(visitor):
    assert refused(visitor, visitor.watch_and_fill() | {"rating-lower": ["5", "6"]}) == 400


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
    assert refused(visitor, fields | {"rating-lower": "2"}) == 409
    assert "first answer was kept" in visitor.response.content.decode()


def test_a_trial_that_is_not_the_next(visitor):
    ahead = tokens.trial_token(visitor.participation.pk, 2)
    assert refused(visitor, visitor.watch_and_fill() | {"trial": ahead}) == 409


def test_a_trial_that_is_not_there(visitor):
    assert (
        refused(visitor, visitor.watch_and_fill() | {"trial": tokens.trial_token(visitor.participation.pk, 99)}) == 400
    )


def test_after_the_end_only_the_same_answer_is_accepted(visitor):
    while visitor.page.videos:
        action, fields = visitor.page.form.action, visitor.watch_and_fill()
        visitor.page = visitor.post(action, fields)
    visitor.post(action, fields)
    assert visitor.response.status_code == 200
    visitor.post(action, fields | {"rating-upper": "4"})
    assert visitor.response.status_code == 409


FORGED = ["", "x", "a.b", "é", "x" * 100_000, signing.dumps(["x", 1])]


@pytest.mark.parametrize("start", FORGED, ids=range(len(FORGED)))
def test_forged_trial_tokens(visitor, start):
    fields = visitor.watch_and_fill() | {"trial": start}
    assert refused(visitor, fields) == 400
    assert visitor.client.post(visitor.page.form.play_token_url, {"trial": start}).status_code == 400


def test_another_participants_trial_token(visitor):
    other = Visitor(visitor.participation.study).to_first_trial()
    mixed = visitor.watch_and_fill() | {"trial": other.page.form.hidden["trial"]}
    assert refused(visitor, mixed) == 400


@pytest.mark.parametrize("play", ["", "x.y", "forged"])
def test_forged_play_tokens(visitor, play):
    assert refused(visitor, visitor.watch_and_fill() | {"play": play}) == 422


def test_a_play_token_of_another_trial(visitor):
    old = tokens.play_token(visitor.participation.pk, 0, time.time() - 100)
    assert refused(visitor, visitor.watch_and_fill() | {"play": old}) == 422


def test_a_trial_token_is_no_play_token(visitor):
    fields = visitor.watch_and_fill()
    assert refused(visitor, fields | {"play": fields["trial"]}) == 422


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
def test_records_that_prove_nothing(visitor, text):
    assert refused(visitor, visitor.watch_and_fill() | {"playback": text}) == 422


def test_a_record_of_ten_megabytes(visitor):
    assert refused(visitor, visitor.watch_and_fill() | {"playback": "9" * 10_000_000}) == 400


def test_an_answer_that_came_too_early_can_be_sent_again(visitor):
    trial = Trial.objects.filter(answered_at=None).first()
    type(trial.stimulus.stimulus).objects.update(seconds=0.2)
    assert refused(visitor, visitor.watch_and_fill(seconds=0.1)) == 422
    visitor.post(visitor.page.form.action, visitor.watch_and_fill(seconds=0.2))
    assert Rating.objects.count() == 3


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "%2e%2e", "é", "x" * 5000, "0" * 32 + "." + "0" * 43])
@pytest.mark.parametrize("place", ["", "notes", "video/x"])
def test_unknown_links(client, token, place):
    answer = client.get(f"/p/{token}/{place}")
    assert answer.status_code == 404
    assert b"This link does not work" in answer.content


def test_a_signed_link_of_nobody(client):
    token = tokens.participation_token(Participation().pk)
    assert client.get(f"/p/{token}/").status_code == 404


def test_a_link_signed_with_a_key_that_was_replaced(visitor, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    visitor.get(visitor.home)
    assert visitor.response.status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    visitor.get(visitor.home)
    assert visitor.response.status_code == 404


@pytest.mark.parametrize(
    ("method", "place"), [("get", "answer"), ("get", "play-token"), ("post", ""), ("put", "consent")]
)
def test_wrong_methods(visitor, method, place):
    assert getattr(visitor.client, method)(visitor.home + place).status_code == 405


def test_forms_of_other_sites(visitor):
    action, fields = visitor.page.form.action, visitor.watch_and_fill()
    for headers in [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": "null"}]:
        assert visitor.client.post(action, fields, headers=headers).status_code == 403
    for headers in [{"Origin": "http://testserver"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}]:
        assert visitor.client.post(action, fields, headers=headers).status_code == 303
    assert Rating.objects.count() == 3


def test_a_play_token_needs_no_query(visitor, django_assert_num_queries):
    form = visitor.page.form
    with django_assert_num_queries(0):
        assert visitor.client.post(form.play_token_url, {"trial": form.hidden["trial"]}).status_code == 200


@pytest.mark.parametrize(
    "fields", [{"question": "upper", "value": 5}, {"question": "nose", "value": -1}, {"question": "nose", "value": 101}]
)
def test_database_constraints_on_ratings(visitor, fields):
    visitor.rate()
    trial = Trial.objects.get(position=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(trial=trial, **fields)
