# SPDX-License-Identifier: Apache-2.0
"""Bills that are converted when they are read, and records that are dataclasses without the cost of one."""
import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
import threading
import unittest
from decimal import Decimal

import libtoll
from libtoll import Hardware, Load, LoadMode
from libtoll.bill import Bill, Biller, Book, Kind, Line, LineFlag

AT = 1793491200  # 2026-11-01
USAGE = {"input": 12_000, "cache_read": 10_000, "output": 800}


def card():
    return Book.public().find("anthropic", "claude-sonnet-4-6", at=AT)


class Views(unittest.TestCase):
    def test_every_field_is_what_an_eager_bill_has(self):
        """By hand: 2,000 * 3 + 10,000 * 0.30 + 800 * 15 = 21,000 of a millionth."""
        found = card().bill(USAGE)
        self.assertEqual({name: getattr(found, name) for name in ("billed", "contracted", "list", "input", "output", "other")},
                         {"billed": Decimal("0.021"), "contracted": Decimal("0.021"), "list": Decimal("0.021"),
                          "input": Decimal("0.009"), "output": Decimal("0.012"), "other": Decimal(0)})
        self.assertEqual([(line.meter.name, line.quantity, str(line.billed_cost), str(line.list_price), line.per)
                          for line in found.lines],
                         [("INPUT", 2000, "0.006", "3", 1_000_000), ("OUTPUT", 800, "0.012", "15", 1_000_000),
                          ("CACHE_READ", 10_000, "0.003", "0.3", 1_000_000)])
        self.assertEqual((found.currency, len(found.book_hash), found.counters, found.line_kinds), ("USD", 64, {}, ()))
        self.assertIsInstance(found.flags, LineFlag)
        found.verify()

    def test_equal_bills_are_equal_whatever_was_read(self):
        one, other = card().bill(USAGE), card().bill(USAGE)
        one.lines
        self.assertEqual(one, other)
        self.assertNotEqual(one, card().bill({**USAGE, "output": 801}))

    def test_a_bill_is_printed_replaced_copied_and_pickled(self):
        found = card().bill(USAGE)
        self.assertIn("billed=Decimal('0.021')", repr(found))
        self.assertEqual(dataclasses.replace(found, billed=Decimal(1)).billed, 1)
        for twin in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(card().bill(USAGE)))):
            self.assertEqual(twin, found)
            twin.verify()

    def test_what_a_bill_lacks_is_an_attribute_error(self):
        with self.assertRaisesRegex(AttributeError, "no attribute 'cost'"):
            card().bill(USAGE).cost
        with self.assertRaises(dataclasses.FrozenInstanceError):
            card().bill(USAGE).billed = Decimal(0)

    def test_a_bill_keeps_its_figures_after_its_card_and_later_bills(self):
        found = card().bill(USAGE)
        for _ in range(100):
            card().bill({"input": 1})
        self.assertEqual(found.billed, Decimal("0.021"))

    def test_more_lines_than_the_first_guess_are_all_there(self):
        """Twenty volume steps give twenty lines: the memory grows and counters move once."""
        rows = [libtoll.bill.tariff("a/m", provider="a"), libtoll.bill.match("m"), libtoll.bill.price("input", 30),
                *(libtoll.bill.volume("input", "seen", above, str(30 - above // 10)) for above in range(10, 200, 10))]
        found = Book.compile(rows).find("a", "m", at=AT).bill({"input": 200}, counters={"seen": 0})
        self.assertEqual((len(found.lines), found.counters), (20, {"seen": 200}))
        self.assertEqual(sum(line.quantity for line in found.lines), 200)

    def test_rows_are_flat_and_a_notebook_gets_a_table(self):
        found = card().bill(USAGE)
        self.assertEqual([row["meter"] for row in found.rows()], ["input", "output", "cache_read"])
        self.assertIn("0.021 USD", found._repr_html_())

    def test_a_name_from_outside_is_escaped_in_a_notebook(self):
        self.assertIn("&lt;script&gt;", dataclasses.replace(libtoll.hardware("h100-sxm5-80gb"), id="<script>")._repr_html_())

    def test_errors_have_the_library_s_message(self):
        with self.assertRaisesRegex(libtoll.ConflictError, "cache_read"):
            card().bill({"input": 1, "cache_read": 2})
        with self.assertRaisesRegex(libtoll.RangeError, "input must be in"):
            card().bill({"input": 2**63})
        with self.assertRaisesRegex(TypeError, "input must be an int, not float"):
            card().bill({"input": 1.0})
        with self.assertRaises(libtoll.UnknownIdError):
            card().bill({"inputs": 1})

    def test_kinds_and_counters_take_the_other_call(self):
        rows = [libtoll.bill.tariff("a/m", provider="a"), libtoll.bill.match("m"),
                libtoll.bill.price("web_search", "0.005", per=1), libtoll.bill.rule("code"),
                libtoll.bill.when_attribute("tool", "code"), libtoll.bill.price("web_search", "0.003", per=1)]
        found = Book.compile(rows).find("a", "m", at=0).bill({"web_search": 5}, kinds=[Kind("web_search", 2, {"tool": "code"})])
        self.assertEqual((found.billed, found.line_kinds, len(found.lines)), (Decimal("0.021"), (0, 1), 2))


class Billers(unittest.TestCase):
    def test_it_gives_what_a_bill_gives(self):
        ours = card()
        cost = ours.biller(list(USAGE))
        for quantities in ((12_000, 10_000, 800), (0, 0, 0), (300_000, 0, 1), (10**12, 10**11, 10**12)):
            expected = ours.bill(dict(zip(USAGE, quantities))).billed
            self.assertEqual((cost(*quantities), Decimal(cost.attos(*quantities)).scaleb(-18)), (expected, expected))

    def test_it_refuses_what_a_bill_refuses(self):
        cost = card().biller(list(USAGE))
        for quantities, error in (((1, 2, 0), libtoll.ConflictError), ((-1, 0, 0), libtoll.RangeError),
                                  ((1, 2), libtoll.ConflictError), ((2**63, 0, 0), libtoll.RangeError),
                                  ((1.5, 0, 0), TypeError)):
            with self.assertRaises(error):
                cost(*quantities)
        self.assertEqual(cost(12_000, 10_000, 800), Decimal("0.021"))

    def test_each_thread_bills_with_its_own(self):
        shared, failures = card(), []

        def work(offset):
            cost = shared.biller(["input"])
            failures.extend(i for i in range(2000) if cost.attos(i + offset) != (i + offset) * 3 * 10**12)
        threads = [threading.Thread(target=work, args=(10_000 * i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertIsInstance(shared.biller([]), Biller)


class Records(unittest.TestCase):
    def test_a_record_is_a_dataclass(self):
        load = Load(input_tokens=10)
        self.assertTrue(dataclasses.is_dataclass(load))
        self.assertEqual(dataclasses.replace(load, output_tokens=5), Load(input_tokens=10, output_tokens=5))
        self.assertEqual([field.name for field in dataclasses.fields(load)], list(vars(load)))
        self.assertEqual(dataclasses.asdict(load)["input_tokens"], 10)
        self.assertEqual(list(inspect.signature(Load).parameters), list(vars(load)))

    def test_a_record_can_t_be_changed_and_has_a_hash(self):
        load = Load()
        with self.assertRaises(dataclasses.FrozenInstanceError):
            load.input_tokens = 5
        with self.assertRaises(dataclasses.FrozenInstanceError):
            del load.input_tokens
        self.assertEqual(len({Load(), Load(), Load(input_tokens=7)}), 2)
        self.assertNotEqual(Load(), Hardware())

    def test_a_record_is_copied_and_pickled(self):
        hw = libtoll.hardware("h100-sxm5-80gb")
        for twin in (copy.copy(hw), copy.deepcopy(hw), pickle.loads(pickle.dumps(hw))):
            self.assertEqual(twin, hw)

    def test_an_unknown_field_has_near_names(self):
        with self.assertRaisesRegex(TypeError, "no field 'input_token'; near: input_tokens"):
            Load(input_token=5)
        with self.assertRaisesRegex(TypeError, "kind twice"):
            libtoll.Layer(libtoll.LayerKind.FFN, kind=libtoll.LayerKind.FFN)
        with self.assertRaisesRegex(TypeError, "fields, got"):
            Load(*range(99))

    def test_a_flat_record_has_a_column_a_quantile(self):
        flat = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b").serve(100, 100).flat()
        self.assertLess(flat["ttft_s_low"], flat["ttft_s_high"])
        self.assertEqual(Load(mode=LoadMode.OPEN).flat()["mode"], "open")


class Pickles(unittest.TestCase):
    def test_a_card_finds_its_book_again(self):
        ours = Book.compile([libtoll.bill.tariff("a/m", provider="a"), libtoll.bill.match("m"), libtoll.bill.price("input", 3)])
        for one in (card(), Book.public().card("claude-sonnet-4-5-20250929", at=AT), ours.find("a", "m", at=AT)):
            twin = pickle.loads(pickle.dumps(one))
            self.assertEqual(twin.bill({"input": 1000}), one.bill({"input": 1000}))
            self.assertEqual((twin.name, twin.book.hash), (one.name, one.book.hash))

    def test_a_book_with_other_prices_is_refused(self):
        function, arguments = Book.public().__reduce__()
        with self.assertRaisesRegex(libtoll.ObjectError, "other prices"):
            function(arguments[0], "0" * 64)

    def test_a_deployment_estimates_the_same(self):
        one = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "fp8", tp=4)
        for twin in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
            self.assertEqual(twin.serve(1000, 500, 32), one.serve(1000, 500, 32))


class Lazy(unittest.TestCase):
    def run_python(self, code):
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    def test_import_makes_no_record_and_no_plan(self):
        result = self.run_python("import sys, libtoll; print(sorted(n for n in sys.modules if n.startswith('libtoll.')))")
        self.assertEqual(result.returncode, 0, result.stderr)
        for name in ("records", "bill", "planning", "finance", "deployment"):
            self.assertNotIn(name, result.stdout)

    def test_every_public_name_is_there(self):
        for name in libtoll.__all__:
            self.assertIsNotNone(getattr(libtoll, name), name)
            self.assertIn(name, dir(libtoll))
        with self.assertRaisesRegex(AttributeError, "no attribute 'Modle'"):
            libtoll.Modle

    def test_the_names_for_type_checkers_are_those_of_the_table(self):
        source = inspect.getsource(libtoll)
        typed = source[source.index("if TYPE_CHECKING:"):source.index("# Where a name lives")]
        for place, names in libtoll._PLACES.items():
            block = typed[typed.index(f"from {place} import"):].split("\n    from ")[0]
            found = block.split("import", 1)[1].replace("(", " ").replace(")", " ").replace(",", " ").split()
            self.assertEqual(sorted(found), sorted(names.split()), place)

    def test_a_line_stays_a_dataclass(self):
        self.assertTrue(dataclasses.is_dataclass(Line) and dataclasses.is_dataclass(Bill))


if __name__ == "__main__":
    unittest.main()
