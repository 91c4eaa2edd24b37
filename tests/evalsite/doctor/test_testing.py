"""What the tests need is looked for, and missed only by those who test."""

import pytest

from evalsite.doctor import programs
from evalsite.doctor.diagnostics import Status

CHECKS = (programs.chromium, programs.postgresql, programs.redis_server)


@pytest.mark.parametrize("check", CHECKS)
def test_who_does_not_test_is_only_told_so(monkeypatch, check):
    monkeypatch.setattr(programs, "installed", lambda _: False)
    found = check()
    assert (found.status, found.remedy) == (Status.NOTE, "make setup PARTS=dev")


@pytest.mark.parametrize(("check", "package"), [*zip(CHECKS, ("chromium", "postgresql", "redis-server"), strict=True)])
def test_what_is_missing_can_be_installed(monkeypatch, check, package):
    monkeypatch.setattr(programs.shutil, "which", lambda *_, **__: None)
    found = check()
    assert (found.status, found.remedy) == (Status.WARN, f"apt-get install {package}")


def test_a_server_that_lies_beside_the_path_is_found(monkeypatch):
    monkeypatch.setattr(programs.shutil, "which", lambda name, path=None: path is not None and f"/elsewhere/{name}")
    assert programs.postgresql() == programs.ok("the journeys on PostgreSQL can be tested: /elsewhere/initdb")
