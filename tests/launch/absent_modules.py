# SPDX-License-Identifier: Apache-2.0
"""Stand-ins for packages that are not installed, so that an engine's argument parser can be imported without torch.

A module that no path has becomes a stand-in: each of its attributes is one, too, can be called, subscripted, used as a
base class or as a decorator, and is false. What a parser says of a flag is then the engine's own code, and nothing of
what it says comes from here. Modules of other platforms stay absent, since an engine looks whether they are there.
"""
import abc
import importlib.abc
import importlib.machinery
import sys
import types

# Their presence means another platform than a bare machine.
PLATFORM_MODULES = {"torch_npu", "torch_xla", "torch_musa", "torchada", "habana_frameworks", "amdsmi", "pynvml", "ray",
                    "intel_extension_for_pytorch", "mlx", "mindspore", "torch_memory_saver"}
PLATFORM_ATTRIBUTES = {"npu", "xpu", "hpu", "musa", "mps"}  # torch.npu and so on
TYPES = {"dtype", "Tensor", "device", "Generator", "Size"}  # named in annotations, so they must be types

_made = {}


class _AnyType(abc.ABCMeta):
    def __getattr__(cls, key):
        if key.startswith("__"):
            raise AttributeError(key)
        return _make(f"{cls.__name__}.{key}")


class _Base(metaclass=_AnyType):
    def __class_getitem__(cls, key):
        return cls

    def __init_subclass__(cls, **options):
        pass


class Absent:
    """A value of a module that is not there."""

    def __init__(self, name):
        self.__dict__["_name"] = name

    def __get_pydantic_core_schema__(self, source, handler):
        from pydantic_core import core_schema
        return core_schema.any_schema()

    def __getattr__(self, key):
        if key.startswith("__") and key.endswith("__"):
            raise AttributeError(key)
        return _make(f"{self._name}.{key}")

    def __setattr__(self, key, value):
        self.__dict__[key] = value

    def __call__(self, *args, **options):
        if len(args) == 1 and not options and isinstance(args[0], (types.FunctionType, type)):
            return args[0]  # a decorator
        return Absent(self._name + "()")

    def __getitem__(self, key):
        return self

    def __setitem__(self, key, value):
        pass

    def __contains__(self, key):
        return False

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __bool__(self):
        return False

    def __int__(self):
        return 0

    __index__ = __int__

    def __float__(self):
        return 0.0

    def __hash__(self):
        return hash(self._name)

    def __eq__(self, other):
        return isinstance(other, Absent) and self._name == other._name

    def __lt__(self, other):
        return False

    __gt__ = __le__ = __ge__ = __lt__

    def __or__(self, other):
        return self

    __ror__ = __and__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __or__
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __pow__ = __rpow__ = __or__

    def __neg__(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *what):
        return False

    def __mro_entries__(self, bases):
        return () if _Base in bases else (_Base,)

    def __repr__(self):
        return f"<{self._name}>"


def _make(name):
    if name not in _made:
        tail = name.rsplit(".", 1)[-1]
        _made[name] = (_AnyType(tail, (), {"__init__": lambda self, *args, **options: None}) if tail in TYPES
                       else Absent(name))
    return _made[name]


class _Module(types.ModuleType):
    __version__ = "2.9.0"  # some engines compare torch's

    def __getattr__(self, key):
        if key == "__file__":
            return f"<{self.__name__}>"
        if key.startswith("__") and key.endswith("__") or key in PLATFORM_ATTRIBUTES:
            raise AttributeError(key)
        full = f"{self.__name__}.{key}"
        return sys.modules[full] if full in sys.modules else _make(full)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """`only`: those modules and what is in them; else every module that no path has."""

    def __init__(self, only=None):
        self.only = only

    def is_ours(self, name):
        top = name.split(".")[0]
        if self.only is not None:
            return any(name == known or name.startswith(known + ".") for known in self.only)
        return not (top in PLATFORM_MODULES or top in sys.stdlib_module_names or
                    importlib.machinery.PathFinder.find_spec(top) is not None)

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if self.is_ours(name) else None

    def create_module(self, spec):
        module = _Module(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


def stand_in(instead):
    """Stand-ins for what is absent, and for the modules `instead`, which compute or patch and parse nothing."""
    sys.meta_path.insert(0, _Finder(only=set(instead)))
    sys.meta_path.append(_Finder())
