"""Private servers that can be killed and started again with what they kept."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import redis

from tests.servers import binary, free_port, service_user


class Server:
    """A server's process: `start`, `kill`, `start` again."""

    refusal: type[Exception]
    user: str | None = None

    def start(self):
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                self.command, user=self.user, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
        self.wait_until_it_answers()

    def wait_until_it_answers(self, seconds=40):
        end = time.monotonic() + seconds
        while True:
            try:
                return self.ask()
            except self.refusal:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def kill(self):
        """End it at once, as a power cut or the kernel would."""
        self.process.send_signal(self.sudden)
        self.process.wait()

    def end(self):
        if self.process.poll() is None:
            self.kill()


class Redis(Server):
    """Writes down what it holds once a second, as a lab's would."""

    refusal = redis.ConnectionError
    sudden = signal.SIGKILL

    def __init__(self, folder: Path):
        folder.mkdir()
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        kept = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
        self.command = [binary("redis-server"), "--bind", "127.0.0.1", "--port", str(self.port), *kept]
        self.start()

    def ask(self):
        with redis.Redis(port=self.port) as client:
            client.ping()

    def do(self, *words):
        with redis.Redis(port=self.port, decode_responses=True) as client:
            return client.execute_command(*words)


class Postgres(Server):
    """Made from nothing, or a copy of one that is stopped."""

    refusal = psycopg.OperationalError
    sudden = signal.SIGQUIT
    """An immediate shutdown: the next start recovers from the log as after a crash."""

    def __init__(self, folder: Path, template: Path | None = None):
        self.folder, self.port = folder, free_port()
        self.user = service_user("postgres") if os.geteuid() == 0 else None
        self.url = f"postgresql://facestudy@127.0.0.1:{self.port}/postgres"
        folder.mkdir()
        if template:
            shutil.copytree(template / "data", folder / "data", symlinks=True)
        self.give_away()
        if not template:
            making = [binary("initdb"), "-D", folder / "data", "-A", "trust", "-U", "facestudy", "-E", "UTF8"]
            subprocess.run([*making, "--locale=C", "--no-sync"], user=self.user, cwd=folder, stdout=-3, check=True)
        at = ["-h", "127.0.0.1", "-p", str(self.port), "-k", folder]
        self.command = [binary("postgres"), "-D", folder / "data", *at]
        self.start()

    def give_away(self):
        """PostgreSQL does not run as root."""
        if self.user:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, self.user)

    def ask(self):
        psycopg.connect(self.url).close()

    def stop(self):
        """End it in good order."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
