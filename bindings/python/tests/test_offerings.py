# SPDX-License-Identifier: Apache-2.0
"""Constraints against a slow and obvious reference: sets of countries, comparisons, one pass over the facts of the
catalog. Leaving out a fact never allows what was not allowed; a site of one's own takes the same road."""
import dataclasses
import random
import unittest

from libtoll import ConflictError, NotFiniteError, RangeError, UnknownIdError, offerings
from libtoll.generated.records import Covers, FactState, OfferingFact, PlanCandidate, Range, Reason, Standing, Topic

EU = set("at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk".split())
GROUPS = {"eu": EU, "eea": EU | {"is", "li", "no"}, "apac": set("au hk id in jp kr my nz sg th tw".split()), "none": set()}
EVERYWHERE = EU | {"is", "li", "no", "ch", "gb", "us", "cn", "sg", "hk", "il", "rs", "the site", "elsewhere"} | GROUPS["apac"]
WITHIN = {Topic.PROCESSING, Topic.STORAGE, Topic.TELEMETRY, Topic.HOME, Topic.ACCESS_LAW, Topic.SUBPROCESSORS}
FLAGS = {Topic.NO_TRAINING, Topic.AIR_GAP, Topic.ON_PREMISES, Topic.SUBPROCESSORS_KNOWN}
CERTIFICATES = {Topic.SOC2, Topic.ISO27001, Topic.ISO42001, Topic.HIPAA, Topic.C5, Topic.HDS, Topic.FEDRAMP}


def countries(words):
    found = set()
    for word in words.split():
        found |= EVERYWHERE if word == "global" else {"the site"} if word == "site" else GROUPS.get(word, {word})
    return found


def fits(row, wanted):
    if row.topic in WITHIN:
        allowed = countries(wanted.words)
        if row.state == FactState.YES:
            return countries(row.words) <= allowed
        return any(countries(word) <= allowed for word in row.words.split())
    if row.topic is Topic.RETENTION_DAYS:
        return row.value <= wanted.value
    return row.state != FactState.NO


def is_sure(row):
    covers = row.topic not in CERTIFICATES or row.scope == Covers.SERVICE
    return covers and row.confidence != 3 and not row.is_disputed


def reference(rows, wanted):
    """The standing of one constraint."""
    rows = [row for row in rows if row.topic == wanted.topic and row.state != FactState.UNKNOWN]
    settled = [row for row in rows if row.state != FactState.CONDITIONAL]
    choices = [row for row in rows if row.state == FactState.CONDITIONAL]
    disputed = any(row.is_disputed for row in rows)
    good = [row for row in settled if fits(row, wanted)]
    could = [row for row in choices if fits(row, wanted)]
    if any(is_sure(row) for row in good) and not disputed:
        return Standing.ALLOWED
    unsure = Standing.REJECTED if wanted.is_strict else Standing.ACTION
    if good or disputed:
        return unsure
    if could:
        return Standing.ACTION if any(is_sure(row) for row in could) else unsure
    return Standing.REJECTED if rows else unsure


def draw(rng):
    topic = rng.choice(sorted(WITHIN | FLAGS | CERTIFICATES | {Topic.RETENTION_DAYS}))
    words = " ".join(rng.sample(["eu", "eea", "us", "de", "fr", "apac", "global", "site", "none", "cn"], rng.randint(1, 3)))
    return offerings.PlanConstraint(topic=topic, words=words if topic in WITHIN else "", value=rng.choice([0.0, 1.0, 30.0]),
                                    is_strict=rng.randint(0, 1))


