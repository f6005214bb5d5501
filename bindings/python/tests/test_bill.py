# SPDX-License-Identifier: Apache-2.0
"""Bills: rows, books, cards, lines, columns, and what is refused."""
import array
import dataclasses
import hashlib
import struct
import unittest
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import golden  # noqa: F401  (puts the package on the path)
import libtoll
from libtoll import bill, errors
from libtoll.records import Factor, LineFlag, Match, Meter, NameRule, Op, Origin, Period, RowKind, Side

NOON = "2026-11-03T12:00:00Z"  # a Tuesday


def rows():
    return [
        bill.tariff("acme/one", provider="acme", source="price page", source_date=20261101), bill.match("one"),
        bill.price("input", "2.50"), bill.price("cache_read", "0.25"), bill.price("output", 10),
        bill.price("output", 8, is_contract=True), bill.price("web_search", 10, per=1000),
        bill.price("page", 4, per=1000), bill.minimum("page", 2), bill.allowance("message", "free", 5),
        bill.price("message", 1, per=1),
        bill.rule("long"), bill.when_count("input", Op.GT, 200_000), bill.price("input", 5),
        bill.rule("flex"), bill.when_tier("flex"), bill.price("input", "1.25"),
        bill.rule("night"), bill.when_time([1, 2, 3, 4, 5], 22 * 3600, 6 * 3600), bill.price("output", 5),
        bill.multiplier("residency", "1.1"), bill.when_region("eu"),
        bill.multiplier("credit", "0.9", Factor.BILL), bill.when_attribute("plan", "startup"),
    ]


def card():
    return bill.Book.compile(rows()).find("acme", "one", NOON)


def row_bytes(row):
    sign, digits, exponent = row.number.as_tuple()
    scale = max(0, -exponent)
    numbers = (row.kind, row.op, row.meter, row.other_meter, row.origin, row.is_contract, row.layer, row.from_s,
               row.until_s, row.quantity, row.per, int(row.number.scaleb(scale)), scale, row.weekdays, row.start_s,
               row.end_s, row.utc_offset_s, row.source_date)
    texts = (row.key, row.value, row.text, row.source)
    return b"".join(
        [struct.pack("<Bq", tag, number) for tag, number in enumerate(numbers, 1) if number != 0] +
        [bytes([tag, len(text.encode())]) + text.encode() for tag, text in enumerate(texts, 19) if text] + [b"\0"])


def hash_of(book):
    tariffs, index = [], 0
    while True:
        try:
            row = book.row(index)
        except libtoll.RangeError:
            break
        tariffs += [b""] if row.kind == RowKind.TARIFF else []
        tariffs[-1] += row_bytes(row)
        index += 1
    hashes = [hashlib.sha256(b"toll tariff 1\n" + rows).digest() for rows in tariffs]
    return hashlib.sha256(b"toll book 1\n" + b"".join(hashes)).hexdigest()


class Bounds(unittest.TestCase):
    def test_admission(self):
        bounds = card().bound({"input": (1000, 1000), "output": 50, "web_search": 0, "page": 0, "message": 0},
                              counters={"free": 0}, since=NOON, until="2026-11-03T12:01:00Z")
        self.assertEqual(bounds.verdict, bill.Ceiling.ATTAINED)
        self.assertEqual(bounds.highest, Decimal("0.0029"))  # 1,000 * 2.50 + 50 * 8 a million
        self.assertEqual((bounds.highest_list, bounds.lowest), (Decimal("0.003"), Decimal("0.00025")))  # all cached
        self.assertEqual(bounds.worst, {Meter.INPUT: 1000, Meter.OUTPUT: 50})
        self.assertEqual(bounds.attained, bounds.highest)

    def test_open_context(self):
        limits = {"input": 1000, "output": 0, "web_search": 0, "page": 0, "message": 0}
        highest = [card().bound(limits, counters={"free": 0}, **scope).highest for scope in (
            {}, {"region": None}, {"tier": "flex"}, {"tier": None, "region": None, "any_attributes": True})]
        self.assertEqual(highest, [Decimal(text) for text in ("0.0025", "0.00275", "0.00125", "0.00275")])

    def test_unbounded(self):
        bounds = card().bound({"input": 1000}, counters={"free": 0})
        self.assertEqual((bounds.verdict, bounds.meter, bounds.highest), (bill.Ceiling.UNBOUNDED, Meter.OUTPUT, None))

    def test_refused(self):
        with self.assertRaises(libtoll.ConflictError):
            card().bound({"input": (2, 1)})


