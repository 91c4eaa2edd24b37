"""Licences that bind the user are named where the package is there, and only there."""

import pytest

from evalsite.doctor import licences
from evalsite.doctor.finding import Status


@pytest.mark.parametrize(
    ("check", "package", "terms"),
    [
        (licences.opensmile, "opensmile", "non-commercial"),
        (licences.espeak, "espeakng-loader", "GPL-3"),
        (licences.ffmpeg, "imageio-ffmpeg", "GPL-3"),
    ],
)
def test_terms_are_told_with_the_version_where_the_package_is_installed(monkeypatch, check, package, terms):
    monkeypatch.setattr(licences, "installed", lambda module: module == package.replace("-", "_"))
    monkeypatch.setattr(licences.metadata, "version", {package: "9.8.7"}.__getitem__)
    found = check()
    assert found.status == Status.NOTE
    assert found.sentence.startswith(f"{package} 9.8.7: ")
    assert terms in found.sentence


def test_what_is_not_installed_binds_nobody(monkeypatch):
    monkeypatch.setattr(licences, "installed", lambda _: False)
    assert licences.opensmile() == licences.ok("opensmile isn't installed")
