// SPDX-License-Identifier: Apache-2.0
//! The cheapest deployments that serve a load within its limits.
//!
//! ```
//! use toll::plan::Search;
//!
//! let plan = Search::of("llama-3.1-70b", 20.0)?
//!     .supply("h100-sxm5-80gb", 2.5)?
//!     .supply("mi300x-192gb", 2.0)?
//!     .tokens(1500.0, 400.0)
//!     .ttft_s(1.0)
//!     .tpot_s(0.04)
//!     .precisions(&["fp8"])?
//!     .run()?;
//! let best = &plan.options[0];
//! assert!(best.usd_per_hour.mid <= plan.options[1].usd_per_hour.mid);
//! assert_eq!(plan.precision(best), "fp8");
//! # Ok::<(), toll::Error>(())
//! ```

use crate::catalog::{self, id_of, index_of, Descriptor};
use crate::error::{call, check_header};
use crate::records::{Hardware, PlanNeed, PlanOption, PlanSummary, PlanSupply};
use crate::tco::Words;
use crate::{Error, Range, Status};
use toll_sys as sys;

/// A question: which accelerators, formats, engines and layouts serve a load, and at what cost.
#[derive(Clone, Debug)]
pub struct Search {
    /// The model.
    pub model: Descriptor,
    /// The load and its limits; fields without a function here are set in it.
    pub need: PlanNeed,
    /// What can be had.
    pub supplies: Vec<PlanSupply>,
    own_hw: Vec<Hardware>,
    capacity: usize,
}

/// Options, cheapest first, and why other combinations gave none. No option is an answer, too.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The options.
    pub options: Vec<PlanOption>,
    /// Counts of what was tried and refused.
    pub summary: PlanSummary,
    own_names: Vec<String>,
    supplies: Vec<PlanSupply>,
}

impl Search {
    /// A model of the catalog, and arrivals at the whole fleet, a second.
    pub fn of(model: &str, requests_per_s: f64) -> Result<Search, Error> {
        Ok(Search::of_model(catalog::model(model)?, requests_per_s))
    }

    /// The same for a model of your own.
    pub fn of_model(model: Descriptor, requests_per_s: f64) -> Search {
        let need = PlanNeed { requests_per_s, ..Default::default() };
        Search { model, need, supplies: Vec::new(), own_hw: Vec::new(), capacity: 64 }
    }

    /// Accelerators of the catalog that can be rented at a price each an hour.
    pub fn supply(mut self, hw: &str, usd_per_gpu_hour: impl Into<Range>) -> Result<Search, Error> {
        self.supplies.push(PlanSupply {
            known: sys::TOLL_PLAN_PRICE.into(),
            hw: index_of(sys::TOLL_TABLE_HW, hw)? as i64,
            usd_per_gpu_hour: usd_per_gpu_hour.into(),
            ..Default::default()
        });
        Ok(self)
    }

    /// Accelerators that the catalog lacks.
    pub fn own_supply(mut self, hw: Hardware, usd_per_gpu_hour: impl Into<Range>) -> Result<Search, Error> {
        check_header(&hw)?;
        self.supplies.push(PlanSupply {
            known: sys::TOLL_PLAN_PRICE.into(),
            flags: sys::TOLL_PLAN_OWN_HW.into(),
            hw: self.own_hw.len() as i64,
            usd_per_gpu_hour: usd_per_gpu_hour.into(),
            ..Default::default()
        });
        self.own_hw.push(hw);
        Ok(self)
    }

    /// Mean lengths of a prompt and of an answer, tokens; 1024 each without it.
    pub fn tokens(mut self, input: f64, output: f64) -> Search {
        (self.need.input_tokens, self.need.output_tokens) = (input, output);
        self
    }

    /// Most seconds to the first token, at the quantile of the need (P95).
    pub fn ttft_s(mut self, seconds: f64) -> Search {
        self.need.ttft_s = seconds;
        self.need.known |= u64::from(sys::TOLL_PLAN_TTFT);
        self
    }

