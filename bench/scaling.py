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

from bench.analysis import machine
from evalsite.processes import THREAD_VARIABLES
from face import npz_file
from face.motion import FapMotion

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs/measured/scaling.md"
RENDERS, BARE, GOAL = 50, 12, 1.6
SIZE: Final = "320x240"


@dataclass(frozen=True)
class Site:
    """A site of its own in a folder, with motion files to render."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """One thread for each process, and nothing of the caller's settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FACESTUDY_")}
        return kept | {"FACESTUDY_STATE": str(self.folder / "var")} | dict.fromkeys(THREAD_VARIABLES, "1")

    def manage(self, *words: object) -> str:
        """Run a management command."""
        command = [sys.executable, "manage.py", *map(str, words)]
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=True).stdout

    @contextmanager
    def workers(self, number: int) -> Generator[None]:
        """Keep so many workers of one process running."""
        command = [sys.executable, "manage.py", "worker", "render"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        running = [subprocess.Popen(command, cwd=ROOT, env=self.env, **quiet) for _ in range(number)]  # type: ignore[call-overload]
        try:
            yield
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(20)

    def motions(self, name: str, number: int) -> list[Path]:
        """Write so many motions of one second, no two alike."""
        moments = np.arange(25) / 25
        paths = [self.folder / f"{name}-{count}.npz" for count in range(number)]
        for path in paths:
            random = np.random.default_rng(int.from_bytes(path.stem.encode()))
            values = (50 * np.sin(6 * moments[:, None] + random.uniform(0, 6, 66))).astype(np.float32)
            moving = FapMotion(values=values, driven=np.ones(values.shape, np.bool_), rate=25.0, times=moments)
            npz_file.save(moving, path)
        return paths

    def rendered(self, name: str, number: int) -> list[dict[str, Any]]:
        """Have so many videos rendered and return their jobs."""
        self.manage("enqueue", "render", *self.motions(name, number), "--size", SIZE, "--batch", name)
        self.manage("jobs", "--batch", name, "--wait")
        jobs: list[dict[str, Any]] = json.loads(self.manage("jobs", "--batch", name, "--json", "--limit", number))
        return jobs

    def seconds(self, workers: int, renders: int) -> float:
        """Return how long so many renders take with so many workers."""
        with self.workers(workers):
            for attempt in range(9):
                warm = {job["lease_owner"] for job in self.rendered(f"warm-{workers}-{attempt}", 2 * workers)}
                if len(warm) == workers:
                    break
            jobs = self.rendered(f"measured-{workers}", renders)
        began = min(datetime.fromisoformat(job["started"]) for job in jobs)
        return (max(datetime.fromisoformat(job["finished"]) for job in jobs) - began).total_seconds()

    def bare(self, processes: int) -> float:
        """Return how long a few renders take in so many plain processes, warm ones."""
        shares = [self.motions(f"bare-{processes}-{each}", BARE // processes) for each in range(processes)]
        command = [sys.executable, "-c", PLAIN]
        running = [
            subprocess.Popen([*command, *share], cwd=ROOT, env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for share in shares
        ]
        for process in running:
            assert process.stdout  # noqa: S101 - for the type checker
            process.stdout.readline()
        began = time.monotonic()
        for process in running:
            assert process.stdin  # noqa: S101 - for the type checker
            process.stdin.close()
        for process in running:
            process.wait()
        return time.monotonic() - began


PLAIN: Final = f"""
import sys
from pathlib import Path
from renderer import motion_file
from renderer.video import render_video
from renderer.settings import RenderSettings
look = RenderSettings(size={tuple(map(int, SIZE.split("x")))})
first, *_ = paths = [Path(name) for name in sys.argv[1:]]
render_video(motion_file.read_motion(first), first.with_suffix(".mp4"), settings=look)
print("ready", flush=True)
sys.stdin.readline()
for path in paths:
    render_video(motion_file.read_motion(path), path.with_suffix(".mp4"), settings=look)
"""


def row(name: str, one: float, two: float, goal: str) -> str:
    """Return a row of the page."""
    return f"| {name} | {one:.1f} s | {two:.1f} s | {one / two:.2f} × | {goal} |"


def main() -> None:
    """Measure, print the page and write it; a number as argument tries it with so few renders and writes nothing."""
    renders = int(sys.argv[1]) if sys.argv[1:] else RENDERS
    with tempfile.TemporaryDirectory(prefix="facestudy-scaling-") as folder:
        site = Site(Path(folder))
        site.manage("migrate", "-v0")
        bare = site.bare(1), site.bare(2)
        measured = site.seconds(1, renders), site.seconds(2, renders)
    missed = "" if measured[0] / measured[1] >= GOAL else " **missed**"
    page = "\n".join(
        [
            "# Speed-up by a second worker\n",
            (__doc__ or "").replace("; writes `docs/measured/scaling.md`", "").strip() + "\n",
            machine().partition(";")[0] + f", a minute ago {os.getloadavg()[0]:.1f}.\n",
            "| | one | two | speed-up | goal |\n|---|---|---|---|---|",
            row(f"{renders} videos of 1 s, {SIZE}, by workers", *measured, f"≥ {GOAL} ×{missed}"),
            row(f"{BARE} of them by plain processes", *bare, ""),
            "",
        ]
    )
    if renders == RENDERS:
        PAGE.write_text(page, encoding="utf-8")
    print(page)  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
