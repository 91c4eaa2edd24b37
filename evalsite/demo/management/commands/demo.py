"""manage.py demo: a small complete study from nothing."""

import json
import signal
from argparse import ArgumentParser
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from evalsite.accounts.signin_links import create_signin_link
from evalsite.command import SiteCommand, integer_in_range, port_number
from evalsite.demo import demo_study
from evalsite.demo.demo_study import DemoSize, StepTimer
from evalsite.studies import lifecycle
from evalsite.supervisor.supervisor import LogFunction, Supervisor


class Command(SiteCommand):
    help = "Run a small complete study: corpus, training, videos, simulated participants, significance tests."

    def add_arguments(self, parser: ArgumentParser) -> None:
        size = DemoSize()
        for option, low, high, default, meaning in (
            ("--raters", 1, 1000, size.raters, "simulated participants"),
            ("--clips", 1, 1000, size.clips, "recordings in the study"),
            ("--turns", 12, 10_000, size.turns, "turns of the corpus"),
            ("--epochs", 1, 10_000, size.epochs, "epochs of each training"),
        ):
            parser.add_argument(
                option, type=integer_in_range(low, high), default=default, help=f"{meaning} (%(default)s)"
            )
        parser.add_argument(
            "--port", type=port_number, default=8000, help="the site's port (%(default)s); 0 or auto: any free one"
        )
        parser.add_argument("--end", action="store_true", help="stop the site when the study is analysed")
        parser.add_argument("--times", type=Path, metavar="FILE.json", help="write how long each step took")

    def handle(self, **options: Any) -> None:
        size = DemoSize(*(options[name] for name in ("turns", "clips", "raters", "epochs")))
        timer = StepTimer()
        with ExitStack() as contexts:
            with timer.step("start the site and its workers"):
                log = contexts.enter_context(_log_file())
                supervisor = contexts.enter_context(Supervisor(port=options["port"], log=log))
                supervisor.watch_in_background()
            url = supervisor.url
            print(f"  {url} is running; sign in once with {url}{create_signin_link()}")
            slug = _run_study(url, size, timer)
            print(f"\nDone in {sum(timer.seconds.values()):.0f} s. Dashboard: {url}/studies/{slug}/")
            if options["times"]:
                options["times"].write_text(json.dumps(timer.seconds, indent=1) + "\n", encoding="utf-8")
            if not options["end"]:
                print(f"To see it, sign in with {url}{create_signin_link()}. Ctrl-C stops the site.", flush=True)
                signal.pause()


def _run_study(url: str, size: DemoSize, timer: StepTimer) -> str:
    """Run all steps of the study; return its slug."""
    with timer.step("create a synthetic corpus: sentences by eSpeak NG, motion derived from their phonemes"):
        corpus = demo_study.create_corpus(size)
        recordings = demo_study.held_out_recordings(corpus, size.clips)
    with timer.step("train four networks; meanwhile animate and render what is ready"):
        demo_study.train_and_render(corpus, recordings, size)
    with timer.step("create the study from these videos"):
        study = demo_study.create_study(recordings)
    with timer.step(f"open it; {size.raters} simulated participants watch and rate"):
        lifecycle.open(study)
        print(f"  you can take part too: {url}/s/{study.slug}/")
        demo_study.simulate_participants(study, size, url)
    with timer.step("close it and analyse the ratings"):
        study = lifecycle.close(study)
        for line in demo_study.contrast_verdicts(study):
            print(f"  {line}")
    return study.slug


@contextmanager
def _log_file() -> Generator[LogFunction]:
    """Yield a log function that writes to a file, so that the output does not interrupt the progress bars."""
    path = Path(settings.STATE) / "demo.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", buffering=1) as file:
        print(f"  site and workers log to {path}")
        yield lambda name, line: print(f"{name:>9} │ {line}", file=file)
