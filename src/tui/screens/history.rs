//! What an operation did to a record, in words: `电话：138****0001 → 139****0002`.

use serde_json::{Map, Value as Json};

use super::super::screen::Session;
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use crate::domain::value::Value;
use crate::error::Result;
use crate::knowledge::fact;
use crate::registers::{self, Column, Kind, Lookups, Register};
use crate::store::{Change, Operation, Store};
use crate::text;

/// Tables without a register of their own.
const TABLES: &[(&str, &str)] = &[
    ("fact", "企业情况"),
    ("setting", "设置"),
    ("checklist_version", "检查表版本"),
    ("checklist_item", "检查项"),
    ("missed", "漏做说明"),
    ("disclosure", "查看完整号码"),
    ("inspection_person", "参加检查人员"),
    ("inspection_exception", "检查结果"),
    ("hazard_step", "隐患办理"),
    ("report_text", "报告文字"),
];

/// Columns every table may have, and those of tables without a register.
const COLUMNS: &[(&str, &str)] = &[
    ("retired_on", "停用日期"),
    ("retired_reason", "停用原因"),
    ("key", "项目"),
    ("value", "内容"),
    ("reason", "原因"),
    ("title", "名称"),
    ("note", "备注"),
    ("code", "编码"),
    ("kind", "类别"),
    ("verb", "事项"),
    ("on_date", "日期"),
    ("at_on", "日期"),
    ("by_name", "办理人"),
    ("result", "结果"),
    ("remark", "说明"),
    ("place", "地点"),
    ("duty", "义务"),
    ("register", "台账"),
    ("records", "条数"),
    ("period", "期间"),
    ("body", "内容"),
    ("text", "内容"),
    ("version_id", "检查表版本"),
    ("rest_checked", "其余均已查"),
    ("item_id", "检查项"),
    ("item_code", "检查项"),
    ("inspection_id", "检查记录"),
    ("hazard_id", "隐患"),
    ("person_id", "人员"),
    ("person_name", "人员"),
    ("checklist_id", "检查表"),
    ("by_id", "办理人"),
    ("number", "次序"),
    ("position", "次序"),
    ("since", "起用日期"),
    ("from_on", "起用日期"),
    ("level", "等级"),
    ("owner_id", "责任人"),
    ("owner_name", "责任人"),
    ("due_on", "期限"),
    ("words", "说明"),
    ("cost_fen", "费用（分）"),
];

/// Columns that say nothing to people, or hold a personal number a second time.
const SILENT: &[&str] = &["id", "version", "entered_on", "id_key", "id_unverified"];

/// The register a table belongs to.
pub(super) fn register_of(table: &str) -> Option<&'static Register> {
    registers::ALL.iter().copied().find(|register| register.relation.written() == table)
}

/// Chinese name of a table.
pub(super) fn table_title(table: &str) -> String {
    let known = TABLES.iter().find(|(name, _)| *name == table).map(|(_, title)| (*title).to_owned());
    register_of(table).map(|register| register.title.to_owned()).or(known).unwrap_or_else(|| table.to_owned())
}

/// Reads the names changes refer to: once a screen, not once a row.
pub(super) struct Words<'s> {
    store: &'s Store,
    lookups: Vec<(&'static str, Lookups)>,
}

impl<'s> Words<'s> {
    /// Words for the changes of a file.
    pub(super) fn new(store: &'s Store) -> Self {
        Self { store, lookups: Vec::new() }
    }

    fn lookups(&mut self, register: &'static Register) -> Result<&Lookups> {
        let at = match self.lookups.iter().position(|(key, _)| *key == register.key) {
            Some(at) => at,
            None => {
                self.lookups.push((register.key, Lookups::of(register, self.store)?));
                self.lookups.len() - 1
            }
        };
        static NONE: std::sync::LazyLock<Lookups> = std::sync::LazyLock::new(Lookups::default);
        Ok(self.lookups.get(at).map_or(&*NONE, |(_, lookups)| lookups))
    }

