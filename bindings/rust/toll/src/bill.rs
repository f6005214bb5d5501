// SPDX-License-Identifier: Apache-2.0
//! Exact bills of usage records.

use crate::error::{call, call_again, field_text};
use crate::{Amount, Card, Context, Counters, Decimal, Error, Meter, Status};
use std::fmt;
use toll_sys as sys;

/// A quantity of one meter in whole base units; totals are inclusive. Made by [`Meter::of`].
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Usage(sys::toll_bill_usage);

impl Meter {
    /// So many base units of this meter.
    pub const fn of(self, quantity: i64) -> Usage {
        Usage(sys::toll_bill_usage { meter: self.0 as u64, quantity })
    }
}

impl Usage {
    /// The meter.
    pub fn meter(&self) -> Meter {
        Meter(self.0.meter as u32)
    }

    /// Base units.
    pub fn quantity(&self) -> i64 {
        self.0.quantity
    }
}

impl fmt::Debug for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.meter(), self.quantity())
    }
}

/// One line of a bill: list cost = quantity / per * list price * list factor, and so on.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Line(sys::toll_bill_line);

impl Line {
    /// The meter that is billed.
    pub fn meter(&self) -> Meter {
        Meter(self.0.meter)
    }
    /// The meter whose price was used.
    pub fn price_meter(&self) -> Meter {
        Meter(self.0.price_meter)
    }
    /// Row of the list price in the tariff, from 0.
    pub fn rule(&self) -> u32 {
        self.0.rule
    }
    /// TOLL_LINE_* bits.
    pub fn flags(&self) -> u32 {
        self.0.flags
    }
    /// Base units billed, after minimum and step.
    pub fn quantity(&self) -> i64 {
        self.0.quantity
    }
    /// Base units that the price buys.
    pub fn per(&self) -> i64 {
        self.0.per
    }
    /// Public price of [`Line::per`] base units.
    pub fn list_price(&self) -> Decimal {
        Decimal(self.0.list_price)
    }
    /// Negotiated price of [`Line::per`] base units; the public one if there is no other.
    pub fn contracted_price(&self) -> Decimal {
        Decimal(self.0.contracted_price)
    }
    /// Public cost.
    pub fn list_cost(&self) -> Amount {
        Amount::from_c(&self.0.list_cost)
    }
    /// Negotiated cost.
    pub fn contracted_cost(&self) -> Amount {
        Amount::from_c(&self.0.contracted_cost)
    }
    /// Cost with all multipliers: owed.
    pub fn billed_cost(&self) -> Amount {
        Amount::from_c(&self.0.billed_cost)
    }
    /// The line as the library has it.
    pub fn as_c(&self) -> &sys::toll_bill_line {
        &self.0
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?}: {} / {} * {} = {}",
            self.meter(),
            self.quantity(),
            self.per(),
            self.contracted_price(),
            self.billed_cost()
        )
    }
}

/// What a record costs; the totals are the exact sums of its lines. One bill can serve for many records.
#[derive(Clone)]
pub struct Bill {
    total: sys::toll_bill_total,
    lines: Vec<Line>,
}

/// Lines that are ready. One per meter is enough where no allowance and no volume tier applies; else there may be more.
const ROOMS: [usize; 3] = [64, 1024, 16384];

impl Default for Bill {
    fn default() -> Bill {
        Bill::new()
    }
}

impl Bill {
    /// A bill of nothing, for [`Card::bill_into`].
    pub fn new() -> Bill {
        Bill { total: sys::toll_bill_total::default(), lines: Vec::with_capacity(ROOMS[0]) }
    }

    /// The lines, in the order of the meters' numbers.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
    /// What is owed.
    pub fn billed(&self) -> Amount {
        Amount::from_c(&self.total.billed_cost)
    }
    /// Billed for the prompt.
    pub fn input(&self) -> Amount {
        Amount::from_c(&self.total.input_cost)
    }
    /// Billed for the answer.
    pub fn output(&self) -> Amount {
        Amount::from_c(&self.total.output_cost)
    }
    /// Billed for the rest.
    pub fn other(&self) -> Amount {
        Amount::from_c(&self.total.other_cost)
    }
    /// At negotiated prices, without credits.
    pub fn contracted(&self) -> Amount {
        Amount::from_c(&self.total.contracted_cost)
    }
    /// At public prices.
    pub fn list(&self) -> Amount {
        Amount::from_c(&self.total.list_cost)
    }
    /// TOLL_LINE_* bits of any line.
    pub fn flags(&self) -> u64 {
        self.total.flags
    }
    /// ISO 4217, or "X-" and a name.
    pub fn currency(&self) -> String {
        field_text(&self.total.currency).into_owned()
    }
    /// SHA-256 of the price book.
    pub fn book_hash(&self) -> String {
        field_text(&self.total.book_hash).into_owned()
    }
    /// TOLL_NAME_* bits: how the card's name was matched.
    pub fn matched_by(&self) -> u64 {
        self.total.matched_by
    }

