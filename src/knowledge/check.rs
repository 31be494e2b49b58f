//! The check of a pack: every fault of a file at once, in words its author can act on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::Packs;
use super::accident::AccidentKinds;
use super::checklist::{Checklist, Every, Measured, Method};
use super::duty;
use super::instrument::{Article, Basis, Edition, InstrumentKind, InstrumentPack, Mark};
use super::phrases::{self, Phrases};
use super::shape::{Fault, Key, Type, entry_place, may, must, walk};
use crate::domain::hazard::{Field, Kind};
use crate::domain::inspection::InspectionKind;

/// One fault of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackProblem {
    /// File, as it was named by the caller.
    pub file: String,
    /// Item, instrument or list in it; empty for the head of the file.
    pub item: String,
    /// Chinese sentence: what is wrong.
    pub message: String,
}

impl PackProblem {
    /// File and item in one.
    #[must_use]
    pub fn place(&self) -> String {
        if self.item.is_empty() { self.file.clone() } else { format!("{}：{}", self.file, self.item) }
    }
}

impl fmt::Display for PackProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.place(), self.message)
    }
}

const MARK: Type = Type::Code(Mark::CHOICES);

/// Shape of one reference to an instrument; other packs use it too.
pub const BASIS: &[Key] =
    &[must("reg", Type::Text), may("article", Type::Text), may("edition", Type::Text), may("mark", MARK)];

const EDITION: &[Key] = &[
    may("effective_from", Type::Date),
    may("effective_to", Type::Date),
    may("number", Type::Text),
    may("successor", Type::Text),
    may("note", Type::Text),
    must("mark", MARK),
    may("from_mark", MARK),
];

const INSTRUMENT: &[Key] = &[
    must("id", Type::Text),
    must("title", Type::Text),
    must("short", Type::Text),
    must("number", Type::Text),
    must("kind", Type::Code(InstrumentKind::CHOICES)),
    may("alias", Type::Texts),
    must("edition", Type::Tables(EDITION)),
];

const INSTRUMENTS: &[Key] = &[
    must("pack", Type::Text),
    must("title", Type::Text),
    must("edition", Type::Text),
    must("checked_on", Type::Date),
    must("instrument", Type::Tables(INSTRUMENT)),
];

const VALUE: &[Key] = &[
    must("what", Type::Text),
    must("unit", Type::Text),
    may("min", Type::Number),
    may("max", Type::Number),
    may("below", Type::Number),
    may("note", Type::Text),
];

const HAZARD: &[Key] = &[must("field", Type::Code(Field::CHOICES)), must("kind", Type::Code(Kind::CHOICES))];

const ITEM: &[Key] = &[
    must("code", Type::Text),
    must("object", Type::Text),
    must("content", Type::Text),
    must("standard", Type::Text),
    must("method", Type::Codes(Method::CHOICES)),
    must("basis", Type::Tables(BASIS)),
    must("mark", MARK),
    may("value", Type::Table(VALUE)),
    must("hazard", Type::Table(HAZARD)),
];

const CHECKLIST: &[Key] = &[
    must("pack", Type::Text),
    must("id", Type::Text),
    must("prefix", Type::Text),
    must("title", Type::Text),
    must("kind", Type::Code(InspectionKind::CHOICES)),
    must("every", Type::Code(Every::CHOICES)),
    must("frequency", Type::Text),
    must("organiser", Type::Text),
    may("serves", Type::Texts),
    must("edition", Type::Text),
    must("effective_from", Type::Date),
    may("applies", Type::Texts),
    may("basis", Type::Tables(BASIS)),
    may("note", Type::Text),
    must("item", Type::Tables(ITEM)),
];

const ACCIDENT_KIND: &[Key] =
    &[must("code", Type::Text), must("name", Type::Text), may("number", Type::Text), must("mark", MARK)];

const CLASSIFICATION: &[Key] = &[
    must("number", Type::Text),
    must("effective_from", Type::Date),
    may("effective_to", Type::Date),
    may("note", Type::Text),
    must("kind", Type::Tables(ACCIDENT_KIND)),
];

const ACCIDENT_KINDS: &[Key] = &[
    must("pack", Type::Text),
    must("title", Type::Text),
    must("edition", Type::Text),
    must("basis", Type::Tables(BASIS)),
    must("classification", Type::Tables(CLASSIFICATION)),
];

