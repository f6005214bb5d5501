# SPDX-License-Identifier: Apache-2.0
"""Costs per model and tenant: exact sums, the text of Prometheus, OpenTelemetry, and the callback in the real LiteLLM."""
import asyncio
import datetime
import decimal
import threading
import unittest

import golden  # noqa: F401: sets the path
import libtoll
from libtoll.prometheus import OTHER, CostCounter, span_attributes


def load(name):
    try:
        return __import__(name)
    except ImportError:
        return None


prometheus_client, opentelemetry = load("prometheus_client"), load("opentelemetry.sdk")
try:
    import litellm

    from libtoll.litellm import TollLogger
except ImportError:
    litellm = None


class Prometheus(unittest.TestCase):
    def test_sums_keep_every_digit(self):
        counter, cent = CostCounter(), decimal.Decimal("0.010000000000000001")
        for _ in range(1000):
            counter.add(cent, "USD", model="a", tenant="t", tokens={"input": 3})
        self.assertEqual(counter.sums()["a", "t", "USD"], decimal.Decimal("10.000000000000001"))
        self.assertIn('llm_cost_total{model="a",tenant="t",currency="USD"} 10.000000000000001\n', counter.text())
        self.assertIn('llm_tokens_total{model="a",tenant="t",meter="input"} 3000\n', counter.text())

    def test_currencies_and_requests_without_a_price_stay_apart(self):
        counter = CostCounter(prefix="shop")
        counter.add(decimal.Decimal(1), "USD", model="a")
        counter.add(decimal.Decimal(2), "CNY", model="a")
        counter.add_unpriced(model='b"\n\\')
        self.assertEqual(counter.sums(), {("a", "", "USD"): 1, ("a", "", "CNY"): 2})
        self.assertIn('shop_unpriced_requests_total{model="b\\"\\n\\\\",tenant=""} 1\n', counter.text())

    def test_names_that_clients_choose_do_not_fill_the_memory(self):
        counter = CostCounter(most=2)
        for model in ("a", "b", "c", "d", "a"):
            counter.add(decimal.Decimal(1), "USD", model=model)
        self.assertEqual(counter.sums(), {("a", "", "USD"): 2, ("b", "", "USD"): 1, (OTHER, OTHER, "USD"): 2})

    def test_a_counter_never_falls(self):
        counter = CostCounter()
        for cost, tokens in ((decimal.Decimal(-1), {}), (decimal.Decimal(1), {"input": -1})):
            with self.assertRaises(libtoll.RangeError):
                counter.add(cost, "USD", model="a", tokens=tokens)
        with self.assertRaises(libtoll.RangeError):
            CostCounter(most=0)
        self.assertEqual(counter.sums(), {})

    def test_threads_lose_nothing(self):
        counter = CostCounter()
        workers = [threading.Thread(target=lambda: [counter.add(decimal.Decimal("0.1"), "USD", model="a")
                                                    for _ in range(500)]) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual(counter.sums()["a", "", "USD"], 200)

    @unittest.skipIf(prometheus_client is None, "no prometheus_client")
    def test_a_registry_shows_the_same_series(self):
        counter, registry = CostCounter(), prometheus_client.CollectorRegistry()
        registry.register(counter)
        counter.add(decimal.Decimal("0.25"), "USD", model="a", tenant="t")
        counter.add_unpriced(model="b")
        self.assertEqual(registry.get_sample_value("llm_cost_total", {"model": "a", "tenant": "t", "currency": "USD"}), 0.25)
        names = {sample.name for family in registry.collect() for sample in family.samples}
        from prometheus_client.parser import text_string_to_metric_families
        own = {sample.name for family in text_string_to_metric_families(counter.text()) for sample in family.samples}
        self.assertEqual(names - own, set())

    @unittest.skipIf(opentelemetry is None, "no opentelemetry-sdk")
    def test_opentelemetry_reads_the_sums(self):
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import InMemoryMetricReader
        reader, counter = InMemoryMetricReader(), CostCounter()
        counter.observe(MeterProvider([reader]).get_meter("libtoll"))
        counter.add(decimal.Decimal("0.5"), "USD", model="a", tenant="t")
        metrics = reader.get_metrics_data().resource_metrics[0].scope_metrics[0].metrics
        points = {metric.name: [(dict(point.attributes), point.value) for point in metric.data.data_points]
                  for metric in metrics}
        self.assertEqual(points["llm.cost"], [({"model": "a", "tenant": "t", "currency": "USD"}, 0.5)])

    def test_attributes_of_a_span(self):
        self.assertEqual(span_attributes(decimal.Decimal("1E-7"), "USD"),
                         {"gen_ai.usage.cost.amount": 1e-7, "gen_ai.usage.cost.currency": "USD",
                          "gen_ai.usage.cost.source": "local", "libtoll.cost.amount": "0.0000001"})
        with self.assertRaises(libtoll.TollError):
            span_attributes(decimal.Decimal("NaN"), "USD")


@unittest.skipIf(litellm is None, "no litellm")
class LiteLLM(unittest.TestCase):
    """Through LiteLLM's own completion(), which answers a mock without a network and tells its callbacks."""

    def setUp(self):
        self.priced = []
        self.logger = TollLogger(on_priced=self.priced.append)
        litellm.callbacks = [self.logger]

    def tearDown(self):
        litellm.callbacks = []

    def response(self, model, usage, **more):
        return litellm.ModelResponse(model=model, usage=litellm.Usage(**usage), **more)

    def test_a_completion_is_billed(self):
        async def ask():
            made = await litellm.acompletion("gpt-4.1", [{"role": "user", "content": "hello"}], mock_response="four words or so",
                                             metadata={"tenant": "team-a"})
            for _ in range(100):
                if self.priced:
                    break
                await asyncio.sleep(0.05)
            return made.usage
        usage = asyncio.run(ask())
        self.assertEqual([(priced.model, priced.tenant, priced.currency) for priced in self.priced],
                         [("gpt-4.1", "team-a", "USD")])
        want = libtoll.bill.quote("gpt-4.1", {"input": usage.prompt_tokens, "output": usage.completion_tokens},
                                  at="2026-12-01T00:00:00Z").billed
        self.assertEqual((self.priced[0].cost, self.logger.counter.sums()["gpt-4.1", "team-a", "USD"]), (want, want))
        self.assertGreater(want, 0)

    def test_cached_and_written_tokens_are_parts_of_the_input(self):
        at = datetime.datetime(2026, 11, 1, tzinfo=datetime.timezone.utc)
        response = self.response("claude-sonnet-4-5", {
            "prompt_tokens": 10_000, "completion_tokens": 100, "total_tokens": 10_100,
            "cache_read_input_tokens": 6000, "cache_creation_input_tokens": 3000})
        made = self.logger.price({"custom_llm_provider": "anthropic"}, response, at)
        want = libtoll.bill.quote("claude-sonnet-4-5", {"input": 10_000, "cache_read": 6000, "cache_write": 3000, "output": 100},
                                  at="2026-11-01T00:00:00Z", provider="anthropic").billed
        self.assertEqual((made.cost, made.reason), (want, ""))

    def test_a_response_without_a_price_is_counted_apart_and_raises_nothing(self):
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        with self.assertLogs("libtoll", "WARNING"):
            self.logger.log_success_event({"model": "nobody"}, self.response("no-such-model-x", usage), None, None)
        self.assertEqual(self.logger.counter.sums("unpriced_requests"), {("no-such-model-x", ""): 1})
        self.assertEqual(self.logger.counter.sums(), {})
        self.assertIn("no-such-model-x", self.priced[0].reason)

    def test_a_call_that_is_told_twice_is_billed_once(self):
        response = self.response("gpt-4.1", {"prompt_tokens": 1000, "completion_tokens": 0, "total_tokens": 1000})
        for call in ("x", "x", "y", "", ""):
            self.logger.log_success_event({"litellm_call_id": call}, response, None, None)
        self.assertEqual(len(self.priced), 4)
        self.logger.log_success_event({"stream": True, "litellm_call_id": "z"}, object(), None, None)
        self.assertEqual(len(self.priced), 4)


if __name__ == "__main__":
    unittest.main()
