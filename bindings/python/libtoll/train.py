# SPDX-License-Identifier: Apache-2.0
"""Training and fine-tuning: operations, step time, memory, days, energy, carbon, cost.

>>> import libtoll
>>> from libtoll import train
>>> job = train.Training("h100-sxm5-80gb", "llama-3.1-8b", dp=8, zero_stage=3, global_sequences=128)
>>> job.memory().verdict.name
'YES'
>>> 0.2 < job.step().mfu.mid < 0.7
True
"""
import ctypes
import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union

from . import catalog
from ._convert import argument, ask, from_struct, new_struct, to_double, to_struct
from ._load import call, lib
from .errors import MissingFactError
from .generated import abi as _abi
from .generated.records import (Constants, Engine, Hardware, LayerKind, Model, Precision, Rate, TrainJob, TrainMemory, TrainResult,
                                TrainSetup, TrainStep)
from .sizes import model_arguments

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .generated.keywords import TrainSetupFields


class TrainFlops(NamedTuple):
    """Operations per trained token."""

    projection_flops: float
    head_flops: float
    attention_flops: float
    attention_full_flops: float
    adapter_flops: float
    model_flops: float
    hardware_flops: float
    params_trainable: float


class Layout(NamedTuple):
    """A setup with its layout, and the memory that it takes."""

    setup: TrainSetup
    memory: TrainMemory


class Fastest(NamedTuple):
    """A setup with its layout, its step and the memory that it takes."""

    setup: TrainSetup
    step: TrainStep
    memory: TrainMemory


class Interruptions(NamedTuple):
    """Mean time between interruptions: of the job, and per accelerator."""

    hours_between: float
    gpu_hours_between: float


#: Precisions of the catalog whose kernels train at a rate.
_FORMATS = {Rate.FP8: "fp8", Rate.FP4: "nvfp4"}


def find_constants(hw: Hardware, setup: TrainSetup) -> Constants:
    """What software reaches of the accelerator at the setup's rate: the catalog's constants for BF16 or FP8 kernels."""
    precision: Precision = catalog.precision(_FORMATS.get(Rate(setup.linear_rate), "bf16"))
    engine: Engine = catalog.engine("vllm")
    return catalog.constants(hw, precision, engine)


def count(model: Union[str, Model], setup: Optional[TrainSetup] = None) -> TrainFlops:
    """Operations per trained token, and how many parameters are trained.

    >>> round(count("llama-3.1-8b").projection_flops / 1e9, 2)  # twice 6.98 billion parameters
    13.96
    """
    flops = _abi.toll_train_flops()
    call(lib.toll_train_count, *model_arguments(_model(model)),
         ctypes.byref(to_struct(setup or TrainSetup(), TrainSetup)), ctypes.byref(flops))
    return TrainFlops(*(getattr(flops, name) for name in TrainFlops._fields))


def estimate(step: TrainStep, job: TrainJob) -> TrainResult:
    """A whole run: days, accelerator-hours, energy, carbon, and cost on three bases."""
    return ask(TrainResult, lib.toll_train_estimate, ctypes.byref(to_struct(step, TrainStep)),
               ctypes.byref(to_struct(job, TrainJob)))


def gpu_hours(tokens: float, gpu_hours_per_ttok: float) -> float:
    """Accelerator-hours from a published rate per 10^12 tokens.

    >>> gpu_hours(14.8e12, 180_000)  # DeepSeek-V3
    2664000.0
    """
    hours = ctypes.c_double()
    call(lib.toll_train_estimate_gpu_hours, to_double(tokens, "arguments", "tokens"),
         to_double(gpu_hours_per_ttok, "arguments", "gpu_hours_per_ttok"), ctypes.byref(hours))
    return hours.value


def interruptions(count: float, hours: float, gpus: float = 1) -> Interruptions:
    """Mean time between interruptions from what was counted.

    >>> round(interruptions(419, 54 * 24, 16384).hours_between, 1)  # Llama 3
    3.1
    """
    between, gpu_between = ctypes.c_double(), ctypes.c_double()
    call(lib.toll_train_estimate_interruptions, to_double(count, "arguments", "interruptions"),
         to_double(hours, "arguments", "hours"), to_double(gpus, "arguments", "gpus"), ctypes.byref(between),
         ctypes.byref(gpu_between))
    return Interruptions(between.value, gpu_between.value)


