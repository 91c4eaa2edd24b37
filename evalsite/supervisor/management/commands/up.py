"""manage.py up: run the whole program in one terminal."""

import argparse
import signal
from typing import Any

from evalsite.accounts.signin_links import create_signin_link
from evalsite.command import SiteCommand, port_number
from evalsite.supervisor.supervisor import Supervisor, print_line
from evalsite.supervisor.terminal_display import terminal_display


class Command(SiteCommand):
    help = "Start the site, its workers and its scheduler; Ctrl-C stops them all."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=port_number, default=8000, help="a number; 0 or auto: any free one (8000)")

    def handle(self, *, port: int | None, **_: Any) -> None:
        # A shell that starts a program in the background makes it ignore Ctrl-C.
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signal_number, signal.default_int_handler)
        with (
            terminal_display() as display,
            Supervisor(port=port, log=display.print_line if display else print_line) as supervisor,
        ):
            print(f"\nFacestudy: {supervisor.url}")
            print(f"Sign in (once, within 15 minutes): {supervisor.url}{create_signin_link()}")
            print("Ctrl-C stops it.\n", flush=True)
            supervisor.watch(display.update_job_bars if display else lambda: None)
