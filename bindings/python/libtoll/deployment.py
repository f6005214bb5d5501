# SPDX-License-Identifier: Apache-2.0
"""A model in a precision on accelerators, run by an engine: memory, step time, steady state, cost."""
import ctypes
import dataclasses
import math
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple, Union

from . import catalog
from ._columns import DOUBLE, INT32, double_columns, new_column
from ._convert import argument, ask, from_struct, new_struct, to_name, to_rows, to_struct
from ._load import call, lib, raise_error
from .errors import ConflictError, DoesNotFit, MissingFactError, TollError
from .generated import abi as _abi
from .generated.records import (Admission, Anchor, Batch, Constants, Correction, Cost, CostSplit, Energy, Engine,
                                Fewest, Fit, Flag, Hardware, Layout, Limits, Load, LoadMode, Memory, Model, PooledResult, Pools,
                                Precision, Queue, Range, Room, Run, ServeResult, Site, StepResult, Supply, Terms)
from .sizes import model_arguments

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .generated.keywords import LoadFields, LoadRest, LoadSpeed

Price = Union[float, Tuple[float, float, float]]


class StepColumns(NamedTuple):
    """Medians of many steps."""

    time_s: Any
    statuses: Any


class ServeColumns(NamedTuple):
    """Medians of many loads."""

    ttft_s: Any
    tpot_s: Any
    output_tokens_per_s: Any
    statuses: Any


class Part(NamedTuple):
    """One request of a step: what it decodes with which context, or what of its prompt is taken after which."""

    decode_tokens: float = 0.0
    context_tokens: float = 0.0
    prefill_tokens: float = 0.0
    prefill_context_tokens: float = 0.0


class Shares(NamedTuple):
    """Shares of a step's requests: in seconds, and as whole numbers that sum to 10^15."""

    seconds: List[float]
    weights: List[int]


class OpenColumns(NamedTuple):
    """Means at many rates of arrivals; 0 where a row is not stable."""

    ttft_s: Any
    tpot_s: Any
    running_sequences: Any
    stabilities: Any
    statuses: Any


def to_price(price: Price) -> Range:
    return Range(*price) if isinstance(price, tuple) else Range(price, price, price)


def make_load(**fields: "Unpack[LoadFields]") -> Load:
    """A load; with a rate the loop is open."""
    if fields.get("requests_per_s"):
        fields.setdefault("mode", LoadMode.OPEN)
    return Load(**fields)


def has_no_estimate(result: Union[ServeResult, Queue, Admission, PooledResult], load: Load) -> bool:
    return bool(result.flags & Flag.NO_FIT) and not load.assume_fit


def estimate_pools(prefill: "Deployment", decode: "Deployment", load: Load, pools: Pools) -> PooledResult:
    """Disaggregated serving: prompts on units of one deployment, answers on units of another, in a closed loop.

    With ``prefill_units=0`` as many are taken as match the rate of the others.

    >>> unit = Deployment("h100-sxm5-80gb", "llama-3.1-8b")
    >>> load = Load(input_tokens=4000, output_tokens=200, concurrency=128)
    >>> result = estimate_pools(unit, unit, load, Pools(prefill_units=0, decode_units=1, kv_bytes_per_s=50e9))
    >>> result.prefill_units >= 1 and result.gpus == 1 + result.prefill_units
    True

    Raises DoesNotFit where one of the two does not, unless the load has `assume_fit=1`.
    """
    result = ask(PooledResult, lib.toll_serve_estimate_pools, *prefill._arguments, *decode._arguments,
                 ctypes.byref(to_struct(load, Load)), ctypes.byref(to_struct(pools, Pools)))
    if has_no_estimate(result, load):
        prompts = dataclasses.replace(load, output_tokens=1)
        raise prefill.does_not_fit(prompts) if not prefill.fits(prompts) else decode.does_not_fit(load)
    return result


def estimate_cost(result: ServeResult, supply: Supply) -> Cost:
    """Cost per token of a steady state at a price per accelerator-hour."""
    return ask(Cost, lib.toll_serve_estimate_cost, ctypes.byref(to_struct(result, ServeResult)),
               ctypes.byref(to_struct(supply, Supply)))