/// Every fault of the pack `text`, which messages call `name`. References are looked up among the instruments that come
/// with the program and, in an instruments pack, among its own. Empty: the pack may be used.
#[must_use]
pub fn check(text: &str, name: &str) -> Vec<PackProblem> {
    let mut faults = Vec::new();
    match text.parse::<Table>() {
        Ok(table) => check_table(&table, &mut faults),
        Err(error) => {
            let line = error.span().and_then(|span| text.get(..span.start)).map(|head| head.matches('\n').count() + 1);
            let place = line.map(|line| format!("第 {line} 行")).unwrap_or_default();
            faults.push((place, format!("不是正确的 TOML：{}", crate::domain::fold::clean_line(error.message()))));
        }
    }
    faults.into_iter().map(|(item, message)| PackProblem { file: name.to_owned(), item, message }).collect()
}

fn check_table(table: &Table, faults: &mut Vec<Fault>) {
    match table.get("pack").and_then(Value::as_str) {
        Some("instruments") => {
            walk(table, INSTRUMENTS, "", faults);
            check_instruments(table, faults);
            readable::<InstrumentPack>(table, faults);
        }
        Some("checklist") => {
            walk(table, CHECKLIST, "", faults);
            check_checklist(table, faults);
            readable::<Checklist>(table, faults);
        }
        Some("duties") => {
            walk(table, duty::SHAPE, "", faults);
            duty::check_duties(table, faults);
            readable::<duty::DutyList>(table, faults);
        }
        Some("accident_kinds") => {
            walk(table, ACCIDENT_KINDS, "", faults);
            check_accident_kinds(table, faults);
            readable::<AccidentKinds>(table, faults);
        }
        Some("phrases") => {
            walk(table, phrases::SHAPE, "", faults);
            if let Some(pack) = typed::<Phrases>(table) {
                faults.extend(pack.faults());
            }
            readable::<Phrases>(table, faults);
        }
        Some("five") => faults.extend(super::five::check_pack(table)),
        Some("facts") => faults.extend(super::fact::check_pack(table)),
        Some("obligations") => faults.extend(super::obligation::check_pack(table)),
        Some("hours") => faults.extend(super::hours::check_pack(table)),
        Some("certificates") => faults.extend(super::certificate::check_pack(table)),
        Some("risk") => faults.extend(super::risk::check_pack(table)),
        Some(_) | None => {
            let message = "“pack”应说明这是哪一种规则包：instruments、checklist、duties、accident_kinds、phrases、five、facts、obligations、hours、certificates 或 risk";
            faults.push((String::new(), message.to_owned()));
        }
    }
}

/// The tables of the list `name`, each with its place in messages, whatever their shape.
pub(super) fn entries<'a>(table: &'a Table, above: &str, name: &str) -> Vec<(String, &'a Table)> {
    let list = table.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .enumerate()
        .filter_map(|(position, value)| {
            let entry = value.as_table()?;
            Some((entry_place(above, name, position, entry), entry))
        })
        .collect()
}

/// A table as a type, when it has the right shape; its shape has been judged before.
fn typed<T: DeserializeOwned>(table: &Table) -> Option<T> {
    table.clone().try_into().ok()
}

/// The last word: what no rule above found fault with must also be readable.
fn readable<T: DeserializeOwned>(table: &Table, faults: &mut Vec<Fault>) {
    if faults.is_empty()
        && let Err(error) = table.clone().try_into::<T>()
    {
        faults.push((String::new(), format!("读不出来：{}", crate::domain::fold::clean_line(error.message()))));
    }
}

/// A text of a table.
pub(super) fn text_of<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Value::as_str)
}

/// Adds a fault for every key that `keys` gives twice.
pub fn check_unique<'a>(what: &str, keys: impl Iterator<Item = &'a str>, faults: &mut Vec<Fault>) {
    let mut seen = BTreeMap::new();
    for key in keys {
        let count: &mut u32 = seen.entry(key).or_default();
        *count += 1;
        if *count == 2 {
            faults.push((key.to_owned(), format!("{what}“{key}”重复")));
        }
    }
}

