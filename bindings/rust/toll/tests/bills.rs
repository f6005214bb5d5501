// SPDX-License-Identifier: Apache-2.0
//! Bills: figures by hand, refusals with the library's message, threads.

use toll::{
    Amount, Bill, Book, Card, Context, Counters, Decimal, Deployment, Error, Meter, Options, Rater, Row, Rows, Status,
};

const NOON: i64 = 1_793_707_200; // 2026-11-03 12:00 UTC

fn price(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn acme() -> Book {
    let rows = || -> Result<Vec<Row>, Error> {
        Ok(vec![
            Row::tariff("acme/one", "acme", "USD")?,
            Row::name("one")?,
            Row::price(Meter::INPUT, &price("2.50"), 1_000_000),
            Row::price(Meter::CACHE_READ, &price("0.25"), 1_000_000),
            Row::price(Meter::OUTPUT, &price("10"), 1_000_000),
            Row::rule("long")?,
            Row::when_above(Meter::INPUT, 200_000),
            Row::price(Meter::INPUT, &price("5"), 1_000_000),
            Row::rule("flex")?,
            Row::when_tier("flex")?,
            Row::price(Meter::INPUT, &price("1.25"), 1_000_000),
        ])
    };
    Book::compile(&rows().unwrap()).unwrap()
}

fn acme_card() -> Card {
    acme().card("acme", "one", NOON).unwrap()
}

#[test]
fn a_bill_has_the_lines_and_totals_of_the_hand() {
    let usage = [Meter::INPUT.of(1000), Meter::CACHE_READ.of(400), Meter::OUTPUT.of(50)];
    let bill = acme_card().bill(&usage, &Context::at(NOON)).unwrap();
    // 600 * 2.50 + 400 * 0.25 = 1600; 50 * 10 = 500; per million
    assert_eq!((bill.input(), bill.output(), bill.billed()), (amount("0.0016"), amount("0.0005"), amount("0.0021")));
    assert_eq!(bill.lines().iter().map(|line| line.quantity()).collect::<Vec<_>>(), [600, 50, 400]);
    assert_eq!((bill.currency().as_str(), bill.book_hash()), ("USD", acme().hash().unwrap()));
    assert_eq!(bill.lines().iter().map(|line| line.billed_cost()).sum::<Amount>(), bill.billed());
    bill.verify().unwrap();
}

#[test]
fn a_context_chooses_the_price() {
    let (book, card) = (acme(), acme_card());
    let million = [Meter::INPUT.of(1_000_000)];
    assert_eq!(card.cost(&million, &Context::at(NOON)).unwrap(), amount("5"));
    let flex = card_of(&book).cost(&million, &book.context().and_at(NOON).and_tier("flex").unwrap());
    assert_eq!(flex.unwrap(), amount("1.25"));
    let few = [Meter::INPUT.of(200_000)];
    assert_eq!(card.cost(&few, &Context::at(NOON)).unwrap(), amount("0.5"));
}

fn card_of(book: &Book) -> Card {
    book.card("acme", "one", NOON).unwrap()
}

#[test]
fn numbers_of_another_book_are_refused() {
    let public = Book::public().card("", "gpt-4.1", NOON).unwrap();
    let flex = acme().context().and_tier("flex").unwrap();
    let usage = [Meter::INPUT.of(1)];
    assert_eq!(public.cost(&usage, &flex).unwrap_err().status, Status::CONFLICT);
    assert_eq!(public.cost_columns(&[], &flex).unwrap_err().status, Status::CONFLICT);
    let mut counters = acme().counters(&[("free", 0)]).unwrap();
    let refused = public.bill_into(&mut Bill::new(), &usage, &Context::new(), Some(&mut counters));
    assert_eq!(refused.unwrap_err().field, "counters");
    assert_eq!(Context::at(NOON).and_tier("flex").unwrap_err().field, "tier");
}

#[test]
fn a_refused_record_names_its_fault_and_leaves_the_bill() {
    let card = acme_card();
    let mut bill = card.bill(&[Meter::INPUT.of(1000)], &Context::at(NOON)).unwrap();
    let before = format!("{bill:?}");
    for (usage, status) in [
        (vec![Meter::INPUT.of(-1)], Status::RANGE),
        (vec![Meter::INPUT.of(i64::MIN)], Status::RANGE),
        (vec![Meter::INPUT.of(1), Meter::INPUT.of(1)], Status::CONFLICT),
        (vec![Meter::INPUT.of(1), Meter::CACHE_READ.of(2)], Status::CONFLICT),
        (vec![Meter::CACHE_READ.of(2)], Status::CONFLICT),
        (vec![Meter(0).of(1)], Status::RANGE),
        (vec![Meter(9999).of(1)], Status::RANGE),
        (vec![Meter::INPUT.of(0); 65], Status::RANGE),
        (vec![Meter::WEB_SEARCH.of(1)], Status::MISSING),
    ] {
        let error = card.bill_into(&mut bill, &usage, &Context::at(NOON), None).unwrap_err();
        assert_eq!(error.status, status, "{usage:?}: {error}");
        assert!(!error.message.is_empty() && error.to_string().contains(&error.message));
        assert_eq!(format!("{bill:?}"), before);
    }
    let huge = card.cost(&[Meter::INPUT.of(i64::MAX)], &Context::at(NOON));
    assert_eq!(huge.unwrap().to_string(), "46116860184273.879035"); // (2^63 - 1) * 5 / 10^6
}

#[test]
fn unknown_names_are_errors_with_suggestions() {
    let book = Book::public();
    let error = book.card("", "gpt-4.11-turbo-x", NOON).unwrap_err();
    assert_eq!(error.status, Status::UNKNOWN_ID, "{error}");
    assert!(!book.suggest("", "gpt-4.11").unwrap().is_empty());
    assert_eq!(book.card("", "gpt-oss-120b", NOON).unwrap_err().status, Status::AMBIGUOUS);
    let error = Deployment::find("h900", "llama-3.1-8b", "bf16", &Options::default()).unwrap_err();
    assert_eq!(error.status, Status::UNKNOWN_ID);
    assert_eq!(Meter::find("cache_red").unwrap_err().status, Status::UNKNOWN_ID);
    assert_eq!(Meter::find("cache_read"), Ok(Meter::CACHE_READ));
}

#[test]
fn a_model_that_does_not_fit_has_no_figures() {
    let deployment = Deployment::find("h100-sxm5-80gb", "llama-3.1-405b", "bf16", &Options::default()).unwrap();
    let error = deployment.serve(&Default::default()).unwrap_err();
    assert!(error.field == "deployment" && error.message.contains("bytes are missing"), "{error}");
    let load = toll::records::Load { assume_fit: 1, ..Default::default() };
    assert!(deployment.serve(&load).unwrap().tpot_s.mid > 0.0);
    let wrong = toll::records::Load { input_tokens: f64::NAN, ..Default::default() };
    assert_eq!(deployment.serve(&wrong).unwrap_err().field, "input_tokens");
    let grown = toll::records::Load { struct_size: 4096, ..Default::default() };
    assert_eq!(deployment.serve(&grown).unwrap_err().status, Status::STRUCT_SIZE);
}

#[test]
fn columns_are_the_rows() {
    let (card, context) = (acme_card(), Context::at(NOON));
    let (input, output) = ([1000, -1, 300_000], [1, 2, 3]);
    let costs = card.cost_columns(&[(Meter::INPUT, &input), (Meter::OUTPUT, &output)], &context).unwrap();
    for (i, cost) in costs.iter().enumerate() {
        let alone = card.cost(&[Meter::INPUT.of(input[i]), Meter::OUTPUT.of(output[i])], &context);
        assert_eq!(*cost, alone.map_err(|error| error.status), "row {i}");
    }
    assert_eq!(costs[1], Err(Status::RANGE));
    let uneven: [(Meter, &[i64]); 2] = [(Meter::INPUT, &input), (Meter::OUTPUT, &output[..2])];
    assert_eq!(card.cost_columns(&uneven, &context).unwrap_err().field, "columns");
    assert_eq!(card.cost_columns(&[(Meter(9999), &input)], &context).unwrap_err().status, Status::RANGE);
}

#[test]
fn rows_of_a_table_are_the_bills_of_their_cards() {
    let book = acme();
    let card = card_of(&book);
    let contexts = [Context::at(NOON), book.context().and_at(NOON).and_tier("flex").unwrap()];
    let meters = [Meter::INPUT, Meter::CACHE_READ, Meter::OUTPUT];
    let raters: Vec<Rater> = contexts.iter().map(|context| card.rater(&meters, context).unwrap()).collect();
    let given = [Some(&raters[0]), Some(&raters[1]), None];
    let (input, cached, output) = ([1000, 1000, 300_000, 1000, -1], [400, 400, 0, 0, 0], [50, 50, 7, 7, 7]);
    let rater_of_row = [0, 1, 0, 2, 0];
    let columns = vec![(meters[0], &input[..]), (meters[1], &cached[..]), (meters[2], &output[..])];
    let mut rows = Rows { columns, rater_of_row: Some(&rater_of_row), at_s: None };
    let found = toll::cost_rows(&given, &rows).unwrap();
    for i in 0..3 {
        let usage = [meters[0].of(input[i]), meters[1].of(cached[i]), meters[2].of(output[i])];
        assert_eq!(found[i], Ok(card.cost(&usage, &contexts[rater_of_row[i] as usize]).unwrap()), "row {i}");
    }
    assert_eq!(found[3..], [Err(Status::UNKNOWN_ID), Err(Status::RANGE)]);
    rows.at_s = Some(&[NOON]);
    assert_eq!(toll::cost_rows(&given, &rows).unwrap_err().field, "columns");
    assert_eq!(toll::cost_rows(&[], &Rows::default()).unwrap_err().status, Status::RANGE);
    assert_eq!(card.rater(&[Meter::INPUT, Meter::INPUT], &contexts[0]).err().unwrap().status, Status::CONFLICT);
}

#[test]
fn counters_advance_with_each_bill_and_many_tiers_have_many_lines() {
    let mut rows = vec![Row::tariff("acme/steps", "acme", "USD").unwrap(), Row::name("steps").unwrap()];
    for i in 0..200 {
        let mut row = Row::price(Meter::INPUT, &Decimal::new(200 - i, 0).unwrap(), 1);
        if i > 0 {
            (row.c.kind, row.c.quantity, row.c.op) =
                (toll::sys::TOLL_ROW_VOLUME, i * 10, toll::sys::TOLL_VOLUME_MARGINAL);
            for (to, byte) in row.c.key.iter_mut().zip(b"seen") {
                *to = *byte as std::ffi::c_char;
            }
        }
        rows.push(row);
    }
    let book = Book::compile(&rows).unwrap();
    let card = book.card("acme", "steps", NOON).unwrap();
    let mut counters: Counters = book.counters(&[("seen", 0)]).unwrap();
    let mut bill = Bill::new();
    card.bill_into(&mut bill, &[Meter::INPUT.of(2000)], &Context::at(NOON), Some(&mut counters)).unwrap();
    assert_eq!((bill.lines().len(), bill.billed(), counters.used("seen")), (200, amount("201000"), Some(2000)));
    let refused = card.bill_into(&mut bill, &[Meter::INPUT.of(-1)], &Context::at(NOON), Some(&mut counters));
    assert_eq!(
        (refused.unwrap_err().status, counters.used("seen"), counters.used("none")),
        (Status::RANGE, Some(2000), None)
    );
}

#[test]
fn a_saved_book_is_the_same_book_and_a_damaged_one_is_refused() {
    let book = acme();
    let mut bytes = book.as_bytes().to_vec();
    let again = Book::open(&bytes).unwrap();
    again.verify().unwrap();
    assert_eq!((again.hash(), again.tariffs()), (book.hash(), 1));
    let end = bytes.len() - 1;
    bytes[end] ^= 1;
    assert!(Book::open(&bytes).and_then(|book| book.verify()).is_err());
    assert!(Book::open(&bytes[..7]).is_err() && Book::open(&[]).is_err());
    assert!(Row::name(&"x".repeat(1000)).is_err() && Row::name("a\0b").is_err());
}

#[test]
fn books_cards_and_deployments_go_to_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Book>();
    is_shared::<Card>();
    is_shared::<Context>();
    is_shared::<Bill>();
    is_shared::<Deployment>();
    is_shared::<Error>();
    let card = std::sync::Arc::new(acme_card());
    let workers: Vec<_> = (1..=4i64)
        .map(|worker| {
            let card = card.clone();
            std::thread::spawn(move || {
                let (mut bill, want) =
                    (Bill::new(), card.cost(&[Meter::INPUT.of(worker)], &Context::at(NOON)).unwrap());
                (0..1000).all(|_| {
                    card.bill_into(&mut bill, &[Meter::INPUT.of(worker)], &Context::at(NOON), None).unwrap();
                    bill.billed() == want
                })
            })
        })
        .collect();
    assert!(workers.into_iter().all(|worker| worker.join().unwrap()));
}

#[test]
fn amounts_print_their_digits() {
    assert_eq!(format!("{} {:>8} {:?}", amount("-0.5"), amount("1.25"), amount("3")), "-0.5     1.25 Amount(3)");
    assert_eq!(format!("{} {}", price("-1.50"), price("-0.05")), "-1.50 -0.05");
    assert_eq!(price("1.5"), price("1.50"));
    assert_eq!(Amount::from_attos(i128::MIN).to_string(), "-170141183460469231731.687303715884105728");
    assert_eq!("1e5".parse::<Amount>().unwrap_err().status, Status::SYNTAX);
    assert!(Decimal::new(1, 37).is_err());
}