class Estimate(NamedTuple):
    """Speed and cost of a deployment."""

    result: ServeResult
    cost: Cost


def estimate(hw: str, model: str, precision: Optional[str] = None, *, tp: int = 1, usd_per_gpu_hour: float,
             **load: "Unpack[LoadFields]") -> Estimate:
    """Speed and cost of a deployment from catalog names, a load and a price per accelerator-hour, in one call.

    The load's fields are those of :class:`Load`. It raises DoesNotFit as :meth:`Deployment.serve` does. For other questions, and many loads, make a :class:`Deployment`.

    >>> result, cost = estimate("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4, usd_per_gpu_hour=2.50,
    ...                         input_tokens=1000, output_tokens=500, concurrency=32)
    >>> result.ttft_s.mid < 1 and cost.usd_per_mtok_input.mid < cost.usd_per_mtok_output.mid
    True
    """
    names = (to_name(hw, "hw"), to_name(model, "model"), to_name(precision or "", "precision"))
    result, cost, made = new_struct(ServeResult.KIND), new_struct(Cost.KIND), make_load(**load)
    try:
        call(lib.toll_catalog_estimate, *names, argument(tp, ctypes.c_int64, "tp"), ctypes.byref(to_struct(made, Load)),
             usd_per_gpu_hour, ctypes.byref(result), ctypes.byref(cost))
    except ConflictError as error:
        if error.field == "fit":
            raise Deployment(hw, model, precision, tp=tp).does_not_fit(made) from None
        raise
    return Estimate(from_struct(result, ServeResult), from_struct(cost, Cost))


def fewest_gpus(hw: str, model: str, precision: Optional[str] = None, *, sequences: int, context_tokens: int,
                max_gpus: int = 64, layout: Optional[Layout] = None) -> Fewest:
    """The fewest accelerators that hold a model with a number of sequences, from catalog names.

    tp and pp are searched; ep, dp and the link between nodes are the layout's. gpus 0: none of the layouts fits.

    >>> fewest = fewest_gpus("h100-sxm5-80gb", "llama-3.1-70b", "fp8", sequences=8, context_tokens=32768)
    >>> fewest.gpus, fewest.tp * fewest.pp == fewest.gpus
    (3, True)
    """
    names = (to_name(hw, "hw"), to_name(model, "model"), to_name(precision or "", "precision"))
    shape = to_struct(Layout() if layout is None else layout, Layout)
    return ask(Fewest, lib.toll_catalog_bound_gpus, *names, ctypes.byref(shape),
               argument(sequences, ctypes.c_int64, "sequences"),
               argument(context_tokens, ctypes.c_int64, "context_tokens"),
               argument(max_gpus, ctypes.c_int64, "max_gpus"))


def estimate_energy(result: ServeResult, site: Site) -> Energy:
    """Power, energy and emissions of a steady state at the boundaries of accelerators, whole system and facility."""
    return ask(Energy, lib.toll_serve_estimate_energy, ctypes.byref(to_struct(result, ServeResult)),
               ctypes.byref(to_struct(site, Site)))


