"""Awkward files: how each is made, what is right, and whether it comes out."""

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.inputs.kinds import InputKind
from bench.inputs.outcomes import FAULTS, Outcome, read_input


@dataclass(frozen=True)
class AwkwardFile:
    """One awkward file.

    Attributes
    ----------
    name, made, right
        What it is, how it was made, and what is right: words for the table.
    file
        Its name.
    make
        Writes it, and what it refers to, into a folder.
    read
        Reads it and returns what it is and the notes, in words.
    expected
        A pattern that what comes out must contain: in the words, or in the sentence of a refusal.
    is_refused
        Whether a refusal is right.
    """

    name: str
    made: str
    right: str
    file: str
    make: Callable[[Path], object]
    read: Callable[[Path], str]
    expected: str
    is_refused: bool = False


@dataclass(frozen=True)
class AwkwardResult:
    """What came out of an awkward file, and whether it is right."""

    awkward: AwkwardFile
    outcome: Outcome
    words: str

    @property
    def is_right(self) -> bool:
        """Whether it was read or refused as it should be, with the right words."""
        result = "refused" if self.awkward.is_refused else "read"
        return self.outcome.result == result and re.search(self.awkward.expected, self.words) is not None


def read_awkward_files(files: Sequence[AwkwardFile]) -> list[AwkwardResult]:
    """Make each file in a folder of its own, and read it."""
    return [read_awkward_file(awkward) for awkward in files]


def read_awkward_file(awkward: AwkwardFile) -> AwkwardResult:
    """Make a file and read it."""
    said: list[str] = []
    with tempfile.TemporaryDirectory(prefix="facestudy-awkward-") as name:
        folder = Path(name)
        awkward.make(folder)
        kind = InputKind(awkward.name, awkward.file, lambda _: None, lambda path: said.append(awkward.read(path)))
        outcome = read_input(kind, folder / awkward.file)
        words = (said[0] if said else outcome.text).replace(f"{folder.resolve()}/", "").replace(f"{folder}/", "")
    if outcome.result in FAULTS:
        words = f"{outcome.result}: {words}"
    return AwkwardResult(awkward, outcome, words)
