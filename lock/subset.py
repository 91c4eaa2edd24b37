# ruff: noqa: INP001 - a script, not a package
"""Print what some parts of the program need of the hashed lock: `python lock/subset.py web,video >some.lock`."""

import re
import sys
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements.lock"
PARTS = Path(__file__).parent / "parts"


def names(parts: list[str]) -> set[str]:
    """Return the names of the packages that these parts and the base need."""
    return {name for part in ["base", *parts] for name in (PARTS / f"{part}.txt").read_text().split()}


def entries(lock: str) -> list[str]:
    """Return the lock's entries, each a requirement with its lines of hashes."""
    return re.findall(r"^\S.*\n(?:[ \t].*\n)*", lock, flags=re.MULTILINE)


def main() -> None:
    """Print the lock's entries for the requested parts, in its order."""
    known = sorted(path.stem for path in PARTS.glob("*.txt"))
    parts = sys.argv[1].split(",")
    if unknown := set(parts) - set(known):
        sys.exit(f"{min(unknown)!r} is not a part; choose from {', '.join(known)}")
    requested = names(parts)
    sys.stdout.writelines(entry for entry in entries(LOCK.read_text()) if re.split(r"[=\[ ;]", entry)[0] in requested)


if __name__ == "__main__":
    main()
