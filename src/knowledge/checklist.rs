//! Checklists: what is looked at, what is right, how one finds out, and by which article.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::check::check;
use super::instrument::{Basis, Mark};
use crate::domain::code::codes;
use crate::domain::fold::clean_line;
use crate::domain::hazard::{Field, Kind};
use crate::domain::inspection::InspectionKind;
use crate::domain::problem::Problem;
use crate::error::{Error, Result};

codes! {
    /// How an item is checked: 看 查 问 测 试.
    pub enum Method {
        Look = "look" "看",
        Records = "records" "查",
        Ask = "ask" "问",
        Measure = "measure" "测",
        Test = "test" "试",
    }
}

codes! {
    /// How often by default; a plan may differ.
    pub enum Every {
        Day = "P1D" "每日",
        Week = "P1W" "每周",
        Month = "P1M" "每月",
        Quarter = "P3M" "每季度",
        HalfYear = "P6M" "每半年",
        Year = "P1Y" "每年",
        Event = "event" "有需要时",
    }
}

/// One checklist in one edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Always `checklist`.
    pub pack: String,
    /// Stable id, `cl.…`.
    pub id: String,
    /// Letters its item codes begin with; no two checklists share them.
    pub prefix: String,
    /// Title printed on the sheet.
    pub title: String,
    /// Kind of inspection.
    pub kind: InspectionKind,
    /// Default frequency.
    pub every: Every,
    /// The frequency in words, as printed.
    pub frequency: String,
    /// Who organises it by default: a post or a role, in words.
    pub organiser: String,
    /// Codes of obligations that an inspection by this list may meet (`F02`).
    #[serde(default)]
    pub serves: Vec<String>,
    /// Edition of the list; kept with every inspection made by it.
    pub edition: String,
    /// First day on which this edition is to be used.
    pub effective_from: NaiveDate,
    /// Facts of the profile that make the list useful; information only.
    #[serde(default)]
    pub applies: Vec<String>,
    /// Where the duty to inspect comes from.
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// What the reader should know about the list as a whole.
    pub note: Option<String>,
    /// The items, in the order of the sheet.
    pub item: Vec<Item>,
}

impl Checklist {
    /// Reads a plant's own checklist, which messages call `name`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Input`] with every fault of the pack.
    pub fn read(text: &str, name: &str) -> Result<Self> {
        let refused = || format!("检查表 {name} 不能使用");
        let problems: Vec<Problem> =
            check(text, name).into_iter().map(|it| Problem::record(it.message.clone()).at(it.place())).collect();
        if !problems.is_empty() {
            return Err(Error::problems(refused(), problems));
        }
        toml::from_str(text).map_err(|error| Error::input(format!("{}：{}", refused(), clean_line(error.message()))))
    }

    /// The item with this code.
    #[must_use]
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.item.iter().find(|item| item.code == code)
    }
}

/// One line of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Code on the sheet, `D05`; `ck.D05` is its id across packs.
    pub code: String,
    /// What is looked at (检查对象).
    pub object: String,
    /// What about it (检查内容).
    pub content: String,
    /// What is right (合格标准).
    pub standard: String,
    /// How it is checked; at least one.
    pub method: Vec<Method>,
    /// Where the demand comes from.
    pub basis: Vec<Basis>,
    /// Whether the figures in `standard` are verified.
    pub mark: Mark,
    /// What is measured, where something is.
    pub value: Option<Measured>,
    /// What a hazard opened from this item begins with.
    pub hazard: HazardDefault,
}

impl Item {
    /// Id across packs, `ck.YX08`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("ck.{}", self.code)
    }

    /// Whether a figure or a reference of this item is still to be verified.
    #[must_use]
    pub fn is_unverified(&self) -> bool {
        self.mark == Mark::Unverified || self.basis.iter().any(|basis| basis.mark == Mark::Unverified)
    }

    /// `看、查`.
    #[must_use]
    pub fn method_words(&self) -> String {
        self.method.iter().map(|method| method.label()).collect::<Vec<_>>().join("、")
    }
}

/// What a hazard opened from a failed item is filled in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HazardDefault {
    /// Field (专业).
    pub field: Field,
    /// Nature: 人 物 环 管.
    pub kind: Kind,
}

/// A measured item: what, in which unit, within which limits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// What is measured.
    pub what: String,
    /// Unit as printed: `mm`, `%`, `MΩ`.
    pub unit: String,
    /// Least value that passes.
    pub min: Option<Thousandths>,
    /// Greatest value that passes.
    pub max: Option<Thousandths>,
    /// The value must be smaller than this (exclusive), instead of `max`.
    pub below: Option<Thousandths>,
    /// Other limits that hold under a condition, in words.
    pub note: Option<String>,
}

