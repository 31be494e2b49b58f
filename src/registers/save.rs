//! One record from what was typed to the file: read every field, judge the whole, write it as one operation.

use chrono::{Datelike, NaiveDate};

use crate::domain::date::{Order, chinese};
use crate::domain::fold::{clean_line, folded_key};
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::store::{Condition, Query, Row, Store, Tx};

use super::in_use;
use super::list::unknown_column;
use super::{Column, Context, Input, Kind, Lookups, Read, Reading, Register, find, join_numbers};

/// How a record comes in; some rules are stricter at the keyboard than for files of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A form in the terminal.
    Form,
    /// `add` or `set`.
    Cli,
    /// A file.
    Import,
}

/// A record read but not yet written: what was typed over what is stored.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    values: Vec<(&'static Column, Value)>,
    extra: Vec<(&'static str, Value)>,
    before: Option<Row>,
    /// A wrong check digit of a document number was expressly accepted.
    pub accept_bad_id: bool,
}

impl Draft {
    /// The value of a column: as typed, else as stored. For references ask [`Draft::id`].
    #[must_use]
    pub fn get(&self, key: &str) -> Value {
        self.values.iter().find(|(column, _)| column.key == key).map_or_else(
            || self.before.as_ref().map_or(Value::Null, |row| row.get(key).clone()),
            |(_, value)| value.clone(),
        )
    }

    /// A date column.
    #[must_use]
    pub fn date(&self, key: &str) -> Option<NaiveDate> {
        self.get(key).as_date()
    }

    /// A text or code column.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        self.get(key).as_text().map(str::to_owned)
    }

    /// A reference, by column key and stored name.
    #[must_use]
    pub fn id(&self, key: &str, stored: &str) -> Option<i64> {
        self.typed(key).map_or_else(|| self.before.as_ref().and_then(|row| row.get(stored).as_int()), Value::as_int)
    }

    /// What was typed into a column, when it was.
    #[must_use]
    pub fn typed(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|(column, _)| column.key == key).map(|(_, value)| value)
    }

    /// Whether this is a new record.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// The stored columns and values to write.
    #[must_use]
    pub fn stored(&self) -> Vec<(&'static str, Value)> {
        self.values
            .iter()
            .map(|(column, value)| (column.stored, value.clone()))
            .chain(self.extra.iter().cloned())
            .collect()
    }

    /// Nothing differs from what is stored.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        !self.is_new() && self.values.is_empty() && self.extra.is_empty()
    }

    /// Sets a stored column that is derived from typed ones (a folded key, a mark).
    pub fn also(&mut self, stored: &'static str, value: Value) {
        self.extra.retain(|(name, _)| *name != stored);
        self.extra.push((stored, value));
    }

    /// Puts a value into a column as if it had been typed: what the rest of the record implies.
    pub fn imply(&mut self, column: &'static Column, value: Value) {
        self.without(column.key);
        self.values.push((column, value));
    }

    /// Takes back what was typed into a column: a verb of its own writes it.
    pub fn without(&mut self, key: &str) -> Option<Value> {
        let at = self.values.iter().position(|(column, _)| column.key == key)?;
        Some(self.values.remove(at).1)
    }
}

/// What became of a saved record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Row id.
    pub id: i64,
    /// Whether anything was written.
    pub written: bool,
}

