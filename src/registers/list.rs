//! Rows of a register as people and scripts see them.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use crate::domain::date;
use crate::domain::decimal;
use crate::domain::fold::{clean_line, folded_key};
use crate::domain::identity;
use crate::domain::moment;
use crate::domain::recurrence::Weekdays;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{Condition, Direction, Query, Row, Store};
use crate::text::Finder;

use super::{Column, Kind, Lookups, Register, Source, late};

/// What derived columns and checks may look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Today.
    pub today: NaiveDate,
    /// Names of referred rows.
    pub lookups: &'a Lookups,
}

/// One value of a listed row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The value itself.
    pub value: Value,
    /// As people read it; personal numbers are masked.
    pub text: String,
}

/// One listed row.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The stored row.
    pub row: Row,
    /// Entered later than it happened: 补录.
    pub late_entry: bool,
    /// One cell a column, in the register's order.
    pub cells: Vec<Cell>,
}

/// `列=值`, `列>=值`, `列<=值`, `列!=值` (`列=`: empty).
#[derive(Clone, Debug)]
pub struct Filter {
    column: &'static Column,
    sign: Sign,
    /// As the column reads it; `Null`: empty.
    value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Is,
    IsNot,
    AtLeast,
    AtMost,
}

/// What to list.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Text that any column must contain: characters, pinyin or initials.
    pub text: String,
    /// Conditions that must all hold.
    pub filters: Vec<Filter>,
    /// Also retired rows.
    pub retired: bool,
    /// Only retired rows.
    pub retired_only: bool,
    /// Stored column and way to order by, where another than the register's own is wanted.
    pub order: Option<(&'static str, Direction)>,
    /// At most this many.
    pub limit: Option<usize>,
    /// Keyset: continue after this row's order value and id.
    pub after: Option<(Value, i64)>,
}

/// Reads `列=值` for a register.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is no such column or the value does not fit it.
pub fn parse_where(register: &Register, text: &str, lookups: &Lookups, today: NaiveDate) -> Result<Filter> {
    let signs = [(">=", Sign::AtLeast), ("<=", Sign::AtMost), ("!=", Sign::IsNot), ("=", Sign::Is)];
    let (name, sign, typed) = signs
        .iter()
        .filter_map(|(mark, sign)| text.split_once(mark).map(|(name, value)| (name.trim(), *sign, value.trim())))
        .min_by_key(|(name, ..)| name.len())
        .ok_or_else(|| Error::input(format!("“{}”不是条件，应写成 列=值、列>=值 或 列<=值", clean_line(text))))?;
    let column = register.column(name).ok_or_else(|| unknown_column(register, name))?;
    let reading = super::Reading { today, lookups, order: crate::domain::date::Order::Ymd, short_dates: true };
    let value = match column.kind {
        // `#12`: the row itself, as a list of what belongs to one record asks.
        Kind::Reference(_) if typed.strip_prefix('#').is_some_and(|id| id.parse::<i64>().is_ok()) => {
            Value::Int(typed.trim_start_matches('#').parse().unwrap_or_default())
        }
        // The number of a row names it as its name does: `清单=R08`.
        Kind::Reference(key) if lookups.get(key).numbered(typed).is_some() => lookups.get(key).numbered(typed).into(),
        // Retired rows can be filtered for although they cannot be chosen in a form.
        Kind::Reference(_)
        | Kind::Line
        | Kind::Note
        | Kind::Code
        | Kind::IdNumber
        | Kind::Printed
        | Kind::Phone
        | Kind::CreditCode => {
            if typed.is_empty() {
                Value::Null
            } else {
                Value::from(typed)
            }
        }
        Kind::Moment if !typed.is_empty() => moment_bound(typed, sign, &reading)
            .map_or_else(|| reading.read(column, &super::Input::Text(typed.to_owned())), Ok)
            .map_err(|problem| Error::input(problem.message))?,
        Kind::Date
        | Kind::Moment
        | Kind::Whole(..)
        | Kind::Money
        | Kind::Decimal(_)
        | Kind::Flag
        | Kind::Choice(_)
        | Kind::Choices(_)
        | Kind::Term(_)
        | Kind::Weekdays => reading
            .read(column, &super::Input::Text(typed.to_owned()))
            .map_err(|problem| Error::input(problem.message))?,
    };
    Ok(Filter { column, sign, value })
}

