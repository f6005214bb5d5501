# SPDX-License-Identifier: Apache-2.0
"""Names and units of TCO vectors. A name is words and a unit: "onprem_opex_usd_per_h" is 'onprem_opex' in USD per hour,
"tokens_per_month_millions" is nothing but a unit, a million tokens per month.

Every number of the vectors' programs that is not 0 or 1 stands in the tables of this file, and is a unit's size.
"""
import re

# Spellings of one word.
WORDS = {
    "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "hourly": "per_h", "day": "day", "days": "day", "daily": "per_day",
    "month": "month", "months": "month", "monthly": "per_month", "year": "year", "years": "year", "yr": "year",
    "annual": "per_year", "yearly": "per_year", "y": "year", "watt": "w", "watts": "w", "dollar": "usd",
    "dollars": "usd", "pct": "percent", "percentage": "percent", "fraction": "frac", "utilization": "utilisation",
    "util": "utilisation", "token": "tok", "tokens": "tok", "toks": "tok", "input": "in", "output": "out",
    "prompt": "in", "completion": "out", "thousand": "k", "thousands": "k", "million": "m", "millions": "m",
    "mn": "m", "billion": "b", "billions": "b", "bn": "b", "trillion": "t", "trillions": "t", "amortization": "amortisation",
    "amortized": "amortised", "request": "request", "requests": "request", "req": "request", "reqs": "request",
    "query": "request", "queries": "request", "call": "request", "calls": "request", "gpus": "gpu", "nodes": "node",
    "servers": "server", "units": "unit", "switches": "switch", "second": "s", "seconds": "s", "sec": "s",
    "minutes": "min", "minute": "min", "labor": "labour", "onpremise": "onprem", "premise": "onprem", "cached": "cache",
    "mtoks": "mtok", "co2e": "co2e", "kgco2": "kgco2e", "tco2": "tco2e", "tco2eq": "tco2e", "kgco2eq": "kgco2e",
}
# What a number may be counted in: size in the base unit that stands first.
SIZES = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
UNITS = {
    "usd": ("usd", 1), "cents": ("usd", 0.01), "kusd": ("usd", 1e3), "musd": ("usd", 1e6), "w": ("w", 1), "kw": ("w", 1e3), "mw": ("w", 1e6),
    "kwh_per_day": ("w", 1e3 / 24), "kwh": ("kwh", 1), "mwh": ("kwh", 1e3), "gwh": ("kwh", 1e6), "wh": ("kwh", 1e-3),
    "g_per_kwh": ("kg_per_kwh", 1e-3), "kg_per_kwh": ("kg_per_kwh", 1), "kg_per_mwh": ("kg_per_kwh", 1e-3),
    "kgco2e_per_kwh": ("kg_per_kwh", 1), "gco2e_per_kwh": ("kg_per_kwh", 1e-3), "kg": ("kg", 1), "g": ("kg", 1e-3),
    "gco2e": ("kg", 1e-3), "kgco2e": ("kg", 1), "tco2e": ("kg", 1e3), "co2e_kg": ("kg", 1), "co2e_t": ("kg", 1e3),
    "ktco2e": ("kg", 1e6), "mtco2e": ("kg", 1e9),
    "h": ("h", 1), "min": ("h", 1 / 60), "day": ("day", 1), "month": ("month", 1), "year": ("year", 1),
    "percent": ("frac", 0.01), "frac": ("frac", 1), "share": ("frac", 1), "mtok": ("tok", 1e6), "tok": ("tok", 1),
    "cents_per_kwh": ("usd_per_kwh", 0.01), "usd_per_mwh": ("usd_per_kwh", 1e-3), "usd_per_mtok": ("usd_per_mtok", 1),
    "usd_per_ktok": ("usd_per_mtok", 1e3), "usd_per_1k_tok": ("usd_per_mtok", 1e3), "usd_per_k_tok": ("usd_per_mtok", 1e3),
    "usd_per_tok": ("usd_per_mtok", 1e6), "usd_per_1m_tok": ("usd_per_mtok", 1), "usd_per_m_tok": ("usd_per_mtok", 1),
    "usd_per_m": ("usd_per_mtok", 1), "mtok_per_month": ("tok_per_month", 1e6), "mtok_per_day": ("tok_per_day", 1e6),
    "percent_by_year": ("frac_by_year", 0.01), "percent_per_year": ("frac_per_year", 0.01), "frac_per_year": ("frac_per_year", 1), "rate_per_year": ("frac_per_year", 1),
    "tok_per_s": ("tok_per_s", 1), "tok_s": ("tok_per_s", 1), "tps": ("tok_per_s", 1), "per_h": ("usd_per_h", 1),
    "usd_h": ("usd_per_h", 1), "per_month": ("usd_per_month", 1), "per_year": ("usd_per_year", 1),
}
# One unit of time in another, for lives and terms; a year has 8,760 hours and a month a twelfth of it unless a vector says.
HOURS = {"h": 1, "day": 24, "month": 730, "year": 8760}
MONTHS = {"month": 1, "year": 12}
DAYS = {"day": 1, "month": 30, "year": 365}
YEARS = {"year": 1, "month": 1 / 12}
TONNES = {"t": 1e3}  # kg, for carbon that names no unit: model cards print tonnes
GRAMS = {"g_per_kwh": 1e-3}  # kg per kWh, for grid factors that name no unit
PERCENTS = {"200_percent": 2.0, "half_year": 0.5}  # a declining balance, a convention
MTOK = 1e6  # tokens in a million of them, which is what API prices are for

