# SPDX-License-Identifier: Apache-2.0
"""Cases of tests/accuracy/sources.py worked by hand. Exits with 1 where one fails."""
import math
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import sources  # noqa: E402
from sources import ALL, CONSTANT, Error, Shape, Table, Z_80  # noqa: E402

VLLM, OTHER = ("*", "vllm"), ("Gaudi", "*")
PLAIN = Shape(1.0, 1.0, 1.0)
FAILED = []


def rows(source, group, *log_ratios, metric="tpot", has_experts=False, steps=0):
    return [Error(source, group, metric, value, has_experts, steps) for value in log_ratios]


def expect(name, found, wanted):
    if not math.isclose(found, wanted, rel_tol=1e-12):
        FAILED.append(name)
        print(f"FAIL  {name}: {found}, not {wanted}")


def sources_count_alike():
    """A thousand rows at 0.1 and one at 0.5: half of the weight each, so 80 % needs the one at 0.5."""
    errors = rows("big", VLLM, *[0.1] * 1000) + rows("small", VLLM, -0.5)
    expect("sources count alike", Table(errors, PLAIN).deviation(ALL, ""), 0.5 / Z_80)
    expect("a source without the other", Table(errors, PLAIN).deviation(ALL, "small"), 0.1 / Z_80)


def groups_lean_on_all():
    """A group of one source at 0.1, all at (0.1, 0.4): with one pooled source 3/4 of the weight is at 0.1, with less more."""
    errors = rows("a", VLLM, 0.1) + rows("b", OTHER, 0.4)
    expect("one pooled source", Table(errors, PLAIN).deviation(VLLM, ""), 0.4 / Z_80)
    expect("a tenth of one", Table(errors, Shape(1, 1, 0.1)).deviation(VLLM, ""), 0.1 / Z_80)
    expect("all groups alike", Table(errors, CONSTANT).deviation(VLLM, ""), 0.4 / Z_80)


def factors_divide():
    errors = rows("a", VLLM, 0.6, has_experts=True, steps=1)
    expect("experts and a step", Table(errors, Shape(1.5, 2.0, 1.0)).deviation(ALL, ""), 0.2 / Z_80)
    first = rows("a", VLLM, 0.6, metric="ttft", has_experts=True, steps=1)
    expect("no factor of experts for the first token", Table(first, Shape(1.5, 2.0, 1.0)).deviation(ALL, ""), 0.3 / Z_80)


def judged_without_itself():
    """Three sources of 0.1, 0.2 and 0.9: the last is judged by the first two and falls outside by 0.7."""
    errors = rows("a", VLLM, 0.1) + rows("b", VLLM, 0.2) + rows("c", VLLM, 0.9)
    judged = {j.error.source: j for j in sources.held_out(errors, CONSTANT)}
    expect("half-width of the last", judged["c"].half_width, 0.2)
    expect("score of the last", judged["c"].score, 2 * 0.2 + 10 * 0.7)
    expect("covered", sources.mean_by_source(list(judged.values()), lambda j: j.is_covered), 2 / 3)


def the_better_shape_is_found():
    """Experts err exactly 1.7 times as much, in every source."""
    errors = []
    for index in range(8):
        size = 0.1 + 0.001 * index
        errors += rows(str(index), VLLM, size, -size / 2)
        errors += rows(str(index), VLLM, 1.7 * size, -0.85 * size, has_experts=True)
    expect("factor of experts", sources.fit_shape(errors).experts, 1.7)


def main():
    for case in (sources_count_alike, groups_lean_on_all, factors_divide, judged_without_itself, the_better_shape_is_found):
        case()
    sys.exit(1 if FAILED else 0)


if __name__ == "__main__":
    main()
