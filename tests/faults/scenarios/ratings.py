"""A real site with an open study, and simulated participants who rate while something else is broken."""

import re
import socket
import sys
import time
from contextlib import contextmanager, suppress

from tests.evalsite.jobs.processes import wait_until
from tests.servers import free_port

STUDY = """
from tests.evalsite.questionnaire.visitor import open_study
open_study(clips=3, seconds=0.5, design={"raters": 300})
"""
COUNT = "SELECT count(*) AS n FROM questionnaire_rating"


@contextmanager
def serve_study(site):
    """Serve the site with an open study; yield its URL."""
    site.python(STUDY)
    site.known = set(site.files())
    port = free_port()
    command = ["-m", "gunicorn", "evalsite.wsgi", f"--bind=127.0.0.1:{port}"]
    site.start_program("site", sys.executable, *command, "--config=python:evalsite.supervisor.gunicorn_config")
    wait_until(lambda: listens(port), 40)
    yield f"http://localhost:{port}"


def listens(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def keep_rating(site, address, *, until):
    """Let participants rate, one group after another, until that moment; return how many ratings there are.

    Each group must get through without one refusal, and every rating must be in the table.
    """
    while time.monotonic() < until:
        before = site.query(COUNT)[0]["n"]
        message = site.manage("simulate", "faces", "--raters=3", "--parallel=3", f"--url={address}")
        assert re.search("3 simulated participants", message)
        rating_count = site.query(COUNT)[0]["n"] - before
        assert rating_count == 3 * 2 * 3 * 3, f"{rating_count} ratings of 3 people × 2 conditions × 3 clips × 3 regions"
    return site.query(COUNT)[0]["n"]
