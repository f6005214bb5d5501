// SPDX-License-Identifier: Apache-2.0
//! The vectors of tests/golden, which C, Python, Go and Rust share.

use std::collections::HashMap;
use std::path::Path;
use toll::records::{Batch, Cost, Load, Memory, ServeResult, StepResult, Supply};
use toll::{sys, Amount, Decimal, Deployment, Error, Options, Rounding};

type Row = HashMap<String, String>;

/// Rows of a file: no quotes, no commas inside a cell.
fn read_golden(name: &str) -> Vec<Row> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packed = here.join("testdata/golden").join(name);
    let path = if packed.exists() { packed } else { here.join("../../../tests/golden").join(name) };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let columns: Vec<&str> = lines.next().expect("columns").split(',').collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), columns.len(), "{line}");
            columns.iter().zip(cells).map(|(column, cell)| (column.to_string(), cell.to_string())).collect()
        })
        .collect()
}

fn whole(text: &str) -> i64 {
    text.parse().unwrap_or_else(|_| panic!("{text:?}"))
}

fn real(text: &str) -> f64 {
    if text.is_empty() {
        return 0.0;
    }
    text.parse().unwrap_or_else(|_| panic!("{text:?}"))
}

fn mode(text: &str) -> Rounding {
    match text {
        "half_even" => Rounding::HALF_EVEN,
        "half_up" => Rounding::HALF_UP,
        "down" => Rounding::DOWN,
        "up" => Rounding::UP,
        other => panic!("no mode {other:?}"),
    }
}

// ---- money.csv ----

fn flagged<T: ToString>((value, inexact): (T, bool)) -> (String, String) {
    (value.to_string(), u8::from(inexact).to_string())
}

fn plain<T: ToString>(value: T) -> (String, String) {
    (value.to_string(), String::new())
}

fn ask_money(row: &Row) -> Result<(String, String), Error> {
    let (a, b, c) = (row["a"].as_str(), row["b"].as_str(), row["c"].as_str());
    let amount = |text: &str| text.parse::<Amount>();
    let decimal = |text: &str| text.parse::<Decimal>();
    let overflow = || (String::from("TOLL_E_OVERFLOW"), String::new());
    Ok(match row["operation"].as_str() {
        "compute" => flagged(toll::compute_amount(&decimal(a)?, whole(b), whole(c), mode(&row["mode"]))?),
        "amount_multiply" => flagged(amount(a)?.checked_mul(&decimal(b)?, mode(&row["mode"]))?),
        "amount_round" => flagged(amount(a)?.round(whole(b) as i32, mode(&row["mode"]))?),
        "amount_add" => amount(a)?.checked_add(amount(b)?).map_or_else(overflow, plain),
        "amount_subtract" => amount(a)?.checked_sub(amount(b)?).map_or_else(overflow, plain),
        "amount_compare" => plain(amount(a)?.cmp(&amount(b)?) as i32),
        "amount_parse" => plain(amount(a)?),
        "decimal_round" => flagged(decimal(a)?.round(whole(b) as i32, mode(&row["mode"]))?),
        "decimal_add" => plain(decimal(a)?.checked_add(&decimal(b)?)?),
        "decimal_multiply" => plain(decimal(a)?.checked_mul(&decimal(b)?)?),
        "decimal_compare" => plain(decimal(a)?.cmp(&decimal(b)?) as i32),
        "currency_digits" => plain(toll::currency_digits(a)?),
        "allocate" => {
            let weights: Vec<i64> = b.split_whitespace().map(whole).collect();
            let parts = amount(a)?.allocate(&weights, whole(c) as i32)?;
            plain(parts.iter().map(Amount::to_string).collect::<Vec<_>>().join(" "))
        }
        other => panic!("no operation {other:?}"),
    })
}

#[test]
fn money_is_exact() {
    let rows = read_golden("money.csv");
    assert!(rows.len() >= 200, "{} rows", rows.len());
    for row in &rows {
        let found = ask_money(row).unwrap_or_else(|e| (e.status.name().to_string(), String::new()));
        assert_eq!(found, (row["expected"].clone(), row["inexact"].clone()), "{row:?}");
    }
}

// ---- records by the names of their fields in C ----

