"""The page `docs/measured/inputs.md`: counts of damaged files, and the table of awkward ones."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from bench.analysis import describe_machine
from bench.inputs.awkward import AwkwardResult
from bench.inputs.campaign import Campaign, KindCounts

PAGE: Final = Path(__file__).parents[2] / "docs/measured/inputs.md"

TEMPLATE: Final = """# Bad input

How the readers handle damaged and awkward files. The page is written by `python -m bench.inputs`; `--files N`
reads another number of damaged files, `--seed S` others. {machine}

## Damaged files

**{total:,} damaged files**: {read:,} were read all the same, {refused:,} were refused in one sentence, and
{faults:,} showed a fault of a reader (a traceback, an unclear sentence, more than 4 GiB of memory, more than 60 s, or
the end of the process). It took {minutes:.1f} min ({processor:.1f} min of processor time, without decoders);
the slowest file took {slowest:.1f} s.

A small valid file of each kind is damaged once to three times: bits flipped, words set to 0 or to the greatest
number, cut off, blocks removed, doubled or moved, numbers changed to nan, inf, 1e308 and the like or swapped, lines,
words and separators changed, the encoding changed, 5000 brackets opened; in archives within a member, whose checksum
is made right again. Each kind has a process of its own. The seeds begin at {first};
`python -m bench.inputs --kind KIND --seed S --files 1` repeats one.

| kind | files | read | refused | faults | slowest, ms |
|---|---|---|---|---|---|
{rows}

{fault_list}
## Awkward files

{count} files that people really have, or that somebody may send, and what comes out: what the file is read as, with
the notes that reach the person, or the refusal. The videos are those of `tests/awkward_videos`, whose pictures and
times are checked there; here only whether each is read or refused. {right} of {count} come out right.

{tables}
"""


def format_page(campaign: Campaign, first_seed: int, awkward: dict[str, Sequence[AwkwardResult]]) -> str:
    """Return the page; `awkward` holds the results by the heading of their table."""
    counts = campaign.counts
    results = [result for group in awkward.values() for result in group]
    return TEMPLATE.format(
        machine=describe_machine().partition(";")[0] + ".",
        total=sum(each.total for each in counts),
        read=sum(each.results["read"] for each in counts),
        refused=sum(each.results["refused"] for each in counts),
        faults=sum(each.fault_count for each in counts),
        minutes=campaign.seconds / 60,
        processor=campaign.processor_seconds / 60,
        slowest=max((each.slowest for each in counts), default=0),
        first=first_seed,
        rows="\n".join(_count_row(each) for each in counts),
        fault_list="\n".join(_fault_lines(counts)),
        count=len(results),
        right=sum(result.is_right for result in results),
        tables="\n\n".join(_awkward_table(name, group) for name, group in awkward.items()),
    )


def _count_row(counts: KindCounts) -> str:
    numbers = f"{counts.total} | {counts.results['read']} | {counts.results['refused']} | {counts.fault_count}"
    return f"| {counts.kind} | {numbers} | {1000 * counts.slowest:.0f} |"


def _fault_lines(counts: Iterable[KindCounts]) -> list[str]:
    faults = [(each.kind, seed, text) for each in counts for text, seed in each.faults.items()]
    if not faults:
        return []
    return ["Faults:\n", *(f"- {kind}, seed {seed}: `{_cell(text)}`" for kind, seed, text in faults), ""]


def _awkward_table(name: str, results: Sequence[AwkwardResult]) -> str:
    head = f"### {name}\n\n| file | made | right | comes out | verdict |\n|---|---|---|---|---|\n"
    return head + "\n".join(_awkward_row(result) for result in results)


def _awkward_row(result: AwkwardResult) -> str:
    awkward = result.awkward
    words = f"refused: {result.words}" if result.outcome.result == "refused" else result.words
    cells = [awkward.name, awkward.made, awkward.right, words, "right" if result.is_right else "**wrong**"]
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
