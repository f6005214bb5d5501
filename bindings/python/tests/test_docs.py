# SPDX-License-Identifier: Apache-2.0
"""Every example in a docstring, the generated sources, and the quick start of the README."""
import doctest
import importlib
import subprocess
import sys
import unittest

import golden

MODULES = ("libtoll", "libtoll.money", "libtoll.catalog", "libtoll.sizes", "libtoll.deployment", "libtoll.bill",
           "libtoll.full_book", "libtoll.derive", "libtoll.finance", "libtoll.risk", "libtoll.train", "libtoll.planning", "libtoll.fleets")


try:
    importlib.import_module("libtoll.usage")
    MODULES += ("libtoll.usage", "libtoll.scenario")
except ImportError:  # no libtoll-io
    pass


def load_tests(loader, tests, pattern):
    for name in MODULES:
        tests.addTests(doctest.DocTestSuite(importlib.import_module(name)))
    return tests


class Sources(unittest.TestCase):
    def test_generated_sources_are_fresh(self):
        script = golden.TOP / "bindings" / "python" / "generate.py"
        result = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_generated_names_keep_their_public_place(self):
        public = importlib.import_module("libtoll.records")
        generated = importlib.import_module("libtoll.generated.records")
        for name in generated.__all__:
            self.assertIs(getattr(public, name), getattr(generated, name))
        self.assertTrue({"Meter", "Range", "TcoKind", "Record"} <= set(public.__all__))

    def test_quick_start(self):
        script = golden.TOP / "docs" / "examples" / "quickstart.py"
        result = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("per million output tokens", result.stdout)


if __name__ == "__main__":
    unittest.main()
