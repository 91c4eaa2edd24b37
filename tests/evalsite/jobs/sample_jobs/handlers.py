"""Handlers whose every run adds a line to the file `spec["log"]`, so that a test can count the runs."""

import os
import re
import time
from pathlib import Path

from django.db import OperationalError

from evalsite.jobs.registry import Handler, register
from face.errors import InputError


def register_all():
    register(Handler(kind="note", queue="analysis", run=note, publish=publish, on_failure=on_failure))
    register(Handler(kind="sleep", queue="render", run=sleep, publish=publish))
    register(Handler(kind="input_error", queue="analysis", run=input_error, publish=publish, on_failure=on_failure))
    register(Handler(kind="unexpected_error", queue="analysis", run=unexpected_error, publish=publish))
    register(Handler(kind="publish_error", queue="analysis", run=note, publish=publish_and_raise))
    register(Handler(kind="crash", queue="analysis", run=crash, publish=publish, on_failure=on_failure))
    register(Handler(kind="database_error", queue="analysis", run=database_error, publish=publish))
    register(Handler(kind="mutate_output", queue="analysis", run=list_turns, publish=MutatingPublisher()))
    register(Handler(kind="block_interpreter", queue="render", run=block_interpreter, publish=publish, time_limit=1.0))
    register(Handler(kind="exceed_time_limit", queue="analysis", run=sleep, publish=publish, time_limit=1.0))


def write(spec, line):
    if "log" in spec:
        with Path(spec["log"]).open("a") as file:
            file.write(f"{line}\n")


def note(spec, progress):
    write(spec, f"run {spec.get('number', 0)} {os.getpid()}")
    progress(0.5, "half way")
    return {"number": spec.get("number", 0)}


def sleep(spec, progress):
    write(spec, f"started {os.getpid()}")
    for step in range(int(spec["seconds"] * 20)):
        progress(step / (spec["seconds"] * 20), "sleeping")
        time.sleep(0.05)
    write(spec, f"done {os.getpid()}")
    return {}


def list_turns(spec, progress):
    return {"turns": [1, 2]}


class MutatingPublisher:
    """Removes what it publishes from the output; the first call then loses the database."""

    def __init__(self):
        self.calls = 0

    def __call__(self, spec, output):
        output.pop("turns").clear()
        self.calls += 1
        if self.calls == 1:
            raise OperationalError("server closed the connection unexpectedly")


def database_error(spec, progress):
    raise OperationalError("server closed the connection unexpectedly")


def block_interpreter(spec, progress):
    """Hold the interpreter, so that no other thread of the process can run."""
    write(spec, f"started {os.getpid()}")
    re.match(r"(a+)+$", "a" * 60 + "b")


def input_error(spec, progress):
    raise InputError("lips.wav has no sound; record it again")


def unexpected_error(spec, progress):
    raise RuntimeError("unexpected")


def crash(spec, progress):
    write(spec, "crashed")
    os._exit(9)


def publish(spec, output):
    from evalsite.jobs.queue import enqueue  # noqa: PLC0415 - Django's apps are not ready when this file is read

    if "next" in spec:
        enqueue("note", spec["next"])


def publish_and_raise(spec, output):
    publish({"next": {"number": 99}}, output)
    raise RuntimeError("publishing failed")


def on_failure(spec, error):
    write(spec, f"failure hook: {error}")
