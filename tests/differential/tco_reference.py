#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares evaluated scenarios with a slow second implementation in fractions.

    LIBTOLL=build/libtoll.so PYTHONPATH=bindings/python python3 tests/differential/tco_reference.py --cases 400 --seed 1

Written from tco.h: each purchase, commitment and payment is an event with its own list of shares, nothing is summed ahead.
Periods of whole years keep every power exact; others take their powers from floats.
"""
import argparse
import math
import random
import sys
from fractions import Fraction as F

from recording import RECORDING

import libtoll
from libtoll import risk, tco
from libtoll.records import Category, Curve, Nature, Per, Series, Sizing, Spread, TcoFlag, TcoKind as K, TimeUnit

RELATIVE = 1e-9
HARDWARE = (Category.GPU, Category.SERVER, Category.NETWORK, Category.STORAGE)
CURVE_OF = {**{c: Curve.HARDWARE for c in HARDWARE}, Category.CLOUD: Curve.RENTAL, Category.COMMITMENT: Curve.RENTAL,
            Category.API: Curve.API, Category.ENERGY: Curve.ENERGY, Category.COOLING: Curve.ENERGY,
            Category.STAFF: Curve.WAGES, Category.REVENUE: Curve.REVENUE}
MACRS = {3: [3333, 4445, 1481, 741], 5: [2000, 3200, 1920, 1152, 1152, 576],
         7: [1429, 2449, 1749, 1249, 893, 892, 893, 446]}
REMOTE = (Per.REMOTE_INPUT, Per.REMOTE_CACHED, Per.REMOTE_OUTPUT, Per.REMOTE_MTOK, Per.REMOTE_TASK)
HOURLY = (Per.UNIT_HOUR, Per.GPU_HOUR, Per.NODE_HOUR)


class Difference(Exception):
    """The two implementations disagree."""


def power(base, exponent):
    """Exact for whole exponents."""
    exponent = F(exponent)
    if exponent.denominator == 1:
        return F(base) ** exponent.numerator
    return F(float(base) ** float(exponent))


def ceiling(value):
    return F(math.ceil(value))


class Reference:
    """One option of a scenario."""

    def __init__(self, rows, option):
        self.rows, self.option = rows, option
        self.periods = int(self.value_of(K.HORIZON))
        self.month, self.year = self.value_of(K.HOURS_PER_MONTH, F(730)), self.value_of(K.HOURS_PER_YEAR, F(8760))
        months = self.value_of(K.PERIOD_MONTHS, F(1))
        self.years = months / 12
        self.hours = self.years * self.year if months >= 12 else months * self.month
        if self.has(K.PERIOD_HOURS):
            self.hours = self.value_of(K.PERIOD_HOURS)
            self.years = self.hours / self.year
        sizing = self.mine(K.SIZING)
        self.sizing = sizing[-1][1].subject if sizing else Sizing.PEAK
        self.is_exact = self.sizing == Sizing.EXACT
        self.covered = [F(0)] * self.periods
        self.has_remote = any(r.basis in REMOTE for _, r in self.mine(K.COST))
        self.events = []
        self.served_from = {}  # of each purchase among the events: where it starts to serve
        self.principal = set()  # of the events: principal of loans, received and repaid
        self.flags = TcoFlag(0)
        self.use = [self.period(t) for t in range(self.periods)]

    # ---- rows ----

    def mine(self, kind, t=None):
        """Rows of a kind that hold for the option, those for all first."""
        found = [(i, r) for i, r in enumerate(self.rows) if r.kind == kind and r.option in (0, self.option) and
                 (t is None or r.from_period <= t < (r.to_period or self.periods))]
        return sorted(found, key=lambda pair: pair[1].option != 0)

    def value_of(self, kind, absent=None, t=None):
        found = self.mine(kind, t)
        return F(found[-1][1].value.mid) if found else absent

    def sum_of(self, kind, t):
        return sum((F(r.value.mid) * F(r.quantity) * self.times(r.time) for _, r in self.mine(kind, t)), F(0))

    def has(self, kind):
        return bool(self.mine(kind))

    def times(self, unit):
        hours = {TimeUnit.HOUR: F(1), TimeUnit.DAY: F(24), TimeUnit.MONTH: self.month, TimeUnit.YEAR: self.year,
                 TimeUnit.PERIOD: self.hours}
        return self.hours / hours[unit] if unit else F(1)

    def of_category(self, kind, category):
        """The option's own row before one for all, one for the category before one for every category."""
        found = [r for _, r in self.mine(kind) if r.category in (0, category)]
        return max(found, key=lambda r: (r.option != 0, r.category != 0)) if found else None

    def life(self, category):
        row = self.of_category(K.LIFE, category)
        return int(row.value.mid + 0.5) if row else self.periods

    # ---- one period ----

    def growth(self, t):
        straight, compound = F(1), F(1)
        for s in range(t):
            straight += sum((F(r.value.mid) * self.years for _, r in self.mine(K.GROWTH_LINEAR, s)), F(0))
            for _, r in self.mine(K.GROWTH_COMPOUND, s):
                compound *= power(1 + F(r.value.mid), self.years)
        for _, r in self.mine(K.DEMAND_STEP, t):
            compound *= F(r.value.mid)
        rise = sum((F(r.value.mid) * self.years for _, r in self.mine(K.GROWTH_LINEAR, t)), F(0))
        rates = [F(r.value.mid) for _, r in self.mine(K.GROWTH_COMPOUND, t)]
        return self.mean(lambda share: max(straight + rise * share, F(0)) * self.grown(rates, share)) * compound

    def grown(self, rates, share):
        product = F(1)
        for rate in rates:
            product *= power(1 + rate, self.years * share)
        return product

    def mean(self, value):
        """Over the starts of the months of a period."""
        steps = max(1, math.ceil(self.years * 12))
        return sum((value(F(j, steps)) for j in range(steps)), F(0)) / steps

    def demand(self, t):
        growth, hit = self.growth(t), self.value_of(K.CACHE_HIT, F(0), t)
        tasks = self.sum_of(K.TASKS, t)
        attempts = tasks / self.value_of(K.SUCCESS, F(1), t) * self.value_of(K.TOKEN_MULTIPLIER, F(1), t)
        prompt = self.sum_of(K.INPUT_TOKENS, t) + attempts * self.sum_of(K.TASK_INPUT, t)
        return {"input": prompt * (1 - hit) * growth,
                "cached": (prompt * hit + self.sum_of(K.CACHED_TOKENS, t)) * growth,
                "output": (self.sum_of(K.OUTPUT_TOKENS, t) + attempts * self.sum_of(K.TASK_OUTPUT, t)) * growth,
                "tasks": tasks * growth}

    def profile(self):
        weights = [F(0)] * 24
        for _, r in self.mine(K.PROFILE):
            weights[r.subject] = F(r.value.mid)
        total = sum(weights)
        return [w * 24 / total for w in weights] if total else [F(1)] * 24

    def held(self, need, t):
        units = (need if self.is_exact else ceiling(need)) + self.value_of(K.UNITS_SPARE, F(0), t)
        units = max(units, self.value_of(K.UNITS_MIN, F(0), t))
        most = self.value_of(K.UNITS_MAX, None, t)
        return units if most is None else min(units, most)

    def units_by_hour(self, need, t):
        profile = self.profile()
        if self.has(K.UNITS):
            return [self.sum_of(K.UNITS, t)] * 24
        if self.sizing == Sizing.HOURS:
            return [self.held(need * weight, t) for weight in profile]
        if self.is_exact:  # the mean
            return [self.held(need, t)] * 24
        return [self.held(need * max(profile), t)] * 24

    def ended(self, supply, t):
        """Share of a period in which a supply has ended: 1 the API, 2 the units."""
        rows = [(r.option != 0, r.subject != 0, F(r.value.mid)) for _, r in self.mine(K.ENDS) if r.subject in (0, supply)]
        return 1 - min(max(max(rows)[2] - t, F(0)), F(1)) if rows else F(0)

    def delivery(self, category):
        row = self.of_category(K.DELIVERY, category)
        return int(row.value.mid + 0.5) if row else 0

    def delay(self):
        """Periods until the last part of a unit has come."""
        parts = [r.category for kind in (K.BUY, K.LEASE) for _, r in self.mine(kind)
                 if r.basis in (Per.UNIT, Per.GPU, Per.NODE)]
        return max((self.delivery(category) for category in parts), default=0)

    def period(self, t):
        u = self.demand(t)
        rates = {"input": K.CAPACITY_INPUT, "cached": K.CAPACITY_CACHED, "output": K.CAPACITY_OUTPUT}
        capacity = any(self.has(kind) for kind in (*rates.values(), K.CAPACITY_TOKENS))

        def busy_seconds():
            seconds = sum((u[name] / self.value_of(kind, None, t) for name, kind in rates.items()
                           if self.value_of(kind, None, t) is not None), F(0))
            if self.value_of(K.CAPACITY_TOKENS, None, t):
                seconds += (u["input"] + u["cached"] + u["output"]) / self.value_of(K.CAPACITY_TOKENS, None, t)
            return seconds

        duty, factor = self.value_of(K.DUTY, F(1), t), F(1)
        for _, r in self.mine(K.CAPACITY_FACTOR, t):
            factor *= F(r.value.mid)
        if self.has(K.LOAD) and capacity:  # demand follows the load, at the mix of the rows
            if not u["input"] + u["cached"] + u["output"]:
                u["output"] = F(1)
            seconds = busy_seconds()
            scale = (self.value_of(K.LOAD, F(0), t) * self.sum_of(K.UNITS, t) * self.hours * 3600 * duty * factor /
                     seconds if seconds else F(0))
            u.update({name: u[name] * scale for name in ("input", "cached", "output", "tasks")})
        tokens, busy_s = u["input"] + u["cached"] + u["output"], busy_seconds()
        escalation, fill = self.value_of(K.ESCALATION, F(0), t), self.value_of(K.UTILISATION_MAX, F(1), t)
        busy = busy_s * (1 - escalation) / (self.hours * 3600 * duty * factor)
        peak_row = F(1) if self.is_exact else self.value_of(K.PEAK, F(1), t)
        need = busy * peak_row * self.value_of(K.REDUNDANCY, F(1), t) / fill
        api = not (capacity or self.has(K.UNITS) or self.has(K.UNITS_MIN))
        gone = api or self.ended(2, t) == 1 or t < self.delay()
        hours = self.units_by_hour(need, t) if not gone else [F(0)] * 24
        follows = self.is_exact and not self.has(K.UNITS)
        weights = [F(1)] * 24 if follows else self.profile()
        taken = sum(min(busy * weight, units * fill) for weight, units in zip(weights, hours)) / 24
        share = F(0) if api else (taken / busy if busy else F(1 if sum(hours) else 0))
        if not api and not capacity:
            share = F(1 if sum(hours) else 0)
        units = sum(hours) / 24
        peak = self.held(need * max(self.profile()), t) if follows and not gone else max(hours)
        share *= 1 - self.ended(2, t)
        local = share * (1 - escalation)
        sent = F(1) if api else 1 - local if self.has_remote else F(0)
        nobody = sent * self.ended(1, t) if api or self.has_remote else 1 - local
        if sent and self.ended(1, t) or not api and self.ended(2, t):
            self.flags |= TcoFlag.ENDS
        u.update(tokens=tokens, local=local, remote=sent * (1 - self.ended(1, t)), nobody=nobody, units=units,
                 peak=peak, load=(busy * share / units if units else F(0)) if capacity
                 else self.value_of(K.LOAD, F(0), t) if self.has(K.LOAD) else F(1), on=self.hours * duty,
                 api=api, capacity=capacity)
        if nobody * tokens > tokens * F(1e-12):
            self.flags |= TcoFlag.UNSERVED
        if not hours or not sum(hours):
            hours = [F(0)] * 24
        held = [h * w for h, w in zip(hours, self.profile())] if follows and not gone else hours
        worked = [min(busy * w, h * fill) for w, h in zip(self.profile(), held)] if capacity else held
        u["held_by_hour"], u["worked_by_hour"] = held, worked
        self.fleet(u, t)
        return u

    def hourly(self, kind, weights):
        """Mean of the factors of the hours."""
        factors = [F(1)] * 24
        for _, r in self.mine(kind):
            factors[r.subject] = F(r.value.mid)
        return sum(f * w for f, w in zip(factors, weights)) / sum(weights) if sum(weights) else F(1)

    def fleet(self, u, t):
        gpus, node = self.value_of(K.UNIT_GPUS, F(1), t), self.value_of(K.NODE_GPUS, None, t)
        u["gpus"], u["gpus_peak"] = u["units"] * gpus, u["peak"] * gpus
        whole = (lambda count: count) if self.is_exact else ceiling
        u["nodes_peak"] = whole(u["gpus_peak"] / node) if node else u["peak"]
        u["nodes"] = u["nodes_peak"] * u["units"] / u["peak"] if u["peak"] else F(0)
        rack = self.value_of(K.RACK_NODES, None, t)
        u["racks"] = whole(u["nodes_peak"] / rack) if rack else F(0)

        def watts(kind, suffix):
            name = {Per.UNIT: "peak" if suffix else "units", Per.GPU: "gpus" + suffix, Per.NODE: "nodes" + suffix}
            return sum((F(r.value.mid) * F(r.quantity) * u[name[r.basis or Per.UNIT]] for _, r in self.mine(kind, t)),
                       F(0))
        busy = watts(K.POWER_BUSY if self.has(K.POWER_BUSY) else K.POWER_MAX, "")
        idle = watts(K.POWER_IDLE, "") if self.has(K.POWER_IDLE) else busy
        u["kw"] = watts(K.POWER_MAX if self.has(K.POWER_MAX) else K.POWER_BUSY, "_peak") / 1000
        u["pue"] = self.value_of(K.PUE, F(1), t)
        moved = u["load"] * (busy - idle)
        u["kwh_it"] = (idle + moved) * u["on"] / 1000 + self.sum_of(K.ENERGY_USE, t)
        u["kwh"] = u["kwh_it"] * u["pue"]
        u["kwh_variable"] = max(moved, F(0)) * u["on"] / 1000
        parts = [(idle * u["on"] / 1000, u["held_by_hour"]), (moved * u["on"] / 1000, u["worked_by_hour"]),
                 (self.sum_of(K.ENERGY_USE, t), [F(1)] * 24)]
        fixed = [parts[0], (min(parts[1][0], F(0)), parts[1][1]), parts[2]]
        u["price_variable"] = self.hourly(K.ENERGY_HOUR, u["worked_by_hour"])
        for name, kind, of in (("price_fixed", K.ENERGY_HOUR, fixed), ("carbon_by_hour", K.CARBON_HOUR, parts)):
            whole = sum((kwh for kwh, _ in of), F(0))
            u[name] = sum((kwh * self.hourly(kind, w) for kwh, w in of), F(0)) / whole if whole > 0 else F(1)
        each = self.value_of(K.GPUS_PER_FTE, None, t)
        u["fte"] = max(self.sum_of(K.FTE, t) + (u["gpus_peak"] / each if each else 0), self.value_of(K.FTE_MIN, F(0), t))
        served = u["tokens"] * (u["local"] + u["remote"])
        u["grid"], u["water"] = self.sum_of(K.GRID_CARBON, t), self.value_of(K.WATER, F(0), t)
        u["gb_out"] = self.sum_of(K.EGRESS_GB, t) + self.sum_of(K.EGRESS_PER_MTOK, t) * served / 10**6

    # ---- prices ----

    def level(self, curve, t):
        level = F(1)
        for s in range(t + 1):
            if s:
                for _, r in self.mine(K.CURVE_RATE, s - 1):
                    if r.subject == curve:
                        level *= power(1 + F(r.value.mid), self.years)
            for _, r in self.mine(K.CURVE_POINT):
                if r.subject == curve and r.from_period == s:
                    level = F(r.value.mid)
        return level

    def mean_level(self, curve, t):
        rates = [F(r.value.mid) for _, r in self.mine(K.CURVE_RATE, t) if r.subject == curve]
        return self.level(curve, t) * self.mean(lambda share: self.grown(rates, share))

    def deflator(self, t):
        if not self.value_of(K.REAL_MONEY, F(0)):
            return F(1)
        return power(1 + self.value_of(K.INFLATION), -self.years * t)

    def money(self, t, within):
        """Deflator of the day of a payment: the start of its period, or its middle."""
        return self.deflator(t + F(1, 2)) if within and t < self.periods else self.deflator(t)

    def price(self, index, category, t, within=0):
        """Of a row in a period, quantity included, in the money of account."""
        row = self.rows[index]
        level = self.mean_level if within else self.level
        price = F(row.value.mid) * F(row.quantity) * level(CURVE_OF.get(category, Curve.GENERAL), t)
        home = next((r.currency for _, r in self.mine(K.CURRENCY, t)), "USD")
        if row.currency and row.currency != home:
            price *= next(F(r.value.mid) for _, r in self.mine(K.FX, t) if r.currency == row.currency)
        base = self.value_of(K.BASE_YEAR, F(0))
        if row.price_year and row.price_year != base:
            price *= next(F(r.value.mid) for _, r in self.mine(K.PRICE_INDEX) if r.price_year == row.price_year)
        return price * self.factors(row, category, t) * self.money(t, within)

    def factors(self, row, category, t):
        factor = F(1)
        for _, r in self.mine(K.PRICE_FACTOR, t):
            if row.kind == K.COST and (r.category == category or (r.category == 0 and row.basis >= Per.KWH)):
                factor *= F(r.value.mid)
        return factor

    # ---- events ----

    def event(self, index, category, nature, paid, within, shares, basis=0, quantity=F(0)):
        """shares: (period, amount); what lies at or beyond the horizon belongs to the close."""
        if any(amount for _, amount in shares):
            self.events.append((index, category, nature, paid, within, [(min(t, self.periods), a) for t, a in shares],
                                basis, quantity))

    def spread(self, category, life):
        row = self.of_category(K.DEPRECIATION, category)
        if not row or row.subject == Spread.STRAIGHT:
            return [F(1, life)] * life
        done = []
        for age in range(1, life):
            years = self.years * age
            if row.subject == Spread.DECLINING:
                done.append(1 - power(1 - F(row.value.mid), years))
            else:
                table = MACRS[int(row.value.mid)] + [0] * 200
                whole = int(years)
                done.append((sum(table[:whole]) + table[whole] * (years - whole)) / F(10000))
        done = [F(0), *done, F(1)]
        return [b - a for a, b in zip(done, done[1:])]

    def order(self, category, t):
        return max(0, t - self.delivery(category))

    def purchase(self, index, category, t, amount, pieces):
        life, n = self.life(category), self.periods
        ordered = self.order(category, t)
        if amount:
            self.served_from[len(self.events)] = t
        self.event(index, category, Nature.CAPEX, ordered, 0, [(t + k, amount * s) for k, s in
                                                         enumerate(self.spread(category, life))],
                   quantity=pieces)
        row = self.of_category(K.RESIDUAL, category)
        residual = F(row.value.mid) if row else F(0)
        end = t + life
        paid = min(end, n)
        money = self.deflator(paid) / self.deflator(ordered)
        expected = amount * residual * money
        self.event(index, Category.RESALE, Nature.CREDIT, paid, 0, [(t + k, -expected / life) for k in range(life)],
                   quantity=pieces)
        if end <= n:
            return
        age = n - t
        value = amount * power(residual, F(age, life)) if residual else F(0)
        if self.value_of(K.CLOSE_AT_BOOK, F(0)):
            written = sum(self.spread(category, life)[:age], F(0)) * amount - amount * residual * F(age, life)
            value = amount - written
        self.event(index, Category.RESALE, Nature.CREDIT, n, 0, [(n, -(value * money - expected))],
                   quantity=pieces)

    STOCK = {Per.UNIT: "peak", Per.GPU: "gpus_peak", Per.NODE: "nodes_peak", Per.RACK: "racks", Per.KW: "kw",
             Per.FTE: "fte"}

    def stock(self, basis, t):
        if basis == Per.ONE:
            return F(1)
        if basis == Per.KW_FACILITY:
            return self.use[t]["kw"] * self.use[t]["pue"]
        if basis == Per.GB:
            return self.sum_of(K.STORED_GB, t)
        return self.use[t][self.STOCK[basis]]

    def in_band(self, row, t):
        nodes = self.use[t]["nodes_peak"]
        return nodes >= row.quantity_from and (not row.quantity_below or nodes < row.quantity_below)

    def bought(self, before, category, t):
        """Nominal money of purchases that serve from a period on, by rows before."""
        return sum((sum(a for _, a in self.events[k][5]) / self.deflator(self.events[k][3])
                    for k, served in self.served_from.items() if k < len(self.events) and served == t and
                    self.events[k][2] == Nature.CAPEX and self.events[k][0] < before and
                    category in (0, self.events[k][1])), F(0))

    def buy(self):
        for i, row in enumerate(self.rows):
            if row.kind != K.BUY or row.option not in (0, self.option):
                continue
            alive = []  # (end of life, pieces)
            for t in range(row.from_period, row.to_period or self.periods):
                if row.basis == Per.CAPEX:
                    share = F(row.value.mid) * F(row.quantity) * self.deflator(self.order(row.category, t))
                    if self.in_band(row, t):
                        bought = self.bought(i, row.subject, t)
                        self.purchase(i, row.category, t, share * bought, bought)
                    continue
                retired = sum((n for end, n in alive if end == t), F(0))
                alive = [(end, n) for end, n in alive if end > t]
                lacking = self.stock(row.basis, t) - sum((n for _, n in alive), F(0))
                if lacking <= F(1e-9) * sum((n for _, n in alive), F(0)):
                    continue
                if retired:
                    self.flags |= TcoFlag.REPLACED
                alive.append((t + self.life(row.category), lacking))
                if self.in_band(row, t):
                    self.purchase(i, row.category, t, lacking * self.price(i, row.category, self.order(row.category, t)),
                                  lacking * F(row.quantity))

    def commit(self):
        n = self.periods
        covered = [F(0)] * n
        for i, row in enumerate(self.rows):
            if row.kind != K.COMMIT_UNITS or row.option not in (0, self.option):
                continue
            price = [p for p in self.mine(K.COMMIT_PRICE) if p[1].subject == row.subject][-1][0]
            upfront = [F(r.value.mid) for _, r in self.mine(K.COMMIT_UPFRONT) if r.subject == row.subject]
            upfront = upfront[-1] if upfront else F(0)
            start, end = row.from_period, row.to_period or n
            amount = F(row.value.mid) * self.price(price, Category.COMMITMENT, start) * self.times(self.rows[price].time)
            name = {Per.UNIT: "units", Per.GPU: "gpus", Per.NODE: "nodes"}[row.basis or Per.UNIT]
            for t in range(start, end):
                used = F(0)
                if t < n:
                    running = self.use[t][name] * self.use[t]["on"]
                    committed = F(row.value.mid) * self.hours
                    if running and committed:
                        taken = min(committed, running * (1 - covered[t]))
                        covered[t] += taken / running
                        used = taken / committed
                    if used < 1 and amount:
                        self.flags |= TcoFlag.UNUSED
                elif amount:
                    self.flags |= TcoFlag.STRANDED
                owed = min(t, n)
                later = amount * (1 - upfront) * self.money(owed, t < n) / self.deflator(start)
                for nature, share in ((Nature.USED, used), (Nature.UNUSED, 1 - used)):
                    hours = F(row.value.mid) * self.hours * share
                    self.event(price, Category.COMMITMENT, nature, start, 0, [(owed, amount * upfront * share)],
                               quantity=hours * upfront)
                    self.event(price, Category.COMMITMENT, nature, owed, t < n, [(owed, later * share)],
                               quantity=hours * (1 - upfront))
        self.covered = covered

    def lease(self):
        """Each contract by itself: payments of the day of its signing, then the buy-out or the way back."""
        n = self.periods
        for i, row in enumerate(self.rows):
            if row.kind != K.LEASE or row.option not in (0, self.option):
                continue
            found, bought = self.of_category(K.LEASE_TERM, row.category), self.of_category(K.LEASE_BUYOUT, row.category)
            term = int(found.value.mid + 0.5) if found else n
            serves = max(term, self.life(row.category)) if bought else term
            alive = []
            for t in range(row.from_period, row.to_period or n):
                alive = [(end, pieces) for end, pieces in alive if end > t]
                held = sum((pieces for _, pieces in alive), F(0))
                lacking = self.stock(row.basis, t) - held
                if lacking <= F(1e-9) * held:
                    continue
                alive.append((t + serves, lacking))
                if not self.in_band(row, t):
                    continue
                times, price = self.times(row.time), self.price(i, row.category, t) / self.deflator(t)
                for s in range(t, t + term):
                    paid, nature = min(s, n), Nature.FIXED if s < n else Nature.UNUSED
                    amount = lacking * times * price * self.money(paid, s < n)
                    if s >= n and amount:
                        self.flags |= TcoFlag.STRANDED
                    self.event(i, row.category, nature, paid, s < n, [(paid, amount)], row.basis,
                               lacking * F(row.quantity) * times)
                if bought and t + term < n:
                    left = max(serves - term, 1)
                    amount = lacking * F(bought.value.mid) * price / F(row.value.mid or 1) * self.deflator(t + term)
                    self.event(i, row.category, Nature.CAPEX, t + term, 0,
                               [(t + term + k, amount / left) for k in range(left)], row.basis,
                               lacking * F(row.quantity))

    def borrow(self, i, row, start, principal):
        n, part = self.periods, lambda kind: [r for _, r in self.mine(kind) if r.subject == row.subject]
        rate = F(part(K.LOAN_RATE)[-1].value.mid) * self.years
        terms = part(K.LOAN_TERM)
        term = int(terms[-1].value.mid + 0.5) if terms else n - row.from_period
        payment = principal * rate / (1 - (1 + rate) ** -term) if rate else principal / term
        category, owed = row.category or Category.OTHER, principal

        def repay(paid, amount):
            self.principal.add(len(self.events))
            self.event(i, category, Nature.CREDIT, paid, 0,
                       [(start + k, amount * self.deflator(paid) / term) for k in range(term)], Per.ONE, F(1))
        repay(start, -principal)
        for t in range(start, min(start + term, n)):
            interest = owed * rate
            self.event(i, category, Nature.FIXED, t + 1, 0, [(t, interest * self.deflator(t + 1))], Per.ONE, F(1))
            repay(t + 1, payment - interest)
            owed -= payment - interest
        if start + term > n:
            repay(n, owed)

    def loans(self):
        for i, row in enumerate(self.rows):
            if row.kind != K.LOAN or row.option not in (0, self.option):
                continue
            value = F(row.value.mid) * F(row.quantity)
            if row.basis == Per.ONE:
                self.borrow(i, row, row.from_period, value)
                continue
            for t in range(row.from_period, row.to_period or self.periods):
                bought = self.bought(len(self.rows), row.category, t)
                if bought:
                    self.borrow(i, row, t, value * bought)

    def flow(self, basis, t):
        u = self.use[t]
        served = u["local"] + u["remote"]
        return {Per.KWH: u["kwh"], Per.KWH_IT: u["kwh_it"],
                Per.UNIT_HOUR: u["units"] * u["on"] * (1 - self.covered[t]),
                Per.GPU_HOUR: u["gpus"] * u["on"] * (1 - self.covered[t]),
                Per.NODE_HOUR: u["nodes"] * u["on"] * (1 - self.covered[t]),
                Per.MTOK_INPUT: u["input"] * served / 10**6, Per.MTOK_CACHED: u["cached"] * served / 10**6,
                Per.MTOK_OUTPUT: u["output"] * served / 10**6, Per.MTOK: u["tokens"] * served / 10**6,
                Per.LOCAL_MTOK: u["tokens"] * u["local"] / 10**6, Per.REMOTE_INPUT: u["input"] * u["remote"] / 10**6,
                Per.REMOTE_CACHED: u["cached"] * u["remote"] / 10**6,
                Per.REMOTE_OUTPUT: u["output"] * u["remote"] / 10**6,
                Per.REMOTE_MTOK: u["tokens"] * u["remote"] / 10**6, Per.TASK: u["tasks"] * served,
                Per.REMOTE_TASK: u["tasks"] * u["remote"], Per.GB_OUT: u["gb_out"]}[basis]

    def capital(self, row, t):
        """Nominal price of what is alive, by category and its life."""
        total = F(0)
        for k, served in self.served_from.items():
            if k >= len(self.events) or self.events[k][2] != Nature.CAPEX:
                continue
            _, category, _, paid, _, shares, _, _ = self.events[k]
            if row.subject in (0, category) and served <= t < served + self.life(category):
                total += sum(a for _, a in shares) / self.deflator(paid)
        return total * self.money(t, 1) * self.times(row.time)

    def spending(self, row, t):
        return sum((sum(a for _, a in e[5]) for e in self.events if e[4] and e[3] == t and e[1] != Category.REVENUE and
                    row.subject in (0, e[1])), F(0))

    def nature(self, row):
        if row.kind == K.INCOME:
            return Nature.CREDIT
        if row.basis >= Per.MTOK_INPUT or (self.is_exact and row.basis in HOURLY):
            return Nature.VARIABLE
        return Nature.ONE_OFF if row.basis == Per.ONE and not row.time else Nature.FIXED

    def run(self, i, row):
        category = Category.REVENUE if row.kind == K.INCOME else row.category
        sign = -1 if row.kind == K.INCOME else 1
        events = []
        for t in range(row.from_period, row.to_period or self.periods):
            share = F(row.value.mid) * F(row.quantity) * self.factors(row, category, t)
            if not self.in_band(row, t):
                continue
            within = 1
            if row.basis == Per.CAPEX:
                amounts = [(self.nature(row), self.capital(row, t), share)]
            elif row.basis == Per.SPEND:
                amounts = [(self.nature(row), self.spending(row, t), share)]
            elif row.basis < Per.CAPEX:
                if not row.time and t != row.from_period:
                    continue
                within = 1 if row.time else 0
                amounts = [(self.nature(row), self.stock(row.basis, t) * self.times(row.time),
                            self.price(i, category, t, within))]
            else:
                quantity, price = self.flow(row.basis, t), self.price(i, category, t, 1)
                amounts = [(self.nature(row), quantity, price)]
                if row.kind == K.COST and row.basis in (Per.KWH, Per.KWH_IT):
                    moved = self.use[t]["kwh_variable"] * (self.use[t]["pue"] if row.basis == Per.KWH else 1)
                    by_hour = row.category == Category.ENERGY
                    amounts = [(Nature.FIXED, quantity - moved, price * (self.use[t]["price_fixed"] if by_hour else 1)),
                               (Nature.VARIABLE, moved, price * (self.use[t]["price_variable"] if by_hour else 1))]
            events += [(i, category, nature, t, within, [(t, sign * q * price)], row.basis, q * F(row.quantity))
                       for nature, q, price in amounts]
        for event in events:
            self.event(*event)

    def tax(self):
        for i, row in self.mine(K.TAX_RATE):
            end = row.to_period or self.periods
            for t in range(row.from_period, end + (end == self.periods)):
                base = sum((a / self.money(e[3], e[4]) for e in self.events for s, a in e[5] if s == t and
                            e[1] != Category.TAX and (row.subject == 1 or e[2] == Nature.CAPEX)), F(0))
                base *= self.money(t, t < self.periods)  # books are nominal
                self.event(i, Category.TAX, Nature.CREDIT, t, t < self.periods, [(t, -base * F(row.value.mid))],
                           quantity=F(1))

    def embody(self):
        """kgCO2e of making what is bought, period by period."""
        carbon = [F(0)] * self.periods
        for _, row in self.mine(K.EMBODIED):
            alive = []
            for t in range(row.from_period, row.to_period or self.periods):
                alive = [(end, n) for end, n in alive if end > t]
                held = sum((n for _, n in alive), F(0))
                lacking = self.stock(row.basis or Per.UNIT, t) - held
                if lacking > F(1e-9) * held:
                    alive.append((t + self.life(row.category), lacking))
                    carbon[t] += lacking * F(row.value.mid) * F(row.quantity)
        return carbon

    def post(self):
        for curve in Curve:
            rows = [r for _, r in self.mine(K.CURVE_RATE) + self.mine(K.CURVE_POINT) if r.subject == curve]
            if rows and any(self.level(curve, t) <= 0 for t in range(self.periods)):
                self.flags |= TcoFlag.ZERO_PRICE
        self.carbon = self.embody()
        self.buy()
        self.commit()
        self.lease()
        self.loans()
        for i, row in enumerate(self.rows):
            if row.kind in (K.COST, K.INCOME) and row.option in (0, self.option):
                self.run(i, row)
        self.tax()
        return self

    # ---- views ----

    def cash(self, within, category=0):
        out = [F(0)] * (self.periods + 1)
        for e in self.events:
            if e[4] == within and category in (0, e[1]):
                out[e[3]] += sum(a for _, a in e[5])
        return out

    def accrual(self, category=0):
        out = [F(0)] * (self.periods + 1)
        for e in self.events:
            for t, amount in e[5]:
                if category in (0, e[1]):
                    out[t] += amount
        return out


