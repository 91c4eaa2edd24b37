"""`manage.py enqueue WHAT`: one module per subcommand, each with these two functions; its first line is its help.

A module may also have `results(options, stimuli) -> {file name: path in the store}`, if these are not just the videos.
"""

from argparse import ArgumentParser
from typing import Any, Final, Protocol

from evalsite.stimuli.delivery import Asked
from evalsite.stimuli.enqueue import animate, corpus, import_films, render, synthesize, train


class Subcommand(Protocol):
    """What a module of this package offers."""

    def add_arguments(self, parser: ArgumentParser, /) -> None:
        """Say what the user may write."""

    def run(self, options: dict[str, Any], batch: str, /) -> Asked:
        """Enqueue the jobs under this batch, and return what they will make."""


SUBCOMMANDS: Final[dict[str, Subcommand]] = {
    "synthesize": synthesize,
    "animate": animate,
    "render": render,
    "import": import_films,
    "train": train,
    "corpus": corpus,
}
