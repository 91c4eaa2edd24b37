"""Licences that bind the user are named where the package is there, and only there."""

import pytest

from evalsite.doctor import packages
from evalsite.doctor.diagnostics import Status


@pytest.mark.parametrize(
    ("check", "package", "terms"),
    [
        (packages.opensmile, "opensmile", "non-commercial"),
        (packages.espeak, "espeakng-loader", "GPL-3"),
        (packages.ffmpeg, "imageio-ffmpeg", "GPL-3"),
    ],
)
def test_terms_are_told_with_the_version_where_the_package_is_installed(monkeypatch, check, package, terms):
    monkeypatch.setattr(packages, "installed", lambda module: module == package.replace("-", "_"))
    monkeypatch.setattr(packages.metadata, "version", {package: "9.8.7"}.__getitem__)
    found = check()
    assert found.status == Status.NOTE
    assert found.sentence.startswith(f"{package} 9.8.7: ")
    assert terms in found.sentence


def test_what_is_not_installed_binds_nobody(monkeypatch):
    monkeypatch.setattr(packages, "installed", lambda _: False)
    assert packages.opensmile() == packages.ok("opensmile isn't installed")
