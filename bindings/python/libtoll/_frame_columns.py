# SPDX-License-Identifier: Apache-2.0
"""Columns of a table by name, whatever library it is of: pandas, Polars, Arrow, or a mapping of sequences.

None of these is imported: a column is asked for what it can do. NumPy makes columns faster where it is installed; without
it they are lists.
"""
import array
import importlib
import math
import operator
import re
import sys
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .errors import ConflictError, MissingFactError, UnknownIdError

try:
    np: Any = importlib.import_module("numpy")
except ImportError:
    np = None

INT64_MAX = 2**63 - 1
WHOLE_MAX = 2**53  # doubles are whole numbers without gaps up to here


# ---- which column is what -------------------------------------------------------------------------------------------

# Names of counts, in lower case. OpenTelemetry's are of its GenAI semantic conventions 1.37; the others are the vendors'
# keys, as a flattened response has them.
_METERS: Dict[str, Tuple[str, ...]] = {
    "input": ("prompt_tokens", "input_tokens", "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens",
              "prompttokencount", "prompt_token_count", "inputtokens", "prompt_eval_count"),
    "output": ("completion_tokens", "output_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens",
               "candidatestokencount", "candidates_token_count", "outputtokens", "eval_count"),
    "cache_read": ("cached_tokens", "prompt_tokens_details.cached_tokens", "input_tokens_details.cached_tokens",
                   "cache_read_input_tokens", "cached_input_tokens", "gen_ai.usage.cache_read.input_tokens",
                   "gen_ai.usage.cache_read_input_tokens", "cachedcontenttokencount", "cached_content_token_count",
                   "cachereadinputtokens", "cachedinputtokens", "prompt_cache_hit_tokens"),
    "cache_write": ("cache_creation_input_tokens", "cache_write_tokens", "gen_ai.usage.cache_creation.input_tokens",
                    "gen_ai.usage.cache_creation_input_tokens", "cachewriteinputtokens"),
    "cache_write_5m": ("cache_creation.ephemeral_5m_input_tokens", "ephemeral_5m_input_tokens"),
    "cache_write_1h": ("cache_creation.ephemeral_1h_input_tokens", "ephemeral_1h_input_tokens"),
    "input_tool": ("tooluseprompttokencount", "tool_use_prompt_token_count"),
    "reasoning": ("reasoning_tokens", "completion_tokens_details.reasoning_tokens",
                  "output_tokens_details.reasoning_tokens", "gen_ai.usage.reasoning.output_tokens",
                  "thoughtstokencount", "thoughts_token_count", "reasoningtokens", "reasoning_output_tokens"),
    "input_audio": ("prompt_tokens_details.audio_tokens", "input_tokens_details.audio_tokens"),
    "output_audio": ("completion_tokens_details.audio_tokens", "output_tokens_details.audio_tokens"),
    "request": ("requests", "n_requests", "num_requests", "num_model_requests"),
    "web_search": ("server_tool_use.web_search_requests", "web_search_requests"),
}
_FACTS: Dict[str, Tuple[str, ...]] = {
    "model": ("model", "gen_ai.response.model", "gen_ai.request.model", "model_name", "modelversion", "model_id"),
    "provider": ("provider", "gen_ai.provider.name", "gen_ai.system", "custom_llm_provider", "litellm_provider"),
    "tier": ("service_tier", "tier", "gen_ai.openai.response.service_tier", "openai.response.service_tier"),
    "region": ("region", "inference_geo"),
    "at": ("at", "timestamp", "created", "created_at", "createtime", "time", "starttime", "start_time", "date"),
    "total": ("total_tokens", "totaltokencount", "total_token_count", "totaltokens"),
}
# Parts that these vendors count beside the total: Anthropic and Bedrock the cache, Gemini the thoughts and tool results.
_BESIDE: Dict[str, Tuple[str, ...]] = {
    "input_tokens": ("cache_read_input_tokens", "cache_creation_input_tokens"),
    "inputtokens": ("cachereadinputtokens", "cachewriteinputtokens"),
    "prompttokencount": ("tooluseprompttokencount",), "prompt_token_count": ("tool_use_prompt_token_count",),
    "candidatestokencount": ("thoughtstokencount",), "candidates_token_count": ("thoughts_token_count",),
}
_PREFIXES = ("response.usage.", "usage.", "usagemetadata.", "usage_metadata.", "response.", "attributes.")
PARTS_OF_OUTPUT = ("reasoning", "citation", "output_audio", "output_image", "output_video")
_COUNT_LIKE = re.compile(r"tok(en)?s?(_?count)?\b|tokens|TokenCount")


