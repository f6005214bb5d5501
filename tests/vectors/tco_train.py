# SPDX-License-Identifier: Apache-2.0
"""Adapters of TCO vectors to train.h: kind -> function of the inputs -> [(words of the output, base unit, value)].

Only names and units are mapped here, as in tco_finance.py, which has energy and carbon.
"""
from libtoll import train

from tco_names import SIZES, adapter, scaled, shown

ADAPTERS = {}


@adapter(ADAPTERS, "training_gpu_hours")
def training_gpu_hours(x):
    """Tokens, and accelerator-hours per so many tokens: "gpu_hours_per_T"."""
    rate = next(row for row in x.rows if "per" in row[0] or "per" in row[1])
    tokens = next(row for row in x.rows if row is not rate)
    x.take([rate, tokens])
    per_ttok = shown(scaled(rate[3], SIZES["t"]), rate[2])
    return [(".*", "h", train.gpu_hours(scaled(tokens[3], tokens[2]), per_ttok))]


@adapter(ADAPTERS, "mean_time_between.*", "mtbf")
def mean_time_between_interruptions(x):
    """Interruptions, and the time in which they were counted."""
    counted = train.interruptions(x.number(".*interrupt.*", ".*failure.*", ""), x.hours(), x.number("gpu", default=1))
    return [(".*gpu.*", "h", counted.gpu_hours_between), (".*", "h", counted.hours_between)]
