"""Short labels for names that are too long for a figure; a key beside the figure gives the names in full."""

from collections.abc import Iterable
from itertools import count
from string import ascii_uppercase
from typing import Final

MAX_LENGTH: Final = 28
"""The most characters of a name that has room in a figure."""


def short_labels(names: Iterable[str]) -> dict[str, str]:
    """Return a letter for each name that is too long: A, B, … Z, A2, …, without letters that are names themselves."""
    unique = dict.fromkeys(names)
    letters = (f"{letter}{number or ''}" for number in _numbers() for letter in ascii_uppercase)
    free = (letter for letter in letters if letter not in unique)
    return {name: next(free) for name in unique if len(name) > MAX_LENGTH}


def _numbers() -> Iterable[int]:
    yield 0
    yield from count(2)
