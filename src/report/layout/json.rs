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

/// Compact JSON indented as [`json`] writes it, character for character: no number is parsed, no digit changes.
#[must_use]
pub fn indent(compact: &str) -> String {
    let mut out = String::with_capacity(compact.len() * 2);
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut next = compact.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(c) = next.next() {
        if quoted {
            out.push(c);
            (quoted, escaped) = (escaped || c != '"', !escaped && c == '\\');
            continue;
        }
        match c {
            '"' => {
                quoted = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                let closing = if c == '{' { '}' } else { ']' };
                if next.peek() == Some(&closing) {
                    out.extend(next.next());
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indenting_changes_nothing_but_the_blanks() {
        let value = serde_json::json!({
            "a": [], "b": {}, "c": [1, -2.5e-7, 0.1, null, true, {"d": "x:{[,\"]}\\", "e": "\u{7}换行\n"}],
            "f": {"g": [[], [[1]]]}, "h": 0.333_333_333_333_333_3,
        });
        let compact = serde_json::to_string(&value).unwrap();
        assert_eq!(indent(&compact), pretty(&value).unwrap());
        assert_eq!(indent(&serde_json::to_string_pretty(&value).unwrap()), pretty(&value).unwrap());
    }
}