/// Adds what is wrong with a reference: an instrument nobody knows, an edition it does not have, an article that is none.
pub fn check_basis(basis: &Basis, packs: &Packs, place: &str, faults: &mut Vec<Fault>) {
    let Some(instrument) = packs.instrument(&basis.reg) else {
        faults.push((place.into(), format!("依据“{}”不在法规目录里", basis.reg)));
        return;
    };
    if let Some(number) = &basis.edition
        && instrument.edition_numbered(number).is_none()
    {
        faults.push((place.into(), format!("依据“{}”没有“{number}”这一版", basis.reg)));
    }
    let Some(article) = &basis.article else { return };
    let well_formed = match instrument.kind {
        InstrumentKind::Law
        | InstrumentKind::Regulation
        | InstrumentKind::Order
        | InstrumentKind::Document
        | InstrumentKind::Local => Article::read(article).is_some(),
        InstrumentKind::Standard => article.split('.').all(|part| !part.is_empty() && is_clause_part(part)),
        InstrumentKind::House => true,
    };
    if !well_formed {
        let how = "法规写作 44、24:2（款）、13(1)（项）或 25:1(3)，标准写作 5.4.2";
        faults.push((place.into(), format!("条号“{article}”写法不对：{how}")));
    }
}

fn is_clause_part(part: &str) -> bool {
    part.chars().all(|c| c.is_ascii_alphanumeric())
}

pub(super) fn check_bases(table: &Table, place: &str, faults: &mut Vec<Fault>) {
    for basis in entries(table, place, "basis").iter().filter_map(|(_, it)| typed::<Basis>(it)) {
        match Packs::builtin() {
            Ok(packs) => check_basis(&basis, packs, place, faults),
            Err(error) => faults.push((place.into(), error.message)),
        }
    }
}

fn check_checklist(table: &Table, faults: &mut Vec<Fault>) {
    let prefix = text_of(table, "prefix").unwrap_or_default();
    if !prefix.chars().all(|c| c.is_ascii_uppercase()) {
        faults.push((String::new(), "“prefix”应为大写字母".to_owned()));
    }
    if text_of(table, "id").is_some_and(|id| !id.starts_with("cl.")) {
        faults.push((String::new(), "“id”应以 cl. 开头".to_owned()));
    }
    check_bases(table, "", faults);
    let items = entries(table, "", "item");
    check_unique("检查项编号", items.iter().filter_map(|(_, it)| text_of(it, "code")), faults);
    for (place, item) in &items {
        if let Some(code) = text_of(item, "code") {
            let digits = code.strip_prefix(prefix).unwrap_or_default();
            if digits.len() != 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                faults.push((place.clone(), format!("编号应为“{prefix}”加两位数字")));
            }
        }
        check_bases(item, place, faults);
        if let Some(value) = item.get("value").and_then(Value::as_table).and_then(typed::<Measured>) {
            check_limits(&value, place, faults);
        }
    }
}

fn check_limits(value: &Measured, place: &str, faults: &mut Vec<Fault>) {
    let upper = value.max.or(value.below);
    if value.min.is_none() && upper.is_none() {
        faults.push((place.to_owned(), "“value”至少要有 min、max、below 之一".to_owned()));
    }
    if value.max.is_some() && value.below.is_some() {
        faults.push((place.to_owned(), "“value”里 max 和 below 只能有一个".to_owned()));
    }
    if let (Some(min), Some(upper)) = (value.min, upper)
        && min > upper
    {
        faults.push((place.to_owned(), format!("“value”的下限 {min} 大于上限 {upper}")));
    }
}

fn check_instruments(table: &Table, faults: &mut Vec<Fault>) {
    let instruments = entries(table, "", "instrument");
    let known: BTreeSet<&str> = instruments.iter().filter_map(|(_, it)| text_of(it, "id")).collect();
    check_unique("法规代号", instruments.iter().filter_map(|(_, it)| text_of(it, "id")), faults);
    for (place, instrument) in &instruments {
        if text_of(instrument, "id").is_some_and(|id| !id.starts_with("reg.")) {
            faults.push((place.clone(), "“id”应以 reg. 开头".to_owned()));
        }
        let editions: Vec<Edition> =
            entries(instrument, place, "edition").iter().filter_map(|(_, it)| typed(it)).collect();
        let number = text_of(instrument, "number").unwrap_or_default();
        if !editions.is_empty() && !editions.iter().any(|it| it.number.as_deref().is_none_or(|own| own == number)) {
            faults.push((place.clone(), format!("“number”{number} 不是任何一版的编号")));
        }
        check_editions(&editions, place, faults);
        for successor in editions.iter().filter_map(|it| it.successor.as_deref()) {
            if !known.contains(successor) && !Packs::builtin().is_ok_and(|it| it.instrument(successor).is_some()) {
                faults.push((place.clone(), format!("代替它的“{successor}”不在法规目录里")));
            }
        }
    }
}

