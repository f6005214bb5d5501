// SPDX-License-Identifier: Apache-2.0
//! Exact decimals and amounts of money.

use crate::error::{call, written_text};
use crate::{Error, Rounding, Status};
use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::str::FromStr;
use toll_sys as sys;

/// An exact number as it was written: coefficient * 10^-scale. "1.50" and "1.5" are equal and print differently.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Decimal(pub(crate) sys::toll_decimal);

/// Exact money: a whole number of 10^-18 of the currency unit, in 128 bits.
///
/// ```
/// let amount: toll::Amount = "12.34".parse()?;
/// assert_eq!(amount.attos(), 12_340_000_000_000_000_000);
/// assert_eq!(amount.format(4)?, "12.3400");
/// # Ok::<(), toll::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Amount(i128);

impl Decimal {
    /// coefficient * 10^-scale; scale 0 .. 36.
    pub fn new(coefficient: i64, scale: u32) -> Result<Decimal, Error> {
        if scale > sys::TOLL_DECIMAL_SCALE_MAX {
            let message = format!("scale must be in 0 .. {}, got {scale}", sys::TOLL_DECIMAL_SCALE_MAX);
            return Err(Error::own(Status::RANGE, "scale", message));
        }
        Ok(Decimal(sys::toll_decimal { coef: coefficient, scale: scale as i32, ..sys::toll_decimal::default() }))
    }

    /// The number without its point.
    pub fn coefficient(&self) -> i64 {
        self.0.coef
    }

    /// Digits after the point.
    pub fn scale(&self) -> u32 {
        self.0.scale as u32
    }

    /// The exact sum.
    pub fn checked_add(&self, other: &Decimal) -> Result<Decimal, Error> {
        let mut sum = sys::toll_decimal::default();
        call(|e| unsafe { sys::toll_decimal_add(&self.0, &other.0, &mut sum, e) })?;
        Ok(Decimal(sum))
    }

    /// The exact product.
    pub fn checked_mul(&self, other: &Decimal) -> Result<Decimal, Error> {
        let mut product = sys::toll_decimal::default();
        call(|e| unsafe { sys::toll_decimal_multiply(&self.0, &other.0, &mut product, e) })?;
        Ok(Decimal(product))
    }

    /// Keeps 0 .. 36 digits after the point; true: a digit other than 0 was dropped.
    pub fn round(&self, digits: i32, mode: Rounding) -> Result<(Decimal, bool), Error> {
        let (mut rounded, mut inexact) = (sys::toll_decimal::default(), 0);
        call(|e| unsafe { sys::toll_decimal_round(&self.0, digits, mode.0, &mut rounded, &mut inexact, e) })?;
        Ok((Decimal(rounded), inexact != 0))
    }

    /// The same number as money; true: digits beyond the 18th were rounded.
    pub fn to_amount(&self, mode: Rounding) -> Result<(Amount, bool), Error> {
        let (mut amount, mut inexact) = (sys::toll_amount::default(), 0);
        call(|e| unsafe { sys::toll_amount_convert(&self.0, mode.0, &mut amount, &mut inexact, e) })?;
        Ok((Amount::from_c(&amount), inexact != 0))
    }
}

impl FromStr for Decimal {
    type Err = Error;
    /// Reads "1.50": no exponent, blank or group separator.
    fn from_str(text: &str) -> Result<Decimal, Error> {
        let mut made = sys::toll_decimal::default();
        call(|e| unsafe { sys::toll_decimal_parse(text.as_ptr().cast(), text.len() as u64, &mut made, e) })?;
        Ok(Decimal(made))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text =
            written_text(|to, room, needed, e| unsafe { sys::toll_decimal_format(&self.0, to, room, needed, e) });
        f.pad_integral(self.0.coef >= 0, "", text.map_err(|_| fmt::Error)?.trim_start_matches('-'))
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({self})")
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    /// By value: 1.5 equals 1.50.
    fn cmp(&self, other: &Decimal) -> Ordering {
        let mut order = 0;
        // A Decimal is made by the library or within its range, so that the call can't fail.
        let status = unsafe { sys::toll_decimal_compare(&self.0, &other.0, &mut order, std::ptr::null_mut()) };
        assert_eq!(status, sys::TOLL_OK, "two decimals were not compared");
        order.cmp(&0)
    }
}

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// A whole number of 10^-18 of the currency unit.
    pub const fn from_attos(attos: i128) -> Amount {
        Amount(attos)
    }