impl Measured {
    /// Whether a measured value passes. Compared exactly, never rounded.
    #[must_use]
    pub fn passes(&self, value: Thousandths) -> bool {
        self.min.is_none_or(|min| value >= min)
            && self.max.is_none_or(|max| value <= max)
            && self.below.is_none_or(|below| value < below)
    }

    /// The limits in words: `19.5～23.5 %`, `小于0.8 mm`.
    #[must_use]
    pub fn limit_words(&self) -> String {
        let unit = &self.unit;
        match (self.min, self.max, self.below) {
            (Some(min), Some(max), _) => format!("{min}～{max} {unit}"),
            (Some(min), None, Some(below)) => format!("不小于{min}且小于{below} {unit}"),
            (Some(min), None, None) => format!("不小于{min} {unit}"),
            (None, Some(max), _) => format!("不大于{max} {unit}"),
            (None, None, Some(below)) => format!("小于{below} {unit}"),
            (None, None, None) => String::new(),
        }
    }
}

/// A decimal number of at most three places, held exactly as an integer count of thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thousandths(pub i64);

impl Thousandths {
    /// Reads `19.5`, `-3`, `.8`; none for anything else, for more than three places and for numbers past a billion.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || !plain(whole) || !plain(part) || whole.len() > 9 || part.len() > 3 {
            return None;
        }
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let part: i64 = format!("{part:0<3}").parse().ok()?;
        let value = whole * 1000 + part;
        Some(Self(if negative { -value } else { value }))
    }
}

impl std::fmt::Display for Thousandths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{part:03}").trim_end_matches('0'))
    }
}

impl serde::Serialize for Thousandths {
    /// A whole number, or the digits as a decimal number.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1000 == 0 {
            return serializer.serialize_i64(self.0 / 1000);
        }
        let number: f64 = self.to_string().parse().map_err(serde::ser::Error::custom)?;
        serializer.serialize_f64(number)
    }
}

impl<'de> Deserialize<'de> for Thousandths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = toml::Value::deserialize(deserializer)?;
        thousandths_of(&value).ok_or_else(|| serde::de::Error::custom("应为至多三位小数的数"))
    }
}

/// The number a TOML value means, if it is one of at most three places.
pub(crate) fn thousandths_of(value: &toml::Value) -> Option<Thousandths> {
    match value {
        toml::Value::Integer(number) => Thousandths::read(&number.to_string()),
        toml::Value::Float(number) => Thousandths::read(&number.to_string()),
        toml::Value::String(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_)
        | toml::Value::Array(_)
        | toml::Value::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Thousandths {
        Thousandths::read(text).unwrap()
    }

    #[test]
    fn measured_values_are_compared_exactly() {
        let dust = Measured {
            what: "积尘厚度".into(),
            unit: "mm".into(),
            min: None,
            max: None,
            below: Some(exact("0.8")),
            note: None,
        };
        assert!(dust.passes(exact("0.799")));
        assert!(!dust.passes(exact("0.8")));
        assert_eq!(dust.limit_words(), "小于0.8 mm");
        let oxygen = Measured { min: Some(exact("19.5")), max: Some(exact("23.5")), below: None, ..dust };
        for (value, passes) in [("19.499", false), ("19.5", true), ("23.5", true), ("23.501", false)] {
            assert_eq!(oxygen.passes(exact(value)), passes, "{value}");
        }
    }

    #[test]
    fn a_plants_own_list_is_read_or_refused_with_every_fault() {
        let text = include_str!("../../knowledge/checklists/daily.toml");
        let own = Checklist::read(text, "daily.toml").unwrap();
        assert_eq!(own.item("D14").unwrap().method_words(), "看、测");
        assert!(own.item("D14").unwrap().is_unverified());
        let bad = text.replace("organiser", "organizer").replace("article = \"44\"", "article = \"x\"");
        let error = Checklist::read(&bad, "daily.toml").unwrap_err();
        assert_eq!((error.kind, error.problems.len()), (crate::error::Kind::Input, 4));
        // Another sort of pack is no checklist.
        assert!(Checklist::read(include_str!("../../knowledge/accident_kinds.toml"), "x").is_err());
    }

    #[test]
    fn numbers_are_read_and_printed_without_loss() {
        for (text, shown) in
            [("19.5", "19.5"), ("-3", "-3"), (".8", "0.8"), ("4.", "4"), ("-0.05", "-0.05"), ("30.250", "30.25")]
        {
            assert_eq!(exact(text).to_string(), shown);
        }
        for bad in ["", "-", ".", "1.2345", "1e3", "abc", "1 2", "10000000000", "+1"] {
            assert_eq!(Thousandths::read(bad), None, "{bad}");
        }
    }
}
