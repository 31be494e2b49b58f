//! Rows of any register: read by keyset page, inserted, saved against their version, retired.
//!
//! Table and column names are `&'static str` from our own descriptions; every value is bound.

use chrono::NaiveDate;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ToSql, params_from_iter};

use crate::domain::value::Value;
use crate::error::{Error, Kind, Result};

use super::{Store, Tx};

/// A table as a register sees it.
#[derive(Clone, Copy, Debug)]
pub struct Relation {
    /// Name of the table.
    pub table: &'static str,
    /// Its columns, without `id`, `version`, `entered_on`, `retired_on`, `retired_reason`. `training_session/session_id/on_date`
    /// is read from the row of another table that an own column names; such a column is never written.
    pub columns: &'static [&'static str],
    /// Whether it has `retired_on` and `retired_reason`.
    pub retires: bool,
    /// Whether it has a `version` column.
    pub versioned: bool,
}

impl Relation {
    /// The table that is written: a view `duty_now` shows the present state of the table `duty`.
    #[must_use]
    pub fn written(&self) -> &'static str {
        self.table.strip_suffix("_now").unwrap_or(self.table)
    }
}

/// One stored row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Row id.
    pub id: i64,
    /// Count of its saves.
    pub version: i64,
    /// Local day it was entered.
    pub entered_on: Option<NaiveDate>,
    /// Day it was retired, when it was.
    pub retired_on: Option<NaiveDate>,
    /// Columns and values, in the relation's order.
    pub values: Vec<(&'static str, Value)>,
}

impl Row {
    /// Value of a column; `Null` for a column the relation does not have.
    #[must_use]
    pub fn get(&self, column: &str) -> &Value {
        const NULL: &Value = &Value::Null;
        self.values.iter().find(|(name, _)| *name == column).map_or(NULL, |(_, value)| value)
    }
}

