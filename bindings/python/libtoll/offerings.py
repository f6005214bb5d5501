# SPDX-License-Identifier: Apache-2.0
"""Vendors held against constraints of law, place and people: allowed, needs an action, or rejected, with reasons. See
toll/plan.h. It is a filter and no legal advice.

>>> wanted = [constraint("processing", "eu", is_strict=True), constraint("soc2", is_strict=True)]
>>> check("openai/api", wanted).standing.name, check("anthropic/api", wanted).standing.name
('ACTION', 'REJECTED')
>>> check("anthropic/api", wanted).reasons[0].text
'processing: global, wanted within eu'
>>> [row.topic.name for row in derive([constraint("air_gap")])]
['AIR_GAP', 'ON_PREMISES', 'TELEMETRY', 'OFFLINE_UPDATES', 'SPARES_ON_SITE']
>>> relax([check(name, wanted) for name in ("anthropic/api", "deepseek/api", "mistral/api")])
Relaxation(rows=(0,), back=1)
"""
import ctypes
from typing import Any, Iterable, List, NamedTuple, Optional, Sequence, Tuple, Union

from ._convert import argument, ask, from_struct, new_struct, to_double, to_rows, to_struct
from ._load import call, lib
from .catalog import find
from .catalog import ids as all_ids
from .errors import UnknownIdError
from .generated import abi as _abi
from .generated.records import (Offering, OfferingFact, OfferingKind, PlanCandidate, PlanConstraint, PlanReason,
                                PlanShadow, PlanVerdict, Range, Standing, Table, Topic)


class Judgement(NamedTuple):
    """What constraints say of an offering: the worst of its reasons, and one reason for each constraint."""

    standing: Standing
    verdict: PlanVerdict
    reasons: Tuple[PlanReason, ...]


class Relaxation(NamedTuple):
    """Constraints to give up, by index, and how many offerings come back then."""

    rows: Tuple[int, ...]
    back: int


def ids() -> List[str]:
    """Ids of the built-in offerings."""
    return all_ids(Table.OFFERING)


def topic(name: str) -> Topic:
    """A topic by its name in the catalog, "soc2" or "retention_days"."""
    for code in Topic:
        if lib.toll_plan_get_topic(code).decode() == name:
            return code
    raise UnknownIdError(f"no topic {name!r}", field="topic")


def constraint(name: str, words: str = "", value: float = 0.0, is_strict: bool = False) -> PlanConstraint:
    """A constraint by the name of its topic; `words` are places or a model's name, `value` is a number of its unit."""
    return PlanConstraint(topic=topic(name), words=words, value=to_double(value, "toll_plan_constraint", "value"),
                          is_strict=int(is_strict))


def is_place(word: str) -> bool:
    """Whether a word is a place: a country's code, "eu", "eea", "apac", "global", "site" or "none".

    >>> is_place("de"), is_place("europe")
    (True, False)
    """
    data = word.encode()
    try:
        call(lib.toll_plan_check_place, data, len(data))
    except UnknownIdError:
        return False
    return True


def offering(name: str) -> Offering:
    """A vendor's service by id.

    >>> offering("mistral/api").service
    'Mistral API, La Plateforme'
    """
    return ask(Offering, lib.toll_catalog_get_offering, find(Table.OFFERING, name))


def _rows(function: Any, index: int) -> Tuple[OfferingFact, ...]:
    count, size = ctypes.c_uint64(), ctypes.sizeof(_abi.toll_catalog_offering_fact)
    call(function, index, None, 0, size, ctypes.byref(count))
    rows = (_abi.toll_catalog_offering_fact * count.value)()
    if count.value:
        call(function, index, rows, len(rows), size, ctypes.byref(count))
    return tuple(from_struct(row, OfferingFact) for row in rows)


def facts(name: str) -> Tuple[OfferingFact, ...]:
    """What sources say of an offering; what no row says is not known.

    >>> [(row.state.name, row.value) for row in facts("openai/api") if row.topic is Topic.RETENTION_DAYS]
    [('YES', 30.0), ('CONDITIONAL', 0.0)]
    """
    return _rows(lib.toll_catalog_get_offering_facts, find(Table.OFFERING, name))


def license_facts(model: str) -> Tuple[OfferingFact, ...]:
    """What a model's licence permits, as facts of a site that runs it; empty: the licence is not known.

    >>> [row.state.name for row in license_facts("llama-4-scout") if row.topic is Topic.EU_DOMICILE]
    ['NO']
    """
    return _rows(lib.toll_catalog_get_license_facts, find(Table.MODEL, model))


