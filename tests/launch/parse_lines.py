# SPDX-License-Identifier: Apache-2.0
"""Parses launch lines by an engine's own argument parser, imported from its unpacked wheel.

usage: parse_lines.py vllm|vllm-bench|sglang FOLDER < lines

stdin: one command a line, words for a shell. Each must be accepted, and each flag's value must arrive where the parser
keeps it. Before that the parser must refuse lines that are wrong on purpose: a flag that it does not have, a word where a
number belongs, and a choice that it does not offer. The last line says how many lines were accepted.
"""
import argparse
import contextlib
import io
import os
import shlex
import sys
import types

import absent_modules

# Modules that patch or compute at import, and parse nothing.
INSTEAD = ["vllm.env_override", "vllm.ir", "vllm.kernels", "vllm._C", "vllm._moe_C", "vllm._C_stable_libtorch",
           "vllm._moe_C_stable_libtorch", "sglang.srt.utils.hf_transformers_patches"]


def vllm_platform():
    import vllm.platforms
    from vllm.platforms.cuda import NonNvmlCudaPlatform
    vllm.platforms._current_platform = NonNvmlCudaPlatform()


def vllm_parser():
    vllm_platform()
    from vllm.entrypoints.common.cli_args import make_arg_parser
    from vllm.utils.argparse_utils import FlexibleArgumentParser
    return make_arg_parser(FlexibleArgumentParser(prog="vllm serve"))


def vllm_bench_parser():
    from vllm.benchmarks.serve import add_cli_args
    from vllm.utils.argparse_utils import FlexibleArgumentParser
    parser = FlexibleArgumentParser(prog="vllm bench serve")
    add_cli_args(parser)
    return parser


def sglang_parser(folder):
    """The package's __init__ imports its language and engine; a bare package with its path leads to the parser alone."""
    package = types.ModuleType("sglang")
    package.__path__ = [os.path.join(folder, "sglang")]
    sys.modules["sglang"] = package
    import sglang.srt.platforms as platforms
    platforms._current_platform = platforms.CpuSRTPlatform()
    from sglang.srt.server_args import ServerArgs
    parser = argparse.ArgumentParser(prog="sglang.launch_server")
    ServerArgs.add_cli_args(parser)
    return parser


PROGRAMS = {"vllm": ["vllm", "serve"], "vllm-bench": ["vllm", "bench", "serve"],
            "sglang": ["python", "-m", "sglang.launch_server"]}
WRONG = {"vllm": ["model --tensor-parallell-size 2", "model --tensor-parallel-size two", "model --dtype float99",
             "model --kv-cache-dtype fp9", "model --quantization fp9", "model --gpu-memory-utilization 1.5"],
         "vllm-bench": ["--random-input-length-max 5", "--num-prompts many", "--dataset-name randomly"],
         "sglang": ["--model-path m --tp-sizes 2", "--model-path m --tp-size two", "--model-path m --kv-cache-dtype fp9"]}


def settle(values):
    """vLLM takes any word for these while it parses, and checks them as it builds its configuration."""
    from vllm.config.cache import CacheConfig
    from vllm.model_executor.layers.quantization import QUANTIZATION_METHODS
    CacheConfig(cache_dtype=values.kv_cache_dtype, gpu_memory_utilization=values.gpu_memory_utilization)
    if values.quantization not in [None, *QUANTIZATION_METHODS]:
        raise ValueError(f"no quantization method: {values.quantization}")


def parse(parser, words):
    """The values, or why not."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            values = parser.parse_args(words)
            if parser.prog == "vllm serve":
                settle(values)
            return values, ""
    except SystemExit:
        return None, said.getvalue().strip().splitlines()[-1]
    except ValueError as error:  # pydantic's errors are of this kind
        return None, " ".join(str(error).split())[:300]


def dest_of(parser, flag):
    for action in parser._actions:
        if flag in action.option_strings:
            return action.dest, action.nargs
    return None, None


def is_same(typed, kept):
    """"0.835" is 0.835, "2" is 2; a name is itself. An absent type (torch.dtype) is left to the parser."""
    try:
        return float(typed) == float(kept)
    except (TypeError, ValueError):
        return isinstance(kept, absent_modules.Absent) or typed == str(getattr(kept, "value", kept))


def misplaced(parser, words, values):
    """Flags whose value is not where it belongs; an abbreviation that argparse completes is none of the parser's."""
    wrong = []
    for i, word in enumerate(words):
        if not word.startswith("--"):
            continue
        dest, nargs = dest_of(parser, word)
        kept = getattr(values, dest) if dest is not None else None
        has_value = i + 1 < len(words) and not words[i + 1].startswith("--")
        several = isinstance(kept, list)
        if dest is None or (has_value and nargs != 0 and not several and not is_same(words[i + 1], kept)):
            wrong.append(f"{word}: {kept!r}")
    return wrong


def main():
    engine, folder = sys.argv[1], os.path.abspath(sys.argv[2])
    sys.path.insert(0, folder)
    absent_modules.stand_in(INSTEAD)
    parser = {"vllm": vllm_parser, "vllm-bench": vllm_bench_parser, "sglang": lambda: sglang_parser(folder)}[engine]()
    failed = 0
    for line in WRONG[engine]:
        if parse(parser, shlex.split(line))[0] is not None:
            print(f"{engine} accepts \"{line}\", so its parser is not what answers")
            failed += 1
    program, accepted = PROGRAMS[engine], 0
    for line in sys.stdin.read().splitlines():
        words = shlex.split(line)
        values, why = parse(parser, words[len(program):])
        wrong = misplaced(parser, words[len(program):], values) if values is not None else [why]
        if words[:len(program)] != program or wrong:
            print(f"{line}\n    {'; '.join(wrong) or 'another program'}")
            failed += 1
        else:
            accepted += 1
    print(f"{engine}: {len(parser._actions)} arguments, {accepted} lines accepted, {failed} failed")
    return 1 if failed or not accepted else 0


if __name__ == "__main__":
    sys.exit(main())
