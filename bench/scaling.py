"""How much faster two workers are than one: fifty small renders on two cores; writes `docs/measured/scaling.md`.

Real workers with one thread each on a separate site (files and SQLite, as on a laptop), warmed up before the clock
starts; times are the database's, from the start of the first job to the end of the last. The second line is the same
renders in one and in two plain processes that share nothing, which is the best that the two cores can do.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench.analysis import describe_machine
from evalsite.processes import THREAD_VARIABLES
from face import npz_file
from face.motion import FapMotion

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs/measured/scaling.md"
RENDERS, PLAIN_RENDERS, GOAL = 50, 12, 1.6
SIZE: Final = "320x240"


@dataclass(frozen=True)
class Site:
    """A separate site in a folder, with motion files to render."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """One thread for each process, without the caller's settings."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("FACESTUDY_")}
        return inherited | {"FACESTUDY_STATE": str(self.folder / "var")} | dict.fromkeys(THREAD_VARIABLES, "1")

    def manage(self, *words: object) -> str:
        """Run a management command."""
        command = [sys.executable, "manage.py", *map(str, words)]
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=True).stdout

    @contextmanager
    def workers(self, number: int) -> Generator[None]:
        """Run this many workers with one process each."""
        command = [sys.executable, "manage.py", "worker", "render"]
        no_output = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        running = [subprocess.Popen(command, cwd=ROOT, env=self.env, **no_output) for _ in range(number)]  # type: ignore[call-overload]
        try:
            yield
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(20)

    def write_motions(self, name: str, count: int) -> list[Path]:
        """Write this many different motions of one second."""
        times = np.arange(25) / 25
        paths = [self.folder / f"{name}-{number}.npz" for number in range(count)]
        for path in paths:
            random = np.random.default_rng(int.from_bytes(path.stem.encode()))
            values = (50 * np.sin(6 * times[:, None] + random.uniform(0, 6, 66))).astype(np.float32)
            motion = FapMotion(values=values, driven=np.ones(values.shape, np.bool_), rate=25.0, times=times)
            npz_file.save(motion, path)
        return paths

    def render(self, name: str, count: int) -> list[dict[str, Any]]:
        """Render this many videos with the running workers and return the jobs."""
        self.manage("enqueue", "render", *self.write_motions(name, count), "--size", SIZE, "--batch", name)
        self.manage("jobs", "--batch", name, "--wait")
        jobs: list[dict[str, Any]] = json.loads(self.manage("jobs", "--batch", name, "--json", "--limit", count))
        return jobs

    def time_workers(self, workers: int, renders: int) -> float:
        """Return the seconds that this many renders take with this many workers."""
        with self.workers(workers):
            for attempt in range(9):
                warmed_up = {job["lease_owner"] for job in self.render(f"warm-{workers}-{attempt}", 2 * workers)}
                if len(warmed_up) == workers:
                    break
            jobs = self.render(f"measured-{workers}", renders)
        started = min(datetime.fromisoformat(job["started"]) for job in jobs)
        return (max(datetime.fromisoformat(job["finished"]) for job in jobs) - started).total_seconds()

    def time_plain_processes(self, processes: int) -> float:
        """Return the seconds that a few renders take in this many plain processes, after a warm-up."""
        motions = [
            self.write_motions(f"plain-{processes}-{number}", PLAIN_RENDERS // processes) for number in range(processes)
        ]
        command = [sys.executable, "-c", RENDER_SCRIPT]
        running = [
            subprocess.Popen([*command, *paths], cwd=ROOT, env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for paths in motions
        ]
        for process in running:
            assert process.stdout  # noqa: S101 - for the type checker
            process.stdout.readline()
        started = time.monotonic()
        for process in running:
            assert process.stdin  # noqa: S101 - for the type checker
            process.stdin.close()
        for process in running:
            process.wait()
        return time.monotonic() - started


RENDER_SCRIPT: Final = f"""
import sys
from pathlib import Path
from face.motion_reading import read_motion_file
from renderer.video import render_video
from renderer.settings import RenderSettings
settings = RenderSettings(size={tuple(map(int, SIZE.split("x")))})
first, *_ = paths = [Path(name) for name in sys.argv[1:]]
render_video(read_motion_file(first).motion, first.with_suffix(".mp4"), settings=settings)
print("ready", flush=True)
sys.stdin.readline()
for path in paths:
    render_video(read_motion_file(path).motion, path.with_suffix(".mp4"), settings=settings)
"""


def format_row(name: str, one: float, two: float, goal: str) -> str:
    """Return a row of the page."""
    return f"| {name} | {one:.1f} s | {two:.1f} s | {one / two:.2f} × | {goal} |"


def main() -> None:
    """Measure, print the page and write it; with a number as argument, only try that many renders."""
    renders = int(sys.argv[1]) if sys.argv[1:] else RENDERS
    with tempfile.TemporaryDirectory(prefix="facestudy-scaling-") as folder:
        site = Site(Path(folder))
        site.manage("migrate", "-v0")
        plain = site.time_plain_processes(1), site.time_plain_processes(2)
        measured = site.time_workers(1, renders), site.time_workers(2, renders)
    missed = "" if measured[0] / measured[1] >= GOAL else " **missed**"
    page = "\n".join(
        [
            "# Speed-up by a second worker\n",
            (__doc__ or "").replace("; writes `docs/measured/scaling.md`", "").strip() + "\n",
            describe_machine().partition(";")[0] + f", a minute ago {os.getloadavg()[0]:.1f}.\n",
            "| | one | two | speed-up | goal |\n|---|---|---|---|---|",
            format_row(f"{renders} videos of 1 s, {SIZE}, by workers", *measured, f"≥ {GOAL} ×{missed}"),
            format_row(f"{PLAIN_RENDERS} of them by plain processes", *plain, ""),
            "",
        ]
    )
    if renders == RENDERS:
        PAGE.write_text(page, encoding="utf-8")
    print(page)  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
