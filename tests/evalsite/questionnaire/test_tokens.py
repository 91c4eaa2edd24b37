"""Tokens that are forged, or belong to another participation, trial or purpose."""

import time

import pytest
from django.core import signing

from evalsite.questionnaire import tokens
from evalsite.questionnaire.models import Participation
from tests.evalsite.questionnaire.visitor import Visitor

pytestmark = pytest.mark.django_db


FORGED = ["", "x", "a.b", "é", "x" * 100_000, signing.dumps(["x", 1])]


@pytest.mark.parametrize("start", FORGED, ids=range(len(FORGED)))
def test_forged_trial_tokens_are_refused(visitor, start):
    fields = visitor.watch_and_fill() | {"trial": start}
    assert visitor.refused_status(fields) == 400
    assert visitor.client.post(visitor.page.form.play_token_url, {"trial": start}).status_code == 400


def test_another_participants_trial_token_is_refused(visitor):
    other = Visitor(visitor.participation.study).to_first_trial()
    mixed = visitor.watch_and_fill() | {"trial": other.page.form.hidden["trial"]}
    assert visitor.refused_status(mixed) == 400


@pytest.mark.parametrize("play", ["", "x.y", "forged"])
def test_forged_play_tokens_are_refused(visitor, play):
    assert visitor.refused_status(visitor.watch_and_fill() | {"play": play}) == 422


def test_a_play_token_of_another_trial_is_refused(visitor):
    old = tokens.play_token(visitor.participation.pk, 0, time.time() - 100)
    assert visitor.refused_status(visitor.watch_and_fill() | {"play": old}) == 422


def test_a_trial_token_is_refused_as_play_token(visitor):
    fields = visitor.watch_and_fill()
    assert visitor.refused_status(fields | {"play": fields["trial"]}) == 422


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "%2e%2e", "é", "x" * 5000, "0" * 32 + "." + "0" * 43])
@pytest.mark.parametrize("place", ["", "notes", "video/x"])
def test_unknown_links_are_not_found(client, token, place):
    answer = client.get(f"/p/{token}/{place}")
    assert answer.status_code == 404
    assert b"This link does not work" in answer.content


def test_a_signed_link_without_participation_is_not_found(client):
    token = tokens.participation_token(Participation().pk)
    assert client.get(f"/p/{token}/").status_code == 404


def test_links_signed_with_a_fallback_key_still_work(visitor, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    visitor.get(visitor.home)
    assert visitor.response.status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    visitor.get(visitor.home)
    assert visitor.response.status_code == 404


def test_a_play_token_needs_no_query(visitor, django_assert_num_queries):
    form = visitor.page.form
    with django_assert_num_queries(0):
        assert visitor.client.post(form.play_token_url, {"trial": form.hidden["trial"]}).status_code == 200
