"""Start everything in one terminal."""

import argparse
import signal
from typing import Any

from evalsite.accounts.signin import one_time_link
from evalsite.command import SiteCommand, port
from evalsite.supervisor.stack import Stack, print_line
from evalsite.supervisor.terminal import screen


class Command(SiteCommand):
    help = "Start the site, its workers and its scheduler; Ctrl-C ends them all."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=port, default=8000, help="a number; 0 or auto: any free one (8000)")

    def handle(self, *, port: int | None, **_: Any) -> None:
        # A shell that starts us in the background has us ignore Ctrl-C.
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, signal.default_int_handler)
        with screen() as shown, Stack(port=port, log=shown.line if shown else print_line) as stack:
            print(f"\nFacestudy: {stack.url}")
            print(f"Sign in (once, within 15 minutes): {stack.url}{one_time_link()}")
            print("Ctrl-C ends it.\n", flush=True)
            stack.watch(shown.show_jobs if shown else lambda: None)
