"""`avatar.json`: the description of a custom avatar."""

import json
from pathlib import Path
from typing import Annotated

from pydantic import Field, PositiveFloat

from face.documents import Document, validate_document
from face.errors import InputError

Position = tuple[float, float, float]
Text = Annotated[str, Field(min_length=1)]


class EyeDescription(Document):
    """An eyeball that has no mesh in the file, in the file's units."""

    centre: Position
    radius: PositiveFloat


class Description(Document):
    """The contents of `avatar.json`.

    Attributes
    ----------
    mesh
        The `.glb` or `.gltf` file, beside this one.
    licence, attribution
        The terms under which the avatar may be shown, and whom to credit.
    scale
        mm for one unit of the file; glTF is in metres.
    parts
        Which part of the head each mesh of the file is: skin, left_eye, right_eye, upper_teeth, lower_teeth, tongue,
        lashes, brows, hair or any other name. Meshes that are not named here are left out.
    units
        For ARKit's units, the names of morph targets that the file calls differently.
    feature_points
        For each of MPEG-4's points a vertex of the skin (or of the tongue), or a position in the file's units.
    left_eye, right_eye
        Eyeballs that have no mesh.
    """

    name: Text
    mesh: Text
    licence: Text
    attribution: Text
    scale: PositiveFloat = 1000.0
    parts: dict[str, str]
    units: dict[str, str] = {}
    feature_points: dict[str, int | Position]
    left_eye: EyeDescription | None = None
    right_eye: EyeDescription | None = None


def read_description(path: Path) -> Description:
    """Read an `avatar.json`.

    Raises
    ------
    InputError
        If it is missing, no JSON, or lacks something; the sentence names file and key.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is not JSON ({error}); correct it there") from None
    if not isinstance(content, dict):
        raise InputError(f"{path} is not a JSON object; see docs/how-to/own-avatar.md for what it holds")
    return validate_document(content, Description, source=str(path))
