"""What a second of video costs, step by step, and how long a study takes; writes `docs/measured/sizing.md`.

Each step runs alone in a process with one thread, like a worker's child process. The times are processor times,
helper processes (ffmpeg) included, so other work on the machine hardly matters; on an idle core they equal elapsed
time.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bench.analysis import machine
from evalsite.processes import THREAD_VARIABLES
from face.motion import FapMotion

PAGE: Final = Path(__file__).parents[1] / "docs/measured/sizing.md"
SECONDS: Final = 8.0
"""Of speech or video that each step works on."""
CLIP: Final = 10.0
STUDIES: Final = {"10 clips × 5 conditions": 50, "40 clips × 6 conditions": 240, "200 clips × 10 conditions": 2000}
CORES: Final = (1, 2, 4, 8, 16, 32)

Work = Callable[[Path], object]


@dataclass(frozen=True)
class Step:
    """One step of the way from a recording to a video, and what it took."""

    name: str
    seconds: float
    """Processor seconds for a second of material."""
    start: float
    """Processor seconds before a fresh process is ready: imports, the first small piece."""
    memory: float
    """The most memory held, GiB."""


def features(seconds: float) -> Work:
    """Extract features from noise that comes and goes, which costs what speech costs."""
    import soundfile  # noqa: PLC0415 - each step's process loads what it needs

    from synthesis.features import extract_features  # noqa: PLC0415

    moments = np.arange(round(24_000 * seconds)) / 24_000
    sound = np.random.default_rng(1).standard_normal(len(moments)) * np.sin(9 * moments) ** 2 / 10

    def work(folder: Path) -> object:
        soundfile.write(folder / "speech.wav", sound.astype(np.float32), 24_000)
        return extract_features(folder / "speech.wav")

    return work


def network(hidden: int) -> Callable[[float], Work]:
    """Predict markers with a network of the talk."""

    def prepare(seconds: float) -> Work:
        from synthesis.animation import predict  # noqa: PLC0415
        from synthesis.networks import blstm  # noqa: PLC0415

        made = blstm.create_network("joint-1", hidden)
        heard = np.zeros((round(120 * seconds), 44), np.float32)
        return lambda _: predict(made, heard)

    return prepare


def retargeting(seconds: float) -> Work:
    """Turn markers into FAPs."""
    from synthesis.retargeting import retarget  # noqa: PLC0415
    from tests.synthesis import faces  # noqa: PLC0415 - the made face of the tests

    motion = faces.motion(np.random.default_rng(1).standard_normal((round(120 * seconds), 46, 3)))
    return lambda _: retarget(motion, rate=25, seed=1)


def rendering(width: int, height: int) -> Callable[[float], Work]:
    """Draw and encode a mouth that opens and shuts."""

    def prepare(seconds: float) -> Work:
        from renderer.settings import RenderSettings  # noqa: PLC0415
        from renderer.video import render_video  # noqa: PLC0415

        look = RenderSettings(size=(width, height))
        return lambda folder: render_video(moving(seconds), folder / "video.mp4", settings=look)

    return prepare


def moving(seconds: float) -> FapMotion:
    """Return FAPs that all move."""
    moments = np.arange(round(25 * seconds)) / 25
    values = (40 * np.sin(np.outer(6 * moments, np.linspace(0.5, 1.5, 66)))).astype(np.float32)
    return FapMotion(values=values, driven=np.ones(values.shape, np.bool_), rate=25.0, times=moments)


STEPS: Final[dict[str, Callable[[float], Work]]] = {
    "features": features,
    "network, 96 hidden units": network(96),
    "network, 1,024 hidden units": network(1024),
    "markers to FAPs": retargeting,
    "rendering 640 × 480, 25 frames/s": rendering(640, 480),
    "rendering 1280 × 720, 25 frames/s": rendering(1280, 720),
}
CHAIN: Final = ("features", "network, 1,024 hidden units", "markers to FAPs", "rendering 640 × 480, 25 frames/s")


def spent() -> float:
    """Return the processor seconds of this process and of those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def measured_here(name: str) -> Step:
    """Measure one step in this process: a small piece to be ready, then the piece that counts."""
    with tempfile.TemporaryDirectory() as folder:
        STEPS[name](0.4)(Path(folder))
        ready = spent()
        work = STEPS[name](SECONDS)
        began = spent()
        work(Path(folder))
        took = spent() - began
    memory = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Step(name, took / SECONDS, ready, memory / 2**20)


def measured(name: str) -> Step:
    """Measure one step in a process of its own, with one thread."""
    env = dict(os.environ) | dict.fromkeys(THREAD_VARIABLES, "1")
    done = subprocess.run([sys.executable, "-m", "bench.sizing", name], env=env, capture_output=True, check=True)
    return Step(**json.loads(done.stdout))


def written(steps: list[Step]) -> str:
    """Return the page."""
    rows = [f"| {each.name} | {each.seconds:.3f} s | {each.start:.1f} s | {each.memory:.1f} GiB |" for each in steps]
    each_second = sum(step.seconds for step in steps if step.name in CHAIN)
    head = "| step | per second of video | start-up, once per process | memory |\n|---|---|---|---|"
    studies = [study(name, videos * CLIP * each_second) for name, videos in STUDIES.items()]
    cores = "| study, clips of 10 s | " + " | ".join(f"{number} cores" for number in CORES) + " |"
    return "\n".join(
        [
            "# Computing time of a study\n",
            (__doc__ or "").replace("; writes `docs/measured/sizing.md`", "").strip() + "\n",
            machine().partition(";")[0] + ".\n",
            "\n".join([head, *rows]) + "\n",
            f"A second of video, from its sound to its file, takes {each_second:.2f} s of one core ("
            + ", ".join(CHAIN)
            + "). With as many worker processes as cores, and no other work:\n",
            "\n".join([cores.replace("1 cores", "1 core"), "|---" * (len(CORES) + 1) + "|", *studies]) + "\n",
        ]
    )


def study(name: str, work: float) -> str:
    """Return how long a study takes on so many cores."""
    from evalsite.jobs.templatetags.durations import duration_text  # noqa: PLC0415 - Django

    return f"| {name} | " + " | ".join(duration_text(work / number) for number in CORES) + " |"


def main() -> None:
    """Measure all steps and write the page; with a step's name, measure that one and print it as JSON."""
    if sys.argv[1:]:
        print(json.dumps(vars(measured_here(sys.argv[1]))))  # noqa: T201
        return
    began = time.monotonic()
    page = written([measured(name) for name in STEPS])
    PAGE.write_text(page, encoding="utf-8")
    print(page, f"\n{time.monotonic() - began:.0f} s")  # noqa: T201


if __name__ == "__main__":
    main()