class Plan(NamedTuple):
    """Columns by what they hold: meters, facts; meters that count beside their total; count-like columns not read."""
    meters: Dict[str, str]
    facts: Dict[str, str]
    beside: Tuple[str, ...]
    unread: Tuple[str, ...]


def _key_of(name: str) -> str:
    key = name.lower()
    for prefix in _PREFIXES:
        if key.startswith(prefix):
            return key[len(prefix):]
    return key


def _find_one(target: str, keys: Sequence[str], by_key: Mapping[str, List[str]], is_fact: bool) -> Optional[str]:
    found = [name for key in (target, *keys) for name in dict.fromkeys(by_key.get(key, ()))]
    found = list(dict.fromkeys(found))
    if len(found) > 1 and not is_fact:
        raise ConflictError(f"several columns hold {target}: {', '.join(found)}; choose with"
                            f" columns={{\"{target}\": \"{found[0]}\"}}", field="columns")
    return found[0] if found else None


def find_columns(names: Sequence[str], own: Mapping[str, Optional[str]], meters: Iterable[str],
                 beside: Iterable[str]) -> Plan:
    """The caller's own names first; then meters' names, OpenTelemetry's and the vendors'. None: there is no such column."""
    by_key: Dict[str, List[str]] = {}
    for name in names:
        by_key.setdefault(_key_of(name), []).append(name)
    known = dict.fromkeys(meters)
    for target, column in own.items():
        if target not in known and target not in _FACTS:
            raise UnknownIdError(f"columns: {target} is neither a meter nor one of {', '.join(_FACTS)}", field="columns")
        if column is not None and column not in names:
            raise MissingFactError(f"columns: there is no column {column}", field="columns")
    found = {target: own[target] if target in own else _find_one(target, _METERS.get(target, ()), by_key, False)
             for target in known}
    facts = {target: own[target] if target in own else _find_one(target, keys, by_key, True)
             for target, keys in _FACTS.items()}
    plan = Plan({t: n for t, n in found.items() if n}, {t: n for t, n in facts.items() if n}, (), ())
    _refuse_half_usage(plan, own)
    taken = {*plan.meters.values(), *plan.facts.values(), *(name for name in own.values() if name)}
    unread = tuple(name for name in names if name not in taken and _COUNT_LIKE.search(name))
    return plan._replace(beside=_find_beside(plan, own, tuple(beside)), unread=unread)


def _refuse_half_usage(plan: Plan, own: Mapping[str, Optional[str]]) -> None:
    if not plan.meters:
        raise MissingFactError("no column holds a count: name some with columns={\"input\": ..., \"output\": ...}",
                               field="columns")
    has = {target: target in plan.meters for target in ("input", "output")}
    for target, other in (("input", "output"), ("output", "input")):
        if has[other] and not has[target] and target not in own:
            raise MissingFactError(f"no column holds {target}: name it with columns={{\"{target}\": ...}}, or say"
                                   f" columns={{\"{target}\": None}} where there is none", field="columns")


def _find_beside(plan: Plan, own: Mapping[str, Optional[str]], asked: Tuple[str, ...]) -> Tuple[str, ...]:
    for meter in asked:
        if meter not in plan.meters:
            raise UnknownIdError(f"beside: no column holds {meter}", field="beside")
    totals = [_key_of(plan.meters[total]) for total in ("input", "output") if total in plan.meters]
    by_name = {part for total in totals for part in _BESIDE.get(total, ())}
    found = (meter for meter, name in plan.meters.items() if meter not in own and _key_of(name) in by_name)
    return tuple(dict.fromkeys((*asked, *found)))


# ---- tables ---------------------------------------------------------------------------------------------------------


