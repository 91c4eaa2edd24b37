"""Two machines that share a bucket: what one makes, the other finds, each in a folder of its own."""

import hashlib

import pytest
from django.core.exceptions import ImproperlyConfigured

from evalsite import environment, health, s3_store, store
from evalsite.doctor import system_checks
from evalsite.doctor.diagnostics import Status
from face.errors import InputError
from tests.bucket import bucket_env

__all__ = ["bucket_env"]


@pytest.fixture
def machine(settings, tmp_path, bucket_env, monkeypatch):
    """Return a function that goes to another machine: the same variables, a cache of its own."""
    for name, value in bucket_env.items():
        monkeypatch.setenv(name, value)
    url = bucket_env["FACESTUDY_STORE_URL"]
    settings.STORE_URL = url
    settings.STORAGES = settings.STORAGES | environment.storage_settings(url)

    def go_to(name):
        settings.STORE = tmp_path / name

    go_to("first")
    return go_to


def kept(content):
    with store.workspace() as folder:
        (folder / "made").write_bytes(content)
        return store.add(folder / "made")


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_one_machine_makes_another_finds(machine, tmp_path):
    digest = kept(b"moving")
    machine("second")
    assert store.path(digest).read_bytes() == b"moving"
    assert files(tmp_path / "first") == files(tmp_path / "second") == [digest]


def test_a_fetched_file_is_fetched_once(machine, monkeypatch):
    digest = kept(b"once")
    machine("second")
    store.path(digest)
    monkeypatch.setattr(s3_store, "fetch", lambda *_: pytest.fail("fetched again"))
    assert store.path(digest).read_bytes() == b"once"


def test_what_nobody_made_is_nowhere(machine):
    assert not store.contains(hashlib.sha256(b"never").hexdigest())
    assert not store.contains("")


def test_bytes_that_are_not_what_their_name_says_are_not_taken(machine, tmp_path):
    (tmp_path / "other").write_bytes(b"something else")
    digest = hashlib.sha256(b"expected").hexdigest()
    s3_store.upload(tmp_path / "other", digest)
    assert not store.contains(digest)
    assert files(tmp_path / "first") == []


def test_a_bucket_that_cannot_be_asked_is_one_sentence_and_not_ready(machine, monkeypatch, settings):
    health.store()
    assert "s3://lab/store answers" in system_checks.store().sentence
    wrong = environment.storage_settings("s3://nobody-has-this/store")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    settings.STORAGES = settings.STORAGES | wrong
    with pytest.raises(InputError, match="correct FACESTUDY_STORE_URL"):
        health.store()
    found = system_checks.store()
    assert (found.status, found.remedy) == (Status.BAD, "correct FACESTUDY_STORE_URL and the AWS_ variables")


@pytest.mark.parametrize("url", ["https://lab/store", "s3://", "lab", "s3://key:secret@lab"])
def test_an_address_that_is_none(url):
    with pytest.raises(ImproperlyConfigured, match="s3://bucket/folder"):
        environment.storage_settings(url)


def test_without_an_address_the_store_is_a_folder():
    assert environment.storage_settings("") == {}
    assert "the store is the folder" in system_checks.store().sentence
