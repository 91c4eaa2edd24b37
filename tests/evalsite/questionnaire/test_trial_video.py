"""Videos of trials: only for their own participation, under random names."""

import pytest

from evalsite.questionnaire.models import Trial
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(open_study()).to_first_trial()


def test_content_ranges_and_headers(visitor):
    whole = visitor.client.get(visitor.page.videos[0])
    body = b"".join(whole.streaming_content)
    part = visitor.client.get(visitor.page.videos[0], headers={"Range": "bytes=0-1"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, body[:2])
    assert whole["Content-Type"] == "video/mp4"
    assert whole["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in whole["Cache-Control"]
    assert not {"Set-Cookie", "Last-Modified", "Content-Disposition"} & set(whole.headers)


def test_head_requests_and_ranges_beyond_the_end(visitor):
    url = visitor.page.videos[0]
    assert visitor.client.head(url).status_code == 200
    assert visitor.client.get(url, headers={"Range": "bytes=9999999-"}).status_code == 416


def test_another_participants_video_is_not_found(visitor):
    other = Trial.objects.first().media_id
    stranger = Visitor(visitor.participation.study).to_first_trial()
    assert stranger.client.get(f"{stranger.home}video/{other}").status_code == 404


def test_the_next_video_can_be_preloaded(visitor):
    ahead = Trial.objects.get(position=1).media_id
    assert f'data-preload="{visitor.home}video/{ahead}"' in visitor.response.content.decode()
    assert visitor.client.get(f"{visitor.home}video/{ahead}").status_code == 200


def test_each_trial_has_its_own_media_id(visitor):
    Visitor(visitor.participation.study).to_first_trial()
    assert len(set(Trial.objects.values_list("media_id", flat=True))) == Trial.objects.count() == 10
