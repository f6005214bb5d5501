# SPDX-License-Identifier: Apache-2.0
"""Training: the friendly API, its errors, and what it must give."""
import dataclasses
import unittest

import libtoll
from libtoll import train
from libtoll.records import Fit, Method, Optimiser, Rate, Recompute, TrainBound, TrainOption

JOB = libtoll.TrainJob(tokens=1e9, usd_per_gpu_hour=2.0, kg_per_kwh=0.4, usd_per_kwh=0.1, usd_per_gpu=30000.0)


class Trains(unittest.TestCase):
    def setUp(self):
        self.training = train.Training("h100-sxm5-80gb", "llama-3.1-8b", dp=8, zero_stage=3)

    def test_step_and_run(self):
        step = self.training.step()
        self.assertEqual(step.gpus, 8)
        self.assertIs(step.bound, TrainBound.COMPUTE)
        result = self.training.run(JOB)
        self.assertEqual(result, train.estimate(step, JOB))
        self.assertAlmostEqual(result.usd_rental.mid, 2 * result.gpu_hours.mid, places=6)
        self.assertAlmostEqual(result.usd_acquisition.mid, 240000.0)
        self.assertLess(result.usd_amortised.mid, result.usd_acquisition.mid)
        self.assertAlmostEqual(result.kgco2e.mid / result.energy_kwh.mid, 0.4)
        bare = self.training.run(libtoll.TrainJob(tokens=1e9))
        self.assertIsNone(bare.usd_rental)
        self.assertIsNone(bare.kgco2e)

    def test_memory_and_layout(self):
        self.assertIs(self.training.memory().verdict, Fit.YES)
        alone = train.Training("h100-sxm5-80gb", "llama-3.1-8b", zero_stage=3)
        self.assertIs(alone.memory().verdict, Fit.NO)
        found = alone.find_layout()
        self.assertIs(found.memory.verdict, Fit.YES)
        again = train.Training("h100-sxm5-80gb", "llama-3.1-8b", found.setup)
        self.assertEqual(again.memory(), found.memory)

    def test_methods(self):
        for method in (Method.LORA, Method.QLORA):
            training = train.Training("h100-sxm5-80gb", "llama-3.1-8b", method=method)
            self.assertEqual(training.memory().params_trainable, 41943040)
            self.assertEqual(training.count().params_trainable, 41943040)
            self.assertIs(training.memory().verdict, Fit.YES)

    def test_options(self):
        self.assertLess(train.Training("h100-sxm5-80gb", "llama-3.1-8b", recompute=Recompute.FULL).memory().needed_bytes,
                        train.Training("h100-sxm5-80gb", "llama-3.1-8b").memory().needed_bytes)
        self.assertLess(train.Training("h100-sxm5-80gb", "llama-3.1-8b", linear_rate=Rate.FP8).step().time_s.mid,
                        train.Training("h100-sxm5-80gb", "llama-3.1-8b").step().time_s.mid)
        setup = dataclasses.replace(libtoll.TrainSetup(), optimiser=Optimiser.SGD, flags=TrainOption.DROPOUT)
        self.assertEqual(train.Training("h100-sxm5-80gb", "llama-3.1-8b", setup).setup, setup)

    def test_given_mfu(self):
        training = train.Training("h100-sxm5-80gb", "llama-3.1-8b", mfu=(0.3, 0.4, 0.5))
        self.assertAlmostEqual(training.step().mfu.mid, 0.4)
        self.assertAlmostEqual(training.step().mfu.low, 0.3)

    def test_errors(self):
        with self.assertRaises(libtoll.ConflictError) as caught:
            train.Training("h100-sxm5-80gb", "llama-3.1-8b", dp=8, global_sequences=12).step()
        self.assertEqual(caught.exception.field, "global_sequences")
        with self.assertRaises(libtoll.UnsupportedError):
            train.Training("h100-sxm5-80gb", "llama-3.1-8b", dp=16).step()
        with self.assertRaises(TypeError):
            train.Training("h100-sxm5-80gb", "llama-3.1-8b", no_such_field=1)
        with self.assertRaises(libtoll.RangeError):
            train.interruptions(0, 1)
        with self.assertRaises(TypeError):
            train.gpu_hours("many", 1)
        with self.assertRaises(libtoll.ConflictError):
            self.training.run(dataclasses.replace(JOB, goodput_frac=0.9, gpu_hours_between_interruptions=1e5))


if __name__ == "__main__":
    unittest.main()