class Currencies(unittest.TestCase):
    rate = bill.ExchangeRate("0.9137", "USD", "EUR", "2026-11-03T00:00:00Z", "2026-11-04T00:00:00Z", "a bank's reference rate")

    def test_product(self):
        found = bill.convert("12.345678", "USD", NOON, self.rate)
        self.assertEqual((found.value, found.inexact), (Decimal("11.2802459886"), False))

    def test_refused(self):
        with self.assertRaises(libtoll.ConflictError):
            bill.convert(1, "EUR", NOON, self.rate)
        with self.assertRaises(libtoll.MissingFactError):
            bill.convert(1, "USD", "2026-11-04T00:00:00Z", self.rate)


class Invoices(unittest.TestCase):
    """1,000,000 tokens are 3.00, 1,200,000 are 3.60, with 20 % of tax 4.32."""

    def setUp(self):
        self.rows = [bill.Charge(bill.ChargeKind.OURS, "3", 1_000_000, "input", "gpt-5"),
                     bill.Charge(bill.ChargeKind.THEIRS, "4.32", 1_200_000, "input", "gpt-5"),
                     bill.Charge(bill.ChargeKind.FACTOR, cause=bill.Cause.TAX, factor="1.2")]

    def test_causes_sum_to_the_difference(self):
        found = bill.reconcile(self.rows)
        self.assertEqual([(cause.cause.name, str(cause.amount), cause.quantity) for cause in found.causes],
                         [("MISSING", "0.6", 200_000), ("TAX", "0.72", 0)])
        self.assertEqual((str(found.difference), found.unexplained, found.unpriced), ("1.32", 0, 0))

    def test_causes_that_tie_are_alternatives(self):
        rate = bill.Charge(bill.ChargeKind.FACTOR, cause=bill.Cause.EXCHANGE, factor="1.2")
        found = bill.reconcile([*self.rows, rate])
        self.assertEqual({cause.cause for cause in found.causes if cause.is_alternative},
                         {bill.Cause.TAX, bill.Cause.EXCHANGE})
        self.assertEqual(str(found.unexplained), "0.72")

    def test_bad_rows_are_refused(self):
        with self.assertRaises(errors.RangeError):
            bill.reconcile([])
        with self.assertRaises(errors.MissingFactError):
            bill.reconcile([bill.Charge(bill.ChargeKind.OURS, "3", 1, "input")])
        with self.assertRaises(errors.RangeError):
            bill.reconcile([bill.Charge(bill.ChargeKind.OURS, "3", 2**63, "input", "gpt-5")])


class Overlays(unittest.TestCase):
    def test_terms(self):
        base = bill.Book.compile(rows())
        terms = [dataclasses.replace(bill.tariff("contract-7", provider="acme"), layer=1, origin=Origin.CONTRACT),
                 bill.match("one"), bill.multiplier("discount", "0.8", Factor.CONTRACT)]
        book = base.overlay(terms)
        found = book.find("acme", "one", NOON).bill({"input": 1000}, at=NOON, counters={"free": 0})
        self.assertEqual((found.list, found.contracted, found.billed), tuple(map(Decimal, ("0.0025", "0.002", "0.002"))))
        self.assertEqual(found.book_hash, book.hash)
        self.assertEqual(book.row(len(rows())).source, f"overlay of book {base.hash}")

    def test_terms_on_nothing(self):
        with self.assertRaises(libtoll.UnknownIdError):
            bill.Book.compile(rows()).overlay([bill.tariff("x", provider="acme"), bill.match("two"),
                                               bill.multiplier("discount", "0.8", Factor.CONTRACT)])


