"""Corpora travel by the store: a worker on another machine finds all files of the corpus that it shall train on."""

import json
import os
import shutil
from pathlib import Path

from django.conf import settings

from evalsite import store
from evalsite.jobs.models import Job, State
from evalsite.stimuli.models import Corpus
from face.errors import InputError
from training.corpora import corpus as corpora


def pack(folder: Path) -> str:
    """Put a corpus's files into the store, those that are not there yet, and return the digest of their list.

    Raises
    ------
    InputError
        If the folder holds no corpus.
    """
    files = manifest(folder)
    for name, digest in files.items():
        if not store.has(digest) and store.keep_copy(folder / name) != digest:
            raise InputError(f"{folder / name} changed while it was read; try again when nobody writes to it")
    with store.workspace() as work:
        (work / "list").write_text(_text(files), encoding="utf-8")
        return store.keep(work / "list")


def packed_before(name: str) -> str:
    """Return the digest of the list of a corpus that a worker made somewhere; empty if none of that name is known."""
    for digest in Corpus.objects.filter(name=name).values_list("digest", flat=True):
        made = Job.objects.filter(kind="plant", state=State.DONE, output__digest=digest, output__packed__isnull=False)
        return next((str(job.output["packed"]) for job in made if job.output), "")
    return ""


def manifest(folder: Path) -> dict[str, str]:
    """Return the digest of every file that a corpus consists of, by its name in the folder."""
    turns = corpora.load_corpus(folder).turns
    files = [folder / corpora.LIST, *(file for turn in turns for file in (turn.wav, turn.motion))]
    return {file.relative_to(folder).as_posix(): store.file_digest(file) for file in sorted(files)}


def here(packed: str, folder: Path) -> Path:
    """Return the folder, if it holds the packed corpus on this machine too; else one into which it was unpacked.

    Raises
    ------
    InputError
        If neither the folder nor the store has it.
    """
    if (folder / corpora.LIST).is_file() and _text(manifest(folder)) == _listed(packed):
        return folder
    unpacked = Path(settings.STATE) / "corpora" / f"fetched-{packed[:16]}"
    if not unpacked.is_dir():
        _unpack(json.loads(_listed(packed)), unpacked)
    return unpacked


def _listed(packed: str) -> str:
    if not store.has(packed):
        raise InputError("the store no longer holds the corpus of this training; enqueue the training again")
    return store.path(packed).read_text(encoding="utf-8")


def _text(files: dict[str, str]) -> str:
    return json.dumps(files, sort_keys=True)


def _unpack(files: dict[str, str], folder: Path) -> None:
    aside = folder.with_name(f".{folder.name}-{os.getpid()}")
    aside.mkdir(parents=True)
    for name, digest in files.items():
        shutil.copyfile(store.path(digest), aside / name)
    try:
        aside.rename(folder)
    except OSError:  # Another process of this machine was faster.
        shutil.rmtree(aside)
