# SPDX-License-Identifier: Apache-2.0
"""libtoll: what an LLM token costs. Exactly when it is billed, honestly when it is estimated.

Two kinds of number, never mixed: bills are :class:`decimal.Decimal` (modules `libtoll.bill`, `libtoll.money`), estimates
are :class:`Range` (P10, P50, P90).

>>> import libtoll
>>> deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4)
>>> result = deployment.serve(input_tokens=1000, output_tokens=500, concurrency=32)
>>> cost = deployment.cost(result, usd_per_gpu_hour=2.50)
>>> 0.1 < cost.usd_per_mtok_output.mid < 10
True

The shared library is found at the path in the environment variable LIBTOLL, else beside this package, else where the
system keeps libraries. Module `libtoll.low_level` is the bare C ABI.
"""
import importlib
from typing import TYPE_CHECKING, Any, List

from ._load import lib as _lib
from .generated.abi import ABI_VERSION

if TYPE_CHECKING:
    from . import bill, finance, money, offerings, risk, tco, train
    from .catalog import (TokenRatio, accelerators, catalog_version, constants, engine, engines, fact, find,
                          find_hardware, find_model, hardware, ids, instance, instances, license_terms, model, models,
                          nearest, precision, published, qualities, stack, token_ratio)
    from .deployment import (Deployment, Estimate, OpenColumns, Part, ServeColumns, Shares, StepColumns, estimate,
                             estimate_cost, estimate_energy, estimate_pools, fewest_gpus)
    from .errors import (AmbiguousIdError, AmountOverflowError, BufferTooSmallError, ConflictError, DivideError,
                         DoesNotFit, KnownError, MissingFactError, NotFiniteError, NullError, ObjectError, ParseError,
                         RangeError, StructError, TextError, TollError, UnknownIdError, UnsupportedError)
    from .full_book import Books, books
    from .generated.records import (Admission, AlternativeFact, AlternativeFlag, Anchor, Asked, Batch, Better, Bound,
                                    Confidence, Constants, Correction, Cost, CostSplit, Counts, Energy, Engine, Fact,
                                    Fewest, FieldType, Fit, Flag, Found, Hardware, Instance, Kin, KvCache, Layer,
                                    LayerFlag, LayerKind, Layout, License, Limits, Load, LoadMode, Memory, Model,
                                    ModelFlag, NameMatch, OutlookNote, PayKind, Permit, Pool, PlanAlternative,
                                    PlanChoice, PlanHorizon, PlanNeed, PlanNote, PlanOption, PlanOutlook, PlanSummary,
                                    PlanSupply, PooledResult, Pools, Precision, PriceKind, Published, Quality, Queue,
                                    Range, Rate, Record, Room, Rounding, Run, RunVerdict, SearchFlag, ServeResult,
                                    Site, Stability, Stack, StepResult, Supply, SupplyFlag, SupplyKind, Table, Terms,
                                    TextKind, Topology, TrainJob, TrainMemory, TrainResult, TrainSetup, TrainStep,
                                    Validity, Weights)
    from .planning import Offer, Plan, find_most, outlooks, plan
    from .sizes import Field, PeakRate, check, count_parameters, fields, kv_bytes, peak_rate, weight_bytes

# Where a name lives; its module is imported when it is first asked for, so that a program that bills does not pay for
# serving, finance and plans.
_PLACES = {
    ".catalog": (
        "TokenRatio accelerators catalog_version constants engine engines fact find find_hardware find_model hardware ids "
        "instance instances license_terms model models nearest precision published qualities stack token_ratio"),
    ".deployment": (
        "Deployment Estimate OpenColumns Part ServeColumns Shares StepColumns estimate estimate_cost "
        "estimate_energy estimate_pools fewest_gpus"),
    ".errors": (
        "AmbiguousIdError AmountOverflowError BufferTooSmallError ConflictError DivideError DoesNotFit "
        "KnownError MissingFactError NotFiniteError NullError ObjectError ParseError RangeError "
        "StructError TextError TollError UnknownIdError UnsupportedError"),
    ".full_book": "Books books",
    ".generated.records": (
        "Admission AlternativeFact AlternativeFlag Anchor Asked Batch Better Bound Confidence Constants "
        "Correction Cost CostSplit Counts Energy Engine Fact Fewest FieldType Fit Flag Found Hardware "
        "Instance Kin KvCache Layer LayerFlag LayerKind Layout License Limits Load LoadMode Memory Model "
        "ModelFlag NameMatch OutlookNote PayKind Permit Pool PlanAlternative PlanChoice PlanHorizon "
        "PlanNeed PlanNote PlanOption PlanOutlook PlanSummary PlanSupply PooledResult Pools Precision "
        "PriceKind Published Quality Queue Range Rate Record Room Rounding Run RunVerdict SearchFlag "
        "ServeResult Site Stability Stack StepResult Supply SupplyFlag SupplyKind Table Terms TextKind Topology "
        "TrainJob TrainMemory TrainResult TrainSetup TrainStep Validity Weights"),
    ".planning": "Offer Plan find_most outlooks plan",
    ".sizes": "Field PeakRate check count_parameters fields kv_bytes peak_rate weight_bytes",
}
_MODULES = frozenset("bill catalog deployment derive errors finance fleets full_book low_level money offerings planning records "
                     "risk scenario sizes tco train usage".split())
