# SPDX-License-Identifier: Apache-2.0
"""Adapters of TCO vectors to finance.h: kind -> function of the inputs -> [(words of the output, base unit, value)].

Only names and units are mapped here; a check refuses arithmetic, sums, loops over numbers, and any number but 0 and 1.
"""
import re

from libtoll import finance
from libtoll.records import Depreciate, IdleRule

from tco_names import DAYS, GRAMS, HOURS, MONTHS, MTOK, PERCENTS, TONNES, YEARS, Missing, adapter, scaled

ADAPTERS = {}
RENT = ("cloud.*", ".*rent.*", "api.*", ".*on_demand.*", ".*reserved.*", "gpu_(price|rate)?", "")
OWN = ("onprem_opex.*", "own.*opex.*", "onprem.*", "own.*", ".*opex.*", ".*running.*", ".*electricity.*")
CAPEX = ("capex.*", ".*capex", "hardware.*", "system.*", "server.*", "(purchase|acquisition|investment).*", "cost", "price")
PER_H = ("usd_per_h", "usd_per_gpu_h", "usd_per_node_h", "usd_per_instance_h", "usd_per_server_h")
PER_MTOK = ("usd_per_mtok",)
NO_UNIT = ("", "gpu", "node", "unit")


def total(*amounts):
    """The sum of at least one amount: of none it would be a 0 that nobody gave."""
    if not amounts:
        raise Missing("nothing to add")
    return finance.cumulative(amounts).total_usd


def product(units=1, parts=1, times=1, price=1, share=1):
    """One line of a budget."""
    return finance.budget([finance.Item(units, parts, times, price, share)]).total_usd


def spread(amount, periods, salvage=0):
    """An amount over so many periods, straight line."""
    return finance.asset_value(cost_usd=amount, salvage_usd=salvage, life_periods=periods, age_periods=0).charge_usd_per_period


# ---- energy and carbon ----------------------------------------------------------------------------------------------


def run(x, **more):
    """Watts, count, hours, PUE, tariff and carbon of a vector; gpu_hours are hours of one."""
    lasting = x.find(("h",), "gpu", "(?!gpu).*", default=None) or x.find(("h_per_year", "h_per_month"), default=None)
    if x.has(("h_per_day",)):
        lasting = product(x.find(("h_per_day",)), times=x.find(("day",), default=DAYS["year" if "year" in x.kind or "annual" in x.kind else "month"]))
    is_accelerator_hours = x.has(("h",), "gpu")
    power = {
        "units": 1 if is_accelerator_hours else x.find(NO_UNIT, "gpu", "server", "node", "unit", "device", "chip", "avg_node",
                                                       default=1),
        "w_per_unit": x.find(("w",), "(gpu|chip|device|server|node|system)?(_?(listed|tdp|avg|average))*", ".*"),
        "hours": x.span(HOURS, default=1) if lasting is None else lasting,
        "pue": x.number("pue", default=1), "usd_per_kwh": x.find(("usd_per_kwh",), default=None),
        "kg_per_kwh": x.find(("kg_per_kwh",), default=None), "utilisation_frac": x.frac("utilisation", default=1)}
    return finance.energy(**{**power, **more})


@adapter(ADAPTERS, ".*power_cost", "electricity.*cost", "energy_cost.*", "power_.*cost.*")
def power_cost(x):
    use = run(x)
    return [(".*", "usd_per_year", use.usd), (".*", "usd_per_month", use.usd), (".*", "usd_per_day", use.usd),
            (".*", "usd", use.usd), (".*", "kwh", use.kwh), (".*", "usd_per_h", use.usd_per_h),
            (".*", "kwh_per_year", use.kwh)]


@adapter(ADAPTERS, "training_energy.*", ".*energy_carbon", ".*carbon_emissions?", "carbon", "energy")
def carbon(x):
    use = run(x)
    return [(".*", "kg", use.kg), (".*", "kwh", use.kwh), (".*", "usd", use.usd)]


@adapter(ADAPTERS, "sum_.*", ".*_sum", "total_carbon", "sum")
def sums(x):
    """One total of all inputs, whatever its unit."""
    result = total(*x.all())
    units = {row[1] for row in x.rows}
    return [(".*", "kg", result if "kg" in units else scaled(result, TONNES["t"])),
            *[(".*", unit, result) for unit in ("usd", "usd_per_h", "usd_per_month", "usd_per_year", "h", "kwh", "")]]


@adapter(ADAPTERS, ".*grid_mix.*", ".*mix_intensity", ".*blend.*", "weighted_.*")
def grid_mix(x):
    """Each input is (share, value)."""
    pairs = x.take([row for row in x.rows if isinstance(row[3], list)])
    blend = finance.mix([pair[0] for pair in pairs], [pair[1] for pair in pairs]).sum
    return [(".*", "kg_per_kwh", scaled(blend, GRAMS["g_per_kwh"])), (".*", "usd_per_mtok", blend), (".*", "", blend)]


