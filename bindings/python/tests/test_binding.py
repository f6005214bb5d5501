# SPDX-License-Identifier: Apache-2.0
"""The mirror of the ABI: every function is reached, every offset is right, a foreign library is refused."""
import ctypes
import ctypes.util
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import golden
import libtoll
from libtoll import _bill_call, _convert, _load, bill, catalog, derive, finance, fleets, money, offerings, raters, records, tco, train
from libtoll.generated import abi as _abi

API = json.loads((golden.TOP / "bindings" / "api.json").read_text())
PACKAGE = Path(libtoll.__file__).resolve().parent


def refused(function, *arguments):
    try:
        function(*arguments)
    except libtoll.TollError:
        return
    raise AssertionError(f"{function} takes {arguments}")


def use_everything():
    """One call of every part of the friendly API."""
    catalog.engine_row("vllm")
    libtoll.version(), libtoll.version_number(), libtoll.catalog_version()
    libtoll.status_name(-1), libtoll.status_message(-1), libtoll.fields(libtoll.Hardware)
    libtoll.nearest(libtoll.Table.HW, "h100-sxm"), libtoll.ids(libtoll.Table.ENGINE)
    money.decimal_parse("1"), money.decimal_format("1"), money.decimal_compare(1, 2), money.decimal_add(1, 2)
    money.decimal_multiply(1, 2), money.decimal_round("1.5", 0)
    money.amount_parse("1"), money.amount_convert("1"), money.amount_compare(1, 2), money.amount_add(1, 2)
    money.amount_subtract(1, 2), money.amount_sum([1, 2]), money.amount_multiply(1, 2), money.amount_round("1.5", 0)
    money.compute("1", 1), money.compute_columns("1", [1]), money.currency_digits("USD"), money.allocate(1, [1])
    deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")
    libtoll.Deployment(deployment.hw, deployment.model, deployment.precision)
    libtoll.peak_rate(deployment.hw, libtoll.Rate.FP8)
    for record in (deployment.hw, deployment.model, deployment.precision):
        libtoll.check(record)
    libtoll.count_parameters(deployment.model)
    libtoll.weight_bytes(deployment.model, deployment.precision)
    libtoll.kv_bytes(deployment.model, deployment.precision, 10)
    libtoll.published("llama-3.1-8b"), libtoll.instances(), libtoll.qualities("llama-2-70b")
    libtoll.token_ratio("gpt-5"), libtoll.license_terms("mit"), libtoll.stack("nemo")
    catalog.default("fedramp_moderate_multiplier/usa/2026")
    wanted = offerings.derive([offerings.constraint("processing", "eu")])
    offerings.relax([offerings.check("openai/api", wanted), offerings.check("deepseek/api", wanted)])
    known = records.Range(1, 2, 3)
    offerings.shadow_prices([records.PlanCandidate(rejected_by=1, fixed_usd_per_hour=known)], 1, [1], draws=3)
    offerings.license_facts("llama-4-scout"), offerings.is_place("de")
    libtoll.fact(deployment.hw, "memory_bytes")
    deployment.starts(), deployment.memory(1, 100), deployment.step(1, 100), deployment.step_columns([1], [100])
    deployment.cost(deployment.serve(100, 100, 1), 2.0), deployment.serve_columns([100], [100], [1])
    deployment.queue(100, 100, requests_per_s=0.1), deployment.open_columns([100], [100], [0.1])
    deployment.bound_rate(100, 100, libtoll.Limits(ttft_p99_s=1.0))
    deployment.admission(libtoll.Batch(), libtoll.Load(), 1.0), deployment.allocate([libtoll.Part(1, 100)])
    deployment.cost_split(libtoll.Load(), libtoll.Supply(usd_per_gpu_hour=libtoll.Range(1, 1, 1)))
    libtoll.estimate("h100-sxm5-80gb", "llama-3.1-8b", usd_per_gpu_hour=2)
    libtoll.fewest_gpus("h100-sxm5-80gb", "llama-3.1-8b", sequences=1, context_tokens=100)
    refused(bill.Book.public().find("openai", "gpt-4o", at=1793491200).bill, {"input": -1})
    bill.quote("gpt-5.4", {"input": 1}, 1793491200)
    libtoll.bill.estimated("llama", 1.0, 2.0), deployment.terms(100, 100, 2)
    libtoll.estimate_pools(deployment, deployment, libtoll.Load(), libtoll.Pools())
    deployment.serve(100, 100, 1, correction=deployment.calibrate([libtoll.Anchor(
        input_tokens=100, output_tokens=100, concurrency=1, tpot_s=0.01)]))
    deployment.energy(deployment.serve(100, 100, 1), pue=1.2, location_kg_per_kwh=0.4)
    deployment.most_sequences(100), deployment.longest_context(1), deployment.fewest_gpus(1, 100, 2)
    training = train.Training("h100-sxm5-80gb", "llama-3.1-8b", zero_stage=3)
    training.count(), training.memory(), training.find_layout(8), training.fastest(8)
    training.run(libtoll.TrainJob()), train.gpu_hours(1e12, 1), train.interruptions(1, 1)
    _bill_call._METERS.clear(), bill.meters.cache_clear()
    bill.meters(), bill.Book.open(bytes(bill.Book.public())).verify()
    book = bill.Book.compile([bill.tariff("acme/one", provider="acme"), bill.match("one"), bill.price("input", 1)])
    len(book), book.hash, book.row(0)
    card = book.find("acme", "one", 0)
    book.resolve("acme/One", at=0)
    book.suggest("on")
    book.bill("one", {"input": 1}, at=0)
    book.validity("on", at="2026-11-01T00:00:00Z")
    card.bill({"input": 1}).verify(), card.bill_columns({"input": [1]}), card.bound({"input": 1, "output": 1})
    card.bill({}, kinds=[bill.Kind("page", 0, {"kind": "plain"})]), card.unused(region="mars"), book.close_period([bill.PeriodSum(0, 1)])
    raters.bill_rows([raters.Rater(card, ["input"])], {"input": [1]})
    bill.convert(1, "USD", 0, bill.ExchangeRate(1, "USD", "EUR", 0, 1))
    bill.reconcile([bill.Charge(bill.ChargeKind.THEIRS, 1, model="one")])
    book.overlay([bill.tariff("t", provider="acme"), bill.match("secret"), bill.price("input", 1)])
    card.bill({"input": 1}).verify(), card.bill_columns({"input": [1]})
    use_finance()
    replica = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "fp8")
    derive.derive_rows(derive.derive_unit(replica, libtoll.Load(input_tokens=1000, output_tokens=100)))
    derive.derive_prices(card, records.PlanMix(input_tokens=10))
    fleets.bound_rate(replica, libtoll.PlanNeed())
    fleets.schedule(records.PlanDay(unit_requests_per_s=1, usd_per_gpu_hour=1), [1])
    fleets.find_fleet([records.PlanLot(unit_requests_per_s=1, usd_per_gpu_hour=1)], [1])
    fleets.find_pools(replica, replica, libtoll.PlanNeed(requests_per_s=1))
    fleets.derive_need([libtoll.PlanNeed(requests_per_s=1)])
    scenario = tco.Scenario([tco.row("horizon", 2), tco.row("option", option=1, text="one"),
                             tco.row("cost", 3, category="other", basis="one", time="month")])
    account = scenario.estimate("one", scenario.values)
    tco.row_kind("pue"), tco.names(tco.TcoList.TIME), account.summary, account.series("cash"), account.amounts
    tco.view(account.lines(), 2, scenario.conventions.period_years)
    use_risk()
    libtoll.find_hardware("8xh100"), libtoll.find_model("llama3.1:8b")
    try:
        libtoll.hardware("no such thing")
    except libtoll.UnknownIdError:
        pass