fn check_editions(editions: &[Edition], place: &str, faults: &mut Vec<Fault>) {
    for edition in editions {
        if edition.effective_from.is_none() && (edition.from_mark == Mark::Confirmed || editions.len() > 1) {
            let message = "版本缺少“effective_from”；只有一版且日期未核实时才可不写，并注明 from_mark = \"unverified\"";
            faults.push((place.into(), message.to_owned()));
        }
    }
    let spans: Vec<(Option<NaiveDate>, Option<NaiveDate>)> =
        editions.iter().map(|it| (it.effective_from, it.effective_to)).collect();
    check_spans(&spans, place, faults);
}

/// Adds what is wrong with successive spans of days: an end before its beginning, one running into the next.
pub fn check_spans(spans: &[(Option<NaiveDate>, Option<NaiveDate>)], place: &str, faults: &mut Vec<Fault>) {
    for (from, to) in spans {
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            faults.push((place.into(), format!("失效日 {to} 早于生效日 {from}")));
        }
    }
    for ((_, to), (next, _)) in spans.iter().zip(spans.iter().skip(1)) {
        match (to, next) {
            (None, _) => faults.push((place.into(), "后面还有新版，前一版缺少“effective_to”".to_owned())),
            (Some(to), Some(next)) if to >= next => {
                faults.push((place.into(), format!("前一版到 {to}，后一版自 {next} 起，日期重叠或次序颠倒")));
            }
            (Some(_), Some(_) | None) => {}
        }
    }
}