# ---- capital --------------------------------------------------------------------------------------------------------


@adapter(ADAPTERS, "depreciation_straight_line", "straight_line.*")
def straight_line(x):
    cost, salvage = x.usd("cost.*", *CAPEX), x.usd("salvage.*", "residual.*", default=0)
    return [(".*", "usd_per_month", spread(cost, x.span(MONTHS), salvage)),
            (".*", "usd_per_year", spread(cost, x.span(YEARS), salvage))]


@adapter(ADAPTERS, "depreciation_declining_balance", "declining_balance.*", ".*double_declining.*")
def declining_balance(x):
    count = x.span(YEARS, default=None) or x.number("period.*", "n")
    plan = {"cost_usd": x.usd("cost.*", *CAPEX), "salvage_usd": x.usd("salvage.*", "residual.*", default=0),
            "method": Depreciate.DECLINING, "rate_frac": x.frac(".*rate.*", "declining.*", "")}
    schedule = finance.depreciation(count=int(count), **plan)
    return [("book.*", "", schedule.books_usd), ("book.*", "usd", schedule.books_usd),
            ("(charge|depreciation).*", "", schedule.charges_usd), ("(charge|depreciation).*", "usd", schedule.charges_usd)]


@adapter(ADAPTERS, "depreciation_macrs", "macrs.*")
def macrs(x):
    schedule = finance.depreciation(
        cost_usd=x.usd("cost.*", *CAPEX, default=1), life_periods=x.find(("year", ""), "recovery.*", "life.*", ""),
        method=Depreciate.SWITCH, balance_factor=x.number("declining.*", "balance.*", "factor.*", default=PERCENTS["200_percent"]),
        first_period_frac=x.frac("first.*", "convention.*", default=PERCENTS["half_year"]))
    return [(".*", "frac", schedule.charges_usd), (".*", "", schedule.charges_usd), (".*", "usd", schedule.charges_usd),
            (".*", "frac_by_year", schedule.charges_usd)]


@adapter(ADAPTERS, "economic_depreciation", "residual.*", ".*resale.*")
def economic_depreciation(x):
    residual = x.frac("residual.*", ".*resale.*", "remaining.*", default=None)
    charge = spread(1, x.span(YEARS), residual)
    return [(".*", "frac_per_year", charge), (".*", "frac", charge)]


@adapter(ADAPTERS, ".*obsolescence.*", "epoch_.*")
def obsolescence(x):
    asset = {"cost_usd": x.usd(*CAPEX, default=1), "method": Depreciate.OBSOLESCENCE,
             "decades_per_period": x.number(".*oom.*", "decade.*", "g", "rate")}
    value = finance.asset_value(age_periods=x.span(YEARS, default=0), **asset)
    return [("value.*|", "usd", value.value_usd), (".*", "usd_per_year", value.charge_usd_per_period),
            (".*", "frac_per_year", value.charge_usd_per_period)]


@adapter(ADAPTERS, "(annuity|capital_recovery|loan|equivalent_annual).*", "pmt", "eac")
def annuity(x):
    payment = finance.payment(x.usd("npv", "present.*", "principal.*", *CAPEX), x.frac(".*rate.*", "discount.*", "interest.*"),
                              x.span(YEARS, default=None) or x.number("period.*", "n", "payments"),
                              future_usd=x.usd("salvage.*", "residual.*", "future.*", default=0))
    return [(".*", unit, payment) for unit in ("usd_per_year", "usd_per_month", "usd", "")]


@adapter(ADAPTERS, "npv", "net_present_value.*")
def present_value(x):
    flows = x.flows([])
    value = finance.npv(flows, upfront=x.usd("upfront.*", *CAPEX, default=0), rate_frac=x.frac(".*rate.*", "discount.*"),
                        periods_per_year=1)
    return [(".*", "usd", value), (".*", "", value)]


@adapter(ADAPTERS, "irr", "internal_rate.*")
def internal_rate(x):
    roots = finance.irr(x.flows())
    return [("(irr|rate)?", "frac", roots.rate_frac), ("(irr|rate)?", "", roots.rate_frac), ("roots", "", roots.roots_frac)]


# ---- break-even -----------------------------------------------------------------------------------------------------


def times(answer):
    """Every spelling of a break-even time; never is no number."""
    return [(".*", "h", answer.hours), (".*", "month", answer.months), (".*", "year", answer.years_at_use),
            (".*", "h_per_day", answer.threshold_hours_per_day)]


@adapter(ADAPTERS, "breakeven_(hours|years|months)_vs_cloud", "breakeven_years_at.*", "breakeven_hours.*", "breakeven",
         "breakeven_vs_.*", "payback_vs_.*", "breakeven_daily.*", "breakeven_threshold.*")
