"""Collects errors, so that a person reads all of them at once instead of one after the other."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager

from evalsite.stimuli import identifiers
from face.errors import InputError


class ErrorList:
    """The errors found so far, one sentence each, none twice."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, sentence: str) -> None:
        """Add an error."""
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    @contextmanager
    def collect(self) -> Generator[None]:
        """Add the InputError that the block raises, if any, and go on after the block."""
        try:
            yield
        except InputError as error:
            self.add(str(error))

    def raise_first(self) -> None:
        """Raise InputError with the first error, which says how many more there are, if there is any."""
        if self.sentences:
            count = len(self.sentences) - 1
            more = f" ({count} more error{'s' if count > 1 else ''}: manage.py study check FILE)" if count else ""
            raise InputError(self.sentences[0] + more)

    def raise_all(self) -> None:
        """Raise InputError with all errors, one a line, if there is any."""
        if self.sentences:
            raise InputError.of_many(self.sentences)


def check_case(conditions: Iterable[str], errors: ErrorList) -> None:
    """Report conditions whose names differ only in case."""
    for earlier, name in identifiers.names_differing_in_case(conditions):
        errors.add(
            f"the conditions {earlier} and {name} differ only in case, so that tables and folders confuse them; "
            "rename one"
        )
