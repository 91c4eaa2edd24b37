"""Functions that write a file, or that write a sample and alter it."""

from collections.abc import Callable
from pathlib import Path

Make = Callable[[Path], object]
"""Writes a file, and what it refers to, into a folder."""


def written(file: str, text: str | bytes) -> Make:
    """Return a function that writes a file with this content."""
    content = text if isinstance(text, bytes) else text.encode()
    return lambda folder: (folder / file).write_bytes(content)


def edited(make: Make, file: str, *changes: tuple[str, str]) -> Make:
    """Return a function that makes a sample and replaces words in it."""

    def change(folder: Path) -> None:
        make(folder)
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in changes:
            if old not in text:
                raise ValueError(f"{file} has no {old}")
            text = text.replace(old, new)
        (folder / file).write_text(text, encoding="utf-8")

    return change


def recoded(make: Make, file: str, encoding: str) -> Make:
    """Return a function that makes a sample and stores it in another encoding."""

    def change(folder: Path) -> None:
        make(folder)
        (folder / file).write_bytes((folder / file).read_text(encoding="utf-8").encode(encoding, "replace"))

    return change


def cut_off(make: Make, file: str, share: float) -> Make:
    """Return a function that makes a sample and keeps a share of its bytes."""

    def change(folder: Path) -> None:
        make(folder)
        content = (folder / file).read_bytes()
        (folder / file).write_bytes(content[: round(len(content) * share)])

    return change
