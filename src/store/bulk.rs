//! Many rows added or removed by one operation: written many at a time, their images kept in pieces of some hundred.
//!
//! A row on its own pays for its statement, its trigger, its own row of `change` and a place somewhere in the middle of
//! every index. Here rows wait until there are [`SPAN`] of them; one row of `change` then holds them all, and while a
//! table more than doubles, its indexes are built at the end in one go. Nobody sees the difference: whoever asks the
//! transaction for its connection finds every row and every index in its place ([`Bulk::settle`]).
//!
//! The triggers stand aside only while a piece is written ([`Aside`]), and the piece writes what they would have.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::domain::value::Value;
use crate::error::{Error, Result};

use super::shape::Shape;

/// Rows of one table written at a time: one row of `change`.
const SPAN: usize = 256;
/// Rows of one statement; divides [`SPAN`]. More would only make longer statements.
const AT_ONCE: usize = 32;
/// Rows added without anybody looking from which on building the indexes anew may be cheaper than keeping them.
const MANY: i64 = 2048;

/// Whether the triggers stand aside: for the statements of this module, which write their rows' images themselves.
#[derive(Clone, Default)]
pub(super) struct Aside(Arc<AtomicBool>);

/// Name of the function by which the triggers ask. Another program does not have it: its writes are refused.
pub(super) const ASIDE: &str = "anguan_bulk";

impl Aside {
    /// Lets the triggers of a connection ask.
    pub fn of(conn: &Connection) -> Result<Self> {
        let aside = Self::default();
        let asked = aside.clone();
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
        conn.create_scalar_function(ASIDE, 0, flags, move |_| Ok(asked.0.load(Ordering::Relaxed)))?;
        Ok(aside)
    }

    fn during<T>(&self, body: impl FnOnce() -> Result<T>) -> Result<T> {
        // Back in any case, whichever way the body is left.
        struct Back<'a>(&'a AtomicBool);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                self.0.store(false, Ordering::Relaxed);
            }
        }
        self.0.store(true, Ordering::Relaxed);
        let _back = Back(&self.0);
        body()
    }
}

/// The images of rows with ids that follow one another, columns named once.
#[derive(Serialize, Deserialize)]
pub(super) struct Images {
    columns: Vec<String>,
    rows: Vec<Vec<Json>>,
}

impl Images {
    /// Reads what `change` holds for a span.
    pub fn read(text: &str) -> Result<Self> {
        let read: Result<Self, _> = serde_json::from_str(text);
        read.map_err(|e| Error::file(format!("操作日志里的记录不能读取：{e}")))
    }

    /// The images one by one, as those of single rows are.
    pub fn into_rows(self) -> impl Iterator<Item = Map<String, Json>> {
        let Self { columns, rows } = self;
        rows.into_iter().map(move |row| columns.iter().cloned().zip(row).collect())
    }
}

/// Writes images down as [`Images`] are read.
struct Pen(String);

impl Pen {
    fn new(shape: &Shape) -> Result<Self> {
        let columns = serde_json::to_string(&shape.names).map_err(|e| Error::internal(e.to_string()))?;
        Ok(Self(format!("{{\"columns\":{columns},\"rows\":[")))
    }

    fn row(&mut self, values: &[Value]) -> Result<()> {
        use std::fmt::Write;
        let mut before = if self.0.ends_with('[') { "[" } else { ",[" };
        for value in values {
            self.0.push_str(before);
            match value {
                Value::Null => self.0.push_str("null"),
                Value::Int(number) => write!(self.0, "{number}").map_err(|e| Error::internal(e.to_string()))?,
                Value::Text(text) if text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\') => {
                    self.0.extend(["\"", text, "\""]);
                }
                Value::Text(text) => {
                    self.0.push_str(&serde_json::to_string(text).map_err(|e| Error::internal(e.to_string()))?);
                }
            }
            before = ",";
        }
        self.0.push(']');
        Ok(())
    }

    fn end(mut self) -> String {
        self.0.push_str("]}");
        self.0
    }
}

/// The rows of one table that wait to be written.
struct Waiting {
    table: &'static str,
    shape: Rc<Shape>,
    /// The columns last given, and for each column of the table which of them it is.
    given: Vec<&'static str>,
    places: Vec<Option<usize>>,
    /// Id of the first waiting row; `None` while it must be asked for anew.
    first: Option<i64>,
    count: usize,
    values: Vec<Value>,
    images: Pen,
    /// Largest id when nobody had looked last: about how many rows there were.
    stood: i64,
    /// Rows written since.
    run: i64,
    /// The indexes are down.
    down: bool,
}

