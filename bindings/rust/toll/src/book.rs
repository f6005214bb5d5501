// SPDX-License-Identifier: Apache-2.0
//! Price books, the card of one tariff, and the context of a record.

use crate::error::{call, constant_text, field_text, put_text};
use crate::records::BookName;
use crate::{Decimal, Error, Meter, Status};
use std::fmt;
use std::sync::Arc;
use toll_sys as sys;

/// One row of a tariff, for [`Book::compile`]. The functions make the usual kinds; other kinds are set in `c`, whose
/// fields the C header describes.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Row {
    /// The row as the library takes it.
    pub c: sys::toll_bill_row,
}

impl Row {
    fn of(kind: u32) -> Row {
        Row { c: sys::toll_bill_row { kind, ..Default::default() } }
    }

    fn with_text(mut self, text: &str) -> Result<Row, Error> {
        put_text(&mut self.c.text, text, "text")?;
        Ok(self)
    }

    /// Opens a tariff of public prices, valid from ever and until further notice.
    pub fn tariff(sku: &str, provider: &str, currency: &str) -> Result<Row, Error> {
        let mut row = Row::of(sys::TOLL_ROW_TARIFF).with_text(sku)?;
        put_text(&mut row.c.key, provider, "key")?;
        put_text(&mut row.c.value, currency, "value")?;
        (row.c.origin, row.c.from_s, row.c.until_s) = (sys::TOLL_ORIGIN_PUBLIC, i64::MIN, i64::MAX);
        Ok(row)
    }

    /// A model name that the tariff prices.
    pub fn name(model: &str) -> Result<Row, Error> {
        let mut row = Row::of(sys::TOLL_ROW_MATCH).with_text(model)?;
        row.c.op = sys::TOLL_MATCH_EXACT;
        Ok(row)
    }

    /// The price of `per` base units of a meter: of a million tokens with 1_000_000.
    pub fn price(meter: Meter, price: &Decimal, per: i64) -> Row {
        let mut row = Row::of(sys::TOLL_ROW_PRICE);
        (row.c.meter, row.c.number, row.c.per) = (meter.0, price.0, per);
        row
    }

    /// Opens a rule: the predicates and prices after it belong to it.
    pub fn rule(name: &str) -> Result<Row, Error> {
        Row::of(sys::TOLL_ROW_RULE).with_text(name)
    }

    /// Predicate: more base units of the meter than the threshold.
    pub fn when_above(meter: Meter, threshold: i64) -> Row {
        let mut row = Row::of(sys::TOLL_ROW_WHEN_COUNT);
        (row.c.meter, row.c.op, row.c.quantity) = (meter.0, sys::TOLL_OP_GT, threshold);
        row
    }

    /// Predicate: a service tier.
    pub fn when_tier(tier: &str) -> Result<Row, Error> {
        Row::of(sys::TOLL_ROW_WHEN_TIER).with_text(tier)
    }
}

/// A compiled price book: immutable, with a hash of its content. A clone is the same book.
#[derive(Clone)]
pub struct Book {
    words: Option<Arc<[u64]>>, // None: the built-in book
    size: u64,
}

impl Book {
    /// The built-in book of published prices.
    pub fn public() -> Book {
        let mut size = 0;
        unsafe { sys::toll_book_get_public(&mut size) };
        Book { words: None, size }
    }

    /// Takes a copy of a book that was saved. Its index is checked now, a tariff when a card is made of it; for a book
    /// from a stranger, call [`Book::verify`] as well.
    pub fn open(bytes: &[u8]) -> Result<Book, Error> {
        let mut words = vec![0u64; bytes.len() / 8 + 1];
        for (word, chunk) in words.iter_mut().zip(bytes.chunks(8)) {
            let mut eight = [0u8; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            *word = u64::from_ne_bytes(eight);
        }
        let book = Book { words: Some(words.into()), size: bytes.len() as u64 };
        call(|e| unsafe { sys::toll_book_open(book.data(), book.size, e) })?;
        Ok(book)
    }

    /// Compiles tariff rows: the same rows in the same order give the same bytes.
    pub fn compile(rows: &[Row]) -> Result<Book, Error> {
        let count = rows.len() as u64;
        let capacity = unsafe { sys::toll_book_size(count) };
        let mut words = vec![0u64; capacity as usize / 8 + 1];
        let mut used = 0;
        let stride = std::mem::size_of::<Row>() as u64;
        call(|e| unsafe {
            let memory = words.as_mut_ptr().cast();
            sys::toll_book_compile(rows.as_ptr().cast(), count, stride, memory, capacity, &mut used, e)
        })?;
        words.truncate(used as usize / 8 + 1);
        Ok(Book { words: Some(words.into()), size: used })
    }

    pub(crate) fn data(&self) -> *const std::ffi::c_void {
        match &self.words {
            Some(words) => words.as_ptr().cast(),
            None => unsafe { sys::toll_book_get_public(std::ptr::null_mut()) },
        }
    }

    /// The book's bytes, to be saved.
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: the book is so long, and lives at least as long as self.
        unsafe { std::slice::from_raw_parts(self.data().cast(), self.size as usize) }
    }