/// A day where a time is compared: from its first minute, to its last, or the whole of it.
fn moment_bound(typed: &str, sign: Sign, reading: &super::Reading<'_>) -> Option<Value> {
    let is_clock = typed.contains([':', '：', '时', '点']);
    let day = (!is_clock).then(|| date::read(typed, reading.today, reading.order).ok()).flatten()?;
    Some(Value::Text(match sign {
        Sign::AtLeast => format!("{day}T00:00"),
        Sign::AtMost => format!("{day}T23:59"),
        Sign::Is | Sign::IsNot => day.to_string(),
    }))
}

/// The refusal of a column name nobody knows, with those that are known.
pub(crate) fn unknown_column(register: &Register, name: &str) -> Error {
    let known: Vec<String> = register.columns.iter().map(|it| format!("{}（{}）", it.key, it.header)).collect();
    Error::input(format!("{}没有“{}”这一列", register.title, clean_line(name)))
        .hint(format!("可用的列：{}", known.join("、")))
}

impl Filter {
    fn holds(&self, cell: &Cell) -> bool {
        let same = match (&self.value, &cell.value) {
            (Value::Null, value) => value.is_null(),
            // A day alone means the whole of it.
            (Value::Text(wanted), value) if matches!(self.column.kind, Kind::Moment) => {
                value.as_text().is_some_and(|at| at.starts_with(wanted.as_str()))
            }
            (Value::Text(wanted), value) if matches!(self.column.kind, Kind::Choices(_)) => {
                let own: Vec<&str> = value.as_text().unwrap_or_default().split_whitespace().collect();
                wanted.split_whitespace().all(|code| own.contains(&code))
            }
            (Value::Text(wanted), _) if !matches!(self.column.kind, Kind::Date | Kind::Choice(_) | Kind::Term(_)) => {
                folded_key(wanted) == folded_key(&cell.text)
                    || cell.value.as_text().is_some_and(|own| folded_key(own) == folded_key(wanted))
            }
            (wanted, value) => wanted == value,
        };
        match self.sign {
            Sign::Is => same,
            Sign::IsNot => !same,
            Sign::AtLeast => !cell.value.is_null() && cell.value >= self.value,
            Sign::AtMost => !cell.value.is_null() && cell.value <= self.value,
        }
    }

    /// The same condition for the store, where the store can judge it.
    fn stored(&self) -> Option<Condition> {
        let Source::Stored = self.column.source else { return None };
        match (self.column.kind, self.sign) {
            (Kind::Reference(_), Sign::Is) if self.value.as_int().is_some() => {
                Some(Condition::Is(self.column.stored, self.value.clone()))
            }
            (
                Kind::Date
                | Kind::Choice(_)
                | Kind::Term(_)
                | Kind::Whole(..)
                | Kind::Money
                | Kind::Decimal(_)
                | Kind::Flag,
                Sign::Is,
            ) => Some(Condition::Is(self.column.stored, self.value.clone())),
            (Kind::Date | Kind::Moment | Kind::Whole(..) | Kind::Money | Kind::Decimal(_), Sign::AtLeast) => {
                Some(Condition::AtLeast(self.column.stored, self.value.clone()))
            }
            (Kind::Date | Kind::Moment | Kind::Whole(..) | Kind::Money | Kind::Decimal(_), Sign::AtMost) => {
                Some(Condition::AtMost(self.column.stored, self.value.clone()))
            }
            (..) => None,
        }
    }
}

/// How many rows are fetched at a time while looking for matches.
const PAGE: usize = 500;

