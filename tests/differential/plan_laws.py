#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Laws of `toll plan`, on random needs: what it says of one question must agree with its answers to other questions.

    sums         dollars an hour are GPUs paid times their price, $/Mtok those by the tokens of an hour
    limits       medians of TTFT and TPOT keep the limits; a replica fits in its machine; options rise in cost
    api          dollars are those of `toll price` for one request, as an exact decimal, times the rate
    break-even   1 % to either side of it the cheaper of GPUs and API is another one
    budget       the load that it carries is within it, 0.1 % more is not
    power        the load that it carries provisions no more, by the catalog's TDP, and 0.1 % more finds no fleet
    price from   at that load a token costs as much as asked, and 1 % below it more
    flip         1 % to either side of the price that flips it, another accelerator is first; a limit, a length or a load that
                 flips it makes first what is named
    lever        a looser limit and a higher share of hits cost what a plan with them costs
    confidence   the cost at P90 of the estimate is that of a plan with --confidence 0.9
    permitted    no option or API that the catalog's files say is against a constraint; under --strict none that they do
                 not say is in keeping with it
    region       an API that must be bought in a region has the price of `toll price` there, or says that it has not
    constraint   one more constraint never makes the plan cheaper, and a shadow price is the plan without it
    horizon      without growth a total is the hours times today's cost; an API's is a sum of decimals; GPUs at the end
                 are no fewer than a plan of the last month's rate takes; options rise in present value; more growth and
                 more months never cost less; the month in which a budget breaks is the first that costs more
    people       with people, and with power on the user's own price, an option costs its machines plus those; break-even,
                 budget, flips and levers hold then, too
    order        more load, more confidence, spares and dearer prices never cost less; looser limits never more

