"""manage.py demo: a small real study from nothing."""

import json
import signal
from argparse import ArgumentParser
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from evalsite.accounts.signin import one_time_link
from evalsite.command import SiteCommand, port, whole
from evalsite.demo import story
from evalsite.studies import lifecycle
from evalsite.supervisor.stack import Log, Stack, in_background


class Command(SiteCommand):
    help = "Run a small real study from nothing: corpus, training, clips, scripted participants, significance."

    def add_arguments(self, parser: ArgumentParser) -> None:
        size = story.Size()
        parser.add_argument(
            "--raters", type=whole(1, 1000), default=size.raters, help="scripted participants (%(default)s)"
        )
        parser.add_argument(
            "--clips", type=whole(1, 1000), default=size.clips, help="recordings in the study (%(default)s)"
        )
        parser.add_argument(
            "--turns", type=whole(12, 10_000), default=size.turns, help="turns of the corpus (%(default)s)"
        )
        parser.add_argument(
            "--epochs", type=whole(1, 10_000), default=size.epochs, help="of each training (%(default)s)"
        )
        parser.add_argument(
            "--port", type=port, default=8000, help="of the site (%(default)s); 0 or auto: any free one"
        )
        parser.add_argument("--end", action="store_true", help="end the site when the study is analysed")
        parser.add_argument("--times", type=Path, metavar="FILE.json", help="write how long each step took")

    def handle(self, **options: Any) -> None:
        size = story.Size(*(options[name] for name in ("turns", "clips", "raters", "epochs")))
        clock = story.Clock()
        with ExitStack() as running:
            with clock.step("start the site and its workers"):
                log = running.enter_context(_log())
                stack = running.enter_context(Stack(port=options["port"], log=log))
                in_background(stack)
            print(f"  {stack.url} answers; sign in once by {stack.url}{one_time_link()}")
            study = self._tell(stack.url, size, clock)
            print(f"\nDone in {sum(clock.steps.values()):.0f} s. The dashboard: {stack.url}/studies/{study}/")
            if options["times"]:
                options["times"].write_text(json.dumps(clock.steps, indent=1) + "\n", encoding="utf-8")
            if not options["end"]:
                print(
                    f"To look at it, sign in by {stack.url}{one_time_link()} — the site stays up; Ctrl-C ends it.",
                    flush=True,
                )
                signal.pause()

    def _tell(self, url: str, size: story.Size, clock: story.Clock) -> str:
        with clock.step("speak a corpus: sentences by eSpeak NG, motion made from their phonemes"):
            corpus = story.plant(size)
            recordings = story.untouched(corpus, size.clips)
        with clock.step("train four networks; meanwhile animate and render what is known"):
            story.train_and_render(corpus, recordings, size)
        with clock.step("create the study from these videos"):
            study = story.create(recordings)
        with clock.step(f"open it; {size.raters} scripted participants watch and rate"):
            lifecycle.open(study)
            print(f"  you can take part too: {url}/s/{study.slug}/")
            story.rate(study, size, url)
        with clock.step("close it and analyse the ratings"):
            study = lifecycle.close(study)
            for line in story.findings(study):
                print(f"  {line}")
        return study.slug


@contextmanager
def _log() -> Generator[Log]:
    """Give a log that keeps the children's lines in a file, out of the progress bars' way."""
    path = Path(settings.STATE) / "demo.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", buffering=1) as file:
        print(f"  what site and workers say goes to {path}")
        yield lambda name, line: print(f"{name:>9} │ {line}", file=file)