    /// Number of tariffs.
    pub fn tariffs(&self) -> u64 {
        unsafe { sys::toll_book_count(self.data(), self.size) }
    }

    /// SHA-256 of the content, 64 hexadecimal digits.
    pub fn hash(&self) -> Result<String, Error> {
        let mut text = [0; 65];
        call(|e| unsafe { sys::toll_book_get_hash(self.data(), self.size, text.as_mut_ptr(), 65, e) })?;
        Ok(field_text(&text).into_owned())
    }

    /// Checks every row and proves the hash; its error names the damaged tariff.
    pub fn verify(&self) -> Result<(), Error> {
        call(|e| unsafe { sys::toll_book_verify(self.data(), self.size, sys::TOLL_BOOK_ALL.into(), e) })
    }

    /// The card of a name as logs and people write it; provider "": not known. The instant is in seconds since 1970.
    ///
    /// [`Status::UNKNOWN_ID`]: no tariff has that name, see [`Book::suggest`]. [`Status::AMBIGUOUS`]: several providers
    /// sell it, and its maker does not. [`Status::MISSING`]: none is valid then, or the name was retired before.
    pub fn card(&self, provider: &str, model: &str, at_s: i64) -> Result<Card, Error> {
        Ok(self.find(provider, model, at_s)?.0)
    }

    /// [`Book::card`], with what the name meant.
    pub fn find(&self, provider: &str, model: &str, at_s: i64) -> Result<(Card, BookName), Error> {
        let size = unsafe { sys::toll_bill_card_size() };
        let mut words = vec![0u64; size as usize / 8].into_boxed_slice();
        let mut found = BookName::default();
        call(|e| unsafe {
            let (seller, seller_length) = (provider.as_ptr().cast(), provider.len() as u64);
            let (name, length) = (model.as_ptr().cast(), model.len() as u64);
            let card = words.as_mut_ptr().cast();
            sys::toll_book_resolve(
                self.data(),
                self.size,
                seller,
                seller_length,
                name,
                length,
                at_s,
                card,
                size,
                &mut found,
                e,
            )
        })?;
        Ok((Card { words, book: self.clone() }, found))
    }

    /// From when (inclusive) until when (exclusive), in seconds since 1970, a look-up of the name gives this card.
    pub fn validity(&self, provider: &str, model: &str, at_s: i64) -> Result<(i64, i64), Error> {
        let (mut from, mut until) = (0, 0);
        call(|e| unsafe {
            let (seller, seller_length) = (provider.as_ptr().cast(), provider.len() as u64);
            let (name, length) = (model.as_ptr().cast(), model.len() as u64);
            sys::toll_book_find_validity(
                self.data(),
                self.size,
                seller,
                seller_length,
                name,
                length,
                at_s,
                &mut from,
                &mut until,
                e,
            )
        })?;
        Ok((from, until))
    }

    /// Names that are near to one, best first, as pairs of provider and model; provider "": of any.
    pub fn suggest(&self, provider: &str, model: &str) -> Result<Vec<(String, String)>, Error> {
        let mut near = [sys::toll_book_candidate::default(); 8];
        let mut count = 0;
        call(|e| unsafe {
            let stride = std::mem::size_of::<sys::toll_book_candidate>() as u64;
            let (seller, seller_length) = (provider.as_ptr().cast(), provider.len() as u64);
            let (name, length) = (model.as_ptr().cast(), model.len() as u64);
            sys::toll_book_suggest(
                self.data(),
                self.size,
                seller,
                seller_length,
                name,
                length,
                near.as_mut_ptr(),
                8,
                stride,
                &mut count,
                e,
            )
        })?;
        let found = near.iter().take(count as usize);
        Ok(found.map(|c| (field_text(&c.provider).into_owned(), field_text(&c.model).into_owned())).collect())
    }

    fn intern(&self, text: &str) -> Result<u64, Error> {
        let mut id = 0;
        call(|e| unsafe {
            sys::toll_book_intern(self.data(), self.size, text.as_ptr().cast(), text.len() as u64, &mut id, e)
        })?;
        Ok(id)
    }

    /// A context in this book's numbers: when, where and how a record is served.
    pub fn context(&self) -> Context {
        Context { book: Some(self.clone()), ..Context::new() }
    }

    /// Counters of an account in this book's numbers, by name, with what allowances and volume tiers have seen.
    pub fn counters(&self, used: &[(&str, i64)]) -> Result<Counters, Error> {
        let mut counters = Counters { book: self.clone(), names: Vec::new(), c: Vec::new() };
        for &(name, used) in used {
            counters.c.push(sys::toll_bill_counter { key: self.intern(name)?, used });
            counters.names.push(name.to_owned());
        }
        Ok(counters)
    }

