"""Finds ARKit's blend shapes among a file's morph targets, however they are written."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Final

from face.arkit import BLEND_SHAPES
from face.errors import InputError

REQUIRED_UNITS: Final = ("jawOpen", "eyeBlinkLeft", "eyeBlinkRight")
"""Units without which jaw and lids can't move."""


def match_morph_targets(found: Iterable[str], given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the file's name of each ARKit unit it has, and what to tell the user.

    Letter case, prefixes ("blendShape1.jawOpen") and sides as suffix ("eyeBlink_L") don't matter.

    Parameters
    ----------
    found
        The names in the file.
    given
        The names the user says stand for units.

    Raises
    ------
    InputError
        If a name that the user gives is not there, or a needed unit isn't; near names are proposed.
    """
    names = list(dict.fromkeys(found))
    for unit, name in given.items():
        if unit not in BLEND_SHAPES:
            raise InputError(f"units.{unit} is none of ARKit's 52 blend shapes; {_near_names(unit, BLEND_SHAPES)}")
        if name not in names:
            raise InputError(f"units.{unit}: the file has no morph target {name!r}; {_near_names(name, names)}")
    plain = {_normalized_name(name): name for name in reversed(names)}
    units = {unit: plain[unit.lower()] for unit in BLEND_SHAPES if unit.lower() in plain} | dict(given)
    lacking = [unit for unit in REQUIRED_UNITS if unit not in units]
    if lacking:
        proposals = "; ".join(f"{unit}: {_near_names(unit, names)}" for unit in lacking)
        raise InputError(f"morph targets are missing that a face needs: {proposals}; name them in units")
    missing = [unit for unit in BLEND_SHAPES if unit not in units]
    spare = [name for name in names if name not in units.values()]
    notes = [f"morph target {unit} is missing ({_near_names(unit, spare)}); nothing moves for it" for unit in missing]
    return units, notes + ([f"morph targets that are not used: {', '.join(spare)}"] if spare else [])


def _normalized_name(name: str) -> str:
    last = re.split(r"[.|:]", name)[-1]
    last = re.sub(r"[_ ]?\b(l|L)$|_(l|L)$", "Left", last)
    last = re.sub(r"_(r|R)$", "Right", last)
    return re.sub(r"[^a-z0-9]", "", last.lower())


def _near_names(name: str, among: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(among), n=2, cutoff=0.5)
    return f"near is {' or '.join(close)}" if close else "none is near"