class Constraints(unittest.TestCase):
    def test_every_verdict_is_that_of_the_reference(self):
        rng, seen = random.Random(11), set()
        for name in offerings.ids():
            rows = offerings.facts(name)
            for _ in range(60):
                wanted = [draw(rng) for _ in range(3)]
                judged = offerings.check(name, wanted, rows)
                expected = [self.expected(rows, one) for one in wanted]
                self.assertEqual([reason.verdict for reason in judged.reasons], expected, (name, wanted))
                self.assertEqual(judged.standing, max(expected))
                seen.add(judged.standing)
        self.assertEqual(seen, set(Standing))

    def expected(self, rows, wanted):
        """Disputed rows that all break the constraint break it; then the reference would only ask."""
        about = [row for row in rows if row.topic == wanted.topic]
        if about and all(row.is_disputed and row.state in (FactState.YES, FactState.NO) and not fits(row, wanted)
                         for row in about):
            return Standing.REJECTED
        if any(row.is_disputed for row in about):
            return Standing.REJECTED if wanted.is_strict else Standing.ACTION
        return reference(rows, wanted)

    def test_a_gap_never_allows(self):
        rng = random.Random(12)
        for _ in range(200):
            name, wanted = rng.choice(offerings.ids()), [draw(rng) for _ in range(2)]
            rows = offerings.facts(name)
            before = offerings.check(name, wanted, rows).standing
            for left_out in range(len(rows)):
                after = offerings.check(name, wanted, rows[:left_out] + rows[left_out + 1:]).standing
                self.assertFalse(before != Standing.ALLOWED and after == Standing.ALLOWED, (name, wanted, left_out))

    def test_a_site_of_ones_own_is_asked_the_same(self):
        site = offerings.own_site("cellar")
        known = [OfferingFact(topic=Topic.PEOPLE, state=FactState.YES, value=5.0),
                 OfferingFact(topic=Topic.POWER_KW, state=FactState.YES, value=40.0)]
        wanted = offerings.derive([offerings.constraint("on_call", is_strict=True), offerings.constraint("power_kw", value=35)])
        reasons = offerings.check(site, wanted, known).reasons
        self.assertEqual([reason.code for reason in reasons], [Reason.UNKNOWN, Reason.MET, Reason.VIOLATED])
        self.assertEqual(reasons[2].text, "people: 5, at least 6 wanted | because 168 h a week / (40 h x 0.75 after "
                                          "holidays, illness and training) = 5.6 people, so 6")
        licence = offerings.license_facts("llama-4-scout")
        domicile = offerings.check(site, [offerings.constraint("eu_domicile")], licence)
        self.assertEqual(domicile.standing, Standing.REJECTED)

    def test_words_are_checked(self):
        with self.assertRaises(UnknownIdError):
            offerings.constraint("soc3")
        with self.assertRaises(UnknownIdError):
            offerings.check("openai/api", [offerings.constraint("home", "europe")])
        with self.assertRaises(UnknownIdError):
            offerings.check("openai", [])
        row = offerings.facts("openai/api")[0]
        with self.assertRaises(Exception):
            offerings.check("openai/api", [], [dataclasses.replace(row, offering="azure/openai")])


class ShadowPricesTest(unittest.TestCase):
    """Exact prices and capacities against whole replicas and machines counted one by one."""

    @staticmethod
    def cost(row, load):
        replicas, paid = 0, 0
        while replicas * row.replica_requests_per_s.mid < load:
            replicas += 1
        replicas += row.spare_replicas
        if row.replica_gpus > row.unit_gpus:
            each = 0
            while each < row.replica_gpus:
                each += row.unit_gpus
            paid = replicas * each
        else:
            room = row.unit_gpus // row.replica_gpus
            while paid // row.unit_gpus * room < replicas:
                paid += row.unit_gpus
        return row.fixed_usd_per_hour.mid + paid * row.usd_per_gpu_hour.mid

    def test_exact_candidates_are_counted_one_by_one(self):
        draw = random.Random(12)

        def exactly(value):
            return Range(value, value, value)

        for _ in range(300):
            rows = [PlanCandidate(rejected_by=draw.randrange(8), fixed_usd_per_hour=exactly(draw.randrange(4)),
                                  usd_per_gpu_hour=exactly(draw.randrange(1, 9) / 4),
                                  replica_requests_per_s=exactly(draw.randrange(1, 9) / 2),
                                  replica_gpus=draw.randrange(1, 9), unit_gpus=draw.randrange(1, 9),
                                  spare_replicas=draw.randrange(3)) for _ in range(draw.randrange(1, 7))]
            load, drops = draw.randrange(1, 30), [draw.randrange(1, 8) for _ in range(3)]
            found = offerings.shadow_prices(rows, load, drops, draws=3)
            now = [self.cost(row, load) for row in rows if not row.rejected_by]
            for drop, shadow in zip(drops, found):
                then = [self.cost(row, load) for row in rows if not row.rejected_by & ~drop]
                self.assertEqual(shadow.usd_per_hour, exactly(min(then)) if then else None)
                self.assertEqual(shadow.saved_usd_per_hour, exactly(min(now) - min(then)) if now else None)
                self.assertEqual(shadow.binding_frac, float(min(now) > min(then)) if now else None)

    def test_bad_input_is_refused(self):
        good = PlanCandidate(fixed_usd_per_hour=Range(1, 2, 3))
        for arguments in [([], 1, [1]), ([good], 1, []), ([good], 1, [0]), ([good], 0, [1]), ([good], 1, [1], 1, 0)]:
            with self.assertRaises(RangeError):
                offerings.shadow_prices(*arguments)
        with self.assertRaises(NotFiniteError):
            offerings.shadow_prices([good], float("nan"), [1])
        with self.assertRaises(ConflictError):
            offerings.shadow_prices([PlanCandidate()], 1, [1])


if __name__ == "__main__":
    unittest.main()