/// Judges one record as it was read. `before` is what is stored, for a change.
///
/// # Errors
/// Every fault of the record at once.
pub fn judge(
    register: &Register,
    before: Option<&Row>,
    read: Vec<Read>,
    reading: &Reading<'_>,
    accept_bad_id: bool,
    door: Door,
) -> Result<Draft, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut draft = Draft { before: before.cloned(), accept_bad_id, ..Draft::default() };
    let typed: Vec<&str> = read.iter().map(|(column, _)| column.key).collect();
    for (column, value) in read {
        match value {
            Ok(value) => {
                if column.required && value.is_null() {
                    problems.push(Problem::field(column.key, format!("{}：必须填写", column.header)));
                } else if let Some(said) = too_early(column, &value) {
                    problems.push(Problem::field(column.key, said));
                } else if before.is_none_or(|row| !same(column, row.get(column.stored), &value)) {
                    draft.values.push((column, value));
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    if before.is_none() {
        for column in register.inputs().filter(|it| !typed.contains(&it.key)) {
            if column.default.is_empty() {
                if column.required {
                    problems.push(Problem::field(column.key, format!("{}：必须填写", column.header)));
                }
            } else if let Ok(value) = reading.read(column, &Input::Text(column.default.to_owned())) {
                draft.values.push((column, value));
            }
        }
    }
    let context = Context { today: reading.today, lookups: reading.lookups };
    // The rules see what could be read, so that every fault is told at once; of what could not be read they say nothing.
    let unread: Vec<&str> = problems.iter().filter_map(|it| it.field).collect();
    let broken = (register.check)(&mut draft, &context, door);
    problems.extend(
        broken.into_iter().filter(|it| unread.is_empty() || it.field.is_some_and(|key| !unread.contains(&key))),
    );
    if problems.is_empty() { Ok(draft) } else { Err(problems) }
}

/// First year whose days are believed: what is kept here began within a working life.
const BELIEVED_FROM: i32 = 1930;

/// A day that cannot be meant: a serial number counted from another year (1904 for 1900), or a number that was no day.
fn too_early(column: &Column, value: &Value) -> Option<String> {
    let day = value.as_date().filter(|day| matches!(column.kind, Kind::Date) && day.year() < BELIEVED_FROM)?;
    Some(format!(
        "{}：{}早于{BELIEVED_FROM}年，多半是年份写错，或表格按另一种日期系统（1900/1904）存的，请核对",
        column.header,
        chinese(day)
    ))
}

/// Equal on the folded key is unchanged: a blank or a full-width form is no edit.
fn same(column: &Column, stored: &Value, typed: &Value) -> bool {
    match (column.kind, stored, typed) {
        (Kind::Line | Kind::Code | Kind::IdNumber | Kind::Printed | Kind::Phone, Value::Text(a), Value::Text(b)) => {
            a == b || folded_key(a) == folded_key(b)
        }
        (_, a, b) => a == b,
    }
}

/// Refuses a record whose number another one has.
fn refuse_twins(store: &Store, register: &Register, draft: &Draft, id: Option<i64>) -> Result<()> {
    let values = draft.stored();
    for name in register.identity {
        let Some((stored, value)) = values.iter().find(|(stored, value)| stored == name && !value.is_null()) else {
            continue;
        };
        let query = Query { conditions: vec![Condition::Is(stored, value.clone())], ..Query::default() };
        if let Some(other) = store.rows(&register.relation, &query)?.iter().find(|row| Some(row.id) != id) {
            let label = other.get(register.label).as_text().unwrap_or_default();
            let column = register.columns.iter().find(|it| it.stored == *stored);
            let header = column.map_or("证件号码", |it| it.header);
            return Err(Error::input(format!("{header}已被{}“{label}”使用", register.title)));
        }
    }
    Ok(())
}

/// Adds a record from typed `列` and values.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault at once; nothing is written then.
pub fn add(
    store: &mut Store,
    register: &Register,
    inputs: &[(String, String)],
    today: NaiveDate,
    door: Door,
    accept_bad_id: bool,
) -> Result<Saved> {
    if !register.doors.add {
        return Err(Error::input(format!("{}不能这样新增", register.title)).hint(register.what));
    }
    save(store, register, None, inputs, today, door, accept_bad_id)
}

/// Changes a record, refusing when it was saved elsewhere since `seen`.
///
/// # Errors
/// As [`add`]; [`crate::error::Kind::Conflict`] when the record moved meanwhile.
#[allow(clippy::too_many_arguments)]
pub fn change(
    store: &mut Store,
    register: &Register,
    id: i64,
    seen: Option<i64>,
    inputs: &[(String, String)],
    today: NaiveDate,
    door: Door,
    accept_bad_id: bool,
) -> Result<Saved> {
    if !register.doors.set {
        return Err(Error::input(format!("{}不能这样修改", register.title)).hint(register.what));
    }
    let row = store
        .row(&register.relation, id)?
        .ok_or_else(|| Error::input(format!("没有编号为 {id} 的{}", register.title)))?;
    if seen.is_some_and(|seen| seen != row.version) {
        return Err(Error::new(crate::error::Kind::Conflict, "这条记录在打开之后被另一个窗口改过，没有保存")
            .hint("按 Esc 返回后重新打开，看过新内容再改；刚才输入的内容保留在草稿里"));
    }
    save(store, register, Some(row), inputs, today, door, accept_bad_id)
}

/// A new record read and judged, not written.
///
/// # Errors
/// As [`add`].
pub fn draft(
    store: &Store,
    register: &Register,
    inputs: &[(String, String)],
    today: NaiveDate,
    door: Door,
) -> Result<Draft> {
    read(store, register, None, inputs, today, door, false)
}

fn read(
    store: &Store,
    register: &Register,
    before: Option<&Row>,
    inputs: &[(String, String)],
    today: NaiveDate,
    door: Door,
    accept_bad_id: bool,
) -> Result<Draft> {
    let lookups = Lookups::typed(register, store)?;
    let reading = Reading { today, lookups: &lookups, order: Order::Ymd, short_dates: true };
    let mut typed: Vec<(&'static Column, Input)> = Vec::new();
    for (name, text) in inputs {
        let column = register.column(name).ok_or_else(|| unknown_column(register, name))?;
        if !column.input {
            return Err(Error::input(format!("“{}”由程序填写，不能直接改", column.header)));
        }
        if typed.iter().any(|(other, _)| std::ptr::eq(*other, column)) {
            return Err(Error::input(format!("“{}”写了两次", column.header)));
        }
        typed.push((column, Input::Text(text.clone())));
    }
    let (typed, others) = join_numbers(register, typed, &lookups);
    if !others.is_empty() {
        return Err(Error::problems(format!("{}没有保存，请改正：", register.title), others));
    }
    let read = typed.iter().map(|(column, input)| (*column, reading.read(column, input))).collect();
    judge(register, before, read, &reading, accept_bad_id, door)
        .map_err(|problems| Error::problems(format!("{}没有保存，请改正：", register.title), problems))
}

fn save(
    store: &mut Store,
    register: &Register,
    before: Option<Row>,
    inputs: &[(String, String)],
    today: NaiveDate,
    door: Door,
    accept_bad_id: bool,
) -> Result<Saved> {
    let draft = read(store, register, before.as_ref(), inputs, today, door, accept_bad_id)?;
    if draft.is_unchanged() {
        return Ok(Saved { id: before.map_or(0, |row| row.id), written: false });
    }
    refuse_twins(store, register, &draft, before.as_ref().map(|row| row.id))?;
    let what = if before.is_some() { "set" } else { "add" };
    let id = store.write(&format!("{}.{what}", register.key), |tx| {
        let id = (register.write)(tx, register, before.as_ref(), &draft)?;
        let word = if before.is_some() { "修改" } else { "新增" };
        Ok((id, format!("{word}{} {}", register.title, name_of(tx, register, id)?)))
    })?;
    Ok(Saved { id, written: true })
}

/// What a record is called in the log.
fn name_of(tx: &Tx<'_>, register: &Register, id: i64) -> Result<String> {
    let Some(row) = tx.row(&register.relation, id)? else { return Ok(String::new()) };
    let number = register.identity.first().filter(|it| **it != "id_key").and_then(|it| row.get(it).as_text());
    let label = match row.get(register.label) {
        Value::Text(_) => super::lookup::label_of(register, &row).to_owned(),
        Value::Int(_) | Value::Null => format!("#{id}"),
    };
    Ok(number.filter(|it| *it != label).map_or(label.clone(), |number| format!("{number} {label}")))
}

/// Writes a draft column by column: what most registers need.
///
/// # Errors
/// Constraint, conflict or disk failures.
pub fn write(tx: &Tx<'_>, register: &Register, before: Option<&Row>, draft: &Draft) -> Result<i64> {
    let values = draft.stored();
    match before {
        None => tx.add(register.relation.written(), &values),
        Some(row) if values.is_empty() => Ok(row.id),
        Some(row) => {
            let seen = register.relation.versioned.then_some(row.version);
            tx.update(register.relation.written(), row.id, seen, &values)?;
            Ok(row.id)
        }
    }
}

/// The next free number of a register, as `HY-2026-003`; one that came by hand or by import is passed over.
pub(super) fn next_code(
    tx: &Tx<'_>,
    register: &Register,
    prefix: &str,
    digits: usize,
    on: NaiveDate,
) -> Result<String> {
    let year = on.format("%Y");
    loop {
        let number = tx.next_number(&format!("{}/{year}", register.key))?;
        let code = format!("{prefix}-{year}-{number:0digits$}");
        let conditions = vec![Condition::Is("code", code.as_str().into())];
        if tx.rows(&register.relation, &Query { conditions, retired: true, ..Query::default() })?.is_empty() {
            return Ok(code);
        }
    }
}

/// Gives a record its 编号 where none was typed: the one it has, else the next free one.
pub(super) fn give_code(
    tx: &Tx<'_>,
    register: &Register,
    before: Option<&Row>,
    draft: &mut Draft,
    (prefix, digits): (&str, usize),
    on: NaiveDate,
) -> Result<()> {
    if draft.text("code").is_some_and(|it| !it.trim().is_empty()) {
        return Ok(());
    }
    let code = match before {
        Some(row) => row.get("code").clone(),
        None => next_code(tx, register, prefix, digits, on)?.into(),
    };
    draft.without("code");
    draft.also("code", code);
    Ok(())
}

/// Numbers a record among those of its parent (第几项): the next where it has none; a number taken is a fault.
pub(super) fn number_within(
    tx: &Tx<'_>,
    register: &Register,
    before: Option<&Row>,
    draft: &mut Draft,
    parent: (&'static str, i64),
    called: &str,
) -> Result<Option<Problem>> {
    let conditions = vec![Condition::Is(parent.0, parent.1.into())];
    let others = tx.rows(&register.relation, &Query { conditions, ..Query::default() })?;
    let others = others.iter().filter(|row| before.is_none_or(|own| own.id != row.id));
    let taken: Vec<i64> = others.filter_map(|row| row.get("number").as_int()).collect();
    match draft.get("number").as_int() {
        Some(number) if taken.contains(&number) => {
            return Ok(Some(Problem::field("number", format!("第几项：{called}已有第 {number} 项"))));
        }
        Some(_) => {}
        None => {
            draft.without("number");
            draft.also("number", (taken.iter().max().unwrap_or(&0) + 1).into());
        }
    }
    Ok(None)
}

/// Retires a record with a reason.
///
/// # Errors
/// As [`retire_all`].
pub fn retire(store: &mut Store, register: &Register, id: i64, today: NaiveDate, reason: &str) -> Result<()> {
    retire_all(store, register, &[id], today, reason)
}

/// Retires records with one reason, as one operation.
///
/// # Errors
/// [`crate::error::Kind::Input`] without a reason, when one is retired already, when others hang on it, or when the
/// register does not allow it.
pub fn retire_all(store: &mut Store, register: &Register, ids: &[i64], today: NaiveDate, reason: &str) -> Result<()> {
    if !register.doors.retire {
        return Err(Error::input(format!("{}不能停用", register.title)));
    }
    let reason = clean_line(reason);
    if reason.is_empty() {
        return Err(Error::input("停用要写原因").hint("例如 --reason 重复登记"));
    }
    in_use::refuse(store, register, ids, today)?;
    store.write(&format!("{}.retire", register.key), |tx| {
        let name = ids.first().map_or_else(|| Ok(String::new()), |id| name_of(tx, register, *id))?;
        for id in ids {
            tx.retire(register.relation.written(), *id, today, &reason)?;
        }
        let many = if ids.len() > 1 { format!(" 等 {} 条", ids.len()) } else { String::new() };
        Ok(((), format!("停用{} {name}{many}：{reason}", register.title)))
    })
}

/// The row that `text` names: a row id (`12`, `#12`), or its 工号 / 编号 / name where unique.
///
/// # Errors
/// [`crate::error::Kind::Input`] when none or several match, and when a bare number is one row's id and another's 工号.
pub fn resolve(store: &Store, key: &str, text: &str) -> Result<i64> {
    let register = find(key).ok_or_else(|| Error::internal(format!("没有台账 {key}")))?;
    let typed = clean_line(text);
    let by_id = match typed.strip_prefix('#').unwrap_or(&typed).parse() {
        Ok(id) => store.row(&register.relation, id)?.map(|row| row.id),
        Err(_) => None,
    };
    let mut by_number = None;
    for column in register.identity.iter().filter(|_| !typed.starts_with('#')) {
        // A record that belongs to one of another register goes by that one's number.
        let owner = register.columns.iter().find(|it| it.stored == *column).and_then(Column::refers_to);
        let value = match owner {
            Some(owner) if typed.parse::<i64>().is_err() => {
                resolve(store, owner, &typed).map_or(Value::Null, Value::Int)
            }
            Some(_) => continue,
            None => typed.as_str().into(),
        };
        if value.is_null() {
            continue;
        }
        let exact = Query { conditions: vec![Condition::Is(column, value)], ..Query::default() };
        if let [row] = store.rows(&register.relation, &exact)?.as_slice() {
            by_number = by_number.or(Some(row.id));
        }
    }
    match (by_id, by_number) {
        (Some(id), Some(other)) if id != other => {
            Err(Error::input(format!("“{typed}”既是一条{}的行号，又是另一条的编号", register.title))
                .hint(format!("指行号请写 #{typed}；指编号请改用姓名或行号")))
        }
        (_, Some(id)) | (Some(id), None) => Ok(id),
        (None, None) => by_name(store, register, &typed),
    }
}

/// The row that is called so, blanks, width and case folded; a retired one only when no other is.
fn by_name(store: &Store, register: &Register, text: &str) -> Result<i64> {
    let wanted = folded_key(text);
    let rows = store.rows(&register.relation, &Query { retired: register.relation.retires, ..Query::default() })?;
    let named = |row: &&Row| {
        register
            .identity
            .iter()
            .chain([&register.label])
            .any(|column| row.get(column).as_text().is_some_and(|own| folded_key(own) == wanted))
    };
    let by_name: Vec<&Row> = rows.iter().filter(named).collect();
    let live: Vec<&&Row> = by_name.iter().filter(|row| row.retired_on.is_none()).collect();
    match (live.as_slice(), by_name.as_slice()) {
        ([row], _) => return Ok(row.id),
        ([], [row]) => return Ok(row.id),
        ([], _) => {}
        (several, _) => {
            let ids: Vec<String> = several.iter().map(|row| row.id.to_string()).collect();
            return Err(Error::input(format!("有 {} 条{}叫“{text}”", several.len(), register.title))
                .hint(format!("请用行号指明：{}", ids.join("、"))));
        }
    }
    Err(Error::input(format!("没有“{text}”这条{}", register.title)))
}
