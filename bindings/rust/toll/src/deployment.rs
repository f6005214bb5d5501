// SPDX-License-Identifier: Apache-2.0
//! A model in a precision on accelerators: does it fit, how fast is it, what does a token cost.

use crate::error::{call, check_header};
use crate::records::{
    Admission, Anchor, Batch, Correction, Cost, CostSplit, Energy, Layout, Limits, Load, Memory, Queue, ServeResult,
    Site, StepResult, Supply, Terms,
};
use crate::{Error, Status};
use std::fmt;
use toll_sys as sys;

/// How a deployment differs from one accelerator under vLLM.
#[derive(Clone, Debug)]
pub struct Options {
    /// Tensor parallel size.
    pub tp: i64,
    /// Pipeline parallel size.
    pub pp: i64,
    /// Expert parallel size.
    pub ep: i64,
    /// Attention data parallel size.
    pub dp: i64,
    /// Name of the engine.
    pub engine: String,
}

impl Default for Options {
    fn default() -> Options {
        Options { tp: 1, pp: 1, ep: 1, dp: 1, engine: "vllm".to_owned() }
    }
}

/// A model in a precision on accelerators: resolved once, then asked many times, from any thread.
#[derive(Clone)]
pub struct Deployment {
    words: Box<[u64]>,
    name: String,
}

impl Deployment {
    /// Resolves names of the catalog: "h100-sxm5-80gb", "llama-3.1-70b", "fp8". An empty precision is the one that the
    /// checkpoint is published in. [`Status::UNKNOWN_ID`]: a name is not known, and the message suggests the nearest.
    pub fn find(hw: &str, model: &str, precision: &str, options: &Options) -> Result<Deployment, Error> {
        let mut words = vec![0u64; sys::TOLL_CATALOG_WORDS as usize].into_boxed_slice();
        let size = std::mem::size_of_val(&*words) as u64;
        let layout = Layout { tp: options.tp, pp: options.pp, ep: options.ep, dp: options.dp, ..Default::default() };
        let text = |text: &str| (text.as_ptr().cast::<std::ffi::c_char>(), text.len() as u64);
        let ((hw_text, hw_len), (model_text, model_len)) = (text(hw), text(model));
        let ((precision_text, precision_len), (engine_text, engine_len)) = (text(precision), text(&options.engine));
        call(|e| unsafe {
            sys::toll_catalog_resolve(
                hw_text,
                hw_len,
                model_text,
                model_len,
                precision_text,
                precision_len,
                engine_text,
                engine_len,
                &layout,
                words.as_mut_ptr().cast(),
                size,
                e,
            )
        })?;
        let gpus = options.tp * options.pp * options.dp;
        Ok(Deployment { words, name: format!("{model} {precision} on {gpus} x {hw}").replace("  ", " ") })
    }

    fn arguments(&self) -> (*const std::ffi::c_void, u64) {
        (self.words.as_ptr().cast(), std::mem::size_of_val(&*self.words) as u64)
    }

    /// Memory of the fullest accelerator with so many sequences of so many tokens. "Does not fit" is an answer:
    /// `verdict` and `margin_bytes`.
    pub fn memory(&self, sequences: i64, context_tokens: i64) -> Result<Memory, Error> {
        let (deployment, size) = self.arguments();
        let mut memory = Memory::default();
        call(|e| unsafe {
            sys::toll_step_estimate_memory(deployment, size, sequences, context_tokens, &mut memory, e)
        })?;
        Ok(memory)
    }

    /// Time and energy of one step.
    pub fn step(&self, batch: &Batch) -> Result<StepResult, Error> {
        check_header(batch)?;
        let (deployment, size) = self.arguments();
        let mut result = StepResult::default();
        call(|e| unsafe { sys::toll_step_estimate(deployment, size, batch, &mut result, e) })?;
        Ok(result)
    }

    /// The steady state of a load: latency, throughput, power, each with its interval. Where the weights and one request
    /// do not fit, it is an error with [`Error::row`] `None`, field "deployment" and the missing bytes in its message,
    /// unless the load has `assume_fit`.
    pub fn serve(&self, load: &Load) -> Result<ServeResult, Error> {
        check_header(load)?;
        let (deployment, size) = self.arguments();
        let mut result = ServeResult::default();
        call(|e| unsafe { sys::toll_serve_estimate(deployment, size, load, &mut result, e) })?;
        if result.flags & u64::from(sys::TOLL_FLAG_NO_FIT) != 0 && load.assume_fit == 0 {
            return Err(self.does_not_fit(load)?);
        }
        Ok(result)
    }