    /// What a change did: 新增, 修改, 停用, 恢复, 删除.
    pub(super) fn deed(change: &Change) -> &'static str {
        let retired = |row: &Option<Map<String, Json>>| {
            row.as_ref().is_some_and(|row| row.get("retired_on").is_some_and(|day| !day.is_null()))
        };
        match (&change.before, &change.after) {
            (None, _) => "新增",
            (_, None) => "删除",
            (before, after) if !retired(before) && retired(after) => "停用",
            (before, after) if retired(before) && !retired(after) => "恢复",
            (Some(_), Some(_)) => "修改",
        }
    }

    /// What the changed record is called.
    pub(super) fn name(change: &Change) -> String {
        let row = change.after.as_ref().or(change.before.as_ref());
        let text = |column: &str| row.and_then(|row| row.get(column)).and_then(Json::as_str).unwrap_or_default();
        let Some(register) = register_of(&change.table) else {
            let key = text("key");
            let label = fact::book().map_or(key, |book| book.label(key));
            return if label.is_empty() { format!("#{}", change.row_id) } else { label.to_owned() };
        };
        let number = register.identity.first().filter(|it| **it != "id_key").map_or("", |it| text(it));
        let label = text(register.label);
        match (number, label) {
            ("", "") => format!("#{}", change.row_id),
            (number, label) if number.is_empty() || number == label => label.to_owned(),
            (number, label) => format!("{number} {label}"),
        }
    }

    /// Every field that differs: header, before, after.
    pub(super) fn fields(&mut self, change: &Change) -> Result<Vec<(String, String, String)>> {
        let empty = Map::new();
        let (before, after) = (change.before.as_ref().unwrap_or(&empty), change.after.as_ref().unwrap_or(&empty));
        let mut names: Vec<&String> =
            before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).collect();
        names.retain(|name| !SILENT.contains(&name.as_str()));
        let mut fields = Vec::new();
        for name in names {
            let (old, new) = (before.get(name), after.get(name));
            if old.unwrap_or(&Json::Null) != new.unwrap_or(&Json::Null) {
                fields.push((header(&change.table, name), self.say(change, name, old)?, self.say(change, name, new)?));
            }
        }
        Ok(fields)
    }

    fn say(&mut self, change: &Change, name: &str, value: Option<&Json>) -> Result<String> {
        let value = read(value);
        let register = register_of(&change.table);
        let Some((register, column)) = register.and_then(|it| Some((it, column_of(it, name)?))) else {
            return Ok(self.say_of_table(change, name, &value));
        };
        Ok(registers::show(column, &value, self.lookups(register)?))
    }

    /// A value of a table without a register. Whatever looks like a personal number is masked by its column's name.
    fn say_of_table(&self, change: &Change, name: &str, value: &Value) -> String {
        let text = registers::plain(Kind::Line, value, &Lookups::default());
        match name {
            "id_number" => crate::domain::identity::mask_id(&text),
            "phone" => crate::domain::identity::mask_phone(&text),
            "key" => fact::book().map_or(text.clone(), |book| book.label(&text).to_owned()),
            "value" if change.table == "fact" => {
                let row = change.after.as_ref().or(change.before.as_ref());
                let key = row.and_then(|row| row.get("key")).and_then(Json::as_str).unwrap_or_default();
                let shown = fact::book().ok().and_then(|book| Some(book.show(key, &book.read(key, &text).ok()?)));
                shown.unwrap_or(text)
            }
            _ => text,
        }
    }

    /// A change as paragraphs: the deed and the record, then a line a field.
    pub(super) fn paragraphs(&mut self, change: &Change) -> Result<Vec<Paragraph>> {
        let title = format!("{}{} {}", Self::deed(change), table_title(&change.table), Self::name(change));
        let mut all = vec![Paragraph::heading(title)];
        for (header, old, new) in self.fields(change)? {
            let said = match (change.before.is_some(), change.after.is_some()) {
                (false, _) if new.is_empty() => continue,
                (false, _) => new,
                (_, false) => old,
                (true, true) => format!("{} → {}", or_blank(&old), or_blank(&new)),
            };
            all.push(Paragraph::pair(header, said));
        }
        Ok(all)
    }
}

fn or_blank(text: &str) -> &str {
    if text.is_empty() { "（空）" } else { text }
}

fn column_of(register: &'static Register, name: &str) -> Option<&'static Column> {
    register.columns.iter().find(|column| column.stored == name && matches!(column.source, registers::Source::Stored))
}

fn header(table: &str, name: &str) -> String {
    let column = register_of(table).and_then(|register| column_of(register, name)).map(|column| column.header);
    let common = COLUMNS.iter().find(|(key, _)| *key == name).map(|(_, header)| *header);
    column.or(common).unwrap_or(name).to_owned()
}

fn read(value: Option<&Json>) -> Value {
    match value {
        None | Some(Json::Null) => Value::Null,
        Some(Json::Bool(yes)) => Value::from(*yes),
        Some(Json::Number(number)) => number.as_i64().map_or(Value::Null, Value::Int),
        Some(Json::String(text)) => Value::Text(text.clone()),
        Some(other @ (Json::Array(_) | Json::Object(_))) => Value::Text(other.to_string()),
    }
}

/// The audit's UTC time as local time to the minute.
pub(super) fn local(at: &str, cx: &Session) -> String {
    text::local_minute(at, *cx.store.now().offset())
}

/// Changes shown of one record; older ones are counted.
const SHOWN: usize = 50;

/// The history of a record, newest first.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn of_record(cx: &Session, table: &str, row_id: i64) -> Result<Vec<Paragraph>> {
    let mut all = Vec::new();
    let found = cx.store.history(table, row_id)?;
    let mut words = Words::new(&cx.store);
    for (operation, change) in found.iter().rev().take(SHOWN) {
        all.push(Paragraph::toned(Tone::Faint, stamp(operation, cx)));
        let mut lines = words.paragraphs(change)?;
        if let (Some(first), true) = (lines.first_mut(), operation.act != "do") {
            first.content = format!("{}（{}）", first.content, if operation.act == "undo" { "撤销" } else { "重做" });
        }
        all.extend(lines);
        all.push(Paragraph::gap());
    }
    if found.len() > SHOWN {
        all.push(Paragraph::toned(Tone::Faint, format!("还有 {} 次更早的改动。", found.len() - SHOWN)));
    }
    Ok(all)
}

/// Time, operator and number of an operation.
pub(super) fn stamp(operation: &Operation, cx: &Session) -> String {
    format!("{} {} 第 {} 号操作", local(&operation.at, cx), operation.operator, operation.seq)
}