/// Rows of `register` that match, in its order.
///
/// # Errors
/// When the file cannot be read.
pub fn list(store: &Store, register: &Register, query: &ListQuery, context: &Context<'_>) -> Result<Vec<Listed>> {
    let finder = Finder::new(&query.text);
    let limit = query.limit.unwrap_or(usize::MAX);
    let late_limit = late::limit(store, register.key)?;
    let mut page = Query {
        conditions: query.filters.iter().filter_map(Filter::stored).collect(),
        order: Some(query.order.unwrap_or(register.order)),
        after: query.after.clone(),
        retired: query.retired || query.retired_only,
        limit: Some(PAGE),
    };
    let mut found = Vec::new();
    loop {
        let rows = store.rows(&register.relation, &page)?;
        let Some(last) = rows.last() else { return Ok(found) };
        let more = rows.len() == PAGE;
        page.after = Some((value_by(query.order.unwrap_or(register.order).0, last), last.id));
        for row in rows {
            if query.retired_only && row.retired_on.is_none() {
                continue;
            }
            let listed = present(register, row, context, late_limit);
            let kept = register.columns.iter().zip(&listed.cells).all(|(column, cell)| {
                query
                    .filters
                    .iter()
                    .filter(|filter| std::ptr::eq(filter.column, column))
                    .all(|filter| filter.holds(cell))
            });
            if kept && (finder.is_empty() || finder.matches_any(listed.cells.iter().map(|cell| cell.text.as_str()))) {
                found.push(listed);
                if found.len() == limit {
                    return Ok(found);
                }
            }
        }
        if !more {
            return Ok(found);
        }
    }
}

/// The value a row is ordered by, for the next page.
#[must_use]
pub fn order_value(register: &Register, row: &Row) -> Value {
    value_by(register.order.0, row)
}

/// The value a row has in a column lists are ordered by.
#[must_use]
pub fn value_by(column: &str, row: &Row) -> Value {
    if column == "id" { Value::Int(row.id) } else { row.get(column).clone() }
}

/// One row by id.
///
/// # Errors
/// When the file cannot be read.
pub fn one(store: &Store, register: &Register, id: i64, context: &Context<'_>) -> Result<Option<Listed>> {
    let late_limit = late::limit(store, register.key)?;
    Ok(store.row(&register.relation, id)?.map(|row| present(register, row, context, late_limit)))
}

fn present(register: &Register, row: Row, context: &Context<'_>, late_limit: i64) -> Listed {
    let own = register.own_date.and_then(|column| row.get(column).as_day());
    let late_entry = late::is_late_entry(own, row.entered_on, late_limit);
    let cells = register
        .columns
        .iter()
        .map(|column| {
            let value = match column.source {
                Source::Stored => row.get(column.stored).clone(),
                Source::Derived(compute) => compute(&row, context),
            };
            let mut text = show(column, &value, context.lookups);
            if value.is_null() && matches!(column.kind, Kind::Reference(_)) {
                // Somebody who is not in the register of people signed: the name alone is kept beside.
                text = row.get(&format!("{}_name", column.key)).as_text().unwrap_or_default().to_owned();
            }
            Cell { value, text }
        })
        .collect();
    Listed { row, late_entry, cells }
}

/// A value as people read it. Personal numbers are masked.
#[must_use]
pub fn show(column: &Column, value: &Value, lookups: &Lookups) -> String {
    match (column.kind, value) {
        (_, Value::Null) => String::new(),
        (Kind::IdNumber, Value::Text(number)) => identity::mask_id(number),
        (Kind::Printed, Value::Text(number)) => identity::mask_within(number),
        (Kind::Phone, Value::Text(number)) => identity::mask_phone(number),
        (kind, value) => plain(kind, value, lookups),
    }
}

/// A value as people read and type it, nothing masked.
#[must_use]
pub fn plain(kind: Kind, value: &Value, lookups: &Lookups) -> String {
    match (kind, value) {
        (_, Value::Null) => String::new(),
        (Kind::Choice(choices), Value::Text(code)) => {
            choices.iter().find(|it| it.code == code).map_or_else(|| code.clone(), |it| it.label.to_owned())
        }
        (Kind::Term(terms), Value::Text(id)) => terms.label(id).map_or_else(|| id.clone(), str::to_owned),
        (Kind::Choices(choices), Value::Text(codes)) => {
            let label = |code: &str| {
                choices.iter().find(|it| it.code == code).map_or(code.to_owned(), |it| it.label.to_owned())
            };
            codes.split_whitespace().map(label).collect::<Vec<_>>().join("、")
        }
        (Kind::Decimal(places), Value::Int(number)) => decimal::show(*number, places),
        (Kind::Flag, Value::Int(yes)) => if *yes == 0 { "否" } else { "是" }.to_owned(),
        (Kind::Money, Value::Int(fen)) => format!("{}.{:02}", fen / 100, fen % 100),
        (Kind::Weekdays, Value::Int(bits)) => Weekdays::from_bits(*bits).unwrap_or_default().to_string(),
        (Kind::Reference(register), Value::Int(id)) => {
            lookups.get(register).label(*id).map_or_else(|| format!("#{id}"), str::to_owned)
        }
        (_, Value::Int(number)) => number.to_string(),
        (Kind::Moment, Value::Text(text)) => value.as_moment().map_or_else(|| text.clone(), moment::show),
        (_, Value::Text(text)) => text.clone(),
    }
}

