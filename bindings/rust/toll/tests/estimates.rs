// SPDX-License-Identifier: Apache-2.0
//! Plans, scenarios, risk, finance, training and open loops, against figures that are worked out here, and what is refused.

use toll::records::{Contest, FinanceTerms, Limits, Load, Owned, PlanNeed, TrainJob, TrainSetup};
use toll::tco::{row, Row, Scenario};
use toll::{catalog, finance, plan, risk, sys, train, Deployment, Options, Status};

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
}

// ---- finance ----

fn yearly(rate_frac: f64) -> FinanceTerms {
    FinanceTerms { rate_frac, periods_per_year: 1.0, ..Default::default() }
}

#[test]
fn finance_has_the_textbook_values() {
    near(finance::npv(-100.0, &[60.0, 60.0], &yearly(0.1)).unwrap(), 60.0 / 1.1 + 60.0 / 1.21 - 100.0);
    // -100 now and 60 twice: 100 x^2 = 60 x + 60 for x = 1 + r.
    let (verdict, roots) = finance::irr(&[-100.0, 60.0, 60.0]).unwrap();
    assert_eq!((verdict.verdict, roots.len()), (sys::TOLL_IRR_ONE, 1));
    near(roots[0], (0.6 + (0.36f64 + 2.4).sqrt()) / 2.0 - 1.0);
    // Two changes of sign, and two returns: 10 % and 20 %.
    let (verdict, roots) = finance::irr(&[-100.0, 230.0, -132.0]).unwrap();
    assert_eq!(verdict.verdict, sys::TOLL_IRR_MANY);
    near(roots[0], 0.1);
    near(roots[1], 0.2);
    // Costs of 10 a year for 5 units a year are 2 a unit at any rate; 17.355371900826446 more at once are 2 more.
    near(finance::levelised(0.0, &[10.0, 10.0], &[5.0, 5.0], &yearly(0.1)).unwrap(), 2.0);
    let upfront = 10.0 / 1.1 + 10.0 / 1.21;
    near(finance::levelised(upfront, &[10.0, 10.0], &[5.0, 5.0], &yearly(0.1)).unwrap(), 4.0);
    // An annuity: 1,000 at 1 % over 12 periods.
    near(finance::payment(1000.0, 0.0, 0.01, 12.0, 0).unwrap(), 1000.0 * 0.01 / (1.0 - 1.01f64.powi(-12)));
    // 100 paid back by 40 a period: after 2.5.
    near(finance::payback(-100.0, &[40.0; 4], &yearly(0.0)).unwrap().periods, 2.5);
}

#[test]
fn owning_pays_from_the_hours_that_the_price_says() {
    // 30,000 against renting at 2.50 an hour and running at 0.50 an hour: 15,000 hours.
    let contest = Contest { capex_usd: 30e3, own_usd_per_period: 0.5, rent_usd_per_period: 2.5, ..Default::default() };
    near(finance::breakeven(&contest).unwrap().hours, 15_000.0);
    // 43,800 dollars over 43,800 hours are 1 an hour; busy half of the time, 2 an hour of use.
    let owned = Owned { capex_usd: 43_800.0, utilisation_frac: 0.5, ..Default::default() };
    let hourly = finance::owned(&owned).unwrap();
    near(hourly.usd_per_h, 1.0);
    near(hourly.usd_per_used_h, 2.0);
}

#[test]
fn finance_refuses_by_field_and_row() {
    let error = finance::npv(0.0, &[1.0, f64::NAN], &yearly(0.1)).unwrap_err();
    assert_eq!((error.status, error.row), (Status::NOT_FINITE, Some(1)));
    let error = finance::npv(0.0, &[1.0], &yearly(-2.0)).unwrap_err();
    assert_eq!((error.status, error.field.as_str()), (Status::RANGE, "rate_frac"));
    let error = finance::levelised(0.0, &[1.0, 2.0], &[1.0], &yearly(0.1)).unwrap_err();
    assert_eq!((error.status, error.field.as_str()), (Status::RANGE, "units"));
    assert_eq!(finance::irr(&[]).unwrap_err().status, Status::RANGE);
    let terms = FinanceTerms { struct_size: 8, ..Default::default() };
    assert_eq!(finance::npv(0.0, &[1.0], &terms).unwrap_err().status, Status::STRUCT_SIZE);
}