def breakeven(x):
    if not x.has(PER_H, "(onprem|own).*", ".*opex.*"):
        return own_or_rent(x)
    return times(finance.breakeven(
        capex_usd=x.usd(*CAPEX), own_usd_per_period=x.find(PER_H, *OWN), rent_usd_per_period=x.find(PER_H, *RENT),
        hours_per_month=x.find(("h_per_month",), default=HOURS["month"]),
        use_hours_per_day=x.find(("h_per_day",), default=HOURS["day"]), life_years=x.span(YEARS, default=None)))


@adapter(ADAPTERS, "breakeven_months_vs_api", "breakeven_api.*", "breakeven_months")
def breakeven_api(x):
    """Blended price times tokens, against electricity."""
    tokens = x.find(("tok_per_month",))
    prices = [x.find(PER_MTOK, "price_in", "in.*", ".*in", ".*in_.*"), x.find(PER_MTOK, "price_out", "out.*", ".*out", ".*out_.*")]
    shares = [x.frac("in", "in_.*", ".*_in"), x.frac("out", "out_.*", ".*_out")]
    api = product(per_token(tokens), price=finance.mix(shares, prices).sum)
    own = x.find(("usd_per_month",), *OWN, ".*", default=0)
    answer = finance.breakeven(capex_usd=x.usd(*CAPEX), own_usd_per_period=own, rent_usd_per_period=api,
                               period_hours=HOURS["month"])
    return [*times(answer), (".*api.*", "usd_per_month", api), (".*saving.*", "usd_per_month", answer.saving_usd_per_period)]


def per_token(tokens):
    """Tokens in the millions that prices are for."""
    return tokens / MTOK


def own_or_rent(x):
    """GPUs bought with an overhead, run some hours a month in a data centre, against the same rented."""
    gpus, hours = x.find(NO_UNIT, "gpu", ".*gpu.*"), x.find(("h_per_month", "h"), ".*")
    price, overhead = x.find(("usd_per_gpu", "usd"), ".*"), x.frac("overhead.*", default=0)
    capex = total(product(gpus, price=price), product(gpus, price=price, share=overhead))
    running = total(run(x, units=gpus, hours=hours).usd, *x.all(("usd_per_month",)))
    amortised = spread(capex, x.span(MONTHS))
    rented = product(gpus, times=hours, price=x.find(PER_H, *RENT))
    month = total(amortised, running)
    answer = finance.breakeven(capex_usd=capex, own_usd_per_period=running, rent_usd_per_period=rented,
                               period_hours=HOURS["month"])
    return [*times(answer), (".*onprem_cheaper|.*own.*cheaper", "", int(finance.compare(month, rented).cheaper == 1)),
            (".*cloud_cheaper|.*rent.*cheaper", "", int(finance.compare(rented, month).cheaper == 1)),
            (".*(onprem|own).*", "usd_per_month", month), (".*(cloud|rent).*", "usd_per_month", rented),
            (".*capex.*|.*hardware.*", "usd", capex)]


@adapter(ADAPTERS, "breakeven_utili[sz]ation", "breakeven_use")
def breakeven_utilisation(x):
    use = finance.breakeven_use(x.find(PER_H, "at_full_use", "fixed.*", *OWN), x.find(PER_H, *RENT),
                                x.find(PER_H, "marginal.*", default=0))
    return [(".*", "frac", use.use_frac), (".*", "", use.use_frac)]


@adapter(ADAPTERS, ".*payback.*")
def payback(x):
    flows = x.flows(None)
    answer = finance.payback(flows, upfront=x.usd("upfront.*", *CAPEX), rate_frac=x.frac(".*rate.*", default=0), periods_per_year=1)
    return [(".*", "year", answer.periods), (".*", "", answer.periods), (".*", "month", answer.periods)]


# ---- totals and hours -----------------------------------------------------------------------------------------------


@adapter(ADAPTERS, "total_cost.*", "tco.*", "total_cost_of_ownership.*", "tco_horizon")
def total_cost(x):
    capex, years = x.usd(*CAPEX, default=0), x.span(YEARS, default=None)
    hourly = product(times=x.hours("", "horizon.*", "life.*", default=0), price=x.find(PER_H, ".*", default=0))
    yearly = product(times=years or 0, price=x.find(("usd_per_year",), ".*", default=0))
    monthly = product(times=x.span(MONTHS, default=0), price=x.find(("usd_per_month",), ".*", default=0))
    result = total(capex, hourly, yearly, monthly)
    by_year = spread(result, years) if years else None
    return [("total.*|tco|", "usd", result), ("(annual|per_year|yearly).*", "usd", by_year),
            (".*", "usd_per_year", by_year), ("annualised", "usd", by_year),
            (".*", "usd_per_month", spread(result, x.span(MONTHS)) if years else None)]


