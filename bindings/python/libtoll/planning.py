# SPDX-License-Identifier: Apache-2.0
"""What to deploy: the cheapest accelerators, engine, format and layout that keep latency limits at a rate. See toll/plan.h.

>>> best = plan("llama-3.1-70b", {"h100-sxm5-80gb": 2.50, "mi300x-192gb": 2.00}, requests_per_s=20, input_tokens=1500,
...             output_tokens=400, ttft_s=1.0, tpot_s=0.040, precisions=["fp8", "bf16"])
>>> first = best[0]
>>> first["hw"], first["precision"], first["gpus"] == first["replicas"] * first["tp"] * first["pp"] * first["dp"]
('mi300x-192gb', 'fp8', True)
>>> first["ttft_s"] <= 1.0 and first["usd_per_hour"] == 2.00 * first["gpus_paid"]
True
>>> nothing = plan("llama-3.1-70b", {"h100-sxm5-80gb": 2.50}, requests_per_s=20, ttft_s=0.001)
>>> len(nothing), nothing.summary.too_slow > 0, nothing.summary.missed_ttft_s > 0.001
(0, True, True)

What they cost while demand grows: 20 requests/s that double each year, and an API of the same tokens.

>>> rent = PlanAlternative(replica_requests_per_s=2, usd_per_gpu_hour=2)
>>> api = PlanAlternative(kind=PayKind.REQUEST, usd_per_request=0.001175, price_change_frac_per_year=-0.25)
>>> ahead = PlanHorizon(requests_per_s=20, growth_frac_per_year=1, months=24, budget_usd_per_month=40000)
>>> first, second = outlooks(ahead, [rent, api])
>>> first.gpus_first, first.gpus_last, first.over_budget_month
(10, 38, 18)
>>> second.over_budget_month, second.gpus_last, second.npv_usd > first.npv_usd
(0, None, True)
>>> carried = find_most("llama-3.1-8b", {"l40s-48gb": 1.00}, usd_per_hour=10.0, input_tokens=1500, output_tokens=400,
...                     ttft_s=1.0, tpot_s=0.040, precisions=["fp8"])
>>> carried[0]["usd_per_hour"] <= 10, carried[0]["requests_per_s"] > 0, carried[0]["cap"]
(True, True, 'BY_BUDGET')
>>> cheap = find_most("llama-3.1-8b", {"l40s-48gb": 1.00}, MostGoal.PRICE_FROM, usd_per_mtok=0.10)
>>> cheap[0]["usd_per_mtok"] <= 0.10 * 1.000001, cheap[0]["requests_per_s"] > 0
(True, True)
"""
import ctypes
import dataclasses
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from . import catalog
from ._convert import argument, from_struct, new_struct, to_rows, to_struct
from ._load import call, lib
from .errors import RangeError
from .generated import abi as _abi
from .generated.records import (Hardware, Model, MostCap, MostGoal, PayKind, PlanAlternative, PlanHorizon, PlanMost, PlanNeed,
                                PlanOption, PlanOutlook, PlanReach, PlanSummary, PlanSupply, Range, SupplyFlag, SupplyKind,
                                Table)
from .sizes import model_arguments

Price = Union[float, Tuple[float, float, float]]


class Offer(NamedTuple):
    """An accelerator that can be had.

    Args:
        hw: Its catalog name, or a :class:`Hardware` of your own.
        usd_per_gpu_hour: A number, or (P10, P50, P90); None: not known, which gives no option. 0 must come with `free`.
        kind: How it is paid; repeated in the rows, not weighed.
        gpus_available: None: no limit.
        unit_gpus: Accelerators sold together: those of a machine.
        internode_bytes_per_s: Link of one accelerator to other nodes; None: no replica spans nodes.
        free: A price of 0 is meant.
    """

    hw: Union[str, Hardware]
    usd_per_gpu_hour: Optional[Price] = None
    kind: SupplyKind = SupplyKind.RENTED
    gpus_available: Optional[int] = None
    unit_gpus: int = 1
    internode_bytes_per_s: Optional[float] = None
    free: bool = False


class Plan(List[Dict[str, Any]]):
    """Options, cheapest first, as flat rows for a table or a data frame; `summary` says what gave no option, and why."""

    def __init__(self, rows: Iterable[Dict[str, Any]], summary: PlanSummary) -> None:
        super().__init__(rows)
        self.summary = summary