    /// Most seconds from one output token to the next, at that quantile.
    pub fn tpot_s(mut self, seconds: f64) -> Search {
        self.need.tpot_s = seconds;
        self.need.known |= u64::from(sys::TOLL_PLAN_TPOT);
        self
    }

    /// Number formats that may be used, by their ids; all without it.
    pub fn precisions(mut self, ids: &[&str]) -> Result<Search, Error> {
        self.need.precisions = mask(sys::TOLL_TABLE_PRECISION, ids, "precisions")?;
        Ok(self)
    }

    /// Engines that may be used, by their ids; the current release of each without it.
    pub fn engines(mut self, ids: &[&str]) -> Result<Search, Error> {
        self.need.engines = mask(sys::TOLL_TABLE_ENGINE, ids, "engines")?;
        Ok(self)
    }

    /// Most options to return, 64 without it; the summary counts all of them.
    pub fn most_options(mut self, capacity: usize) -> Search {
        self.capacity = capacity;
        self
    }

    /// Searches.
    pub fn run(&self) -> Result<Plan, Error> {
        check_header(&self.need)?;
        check_header(&self.model.facts)?;
        let (layers, n_layers, layer_stride) = self.model.rows();
        let (n_supplies, n_own, capacity) =
            (self.supplies.len() as u64, self.own_hw.len() as u64, self.capacity as u64);
        let size = unsafe { sys::toll_plan_search_size(n_layers, n_supplies, capacity) };
        let (mut work, mut summary, mut found) = (Words::of(size), PlanSummary::default(), 0);
        let mut options = vec![PlanOption::default(); self.capacity];
        let stride = |bytes: usize| bytes as u64;
        call(|e| unsafe {
            sys::toll_plan_search(
                &self.model.facts,
                layers,
                n_layers,
                layer_stride,
                &self.need,
                self.supplies.as_ptr(),
                n_supplies,
                stride(std::mem::size_of::<PlanSupply>()),
                self.own_hw.as_ptr(),
                n_own,
                stride(std::mem::size_of::<Hardware>()),
                options.as_mut_ptr(),
                capacity,
                stride(std::mem::size_of::<PlanOption>()),
                &mut found,
                &mut summary,
                work.at_mut(),
                size,
                e,
            )
        })?;
        options.truncate(found as usize);
        let own_names = self.own_hw.iter().map(|hw| crate::text(&hw.id).into_owned()).collect();
        Ok(Plan { options, summary, own_names, supplies: self.supplies.clone() })
    }
}

/// Bits of the named rows of a table.
fn mask(table: u32, ids: &[&str], field: &str) -> Result<u64, Error> {
    if ids.is_empty() {
        let message = format!("{field} must have at least one id; leave it out to allow all");
        return Err(Error::own(Status::RANGE, field, message));
    }
    ids.iter().try_fold(0, |bits, id| Ok(bits | 1 << index_of(table, id)?))
}

impl Plan {
    /// Id of an option's accelerator.
    pub fn hw(&self, option: &PlanOption) -> &str {
        let is_own = self
            .supplies
            .get(option.supply as usize)
            .is_some_and(|supply| supply.flags & u64::from(sys::TOLL_PLAN_OWN_HW) != 0);
        match self.own_names.get(option.hw as usize) {
            Some(name) if is_own => name,
            _ => id_of(sys::TOLL_TABLE_HW, option.hw),
        }
    }

    /// Id of its number format.
    pub fn precision(&self, option: &PlanOption) -> &'static str {
        id_of(sys::TOLL_TABLE_PRECISION, option.precision)
    }

    /// Id of its engine.
    pub fn engine(&self, option: &PlanOption) -> &'static str {
        id_of(sys::TOLL_TABLE_ENGINE, option.engine)
    }
}
