"""The look of a glTF primitive: one colour and one opacity for each vertex."""

import io
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from face.arrays import Float32Array, Float64Array
from face.errors import InputError
from renderer.gltf.accessors import GltfFile
from renderer.gltf.container import Json

GREY: Final = (0.8, 0.8, 0.8)
MAX_PIXELS: Final = 8192 * 8192
TEXTURE_EXTENSIONS: Final = ("EXT_texture_webp", "EXT_texture_avif")
"""Extensions that name a picture in a format that can be read; the plain `source` is a fallback beside them."""


@dataclass(frozen=True, eq=False)
class Look:
    """How a primitive looks.

    Attributes
    ----------
    name
        The material's.
    colour, opacity
        sRGB `(v, 3)` and `(v,)`, 0 to 1.
    is_two_sided
        Whether the back of its triangles is visible too.
    is_painted
        Whether the file says anything about its colour.
    """

    name: str
    colour: Float32Array
    opacity: Float32Array
    is_two_sided: bool
    is_painted: bool


def primitive_look(file: GltfFile, primitive: Json, count: int) -> Look:
    """Return the look of a primitive of `count` vertices: own colour or the material's, times the texture there."""
    attributes = primitive["attributes"]
    material = file.document["materials"][primitive["material"]] if "material" in primitive else {}
    surface = material.get("pbrMetallicRoughness", {})
    default = (1, 1, 1) if surface or "COLOR_0" in attributes else GREY
    factor = [*surface.get("baseColorFactor", default), 1.0]
    linear = np.tile(np.array(factor[:3]), (count, 1))
    opacity = np.full(count, float(factor[3]))
    if "COLOR_0" in attributes:
        vertex_colour = file.accessor(attributes["COLOR_0"])
        if not np.isfinite(vertex_colour).all():
            raise ValueError("a vertex colour is not a finite number")
        linear = linear * vertex_colour[:, :3]
    colour = np.clip(linear, 0, 1) ** (1 / 2.2)
    texture = surface.get("baseColorTexture")
    coordinates = attributes.get(f"TEXCOORD_{texture.get('texCoord', 0)}") if texture else None
    if texture and coordinates is not None:
        sampled = _sample_texture(file, texture["index"], coordinates)
        colour, opacity = colour * sampled[:, :3], opacity * sampled[:, 3]
    return Look(
        name=str(material.get("name", "")),
        colour=np.asarray(colour, np.float32),
        opacity=_visible_opacity(material, opacity),
        is_two_sided=bool(material.get("doubleSided")),
        is_painted=bool(surface) or "COLOR_0" in attributes,
    )


def _visible_opacity(material: Json, opacity: Float64Array) -> Float32Array:
    """Return the opacity as the material's mode uses it."""
    match material.get("alphaMode", "OPAQUE"):
        case "MASK":
            return np.asarray(opacity >= material.get("alphaCutoff", 0.5), np.float32)
        case "BLEND":
            return np.asarray(np.clip(opacity, 0, 1), np.float32)
        case _:
            return np.ones(len(opacity), np.float32)


def _sample_texture(file: GltfFile, texture: int, coordinates: int) -> Float64Array:
    """Return the texture's RGBA `(v, 4)`, 0 to 1, at the texture coordinates of an accessor."""
    image = file.document["images"][_picture_index(file, texture)]
    content = file.uri_bytes(image["uri"]) if "uri" in image else file.view_bytes(image["bufferView"])
    pixels = _decode(file, content)
    column, row = (file.accessor(coordinates) % 1).T
    height, width = pixels.shape[:2]
    return np.asarray(pixels[(row * (height - 1)).astype(int), (column * (width - 1)).astype(int)] / 255)


def _picture_index(file: GltfFile, texture: int) -> int:
    entry = file.document["textures"][texture]
    for extension in TEXTURE_EXTENSIONS:
        if "source" in entry.get("extensions", {}).get(extension, {}):
            return int(entry["extensions"][extension]["source"])
    if "source" not in entry:
        names = ", ".join(entry.get("extensions", {})) or "no picture"
        raise InputError(f"{file.path} has a texture of {names}; export textures as PNG, JPEG or WebP")
    return int(entry["source"])


def _decode(file: GltfFile, content: bytes) -> NDArray[np.uint8]:
    """Return a picture's RGBA, `(height, width, 4)`."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
            pixels = np.asarray(picture.convert("RGBA")) if width * height <= MAX_PIXELS else None
    except Exception as error:  # noqa: BLE001 - each of Pillow's decoders fails in its own ways
        raise InputError(f"{file.path} has a texture that can't be read: {error}; export it again") from None
    if pixels is None:
        raise InputError(f"{file.path} has a texture of {width}x{height} pixels; make it smaller")
    return pixels
