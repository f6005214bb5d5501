// SPDX-License-Identifier: Apache-2.0
//! Total cost of ownership: a scenario as rows, one ledger of cost lines, and two views of it, cash and accrual.
//!
//! ```
//! use toll::tco::{row, Scenario};
//!
//! let scenario = Scenario::new([
//!     row("horizon", 36.0),
//!     row("output_tokens", 2e9).time("month"),
//!     row("option", 0.0).option(1).text("owned"),
//!     row("capacity_output", 5000.0).option(1),
//!     row("buy", (25e3, 30e3, 40e3)).option(1).category("server").basis("unit"),
//!     row("option", 0.0).option(2).text("api"),
//!     row("cost", 1.5).option(2).category("api").basis("mtok_output"),
//! ])?;
//! let api = scenario.estimate("api")?;
//! assert_eq!(api.summary()?.total_money.round(), 108_000.0); // 36 months of 2,000 Mtok at 1.50
//! assert_eq!(scenario.estimate("owned")?.summary()?.capex_money, 30e3);
//! # Ok::<(), toll::Error>(())
//! ```

use crate::catalog::text;
use crate::error::{call, constant_text, field_text, put_text};
use crate::records::{Conventions, TcoSummary};
use crate::{Error, Range, Status};
use toll_sys as sys;

/// One line of the ledger: one amount, two dates.
pub type Line = sys::toll_tco_line;

/// A row of a scenario, made by [`row`]. Names stand for codes; a name that is not known is refused by [`Scenario::new`],
/// with the row and the nearest names.
#[derive(Clone, Debug)]
pub struct Row {
    /// The row as the library takes it; fields without a function here are set in it.
    pub c: sys::toll_tco_row,
    refused: Option<Error>,
}

/// A row of a kind, "horizon", "buy", "cost" ..., with its number: one, or P10, P50, P90.
pub fn row(kind: &str, value: impl Into<Range>) -> Row {
    let made = Row { c: sys::toll_tco_row { value: value.into(), ..Default::default() }, refused: None };
    made.code(sys::TOLL_TCO_LIST_KIND, kind, |c, code| c.kind = code)
}

/// Code of a name of scenario files.
fn code_of(list: u32, name: &str) -> Result<u32, Error> {
    let ((at, length), mut code) = (text(name), 0);
    call(|e| unsafe { sys::toll_tco_find_name(list, at, length, &mut code, e) })?;
    Ok(code)
}

impl Row {
    fn keep(mut self, result: Result<(), Error>) -> Row {
        self.refused = self.refused.or(result.err());
        self
    }

    fn code(mut self, list: u32, name: &str, set: impl FnOnce(&mut sys::toll_tco_row, u32)) -> Row {
        let result = code_of(list, name).map(|code| set(&mut self.c, code));
        self.keep(result)
    }

    /// The option that the row belongs to, from 1; without it the row holds for all.
    pub fn option(mut self, option: u32) -> Row {
        self.c.option = option;
        self
    }

    /// Periods from which on, and before which, it holds; an end of 0 is the horizon.
    pub fn periods(mut self, from: i32, end: i32) -> Row {
        (self.c.from_period, self.c.to_period) = (from, end);
        self
    }

    /// Category of the cost, "server", "energy", "api" ...
    pub fn category(self, name: &str) -> Row {
        self.code(sys::TOLL_TCO_LIST_CATEGORY, name, |c, code| c.category = code)
    }

    /// What the value is counted per, "unit", "kwh", "mtok_output" ...
    pub fn basis(self, name: &str) -> Row {
        self.code(sys::TOLL_TCO_LIST_BASIS, name, |c, code| c.basis = code)
    }

    /// The unit of time, "hour", "month", "year" ...
    pub fn time(self, name: &str) -> Row {
        self.code(sys::TOLL_TCO_LIST_TIME, name, |c, code| c.time = code)
    }

    /// How many; 1 without it.
    pub fn quantity(mut self, quantity: f64) -> Row {
        self.c.quantity = quantity;
        self
    }

    /// The currency of its money, where it is not the scenario's.
    pub fn currency(mut self, code: &str) -> Row {
        let result = put_text(&mut self.c.currency, code, "currency");
        self.keep(result)
    }

    /// A name or a note: of an option, its name.
    pub fn text(mut self, note: &str) -> Row {
        let result = put_text(&mut self.c.text, note, "text");
        self.keep(result)
    }
}

/// What the library made of rows: words that only it reads.
pub(crate) struct Words(Vec<u64>);

impl Words {
    pub(crate) fn of(bytes: u64) -> Words {
        Words(vec![0; bytes as usize / 8 + 1])
    }
    pub(crate) fn at(&self) -> *const std::ffi::c_void {
        self.0.as_ptr().cast()
    }
    pub(crate) fn at_mut(&mut self) -> *mut std::ffi::c_void {
        self.0.as_mut_ptr().cast()
    }
}

/// A scenario, checked and planned once, then evaluated many times.
pub struct Scenario {
    rows: Vec<sys::toll_tco_row>,
    plan: Words,
    size: u64,
    conventions: Conventions,
}

