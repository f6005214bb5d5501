# SPDX-License-Identifier: Apache-2.0
"""A column of exact costs for tables of pandas, Polars, Arrow, or NumPy arrays, by :mod:`libtoll.arrow`.

    costs = cost(frame, meters={"input": "prompt_tokens", "output": "completion_tokens"}, at="created")
    frame = add_cost(frame, meters=["input", "output"], at="created", reason="unpriced")

What goes in comes out: a Series of pandas with type decimal128(38, 18)[pyarrow] and the frame's index, one of Polars with
Decimal(38, 18), a chunked array of Arrow; for a mapping of arrays a NumPy array of `Decimal`. Missing values of pandas,
NaN among them, are nulls. It needs pyarrow and NumPy; none of the others is imported before a table of it comes.
"""
from typing import Any, Callable, List, Mapping, Tuple

import numpy as np
import pyarrow as pa

from . import arrow
from .errors import ConflictError


def _is_of(table: Any, package: str) -> bool:
    return type(table).__module__.split(".")[0] == package


def _names(table: Any) -> List[Any]:
    return list(table.columns) if hasattr(table, "columns") and not isinstance(table, pa.Table) else list(table)


def _used(table: Any, options: Mapping[str, Any]) -> List[Any]:
    """The columns that a bill reads, so that no other one has to have a type that Arrow knows."""
    meters = options["meters"]
    named = [*(meters.values() if isinstance(meters, Mapping) else meters), options.get("model", "model")]
    named += [options.get(fact) for fact in ("provider", "tier", "region", "at")]
    wanted = {name for name in named if isinstance(name, str)}
    return [name for name in _names(table) if name in wanted]


def _from_pandas(table: Any, options: Mapping[str, Any]) -> Tuple[Any, Callable[[Any], Any]]:
    import pandas

    def back(column: Any) -> Any:
        return pandas.Series(pandas.arrays.ArrowExtensionArray(column), index=table.index)
    return pa.Table.from_pandas(table[_used(table, options)], preserve_index=False), back


def _from_polars(table: Any, options: Mapping[str, Any]) -> Tuple[Any, Callable[[Any], Any]]:
    import polars
    if isinstance(table, polars.LazyFrame):
        raise TypeError("a lazy frame has no rows yet: collect() it, or lazy.map_batches(a function that bills a frame)")
    return table.select(_used(table, options)).to_arrow(), polars.from_arrow


def _from_mapping(table: Any, options: Mapping[str, Any]) -> Tuple[Any, Callable[[Any], Any]]:
    columns = {name: np.asarray(table[name]) for name in _used(table, options)}
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ConflictError(f"columns must be of one length: {lengths}")

    def back(column: Any) -> Any:
        made = np.empty(len(column), object)
        made[:] = column.to_pylist()
        return made
    return pa.table({name: pa.array(column) for name, column in columns.items()}), back


def _convert(table: Any, options: Mapping[str, Any]) -> Tuple[Any, Callable[[Any], Any]]:
    """The table as Arrow has it, and what makes a column of its own library of a new one."""
    if _is_of(table, "pandas"):
        return _from_pandas(table, options)
    if _is_of(table, "polars"):
        return _from_polars(table, options)
    if isinstance(table, Mapping):
        return _from_mapping(table, options)
    return table, lambda column: column


def cost(table: Any, **options: Any) -> Any:
    """The cost of each row as a column of the table's own library. Options are those of :func:`libtoll.arrow.bill`."""
    rows, back = _convert(table, options)
    return back(arrow.bill(rows, **options))


def _append(table: Any, name: str, column: Any) -> Any:
    if _is_of(table, "pandas"):
        return table.assign(**{name: column})
    if _is_of(table, "polars"):
        return table.with_columns(column.alias(name))
    return {**table, name: column}


def add_cost(table: Any, *, name: str = "cost", reason: str = "", **options: Any) -> Any:
    """A copy of the table with a column of costs, and with `reason` one that says why a row has none; see
    :func:`libtoll.arrow.add_cost`."""
    rows, back = _convert(table, options)
    if rows is table:
        return arrow.add_cost(table, name=name, reason=reason, **options)
    for new in filter(None, (name, reason)):
        if new in _names(table):
            raise ConflictError(f"the table has a column {new} already", field="name")
    made = arrow.add_cost(rows, name=name, reason=reason, **options)
    for new in filter(None, (name, reason)):
        table = _append(table, new, back(made[new]))
    return table


__all__ = ["add_cost", "cost"]
