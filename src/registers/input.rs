//! What was typed or read from a cell, turned into a value of its column, or into a problem the user can mend.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::code::Choice;
use crate::domain::date::{self, Order};
use crate::domain::decimal;
use crate::domain::fold::{clean_line, clean_text, folded_key, half_width, to_half_width};
use crate::domain::identity;
use crate::domain::moment;
use crate::domain::problem::Problem;
use crate::domain::recurrence::Weekdays;
use crate::domain::value::Value;

use super::lookup::Unfound;
use super::{Column, Kind, Lookups, Register, Terms, find};

/// A value as it came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Typed text, or a text cell.
    Text(String),
    /// A number cell.
    Number(f64),
    /// A date cell.
    Date(NaiveDate),
    /// A cell with a date and a time of day.
    Moment(NaiveDateTime),
    /// A boolean cell.
    Flag(bool),
}

impl Input {
    /// The value as text, numbers without a trailing `.0`.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(format!("{number}")),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Moment(at) => Cow::Owned(moment::show(*at)),
            Self::Flag(yes) => Cow::Borrowed(if *yes { "是" } else { "否" }),
        }
    }
}

/// A column and what was read for it, or why it could not be.
pub type Read = (&'static Column, Result<Value, Problem>);

/// How to read: the day it is, the names that can be referred to, and what was allowed.
pub struct Reading<'a> {
    /// Today.
    pub today: NaiveDate,
    /// Names that references are typed as.
    pub lookups: &'a Lookups,
    /// How ambiguous slash dates read.
    pub order: Order,
    /// Short and relative dates (`3-1`, `+7`) are meant: forms and the command line, not files.
    pub short_dates: bool,
}

impl Reading<'_> {
    /// Reads one value of `column`. Blank is `Null`.
    ///
    /// # Errors
    /// A problem naming the column, what is wrong and what would be right.
    pub fn read(&self, column: &'static Column, input: &Input) -> Result<Value, Problem> {
        let text = input.text();
        let line = clean_line(&text);
        if line.is_empty() {
            return Ok(Value::Null);
        }
        let fault = |why: String| Problem::field(column.key, format!("{}：{why}", column.header));
        match column.kind {
            Kind::Line => bounded(line, 400).map_err(fault),
            Kind::Note => bounded(clean_text(&text), 10_000).map_err(fault),
            Kind::Code | Kind::IdNumber | Kind::Printed => bounded(narrow(line), 60).map_err(fault),
            Kind::Phone => identity::check_phone(&line).map(Value::from).map_err(|e| fault(e.to_string())),
            Kind::CreditCode => identity::check_credit_code(&line).map(Value::from).map_err(|e| fault(e.to_string())),
            Kind::Date => self.date(input, &text).map(Value::from).map_err(fault),
            Kind::Moment => self.moment(input, &text).map(Value::from).map_err(fault),
            Kind::Whole(low, high) => whole(&text, low, high).map(Value::Int).map_err(fault),
            Kind::Money => money(&text).map(Value::Int).map_err(fault),
            Kind::Flag => flag(&text).map(Value::from).ok_or_else(|| fault(format!("“{line}”应为 是 或 否"))),
            Kind::Decimal(places) => decimal_number(input, &text, places).map(Value::Int).map_err(fault),
            Kind::Choice(choices) => choice(&text, choices).map(Value::from).map_err(fault),
            Kind::Term(terms) => (terms.find)(&line).map(Value::from).ok_or_else(|| fault(unknown_term(&line, terms))),
            Kind::Choices(all) => choices(&text, all).map(Value::from).map_err(fault),
            Kind::Weekdays => {
                Weekdays::parse(&text).map(|days| Value::Int(days.bits())).map_err(|e| fault(e.to_string()))
            }
            Kind::Reference(register) => self.reference(register, &line).map_err(fault),
        }
    }

    fn date(&self, input: &Input, text: &str) -> Result<NaiveDate, String> {
        match input {
            Input::Date(date) => return Ok(*date),
            Input::Moment(at) => return Ok(at.date()),
            Input::Text(_) | Input::Number(_) | Input::Flag(_) => {}
        }
        let read = if self.short_dates {
            date::read(text, self.today, self.order)
        } else {
            date::read_strict(text, self.order)
        };
        read.map_err(|e| e.to_string())
    }

    fn moment(&self, input: &Input, text: &str) -> Result<NaiveDateTime, String> {
        if let Input::Moment(at) = input {
            return Ok(*at);
        }
        let today = self.short_dates.then_some(self.today);
        moment::read(text, today, self.order).map_err(|fault| fault.to_string())
    }

    fn reference(&self, register: &'static str, text: &str) -> Result<Value, String> {
        let title = find(register).map_or(register, |it| it.title);
        // `#12` names the row itself: what a form has picked, and the way out where several have one name.
        let picked = text.strip_prefix('#').filter(|_| self.short_dates).and_then(|id| id.parse::<i64>().ok());
        if let Some(id) = picked.filter(|id| self.lookups.get(register).label(*id).is_some()) {
            return Ok(Value::Int(id));
        }
        self.lookups.get(register).find(text).map(Value::Int).map_err(|why| match why {
            Unfound::Unknown => format!("没有叫“{text}”的{title}"),
            Unfound::Several(which) => {
                format!("有 {} 个{title}叫“{text}”，请写编号：{}", which.len(), which.join("、"))
            }
        })
    }
}

