"""Redis that dies, forgets, stays away, or believes that a long job was lost."""

import time

from tests.evalsite.jobs.processes import wait_until
from tests.faults import invariants
from tests.faults.fault import fault, recovery
from tests.faults.scenes import ratings


def begun(ground, count):
    """Have so many jobs queued and some of them done."""
    ground.start("scheduler")
    ground.write(count, pause=0.05)
    ground.worker(processes=2)
    wait_until(lambda: ground.count("done") >= 20, 60)


@fault("Redis is killed with 200 jobs queued, and started again after 3 s", limit=90, broker="redis")
def redis_killed(ground):
    begun(ground, 220)
    ground.redis.kill()
    time.sleep(3)
    ground.redis.start()
    with recovery() as clock:
        ground.wait_for_state("done", 150)
    invariants.check(ground)
    return clock.seconds


@fault("Redis is emptied (FLUSHALL) with 200 jobs queued", limit=90, broker="redis")
def redis_emptied(ground):
    begun(ground, 220)
    ground.redis.do("FLUSHALL")
    with recovery() as clock:
        ground.wait_for_state("done", 150)
    invariants.check(ground)
    return clock.seconds


@fault(
    "Redis is away for two minutes; ratings go on, and jobs asked for meanwhile are done after",
    limit=90,
    broker="redis",
)
def redis_away(ground):
    with ratings.site(ground) as address:
        ground.start("scheduler")
        ground.worker(processes=2)
        ground.write(10)
        ground.wait_for_state("done", 60)
        ground.redis.kill()
        gone = time.monotonic()
        ground.write(20, first=10)
        rated = ratings.go_on(ground, address, until=gone + 120)
        assert ground.count("done") == 10
        ground.redis.start()
        with recovery() as clock:
            ground.wait_for_state("done", 150)
        assert rated > 0
    invariants.check(ground)
    return clock.seconds


@fault("a job ten times longer than Redis's visibility timeout: never two at once", limit=45, broker="redis")
def visibility(ground):
    woken = ground.folder / "woken"
    options = {"visibility_timeout": 2, "unacked_restore_interval": 1}
    ground.changes = {"BROKER_OPTIONS": options, "WOKEN": str(woken)}
    ground.start("scheduler")
    ground.worker()
    ground.worker()
    with recovery() as clock:
        ground.write(parts=40, pause=0.5)
        ground.wait_for_state("done", 60)
    (job,) = ground.jobs()
    assert len(woken.read_text().splitlines()) > 1, "Redis delivered the message only once: no fault, no test"
    assert job["attempt"] == 1
    invariants.never_two_at_once(ground)
    invariants.check(ground)
    return clock.seconds