@adapter(ADAPTERS, "cumulative.*", "cloud_cost.*", ".*rental_cost", "fleet.*cost", "rental.*")
def rental(x):
    """Nodes x GPUs in each x hours x price; hours a month x months where hours come by the month."""
    hours = x.find(("h_per_month", "h_per_day", "h_per_year"), default=None)
    nodes = x.find(NO_UNIT, ".*node.*", ".*server.*", ".*instance.*", "(?!.*per).*gpu.*", default=1)
    parts = x.find(NO_UNIT, ".*gpu_per_node", ".*gpu_per_server", ".*gpu_per_instance", default=1)
    price = x.find(PER_H, ".*")
    if hours is None:
        return [(".*", unit, product(nodes, parts, x.hours(), price)) for unit in ("usd", "usd_per_day", "usd_per_month")]
    span = x.span(MONTHS if x.has(("h_per_month",)) else DAYS if x.has(("h_per_day",)) else YEARS, default=1)
    machines = product(nodes, parts)
    return [(".*", unit, product(machines, hours, span, price)) for unit in ("usd", "usd_per_month", "usd_per_year")]


@adapter(ADAPTERS, "home_server_month", ".*server_month")
def home_server(x):
    kilowatts, tariff = x.find(("w",), ".*"), x.find(("usd_per_kwh",))
    hour = finance.energy(w_per_unit=kilowatts, hours=1, usd_per_kwh=tariff, pue=x.number("pue", default=1)).usd
    power = product(hour, x.find(("h_per_day",)), x.find(("day",), default=DAYS["month"]))
    amortisation = spread(x.usd(*CAPEX), x.span(MONTHS))
    return [("", "usd_per_h", hour), ("(power|electricity|energy)", "usd_per_month", power),
            ("(amortisation|depreciation|hardware|capex)", "usd_per_month", amortisation),
            ("(total|)", "usd_per_month", total(power, amortisation))]


@adapter(ADAPTERS, "cash_flow_sum", "cash_flow.*", "budget.*")
def cash_flows(x):
    """Amounts by year: year 1 has those that name no year."""
    def year_of(name):
        found = re.search(r"(?:year|y)_?(\d+)", name.lower())
        return found.group(1) if found else "1"

    def flat(names):
        return [part for name in names for part in (x.raw[name] if isinstance(x.raw[name], list) else [x.raw[name]])]

    x.refuse_mixed(x.rows)
    x.take(x.rows)
    years = sorted({year_of(name) for name in x.raw}, key=int)
    by_year = [(f"year_?{year}", "usd", total(*flat(name for name in x.raw if year_of(name) == year))) for year in years]
    whole = total(*flat(x.raw))
    parts = [(f"{re.escape(row[0])}_total", "usd", total(*flat([row[4]]))) for row in x.rows]
    return [*parts, *by_year, ("total.*", "usd", whole), (".*", "usd_per_year", spread(whole, int(years[-1]))),
            (".*", "usd_per_month", spread(whole, scaled(int(years[-1]), MONTHS["year"])))]


@adapter(ADAPTERS, "cluster_capex", ".*cluster.*cost", ".*capex.*")
def cluster_capex(x):
    nodes, gpus = x.find(NO_UNIT, "node"), x.find(NO_UNIT, "gpu")
    node = product(nodes, price=x.find(("usd", "usd_per_node"), "node", default=0))
    switch = product(x.find(NO_UNIT, "switch", default=0), price=x.find(("usd", "usd_per_switch"), "switch", default=0))
    facility = product(nodes, price=x.find(("usd_per_node",), "facility.*", ".*", default=0))
    whole = total(node, switch, facility, *x.all(("usd",), "(?!node$|switch$).*"))
    return [("node_total", "usd", node), ("switch_total", "usd", switch), ("facility.*", "usd", facility),
            ("total.*|", "usd", whole), (".*", "usd_per_node", finance.compare(whole, nodes).ratio),
            (".*", "usd_per_gpu", finance.compare(whole, gpus).ratio),
            (".*network.*", "frac", finance.compare(whole, total(switch, *x.all(("usd",), "cable.*"))).inverse_ratio)]


@adapter(ADAPTERS, "owned_hourly_cost", "maintenance_hourly", "effective_rate.*", "amortised_hourly.*", ".*hourly_cost",
         "cost_per_useful_hour", ".*hourly_rate.*")
