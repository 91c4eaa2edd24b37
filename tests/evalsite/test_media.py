"""Videos reach every browser: ranges, tags, and nothing else."""

import hashlib

import pytest
from django.http import Http404
from django.test import RequestFactory

from evalsite import media, store

BYTES = bytes(range(256)) * 1000


@pytest.fixture
def digest(settings, tmp_path):
    settings.STORE = tmp_path
    path = store.path(hashlib.sha256(BYTES).hexdigest())
    path.parent.mkdir(parents=True)
    path.write_bytes(BYTES)
    return path.name


def ask(digest, method="get", **headers):
    return media.serve(getattr(RequestFactory(), method)("/", headers=headers), digest, "video/mp4")


def body(response):
    return b"".join(response.streaming_content)


def test_the_whole_file(digest):
    response = ask(digest)
    assert (response.status_code, response["Accept-Ranges"], response["Content-Length"]) == (200, "bytes", "256000")
    assert body(response) == BYTES


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=0-1", (0, 1)),
        ("bytes=0-", (0, 255_999)),
        ("bytes=100-70000", (100, 70_000)),
        ("bytes=255999-", (255_999, 255_999)),
        ("bytes=10-9999999", (10, 255_999)),
        ("bytes=-5", (255_995, 255_999)),
        ("bytes=-9999999", (0, 255_999)),
    ],
)
def test_a_range(digest, asked, span):
    response = ask(digest, Range=asked)
    assert (response.status_code, response["Content-Range"]) == (206, f"bytes {span[0]}-{span[1]}/256000")
    assert body(response) == BYTES[span[0] : span[1] + 1]


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=9999999-", "bytes=-0"])
def test_a_range_outside_the_file(digest, asked):
    response = ask(digest, Range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */256000")


@pytest.mark.parametrize(
    "asked", ["bytes=abc", "bytes=-", "bytes=5-2", "items=0-1", "bytes=0-1,4-5", "bytes=" + "9" * 40 + "-"]
)
def test_a_range_that_is_none_gives_the_whole_file(digest, asked):
    assert ask(digest, Range=asked).status_code == 200


def test_a_range_of_another_version_gives_the_whole_file(digest):
    assert ask(digest, Range="bytes=0-1", **{"If-Range": '"other"'}).status_code == 200
    assert ask(digest, Range="bytes=0-1", **{"If-Range": f'"{digest}"'}).status_code == 206


def test_head_sends_no_bytes(digest):
    response = ask(digest, "head")
    assert (response["Content-Length"], body(response)) == ("256000", b"")


def test_other_methods_are_refused(digest):
    assert ask(digest, "post").status_code == 405


def test_a_missing_file_is_not_found(digest):
    with pytest.raises(Http404):
        ask("0" * 64)