class Deployment:
    """A deployment, resolved once and then asked many times, from any thread.

    Args:
        hw: Accelerator: its catalog name, or a :class:`Hardware` of your own.
        model: Model: its catalog name, or a :class:`Model`.
        precision: Its catalog name, or a :class:`Precision`; None: the one that the model's name states, or that the
            checkpoint is published in.
        tp, pp, ep, dp: Tensor, pipeline, expert, attention data parallel size; accelerators = tp * pp * dp.
        internode_bytes_per_s: Link beyond the scale-up domain, per accelerator, one way; None: not known.
        engine: Its catalog name, or an :class:`Engine`.
        constants: What software reaches of the hardware; None: the catalog's for hw, precision and engine.

    >>> deployment = Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4)
    >>> deployment.memory(sequences=32, context_tokens=4096).verdict.name
    'YES'
    >>> result = deployment.serve(input_tokens=1000, output_tokens=500, concurrency=32)
    >>> result.ttft_s.low < result.ttft_s.mid < result.ttft_s.high
    True
    >>> cost = deployment.cost(result, usd_per_gpu_hour=2.5)
    >>> cost.usd_per_mtok_input.mid < cost.usd_per_mtok_output.mid
    True

    Layers on the host, weights on the host and a draft's memory are fields of the engine:

    >>> engine = dataclasses.replace(catalog.engine("llamacpp"), host_layers=8)
    >>> memory = Deployment("rtx-4090-24gb", "llama-3.1-8b", "Q4_K_M", engine=engine).memory(1, 8192)
    >>> memory.weights_bytes > memory.host_bytes > 0
    True
    """

    def __init__(self, hw: Union[str, Hardware], model: Union[str, Model],
                 precision: Union[str, Precision, None] = None, *, tp: int = 1, pp: int = 1, ep: int = 1, dp: int = 1,
                 internode_bytes_per_s: Optional[float] = None, engine: Union[str, Engine] = "vllm",
                 constants: Optional[Constants] = None) -> None:
        self.hw = catalog.hardware(hw) if isinstance(hw, str) else hw
        self.model = catalog.model(model) if isinstance(model, str) else model
        if precision is None and isinstance(model, str):
            precision = catalog.stated_precision(model) or None
        self.precision = self._find_precision(precision)
        self.engine = catalog.engine(engine, self.hw) if isinstance(engine, str) else engine
        self.layout = Layout(tp=tp, pp=pp, ep=ep, dp=dp, internode_bytes_per_s=internode_bytes_per_s)
        self.constants = constants or catalog.constants(self.hw, self.precision, self.engine)
        names = (hw, model, precision or "", engine)
        are_names = constants is None and all(isinstance(name, str) for name in names)
        self._memory = self._resolve_names(names) if are_names else self._resolve()

    def _find_precision(self, precision: Union[str, Precision, None]) -> Precision:
        if isinstance(precision, Precision):
            return precision
        name = precision if precision is not None else self.model.native_precision
        if not name:
            raise MissingFactError("precision must be given: the model's own is not known", field="precision")
        return catalog.precision(name, self.model)

    def _resolve_names(self, names: Tuple[Any, ...]) -> Any:
        memory = (ctypes.c_uint64 * _abi.TOLL_CATALOG_WORDS)()
        texts = [part for name in names for part in (name.encode(), len(name.encode()))]
        call(lib.toll_catalog_resolve, *texts, ctypes.byref(to_struct(self.layout, Layout)), memory,
             ctypes.sizeof(memory))
        return memory

    def _resolve(self) -> Any:
        size: int = lib.toll_step_size(len(self.model.layers))
        memory = (ctypes.c_uint64 * (size // 8))()
        call(lib.toll_step_resolve, ctypes.byref(to_struct(self.hw, Hardware)), *model_arguments(self.model),
             ctypes.byref(to_struct(self.precision, Precision)), ctypes.byref(to_struct(self.layout, Layout)),
             ctypes.byref(to_struct(self.engine, Engine)), ctypes.byref(to_struct(self.constants, Constants)),
             memory, size)
        return memory

    def __getstate__(self) -> Dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_memory"}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._memory = self._resolve()

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}={getattr(self.layout, name)}" for name in ("tp", "pp", "ep", "dp"))
        return (f"<Deployment {self.model.id} {self.precision.id} on {self.gpus} x {self.hw.id}, "
                f"{sizes}, {self.engine.id}>")

    @property
    def gpus(self) -> int:
        """Accelerators of the deployment."""
        return self.layout.tp * self.layout.pp * self.layout.dp

    def starts(self) -> Run:
        """Whether the engine can start it: `verdict` is YES, NO or UNKNOWN, with reason and source. Names that can't start
        are refused when the deployment is made; facts of your own are computed, so ask.

        >>> Deployment("h100-sxm5-80gb", "llama-3.1-8b", "fp8").starts().verdict.name
        'YES'
        >>> Deployment("mi300x-192gb", "llama-3.1-8b", "nvfp4", engine="trtllm")
        Traceback (most recent call last):
        libtoll.errors.ConflictError: engine can't start: TensorRT-LLM runs on NVIDIA GPUs alone
        """
        _, rows, count, stride = model_arguments(self.model)
        return ask(Run, lib.toll_catalog_check_run, ctypes.byref(to_struct(self.hw, Hardware)), rows, count, stride,
                   ctypes.byref(to_struct(self.precision, Precision)), ctypes.byref(to_struct(self.layout, Layout)),
                   ctypes.byref(to_struct(self.engine, Engine)))

    @property
    def _arguments(self) -> Tuple[Any, int]:
        return self._memory, ctypes.sizeof(self._memory)

    def memory(self, sequences: int, context_tokens: int) -> Memory:
        """Memory of the fullest accelerator with so many sequences of so many tokens; "does not fit" is an answer."""
        return ask(Memory, lib.toll_step_estimate_memory, *self._arguments,
                   argument(sequences, ctypes.c_int64, "sequences"),
                   argument(context_tokens, ctypes.c_int64, "context_tokens"))

    def fits(self, load: Load) -> bool:
        """Whether the weights and one request of the load's length do, on every attention replica.

        >>> Deployment("h100-sxm5-80gb", "llama-3.1-70b", "bf16").fits(Load(input_tokens=1000, output_tokens=500))
        False
        """
        lone = Load(input_tokens=load.input_tokens, output_tokens=load.output_tokens)
        result = ask(ServeResult, lib.toll_serve_estimate, *self._arguments, ctypes.byref(to_struct(lone, Load)))
        return result.fit != Fit.NO

    def does_not_fit(self, load: Load) -> DoesNotFit:
        """The exception for a load that does not fit: what is missing, and how many accelerators would do."""
        context = math.ceil(load.input_tokens + load.output_tokens)
        margin = self.memory(self.layout.dp, context).margin_bytes
        try:
            fewest: Optional[Fewest] = self.fewest_gpus(self.layout.dp, context)
        except TollError:  # a search that this deployment lacks a fact for
            fewest = None
        remedy = ""
        if fewest is not None and fewest.gpus > 0:
            remedy = f"; {fewest.gpus} accelerators hold it (tp={fewest.tp}, pp={fewest.pp}, dp={fewest.dp})"
        elif fewest is not None:
            remedy = "; no layout of up to 64 accelerators holds it"
        name = f"{self.model.id} {self.precision.id} on {self.gpus} x {self.hw.id}"
        return DoesNotFit(f"{name} does not fit with a request of {context} tokens: {-margin / 1e9:.1f} GB are missing on "
                          f"the fullest accelerator{remedy}; assume_fit=True estimates it nevertheless",
                          margin_bytes=margin, gpus=None if fewest is None else fewest.gpus)

    def _ask_about(self, load: Load, expected: Any, function: Any, *arguments: Any) -> Any:
        """A question whose answer says whether it fits, or that is refused where it does not."""
        try:
            result = ask(expected, function, *self._arguments, *arguments)
        except ConflictError as error:
            if error.field == "assume_fit":
                raise self.does_not_fit(load) from None
            raise
        if hasattr(result, "flags") and has_no_estimate(result, load):
            raise self.does_not_fit(load)
        return result

    def most_sequences(self, context_tokens: int) -> Room:
        """The largest batch of sequences of this length: for sure, by the best estimate, possibly.

        >>> room = Deployment("h100-sxm5-80gb", "llama-3.1-8b").most_sequences(8192)
        >>> room.sure <= room.likely <= room.possible
        True
        """
        return ask(Room, lib.toll_step_bound_sequences, *self._arguments,
                   argument(context_tokens, ctypes.c_int64, "context_tokens"))

    def longest_context(self, sequences: int) -> Room:
        """The longest context that each of so many sequences may have, up to the model's."""
        return ask(Room, lib.toll_step_bound_context, *self._arguments,
                   argument(sequences, ctypes.c_int64, "sequences"))

    def fewest_gpus(self, sequences: int, context_tokens: int, max_gpus: int = 64) -> Fewest:
        """The fewest accelerators that hold the model with so many sequences: tp and pp are searched, ep, dp and the
        link are this deployment's. gpus 0: none of the layouts fits."""
        size: int = lib.toll_step_size(len(self.model.layers))
        memory = (ctypes.c_uint64 * (size // 8))()
        return ask(Fewest, lib.toll_step_bound_gpus, ctypes.byref(to_struct(self.hw, Hardware)),
                   *model_arguments(self.model), ctypes.byref(to_struct(self.precision, Precision)),
                   ctypes.byref(to_struct(self.layout, Layout)), ctypes.byref(to_struct(self.engine, Engine)),
                   ctypes.byref(to_struct(self.constants, Constants)),
                   argument(sequences, ctypes.c_int64, "sequences"),
                   argument(context_tokens, ctypes.c_int64, "context_tokens"),
                   argument(max_gpus, ctypes.c_int64, "max_gpus"), memory, size)

    def step(self, decode_sequences: float = 0, decode_context_tokens: float = 0, prefill_tokens: float = 0,
             prefill_sequences: float = 0, prefill_context_tokens: float = 0) -> StepResult:
        """Time and energy of one step, over the whole deployment."""
        batch = Batch(decode_sequences=decode_sequences, decode_context_tokens=decode_context_tokens,
                      prefill_tokens=prefill_tokens, prefill_sequences=prefill_sequences,
                      prefill_context_tokens=prefill_context_tokens)
        return ask(StepResult, lib.toll_step_estimate, *self._arguments, ctypes.byref(to_struct(batch, Batch)))

    def step_columns(self, decode_sequences: Any, decode_context_tokens: Any, prefill_tokens: Any = None, *,
                     strict: bool = True) -> StepColumns:
        """Median time of many steps: columns of float64 (array, NumPy, any iterable); a number is repeated.

        Raises for the first row that fails; with `strict=False` that row's status tells, and its time is 0.
        """
        named = {"decode_sequences": decode_sequences, "decode_context_tokens": decode_context_tokens,
                 "prefill_tokens": 0.0 if prefill_tokens is None else prefill_tokens}
        sequences, context, prefill = double_columns(**named)
        count, numpy = len(sequences), any(column.is_numpy for column in (sequences, context, prefill))
        time, statuses = new_column(DOUBLE, count, numpy), new_column(INT32, count, numpy)
        self._call_columns(lib.toll_step_estimate_columns, strict, sequences.pointer, context.pointer,
                           None if prefill_tokens is None else prefill.pointer, count, time.pointer, statuses.pointer)
        return StepColumns(time.result, statuses.result)

    def serve(self, input_tokens: float, output_tokens: float, concurrency: float = 1.0,
              prefix_hit_frac: float = 0.0, *, correction: Optional[Correction] = None, **more: "Unpack[LoadRest]") -> ServeResult:
        """Steady state under a load: latency, throughput, power, each with its interval.

        Args:
            input_tokens: Mean prompt length, 1 .. 10^8.
            output_tokens: Mean answer length, 1 .. 10^8.
            concurrency: Requests in flight over the whole deployment, 1 .. 10^7; of a fixed batch, its size.
            prefix_hit_frac: Share of the prompt found in the prefix cache, 0 .. 1.
            correction: What one's own measurements change, from :meth:`calibrate`.
            more: Other fields of :class:`Load`. With `requests_per_s` the loop is open: `mode` is then
                ``LoadMode.OPEN`` where it is not given. An unstable load has ``Flag.UNSTABLE`` and no figures in time.

        Raises:
            DoesNotFit: The weights and one request do not fit. `assume_fit=True` gives the figures that it would have.

        >>> deployment = Deployment("h100-sxm5-80gb", "llama-3.1-8b")
        >>> batch = deployment.serve(1000, 200, 8, mode=LoadMode.BATCH)
        >>> batch.ttft_s.mid + 199 * batch.tpot_s.mid == batch.e2e_s.mid
        True
        """
        load = make_load(input_tokens=input_tokens, output_tokens=output_tokens, concurrency=concurrency,
                         prefix_hit_frac=prefix_hit_frac, **more)
        struct = ctypes.byref(to_struct(load, Load))
        result: ServeResult
        if correction is None:
            result = self._ask_about(load, ServeResult, lib.toll_serve_estimate, struct)
        else:
            result = self._ask_about(load, ServeResult, lib.toll_serve_estimate_corrected, struct,
                                     ctypes.byref(to_struct(correction, Correction)))
        return result

    def calibrate(self, anchors: Iterable[Anchor]) -> Correction:
        """What one's own measured points change: factors on the estimates, and how much narrower the intervals are.

        >>> deployment = Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4)
        >>> plain = deployment.serve(1024, 1024, 64)
        >>> anchor = Anchor(input_tokens=1024, output_tokens=1024, concurrency=16, tpot_s=0.0145)
        >>> correction = deployment.calibrate([anchor])
        >>> tuned = deployment.serve(1024, 1024, 64, correction=correction)
        >>> tuned.tpot_s.mid / plain.tpot_s.mid == correction.tpot_factor
        True
        >>> tuned.tpot_s.high / tuned.tpot_s.low < plain.tpot_s.high / plain.tpot_s.low
        True
        """
        rows = to_rows(tuple(anchors), Anchor)
        return ask(Correction, lib.toll_serve_calibrate, *self._arguments, rows, len(rows),
                   ctypes.sizeof(_abi.toll_serve_anchor))

    def queue(self, input_tokens: float, output_tokens: float, concurrency: float = 1.0,
              prefix_hit_frac: float = 0.0, **more: "Unpack[LoadRest]") -> Queue:
        """How requests wait, and quantiles of TTFT and TPOT, in closed or open loop; arguments as :meth:`serve`.

        >>> deployment = Deployment("h100-sxm5-80gb", "llama-3.1-8b")
        >>> queue = deployment.queue(1000, 200, requests_per_s=2)
        >>> queue.stability.name, queue.ttft_p50_s.mid < queue.ttft_p99_s.mid
        ('STABLE', True)
        >>> flood = deployment.queue(1000, 200, requests_per_s=1000)
        >>> flood.stability.name, flood.ttft_p50_s
        ('UNSTABLE', None)
        """
        load = make_load(input_tokens=input_tokens, output_tokens=output_tokens, concurrency=concurrency,
                         prefix_hit_frac=prefix_hit_frac, **more)
        queue: Queue = self._ask_about(load, Queue, lib.toll_serve_estimate_queue, ctypes.byref(to_struct(load, Load)))
        return queue

    def bound_rate(self, input_tokens: float, output_tokens: float, limits: Limits, **more: "Unpack[LoadSpeed]") -> float:
        """The highest requests per second at which every limit holds, by the medians; 0: none.

        >>> deployment = Deployment("h100-sxm5-80gb", "llama-3.1-8b")
        >>> strict = deployment.bound_rate(1000, 200, Limits(tpot_p99_s=0.010))
        >>> 0 < strict < deployment.bound_rate(1000, 200, Limits(tpot_p99_s=0.020))
        True
        """
        load = Load(input_tokens=input_tokens, output_tokens=output_tokens, **more)
        rate = ctypes.c_double()
        call(lib.toll_serve_bound_rate, *self._arguments, ctypes.byref(to_struct(load, Load)),
             ctypes.byref(to_struct(limits, Limits)), ctypes.byref(rate))
        if rate.value == 0 and not load.assume_fit and not self.fits(load):
            raise self.does_not_fit(load)
        return rate.value

    def open_columns(self, input_tokens: Any, output_tokens: Any, requests_per_s: Any, *, load: Optional[Load] = None,
                     strict: bool = True) -> OpenColumns:
        """Medians at many rates of arrivals: columns of float64; a number is repeated.

        Args:
            input_tokens, output_tokens, requests_per_s: Columns.
            load: What the rows have in common; None: Poisson arrivals, one length.
            strict: Raise for the first row that fails or does not fit; else its status tells, and its figures are 0.
        """
        load = Load() if load is None else load
        inputs = double_columns(input_tokens=input_tokens, output_tokens=output_tokens, requests_per_s=requests_per_s)
        count, numpy = len(inputs[0]), any(column.is_numpy for column in inputs)
        outputs = [new_column(DOUBLE, count, numpy) for _ in range(3)]
        stabilities, statuses = new_column(INT32, count, numpy), new_column(INT32, count, numpy)
        self._call_columns(lib.toll_serve_estimate_open_columns, strict,
                           ctypes.byref(to_struct(load, Load)),
                           *(column.pointer for column in inputs), count, *(column.pointer for column in outputs),
                           stabilities.pointer, statuses.pointer)
        ttft, tpot, running = (column.result for column in outputs)
        if strict and not load.assume_fit:
            self._refuse_rows(inputs[0], inputs[1], ttft)
        return OpenColumns(ttft, tpot, running, stabilities.result, statuses.result)

    def serve_columns(self, input_tokens: Any, output_tokens: Any, concurrency: Any, *,
                      strict: bool = True) -> ServeColumns:
        """Medians of many loads: columns of float64 (array, NumPy, any iterable); a number is repeated.

        Raises for the first row that fails or does not fit; with `strict=False` its status tells, and its figures are 0.
        """
        inputs = double_columns(input_tokens=input_tokens, output_tokens=output_tokens, concurrency=concurrency)
        count, numpy = len(inputs[0]), any(column.is_numpy for column in inputs)
        outputs = [new_column(DOUBLE, count, numpy) for _ in range(3)]
        statuses = new_column(INT32, count, numpy)
        self._call_columns(lib.toll_serve_estimate_columns, strict, *(column.pointer for column in inputs), count,
                           *(column.pointer for column in outputs), statuses.pointer)
        ttft, tpot, tokens = (column.result for column in outputs)
        if strict:
            self._refuse_rows(inputs[0], inputs[1], ttft)
        return ServeColumns(ttft, tpot, tokens, statuses.result)

    def admission(self, batch: Batch, request: Load, usd_per_gpu_hour: Price) -> Admission:
        """What admitting one more request to the step of this moment adds: time, cost, whether it has room.

        >>> deployment = Deployment("h100-sxm5-80gb", "llama-3.1-8b")
        >>> now = Batch(decode_sequences=16, decode_context_tokens=1000)
        >>> more = deployment.admission(now, Load(input_tokens=1000, output_tokens=200), usd_per_gpu_hour=2.5)
        >>> more.fit.name, more.prompt_step_s.mid > more.decode_step_s.mid > more.step_s.mid
        ('YES', True)
        """
        supply = Supply(usd_per_gpu_hour=to_price(usd_per_gpu_hour))
        result = ask(Admission, lib.toll_serve_estimate_admission, *self._arguments,
                     ctypes.byref(to_struct(batch, Batch)), ctypes.byref(to_struct(request, Load)),
                     ctypes.byref(to_struct(supply, Supply)))
        if has_no_estimate(result, request):
            margin = result.free_bytes - result.request_bytes
            raise DoesNotFit(f"the request does not fit: {-margin / 1e9:.1f} GB are missing on the fullest accelerator; admit "
                             "it when the batch is smaller, or elsewhere", margin_bytes=margin, gpus=None)
        return result

    def allocate(self, parts: Sequence[Part]) -> Shares:
        """Shares a step among the requests in it: each pays what it adds, and an equal part of the rest.

        >>> deployment = Deployment("h100-sxm5-80gb", "llama-3.1-8b")
        >>> shares = deployment.allocate([Part(1, 1000), Part(1, 8000), Part(prefill_tokens=512)])
        >>> sum(shares.weights)
        1000000000000000
        >>> shares.seconds[0] < shares.seconds[1] < shares.seconds[2]
        True
        """
        rows = (_abi.toll_serve_part * len(parts))(*parts)
        seconds, weights = (ctypes.c_double * len(parts))(), (ctypes.c_int64 * len(parts))()
        call(lib.toll_serve_allocate, *self._arguments, rows, len(parts), ctypes.sizeof(_abi.toll_serve_part), seconds,
             weights)
        return Shares(list(seconds), list(weights))

    def cost_split(self, load: Load, supply: Supply) -> CostSplit:
        """Cost per million tokens three ways: reserved (idle hours included), busy, and at the margin.

        >>> deployment = Deployment("h100-sxm5-80gb", "llama-3.1-8b")
        >>> load = Load(input_tokens=1000, output_tokens=200, concurrency=16)
        >>> split = deployment.cost_split(load, Supply(usd_per_gpu_hour=to_price(2.5), utilisation_frac=0.5))
        >>> round(split.reserved_usd_per_mtok_output.mid / split.busy_usd_per_mtok_output.mid, 9)
        2.0
        """
        split: CostSplit = self._ask_about(load, CostSplit, lib.toll_serve_estimate_split,
                                           ctypes.byref(to_struct(load, Load)), ctypes.byref(to_struct(supply, Supply)))
        return split

    def terms(self, input_tokens: float, output_tokens: float, concurrency: float = 1.0, prefix_hit_frac: float = 0.0,
              **more: "Unpack[LoadRest]") -> Terms:
        """What TTFT and TPOT are made of, and what would move them; arguments as :meth:`serve`.

        >>> deployment = Deployment("h100-sxm5-80gb", "llama-3.1-8b")
        >>> terms = deployment.terms(1000, 200, 8)
        >>> terms.bound.name, terms.tpot_by_bandwidth < terms.tpot_by_compute
        ('WEIGHTS', True)
        """
        load = make_load(input_tokens=input_tokens, output_tokens=output_tokens, concurrency=concurrency,
                         prefix_hit_frac=prefix_hit_frac, **more)
        terms: Terms = self._ask_about(load, Terms, lib.toll_serve_estimate_terms, ctypes.byref(to_struct(load, Load)))
        return terms

    def _refuse_rows(self, input_tokens: Any, output_tokens: Any, ttft_s: Any) -> None:
        """A row without figures in time is unstable, or does not fit: the longest one tells whether any does not."""
        if 0.0 not in ttft_s:
            return
        rows = zip(input_tokens.pointer, output_tokens.pointer, ttft_s)
        lengths = [(float(prompt), float(answer)) for prompt, answer, ttft in rows if ttft == 0]
        longest = max(lengths, key=sum)
        load = Load(input_tokens=longest[0], output_tokens=longest[1])
        if not self.fits(load):
            raise self.does_not_fit(load)

    def _call_columns(self, function: Any, strict: bool, *arguments: Any) -> None:
        err = _abi.toll_error()
        status = function(*self._arguments, *arguments, ctypes.byref(err))
        if status and (strict or err.row < 0):
            raise_error(status, err)

    def cost(self, result: ServeResult, usd_per_gpu_hour: Price, utilisation_frac: float = 1.0, *,
             gpus_billed: Optional[float] = None, usd_per_kwh: Optional[float] = None, pue: Optional[float] = None,
             server_power_frac: Optional[float] = None) -> Cost:
        """Cost per million tokens of a steady state.

        Args:
            result: From :meth:`serve`.
            usd_per_gpu_hour: Price of one accelerator-hour; a number, or (low, mid, high).
            utilisation_frac: Share of the paid hours at this load; the rest is idle but paid.
            gpus_billed: Accelerators paid for (whole nodes); None: those used.
            usd_per_kwh: Electricity paid on top, for owned hardware; None: none.
            pue: Facility power / IT power; None: 1.
            server_power_frac: Host power / accelerator power; None: 0.
        """
        return estimate_cost(result, Supply(usd_per_gpu_hour=to_price(usd_per_gpu_hour),
                                            utilisation_frac=utilisation_frac, gpus_billed=gpus_billed,
                                            usd_per_kwh=usd_per_kwh, pue=pue, server_power_frac=server_power_frac))

    def energy(self, result: ServeResult, *, host_power_frac: Optional[Price] = None, pue: Optional[float] = None,
               location_kg_per_kwh: Optional[float] = None, market_kg_per_kwh: Optional[float] = None) -> Energy:
        """Power, energy and emissions of a steady state.

        Args:
            result: From :meth:`serve`.
            host_power_frac: The rest of the server / accelerator power, at the wall; a number, or (low, mid, high); None:
                a typical one.
            pue: Facility energy / IT energy; None: facility figures are not known.
            location_kg_per_kwh: CO2e per kWh, location-based.
            market_kg_per_kwh: CO2e per kWh, market-based.
        """
        host = None if host_power_frac is None else to_price(host_power_frac)
        return estimate_energy(result, Site(host_power_frac=host, pue=pue, location_kg_per_kwh=location_kg_per_kwh,
                                            market_kg_per_kwh=market_kg_per_kwh))