impl Waiting {
    fn new(conn: &Connection, table: &'static str) -> Result<Self> {
        let shape = Rc::new(Shape::of(conn, table)?);
        let images = Pen::new(&shape)?;
        let (given, places, values) = (Vec::new(), Vec::new(), Vec::new());
        let (first, count, stood, run, down) = (None, 0, 0, 0, false);
        Ok(Self { table, shape, given, places, first, count, values, images, stood, run, down })
    }

    /// Takes a row; `None` when its values must go through SQLite one by one to be what the table makes of them.
    fn take(&mut self, conn: &Connection, row: &[(&'static str, &Value)]) -> Result<Option<i64>> {
        if !self.given.iter().copied().eq(row.iter().map(|(name, _)| *name)) {
            let place = |name: &String| row.iter().position(|(given, _)| given == name);
            self.places = self.shape.names.iter().map(place).collect();
            self.given = row.iter().map(|(name, _)| *name).collect();
        }
        let known = self.places.iter().flatten().count() == row.len();
        if !known || self.given.contains(&"id") || self.shape.names.first().is_none_or(|name| name != "id") {
            return Ok(None);
        }
        let first = match self.first {
            Some(first) => first,
            None => {
                (self.stood, self.run) = (last_id(conn, self.table)?, 0);
                *self.first.insert(self.stood + 1)
            }
        };
        let id = first + i64::try_from(self.count).unwrap_or(i64::MAX);
        let start = self.values.len();
        for (n, default) in self.shape.defaults.iter().enumerate() {
            let given = self.places.get(n).copied().flatten().and_then(|at| row.get(at)).map(|(_, value)| *value);
            let value = if n == 0 { Value::Int(id) } else { given.unwrap_or(default).clone() };
            let is_text = self.shape.texts.get(n) == Some(&true);
            if matches!((&value, is_text), (Value::Int(_), true) | (Value::Text(_), false)) {
                self.values.truncate(start);
                return Ok(None);
            }
            self.values.push(value);
        }
        self.images.row(self.values.get(start..).unwrap_or_default())?;
        self.count += 1;
        Ok(Some(id))
    }
}

fn last_id(conn: &Connection, table: &str) -> Result<i64> {
    let sql = format!(
        "SELECT max(ifnull((SELECT seq FROM sqlite_sequence WHERE name = ?1), 0), ifnull((SELECT max(id) FROM {table}), 0))"
    );
    Ok(conn.prepare_cached(&sql)?.query_row([table], |r| r.get(0))?)
}

/// What an operation of many rows holds back.
pub(super) struct Bulk<'a> {
    conn: &'a Connection,
    aside: &'a Aside,
    operation: i64,
    waiting: RefCell<Vec<Waiting>>,
    /// How to build the indexes that were taken down.
    taken_down: RefCell<Vec<String>>,
}

impl<'a> Bulk<'a> {
    pub fn new(conn: &'a Connection, aside: &'a Aside, operation: i64) -> Self {
        Self { conn, aside, operation, waiting: RefCell::default(), taken_down: RefCell::default() }
    }

