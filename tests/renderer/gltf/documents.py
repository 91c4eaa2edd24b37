"""glTF documents written by hand, apart from the reader that is tested with them."""

import base64
import json

import numpy as np

COMPONENTS = {"float32": 5126, "uint8": 5121, "int8": 5120, "uint16": 5123, "int16": 5122, "uint32": 5125}
KINDS = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
TRIANGLE = np.float32([[0, 0, 0], [1, 0, 0], [0, 1, 0]])


class Writer:
    """Collects arrays in one buffer; `document` is the glTF that they belong to."""

    def __init__(self, **entries):
        self.binary = bytearray()
        self.document = {"asset": {"version": "2.0"}, "accessors": [], "bufferViews": [], **entries}

    def view(self, content):
        self.document["bufferViews"].append({"buffer": 0, "byteOffset": len(self.binary), "byteLength": len(content)})
        self.binary += content + bytes(-len(content) % 4)
        return len(self.document["bufferViews"]) - 1

    def put(self, array, **changes):
        """Add an array `(n,)` or `(n, width)` and return the number of its accessor."""
        array = np.ascontiguousarray(array)
        accessor = {
            "bufferView": self.view(array.tobytes()),
            "componentType": COMPONENTS[array.dtype.name],
            "count": len(array),
            "type": KINDS[array[:1].size],
        }
        self.document["accessors"].append(accessor | changes)
        return len(self.document["accessors"]) - 1

    def write(self, path):
        uri = "data:application/octet-stream;base64," + base64.b64encode(bytes(self.binary)).decode()
        buffers = [{"uri": uri, "byteLength": len(self.binary)}]
        path.write_text(json.dumps(self.document | {"buffers": buffers}))
        return path
