// SPDX-License-Identifier: Apache-2.0
//! Training and fine-tuning: operations, step time, memory, days, energy, cost.
//!
//! ```
//! use toll::{records::{TrainJob, TrainSetup}, train::Training};
//!
//! let setup = TrainSetup { dp: 8, zero_stage: 3, global_sequences: 128, ..Default::default() };
//! let training = Training::find("h100-sxm5-80gb", "llama-3.1-8b", setup)?;
//! assert!(training.memory()?.margin_bytes > 0);
//! let run = training.run(&TrainJob { tokens: 1e10, ..Default::default() })?;
//! assert!(run.days.low < run.days.mid);
//! # Ok::<(), toll::Error>(())
//! ```

use crate::catalog::{self, Descriptor};
use crate::error::{call, check_header};
use crate::records::{Constants, Hardware, TrainJob, TrainMemory, TrainResult, TrainSetup, TrainStep};
use crate::Error;
use toll_sys as sys;

/// Operations of one trained token, forward and backward.
pub type Flops = sys::toll_train_flops;

/// A model, an accelerator and a setup. The fields may be changed between questions.
#[derive(Clone, Debug)]
pub struct Training {
    /// The accelerator.
    pub hw: Hardware,
    /// The model.
    pub model: Descriptor,
    /// How it is trained, and on how many accelerators.
    pub setup: TrainSetup,
    /// What software reaches of the accelerator.
    pub constants: Constants,
}

impl Training {
    /// Accelerator and model by their ids in the catalog, with the catalog's constants for the setup's number format.
    pub fn find(hw: &str, model: &str, setup: TrainSetup) -> Result<Training, Error> {
        let (hw, model) = (catalog::hardware(hw)?, catalog::model(model)?);
        let format = match setup.linear_rate {
            sys::TOLL_RATE_FP8 => "fp8",
            sys::TOLL_RATE_FP4 => "nvfp4",
            _ => "bf16",
        };
        let constants = catalog::constants(&hw, &catalog::precision(format)?, &catalog::engine("vllm")?)?;
        Ok(Training { hw, model, setup, constants })
    }

    fn check(&self) -> Result<(), Error> {
        check_header(&self.hw)?;
        check_header(&self.model.facts)?;
        check_header(&self.setup)?;
        check_header(&self.constants)
    }

    /// Operations of a trained token, and how many parameters are trained.
    pub fn flops(&self) -> Result<Flops, Error> {
        self.check()?;
        let ((rows, count, stride), mut flops) = (self.model.rows(), Flops::default());
        call(|e| unsafe { sys::toll_train_count(&self.model.facts, rows, count, stride, &self.setup, &mut flops, e) })?;
        Ok(flops)
    }

    /// Time of one optimiser step, with its terms.
    pub fn step(&self) -> Result<TrainStep, Error> {
        self.check()?;
        let ((rows, count, stride), mut step) = (self.model.rows(), TrainStep::default());
        let (hw, model, setup, constants) = (&self.hw, &self.model.facts, &self.setup, &self.constants);
        call(|e| unsafe {
            sys::toll_train_estimate_step(hw, model, rows, count, stride, setup, constants, &mut step, e)
        })?;
        Ok(step)
    }

    /// Memory of the fullest accelerator. "Does not fit" is an answer: `verdict` and `margin_bytes`.
    pub fn memory(&self) -> Result<TrainMemory, Error> {
        self.check()?;
        let ((rows, count, stride), mut memory) = (self.model.rows(), TrainMemory::default());
        let (hw, model, setup, constants) = (&self.hw, &self.model.facts, &self.setup, &self.constants);
        call(|e| unsafe {
            sys::toll_train_estimate_memory(hw, model, rows, count, stride, setup, constants, &mut memory, e)
        })?;
        Ok(memory)
    }

    /// The layout with the fewest accelerators, up to `gpus_max`, that holds the setup, and the memory that it takes.
    pub fn find_layout(&self, gpus_max: u64) -> Result<(TrainSetup, TrainMemory), Error> {
        self.check()?;
        let (rows, count, stride) = self.model.rows();
        let (mut found, mut memory) = (TrainSetup::default(), TrainMemory::default());
        let (hw, model, setup, constants) = (&self.hw, &self.model.facts, &self.setup, &self.constants);
        call(|e| unsafe {
            sys::toll_train_find_layout(
                hw,
                model,
                rows,
                count,
                stride,
                setup,
                constants,
                gpus_max,
                &mut found,
                &mut memory,
                e,
            )
        })?;
        Ok((found, memory))
    }

    /// The whole run: days, accelerator-hours, energy, carbon, cost.
    pub fn run(&self, job: &TrainJob) -> Result<TrainResult, Error> {
        estimate(&self.step()?, job)
    }
}

/// A whole run of a step that is known, measured or estimated.
pub fn estimate(step: &TrainStep, job: &TrainJob) -> Result<TrainResult, Error> {
    check_header(step)?;
    check_header(job)?;
    let mut result = TrainResult::default();
    call(|e| unsafe { sys::toll_train_estimate(step, job, &mut result, e) })?;
    Ok(result)
}

/// Accelerator-hours from a published rate per 10^12 tokens.
///
/// ```
/// assert_eq!(toll::train::gpu_hours(14.8e12, 180_000.0)?, 2_664_000.0); // DeepSeek-V3
/// # Ok::<(), toll::Error>(())
/// ```
pub fn gpu_hours(tokens: f64, gpu_hours_per_ttok: f64) -> Result<f64, Error> {
    let mut hours = 0.0;
    call(|e| unsafe { sys::toll_train_estimate_gpu_hours(tokens, gpu_hours_per_ttok, &mut hours, e) })?;
    Ok(hours)
}

/// Hours between interruptions, of the job and of one accelerator, from what was counted.
pub fn interruptions(count: f64, hours: f64, gpus: f64) -> Result<(f64, f64), Error> {
    let (mut of_job, mut of_gpu) = (0.0, 0.0);
    call(|e| unsafe { sys::toll_train_estimate_interruptions(count, hours, gpus, &mut of_job, &mut of_gpu, e) })?;
    Ok((of_job, of_gpu))
}
