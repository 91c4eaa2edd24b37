import numpy as np
import pytest

from face.errors import InputError
from face.reading.options import ReadOptions
from renderer.morph_animation.reading import read_morph_file
from tests.renderer import small_head
from tests.renderer.gltf.documents import Writer
from tests.renderer.morph_animation import animated

TIMES = np.float32([0, 0.25, 1.0])


def model(path, *, old=False):
    """Write the small head as a VRM model whose expressions aa and blink move two of its morph targets."""
    jaw, blink = (animated.NAMES.index(name) for name in ("jawOpen", "eyeBlinkLeft"))
    if old:
        groups = [
            {"name": "A", "presetName": "a", "binds": [{"mesh": 0, "index": jaw, "weight": 50}]},
            {"name": "Wink", "presetName": "unknown", "binds": [{"mesh": 0, "index": blink, "weight": 100}]},
        ]
        extensions = {"VRM": {"blendShapeMaster": {"blendShapeGroups": groups}}}
    else:
        preset = {"aa": {"morphTargetBinds": [{"node": 0, "index": jaw, "weight": 0.5}]}}
        custom = {"wink": {"morphTargetBinds": [{"node": 0, "index": blink, "weight": 1.0}]}}
        extensions = {"VRMC_vrm": {"specVersion": "1.0", "expressions": {"preset": preset, "custom": custom}}}
    path.write_bytes(animated.animate(small_head.glb(small_head.meshes()), [], extensions=extensions))
    return path


def animation(path, *, interpolation="LINEAR", names=("aa", "wink", "happy")):
    """Write a .vrma file in which expressions follow TIMES, each in the x of a node."""
    writer = Writer(nodes=[{"name": "hips"}, *({"name": name} for name in names)])
    strength = np.float32([0, 1, 0.5])
    shifts = writer.put(np.float32(np.stack([strength, 0 * strength, 0 * strength], axis=1)))
    sampler = {"input": writer.put(TIMES), "output": shifts, "interpolation": interpolation}
    channels = [{"sampler": 0, "target": {"node": number, "path": "translation"}} for number in range(len(names) + 1)]
    expressions = {
        "preset": {names[0]: {"node": 1}},
        "custom": {name: {"node": number} for number, name in enumerate(names[1:], 2)},
    }
    writer.document |= {
        "animations": [{"channels": channels, "samplers": [sampler]}],
        "extensions": {"VRMC_vrm_animation": {"specVersion": "1.0", "expressions": expressions}},
    }
    return writer.write(path)


@pytest.mark.parametrize("old", [False, True])
def test_expressions_move_the_models_targets(tmp_path, old):
    path = animation(tmp_path / "talk.vrma")
    found = read_morph_file(path, ReadOptions(template=model(tmp_path / "m.vrm", old=old)))
    moved = found.motion.weights[-1] @ found.motion.targets.reshape(len(found.motion.targets), -1)
    targets = small_head.meshes()[0].targets
    turn = np.float32((-1, 1, -1) if old else (1, 1, 1))
    expected = 1000 * turn * (0.25 * targets["jawOpen"] + 0.5 * targets["eyeBlinkLeft"])
    places = np.abs(expected).sum(axis=1).argsort()[-20:]
    vertices = 1000 * turn * small_head.meshes()[0].vertices[places]
    nearest = np.linalg.norm(vertices[:, None] - found.motion.template[None], axis=2).argmin(axis=1)
    np.testing.assert_allclose(moved.reshape(-1, 3)[nearest], expected[places], atol=1e-3)
    assert "lacks the expressions happy" in found.notes[0]
    assert "1 of translation" in found.notes[1]


def test_steps_are_sampled_finely(tmp_path):
    path = animation(tmp_path / "talk.vrma", interpolation="STEP")
    motion = read_morph_file(path, ReadOptions(template=model(tmp_path / "m.vrm"))).motion
    assert motion.rate == 60
    assert motion.weights[14].max() == 0
    assert motion.weights[16].max() == pytest.approx(1)


@pytest.mark.parametrize(
    ("names", "template", "message"),
    [
        (("aa", "wink"), None, "--template MODEL.vrm"),
        (("aa", "wink"), "plain.glb", "has no VRM expressions"),
        (("happy", "angry"), "m.vrm", "none of the expressions happy, angry"),
        (("aa", "wink"), "gone.vrm", "gone.vrm can't be read"),
    ],
)
def test_a_model_that_does_not_fit_is_refused(tmp_path, names, template, message):
    model(tmp_path / "m.vrm")
    animated.write(tmp_path / "plain.glb")
    path = animation(tmp_path / "talk.vrma", names=names)
    with pytest.raises(InputError, match=message):
        read_morph_file(path, ReadOptions(template=template and tmp_path / template))
