# SPDX-License-Identifier: Apache-2.0
"""Which training stack a published set of runs used: names of sets on one side, ids of stacks.csv on the other."""
import re
from typing import Optional

FAMILIES = {"megatron": "Megatron-LM", "nemo": "NVIDIA NeMo", "megatron-bridge": "NVIDIA Megatron-Bridge",
            "automodel": "NVIDIA NeMo Automodel", "llm-foundry": "MosaicML LLM Foundry (FSDP)",
            "torchtitan": "PyTorch torchtitan", "fsdp": "PyTorch FSDP", "maxtext": "MaxText", "deepspeed": "DeepSpeed",
            "meta-llama": "Meta's own stack of Llama 3", "deepseek": "DeepSeek's own stack"}

# Beginnings of sets, longest first where one begins another; the second is the family.
BEGINNINGS = (("megatron-bridge", "megatron-bridge"), ("mbridge", "megatron-bridge"), ("megatron", "megatron"),
              ("mt-nlg", "megatron"), ("gpt-3", "megatron"), ("nemo", "nemo"), ("automodel", "automodel"),
              ("mosaic", "llm-foundry"), ("llm-foundry", "llm-foundry"), ("torchtitan", "torchtitan"), ("titan", "torchtitan"),
              ("fsdp", "fsdp"), ("maxtext", "maxtext"), ("deepspeed", "deepspeed"), ("llama-3", "meta-llama"),
              ("deepseek", "deepseek"))

# Releases of which several sets are known, by a part of the set's name.
RELEASES = {"megatron-bridge": r"\d\d\.\d\d", "nemo": r"\d\d\.\d\d", "megatron": r"20\d\d", "torchtitan": r"eager|cp",
            "llm-foundry": r"a100|h100", "maxtext": r"ironwood"}


def family_of(stack: str) -> str:
    return max((name for name in FAMILIES if stack == name or stack.startswith(name + "-")), key=len)


def stack_of(name: str) -> Optional[str]:
    """The stack of a set, or its family where the release isn't known; None: a stack that nobody has measured."""
    lower = name.strip().lower()
    family = next((family for start, family in BEGINNINGS if lower.startswith(start)), None)
    if family is None:
        return None
    found = re.search(RELEASES[family], lower) if family in RELEASES else None
    return f"{family}-{found.group()}" if found else family
