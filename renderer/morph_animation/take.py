"""Chooses one of a file's animations and samples its curves in even frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from face.arrays import Float32Array, Float64Array
from face.errors import InputError
from renderer.gltf.animation import Curve, Take

KEY_RATES: Final = (10.0, 120.0)
"""Evenly spaced keys with a rate in this range, Hz, are the frames; any other curves are sampled at SAMPLING_RATE."""
SAMPLING_RATE: Final = 60.0
EVENNESS: Final = 0.02
"""How far the distance between even keys may be off, as a share of a frame."""
MAX_SECONDS: Final = 3600.0
PERCENT_WEIGHT: Final = 10.0
"""No face is drawn with a morph target at ten times its strength: weights beyond that are percent."""


@dataclass(frozen=True, eq=False)
class SampledTake:
    """The weights of each node's morph targets in even frames: `(T, K)` by the node's number."""

    weights: dict[int, Float32Array]
    rate: float
    notes: tuple[str, ...]


def choose_take(takes: Sequence[Take], number: int | None, file_name: str) -> tuple[Take, tuple[str, ...]]:
    """Return the animation with this number, from 1, or the first that moves morph targets, and notes.

    Raises
    ------
    InputError
        If there is none, or it moves no morph target.
    """
    names = ", ".join(f"{index} {take.name!r}" for index, take in enumerate(takes, 1))
    if number is not None:
        if number > len(takes):
            raise InputError(f"{file_name} has no take {number}; its animations are {names or 'none'}")
        if not takes[number - 1].weights:
            raise InputError(f"take {number} of {file_name} moves no morph target; choose another of {names}")
        return takes[number - 1], ()
    moving = [take for take in takes if take.weights]
    if not moving:
        found = f"its animations move bones only ({names})" if takes else "it has no animation"
        raise InputError(f"{file_name} holds no motion of morph targets: {found}; export it with shape key animation")
    if len(takes) == 1:
        return moving[0], ()
    chosen = takes.index(moving[0]) + 1
    return moving[0], (f"of the animations {names} take {chosen} is shown; --take chooses another",)


def sample_take(take: Take) -> SampledTake:
    """Return the weights of a take in even frames from 0 s to its last key.

    Raises
    ------
    InputError
        If it lasts longer than an hour.
    """
    if take.seconds > MAX_SECONDS:
        raise InputError(f"the animation {take.name!r} lasts {take.seconds:.0f} s, longer than {MAX_SECONDS:.0f} s")
    rate = _key_rate(list(take.weights.values())) or SAMPLING_RATE
    times = np.arange(int(np.ceil(take.seconds * rate - EVENNESS)) + 1) / rate
    weights = {node: curve.at(times).astype(np.float32) for node, curve in take.weights.items()}
    notes = list(_left_out_note(take))
    highest = max(float(np.abs(table).max(initial=0)) for table in weights.values())
    if highest > PERCENT_WEIGHT:
        weights = {node: table / np.float32(100) for node, table in weights.items()}
        notes.append(f"weights reach {highest:.0f} and are taken as percent")
    if all((table == table[0]).all() for table in weights.values()):
        notes.append(f"no morph target moves in the animation {take.name!r}")
    return SampledTake(weights, rate, tuple(notes))


def _left_out_note(take: Take) -> tuple[str, ...]:
    if not take.left_out:
        return ()
    channels = ", ".join(f"{count} of {path}" for path, count in sorted(take.left_out.items()))
    return (f"only morph targets are shown; the animation also moves nodes, which stay at rest (channels: {channels})",)


def _key_rate(curves: Sequence[Curve]) -> float | None:
    """Return the rate of keys that are evenly spaced on one grid from 0 s, or None."""
    if any(curve.interpolation == "CUBICSPLINE" for curve in curves):
        return None
    times: Float64Array = np.unique(np.round(np.concatenate([curve.times for curve in curves]), 5))
    if len(times) < 2:
        return None
    rate = 1 / float(np.median(np.diff(times)))
    rate = float(round(rate)) if abs(rate - round(rate)) < 0.005 * rate else rate
    frames = times * rate
    is_even = np.abs(frames - np.round(frames)).max() < EVENNESS
    return rate if is_even and KEY_RATES[0] <= rate <= KEY_RATES[1] else None