// ---- scenarios ----

fn rows() -> Vec<Row> {
    vec![
        row("horizon", 36.0),
        row("output_tokens", (1e9, 2e9, 4e9)).time("month"),
        row("option", 0.0).option(1).text("owned"),
        row("capacity_output", 5000.0).option(1),
        row("buy", (25e3, 30e3, 40e3)).option(1).category("server").basis("unit"),
        row("option", 0.0).option(2).text("api"),
        row("cost", (1.0, 1.5, 2.0)).option(2).category("api").basis("mtok_output"),
    ]
}

#[test]
fn both_views_of_a_ledger_have_one_sum() {
    let scenario = Scenario::new(rows()).unwrap();
    assert_eq!(scenario.options(), ["owned", "api"]);
    let mut api = scenario.estimate("api").unwrap();
    near(api.summary().unwrap().total_money, 36.0 * 2000.0 * 1.5);
    let (cash, accrual) = (api.series("cash").unwrap(), api.series("accrual").unwrap());
    assert_eq!((cash.len(), accrual.len()), (37, 37));
    near(cash.iter().sum(), 108e3);
    near(accrual.iter().sum(), 108e3);
    let lines = api.lines().unwrap();
    near(lines.iter().map(|line| line.amount).sum(), 108e3);
    assert!(lines.iter().all(|line| toll::tco::category_name(line.category) == "api" && line.row == 6));
    let amounts = api.amounts().unwrap();
    near(amounts[6], 108e3);
    assert!(amounts[..6].iter().all(|&amount| amount == 0.0));
    // At twice the price a token costs twice as much.
    let values = [36.0, 2e9, 0.0, 5000.0, 30e3, 0.0, 3.0];
    near(scenario.estimate_at("api", &values).unwrap().summary().unwrap().total_money, 216e3);
}

#[test]
fn scenarios_refuse_what_they_do_not_know() {
    let refused = |rows: Vec<Row>| Scenario::new(rows).unwrap_err();
    let mut wrong = rows();
    wrong[6] = row("cost", 1.5).option(2).category("apis").basis("mtok_output");
    let error = refused(wrong);
    assert_eq!((error.status, error.row), (Status::UNKNOWN_ID, Some(6)));
    assert!(error.message.contains("apis"), "{}", error.message);
    let mut wrong = rows();
    wrong[1] = row("output_tokens", f64::NAN).time("month");
    assert_eq!((refused(wrong).status), Status::NOT_FINITE);
    let mut wrong = rows();
    wrong[2] = row("option", 0.0).option(1).text(&"x".repeat(500));
    let error = refused(wrong);
    assert_eq!((error.status, error.row, error.field.as_str()), (Status::STRING, Some(2), "text"));
    assert!(Scenario::new([]).is_err());
    let scenario = Scenario::new(rows()).unwrap();
    let error = scenario.estimate("rented").err().unwrap();
    assert!(error.status == Status::UNKNOWN_ID && error.message.contains("owned, api"), "{}", error.message);
    assert!(scenario.estimate_at("api", &[1.0]).is_err());
    assert!(scenario.estimate("api").unwrap().series("no such").is_err());
}