def _model(model: Union[str, Model]) -> Model:
    return catalog.model(model) if isinstance(model, str) else model


def has_experts(model: Model) -> bool:
    """Whether it is a mixture of experts, whose kernels a stack runs at another speed."""
    return any(layer.kind == LayerKind.MOE for layer in model.layers)


def with_stack(setup: TrainSetup, model: Model, stack: str) -> TrainSetup:
    """The setup at the published speed of a training stack, a name of ``ids(Table.STACK)``.

    Raises MissingFactError where no run of such a model is published.
    """
    row = catalog.stack(stack)
    is_moe = has_experts(model)
    factor = row.expert_software_factor if is_moe else row.dense_software_factor
    log_sd = row.expert_log_sd if is_moe else row.dense_log_sd
    if factor is None or log_sd is None:
        raise MissingFactError(f"{row.id}: no run of a model {'with' if is_moe else 'without'} experts is published")
    return dataclasses.replace(setup, software_factor=factor, step_log_sd=log_sd)


class Training:
    """A model, an accelerator and a setup.

    Args:
        hw: Accelerator: its catalog name, or a :class:`Hardware` of your own.
        model: Model: its catalog name, or a :class:`Model`.
        setup: How it is trained; None: the defaults.
        constants: What software reaches of the hardware; None: the catalog's.
        stack: Training software, a name of ``ids(Table.STACK)``; None: not named, and the interval is 0.7 to 2 times.
        options: Fields of :class:`TrainSetup` to change.
    """

    def __init__(self, hw: Union[str, Hardware], model: Union[str, Model], setup: Optional[TrainSetup] = None, *,
                 constants: Optional[Constants] = None, stack: Optional[str] = None, **options: "Unpack[TrainSetupFields]") -> None:
        self.hw = catalog.hardware(hw) if isinstance(hw, str) else hw
        self.model = _model(model)
        self.setup = dataclasses.replace(setup or TrainSetup(), **options)
        if stack is not None:
            self.setup = with_stack(self.setup, self.model, stack)
        self.constants = constants or find_constants(self.hw, self.setup)

    def _arguments(self) -> Any:
        return (ctypes.byref(to_struct(self.hw, Hardware)), *model_arguments(self.model),
                ctypes.byref(to_struct(self.setup, TrainSetup)), ctypes.byref(to_struct(self.constants, Constants)))

    def count(self) -> TrainFlops:
        """Operations per trained token."""
        return count(self.model, self.setup)

    def step(self) -> TrainStep:
        """Time of one optimiser step, with its terms."""
        return ask(TrainStep, lib.toll_train_estimate_step, *self._arguments())

    def memory(self) -> TrainMemory:
        """Memory of the fullest accelerator; "does not fit" is an answer."""
        return ask(TrainMemory, lib.toll_train_estimate_memory, *self._arguments())

    def find_layout(self, gpus_max: int = 4096) -> Layout:
        """The smallest number of accelerators that holds the setup."""
        found, memory = new_struct(_abi.TOLL_KIND_TRAIN_SETUP), new_struct(_abi.TOLL_KIND_TRAIN_MEMORY)
        call(lib.toll_train_find_layout, *self._arguments(), argument(gpus_max, ctypes.c_uint64, "gpus_max"),
             ctypes.byref(found), ctypes.byref(memory))
        return Layout(from_struct(found, TrainSetup), from_struct(memory, TrainMemory))

    def fastest(self, gpus: int) -> Fastest:
        """The fastest layout of so many accelerators that holds the setup."""
        found, step, memory = (new_struct(kind) for kind in (
            _abi.TOLL_KIND_TRAIN_SETUP, _abi.TOLL_KIND_TRAIN_STEP, _abi.TOLL_KIND_TRAIN_MEMORY))
        call(lib.toll_train_find_fastest, *self._arguments(), argument(gpus, ctypes.c_uint64, "gpus"),
             ctypes.byref(found), ctypes.byref(step), ctypes.byref(memory))
        return Fastest(from_struct(found, TrainSetup), from_struct(step, TrainStep), from_struct(memory, TrainMemory))

    def run(self, job: TrainJob) -> TrainResult:
        """The whole run: step() repeated until the job's tokens are trained on."""
        return estimate(self.step(), job)
