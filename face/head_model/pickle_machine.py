"""The stack of a pickle as plain data: what it names and wants to call is recorded, never looked up or called."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from face.errors import InputError

MAX_OPCODES: Final = 200_000
_ARRAYS: Final = "numpy.core.multiarray", "numpy._core.multiarray"
_BUFFERS: Final = "numpy.core.numeric", "numpy._core.numeric"
_CONTAINERS: Final = ("object", "bytes", "bytearray", "set", "frozenset", "list", "dict", "tuple")
_BUILTINS: Final = (*_CONTAINERS, "int", "long", "float", "bool", "str", "unicode")

ALLOWED: Final = frozenset(
    {
        *((module, "_reconstruct") for module in _ARRAYS),
        *((module, "scalar") for module in _ARRAYS),
        *((module, "_frombuffer") for module in _BUFFERS),
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
        ("numpy", "matrix"),
        ("numpy.matrixlib.defmatrix", "matrix"),
        *((module, name) for module in ("copy_reg", "copyreg") for name in ("_reconstructor", "__newobj__")),
        ("_codecs", "encode"),
        ("collections", "OrderedDict"),
        ("collections", "defaultdict"),
        *((module, name) for module in ("builtins", "__builtin__") for name in _BUILTINS),
        ("torch._utils", "_rebuild_tensor_v2"),
        *(("torch", f"{kind}Storage") for kind in ("Float", "Double", "Half", "Long", "Int")),
    }
)
"""What a pickle of arrays may name; and classes in scipy.sparse and chumpy, which are records here like all others."""

CONTAINERS: Final = ("scipy.sparse.", "chumpy.")


@dataclass(frozen=True)
class Reference:
    """Something that a pickle names: never imported."""

    module: str
    name: str


@dataclass(eq=False)
class Call:
    """An object that a pickle wants to have made: never made.

    Attributes
    ----------
    made_by
        The class or function.
    arguments
        What it would be given.
    state
        What would then be set in the object, or None.
    items
        What would then be put into it, if it is a dictionary.
    """

    made_by: object
    arguments: tuple[Any, ...]
    state: object = None
    items: dict[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Stored:
    """Numbers that lie outside of the pickle, as in a file of torch; `key` is what the pickle says about them."""

    key: object


class _Mark:
    """Where a list of arguments begins on the stack."""


class PickleMachine:
    """The stack and the memo of a pickle, and how each opcode changes them."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.steps = 0

    def step(self, opcode: str, argument: Any) -> None:
        """Do what an opcode says, as far as it is about data."""
        self.steps += 1
        if self.steps > MAX_OPCODES:
            raise InputError(f"{self.place} is too complicated for arrays; save its numbers as .npz")
        if opcode in _PUSHED:
            self.stack.append(argument)
        elif opcode in _CONSTANTS:
            self.stack.append(_CONSTANTS[opcode]())
        elif opcode in _ACTIONS:
            _ACTIONS[opcode](self, argument)
        elif opcode not in _IGNORED:
            raise InputError(f"{self.place} uses the pickle opcode {opcode}, which arrays don't need")

    def pop(self, count: int) -> tuple[Any, ...]:
        """Take `count` values from the stack."""
        if count > len(self.stack):
            raise IndexError("the stack is empty")
        values = tuple(self.stack[len(self.stack) - count :])
        del self.stack[len(self.stack) - count :]
        if any(isinstance(value, _Mark) for value in values):
            raise ValueError("a mark is no value")
        return values

    def pop_to_mark(self) -> tuple[Any, ...]:
        """Take the values above the last mark, and the mark."""
        start = len(self.stack) - 1
        while not isinstance(self.stack[start], _Mark):
            start -= 1
            if start < 0:
                raise IndexError("there is no mark")
        values = tuple(self.stack[start + 1 :])
        del self.stack[start:]
        return values

    def refer(self, module: str, name: str) -> None:
        """Push a name, or refuse it."""
        if (module, name) not in ALLOWED and not module.startswith(CONTAINERS):
            named = ascii(f"{module}.{name}"[:80])[1:-1]
            raise InputError(
                f"{self.place} names {named}, which no model needs and which could run a program; "
                "nothing of it was run, and the file is not used"
            )
        self.stack.append(Reference(module, name))

    def call(self, made_by: object, arguments: object) -> None:
        """Push the record of a call."""
        if not isinstance(made_by, Reference) or not isinstance(arguments, tuple):
            raise TypeError("only what a pickle names can be called")
        self.stack.append(Call(made_by, arguments))

    def build(self) -> None:
        """Give a record its state."""
        (state,) = self.pop(1)
        made = self.stack[-1]
        if not isinstance(made, Call):
            raise TypeError("only an object has a state")
        made.state = state

    def append(self, values: tuple[Any, ...]) -> None:
        """Append to a list or a set on the stack."""
        target = self.stack[-1]
        if isinstance(target, set):
            target.update(_plain_keys(values))
        elif isinstance(target, list):
            target.extend(values)
        else:
            raise TypeError("only a list can be appended to")

    def set_items(self, values: tuple[Any, ...]) -> None:
        """Put keys and values into a dictionary on the stack."""
        target = self.stack[-1]
        items = target.items if isinstance(target, Call) else target
        if not isinstance(items, dict):
            raise TypeError("only a dictionary has items")
        items.update(_make_dict(values))