def use_finance():
    finance.convert_rate(0.1), finance.convert_basis(0.1, 0.02), finance.npv([1]), finance.levelised([1], [1])
    finance.irr([-1, 2]), finance.mirr([-1, 2], 0.1, 0.1), finance.payback([1]), finance.cumulative([1])
    finance.breakeven(capex_usd=1, rent_usd_per_period=1), finance.breakeven_use(1, 2)
    finance.crossings(finance.fleet(1, 1, machines_max=2), [finance.Piece(0, 3, 0, 1)])
    finance.payment(1, 0.1, 2), finance.depreciation(cost_usd=1), finance.asset_value(cost_usd=1, age_periods=1)
    finance.tax_shield([1], 0.2), finance.budget([finance.Item(usd_per_part=1)]), finance.mix([1], [2])
    finance.energy(w_per_unit=1, hours=1), finance.owned_hour(capex_usd=1), finance.output(1, 1)
    finance.unit_cost(1, 1), finance.commitment(1, 1), finance.allocate_idle([1], 2, 3), finance.hybrid(1, 1)
    finance.compare(1, 2), finance.scale_price(1)


def use_risk():
    scenario = tco.Scenario([
        tco.row("horizon", 3), tco.row("output_tokens", (1e9, 2e9, 4e9), time="month"), tco.row("option", option=1, text="a"),
        tco.row("cost", (1, 1.5, 2), option=1, category="api", basis="mtok_output"), tco.row("option", option=2, text="b"),
        tco.row("cost", 1.6, option=2, category="api", basis="mtok_output")])
    account = scenario.estimate("a")
    account.summary, account.series("cash"), account.amounts, scenario.values
    tco.row_kind("cost"), tco.names(tco.TcoList.SERIES), tco.view(account.lines(), 3, 1 / 12)
    risk = libtoll.risk.Risk(scenario, "a", against="b")
    risk.estimate(), risk.swings(), risk.draw(0), risk.slopes(), risk.flip(3), risk.scale_flip([3]), risk.outcomes([1, 2], 3)
    libtoll.risk.spread(risk.draws(3)), libtoll.risk.odds([1], [2])
    catalog.precision("nvfp4", catalog.model("glm-5.2"))
    libtoll.plan("llama-3.1-8b", {"h100-sxm5-80gb": 2.5}, requests_per_s=1, precisions=["fp8"], engines=["vllm"])
    libtoll.find_most("llama-3.1-8b", {"h100-sxm5-80gb": 2.5}, usd_per_hour=9, precisions=["fp8"], engines=["vllm"])
    libtoll.outlooks(libtoll.PlanHorizon(requests_per_s=1), [libtoll.PlanAlternative(kind=libtoll.PayKind.REQUEST)])


