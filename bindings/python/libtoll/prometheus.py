# SPDX-License-Identifier: Apache-2.0
"""Cost per model and tenant as counters of Prometheus and OpenTelemetry. Sums are exact decimals inside.

    counter = CostCounter()
    counter.add(bill.billed, bill.currency, model="gpt-4.1", tenant="team-a", tokens={"input": 1200, "output": 300})
    counter.text()                                        # text format 0.0.4, with every digit
    prometheus_client.REGISTRY.register(counter)          # where prometheus_client serves /metrics; doubles there
    counter.observe(opentelemetry.metrics.get_meter("libtoll"))

    llm_cost_total{model="gpt-4.1",tenant="team-a",currency="USD"} 0.0048
    llm_tokens_total{model="gpt-4.1",tenant="team-a",meter="input"} 1200
    llm_unpriced_requests_total{model="gpt-9",tenant="team-a"} 1

A request without a price is in no sum: it is counted apart, since 0 would look free. Neither package is imported before it
is used.
"""
import threading
from decimal import Decimal
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

from .errors import AmountOverflowError, RangeError
from .money import amount_add

OTHER = "(other)"
_Labels = Tuple[str, ...]
_SERIES = (("cost", "Billed cost of requests, in the currency of the label", ("model", "tenant", "currency")),
           ("tokens", "Billed base units by meter; totals include their parts", ("model", "tenant", "meter")),
           ("unpriced_requests", "Requests without a price, which are in no sum of costs", ("model", "tenant")))


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def _number(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


class CostCounter:
    """Sums by model and tenant; safe to use from several threads.

    Args:
        prefix: Of the names of the series.
        most: Pairs of model and tenant that are kept apart; later ones are counted as "(other)", so that names which
            clients choose can't fill the memory.
    """

    def __init__(self, prefix: str = "llm", most: int = 10_000) -> None:
        if most < 1:
            raise RangeError(f"most must be 1 or more, got {most}", field="most")
        self._prefix, self._most, self._lock = prefix, most, threading.Lock()
        self._sums: Dict[str, Dict[_Labels, Any]] = {name: {} for name, _, _ in _SERIES}
        self._pairs: Dict[Tuple[str, str], Tuple[str, str]] = {}

    def _pair(self, model: str, tenant: str) -> Tuple[str, str]:
        pair = (model, tenant)
        if pair not in self._pairs:
            if len(self._pairs) >= self._most:
                return OTHER, OTHER
            self._pairs[pair] = pair
        return pair

    def add(self, cost: Decimal, currency: str, *, model: str, tenant: str = "",
            tokens: Optional[Mapping[str, int]] = None) -> None:
        """Adds a request's billed cost, 0 or more, and its quantities by meter. A counter never falls."""
        if cost < 0 or any(quantity < 0 for quantity in (tokens or {}).values()):
            raise RangeError("a counter takes costs and quantities of 0 or more", field="cost")
        with self._lock:
            labels = self._pair(model, tenant)
            costs, used = self._sums["cost"], self._sums["tokens"]
            costs[(*labels, currency)] = amount_add(costs.get((*labels, currency), Decimal(0)), cost)
            for meter, quantity in (tokens or {}).items():
                used[(*labels, meter)] = used.get((*labels, meter), 0) + quantity

    def add_unpriced(self, *, model: str, tenant: str = "") -> None:
        """Counts a request that has no price."""
        with self._lock:
            labels, counts = self._pair(model, tenant), self._sums["unpriced_requests"]
            counts[labels] = counts.get(labels, 0) + 1

    def sums(self, series: str = "cost") -> Dict[_Labels, Any]:
        """A copy of the sums of a series: cost, tokens or unpriced_requests, by their labels."""
        with self._lock:
            return dict(self._sums[series])

    def text(self) -> str:
        """All series in the text format of Prometheus 0.0.4, for a page /metrics or the collector of text files."""
        lines: List[str] = []
        for name, about, labels in _SERIES:
            whole = f"{self._prefix}_{name}_total"
            lines += [f"# HELP {whole} {about}", f"# TYPE {whole} counter"]
            for values, number in sorted(self.sums(name).items()):
                told = ",".join(f'{label}="{_escape(value)}"' for label, value in zip(labels, values))
                lines.append(f"{whole}{{{told}}} {_number(number)}")
        return "\n".join(lines) + "\n"

    def collect(self) -> Iterator[Any]:
        """What a registry of prometheus_client asks for."""
        from prometheus_client.core import CounterMetricFamily
        for name, about, labels in _SERIES:
            family = CounterMetricFamily(f"{self._prefix}_{name}", about, labels=labels)
            for values, number in sorted(self.sums(name).items()):
                family.add_metric(values, float(number))
            yield family

    def observe(self, meter: Any) -> None:
        """Registers an observable counter for each series with a meter of OpenTelemetry."""
        from opentelemetry.metrics import Observation

        def reader(name: str, labels: Tuple[str, ...]) -> Any:
            return lambda options: [Observation(float(number), dict(zip(labels, values)))
                                    for values, number in self.sums(name).items()]
        for name, about, labels in _SERIES:
            meter.create_observable_counter(f"{self._prefix}.{name}", callbacks=[reader(name, labels)], description=about)


def span_attributes(cost: Decimal, currency: str) -> Dict[str, Any]:
    """Attributes for a span of a model call: those that are proposed for GenAI conventions, with the cost as a double, and
    the exact amount as text.

    >>> span_attributes(Decimal("0.0048"), "USD")["libtoll.cost.amount"]
    '0.0048'
    """
    if not cost.is_finite():
        raise AmountOverflowError("cost must be a finite amount", field="cost")
    return {"gen_ai.usage.cost.amount": float(cost), "gen_ai.usage.cost.currency": currency,
            "gen_ai.usage.cost.source": "local", "libtoll.cost.amount": format(cost, "f")}


__all__ = ["CostCounter", "OTHER", "span_attributes"]