# ---- random scenarios -------------------------------------------------------------------------------------------------


class Draw:
    """Rows of a random scenario, drawn with a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.rows = []

    def maybe(self, chance=0.5):
        return self.random.random() < chance

    def number(self, low, high):
        return round(self.random.uniform(low, high), 4)

    def add(self, kind, value=0.0, **more):
        self.rows.append(tco.row(kind, value, **more))

    def span(self):
        """Some of the periods, or all of them."""
        if self.maybe(0.6):
            return {}
        start = self.random.randrange(self.periods)
        end = self.random.choice([0, self.random.randint(start + 1, self.periods)])
        return {"start": start, "end": end}


def conventions(d):
    d.periods = d.random.randint(1, 8)
    d.add("horizon", d.periods)
    if d.maybe(0.15):
        d.add("period_hours", d.random.choice([24, 168, 8760]))
    else:
        d.add("period_months", d.random.choice([12, 12, 24, 1, 3]))
    if d.maybe(0.2):
        d.add("hours_per_month", 720)
        d.add("hours_per_year", 8784)
    d.add("option", option=1, text="one")
    d.add("option", option=2, text="two")
    d.real = d.maybe(0.3)
    if d.real:
        d.add("real_money", 1)
        d.add("discount_rate", d.number(0, 0.2))
    if d.real or d.maybe():
        d.add("inflation", d.number(-0.02, 0.1))
    d.add("base_year", 2026)
    d.add("price_index", 1.1, price_year=2023)
    d.add("fx", d.number(0.5, 2), currency="EUR")


def demand(d):
    d.add("input_tokens", d.number(0, 5e12), time="year")
    d.add("output_tokens", d.number(1e9, 2e12), time="year", option=d.random.choice([0, 0, 1]))
    if d.maybe():
        d.add("cached_tokens", d.number(0, 1e9), time="day", **d.span())
    d.has_tasks = d.maybe()
    if d.has_tasks:
        d.add("tasks", d.number(0, 1e6), time="month")
        d.add("task_input", 3000)
        d.add("task_output", 500, quantity=2)
        d.add("token_multiplier", d.number(0.5, 2), option=1)
        d.add("success", d.number(0.3, 1))
    if d.maybe():
        d.add("cache_hit", d.number(0, 1))
    for kind, low, high in (("growth_linear", -0.5, 2), ("growth_compound", -0.3, 1), ("demand_step", 0.5, 3)):
        if d.maybe():
            d.add(kind, d.number(low, high), **d.span())
    if d.maybe(0.4):
        for hour in range(24):
            d.add("profile", d.number(0.1, 1), subject=hour)
    if d.maybe(0.3):
        d.add("peak", d.number(1, 3))


def units(d):
    d.mode, d.has_racks = d.random.choice(["sized", "sized", "fixed", "api"]), False
    if d.mode == "api":
        return
    if d.mode == "fixed" and d.maybe(0.2):
        pass  # units of unknown capacity
    elif d.maybe(0.8):
        d.add("capacity_output", d.number(2e3, 5e4), option=1)
        if d.maybe():
            d.add("capacity_input", d.number(5e3, 2e5), option=1)
        if d.maybe():
            d.add("capacity_cached", d.number(5e4, 2e5), option=1)
    else:
        d.add("capacity_tokens", d.number(1e4, 1e5))
    if d.maybe(0.3):
        d.add("capacity_factor", 0.75, end=d.random.randint(1, d.periods))
    if d.maybe(0.7):
        d.add("utilisation_max", d.number(0.3, 1))
    if d.mode == "fixed":
        d.add("units", d.random.randint(0, 40), **d.span())
        if d.maybe(0.4):
            d.add("load", d.number(0, 1))
    else:
        for kind, value in (("units_spare", 1), ("units_min", 2), ("units_max", 20), ("redundancy", 1.5)):
            if d.maybe(0.3):
                d.add(kind, value)
        d.add("sizing", option=1, subject=d.random.choice(["peak", "hours", "exact"]))
    if d.maybe(0.8):
        d.add("unit_gpus", d.random.choice([1, 2, 4, 8]))
    if d.maybe():
        d.add("node_gpus", 8)
        d.add("rack_nodes", d.random.choice([1, 4]))
        d.has_racks = True
    if d.maybe(0.3):
        d.add("duty", d.number(0.2, 1))
    if d.maybe(0.3):
        d.add("escalation", d.number(0, 1))
        d.add("cost", 2.5, category="api", basis="remote_mtok")


def power_rows(d):
    d.add("power_max", 700, basis="gpu")
    d.add("power_max", 900, basis="node", quantity=2)
    if d.maybe():
        d.add("power_busy", 600, basis="gpu")
    if d.maybe():
        d.add("power_idle", 120, basis="gpu")


def physics(d):
    if d.mode != "api":
        power_rows(d)
        if d.maybe():
            d.add("embodied", d.number(0, 6000), basis=d.random.choice(["one", "unit", "gpu", "node"]),
                  category=d.random.choice([0, "gpu"]), quantity=d.random.choice([1, 2]), **d.span())
    if d.maybe():
        d.add("grid_carbon", 0.8, quantity=0.25)
        d.add("grid_carbon", 0.02, quantity=0.75, option=d.random.choice([0, 1]))
        d.add("water", d.number(0, 3))
    if d.maybe():
        d.add("pue", d.number(1, 1.6))
    if d.mode == "api" or d.maybe():
        d.add("energy_use", d.number(0, 100), time="day")
    d.add("fte", d.number(0, 2))
    if d.maybe():
        d.add("gpus_per_fte", d.number(20, 100))
    if d.maybe():
        d.add("fte_min", 5)
    d.add("stored_gb", 1000, **d.span())
    if d.maybe():
        d.add("egress_gb", 50, time="month", quantity=d.random.choice([1, 3]))
    d.add("egress_per_mtok", 0.01)


PURCHASES = ["one", "unit", "gpu", "node", "rack", "kw", "kw_facility", "fte", "gb", "capex"]
COSTS = ["one", "unit", "gpu", "node", "kw", "kw_facility", "fte", "gb", "capex", "spend", "kwh", "kwh_it", "unit_hour",
         "gpu_hour", "node_hour", "mtok_input", "mtok_cached", "mtok_output", "mtok", "local_mtok", "remote_input",
         "remote_cached", "remote_output", "remote_mtok", "gb_out", "rack", "task", "remote_task"]
SPENT_ON = ["gpu", "server", "network", "storage", "facility", "energy", "software", "maintenance", "staff", "cloud",
            "api", "egress", "other"]


def is_lacking(d, basis):
    """The scenario gives no quantity of this basis."""
    if basis == "rack" and not d.has_racks or basis in ("task", "remote_task") and not d.has_tasks:
        return True
    return d.mode == "api" and basis in ("unit", "gpu", "node", "rack", "kw", "kw_facility", "unit_hour", "gpu_hour",
                                         "node_hour")


def money(d):
    return {"currency": d.random.choice(["", "", "EUR"]), "price_year": d.random.choice([0, 2026, 2023]),
            "quantity": d.random.choice([1, 1, 8])}


def purchases(d):
    for _ in range(d.random.randint(0, 4)):
        basis = d.random.choice(PURCHASES)
        if is_lacking(d, basis):
            continue
        value = 0.2 if basis == "capex" else d.number(0, 5e4)
        band = d.random.choice([(0, 0), (0, 0), (0, 8), (2, 16)])
        subject = d.random.choice([0, "gpu", "server"]) if basis == "capex" else 0
        d.add("buy", value, category=d.random.choice(SPENT_ON[:5]), basis=basis, subject=subject, nodes=band, **d.span(),
              **({} if basis == "capex" else money(d)))
    for category in (0, "gpu", "server"):
        if d.maybe(0.4):
            d.add("life", d.random.randint(1, 10), category=category)
        if d.maybe(0.3):
            d.add("residual", d.number(0, 0.6), category=category, option=d.random.choice([0, 1]))
        if d.maybe(0.3):
            way = d.random.choice([("straight", 0), ("declining", 0.3), ("macrs", 3), ("macrs", 5), ("macrs", 7)])
            d.add("depreciation", way[1], subject=way[0], category=category)
    if d.maybe(0.2):
        d.add("close_at_book", 1)


def costs(d):
    for _ in range(d.random.randint(1, 8)):
        basis = d.random.choice(COSTS)
        if is_lacking(d, basis):
            continue
        stock = basis in ("one", "unit", "gpu", "node", "rack", "kw", "kw_facility", "fte", "gb", "capex")
        time = d.random.choice(["hour", "day", "month", "year", "period"]) if stock else 0
        if basis in ("one", "unit", "gpu") and d.maybe(0.3):
            time = 0
        share = basis in ("capex", "spend")
        kind = "cost" if d.maybe(0.8) else "income"
        more = {} if kind == "income" else {"category": d.random.choice(SPENT_ON)}
        d.add(kind, d.number(0, 0.3) if share else d.number(0, 10), basis=basis, time=time, **d.span(), **more,
              **({} if share else money(d)))
    for category in (0, "energy", "api"):
        if d.maybe(0.3):
            d.add("price_factor", d.number(0.5, 2), category=category, **d.span())
    for curve in ("hardware", "rental", "api", "energy", "wages", "general", "revenue"):
        if d.maybe(0.4):
            d.add("curve_rate", d.number(-0.5, 0.3), subject=curve, **d.span())
        if d.maybe(0.2):
            d.add("curve_point", d.random.choice([0, d.number(0.2, 2), d.number(0.2, 2)]), subject=curve, start=d.random.randrange(d.periods))
    if d.maybe(0.3):
        d.add("tax_rate", d.number(0, 0.4), subject=d.random.choice([0, 1]))


def commitments(d):
    if d.mode == "api":
        return
    for number in range(d.random.choice([0, 0, 1, 2])):
        start = d.random.randrange(d.periods)
        end = d.random.choice([0, d.random.randint(start + 1, d.periods + 6)])
        d.add("commit_units", d.number(0, 30), basis=d.random.choice(["unit", "gpu", "node"]), start=start, end=end,
              subject=number)
        d.add("commit_price", d.number(0.5, 4), time=d.random.choice(["hour", "hour", "day", "month"]), subject=number,
              currency=d.random.choice(["", "EUR"]), price_year=d.random.choice([0, 2023]),
              quantity=d.random.choice([1, 2]))
        if d.maybe():
            d.add("commit_upfront", d.random.choice([0.5, 1]), subject=number)


def finance(d):
    """Leases, loans, delivery times."""
    if d.maybe(0.3):
        d.add("lease_term", d.random.randint(1, 10))
    for category in ("gpu", "server", "network"):
        if d.maybe(0.2):
            d.add("delivery", d.random.choice([0, 1, 2, 3]), category=category, option=d.random.choice([0, 1]))
        basis = d.random.choice(["one", "unit", "gpu", "node"])
        if d.maybe(0.25) and not is_lacking(d, basis):
            d.add("lease", d.number(0.1, 500), category=category, basis=basis, time=d.random.choice(["month", "year"]),
                  nodes=d.random.choice([(0, 0), (0, 0), (2, 16)]), **d.span(), **money(d))
            if d.maybe(0.7):
                d.add("lease_term", d.random.randint(1, 10), category=category)
            if d.maybe():
                d.add("lease_buyout", d.number(0, 5000), category=category, option=d.random.choice([0, 1]))
    for number in range(d.random.choice([0, 0, 1, 2])):
        start = d.random.randrange(d.periods)
        if d.maybe(0.5):
            d.add("loan", d.number(0, 1e6), basis="one", subject=number, start=start, option=d.random.choice([0, 1]))
        else:
            d.add("loan", d.number(0, 1), basis="capex", subject=number, category=d.random.choice([0, "gpu", "server"]),
                  **d.span())
        d.add("loan_rate", d.random.choice([0, d.number(0, 0.2)]), subject=number)
        if d.maybe(0.7):
            d.add("loan_term", d.random.randint(1, 12), subject=number)


def hours_of_day(d):
    for kind in ("energy_hour", "carbon_hour"):
        if d.maybe(0.3):
            for hour in d.random.sample(range(24), d.random.randint(1, 24)):
                d.add(kind, d.number(0, 3), subject=hour)


def ends(d):
    for supply in ("all", "api", "units"):
        if d.maybe(0.15):
            d.add("ends", d.random.choice([d.number(0, d.periods), d.random.randint(0, d.periods), 1000]), subject=supply,
                  option=d.random.choice([0, 1]))


def random_rows(seed):
    d = Draw(seed)
    for part in (conventions, demand, units, physics, purchases, costs, commitments, ends, finance, hours_of_day):
        part(d)
    return d.rows


# ---- comparison -------------------------------------------------------------------------------------------------------


def compare(name, got, want, scale):
    if abs(got - float(want)) > RELATIVE * max(abs(float(want)), scale):
        raise Difference(f"{name}: {got!r}, reference {float(want)!r}")


def record_series(code, want):
    """What follows the last number is 0."""
    numbers = [f"{float(value):.12g}" for value in want]
    while len(numbers) > 1 and numbers[-1] == "0":
        numbers.pop()
    RECORDING.say("series", int(code), *numbers)


def compare_series(name, got, want, size=0.0):
    """size: what the numbers are differences of, where they may cancel."""
    scale = max([abs(float(value)) for value in want] + [1e-300, size * 1e-3])
    for t, (mine, theirs) in enumerate(zip(got, want)):
        compare(f"{name}[{t}]", mine, theirs, scale * 1e-3)


USE = {"asked_input": "input", "asked_cached": "cached", "asked_output": "output", "asked_tasks": "tasks", "units": "units",
       "units_peak": "peak", "gpus": "gpus", "nodes": "nodes_peak", "load": "load", "kw": "kw", "kwh": "kwh", "fte": "fte"}


def series_of(reference):
    """All series but those of money."""
    use = reference.use
    out = {name: [u[key] for u in use] for name, key in USE.items()}
    out["local_tokens"] = [u["tokens"] * u["local"] for u in use]
    out["remote_tokens"] = [u["tokens"] * u["remote"] for u in use]
    out["served_tokens"] = [u["tokens"] * (u["local"] + u["remote"]) for u in use]
    out["unserved"] = [u["tokens"] * u["nobody"] for u in use]
    out["tasks"] = [u["tasks"] * (u["local"] + u["remote"]) for u in use]
    out["co2_use"] = [u["kwh"] * u["grid"] * u["carbon_by_hour"] for u in use]
    out["co2_embodied"] = reference.carbon
    return {name: [*values, F(0)] for name, values in out.items()}




def compare_money(option, account, reference):
    size = float(sum(abs(a) for e in reference.events for _, a in e[5])) * 1e-3
    for name, want in (("cash_start", reference.cash(0)), ("cash_within", reference.cash(1)),
                       ("accrual", reference.accrual())):
        compare_series(f"option {option} {name}", account.series(name), want, size * 1e3 if reference.principal else size)
        record_series(Series[name.upper()], want)
    for category in Category:
        for name, want in (("cash_start", reference.cash(0, category)), ("accrual", reference.accrual(category))):
            # A tax is a share of what may cancel to nothing, as principal received and repaid does: the error is one
            # rounding (1e-15) of all that accrues.
            whole = size * 1e3 if category == Category.TAX or reference.principal else size
            compare_series(f"option {option} {category.name}", account.series(name, category), want, whole)
            if any(want):
                record_series(Series[name.upper()] + 256 * category, want)


def compare_present(scenario, option, reference):
    """What an option is worth today does not depend on the money in which its amounts are stated."""
    rate = reference.value_of(K.DISCOUNT_RATE, F(0))
    nominal = sum((sum(a for _, a in e[5]) / reference.money(e[3], e[4]) *
                   power(1 + rate, -reference.years * (e[3] + (F(1, 2) if e[4] and e[3] < reference.periods else 0)))
                   for e in reference.events), F(0))
    scale = float(sum(abs(a) for e in reference.events for _, a in e[5])) * 1e-3
    compare(f"option {option} NPV", risk.Risk(scenario, option).estimate(), nominal, scale)


def run_case(seed):
    rows = random_rows(seed)
    RECORDING.start(seed)
    for row in rows:
        RECORDING.give("row", row)
    scenario = tco.Scenario(rows)
    RECORDING.say("resolve")
    for option in (1, 2):
        reference, account = Reference(rows, option).post(), scenario.estimate(option)
        RECORDING.say("option", option)
        compare_money(option, account, reference)
        for name, want in series_of(reference).items():
            compare_series(f"option {option} {name}", account.series(name), want)
            record_series(Series[name.upper()], want)
        compare_summary(account.summary, reference)
        compare_lines(scenario, account, reference)
        compare_present(scenario, option, reference)
    return True


def sums(reference):
    """Fields of the summary that are sums, means and greatest values over the periods."""
    use, n = reference.use, reference.periods
    total = lambda value: sum((value(u) for u in use), F(0))
    most = lambda key: max(u[key] for u in use)
    served = lambda u: u["local"] + u["remote"]
    return {"hours": reference.hours * n, "asked_tokens": total(lambda u: u["tokens"]),
            "local_tokens": total(lambda u: u["tokens"] * u["local"]),
            "remote_tokens": total(lambda u: u["tokens"] * u["remote"]),
            "unserved_tokens": total(lambda u: u["tokens"] * u["nobody"]),
            "output_tokens": total(lambda u: u["output"] * served(u)), "asked_tasks": total(lambda u: u["tasks"]),
            "tasks": total(lambda u: u["tasks"] * served(u)),
            "capacity_tokens": total(lambda u: u["tokens"] * u["local"] / u["load"] if u["load"] else F(0)),
            "units_mean": total(lambda u: u["units"]) / n, "units_peak": most("peak"), "gpus_peak": most("gpus_peak"),
            "nodes_peak": most("nodes_peak"), "gpu_hours": total(lambda u: u["gpus"] * u["on"]),
            "fte_mean": total(lambda u: u["fte"]) / n, "provisioned_kw": most("kw"), "kwh": total(lambda u: u["kwh"]),
            "drawn_kw": total(lambda u: u["kwh"]) / (reference.hours * n),
            "co2_use_kg": total(lambda u: u["kwh"] * u["grid"] * u["carbon_by_hour"]), "co2_embodied_kg": sum(reference.carbon, F(0)),
            "water_l": total(lambda u: u["kwh"] * u["water"]), "grid_kg_per_kwh": total(lambda u: u["grid"]) / n}


NATURES = {"capex_money": Nature.CAPEX, "one_off_money": Nature.ONE_OFF, "fixed_money": Nature.FIXED,
           "variable_money": Nature.VARIABLE, "committed_used_money": Nature.USED,
           "committed_unused_money": Nature.UNUSED}
HELD = (Nature.CAPEX, Nature.ONE_OFF, Nature.FIXED, Nature.USED)


def amount_of(reference, is_wanted):
    return sum((a for e in reference.events if is_wanted(e) for _, a in e[5]), F(0))


def idle_money(reference, busy, hours):
    """Of what is held, the share of time without load; the close goes by the mean. Not in the header."""
    idle = amount_of(reference, lambda e: e[2] == Nature.UNUSED)
    if not (reference.has(K.LOAD) or reference.use[0]["capacity"]) or not hours:
        return idle
    for e in reference.events:
        for t, amount in e[5]:
            load = reference.use[t]["load"] if t < reference.periods else busy / hours
            idle += amount * (1 - load) if e[2] in HELD else F(0)
    return idle


def monies(reference, busy, hours):
    out = {field: amount_of(reference, lambda e, n=nature: e[2] == n) for field, nature in NATURES.items()}
    out["total_money"] = amount_of(reference, lambda e: True)
    out["revenue_money"] = -amount_of(reference, lambda e: e[1] == Category.REVENUE)
    out["spent_money"] = out["total_money"] + out["revenue_money"]
    out["cost_money"] = sum((max(sum(a for _, a in e[5]), F(0)) for k, e in enumerate(reference.events)
                             if k not in reference.principal), F(0))
    out["credit_money"] = out["cost_money"] - out["total_money"]
    out["margin_money"] = -out["total_money"]
    out["overage_money"] = amount_of(reference, lambda e: e[6] in HOURLY and e[1] != Category.REVENUE)
    out["idle_money"] = idle_money(reference, busy, hours)
    return out


def ratios(reference, s, busy, hours):
    """None: there is no denominator."""
    over = lambda above, below, most=None: above / below if (below if most is None else most) > F(1e-12) else None
    knows_load = reference.has(K.LOAD) or reference.use[0]["capacity"]
    counts = min(s["units_peak"], s["gpus_peak"], s["nodes_peak"], s["gpu_hours"])
    spent, tokens = s["spent_money"], s["local_tokens"] + s["remote_tokens"]
    out = {"load_frac": over(busy, hours) if knows_load else None,
           "money_per_busy_hour": over(spent, busy) if knows_load else None,
           "money_per_unit": over(spent, s["units_peak"], counts), "money_per_gpu": over(spent, s["gpus_peak"], counts),
           "money_per_node": over(spent, s["nodes_peak"], counts),
           "money_per_gpu_hour": over(spent, s["gpu_hours"], counts),
           "reserved_money_per_mtok": over(spent * 10**6, tokens),
           "used_money_per_mtok": over((spent - s["idle_money"]) * 10**6, tokens),
           "marginal_money_per_mtok": over(s["variable_money"] * 10**6, tokens),
           "output_money_per_mtok": over(spent * 10**6, s["output_tokens"]),
           "money_per_task": over(spent, s["tasks"]), "marginal_money_per_task": over(s["variable_money"], s["tasks"])}
    if s["revenue_money"] > 0 and spent > F(1e-12):
        out["margin_frac"] = (s["revenue_money"] - spent) / spent
    for name, hours_of in (("hour", 1), ("month", reference.month), ("year", reference.year)):
        out["money_per_" + name] = spent / s["hours"] * hours_of
    return out


def compare_figure(name, got, want, scale):
    if want is None:
        if got is not None:
            raise Difference(f"{name}: {got!r}, the reference knows none")
        return
    compare(name, got, want, scale)
    RECORDING.expect(name, float(want), RELATIVE * scale)


POWER = [K.POWER_BUSY, K.POWER_MAX]
ENERGY = [*POWER, K.ENERGY_USE]
CAPACITY = [K.CAPACITY_INPUT, K.CAPACITY_CACHED, K.CAPACITY_OUTPUT, K.CAPACITY_TOKENS, K.LOAD]
# Of each of these lists some kind must be given for the option, else the figure is unknown.
NEEDS = {"kwh": [ENERGY], "drawn_kw": [ENERGY], "provisioned_kw": [POWER], "grid_kg_per_kwh": [[K.GRID_CARBON]],
         "co2_use_kg": [ENERGY, [K.GRID_CARBON]], "water_l": [ENERGY, [K.WATER]], "co2_embodied_kg": [[K.EMBODIED]],
         "fte_mean": [[K.FTE, K.GPUS_PER_FTE, K.FTE_MIN]], "capacity_tokens": [CAPACITY]}


def given(reference, name, want):
    """None for a figure that no row of the option gives."""
    needs = NEEDS.get(name, [])
    return want if all(any(reference.has(kind) for kind in kinds) for kinds in needs) else None


def compare_summary(summary, reference):
    hours = sum((u["units"] * u["on"] for u in reference.use), F(0))
    busy = sum((u["units"] * u["on"] * u["load"] for u in reference.use), F(0))
    money, amounts = monies(reference, busy, hours), sums(reference)
    scale = float(sum(abs(a) for e in reference.events for _, a in e[5])) * 1e-3
    for name, want in money.items():
        compare_figure(name, getattr(summary, name), want, scale)
    for name, want in amounts.items():
        compare_figure(name, getattr(summary, name), given(reference, name, want),
                       1e-9 * float(amounts["asked_tokens"]) * ("tokens" in name))
    for name, want in ratios(reference, {**money, **amounts}, busy, hours).items():
        size = 0.0 if want is None or not money["spent_money"] else abs(float(want / money["spent_money"]))
        if name.startswith("used_"):  # a difference
            size = 1e6 / float(amounts["local_tokens"] + amounts["remote_tokens"]) if want is not None else 0.0
        compare_figure(name, getattr(summary, name), want, size * scale if name != "load_frac" else 0)
    compare_flags(summary, reference)


def compare_flags(summary, reference):
    if summary.flags != reference.flags:
        raise Difference(f"flags {summary.flags!r}, reference {reference.flags!r}")
    RECORDING.expect("flags", int(reference.flags))
    missed = [t for t, u in enumerate(reference.use) if u["nobody"] * u["tokens"] > u["tokens"] * F(1e-9)]
    first = missed[0] if missed else -1
    if summary.first_unserved_period != first:
        raise Difference(f"first unserved period {summary.first_unserved_period}, reference {first}")
    RECORDING.expect("first_unserved_period", first)


def compare_quantities(lines, reference):
    """Of each row and nature, the sum over its lines; taxes apart, which are 1 each, or none where costs cancel."""
    got, want = {}, {}
    for line in lines:
        if line.category == Category.TAX:
            continue
        got[line.row, int(line.nature)] = got.get((line.row, int(line.nature)), 0.0) + line.quantity
    for e in reference.events:
        if e[1] == Category.TAX:
            continue
        want[e[0], int(e[2])] = want.get((e[0], int(e[2])), F(0)) + e[7]
    for key in sorted(set(got) | set(want)):
        compare(f"quantity of row {key[0]}, nature {key[1]}", got.get(key, 0.0), want.get(key, F(0)), 1e-3)
        RECORDING.say("quantity", *key, f"{float(want.get(key, F(0))):.12g}")


def compare_lines(scenario, account, reference):
    """Both views of the account follow from its lines; cash and accrual have one sum."""
    lines, n, years = account.lines(), scenario.conventions.periods, scenario.conventions.period_years
    for name in ("cash", "cash_start", "cash_within", "accrual"):
        compare_series("lines " + name, tco.view(lines, n, years, name), account.series(name))
    scale = sum(abs(line.amount) for line in lines)
    compare("cash and accrual", sum(account.series("cash")), sum(account.series("accrual")), scale)
    compare("amounts", sum(account.amounts), sum(line.amount for line in lines), scale)
    compare_quantities(lines, reference)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", metavar="FILE", help="writes what was compared, for tests/unit")
    arguments = parser.parse_args()
    RECORDING.is_on = arguments.record is not None
    failed = 0
    for number in range(arguments.cases):
        seed = f"{arguments.seed}/{number}"
        try:
            run_case(seed)
        except (Difference, libtoll.TollError) as difference:
            failed += 1
            print(f"case {seed}: {difference}")
            if failed == 10:
                break
    if arguments.record:
        RECORDING.write(arguments.record, "tco_reference.py")
    print(f"{arguments.cases} scenarios compared, {failed} differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