class Recorder:
    """Stands before the library and notes which functions are called."""

    def __init__(self, lib):
        self._lib, self.called = lib, set()

    def __getattr__(self, name):
        self.called.add(name)
        return getattr(self._lib, name)


class Coverage(unittest.TestCase):
    def test_every_function_is_reached(self):
        recorder = Recorder(_load.lib)
        modules = [module for name, module in sys.modules.items() if name.startswith("libtoll.")]
        catalog._instances.cache_clear()
        patches = [mock.patch.object(module, name, recorder) for module in modules
                   for name in ("lib", "_lib") if hasattr(module, name)]
        patches.append(mock.patch.object(libtoll, "_lib", recorder))
        for patch in patches:
            patch.start()
            self.addCleanup(patch.stop)
        use_everything()
        _load.check(recorder)
        bound = {function["name"] for function in API["functions"]}
        self.assertEqual(sorted(bound - recorder.called), [])

    def test_every_symbol_of_the_library_is_described(self):
        """The version script lists what is exported: api.json must know each of it."""
        exported = {line.strip(" ;\n") for line in (golden.TOP / "lib" / "libtoll.map").read_text().splitlines()
                    if line.strip().startswith("toll_") and line.strip().endswith(";")}
        self.assertEqual(exported, {function["name"] for function in API["functions"]})


