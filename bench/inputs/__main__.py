"""`python -m bench.inputs`: reads 20,000 damaged files and the awkward ones, and writes `docs/measured/inputs.md`."""

import os
import sys
from argparse import ArgumentParser, Namespace

from bench.inputs.awkward import AwkwardResult, read_awkward_files
from bench.inputs.awkward_documents import DOCUMENTS
from bench.inputs.awkward_meshes import MESHES
from bench.inputs.awkward_motion import MOTIONS
from bench.inputs.awkward_sounds import SOUNDS
from bench.inputs.awkward_videos import VIDEOS
from bench.inputs.campaign import KindCounts, run_campaign
from bench.inputs.kinds import KINDS, find_kind
from bench.inputs.page import PAGE, format_page

GROUPS = {
    "Videos": VIDEOS,
    "Motion": MOTIONS,
    "Sound": SOUNDS,
    "Meshes and avatars": MESHES,
    "Tables, documents and archives": DOCUMENTS,
}


def parse_arguments() -> Namespace:
    """Return the arguments."""
    parser = ArgumentParser(prog="python -m bench.inputs", description=__doc__)
    parser.add_argument("--files", type=int, default=20_000, metavar="N", help="damaged files (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="the first seed (%(default)s)")
    parser.add_argument("--kind", choices=[kind.name for kind in KINDS], help="only this kind; writes no page")
    return parser.parse_args()


def main() -> None:
    """Measure, print, and write the page; exit with 1 if a reader has a fault."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    arguments = parse_arguments()
    kinds = [find_kind(arguments.kind)] if arguments.kind else KINDS
    campaign = run_campaign(arguments.files, first_seed=arguments.seed, kinds=kinds, report=print_counts)
    wrong: list[AwkwardResult] = []
    if not arguments.kind:
        awkward = {name: read_awkward_files(files) for name, files in GROUPS.items()}
        wrong = [result for results in awkward.values() for result in results if not result.is_right]
        PAGE.write_text(format_page(campaign, arguments.seed, awkward), encoding="utf-8")
    for result in wrong:
        print(f"{result.awkward.name}: {result.outcome.result}: {result.words}")
    sys.exit(bool(wrong or any(counts.fault_count for counts in campaign.counts)))


def print_counts(counts: KindCounts) -> None:
    """Print what came of one kind."""
    print(f"{counts.kind}: {dict(counts.results)}, {counts.seconds:.1f} s", flush=True)
    for text, seed in counts.faults.items():
        print(f"  seed {seed}: {text}", flush=True)


if __name__ == "__main__":
    main()
