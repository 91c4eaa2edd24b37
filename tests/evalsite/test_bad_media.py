"""Videos: odd ranges, guessed ids, paths that climb, and other people's clips."""

import secrets

import pytest

from tests.evalsite.bad import nothing_changes, refused, stranger
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(store_folder):
    return Visitor(open_study(protocol={"practice": 0})).to_first_trial()


def size_of(visitor):
    return int(stranger().head(visitor.page.videos[0])["Content-Length"])


@pytest.mark.parametrize("asked", ["bytes=-0", "bytes=9999999-", "bytes=9999999-99999999"])
def test_a_range_outside(visitor, asked):
    answer = stranger(Range=asked).get(visitor.page.videos[0])
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer["Content-Range"] == f"bytes */{size_of(visitor)}"


ODD = ["bytes=5-2", "bytes=abc", "bytes=", "bytes=0-1," * 1000, "bytes=--5", "chunks=0-1", "bytes=١-٢", "x" * 9000]


@pytest.mark.parametrize("asked", ODD, ids=range(len(ODD)))
def test_a_range_that_is_none_gets_the_whole_file(visitor, asked):
    answer = stranger(Range=asked).get(visitor.page.videos[0])
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) == size_of(visitor)


CLIMBING = ["../..", "%2e%2e/%2e%2e", "..%2f..%2fsecret_key", "%00", "..\\..", ".", "%2e", "x%00.mp4", "é", "x" * 5000]


@pytest.mark.parametrize("path", CLIMBING)
def test_a_path_that_climbs(visitor, path):
    with nothing_changes():
        refused(stranger().get(f"{visitor.home}video/{path}"), 404, 405)


def test_no_guess_finds_a_video(visitor):
    """Ids have 128 random bits; what is guessed is answered like what never was."""
    answers = {stranger().get(f"{visitor.home}video/{secrets.token_urlsafe(16)}").content for _ in range(100)}
    assert len(answers) == 1


def test_somebody_else_s_video_is_not_there(visitor):
    other = Visitor(visitor.participation.study).to_first_trial()
    theirs = other.page.videos[0].rpartition("/")[2]
    with nothing_changes():
        refused(stranger().get(f"{visitor.home}video/{theirs}"), 404)


def test_the_researchers_videos_are_not_for_participants(visitor):
    for address in ("/stimuli/1/video/", "/stimuli/", "/recordings/1/sound/"):
        answer = stranger().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_video_can_only_be_read(visitor, method):
    with nothing_changes():
        refused(getattr(stranger(), method)(visitor.page.videos[0]), 405)


def test_a_video_that_went_missing_is_a_plain_404(visitor, store_folder):
    for path in store_folder.rglob("*"):
        if path.is_file():
            path.unlink()
    with nothing_changes():
        refused(stranger().get(visitor.page.videos[0]), 404)