/// A field of a record, "time_s.mid", found as the library describes it. `None`: its bit of `known` is not set.
fn number<T: sys::Struct>(record: &T, quantity: &str) -> Option<f64> {
    let (name, part) = quantity.split_once('.').unwrap_or((quantity, "mid"));
    let bytes = record as *const T as *const u8;
    for index in 0..unsafe { sys::toll_field_count(T::KIND) } as u32 {
        let mut field = sys::toll_field::default();
        assert_eq!(unsafe { sys::toll_field_get(T::KIND, index, &mut field, std::ptr::null_mut()) }, sys::TOLL_OK);
        if toll::text(&field.name) != name {
            continue;
        }
        let at = unsafe { bytes.add(field.offset_bytes as usize) };
        let known = unsafe { *bytes.add(8).cast::<u64>() };
        if field.known_bit >= 0 && known >> field.known_bit & 1 == 0 {
            return None;
        }
        let range = |at: *const u8| unsafe { *at.cast::<sys::toll_range>() };
        return Some(match u32::try_from(field.type_code()).unwrap() {
            sys::TOLL_TYPE_I32 => f64::from(unsafe { *at.cast::<i32>() }),
            sys::TOLL_TYPE_U32 => f64::from(unsafe { *at.cast::<u32>() }),
            sys::TOLL_TYPE_I64 => unsafe { *at.cast::<i64>() as f64 },
            sys::TOLL_TYPE_U64 => unsafe { *at.cast::<u64>() as f64 },
            sys::TOLL_TYPE_F64 => unsafe { *at.cast::<f64>() },
            sys::TOLL_TYPE_RANGE => match part {
                "low" => range(at).low,
                "high" => range(at).high,
                _ => range(at).mid,
            },
            other => panic!("{quantity} is of type {other}"),
        });
    }
    panic!("{} has no field {name}", T::NAME)
}

trait TypeCode {
    fn type_code(&self) -> i64;
}

impl TypeCode for sys::toll_field {
    fn type_code(&self) -> i64 {
        self.r#type as i64
    }
}

fn assert_close(found: f64, expected: f64, row: &Row) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{row:?}: found {found:e}");
}

// ---- catalog.csv, cost.csv, memory.csv, deployment.csv ----

fn index_of(table: u32, id: &str) -> u64 {
    let mut index = 0;
    let none = std::ptr::null_mut();
    let status = unsafe { sys::toll_catalog_find(table, id.as_ptr().cast(), id.len() as u64, &mut index, none) };
    assert_eq!(status, sys::TOLL_OK, "{id}");
    index
}

/// A row of the catalog by its name.
fn get<T: sys::Struct + Default>(
    table: u32,
    id: &str,
    read: unsafe extern "C" fn(u64, *mut T, *mut sys::toll_error) -> i32,
) -> T {
    let mut found = T::default();
    assert_eq!(unsafe { read(index_of(table, id), &mut found, std::ptr::null_mut()) }, sys::TOLL_OK, "{id}");
    found
}

#[test]
fn the_catalog_has_the_makers_figures() {
    let rows = read_golden("catalog.csv");
    assert!(rows.len() >= 20);
    for row in &rows {
        let (id, field) = (row["id"].as_str(), row["field"].as_str());
        let found = match row["table"].as_str() {
            "hw" => number(&get(sys::TOLL_TABLE_HW, id, sys::toll_catalog_get_hw), field),
            "model" => number(&get(sys::TOLL_TABLE_MODEL, id, sys::toll_catalog_get_model), field),
            "precision" => number(&get(sys::TOLL_TABLE_PRECISION, id, sys::toll_catalog_get_precision), field),
            "engine" => number(&get(sys::TOLL_TABLE_ENGINE, id, sys::toll_catalog_get_engine), field),
            _ => number(&get(sys::TOLL_TABLE_INSTANCE, id, sys::toll_catalog_get_instance), field),
        };
        let expected = (row["expected"] != "unknown").then(|| real(&row["expected"]));
        assert_eq!(found, expected, "{row:?}");
    }
}

// ---- model.csv ----

const LAYER_BYTES: u64 = std::mem::size_of::<sys::toll_model_layer>() as u64;

fn layers_of(index: u64) -> Vec<sys::toll_model_layer> {
    let (mut layers, mut count) = (vec![sys::toll_model_layer::default(); 64], 0);
    let (rows, none) = (layers.as_mut_ptr(), std::ptr::null_mut());
    let status = unsafe { sys::toll_catalog_get_layers(index, rows, 64, LAYER_BYTES, &mut count, none) };
    assert_eq!(status, sys::TOLL_OK);
    layers.truncate(count as usize);
    layers
}