def _mask(table: int, names: Optional[Sequence[str]], argument_name: str) -> int:
    """Bits of the named rows; None: 0, which allows all."""
    if names is None:
        return 0
    if isinstance(names, str) or not names:
        raise RangeError(f"{argument_name} must be a list of at least one name, or None", field=argument_name)
    mask = 0
    for name in names:
        mask |= 1 << catalog.find(table, name)
    return mask


def _offers(supplies: Union[Mapping[str, Optional[Price]], Iterable[Offer]]) -> List[Offer]:
    if isinstance(supplies, Mapping):
        return [Offer(hw, price) for hw, price in supplies.items()]
    return list(supplies)


def _supply(offer: Offer, own: List[Hardware]) -> PlanSupply:
    """The offer as a row; an accelerator of the caller's own goes to `own`."""
    flags = SupplyFlag.FREE if offer.free else SupplyFlag(0)
    if isinstance(offer.hw, Hardware):
        own.append(offer.hw)
        index, flags = len(own) - 1, flags | SupplyFlag.OWN_HW
    else:
        index = catalog.find_hardware(offer.hw).index
    price = offer.usd_per_gpu_hour
    if price is not None and not isinstance(price, tuple):
        price = (price, price, price)
    return PlanSupply(flags=flags, hw=index, kind=offer.kind, usd_per_gpu_hour=None if price is None else Range(*price),
                      gpus_available=offer.gpus_available, unit_gpus=offer.unit_gpus,
                      internode_bytes_per_s=offer.internode_bytes_per_s)


def _own_rows(own: List[Hardware]) -> Any:
    rows = (_abi.toll_hw * len(own))()
    for index, hw in enumerate(own):
        rows[index] = to_struct(hw, Hardware)
    return rows


def _flat(option: PlanOption, offer: Offer) -> Dict[str, Any]:
    """One row: names for indices, and each range as its median and two further columns."""
    row: Dict[str, Any] = {}
    for field in dataclasses.fields(option):
        value = getattr(option, field.name)
        row[field.name] = value.mid if isinstance(value, Range) else value
        if isinstance(value, Range):
            row[field.name + "_low"], row[field.name + "_high"] = value.low, value.high
    row["hw"] = offer.hw.id if isinstance(offer.hw, Hardware) else catalog.ids(Table.HW)[option.hw]
    row["precision"] = catalog.ids(Table.PRECISION)[option.precision]
    row["engine"] = catalog.ids(Table.ENGINE)[option.engine]
    row["kind"] = offer.kind.name
    return row


def plan(model: Union[str, Model], supplies: Union[Mapping[str, Optional[Price]], Iterable[Offer]], *,
         requests_per_s: float, precisions: Optional[Sequence[str]] = None, engines: Optional[Sequence[str]] = None,
         capacity: int = 64, **need: Any) -> Plan:
    """The cheapest deployments that serve a load within its limits.

    Args:
        model: Its catalog name, or a :class:`Model`.
        supplies: Prices per accelerator-hour by catalog name, or :class:`Offer` rows.
        requests_per_s: Arrivals at the whole fleet.
        precisions, engines: Catalog names that may be used; None: all formats, the current release of every engine.
        capacity: Most options to return; the summary counts all of them.
        need: Other fields of :class:`PlanNeed`: lengths, `ttft_s`, `tpot_s`, `quantile`, `confidence`, ...

    No option is an answer: the list is empty, and its `summary` says why.
    """
    asked = PlanNeed(requests_per_s=requests_per_s, engines=_mask(Table.ENGINE, engines, "engines"),
                     precisions=_mask(Table.PRECISION, precisions, "precisions"), **need)
    return _search(_Question(model, supplies, capacity), asked)


def outlooks(horizon: PlanHorizon, alternatives: Iterable[PlanAlternative]) -> List[PlanOutlook]:
    """What each alternative costs over a horizon, in their order. Rank by `npv_usd`; a row with `missing` facts has none."""
    rows = tuple(alternatives)
    found = (_abi.toll_plan_outlook * len(rows))()
    call(lib.toll_plan_estimate_outlooks, ctypes.byref(to_struct(horizon, PlanHorizon)), to_rows(rows, PlanAlternative),
         len(rows), ctypes.sizeof(_abi.toll_plan_alternative), found, len(rows), ctypes.sizeof(_abi.toll_plan_outlook))
    return [from_struct(row, PlanOutlook) for row in found]