    /// Holds a row back and gives the id it will have; `None` when it must be inserted by itself.
    pub fn hold(&self, table: &'static str, row: &[(&'static str, &Value)]) -> Result<Option<i64>> {
        let mut waiting = self.waiting.borrow_mut();
        let at = match waiting.iter().position(|it| it.table == table) {
            Some(at) => at,
            None => {
                waiting.push(Waiting::new(self.conn, table)?);
                waiting.len() - 1
            }
        };
        let Some(own) = waiting.get_mut(at) else { return Ok(None) };
        let id = own.take(self.conn, row)?;
        if own.count == SPAN {
            // All of them: a row may refer to one of another table that waits as well.
            waiting.iter_mut().try_for_each(|it| self.write(it))?;
        }
        Ok(id)
    }

    /// Brings everything into its place.
    pub fn settle(&self) -> Result<()> {
        for it in self.waiting.borrow_mut().iter_mut() {
            self.write(it)?;
            // Whoever looks may write as well, and take ids.
            (it.first, it.down) = (None, false);
        }
        for sql in self.taken_down.take() {
            self.conn.execute_batch(&sql)?;
        }
        Ok(())
    }

    fn write(&self, it: &mut Waiting) -> Result<()> {
        let Some(first) = it.first.filter(|_| it.count > 0) else { return Ok(()) };
        if !it.down && it.run >= MANY && it.run >= it.stood {
            it.down = true;
            self.take_down(it.table)?;
        }
        let images = std::mem::replace(&mut it.images, Pen::new(&it.shape)?).end();
        let values = std::mem::take(&mut it.values);
        let count = i64::try_from(it.count).unwrap_or(i64::MAX);
        self.insert(it.table, &it.shape, &values)?;
        self.note(it.table, (first, first + count - 1), None, Some(&images))?;
        it.values = values;
        it.values.clear();
        it.first = Some(first + count);
        it.run += count;
        it.count = 0;
        Ok(())
    }

    /// Inserts rows given one after another, triggers standing aside.
    fn insert(&self, table: &str, shape: &Shape, values: &[Value]) -> Result<()> {
        let width = shape.names.len();
        let row = format!("({})", vec!["?"; width].join(","));
        let sql = |rows: usize| {
            format!("INSERT INTO {table} ({}) VALUES {}", shape.list(""), vec![row.as_str(); rows].join(","))
        };
        let whole = values.chunks_exact(width * AT_ONCE);
        let rest = whole.remainder();
        self.aside.during(|| {
            if rest.len() < values.len() {
                let mut many = self.conn.prepare_cached(&sql(AT_ONCE))?;
                for rows in whole {
                    many.execute(params_from_iter(rows))?;
                }
            }
            if !rest.is_empty() {
                let mut one = self.conn.prepare_cached(&sql(1))?;
                for row in rest.chunks_exact(width) {
                    one.execute(params_from_iter(row))?;
                }
            }
            Ok(())
        })
    }

    /// Writes the images of a span into the log.
    fn note(&self, table: &str, ids: (i64, i64), before: Option<&str>, after: Option<&str>) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO change(operation, tbl, row_id, last_id, before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![self.operation, table, ids.0, ids.1, before, after])?;
        Ok(())
    }

    /// Takes the indexes of a table down until [`Bulk::settle`]; unique ones are held to when they are put up again.
    fn take_down(&self, table: &str) -> Result<()> {
        let mut find = self.conn.prepare_cached(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL",
        )?;
        let found: Vec<(String, String)> =
            find.query_map([table], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
        drop(find);
        for (name, sql) in found {
            self.conn.execute_batch(&format!("DROP INDEX \"{name}\""))?;
            self.taken_down.borrow_mut().push(sql);
        }
        Ok(())
    }

    /// Removes a span of rows that are still exactly as `images` show them. `false`: they are not, nothing was done.
    pub fn remove(&self, table: &str, ids: (i64, i64), images: &str) -> Result<bool> {
        let shape = Shape::of(self.conn, table)?;
        let mut now = Pen::new(&shape)?;
        let sql = format!("SELECT {} FROM {table} WHERE id BETWEEN ?1 AND ?2 ORDER BY id", shape.list(""));
        let mut read = self.conn.prepare_cached(&sql)?;
        let mut rows = read.query(ids)?;
        while let Some(row) = rows.next()? {
            now.row(&shape.row(row)?)?;
        }
        drop(rows);
        if now.end() != images {
            return Ok(false);
        }
        let sql = format!("DELETE FROM {table} WHERE id BETWEEN ?1 AND ?2");
        self.aside.during(|| Ok(self.conn.prepare_cached(&sql)?.execute(ids)?))?;
        self.note(table, ids, Some(images), None)?;
        Ok(true)
    }

    /// Puts a span of rows back where none is. `false`: one is there, nothing was done.
    pub fn put_back(&self, table: &str, ids: (i64, i64), images: &str) -> Result<bool> {
        let sql = format!("SELECT 1 FROM {table} WHERE id BETWEEN ?1 AND ?2 LIMIT 1");
        if self.conn.prepare_cached(&sql)?.query_row(ids, |_| Ok(())).optional()?.is_some() {
            return Ok(false);
        }
        let shape = Shape::of(self.conn, table)?;
        let mut pen = Pen::new(&shape)?;
        let mut values = Vec::new();
        for image in Images::read(images)?.into_rows() {
            let row = shape.row_of(&image);
            pen.row(&row)?;
            values.extend(row);
        }
        self.insert(table, &shape, &values)?;
        self.note(table, ids, None, Some(&pen.end()))?;
        Ok(true)
    }
}
