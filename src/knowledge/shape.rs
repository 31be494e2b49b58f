//! The shape of a pack: which keys a table may hold and what each must be.
//!
//! Serde stops at the first fault; a plant that wrote its own pack wants all of them at once. So the check walks the raw
//! TOML against these tables first, and only what has the right shape is read into types.

use chrono::NaiveDate;
use toml::{Table, Value};

use crate::domain::code::Choice;
use crate::domain::fold::is_unwanted;

/// What the value of a key must be.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// Text that says something, without line breaks and control characters.
    Text,
    /// A day that exists, `2026-11-01`, as text.
    Date,
    /// A number of at most three decimal places.
    Number,
    /// A whole number.
    Whole,
    /// true or false.
    Bool,
    /// One of these codes.
    Code(&'static [Choice]),
    /// A list of texts.
    Texts,
    /// A list of these codes, each once, at least one.
    Codes(&'static [Choice]),
    /// A table of this shape.
    Table(&'static [Key]),
    /// A list of tables of this shape.
    Tables(&'static [Key]),
}

/// One key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Name.
    pub name: &'static str,
    /// What its value must be.
    pub of: Type,
    /// Whether it must be there.
    pub required: bool,
}

/// A key that must be there.
#[must_use]
pub const fn must(name: &'static str, of: Type) -> Key {
    Key { name, of, required: true }
}

/// A key that may be left out.
#[must_use]
pub const fn may(name: &'static str, of: Type) -> Key {
    Key { name, of, required: false }
}

/// A fault: where (empty for the head of the file), and what is wrong.
pub type Fault = (String, String);

/// Adds every way in which `table` departs from `keys`.
pub fn walk(table: &Table, keys: &[Key], place: &str, faults: &mut Vec<Fault>) {
    for (name, value) in table {
        match keys.iter().find(|key| key.name == name) {
            Some(key) => walk_value(value, key, place, faults),
            None => {
                let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
                faults.push((place.into(), format!("不认识的键“{}”，可用的键：{}", shown(name), known.join("、"))));
            }
        }
    }
    for key in keys.iter().filter(|key| key.required && !table.contains_key(key.name)) {
        faults.push((place.into(), format!("缺少“{}”", key.name)));
    }
}

/// What the entry of a list is called in messages: its own code or id, else its position.
#[must_use]
pub fn entry_place(above: &str, list: &str, position: usize, entry: &Table) -> String {
    let own = ["code", "id"].iter().find_map(|key| entry.get(*key)).and_then(Value::as_str).map(shown);
    let here = own.filter(|it| !it.is_empty()).unwrap_or_else(|| format!("{list}第{}个", position + 1));
    if above.is_empty() { here } else { format!("{above} {here}") }
}

/// A text from a file as it may appear in a message: cleaned and cut.
fn shown(text: &str) -> String {
    crate::domain::fold::clean_line(text).chars().take(40).collect()
}

fn walk_value(value: &Value, key: &Key, place: &str, faults: &mut Vec<Fault>) {
    let name = key.name;
    let mut fault = |message: String| faults.push((place.to_owned(), message));
    match key.of {
        Type::Text => text(value, name, &mut fault),
        Type::Date => match value.as_str() {
            Some(day) if day.parse::<NaiveDate>().is_ok() && day.len() == 10 => {}
            Some(_) | None => fault(format!("“{name}”应为存在的日期，写作 \"2026-11-01\"")),
        },
        Type::Number => {
            if super::checklist::thousandths_of(value).is_none() {
                fault(format!("“{name}”应为至多三位小数的数"));
            }
        }
        Type::Whole => {
            if !value.is_integer() {
                fault(format!("“{name}”应为整数"));
            }
        }
        Type::Bool => {
            if !value.is_bool() {
                fault(format!("“{name}”应为 true 或 false"));
            }
        }
        Type::Code(choices) => code(value, name, choices, &mut fault),
        Type::Texts => match value.as_array() {
            Some(list) => list.iter().for_each(|it| text(it, name, &mut fault)),
            None => fault(format!("“{name}”应为文字的列表，写作 [\"…\"]")),
        },
        Type::Codes(choices) => match value.as_array() {
            Some(list) if list.is_empty() => fault(format!("“{name}”至少要有一个")),
            Some(list) => {
                list.iter().for_each(|it| code(it, name, choices, &mut fault));
                let repeated = list.iter().enumerate().any(|(at, it)| list.iter().take(at).any(|other| other == it));
                if repeated {
                    fault(format!("“{name}”里有重复"));
                }
            }
            None => fault(format!("“{name}”应为代码的列表，写作 [\"…\"]")),
        },
        Type::Table(keys) => match value.as_table() {
            Some(table) => walk(table, keys, &inside(place, name), faults),
            None => fault(format!("“{name}”应为表，写作 {{ … }}")),
        },
        Type::Tables(keys) => match value.as_array() {
            Some(list) => {
                if list.is_empty() && key.required {
                    fault(format!("“{name}”至少要有一个"));
                }
                for (position, entry) in list.iter().enumerate() {
                    match entry.as_table() {
                        Some(table) => walk(table, keys, &entry_place(place, name, position, table), faults),
                        None => faults.push((place.to_owned(), format!("“{name}”第{}个应为表", position + 1))),
                    }
                }
            }
            None => fault(format!("“{name}”应为表的列表")),
        },
    }
}

fn inside(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place} {name}") }
}

fn text(value: &Value, name: &str, fault: &mut impl FnMut(String)) {
    match value.as_str() {
        Some(text) if text.chars().any(is_unwanted) => fault(format!("“{name}”含有换行或控制字符")),
        Some(text) if text.trim().is_empty() => fault(format!("“{name}”是空的")),
        Some(_) => {}
        None => fault(format!("“{name}”应为文字，写作 \"…\"")),
    }
}

fn code(value: &Value, name: &str, choices: &[Choice], fault: &mut impl FnMut(String)) {
    if !value.as_str().is_some_and(|code| choices.iter().any(|choice| choice.code == code)) {
        let known: Vec<String> = choices.iter().map(|it| format!("{}（{}）", it.code, it.label)).collect();
        let given = value.as_str().map_or_else(String::new, |it| format!("“{}”", shown(it)));
        fault(format!("“{name}”里没有{given}这一项，可用：{}", known.join("、")));
    }
}
