"""Two machines that share a bucket, each with its own cache."""

import hashlib

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from evalsite import environment, health, s3_store, store
from evalsite.doctor import system_checks
from face.errors import InputError
from tests.bucket import bucket_env

__all__ = ["bucket_env"]


@pytest.fixture
def machine(settings, tmp_path, bucket_env, monkeypatch):
    """Return a function that switches to another machine: the same variables, a cache of its own."""
    for name, value in bucket_env.items():
        monkeypatch.setenv(name, value)
    url = bucket_env["FACESTUDY_STORE_URL"]
    settings.STORE_URL = url
    settings.STORAGES = settings.STORAGES | environment.storage_settings(url)

    def switch_to(name):
        settings.STORE = tmp_path / name

    switch_to("first")
    return switch_to


def add(content):
    with store.workspace() as folder:
        (folder / "file").write_bytes(content)
        return store.add(folder / "file")


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_added_on_one_machine_is_result_on_the_other(machine, tmp_path):
    digest = add(b"moving")
    machine("second")
    assert store.path(digest).read_bytes() == b"moving"
    assert files(tmp_path / "first") == files(tmp_path / "second") == [digest]


def test_a_file_is_downloaded_once(machine, monkeypatch):
    digest = add(b"once")
    machine("second")
    store.path(digest)
    monkeypatch.setattr(s3_store, "download", lambda *_: pytest.fail("downloaded again"))
    assert store.path(digest).read_bytes() == b"once"


def test_a_missing_file_is_not_contained(machine):
    assert not store.contains(hashlib.sha256(b"never").hexdigest())
    assert not store.contains("")


def test_a_file_whose_digest_differs_is_rejected(machine, tmp_path):
    (tmp_path / "other").write_bytes(b"something else")
    digest = hashlib.sha256(b"expected").hexdigest()
    s3_store.upload(tmp_path / "other", digest)
    assert not store.contains(digest)
    assert files(tmp_path / "first") == []


def test_an_unavailable_bucket_is_one_sentence_and_not_ready(machine, monkeypatch, settings):
    health.check_store()
    assert "s3://lab/store answers" in system_checks.store().msg
    wrong = environment.storage_settings("s3://nobody-has-this/store")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    settings.STORAGES = settings.STORAGES | wrong
    with pytest.raises(InputError, match="correct FACESTUDY_STORE_URL"):
        health.check_store()
    result = system_checks.store()
    assert (result.level, result.hint) == (checks.ERROR, "correct FACESTUDY_STORE_URL and the AWS_ variables")


@pytest.mark.parametrize("url", ["https://lab/store", "s3://", "lab", "s3://key:secret@lab"])
def test_an_invalid_url(url):
    with pytest.raises(ImproperlyConfigured, match="s3://bucket/folder"):
        environment.storage_settings(url)


def test_without_a_url_the_store_is_a_folder():
    assert environment.storage_settings("") == {}
    assert "the store is the folder" in system_checks.store().msg