_PLACE_OF = {name: place for place, names in _PLACES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """A public name, from its module."""
    if name in _PLACE_OF:
        value = getattr(importlib.import_module(_PLACE_OF[name], __name__), name)
    elif name in _MODULES:
        value = importlib.import_module("." + name, __name__)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> List[str]:
    return sorted({*globals(), *__all__, *_MODULES})


def version() -> str:
    """Version of the loaded library, "0.1.0"."""
    text: bytes = _lib.toll_version_string()
    return text.decode()


def version_number() -> int:
    """Version of the loaded library as major * 10000 + minor * 100 + patch."""
    number: int = _lib.toll_version_number()
    return number


def status_name(code: int) -> str:
    """Name of a status code.

    >>> status_name(-2), status_message(0)
    ('TOLL_E_RANGE', 'done')
    """
    text: bytes = _lib.toll_status_name(code)
    return text.decode()


def status_message(code: int) -> str:
    """Meaning of a status code, in English."""
    text: bytes = _lib.toll_status_message(code)
    return text.decode()


__all__ = [
    "ABI_VERSION", "Admission", "AlternativeFact", "AlternativeFlag", "AmbiguousIdError", "AmountOverflowError",
    "Anchor", "Asked", "Batch", "Books", "Bound", "BufferTooSmallError", "Confidence", "ConflictError", "Constants",
    "Correction", "Cost", "CostSplit", "Counts", "Deployment", "DivideError", "DoesNotFit", "Energy", "Engine",
    "Estimate", "Fact", "Fewest", "Field", "FieldType", "Fit", "Flag", "Found", "Hardware", "Instance", "Kin",
    "KnownError", "KvCache", "Layer", "LayerFlag", "LayerKind", "Layout", "License", "Limits", "Load", "LoadMode",
    "Memory", "MissingFactError", "Model", "ModelFlag", "NameMatch", "NotFiniteError", "NullError", "ObjectError",
    "Offer", "OpenColumns", "OutlookNote", "ParseError", "Part", "PayKind", "PeakRate", "Permit", "Plan",
    "PlanAlternative", "PlanChoice", "PlanHorizon", "PlanNeed", "PlanNote", "PlanOption", "PlanOutlook",
    "PlanSummary", "PlanSupply", "Pool", "PooledResult", "Pools", "Precision", "PriceKind", "Published", "Queue",
    "Range", "RangeError", "Rate", "Record", "Room", "Rounding", "Run", "RunVerdict", "SearchFlag", "ServeColumns",
    "ServeResult", "Shares", "Site", "Stability", "Stack", "StepColumns", "StepResult", "StructError", "Supply", "SupplyFlag",
    "SupplyKind", "Table", "Terms", "TextError", "TextKind", "TokenRatio", "TollError", "Topology", "TrainJob",
    "TrainMemory", "TrainResult", "TrainSetup", "TrainStep", "UnknownIdError", "UnsupportedError", "Validity",
    "Weights", "accelerators", "bill", "books", "catalog_version", "check", "constants", "count_parameters", "engine",
    "engines", "estimate", "estimate_cost", "estimate_energy", "estimate_pools", "fact", "fewest_gpus", "fields",
    "finance", "find", "find_hardware", "find_model", "hardware", "ids", "instance", "instances", "kv_bytes",
    "license_terms", "model", "models", "money", "nearest", "offerings", "outlooks", "peak_rate", "plan", "precision",
    "published", "risk", "stack", "status_message", "status_name", "tco", "token_ratio", "train", "version", "version_number",
    "weight_bytes",
]
