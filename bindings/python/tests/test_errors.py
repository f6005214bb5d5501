# SPDX-License-Identifier: Apache-2.0
"""Bad input: the exception names the field, its range and the row."""
import dataclasses
import math
import unittest
from decimal import Decimal

import libtoll
from libtoll import Layer, LayerKind, money


def h100():
    return libtoll.hardware("h100-sxm5-80gb")


class Errors(unittest.TestCase):
    def refuse(self, kind, call, *arguments, **named):
        with self.assertRaises(kind) as caught:
            call(*arguments, **named)
        return caught.exception

    def test_range(self):
        error = self.refuse(libtoll.RangeError, libtoll.check, dataclasses.replace(h100(), tdp_w=-5.0))
        self.assertEqual((error.struct, error.field, error.row), ("toll_hw", "tdp_w", None))
        self.assertEqual((error.code, error.status), (-2, "TOLL_E_RANGE"))
        self.assertIn("10000000", error.message)
        self.assertIn("-5", error.message)
        self.assertIsInstance(error, ValueError)

    def test_not_finite(self):
        for value in (math.nan, math.inf):
            error = self.refuse(libtoll.NotFiniteError, libtoll.check, dataclasses.replace(h100(), idle_w=value))
            self.assertEqual(error.field, "idle_w")

    def test_row(self):
        model = libtoll.model("llama-3.1-8b")
        layers = (model.layers[0], dataclasses.replace(model.layers[1], d_ff=-1))
        error = self.refuse(libtoll.RangeError, libtoll.count_parameters, dataclasses.replace(model, layers=layers))
        self.assertEqual((error.struct, error.field, error.row), ("toll_model_layer", "d_ff", 1))
        self.assertIn("toll_model_layer[1]: d_ff", str(error))

    def test_conflict(self):
        error = self.refuse(libtoll.ConflictError, libtoll.check, dataclasses.replace(h100(), idle_w=10_000.0))
        self.assertEqual(error.struct, "toll_hw")

    def test_unknown_id_suggests(self):
        error = self.refuse(libtoll.UnknownIdError, libtoll.hardware, "h100-smx5-80gb")
        self.assertIn("h100-sxm5-80gb", str(error))
        self.assertIsInstance(error, LookupError)
        self.assertIn("h100-sxm5-80gb", libtoll.nearest(libtoll.Table.HW, "h100-sxm5-80g"))

    def test_ambiguous_id_lists(self):
        error = self.refuse(libtoll.AmbiguousIdError, libtoll.hardware, "a100")
        self.assertIn("a100-sxm4-80gb", str(error))

    def test_missing_fact(self):
        hw = dataclasses.replace(h100(), memory_bytes_per_s=None)
        error = self.refuse(libtoll.MissingFactError, libtoll.Deployment, hw, "llama-3.1-8b", "bf16")
        self.assertIn("memory_bytes_per_s", str(error))

    def test_own_model_without_precision(self):
        model = dataclasses.replace(libtoll.model("llama-3.1-8b"), native_precision="")
        self.refuse(libtoll.MissingFactError, libtoll.Deployment, h100(), model)

    def test_types_are_named(self):
        layer = Layer(kind=LayerKind.FFN, d_ff=1.5)
        model = dataclasses.replace(libtoll.model("llama-3.1-8b"), layers=(layer,))
        error = self.refuse(TypeError, libtoll.check, model)
        self.assertIn("toll_model_layer.d_ff must be an int, not float", str(error))
        error = self.refuse(TypeError, libtoll.check, dataclasses.replace(h100(), tdp_w="700"))
        self.assertIn("toll_hw.tdp_w must be a number, not str", str(error))
        self.refuse(TypeError, libtoll.check, dataclasses.replace(h100(), id=None))
        self.refuse(TypeError, libtoll.weight_bytes, h100(), libtoll.precision("fp8"))

    def test_integers_never_wrap(self):
        for value in (2**63, -2**63 - 1, 2**64 + 5):
            error = self.refuse(libtoll.RangeError, libtoll.check, dataclasses.replace(h100(), memory_bytes=value))
            self.assertEqual(error.field, "memory_bytes")
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")
        self.refuse(libtoll.RangeError, deployment.memory, 2**64 + 1, 100)
        self.refuse(libtoll.RangeError, money.compute, "1", 2**64)
        self.refuse(libtoll.RangeError, money.compute_columns, "1", [2**64])
        self.refuse(libtoll.RangeError, libtoll.kv_bytes, libtoll.model("llama-3.1-8b"), libtoll.precision("bf16"),
                    2**64 + 1)

    def test_text_fields(self):
        error = self.refuse(libtoll.TextError, libtoll.check, dataclasses.replace(h100(), id="x" * 48))
        self.assertEqual((error.struct, error.field), ("toll_hw", "id"))
        self.assertIn("47", error.message)
        self.refuse(libtoll.TextError, libtoll.check, dataclasses.replace(h100(), id="a\0b"))
        self.refuse(libtoll.TextError, libtoll.check, dataclasses.replace(h100(), id="a\nb"))
        libtoll.check(dataclasses.replace(h100(), id="\u00e4" * 23))

    def test_floats_are_no_money(self):
        for call in (lambda: money.compute(0.1, 1), lambda: money.amount_sum([0.1]), lambda: money.decimal_add(1, 0.5)):
            error = self.refuse(TypeError, call)
            self.assertIn("no exact float", str(error))
        self.refuse(TypeError, money.compute, None, 1)
        self.refuse(TypeError, money.compute, "1", 1.5)

    def test_decimals_that_are_no_numbers(self):
        for value in (Decimal("NaN"), Decimal("-Infinity")):
            self.refuse(libtoll.NotFiniteError, money.amount_add, value, 1)
        for value in (Decimal("1e30"), Decimal("1e-19"), Decimal("1e999999"), 10**70):
            self.refuse(libtoll.AmountOverflowError, money.amount_add, value, 1)
        self.assertEqual(money.amount_add(Decimal("1E+5"), 1), 100001)

    def test_unverified_names(self):
        hw = dataclasses.replace(h100(), unverified=frozenset(["tdp_w"]))
        libtoll.check(hw)
        error = self.refuse(libtoll.KnownError, libtoll.check, dataclasses.replace(hw, unverified=frozenset(["tpd_w"])))
        self.assertIn("tpd_w", str(error))
        self.assertEqual(error.field, "unverified")
        self.refuse(libtoll.TollError, libtoll.check, dataclasses.replace(hw, tdp_w=None))

    def test_fact_of_no_field(self):
        self.refuse(libtoll.UnknownIdError, libtoll.fact, h100(), "colour")
        self.refuse(TypeError, libtoll.fact, libtoll.Range(1, 2, 3), "low")

    def test_every_status_has_its_class(self):
        from libtoll.generated import abi as _abi
        codes = {value for name, value in vars(_abi).items() if name.startswith("TOLL_E_")}
        self.assertEqual(codes, set(libtoll.errors.BY_CODE))


class Unknown(unittest.TestCase):
    def test_none_is_not_zero(self):
        hw = libtoll.Hardware(id="mine", idle_w=0.0)
        libtoll.check(hw)
        self.assertIsNone(libtoll.hardware("h100-sxm5-80gb").fp4_flop_per_s)
        struct = libtoll._convert.to_struct(hw, libtoll.Hardware)
        self.assertEqual(struct.known, libtoll.generated.abi.TOLL_HW_IDLE)

    def test_power_is_unknown_without_tdp(self):
        hw = dataclasses.replace(h100(), tdp_w=None, idle_w=None)
        without = libtoll.Deployment(hw, "llama-3.1-8b", "bf16").serve(100, 100, 4)
        self.assertIsNone(without.power_w)
        self.assertIsNone(without.input_token_j)
        known = libtoll.Deployment(h100(), "llama-3.1-8b", "bf16").serve(100, 100, 4)
        self.assertGreater(known.power_w.mid, 0)


if __name__ == "__main__":
    unittest.main()