fn check_accident_kinds(table: &Table, faults: &mut Vec<Fault>) {
    check_bases(table, "", faults);
    let classifications = entries(table, "", "classification");
    let day = |it: &Table, key: &str| text_of(it, key).and_then(|day| day.parse::<NaiveDate>().ok());
    let spans: Vec<_> =
        classifications.iter().map(|(_, it)| (day(it, "effective_from"), day(it, "effective_to"))).collect();
    check_spans(&spans, "", faults);
    let kinds: Vec<_> = classifications.iter().flat_map(|(place, it)| entries(it, place, "kind")).collect();
    check_unique("事故类别代码", kinds.iter().filter_map(|(_, it)| text_of(it, "code")), faults);
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
pack = "checklist"
id = "cl.own"
prefix = "ZD"
title = "自定检查表"
kind = "special"
every = "P1M"
frequency = "每月1次"
organiser = "安管员"
edition = "1"
effective_from = "2026-01-01"

[[item]]
code = "ZD01"
object = "行车"
content = "限位"
standard = "有效"
method = ["test"]
basis = [{ reg = "reg.work-safety-law", article = "36" }]
mark = "confirmed"
hazard = { field = "machinery", kind = "equipment" }
"#;

    fn faults(text: &str) -> Vec<String> {
        check(text, "own.toml").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_planted_fault_is_named_with_its_place() {
        assert_eq!(faults(GOOD), Vec::<String>::new());
        for (from, to, says) in [
            ("title = \"自定检查表\"", "titel = \"自定检查表\"", "own.toml：不认识的键“titel”"),
            ("title = \"自定检查表\"\n", "", "own.toml：缺少“title”"),
            ("title = \"自定检查表\"", "title = \" \"", "“title”是空的"),
            ("title = \"自定检查表\"", "title = \"自定\\u001b[2J\"", "“title”含有换行或控制字符"),
            ("title = \"自定检查表\"", "title = 3", "“title”应为文字"),
            ("effective_from = \"2026-01-01\"", "effective_from = \"2026-02-30\"", "“effective_from”应为存在的日期"),
            ("kind = \"special\"", "kind = \"sometimes\"", "“kind”里没有“sometimes”这一项"),
            ("id = \"cl.own\"", "id = \"own\"", "“id”应以 cl. 开头"),
            ("prefix = \"ZD\"", "prefix = \"zd\"", "“prefix”应为大写字母"),
            ("code = \"ZD01\"", "code = \"D1\"", "own.toml：D1：编号应为“ZD”加两位数字"),
            ("object = \"行车\"\n", "", "own.toml：ZD01：缺少“object”"),
            ("method = [\"test\"]", "method = []", "ZD01：“method”至少要有一个"),
            ("method = [\"test\"]", "method = [\"test\", \"test\"]", "ZD01：“method”里有重复"),
            ("reg.work-safety-law", "reg.nowhere", "ZD01：依据“reg.nowhere”不在法规目录里"),
            ("article = \"36\"", "article = \"三十六\"", "ZD01：条号“三十六”写法不对"),
            ("article = \"36\"", "edition = \"1999\"", "没有“1999”这一版"),
            ("mark = \"confirmed\"", "mark = \"maybe\"", "“mark”里没有“maybe”这一项"),
            ("mark = ", "value = { what = \"宽\", unit = \"m\" }\nmark = ", "至少要有 min、max、below 之一"),
            ("mark = ", "value = { what = \"宽\", unit = \"m\", min = 5, max = 4.5 }\nmark = ", "下限 5 大于上限 4.5"),
            ("mark = ", "value = { what = \"宽\", unit = \"m\", min = 0.1234 }\nmark = ", "至多三位小数"),
            ("pack = \"checklist\"", "pack = \"menu\"", "哪一种规则包"),
            ("[[item]]", "[[item]", "不是正确的 TOML"),
        ] {
            assert!(GOOD.contains(from), "{from}");
            let found = faults(&GOOD.replacen(from, to, 1));
            assert!(found.iter().any(|it| it.contains(says)), "{to}: {found:#?}");
        }
    }

    #[test]
    fn all_faults_of_a_file_are_listed_at_once() {
        let second = GOOD.split_once("[[item]]").unwrap().1;
        let bad = format!("{GOOD}[[item]]{second}")
            .replace("reg.work-safety-law", "reg.nowhere")
            .replace("standard = \"有效\"", "standart = \"有效\"")
            .replace("organiser", "organizer");
        let found = faults(&bad);
        for (says, times) in [
            ("不认识的键“organizer”", 1),
            ("缺少“organiser”", 1),
            ("不认识的键“standart”", 2),
            ("缺少“standard”", 2),
            ("检查项编号“ZD01”重复", 1),
            ("依据“reg.nowhere”不在法规目录里", 2),
        ] {
            assert_eq!(found.iter().filter(|it| it.contains(says)).count(), times, "{says}: {found:#?}");
        }
    }

    #[test]
    fn an_edition_that_overlaps_or_lacks_a_day_is_named() {
        let pack = |editions: &str| {
            format!(
                "pack = \"instruments\"\ntitle = \"目录\"\nedition = \"1\"\nchecked_on = \"2026-11-01\"\n[[instrument]]\n\
                 id = \"reg.own\"\ntitle = \"甲\"\nshort = \"甲\"\nnumber = \"GB 1\"\nkind = \"standard\"\nedition = [{editions}]\n"
            )
        };
        let old = r#"{ effective_from = "2010-01-01", effective_to = "2019-12-31", mark = "confirmed" }"#;
        assert_eq!(faults(&pack(old)), Vec::<String>::new());
        for (editions, says) in [
            (format!(r#"{old}, {{ effective_from = "2019-12-31", mark = "confirmed" }}"#), "日期重叠或次序颠倒"),
            (format!(r#"{old}, {{ mark = "confirmed" }}"#), "版本缺少“effective_from”"),
            (r#"{ mark = "confirmed" }"#.into(), "版本缺少“effective_from”"),
            (
                r#"{ effective_from = "2010-01-01", effective_to = "2009-12-31", mark = "confirmed" }"#.into(),
                "早于生效日",
            ),
            (format!(r#"{{ effective_from = "2000-01-01", mark = "confirmed" }}, {old}"#), "前一版缺少“effective_to”"),
            (old.replace("mark", "number = \"GB 2\", mark"), "“number”GB 1 不是任何一版的编号"),
            (old.replace("mark", "successor = \"reg.gone\", mark"), "“reg.gone”不在法规目录里"),
        ] {
            let found = faults(&pack(&editions));
            assert!(found.iter().any(|it| it.contains("reg.own") && it.contains(says)), "{editions}: {found:#?}");
        }
    }
}