impl Scenario {
    /// Checks rows and plans them. An [`Error::row`] is an index of these.
    pub fn new(rows: impl IntoIterator<Item = Row>) -> Result<Scenario, Error> {
        let mut kept = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            if let Some(error) = row.refused {
                return Err(Error { row: Some(index as u64), ..error });
            }
            kept.push(row.c);
        }
        let (at, count, stride) = (kept.as_ptr(), kept.len() as u64, std::mem::size_of::<sys::toll_tco_row>() as u64);
        call(|e| unsafe { sys::toll_tco_check(at, count, stride, e) })?;
        let size = unsafe { sys::toll_tco_plan_size(count) };
        let (mut plan, mut conventions) = (Words::of(size), Conventions::default());
        call(|e| unsafe { sys::toll_tco_resolve(at, count, stride, plan.at_mut(), size, e) })?;
        call(|e| unsafe { sys::toll_tco_get_conventions(plan.at(), size, &mut conventions, e) })?;
        Ok(Scenario { rows: kept, plan, size, conventions })
    }

    pub(crate) fn plan(&self) -> (*const std::ffi::c_void, u64) {
        (self.plan.at(), self.size)
    }

    /// The rows.
    pub fn rows(&self) -> &[sys::toll_tco_row] {
        &self.rows
    }

    /// Periods, their length, rates and currency.
    pub fn conventions(&self) -> &Conventions {
        &self.conventions
    }

    /// Names of the options.
    pub fn options(&self) -> Vec<String> {
        self.declared().map(|row| field_text(&row.text).into_owned()).collect()
    }

    fn declared(&self) -> impl Iterator<Item = &sys::toll_tco_row> {
        self.rows.iter().filter(|row| row.kind == sys::TOLL_TCO_OPTION)
    }

    pub(crate) fn option(&self, name: &str) -> Result<u32, Error> {
        let found = self.declared().find(|row| field_text(&row.text) == name);
        found.map(|row| row.option).ok_or_else(|| {
            let message = format!("option {name:?} is not declared; there are: {}", self.options().join(", "));
            Error::own(Status::UNKNOWN_ID, "option", message)
        })
    }

    /// Evaluates an option by its name, at the medians of all rows.
    pub fn estimate(&self, option: &str) -> Result<Account<'_>, Error> {
        self.evaluate(option, None)
    }

    /// Evaluates an option at one number for each row.
    pub fn estimate_at(&self, option: &str, values: &[f64]) -> Result<Account<'_>, Error> {
        self.evaluate(option, Some(values))
    }

    fn evaluate(&self, option: &str, values: Option<&[f64]>) -> Result<Account<'_>, Error> {
        let (code, size) = (self.option(option)?, self.conventions.account_bytes);
        let mut words = Words::of(size);
        let (at, count) = values.map_or((std::ptr::null(), 0), |values| (values.as_ptr(), values.len() as u64));
        let ((plan, plan_size), none) = (self.plan(), std::ptr::null());
        call(|e| unsafe { sys::toll_tco_estimate(plan, plan_size, code, at, none, count, words.at_mut(), size, e) })?;
        Ok(Account { scenario: self, words, size })
    }
}

impl std::fmt::Debug for Scenario {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scenario({} rows, options {:?})", self.rows.len(), self.options())
    }
}

/// An evaluated option.
pub struct Account<'a> {
    scenario: &'a Scenario,
    words: Words,
    size: u64,
}

impl Account<'_> {
    /// Totals, capacity, unit costs, and what is missing.
    pub fn summary(&self) -> Result<TcoSummary, Error> {
        let mut found = TcoSummary::default();
        call(|e| unsafe { sys::toll_tco_get_summary(self.words.at(), self.size, &mut found, e) })?;
        Ok(found)
    }

    /// A series by name, "cash", "accrual", "kwh" ...: a number a period, then that of the close.
    pub fn series(&self, name: &str) -> Result<Vec<f64>, Error> {
        let series = code_of(sys::TOLL_TCO_LIST_SERIES, name)?;
        let mut numbers = vec![0.0; self.scenario.conventions.periods as usize + 1];
        let (at, count) = (numbers.as_mut_ptr(), numbers.len() as u64);
        call(|e| unsafe { sys::toll_tco_get_series(self.words.at(), self.size, series, at, count, e) })?;
        Ok(numbers)
    }

    /// What each row of the scenario costs.
    pub fn amounts(&self) -> Result<Vec<f64>, Error> {
        let mut numbers = vec![0.0; self.scenario.rows.len()];
        let (at, count) = (numbers.as_mut_ptr(), numbers.len() as u64);
        call(|e| unsafe { sys::toll_tco_get_amounts(self.words.at(), self.size, at, count, e) })?;
        Ok(numbers)
    }

    /// The ledger.
    pub fn lines(&mut self) -> Result<Vec<Line>, Error> {
        let ((plan, plan_size), account, size) = (self.scenario.plan(), self.words.at_mut(), self.size);
        let (mut count, none) = (0, std::ptr::null_mut());
        // Without room it says how many lines there are.
        unsafe { sys::toll_tco_get_lines(plan, plan_size, account, size, none, 0, &mut count, std::ptr::null_mut()) };
        let mut lines = vec![Line::default(); count as usize];
        let (to, room) = (lines.as_mut_ptr(), count);
        call(|e| unsafe { sys::toll_tco_get_lines(plan, plan_size, account, size, to, room, &mut count, e) })?;
        Ok(lines)
    }
}

/// Name of a category, for [`Line`].
pub fn category_name(code: u32) -> &'static str {
    constant_text(unsafe { sys::toll_tco_get_name(sys::TOLL_TCO_LIST_CATEGORY, code) })
}
