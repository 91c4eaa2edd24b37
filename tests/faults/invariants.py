"""What must hold after every fault: each job's effect exactly once, no partial file visible, nothing lost."""

import hashlib
import json
from collections import Counter
from itertools import pairwise


def check(site, *, failed=0):
    """Check all invariants; `failed` jobs were expected to end so."""
    jobs = site.jobs()
    states = Counter(job["state"] for job in jobs)
    assert states == Counter(done=len(jobs) - failed) + Counter(failed=failed), f"states: {states}"
    check_files(site)
    check_outputs(site, jobs)
    check_effects(site, jobs)


def check_files(site):
    """Check that every file's name is its digest, which a partial file's is not."""
    for path in site.store.glob("??/*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name, f"{path} is incomplete"


def check_outputs(site, jobs):
    """Check that the store holds the prepared files and one file per job, nothing else."""
    expected = {output(job) for job in jobs if job["state"] == "done"}
    assert set(site.files()) == expected | site.known, "the store holds other files than those that were expected"


def output(job):
    value = job["output"] if isinstance(job["output"], dict) else json.loads(job["output"])
    return next(value[key] for key in ("digest", "video", "checkpoint") if key in value)


def check_effects(site, jobs):
    """Check that each finished job had its effect once."""
    written = [job for job in jobs if job["kind"] == "write" and job["state"] == "done"]
    effects = Counter((row["number"], row["digest"]) for row in site.query("SELECT * FROM job_kinds_effect"))
    assert effects == Counter((number(job), output(job)) for job in written), "an effect is missing or came twice"
    for job in jobs:
        if job["kind"] == "render" and job["state"] == "done":
            (stimulus,) = site.query("SELECT video FROM stimuli_stimulus")
            assert stimulus["video"] == output(job)


def number(job):
    return (job["spec"] if isinstance(job["spec"], dict) else json.loads(job["spec"]))["number"]


def check_no_simultaneous_runs(site):
    """Check that no run of a job started before its previous run ended."""
    runs = site.runs()
    for each in {number for _, number, _, _ in runs}:
        words = [word for word, number, _, _ in sorted(runs, key=lambda run: run[3]) if number == each]
        doubled = [pair for pair in pairwise(words) if pair == ("started", "started")]
        assert not doubled, f"job {each} ran twice at once"
