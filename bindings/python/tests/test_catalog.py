# SPDX-License-Identifier: Apache-2.0
"""The catalog and what is asked of it; a deployment under many threads."""
import dataclasses
import threading
import unittest

import libtoll
from libtoll import Fit, Rate, Table


class Catalog(unittest.TestCase):
    def test_names(self):
        self.assertEqual(libtoll.hardware("H100-SXM5-80GB"), libtoll.hardware("h100-sxm5-80gb"))
        for table in Table:
            ids = libtoll.ids(table)
            self.assertGreater(len(ids), 2)
            self.assertEqual([libtoll.find(table, name) for name in ids], list(range(len(ids))))
        self.assertRegex(libtoll.catalog_version(), r"^20\d\d-\d\d-\d\d$")

    def test_instances(self):
        found = libtoll.instances(hw="h100-sxm5-80gb", provider="aws")
        self.assertTrue(found)
        self.assertEqual({(row.hw_id, row.provider) for row in found}, {("h100-sxm5-80gb", "aws")})
        self.assertEqual(len(libtoll.instances()), len(libtoll.ids(Table.INSTANCE)))
        self.assertEqual(libtoll.instance(found[0].id), found[0])
        with self.assertRaises(libtoll.UnknownIdError):
            libtoll.instances(hw="no such card")

    def test_a_format_is_as_the_models_checkpoint_has_it(self):
        model = libtoll.catalog.model("glm-5.2")
        self.assertEqual(libtoll.catalog.precision("nvfp4").attn_bits, 4.5)
        self.assertEqual(libtoll.catalog.precision("nvfp4", model).attn_bits, 16)
        self.assertEqual(libtoll.catalog.precision("nvfp4-kv8", model).kv_bits, 8)
        with self.assertRaises(libtoll.UnknownIdError):
            libtoll.catalog.precision("nvfp5", model)

    def test_an_engines_rules_go_by_version_and_card(self):
        card = libtoll.hardware("rtx-4090-24gb")
        self.assertEqual(libtoll.catalog.engine_row("vllm").id, "vllm")
        self.assertEqual(libtoll.catalog.engine("vllm@0.19", card).memory_frac, 0.9)
        self.assertEqual(libtoll.catalog.engine("vllm@0.24", card).memory_frac, 0.92)
        self.assertEqual(libtoll.catalog.engine("vllm@0.24", card).profile_tokens, 2048)
        self.assertEqual(libtoll.catalog.engine("vllm@0.24").epoch, "0.24")
        with self.assertRaises(libtoll.RangeError):
            libtoll.catalog.engine("vllm@0.1")

    def test_fact(self):
        fact = libtoll.fact(libtoll.hardware("h100-sxm5-80gb"), "memory_bytes_per_s")
        self.assertEqual(fact.field, "memory_bytes_per_s")
        self.assertNotEqual(fact.confidence, libtoll.Confidence.MISSING)
        missing = libtoll.fact(libtoll.hardware("h100-sxm5-80gb"), "fp4_flop_per_s")
        self.assertEqual(missing.confidence, libtoll.Confidence.MISSING)

    def test_what_cannot_start(self):
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "fp8")
        run = deployment.starts()
        self.assertEqual((run.verdict, run.reason), (libtoll.RunVerdict.YES, ""))
        with self.assertRaises(libtoll.ConflictError) as caught:
            libtoll.Deployment("mi300x-192gb", "llama-3.1-8b", "nvfp4", engine="trtllm")
        self.assertEqual(str(caught.exception), "engine can't start: TensorRT-LLM runs on NVIDIA GPUs alone")
        own = libtoll.Deployment(libtoll.hardware("mi300x-192gb"), libtoll.model("llama-3.1-8b"),
                                 libtoll.precision("bf16"), engine=libtoll.engine("trtllm")).starts()
        self.assertEqual((own.verdict, own.asked), (libtoll.RunVerdict.NO, libtoll.Asked.HARDWARE))

    def test_tokens_of_a_text(self):
        tokens, fact = libtoll.token_ratio("openai/gpt-5", libtoll.TextKind.CODE)
        self.assertTrue(200 < tokens.low < tokens.mid < tokens.high < 350)
        self.assertEqual((fact.field, fact.confidence), ("o200k", libtoll.Confidence.DERIVED))
        with self.assertRaises(libtoll.MissingFactError):
            libtoll.token_ratio("claude-sonnet-4-5")
        with self.assertRaises(libtoll.RangeError):
            libtoll.token_ratio("gpt-5", 4)

    def test_published(self):
        published = libtoll.published("llama-3.1-8b")
        self.assertEqual(published.params_exact, 8030261248)
        self.assertEqual(published.params_exact, libtoll.count_parameters(libtoll.model("llama-3.1-8b")).params_total)

    def test_peak_rate_falls_back(self):
        hw = libtoll.hardware("a100-sxm4-80gb")
        self.assertEqual(libtoll.peak_rate(hw, Rate.FP8), (Rate.BF16, 312e12))
        with self.assertRaises(libtoll.MissingFactError):
            libtoll.peak_rate(libtoll.Hardware(), Rate.FP8)
        with self.assertRaises(libtoll.RangeError):
            libtoll.peak_rate(hw, 99)

    def test_all_models_and_cards_pass_their_checks(self):
        for name in libtoll.ids(Table.MODEL):
            libtoll.check(libtoll.model(name))
        for name in libtoll.ids(Table.HW):
            libtoll.check(libtoll.hardware(name))

    def test_fields_describe_the_records(self):
        for record in (libtoll.Hardware, libtoll.Supply, libtoll.Layer):
            names = {field.name for field in dataclasses.fields(record)}
            described = {field.name: field for field in libtoll.fields(record)}
            self.assertLessEqual(names - {"layers"}, set(described))
            optional = {field.name for field in dataclasses.fields(record) if field.default is None}
            self.assertEqual(optional, {n for n, field in described.items() if field.known_bit is not None})