/// Full-width letters, digits and signs, as an input method gives them, made narrow: a code is looked for and aligned.
fn narrow(text: String) -> String {
    let is_wide = |c: char| ('\u{FF01}'..='\u{FF5E}').contains(&c);
    if text.contains(is_wide) {
        text.chars().map(|c| if is_wide(c) { half_width(c) } else { c }).collect()
    } else {
        text
    }
}

fn bounded(text: String, limit: usize) -> Result<Value, String> {
    // No text has more characters than bytes.
    let length = if text.len() > limit { text.chars().count() } else { 0 };
    if length > limit {
        return Err(format!("太长（{length} 字），最多 {limit} 字"));
    }
    Ok(Value::from(text))
}

fn whole(text: &str, low: i64, high: i64) -> Result<i64, String> {
    let folded = to_half_width(&clean_line(text)).replace(',', "");
    let number: i64 = folded.trim().parse().map_err(|_| format!("“{}”不是整数", clean_line(text)))?;
    if (low..=high).contains(&number) { Ok(number) } else { Err(format!("应在 {low} 至 {high} 之间")) }
}

/// Yuan as typed (`1234.5`, `1,234.50元`) to 分.
fn money(text: &str) -> Result<i64, String> {
    let folded = to_half_width(&clean_line(text)).replace([',', ' '], "");
    let plain = folded.trim_end_matches('元').trim_start_matches(['¥', '$']);
    let wrong = || format!("“{}”不是金额（单位元，最多两位小数）", clean_line(text));
    let (whole, cents) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 13 || cents.len() > 2 || !digits(whole) || !digits(cents) {
        return Err(wrong());
    }
    let whole: i64 = whole.parse().map_err(|_| wrong())?;
    let cents: i64 = format!("{cents:0<2}").parse().map_err(|_| wrong())?;
    Ok(whole * 100 + cents)
}

/// A number as typed, or as a sheet calculated it (`92.30000000000001`).
fn decimal_number(input: &Input, text: &str, places: u8) -> Result<i64, String> {
    let exact = match input {
        Input::Number(number) => format!("{number:.6}"),
        Input::Text(_) | Input::Date(_) | Input::Moment(_) | Input::Flag(_) => text.to_owned(),
    };
    decimal::read(&exact, places)
        .ok_or_else(|| format!("“{}”不是数（最多 {places} 位小数，不能为负）", clean_line(text)))
}

/// What stands between several choices.
const SEPARATORS: [char; 10] = ['、', ',', '，', '/', '／', '；', ';', '\n', ' ', '\u{3000}'];

/// Several choices by code or label, with any of the usual separators between.
fn choices(text: &str, all: &[Choice]) -> Result<String, String> {
    let mut found: Vec<&'static str> = Vec::new();
    let mut rest = text.to_owned();
    // A label may itself hold a separator: 转岗、返岗教育.
    for it in all.iter().filter(|it| it.label.contains(SEPARATORS)) {
        if rest.contains(it.label) {
            found.push(it.code);
            rest = rest.replace(it.label, "、");
        }
    }
    for part in rest.split(SEPARATORS).filter(|it| !it.trim().is_empty()) {
        found.push(choice(part, all)?);
    }
    let kept: Vec<&str> = all.iter().map(|it| it.code).filter(|code| found.contains(code)).collect();
    Ok(kept.join(" "))
}