    /// The amount as a whole number of 10^-18 of the currency unit.
    pub const fn attos(self) -> i128 {
        self.0
    }

    pub(crate) fn from_c(c: &sys::toll_amount) -> Amount {
        Amount((i128::from(c.high) << 64) | i128::from(c.low))
    }

    pub(crate) fn to_c(self) -> sys::toll_amount {
        sys::toll_amount { low: self.0 as u64, high: (self.0 >> 64) as i64 }
    }

    /// The exact sum; `None` beyond 128 bits.
    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        self.0.checked_add(other.0).map(Amount)
    }

    /// The exact difference; `None` beyond 128 bits.
    pub fn checked_sub(self, other: Amount) -> Option<Amount> {
        self.0.checked_sub(other.0).map(Amount)
    }

    /// The product with a discount, a tax rate, a share; true: it was rounded at 10^-18.
    pub fn checked_mul(self, factor: &Decimal, mode: Rounding) -> Result<(Amount, bool), Error> {
        let (mut product, mut inexact) = (sys::toll_amount::default(), 0);
        call(|e| unsafe { sys::toll_amount_multiply(&self.to_c(), &factor.0, mode.0, &mut product, &mut inexact, e) })?;
        Ok((Amount::from_c(&product), inexact != 0))
    }

    /// Keeps digits (-20 .. 18) after the point; negative: tens, hundreds, ... True: something was dropped.
    pub fn round(self, digits: i32, mode: Rounding) -> Result<(Amount, bool), Error> {
        let (mut rounded, mut inexact) = (sys::toll_amount::default(), 0);
        call(|e| unsafe { sys::toll_amount_round(&self.to_c(), digits, mode.0, &mut rounded, &mut inexact, e) })?;
        Ok((Amount::from_c(&rounded), inexact != 0))
    }

    /// Splits by weights that are not negative; the parts are whole 10^-digits and sum to the amount.
    pub fn allocate(self, weights: &[i64], digits: i32) -> Result<Vec<Amount>, Error> {
        let mut parts = vec![sys::toll_amount::default(); weights.len()];
        let count = weights.len() as u64;
        call(|e| unsafe {
            sys::toll_amount_allocate(&self.to_c(), weights.as_ptr(), count, digits, parts.as_mut_ptr(), e)
        })?;
        Ok(parts.iter().map(Amount::from_c).collect())
    }

    /// The digits, at least `digits_min` (0 .. 18) of them after the point.
    pub fn format(self, digits_min: i32) -> Result<String, Error> {
        let c = self.to_c();
        written_text(|to, room, needed, e| unsafe { sys::toll_amount_format(&c, digits_min, to, room, needed, e) })
    }
}

impl FromStr for Amount {
    type Err = Error;
    /// Reads "12.34", at most 18 digits after the point.
    fn from_str(text: &str) -> Result<Amount, Error> {
        let mut made = sys::toll_amount::default();
        call(|e| unsafe { sys::toll_amount_parse(text.as_ptr().cast(), text.len() as u64, &mut made, e) })?;
        Ok(Amount::from_c(&made))
    }
}

impl fmt::Display for Amount {
    /// As many digits after the point as are not 0; a width and a fill of the format apply.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.format(0).map_err(|_| fmt::Error)?;
        f.pad_integral(self.0 >= 0, "", text.trim_start_matches('-'))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({self})")
    }
}

/// Panics beyond 128 bits, as sums of integers do in a debug build: an amount never wraps.
impl Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Amount {
        amounts
            .fold(Amount::ZERO, |sum, next| sum.checked_add(next).expect("a sum of amounts needs more than 128 bits"))
    }
}

/// price * quantity / per, exact, then rounded once to 18 digits if need be; true: it was.
pub fn compute_amount(price: &Decimal, quantity: i64, per: i64, mode: Rounding) -> Result<(Amount, bool), Error> {
    let (mut amount, mut inexact) = (sys::toll_amount::default(), 0);
    call(|e| unsafe { sys::toll_amount_compute(&price.0, quantity, per, mode.0, &mut amount, &mut inexact, e) })?;
    Ok((Amount::from_c(&amount), inexact != 0))
}

/// Digits of a currency's minor unit by ISO 4217: 2 for "USD", 0 for "JPY".
pub fn currency_digits(code: &str) -> Result<u32, Error> {
    let mut digits = 0;
    call(|e| unsafe { sys::toll_currency_get_digits(code.as_ptr().cast(), code.len() as u64, &mut digits, e) })?;
    Ok(digits as u32)
}
