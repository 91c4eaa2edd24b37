"""How exactly, how cleanly and how fast the avatars' faces move: writes `docs/measured/face.md`."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.analysis import machine
from renderer import avatar
from renderer.check import Checked, check
from renderer.check.coherent import combinations
from renderer.deform.fat import BLOCK, FatDeformer, fat

PAGE: Final = Path(__file__).parents[1] / "docs/measured/face.md"
FRAMES: Final = 256
ROUNDS: Final = 15
GOAL: Final = 2.0
"""Milliseconds a frame may take."""

TEXT: Final = """# The face, measured

Each of the 66 FAPs alone at 25, 50, 75 and 100 % of its working range to both sides, and 200 random coherent
combinations, on the final mesh of each avatar, with the deformer `fat`. The same numbers, FAP by FAP, come from
`python -m renderer check AVATAR`; `docs/reference/avatar.md` says what each one means.
Written by `python -m bench.face` (part of `make bench`).

Worst of all, one FAP alone / many together:

| | triangles | error | turned over | stretch |
|---|---|---|---|---|
{cleanness}

Goals: error at most 2 %, no triangle turned over, no side stretched beyond 2.5 times its length.

{machine}

| FAPs → vertices, the avatar `woman` | ms for a frame |
|---|---|
{speed}

Goal: at most {goal:g} ms. Frames come in blocks of {block}, in float32, on one core; the least of {rounds} rounds of
{frames} frames counts, since other work only adds to it. The floor is the one dense matrix product in it, with a
table of {rows} rows × {columns:,} numbers; what is above it are the fit of the face units, lids, eyes and memory.
"""


def main() -> None:
    """Measure, print and write the page."""
    page = text([check(avatar.load(name)) for name in avatar.names()], fat(avatar.load()))
    PAGE.write_text(page, encoding="utf-8")
    print(page)  # noqa: T201 - what the command is for


def text(checked: list[Checked], deformer: FatDeformer) -> str:
    """Return the page."""
    rows, columns = deformer.table.shape
    return TEXT.format(
        cleanness="\n".join(_row(one) for one in checked),
        machine=machine().partition(";")[0] + ".",
        speed="\n".join(speed(deformer)),
        goal=GOAL,
        block=BLOCK,
        rounds=ROUNDS,
        frames=FRAMES,
        rows=rows,
        columns=columns,
    )


def _row(one: Checked) -> str:
    faps, both = one.faps, one.together
    triangles = len(avatar.load(one.avatar).part("skin").faces)
    return (
        f"| {one.avatar} | {triangles:,} | {100 * max(row.error for row in faps):.2f} % / {100 * both.error:.2f} % "
        f"| {max(row.flipped for row in faps)} / {both.flipped_worst} "
        f"| {max(row.stretch for row in faps):.2f} / {both.stretch_worst:.2f} |"
    )


def speed(deformer: FatDeformer) -> Iterator[str]:
    """Give the rows of the table of times."""
    values = combinations(FRAMES, np.random.default_rng(1))
    weights = np.ones((BLOCK, len(deformer.table)), np.float32)
    product = np.empty((BLOCK, deformer.table.shape[1]), np.float32)
    whole, floor = least(
        lambda: sum(len(block) for block in deformer.blocks(values)),
        lambda: [np.matmul(weights, deformer.table, out=product) for _ in range(FRAMES // BLOCK)],
    )
    yield f"| {len(deformer.avatar.neutral):,} vertices | **{whole:.2f}**{'' if whole <= GOAL else ' **missed**'} |"
    yield f"| the floor: one matrix product of the same size | {floor:.2f} |"
    yield f"| ratio | {whole / floor:.1f} |"


def least(*works: Callable[[], object]) -> NDArray[np.float64]:
    """Return the least time of each work, milliseconds a frame; they take turns."""
    times = np.zeros((ROUNDS, len(works)))
    for turn in times:
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            turn[place] = time.perf_counter() - start
    return np.asarray(times.min(axis=0) / FRAMES * 1000)


if __name__ == "__main__":
    main()
