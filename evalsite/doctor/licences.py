"""Licences that bind the user more than Facestudy's own."""

from importlib import metadata

from evalsite.doctor.finding import Finding, installed, note, ok


def opensmile() -> Finding:
    """Say how openSMILE may be used."""
    return _bound("opensmile", "its licence allows research and other non-commercial use only")


def espeak() -> Finding:
    """Say how eSpeak NG may be used."""
    return _bound("espeakng-loader", "eSpeak NG is GPL-3; it speaks the synthetic corpus in processes of its own")


def ffmpeg() -> Finding:
    """Say how the ffmpeg that encodes may be used."""
    return _bound("imageio-ffmpeg", "the ffmpeg that it brings is GPL-3; it runs as a program of its own")


def _bound(package: str, terms: str) -> Finding:
    if not installed(package.replace("-", "_")):
        return ok(f"{package} isn't installed")
    return note(f"{package} {metadata.version(package)}: {terms}")