class Layout(unittest.TestCase):
    def test_offsets(self):
        for struct in API["structs"]:
            mirror = getattr(_abi, struct["name"])
            self.assertEqual(ctypes.sizeof(mirror), struct["size"])
            for field in struct["fields"]:
                with self.subTest(struct=struct["name"], field=field["name"]):
                    found = getattr(mirror, field["name"])
                    self.assertEqual((found.offset, found.size), (field["offset"], field["size"]))

    def test_constants(self):
        for constant in API["constants"]:
            self.assertEqual(getattr(_abi, constant["name"]), constant["value"])

    def test_defaults_are_those_of_the_library(self):
        for kind, record in records.RECORDS.items():
            with self.subTest(record=record.__name__):
                struct = _convert.new_struct(kind)
                self.assertEqual(_convert.from_struct(struct, record), record())

    def test_all_records_survive_a_round_trip(self):
        for record in (libtoll.hardware("h100-sxm5-80gb"), libtoll.precision("fp8"), libtoll.engine("vllm"),
                       libtoll.instances()[0], libtoll.published("llama-3.1-8b")):
            struct = _convert.to_struct(record, type(record))
            self.assertEqual(_convert.from_struct(struct, type(record)), record)


class Loading(unittest.TestCase):
    def run_python(self, code, **environment):
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), **environment})

    def test_missing_file_is_an_import_error(self):
        result = self.run_python("import libtoll", LIBTOLL="/nonexistent/libtoll.so")
        self.assertIn("ImportError: libtoll's shared library can't be loaded: /nonexistent/libtoll.so", result.stderr)
        self.assertIn("Set LIBTOLL", result.stderr)

    def test_another_library_is_refused(self):
        result = self.run_python("import libtoll", LIBTOLL=ctypes.util.find_library("m") or "libm.so.6")
        self.assertIn("ImportError", result.stderr)
        self.assertIn("toll_", result.stderr)

    def test_another_abi_is_refused(self):
        library = mock.Mock()
        library.toll_abi_version.return_value = _abi.ABI_VERSION + 1
        with self.assertRaisesRegex(ImportError, f"ABI version {_abi.ABI_VERSION + 1}"):
            _load.check(library)

    def test_a_smaller_struct_is_refused(self):
        real = _load.lib
        library = mock.Mock(wraps=real)
        library.toll_struct_size.side_effect = lambda kind: real.toll_struct_size(kind) - 8 * (kind == 1)
        with self.assertRaisesRegex(ImportError, "toll_hw of 296 bytes"):
            _load.check(library)

    def test_a_grown_struct_is_taken(self):
        real = _load.lib
        library = mock.Mock(wraps=real)
        library.toll_struct_size.side_effect = lambda kind: real.toll_struct_size(kind) + 8 * (kind == 1)
        _load.check(library)

    def test_beside_the_package(self):
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "libtoll"
            for source in PACKAGE.glob("**/*.py"):
                target = copy / source.relative_to(PACKAGE)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(source.read_text())
            library = os.environ.get("LIBTOLL")
            if not library:
                self.skipTest("LIBTOLL is not set")
            (copy / "libtoll.so").write_bytes(Path(library).read_bytes())
            result = self.run_python("import libtoll; print(libtoll._load.lib._name)", LIBTOLL="", PYTHONPATH=folder)
            self.assertEqual(result.stdout.strip(), str(copy.resolve() / "libtoll.so"), result.stderr)

    def test_module_runs(self):
        result = subprocess.run([sys.executable, "-m", "libtoll"], capture_output=True, text=True,
                                env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)})
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f"libtoll {API['version']}, ABI {API['abi']}", result.stdout)

    def test_low_level_namespace(self):
        from libtoll import low_level
        self.assertEqual(low_level.lib.toll_abi_version(), low_level.abi.ABI_VERSION)


if __name__ == "__main__":
    unittest.main()
