// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"errors"
	"math"
	"testing"
)

func findTraining(t *testing.T, change func(*TrainSetup)) Training {
	t.Helper()
	setup := NewTrainSetup()
	change(&setup)
	training, err := FindTraining("h100-sxm5-80gb", "llama-3.1-8b", setup)
	if err != nil {
		t.Fatal(err)
	}
	return training
}

// Adapters of rank 16 on every projection of Llama-3.1-8B have 41,943,040 parameters.
func TestTrainCount(t *testing.T) {
	training := findTraining(t, func(s *TrainSetup) { s.Method = MethodQlora })
	flops, err := training.Count()
	if err != nil || flops.ParamsTrainable != 41943040 {
		t.Error(flops, err)
	}
}

func TestTrainStepAndRun(t *testing.T) {
	training := findTraining(t, func(s *TrainSetup) { s.DP, s.ZeroStage = 8, 3 })
	step, err := training.Step()
	if err != nil {
		t.Fatal(err)
	}
	if step.GPUs != 8 || step.MFU.Mid < 0.2 || step.MFU.Mid > 0.7 {
		t.Error(step)
	}
	job := NewTrainJob()
	job.Tokens = 1e9
	job.USDPerGPUHour = Some(Exactly(2))
	result, err := step.Run(job)
	if err != nil {
		t.Fatal(err)
	}
	rental, isKnown := result.USDRental.Get()
	if !isKnown || math.Abs(rental.Mid/(2*result.GPUHours.Mid)-1) > 1e-12 {
		t.Error(result)
	}
	job.GoodputFrac, job.GPUHoursBetweenInterruptions = Some(0.9), Some(1e5)
	if _, err = step.Run(job); !errors.Is(err, ErrConflict) {
		t.Error(err)
	}
}

func TestTrainLayout(t *testing.T) {
	training := findTraining(t, func(s *TrainSetup) { s.ZeroStage = 3 })
	alone, err := training.Memory()
	if err != nil || alone.Verdict != FitNo {
		t.Error(alone, err)
	}
	found, memory, err := training.FindLayout(64)
	if err != nil || memory.Verdict != FitYes || found.TP*found.PP*found.DP != memory.GPUs {
		t.Error(found, memory, err)
	}
	fastest, step, held, err := training.FindFastest(8)
	if err != nil || held.GPUs != 8 || step.GPUs != 8 || fastest.TP*fastest.PP*fastest.DP != 8 {
		t.Error(fastest, step, held, err)
	}
	training.Setup = found
	if again, err := training.Memory(); err != nil || again.NeededBytes != memory.NeededBytes {
		t.Error(again, err)
	}
}

func TestTrainFigures(t *testing.T) {
	if hours, err := TrainGPUHours(14.8e12, 180000); err != nil || math.Abs(hours-2664000) > 1e-6 {
		t.Error(hours, err)
	}
	if between, each, err := Interruptions(419, 54*24, 16384); err != nil || math.Abs(between-3.1) > 0.01 || each < between {
		t.Error(between, each, err)
	}
	if _, _, err := Interruptions(0, 1, 1); !errors.Is(err, ErrRange) {
		t.Error(err)
	}
}
