//! Figures of a report: a count or a rate, and the records behind it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What stands for a figure that does not exist (nothing recorded yet, nothing to divide by). Never 0.
pub const ABSENT: &str = "—";

/// A share, kept as the two counts it is made of so that nothing is rounded before it is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "RateJson", from = "RateJson")]
pub struct Rate {
    /// How many of them.
    pub part: u64,
    /// Of how many.
    pub whole: u64,
}

/// The JSON of a [`Rate`]: the two counts and the exact quotient, null where there is nothing to divide by.
#[derive(Serialize, Deserialize)]
struct RateJson {
    part: u64,
    whole: u64,
    #[serde(default)]
    value: Option<f64>,
}

impl From<Rate> for RateJson {
    fn from(rate: Rate) -> Self {
        Self { part: rate.part, whole: rate.whole, value: rate.value() }
    }
}

impl From<RateJson> for Rate {
    fn from(json: RateJson) -> Self {
        Self { part: json.part, whole: json.whole }
    }
}

impl Rate {
    /// `part` of `whole`.
    #[must_use]
    pub fn new(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }

    /// The quotient, 0–1; none where the whole is 0.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn value(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// Tenths of a per cent as printed: half-up, but never up to 100 % (or past it) unless it is 100 %. None where the
    /// whole is 0. Decisions, no. 22.
    #[must_use]
    pub fn per_mille(self) -> Option<u64> {
        if self.whole == 0 {
            return None;
        }
        let (part, whole) = (u128::from(self.part), u128::from(self.whole));
        let rounded = (part * 2000 + whole) / (whole * 2);
        let cut = if part < whole { rounded.min(999) } else { rounded };
        u64::try_from(cut).ok()
    }

    /// As people read it: `93.1%`, `—` where there is nothing to divide by.
    #[must_use]
    pub fn show(self) -> String {
        self.per_mille().map_or_else(|| ABSENT.to_owned(), |tenths| format!("{}.{}%", tenths / 10, tenths % 10))
    }
}

/// A figure of either sort, for tables that hold both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Figure {
    /// A number of things.
    Count(u64),
    /// A share.
    Rate(Rate),
}

/// The records behind a figure: named one by one, or by a filter as `anguan list REGISTER --where` takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowSet {
    /// Key of the register the records stand in.
    pub register: String,
    /// Row ids. Taken when there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<i64>,
    /// Conditions `column=value`, `column>=value`, `column<=value`; all must hold. Taken when `ids` is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filter: Vec<String>,
}

impl RowSet {
    /// Exactly these records.
    pub fn ids(register: impl Into<String>, ids: impl IntoIterator<Item = i64>) -> Self {
        Self { register: register.into(), ids: ids.into_iter().collect(), filter: Vec::new() }
    }

    /// The records for which every condition holds.
    pub fn filter<S: Into<String>>(register: impl Into<String>, filter: impl IntoIterator<Item = S>) -> Self {
        Self { register: register.into(), ids: Vec::new(), filter: filter.into_iter().map(Into::into).collect() }
    }
}

/// Records behind the figures of a report, by the figure's path in its JSON: `hazards.registered`,
/// `hazards.by_department.<key>.registered`. A figure without an entry cannot be opened.
pub type RowMap = BTreeMap<String, RowSet>;

/// Every figure in the JSON of some facts, with its path: keys joined by dots, a row of a list by its `key` where it
/// has one, by its position otherwise. A [`Rate`] is one figure. This is what a frozen report is compared by.
#[must_use]
pub fn figures(facts: &serde_json::Value) -> Vec<(String, Figure)> {
    let mut found = Vec::new();
    walk(facts, String::new(), &mut found);
    found
}

fn walk(value: &serde_json::Value, path: String, found: &mut Vec<(String, Figure)>) {
    use serde_json::Value as Json;
    let under = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Json::Number(number) => found.extend(number.as_u64().map(|it| (path, Figure::Count(it)))),
        Json::Object(map) => {
            let count = |key| map.get(key).and_then(Json::as_u64);
            if let (Some(part), Some(whole)) = (count("part"), count("whole")) {
                found.push((path, Figure::Rate(Rate { part, whole })));
                return;
            }
            map.iter().filter(|(key, _)| *key != "rows").for_each(|(key, it)| walk(it, under(key), found));
        }
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let key = item.get("key").and_then(Json::as_str).map_or_else(|| index.to_string(), str::to_owned);
                walk(item, under(&key), found);
            }
        }
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_rounds_half_up_but_never_reaches_a_hundred_it_misses() {
        // decisions.md 22: printing half-up, cut where half-up would reach a threshold the exact value misses;
        // decisions.md 18: nothing registered prints “—”.
        for (part, whole, shown) in [
            (0, 0, "—"),
            (3, 0, "—"),
            (0, 7, "0.0%"),
            (1, 3, "33.3%"),
            (2, 3, "66.7%"),
            (1, 2000, "0.1%"),
            (9996, 10_000, "99.9%"),
            (7, 7, "100.0%"),
            (u64::MAX - 1, u64::MAX, "99.9%"),
        ] {
            assert_eq!(Rate::new(part, whole).show(), shown, "{part}/{whole}");
        }
    }

    #[test]
    fn figures_are_found_by_path_and_rows_by_key() {
        let json = serde_json::json!({
            "a": {"n": 3, "rate": {"part": 1, "whole": 2, "value": 0.5}, "none": null},
            "by": [{"key": "d7", "label": "一车间", "n": 4}],
            "rows": {"a.n": {"register": "hazard", "ids": [9]}},
        });
        assert_eq!(
            figures(&json),
            [
                ("a.n".to_owned(), Figure::Count(3)),
                ("a.rate".to_owned(), Figure::Rate(Rate::new(1, 2))),
                ("by.d7.n".to_owned(), Figure::Count(4)),
            ]
        );
    }
}
