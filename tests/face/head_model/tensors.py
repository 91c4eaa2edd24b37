"""Files of torch.save, written without torch."""

import zipfile

import numpy as np

STORAGES = {"f4": "Float", "f8": "Double", "f2": "Half", "i8": "Long", "i4": "Int"}


def write_tensors(path, tensors, *, offset=0, strides=None):
    """Write one array, or several by name, as torch does.

    With `strides` (in numbers), and `offset`, the array is described as a view of its storage.
    """
    named = tensors if isinstance(tensors, dict) else {"": tensors}
    described = {
        name: _tensor(str(number), array, offset, strides) for number, (name, array) in enumerate(named.items())
    }
    with zipfile.ZipFile(path, "w") as archive:
        content = described[""] if "" in described else _dict(described)
        archive.writestr("m/data.pkl", b"\x80\x02" + content + b".")
        archive.writestr("m/byteorder", "little")
        for number, array in enumerate(named.values()):
            archive.writestr(f"m/data/{number}", np.ascontiguousarray(array).tobytes())
    return path


def _tensor(key, array, offset, strides):
    steps = strides or [step // array.itemsize for step in np.ascontiguousarray(array).strides]
    storage = STORAGES[array.dtype.str[1:]]
    stored = b"(" + _text("storage") + f"ctorch\n{storage}Storage\n".encode() + _text(key) + _text("cpu")
    stored += _number(array.size) + b"tQ"
    arguments = b"(" + stored + _number(offset) + _numbers(array.shape) + _numbers(steps) + b"\x89"
    return b"ctorch._utils\n_rebuild_tensor_v2\n" + arguments + b"ccollections\nOrderedDict\n)RtR"


def _dict(described):
    return b"}(" + b"".join(_text(name) + tensor for name, tensor in described.items()) + b"u"


def _text(text):
    return b"X" + len(text).to_bytes(4, "little") + text.encode()


def _number(number):
    return b"J" + int(number).to_bytes(4, "little", signed=True)


def _numbers(numbers):
    return b"(" + b"".join(_number(number) for number in numbers) + b"t"