def owned_hourly(x):
    given = {"capex_usd": x.usd(*CAPEX, default=0), "residual_usd": x.usd("residual.*", "salvage.*", default=0),
             "life_hours": x.hours("life.*", "", default=None), "opex_usd_per_h": x.find(PER_H, "opex.*", ".*", default=0),
             "maintenance_frac_per_year": x.find(("frac_per_year", "frac", ""), "maintenance.*", default=None),
             "hours_per_year": x.find(("h_per_year",), default=None), "utilisation_frac": x.frac("utilisation.*", "u", default=None)}
    hour = finance.owned_hour(**{name: value for name, value in given.items() if value is not None})
    return [("maintenance", "usd_per_h", hour.maintenance_usd_per_h), ("amortisation.*", "usd_per_h", hour.amortisation_usd_per_h),
            ("opex", "usd_per_h", hour.opex_usd_per_h), (".*(useful|used|effective).*", "usd_per_h", hour.usd_per_used_h),
            (".*", "usd_per_useful_h", hour.usd_per_used_h), (".*", "usd_per_h", hour.usd_per_h)]


@adapter(ADAPTERS, "monthly_to_hourly", "yearly_to_hourly", "annual_to_hourly")
def to_hourly(x):
    if x.has(("usd_per_month",)):
        hourly = spread(x.find(("usd_per_month",)), x.find(("h_per_month",), default=HOURS["month"]))
    else:
        hourly = spread(x.find(("usd_per_year",)), x.find(("h_per_year",), default=HOURS["year"]))
    return [(".*", "usd_per_h", hourly)]


@adapter(ADAPTERS, "hourly_to_(monthly|yearly|annual)")
def from_hourly(x):
    hours = x.find(("h_per_month", "h_per_year"), default=HOURS["month"])
    return [(".*", unit, product(times=hours, price=x.find(PER_H))) for unit in ("usd_per_month", "usd_per_year")]


# ---- tokens ---------------------------------------------------------------------------------------------------------


@adapter(ADAPTERS, "cost_per_mtok", ".*cost_per_(m|million)_?tok.*", ".*usd_per_mtok", "unit_cost.*", "token_cost")
def cost_per_mtok(x):
    cost = finance.unit_cost(x.find(PER_H, ".*"), x.find(("tok_per_s",)),
                             utilisation_frac=x.frac("utilisation.*", "u", default=1))
    return [(".*", "usd_per_mtok", cost)]


@adapter(ADAPTERS, "cost_per_mtok()", ".*cost_per_(m|million)_?tok.*()", "unit_cost.*()", "token_cost()", ".*usd_per_mtok()")
def bill_per_mtok(x):
    """A bill over the tokens of its time, at a share of use."""
    tokens = x.find(("tok_per_month", "tok_per_day", "tok_per_h", "tok_per_year", "tok"), ".*")
    served = product(per_token(tokens), share=x.frac("utilisation.*", "u", default=1))
    return [(".*", "usd_per_mtok", finance.compare(x.find(MONEY, ".*"), served).ratio)]


@adapter(ADAPTERS, "token_capacity.*", "capacity.*")
def token_capacity(x):
    hours = x.find(("h_per_month", "h_per_day", "h"))
    gpus = x.find(NO_UNIT, "gpu", "device", default=1)
    tokens = finance.output(x.find(("tok_per_s",)), hours, x.frac("utilisation", default=1))
    use = run(x, hours=hours) if x.has(("w",), ".*") else None
    hardware = product(gpus, price=x.find(("usd", "usd_per_gpu"), ".*", default=0))
    return [("hardware.*|capex", "usd", hardware), (".*", "tok_per_month", tokens), (".*", "tok_per_day", tokens),
            (".*", "tok", tokens), (".*", "usd_per_month", use and use.usd), (".*", "kwh", use and use.kwh)]


@adapter(ADAPTERS, "api_cost.*", "api_(month|day|bill).*", "token_revenue", ".*revenue.*", ".*income.*", "api_.*")
def api_cost(x):
    """Streams of tokens at their prices: by request, or in all."""
    many = x.find(("request_per_day", "request_per_month", "", "request"), ".*request.*", "", default=1)
    days = x.find(("day",), default=1)
    streams = [stream_cost(x, many, pattern, role) for pattern, role in STREAMS]
    whole = total(*[cost for cost, _ in streams if cost is not None])
    month = product(whole, times=days)
    return [*[(role, unit, cost) for cost, role in streams for unit in ("usd_per_day", "usd", "usd_per_month")],
            ("(total|cost|revenue)?", "usd_per_day", whole), (".*", "usd_per_month", month), (".*", "usd", month),
            (".*", "usd_per_request", whole if many == 1 else finance.compare(whole, many).ratio)]


STREAMS = (("(?!.*(cache|hit|miss)).*in(_.*)?", ".*in.*"), (".*(cache|hit).*", ".*cache.*|.*hit.*"), (".*out(_.*)?", ".*out.*"),
           (".*miss.*", ".*miss.*"))


