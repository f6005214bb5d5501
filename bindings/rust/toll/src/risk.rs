// SPDX-License-Identifier: Apache-2.0
//! Uncertainty over scenarios: tornado, seeded draws, and what flips the decision.
//!
//! ```
//! use toll::{risk::{spread, Risk}, tco::{row, Scenario}};
//!
//! let scenario = Scenario::new([
//!     row("horizon", 36.0),
//!     row("output_tokens", (1e9, 2e9, 4e9)).time("month"),
//!     row("option", 0.0).option(1).text("owned"),
//!     row("capacity_output", 5000.0).option(1),
//!     row("buy", (25e3, 30e3, 40e3)).option(1).category("server").basis("unit"),
//!     row("option", 0.0).option(2).text("api"),
//!     row("cost", (1.0, 1.5, 2.0)).option(2).category("api").basis("mtok_output"),
//! ])?;
//! let mut risk = Risk::of(&scenario, "owned")?.against("api")?;
//! assert!(risk.estimate()? < 0.0); // owning is cheaper at the medians
//! assert_eq!(risk.swings()?[0].row, 1); // and the load decides most
//! assert_eq!(spread(&risk.draws(200, 7)?)?.count, 200);
//! # Ok::<(), toll::Error>(())
//! ```

use crate::error::{call, check_header};
use crate::records::{Flip, Question, SpreadOfResults};
use crate::tco::{Scenario, Words};
use crate::Error;
use toll_sys as sys;

/// What the answer is, with one row at its low and at its high end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Swing {
    /// The row of the scenario.
    pub row: usize,
    /// With the row at P10.
    pub at_low: f64,
    /// With the row at P90.
    pub at_high: f64,
}

/// A question about a scenario: a metric of an option, less that of another where there is one to compare with.
pub struct Risk<'a> {
    scenario: &'a Scenario,
    /// Metric, timing and sizing may be changed; its default is the NPV.
    pub question: Question,
    work: Words,
    work_size: u64,
}

impl<'a> Risk<'a> {
    /// Asks for the NPV of an option's cost.
    pub fn of(scenario: &'a Scenario, option: &str) -> Result<Risk<'a>, Error> {
        let question = Question { option: scenario.option(option)?, ..Default::default() };
        let (plan, size) = scenario.plan();
        let work_size = unsafe { sys::toll_risk_work_size(plan, size) };
        Ok(Risk { scenario, question, work: Words::of(work_size), work_size })
    }

    /// Less that of another option: below 0, the first is cheaper.
    pub fn against(mut self, option: &str) -> Result<Risk<'a>, Error> {
        self.question.against = self.scenario.option(option)?;
        Ok(self)
    }

    /// Another metric, one of `TOLL_RISK_TOTAL` .. `TOLL_RISK_CO2_KG`.
    pub fn metric(mut self, metric: u32) -> Risk<'a> {
        self.question.metric = metric;
        self
    }

    /// The answer at the medians.
    pub fn estimate(&mut self) -> Result<f64, Error> {
        check_header(&self.question)?;
        let ((plan, size), mut answer) = (self.scenario.plan(), 0.0);
        let (work, room, none) = (self.work.at_mut(), self.work_size, std::ptr::null());
        call(|e| unsafe { sys::toll_risk_estimate(plan, size, &self.question, none, 0, &mut answer, work, room, e) })?;
        Ok(answer)
    }

    /// Tornado: rows with a range, those that matter most first.
    pub fn swings(&mut self) -> Result<Vec<Swing>, Error> {
        check_header(&self.question)?;
        let ((plan, size), rows) = (self.scenario.plan(), self.scenario.rows());
        let (mut low, mut high, mut medians) = (vec![0.0; rows.len()], vec![0.0; rows.len()], 0.0);
        let (work, room, count) = (self.work.at_mut(), self.work_size, rows.len() as u64);
        let (at_low, at_high) = (low.as_mut_ptr(), high.as_mut_ptr());
        call(|e| unsafe {
            sys::toll_risk_estimate_swings(
                plan,
                size,
                &self.question,
                at_low,
                at_high,
                count,
                &mut medians,
                work,
                room,
                e,
            )
        })?;
        let ranged = (0..rows.len()).filter(|&row| rows[row].value.low < rows[row].value.high);
        let mut found: Vec<Swing> = ranged.map(|row| Swing { row, at_low: low[row], at_high: high[row] }).collect();
        found.sort_by(|a, b| (b.at_high - b.at_low).abs().total_cmp(&(a.at_high - a.at_low).abs()));
        Ok(found)
    }

    /// Answers for so many draws: the same inputs for every question with this seed. NaN: a draw has no value.
    pub fn draws(&mut self, count: usize, seed: u64) -> Result<Vec<f64>, Error> {
        check_header(&self.question)?;
        let ((plan, size), mut answers) = (self.scenario.plan(), vec![0.0; count]);
        let (work, room, none, to) = (self.work.at_mut(), self.work_size, std::ptr::null(), answers.as_mut_ptr());
        call(|e| unsafe {
            sys::toll_risk_estimate_draws(plan, size, &self.question, none, 0, seed, 0, to, count as u64, work, room, e)
        })?;
        Ok(answers)
    }

    /// The smallest change of a row's number, from `low` to `high`, that makes the other option cheaper.
    pub fn flip(&mut self, row: usize, low: f64, high: f64) -> Result<Flip, Error> {
        check_header(&self.question)?;
        let ((plan, size), mut found) = (self.scenario.plan(), Flip::default());
        let (work, room, row) = (self.work.at_mut(), self.work_size, row as u64);
        call(|e| unsafe {
            sys::toll_risk_find_flip(plan, size, &self.question, row, low, high, &mut found, work, room, e)
        })?;
        Ok(found)
    }
}

/// Quantiles, mean and deviation of results; those that are NaN are counted in `without`.
pub fn spread(results: &[f64]) -> Result<SpreadOfResults, Error> {
    let (mut sorted, mut found) = (vec![0.0; results.len().max(1)], SpreadOfResults::default());
    let (from, count, work) = (results.as_ptr(), results.len() as u64, sorted.as_mut_ptr());
    call(|e| unsafe { sys::toll_risk_compute_spread(from, count, work, &mut found, e) })?;
    Ok(found)
}