def _push_tuple(count: int) -> Callable[[PickleMachine, Any], None]:
    return lambda machine, _: machine.stack.append(machine.pop(count))


def _remember(machine: PickleMachine, number: Any) -> None:
    machine.memo[int(number)] = machine.stack[-1]


def _from_mark(make: Callable[[tuple[Any, ...]], Any]) -> Callable[[PickleMachine, Any], None]:
    return lambda machine, _: machine.stack.append(make(machine.pop_to_mark()))


def _make_dict(values: tuple[Any, ...]) -> dict[Any, Any]:
    return dict(zip(_plain_keys(values[::2]), values[1::2], strict=True))


def _plain_keys(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return keys that are text or numbers; hashing others, such as tuples in tuples, may take for ever."""
    if not all(value is None or isinstance(value, str | bytes | int | float) for value in values):
        raise TypeError("a key must be text or a number")
    return values


def _drop_to_mark(machine: PickleMachine, _: Any) -> None:
    machine.pop_to_mark()


def _call_from_mark(machine: PickleMachine, _: Any) -> None:
    made_by, *arguments = machine.pop_to_mark()
    machine.call(made_by, tuple(arguments))


def _inst(machine: PickleMachine, argument: str) -> None:
    arguments = machine.pop_to_mark()
    machine.refer(*argument.split(" ", 1))
    machine.call(machine.pop(1)[0], arguments)


def _stack_global(machine: PickleMachine, _: Any) -> None:
    module, name = machine.pop(2)
    machine.refer(str(module), str(name))


_PUSHED: Final = frozenset(
    {
        *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
        *("STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"),
        *("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"),
    }
)
_CONSTANTS: Final[dict[str, Callable[[], Any]]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "EMPTY_DICT": dict,
    "EMPTY_SET": set,
    "MARK": _Mark,
}
_IGNORED: Final = ("PROTO", "FRAME", "STOP")
_ACTIONS: Final[dict[str, Callable[[PickleMachine, Any], None]]] = {
    "TUPLE": _from_mark(tuple),
    "TUPLE1": _push_tuple(1),
    "TUPLE2": _push_tuple(2),
    "TUPLE3": _push_tuple(3),
    "LIST": _from_mark(list),
    "DICT": _from_mark(_make_dict),
    "FROZENSET": _from_mark(lambda values: frozenset(_plain_keys(values))),
    "APPEND": lambda machine, _: machine.append(machine.pop(1)),
    "APPENDS": lambda machine, _: machine.append(machine.pop_to_mark()),
    "ADDITEMS": lambda machine, _: machine.append(machine.pop_to_mark()),
    "SETITEM": lambda machine, _: machine.set_items(machine.pop(2)),
    "SETITEMS": lambda machine, _: machine.set_items(machine.pop_to_mark()),
    "POP": lambda machine, _: machine.stack.pop(),
    "POP_MARK": _drop_to_mark,
    "DUP": lambda machine, _: machine.stack.append(machine.stack[-1]),
    "GET": lambda machine, number: machine.stack.append(machine.memo[number]),
    "BINGET": lambda machine, number: machine.stack.append(machine.memo[number]),
    "LONG_BINGET": lambda machine, number: machine.stack.append(machine.memo[number]),
    "PUT": _remember,
    "BINPUT": _remember,
    "LONG_BINPUT": _remember,
    "MEMOIZE": lambda machine, _: _remember(machine, len(machine.memo)),
    "GLOBAL": lambda machine, argument: machine.refer(*argument.split(" ", 1)),
    "STACK_GLOBAL": _stack_global,
    "REDUCE": lambda machine, _: machine.call(*machine.pop(2)),
    "NEWOBJ": lambda machine, _: machine.call(*machine.pop(2)),
    "OBJ": _call_from_mark,
    "INST": _inst,
    "BUILD": lambda machine, _: machine.build(),
    "BINPERSID": lambda machine, _: machine.stack.append(Stored(machine.pop(1)[0])),
}
