//! The columns of a table as the file has them, and rows put down in their order.
//!
//! An image of a row was written when it was changed. A column that came with a later version of the file is not in it:
//! there the row has had the column's default ever since.

use rusqlite::Connection;
use serde_json::{Map, Value as Json};

use crate::domain::value::Value;
use crate::error::{Error, Result};

/// Columns of a table in their order.
pub(super) struct Shape {
    /// Their names.
    pub names: Vec<String>,
    /// What a row holds where nothing was given.
    pub defaults: Vec<Value>,
    /// Whether they hold text; the others hold whole numbers.
    pub texts: Vec<bool>,
}

impl Shape {
    /// Reads the columns of a table.
    pub fn of(conn: &Connection, table: &str) -> Result<Self> {
        let mut shape = Self { names: Vec::new(), defaults: Vec::new(), texts: Vec::new() };
        let mut columns = conn.prepare_cached("SELECT name, type, dflt_value FROM pragma_table_info(?1)")?;
        let mut rows = columns.query([table])?;
        while let Some(row) = rows.next()? {
            let (name, kind, default): (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let default = default.map_or(Some(Value::Null), |text| literal(&text));
            let default = default.ok_or_else(|| Error::internal(format!("{table}.{name} 的默认值不是常数")))?;
            shape.names.push(name);
            shape.defaults.push(default);
            shape.texts.push(kind == "TEXT");
        }
        Ok(shape)
    }

    /// The columns, ready to stand in a statement; each behind `prefix`.
    pub fn list(&self, prefix: &str) -> String {
        let names: Vec<String> = self.names.iter().map(|name| format!("{prefix}\"{name}\"")).collect();
        names.join(", ")
    }

    /// A row of a query that gives the columns in their order.
    pub fn row(&self, row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<Value>> {
        (0..self.names.len()).map(|column| row.get(column)).collect()
    }

    /// Whether two rows are the same but for some columns.
    pub fn same(&self, one: &[Value], other: &[Value], but: &[&str]) -> bool {
        let mut pairs = self.names.iter().zip(one.iter().zip(other));
        pairs.all(|(name, (one, other))| one == other || but.contains(&name.as_str()))
    }

    /// The row an image shows, in the order of the columns.
    pub fn row_of(&self, image: &Map<String, Json>) -> Vec<Value> {
        let own = |(name, default): (&String, &Value)| image.get(name).map_or_else(|| default.clone(), value_of);
        self.names.iter().zip(&self.defaults).map(own).collect()
    }
}

/// A default as `schema.sql` writes one: a number or a text.
fn literal(text: &str) -> Option<Value> {
    let quoted = text.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
    match quoted {
        Some(quoted) => Some(Value::Text(quoted.replace("''", "'"))),
        None if text == "NULL" => Some(Value::Null),
        None => text.parse().ok().map(Value::Int),
    }
}

/// A value of an image as it is stored.
fn value_of(value: &Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Number(number) => number.as_i64().map_or(Value::Null, Value::Int),
        Json::Bool(yes) => Value::Int(i64::from(*yes)),
        Json::String(text) => Value::Text(text.clone()),
        other @ (Json::Array(_) | Json::Object(_)) => Value::Text(other.to_string()),
    }
}
