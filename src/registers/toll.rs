//! Accidents of a span of days and the orders of authorities received in it, as the periodic reports tell them.

use chrono::NaiveDate;

use crate::domain::value::Value;
use crate::error::Result;
use crate::store::{Condition, Direction, Query, Relation, Row, Store};

const ACCIDENT: Relation = Relation {
    table: "accident",
    columns: &[
        "code",
        "title",
        "happened_at",
        "reported_at",
        "place",
        "deaths",
        "missing",
        "serious",
        "minor",
        "loss_fen",
    ],
    retires: true,
    versioned: true,
};

const CHANGE: Relation = Relation {
    table: "accident_change",
    columns: &["accident_id", "known_at", "deaths", "missing", "serious", "minor"],
    retires: true,
    versioned: true,
};

const ORDER: Relation = Relation {
    table: "authority_order",
    columns: &["number", "title", "issued_on", "received_on", "due_on", "replied_on"],
    retires: true,
    versioned: true,
};

const ORDER_ITEM: Relation =
    Relation { table: "authority_order_item", columns: &["order_id", "done_on"], retires: true, versioned: true };

/// One accident as it was known on the day asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accident {
    /// Row id.
    pub id: i64,
    /// Number.
    pub code: String,
    /// What happened.
    pub title: String,
    /// Local time, `2026-11-05T14:20`.
    pub happened_at: String,
    /// Local time of the first report to the authorities; none: not reported.
    pub reported_at: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Dead, missing, seriously and slightly injured.
    pub casualties: [i64; 4],
    /// Direct loss in 分; none: not known.
    pub loss_fen: Option<i64>,
}

/// Accidents of `from`..=`to` that were known on `today`, oldest first; casualties as last reported by then.
///
/// # Errors
/// When the file cannot be read.
pub fn accidents(store: &Store, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<Vec<Accident>> {
    let end = |day: NaiveDate| format!("{day}T23:59");
    let conditions = vec![
        Condition::AtLeast("happened_at", Value::from(format!("{from}T00:00").as_str())),
        Condition::AtMost("happened_at", Value::from(end(to.min(today)).as_str())),
    ];
    let order = Some(("happened_at", Direction::Up));
    let rows = store.rows(&ACCIDENT, &Query { conditions, order, ..Query::default() })?;
    let known = vec![Condition::AtMost("known_at", Value::from(end(today).as_str()))];
    let order = Some(("known_at", Direction::Up));
    let changes = store.rows(&CHANGE, &Query { conditions: known, order, ..Query::default() })?;
    Ok(rows.iter().map(|row| accident(row, &changes)).collect())
}

fn accident(row: &Row, changes: &[Row]) -> Accident {
    let text = |column: &str| row.get(column).as_text().filter(|it| !it.is_empty()).map(str::to_owned);
    let casualties = ["deaths", "missing", "serious", "minor"].map(|column| {
        let later = changes.iter().filter(|it| it.get("accident_id").as_int() == Some(row.id));
        let last = later.filter_map(|it| it.get(column).as_int()).next_back();
        last.or_else(|| row.get(column).as_int()).unwrap_or(0)
    });
    Accident {
        id: row.id,
        code: text("code").unwrap_or_default(),
        title: text("title").unwrap_or_default(),
        happened_at: text("happened_at").unwrap_or_default(),
        reported_at: text("reported_at"),
        place: text("place"),
        casualties,
        loss_fen: row.get("loss_fen").as_int(),
    }
}

/// Orders of authorities issued in a span, and how far they are answered on its last day (or the day asked).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// Row ids of the orders.
    pub issued: Vec<i64>,
    /// Of these, answered.
    pub replied: Vec<i64>,
    /// What they ask for, items.
    pub items: usize,
    /// Of these, done.
    pub done: usize,
}

/// Orders issued in `from`..=`to`, as they stood at its end or on `today`.
///
/// # Errors
/// When the file cannot be read.
pub fn orders(store: &Store, from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<Orders> {
    let until = to.min(today);
    let by = |row: &Row, column: &str| row.get(column).as_date().is_some_and(|day| day <= until);
    let conditions = vec![
        Condition::AtLeast("issued_on", Value::from(from.to_string().as_str())),
        Condition::AtMost("issued_on", Value::from(until.to_string().as_str())),
    ];
    let orders = store.rows(&ORDER, &Query { conditions, ..Query::default() })?;
    let mut found = Orders::default();
    for order in &orders {
        found.issued.push(order.id);
        if by(order, "replied_on") {
            found.replied.push(order.id);
        }
        let conditions = vec![Condition::Is("order_id", Value::Int(order.id))];
        for item in store.rows(&ORDER_ITEM, &Query { conditions, ..Query::default() })? {
            found.items += 1;
            found.done += usize::from(by(&item, "done_on"));
        }
    }
    Ok(found)
}
