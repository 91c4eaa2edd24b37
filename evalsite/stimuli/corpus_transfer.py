"""Send a corpus through the store, so that a worker on another machine gets all files that it trains on."""

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

Manifest = dict[str, str]
"""The digest of each file of a corpus, by its name in the folder."""


def pack_corpus(folder: Path) -> str:
    """Put the files of a corpus that are missing there into the store; return the digest of the manifest.

    Raises
    ------
    InputError
        If the folder holds no corpus, or a file changes meanwhile.
    """
    manifest = corpus_manifest(folder)
    for name, digest in manifest.items():
        if not store.contains(digest) and store.add_copy(folder / name) != digest:
            raise InputError(f"{folder / name} changed while it was read; try again when nothing writes to it")
    with store.workspace() as workspace:
        (workspace / "manifest").write_text(_to_json(manifest), encoding="utf-8")
        return store.add(workspace / "manifest")


def find_packed_corpus(name: str) -> str:
    """Return the manifest digest of a corpus that a worker made on any machine; empty if no corpus has that name."""
    corpus = Corpus.objects.filter(name=name).first()
    if corpus is None:
        return ""
    jobs = Job.objects.filter(
        kind="synthetic_corpus", state=State.DONE, output__digest=corpus.digest, output__packed__isnull=False
    )
    return next((str(job.output["packed"]) for job in jobs if job.output), "")


def corpus_manifest(folder: Path) -> Manifest:
    """Return the manifest of the corpus in a folder."""
    turns = corpora.load_corpus(folder).turns
    files = [folder / corpora.INDEX_FILE, *(file for turn in turns for file in (turn.wav, turn.motion))]
    return {file.relative_to(folder).as_posix(): store.file_digest(file) for file in sorted(files)}


def fetch_corpus(packed: str, folder: Path) -> Path:
    """Return `folder` if it holds the packed corpus on this machine, else a folder with the corpus from the store.

    Raises
    ------
    InputError
        If neither the folder nor the store has the corpus.
    """
    if (folder / corpora.INDEX_FILE).is_file() and _to_json(corpus_manifest(folder)) == _read_packed(packed):
        return folder
    unpacked = Path(settings.STATE) / "corpora" / f"fetched-{packed[:16]}"
    if not unpacked.is_dir():
        _unpack(json.loads(_read_packed(packed)), unpacked)
    return unpacked


def _read_packed(packed: str) -> str:
    if not store.contains(packed):
        raise InputError("the store no longer holds the corpus of this training; enqueue the training again")
    return store.path(packed).read_text(encoding="utf-8")


def _to_json(manifest: Manifest) -> str:
    return json.dumps(manifest, sort_keys=True)


def _unpack(manifest: Manifest, folder: Path) -> None:
    temporary = folder.with_name(f".{folder.name}-{os.getpid()}")
    temporary.mkdir(parents=True)
    for name, digest in manifest.items():
        shutil.copyfile(store.path(digest), temporary / name)
    try:
        temporary.rename(folder)
    except OSError:  # Another process of this machine was faster.
        shutil.rmtree(temporary)