    /// How requests wait, and quantiles of TTFT and TPOT; at an arrival rate with `mode` `TOLL_LOAD_OPEN` and
    /// `requests_per_s`. "Unstable" is an answer: `stability`, with the rate at which the queue grows without end.
    pub fn queue(&self, load: &Load) -> Result<Queue, Error> {
        check_header(load)?;
        let ((deployment, size), mut queue) = (self.arguments(), Queue::default());
        call(|e| unsafe { sys::toll_serve_estimate_queue(deployment, size, load, &mut queue, e) })?;
        Ok(queue)
    }

    /// The highest arrival rate, requests a second, at which the limits are kept; 0: none is.
    pub fn bound_rate(&self, load: &Load, limits: &Limits) -> Result<f64, Error> {
        check_header(load)?;
        check_header(limits)?;
        let ((deployment, size), mut rate) = (self.arguments(), 0.0);
        call(|e| unsafe { sys::toll_serve_bound_rate(deployment, size, load, limits, &mut rate, e) })?;
        Ok(rate)
    }

    /// What bounds a steady state: its step times by term.
    pub fn terms(&self, load: &Load) -> Result<Terms, Error> {
        check_header(load)?;
        let ((deployment, size), mut terms) = (self.arguments(), Terms::default());
        call(|e| unsafe { sys::toll_serve_estimate_terms(deployment, size, load, &mut terms, e) })?;
        Ok(terms)
    }

    /// The cost of a steady state, split into prompts and answers.
    pub fn split(&self, load: &Load, supply: &Supply) -> Result<CostSplit, Error> {
        check_header(load)?;
        check_header(supply)?;
        let ((deployment, size), mut split) = (self.arguments(), CostSplit::default());
        call(|e| unsafe { sys::toll_serve_estimate_split(deployment, size, load, supply, &mut split, e) })?;
        Ok(split)
    }

    /// What one more request does to a batch: how it slows the others, and what it costs.
    pub fn admission(&self, batch: &Batch, load: &Load, supply: &Supply) -> Result<Admission, Error> {
        check_header(batch)?;
        check_header(load)?;
        check_header(supply)?;
        let ((deployment, size), mut found) = (self.arguments(), Admission::default());
        call(|e| unsafe { sys::toll_serve_estimate_admission(deployment, size, batch, load, supply, &mut found, e) })?;
        Ok(found)
    }

    /// A correction from points that you measured on this deployment, for [`Deployment::serve_corrected`].
    pub fn calibrate(&self, anchors: &[Anchor]) -> Result<Correction, Error> {
        let ((deployment, size), mut found) = (self.arguments(), Correction::default());
        let (at, count, stride) = (anchors.as_ptr(), anchors.len() as u64, std::mem::size_of::<Anchor>() as u64);
        call(|e| unsafe { sys::toll_serve_calibrate(deployment, size, at, count, stride, &mut found, e) })?;
        Ok(found)
    }

    /// [`Deployment::serve`] with a correction.
    pub fn serve_corrected(&self, load: &Load, correction: &Correction) -> Result<ServeResult, Error> {
        check_header(load)?;
        check_header(correction)?;
        let ((deployment, size), mut result) = (self.arguments(), ServeResult::default());
        call(|e| unsafe { sys::toll_serve_estimate_corrected(deployment, size, load, correction, &mut result, e) })?;
        if result.flags & u64::from(sys::TOLL_FLAG_NO_FIT) != 0 && load.assume_fit == 0 {
            return Err(self.does_not_fit(load)?);
        }
        Ok(result)
    }

    fn does_not_fit(&self, load: &Load) -> Result<Error, Error> {
        let tokens = (load.input_tokens + load.output_tokens).ceil() as i64;
        let margin = self.memory(1, tokens.max(1))?.margin_bytes;
        let message = format!(
            "{self} does not hold its weights and one request of {tokens} tokens: {} bytes are missing",
            -margin
        );
        Ok(Error::own(Status::CONFLICT, "deployment", message))
    }
}

impl fmt::Display for Deployment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for Deployment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Deployment({})", self.name)
    }
}

/// What a steady state costs at a price per accelerator hour: per hour, per request, per million tokens.
pub fn cost(result: &ServeResult, supply: &Supply) -> Result<Cost, Error> {
    check_header(result)?;
    check_header(supply)?;
    let mut cost = Cost::default();
    call(|e| unsafe { sys::toll_serve_estimate_cost(result, supply, &mut cost, e) })?;
    Ok(cost)
}

/// Energy, carbon and water of a steady state at a site.
pub fn energy(result: &ServeResult, site: &Site) -> Result<Energy, Error> {
    check_header(result)?;
    check_header(site)?;
    let mut energy = Energy::default();
    call(|e| unsafe { sys::toll_serve_estimate_energy(result, site, &mut energy, e) })?;
    Ok(energy)
}
