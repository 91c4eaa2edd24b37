"""Vertices, pictures and ffmpeg's arguments are as recorded for `renderer.OUTPUT_VERSION`."""

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest

import renderer
from face.faps import fap_index
from face.motion import fap_motion
from renderer.avatar.base_mesh import data_folder
from renderer.avatar.identity import IDENTITIES, mix_person
from renderer.avatar_registry import avatar_names, load_avatar
from renderer.deformers.registry import FAP_DEFORMERS, create_deformer, create_pose_deformer
from renderer.encoding import encoder_arguments
from renderer.motion_file import to_faps
from renderer.normalize.normalization import picture_filters, sound_filters
from renderer.offscreen import OffscreenRenderer
from renderer.render_mesh import build_render_mesh
from renderer.resampling import PoseBlock, resampled_blocks
from renderer.scene import portrait_camera
from renderer.settings import RenderSettings
from tests.recorded_output import assert_as_recorded, fingerprint
from tests.synthesis import faces

POSES = (
    {3: 400},
    {19: 900, 20: 900},
    {31: 150, 32: 150},
    {12: 150, 59: 150},
    {49: 20000, 23: 30000},
    {14: 100, 43: 90},
)
GRID = 8
"""Pictures are compared by the mean colour of GRID x GRID tiles, which no graphics driver changes by much."""


@pytest.fixture(scope="module")
def avatar():
    return load_avatar()


def pose_values():
    values = np.zeros((len(POSES) + 1, 66), np.float32)
    for row, pose in zip(values[1:], POSES, strict=True):
        for number, value in pose.items():
            row[fap_index(number)] = value
    return values


def tiles(picture):
    height, width, _ = picture.shape
    return picture.reshape(GRID, height // GRID, GRID, width // GRID, 3).mean(axis=(1, 3)).ravel().round(1).tolist()


@pytest.fixture(scope="module")
def vertices(avatar):
    return {name: create_deformer(name, avatar).vertices(pose_values()) for name in FAP_DEFORMERS}


def test_geometry_and_encoding_are_as_recorded_for_this_version(avatar, vertices):
    settings = RenderSettings(size=(160, 160))
    markers = to_faps(faces.motion(faces.noise(4, frames=3)), keep_markers=True)
    marker_vertices = create_pose_deformer("markers", avatar, markers)(PoseBlock(markers.values, markers.moved))
    ramp = fap_motion(np.outer(np.arange(12), np.arange(66)).astype(np.float32), 60.0)
    output = {
        "avatar": fingerprint(avatar.neutral),
        **{f"person {name}": fingerprint(mix_person(name, data_folder()).vertices) for name in avatar_names()},
        "identities": [str(astuple(identity)) for identity in IDENTITIES.values()],
        **{
            f"{name}, pose {pose}": fingerprint(frame - avatar.neutral)
            for name, frames in vertices.items()
            for pose, frame in enumerate(frames)
        },
        "markers": fingerprint(marker_vertices - avatar.neutral),
        "resampling": fingerprint(next(iter(resampled_blocks(ramp, fps=25, count=5))).values),
        "encoder": encoder_arguments(settings),
        "normalization": [picture_filters(settings, 50), sound_filters(1.5, settings, 50)],
    }
    assert_as_recorded(renderer, Path(__file__).parent / "recorded_output.json", output)


def test_pictures_are_as_recorded_for_this_version(avatar, vertices):
    with OffscreenRenderer(build_render_mesh(avatar), portrait_camera(avatar), (160, 160)) as screen:
        output = {f"pose {pose}": tiles(screen.draw(frame)) for pose, frame in enumerate(vertices["fat"][:4])}
    assert_as_recorded(renderer, Path(__file__).parent / "recorded_pictures.json", output, tolerance=0.01)
