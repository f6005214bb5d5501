# SPDX-License-Identifier: Apache-2.0
"""Cases of curves.py and regret.py with answers worked by hand, and the limit of how predictions tilt over accelerators."""
import math
import os
import sys
import unittest
from typing import Dict, List
from unittest import mock

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import curves  # noqa: E402
import points as measured  # noqa: E402
import predictions  # noqa: E402
import regret  # noqa: E402
from curves import Spot  # noqa: E402

# A gives 800 tokens/s at 10 for a user and 200 at 40; B 500 at 20 and 300 at 80.
A = [Spot(10, 800), Spot(40, 200)]
B = [Spot(20, 500), Spot(80, 300)]


def row(name: str, tp: int, load: float, seen: Spot, predicted: Spot, **more: object) -> regret.Row:
    point = measured.Point("qwen3-32b", "h100-sxm5-80gb", name, "1.0", "fp8", tp, 1, 1, 1024, 512, load, 0.1, 1 / seen.interactivity)
    every = {model: predicted for model in (regret.PLAN, *regret.baselines.ALL)}
    return regret.Row(point._replace(**more), seen, every)


def choice(name: str, tp: int, seen: List[Spot], predicted: List[Spot]) -> regret.Choice:
    return regret.Choice(name, [row(name, tp, k, s, p) for k, (s, p) in enumerate(zip(seen, predicted))])


def family(*choices: regret.Choice) -> regret.Family:
    return regret.Family("f", "qwen3-32b", "h100-sxm5-80gb", list(choices))


class Curves(unittest.TestCase):
    def test_a_load_that_another_beats_in_both_is_off_the_curve(self) -> None:
        self.assertEqual(curves.frontier([Spot(10, 800), Spot(9, 700), Spot(40, 200), Spot(40, 150)]), A)

    def test_a_curve_is_straight_in_logarithms_flat_below_and_nothing_above(self) -> None:
        for target, rate in ((20, 400), (5, 800), (10, 800), (40, 200), (41, 0)):
            self.assertAlmostEqual(curves.rate_at(A, target), rate)

    def test_regret_is_the_share_of_the_best_that_is_given_away(self) -> None:
        self.assertAlmostEqual(curves.regret(curves.rate_at(A, 20), curves.rate_at(B, 20)), 0.2)
        self.assertEqual(curves.regret(0, 500), 1)

    def test_quantiles_are_linear_between_values_and_weights_count(self) -> None:
        self.assertAlmostEqual(curves.quantile([4, 1, 2, 3], 0.1), 1.3)
        self.assertEqual(curves.weighted_quantile([(0.0, 1), (0.5, 1), (1.0, 8)], 0.2), 0.5)
        self.assertEqual(curves.weighted_quantile([(0.0, 9), (1.0, 1)], 0.9), 0)

    def test_a_slope_has_a_level_for_each_cell(self) -> None:
        self.assertAlmostEqual(curves.slope([[(0, 1), (1, 1.5)], [(2, -7), (4, -6)]]), 0.5)
        self.assertTrue(math.isnan(curves.slope([[(1, 2), (1, 3)]])))


class Answers(unittest.TestCase):
    def target(self, of: regret.Family, share: float) -> float:
        return curves.quantile([r.seen.interactivity for c in of.choices for r in c.rows], share)

    def test_a_choice_is_made_by_predicted_and_scored_by_measured_curves(self) -> None:
        """The target is 30, the median of 10, 20, 40, 80. A gives 800 * 3^-1 = 267 and B 500 * 1.5^-0.368 = 431; the
        predictions exchange them, so A is chosen: a regret of 1 - 267 / 431 = 38 %."""
        f = family(choice("a", 1, A, B), choice("b", 2, B, A))
        self.assertEqual(self.target(f, 0.5), 30)
        found = regret.answer(f, 0.5)
        assert found is not None
        best = 500 * 1.5 ** (math.log(300 / 500) / math.log(80 / 20))
        self.assertAlmostEqual(found.regret[regret.PLAN], 1 - 800 / 3 / best)
        self.assertEqual(found.first_two[regret.PLAN], 0)

    def test_a_question_that_one_deployment_alone_can_answer_is_none(self) -> None:
        self.assertIsNone(regret.answer(family(choice("a", 1, A, A), choice("b", 2, B, B)), 0.9))

    def test_a_target_is_missed_when_the_chosen_load_is_slower_by_more_than_a_twentieth(self) -> None:
        """At 30 a user, predictions say that A's second load keeps it with the highest rate."""
        for seen, is_missed in ((28.6, False), (28.4, True)):
            f = family(choice("a", 1, [Spot(10, 800), Spot(seen, 200)], [Spot(10, 800), Spot(30, 600)]),
                       choice("b", 2, B, [Spot(20, 500), Spot(80, 300)]))
            self.assertEqual(regret.is_target_missed(f, 30), is_missed)

    def test_families_weigh_the_same_whatever_their_questions(self) -> None:
        f, g = family(), regret.Family("g", "m", "h", [])
        made = [regret.Answer(of, 0.5, {regret.PLAN: lost}, {regret.PLAN: lost}, False)
                for of, lost in ((f, 0.0), (f, 0.0), (f, 0.0), (g, 0.5))]
        self.assertEqual(regret.share_of(made, regret.is_close(regret.PLAN)), 0.5)
        self.assertEqual(regret.p90(made, regret.PLAN), 0.5)
        self.assertEqual(regret.share_interval(made, regret.is_close(regret.PLAN)), (0.0, 1.0))