fn ask_model(row: &Row) -> Option<f64> {
    let id = row["model"].as_str();
    let model: sys::toll_model = get(sys::TOLL_TABLE_MODEL, id, sys::toll_catalog_get_model);
    let layers = layers_of(index_of(sys::TOLL_TABLE_MODEL, id));
    let (rows, count, quantity) = (layers.as_ptr(), layers.len() as u64, row["quantity"].as_str());
    if quantity.starts_with("params_") {
        let mut counts = sys::toll_model_counts::default();
        toll_ok(|e| unsafe { sys::toll_model_count(&model, rows, count, LAYER_BYTES, &mut counts, e) });
        return number(&counts, quantity);
    }
    let precision = get(sys::TOLL_TABLE_PRECISION, &row["precision"], sys::toll_catalog_get_precision);
    if quantity == "weights_total_bytes" {
        let mut weights = sys::toll_model_weights::default();
        toll_ok(|e| unsafe {
            sys::toll_model_compute_weights(&model, rows, count, LAYER_BYTES, &precision, &mut weights, e)
        });
        return number(&weights, "total_bytes");
    }
    let (mut kv, context) = (sys::toll_model_kv::default(), whole(&row["context_tokens"]));
    toll_ok(|e| unsafe {
        sys::toll_model_compute_kv(&model, rows, count, LAYER_BYTES, &precision, context, &mut kv, e)
    });
    number(&kv, quantity.trim_start_matches("kv_"))
}

fn toll_ok(call: impl FnOnce(*mut sys::toll_error) -> i32) {
    let mut e = sys::toll_error::default();
    let status = call(&mut e);
    assert_eq!(status, sys::TOLL_OK, "{}", toll::text(&e.message));
}

#[test]
fn models_have_whole_counts_and_bytes() {
    let rows = read_golden("model.csv");
    assert!(rows.len() >= 100);
    for row in &rows {
        assert_eq!(ask_model(row), Some(whole(&row["expected"]) as f64), "{row:?}");
    }
}

#[test]
fn a_steady_state_costs_its_fraction() {
    let rows = read_golden("cost.csv");
    assert!(rows.len() >= 11);
    for row in &rows {
        let result = ServeResult {
            gpus: whole(&row["gpus"]),
            requests_per_s: real(&row["requests_per_s"]).into(),
            input_tokens: real(&row["input_tokens"]),
            output_tokens: real(&row["output_tokens"]),
            input_time_frac: real(&row["input_time_frac"]),
            ..Default::default()
        };
        let supply = Supply {
            usd_per_gpu_hour: real(&row["usd_per_gpu_hour"]).into(),
            utilisation_frac: real(&row["utilisation_frac"]),
            ..Default::default()
        };
        let (top, bottom) = row["expected"].split_once('/').unwrap_or((&row["expected"], "1"));
        let cost: Cost = toll::cost(&result, &supply).unwrap();
        assert_close(number(&cost, &row["quantity"]).unwrap(), real(top) / real(bottom), row);
    }
}

fn ask_deployment(row: &Row) -> f64 {
    let size = |name: &str| whole(&row[name]);
    let options = Options { tp: size("tp"), pp: size("pp"), ep: size("ep"), dp: size("dp"), ..Default::default() };
    let deployment = Deployment::find(&row["hw"], &row["model"], &row["precision"], &options).unwrap();
    let (x, y, z) = (&row["x"], &row["y"], &row["z"]);
    let quantity = &row["quantity"];
    let load = Load { input_tokens: real(x), output_tokens: real(y), concurrency: real(z), ..Default::default() };
    match row["question"].as_str() {
        "memory" => number::<Memory>(&deployment.memory(whole(x), whole(y)).unwrap(), quantity),
        "step" => {
            let batch = Batch {
                decode_sequences: real(x),
                decode_context_tokens: real(y),
                prefill_tokens: real(z),
                ..Default::default()
            };
            number::<StepResult>(&deployment.step(&batch).unwrap(), quantity)
        }
        "serve" => number::<ServeResult>(&deployment.serve(&load).unwrap(), quantity),
        _ => {
            let supply = Supply { usd_per_gpu_hour: 2.5.into(), ..Default::default() };
            number::<Cost>(&toll::cost(&deployment.serve(&load).unwrap(), &supply).unwrap(), quantity)
        }
    }
    .expect("a figure")
}

#[test]
fn memory_is_what_the_hand_computes() {
    let rows = read_golden("memory.csv");
    assert!(rows.len() >= 8);
    for row in &rows {
        assert_eq!(ask_deployment(row), real(&row["expected"]), "{row:?}");
    }
}

#[test]
fn deployments_have_the_figures_of_every_binding() {
    let rows = read_golden("deployment.csv");
    assert!(rows.len() >= 50);
    for row in &rows {
        assert_close(ask_deployment(row), real(&row["expected"]), row);
    }
}
