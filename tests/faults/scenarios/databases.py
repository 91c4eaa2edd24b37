"""A database that crashes, and disks that are full."""

import os
import subprocess
import time

from tests.evalsite.jobs.processes import wait_until
from tests.faults import invariants
from tests.faults.fault import fault, measure_recovery


@fault("PostgreSQL crashes while jobs run, and is back after 5 s", limit=90, broker="redis", database="postgres")
def database_restarted(site):
    site.start("scheduler")
    site.enqueue_writes(20, parts=20, pause=0.05)
    site.worker(processes=2)
    wait_until(lambda: site.count_jobs("done") >= 2, 60)
    site.postgres.kill()
    time.sleep(5)
    site.postgres.start()
    with measure_recovery() as stopwatch:
        site.wait_for_state("done", 150)
    invariants.check(site)
    return stopwatch.seconds


@fault("the store's disk is full; later it has space, and the jobs are retried", limit=60, heavy=True)
def disk_full(site):
    with small_disk(site):
        site.start("scheduler")
        site.worker()
        ballast = site.store / "ballast"
        fill(ballast)
        site.enqueue_writes(parts=30, size=200_000)
        site.enqueue_render()
        site.wait_for_state("failed", 60)
        assert not list(site.store.glob("work/*")), "a part was left behind"
        assert set(site.files()) == site.known
        assert all(job["error"].startswith("the disk is full") for job in site.jobs()), site.jobs()[-1]["error"]
        ballast.unlink()
        with measure_recovery() as stopwatch:
            for job in site.jobs():
                site.manage("retry", str(job["id"])[:8])
            site.wait_for_state("done", 60)
        invariants.check(site)
    return stopwatch.seconds


class small_disk:  # noqa: N801 - reads as a function
    """The site's store on a file system of 16 MB of its own."""

    def __init__(self, site):
        self.site = site

    def __enter__(self):
        folder = self.site.store
        aside = folder.rename(folder.with_name("aside"))
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], check=True)
        for path in aside.iterdir():
            subprocess.run(["cp", "-a", path, folder], check=True)

    def __exit__(self, *_):
        for process in self.site.processes:
            if process.poll() is None:
                self.site.kill(process)
        subprocess.run(["umount", "-l", self.site.store], check=True)


def fill(path):
    """Leave no more room than a few thousand bytes."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError:
                continue