def stream_cost(x, many, pattern, role):
    tokens = x.find(("tok", "tok_per_request"), pattern, default=None)
    price = x.find(PER_MTOK, pattern, default=None)
    price = x.find(("usd",), pattern, default=None) if price is None else price  # API prices are for a million tokens
    if tokens is None or price is None:
        return None, role
    return product(many, per_token(tokens), price=price), role


@adapter(ADAPTERS, "hybrid.*", ".*cost_per_request", ".*escalat.*")
def hybrid(x):
    """Fixed cost over requests, and the escalated share at the API's price."""
    escalated = x.frac(".*escalat.*", ".*share", ".*fraction", "e", "frac", "", default=0)
    requests = x.find(("request_per_h", "request_per_month", "request_per_day", "request", ""), ".*request.*", "n", "volume", "")
    fixed = x.find((*PER_H, "usd_per_month", "usd_per_day", "usd"), "(?!.*api).*")
    api = x.find(("usd_per_request", "usd"), ".*api.*", ".*", default=0)
    own = x.find(("usd_per_request",), "(own|local|marginal).*", default=0)
    cost = finance.hybrid(fixed, requests, escalated_frac=escalated, api_usd_per_request=api, own_usd_per_request=own)
    return [(".*", "usd_per_request", cost), (".*", "usd", cost), (".*", "", cost)]


# ---- commitments, idle, prices, shares --------------------------------------------------------------------------------


@adapter(ADAPTERS, "commitment_(amort|effective|hourly).*", "amortis.*commitment.*")
def amortised_commitment(x):
    """What was paid, over the hours that it pays for."""
    hourly = spread(x.find(("usd",), ".*"), x.hours())
    return [(".*", unit, hourly) for unit in (*PER_H, "usd")]


COMMITTED = ("commit.*", ".*reserved.*", ".*rate.*", "(?!.*(used|usage|on_demand|list|consumed|overage|market|saving)).*")
USED = (".*(?<!un)used.*", ".*consumed.*", ".*covered.*", ".*running.*", "usage.*", ".*demand(ed)?")
UNUSED = (".*unused.*", ".*wasted.*")


@adapter(ADAPTERS, "commit.*", "reserved.*", "savings_plan.*", "reservation.*", ".*_commitment.*", ".*commit.*(used|unused).*")
def commitment(x):
    """Hours, or money at price 1, promised and used. A bare "usd" is what the kind names: the deposit, the instalment, the
    unused or the used part; else all of it."""
    upfront = x.frac(".*upfront.*", ".*deposit.*", "(?!.*(utilisation|used|util)).*", default=0)
    promise = promised(x)
    plan = finance.commitment(promise["committed"], promise["price"], upfront_frac=upfront,
                              demanded_units=promise["demanded"],
                              overage_usd_per_unit=x.find(PER_H, ".*(on_demand|list|overage).*", default=0))
    parts = [("unused.*|wasted|waste", plan.unused_usd), ("(effective_)?used.*", plan.used_usd), ("overage.*", plan.overage_usd),
             (".*(recurring|instal|month|remaining).*", plan.recurring_usd), (".*(upfront|onetime|one_time|deposit).*", plan.upfront_usd),
             ("(total|committed|commitment|billed|annual|full|purchase|effective).*", plan.committed_usd)]
    bare = next((value for pattern, value in parts if re.search(pattern.replace("|", ".*|.*"), x.kind.replace("commitment", ""))
                 and pattern[0] != "("), plan.committed_usd)
    return [*[(pattern, unit, value) for unit in ("usd", *PER_H, "usd_per_day") for pattern, value in parts],
            ("", "usd", bare), ("", "usd_per_month", plan.recurring_usd),
            ("unused.*|wasted", "h", plan.unused_units), ("used.*", "h", plan.used_units), ("overage.*", "h", plan.overage_units),
            (".*unused.*|wasted.*", "frac", finance.compare(promise["committed"], plan.unused_units).inverse_ratio),
            (".*", "frac", plan.used_frac), (".*utilisation.*|used.*", "", plan.used_frac)]


def promised(x):
    """What is promised and what is used, in one unit: hours at a price, or money; a share of use is a share of the hours."""
    price, hours = x.find((*PER_H, "usd"), *COMMITTED), x.hours(*WHOLE_TIME, default=1)
    money = x.find(PER_H, *USED, default=None)
    spent = product(times=hours, price=money) if money is not None else x.find(("usd",), *USED, default=None)
    if spent is not None:
        return {"committed": product(times=hours, price=price), "price": 1, "demanded": spent}
    used, unused = x.find(("h", "", "unit"), *USED, default=None), x.find(("h", "", "unit"), *UNUSED, default=None)
    if used is None and unused is not None:
        used = finance.compare(hours, unused).difference
    if used is None:
        used = product(times=hours, share=x.frac(".*(utilisation|util|used).*", default=1))
    return {"committed": hours, "price": price, "demanded": used}


