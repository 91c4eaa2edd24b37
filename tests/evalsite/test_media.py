"""Videos reach every browser: ranges, tags, and nothing else; nginx and a bucket may send them instead."""

import hashlib
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.test import Client, RequestFactory

from evalsite import csp, environment, media, store
from tests.bucket import bucket_env

__all__ = ["bucket_env"]

BYTES = bytes(range(256)) * 1000


@pytest.fixture
def digest(settings, tmp_path):
    settings.STORE = tmp_path
    path = store.path(hashlib.sha256(BYTES).hexdigest())
    path.parent.mkdir(parents=True)
    path.write_bytes(BYTES)
    return path.name


def ask(digest, method="get", **headers):
    return media.serve_file(getattr(RequestFactory(), method)("/", headers=headers), digest, "video/mp4")


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
def test_an_invalid_range_gives_the_whole_file(digest, asked):
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


def test_the_range_unit_is_case_insensitive(digest):
    assert ask(digest, Range="Bytes=0-1").status_code == 206


def test_head_ignores_the_range(digest):
    """RFC 9110, 14.2: a range is defined for GET alone."""
    response = ask(digest, "head", Range="bytes=0-1")
    assert (response.status_code, response["Content-Length"]) == (200, "256000")


@pytest.mark.parametrize("known", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
def test_a_matching_etag_gives_304(digest, known):
    response = ask(digest, Range="bytes=0-1", **{"If-None-Match": known.format(digest)})
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == f'"{digest}"'
    assert "immutable" in response["Cache-Control"]


def test_another_etag_gives_the_file(digest):
    assert ask(digest, **{"If-None-Match": '"other"'}).status_code == 200


def test_nginx_sends_the_file_by_x_accel_redirect(digest, settings):
    settings.MEDIA = "nginx:/store/"
    response = ask(digest)
    assert response["X-Accel-Redirect"] == f"/store/{digest[:2]}/{digest}"
    assert (response.content, response["Content-Type"]) == (b"", "video/mp4")
    with pytest.raises(Http404):
        ask("0" * 64)


@pytest.fixture
def bucket(settings, bucket_env, monkeypatch, tmp_path):
    for name, value in bucket_env.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = settings.STORAGES | environment.storage_settings(bucket_env["FACESTUDY_STORE_URL"])
    settings.MEDIA = "s3"
    yield bucket_env["AWS_ENDPOINT_URL_S3"]
    csp.policy_header.cache_clear()


def test_s3_sends_the_file_by_a_signed_url(digest, bucket, tmp_path):
    (tmp_path / "made").write_bytes(BYTES)
    store.add(tmp_path / "made")
    before = int(time.time())
    response = ask(digest)
    assert response.status_code == 302
    assert response["Location"].startswith(bucket)
    signed_at = int(parse_qs(urlsplit(response["Location"]).query)["Expires"][0]) - media.SIGNED_URL_SECONDS
    assert before <= signed_at <= time.time() + 1
    assert int(response["Cache-Control"].rpartition("=")[2]) < media.SIGNED_URL_SECONDS
    sent = httpx.get(response["Location"], headers={"Range": "bytes=1-2"}, trust_env=False)
    assert (sent.status_code, sent.content, sent.headers["content-type"]) == (206, b"\x01\x02", "video/mp4")


def test_the_csp_allows_media_from_the_bucket(bucket, db):
    policy = Client().get("/sign-in/").headers["Content-Security-Policy"]
    assert f"media-src 'self' blob: {bucket};" in policy
    assert bucket not in policy.partition("media-src")[0]


@pytest.mark.parametrize("way", ["nginx", "nginx:store", "nginx:/store", "nginx:/../", "s3", "S3", "cdn"])
def test_an_unknown_media_server_is_refused(way):
    with pytest.raises(ImproperlyConfigured, match="FACESTUDY_MEDIA"):
        environment.media_server(way, "")
