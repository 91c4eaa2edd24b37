"""A database that crashes, and disks that are full."""

import os
import subprocess
import time

from tests.evalsite.jobs.processes import wait_until
from tests.faults import invariants
from tests.faults.fault import fault, recovery


@fault("PostgreSQL crashes under running jobs, and is back after 5 s", limit=90, broker="redis", database="postgres")
def database_restarted(ground):
    ground.start("scheduler")
    ground.write(20, parts=20, pause=0.05)
    ground.worker(processes=2)
    wait_until(lambda: ground.count("done") >= 2, 60)
    ground.postgres.kill()
    time.sleep(5)
    ground.postgres.start()
    with recovery() as clock:
        ground.wait_for_state("done", 150)
    invariants.check(ground)
    return clock.seconds


@fault("the store's disk is full, later it has room and the jobs are tried again", limit=60, heavy=True)
def disk_full(ground):
    with small_disk(ground):
        ground.start("scheduler")
        ground.worker()
        ballast = ground.store / "ballast"
        fill(ballast)
        ground.write(parts=30, size=200_000)
        ground.render()
        ground.wait_for_state("failed", 60)
        assert not list(ground.store.glob("work/*")), "a part was left behind"
        assert set(ground.files()) == ground.known
        assert all(job["error"].startswith("the disk is full") for job in ground.jobs()), ground.jobs()[-1]["error"]
        ballast.unlink()
        with recovery() as clock:
            for job in ground.jobs():
                ground.manage("retry", str(job["id"])[:8])
            ground.wait_for_state("done", 60)
        invariants.check(ground)
    return clock.seconds


class small_disk:  # noqa: N801 - reads as a function
    """The ground's store on a file system of 16 MB of its own."""

    def __init__(self, ground):
        self.ground = ground

    def __enter__(self):
        folder = self.ground.store
        aside = folder.rename(folder.with_name("aside"))
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], check=True)
        for path in aside.iterdir():
            subprocess.run(["cp", "-a", path, folder], check=True)

    def __exit__(self, *_):
        for process in self.ground.processes:
            if process.poll() is None:
                self.ground.kill(process)
        subprocess.run(["umount", "-l", self.ground.store], check=True)


def fill(path):
    """Leave no more room than a few thousand bytes."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError:
                continue
