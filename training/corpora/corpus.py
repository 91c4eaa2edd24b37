"""A corpus: turns of speech with the motion of the speaker's face, in a folder with a list of them."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple

import numpy as np
from pydantic import Field

from face.documents import Document, validate_document
from face.errors import InputError

LIST: Final = "corpus.json"


@dataclass(frozen=True)
class Turn:
    """One speaker's stretch: a sound file, and the file of a `MarkerMotion` at exactly 120 Hz beside it."""

    name: str
    speaker: str
    wav: Path
    motion: Path


class Split(NamedTuple):
    """The turns to learn from, to stop by, and to judge by."""

    train: tuple[Turn, ...]
    validation: tuple[Turn, ...]
    test: tuple[Turn, ...]


@dataclass(frozen=True)
class Corpus:
    """Turns in a folder; `kind` says where they come from, for example "synthetic"."""

    name: str
    kind: str
    folder: Path
    turns: tuple[Turn, ...]

    def digest(self) -> str:
        """Return the SHA-256 of all that the turns hold; it changes with any byte of any file."""
        whole = hashlib.sha256(f"{self.name}\n{self.kind}\n".encode())
        for turn in self.turns:
            whole.update(f"{turn.name}\n{turn.speaker}\n".encode())
            whole.update(hashlib.sha256(turn.wav.read_bytes()).digest())
            whole.update(hashlib.sha256(turn.motion.read_bytes()).digest())
        return whole.hexdigest()

    def split(self, seed: int) -> Split:
        """Return 60 % of each speaker's turns to train, 20 % to validate, the rest to test.

        Every speaker is in each part if they have three turns or more. The same seed gives the same split.
        """
        random = np.random.default_rng(seed)
        parts: tuple[list[Turn], list[Turn], list[Turn]] = ([], [], [])
        for speaker in sorted({turn.speaker for turn in self.turns}):
            own = [turn for turn in self.turns if turn.speaker == speaker]
            mixed = [own[index] for index in random.permutation(len(own))]
            fifth = max(1, round(len(own) / 5)) if len(own) > 2 else 0
            first, second = len(own) - 2 * fifth, len(own) - fifth
            for part, turns in zip(parts, (mixed[:first], mixed[first:second], mixed[second:]), strict=True):
                part.extend(turns)
        return Split(*(tuple(part) for part in parts))


FileName = Annotated[str, Field(pattern=r"^[^/\\]+$")]
"""A file in the corpus's own folder."""


class _Entry(Document):
    name: str
    speaker: str
    wav: FileName
    motion: FileName


class _List(Document):
    schema_version: Literal[1] = 1
    name: str
    kind: str
    turns: tuple[_Entry, ...]


def save_corpus(corpus: Corpus) -> None:
    """Write the corpus's list into its folder; the files of its turns must lie there already."""
    entries = tuple(_Entry(name=t.name, speaker=t.speaker, wav=t.wav.name, motion=t.motion.name) for t in corpus.turns)
    text = _List(name=corpus.name, kind=corpus.kind, turns=entries).model_dump_json(indent=1)
    aside = corpus.folder / f".{LIST}.part"
    aside.write_text(text + "\n", encoding="utf-8")
    aside.replace(corpus.folder / LIST)


def load_corpus(folder: Path) -> Corpus:
    """Read a corpus.

    Raises
    ------
    InputError
        If the folder holds no corpus, its list is broken, two turns have one name, or a turn's file is missing.
    """
    listed = _read(folder / LIST)
    turns = tuple(Turn(e.name, e.speaker, folder / e.wav, folder / e.motion) for e in listed.turns)
    names = [turn.name for turn in turns]
    if len(set(names)) < len(names) or not names:
        raise InputError(f"{folder / LIST} must list turns, each under a name of its own")
    for file in (file for turn in turns for file in (turn.wav, turn.motion)):
        if not file.is_file():
            raise InputError(f"{folder / LIST} lists {file.name}, which is missing; make or copy the corpus again")
    return Corpus(listed.name, listed.kind, folder, turns)


def _read(path: Path) -> _List:
    try:
        tables = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path.parent} holds no corpus: {path.name} is missing; name a corpus's folder") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path} can't be read as JSON ({error}); make or copy the corpus again") from None
    if not isinstance(tables, dict):
        raise InputError(f"{path} is no list of a corpus; make or copy the corpus again")
    return validate_document(tables, _List, source=str(path))
