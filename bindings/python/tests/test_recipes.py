# SPDX-License-Identifier: Apache-2.0
"""Every example of docs/recipes.md runs as it stands, from top to bottom, in an empty folder.

SQL runs where duckdb is installed and its extension is built (make duckdb); the queries of the panel name series that exist.
"""
import decimal
import json
import os
import re
import tempfile
import unittest
from pathlib import Path

import golden
from libtoll.prometheus import CostCounter

PAGE = (golden.TOP / "docs/recipes.md").read_text(encoding="utf-8")
EXTENSION = Path(os.environ.get("BUILD", golden.TOP / "build"), "sql/toll.duckdb_extension").absolute()


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)


def load(name):
    try:
        return __import__(name)
    except ImportError:
        return None


@unittest.skipIf(load("pyarrow") is None or load("polars") is None, "no pyarrow and Polars")
class Recipes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.before, cls.folder = os.getcwd(), tempfile.TemporaryDirectory()
        os.chdir(cls.folder.name)
        cls.names = {}
        for number, block in enumerate(blocks("python"), 1):
            exec(compile(block, f"recipes.md, block {number}", "exec"), cls.names)  # a failure names the block

    @classmethod
    def tearDownClass(cls):
        os.chdir(cls.before)
        cls.folder.cleanup()

    def test_the_examples_ran_and_priced_the_lake(self):
        import pyarrow.dataset as ds
        self.assertEqual(len(blocks("python")), 6)
        self.assertEqual(ds.dataset("priced", partitioning="hive").count_rows(), 1344)

    @unittest.skipIf(load("duckdb") is None or not EXTENSION.exists(), "no duckdb, or no extension (make duckdb)")
    def test_the_model_of_dbt_gives_the_sums_of_the_lake(self):
        import duckdb
        con = duckdb.connect(config={"allow_unsigned_extensions": "true"})
        con.execute(f"LOAD '{EXTENSION}'")
        found = con.execute(blocks("sql")[0]).fetchall()
        want = con.execute("SELECT sum(cost) FROM read_parquet('priced/**/*.parquet')").fetchall()[0][0]
        self.assertEqual((len(found), sum((row[-1] for row in found), decimal.Decimal(0))), (56, want))

    def test_panels_name_series_that_are_exported(self):
        text = CostCounter().text()
        targets = [target["expr"] for panel in json.loads(blocks("json")[0])["panels"] for target in panel["targets"]]
        for series in re.findall(r"llm_\w+", " ".join(targets)):
            self.assertIn(f"# TYPE {series} counter", text)


if __name__ == "__main__":
    unittest.main()