    pub(crate) fn is(&self, other: &Book) -> bool {
        std::ptr::eq(self.data(), other.data())
    }
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Book({} tariffs, {})", self.tariffs(), self.hash().unwrap_or_default())
    }
}

/// A tariff that is ready to bill. It keeps its book.
pub struct Card {
    pub(crate) words: Box<[u64]>,
    pub(crate) book: Book,
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card of {:?}", self.book)
    }
}

/// When, where and how a record is served. Tiers, regions and attributes are numbers of one book, so a context with one of
/// them is made by [`Book::context`], and cards of other books refuse it.
#[derive(Clone, Debug)]
pub struct Context {
    book: Option<Book>,
    pub(crate) c: sys::toll_bill_context,
    pub(crate) attributes: Vec<sys::toll_bill_attribute>,
}

impl Default for Context {
    fn default() -> Context {
        Context::new()
    }
}

impl Context {
    /// Nothing is known of the record but its usage.
    pub fn new() -> Context {
        Context { book: None, c: sys::toll_bill_context::default(), attributes: Vec::new() }
    }

    /// Served at an instant, seconds since 1970, at the standard tier.
    pub fn at(at_s: i64) -> Context {
        Context::new().and_at(at_s)
    }

    /// The same at an instant, seconds since 1970.
    pub fn and_at(mut self, at_s: i64) -> Context {
        self.set_at(at_s);
        self
    }

    /// Sets the instant of the records that follow.
    pub fn set_at(&mut self, at_s: i64) {
        (self.c.known, self.c.at_s) = (sys::TOLL_CONTEXT_AT.into(), at_s);
    }

    /// The service tier as the vendor spells it; "", "default", "auto" and the like: standard.
    pub fn and_tier(mut self, tier: &str) -> Result<Context, Error> {
        let book = self.own_book("tier")?.clone();
        call(|e| unsafe {
            let (text, length) = (tier.as_ptr().cast(), tier.len() as u64);
            sys::toll_book_intern_tier(book.data(), book.size, text, length, &mut self.c.service_tier, e)
        })?;
        Ok(self)
    }

    /// The region.
    pub fn and_region(mut self, region: &str) -> Result<Context, Error> {
        self.c.region = self.own_book("region")?.intern(region)?;
        Ok(self)
    }

    /// An attribute that the tariff may ask for.
    pub fn and_attribute(mut self, key: &str, value: &str) -> Result<Context, Error> {
        let book = self.own_book("attribute")?;
        let pair = sys::toll_bill_attribute { key: book.intern(key)?, value: book.intern(value)? };
        self.attributes.push(pair);
        Ok(self)
    }

    /// The record sums several requests; `allow`: price it by per-request rules all the same.
    pub fn and_aggregate(mut self, allow: bool) -> Context {
        (self.c.is_aggregate, self.c.allow_aggregate) = (1, allow.into());
        self
    }

    fn own_book(&self, what: &str) -> Result<&Book, Error> {
        let message = || format!("{what} is a number of a book: make the context with Book::context");
        self.book.as_ref().ok_or_else(|| Error::own(Status::CONFLICT, what, message()))
    }

    #[inline]
    pub(crate) fn check_book(&self, of: &Book) -> Result<(), Error> {
        check_book(self.book.as_ref(), of, "context")
    }
}

#[inline]
fn check_book(own: Option<&Book>, of: &Book, what: &str) -> Result<(), Error> {
    if own.map_or(true, |book| book.is(of)) {
        return Ok(());
    }
    Err(Error::own(Status::CONFLICT, what, format!("{what} must be of the card's own book")))
}

/// What allowances and volume tiers have seen of an account; a bill advances it.
#[derive(Clone, Debug)]
pub struct Counters {
    book: Book,
    names: Vec<String>,
    pub(crate) c: Vec<sys::toll_bill_counter>,
}

impl Counters {
    /// What a counter has seen; `None`: there is no counter of that name.
    pub fn used(&self, name: &str) -> Option<i64> {
        let index = self.names.iter().position(|known| known == name)?;
        Some(self.c[index].used)
    }

    pub(crate) fn check_book(&self, of: &Book) -> Result<(), Error> {
        check_book(Some(&self.book), of, "counters")
    }
}

impl Meter {
    /// Finds a meter by name, "cache_read".
    pub fn find(name: &str) -> Result<Meter, Error> {
        let mut meter = 0;
        call(|e| unsafe { sys::toll_bill_meter_find(name.as_ptr().cast(), name.len() as u64, &mut meter, e) })?;
        Ok(Meter(meter))
    }
}

/// Date of the catalog's facts, "2026-11-23".
pub fn catalog_version() -> &'static str {
    constant_text(unsafe { sys::toll_catalog_version() })
}
