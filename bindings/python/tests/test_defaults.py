# SPDX-License-Identifier: Apache-2.0
"""The command and the package share their defaults: what neither states is the same in both, to the last bit."""
import json
import os
import subprocess
import unittest
from pathlib import Path

import libtoll
from libtoll import Deployment, Load

LOAD = {"input_tokens": 1000, "output_tokens": 500, "concurrency": 8}
NAMES = ("h100-sxm5-80gb", "llama-3.1-70b")
CHOSEN = {"input_tokens", "output_tokens", "concurrency"}  # the command has a typical load; a call states its own


def command():
    path = Path(os.environ.get("LIBTOLL", "")).parent / "toll"
    return path if path.exists() else None


@unittest.skipUnless(command(), "no command beside the library")
class Defaults(unittest.TestCase):
    def ask(self, *words):
        done = subprocess.run([str(command()), *words, "--json"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def same(self, record, answer, names):
        for name in names:
            ours, theirs = getattr(record, name), answer[name]
            if isinstance(theirs, dict):
                theirs = tuple(theirs[part] for part in ("low", "mid", "high"))
            self.assertEqual(ours, theirs, name)

    def test_a_load(self):
        asked = self.ask("speed", NAMES[1], NAMES[0], "--tp", "4")["question"]
        ours = {**Load().flat(), "arrival_cv": Load().arrival_cv or 1}  # 0 stands for 1
        unlike = {name: (ours[name], value) for name, value in asked.items() if name not in CHOSEN and ours[name] != value}
        self.assertEqual(unlike, {})

    def test_speed(self):
        words = ("--tp", "4", "--input", "1000", "--output", "500", "--concurrency", "8")
        found = self.ask("speed", NAMES[1], NAMES[0], *words)["deployments"][0]
        deployment = Deployment(*NAMES, tp=4)
        self.assertEqual((deployment.precision.id, deployment.engine.id),
                         (found["deployment"]["precision"], found["deployment"]["engine"]))
        self.same(deployment.serve(**LOAD), found, ("ttft_s", "tpot_s", "e2e_s", "output_tokens_per_s"))

    def test_cost(self):
        found = self.ask("cost", NAMES[1], NAMES[0], "--tp", "4", "--input", "1000", "--output", "500", "--concurrency", "8",
                         "--usd-per-gpu-hour", "2")["deployments"][0]
        cost = libtoll.estimate(*NAMES, tp=4, usd_per_gpu_hour=2, **LOAD).cost
        self.same(cost, found, ("usd_per_mtok_input", "usd_per_mtok_output"))

    def test_fit(self):
        found = self.ask("fit", NAMES[1], NAMES[0], "--tp", "4", "--sequences", "8", "--context", "4096")["deployments"][0]
        memory = Deployment(*NAMES, tp=4).memory(8, 4096)
        flat = found.get("memory", found)
        self.same(memory, flat, ("weights_bytes", "needed_bytes"))


if __name__ == "__main__":
    unittest.main()
