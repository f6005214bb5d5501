# SPDX-License-Identifier: Apache-2.0
"""Cases that every SQL engine must pass; each engine's test derives from SqlCases and gives `open`, `bill` and so on.

Expected figures come from three places: vectors with published or hand-worked totals (tests/vectors), a reference in
fractions that knows two kinds of prices, and the Python binding of the same library, which shares no code with the face.
"""
import os
import random
import sys
import tempfile
from datetime import datetime, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

TOP = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(TOP / "bindings/python"), str(TOP / "tests/vectors")]

import billing  # noqa: E402
from libtoll import TollError  # noqa: E402
from libtoll import bill as toll  # noqa: E402

JANUARY, MARCH, JUNE = (int(datetime(2026, month, 1, tzinfo=timezone.utc).timestamp()) for month in (1, 3, 6))
DAY = 86400
AT = "2026-11-01 00:00:00"


class Refused(Exception):
    """The engine's own error."""


def book_file(rows):
    """A book of these rows as a file; the caller keeps it."""
    file = tempfile.NamedTemporaryFile(suffix=".book")
    file.write(bytes(toll.Book.compile(rows)))
    file.flush()
    return file


def simple_tariff(model, number, *, since=None, until=None, currency="USD"):
    return [toll.tariff(f"sku-{model}-{since or 0}", provider="house", currency=currency, since=since, until=until),
            toll.match(model), toll.price("input", str(number)), toll.price("output", str(4 * number)),
            toll.price("cache_read", str(Decimal(number) / 10))]


def simple_cost(number, words):
    """The reference: a record under simple_tariff(), in dollars."""
    number = Fraction(number)
    fresh = words["input"] - words.get("cache_read", 0)
    parts = fresh * number + words.get("cache_read", 0) * number / 10 + words.get("output", 0) * 4 * number
    return parts / 10**6