#[test]
fn risk_is_the_same_for_the_same_seed() {
    let scenario = Scenario::new(rows()).unwrap();
    let mut risk = risk::Risk::of(&scenario, "api").unwrap().metric(sys::TOLL_RISK_TOTAL);
    near(risk.estimate().unwrap(), 108e3);
    let swings = risk.swings().unwrap();
    // Tokens: 1,000 to 4,000 Mtok a month; the price: 1 to 2. Servers are not the API's.
    assert_eq!(swings.iter().map(|swing| swing.row).collect::<Vec<_>>(), [1, 6, 4]);
    near(swings[0].at_low, 54e3);
    near(swings[0].at_high, 216e3);
    near(swings[2].at_high - swings[2].at_low, 0.0);
    let (first, again, other) = (risk.draws(50, 7), risk.draws(50, 7), risk.draws(50, 8));
    assert_eq!(first, again);
    assert_ne!(first, other);
    let mut against = risk::Risk::of(&scenario, "owned").unwrap().against("api").unwrap();
    assert!(against.estimate().unwrap() < 0.0);
    let flip = against.flip(6, 0.0, 2.0).unwrap();
    assert_eq!((flip.verdict, flip.known & u64::from(sys::TOLL_RISK_FLIP_BELOW)), (sys::TOLL_RISK_FLIPS, 2));
    let at_flip = scenario.estimate_at("api", &[36.0, 2e9, 0.0, 5000.0, 30e3, 0.0, flip.below]).unwrap();
    // Without a discount rate NPV is the total, so there the API costs the server's 30,000.
    assert!((at_flip.summary().unwrap().total_money - 30e3).abs() < 1.0);
    assert!(risk::Risk::of(&scenario, "none").is_err());
    assert!(against.flip(99, 0.0, 1.0).is_err());
    let spread = risk::spread(&[1.0, 2.0, 3.0, 4.0, f64::NAN]).unwrap();
    assert_eq!((spread.count, spread.without, spread.mean), (4, 1, 2.5));
}

// ---- training ----

#[test]
fn training_counts_what_six_n_d_says() {
    let setup = TrainSetup { dp: 8, zero_stage: 3, global_sequences: 128, ..Default::default() };
    let training = train::Training::find("h100-sxm5-80gb", "llama-3.1-8b", setup).unwrap();
    // Six operations a parameter and token: 8.03e9 parameters without the 0.53e9 of the embedding, attention on top.
    let flops = training.flops().unwrap();
    let six = 6.0 * (8.03e9 - 0.525e9);
    assert!(flops.model_flops > six && flops.model_flops < 1.3 * six, "{}", flops.model_flops);
    let step = training.step().unwrap();
    let job = TrainJob { tokens: 1e10, ..Default::default() };
    let run = training.run(&job).unwrap();
    let twice = train::estimate(&step, &TrainJob { tokens: 2e10, ..job }).unwrap();
    assert!((twice.days.mid / run.days.mid - 2.0).abs() < 1e-3, "{} {}", twice.days.mid, run.days.mid);
    // 80 GB do not hold full training of 8e9 parameters at 16 bytes each; 8 accelerators share 128 GB.
    let alone = train::Training { setup: TrainSetup { dp: 1, zero_stage: 0, ..setup }, ..training.clone() };
    assert!(alone.memory().unwrap().margin_bytes < 0 && training.memory().unwrap().margin_bytes > 0);
    let (found, memory) = alone.find_layout(64).unwrap();
    assert!(found.tp * found.pp * found.cp * found.dp > 1 && memory.margin_bytes >= 0);
    near(train::interruptions(419.0, 54.0 * 24.0, 16384.0).unwrap().0, 54.0 * 24.0 / 419.0);
}

#[test]
fn training_refuses_by_field() {
    let setup = TrainSetup { dp: -1, ..Default::default() };
    let error = train::Training::find("h100-sxm5-80gb", "llama-3.1-8b", setup).unwrap().step().unwrap_err();
    assert_eq!((error.status, error.field.as_str()), (Status::RANGE, "dp"));
    let error = train::Training::find("h100-sxm5-80gb", "lama-3.1-8b", TrainSetup::default()).unwrap_err();
    assert_eq!(error.status, Status::UNKNOWN_ID);
    assert!(error.message.contains("llama-3.1-8b"), "{}", error.message);
    assert!(train::gpu_hours(f64::INFINITY, 1.0).is_err());
}

// ---- plans and open loops ----

