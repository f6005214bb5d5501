# SPDX-License-Identifier: Apache-2.0
"""Fleets by the hour, of several kinds of accelerators, for several workloads. See toll/plan.h.

>>> from libtoll import Deployment, PlanNeed
>>> day = PlanDay(unit_requests_per_s=5.0, unit_gpus=4, usd_per_gpu_hour=3.0, reserved_usd_per_gpu_hour=2.0)
>>> by_hour = schedule(day, [20.0] * 12 + [5.0] * 12)
>>> by_hour.figures.held_usd, by_hour.figures.scaled_usd, by_hour.figures.split_usd, by_hour.figures.base_gpus
(1152.0, 720.0, 624.0, 4)
>>> by_hour.units[0], by_hour.units[12], by_hour.gpus[12]
(4, 1, 4)
>>> mix = find_fleet([PlanLot(unit_requests_per_s=3.0, usd_per_gpu_hour=2.0, stock=1),
...                   PlanLot(unit_requests_per_s=5.0, usd_per_gpu_hour=4.0)], [20.0], stocks=[4])
>>> mix.gpus, mix.figures.usd_per_hour, mix.figures.verdict.name
([4, 2], 16.0, 'BEST')
>>> shared = derive_need([PlanNeed(requests_per_s=1.0, input_tokens=1000), PlanNeed(requests_per_s=3.0, input_tokens=200)])
>>> shared.requests_per_s, shared.input_tokens, round(shared.input_cv, 3)
(4.0, 400.0, 0.866)
>>> replica = Deployment("mi300x-192gb", "llama-3.1-70b", "fp8")
>>> pools = find_pools(replica, replica, PlanNeed(requests_per_s=4.0, input_tokens=1500, output_tokens=400, ttft_s=2.0))
>>> pools.prefill_units >= 1 and pools.decode_units >= 1 and pools.mixed_units >= 1
True
>>> 0 < bound_rate(replica, PlanNeed(input_tokens=1500, output_tokens=400, tpot_s=0.04)) < 10
True
"""
import ctypes
from typing import Iterable, List, NamedTuple, Optional, Sequence

from ._columns import DOUBLE, INT64, column, new_column
from ._convert import ask, from_struct, new_struct, to_rows, to_struct
from ._load import call, lib
from .deployment import Deployment
from .generated import abi as _abi
from .generated.records import PlanDay, PlanFleet, PlanLot, PlanNeed, PlanPools, PlanSchedule, Pools


class Schedule(NamedTuple):
    """Units and paid accelerators of each hour, and what the cycle costs."""

    units: List[int]
    gpus: List[int]
    figures: PlanSchedule


class Fleet(NamedTuple):
    """Accelerators that are paid for of each kind, and what they cost; look at the verdict."""

    gpus: List[int]
    figures: PlanFleet


def bound_rate(deployment: Deployment, need: PlanNeed) -> float:
    """The highest rate that one replica carries within the need's limits, 1/s; 0: even a lone request misses one."""
    rate = ctypes.c_double()
    call(lib.toll_plan_bound_rate, *deployment._arguments, ctypes.byref(to_struct(need, PlanNeed)), ctypes.byref(rate))
    return rate.value


def schedule(day: PlanDay, requests_per_s: Iterable[float]) -> Schedule:
    """Units of each hour of a day, a week or any cycle, and four ways to pay for them.

    Args:
        day: The unit of capacity, how it is sold, and its prices.
        requests_per_s: Mean rate of each hour.
    """
    rates = column(requests_per_s, DOUBLE, "requests_per_s")
    units, gpus = new_column(INT64, len(rates), False), new_column(INT64, len(rates), False)
    out = new_struct(PlanSchedule.KIND)
    call(lib.toll_plan_compute_schedule, ctypes.byref(to_struct(day, PlanDay)), rates.pointer, len(rates),
         units.pointer, gpus.pointer, ctypes.byref(out))
    return Schedule(list(units.data), list(gpus.data), from_struct(out, PlanSchedule))


def find_fleet(lots: Sequence[PlanLot], requests_per_s: Iterable[float], stocks: Iterable[int] = ()) -> Fleet:
    """The cheapest fleet of several kinds for one workload, or for several that share stocks.

    "The stock is too small" is an answer: look at `figures.verdict`.

    Args:
        lots: Kinds of units, each for one workload.
        requests_per_s: Rate of each workload.
        stocks: Accelerators of each stock that the lots name (1: the first one).
    """
    rates, amounts = column(requests_per_s, DOUBLE, "requests_per_s"), column(stocks, INT64, "stocks")
    rows, gpus = to_rows(tuple(lots), PlanLot), new_column(INT64, len(lots), False)
    out = _abi.toll_plan_fleet()
    call(lib.toll_plan_find_fleet, rows, len(lots), rates.pointer, len(rates), amounts.pointer, len(amounts),
         gpus.pointer, ctypes.byref(out))
    return Fleet(list(gpus.data), from_struct(out, PlanFleet))


def derive_need(needs: Sequence[PlanNeed]) -> PlanNeed:
    """The need of one fleet for all workloads: exact moments of the mixture, and the strictest limits."""
    rows = (_abi.toll_plan_need * len(needs))(*(to_struct(need, PlanNeed) for need in needs))
    return ask(PlanNeed, lib.toll_plan_derive_need, rows, len(needs), ctypes.sizeof(_abi.toll_plan_need))


def find_pools(prefill: Deployment, decode: Deployment, need: PlanNeed, fabric: Optional[Pools] = None) -> PlanPools:
    """The fewest units that prefill and that decode, beside one pool that does both, by the same means.

    None where no size carries the rate.

    Args:
        prefill: A unit that prefills.
        decode: A unit that decodes; the one pool is made of it.
        need: Rate, lengths, limits of the mean, gpus_max.
        fabric: What sends the cache; none: 50 GB/s an accelerator.
    """
    found = _abi.toll_plan_pools()
    call(lib.toll_plan_find_pools, *prefill._arguments, *decode._arguments, ctypes.byref(to_struct(need, PlanNeed)),
         ctypes.byref(to_struct(fabric or Pools(), Pools)), ctypes.byref(found))
    return from_struct(found, PlanPools)