def own_site(name: str) -> Offering:
    """A site of your own, for :func:`check` with your own facts."""
    return Offering(id=name, service=name, deployment=OfferingKind.OWNED)


def derive(constraints: Iterable[PlanConstraint]) -> List[PlanConstraint]:
    """The constraints and those that they imply, as the catalog has it."""
    given, size, count = tuple(constraints), ctypes.sizeof(_abi.toll_plan_constraint), ctypes.c_uint64()
    rows = (_abi.toll_plan_constraint * 48)()
    call(lib.toll_plan_derive_constraints, to_rows(given, PlanConstraint), len(given), size, rows, len(rows), size,
         ctypes.byref(count))
    return [from_struct(row, PlanConstraint) for row in rows[:count.value]]


def check(which: Union[str, Offering], constraints: Iterable[PlanConstraint],
          known: Optional[Sequence[OfferingFact]] = None) -> Judgement:
    """Holds an offering (its id, or one of your own with what is known of it) against constraints."""
    subject = offering(which) if isinstance(which, str) else which
    told = tuple(facts(subject.id) if known is None else known)
    wanted = tuple(constraints)
    reasons, verdict = (_abi.toll_plan_reason * len(wanted))(), new_struct(PlanVerdict.KIND)
    call(lib.toll_plan_check_offering, to_rows(wanted, PlanConstraint), len(wanted),
         ctypes.sizeof(_abi.toll_plan_constraint), ctypes.byref(to_struct(subject, Offering)),
         to_rows(told, OfferingFact), len(told), ctypes.sizeof(_abi.toll_catalog_offering_fact), ctypes.byref(verdict),
         reasons, len(reasons), ctypes.sizeof(_abi.toll_plan_reason))
    answer = from_struct(verdict, PlanVerdict)
    return Judgement(Standing(answer.verdict), answer, tuple(from_struct(row, PlanReason) for row in reasons))


def relax(judgements: Sequence[Judgement]) -> Relaxation:
    """The fewest constraints to give up so that something comes back; no rows: nothing is rejected."""
    sets = (ctypes.c_uint64 * len(judgements))(*(j.verdict.rejected_by for j in judgements))
    drop, back = ctypes.c_uint64(), ctypes.c_int64()
    call(lib.toll_plan_find_relaxation, sets, argument(len(sets), ctypes.c_uint64, "n"), ctypes.byref(drop),
         ctypes.byref(back))
    return Relaxation(tuple(row for row in range(64) if drop.value >> row & 1), back.value)


def shadow_prices(candidates: Iterable[PlanCandidate], requests_per_s: float, drops: Sequence[int], seed: int = 1,
                  draws: int = 1000) -> List[PlanShadow]:
    """What each set of constraints costs: the cheapest candidate with them less the cheapest without, as P10, P50, P90.

    >>> dear, cheap = PlanCandidate(fixed_usd_per_hour=Range(20, 20, 20)), PlanCandidate(
    ...     fixed_usd_per_hour=Range(12, 12, 12), rejected_by=0b11)
    >>> [shadow.saved_usd_per_hour.mid for shadow in shadow_prices([dear, cheap], 1, [0b01, 0b10, 0b11])]
    [0.0, 0.0, 8.0]

    Args:
        candidates: Ways to serve the load, permitted and not.
        requests_per_s: The load.
        drops: Sets of constraints to give up, as bits, as in `rejected_by`.
    """
    rows = tuple(candidates)
    n_draws = argument(draws, ctypes.c_uint64, "draws")
    sets = (ctypes.c_uint64 * len(drops))(*(argument(drop, ctypes.c_uint64, "drops") for drop in drops))
    found = (_abi.toll_plan_shadow * len(drops))()
    size = lib.toll_plan_shadow_size(len(rows), len(drops), n_draws)
    work = (ctypes.c_uint64 * (size // 8 + 1))()
    call(lib.toll_plan_estimate_shadows, to_rows(rows, PlanCandidate), len(rows),
         ctypes.sizeof(_abi.toll_plan_candidate), to_double(requests_per_s, "shadow_prices", "requests_per_s"), sets, len(drops),
         argument(seed, ctypes.c_uint64, "seed"), n_draws, found, len(drops), ctypes.sizeof(_abi.toll_plan_shadow),
         work, size)
    return [from_struct(row, PlanShadow) for row in found]