/// Which way a list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// A condition on a stored column.
#[derive(Clone, Debug)]
pub enum Condition {
    /// Equal; `Null` means empty.
    Is(&'static str, Value),
    /// At least (dates, numbers, text by code point).
    AtLeast(&'static str, Value),
    /// At most.
    AtMost(&'static str, Value),
}

/// Which rows, in which order.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Conditions that must all hold.
    pub conditions: Vec<Condition>,
    /// Column to order by (then by id) and the way it runs; `None`: by id, smallest first.
    pub order: Option<(&'static str, Direction)>,
    /// Keyset: continue after the row with this order value and id.
    pub after: Option<(Value, i64)>,
    /// Also retired rows.
    pub retired: bool,
    /// At most this many; `None`: all.
    pub limit: Option<usize>,
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

impl rusqlite::types::FromSql for Value {
    fn column_result(value: ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(Self::Null),
            ValueRef::Integer(number) => Ok(Self::Int(number)),
            ValueRef::Text(_) => value.as_str().map(Self::from),
            ValueRef::Real(_) | ValueRef::Blob(_) => Err(rusqlite::types::FromSqlError::InvalidType),
        }
    }
}

impl Store {
    /// Rows of a relation.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rows(&self, relation: &Relation, query: &Query) -> Result<Vec<Row>> {
        select(&self.conn, relation, query)
    }

    /// One row by id, retired or not.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn row(&self, relation: &Relation, id: i64) -> Result<Option<Row>> {
        one(&self.conn, relation, id)
    }

    /// The rows with these ids, retired or not, by id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rows_among(&self, relation: &Relation, ids: &[i64]) -> Result<Vec<Row>> {
        let sql = format!("{} WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id", head(relation));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([id_list(ids)], |r| read(relation, r))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many rows are not retired.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count(&self, relation: &Relation) -> Result<i64> {
        let live = if relation.retires { " WHERE retired_on IS NULL" } else { "" };
        Ok(self
            .conn
            .prepare_cached(&format!("SELECT count(*) FROM {}{live}", relation.table))?
            .query_row([], |r| r.get(0))?)
    }
}

impl Tx<'_> {
    /// Rows of a relation, as this transaction sees them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rows(&self, relation: &Relation, query: &Query) -> Result<Vec<Row>> {
        select(self.sql()?, relation, query)
    }

    /// Gives every row of a relation to `visit`, one at a time: a large register is never held whole.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn each(&self, relation: &Relation, query: &Query, visit: impl FnMut(Row)) -> Result<()> {
        each(self.sql()?, relation, query, visit)
    }

    /// One row by id, as this transaction sees it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn row(&self, relation: &Relation, id: i64) -> Result<Option<Row>> {
        one(self.sql()?, relation, id)
    }

    /// Adds a row and gives its id.
    ///
    /// # Errors
    /// When a constraint refuses it or the disk does; inside [`Store::write_many`] at the latest when all is saved.
    pub fn insert(&self, table: &'static str, values: &[(&'static str, Value)]) -> Result<i64> {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value)).collect();
        self.put_in(table, &values)
    }

    /// Adds a register row: as [`Tx::insert`] with `entered_on` filled in.
    ///
    /// # Errors
    /// As [`Tx::insert`].
    pub fn add(&self, table: &'static str, values: &[(&'static str, Value)]) -> Result<i64> {
        let today = self.entered_on.into();
        let values = values.iter().map(|(name, value)| (*name, value)).chain([("entered_on", &today)]);
        self.put_in(table, &values.collect::<Vec<_>>())
    }

    fn put_in(&self, table: &'static str, values: &[(&'static str, &Value)]) -> Result<i64> {
        if let Some(bulk) = &self.bulk
            && let Some(id) = bulk.hold(table, values)?
        {
            return Ok(id);
        }
        let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
        let marks = vec!["?"; values.len()].join(", ");
        let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", "));
        let conn = self.sql()?;
        conn.prepare_cached(&sql)?.execute(params_from_iter(values.iter().map(|(_, value)| value)))?;
        Ok(conn.last_insert_rowid())
    }

    /// Changes columns of a row and counts its version up. With `seen`, only if the row still has that version.
    ///
    /// # Errors
    /// [`Kind::Conflict`] when the row was saved elsewhere since it was read; constraint or disk failures.
    pub fn update(
        &self,
        table: &'static str,
        id: i64,
        seen: Option<i64>,
        values: &[(&'static str, Value)],
    ) -> Result<()> {
        let sets: Vec<String> = values.iter().map(|(name, _)| format!("{name} = ?")).collect();
        let sql = format!(
            "UPDATE {table} SET {}, version = version + 1 WHERE id = ? AND (? IS NULL OR version = ?)",
            sets.join(", ")
        );
        let key = [Value::Int(id), seen.into(), seen.into()];
        let params = params_from_iter(values.iter().map(|(_, value)| value).chain(key.iter()));
        if self.sql()?.prepare_cached(&sql)?.execute(params)? == 1 {
            return Ok(());
        }
        Err(Error::new(Kind::Conflict, "这条记录在打开之后被另一个窗口改过，没有保存")
            .hint("重新打开这条记录，看过新内容后再改；你输入的内容仍在草稿里"))
    }

    /// Hides a row with a reason; undo brings it back.
    ///
    /// # Errors
    /// [`Kind::Input`] when it is already retired or does not exist.
    pub fn retire(&self, table: &str, id: i64, on: NaiveDate, reason: &str) -> Result<()> {
        let sql = format!(
            "UPDATE {table} SET retired_on = ?2, retired_reason = ?3, version = version + 1 WHERE id = ?1 AND retired_on IS NULL"
        );
        if self.sql()?.prepare_cached(&sql)?.execute((id, on, reason))? == 1 {
            return Ok(());
        }
        Err(Error::input("这条记录不存在，或已经停用"))
    }

    /// The next running number under `name`; never given twice, not even after undo.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn next_number(&self, name: &str) -> Result<i64> {
        Ok(self
            .sql()?
            .prepare_cached(
                "INSERT INTO counter(name, value) VALUES (?1, 1)
                 ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            )?
            .query_row([name], |r| r.get(0))?)
    }

    /// Raises the running number under `name` to at least `value`: for numbers that came from elsewhere.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn claim_number(&self, name: &str, value: i64) -> Result<()> {
        self.sql()?
            .prepare_cached(
                "INSERT INTO counter(name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
            )?
            .execute((name, value))?;
        Ok(())
    }
}

