"""The small head with an animation, as a GLB file."""

import json
import struct

import numpy as np

from tests.renderer import small_head

NAMES = list(small_head.meshes()[0].targets)


def weights(count=31, **strengths):
    """Return weights `(count, 52)` that rise to the strengths of the named targets."""
    table = np.zeros((count, len(NAMES)), np.float32)
    for name, strength in strengths.items():
        table[:, NAMES.index(name)] = np.linspace(0, strength, count)
    return table


def animate(glb, takes, **entries):
    """Add animations to the bytes of a GLB: for each a name, its times, and weights by node; and other entries."""
    length = struct.unpack_from("<I", glb, 12)[0]
    document, binary = json.loads(glb[20 : 20 + length]), bytearray(glb[28 + length :])

    def put(array):
        view = {"buffer": 0, "byteOffset": len(binary), "byteLength": array.nbytes}
        document["bufferViews"].append(view)
        binary.extend(array.tobytes())
        accessor = {"bufferView": len(document["bufferViews"]) - 1, "componentType": 5126, "count": array.size}
        document["accessors"].append(accessor | {"type": "SCALAR"})
        return len(document["accessors"]) - 1

    document |= entries | {"animations": []}
    for name, times, tables in takes:
        samplers = [{"input": put(np.float32(times)), "output": put(np.float32(table))} for table in tables.values()]
        targets = [{"node": node, "path": "weights"} for node in tables]
        channels = [{"sampler": number, "target": target} for number, target in enumerate(targets)]
        document["animations"].append({"name": name, "samplers": samplers, "channels": channels})
    document["buffers"] = [{"byteLength": len(binary)}]
    head = json.dumps(document).encode()
    head += b" " * (-len(head) % 4)
    size = 28 + len(head) + len(binary)
    chunks = struct.pack("<4sIIII", b"glTF", 2, size, len(head), 0x4E4F534A) + head
    return chunks + struct.pack("<I4s", len(binary), b"BIN\0") + bytes(binary)


def write(path, *, meshes=None, takes=None):
    """Write the head with takes; by default one of a second at 30 Hz in which the jaw opens and an eye closes."""
    head = small_head.meshes() if meshes is None else meshes
    default = [("talk", np.arange(31) / 30, {0: weights(jawOpen=1, eyeBlinkLeft=1)})]
    path.write_bytes(animate(small_head.glb(head), default if takes is None else takes))
    return path