COMPOUND = re.compile(r"(?:usd|cents|tok|kwh|mtok|kgco2e|gco2e|kg|g|percent|h|request|mwh)_per_[a-z0-9]+(?:_h|_tok)?")
INSIDE = re.compile(r"^(usd|cents)_([a-z_]+)_per_(\w+)$")  # "usd_in_per_mtok"


def normal(name):
    """Lower case, one spelling a word: "Cloud_Hourly_USD" is "cloud_per_h_usd"."""
    text = re.sub(r"[^a-z0-9]+", "_", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()).strip("_")
    text = text.replace("on_prem", "onprem")
    text = "_".join(WORDS.get(word, word) for word in text.split("_"))
    text = text.replace("per_h_usd", "usd_per_h").replace("usd_usd", "usd")
    return INSIDE.sub(r"\2_\1_per_\3", text)


def phrases(words):
    """Every run of words, longest first, then from the end: (before, run, after)."""
    for length in reversed([length for length, _ in enumerate(words, 1)]):
        for start, _ in reversed(list(enumerate(words))):
            if len(words[start:][:length]) == length:
                yield words[:start], words[start:][:length], words[start:][length:]


def unit_of(phrase):
    """Base unit and size of a phrase that is a unit; None for one that is none."""
    if phrase in UNITS:
        return UNITS[phrase]
    return (phrase, 1) if COMPOUND.fullmatch(phrase) else None


def parse(name):
    """(words without the unit, base unit, size of the name's unit in it); no unit: ""."""
    words = normal(name).split("_")
    size = 1
    if len(words) > 1 and words[-1] in SIZES:
        size = SIZES[words.pop()]
    for before, run, after in phrases(words):
        found = unit_of("_".join(run))
        if found:
            rest = [*before, *after]
            if rest[1:] and rest[-1] in SIZES:  # "hardware_k_usd"; but b in "b_usd" is a name
                size = SIZES[rest.pop()]
            return "_".join(rest), found[0], size * found[1]
    return "_".join(words), "", size


def scaled(value, size):
    """A number, or each number of a list, in base units."""
    if isinstance(value, (list, tuple)):
        return [scaled(part, size) for part in value]
    return value if isinstance(value, (str, bool)) or value is None else value * size


def shown(value, size):
    """The same in units of `size`."""
    if isinstance(value, (list, tuple)) or hasattr(value, "tolist"):
        return [shown(part, size) for part in value]
    return value if value is None else value / size


class Missing(Exception):
    """A vector has no input that an adapter needs, or an adapter no output that a vector asks."""


class Inputs:
    """The inputs of one vector, found by words and unit."""

    def __init__(self, inputs, kind=""):
        self.raw = inputs
        self.kind = kind
        self.used = set()
        self.rows = [(*parse(name), value, name) for name, value in inputs.items()]

    def find(self, units, *words, **default):
        """The value of the input in one of these base units whose words match one of the patterns, in the patterns' order;
        without patterns the only one in these units."""
        rows = [row for row in self.rows if row[1] in units]
        for pattern in words or (".*",):
            matching = [row for row in rows if re.fullmatch(pattern, row[0])]
            if len(matching) == 1 or (matching and words):
                return self.take(matching[:1])[0]
        if "default" in default:
            return default["default"]
        raise Missing(f"no input {' or '.join(words) or 'at all'} in {' or '.join(units) or 'no unit'}")

    def take(self, rows):
        """The values of rows in base units; notes that they are used."""
        self.used.update(row[4] for row in rows)
        return [scaled(row[3], row[2]) for row in rows]

    def has(self, units, *words):
        return self.find(units, *words, default=None) is not None

    def names(self, units=None, pattern=".*"):
        return [row[4] for row in self.rows if (units is None or row[1] in units) and re.fullmatch(pattern, row[0])]

    @staticmethod
    def refuse_mixed(rows):
        """Amounts of different units do not add."""
        units = sorted({row[1] for row in rows})
        if len(units) > 1:
            raise Missing(f"different units: {', '.join(unit or 'none' for unit in units)}")

    def all(self, units=None, pattern=".*"):
        """Every value in these units, in order, lists taken apart."""
        rows = [row for row in self.rows if (units is None or row[1] in units) and re.fullmatch(pattern, row[0])]
        if units is None:
            self.refuse_mixed(rows)
        values = self.take(rows)
        return [part for value in values for part in (value if isinstance(value, list) else [value])]

    def flows(self, *default):
        """The first input that is a list; without one the default."""
        row = next((row for row in self.rows if isinstance(row[3], list)), None)
        if row is None and not default:
            raise Missing("no list")
        self.take([row] if row else [])
        return row[3] if row else default[0]

    def usd(self, *words, **default):
        return self.find(("usd", ""), *words, **default)

    def frac(self, *words, **default):
        return self.find(("frac", "", "frac_per_year"), *words, **default)

    def number(self, *words, **default):
        return self.find(("", "gpu", "node", "unit"), *words, **default)

    def span(self, table, *words, **default):
        """A length of time in the unit of a table of this file."""
        for unit, size in table.items():
            value = self.find((unit,), *words, default=None)
            if value is not None:
                return scaled(value, size)
        if "default" in default:
            return default["default"]
        raise Missing(f"no time {' or '.join(words)}")

    def hours(self, *words, **default):
        return self.span(HOURS, *words, **default)


def adapter(table, *kinds):
    """Registers a function for kinds, given as patterns."""
    def register(function):
        for kind in kinds:
            table[kind] = function
        return function
    return register