/// Ids as the JSON array that `json_each` takes: one bound value, however many there are.
pub(super) fn id_list(ids: &[i64]) -> String {
    let texts: Vec<String> = ids.iter().map(i64::to_string).collect();
    format!("[{}]", texts.join(","))
}

/// A column as SQL says it: an own one by its name, one of a named row as a query of its own.
fn said(table: &str, name: &str) -> String {
    let mut parts = name.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(other), Some(key), Some(column)) => {
            format!("(SELECT o.{column} FROM {other} o WHERE o.id = {table}.{key})")
        }
        _ => name.to_owned(),
    }
}

fn head(relation: &Relation) -> String {
    let version = if relation.versioned { "version" } else { "1" };
    let retired = if relation.retires { "retired_on" } else { "NULL" };
    let columns: String = relation.columns.iter().map(|name| format!(", {}", said(relation.table, name))).collect();
    format!("SELECT id, {version}, entered_on, {retired}{columns} FROM {}", relation.table)
}

fn read(relation: &Relation, row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let values = relation
        .columns
        .iter()
        .enumerate()
        .map(|(n, name)| Ok((*name, row.get::<_, Value>(n + 4)?)))
        .collect::<rusqlite::Result<_>>()?;
    Ok(Row { id: row.get(0)?, version: row.get(1)?, entered_on: row.get(2)?, retired_on: row.get(3)?, values })
}

fn one(conn: &rusqlite::Connection, relation: &Relation, id: i64) -> Result<Option<Row>> {
    use rusqlite::OptionalExtension;
    let sql = format!("{} WHERE id = ?1", head(relation));
    Ok(conn.prepare_cached(&sql)?.query_row([id], |r| read(relation, r)).optional()?)
}

fn select(conn: &rusqlite::Connection, relation: &Relation, query: &Query) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    each(conn, relation, query, |row| rows.push(row))?;
    Ok(rows)
}

fn each(conn: &rusqlite::Connection, relation: &Relation, query: &Query, mut visit: impl FnMut(Row)) -> Result<()> {
    let mut wheres = Vec::new();
    let mut params: Vec<Value> = Vec::new();
    if relation.retires && !query.retired {
        wheres.push("retired_on IS NULL".to_owned());
    }
    for condition in &query.conditions {
        let (column, sign, value) = match condition {
            Condition::Is(column, value) => (column, "IS", value),
            Condition::AtLeast(column, value) => (column, ">=", value),
            Condition::AtMost(column, value) => (column, "<=", value),
        };
        wheres.push(format!("{} {sign} ?", said(relation.table, column)));
        params.push(value.clone());
    }
    let (order, way) = query.order.map_or(("id", Direction::Up), |it| it);
    let order = said(relation.table, order);
    let (sign, word) = match way {
        Direction::Up => (">", "ASC"),
        Direction::Down => ("<", "DESC"),
    };
    if let Some((value, id)) = &query.after {
        // Rows whose order column is empty come last going down and first going up, as SQLite sorts NULL.
        wheres.push(format!("(coalesce({order}, ''), id) {sign} (coalesce(?, ''), ?)"));
        params.push(value.clone());
        params.push(Value::Int(*id));
    }
    let filter = if wheres.is_empty() { String::new() } else { format!(" WHERE {}", wheres.join(" AND ")) };
    let limit = query.limit.map_or(-1, |n| i64::try_from(n).unwrap_or(i64::MAX));
    params.push(Value::Int(limit));
    let sql = format!("{}{filter} ORDER BY {order} {word}, id {word} LIMIT ?", head(relation));
    let mut statement = conn.prepare_cached(&sql)?;
    for row in statement.query_map(params_from_iter(params.iter()), |r| read(relation, r))? {
        visit(row?);
    }
    Ok(())
}
