//! Facts as stable JSON, for scripts, for freezing and for comparing. Keys are documented on the facts structs.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::report::Facts;

/// The facts under `report` (their kind) and `version`, as one JSON object.
///
/// # Errors
/// Facts that are no JSON object: a fault of the program.
pub fn value<F: Facts>(facts: &F) -> Result<Value> {
    let facts_json =
        serde_json::to_value(facts).map_err(|err| Error::internal(format!("报告数据无法转为 JSON：{err}")))?;
    let Value::Object(fields) = facts_json else {
        return Err(Error::internal("报告数据不是 JSON 对象"));
    };
    let mut object = Map::new();
    object.insert("report".to_owned(), F::KIND.into());
    object.insert("version".to_owned(), F::VERSION.into());
    object.extend(fields);
    Ok(Value::Object(object))
}

/// The same as indented text with a newline at its end.
///
/// # Errors
/// As [`value`].
pub fn json<F: Facts>(facts: &F) -> Result<String> {
    pretty(&value(facts)?)
}

fn pretty(value: &impl Serialize) -> Result<String> {
    let mut text =
        serde_json::to_string_pretty(value).map_err(|err| Error::internal(format!("JSON 无法写出：{err}")))?;
    text.push('\n');
    Ok(text)
}
