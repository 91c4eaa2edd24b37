"""The one kind of error that the user can correct."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, Self

MAX_CHARACTERS: Final = 500
"""A longer sentence repeats the content of a damaged file; its middle is left out."""


class InputError(ValueError):
    """Wrong input; the message is one sentence for the user: what is wrong, where, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(_shorten(sentence))

    @classmethod
    def of_many(cls, sentences: Iterable[str]) -> Self:
        """Return one error for several mistakes, a line each."""
        error = cls("")
        error.args = ("\n".join(map(_shorten, sentences)),)
        return error


@contextmanager
def prefix_errors(source: str) -> Iterator[None]:
    """Begin the sentence of an InputError that is raised inside with its source, such as a file's name."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{source}: {error}") from None


def _shorten(sentence: str) -> str:
    """Return a sentence on one line, without control characters, that a person can take in."""
    printable = "".join(letter if letter.isprintable() else " " for letter in sentence)
    if len(printable) <= MAX_CHARACTERS:
        return printable
    # The file stands at the beginning, and what to do at the end.
    return f"{printable[: MAX_CHARACTERS // 2]} … {printable[-MAX_CHARACTERS // 2 :]}"