class Bills(unittest.TestCase):
    def billed(self, usage, **context):
        context.setdefault("at", NOON)
        context.setdefault("counters", {"free": 0})
        found = card().bill(usage, **context)
        found.verify()
        self.assertEqual(found.billed, sum(line.billed_cost for line in found.lines))
        self.assertEqual(found.billed, found.input + found.output + found.other)
        return found

    def test_lines(self):
        found = self.billed({"input": 1000, "cache_read": 400, Meter.OUTPUT: 50, "web_search": 3})
        self.assertEqual(found.input, Decimal("0.0016"))
        self.assertEqual(found.output, Decimal("0.0004"))
        self.assertEqual(found.other, Decimal("0.03"))
        self.assertEqual((found.list, found.contracted), (Decimal("0.0321"), Decimal("0.032")))
        self.assertEqual(found.currency, "USD")
        lines = {line.meter: line for line in found.lines}
        self.assertEqual(lines[Meter.INPUT].quantity, 600)
        self.assertEqual((lines[Meter.OUTPUT].list_price, lines[Meter.OUTPUT].contracted_price), (10, 8))

    def test_context(self):
        one = {"input": 1_000_000}
        self.assertEqual(self.billed({"input": 200_000}).billed, Decimal("0.5"))
        self.assertEqual(self.billed(one).billed, 5)
        self.assertEqual(self.billed(one, tier="flex").billed, Decimal("1.25"))
        self.assertEqual(self.billed(one, region="eu").billed, Decimal("5.5"))
        found = self.billed(one, attributes={"plan": "startup"})
        self.assertEqual((found.list, found.contracted, found.billed), (5, 5, Decimal("4.5")))

    def test_instants(self):
        night = datetime(2026, 11, 3, 23, 0, tzinfo=timezone.utc)
        for at in (night, night.astimezone(timezone(timedelta(hours=8))), "2026-11-03T23:00:00Z", 1793746800):
            self.assertEqual(self.billed({"output": 1_000_000}, at=at).list, 5)
        with self.assertRaises(libtoll.ParseError):
            card().bill({"output": 1}, at=datetime(2026, 11, 3))
        with self.assertRaises(libtoll.ParseError):
            bill.seconds("yesterday")

    def test_minimum(self):
        found = self.billed({"page": 1})
        self.assertEqual((found.billed, found.lines[0].quantity), (Decimal("0.008"), 2))
        self.assertTrue(found.lines[0].flags & LineFlag.MINIMUM)

    def test_counters(self):
        found = self.billed({"message": 7}, counters={"free": 1})
        self.assertEqual((found.billed, found.counters), (3, {"free": 8}))
        self.assertEqual([(line.quantity, bool(line.flags & LineFlag.ALLOWANCE)) for line in found.lines],
                         [(4, True), (3, False)])
        with self.assertRaisesRegex(libtoll.MissingFactError, "counter"):
            card().bill({"message": 1}, at=NOON)

    def test_refusals(self):
        cases = [
            (libtoll.ConflictError, {"input": 1, "cache_read": 2}, {}),
            (libtoll.RangeError, {"input": -1}, {}),
            (libtoll.MissingFactError, {"character": 1}, {}),
            (libtoll.MissingFactError, {"input": 1}, {"tier": "turbo"}),
            (libtoll.MissingFactError, {"input": 1}, {"at": None}),
            (libtoll.ConflictError, {"input": 1}, {"is_aggregate": True}),
            (libtoll.UnknownIdError, {"tokens": 1}, {}),
            (TypeError, {"input": 1.5}, {}),
            (libtoll.RangeError, {"input": 2**63}, {}),
        ]
        for error, usage, context in cases:
            with self.subTest(usage=usage, context=context), self.assertRaises(error):
                card().bill(usage, **{"at": NOON, **context})
        self.assertEqual(self.billed({"input": 1}, is_aggregate=True, allow_aggregate=True).billed,
                         Decimal("0.0000025"))

    def test_verify_notices_a_change(self):
        found = self.billed({"input": 1000, "output": 7})
        for change in ({"billed": found.billed + Decimal("1E-18")}, {"currency": "USD", "lines": found.lines[1:]}):
            with self.assertRaises(libtoll.ConflictError):
                dataclasses.replace(found, **change).verify()
        wrong = dataclasses.replace(found.lines[0], quantity=999)
        with self.assertRaises(libtoll.ConflictError):
            dataclasses.replace(found, lines=(wrong, *found.lines[1:])).verify()


