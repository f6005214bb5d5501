# SPDX-License-Identifier: Apache-2.0
"""python -m libtoll: the command `toll` with its arguments where a wheel brought it, else versions and an example."""
import importlib.metadata
import subprocess
import sys
from pathlib import Path
from typing import Optional

import libtoll


def find_command() -> Optional[Path]:
    """The command that the wheel of this very package installed: another program may have the name toll, too."""
    try:
        files = importlib.metadata.files("libtoll") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    paths = [Path(str(file.locate())) for file in files if file.name in ("toll", "toll.exe", "__main__.py")]
    if not any(path.exists() and path.samefile(__file__) for path in paths):
        return None
    return next((path for path in paths if path.stem == "toll" and path.exists()), None)


def main() -> int:
    """Exit status of the command."""
    command = find_command()
    if command is not None:
        return subprocess.call([str(command), *sys.argv[1:]])
    if len(sys.argv) > 1:
        print("libtoll: this package has no command `toll`; a wheel has it", file=sys.stderr)
        return 1
    show()
    return 0


def show() -> None:
    print(f"libtoll {libtoll.version()}, ABI {libtoll.ABI_VERSION}, facts of {libtoll.catalog_version()}")
    deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4)
    memory = deployment.memory(sequences=32, context_tokens=1500)
    result = deployment.serve(input_tokens=1000, output_tokens=500, concurrency=32)
    cost = deployment.cost(result, usd_per_gpu_hour=2.50)
    print(f"\n{deployment.model.id} in {deployment.precision.id} on {deployment.gpus} x {deployment.hw.id}, "
          f"32 requests in flight, 1,000 tokens in, 500 out:")
    print(f"  memory   fits: {memory.verdict.name.lower()}, {memory.needed_bytes / 2**30:.1f} of "
          f"{memory.budget_bytes / 2**30:.1f} GiB per GPU")
    print_range("TTFT", "ms", result.ttft_s, 1e3)
    print_range("TPOT", "ms", result.tpot_s, 1e3)
    print_range("output", "tokens/s", result.output_tokens_per_s, 1)
    print_range("cost", "USD per million output tokens", cost.usd_per_mtok_output, 1)
    print(f"  (median and 80 % interval; {result.validity.name.lower()}, bound by {result.bound.name.lower()}; "
          f"2.50 USD per GPU-hour)")


def print_range(name: str, unit: str, value: libtoll.Range, factor: float) -> None:
    low, mid, high = (f"{part * factor:,.4g}" for part in value)
    print(f"  {name:8} {mid} {unit} ({low} .. {high})")


if __name__ == "__main__":
    sys.exit(main())
