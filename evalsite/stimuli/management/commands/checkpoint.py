"""manage.py checkpoint: print the path of a checkpoint's file, for commands that work without the site."""

from argparse import ArgumentParser

from evalsite import store
from evalsite.command import SiteCommand
from evalsite.stimuli import catalog


class Command(SiteCommand):
    help = "Print the path of a checkpoint's file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the checkpoint")

    def handle(self, *, name: str, **_: object) -> None:
        print(store.path(catalog.get_checkpoint(name).digest))
