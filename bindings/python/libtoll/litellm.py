# SPDX-License-Identifier: Apache-2.0
"""A callback for LiteLLM that bills each response exactly: in its SDK and in its proxy.

    import litellm
    from libtoll.litellm import TollLogger
    logger = TollLogger()
    litellm.callbacks = [logger]
    ...
    logger.counter.text()      # Prometheus: cost per model and tenant

The usage is that of the response as LiteLLM has it, the name that of the response or of the request, the prices those of
`libtoll.books()`. A response that has no price is counted as unpriced with its reason, and never ends the request.
"""
import collections
import logging
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, Callable, Deque, Dict, Mapping, Optional, Set

from litellm.integrations.custom_logger import CustomLogger

from .errors import TollError
from .full_book import Books, books
from .prometheus import CostCounter
from .usage import from_any

_TENANTS = ("user_api_key_team_alias", "user_api_key_team_id", "user_api_key_org_id", "tenant")
_IDS_KEPT = 10_000  # calls that were billed: LiteLLM may tell one twice, by its two callbacks
_log = logging.getLogger("libtoll")


@dataclass(frozen=True)
class Priced:
    """What a response cost.

    Attributes:
        model: Its name, as it was priced.
        tenant: Who pays.
        cost: Exact; None: it has no price, see reason.
        currency: Of the cost.
        quantities: By meter, totals inclusive.
        reason: Why there is no cost; empty: there is one.
    """
    model: str
    tenant: str
    cost: Optional[Decimal]
    currency: str
    quantities: Mapping[str, int]
    reason: str


def tenant_of(kwargs: Mapping[str, Any]) -> str:
    """The team or organisation of the proxy's key, "tenant" of the metadata, or the user; empty: none is told."""
    metadata = (kwargs.get("litellm_params") or {}).get("metadata") or {}
    found = [metadata[key] for key in _TENANTS if metadata.get(key)]
    return str(found[0] if found else kwargs.get("user") or "")


class TollLogger(CustomLogger):  # type: ignore[misc]
    """The callback.

    Args:
        counter: Where costs are summed; None: one of its own.
        prices: None: `libtoll.books()`.
        tenant: A function of LiteLLM's keyword arguments.
        on_priced: Called with each :class:`Priced`, such as to write it to a log.
    """

    def __init__(self, counter: Optional[CostCounter] = None, *, prices: Optional[Books] = None,
                 tenant: Callable[[Mapping[str, Any]], str] = tenant_of,
                 on_priced: Optional[Callable[[Priced], None]] = None) -> None:
        super().__init__()
        self.counter = CostCounter() if counter is None else counter
        self._prices, self._tenant, self._on_priced = prices or books(), tenant, on_priced
        self._order: Deque[str] = collections.deque()
        self._ids: Set[str] = set()

    def log_success_event(self, kwargs: Dict[str, Any], response_obj: Any, start_time: Any, end_time: Any) -> None:
        """LiteLLM calls it after a request; a stream once it is whole."""
        response = kwargs.get("complete_streaming_response") or kwargs.get("async_complete_streaming_response") or response_obj
        if kwargs.get("stream") and getattr(response, "usage", None) is None:
            return  # a piece of a stream
        if not self._is_new(str(kwargs.get("litellm_call_id") or "")):
            return
        priced = self.price(kwargs, response, end_time)
        if priced.cost is None:
            self.counter.add_unpriced(model=priced.model, tenant=priced.tenant)
            _log.warning("no price for %s: %s", priced.model, priced.reason)
        else:
            self.counter.add(priced.cost, priced.currency, model=priced.model, tenant=priced.tenant,
                             tokens=priced.quantities)
        if self._on_priced is not None:
            self._on_priced(priced)

    async def async_log_success_event(self, kwargs: Dict[str, Any], response_obj: Any, start_time: Any,
                                      end_time: Any) -> None:
        """The same for acompletion() and the proxy."""
        self.log_success_event(kwargs, response_obj, start_time, end_time)

    def _is_new(self, call: str) -> bool:
        if not call:
            return True
        if call in self._ids:
            return False
        self._ids.add(call)
        self._order.append(call)
        if len(self._order) > _IDS_KEPT:
            self._ids.discard(self._order.popleft())
        return True

    def price(self, kwargs: Mapping[str, Any], response: Any, at: Optional[datetime] = None) -> Priced:
        """What a response costs at an instant, now where there is none; never raises for a response without a price."""
        model = str(getattr(response, "model", None) or kwargs.get("model") or "")
        tenant = self._tenant(kwargs)
        try:
            return self._price(kwargs, response, at, model, tenant)
        except (TollError, ValueError, TypeError) as error:
            return Priced(model, tenant, None, "", {}, str(error))

    def _price(self, kwargs: Mapping[str, Any], response: Any, at: Optional[datetime], model: str, tenant: str) -> Priced:
        provider = kwargs.get("custom_llm_provider") or (kwargs.get("litellm_params") or {}).get("custom_llm_provider")
        usage = getattr(response, "usage", None)
        if usage is None:
            raise ValueError("the response has no usage")
        told = usage.model_dump(exclude_none=True) if hasattr(usage, "model_dump") else dict(usage)
        record = from_any({"model": model, "provider": provider, "usage": told,
                           "service_tier": getattr(response, "service_tier", None)}, "litellm")
        instant = int((at or datetime.now(timezone.utc)).timestamp())
        card = self._prices.card(record.model or model, record.provider, at=instant)
        assert card.name is not None
        quantities: Mapping[Any, int] = record.quantities
        bill = card.bill(quantities, tier=record.tier or "", region=record.region or card.name.region, at=instant,
                         attributes=record.attributes, kinds=record.kinds)
        return Priced(record.model or model, tenant, bill.billed, bill.currency, record.quantities, "")


__all__ = ["Priced", "TollLogger", "tenant_of"]