class SqlCases:
    """Tests of one engine. `con` is a connection with the extension; open(path) makes one over a book of a file."""

    WORDS_ARE_OF_THE_QUERY = False  # True: a wrong word ends a query even in toll_check

    def exact(self, found, fraction):
        self.assertEqual(Fraction(found), fraction)

    def bills(self, con, rows):
        """Amounts of many rows (model, at, words), all with the same words, in one query."""
        raise NotImplementedError

    # ---- vectors ----

    def words_of(self, vector):
        context = vector.get("context") or {}
        words = billing.usage_of(vector["usage"], billing.Units(vector))
        words["currency"] = billing.currency_of(vector["tariff"])
        words["tier"] = context.get("service_tier") or ""
        words["region"] = context.get("region") or ""
        words.update((f"attribute.{name}", text) for name, text in billing.attributes_of(context).items())
        return words

    def check_vector(self, vector):
        context = vector.get("context") or {}
        rows = billing.tariff_rows(vector["tariff"], context, billing.Units(vector))
        at = billing.instant(context.get("at"))
        with book_file(rows) as file:
            con = self.open(file.name)
            try:
                found = self.bill(con, billing.MODEL, int(at.timestamp()) if at else 0, self.words_of(vector))
            except Refused:
                self.assertTrue(vector["expected"].get("error"), vector["id"])
                return
            finally:
                con.close()
        self.assertNotIn("error", vector["expected"], vector["id"])
        self.assertEqual(Decimal(found), Decimal(str(vector["expected"]["total"])), vector["id"])

    def test_vectors_of_vendors_cost_exactly_what_they_say(self):
        files = ("billing_excerpt.jsonl", "billing_rules.jsonl")
        checked = 0
        for vector in (vector for name in files for vector in billing.load(TOP / "tests/vectors" / name)):
            if {"kinds", "month", "counters"} & set(vector) or "total" not in vector["expected"]:
                continue  # a scalar function has no words for these
            with self.subTest(vector["id"]):
                self.check_vector(vector)
                checked += 1
        self.assertGreater(checked, 50)

    # ---- against the Python binding ----

    def test_random_usage_of_public_models_costs_what_python_says(self):
        chance = random.Random(1)
        book = toll.Book.public()
        models = [row[0] for row in self.query(self.con, "select distinct model from " + self.table("toll_models"))]
        agreed = refused = 0
        for model in chance.sample(sorted(models), 150):
            words = {"input": chance.choice([0, 1, 999, 200001, 10**7]), "output": chance.choice([0, 3, 4096])}
            words["cache_read"] = chance.randint(0, words["input"])
            at = datetime(2026, chance.randint(1, 11), 5, tzinfo=timezone.utc)
            try:
                card = book.card(model, at=at)
                expected = card.bill(words, at=at)
            except TollError as error:
                refused += 1
                with self.assertRaises(Refused) as caught:
                    self.bill(self.con, model, int(at.timestamp()), words)
                self.assertIn(error.message[:60], str(caught.exception))
                continue
            if expected.currency == "USD":
                agreed += 1
                self.assertEqual(Decimal(self.bill(self.con, model, int(at.timestamp()), words)), expected.billed, model)
        self.assertGreater(agreed, 30)
        self.assertGreater(refused, 3)

    # ---- tables ----

    def test_a_column_of_rows_costs_what_fractions_say(self):
        chance = random.Random(2)
        prices = {f"model-{i}-with-a-longer-name" if i % 2 else f"m{i}": 1 + i for i in range(7)}
        rows, expected = [], []
        for _ in range(5000):
            model = chance.choice(list(prices))
            words = {"input": chance.randint(0, 10**6), "output": chance.randint(0, 10**4)}
            words["cache_read"] = chance.randint(0, words["input"])
            rows.append((model, JUNE, words))
            expected.append(simple_cost(prices[model], words))
        with book_file([row for model, number in prices.items() for row in simple_tariff(model, number)]) as file:
            found = self.bills(self.open(file.name), rows)
        self.assertEqual([Fraction(amount) for amount in found], expected)

    def test_more_models_than_a_cache_holds_cost_the_same(self):
        prices = {f"model-{i:04}": 1 + i for i in range(1300)}
        rows = [(model, JUNE, {"input": 1000 + number, "output": 1}) for model, number in prices.items()] * 2
        with book_file([row for model, number in prices.items() for row in simple_tariff(model, number)]) as file:
            found = self.bills(self.open(file.name), rows)
        self.assertEqual([Fraction(amount) for amount in found], [simple_cost(prices[m], w) for m, _, w in rows])

    def test_rows_of_two_instants_in_turn_have_the_prices_of_their_day(self):
        book = simple_tariff("m", 3, since=JANUARY, until=MARCH) + simple_tariff("m", 2, since=MARCH)
        rows = [("m", MARCH - 1 if i % 2 else MARCH, {"input": 10**6, "output": 0}) for i in range(3000)]
        with book_file(book) as file:
            con = self.open(file.name)
            self.assertEqual([Decimal(a) for a in self.bills(con, rows)], [Decimal(3 if i % 2 else 2) for i in range(3000)])
            self.refused(con, "m", JANUARY - 1, {"input": 1}, 'outside every validity period of the model\'s tariffs (model "m")')

    def test_service_tiers_in_turn_have_their_own_prices(self):
        book = simple_tariff("m", 4) + [toll.multiplier("batch", "0.5"), toll.when_tier("batch")]
        rows = [("m", JUNE, {"input": 10**6, "tier": "batch" if i % 3 else ""}) for i in range(3000)]
        with book_file(book) as file:
            found = self.bills(self.open(file.name), rows)
        self.assertEqual([Decimal(amount) for amount in found], [Decimal(2 if i % 3 else 4) for i in range(3000)])

    def test_regions_and_models_in_turn_have_their_own_prices(self):
        book = []
        for model in range(2):
            book += simple_tariff(f"m{model}", 1 + model)
            for region in range(1, 100):
                book += [toll.multiplier(f"r{region}", str(region + 1)), toll.when_region(f"r{region}")]
        rows = [(f"m{i % 2}", JUNE, {"input": 10**6, "region": f"r{i // 2 % 100}" if i // 2 % 100 else ""})
                for i in range(4000)]
        with book_file(book) as file:
            found = self.bills(self.open(file.name), rows)
        self.assertEqual([Decimal(amount) for amount in found],
                         [Decimal((1 + i % 2) * (1 + i // 2 % 100)) for i in range(4000)])

    def test_a_tariff_that_another_one_covers_from_a_day_on_is_left_on_that_day(self):
        covering = simple_tariff("m", 2, since=MARCH)
        covering[0] = toll.tariff("contract", provider="house", since=MARCH, layer=1)
        rows = [("m", MARCH if i % 2 else MARCH - 1, {"input": 10**6, "output": 0}) for i in range(3000)]
        with book_file(simple_tariff("m", 3) + covering) as file:
            found = self.bills(self.open(file.name), rows)
        self.assertEqual([Decimal(amount) for amount in found], [Decimal(2 if i % 2 else 3) for i in range(3000)])

    def test_one_null_leaves_its_own_row_unknown(self):
        rows = [("m", JUNE, {"input": None if i % 5 == 0 else i, "output": 0}) for i in range(2500)]
        with book_file(simple_tariff("m", 1)) as file:
            found = self.bills(self.open(file.name), rows)
        for i, amount in enumerate(found):
            self.assertEqual(amount is None, i % 5 == 0)
            self.assertEqual(Fraction(amount or 0), Fraction(0 if i % 5 == 0 else i, 10**6))

    # ---- accounts ----

    def account_book(self):
        """1,000 input tokens are free, then marginal tiers: 1 dollar a token, above 5,000 of the counter half of it."""
        return [toll.tariff("sku", provider="house"), toll.match("m"), toll.price("input", "1", per=1),
                toll.allowance("input", "spent", 1000), toll.volume("input", "spent", 5000, "0.5", per=1),
                toll.price("output", "0", per=1)]

    @staticmethod
    def account_cost(rows):
        used = cost = Fraction(0)
        for _, words in sorted((at, words["input"]) for _, at, words in rows):
            for _ in range(words):
                used += 1
                cost += 0 if used <= 1000 else 1 if used <= 5000 else Fraction(1, 2)
        return cost

    def test_an_account_costs_the_same_in_any_order_of_its_rows(self):
        chance = random.Random(3)
        rows = [("m", JUNE + i, {"input": chance.randint(0, 40), "output": 0}) for i in range(600)]
        expected = self.account_cost(rows)
        with book_file(self.account_book()) as file:
            con = self.open(file.name)
            for _ in range(3):
                chance.shuffle(rows)
                self.exact(self.account(con, rows), expected)
            self.refused(con, "m", JUNE, {"input": 1}, "counter")

    def test_an_account_is_billed_in_the_order_of_its_instants(self):
        """Tiers for all units: a record costs 1 dollar a token, or a half once the counter has passed 5,000 with it."""
        chance = random.Random(4)
        book = [toll.tariff("sku", provider="house"), toll.match("m"), toll.price("input", "1", per=1),
                toll.volume("input", "spent", 5000, "0.5", per=1, units=toll.Volume.ALL)]
        rows = [("m", JUNE + i, {"input": 1 + i % 37 * (1 + i // 100)}) for i in range(500)]
        used = expected = Fraction(0)
        for _, _, words in rows:
            used += words["input"]
            expected += words["input"] * (Fraction(1, 2) if used > 5000 else 1)
        with book_file(book) as file:
            con = self.open(file.name)
            for _ in range(2):
                self.exact(self.account(con, rows), expected)
                chance.shuffle(rows)

    def test_an_account_with_an_unknown_row_has_no_sum(self):
        with book_file(self.account_book()) as file:
            con = self.open(file.name)
            self.assertIsNone(self.account(con, [("m", JUNE, {"input": 1}), ("m", JUNE, {"input": None})]))
            self.assertIsNone(self.account(con, []))
            with self.assertRaises(Refused):
                self.account(con, [("m", JUNE, {"input": 1}), ("x", JUNE, {"input": 1})])

    # ---- refusals ----

    def refused(self, con, model, at, words, message):
        with self.assertRaises(Refused) as caught:
            self.bill(con, model, at, words)
        self.assertIn(message, str(caught.exception))

    def test_what_is_not_understood_is_an_error_with_the_librarys_message(self):
        cases = [("no-such-model", {"input": 1}, 'model "no-such-model" has no tariff in this book'),
                 ("gpt-4.1", {"inptu": 1}, '"inptu" is no meter'),
                 ("gpt-4.1", {"input": -1}, "input must be 0 or more, found -1"),
                 ("gpt-4.1", {"cache_read": 5}, "input"),
                 ("gpt-4.1", {"input": 1, "cache_read": 5}, "cache_read"),
                 ("gpt-4.1", {"input": 1.5}, "whole number"),
                 ("gpt-4.1", {"input": 1e300}, "whole number"),
                 ("gpt-4.1", {"input": "many"}, "whole number"),
                 ("gpt-4.1", {"input": 1, "tier": "no-such-tier"}, "service_tier is not sold under this tariff"),
                 ("gpt-4.1", {"input": 1, "tier": 5}, ""),
                 ("gpt-4.1", {"input": 1, "currency": "CNY"}, "billed in USD, not in CNY"),
                 ("gpt-4.1", {"input": 1, "is_aggregate": 2}, "is_aggregate must be 0 or 1"),
                 ("", {"input": 1}, "model must have 1 .. 255 bytes"),
                 ("x" * 256, {"input": 1}, "model must have 1 .. 255 bytes"),
                 ("gpt-4.1", {"input": 1, "provider": "p" * 32}, "provider must have 0 .. 31 bytes"),
                 ("gpt-4.1", {"input": 1, "attribute.": "x"}, "an attribute has a name")]
        for model, words, message in cases:
            with self.subTest(model=model[:20], words=words):
                self.refused(self.con, model, AT, words, message)
                if not (self.WORDS_ARE_OF_THE_QUERY and any(part in message for part in ("is no meter", "an attribute has"))):
                    self.assertIn(message, self.check(self.con, model, AT, words))

    def test_instants_that_are_none_are_refused(self):
        for at in ("2026-02-29", "2026-13-01", "yesterday", "2026-11-01T25:00", "2026-11-01 00:00:00 CET", "", "2026-1-1",
                   1793491200000, -10**12):
            with self.subTest(at=at), book_file(simple_tariff("m", 1)) as file:
                self.refused(self.open(file.name), "m", at, {"input": 1},
                             "milliseconds?" if isinstance(at, int) else "an instant is")

    def test_an_instant_may_be_seconds_or_text_with_an_offset(self):
        book = simple_tariff("m", 3, until=MARCH) + simple_tariff("m", 2, since=MARCH)
        with book_file(book) as file:
            con = self.open(file.name)
            for at, number in (("2026-02-28", 3), ("2026-03-01", 2), ("2026-03-01T00:30:00+01:00", 3), (MARCH, 2),
                               ("2026-02-28 23:30:00.999-01", 2), ("2026-02-28T23:59:59Z", 3), (MARCH - 1, 3)):
                self.assertEqual(Decimal(self.bill(con, "m", at, {"input": 10**6})), number, at)

    def test_null_in_is_null_out(self):
        self.assertIsNone(self.bill(self.con, None, AT, {"input": 1}))
        self.assertIsNone(self.bill(self.con, "gpt-4.1", None, {"input": 1}))
        self.assertIsNone(self.bill(self.con, "gpt-4.1", AT, {"input": None}))
        self.assertIsNone(self.bill(self.con, "gpt-4.1", AT, {"input": 1, "tier": None}))
        self.assertIsNotNone(self.check(self.con, "gpt-4.1", AT, {"input": None}))
        self.assertIsNone(self.check(self.con, "gpt-4.1", AT, {"input": 1}))

    def test_the_largest_count_is_billed_exactly(self):
        with book_file(simple_tariff("m", 1)) as file:
            found = self.bill(self.open(file.name), "m", JUNE, {"input": 2**63 - 1})
        self.exact(found, Fraction(2**63 - 1, 10**6))

    def test_a_currency_that_is_stated_is_billed(self):
        with book_file(simple_tariff("m", 1, currency="CNY")) as file:
            con = self.open(file.name)
            self.refused(con, "m", JUNE, {"input": 1}, "billed in CNY, not in USD")
            self.exact(self.bill(con, "m", JUNE, {"input": 10**6, "currency": "CNY"}), Fraction(1))

    # ---- the book ----

    def test_the_book_of_a_file_is_named_by_its_hash(self):
        rows = simple_tariff("m", 1)
        with book_file(rows) as file:
            found = self.query(self.open(file.name), "select toll_book(), toll_version()")[0]
        self.assertEqual(found[0], toll.Book.compile(rows).hash)
        self.assertIn(found[0], found[1])
        self.assertEqual(self.query(self.con, "select toll_book()")[0][0], toll.Book.public().hash)

    def test_a_file_that_is_no_book_does_not_load(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"no book" * 100)
            file.flush()
            with self.assertRaises(Refused):
                self.open(file.name)
        with self.assertRaises(Refused) as caught:
            self.open("/nonexistent.book")
        self.assertIn("no book is at /nonexistent.book", str(caught.exception))

    def test_prices_and_tariffs_of_a_book_are_tables(self):
        first = simple_tariff("m", 3, since=JANUARY)
        first.insert(1, toll.match("m-", toll.Match.PREFIX))
        with book_file(first + simple_tariff("n", 5, currency="EUR")) as file:
            con = self.open(file.name)
            models = self.query(con, f"select provider, model, sku, currency from {self.table('toll_models')} order by model")
            prices = self.query(con, "select model, currency, kind, meter, number, per from "
                                f"{self.table('toll_prices')} order by model, meter")
        self.assertEqual([tuple(row) for row in models],
                         [("house", "m", f"sku-m-{JANUARY}", "USD"), ("house", "n", "sku-n-0", "EUR")])
        self.assertEqual([(*row[:4], Decimal(row[4]), row[5]) for row in prices],
                         [(model, currency, "price", meter, Decimal(number), 10**6)
                          for model, currency, first in (("m", "USD", 3), ("n", "EUR", 5))
                          for meter, number in (("cache_read", f"{first / 10}"), ("input", first), ("output", 4 * first))])

    def test_a_price_is_that_of_a_million_tokens_or_of_one_unit(self):
        book = simple_tariff("m", 3) + [toll.price("web_search", "10", per=1000), toll.price("audio_time", "6", per=60 * 10**6)]
        with book_file(book) as file:
            con = self.open(file.name)
            for meter, number in (("input", "3"), ("cache_read", "0.3"), ("reasoning", "12"), ("cache_write", "3"),
                                  ("web_search", "0.01"), ("audio_time", "6")):
                found = self.query(con, f"select toll_price('m', '{meter}', 1793491200), toll_price('m', '{meter}')")[0]
                if meter == "audio_time":
                    unit = toll.meters()[toll.meter(meter) - 1]
                    number = str(Decimal(6) * unit.base_units_per_unit / (60 * 10**6))
                self.assertEqual([Decimal(amount) for amount in found], [Decimal(number)] * 2, meter)
            with self.assertRaises(Refused):
                self.query(con, "select toll_price('m', 'page')")

    # ---- usage objects ----

    def test_a_usage_object_is_read_by_its_vendors_rules(self):
        json = ('{"prompt_tokens": 1000, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 800},'
                ' "total_tokens": 1050}')
        by_words = self.bill(self.con, "gpt-4.1", AT, {"input": 1000, "cache_read": 800, "output": 50})
        found = self.query(self.con, f"select toll_bill_json_at('gpt-4.1', '{AT}', '{json}'), toll_bill_json('gpt-4.1', '{json}'),"
                           f" toll_bill_json('gpt-4.1', NULL)")[0]
        self.assertEqual([Decimal(amount) for amount in found[:2]], [Decimal(by_words)] * 2)
        self.assertIsNone(found[2])

    def test_a_usage_object_with_unknown_parts_is_refused(self):
        for json in ('{}', 'no json', '{"prompt_tokens": 1000, "completion_tokens": 50, "prompt_tokens_details": null}',
                     '{"prompt_tokens": -1, "completion_tokens": 50}'):
            with self.subTest(json=json), self.assertRaises(Refused):
                self.query(self.con, f"select toll_bill_json('gpt-4.1', '{json}')")

    # ---- sums ----

    def test_sums_are_exact_and_an_overflow_is_an_error(self):
        amount = self.amount
        self.exact(self.query(self.con, f"select toll_sum(x) from (select {amount('0.1')} as x union all "
                              f"select {amount('0.2')} union all select NULL) as t")[0][0], Fraction(3, 10))
        self.assertIsNone(self.query(self.con, f"select toll_sum(x) from (select {amount('1')} as x) as t where false")[0][0])
        with self.assertRaises(Refused):
            big = amount("9" * 20)
            self.query(self.con, f"select toll_sum(x) from (select {big} as x union all select {big}) as t")


def environment(path):
    """The book of the next connection."""
    if path is None:
        os.environ.pop("TOLL_SQL_BOOK", None)
    else:
        os.environ["TOLL_SQL_BOOK"] = path
