"""Generate a synthetic corpus: made sentences, made motion."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from evalsite.command import whole
from evalsite.jobs.queue import enqueue
from evalsite.stimuli import names
from evalsite.stimuli.delivery import Asked
from evalsite.stimuli.models import Corpus


def add_arguments(parser: ArgumentParser) -> None:
    """Say what the user may write."""
    parser.add_argument("name")
    parser.add_argument("--turns", type=whole(1, 100_000), default=120, help="how many turns (%(default)s)")
    parser.add_argument("--speakers", type=whole(1, 4), default=4, help="how many voices (%(default)s)")
    parser.add_argument("--seed", type=whole(0, 2**32 - 1), default=1, help="the same seed gives the same corpus")
    parser.add_argument("--no-shared", action="store_true", help="without the factor that the regions share")


def run(options: dict[str, Any], batch: str) -> Asked:
    """Have the corpus made."""
    name = names.slug(Corpus, options["name"])
    chosen = {key: options[key] for key in ("turns", "speakers", "seed")} | {"shared": not options["no_shared"]}
    job = enqueue("plant", {"name": name, "options": chosen}, title=f"speak corpus {name}", batch=batch)
    print(f"the corpus will lie in {Path(settings.STATE) / 'corpora' / name}", file=sys.stderr)  # noqa: T201
    return Asked(jobs=[job])
