"""Starts the processes of a site, keeps them running, and stops them."""

import http.client
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from django.conf import settings
from django.core.management import call_command

from evalsite import environment, health
from evalsite.instance_lock import InstanceLock
from evalsite.supervisor.process_specs import process_specs
from evalsite.supervisor.supervised_process import SupervisedProcess
from face.errors import InputError

STOP_GRACE_SECONDS: Final = 8.0
"""How long the processes may take to stop before they are killed; `up` promises to end within ten seconds."""
POLL_SECONDS: Final = 0.5
HTTP_TIMEOUT_SECONDS: Final = 5

LogFunction = Callable[[str, str], None]
"""Called with a process's name and a line of its output."""


def print_line(name: str, line: str) -> None:
    """Print a line of output after its process's name."""
    sys.stdout.write(f"{name:>9} │ {line}\n")
    sys.stdout.flush()


class Supervisor:
    """Runs site, workers and scheduler inside the `with` block.

    Raises InputError on entry if the port is in use or Facestudy is already running in the same state folder.
    """

    def __init__(self, *, port: int | None = 8000, log: LogFunction = print_line) -> None:
        """Set the port (None: any free one) and the function that receives the processes' output."""
        self.port = port
        self.log = log
        self.instance_lock = InstanceLock(settings.STATE)
        self.processes: list[SupervisedProcess] = []
        self.stopping = threading.Event()
        self.processes_lock = threading.Lock()

    @property
    def url(self) -> str:
        """The site's URL on this machine."""
        return f"http://localhost:{self.port}"

    def __enter__(self) -> Self:
        """Prepare the database, start the processes and wait until the site answers."""
        self.instance_lock.acquire()
        try:
            self.port = self.port or free_port()
            self.instance_lock.write_holder(self.url)
            require_free_port(self.port)
            self.prepare()
            env = self.environment()
            for spec in process_specs(self.port):
                self.processes.append(SupervisedProcess(spec.name, spec.command, env | spec.env, self.log))
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the processes."""
        self.stop()

    def prepare(self) -> None:
        """Migrate the database; in production also collect the static files."""
        health.check_broker()
        call_command("migrate", verbosity=0, interactive=False)
        if settings.PRODUCTION:
            call_command("collectstatic", verbosity=0, interactive=False)

    def environment(self) -> dict[str, str]:
        """Return the processes' environment; links must contain the actual port."""
        url = {} if environment.text("URL") else {"FACESTUDY_URL": self.url}
        return dict(os.environ) | {"PYTHONUNBUFFERED": "1"} | url

    def wait_until_ready(self, seconds: float = 60.0) -> None:
        """Return as soon as the site answers."""
        deadline = time.monotonic() + seconds
        while not is_answering(self.port or 0):
            self.restart_ended_processes()
            if time.monotonic() > deadline:
                raise InputError(f"the site did not answer within {seconds:.0f} s; see the lines above")
            time.sleep(0.1)

    def restart_ended_processes(self) -> None:
        """Restart processes that ended by themselves, unless stopping."""
        with self.processes_lock:
            for process in () if self.stopping.is_set() else self.processes:
                process.restart_if_ended()

    def watch(self, on_tick: Callable[[], None] = lambda: None) -> None:
        """Keep the processes running until interrupted or stopped; call `on_tick` each time around."""
        while not self.stopping.wait(POLL_SECONDS):
            self.restart_ended_processes()
            on_tick()

    def watch_in_background(self) -> None:
        """Keep the processes running from a thread, while the program does something else."""
        threading.Thread(target=self.watch, name="supervisor", daemon=True).start()

    def stop(self) -> None:
        """Stop the processes; a second Ctrl-C kills them."""
        self.stopping.set()
        try:
            with self.processes_lock:
                for process in self.processes:
                    process.terminate()
            deadline = time.monotonic() + STOP_GRACE_SECONDS
            for process in self.processes:
                process.wait(max(0.0, deadline - time.monotonic()))
        except KeyboardInterrupt:
            self.log("up", "killing the processes that are still running")
        finally:
            for process in self.processes:
                process.kill()
            self.processes.clear()
            self.instance_lock.release()


def free_port() -> int:
    """Return a port that is not in use."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require_free_port(port: int) -> None:
    """Raise InputError if the port is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise InputError(
                f"port {port} is not available ({error.strerror}); choose another with --port N, or --port auto"
            ) from None


def is_answering(port: int) -> bool:
    """Return whether a web server answers on the port, with whatever status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HTTP_TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except OSError:
        return False
    else:
        return True
    finally:
        connection.close()