#[test]
fn a_plan_keeps_its_limits_and_its_order() {
    let search = plan::Search::of("llama-3.1-70b", 20.0).unwrap().tokens(1500.0, 400.0).ttft_s(1.0).tpot_s(0.04);
    let search = search.supply("h100-sxm5-80gb", (2.0, 2.5, 3.0)).unwrap().precisions(&["fp8"]).unwrap();
    let found = search.clone().engines(&["vllm"]).unwrap().run().unwrap();
    assert!(!found.options.is_empty());
    for pair in found.options.windows(2) {
        assert!(pair[0].usd_per_hour.mid <= pair[1].usd_per_hour.mid);
    }
    for option in &found.options {
        assert_eq!(option.gpus, option.replicas * option.tp * option.pp * option.dp);
        near(option.usd_per_hour.mid, 2.5 * option.gpus_paid as f64);
        assert!(option.ttft_s.mid <= 1.0 && option.tpot_s.mid <= 0.04);
        let names = (found.hw(option), found.precision(option), found.engine(option));
        assert_eq!(names, ("h100-sxm5-80gb", "fp8", "vllm"));
    }
    let one = search.clone().most_options(1).run().unwrap();
    assert_eq!(one.options.len(), 1);
    assert!(one.summary.options > 1);
    // No accelerator answers in a microsecond: an answer, with its reason.
    let none = search.tpot_s(1e-6).run().unwrap();
    assert!(none.options.is_empty() && none.summary.too_slow > 0);
}

#[test]
fn an_accelerator_of_ones_own_has_its_own_name() {
    let mut hw = catalog::hardware("h100-sxm5-80gb").unwrap();
    hw.id.fill(0);
    hw.id.iter_mut().zip("my-gpu".bytes()).for_each(|(to, byte)| *to = byte as std::ffi::c_char);
    let search = plan::Search::of("llama-3.1-8b", 1.0).unwrap().own_supply(hw, 1.0).unwrap();
    let found = search.run().unwrap();
    assert_eq!(found.hw(&found.options[0]), "my-gpu");
}

#[test]
fn plans_refuse_by_field_and_row() {
    let search = || plan::Search::of("llama-3.1-8b", 1.0).unwrap();
    assert_eq!(search().supply("h100-sxm5-80", 1.0).unwrap_err().status, Status::UNKNOWN_ID);
    assert_eq!(search().precisions(&[]).unwrap_err().field, "precisions");
    let error = search().supply("h100-sxm5-80gb", -1.0).unwrap().run().unwrap_err();
    assert_eq!((error.field.as_str(), error.row), ("usd_per_gpu_hour", Some(0)));
    let mut wrong = search().supply("h100-sxm5-80gb", 1.0).unwrap();
    wrong.need = PlanNeed { requests_per_s: f64::NAN, ..wrong.need };
    assert_eq!(wrong.run().unwrap_err().field, "requests_per_s");
}

#[test]
fn a_queue_grows_with_the_rate_and_keeps_its_bound() {
    let options = Options { tp: 4, ..Default::default() };
    let deployment = Deployment::find("h100-sxm5-80gb", "llama-3.1-70b", "fp8", &options).unwrap();
    let mode = sys::TOLL_LOAD_OPEN;
    let load = Load { mode, input_tokens: 1000.0, output_tokens: 300.0, requests_per_s: 1.0, ..Default::default() };
    let known = u64::from(sys::TOLL_LIMIT_TTFT_P95);
    let limits = Limits { known, ttft_p95_s: 1.0, ..Default::default() };
    let most = deployment.bound_rate(&load, &limits).unwrap();
    assert!(most > 1.0, "{most}");
    let at = |rate: f64| deployment.queue(&Load { requests_per_s: rate, ..load }).unwrap();
    let is_kept = |rate: f64| {
        let queue = at(rate);
        queue.stability != sys::TOLL_STABILITY_UNSTABLE && queue.ttft_p95_s.mid <= 1.0
    };
    assert!(is_kept(most * 0.99) && !is_kept(most * 1.05));
    assert_eq!(at(1e6).stability, sys::TOLL_STABILITY_UNSTABLE);
    let error = deployment.queue(&Load { requests_per_s: -1.0, ..load }).unwrap_err();
    assert_eq!((error.status, error.field.as_str()), (Status::RANGE, "requests_per_s"));
}