WHOLE_TIME = ("", "(?!.*(used|usage|consumed|covered|wasted|running)).*")
MONEY = ("usd", *PER_H, "usd_per_month", "usd_per_day", "usd_per_year")
TENANTS = "(?!.*(total|capacity|cluster|node|idle|whole|price|hourly)).*"


def shared_out(x, usage, capacity, cost):
    """Every spelling of what tenants and idle capacity cost; by use unless the kind or an input says evenly."""
    rule = IdleRule.EVEN if "even" in x.kind or "even" in str(x.raw) else IdleRule.WEIGHTED
    shared = finance.allocate_idle(usage, capacity, cost, rule)
    idle_usd = finance.allocate_idle(usage, capacity, cost, IdleRule.KEPT).unallocated_usd
    share = finance.compare(cost, idle_usd).inverse_ratio if cost else None
    everyone = [total(used, part) for used, part in zip(shared.used_usd, shared.idle_usd)]
    named = [(f"{re.escape(row[0])}(_total|_with_idle|_cost|_allocated)?", unit, value) for unit in MONEY
             for row, value in zip([row for row in x.rows if re.fullmatch(TENANTS, row[0])], everyone) if row[0]]
    parts = [(f"{re.escape(row[0])}_idle", unit, value) for unit in MONEY
             for row, value in zip([row for row in x.rows if re.fullmatch(TENANTS, row[0])], shared.idle_usd) if row[0]]
    return [*[("(total_)?idle(_cost|_total)?|unallocated.*", unit, idle_usd) for unit in MONEY], *parts, *named,
            (".*idle.*", "frac", share), (".*idle.*", "", list(shared.idle_usd)), ("idle_(by|share|part).*", "usd", list(shared.idle_usd)),
            (".*(used|usage|workload|allocated).*", "usd", total(*shared.used_usd)), (".*", "", everyone), (".*", "usd", everyone)]


@adapter(ADAPTERS, "idle.*", ".*_idle", ".*idle_alloc.*")
def idle_by_cost(x):
    """A total, and what each workload costs of it."""
    whole = x.find(MONEY, "total.*", "(cluster|node|whole).*", ".*total")
    return shared_out(x, x.all(MONEY, TENANTS), whole, whole)


@adapter(ADAPTERS, "idle.*()", ".*_idle()", ".*idle_alloc.*()")
def idle_by_use(x):
    """A capacity at a price, and how much of it each workload uses."""
    units = ("", "gpu", "h", "node", "unit", "frac")
    capacity = x.find(units, ".*(capacity|total|available|provisioned|allocatable).*", "gpu|node|server|unit|core|vcpu", "", default=1)
    hours = x.hours("(?!.*(used|idle)).*", default=1)
    cost = product(capacity if x.has(("usd_per_gpu_h", "usd_per_unit_h"), ".*") else 1, times=hours, price=x.find(MONEY, ".*"))
    return shared_out(x, x.all(units, ".*(used|usage|use|request|allocated|workload|tenant|utilisation|namespace|pod).*"),
                      capacity, cost)


@adapter(ADAPTERS, ".*per_gpu.*", ".*(scal|per_unit|per_node).*()")
def by_the_gpu(x):
    """A price for all from that of one, or of one from that for all."""
    one, count = x.find(("usd_per_gpu_h", "usd_per_gpu", "usd_per_node", "usd_per_unit"), ".*", default=None), x.find(NO_UNIT)
    if one is not None:
        return [(".*", unit, product(count, price=one)) for unit in (*PER_H, "usd", "usd_per_month")]
    each = finance.scale_price(x.find(MONEY, ".*"), from_units=count)
    return [(".*", unit, each) for unit in ("usd_per_gpu_h", "usd_per_gpu", "usd_per_node", "usd_per_unit", *MONEY)]


@adapter(ADAPTERS, ".*(scal|price_change|price_drift|price_decline|price_growth).*")
def scaling(x):
    """A price for another size, with a multiplier, or after some time."""
    price = x.find((*PER_MTOK, *PER_H, "usd", "usd_per_month", "usd_per_gpu", "usd_per_unit", "usd_per_kwh"), ".*(base|old|from|list|price).*", ".*")
    factor = x.number(".*(multiplier|factor|scale).*", default=1)
    sizes = [x.number(".*(from|base|old|reference).*", default=1), x.number(".*(to|target|new|wanted).*", default=factor)]
    scaled_price = finance.scale_price(
        price, from_units=sizes[0], to_units=sizes[1], exponent=x.number("exponent", default=1),
        change_frac=x.find(("frac_per_year", "frac"), ".*", default=0), periods=x.span(YEARS, default=0) if x.has(("year",)) else 1)
    return [(".*", unit, scaled_price) for unit in (*PER_MTOK, *PER_H, "usd", "usd_per_month", "usd_per_gpu", "usd_per_unit", "usd_per_kwh", "")]