class Table:
    """A table of any of these libraries: its names, and its columns by name."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame
        self.kind = self._tell(frame)
        own = frame.column_names if self.kind == "arrow" else frame.keys() if self.kind == "mapping" else frame.columns
        self.names = [str(name) for name in own]
        if len(set(self.names)) != len(self.names):
            raise ConflictError("two columns have one name", field="df")
        self.count = len(self.column(self.names[0])) if self.names else 0
        lengths = {len(self.column(name)) for name in self.names} if self.kind == "mapping" else set()
        if len(lengths) > 1:
            raise ConflictError(f"columns must be of one length, got {sorted(lengths)}", field="df")

    @staticmethod
    def _tell(frame: Any) -> str:
        if hasattr(frame, "collect") and not hasattr(frame, "get_column"):
            raise TypeError("this frame is lazy: call its collect() first")
        if hasattr(frame, "column_names") and hasattr(frame, "column"):
            return "arrow"
        if hasattr(frame, "with_columns"):
            return "polars"
        if hasattr(frame, "assign") and hasattr(frame, "columns"):
            return "pandas"
        if isinstance(frame, Mapping):
            return "mapping"
        raise TypeError(f"a table of pandas, Polars or Arrow is needed, or a mapping of columns, not {type(frame).__name__}")

    def column(self, name: str) -> Any:
        return self.frame.column(name) if self.kind == "arrow" else self.frame[name]

    def with_columns(self, more: Dict[str, List[Any]], decimals: Iterable[str]) -> Any:
        """The same kind of table with columns behind its own; the caller's is not changed."""
        if self.kind == "pandas":
            pandas = sys.modules["pandas"]
            made = {name: pandas.Series(values, index=self.frame.index, dtype=None if name not in decimals else object)
                    for name, values in more.items()}
            return self.frame.assign(**made)
        if self.kind == "polars":
            polars = sys.modules["polars"]
            exact, text = polars.Decimal(38, 18), polars.String
            return self.frame.with_columns([
                polars.Series(name, values, dtype=exact if name in decimals else _kind_of(values, text, polars.Float64))
                for name, values in more.items()])
        if self.kind == "arrow":
            return self._with_arrow(more, decimals)
        return {**self.frame, **more}

    def _with_arrow(self, more: Dict[str, List[Any]], decimals: Iterable[str]) -> Any:
        arrow, table = sys.modules["pyarrow"], self.frame
        if not hasattr(table, "append_column"):
            table = arrow.Table.from_batches([table])
        for name, values in more.items():
            kind = arrow.decimal128(38, 18) if name in decimals else _kind_of(values, arrow.string(), arrow.float64())
            table = table.append_column(name, arrow.array(values, type=kind))
        return table


def _kind_of(values: List[Any], text: Any, number: Any) -> Any:
    return number if any(isinstance(value, float) for value in values) else text


def _is_none(value: Any) -> bool:
    """None, NaN, pandas' NA and NaT: all of them are no value."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value)


def to_list(column: Any) -> List[Any]:
    """The values as Python's own."""
    for name in ("to_pylist", "to_list", "tolist"):
        convert = getattr(column, name, None)
        if callable(convert):
            return list(convert())
    return list(column)


def to_texts(column: Any) -> List[Any]:
    """Texts, or None where there is none."""
    return [value if type(value) is str else None if _is_none(value) else str(value) for value in to_list(column)]


def _split(column: Any) -> Tuple[Any, Any]:
    """A NumPy array of a column, and where it has nulls; (None, None) where that takes a look at each value."""
    if np is None:
        return None, None
    if hasattr(column, "fill_null"):  # Polars, Arrow
        nulls = column.null_count() if callable(column.null_count) else column.null_count
        if not _is_number_type(column):
            return None, None
        absent = column.is_null().to_numpy(**_COPY[hasattr(column, "to_pylist")]) if nulls else None
        filled = column.fill_null(0) if nulls else column
        return filled.to_numpy(**_COPY[hasattr(column, "to_pylist")]), absent
    if hasattr(column, "isna"):  # pandas
        if getattr(column.dtype, "kind", "O") not in "iuf":
            return None, None
        absent = column.isna().to_numpy(dtype=bool)
        return column.fillna(0).to_numpy(dtype=f"{column.dtype.kind}8"), absent
    if isinstance(column, np.ndarray) and column.dtype.kind in "iuf":
        return column, None
    if isinstance(column, array.array) and column.typecode not in "u":
        return np.frombuffer(column, dtype=column.typecode), None
    return None, None


_COPY: Dict[bool, Dict[str, Any]] = {True: {"zero_copy_only": False}, False: {}}


def _is_number_type(column: Any) -> bool:
    kind = str(getattr(column, "type", getattr(column, "dtype", ""))).lower()
    return kind.startswith(("int", "uint", "float", "double", "halffloat"))


# ---- counts ---------------------------------------------------------------------------------------------------------


class Counts:
    """A column of counts: whole numbers, whether each is there, and what is wrong with some."""

    def __init__(self, values: Any, absent: Any, bad: Dict[int, str]) -> None:
        self.values, self.absent, self.bad = values, absent, bad


def _count(value: Any) -> int:
    """A whole number of any type; ValueError says what it is instead."""
    if isinstance(value, (bool, str, bytes)):
        raise ValueError(f"{value!r} is no number")
    if isinstance(value, (float, Decimal)):
        if not math.isfinite(value) or value != int(value):
            raise ValueError(f"{value} is no whole number")
        if isinstance(value, float) and abs(value) > WHOLE_MAX:
            raise ValueError(f"{value} is a double beyond 2^53, so not exact")
        return int(value)
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{value!r} is no number") from None


