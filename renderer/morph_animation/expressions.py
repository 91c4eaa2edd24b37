"""VRM's expressions: animations (`.vrma`) that name a model's expressions instead of its morph targets.

Specifications: https://github.com/vrm-c/vrm-specification, VRMC_vrm_animation-1.0, VRMC_vrm-1.0 and VRM 0.x.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from face.arrays import Float64Array
from face.errors import InputError
from renderer.gltf.accessors import GltfFile
from renderer.gltf.animation import Curve, Take, read_takes
from renderer.gltf.container import Json

SAMPLING_RATE: Final = 60.0
MAX_SAMPLES: Final = 1_000_000
MAX_NUMBERS: Final = 30_000_000
OLD_PRESETS: Final = {
    "a": "aa", "i": "ih", "u": "ou", "e": "ee", "o": "oh", "joy": "happy", "sorrow": "sad", "fun": "relaxed",
    "blink_l": "blinkleft", "blink_r": "blinkright",
}  # fmt: skip
"""VRM 0.x's names of expressions whose name in VRM 1.0 is another, in lower case."""


class Bind(NamedTuple):
    """What an expression moves: a morph `target` of the mesh of a `node`, and its `weight` at full strength."""

    node: int
    target: int
    weight: float


def is_expression_animation(file: GltfFile) -> bool:
    """Return whether a file animates VRM's expressions."""
    return bool(_animated_expressions(file))


def expression_takes(file: GltfFile, model: GltfFile) -> tuple[list[Take], tuple[str, ...]]:
    """Return a file's animations of expressions as curves of the model's morph target weights, and notes.

    Raises
    ------
    InputError
        If the model has no expression, or none that is animated.
    """
    binds, nodes = _model_binds(model), _animated_expressions(file)
    if not binds:
        raise InputError(f"{model.path} has no VRM expressions; give the VRM model that {file.path.name} is for")
    missing = [name for name in nodes if name.lower() not in binds]
    if len(missing) == len(nodes):
        raise InputError(f"{model.path} has none of the expressions {', '.join(missing)}; give the model for them")
    notes = (f"the model lacks the expressions {', '.join(missing)}, which move nothing",) if missing else ()
    driven = {node: binds.get(name.lower(), []) for name, node in nodes.items()}
    return [_expression_take(take, driven, model) for take in read_takes(file)], notes


def _animated_expressions(file: GltfFile) -> dict[str, int]:
    """Return the node whose x says how strong each animated expression is."""
    expressions = file.document.get("extensions", {}).get("VRMC_vrm_animation", {}).get("expressions", {})
    both = {**expressions.get("preset", {}), **expressions.get("custom", {})}
    return {str(name): int(entry["node"]) for name, entry in both.items()}


def _model_binds(model: GltfFile) -> dict[str, list[Bind]]:
    """Return what each expression of a model moves, by its name in lower case."""
    extensions = model.document.get("extensions", {})
    current = extensions.get("VRMC_vrm", {}).get("expressions", {})
    binds = {
        str(name).lower(): [
            Bind(int(bind["node"]), int(bind["index"]), float(bind["weight"]))
            for bind in entry.get("morphTargetBinds", ())
        ]
        for name, entry in {**current.get("preset", {}), **current.get("custom", {})}.items()
    }
    for group in extensions.get("VRM", {}).get("blendShapeMaster", {}).get("blendShapeGroups", ()):
        preset, name = str(group.get("presetName", "unknown")).lower(), str(group.get("name", "")).lower()
        key = name if preset in {"", "unknown"} else OLD_PRESETS.get(preset, preset)
        binds.setdefault(key, []).extend(_old_binds(model, group))
    return binds


def _old_binds(model: GltfFile, group: Json) -> Iterator[Bind]:
    """Yield VRM 0.x's binds, which name meshes and count weights in percent."""
    for bind in group.get("binds", ()):
        for number, node in enumerate(model.entries("nodes")):
            if node.get("mesh") == bind["mesh"]:
                yield Bind(number, int(bind["index"]), float(bind["weight"]) / 100)


def _expression_take(take: Take, driven: dict[int, list[Bind]], model: GltfFile) -> Take:
    curves = {node: take.shifts[node] for node in driven if node in take.shifts}
    if not curves:
        return Take(take.name, {}, {}, take.left_out)
    times = _sample_times(list(curves.values()))
    tables: dict[int, Float64Array] = {}
    for node, curve in curves.items():
        strength = curve.at(times)[:, 0]
        for bind in driven[node]:
            table = tables.setdefault(bind.node, _empty_table(model, bind.node, len(times)))
            if not 0 <= bind.target < table.shape[1]:
                raise InputError(
                    f"{model.path}: an expression names a morph target that its mesh lacks; export it again"
                )
            table[:, bind.target] += bind.weight * strength
    left_out = Counter(take.left_out)
    left_out["translation"] -= len(curves)
    return Take(take.name, {node: Curve(times, table) for node, table in tables.items()}, {}, +left_out)


def _sample_times(curves: list[Curve]) -> Float64Array:
    """Return times between which all curves are straight, or even ones if some are bent."""
    if all(curve.interpolation == "LINEAR" for curve in curves):
        return np.unique(np.concatenate([curve.times for curve in curves]))
    count = int(max(curve.times[-1] for curve in curves) * SAMPLING_RATE) + 2
    if count > MAX_SAMPLES:
        raise InputError(f"an animation lasts longer than {MAX_SAMPLES / SAMPLING_RATE:.0f} s; cut it")
    return np.arange(count) / SAMPLING_RATE


def _empty_table(model: GltfFile, node: int, frames: int) -> Float64Array:
    """Return zeros for each frame and morph target of a node."""
    primitives = model.entries("meshes")[model.entries("nodes")[node]["mesh"]]["primitives"]
    targets = len(primitives[0].get("targets", ()))
    if frames * targets > MAX_NUMBERS:
        raise InputError(f"{model.path} has too many morph targets for an animation of {frames} keys; cut it")
    return np.zeros((frames, targets))
