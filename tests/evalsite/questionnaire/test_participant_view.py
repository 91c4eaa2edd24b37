"""Requests that are refused before a view is called: wrong methods, and forms of other sites."""

import pytest

from evalsite.questionnaire.models import Rating

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "place"), [("get", "answer"), ("get", "play-token"), ("post", ""), ("put", "consent")]
)
def test_wrong_methods_are_refused(visitor, method, place):
    assert getattr(visitor.client, method)(visitor.home + place).status_code == 405


def test_forms_of_other_sites_are_refused(visitor):
    action, fields = visitor.page.form.action, visitor.watch_and_fill()
    for headers in [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": "null"}]:
        assert visitor.client.post(action, fields, headers=headers).status_code == 403
    for headers in [{"Origin": "http://testserver"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}]:
        assert visitor.client.post(action, fields, headers=headers).status_code == 303
    assert Rating.objects.count() == 3