def _count_list(values: List[Any]) -> Counts:
    found, absent, bad = [0] * len(values), [False] * len(values), {}
    for row, value in enumerate(values):
        if type(value) is int and -INT64_MAX <= value <= INT64_MAX:
            found[row] = value
        elif _is_none(value):
            absent[row] = True
        else:
            try:
                found[row] = _count(value)
                if abs(found[row]) > INT64_MAX:
                    raise ValueError(f"{found[row]} is beyond 2^63 - 1")
            except ValueError as error:
                found[row], bad[row] = 0, str(error)
    if np is None:
        return Counts(found, absent, bad)
    return Counts(np.array(found, dtype=np.int64), np.array(absent, dtype=bool), bad)


def _count_array(values: Any, absent: Any) -> Counts:
    absent = np.zeros(len(values), dtype=bool) if absent is None else absent.copy()
    if values.dtype.kind == "f":
        absent |= np.isnan(values)
        wrong = ~absent & (~np.isfinite(values) | (values != np.floor(values)) | (np.abs(values) > WHOLE_MAX))
    else:
        wrong = values > INT64_MAX if values.dtype.kind == "u" else np.zeros(len(values), dtype=bool)
    bad = {}
    for row in np.flatnonzero(wrong).tolist():
        value = values[row].item()
        try:
            bad[row] = f"{_count(value)} is beyond 2^63 - 1"
        except ValueError as error:
            bad[row] = str(error)
    return Counts(np.where(absent | wrong, 0, values).astype(np.int64), absent, bad)


def to_counts(column: Any) -> Counts:
    """Nulls are absent, not 0."""
    values, absent = _split(column)
    return _count_array(values, absent) if values is not None else _count_list(to_list(column))


def add_counts(total: Counts, part: Counts) -> Counts:
    """A total to which a part is added that was counted beside it."""
    bad = {**part.bad, **total.bad}
    if np is None:
        sums = [a + (0 if none else b) for a, b, none in zip(total.values, part.values, part.absent)]
        bad.update({row: "the sum is beyond 2^63 - 1" for row, value in enumerate(sums) if value > INT64_MAX})
        return Counts([value if value <= INT64_MAX else 0 for value in sums], total.absent, bad)
    sums = total.values + np.where(part.absent, 0, part.values)
    over = (total.values > 0) & (part.values > 0) & (sums < 0)
    bad.update({row: "the sum is beyond 2^63 - 1" for row in np.flatnonzero(over).tolist()})
    return Counts(np.where(over, 0, sums), total.absent, bad)


# ---- instants -------------------------------------------------------------------------------------------------------


def _instant_of_number(number: Any) -> int:
    """Seconds, or milliseconds and so on, told by the size: 10^11 seconds are the year 5138."""
    unit = 1
    while unit < 10**9 and number >= 10**11 * unit:
        unit *= 1000
    return int(number // unit)


def _instant_of(value: Any) -> int:
    if isinstance(value, str):
        text = value.strip()
        if re.fullmatch(r"\d+(\.\d+)?", text):
            return _instant_of_number(Decimal(text))
        text = re.sub(r"[zZ]$", "+00:00", text)
        text = re.sub(r"(\.\d{6})\d+", r"\1", text)
        value = datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)?$", _with_minutes, text) if "T" in text else text)
    if isinstance(value, datetime):
        since = (value if value.tzinfo else value.replace(tzinfo=timezone.utc)) - datetime(1970, 1, 1, tzinfo=timezone.utc)
        return since.days * 86400 + since.seconds
    if isinstance(value, date):
        return (value - date(1970, 1, 1)).days * 86400
    if isinstance(value, bool) or not hasattr(value, "__floordiv__") or not math.isfinite(value):
        raise ValueError(f"{value!r} is no instant")
    return _instant_of_number(value)


def _with_minutes(offset: Any) -> str:
    return f"{offset[1]}:{offset[2] or '00'}"


def _instant_list(values: List[Any]) -> Counts:
    found, absent, bad = [0] * len(values), [False] * len(values), {}
    seen: Dict[Any, int] = {}
    for row, value in enumerate(values):
        at = seen.get(value) if type(value) is str else None
        if at is not None:
            found[row] = at
        elif _is_none(value):
            absent[row] = True
        else:
            try:
                found[row] = _instant_of(value)
                if type(value) is str:
                    seen[value] = found[row]
            except (ValueError, OverflowError):
                bad[row] = f"the instant {value!r} is neither ISO 8601, such as 2026-08-21T09:30:00Z, nor seconds since 1970"
    if np is None:
        return Counts(found, absent, bad)
    return Counts(np.array(found, dtype=np.int64), np.array(absent, dtype=bool), bad)


