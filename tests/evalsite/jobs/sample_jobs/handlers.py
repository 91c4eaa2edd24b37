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
    register(Handler(kind="nap", queue="render", run=nap, publish=publish))
    register(Handler(kind="refuse", queue="analysis", run=refuse, publish=publish, on_failure=on_failure))
    register(Handler(kind="stumble", queue="analysis", run=stumble, publish=publish))
    register(Handler(kind="unpublishable", queue="analysis", run=note, publish=publish_and_stumble))
    register(Handler(kind="die", queue="analysis", run=die, publish=publish, on_failure=on_failure))
    register(Handler(kind="disconnected", queue="analysis", run=disconnected, publish=publish))
    register(Handler(kind="greedy", queue="analysis", run=found, publish=Greedy()))
    register(Handler(kind="deaf", queue="render", run=deaf, publish=publish, time_limit=1.0))
    register(Handler(kind="dawdle", queue="analysis", run=nap, publish=publish, time_limit=1.0))


def write(spec, line):
    if "log" in spec:
        with Path(spec["log"]).open("a") as file:
            file.write(f"{line}\n")


def note(spec, progress):
    write(spec, f"run {spec.get('number', 0)} {os.getpid()}")
    progress(0.5, "half way")
    return {"number": spec.get("number", 0)}


def nap(spec, progress):
    write(spec, f"started {os.getpid()}")
    for step in range(int(spec["seconds"] * 20)):
        progress(step / (spec["seconds"] * 20), "asleep")
        time.sleep(0.05)
    write(spec, f"done {os.getpid()}")
    return {}


def found(spec, progress):
    return {"turns": [1, 2]}


class Greedy:
    """Takes what it publishes out of the output; the first time the database goes away right after."""

    def __init__(self):
        self.times = 0

    def __call__(self, spec, output):
        output.pop("turns").clear()
        self.times += 1
        if self.times == 1:
            raise OperationalError("server closed the connection unexpectedly")


def disconnected(spec, progress):
    raise OperationalError("server closed the connection unexpectedly")


def deaf(spec, progress):
    """Hold the interpreter, so that no other thread of the process can do anything."""
    write(spec, f"started {os.getpid()}")
    re.match(r"(a+)+$", "a" * 60 + "b")


def refuse(spec, progress):
    raise InputError("lips.wav has no sound; record it again")


def stumble(spec, progress):
    raise RuntimeError("knee hurts")


def die(spec, progress):
    write(spec, "died")
    os._exit(9)


def publish(spec, output):
    from evalsite.jobs.queue import enqueue  # noqa: PLC0415 - Django's apps are not ready when this file is read

    if "next" in spec:
        enqueue("note", spec["next"])


def publish_and_stumble(spec, output):
    publish({"next": {"number": 99}}, output)
    raise RuntimeError("no room for the row")


def on_failure(spec, error):
    write(spec, f"failure hook: {error}")
