# SPDX-License-Identifier: Apache-2.0
"""From a model to money: a deployment and a tariff as rows of a scenario. See toll/plan.h.

>>> from libtoll import Deployment, Limits, Load
>>> replica = Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4)
>>> unit = derive_unit(replica, Load(input_tokens=1500, output_tokens=400), Limits(ttft_p95_s=1.0, tpot_p95_s=0.05))
>>> unit.gpus, unit.verdict.name, unit.capacity_input.low < unit.capacity_input.mid
(4, 'SERVES', True)
>>> [tco.TcoKind(each.kind).name for each in derive_rows(unit, option=1)][:3]
['UNIT_GPUS', 'CAPACITY_INPUT', 'CAPACITY_OUTPUT']
"""
import ctypes
from typing import List, Optional

from . import tco
from ._convert import argument, ask, from_struct, to_struct
from ._load import call, lib
from .bill import Card, Instant
from .deployment import Deployment
from .generated import abi as _abi
from .generated.records import Limits, Load, PlanMix, PlanPrices, PlanUnit, ScenarioRow, Site


def derive_unit(deployment: Deployment, load: Load, limits: Optional[Limits] = None,
                site: Optional[Site] = None) -> PlanUnit:
    """What one replica brings to a scenario: capacity by kind of token, accelerators, power.

    "Does not serve" is an answer: look at `verdict`.

    Args:
        deployment: The replica.
        load: Lengths of requests, their variation and prefix hits; concurrency and rate are ignored.
        limits: Latency that it must keep; none: only stability.
        site: Its host_power_frac; none: a typical one.
    """
    return ask(PlanUnit, lib.toll_plan_derive_unit, *deployment._arguments, ctypes.byref(to_struct(load, Load)),
               ctypes.byref(to_struct(limits or Limits(), Limits)), ctypes.byref(to_struct(site or Site(), Site)))


def derive_rows(unit: PlanUnit, option: int = 0, group: int = 0) -> List[ScenarioRow]:
    """Rows of :class:`libtoll.tco.Scenario` for a unit that serves; any other is a ConflictError."""
    most = _abi.TOLL_PLAN_UNIT_ROWS
    rows = (_abi.toll_tco_row * most)()
    count = ctypes.c_uint64()
    call(lib.toll_plan_derive_rows, ctypes.byref(to_struct(unit, PlanUnit)),
         argument(option, ctypes.c_uint32, "option"), argument(group, ctypes.c_uint32, "group"), rows, None, most,
         ctypes.sizeof(_abi.toll_tco_row), ctypes.byref(count))
    return [from_struct(rows[index], ScenarioRow) for index in range(count.value)]


def derive_prices(card: Card, mix: PlanMix, *, tier: str = "", region: str = "",
                  at: Optional[Instant] = None) -> PlanPrices:
    """Prices of a tariff per million tokens of each stream, for one mix; `remarks` says what is not linear.

    >>> from libtoll.bill import Book, match, price, tariff
    >>> book = Book.compile([tariff("acme/one", provider="acme"), match("one"), price("input", "3"), price("output", "15")])
    >>> prices = derive_prices(book.find("acme", "one", at=0), PlanMix(input_tokens=1500, output_tokens=400))
    >>> round(prices.per_mtok_input, 9), round(prices.per_mtok_output, 9), prices.per_mtok_cached
    (3.0, 15.0, None)
    """
    context = card._context(tier, region, at, False, False)
    return ask(PlanPrices, lib.toll_plan_derive_prices, card._memory, card._size,
               ctypes.byref(to_struct(mix, PlanMix)), ctypes.byref(context))
