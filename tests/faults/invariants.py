"""What must hold after every fault: each job's effect exactly once, no partial file visible, nothing lost."""

import hashlib
import json
from collections import Counter
from itertools import pairwise


def check(ground, *, failed=0):
    """Check all invariants; `failed` jobs were expected to end so."""
    jobs = ground.jobs()
    states = Counter(job["state"] for job in jobs)
    assert states == Counter(done=len(jobs) - failed) + Counter(failed=failed), f"states: {states}"
    whole_files_only(ground)
    outputs(ground, jobs)
    effects(ground, jobs)


def whole_files_only(ground):
    """A file's name is its digest: half of one would not bear it."""
    for path in ground.store.glob("??/*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name, f"{path} is not whole"


def outputs(ground, jobs):
    """The store shows what was prepared and one file for each job, nothing else."""
    made = {output(job) for job in jobs if job["state"] == "done"}
    assert set(ground.files()) == made | ground.known, "the store holds other files than those that were made"


def output(job):
    found = job["output"] if isinstance(job["output"], dict) else json.loads(job["output"])
    return next(found[key] for key in ("digest", "video", "checkpoint") if key in found)


def effects(ground, jobs):
    """Each job that was done was written down once."""
    written = [job for job in jobs if job["kind"] == "write" and job["state"] == "done"]
    seen = Counter((row["number"], row["digest"]) for row in ground.ask("SELECT * FROM kinds_effect"))
    assert seen == Counter((number(job), output(job)) for job in written), "an effect is missing or came twice"
    for job in jobs:
        if job["kind"] == "render" and job["state"] == "done":
            (shown,) = ground.ask("SELECT video FROM stimuli_stimulus")
            assert shown["video"] == output(job)


def number(job):
    return (job["spec"] if isinstance(job["spec"], dict) else json.loads(job["spec"]))["number"]


def never_two_at_once(ground):
    """No run of a job began before the run before it had ended."""
    runs = ground.runs()
    for each in {number for _, number, _, _ in runs}:
        words = [word for word, number, _, _ in sorted(runs, key=lambda run: run[3]) if number == each]
        doubled = [pair for pair in pairwise(words) if pair == ("begun", "begun")]
        assert not doubled, f"job {each} ran twice at once"
