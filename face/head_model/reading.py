"""Reads FLAME or SMPL-X parameters as the motion of the vertices of the user's own model."""

from typing import Final

import numpy as np

from face.errors import InputError, prefix_errors
from face.head_model.model import FLAME, HeadModel, read_model
from face.head_model.parameter_names import readable_names
from face.head_model.parameters import face_parameters
from face.head_model.skinning import MM, rest_face, vertex_positions
from face.reading.array_files import ArraySource
from face.reading.options import ReadOptions
from face.reading.stored_rate import frame_rate
from face.vertex_motion import VertexMotion

ASSUMED_RATES: Final = {FLAME.name: 25.0}
"""The frame rate of DiffPoseTalk's and ARTalk's FLAME parameters, Hz; SMPL-X (BEAT2, EMAGE) has `ASSUMED_RATE`."""
ASSUMED_RATE: Final = 30.0


def read_parameters(file: ArraySource, options: ReadOptions) -> tuple[VertexMotion, tuple[str, ...]]:
    """Return the motion of a model's vertices, mm, with the head at rest, and notes.

    Parameters
    ----------
    file
        Its parameters.
    options
        `model` is needed; `rate` where the file names none.

    Raises
    ------
    InputError
        If there is no model, or file and model do not belong together.
    """
    if options.model is None:
        raise InputError(
            f"{file.path} holds parameters of FLAME or SMPL-X; give your own copy of that model (.pkl, .npz), "
            "`--model FILE` or `model` in a study file"
        )
    model = read_model(options.model)
    sizes = model.shape_directions.shape[2], model.expression_directions.shape[2]
    arrays = {name: file.read(name) for name in readable_names(file.shapes)}
    with prefix_errors(str(file.path)):
        parameters = face_parameters(arrays, model.skeleton, sizes)
    rate, rate_notes = frame_rate(file, options, ASSUMED_RATES.get(model.skeleton.name, ASSUMED_RATE))
    positions = vertex_positions(model, parameters.shape, parameters.expression, parameters.rotations)
    template = (rest_face(model, parameters.shape) * MM).astype(np.float32)
    motion = VertexMotion(positions, rate, template, model.faces)
    return motion, (*rate_notes, *_model_notes(model), *parameters.notes)


def _model_notes(model: HeadModel) -> tuple[str, ...]:
    if model.skeleton.head is None:
        return ()
    return (f"of {model.skeleton.name}'s body, head and neck are shown ({len(model.template)} vertices)",)