def _instant_array(column: Any) -> Any:
    """datetime64 in UTC, where a column of pandas, Polars or NumPy has such a type. A zone is converted, none is UTC."""
    dtype = getattr(column, "dtype", None)
    if np is None or dtype is None:
        return None
    if hasattr(column, "dt") and getattr(dtype, "tz", None) is not None:
        return column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
    if getattr(dtype, "kind", "") == "M":
        return np.asarray(column)
    if str(dtype).startswith("Datetime(") and hasattr(column, "null_count"):
        return column.dt.replace_time_zone(None).to_numpy() if "UTC" in str(dtype) else None
    return None


def to_instants(column: Any) -> Counts:
    """Whole seconds since 1970 UTC; what has no zone is UTC, as in a log."""
    times = _instant_array(column)
    if times is not None:
        absent = np.isnat(times)
        return Counts(np.where(absent, 0, times.astype("datetime64[s]").astype(np.int64)), absent, {})
    values, absent = _split(column)
    if values is None or values.dtype.kind == "f":
        return _instant_list(to_list(column))
    made = _count_array(values, absent)
    given = made.values
    for limit, unit in ((10**11, 10**3), (10**14, 10**6), (10**17, 10**9)):  # as _instant_of_number
        made.values = np.where(given >= limit, given // unit, made.values)
    return made


# ---- groups ---------------------------------------------------------------------------------------------------------


def code_rows(columns: Sequence[List[Any]], count: int) -> Tuple[Any, List[Tuple[Any, ...]]]:
    """A number for each distinct row of texts, and the distinct rows."""
    if not columns:
        return ([0] * count if np is None else np.zeros(count, dtype=np.int64)), [()]
    seen: Dict[Any, int] = {}
    learn = seen.setdefault
    codes = [learn(row, len(seen)) for row in zip(*columns)]
    return (codes if np is None else np.array(codes, dtype=np.int64)), list(seen)


def group_rows(rows: Any, keys: Sequence[Any]) -> List[Tuple[Tuple[int, ...], Any]]:
    """The rows that agree in all keys, with the keys' values; keys are indexed by row."""
    if np is None:
        groups: Dict[Tuple[int, ...], List[int]] = {}
        for row in rows:
            groups.setdefault(tuple(key[row] for key in keys), []).append(row)
        return list(groups.items())
    if len(rows) == 0:
        return []
    code = np.zeros(len(rows), dtype=np.int64)
    for key in keys:
        values, place = np.unique(key[rows], return_inverse=True)
        if len(values) > 1:
            code = np.unique(code * len(values) + place, return_inverse=True)[1]
    order = np.argsort(code, kind="stable")
    ends = np.flatnonzero(np.diff(code[order])) + 1
    return [(tuple(int(key[part[0]]) for key in keys), part) for part in np.split(rows[order], ends)]


def all_rows(count: int, without: Mapping[int, str]) -> Any:
    """Numbers of the rows that nothing is wrong with."""
    if np is None:
        return [row for row in range(count) if row not in without]
    kept = np.ones(count, dtype=bool)
    kept[list(without)] = False
    return np.flatnonzero(kept)


def presence(columns: Sequence[Counts], count: int) -> Any:
    """For each row the set of columns that it has, as bits."""
    if np is None:
        return [sum(1 << i for i, made in enumerate(columns) if not made.absent[row]) for row in range(count)]
    bits = np.zeros(count, dtype=np.int64)
    for i, made in enumerate(columns):
        bits |= np.where(made.absent, 0, np.int64(1) << i)
    return bits


def epochs(instants: Any, edges: Sequence[int]) -> Any:
    """How many edges are at or before each instant."""
    if np is None:
        import bisect
        return [bisect.bisect_right(edges, at) for at in instants]
    return np.searchsorted(np.array(edges, dtype=np.int64), instants, side="right")


def cells(instants: Any, seconds: int) -> Any:
    """Which span of so many seconds each instant is in."""
    return [at // seconds for at in instants] if np is None else instants // seconds


def take(values: Any, rows: Any) -> Any:
    """The values of some rows, for C."""
    if np is None:
        return array.array("q", [values[row] for row in rows])
    return np.ascontiguousarray(values[rows])
