# SPDX-License-Identifier: Apache-2.0
"""Energy at three boundaries, and the inverse memory questions."""
import unittest

import libtoll


class Energy(unittest.TestCase):
    def setUp(self) -> None:
        self.deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")
        self.result = self.deployment.serve(1000, 200, 16)

    def test_boundaries(self) -> None:
        energy = self.deployment.energy(self.result, host_power_frac=0.5, pue=1.2, market_kg_per_kwh=0.1)
        self.assertAlmostEqual(energy.system_w.mid, 1.5 * energy.accelerator_w.mid)
        self.assertAlmostEqual(energy.facility_w.mid, 1.8 * self.result.power_w.mid)
        self.assertAlmostEqual(energy.market_kg_per_hour.mid, energy.facility_w.mid / 1e4)
        self.assertIsNone(energy.location_kg_per_hour)
        per_request = 200 * energy.facility_output_token_j.mid + 1000 * energy.facility_input_token_j.mid
        self.assertAlmostEqual(per_request, energy.facility_request_j.mid)

    def test_not_known(self) -> None:
        self.assertIsNone(self.deployment.energy(self.result).facility_w)
        with self.assertRaises(libtoll.MissingFactError):
            self.deployment.energy(self.result, location_kg_per_kwh=0.4)
        tpu = libtoll.Deployment("tpu-v5p", "llama-3.1-8b", "bf16")
        with self.assertRaises(libtoll.MissingFactError):
            tpu.energy(tpu.serve(1000, 200, 16))

    def test_power_follows_the_load(self) -> None:
        idle, busy = (self.deployment.serve(1000, 200, load).power_w for load in (1, 200))
        self.assertLess(idle.mid, busy.mid)
        self.assertLessEqual(busy.high, self.deployment.hw.tdp_w)


class Room(unittest.TestCase):
    def test_inverse_of_memory(self) -> None:
        deployment = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-8b", "bf16")
        room = deployment.most_sequences(8192)
        self.assertEqual(deployment.memory(room.sure, 8192).verdict, libtoll.Fit.YES)
        self.assertNotEqual(deployment.memory(room.sure + 1, 8192).verdict, libtoll.Fit.YES)
        longest = deployment.longest_context(8)
        self.assertNotEqual(deployment.memory(8, longest.likely).verdict, libtoll.Fit.NO)

    def test_fewest(self) -> None:
        large = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "bf16")
        found = large.fewest_gpus(16, 8192)
        self.assertEqual(found.gpus, found.tp * found.pp)
        held = libtoll.Deployment("h100-sxm5-80gb", "llama-3.1-70b", "bf16", tp=found.tp, pp=found.pp)
        self.assertEqual(held.memory(16, 8192).verdict, libtoll.Fit.YES)
        self.assertEqual(large.fewest_gpus(16, 8192, max_gpus=1).gpus, 0)


if __name__ == "__main__":
    unittest.main()
