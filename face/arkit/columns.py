"""Finds ARKit's blend shapes, times and angles among the columns of a table, however they are spelled.

`EyeBlinkLeft`, `eyeBlink_L`, `eye_blink_left`, `left eye blink`, `blendShapes.EyeBlinkLeft` and `ARKit:eyeBlink_L` are
one blend shape. A prefix counts if it is that of most columns.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from face.arkit.blend_shapes import BLEND_SHAPES
from face.errors import InputError
from face.times.time_units import TimeColumn, time_column

MAX_NAME: Final = 200
MAX_PARTS: Final = 8
"""A blend shape's name has at most so many parts after its prefix."""
MIN_KNOWN: Final = 5
"""With fewer blend shapes among many other poses a file is refused."""
LISTED: Final = 8
"""How many names a note lists."""
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+")
_SEPARATORS: Final = re.compile(r"[\W_]+")
_PREFIX_ENDS: Final = re.compile(r"[^A-Za-z0-9]+")
_ANGLES: Final = re.compile(
    r"(head|neck|jaw|(left|right|l|r)?eye(left|right|l|r)?)"
    r"(yaw|pitch|roll|rot|rotation|pos|position|trans|translation|quat|quaternion|euler)(angle|angles)?[wxyz]?"
)
_FACE_PARTS: Final = re.compile(
    r"(left|right|l|r|inner|outer|upper|lower)?(eye|jaw|mouth|brow|cheek(?!iness)|nose|tongue|lip)"
)
_WITHOUT_MEANING: Final = re.compile(r"blendshapecount|neutral|(unnamed)?\d*")
"""The number of columns, MediaPipe's neutral face, an unnamed column of row numbers."""


@dataclass(frozen=True)
class Columns:
    """The columns that are of use.

    Attributes
    ----------
    blend_shapes
        The column of each blend shape that is there.
    angles
        Columns with angles of head and eyes.
    times
        Columns with times or frame numbers, those to be preferred first.
    notes
        What is missing, twice there, or left out.
    """

    blend_shapes: dict[str, int]
    angles: tuple[int, ...]
    times: tuple[tuple[int, TimeColumn], ...]
    notes: tuple[str, ...]


def find_columns(names: Sequence[str]) -> Columns:
    """Return the columns with blend shapes, times and angles.

    Raises
    ------
    InputError
        If no column is a blend shape, or hardly any among the poses of another program.
    """
    prefix = _common_prefix(names)
    blend_shapes: dict[str, int] = {}
    repeated: list[str] = []
    angles: list[int] = []
    times: list[tuple[int, TimeColumn]] = []
    others: list[str] = []
    for index, name in enumerate(names):
        blend_shape = _SPELLINGS.get(_letters(name[len(prefix) :])) if name.startswith(prefix) else None
        time = time_column(name)
        if blend_shape:
            if blend_shape in blend_shapes:
                repeated.append(name)
            else:
                blend_shapes[blend_shape] = index
        elif time:
            times.append((index, time))
        elif any(_ANGLES.fullmatch(_letters(end)) for _, end in _splits(name)):
            angles.append(index)
        elif not _WITHOUT_MEANING.fullmatch(_letters(name[-MAX_NAME:])):
            others.append(name)
    if not blend_shapes:
        raise InputError(
            f"no column is an ARKit blend shape; a header with names such as {BLEND_SHAPES[17]} is expected"
            + (f", not {list_names(others)}" if others else "")
        )
    similar = _similar(others)
    if len(blend_shapes) <= MIN_KNOWN and len(similar) > 2 * len(blend_shapes) + MIN_KNOWN:
        raise InputError(
            f"of ARKit's blend shapes only {list_names(list(blend_shapes))} are there, beside {list_names(similar)}; "
            f"these are another program's poses: export ARKit's 52 blend shapes"
        )
    times.sort(key=lambda entry: not entry[1].is_time)
    return Columns(blend_shapes, tuple(angles), tuple(times), tuple(_notes(blend_shapes, repeated, others)))


def has_blend_shape(names: Sequence[str]) -> bool:
    """Return whether one of the names is a blend shape."""
    return any(_letters(end) in _SPELLINGS for name in names for _, end in _splits(name))


def list_names(names: Sequence[str]) -> str:
    """Return the names for a sentence; only the first few of many."""
    listed = ", ".join(name[:40] for name in names[:LISTED])
    return listed if len(names) <= LISTED else f"{listed} and {len(names) - LISTED} more"


def _notes(blend_shapes: dict[str, int], repeated: list[str], others: list[str]) -> Iterator[str]:
    missing = [name for name in BLEND_SHAPES if name not in blend_shapes]
    if missing:
        yield f"columns are missing and stay 0: {list_names(missing)}"
    if repeated:
        yield f"blend shapes have more than one column; the first counts, these are left out: {list_names(repeated)}"
    similar = _similar(others)
    if similar:
        yield f"columns look like blend shapes but are none of ARKit's 52 and are left out: {list_names(similar)}"
    rest = [name for name in others if name not in similar]
    if rest:
        yield f"columns are left out: {list_names(rest)}"


def _similar(names: Sequence[str]) -> list[str]:
    """Return the names that speak of parts of a face."""
    return [name for name in names if any(_FACE_PARTS.match(_letters(end)) for _, end in _splits(name))]


def _common_prefix(names: Sequence[str]) -> str:
    """Return what stands before most blend shapes' names."""
    found: dict[str, set[str]] = {}
    for name in names:
        for prefix, end in _splits(name):
            blend_shape = _SPELLINGS.get(_letters(end))
            if blend_shape:
                found.setdefault(prefix, set()).add(blend_shape)
    counts = Counter({prefix: len(blend_shapes) for prefix, blend_shapes in found.items()})
    return min(counts, key=lambda prefix: (-counts[prefix], len(prefix)), default="")


def _splits(name: str) -> Iterator[tuple[str, str]]:
    """Give the ways in which a name may be a prefix and a rest."""
    if len(name) > MAX_NAME:
        return
    yield "", name
    for end in list(_PREFIX_ENDS.finditer(name))[-MAX_PARTS:]:
        yield name[: end.end()], name[end.end() :]


def _letters(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())


def _spellings() -> dict[str, str]:
    """Return each blend shape's name by all its spellings in lower-case letters: the side may stand anywhere."""
    spellings = {}
    for blend_shape in BLEND_SHAPES:
        words = [word.lower() for word in _WORDS.findall(blend_shape)]
        spellings["".join(words)] = blend_shape
        if words[-1] in ("left", "right"):
            for place in range(len(words)):
                for side in (words[-1], words[-1][0]):
                    spellings["".join([*words[:place], side, *words[place:-1]])] = blend_shape
    return spellings


_SPELLINGS: Final = _spellings()
