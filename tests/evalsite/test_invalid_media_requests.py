"""Videos: unusual ranges, guessed ids, path traversal, and other participants' clips."""

import secrets

import pytest

from tests.evalsite.invalid_requests import anonymous_client, check_refused, check_unchanged
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(store_folder):
    return Visitor(open_study(protocol={"practice": 0})).to_first_trial()


def size_of(visitor):
    return int(anonymous_client().head(visitor.page.videos[0])["Content-Length"])


@pytest.mark.parametrize("asked", ["bytes=-0", "bytes=9999999-", "bytes=9999999-99999999"])
def test_a_range_outside_the_file(visitor, asked):
    answer = anonymous_client(Range=asked).get(visitor.page.videos[0])
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer["Content-Range"] == f"bytes */{size_of(visitor)}"


ODD = ["bytes=5-2", "bytes=abc", "bytes=", "bytes=0-1," * 1000, "bytes=--5", "chunks=0-1", "bytes=١-٢", "x" * 9000]


@pytest.mark.parametrize("asked", ODD, ids=range(len(ODD)))
def test_a_malformed_range_gets_the_whole_file(visitor, asked):
    answer = anonymous_client(Range=asked).get(visitor.page.videos[0])
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) == size_of(visitor)


CLIMBING = ["../..", "%2e%2e/%2e%2e", "..%2f..%2fsecret_key", "%00", "..\\..", ".", "%2e", "x%00.mp4", "é", "x" * 5000]


@pytest.mark.parametrize("path", CLIMBING)
def test_path_traversal(visitor, path):
    with check_unchanged():
        check_refused(anonymous_client().get(f"{visitor.home}video/{path}"), 404, 405)


def test_a_guessed_id_finds_no_video(visitor):
    """Ids have 128 random bits; what is guessed is answered like what never was."""
    answers = {anonymous_client().get(f"{visitor.home}video/{secrets.token_urlsafe(16)}").content for _ in range(100)}
    assert len(answers) == 1


def test_another_participants_video_is_not_found(visitor):
    other = Visitor(visitor.participation.study).to_first_trial()
    theirs = other.page.videos[0].rpartition("/")[2]
    with check_unchanged():
        check_refused(anonymous_client().get(f"{visitor.home}video/{theirs}"), 404)


def test_participants_cannot_see_the_researchers_videos(visitor):
    for address in ("/stimuli/1/video/", "/stimuli/", "/recordings/1/sound/"):
        answer = anonymous_client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_video_is_read_only(visitor, method):
    with check_unchanged():
        check_refused(getattr(anonymous_client(), method)(visitor.page.videos[0]), 405)


def test_a_missing_video_is_a_plain_404(visitor, store_folder):
    for path in store_folder.rglob("*"):
        if path.is_file():
            path.unlink()
    with check_unchanged():
        check_refused(anonymous_client().get(visitor.page.videos[0]), 404)