class Rows(unittest.TestCase):
    def test_releases_go_by_number_and_without_one_by_date(self) -> None:
        order = ["0.8.1.post1", "0.11.2", "1.2.0rc2", "1.2.0rc2.post2", "1.2.0rc6.post3", "1.2.0", "1.3.0rc1"]
        for older, newer in zip(order, order[1:]):
            self.assertEqual(regret.compare_releases((older, ""), (newer, "")), -1)
        self.assertEqual(regret.compare_releases(("", "2025-10-29"), ("0.15.1", "2026-02-25")), -1)
        self.assertEqual(regret.compare_releases(("nightly-dev", "2026-03-29"), ("0.5.9", "2026-03-25")), 1)

    def test_only_the_newest_release_of_an_engine_and_format_with_three_loads_can_be_chosen(self) -> None:
        spot = Spot(10, 100)
        rows = [row("vllm", 2, load, spot, spot, version=version) for version in ("0.9", "0.10") for load in (1, 2, 4)]
        rows += [row("vllm", 4, load, spot, spot, version="0.10") for load in (1, 2)]
        rows += [row("sglang", 4, load, spot, spot, version="0.4") for load in (1, 2, 4)]
        self.assertEqual([c.name for c in regret.choices_of(rows)], ["sglang 0.4 fp8 tp4 ep1 dp1", "vllm 0.10 fp8 tp2 ep1 dp1"])

    def test_a_family_has_one_checkpoint_card_and_pair_of_lengths_and_three_deployments(self) -> None:
        spot = Spot(10, 100)

        def rows(tps: List[int], **more: object) -> List[regret.Row]:
            return [row("vllm", tp, load, spot, spot, **more) for tp in tps for load in (1, 2, 4)]
        made = rows([1, 2, 4], model_path="x") + rows([1, 2], model_path="y") + rows([8], model_path="x", input_tokens=64)
        self.assertEqual([(f.name, len(f.choices)) for f in regret.families_of(made)], [("x h100-sxm5-80gb 1024 / 512", 3)])

    def test_a_row_with_a_late_first_token_or_faster_than_the_datasheet_is_left_out_and_counted(self) -> None:
        left: Dict[str, int] = {}
        fair = row("a", 1, 1, Spot(10, 100), Spot(12, 100))
        late = row("a", 1, 1, Spot(10, 100), Spot(12, 100), ttft_s=5.1)
        fast = row("a", 1, 1, Spot(10, 100), Spot(9.9, 100))
        self.assertEqual([regret.is_fair(r, left) for r in (fair, late, fast)], [True, False, False])
        self.assertEqual(sum(left.values()), 2)

    def test_the_tilt_is_the_growth_of_predicted_over_measured_for_a_doubling(self) -> None:
        """Predicted over measured is 1.0 at 2 accelerators (its loads 0.8 and 1.25) and 1.21 at 8: 10 % a doubling."""
        def tilted(tp: int, ratio: float, load: float) -> regret.Row:
            return row("a", tp, load, Spot(10, 100), Spot(10, 100 * ratio))
        rows = [tilted(2, 0.8, 1), tilted(2, 1.25, 2), tilted(8, 1.21, 1)]
        self.assertAlmostEqual(regret.slope_of(rows, regret.is_dense), 0.1)
        self.assertTrue(math.isnan(regret.slope_of(rows, regret.is_expert_parallel)))


# The slopes on slope_excerpt.csv with the constants of 2026-11-30, 2.21 and 5.23 % (all rows: 1.7 and 5.0), rounded up. The aim is 2 %
# either way, so these limits may only fall. They hold for formats with one width for all projections, which the constants were
# fitted with. In the checkpoints' own formats (DeepSeek's NVFP4 keeps most of its attention in BF16) the slope with ep is 5.32 %:
# choices are better for it (86.1 to 87.1 % within 10 % of the best), and the constants are yet to be fitted again.
DENSE_MAX, EP_MAX = 0.0225, 0.053
EP_CHECKPOINT_MAX = 0.0535
SLOPES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "slope_excerpt.csv")


class Slopes(unittest.TestCase):
    """What predictions tilt by over accelerators, on 14 cells of dense models and all 7 of ep: it may fall, not rise."""

    def test_predictions_tilt_no_more_than_they_did(self) -> None:
        with mock.patch.object(predictions, "format_of", lambda point: predictions.libtoll.precision(point.precision)):
            rows, _ = regret.read_rows(SLOPES)
        for is_in, most, least in ((regret.is_dense, DENSE_MAX, 8), (regret.is_expert_parallel, EP_MAX, 5)):
            self.assertGreaterEqual(len(regret.tilt_cells(rows, is_in)), least)
            self.assertLessEqual(abs(regret.slope_of(rows, is_in)), most)

    def test_nor_do_those_in_the_checkpoints_formats(self) -> None:
        rows, _ = regret.read_rows(SLOPES)
        self.assertLessEqual(abs(regret.slope_of(rows, regret.is_dense)), DENSE_MAX)
        self.assertLessEqual(abs(regret.slope_of(rows, regret.is_expert_parallel)), EP_CHECKPOINT_MAX)


if __name__ == "__main__":
    unittest.main()
