# SPDX-License-Identifier: Apache-2.0
"""Usage records through libtoll-io; skipped where it was not built."""
import decimal
import unittest

import golden  # noqa: F401: sets the path
import libtoll

try:
    from libtoll import usage
except ImportError:
    usage = None

ANTHROPIC = {"model": "claude-sonnet-4-5", "usage": {
    "input_tokens": 3, "cache_creation_input_tokens": 418, "cache_read_input_tokens": 1111,
    "cache_creation": {"ephemeral_5m_input_tokens": 418}, "output_tokens": 33, "service_tier": "batch",
    "inference_geo": "us", "speed": "fast"}}
CHAT = {"id": "c", "created": 1793613600, "model": "gpt-5", "user": "red", "cost": 0.00219855,
        "usage": {"prompt_tokens": 2006, "completion_tokens": 300, "prompt_tokens_details": {"cached_tokens": 1920}}}


class Dumped:
    """As the vendors' SDKs hand out a response."""

    def model_dump(self):
        return CHAT


@unittest.skipIf(usage is None, "no libtoll-io")
class Records(unittest.TestCase):
    def test_counts_beside_the_total_are_added(self):
        record = usage.from_anthropic(ANTHROPIC)
        self.assertEqual(record.quantities, {"input": 1532, "output": 33, "cache_read": 1111, "cache_write": 418,
                                             "cache_write_5m": 418})
        self.assertEqual((record.tier, record.region, record.attributes), ("batch", "us", {"speed": "fast"}))
        self.assertIsNone(record.at)
        self.assertIsNone(record.stated_cost)

    def test_every_field_of_a_chat_is_there(self):
        record = usage.from_openai(Dumped(), provider="azure")
        self.assertEqual(record.quantities, {"input": 2006, "output": 300, "cache_read": 1920})
        self.assertEqual((record.model, record.provider, record.account), ("gpt-5", "azure", "red"))
        self.assertEqual((record.at, record.stated_cost, record.currency),
                         (1793613600, decimal.Decimal("0.00219855"), "USD"))
        self.assertEqual((record.shape, record.is_snapshot, record.flags), ("openai-chat", False, 0))

    def test_a_record_is_billed(self):
        record = usage.from_any(CHAT)
        bill = libtoll.bill.quote(record.model, record.quantities, at=record.at)
        self.assertEqual(bill.billed, decimal.Decimal("0.0033475"))

    def test_another_vendors_record_is_refused(self):
        with self.assertRaisesRegex(ValueError, "those of gemini"):
            usage.from_openai({"usageMetadata": {"promptTokenCount": 1}})

    def test_a_bad_count_is_an_error_with_its_key(self):
        with self.assertRaisesRegex(libtoll.RangeError, "prompt_tokens: 1.5 must be a whole number"):
            usage.from_any('{"usage": {"prompt_tokens": 1.5, "completion_tokens": 1}}')
        with self.assertRaises(libtoll.ParseError):
            usage.from_any("{")
        with self.assertRaises(libtoll.MissingFactError):
            usage.from_any({"hello": 1})

    def test_streams_go_over_several_texts(self):
        with usage.Reader() as reader:
            self.assertEqual(reader.read({"type": "message_start", "message": {
                "model": "m", "usage": {"input_tokens": 100, "cache_read_input_tokens": 900, "output_tokens": 1}}}), [])
            self.assertEqual(reader.read({"type": "message_delta", "usage": {"output_tokens": 50}}), [])
            record, = reader.read({"type": "message_stop"})
            self.assertEqual(record.quantities, {"input": 1000, "output": 50, "cache_read": 900})
            reader.read({"type": "message_start", "message": {"usage": {"input_tokens": 7, "output_tokens": 1}}})
            record, = reader.finish()
            self.assertEqual(record.flags, usage.Flag.CUT)

    def test_own_keys_and_several_records(self):
        with usage.Reader(keys={"input": "n.prompt", "output": "n.answer"}, model="gpt-5") as reader:
            first, second = reader.read([{"n": {"prompt": 1, "answer": 2}}, {"n": {"prompt": 3, "answer": 4}}])
        self.assertEqual((first.quantities, second.quantities), ({"input": 1, "output": 2}, {"input": 3, "output": 4}))
        self.assertEqual(first.model, "gpt-5")
        with self.assertRaises(libtoll.UnknownIdError):
            usage.Reader(keys={"imput": "n"})
        with self.assertRaises(TypeError):
            usage.Reader(colour="red")

    def test_shapes_are_listed(self):
        self.assertIn("claude-code", usage.shapes())
        for shape in usage.shapes():
            usage.Reader(shape).close()
        with self.assertRaises(libtoll.UnknownIdError):
            usage.Reader("open-ai")


if __name__ == "__main__":
    unittest.main()