class Context(unittest.TestCase):
    """Regions, attributes, tiers, numbers and counters: what a tariff sells, and what it does not ask for."""

    rows = [
        bill.tariff("acme/two", provider="acme"), bill.match("two"), bill.price("input", 1),
        bill.tier("batch"), bill.region("us-", Op.PREFIX), bill.attribute("plan", "free", Op.IS_NOT),
        bill.calendar("days", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), bill.holiday("days", NOON),
        bill.zone("Asia/Tokyo", "JST-9"), bill.tier("batch"),
        bill.rule("dear"), bill.when_region("us-gov-", Op.NOT_PREFIX), bill.when_number("lines", Op.GE, "1080"),
        bill.when_counter("spend", Op.LT, 10), bill.when_attribute("speed", "slow", Op.IS_NOT), bill.price("input", 2),
        bill.rule("tokyo"), bill.when_tier("batch"), bill.when_time((1, 2), 9 * 3600, 17 * 3600, zone="Asia/Tokyo",
                                                                    except_holidays="days"), bill.price("input", 3),
    ]

    def ask(self, **context):
        context = {"at": NOON, "counters": {"spend": 9}, **context}
        return bill.Book.compile(self.rows).find("acme", "two", NOON).bill({"input": 1_000_000}, **context)

    def test_predicates(self):
        facts = {"lines": "1080.5", "speed": "fast"}
        self.assertEqual(self.ask(region="us-east-1", attributes=facts, tier="ON_DEMAND").billed, 2)
        self.assertEqual(self.ask(region="us-gov-1", attributes=facts).billed, 1)
        self.assertEqual(self.ask(region="us-east-1", attributes={**facts, "lines": "1079"}).billed, 1)
        self.assertEqual(self.ask(region="us-east-1", attributes=facts, counters={"spend": 10}).billed, 1)

    def test_local_time(self):
        self.assertEqual(self.ask(tier="batch", at="2026-11-02T00:00:00Z").billed, 3)  # 09:00 of a Monday
        self.assertEqual(self.ask(tier="batch", at="2026-11-03T00:00:00Z").billed, 1)  # a holiday
        with self.assertRaisesRegex(libtoll.MissingFactError, "holiday list days is known until 2027-01-01"):
            self.ask(tier="batch", at="2027-01-05T00:00:00Z")

    def test_a_tier_of_a_rule_alone(self):
        rows = [row for row in self.rows if row.kind != RowKind.TIER]
        card = bill.Book.compile(rows).find("acme", "two", NOON)
        with self.assertRaisesRegex(libtoll.MissingFactError, "is not sold for this record"):
            card.bill({"input": 1}, tier="batch", at="2026-11-03T00:00:00Z", counters={"spend": 9})

    def test_amounts_and_default_parts(self):
        rows = [bill.tariff("acme/three", provider="acme"), bill.match("three"), bill.price("input", 5),
                bill.price("cache_write_5m", "6.25"), bill.price("cache_write_1h", 10),
                bill.default_part("cache_write", "cache_write_1h"), bill.fee("0.25"), bill.floor("10.5"), bill.cap(12)]
        card = bill.Book.compile(rows).find("acme", "three", NOON)
        for tokens, billed, flag in ((1_000_000, "10.5", LineFlag.FLOOR), (2_000_000, 12, LineFlag.CAP)):
            found = card.bill({"input": tokens, "cache_write": tokens})
            self.assertEqual(found.billed, Decimal(billed))
            self.assertEqual(found.flags, LineFlag.DEFAULT_PART | LineFlag.FEE | flag)
            found.verify()

    def test_a_month_is_closed(self):
        rows = [bill.tariff("acme/four", provider="acme"), bill.match("four"), bill.price("input", 5),
                bill.fee(20, period=Period.MONTH, name="plan"), bill.floor(100, period=Period.MONTH, shared="all")]
        book = bill.Book.compile(rows)
        record = book.find("acme", "four", NOON).bill({"input": 1_000_000})
        self.assertEqual((record.billed, record.flags), (5, LineFlag.PERIOD))
        month = book.close_period([bill.PeriodSum(0, "45.50")])
        self.assertEqual([line.billed_cost for line in month.lines], [20, Decimal("54.5")])
        self.assertEqual(book.row(month.lines[0].rule).text, "plan")
        month.verify()
        self.assertEqual(book.close_period([bill.PeriodSum(0, 1)], Period.INVOICE).lines, ())
        with self.assertRaisesRegex(libtoll.RangeError, "tariff_row"):
            book.close_period([bill.PeriodSum(1, 1)])

    def test_kinds_of_a_meter(self):
        rows = [bill.tariff("acme/five", provider="acme"), bill.match("five"), bill.price("image", 2, per=1),
                bill.rule("large"), bill.when_attribute("size", "large"), bill.when_attribute("quality", "high"),
                bill.price("image", 8, per=1)]
        card = bill.Book.compile(rows).find("acme", "five", NOON)
        found = card.bill({"image": 4}, kinds=[bill.Kind("image", 1, {"size": "large", "quality": "high"})])
        self.assertEqual((found.billed, found.line_kinds), (14, (0, 1)))
        self.assertEqual(found.lines[1].flags, LineFlag.KIND)
        with self.assertRaisesRegex(libtoll.ConflictError, "exceed the meter's total"):
            card.bill({"image": 4}, kinds=[bill.Kind("image", 5, {"size": "large"})])
        with self.assertRaisesRegex(libtoll.ConflictError, "at most two"):
            card.bill({}, kinds=[bill.Kind("image", 5, {"a": "1", "b": "2", "c": "3"})])

    def test_what_is_not_sold(self):
        with self.assertRaisesRegex(libtoll.MissingFactError, r"sold: us-\*"):
            self.ask(region="mars")
        with self.assertRaisesRegex(libtoll.MissingFactError, "plan"):
            self.ask(attributes={"plan": "free"})
        with self.assertRaisesRegex(libtoll.RangeError, "lines must be a number"):
            self.ask(attributes={"lines": "hd"})

    def test_what_did_not_matter(self):
        card = bill.Book.compile(self.rows).find("acme", "two", NOON)
        facts = {"attributes": {"colour": "red", "plan": "paid"}, "region": "us-1"}
        self.assertTrue(self.ask(**facts).flags & LineFlag.CONTEXT)
        self.assertEqual(card.unused(**facts), ["colour"])
        self.assertFalse(self.ask(region="us-1").flags & LineFlag.CONTEXT)

    def test_words_of_the_standard_tier(self):
        book = bill.Book.compile(self.rows)
        self.assertEqual({book.intern_tier(word) for word in ("", "standard", "default", "auto", "ON_DEMAND")}, {0})
        self.assertNotIn(book.intern_tier("batch"), (0, 0xffffffff))

    def test_one_request(self):
        rows = [bill.tariff("a/b", provider="a"), bill.match("b"), bill.price("input", 1), bill.price("request", 5, per=1000)]
        found = bill.Book.compile(rows).find("a", "b", 0).bill({"input": 100})
        self.assertEqual((found.billed, found.lines[1].flags), (Decimal("0.0051"), LineFlag.IMPLIED))


