"""Concurrent requests of one participant: double clicks and two tabs at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from evalsite.questionnaire.models import Rating, Trial
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db(transaction=True)


def post_at_once(url: str, forms: list[dict]) -> list[int]:
    def post(form: dict) -> int:
        try:
            return Client().post(url, form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(post, forms))


def test_the_same_answer_eight_times_is_saved_once():
    visitor = Visitor(open_study()).to_first_trial()
    visitor.rate()
    assert post_at_once(visitor.page.form.action, [visitor.watch_and_fill()] * 8) == [303] * 8
    assert Rating.objects.count() == 3


def test_only_the_first_of_different_answers_is_saved():
    visitor = Visitor(open_study()).to_first_trial()
    visitor.rate()
    forms = [visitor.watch_and_fill(upper=value, middle=value, lower=value) for value in (1, 2, 3, 4)]
    assert sorted(post_at_once(visitor.page.form.action, forms)) == [303, 409, 409, 409]
    assert Rating.objects.count() == 3
    assert len(set(Rating.objects.values_list("value", flat=True))) == 1


def test_concurrent_consent_creates_the_trials_once():
    visitor = Visitor(open_study())
    visitor.send()
    assert post_at_once(visitor.page.form.action, [{"agree": "yes"}] * 8) == [303] * 8
    assert Trial.objects.count() == 5
