// SPDX-License-Identifier: Apache-2.0
//! What does an LLM token cost? Exactly when it is billed, with an error bar when it is estimated.
//!
//! ```
//! use toll::{Book, Context, Meter};
//!
//! let at = 1_793_707_200; // 2026-11-03 12:00 UTC, in seconds since 1970
//! let card = Book::public().card("", "claude-sonnet-4-6", at)?;
//! let usage = [Meter::INPUT.of(12_000), Meter::CACHE_READ.of(10_000), Meter::OUTPUT.of(800)];
//! let bill = card.bill(&usage, &Context::at(at))?;
//! assert_eq!(bill.billed().to_string(), "0.021"); // USD, every digit
//! # Ok::<(), toll::Error>(())
//! ```
//!
//! Two kinds of number are never mixed. Bills are exact: [`Decimal`] and [`Amount`]. Estimates are ranges, the quantiles
//! P10, P50 and P90 of what one would measure:
//!
//! ```
//! use toll::{records::{Load, Supply}, Deployment, Options};
//!
//! let deployment = Deployment::find("h100-sxm5-80gb", "llama-3.1-70b", "fp8", &Options { tp: 4, ..Default::default() })?;
//! let load = Load { input_tokens: 1000.0, output_tokens: 500.0, concurrency: 32.0, ..Default::default() };
//! let result = deployment.serve(&load)?;
//! let cost = toll::cost(&result, &Supply { usd_per_gpu_hour: 2.5.into(), ..Default::default() })?;
//! assert!(result.tpot_s.low < result.tpot_s.mid && cost.usd_per_mtok_output.mid > 0.0);
//! # Ok::<(), toll::Error>(())
//! ```
//!
//! [`plan`] finds the cheapest deployment for a load, [`train`] says what a training run takes, [`tco`] and [`risk`] compare
//! options over years, [`finance`] has present values, returns and break-evens, [`catalog`] the facts.
//!
//! A refused call is an [`Error`] with the field, its range and what was found. Unknown is never 0: a name without a
//! tariff, a meter without a price and a model that does not fit are errors. Every function may be called from any
//! number of threads; nothing here keeps state.
//!
//! The crate compiles the C library, which needs a C compiler and nothing else. Functions that are not here yet are in
//! the crate `toll-sys`, as [`sys`].
#![warn(missing_docs)]

mod bill;
mod book;
pub mod catalog;
mod deployment;
mod error;
pub mod finance;
#[allow(clippy::all)]
#[rustfmt::skip]
mod generated;
mod money;
pub mod plan;
pub mod risk;
pub mod tco;
pub mod train;

pub use bill::{cost_rows, Bill, Line, Rater, Rows, Usage};
pub use book::{catalog_version, Book, Card, Context, Counters, Row};
pub use deployment::{cost, energy, Deployment, Options};
pub use error::Error;
pub use generated::{records, Meter, Rounding, Status};
pub use money::{compute_amount, currency_digits, Amount, Decimal};
pub use toll_sys as sys;
pub use toll_sys::toll_range as Range;

/// The examples of the README, for the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Version of the library, "0.1.0".
pub fn version() -> &'static str {
    error::constant_text(unsafe { sys::toll_version_string() })
}

/// A text field of a record, up to its NUL.
///
/// ```
/// let hw = toll::sys::toll_hw::default();
/// assert_eq!(toll::text(&hw.id), "");
/// ```
pub fn text(field: &[core::ffi::c_char]) -> std::borrow::Cow<'_, str> {
    error::field_text(field)
}
