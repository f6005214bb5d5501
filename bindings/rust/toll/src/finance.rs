// SPDX-License-Identifier: Apache-2.0
//! Money over time: present values, rates of return, payback, break-even, payments, what an owned machine costs an hour.
//!
//! Rates are fractions a period, never per cent; amounts are in dollars, or in any one currency.
//!
//! ```
//! use toll::{finance, records::FinanceTerms};
//!
//! let yearly = FinanceTerms { rate_frac: 0.1, periods_per_year: 1.0, ..Default::default() };
//! let npv = finance::npv(-100.0, &[60.0, 60.0], &yearly)?;
//! assert!((npv - (60.0 / 1.1 + 60.0 / 1.21 - 100.0)).abs() < 1e-12);
//! # Ok::<(), toll::Error>(())
//! ```

use crate::error::{call, check_header};
use crate::records::{Breakeven, Contest, FinanceTerms, Irr, Owned, Payback};
use crate::{Error, Status};
use toll_sys as sys;

/// What an owned machine costs an hour, by part.
pub type Hourly = sys::toll_finance_hourly;

/// A slice as C takes it; one length for two.
fn same_length(first: &[f64], second: &[f64], name: &str) -> Result<u64, Error> {
    if first.len() == second.len() {
        return Ok(first.len() as u64);
    }
    let message = format!("{name} must have {} numbers, one a period, got {}", first.len(), second.len());
    Err(Error::own(Status::RANGE, name, message))
}

/// Net present value of flows, one a period, and of what is paid or received at once.
pub fn npv(upfront_usd: f64, flows_usd: &[f64], terms: &FinanceTerms) -> Result<f64, Error> {
    check_header(terms)?;
    let (count, mut found) = (flows_usd.len() as u64, 0.0);
    call(|e| unsafe { sys::toll_finance_compute_npv(upfront_usd, flows_usd.as_ptr(), count, terms, &mut found, e) })?;
    Ok(found)
}

/// Present value of costs over present value of output: the price per unit that pays for all of it.
pub fn levelised(upfront_usd: f64, costs_usd: &[f64], units: &[f64], terms: &FinanceTerms) -> Result<f64, Error> {
    check_header(terms)?;
    let (count, mut found) = (same_length(costs_usd, units, "units")?, 0.0);
    let (costs, output) = (costs_usd.as_ptr(), units.as_ptr());
    call(|e| unsafe { sys::toll_finance_compute_levelised(upfront_usd, costs, output, count, terms, &mut found, e) })?;
    Ok(found)
}

/// All internal rates of return of flows, the first at once: a verdict, and every rate. Where there are several, none is
/// the return.
pub fn irr(flows_usd: &[f64]) -> Result<(Irr, Vec<f64>), Error> {
    let (count, mut result) = (flows_usd.len() as u64, Irr::default());
    let mut roots = vec![0.0; flows_usd.len()]; // at most one a change of sign
    call(|e| unsafe {
        sys::toll_finance_find_irr(flows_usd.as_ptr(), count, roots.as_mut_ptr(), count, &mut result, e)
    })?;
    roots.truncate(usize::try_from(result.roots).unwrap_or(0));
    Ok((result, roots))
}

/// When flows have paid back what is spent at once; with a rate in the terms, discounted.
pub fn payback(upfront_usd: f64, flows_usd: &[f64], terms: &FinanceTerms) -> Result<Payback, Error> {
    check_header(terms)?;
    let (count, mut found) = (flows_usd.len() as u64, Payback::default());
    call(|e| unsafe { sys::toll_finance_find_payback(upfront_usd, flows_usd.as_ptr(), count, terms, &mut found, e) })?;
    Ok(found)
}

/// After how long owning is cheaper than renting, and from how many hours a day it is at all.
pub fn breakeven(contest: &Contest) -> Result<Breakeven, Error> {
    check_header(contest)?;
    let mut found = Breakeven::default();
    call(|e| unsafe { sys::toll_finance_find_breakeven(contest, &mut found, e) })?;
    Ok(found)
}

/// The level payment that repays `present_usd` and leaves `future_usd`; `timing` is one of `TOLL_TIMING_*`, 0: at the end.
pub fn payment(present_usd: f64, future_usd: f64, rate_frac: f64, periods: f64, timing: i32) -> Result<f64, Error> {
    let mut found = 0.0;
    call(|e| unsafe {
        sys::toll_finance_compute_payment(present_usd, future_usd, rate_frac, periods, timing, &mut found, e)
    })?;
    Ok(found)
}

/// What an owned machine costs an hour: amortisation, maintenance, running costs, and all of it per hour of use.
pub fn owned(owned: &Owned) -> Result<Hourly, Error> {
    check_header(owned)?;
    let mut found = Hourly::default();
    call(|e| unsafe { sys::toll_finance_compute_owned(owned, &mut found, e) })?;
    Ok(found)
}

/// What `per_units` units cost that a machine makes at a price an hour: of a million tokens with 1e6.
///
/// ```
/// // 2.50 dollars an hour, 1,000 tokens a second, busy half of the time: 2.5 / (1000 * 3600 * 0.5) * 1e6
/// let usd = toll::finance::unit_cost(2.5, 1000.0, 0.5, 1.0, 1e6)?;
/// assert!((usd - 2.5 / 1.8).abs() < 1e-12);
/// # Ok::<(), toll::Error>(())
/// ```
pub fn unit_cost(
    usd_per_h: f64,
    units_per_s: f64,
    utilisation_frac: f64,
    success_frac: f64,
    per_units: f64,
) -> Result<f64, Error> {
    let mut usd = 0.0;
    call(|e| unsafe {
        sys::toll_finance_compute_unit_cost(
            usd_per_h,
            units_per_s,
            utilisation_frac,
            success_frac,
            per_units,
            &mut usd,
            e,
        )
    })?;
    Ok(usd)
}
