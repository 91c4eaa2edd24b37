"""Finds ARKit's blend shapes among a file's morph targets, whatever their exporter called them."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Final

from face.arkit import BLEND_SHAPES
from face.errors import InputError

REQUIRED_UNITS: Final = ("jawOpen", "eyeBlinkLeft", "eyeBlinkRight")
"""Units without which jaw and lids can't move."""


def match_morph_targets(
    file_names: Iterable[str], described_names: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Return the file's name for each ARKit unit it has, and notes for the user.

    Letter case, prefixes ("blendShape1.jawOpen") and sides as suffix ("eyeBlink_L") don't matter.

    Parameters
    ----------
    file_names
        The names of the morph targets in the file.
    described_names
        By unit, the names that the description gives.

    Raises
    ------
    InputError
        If a name that the user gives is not there, or a needed unit isn't; the message proposes similar names.
    """
    names = list(dict.fromkeys(file_names))
    for unit, name in described_names.items():
        if unit not in BLEND_SHAPES:
            raise InputError(f"units.{unit} is not one of ARKit's 52 blend shapes; {_suggestion(unit, BLEND_SHAPES)}")
        if name not in names:
            raise InputError(f"units.{unit}: the file has no morph target {name!r}; {_suggestion(name, names)}")
    by_normalized_name = {_normalized_name(name): name for name in reversed(names)}
    units = {
        unit: by_normalized_name[unit.lower()] for unit in BLEND_SHAPES if unit.lower() in by_normalized_name
    } | dict(described_names)
    missing_required = [unit for unit in REQUIRED_UNITS if unit not in units]
    if missing_required:
        proposals = "; ".join(f"{unit}: {_suggestion(unit, names)}" for unit in missing_required)
        raise InputError(f"morph targets are missing that a face needs: {proposals}; name them in units")
    missing = [unit for unit in BLEND_SHAPES if unit not in units]
    unused = [name for name in names if name not in units.values()]
    notes = [f"morph target {unit} is missing ({_suggestion(unit, unused)}); nothing moves for it" for unit in missing]
    return units, notes + ([f"morph targets that are not used: {', '.join(unused)}"] if unused else [])


def _normalized_name(name: str) -> str:
    basename = re.split(r"[.|:]", name)[-1]
    basename = re.sub(r"[_ ]?\b(l|L)$|_(l|L)$", "Left", basename)
    basename = re.sub(r"_(r|R)$", "Right", basename)
    return re.sub(r"[^a-z0-9]", "", basename.lower())


def _suggestion(name: str, candidates: Iterable[str]) -> str:
    matches = difflib.get_close_matches(name, list(candidates), n=2, cutoff=0.5)
    return f"similar: {' or '.join(matches)}" if matches else "no similar name"