class _Question:
    """The arguments that both searches share, laid out for the library."""

    def __init__(self, model: Union[str, Model], supplies: Union[Mapping[str, Optional[Price]], Iterable[Offer]],
                 capacity: int) -> None:
        own: List[Hardware] = []
        self.offers = _offers(supplies)
        rows = to_rows(tuple(_supply(offer, own) for offer in self.offers), PlanSupply)
        self.room = argument(capacity, ctypes.c_uint64, "capacity")
        self.model = model_arguments(catalog.model(model) if isinstance(model, str) else model)
        size: int = lib.toll_plan_search_size(self.model[2], len(self.offers), self.room)
        self.work = ((ctypes.c_uint64 * (size // 8))(), size)
        self.supplies = (rows, len(self.offers), ctypes.sizeof(_abi.toll_plan_supply), _own_rows(own), len(own),
                         ctypes.sizeof(_abi.toll_hw))
        self.options = (_abi.toll_plan_option * min(self.room, 65536))()
        self.reaches = (_abi.toll_plan_reach * min(self.room, 65536))()
        self.summary, self.found = new_struct(PlanSummary.KIND), ctypes.c_uint64()

    def rows(self) -> List[Dict[str, Any]]:
        made = [from_struct(self.options[index], PlanOption) for index in range(self.found.value)]
        return [_flat(option, self.offers[option.supply]) for option in made]


def _search(q: _Question, need: PlanNeed) -> Plan:
    call(lib.toll_plan_search, *q.model, ctypes.byref(to_struct(need, PlanNeed)), *q.supplies, q.options, q.room,
         ctypes.sizeof(_abi.toll_plan_option), ctypes.byref(q.found), ctypes.byref(q.summary), *q.work)
    return Plan(q.rows(), from_struct(q.summary, PlanSummary))


def find_most(model: Union[str, Model], supplies: Union[Mapping[str, Optional[Price]], Iterable[Offer]],
              goal: MostGoal = MostGoal.MOST_LOAD, *, usd_per_hour: Optional[float] = None, power_w: Optional[float] = None,
              usd_per_mtok: Optional[float] = None, pue: float = 1.0, host_power_frac: Optional[float] = None,
              precisions: Optional[Sequence[str]] = None, engines: Optional[Sequence[str]] = None, capacity: int = 64,
              **need: Any) -> Plan:
    """An inverse question: the most load within caps, the lowest price, or the load from which on it is that cheap.

    Args:
        model, supplies, precisions, engines, capacity, need: As :func:`plan` takes them; `gpus_max` is a cap.
        goal: What is least or most.
        usd_per_hour: Budget of the whole fleet; None: no limit.
        power_w: Power provisioned at the meter; None: no limit.
        usd_per_mtok: Of :attr:`MostGoal.PRICE_FROM`: what a million tokens may cost.
        pue: Facility power over server power; 1: `power_w` is that of servers.
        host_power_frac: Power of the rest of a server over that of its accelerators; None: 0.25.

    The rows are those of :func:`plan`, best first, with `requests_per_s` (of the fleet), `replica_most_per_s`,
    `provisioned_w` (None: no TDP is known) and `cap`, the name of the tightest cap.
    """
    asked = PlanNeed(engines=_mask(Table.ENGINE, engines, "engines"),
                     precisions=_mask(Table.PRECISION, precisions, "precisions"), **need)
    question = PlanMost(goal=goal, usd_per_hour=usd_per_hour, power_w=power_w, usd_per_mtok=usd_per_mtok, pue=pue,
                        host_power_frac=host_power_frac)
    q = _Question(model, supplies, capacity)
    call(lib.toll_plan_find_most, *q.model, ctypes.byref(to_struct(asked, PlanNeed)),
         ctypes.byref(to_struct(question, PlanMost)), *q.supplies, q.options, q.room,
         ctypes.sizeof(_abi.toll_plan_option), q.reaches, ctypes.byref(q.found), ctypes.byref(q.summary), *q.work)
    rows = q.rows()
    for index, row in enumerate(rows):
        reach = from_struct(q.reaches[index], PlanReach)
        row.update(requests_per_s=reach.requests_per_s, replica_most_per_s=reach.replica_requests_per_s,
                   provisioned_w=reach.provisioned_w, cap=MostCap(reach.cap).name)
    return Plan(rows, from_struct(q.summary, PlanSummary))
