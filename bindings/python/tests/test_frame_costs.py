# SPDX-License-Identifier: Apache-2.0
"""Frames of pandas and Polars, Arrow tables and NumPy arrays give the same exact costs, in columns of their own kind."""
import decimal
import unittest

import golden  # noqa: F401: sets the path
import libtoll

try:
    import numpy as np
    import pyarrow as pa

    from libtoll import frames
except ImportError:
    frames = None
try:
    import pandas
except ImportError:
    pandas = None
try:
    import polars
except ImportError:
    polars = None

ROWS = {"model": ["gpt-4.1", "nobody", "gpt-4.1"], "input": [1000, 1, 2000], "output": [10, 1, 0]}
WANT = [decimal.Decimal("0.00208"), None, decimal.Decimal("0.004")]
OPTIONS = {"meters": ["input", "output"], "at": 1793613600, "on_error": "null"}


@unittest.skipIf(frames is None, "no pyarrow and NumPy")
class FrameCosts(unittest.TestCase):
    def test_arrow_and_numpy(self):
        self.assertEqual(frames.cost(pa.table(ROWS), **OPTIONS).to_pylist(), WANT)
        arrays = {name: np.array(column) for name, column in ROWS.items()}
        self.assertEqual(frames.cost(arrays, **OPTIONS).tolist(), WANT)
        made = frames.add_cost(arrays, reason="why", **OPTIONS)
        self.assertEqual((list(made), made["cost"].tolist()), (["model", "input", "output", "cost", "why"], WANT))
        self.assertEqual(list(arrays), ["model", "input", "output"])
        with self.assertRaisesRegex(libtoll.ConflictError, "one length"):
            frames.cost({**arrays, "input": np.array([1])}, **OPTIONS)
        with self.assertRaisesRegex(libtoll.UnknownIdError, "nobody"):
            frames.cost(arrays, **{**OPTIONS, "on_error": "raise"})

    @unittest.skipIf(pandas is None, "no pandas")
    def test_pandas(self):
        frame = pandas.DataFrame({**ROWS, "object": [object()] * 3}, index=[7, 8, 9])
        made = frames.cost(frame, **OPTIONS)
        self.assertEqual((list(made.index), [None if pandas.isna(x) else x for x in made]), ([7, 8, 9], WANT))
        self.assertEqual(made.sum(), sum(x for x in WANT if x is not None))
        whole = frames.add_cost(frame, reason="why", **OPTIONS)
        self.assertEqual(list(whole.columns)[-2:], ["cost", "why"])
        self.assertIn("nobody", whole["why"][8])
        missing = frame.assign(input=[1000, 1, float("nan")])
        with self.assertRaisesRegex(libtoll.MissingFactError, "input is null"):
            frames.cost(missing.drop(index=8), **{**OPTIONS, "on_error": "raise"})
        categories = frame.assign(model=frame["model"].astype("category"))
        self.assertTrue(frames.cost(categories, **OPTIONS).equals(made))

    @unittest.skipIf(polars is None, "no Polars")
    def test_polars(self):
        frame = polars.DataFrame(ROWS)
        made = frames.cost(frame, **OPTIONS)
        self.assertEqual((made.to_list(), made.dtype), (WANT, polars.Decimal(38, 18)))
        whole = frames.add_cost(frame, reason="why", **OPTIONS)
        self.assertEqual(whole.columns, ["model", "input", "output", "cost", "why"])
        with self.assertRaisesRegex(TypeError, "lazy"):
            frames.cost(frame.lazy(), **OPTIONS)
        with self.assertRaisesRegex(libtoll.ConflictError, "a column output already"):
            frames.add_cost(frame, name="output", **OPTIONS)


if __name__ == "__main__":
    unittest.main()