class Deployment(unittest.TestCase):
    def test_layout(self):
        deployment = libtoll.Deployment("h200-sxm-141gb", "deepseek-v3", tp=8, ep=8)
        self.assertEqual((deployment.gpus, deployment.precision.id), (8, "fp8-block"))
        self.assertIn("deepseek-v3 fp8-block on 8 x h200-sxm-141gb", repr(deployment))

    def test_memory_that_does_not_fit_is_an_answer(self):
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "bf16")
        memory = deployment.memory(1, 1000)
        self.assertIs(memory.verdict, Fit.NO)
        self.assertLess(memory.margin_bytes, 0)
        assumed = deployment.serve(1000, 100, 1, assume_fit=True)
        self.assertIn(libtoll.Flag.NO_FIT, assumed.flags)
        self.assertGreater(assumed.ttft_s.mid, 0)

    def test_own_constants_change_the_answer(self):
        catalog = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")
        slow = dataclasses.replace(catalog.constants, step_s=catalog.constants.step_s + 0.5)
        own = libtoll.Deployment(catalog.hw, catalog.model, catalog.precision, constants=slow)
        self.assertAlmostEqual(own.step(1, 100).time_s.mid - catalog.step(1, 100).time_s.mid, 0.5)

    def test_cost_of_power(self):
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")
        result = deployment.serve(1000, 500, 16)
        rented = deployment.cost(result, (2.0, 2.5, 3.0))
        owned = deployment.cost(result, (2.0, 2.5, 3.0), usd_per_kwh=0.1, pue=1.2, server_power_frac=0.5)
        self.assertEqual(rented.energy_usd_per_hour, 0)
        self.assertAlmostEqual(owned.energy_usd_per_hour, result.power_w.mid / 1000 * 1.2 * 1.5 * 0.1)
        self.assertEqual((rented.usd_per_hour.low, rented.usd_per_hour.high), (2.0, 3.0))
        with self.assertRaises(libtoll.ConflictError):
            deployment.cost(result, (3.0, 2.0, 1.0))
        with self.assertRaises(libtoll.ConflictError):
            deployment.cost(dataclasses.replace(result, gpus=2), 2.0, gpus_billed=1)

    def test_threads(self):
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")
        expected, found = deployment.serve(1000, 500, 16), []
        threads = [threading.Thread(target=lambda: found.extend(deployment.serve(1000, 500, 16) for _ in range(50)))
                   for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, [expected] * 400)



