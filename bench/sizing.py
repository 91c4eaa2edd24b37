"""Computing time per second of video, step by step, and of a whole study; writes `docs/measured/sizing.md`.

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

from bench.analysis import describe_machine
from evalsite.processes import THREAD_VARIABLES
from face.motion import FapMotion

PAGE: Final = Path(__file__).parents[1] / "docs/measured/sizing.md"
MEASURED_SECONDS: Final = 8.0
"""Speech or video that each step processes."""
CLIP_SECONDS: Final = 10.0
STUDIES: Final = {"10 clips × 5 conditions": 50, "40 clips × 6 conditions": 240, "200 clips × 10 conditions": 2000}
CORES: Final = (1, 2, 4, 8, 16, 32)

StepFunction = Callable[[Path], object]


@dataclass(frozen=True)
class StepCost:
    """The cost of one step from a recording to a video."""

    name: str
    seconds: float
    """Processor seconds per second of speech or video."""
    start: float
    """Processor seconds until a new process is ready: imports and a short warm-up."""
    memory: float
    """Peak memory in GiB."""


def prepare_features(seconds: float) -> StepFunction:
    """Extract features from modulated noise, which costs as much as speech."""
    import soundfile  # noqa: PLC0415 - each step's process loads what it needs

    from synthesis.features import extract_features  # noqa: PLC0415

    times = np.arange(round(24_000 * seconds)) / 24_000
    sound = np.random.default_rng(1).standard_normal(len(times)) * np.sin(9 * times) ** 2 / 10

    def run(folder: Path) -> object:
        soundfile.write(folder / "speech.wav", sound.astype(np.float32), 24_000)
        return extract_features(folder / "speech.wav")

    return run


def prepare_network(hidden: int) -> Callable[[float], StepFunction]:
    """Predict markers with a network of the talk."""

    def prepare(seconds: float) -> StepFunction:
        from synthesis.animation import predict  # noqa: PLC0415
        from synthesis.networks import blstm  # noqa: PLC0415

        network = blstm.create_network("joint-1", hidden)
        inputs = np.zeros((round(120 * seconds), 44), np.float32)
        return lambda _: predict(network, inputs)

    return prepare


def prepare_retargeting(seconds: float) -> StepFunction:
    """Turn markers into FAPs."""
    from synthesis.retargeting import retarget  # noqa: PLC0415
    from tests.synthesis import faces  # noqa: PLC0415 - the synthetic face of the tests

    motion = faces.motion(np.random.default_rng(1).standard_normal((round(120 * seconds), 46, 3)))
    return lambda _: retarget(motion, rate=25, seed=1)


def prepare_rendering(width: int, height: int) -> Callable[[float], StepFunction]:
    """Render and encode a moving face."""

    def prepare(seconds: float) -> StepFunction:
        from renderer.settings import RenderSettings  # noqa: PLC0415
        from renderer.video import render_video  # noqa: PLC0415

        settings = RenderSettings(size=(width, height))
        return lambda folder: render_video(moving_face(seconds), folder / "video.mp4", settings=settings)

    return prepare


def moving_face(seconds: float) -> FapMotion:
    """Return a motion in which every FAP moves."""
    times = np.arange(round(25 * seconds)) / 25
    values = (40 * np.sin(np.outer(6 * times, np.linspace(0.5, 1.5, 66)))).astype(np.float32)
    return FapMotion(values=values, driven=np.ones(values.shape, np.bool_), rate=25.0, times=times)


STEPS: Final[dict[str, Callable[[float], StepFunction]]] = {
    "features": prepare_features,
    "network, 96 hidden units": prepare_network(96),
    "network, 1,024 hidden units": prepare_network(1024),
    "markers to FAPs": prepare_retargeting,
    "rendering 640 × 480, 25 frames/s": prepare_rendering(640, 480),
    "rendering 1280 × 720, 25 frames/s": prepare_rendering(1280, 720),
}
PIPELINE: Final = ("features", "network, 1,024 hidden units", "markers to FAPs", "rendering 640 × 480, 25 frames/s")


def processor_seconds() -> float:
    """Return the processor seconds of this process and of the child processes that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def measure_step(name: str) -> StepCost:
    """Measure one step in this process, after a short warm-up."""
    with tempfile.TemporaryDirectory() as folder:
        STEPS[name](0.4)(Path(folder))
        start = processor_seconds()
        run = STEPS[name](MEASURED_SECONDS)
        before = processor_seconds()
        run(Path(folder))
        used = processor_seconds() - before
    memory = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return StepCost(name, used / MEASURED_SECONDS, start, memory / 2**20)


def measure_in_new_process(name: str) -> StepCost:
    """Measure one step in a new process with one thread."""
    env = dict(os.environ) | dict.fromkeys(THREAD_VARIABLES, "1")
    process = subprocess.run([sys.executable, "-m", "bench.sizing", name], env=env, capture_output=True, check=True)
    return StepCost(**json.loads(process.stdout))


def format_page(steps: list[StepCost]) -> str:
    """Return the page."""
    rows = [f"| {each.name} | {each.seconds:.3f} s | {each.start:.1f} s | {each.memory:.1f} GiB |" for each in steps]
    seconds_per_second = sum(step.seconds for step in steps if step.name in PIPELINE)
    head = "| step | per second of video | start-up, once per process | memory |\n|---|---|---|---|"
    studies = [study_row(name, videos * CLIP_SECONDS * seconds_per_second) for name, videos in STUDIES.items()]
    cores = "| study, clips of 10 s | " + " | ".join(f"{number} cores" for number in CORES) + " |"
    return "\n".join(
        [
            "# Computing time of a study\n",
            (__doc__ or "").replace("; writes `docs/measured/sizing.md`", "").strip() + "\n",
            describe_machine().partition(";")[0] + ".\n",
            "\n".join([head, *rows]) + "\n",
            f"A second of video, from its sound to its file, takes {seconds_per_second:.2f} s of one core ("
            + ", ".join(PIPELINE)
            + "). With as many worker processes as cores, and no other work:\n",
            "\n".join([cores.replace("1 cores", "1 core"), "|---" * (len(CORES) + 1) + "|", *studies]) + "\n",
        ]
    )


def study_row(name: str, seconds: float) -> str:
    """Return the row of a study: its duration by number of cores."""
    from evalsite.jobs.templatetags.durations import duration_text  # noqa: PLC0415 - Django

    return f"| {name} | " + " | ".join(duration_text(seconds / number) for number in CORES) + " |"


def main() -> None:
    """Measure all steps and write the page; with a step's name, measure that one and print it as JSON."""
    if sys.argv[1:]:
        print(json.dumps(vars(measure_step(sys.argv[1]))))  # noqa: T201
        return
    started = time.monotonic()
    page = format_page([measure_in_new_process(name) for name in STEPS])
    PAGE.write_text(page, encoding="utf-8")
    print(page, f"\n{time.monotonic() - started:.0f} s")  # noqa: T201


if __name__ == "__main__":
    main()