BASE = ("(old|before|list|from|base|baseline|on_demand|total|whole|all|revenue|income|api|cloud|rent|fp16|original|premium).*",
        ".*_(old|before|total|list)", ".*(on_demand|list|total|cloud|api).*")
OTHER = ("(new|after|own|onprem|part|hit|used|cost|reserved|discounted|negotiated|contracted|to|local|self|cached).*",
         ".*_(new|after|own|hit|used)", ".*(reserved|own|onprem|new).*")


def pair(x):
    return pair_of(x, [row for row in x.rows if not isinstance(row[3], (list, str))])


def pair_of(x, rows):
    """(base, other) by their names; else in the order of the file."""
    base = next((row for pattern in BASE for row in rows if re.fullmatch(pattern, row[0])), None)
    other = next((row for pattern in OTHER for row in rows if row is not base and re.fullmatch(pattern, row[0])), None)
    rest = [row for row in rows if row is not base and row is not other]
    base = base or (rest.pop(0) if rest else None)
    other = other or (rest.pop(0) if rest else None)
    if base is None or other is None:
        raise Missing("two figures to compare")
    return x.take([base, other])


@adapter(ADAPTERS, "ratio.*", ".*ratio", "saving.*", ".*savings?", "share.*", ".*shares?", ".*margin.*", "discount.*", "price_cut.*",
         "cut", ".*_cut", "percent.*", "hit_rate")
def ratio(x):
    found = finance.compare(*pair(x))
    return [(".*(cut|saving|save|reduc|discount|lower|decline|cheaper).*", "frac", found.saving_frac),
            (".*(profit|markup|on_cost).*", "frac", found.markup_frac), (".*margin.*", "frac", found.saving_frac),
            (".*", "frac", found.inverse_ratio), (".*(saving|save|differ|gap|cut|profit|margin).*", "usd", found.difference),
            *[(".*", unit, found.difference) for unit in ("usd", "usd_per_month", "usd_per_year", "usd_per_day", *PER_H, *PER_MTOK)],
            (".*(share|frac).*", "", found.inverse_ratio), (".*(cut|saving|reduc|discount).*", "", found.saving_frac), (".*", "", found.ratio)]


@adapter(ADAPTERS, "saving.*()", ".*savings?()")
def savings_in_time(x):
    """The difference of two hourly, monthly or yearly costs over a time that is given."""
    rows = [row for row in x.rows if row[1] in MONEY and row[1] != "usd"]
    found = finance.compare(*pair_of(x, rows))
    table = {"usd_per_month": MONTHS, "usd_per_year": YEARS, "usd_per_day": DAYS}.get(rows[0][1], HOURS)
    span = x.span(table)
    return [*[(".*(saving|total|saved).*|", unit, product(times=span, price=found.difference))
              for unit in ("usd", "usd_per_year", "usd_per_month")], (".*(saving|cut).*", "frac", found.saving_frac)]


@adapter(ADAPTERS, "share.*()", ".*shares?()", ".*breakdown.*")
def shares(x):
    """The share of each part, under its name, in the sum of all."""
    whole = total(*x.all())
    return [(f"{re.escape(row[0])}(_share)?", unit, finance.compare(whole, scaled(row[3], row[2])).inverse_ratio)
            for row in x.rows for unit in ("frac", "")]


@adapter(ADAPTERS, "profit.*", ".*margin.*()", "cost_profit.*")
def profit(x):
    """Revenue against cost: a gross margin is of the revenue, any other profit is on the cost."""
    revenue, cost = x.find(MONEY, ".*(revenue|income|price|sales).*"), x.find(MONEY, "(?!.*(revenue|income|price|sales)).*")
    found = finance.compare(revenue, cost)
    share = found.saving_frac if "gross" in x.kind else found.markup_frac
    return [(".*gross.*", "frac", found.saving_frac), (".*(markup|cost|profit|margin).*|", "frac", share),
            *[(".*(profit|margin|saving)?.*", unit, found.difference) for unit in MONEY]]


# ---- training: until train.h has its own ------------------------------------------------------------------------------


@adapter(ADAPTERS, "training_gpu_hours")
def training_hours(x):
    rate = next(row for row in x.rows if "per" in row[0] or "per" in row[1])
    amount = next(row for row in x.rows if row is not rate)
    x.take([rate, amount])
    return [(".*", "h", product(amount[3], price=rate[3]))]


@adapter(ADAPTERS, "mean_time_between.*", "mtbf")
def mean_time(x):
    return [(".*", "h", finance.compare(x.hours(), x.number(".*interrupt.*", ".*failure.*", "")).ratio)]


@adapter(ADAPTERS, "training_cost.*", "gpu_hours_cost")
def training_cost(x):
    return [(".*", "usd", product(x.find(("h",)), price=x.find(PER_H)))]
