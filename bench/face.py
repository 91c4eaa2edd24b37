"""Accuracy, artifacts and speed of the avatars: writes `docs/measured/face.md`."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from bench.analysis import describe_machine
from face.arrays import Float64Array
from renderer.avatar_registry import avatar_names, load_avatar
from renderer.check.avatar_check import AvatarCheck, check_avatar
from renderer.check.fap_combinations import random_combinations
from renderer.deformers.fat import BLOCK_FRAMES, FatDeformer

PAGE: Final = Path(__file__).parents[1] / "docs/measured/face.md"
FRAMES: Final = 256
ROUNDS: Final = 15
GOAL: Final = 2.0
"""Milliseconds a frame may take."""

TEMPLATE: Final = """# Accuracy and speed of the avatars

Each of the 66 FAPs alone at 25, 50, 75 and 100 % of its working range to both sides, and 200 random coherent
combinations, on the final mesh of each avatar, with the deformer `fat`. The same numbers, FAP by FAP, come from
`python -m renderer check AVATAR`; [avatars](../reference/avatar.md) explains each one.
Written by `python -m bench.face` (part of `make bench`).

Worst values, one FAP alone / combinations:

| avatar | triangles | error | flipped | stretch |
|---|---|---|---|---|
{artifacts}

Goals: error at most 2 %, no triangle flipped, no edge stretched beyond 2.5 times its length.

{machine}

| FAPs → vertices, the avatar `woman` | ms per frame |
|---|---|
{speed}

Goal: at most {goal:g} ms. Frames come in blocks of {block}, in float32, on one core; the shortest of {rounds} rounds of
{frames} frames counts, since other work only adds to it. The lower bound is the one dense matrix product in it, with a
table of {rows} rows × {columns:,} numbers; the rest is the fit of the blend shapes, lids, eyes and memory.
"""


def main() -> None:
    """Measure, print and write the page."""
    checks = [check_avatar(load_avatar(name)) for name in avatar_names()]
    text = format_page(checks, FatDeformer.for_avatar(load_avatar()))
    PAGE.write_text(text, encoding="utf-8")
    print(text)  # noqa: T201 - what the command is for


def format_page(checks: list[AvatarCheck], deformer: FatDeformer) -> str:
    """Return the page."""
    rows, columns = deformer.table.shape
    return TEMPLATE.format(
        artifacts="\n".join(_avatar_row(check) for check in checks),
        machine=describe_machine().partition(";")[0] + ".",
        speed="\n".join(speed_rows(deformer)),
        goal=GOAL,
        block=BLOCK_FRAMES,
        rounds=ROUNDS,
        frames=FRAMES,
        rows=rows,
        columns=columns,
    )


def _avatar_row(check: AvatarCheck) -> str:
    faps, combinations = check.faps, check.together
    triangles = len(load_avatar(check.avatar).part("skin").faces)
    return (
        f"| {check.avatar} | {triangles:,} "
        f"| {100 * max(row.error for row in faps):.2f} % / {100 * combinations.error:.2f} % "
        f"| {max(row.flipped for row in faps)} / {combinations.flipped_worst} "
        f"| {max(row.stretch for row in faps):.2f} / {combinations.stretch_worst:.2f} |"
    )


def speed_rows(deformer: FatDeformer) -> Iterator[str]:
    """Yield the rows of the table of times."""
    values = random_combinations(FRAMES, np.random.default_rng(1))
    weights = np.ones((BLOCK_FRAMES, len(deformer.table)), np.float32)
    product = np.empty((BLOCK_FRAMES, deformer.table.shape[1]), np.float32)
    total, lower_bound = shortest_times(
        lambda: sum(len(block) for block in deformer.blocks(values)),
        lambda: [np.matmul(weights, deformer.table, out=product) for _ in range(FRAMES // BLOCK_FRAMES)],
    )
    yield f"| {len(deformer.avatar.neutral):,} vertices | **{total:.2f}**{'' if total <= GOAL else ' **missed**'} |"
    yield f"| lower bound: one matrix product of the same size | {lower_bound:.2f} |"
    yield f"| ratio | {total / lower_bound:.1f} |"


def shortest_times(*functions: Callable[[], object]) -> Float64Array:
    """Return the shortest time of each function in milliseconds per frame; they run alternately."""
    times = np.zeros((ROUNDS, len(functions)))
    for row in times:
        for index, function in enumerate(functions):
            start = time.perf_counter()
            function()
            row[index] = time.perf_counter() - start
    return np.asarray(times.min(axis=0) / FRAMES * 1000)


if __name__ == "__main__":
    main()
