"""Redis that dies, forgets, stays away, or believes that a long job was lost."""

import time

from tests.evalsite.jobs.processes import wait_until
from tests.faults import invariants
from tests.faults.fault import fault, measure_recovery
from tests.faults.scenarios import ratings


def start_jobs(site, count):
    """Have so many jobs queued and some of them done."""
    site.start("scheduler")
    site.enqueue_writes(count, pause=0.05)
    site.worker(processes=2)
    wait_until(lambda: site.count_jobs("done") >= 20, 60)


@fault("Redis is killed with 200 jobs queued, and restarted after 3 s", limit=90, broker="redis")
def redis_killed(site):
    start_jobs(site, 220)
    site.redis.kill()
    time.sleep(3)
    site.redis.start()
    with measure_recovery() as stopwatch:
        site.wait_for_state("done", 150)
    invariants.check(site)
    return stopwatch.seconds


@fault("Redis is emptied (FLUSHALL) with 200 jobs queued", limit=90, broker="redis")
def redis_emptied(site):
    start_jobs(site, 220)
    site.redis.do("FLUSHALL")
    with measure_recovery() as stopwatch:
        site.wait_for_state("done", 150)
    invariants.check(site)
    return stopwatch.seconds


@fault(
    "Redis is down for two minutes; ratings continue, and jobs enqueued meanwhile run afterwards",
    limit=90,
    broker="redis",
)
def redis_away(site):
    with ratings.serve_study(site) as address:
        site.start("scheduler")
        site.worker(processes=2)
        site.enqueue_writes(10)
        site.wait_for_state("done", 60)
        site.redis.kill()
        gone = time.monotonic()
        site.enqueue_writes(20, first=10)
        rated = ratings.keep_rating(site, address, until=gone + 120)
        assert site.count_jobs("done") == 10
        site.redis.start()
        with measure_recovery() as stopwatch:
            site.wait_for_state("done", 150)
        assert rated > 0
    invariants.check(site)
    return stopwatch.seconds


@fault("a job takes ten times Redis's visibility timeout: it never runs twice at once", limit=45, broker="redis")
def visibility(site):
    received = site.folder / "received"
    options = {"visibility_timeout": 2, "unacked_restore_interval": 1}
    site.changes = {"BROKER_OPTIONS": options, "RECEIVED_MESSAGES": str(received)}
    site.start("scheduler")
    site.worker()
    site.worker()
    with measure_recovery() as stopwatch:
        site.enqueue_writes(parts=40, pause=0.5)
        site.wait_for_state("done", 60)
    (job,) = site.jobs()
    assert len(received.read_text().splitlines()) > 1, "Redis delivered the message only once: no fault, no test"
    assert job["attempt"] == 1
    invariants.check_no_simultaneous_runs(site)
    invariants.check(site)
    return stopwatch.seconds