/// Puts the number of a row in the place of its name where a file brings both, so that a name that several have names
/// one; the name must then be that one's.
///
/// The number columns are gone afterwards: they are stored nowhere.
/// The second value holds a problem for every name that is another one's.
#[must_use]
pub fn join_numbers(
    register: &Register,
    inputs: Vec<(&'static Column, Input)>,
    lookups: &Lookups,
) -> (Vec<(&'static Column, Input)>, Vec<Problem>) {
    if !inputs.iter().any(|(column, _)| column.number_of.is_some()) {
        return (inputs, Vec::new());
    }
    let mut problems = Vec::new();
    let (numbers, mut rest): (Vec<_>, Vec<_>) = inputs.into_iter().partition(|(it, _)| it.number_of.is_some());
    for (column, number) in numbers {
        let Some(target) = column.number_of.and_then(|key| register.column(key)) else { continue };
        let Kind::Reference(other) = target.kind else { continue };
        if number.text().trim().is_empty() {
            continue;
        }
        match rest.iter_mut().find(|(it, _)| std::ptr::eq(*it, target)) {
            None => rest.push((target, number)),
            Some((_, name)) => {
                let lookup = lookups.get(other);
                let held = lookup.find(&number.text()).ok().and_then(|id| lookup.label(id));
                let given = name.text().into_owned();
                let is_other = held.is_some_and(|own| folded_key(own) != folded_key(&given))
                    && folded_key(&given) != folded_key(&number.text());
                if let Some(own) = held.filter(|_| is_other && !given.trim().is_empty()) {
                    let said = format!(
                        "{}：{} 是“{own}”，这一行写的是“{}”",
                        column.header,
                        clean_line(&number.text()),
                        clean_line(&given)
                    );
                    problems.push(Problem::field(target.key, said));
                }
                *name = number;
            }
        }
    }
    (rest, problems)
}

fn flag(text: &str) -> Option<bool> {
    match folded_key(text).as_str() {
        "是" | "有" | "yes" | "y" | "true" | "1" | "√" | "合格" | "通过" | "及格" | "出勤" | "到" | "已到" => {
            Some(true)
        }
        "否" | "无" | "没有" | "no" | "n" | "false" | "0" | "×" | "不合格" | "未通过" | "不及格" | "缺席" | "缺勤"
        | "未到" => Some(false),
        _ => None,
    }
}

/// What a name that no pack knows could have meant: titles that contain it, or it them.
fn unknown_term(typed: &str, terms: &Terms) -> String {
    let key = folded_key(typed);
    let near = |it: &&Choice| {
        let label = folded_key(it.label);
        label.contains(&key) || key.contains(&label)
    };
    let named: Vec<&str> = (terms.choices)().iter().filter(near).map(|it| it.label).take(6).collect();
    let known = if named.is_empty() {
        "规则包里没有这个名称".to_owned()
    } else {
        format!("是否指：{}", named.join("、"))
    };
    format!("不认识“{typed}”；{known}")
}

fn choice(text: &str, choices: &[Choice]) -> Result<&'static str, String> {
    let plain = text.trim();
    if let Some(exact) = choices.iter().find(|it| it.code == plain || it.label == plain) {
        return Ok(exact.code);
    }
    let key = folded_key(text);
    choices.iter().find(|it| folded_key(it.code) == key || folded_key(it.label) == key).map(|it| it.code).ok_or_else(
        || {
            let known: Vec<&str> = choices.iter().map(|it| it.label).collect();
            format!("“{}”不在可选范围：{}", clean_line(text), known.join("、"))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_in_yuan_and_kept_in_fen() {
        for (typed, fen) in [("1234.5", 123_450), ("１，２３４.05元", 123_405), ("0", 0), ("¥8", 800)] {
            assert_eq!(money(typed), Ok(fen), "{typed}");
        }
        for typed in ["-1", "1.234", "十元", ".5", "99999999999999"] {
            assert!(money(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn codes_typed_with_an_input_method_on_are_kept_narrow() {
        for (typed, kept) in [("ＡＢ０１", "AB01"), ("JG－０２", "JG-02"), ("甲Ａ1", "甲A1"), ("0007", "0007")]
        {
            assert_eq!(narrow(typed.to_owned()), kept);
        }
    }

    #[test]
    fn several_choices_are_kept_in_the_order_of_the_set() {
        const SET: &[Choice] = &[
            Choice { code: "transfer", label: "转岗、返岗教育" },
            Choice { code: "yearly", label: "年度再培训" },
            Choice { code: "fire", label: "消防" },
        ];
        for (typed, kept) in [
            ("消防、年度再培训", "yearly fire"),
            ("消防/转岗、返岗教育，消防", "transfer fire"),
            ("fire yearly", "yearly fire"),
            ("转岗、返岗教育", "transfer"),
        ] {
            assert_eq!(choices(typed, SET).as_deref(), Ok(kept), "{typed}");
        }
        assert!(choices("消防、瑜伽", SET).is_err_and(|why| why.contains("瑜伽")));
    }

    #[test]
    fn choices_are_read_by_code_label_or_folded_text() {
        const SET: &[Choice] = &[Choice { code: "male", label: "男" }, Choice { code: "female", label: "女" }];
        assert_eq!(choice(" 男 ", SET), Ok("male"));
        assert_eq!(choice("ＦＥＭＡＬＥ", SET), Ok("female"));
        assert!(choice("未知", SET).is_err_and(|why| why.contains("男、女")));
    }
}
