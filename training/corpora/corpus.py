"""A corpus: turns of speech with the motion of the speaker's face, in a folder with an index (`corpus.json`)."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple

import numpy as np
from pydantic import Field

from face.documents import Document, validate_document
from face.errors import InputError

INDEX_FILE: Final = "corpus.json"


@dataclass(frozen=True)
class Turn:
    """One stretch of speech by one speaker: a sound file, and a `MarkerMotion` at exactly 120 Hz (`.npz`)."""

    name: str
    speaker: str
    wav: Path
    motion: Path


class Split(NamedTuple):
    """The turns to train on, to decide when to stop, and to test on."""

    train: tuple[Turn, ...]
    validation: tuple[Turn, ...]
    test: tuple[Turn, ...]


@dataclass(frozen=True)
class Corpus:
    """Turns in a folder; `kind` is their origin, for example "synthetic"."""

    name: str
    kind: str
    folder: Path
    turns: tuple[Turn, ...]

    def digest(self) -> str:
        """Return the SHA-256 of names and files; it changes with any byte of any file."""
        digest = hashlib.sha256(f"{self.name}\n{self.kind}\n".encode())
        for turn in self.turns:
            digest.update(f"{turn.name}\n{turn.speaker}\n".encode())
            digest.update(hashlib.sha256(turn.wav.read_bytes()).digest())
            digest.update(hashlib.sha256(turn.motion.read_bytes()).digest())
        return digest.hexdigest()

    def split(self, seed: int) -> Split:
        """Return 60 % of each speaker's turns to train, 20 % to validate, the rest to test.

        Every speaker with three turns or more is in each part. The same seed gives the same split.
        """
        random = np.random.default_rng(seed)
        parts: tuple[list[Turn], list[Turn], list[Turn]] = ([], [], [])
        for speaker in sorted({turn.speaker for turn in self.turns}):
            turns = [turn for turn in self.turns if turn.speaker == speaker]
            shuffled = [turns[index] for index in random.permutation(len(turns))]
            fifth = max(1, round(len(turns) / 5)) if len(turns) > 2 else 0
            first, second = len(turns) - 2 * fifth, len(turns) - fifth
            pieces = (shuffled[:first], shuffled[first:second], shuffled[second:])
            for part, piece in zip(parts, pieces, strict=True):
                part.extend(piece)
        return Split(*(tuple(part) for part in parts))


FileName = Annotated[str, Field(pattern=r"^[^/\\\x00]+$", max_length=200)]
"""A file in the corpus's own folder."""


class _Entry(Document):
    name: str
    speaker: str
    wav: FileName
    motion: FileName


class _Index(Document):
    schema_version: Literal[1] = 1
    name: str
    kind: str
    turns: tuple[_Entry, ...]


def save_corpus(corpus: Corpus) -> None:
    """Write the corpus's index into its folder; the files of its turns must be there already."""
    entries = tuple(_Entry(name=t.name, speaker=t.speaker, wav=t.wav.name, motion=t.motion.name) for t in corpus.turns)
    text = _Index(name=corpus.name, kind=corpus.kind, turns=entries).model_dump_json(indent=1)
    temporary = corpus.folder / f".{INDEX_FILE}.part"
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(corpus.folder / INDEX_FILE)


def load_corpus(folder: Path) -> Corpus:
    """Read a corpus.

    Raises
    ------
    InputError
        If the folder holds no corpus, its index is damaged, two turns have the same name, or a turn's file is missing.
    """
    index = _read_index(folder / INDEX_FILE)
    turns = tuple(Turn(e.name, e.speaker, folder / e.wav, folder / e.motion) for e in index.turns)
    names = [turn.name for turn in turns]
    if len(set(names)) < len(names) or not names:
        raise InputError(f"{folder / INDEX_FILE} must list turns, each with a different name")
    for file in (file for turn in turns for file in (turn.wav, turn.motion)):
        if not file.is_file():
            raise InputError(f"{folder / INDEX_FILE} lists {file.name}, which is missing; copy the corpus again")
    return Corpus(index.name, index.kind, folder, turns)


def _read_index(path: Path) -> _Index:
    try:
        tables = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path.parent} holds no corpus: it has no {path.name}; give the folder of a corpus") from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path} can't be read as JSON ({error}); generate or copy the corpus again") from None
    if not isinstance(tables, dict):
        raise InputError(f"{path} is not the index of a corpus; generate or copy the corpus again")
    return validate_document(tables, _Index, source=str(path))
