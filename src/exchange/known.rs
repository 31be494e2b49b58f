//! Which stored record a row of a file is about: by its number, its document, its name, or by being the same throughout.

use std::collections::HashMap;

use crate::domain::fold::folded_key;
use crate::domain::identity;
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::Result;
use crate::registers::{Column, Draft, Kind, Read, Register};
use crate::store::{Query, Row, Tx};

/// What tells two records apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MatchBy {
    /// The record's number (工号, 编号); without one the document number.
    #[default]
    Number,
    /// The document number alone.
    Document,
    /// The name alone; it must be unique.
    Name,
}

/// What a row of the file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// A record not known yet.
    New,
    /// This stored row.
    Stored(i64),
    /// The same as an earlier row of the file.
    Repeated,
}

/// Who holds a number, a document or a name: a stored row, or a row of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    Stored(i64),
    File(u32),
}

/// Stored columns and their values.
type Values = Vec<(&'static str, Value)>;

/// Everything that tells the records of one register apart.
pub struct Known {
    by: MatchBy,
    /// Sets of columns that together tell the records apart.
    sets: Vec<u8>,
    numbers: HashMap<String, Holder>,
    documents: HashMap<String, Holder>,
    names: HashMap<String, Vec<i64>>,
    /// Records by the columns that together tell them apart.
    together: HashMap<String, Holder>,
    /// What rows of the file said of such a record, so that the same row twice is told from two that differ.
    said: HashMap<u32, String>,
    /// Rows of a register without numbers, by their label and own date.
    alike: HashMap<String, Vec<(Holder, Values)>>,
    stored_names: HashMap<i64, String>,
}

impl Known {
    /// Loads what tells the stored records apart.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(tx: &Tx<'_>, register: &Register, by: MatchBy) -> Result<Self> {
        let mut known = Self {
            by,
            sets: sets(register),
            numbers: HashMap::new(),
            documents: HashMap::new(),
            names: HashMap::new(),
            together: HashMap::new(),
            said: HashMap::new(),
            alike: HashMap::new(),
            stored_names: HashMap::new(),
        };
        tx.each(&register.relation, &Query::default(), |row| known.learn(register, row))?;
        Ok(known)
    }

    fn learn(&mut self, register: &Register, row: Row) {
        let holder = Holder::Stored(row.id);
        if let Some(number) = number_column(register).and_then(|column| row.get(column).as_text()) {
            self.numbers.insert(folded_key(number), holder);
        }
        if let Some(document) = row.get("id_key").as_text() {
            self.documents.insert(document.to_owned(), holder);
        }
        if let Some(name) = row.get(register.label).as_text() {
            self.names.entry(folded_key(name)).or_default().push(row.id);
            self.stored_names.insert(row.id, name.to_owned());
        }
        for set in self.sets.clone() {
            let own = |column: &Column| row.get(column.stored).clone();
            if let Some(key) = key_of(register, set, own) {
                self.together.insert(key, holder);
            }
        }
        if is_alike(register) {
            let key = alike_key(register, |column| row.get(column).clone());
            self.alike.entry(key).or_default().push((holder, row.values));
        }
    }

    /// What a row is about.
    ///
    /// # Errors
    /// A problem when it cannot be told without guessing, or the file holds the record twice.
    pub fn find(&self, register: &Register, values: &[Read], _row: u32) -> Result<Match, Problem> {
        if let Some(found) = self.found_together(register, values)? {
            return Ok(found);
        }
        let text = |key: &str| {
            let (_, value) = values.iter().find(|(column, _)| column.key == key)?;
            value.as_ref().ok().and_then(Value::as_text).map(str::to_owned)
        };
        let number = number_column(register).and_then(|column| text(column).map(|value| (column, value)));
        let document = text("id_number").map(|number| identity::canonical18(&number));
        match self.by {
            MatchBy::Name => return self.by_name(register, text(register.label)),
            MatchBy::Document => {
                let held = document.as_ref().and_then(|document| self.documents.get(document));
                return self.held(register, held, "身份证号");
            }
            MatchBy::Number => {}
        }
        if let Some((column, number)) = &number {
            let header = register.columns.iter().find(|it| it.stored == *column).map_or("编号", |it| it.header);
            let found = self.held(register, self.numbers.get(&folded_key(number)), header)?;
            return match found {
                Match::Stored(id) => self.same_person(register, id, text(register.label), document.as_deref(), header),
                Match::New | Match::Repeated => Ok(found),
            };
        }
        if document.is_some() {
            let held = document.as_ref().and_then(|document| self.documents.get(document));
            let found = self.held(register, held, "身份证号")?;
            if found != Match::New {
                return Ok(found);
            }
        }
        if is_alike(register) {
            return Ok(self.alike(register, values));
        }
        self.no_number(register, text(register.label), document.is_some())
    }

    /// Who is told by several columns together; nothing where the register has no such columns or the row lacks them.
    fn found_together(&self, register: &Register, values: &[Read]) -> Result<Option<Match>, Problem> {
        let mut is_told = false;
        for set in self.sets.iter().copied() {
            let Some(key) = key_of(register, set, |column| given(column, values)) else { continue };
            is_told = true;
            match self.together.get(&key) {
                None => {}
                Some(Holder::Stored(id)) => return Ok(Some(Match::Stored(*id))),
                Some(Holder::File(row)) if self.said.get(row) == Some(&whole(values)) => {
                    return Ok(Some(Match::Repeated));
                }
                Some(Holder::File(row)) => {
                    let said = format!("与第 {row} 行是同一条{}，内容却不同：只留一行", register.title);
                    return Err(Problem::record(said));
                }
            }
        }
        Ok(is_told.then_some(Match::New))
    }

    /// Whether several columns together tell the records apart.
    #[must_use]
    pub fn is_told_together(&self) -> bool {
        !self.sets.is_empty()
    }

    /// Notes what a row of the file says of the record that several columns tell together.
    pub fn note_together(&mut self, register: &Register, values: &[Read], row: u32) {
        for set in self.sets.clone() {
            if let Some(key) = key_of(register, set, |column| given(column, values)) {
                self.together.insert(key, Holder::File(row));
                self.said.insert(row, whole(values));
            }
        }
    }

    fn held(&self, register: &Register, holder: Option<&Holder>, header: &str) -> Result<Match, Problem> {
        match holder {
            None => Ok(Match::New),
            Some(Holder::Stored(id)) => Ok(Match::Stored(*id)),
            Some(Holder::File(row)) => {
                Err(Problem::record(format!("{header}与第 {row} 行重复，同一{}写了两次", register.title)))
            }
        }
    }

    /// A number that belongs to somebody of another name is not silently taken over.
    fn same_person(
        &self,
        register: &Register,
        id: i64,
        name: Option<String>,
        document: Option<&str>,
        header: &str,
    ) -> Result<Match, Problem> {
        let by_document = document.and_then(|document| self.documents.get(document)) == Some(&Holder::Stored(id));
        let stored = self.stored_names.get(&id);
        let renamed = name.zip(stored).is_some_and(|(new, old)| folded_key(&new) != folded_key(old));
        if register.key == "person" && renamed && !by_document {
            let old = stored.map_or("", String::as_str);
            return Err(Problem::record(format!(
                "{header}已属于“{old}”，姓名不同：请核对工号；确为改名请先用 set person 修改姓名"
            )));
        }
        Ok(Match::Stored(id))
    }

    fn by_name(&self, register: &Register, name: Option<String>) -> Result<Match, Problem> {
        let Some(name) = name else { return Ok(Match::New) };
        match self.names.get(&folded_key(&name)).map(Vec::as_slice) {
            None | Some([]) => Ok(Match::New),
            Some([id]) => Ok(Match::Stored(*id)),
            Some(several) => Err(Problem::record(format!(
                "有 {} 个{}叫“{name}”，按姓名分不清，请写工号",
                several.len(),
                register.title
            ))),
        }
    }

    /// Without a number a name that is there already may be the same person or another: that is asked, not guessed.
    fn no_number(&self, register: &Register, name: Option<String>, has_document: bool) -> Result<Match, Problem> {
        let Some(name) = name else { return Ok(Match::New) };
        if has_document || !self.names.contains_key(&folded_key(&name)) {
            return Ok(Match::New);
        }
        Err(Problem::record(format!(
            "已有叫“{name}”的{}，这一行没有工号和身份证号，分不清是不是同一人：是同一人请加 --match name，否则请补工号",
            register.title
        )))
    }

    /// A record without a number is the same when everything the row says is what is stored.
    fn alike(&self, register: &Register, values: &[Read]) -> Match {
        let given = |stored: &str| {
            let read = values.iter().find(|(column, _)| column.stored == stored);
            read.and_then(|(_, value)| value.as_ref().ok().cloned()).unwrap_or_default()
        };
        let Some(rows) = self.alike.get(&alike_key(register, given)) else { return Match::New };
        let same = |stored: &[(&'static str, Value)]| {
            values.iter().all(|(column, value)| {
                let Ok(value) = value else { return false };
                let own = stored.iter().find(|(name, _)| *name == column.stored).map(|(_, value)| value);
                value.is_null() || own.is_some_and(|own| same_value(column, own, value))
            })
        };
        match rows.iter().find(|(_, stored)| same(stored)) {
            Some((Holder::Stored(id), _)) => Match::Stored(*id),
            Some((Holder::File(_), _)) => Match::Repeated,
            None => Match::New,
        }
    }

    /// Notes the number of a faulty row, so that another row with the same number is told in the same go.
    pub fn note_number(&mut self, register: &Register, values: &[Read], row: u32) {
        let Some(number) = number_column(register) else { return };
        let read = values.iter().find(|(column, _)| column.key == number);
        if let Some(number) = read.and_then(|(_, value)| value.as_ref().ok()).and_then(Value::as_text) {
            self.numbers.entry(folded_key(number)).or_insert(Holder::File(row));
        }
    }

    /// Notes that a row of the file holds its number, document and name from now on.
    ///
    /// # Errors
    /// A problem when somebody else holds one of them.
    pub fn claim(&mut self, register: &Register, draft: &Draft, before: Option<&Row>, row: u32) -> Result<(), Problem> {
        let own = before.map(|row| Holder::Stored(row.id));
        let taken = |held: Option<&Holder>, header: &str| match held {
            Some(holder) if Some(*holder) != own => Err(Problem::record(match holder {
                Holder::Stored(id) => {
                    format!("{header}已被“{}”使用", self.stored_names.get(id).map_or("", String::as_str))
                }
                Holder::File(other) => format!("{header}与第 {other} 行重复"),
            })),
            Some(_) | None => Ok(()),
        };
        let number = number_column(register).and_then(|column| draft.text(column)).map(|it| folded_key(&it));
        let document = draft.stored().into_iter().find(|(name, _)| *name == "id_key");
        let document = document.and_then(|(_, value)| value.as_text().map(str::to_owned));
        taken(number.as_ref().and_then(|it| self.numbers.get(it)), "编号")?;
        taken(document.as_ref().and_then(|it| self.documents.get(it)), "身份证号")?;
        let holder = Holder::File(row);
        if let Some(number) = number {
            self.numbers.insert(number, holder);
        }
        if let Some(document) = document {
            self.documents.insert(document, holder);
        }
        if is_alike(register) && before.is_none() {
            let values = draft.stored();
            let key = alike_key(register, |column| {
                values.iter().find(|(name, _)| *name == column).map(|(_, value)| value.clone()).unwrap_or_default()
            });
            self.alike.entry(key).or_default().push((holder, values));
        }
        Ok(())
    }
}

/// Sets of columns that together tell records of a register apart, the smallest first.
fn sets(register: &Register) -> Vec<u8> {
    let size = |set: u8| register.columns.iter().filter(|it| it.tells & set != 0).count();
    let mut sets: Vec<u8> = (0..8).map(|bit| 1_u8 << bit).filter(|set| size(*set) > 0).collect();
    sets.sort_by_key(|set| size(*set));
    sets
}

/// The key of a record in such a set; nothing while a reference of the set is not given.
fn key_of(register: &Register, set: u8, value: impl Fn(&Column) -> Value) -> Option<String> {
    let mut key = set.to_string();
    for column in register.columns.iter().filter(|it| it.tells & set != 0) {
        key.push('\u{1f}');
        match value(column) {
            Value::Null if matches!(column.kind, Kind::Reference(_)) => return None,
            Value::Null => {}
            Value::Int(number) => key.push_str(&number.to_string()),
            Value::Text(text) => key.push_str(&folded_key(&text)),
        }
    }
    Some(key)
}

/// What a row gives for a column; what it leaves out is what a new record would begin with.
fn given(column: &Column, values: &[Read]) -> Value {
    let read = values.iter().find(|(other, _)| other.key == column.key);
    match read {
        Some((_, value)) => value.as_ref().ok().cloned().unwrap_or_default(),
        None if column.default.is_empty() => Value::Null,
        None => column.default.into(),
    }
}

/// Everything a row says, to compare it with another.
fn whole(values: &[Read]) -> String {
    let mut parts: Vec<String> = values
        .iter()
        .filter_map(|(column, value)| {
            Some(format!("{}={:?}", column.key, value.as_ref().ok().filter(|it| !it.is_null())?))
        })
        .collect();
    parts.sort();
    parts.join("\u{1f}")
}

/// The stored column that numbers a register's records, if one does.
fn number_column(register: &Register) -> Option<&'static str> {
    register.identity.first().copied().filter(|column| *column != "id_key")
}

/// Whether records may come without a number and are then told apart by all they say.
fn is_alike(register: &Register) -> bool {
    sets(register).is_empty() && register.identity.is_empty()
        || matches!(register.key, "hazard" | "accident" | "assessment")
}

/// Label and own date: what rows are first looked up by.
fn alike_key(register: &Register, value: impl Fn(&str) -> Value) -> String {
    let mut key = String::new();
    let title = register.columns.iter().find(|column| column.required && !matches!(column.kind, Kind::Date));
    for column in title.map(|column| column.stored).into_iter().chain(register.own_date) {
        match value(column) {
            Value::Null => {}
            Value::Int(number) => key.push_str(&number.to_string()),
            Value::Text(text) => key.push_str(&folded_key(&text)),
        }
        key.push('\u{1f}');
    }
    key
}

fn same_value(column: &Column, stored: &Value, given: &Value) -> bool {
    match (column.kind, stored, given) {
        (Kind::Line | Kind::Note | Kind::Code, Value::Text(a), Value::Text(b)) => folded_key(a) == folded_key(b),
        (_, a, b) => a == b,
    }
}
