# SPDX-License-Identifier: Apache-2.0
"""Baselines: what simpler published formulas say of the same deployments, as other constants of the same engine."""
import dataclasses

import libtoll
from serving import eighty_percent, roofline

__all__ = ["RIVALS", "closed_form", "eighty_percent", "roofline"]

LAUNCH_S = 4e-6  # a kernel, four to a layer: arXiv 2506.04645
NCCL_START_S, NCCL_RANK_S = 13.6e-6, 1.2e-6  # LL all-reduce: 2 * (6.8 us + 0.6 us a rank), NCCL's tuning table


def closed_form(constants: libtoll.Constants) -> libtoll.Constants:
    """Erdil's inference economics (arXiv 2506.04645): the roofline, four launches a layer, NCCL's latencies."""
    starts = {f"{kind}_start_s": LAUNCH_S / 2 for kind in ("linear", "expert", "decode", "prefill")}
    return dataclasses.replace(roofline(constants), **starts, allreduce_start_s=NCCL_START_S,
                               allreduce_double_s=2 * NCCL_RANK_S, alltoall_start_s=NCCL_START_S)


RIVALS = {"datasheet roofline": roofline, "0.8 x bandwidth": eighty_percent, "closed form (Erdil)": closed_form}