class Names(unittest.TestCase):
    """Names as drivers, clouds, hubs and people write them."""

    def test_hardware(self):
        match = libtoll.find_hardware("p5.48xlarge")
        self.assertEqual((match.id, match.count, match.note), ("h100-sxm5-80gb", 8, ""))
        self.assertEqual(match.how, libtoll.Found.MACHINE | libtoll.Found.COUNT)
        match = libtoll.find_hardware("h100")
        self.assertIn(libtoll.Found.VARIANT, match.how)
        self.assertEqual(match.also, "h100-nvl-94gb, h100-pcie-80gb")
        with self.assertRaisesRegex(libtoll.UnknownIdError, "h100-sxm5-80gb"):
            libtoll.find_hardware("h1000")
        with self.assertRaises(libtoll.UnknownIdError):
            libtoll.find_hardware("h100\0")

    def test_model(self):
        match = libtoll.find_model("RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic")
        self.assertEqual((match.id, match.precision_id, match.count), ("llama-3.1-8b", "fp8", 0))
        self.assertEqual(libtoll.ids(libtoll.Table.MODEL)[match.index], match.id)
        with self.assertRaises(libtoll.AmbiguousIdError):
            libtoll.find_model("llama-70b")
        with self.assertRaises(libtoll.RangeError):
            libtoll.find_model("x" * 129)

    def test_names_that_say_all_make_a_deployment(self):
        plain = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "fp8").serve(1000, 500)
        named = libtoll.Deployment("NVIDIA H100 80GB HBM3", "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8").serve(1000, 500)
        self.assertEqual(plain, named)
        named = libtoll.Deployment("NVIDIA H100 80GB HBM3", "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8")
        self.assertEqual((named.model.id, named.precision.id, named.hw.id), ("llama-3.1-8b", "fp8", "h100-sxm5-80gb"))
        alias = libtoll.Deployment("h100-sxm5-80gb", "qwen/qwen3-32b-fp8")  # an alias states its format as well
        self.assertEqual(alias.precision.id, "fp8")

    def test_what_would_be_assumed_is_refused(self):
        with self.assertRaisesRegex(libtoll.AmbiguousIdError, "h100-sxm5-80gb, "):
            libtoll.hardware("NVIDIA Hopper H100 Gpu")
        with self.assertRaisesRegex(libtoll.ConflictError, "8 accelerators"):
            libtoll.hardware("8x H100 SXM")
        with self.assertRaises(libtoll.MissingFactError):
            libtoll.Deployment("h100-sxm5-80gb", "Qwen3-8B-bnb-4bit")
        self.assertEqual(libtoll.Deployment("h100-sxm5-80gb", "Qwen3-8B-bnb-4bit", "bf16").precision.id, "bf16")


class OneCall(unittest.TestCase):
    """From names to an answer: what a Deployment gives step by step."""

    def test_estimate(self):
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4)
        result = deployment.serve(input_tokens=1000, output_tokens=500, concurrency=32)
        found = libtoll.estimate("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4, usd_per_gpu_hour=2.5,
                                 input_tokens=1000, output_tokens=500, concurrency=32)
        self.assertEqual(found, (result, deployment.cost(result, usd_per_gpu_hour=2.5)))

    def test_fewest_gpus(self):
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8")
        self.assertEqual(libtoll.fewest_gpus("h100-sxm5-80gb", "llama-3.1-70b", "fp8", sequences=8,
                                             context_tokens=32768, max_gpus=8), deployment.fewest_gpus(8, 32768, 8))

    def test_refusals(self):
        with self.assertRaises(libtoll.AmbiguousIdError):
            libtoll.estimate("h100", "llama-3.1-70b", usd_per_gpu_hour=2.5)
        with self.assertRaises(libtoll.TextError):
            libtoll.fewest_gpus("h100-sxm5-80gb", "llama\0", sequences=1, context_tokens=1)


if __name__ == "__main__":
    unittest.main()