class Columns(unittest.TestCase):
    def test_agree_with_single_records(self):
        inputs, reads = [0, 1000, 200_000, 200_001, 5], [0, 400, 0, 200_001, 6]
        found = card().bill_columns({"input": inputs, "cache_read": array.array("q", reads)}, at=NOON)
        self.assertEqual(list(found.statuses)[:4], [0] * 4)
        self.assertEqual(found.statuses[4], libtoll.ConflictError.code)
        for index in range(4):
            alone = card().bill({"input": inputs[index], "cache_read": reads[index]}, at=NOON)
            self.assertEqual(found.billed[index], alone.billed)
        self.assertIsNone(found.billed[4])

    def test_lengths(self):
        with self.assertRaises(libtoll.ConflictError):
            card().bill_columns({"input": [1, 2], "output": [1]}, at=NOON)
        self.assertEqual(card().bill_columns({"input": []}, at=NOON).billed, [])

    def test_common_arguments(self):
        with self.assertRaises(libtoll.MissingFactError):
            card().bill_columns({"input": [1]})

    def test_numpy(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("no NumPy")
        found = card().bill_columns({"input": numpy.array([1000, 2000])}, at=NOON)
        self.assertIsInstance(found.statuses, numpy.ndarray)
        self.assertEqual(found.billed, [Decimal("0.0025"), Decimal("0.005")])


class Books(unittest.TestCase):
    def test_same_rows_same_bytes(self):
        first, second = bill.Book.compile(rows()), bill.Book.compile(rows())
        self.assertEqual(bytes(first), bytes(second))
        self.assertEqual(first.hash, second.hash)
        self.assertEqual(card().bill({"input": 1}, at=NOON).book_hash, first.hash)
        self.assertEqual(len(first), 1)

    def test_rows_come_back(self):
        book = bill.Book.compile(rows())
        for index, row in enumerate(rows()):
            found = book.row(index)
            self.assertEqual((found.kind, found.text, found.source_date), (row.kind, row.text, row.source_date))
            self.assertEqual(Decimal(found.number), Decimal(row.number))
        self.assertEqual(book.row(0).source, "price page")
        with self.assertRaises(libtoll.RangeError):
            book.row(len(rows()))

    def test_saved_and_opened(self):
        data = bytes(bill.Book.compile(rows()))
        self.assertEqual(bill.Book.open(data).find("acme", "one", NOON).bill({"output": 10**6}, at=NOON).billed, 8)
        for damaged in (data[:-8], data + bytes(8), data[:100] + b"\x01" + data[101:], b"", b"x" * 64):
            with self.assertRaises(libtoll.ObjectError):
                bill.Book.open(damaged)

    def test_verified(self):
        data = bytearray(bytes(bill.Book.compile(rows())))
        whole = bill.Book.open(bytes(data))
        whole.verify()
        whole.verify(0)
        with self.assertRaises(libtoll.RangeError):
            whole.verify(1)
        data[-50] ^= 1  # in the last row
        damaged = bill.Book.open(bytes(data))
        for call in (damaged.verify, lambda: damaged.verify(0), lambda: damaged.find("acme", "one", NOON)):
            with self.assertRaisesRegex(libtoll.ObjectError, "the rows of tariff acme/one do not match their sum"):
                call()

    def test_hash_by_its_definition(self):
        """As lib/book/tariff_hash.c defines it: numbers and texts of the rows by their tags, SHA-256, and again."""
        for book in (bill.Book.public(), bill.Book.compile(rows())):
            self.assertEqual(book.hash, hash_of(book))

    def test_refused_rows(self):
        head = [bill.tariff("acme/one", provider="acme"), bill.match("one")]
        with self.assertRaises(libtoll.MissingFactError):
            bill.Book.compile(head)
        with self.assertRaises(libtoll.ConflictError) as raised:
            bill.Book.compile([*head, bill.price("input", 1), bill.when_tier("flex")])
        self.assertEqual(raised.exception.row, 3)
        with self.assertRaises(libtoll.TextError):
            bill.Book.compile([*head, bill.match("x" * 96)])
        with self.assertRaises(TypeError):
            bill.Book.compile([*head, bill.price("input", 0.1)])

    def test_find(self):
        book = bill.Book.compile(rows())
        self.assertIsNotNone(book.find(None, "one", NOON))
        with self.assertRaises(libtoll.UnknownIdError):
            book.find("acme", "two", NOON)

    def test_names_by_rule(self):
        ends = "2026-07-24T00:00:00Z"
        book = bill.Book.compile([
            bill.tariff("openai/m", provider="openai"), bill.match("gpt-m"), bill.match("gpt-m", Match.DATED),
            bill.price("input", 2), bill.retired(ends, "gpt-n"), bill.redirect("gpt-k")])
        found = book.resolve("openai/GPT-m-20260102", at=NOON)
        self.assertEqual((found.provider, found.model, found.sku, found.redirected_to, found.replacement),
                         ("openai", "gpt-m", "openai/m", "gpt-k", "gpt-n"))
        self.assertEqual(found.matched_by, NameRule.PROVIDER_PREFIX | NameRule.CASE | NameRule.DATE_SUFFIX)
        self.assertEqual((found.retired_s, found.is_retired), (bill.seconds(ends), 1))
        with self.assertRaises(libtoll.MissingFactError):
            book.card("gpt-m", at=NOON)
        card = book.card("gpt-m@latest", "openai", at="2026-07-23T00:00:00Z")
        paid = card.bill({"input": 10**6})
        self.assertEqual((paid.billed, paid.matched_by, card.name.is_retired), (2, NameRule.LATEST, 0))
        self.assertEqual(paid.flags, LineFlag.NAME_RULE | LineFlag.REDIRECTED)
        paid.verify()
        self.assertIsNone(book.find("openai", "gpt-m", at="2026-07-23T00:00:00Z").name)
        self.assertEqual(book.validity("gpt-m", at="2026-07-23T00:00:00Z"), (None, bill.seconds(ends)))
        self.assertEqual(book.validity("GPT-m", at=NOON), (bill.seconds(ends), None))
        self.assertEqual(book.validity("gpt-7x", "nobody", at=NOON), (None, None))
        with self.assertRaises(libtoll.RangeError):
            book.validity("", at=NOON)
        self.assertEqual(book.bill("GPT-m", {"input": 10**6}, "openai", at="2026-07-23T00:00:00Z", tier="auto").billed, 2)
        for usage, error in (({"input_tokens": 1}, libtoll.UnknownIdError), ({"input": -1}, libtoll.RangeError),
                             ({"input": 1 << 63}, libtoll.RangeError), ({"i" * 32: 1}, libtoll.TextError),
                             ({"input": 1, "page": 1}, libtoll.MissingFactError)):
            with self.assertRaises(error, msg=usage):
                book.bill("gpt-m", usage, at="2026-07-23T00:00:00Z")
        self.assertEqual([near.model for near in book.suggest("gtp-m")], ["gpt-m"])
        self.assertEqual(book.suggest("nothing-like-that"), [])
        with self.assertRaises(libtoll.UnknownIdError):
            book.resolve("gpt-7x", at=NOON)
        with self.assertRaises(libtoll.RangeError):
            book.resolve("x" * 256, at=NOON)

    def test_versions(self):
        book = bill.Book.compile([
            bill.tariff("a/b", provider="a", until="2026-01-01T00:00:00Z"), bill.match("b"), bill.price("input", 2),
            bill.tariff("a/b", provider="a", since="2026-01-01T00:00:00Z", until="2026-06-01T00:00:00Z"),
            bill.match("b"), bill.price("input", 1)])
        cost = {at: book.find("a", "b", at).bill({"input": 10**6}).billed
                for at in ("2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z")}
        self.assertEqual(list(cost.values()), [2, 1])
        with self.assertRaises(libtoll.MissingFactError):
            book.find("a", "b", "2026-06-01T00:00:00Z")

    def test_public(self):
        book = bill.Book.public()
        self.assertGreater(len(book), 200)
        self.assertEqual(book.row(0).kind, RowKind.TARIFF)
        found = book.find("openai", "gpt-5.6-sol", NOON).bill({"input": 10**5, "output": 10**4})
        self.assertEqual(found.billed, Decimal("0.6"))
        self.assertEqual(found.book_hash, book.hash)


class Quotes(unittest.TestCase):
    USAGE = {"input": 12_000, "cache_read": 10_000, "output": 800}

    def test_is_the_public_books_bill(self):
        card = bill.Book.public().find("anthropic", "claude-sonnet-4-6", NOON)
        self.assertEqual(bill.quote("claude-sonnet-4-6", self.USAGE, NOON), card.bill(self.USAGE, at=NOON))
        self.assertEqual(bill.quote("claude-sonnet-4-6", self.USAGE, NOON).billed, Decimal("0.021"))

    def test_refusals(self):
        with self.assertRaises(libtoll.AmbiguousIdError):
            bill.quote("gpt-oss-120b", {"input": 1}, NOON)
        self.assertGreater(bill.quote("gpt-oss-120b", {"input": 1}, NOON, provider="cerebras").billed, 0)
        with self.assertRaises(libtoll.UnknownIdError):
            bill.quote("no-such-model", {"input": 1}, NOON)
        for name in ("gpt-5.4\0", "\0"):
            with self.assertRaises(libtoll.TextError):
                bill.quote(name, {"input": 1}, NOON)


class Registry(unittest.TestCase):
    def test_meters(self):
        infos = {info.name: info for info in bill.meters()}
        self.assertEqual(len(infos), len(Meter))
        self.assertEqual({info.meter for info in infos.values()}, set(Meter))
        self.assertEqual(infos["cache_read_audio"].parent, Meter.CACHE_READ)
        self.assertEqual(infos["cache_read_audio"].second_parent, Meter.INPUT_AUDIO)
        self.assertEqual(infos["output"].side, Side.OUTPUT)
        for name in infos:
            self.assertEqual(bill.meter(name).name.lower(), name)

    def test_rows_of_other_origins(self):
        estimated = [bill.tariff("own/h100", provider="own", origin=Origin.ESTIMATED), bill.match("m"),
                     bill.price("output", "0.4")]
        found = bill.Book.compile(estimated).find("own", "m", NOON).bill({"output": 1})
        self.assertTrue(found.flags & LineFlag.ESTIMATED)


if __name__ == "__main__":
    unittest.main()