    /// Replays the lines from their own figures alone; [`Status::CONFLICT`] when one does not follow.
    pub fn verify(&self) -> Result<(), Error> {
        let (lines, count) = (self.lines.as_ptr().cast(), self.lines.len() as u64);
        call(|e| unsafe { sys::toll_bill_verify(lines, count, &self.total, e) })
    }

    fn compute(
        &mut self,
        card: &Card,
        usage: &[Usage],
        context: &Context,
        counters: &mut [sys::toll_bill_counter],
    ) -> Result<(), Error> {
        let capacity = self.lines.capacity() as u64;
        call_again(|e| unsafe {
            sys::toll_bill_compute(
                card.words.as_ptr().cast(),
                std::mem::size_of_val(&*card.words) as u64,
                usage.as_ptr().cast(),
                usage.len() as u64,
                &context.c,
                context.attributes.as_ptr(),
                context.attributes.len() as u64,
                counters.as_mut_ptr(),
                counters.len() as u64,
                self.lines.as_mut_ptr().cast(),
                capacity,
                &mut self.total,
                e,
            )
        })?;
        // SAFETY: the library has written n_lines, which is not more than the capacity it was told.
        unsafe { self.lines.set_len(self.total.n_lines as usize) };
        Ok(())
    }
}

impl fmt::Debug for Bill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?}", self.billed(), self.currency(), self.lines)
    }
}

impl Card {
    /// Bills one record. For many records, [`Card::bill_into`] uses one bill again; for the amount alone, [`Card::cost`].
    pub fn bill(&self, usage: &[Usage], context: &Context) -> Result<Bill, Error> {
        let mut bill = Bill::new();
        self.bill_into(&mut bill, usage, context, None)?;
        Ok(bill)
    }

    /// Bills one record into a bill that is used again, without an allocation. On an error, the totals of the bill, and the
    /// counters, are as they were, and its lines are those that it had.
    pub fn bill_into(
        &self,
        bill: &mut Bill,
        usage: &[Usage],
        context: &Context,
        counters: Option<&mut Counters>,
    ) -> Result<(), Error> {
        context.check_book(&self.book)?;
        let used: &mut [sys::toll_bill_counter] = match counters {
            Some(counters) => {
                counters.check_book(&self.book)?;
                &mut counters.c
            }
            None => &mut [],
        };
        loop {
            let refused = match bill.compute(self, usage, context, used) {
                Err(error) if error.status == Status::BUFFER => error,
                other => return other,
            };
            let room = ROOMS.into_iter().find(|&room| room > bill.lines.capacity()).ok_or(refused)?;
            bill.lines.reserve_exact(room - bill.lines.len());
        }
    }

    /// What one record costs, without its lines: the fast path.
    pub fn cost(&self, usage: &[Usage], context: &Context) -> Result<Amount, Error> {
        context.check_book(&self.book)?;
        let mut bill = Bill { total: sys::toll_bill_total::default(), lines: Vec::new() };
        bill.total_only(self, usage, context)?;
        Ok(bill.billed())
    }

    /// What many records of one context cost: a column of quantities for each meter, all of one length. Row by row the
    /// amount, or the status for which the row was refused.
    pub fn cost_columns(
        &self,
        columns: &[(Meter, &[i64])],
        context: &Context,
    ) -> Result<Vec<Result<Amount, Status>>, Error> {
        context.check_book(&self.book)?;
        let count = columns.first().map_or(0, |(_, column)| column.len());
        if let Some((meter, _)) = columns.iter().find(|(_, column)| column.len() != count) {
            return Err(Error::own(Status::CONFLICT, "columns", format!("columns must be of one length: {meter:?}")));
        }
        let meters: Vec<u32> = columns.iter().map(|(meter, _)| meter.0).collect();
        let quantities: Vec<i64> = columns.iter().flat_map(|(_, column)| column.iter().copied()).collect();
        let mut billed = vec![sys::toll_amount { low: 0, high: 0 }; count];
        let mut statuses = vec![0i32; count];
        let first = call(|e| unsafe {
            sys::toll_bill_compute_columns(
                self.words.as_ptr().cast(),
                std::mem::size_of_val(&*self.words) as u64,
                meters.as_ptr(),
                meters.len() as u64,
                quantities.as_ptr(),
                count as u64,
                &context.c,
                context.attributes.as_ptr(),
                context.attributes.len() as u64,
                billed.as_mut_ptr(),
                statuses.as_mut_ptr(),
                e,
            )
        });
        by_row(first, &billed, &statuses)
    }
}

