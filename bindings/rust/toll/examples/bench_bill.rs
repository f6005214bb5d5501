// SPDX-License-Identifier: Apache-2.0
//! Times bills beside the same products in i128: `cargo run --release --example bench_bill`.
//!
//! Prints binding,what,ns_per_call_or_row,peer,peer_ns,ratio; each figure is the median of 501 short runs, and the two sides
//! take turns, so that a busy machine slows both.

use std::hint::black_box;
use std::time::Instant;
use toll::{sys, Bill, Book, Context, Meter};

const RUNS: usize = 501;
const CALLS: u32 = 1000;

fn time_ns(mut work: impl FnMut(i64)) -> f64 {
    let start = Instant::now();
    for i in 0..CALLS {
        work(i64::from(i));
    }
    start.elapsed().as_nanos() as f64 / f64::from(CALLS)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The two sides of a comparison in turns.
fn compare(what: &str, mut ours: impl FnMut() -> f64, mut peer: impl FnMut() -> f64) {
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        own.push(ours());
        theirs.push(peer());
    }
    let (own, theirs) = (median(own), median(theirs));
    println!("rust,{what},{own:.1},i128 products and sum,{theirs:.1},{:.2}", own / theirs);
}

/// The same card as the library makes it, with memory for a bill.
fn raw_card(at_s: i64) -> (Vec<u64>, sys::toll_bill_total, Vec<sys::toll_bill_line>) {
    let (mut book_size, size) = (0, unsafe { sys::toll_bill_card_size() });
    let mut words = vec![0u64; size as usize / 8];
    unsafe {
        let book = sys::toll_book_get_public(&mut book_size);
        let (seller, name) = ("openai", "gpt-4.1");
        let status = sys::toll_book_find(
            book,
            book_size,
            seller.as_ptr().cast(),
            6,
            name.as_ptr().cast(),
            7,
            at_s,
            words.as_mut_ptr().cast(),
            size,
            std::ptr::null_mut(),
        );
        assert_eq!(status, sys::TOLL_OK);
    }
    (words, Default::default(), vec![Default::default(); 64])
}

fn raw_context(at_s: i64) -> sys::toll_bill_context {
    sys::toll_bill_context { known: sys::TOLL_CONTEXT_AT.into(), at_s, ..Default::default() }
}

fn main() -> Result<(), toll::Error> {
    let at = 1_793_707_200;
    let card = Book::public().card("openai", "gpt-4.1", at)?;
    let context = Context::at(at);
    let usage = |i: i64| [Meter::INPUT.of(12_000 + i), Meter::CACHE_READ.of(10_000), Meter::OUTPUT.of(800)];
    let prices = black_box([2_000_000_000_000i128, 500_000_000_000, 8_000_000_000_000]); // attos a token
    let plain = |i: i64| {
        let counts: [i64; 3] = black_box([2_000 + i, 10_000, 800]);
        prices
            .iter()
            .zip(counts)
            .try_fold(0i128, |sum, (price, count)| sum.checked_add(price.checked_mul(count.into())?))
    };
    assert_eq!(plain(0), Some(card.cost(&usage(0), &context)?.attos()));
    let peer = || {
        time_ns(|i| {
            black_box(plain(i));
        })
    };
    let mut bill = Bill::new();
    let ours = || time_ns(|i| card.bill_into(&mut bill, black_box(&usage(i)), &context, None).expect("a bill"));
    compare("Card::bill_into (3 meters; with lines)", ours, peer);
    let ours = || {
        time_ns(|i| {
            black_box(card.cost(black_box(&usage(i)), &context).expect("a cost"));
        })
    };
    compare("Card::cost (3 meters; total alone)", ours, peer);
    let (words, mut total, mut lines) = raw_card(at);
    let context = raw_context(at);
    let ours = || {
        time_ns(|i| unsafe {
            let usage = black_box(usage(i))
                .map(|pair| sys::toll_bill_usage { meter: pair.meter().0.into(), quantity: pair.quantity() });
            let size = 8 * words.len() as u64;
            let (none, no_counters) = (std::ptr::null(), std::ptr::null_mut());
            let to = lines.as_mut_ptr();
            let status = sys::toll_bill_compute(
                words.as_ptr().cast(),
                size,
                usage.as_ptr(),
                3,
                &context,
                none,
                0,
                no_counters,
                0,
                to,
                64,
                &mut total,
                std::ptr::null_mut(),
            );
            assert_eq!(status, sys::TOLL_OK);
        })
    };
    compare("toll_sys::toll_bill_compute (the same; raw)", ours, peer);
    let context = Context::at(at);
    let columns: [Vec<i64>; 3] = [(0..1000).map(|i| 12_000 + i).collect(), vec![10_000; 1000], vec![800; 1000]];
    let meters = [Meter::INPUT, Meter::CACHE_READ, Meter::OUTPUT];
    let given: Vec<(Meter, &[i64])> =
        meters.iter().zip(&columns).map(|(&meter, column)| (meter, &column[..])).collect();
    let ours = || {
        let start = Instant::now();
        for _ in 0..CALLS / 1000 {
            black_box(card.cost_columns(&given, &context).expect("costs"));
        }
        start.elapsed().as_nanos() as f64 / f64::from(CALLS)
    };
    compare("Card::cost_columns (3 meters; a row)", ours, peer);
    let rater = card.rater(&meters, &context)?;
    let rows = toll::Rows { columns: given.clone(), ..Default::default() };
    let ours = || {
        let start = Instant::now();
        for _ in 0..CALLS / 1000 {
            black_box(toll::cost_rows(&[Some(&rater)], &rows).expect("costs"));
        }
        start.elapsed().as_nanos() as f64 / f64::from(CALLS)
    };
    compare("cost_rows (3 meters; a row)", ours, peer);
    Ok(())
}
