"""`write` makes a file in the store, slowly; `crash` kills its process. Each run adds a line to `spec["log"]`."""

import os
import signal
import time
from pathlib import Path

from evalsite import store
from evalsite.jobs.registry import Handler, register
from tests.faults.job_kinds.models import Effect


def register_all():
    register(Handler(kind="write", queue="render", run=write, publish=publish))
    register(Handler(kind="crash", queue="render", run=crash, publish=publish))


def note(spec, word):
    line = f"{word} {spec['number']} {os.getpid()} {time.monotonic():.3f}\n"
    with Path(spec["log"]).open("a") as file:
        file.write(line)


def write(spec, progress):
    """Write `parts` parts of `size` bytes, a pause after each."""
    note(spec, "started")
    with store.workspace() as folder:
        with (folder / "made").open("wb") as file:
            for part in range(spec["parts"]):
                file.write(bytes([spec["number"] % 251, part % 251]) * (spec["size"] // 2))
                file.flush()
                progress(part / spec["parts"], f"part {part}")
                time.sleep(spec["pause"])
        digest = store.add(folder / "made")
    note(spec, "ended")
    return {"digest": digest}


def crash(spec, progress):
    note(spec, "started")
    os.kill(os.getpid(), signal.SIGKILL)


def publish(spec, output):
    Effect.objects.create(number=spec["number"], digest=output["digest"])