impl Bill {
    fn total_only(&mut self, card: &Card, usage: &[Usage], context: &Context) -> Result<(), Error> {
        call_again(|e| unsafe {
            sys::toll_bill_compute(
                card.words.as_ptr().cast(),
                std::mem::size_of_val(&*card.words) as u64,
                usage.as_ptr().cast(),
                usage.len() as u64,
                &context.c,
                context.attributes.as_ptr(),
                context.attributes.len() as u64,
                std::ptr::null_mut(),
                0,
                std::ptr::null_mut(),
                0,
                &mut self.total,
                e,
            )
        })
    }
}

/// A card in one context, ready for the columns of a table: make it once for each tariff, tier and region that rows have.
pub struct Rater {
    words: Box<[u64]>,
    _book: crate::Book, // the rater reads it
}

/// Rows of a table for [`cost_rows`]. Columns are read where they are.
#[derive(Clone, Default)]
pub struct Rows<'a> {
    /// A column of inclusive quantities for each meter, as the raters have them.
    pub columns: Vec<(Meter, &'a [i64])>,
    /// For each row the index of its rater; `None`: all rows have the first.
    pub rater_of_row: Option<&'a [u32]>,
    /// For each row its instant, seconds since 1970; `None`: that of its rater.
    pub at_s: Option<&'a [i64]>,
}

impl Card {
    /// A rater for columns of these meters.
    pub fn rater(&self, meters: &[Meter], context: &Context) -> Result<Rater, Error> {
        context.check_book(&self.book)?;
        let size = unsafe { sys::toll_bill_rater_size() };
        let mut words = vec![0u64; size as usize / 8].into_boxed_slice();
        let numbers: Vec<u32> = meters.iter().map(|meter| meter.0).collect();
        call(|e| unsafe {
            sys::toll_bill_resolve_rater(
                self.words.as_ptr().cast(),
                std::mem::size_of_val(&*self.words) as u64,
                numbers.as_ptr(),
                numbers.len() as u64,
                &context.c,
                context.attributes.as_ptr(),
                context.attributes.len() as u64,
                words.as_mut_ptr().cast(),
                size,
                e,
            )
        })?;
        Ok(Rater { words, _book: self.book.clone() })
    }
}

/// Bills the rows of a table, each by its rater and at its own instant: row by row the amount, or the status for which the
/// row was refused. A rater `None` stands for a tariff that is not known.
pub fn cost_rows(raters: &[Option<&Rater>], rows: &Rows<'_>) -> Result<Vec<Result<Amount, Status>>, Error> {
    let count = rows.columns.first().map_or(0, |(_, column)| column.len());
    let lengths = rows.columns.iter().map(|(_, column)| column.len());
    let others = rows.rater_of_row.map(<[u32]>::len).into_iter().chain(rows.at_s.map(<[i64]>::len));
    if let Some(length) = lengths.chain(others).find(|&length| length != count) {
        let message = format!("columns must be of one length, got {count} and {length}");
        return Err(Error::own(Status::CONFLICT, "columns", message));
    }
    let memory: Vec<*const std::ffi::c_void> =
        raters.iter().map(|rater| rater.map_or(std::ptr::null(), |rater| rater.words.as_ptr().cast())).collect();
    let meters: Vec<u32> = rows.columns.iter().map(|(meter, _)| meter.0).collect();
    let quantities: Vec<*const i64> = rows.columns.iter().map(|(_, column)| column.as_ptr()).collect();
    let mut billed = vec![sys::toll_amount { low: 0, high: 0 }; count];
    let mut statuses = vec![sys::TOLL_OK; count];
    let first = call(|e| unsafe {
        sys::toll_bill_compute_rows(
            memory.as_ptr(),
            memory.len() as u64,
            rows.rater_of_row.map_or(std::ptr::null(), <[u32]>::as_ptr),
            meters.as_ptr(),
            meters.len() as u64,
            quantities.as_ptr(),
            std::ptr::null(),
            count as u64,
            rows.at_s.map_or(std::ptr::null(), <[i64]>::as_ptr),
            billed.as_mut_ptr(),
            statuses.as_mut_ptr(),
            e,
        )
    });
    by_row(first, &billed, &statuses)
}

/// Row by row; an error that no row has is of the whole call.
fn by_row(
    first: Result<(), Error>,
    billed: &[sys::toll_amount],
    statuses: &[i32],
) -> Result<Vec<Result<Amount, Status>>, Error> {
    if let (Err(error), true) = (first, statuses.iter().all(|&status| status == sys::TOLL_OK)) {
        return Err(error);
    }
    let row = |(c, &status): (&sys::toll_amount, &i32)| match status {
        sys::TOLL_OK => Ok(Amount::from_c(c)),
        other => Err(Status(other)),
    };
    Ok(billed.iter().zip(statuses).map(row).collect())
}
