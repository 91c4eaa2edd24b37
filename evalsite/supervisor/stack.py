"""Start everything, keep it running, end everything."""

import os
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from django.conf import settings
from django.core.management import call_command

from evalsite import environment, trouble
from evalsite.lock import Lock
from evalsite.supervisor import plan
from evalsite.supervisor.child import Child
from evalsite.supervisor.port import answers, free_port, refuse_used
from face.errors import InputError

GRACE: Final = 8.0
"""Seconds children have to end by themselves; `up` promises to be gone within ten."""

Log = Callable[[str, str], None]
"""Takes a child's name and a line it wrote."""


def print_line(name: str, line: str) -> None:
    """Write a child's line, its name before it."""
    sys.stdout.write(f"{name:>9} │ {line}\n")
    sys.stdout.flush()


class Stack:
    """Site, workers and scheduler, running inside the `with` block.

    Raises InputError on entry when the port is in use or Facestudy already runs in the same state folder.
    """

    def __init__(self, *, port: int | None = 8000, log: Log = print_line) -> None:
        """Plan for a port (None: any free one) and for somebody who takes the children's lines."""
        self.port = port
        self.log = log
        self.lock = Lock(settings.STATE)
        self.children: list[Child] = []
        self.ending = threading.Event()
        self.turn = threading.Lock()

    @property
    def url(self) -> str:
        """The site's address on this machine."""
        return f"http://localhost:{self.port}"

    def __enter__(self) -> Self:
        """Prepare what is missing, start the children and wait until the site answers."""
        self.lock.take()
        try:
            self.port = self.port or free_port()
            self.lock.tell(self.url)
            refuse_used(self.port)
            self.prepare()
            for name, command, extra in plan.children(self.port):
                self.children.append(Child(name, command, self.environment() | extra, self.log))
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        self.stop()

    def prepare(self) -> None:
        """Bring the database up to date; in production also the static files."""
        trouble.refuse_absent_broker()
        call_command("migrate", verbosity=0, interactive=False)
        if settings.PRODUCTION:
            call_command("collectstatic", verbosity=0, interactive=False)

    def environment(self) -> dict[str, str]:
        """Return the children's environment: links must carry the port that was found."""
        own = {} if environment.text("URL") else {"FACESTUDY_URL": self.url}
        return dict(os.environ) | {"PYTHONUNBUFFERED": "1"} | own

    def wait_until_ready(self, seconds: float = 60.0) -> None:
        """Return as soon as the site answers."""
        end = time.monotonic() + seconds
        while not answers(self.port or 0):
            self.keep_alive()
            if time.monotonic() > end:
                raise InputError(f"the site did not answer within {seconds:.0f} s; the lines above say why")
            time.sleep(0.1)

    def keep_alive(self) -> None:
        """Start again what ended by itself, unless all is to end."""
        with self.turn:
            for child in () if self.ending.is_set() else self.children:
                child.keep_alive()

    def watch(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Keep everything running until interrupted, or until somebody else ends it; do something else meanwhile."""
        while not self.ending.wait(0.5):
            self.keep_alive()
            meanwhile()

    def stop(self) -> None:
        """End the children; a second Ctrl-C kills them."""
        self.ending.set()
        try:
            with self.turn:
                for child in self.children:
                    child.terminate()
            end = time.monotonic() + GRACE
            for child in self.children:
                child.wait(max(0.0, end - time.monotonic()))
        except KeyboardInterrupt:
            self.log("up", "killing what still runs")
        finally:
            for child in self.children:
                child.kill()
            self.children.clear()
            self.lock.release()


def in_background(stack: Stack) -> None:
    """Watch a stack from a thread, for a program that does something else meanwhile."""
    threading.Thread(target=stack.watch, name="supervisor", daemon=True).start()
