# SPDX-License-Identifier: Apache-2.0
"""Structs, functions and records that cost nothing before they are used.

A package that made a hundred ctypes structs, two hundred prototypes and ninety dataclasses at import would take 90 ms, of
which a program that bills needs 2.
"""
import ctypes
from typing import TYPE_CHECKING, Any, Callable, ClassVar, Dict, Iterator, Mapping, Tuple, Type

Layouts = Mapping[str, Tuple[int, int, str]]

CODES: Dict[str, Any] = {"u8": ctypes.c_uint8, "i32": ctypes.c_int32, "u32": ctypes.c_uint32, "i64": ctypes.c_int64,
                         "u64": ctypes.c_uint64, "f64": ctypes.c_double, "text": ctypes.c_char_p, "void": ctypes.c_void_p}
NESTED = ("range", "decimal", "amount")


# ---- structs and functions ------------------------------------------------------------------------------------------


class Structs(Mapping[int, Any]):
    """Structs by kind, made of their layouts when they are asked for."""

    def __init__(self, layouts: Layouts) -> None:
        self._layouts = layouts
        self._names = {kind: name for name, (kind, _, _) in layouts.items()}
        self._made: Dict[str, Any] = {}

    def __getitem__(self, kind: int) -> Any:
        return self.named(self._names[kind])

    def __iter__(self) -> Iterator[int]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def named(self, name: str) -> Any:
        if name not in self._made:
            fields = [self._field(*text.split(":")) for text in self._layouts[name][2].split()]
            self._made[name] = type(name, (ctypes.Structure,), {"_fields_": fields, "__module__": "libtoll.generated.abi"})
        return self._made[name]

    def _field(self, name: str, code: str) -> Tuple[str, Any]:
        if code in NESTED:
            return name, self.named("toll_" + code)
        return name, CODES.get(code) or ctypes.c_char * int(code[1:])

    def type_of(self, code: str) -> Any:
        """Of a result or an argument."""
        if code.startswith("*"):
            return ctypes.POINTER(self.type_of(code[1:]))
        return CODES.get(code) or self.named(code)


class Library:
    """The functions of a shared library, each declared when it is first called."""

    def __init__(self, path: str, structs: Structs, prototypes: Mapping[str, str]) -> None:
        self._library = ctypes.CDLL(path)
        self._name = path
        self._structs = structs
        self._prototypes = prototypes
        for name in prototypes:
            getattr(self._library, name)  # AttributeError names what is missing

    def __getattr__(self, name: str) -> Any:
        if name not in self._prototypes:
            raise AttributeError(f"{self._name} has no function {name}")
        function = getattr(self._library, name)
        result, *arguments = (self._structs.type_of(code) for code in self._prototypes[name].split())
        function.restype, function.argtypes = result, arguments
        setattr(self, name, function)
        return function


# ---- records --------------------------------------------------------------------------------------------------------


class _Fields:
    """`__dataclass_fields__`, made when dataclasses asks: replace(), fields() and asdict() work as of any dataclass."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        import dataclasses

        if not owner._defaults:
            raise AttributeError("__dataclass_fields__")
        twin = dataclasses.make_dataclass(owner.__name__, [(name, owner.__annotations__[name], value)
                                                           for name, value in owner._defaults.items()], frozen=True)
        owner.__dataclass_fields__ = twin.__dataclass_fields__  # type: ignore[attr-defined]
        owner.__dataclass_params__ = twin.__dataclass_params__  # type: ignore[attr-defined]
        return owner.__dataclass_fields__


class _Signature:
    """`__signature__`, for help() and editors."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        import inspect

        return inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=value,
                                                    annotation=owner.__annotations__[name])
                                  for name, value in owner._defaults.items()])


class Record:
    """Base of the immutable records that mirror a struct of libtoll: dataclasses, made without that module."""

    KIND: ClassVar[int] = 0
    _defaults: ClassVar[Dict[str, Any]] = {}

    if not TYPE_CHECKING:
        __dataclass_fields__ = _Fields()
        __signature__ = _Signature()

        def __init_subclass__(cls):
            own = vars(cls)
            cls._defaults = {name: own[name] for name in own.get("__annotations__", ()) if name != "KIND"}
            cls.__match_args__ = tuple(cls._defaults)

        def __init__(self, *values, **named):
            fields = self.__dict__
            fields.update(self._defaults)
            if values:
                named = self._by_name(values, named)
            fields.update(named)
            if len(fields) != len(self._defaults):
                self._refuse(named)

    @classmethod
    def _by_name(cls, values: Tuple[Any, ...], named: Dict[str, Any]) -> Dict[str, Any]:
        names = tuple(cls._defaults)
        if len(values) > len(names):
            raise TypeError(f"{cls.__name__} has {len(names)} fields, got {len(values)}")
        positional = dict(zip(names, values))
        twice = [name for name in positional if name in named]
        if twice:
            raise TypeError(f"{cls.__name__} got {twice[0]} twice")
        return {**positional, **named}

    @classmethod
    def _refuse(cls, named: Dict[str, Any]) -> None:
        import difflib

        unknown = next(name for name in named if name not in cls._defaults)
        near = difflib.get_close_matches(unknown, cls._defaults, 3)
        raise TypeError(f"{cls.__name__} has no field {unknown!r}" + (f"; near: {', '.join(near)}" if near else ""))

    def __setattr__(self, name: str, value: Any) -> None:
        import dataclasses

        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        import dataclasses

        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"

    def __replace__(self, **changes: Any) -> "Record":
        return type(self)(**{**self.__dict__, **changes})

    def flat(self) -> Dict[str, Any]:
        """Its fields flat, for a DataFrame: a range becomes three columns, `_low`, `_mid` and `_high`; codes are names.

        >>> from libtoll import Load
        >>> Load(input_tokens=10).flat()["mode"]
        'closed'
        """
        flat: Dict[str, Any] = {}
        for name, value in self.__dict__.items():
            flat.update(_flat(name, value))
        return flat

    def _repr_html_(self) -> str:
        """A table for notebooks."""
        from html import escape

        rows = "".join(f"<tr><th>{name}</th><td>{escape(_shown(value))}</td></tr>" for name, value in self.__dict__.items())
        return f"<table><caption>{type(self).__name__}</caption>{rows}</table>"


def _flat(name: str, value: Any) -> Dict[str, Any]:
    if hasattr(value, "_asdict"):  # Range
        return {f"{name}_{part}": number for part, number in value._asdict().items()}
    return {name: _plain(value)}


def _plain(value: Any) -> Any:
    """An enumeration's name or names; frozen sets and rows as text."""
    name = getattr(value, "name", None)
    if isinstance(name, str):
        return name.lower()
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return value


def _shown(value: Any) -> str:
    if hasattr(value, "_asdict"):
        return f"{value[1]:.6g} ({value[0]:.6g} .. {value[2]:.6g})"
    return "unknown" if value is None else f"{value:.6g}" if isinstance(value, float) else str(_plain(value))


def dataclass(frozen: bool) -> Callable[[Type[Any]], Type[Any]]:
    """Stands for dataclasses.dataclass, whose work :class:`Record` does when it is needed."""
    return lambda made: made