impl Listed {
    /// The cell of a column.
    #[must_use]
    pub fn cell(&self, register: &Register, key: &str) -> Option<&Cell> {
        register.columns.iter().position(|column| column.key == key).and_then(|n| self.cells.get(n))
    }

    /// What the row is called in messages: its identity and label; without either, what its first filled column says.
    #[must_use]
    pub fn name(&self, register: &Register) -> String {
        let label = super::lookup::label_of(register, &self.row);
        match register.identity.first().and_then(|column| self.row.get(column).as_text()) {
            Some(number) if number != label => format!("{number} {label}"),
            Some(_) => label.to_owned(),
            None if !label.is_empty() => label.to_owned(),
            None => self.cells.iter().map(|cell| cell.text.as_str()).find(|it| !it.is_empty()).unwrap_or("").to_owned(),
        }
    }

    /// A cell as people read it; personal numbers in full when `reveal`.
    #[must_use]
    pub fn text(&self, column: &Column, cell: &Cell, reveal: bool) -> String {
        match (column.kind, &cell.value) {
            (Kind::IdNumber | Kind::Printed | Kind::Phone, Value::Text(number)) if reveal => number.clone(),
            (_, _) => cell.text.clone(),
        }
    }

    /// The row as a flat JSON object with English keys; personal numbers masked unless `reveal`.
    #[must_use]
    pub fn json(&self, register: &Register, reveal: bool) -> Map<String, Json> {
        let mut object = Map::new();
        object.insert("id".into(), json!(self.row.id));
        for (column, cell) in register.columns.iter().zip(&self.cells) {
            match column.kind {
                Kind::Reference(_) => {
                    let name = if cell.text.is_empty() { Json::Null } else { json!(cell.text) };
                    object.insert(column.key.into(), name);
                    object.insert(format!("{}_id", column.key), json!(cell.value));
                }
                Kind::IdNumber | Kind::Printed | Kind::Phone if !reveal && !cell.value.is_null() => {
                    object.insert(column.key.into(), json!(cell.text));
                }
                Kind::Flag => {
                    object.insert(column.key.into(), cell.value.as_int().map_or(Json::Null, |yes| json!(yes != 0)));
                }
                Kind::Money => {
                    object.insert(column.stored.into(), json!(cell.value));
                }
                Kind::Term(_) => {
                    object.insert(column.key.into(), json!(cell.value));
                    object.insert(format!("{}_name", column.key), json!(cell.text));
                }
                Kind::Decimal(places) => {
                    #[allow(clippy::cast_precision_loss)] // far below 2^53
                    let number = cell.value.as_int().map(|it| it as f64 / 10_f64.powi(i32::from(places)));
                    object.insert(column.key.into(), json!(number));
                }
                Kind::Choices(_) => {
                    let codes: Vec<&str> = cell.value.as_text().unwrap_or_default().split_whitespace().collect();
                    object.insert(column.key.into(), json!(codes));
                }
                Kind::Weekdays => {
                    object.insert(column.key.into(), json!(cell.text));
                }
                Kind::Line
                | Kind::Note
                | Kind::Code
                | Kind::Date
                | Kind::Moment
                | Kind::Whole(..)
                | Kind::Choice(_)
                | Kind::IdNumber
                | Kind::Printed
                | Kind::Phone
                | Kind::CreditCode => {
                    object.insert(column.key.into(), json!(cell.value));
                }
            }
        }
        object.insert("entered_on".into(), json!(self.row.entered_on));
        object.insert("late_entry".into(), json!(self.late_entry));
        object.insert("retired_on".into(), json!(self.row.retired_on));
        object
    }
}