usage: plan_laws.py TOLL CASES SEED
"""
import copy
import csv
import json
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

MODELS = ["llama-3.1-8b", "llama-3.1-70b", "qwen3-32b", "gpt-oss-120b"]
HW = {"h100-sxm5-80gb": 2.95, "b200-sxm-180gb": 6.0, "l40s-48gb": 1.1, "a100-sxm4-80gb": 1.5, "mi300x-192gb": 2.2}
APIS = ["gpt-5-mini", "claude-haiku-4-5", "gemini-2.5-flash"]
AT = ["--at", "2026-11-23"]
GPUS_MAX = 5000


def run(toll, *words):
    done = subprocess.run([toll, *words, "--json"], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2, 3):
        raise SystemExit(f"toll {' '.join(words)}: exit {done.returncode}: {done.stderr}")
    return done.returncode, json.loads(done.stdout)


class Need:
    """A question, and the same with other numbers."""

    def __init__(self, rng, index):
        self.model = MODELS[(index + 1) % len(MODELS)]
        self.rate = round(10 ** rng.uniform(-0.5, 2), 3)
        self.input, self.output = rng.choice([200, 1500, 8000]), rng.choice([50, 400, 1000])
        self.hit = [0, 0.5][index % 2]
        self.ttft, self.tpot = rng.choice([None, 0.5, 1, 5]), rng.choice([None, 0.03, 0.06])
        self.quantile = rng.choice(["p50", "p95", "p99"])
        self.prices = {k: HW[k] for k in rng.sample(sorted(HW), 3)}
        self.spare, self.confidence, self.budget, self.vs = 0, 0.5, None, rng.choice(APIS)
        self.ahead, self.more = [], []
        self.power, self.price_from = None, None
        self.given = index % 4 != 1  # else the catalog's machines, of all accelerators of the list
        if not self.given:
            self.prices = dict(HW)

    def words(self, **other):
        at = {**self.__dict__, **other}
        words = ["plan", at["model"], *at["prices"], "--input", str(at["input"]), "--output", str(at["output"]),
                 "--prefix-hit", str(at["hit"]), "--spare", str(at["spare"]), "--confidence", str(at["confidence"]),
                 "--vs", at["vs"], "--book", "built-in", "--max-gpus", str(GPUS_MAX), *AT]
        for name in ("ttft", "tpot"):
            if at[name] is not None:
                words += [f"--{name}-{at['quantile']}", f"{at[name]:.12g}s"]
        if at["given"]:
            for hw, usd in at["prices"].items():
                words += ["--price", f"{hw}={usd:.12g}"]
        if at["rate"] is not None:
            words += ["--rate", f"{at['rate']:.12g}"]
        if at["budget"] is not None:
            words += ["--budget", f"{at['budget']:.12g}/hour"]
        if at["power"] is not None:
            words += ["--power", f"{at['power']:.12g}W", "--pue", "1.3", "--server-power", "0.2"]
        if at["price_from"] is not None:
            words += ["--usd-per-mtok", f"{at['price_from']:.12g}"]
        return words + at["ahead"] + at["more"]


DATA = Path(__file__).resolve().parents[2] / "lib" / "catalog" / "data"
EU = set("at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk".split())
GROUPS = {"eu": EU, "eea": EU | {"is", "li", "no"}}
# Country of a region, by its beginning: the longest that fits.
REGIONS = {"aws": {"us-": "us", "eu-central-1": "de", "eu-north-1": "se", "eu-west-1": "ie", "eu-west-2": "gb",
                   "eu-south-2": "es", "ap-northeast-1": "jp", "ap-south-1": "in", "ap-southeast-2": "au"},
           "gcp": {"us-": "us", "lowest us": "us", "europe-west1": "be", "europe-west2": "gb", "europe-west3": "de",
                   "europe-west4": "nl", "asia-northeast1": "jp"},
           "nebius": {"us-": "us", "eu-north1": "fi", "eu-west1": "fr", "me-west1": "il"}, "azure": {"eastus": "us"},
           "coreweave": {"us": "us"}, "crusoe": {"us": "us"}, "massedcompute": {"us": "us"}, "verda": {"fin-": "fi"}}
# Option, topic, places or number.
CONSTRAINTS = [("--region eu", "processing", ["eu"]), ("--region us", "processing", ["us"]),
               ("--region de,jp", "processing", ["de", "jp"]), ("--home eu", "home", ["eu"]),
               ("--home us,fr", "home", ["us", "fr"]), ("--no-training", "no_training", None),
               ("--certified soc2", "soc2", None), ("--certified iso27001", "iso27001", None),
               ("--retention-days 0", "retention_days", 0), ("--retention-days 30", "retention_days", 30),
               ("--access-law eu", "access_law", ["eu"]), ("--air-gap", "air_gap", None),
               ("--on-premises", "on_premises", None), ("--customer-keys", "customer_keys", None)]


def table(name):
    with open(DATA / name, encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


FACTS = table("offering_facts.csv")
PROVIDERS = {row["id"]: row["provider"] for row in table("offerings.csv")}


TDP = {row["id"]: float(row["tdp_w"].rstrip("?~")) for row in table("hardware.csv") if row["id"] in HW}


def is_within(place, allowed):
    if place in GROUPS:
        return any(GROUPS[place] <= GROUPS.get(a, {a}) for a in allowed)
    return any(place in GROUPS.get(a, {a}) for a in allowed)


def fits(fact, wanted):
    """A statement meets the wish: all places of a settled one, one of a choice."""
    state = fact["state"].rstrip("?~")
    if state == "no":
        return False
    if isinstance(wanted, list):
        places = [is_within(p, wanted) for p in fact["words"].split()]
        return any(places) if state == "conditional" else bool(places) and all(places)
    if isinstance(wanted, int):
        return float(fact["value"]) <= wanted
    return True


def judge(facts, wanted):
    """ "met" by a settled statement that was read, "broken" where all statements say so, else "open"."""
    said = [f for f in facts if f["state"].rstrip("?~") != "unknown"]
    good = [f for f in said if fits(f, wanted)]
    if any(f["state"].rstrip("~") in ("yes", "no") and not f["is_disputed"] for f in good):
        return "met"
    return "broken" if said and not good and len(said) == len(facts) else "open"


def facts_of_option(option, topic):
    """What the files say of an option: an API's offering, or a rented machine's place and operator."""
    if option["kind"] == "api":
        facts = [f for f in FACTS if f["offering"] == option["standing"]["offering"]]
        if not facts and topic in ("air_gap", "on_premises"):
            return [{"state": "no", "words": "", "is_disputed": ""}]
        return [f for f in facts if f["topic"] == topic]
    provider, _, region = option["price"]["instance"].lower().split("/", 2)
    if topic in ("air_gap", "on_premises"):
        return [{"state": "no", "words": "", "is_disputed": ""}]
    if topic == "processing":
        known = REGIONS.get(provider, {})
        best = max((b for b in known if region.startswith(b)), key=len, default=None)
        code = known[best] if best else region if len(region) == 2 else None
        return [{"state": "yes", "words": code, "is_disputed": ""}] if code else []
    if topic in ("home", "access_law"):
        seller = {"gcp": "google"}.get(provider, provider)
        offering = next((i for i, p in PROVIDERS.items() if p == seller), None)
        return [f for f in FACTS if f["offering"] == offering and f["topic"] == topic]
    return []


class Laws:
    def __init__(self, toll):
        self.toll, self.checked, self.broken = toll, {}, 0

    def holds(self, law, is_true, what):
        self.checked[law] = self.checked.get(law, 0) + 1
        if not is_true:
            self.broken += 1
            print(f"{law}: {what}")

    def ask(self, need, **other):
        code, plan = run(self.toll, *need.words(**other))
        rent = [o for o in plan["options"] if o["kind"] != "api"]
        api = [o for o in plan["options"] if o["kind"] == "api"][0]
        return code, plan, rent, api

    def least(self, need, **other):
        rent = self.ask(need, **other)[2]
        return rent[0]["usd_per_hour"]["mid"] if rent else float("inf")

    def sums(self, need, rent):
        tokens = need.rate * 3600 * (need.input + need.output) / 1e6
        name = " ".join(need.words())
        for o in rent:
            usd = o["gpus_paid"] * o["price"]["usd_per_gpu_hour"]
            each = o["layout"]["tp"] * o["layout"]["pp"] * o["layout"]["dp"]
            self.holds("sums", abs(o["usd_per_hour"]["mid"] - usd) <= 1e-9 * usd, f"{name}: {o['name']}")
            self.holds("sums", abs(o["usd_per_mtok"]["mid"] - usd / tokens) <= 1e-9 * usd / tokens, f"{name}: $/Mtok")
            self.holds("sums", o["gpus"] == each * o["replicas"] and o["gpus_paid"] >= o["gpus"] and
                       o["gpus_paid"] % o["price"]["unit_gpus"] == 0, f"{name}: GPUs of {o['name']}")
            self.holds("limits", (need.ttft is None or o["ttft_s"]["mid"] <= need.ttft * 1.000001) and
                       (need.tpot is None or o["tpot_s"]["mid"] <= need.tpot * 1.000001), f"{name}: {o['name']}")
            self.holds("limits", 0 <= o["probability"] <= 1, f"{name}: probability {o['probability']}")
            self.holds("limits", need.given or each <= o["price"]["unit_gpus"], f"{name}: {o['name']} and its machine")
        costs = [o["usd_per_hour"]["mid"] for o in rent]
        self.holds("limits", costs == sorted(costs), f"{name}: not sorted")

    def api(self, need, api):
        cached = int(need.input * need.hit + 0.5)
        words = ["price", need.vs, "--input", str(need.input), "--output", str(need.output), "--book", "built-in", *AT]
        words += ["--cache-read", str(cached)] if cached else []
        quote = run(self.toll, *words)[1]
        quote = next(v for k, v in quote.items() if isinstance(v, list) and v and "cost" in v[0])[0]
        exact = Decimal(quote["cost"]) * Decimal(repr(need.rate)) * 3600
        self.holds("api", abs(Decimal(repr(api["usd_per_hour"])) - exact) <= exact * Decimal("1e-12"),
                   f"{' '.join(words)}: {api['usd_per_hour']} against {exact}")

    def turn(self, need, api):
        rate, usd = api["break_even_requests_per_s"], api["usd_per_request"] * 3600
        if rate is None:
            return
        for factor in (1.01, 1 / 1.01):
            at = rate * factor
            is_dearer = self.least(need, rate=at) > usd * at
            self.holds("break-even", is_dearer == (factor < 1) or self.is_staircase(need, rate, usd),
                       f"{' '.join(need.words(rate=at))}: API ${usd * at}")

    def is_staircase(self, need, rate, usd):
        """A replica more may begin within that 1 %: then the crossing is a step, and closer to it both sides differ."""
        return self.least(need, rate=rate) <= usd * rate < self.least(need, rate=rate / 1.006) * 1.006 or \
            self.least(need, rate=rate) <= usd * rate and self.least(need, rate=rate * 1.006) > usd * rate * 1.006

    def budget(self, need, cost, step=1.001):
        limit = cost * 1.7
        code, plan, rent, _ = self.ask(need, rate=None, budget=limit)
        most = plan["question"]["budget_requests_per_s"]
        name = " ".join(need.words(rate=None, budget=limit))
        self.holds("budget", rent and code == 0 and rent[0]["usd_per_hour"]["mid"] <= limit, name)
        self.holds("budget", most >= need.rate * 0.99, f"{name}: carries {most}, and {need.rate} costs less")
        self.holds("budget", self.least(need, rate=most * step) > limit, f"{name}: {step} times {most}")

    def power(self, need, rent):
        watts = TDP[rent[0]["hardware"]] * rent[0]["gpus_paid"] * 1.2 * 1.3 * 1.5
        name = " ".join(need.words(rate=None, power=watts))
        _, plan, found, _ = self.ask(need, rate=None, power=watts)
        most = plan["inverse"]["most_load"]
        self.holds("power", most["requests_per_s"] >= need.rate * 0.999, f"{name}: carries {most}")
        for o in found:
            self.holds("power", TDP[o["hardware"]] * o["gpus_paid"] * 1.2 * 1.3 <= watts * 1.000001, f"{name}: {o['name']}")
        self.holds("power", found and not self.ask(need, rate=most["requests_per_s"] * 1.001, power=watts)[2],
                   f"{name}: 0.1 % more than {most['requests_per_s']}")

    def price_from(self, need, rent):
        asked = rent[0]["usd_per_mtok"]["mid"] * 1.1
        _, plan, _, _ = self.ask(need, price_from=asked)
        rate = plan["inverse"]["price_from"]["requests_per_s"]
        tokens = (need.input + need.output) * 3600 / 1e6
        name = f"{' '.join(need.words(price_from=asked))}: from {rate}"
        self.holds("price from", rate <= need.rate, name)
        self.holds("price from", self.least(need, rate=rate) <= asked * rate * tokens * 1.00001, name)
        self.holds("price from", self.least(need, rate=rate * 0.99) > asked * rate * 0.99 * tokens, name)

    def first(self, need, **other):
        """The accelerator or API that is the cheapest."""
        _, _, rent, api = self.ask(need, **other)
        if rent and rent[0]["usd_per_hour"]["mid"] <= api["usd_per_hour"]:
            return [o["hardware"] for o in rent if o["usd_per_hour"]["mid"] <= rent[0]["usd_per_hour"]["mid"]]
        return [need.vs]

    def searched_flips(self, need, plan):
        names = {"requests_per_s": "rate", "output_tokens": "output", "ttft_s": "ttft", "tpot_s": "tpot"}
        for flip in plan["flips"]:
            if flip["name"] is None and flip["to"] is not None and flip["input"] != "output_tokens":
                at = {names[flip["input"]]: flip["to"]}
                self.holds("flip", flip["then"] in self.first(need, **at),
                           f"{' '.join(need.words(**at))}: {flip}")

    def levers(self, need, plan, api):
        by_name = {lever["lever"]: lever for lever in plan["levers"]}
        looser = {k: v * 2 for k, v in (("ttft", need.ttft), ("tpot", need.tpot)) if v is not None}
        for name, other in (("latency", looser), ("prefix_cache", {"hit": 0.5})):
            if other and name in by_name:
                _, _, rent, priced = self.ask(need, **other)
                least = min(rent[0]["usd_per_hour"]["mid"] if rent else float("inf"), priced["usd_per_hour"])
                told = by_name[name]["usd_per_hour"]
                self.holds("lever", abs(told - least) <= 1e-9 * least, f"{' '.join(need.words(**other))}: {told}, {least}")

    def flip(self, need, plan, rent):
        flips = [f for f in plan["flips"] if f["input"] == "usd_per_gpu_hour" and f["then"] in HW]
        if not flips or not need.given:
            return
        for factor, name in ((1.01, flips[0]["then"]), (0.99, flips[0]["name"])):
            prices = {**need.prices, flips[0]["name"]: flips[0]["to"] * factor}
            first = self.ask(need, prices=prices)[2][0]
            self.holds("flip", first["hardware"] == name, f"{' '.join(need.words(prices=prices))}: {first['name']}")
        self.holds("flip", flips[0]["name"] == rent[0]["hardware"], "the first is not the one that flips")

    def people(self, need, rent, rng):
        """1.5 people at $90k a year, 2 months of ramp-up over 24; power by --usd-per-kwh in half of the needs."""
        fixed = 1.5 * 90_000 * (1 + 2 / 24) / 8760
        kwh = need.given and rng.choice([0, 0.11])
        with_costs = copy.copy(need)
        with_costs.more = ["--staff", "mlops_engineer=1,x=0.5", "--salary", "90k/year", "--ramp-up", "2/24"]
        with_costs.more += ["--usd-per-kwh", str(kwh), "--pue", "1.2", "--server-power", "0.3"] if kwh else []
        name = " ".join(with_costs.words())
        _, plan, found, api = self.ask(with_costs)
        self.holds("people", len(found) == len(rent), f"{name}: {len(found)} options, not {len(rent)}")
        for o in found:
            power = o["power_w"]["mid"] * 1.3 * 1.2 / 1000 * kwh if kwh else 0
            usd = o["gpus_paid"] * o["price"]["usd_per_gpu_hour"] + fixed + power
            lines = sum(c["usd_per_hour"]["mid"] for c in o["costs"] if c["usd_per_hour"] is not None)
            self.holds("people", abs(o["usd_per_hour"]["mid"] - usd) <= 1e-9 * usd, f"{name}: {o['name']}, not {usd}")
            self.holds("people", abs(lines - usd) <= 1e-9 * usd, f"{name}: lines of {o['name']}: {lines}")
        costs = [o["usd_per_hour"]["mid"] for o in found]
        self.holds("people", costs == sorted(costs), f"{name}: not sorted")
        self.turn(with_costs, api)
        self.budget(with_costs, costs[0], 1.005)
        self.flip(with_costs, plan, found)
        self.levers(with_costs, plan, api)

    def confidence(self, need, rent):
        def key(o):
            return o["hardware"], o["precision"], o["engine"], o["price"]["unit_gpus"]

        sure = {key(o): o["usd_per_hour"]["mid"] for o in self.ask(need, confidence=0.9)[2]}
        for o in rent:
            self.holds("confidence", o["confident_usd_per_hour"] == sure.get(key(o)), f"{' '.join(need.words())}: {o['name']}")

    def order(self, need, cost):
        def more(what, **other):
            self.holds("order", self.least(need, **other) >= cost * (1 - 1e-9), f"{' '.join(need.words(**other))}: {what}")

        more("more load", rate=need.rate * 1.3)
        more("more confidence", confidence=0.9)
        more("spare replica", spare=1)
        more("dearer", prices={k: v * 1.1 for k, v in need.prices.items()})
        looser = {k: v * 1.5 for k, v in (("ttft", need.ttft), ("tpot", need.tpot)) if v is not None}
        self.holds("order", self.least(need, **looser) <= cost * (1 + 1e-9), f"{' '.join(need.words(**looser))}: looser")

    def horizon(self, need, rent, rng):
        def key(o):
            return o["hardware"], o["precision"], o["engine"], o["price"]["unit_gpus"]

        def close(value, want):
            return abs(Decimal(repr(value)) - want) <= abs(want) * Decimal("1e-9")

        today = {key(o): o for o in rent}
        flat = ["--horizon", "24months"]
        name = " ".join(need.words(ahead=flat))
        _, _, still, api = self.ask(need, ahead=flat)
        self.holds("horizon", len(still) == len(rent), f"{name}: {len(still)} options")
        for o in still:
            self.holds("horizon", close(o["outlook"]["total_usd"], 24 * 730 * Decimal(repr(o["usd_per_hour"]["mid"]))) and
                       o["outlook"]["gpus_first"] == o["outlook"]["gpus_last"] == today[key(o)]["gpus_paid"],
                       f"{name}: {o['name']}: {o['outlook']}")
        self.holds("horizon", close(api["outlook"]["total_usd"], 24 * 730 * Decimal(repr(api["usd_per_hour"]))), name)
        self.growth(need, rng, today, key, close)

    def growth(self, need, rng, today, key, close):
        growth, months, trend = rng.randint(1, 12), rng.randint(2, 40), rng.randint(-30, 5)
        ahead = ["--growth", f"{growth}%/month", "--horizon", f"{months}months", "--price-trend", f"api={trend}%/year"]
        _, plan, rent, api = self.ask(need, ahead=ahead)
        name = " ".join(need.words(ahead=ahead))
        factor, step = Decimal(100 + growth) / 100, (Decimal(100 + trend) / 100) ** (Decimal(1) / 12)
        total = sum(730 * Decimal(repr(api["usd_per_hour"])) * (factor * step) ** t for t in range(months))
        self.holds("horizon", close(api["outlook"]["total_usd"], total), f"{name}: {api['outlook']}, not {total}")
        values = [o["outlook"]["npv_usd"] for o in rent]
        self.holds("horizon", values == sorted(values), f"{name}: not sorted")
        end = {key(o): o for o in self.ask(need, rate=plan["question"]["horizon"]["last_month_requests_per_s"])[2]}
        for o in rent:
            look = o["outlook"]
            self.holds("horizon", look["gpus_first"] >= today[key(o)]["gpus_paid"] and
                       (key(o) not in end or look["gpus_last"] >= end[key(o)]["gpus_paid"]), f"{name}: {o['name']}: {look}")
        best = values[0]
        for other in ([f"{growth + 2}%/month", months], [f"{growth}%/month", months + 1]):
            more = ["--growth", other[0], "--horizon", f"{other[1]}months"]
            self.holds("horizon", self.ask(need, ahead=more)[2][0]["outlook"]["npv_usd"] >= best * (1 - 1e-9),
                       f"{' '.join(need.words(ahead=more))}: costs less than {best}")
        self.breach(need, ahead, rent[0], name)

    def breach(self, need, ahead, first, name):
        """A budget of the geometric mean of the first and the last month."""
        limit = (first["outlook"]["first_month_usd"] * first["outlook"]["last_month_usd"]) ** 0.5 / 730
        code, plan, rent, _ = self.ask(need, ahead=ahead, budget=limit)
        month = rent[0]["outlook"]["over_budget_month"]
        is_over = first["outlook"]["peak_month_usd"] > limit * 730 * (1 + 1e-9)
        self.holds("horizon", (month is not None) == is_over, f"{name} --budget {limit}/hour: month {month}")
        self.holds("horizon", code == (0 if plan["verdict"]["is_within_budget"] else 3), f"{name}: exit {code}")
        if month:
            for months, wanted in ((month, None), (month + 1, month)):
                cut = ahead[:3] + [f"{months}months"] + ahead[4:]
                found = [o for o in self.ask(need, ahead=cut, budget=limit)[2] if o["hardware"] == first["hardware"] and
                         (o["precision"], o["engine"]) == (first["precision"], first["engine"]) and
                         o["price"]["unit_gpus"] == first["price"]["unit_gpus"] and
                         o["outlook"]["layout"] == first["outlook"]["layout"]]
                self.holds("horizon", not found or found[0]["outlook"]["over_budget_month"] == wanted,
                           f"{name}: month {month}, but over {months} months {found and found[0]['outlook']}")

    def permitted(self, rng):
        """Random constraints on machines of the catalog and APIs; no latency limits, so that all are in the running."""
        chosen = {c[0].split()[0] + (c[0] if "certified" in c[0] else ""): c
                  for c in [rng.choice(CONSTRAINTS[:5]), *rng.sample(CONSTRAINTS, rng.randint(0, 2))]}
        chosen = list(chosen.values())
        strict = ["--strict"] if rng.random() < 0.4 else []
        words = ["plan", rng.choice(MODELS[:2]), *rng.sample(sorted(HW), 2), "mi325x-256gb", "--rate", "5", "--vs",
                 "gpt-5.4,claude-haiku-4-5,gemini-2.5-flash,mistral-large-4,deepseek-v4-flash,grok-4", "--book",
                 "built-in", *AT, *strict]
        _, plan = run(self.toll, *words, *(w for c in chosen for w in c[0].split()))
        name = " ".join(words + [c[0] for c in chosen])
        for option in plan["options"]:
            for _, topic, wanted in chosen:
                found = judge(facts_of_option(option, topic), wanted)
                self.holds("permitted", found != "broken", f"{name}: {option['name']}: {topic} is broken")
                told = topic in [r["topic"] for r in option["standing"]["reasons"]]
                self.holds("permitted", found == "met" or told,
                           f"{name}: {option['name']} needs no action, and {topic} is {found}")
            if option["kind"] == "api" and option["usd_per_request"] is not None:
                self.region(option, name)
        self.shadows(plan, words, chosen, name)

    def region(self, option, name):
        """The price is that of `toll price` in the region, which differs from the standard one where the book says so."""
        region = ["--region", option["region"]] if option["region"] else []
        quote = run(self.toll, "price", option["name"], "--input", "1024", "--output", "1024", "--book", "built-in", *AT,
                    *region)[1]["models"][0]
        self.holds("region", abs(Decimal(quote["cost"]) - Decimal(repr(option["usd_per_request"]))) < Decimal("1e-12"),
                   f"{name}: {option['name']} costs {option['usd_per_request']}, in {region} {quote['cost']}")
        asked = [place for part in name.split("--region ")[1:] for place in part.split()[0].split(",")]
        self.holds("region", option["region"] is None or option["region"] in asked,
                   f"{name}: {option['name']} in region {option['region']}, which nobody asked for")
        self.holds("region", not asked or option["region"] or option["is_region_price_unknown"] or
                   "processing" not in [r["topic"] for r in option["standing"]["reasons"]],
                   f"{name}: {option['name']} must be bought in a region, and its price is the standard one in silence")

    def shadows(self, plan, words, chosen, name):
        def cheapest(answer):
            costs = [o["usd_per_hour"] if o["kind"] == "api" else o["usd_per_hour"]["mid"] for o in answer["options"]]
            return min((c for c in costs if c is not None), default=float("inf"))

        now = cheapest(plan)
        for shadow in plan["shadow_prices"]:
            left = [w for c in chosen if c[0] not in shadow["options"] for w in c[0].split()]
            without = cheapest(run(self.toll, *words, *left)[1])
            told = float("inf") if shadow["usd_per_hour"] is None else shadow["usd_per_hour"]
            self.holds("constraint", without <= now, f"{name}: cheaper than without {shadow['options']}")
            self.holds("constraint", told == without, f"{name}: {told} without {shadow['options']}, asked: {without}")
        self.holds("constraint", plan["shadow_prices"] != [], f"{name}: no shadow price")
        if now == float("inf"):
            self.holds("constraint", plan["relax_first"] is not None, f"{name}: nothing is left, and nothing to give up")

    def check(self, need):
        _, plan, rent, api = self.ask(need)
        self.sums(need, rent)
        self.api(need, api)
        if not rent:
            self.holds("limits", all(r["reasons"] for r in plan["rejected"]) and plan["rejected"], "no reasons")
            return
        cost = rent[0]["usd_per_hour"]["mid"]
        self.turn(need, api)
        self.budget(need, cost)
        self.flip(need, plan, rent)
        self.searched_flips(need, plan)
        self.levers(need, plan, api)
        self.power(need, rent)
        self.price_from(need, rent)
        self.confidence(need, rent)
        self.order(need, cost)
        self.people(need, rent, random.Random(need.rate))
        self.horizon(need, rent, random.Random(need.rate))


def main():
    toll, cases, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng, laws = random.Random(seed), Laws(toll)
    for index in range(cases):
        laws.check(Need(rng, index))
        for _ in range(4):
            laws.permitted(rng)
    print(", ".join(f"{law} {count}" for law, count in sorted(laws.checked.items())), f"broken {laws.broken}")
    sys.exit(1 if laws.broken or len(laws.checked) < 16 else 0)


if __name__ == "__main__":
    main()
