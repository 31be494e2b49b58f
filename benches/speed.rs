//! How long the daily things take on the demo plant, beside what a bare SQLite would need for the same.
//!
//! `cargo bench` prints one line a measurement: the median of several runs. Ratios tell; absolute times are the machine's.
//! `cargo bench --bench speed -- import` takes only the measurements whose group is named: `plant`, `import`, `training`.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use anguan::demo::{self, Brief, Size};
use anguan::registers::{self, Context, Door, ListQuery, Lookups, duty};
use anguan::report::collect::{self, Moment};
use anguan::report::kinds;
use anguan::store::{Access, Store};
use chrono::{DateTime, NaiveDate};

#[path = "speed/import.rs"]
mod import;
#[path = "speed/training.rs"]
mod training;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn access() -> Access {
    let now = DateTime::parse_from_rfc3339("2026-11-21T08:00:00+08:00").unwrap();
    Access { operator: "测速".to_owned(), clock: Box::new(move || now), read_only: false }
}

/// Median of several runs.
fn measure(name: &str, runs: usize, mut body: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            body();
            start.elapsed()
        })
        .collect();
    times.sort();
    let median = times.get(runs / 2).copied().unwrap_or_default();
    println!("{name:<44} {median:>12.2?}");
    median
}

fn open(path: &Path) -> Store {
    Store::open(path, access()).unwrap()
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let is_wanted = |group: &str| wanted.is_empty() || wanted.iter().any(|it| it == group);
    if is_wanted("plant") {
        plant();
    }
    if is_wanted("import") {
        import::measure();
    }
    if is_wanted("training") {
        training::measure();
    }
}

fn plant() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plant.db");
    let brief = Brief { size: Size::Small, seed: 1, today: today(), submit: demo::submit };
    measure("demo plant, made and saved", 1, || demo::make(&brief, &path).unwrap());

    measure("open and judge every duty", 9, || {
        black_box(duty::judgement(&open(&path), today()).unwrap());
    });
    let mut store = open(&path);
    let hazards = registers::find("hazard").unwrap();
    let lookups = Lookups::of(hazards, &store).unwrap();
    let context = Context { today: today(), lookups: &lookups };
    measure("first page of the hazard ledger", 21, || {
        let query = ListQuery { limit: Some(100), ..ListQuery::default() };
        black_box(registers::list(&store, hazards, &query, &context).unwrap());
    });
    measure("figures of the monthly report", 9, || {
        let moment = Moment { today: today(), at: store.now() };
        black_box(collect::monthly(&store, kinds::find("monthly").unwrap(), "2026-10", moment).unwrap());
    });

    let departments = registers::find("department").unwrap();
    let mut number = 0;
    let saved = measure("one record saved with its audit", 51, || {
        number += 1;
        let values = [("name".to_owned(), format!("测速{number}"))];
        registers::add(&mut store, departments, &values, today(), Door::Form, false).unwrap();
    });
    let bare = rusqlite::Connection::open(folder.path().join("bare.db")).unwrap();
    bare.execute_batch("PRAGMA synchronous = FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT) STRICT").unwrap();
    let commit = measure("one row in a bare durable commit", 51, || {
        bare.execute("INSERT INTO t (name) VALUES ('测速')", []).unwrap();
    });
    println!("save ÷ bare commit: {:.2}", saved.as_secs_f64() / commit.as_secs_f64());
}
