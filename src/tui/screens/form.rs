//! The form of any register, from its description.

use super::super::form::{Field, FieldKind, FieldSpec, FormModel, FormScreen};
use super::super::screen::{Answer, Choice, Msg, Session};
use super::super::widgets::date;
use crate::domain::date::Order;
use crate::domain::fold::clean_line;
use crate::domain::identity::{self, IdKind};
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::registers::{self, Column, Door, Input, Kind, Lookups, Reading, Register, Unfound};

/// Key of the field that accepts a wrong check digit.
const ACCEPT: &str = "accept_bad_id";

/// A record of a register being filled in.
pub struct RegisterForm {
    register: &'static Register,
    /// Row id, for a change.
    id: Option<i64>,
    /// Version of the row when it was read.
    seen: Option<i64>,
    name: String,
    lookups: Lookups,
    /// Column key and text as set last.
    typed: Vec<(&'static str, String)>,
    /// Columns whose personal number stands there masked, with the mask: left so, they stay as stored.
    masked: Vec<(&'static str, String)>,
    /// What fields begin with, for a new record.
    given: Vec<(&'static str, String)>,
    /// Keys of the columns asked for, in their order; empty for all that can be typed.
    only: &'static [&'static str],
    accept: bool,
    /// Name of the answer that carries the record back unsaved, for a screen that saves it with more.
    answers: Option<&'static str>,
    today: chrono::NaiveDate,
}

impl RegisterForm {
    /// A new record.
    #[must_use]
    pub fn new(register: &'static Register, today: chrono::NaiveDate) -> Self {
        Self {
            register,
            id: None,
            seen: None,
            name: String::new(),
            lookups: Lookups::default(),
            typed: Vec::new(),
            masked: Vec::new(),
            given: Vec::new(),
            only: &[],
            accept: false,
            answers: None,
            today,
        }
    }

    /// A change of the row with this id.
    #[must_use]
    pub fn change(register: &'static Register, id: i64, today: chrono::NaiveDate) -> Self {
        Self { id: Some(id), ..Self::new(register, today) }
    }

    /// The same form with a field filled in beforehand: references as `#id`.
    #[must_use]
    pub fn given(mut self, key: &'static str, text: impl Into<String>) -> Self {
        self.given.push((key, text.into()));
        self
    }

    /// The same form asking for these columns only, in this order.
    #[must_use]
    pub fn only(mut self, keys: &'static [&'static str]) -> Self {
        self.only = keys;
        self
    }

    /// The same form giving what was typed to the screen below, as a JSON array of pairs, instead of saving it.
    #[must_use]
    pub fn answering(mut self, tag: &'static str) -> Self {
        self.answers = Some(tag);
        self
    }

    fn columns(&self) -> Vec<&'static Column> {
        if self.only.is_empty() {
            // A form has one field for the row; its number in a column of its own is for files.
            return self.register.inputs().filter(|it| it.number_of.is_none()).collect();
        }
        self.only.iter().filter_map(|key| self.register.column(key)).collect()
    }

    /// The screen.
    #[must_use]
    pub fn screen(self) -> FormScreen<Self> {
        FormScreen::new(self)
    }

    fn reading(&self) -> Reading<'_> {
        Reading { today: self.today, lookups: &self.lookups, order: Order::Ymd, short_dates: true }
    }

    fn field(&mut self, column: &'static Column, row: Option<&crate::store::Row>) -> Field {
        let mut spec = FieldSpec::new(column.key, column.header, kind_of(column.kind)).help(column.help);
        spec.required = column.required;
        let given = self.given.iter().find(|(key, _)| *key == column.key).map(|(_, text)| text.clone());
        let value = match row {
            Some(row) => row.get(column.stored).clone(),
            None => {
                let text = given.unwrap_or_else(|| column.default.to_owned());
                self.reading().read(column, &Input::Text(text)).unwrap_or_default()
            }
        };
        let masked = matches!(column.kind, Kind::IdNumber | Kind::Printed | Kind::Phone) && !value.is_null();
        let text = if masked {
            registers::show(column, &value, &self.lookups)
        } else {
            registers::plain(column.kind, &value, &self.lookups)
        };
        if masked {
            self.masked.push((column.key, text.clone()));
        }
        let picked = match (column.kind, value.as_int(), value.as_text()) {
            (Kind::Reference(_), Some(id), _) => Some(format!("#{id}")),
            (Kind::Choice(_) | Kind::Term(_), _, Some(code)) => Some(code.to_owned()),
            (Kind::Flag, Some(yes), _) => Some(if yes == 0 { "否" } else { "是" }.to_owned()),
            (_, _, _) => None,
        };
        Field::new(spec, &text, picked)
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let as_stored = |key: &str, text: &str| self.masked.iter().any(|(k, mask)| *k == key && mask == text);
        self.typed
            .iter()
            .filter_map(|(key, text)| {
                let given = self.given.iter().find(|(own, _)| own == key).map(|(_, text)| text.clone());
                // A number given beforehand stands there masked too: it is the number that is meant.
                let text = if as_stored(key, text) { given? } else { text.clone() };
                Some(((*key).to_owned(), text))
            })
            .collect()
    }
}

fn kind_of(kind: Kind) -> FieldKind {
    match kind {
        Kind::Line
        | Kind::Code
        | Kind::Whole(..)
        | Kind::Money
        | Kind::Decimal(_)
        | Kind::Choices(_)
        | Kind::IdNumber
        | Kind::Printed
        | Kind::Phone
        | Kind::CreditCode
        | Kind::Weekdays => FieldKind::Line,
        // A time is typed like a line; what it was read as stands beside it.
        Kind::Moment => FieldKind::Line,
        Kind::Note => FieldKind::Note(3),
        Kind::Date => FieldKind::Date,
        Kind::Flag => FieldKind::Choice(vec![Choice::new("是", "是"), Choice::new("否", "否")]),
        Kind::Choice(choices) => {
            FieldKind::Choice(choices.iter().map(|choice| Choice::new(choice.code, choice.label)).collect())
        }
        Kind::Term(terms) => {
            FieldKind::Choice((terms.choices)().iter().map(|it| Choice::new(it.code, it.label)).collect())
        }
        Kind::Reference(_) => FieldKind::Reference,
    }
}

/// The register a column refers to, where a name alone makes a record of it.
fn nameable(kind: Kind) -> Option<&'static Register> {
    let Kind::Reference(key @ ("department" | "post")) = kind else { return None };
    registers::find(key)
}

impl FormModel for RegisterForm {
    fn title(&self) -> String {
        match self.id {
            Some(_) => format!("修改{} {}", self.register.title, self.name),
            None => format!("新增{}", self.register.title),
        }
    }

    fn purpose(&self) -> String {
        format!("{}。Ctrl+S 保存，保存后可以撤销。", self.register.what)
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        self.lookups = Lookups::of(self.register, &cx.store)?;
        let row = match self.id {
            Some(id) => {
                let row = cx.store.row(&self.register.relation, id)?;
                Some(row.ok_or_else(|| Error::input(format!("没有编号为 {id} 的{}", self.register.title)))?)
            }
            None => None,
        };
        self.seen = row.as_ref().map(|row| row.version);
        let label = row.as_ref().and_then(|row| row.get(self.register.label).as_text()).unwrap_or_default();
        self.name = label.to_owned();
        let mut fields = Vec::new();
        for column in self.columns() {
            fields.push(self.field(column, row.as_ref()));
            if matches!(column.kind, Kind::IdNumber) {
                let answers = vec![Choice::new("no", "不收"), Choice::new("yes", "仍然收下")];
                let spec = FieldSpec::new(ACCEPT, "校验位不对", FieldKind::Choice(answers))
                    .help("号码与证件核对无误才选“仍然收下”，记录会注明校验未通过");
                fields.push(Field::new(spec, "不收", Some("no".to_owned())));
            }
        }
        Ok(fields)
    }

    fn shows(&self, key: &str, value: &dyn Fn(&str) -> String) -> bool {
        if key != ACCEPT {
            return true;
        }
        let kind = value("id_kind");
        let resident = kind.is_empty() || kind == IdKind::Resident.code();
        let number = value("id_number");
        resident && identity::check_resident(&number, self.today).is_err_and(|fault| fault.can_be_waived())
    }

    fn options(&mut self, _cx: &mut Session, key: &str) -> Result<Vec<Choice>> {
        let Some(Kind::Reference(target)) = self.register.column(key).map(|column| column.kind) else {
            return Ok(Vec::new());
        };
        let choices = self.lookups.get(target).choices();
        let choice = |(id, label, note): (i64, String, String)| {
            let note = if note == label { String::new() } else { note };
            Choice::new(format!("#{id}"), label).note(note)
        };
        Ok(choices.into_iter().map(choice).collect())
    }

    fn set(&mut self, _cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        if key == ACCEPT {
            self.accept = raw == "yes";
            return Ok(String::new());
        }
        let Some(column) = self.register.column(key) else { return Ok(String::new()) };
        self.typed.retain(|(typed, _)| *typed != key);
        self.typed.push((key, raw.to_owned()));
        if self.masked.iter().any(|(masked, mask)| *masked == key && mask == raw) {
            return Ok("未改动".to_owned());
        }
        let value = self.reading().read(column, &Input::Text(raw.to_owned()))?;
        if column.required && value.is_null() {
            return Err(Problem::field(column.key, format!("{}：必须填写", column.header)));
        }
        Ok(match (column.kind, value.as_date(), value.as_int()) {
            (Kind::Date, Some(day), _) => date::show(day, self.today),
            (Kind::Reference(target), _, Some(id)) => {
                let found = self.lookups.get(target).choices().into_iter().find(|(other, ..)| *other == id);
                found.map_or_else(String::new, |(_, label, note)| if note == label { String::new() } else { note })
            }
            (Kind::Money | Kind::Decimal(_) | Kind::Choices(_) | Kind::Weekdays | Kind::Moment, ..) => {
                registers::plain(column.kind, &value, &self.lookups)
            }
            (_, _, _) => String::new(),
        })
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let pairs = self.pairs();
        let (store, register, today) = (&mut cx.store, self.register, cx.today);
        if let Some(tag) = self.answers {
            registers::draft(store, register, &pairs, today, Door::Form)?;
            let value = serde_json::to_string(&pairs).unwrap_or_default();
            return Ok(vec![Msg::Answer(Answer { tag, value })]);
        }
        let saved = match self.id {
            Some(id) => registers::change(store, register, id, self.seen, &pairs, today, Door::Form, self.accept)?,
            None => registers::add(store, register, &pairs, today, Door::Form, self.accept)?,
        };
        let said = match (self.id, saved.written) {
            (_, false) => "没有变化".to_owned(),
            (Some(_), true) => format!("已保存{}，u 可撤销", self.register.title),
            (None, true) => format!("已新增{}，u 可撤销", self.register.title),
        };
        let mut messages = vec![Msg::Pop, Msg::Stale];
        if self.id.is_none() {
            messages.push(Msg::Made(self.register.key, saved.id));
        }
        messages.push(Msg::Notice(said));
        Ok(messages)
    }

    fn creatable(&self, key: &str, raw: &str) -> Option<String> {
        let target = nameable(self.register.column(key)?.kind)?;
        let name = clean_line(raw);
        let unknown = self.lookups.get(target.key).find(&name) == Err(Unfound::Unknown);
        (unknown && !name.is_empty() && !name.starts_with('#'))
            .then(|| format!("没有叫“{name}”的{}。核对过不是写错，就新建一个。", target.title))
    }

    fn create(&mut self, cx: &mut Session, key: &str, raw: &str) -> Result<()> {
        let Some(target) = self.register.column(key).and_then(|column| nameable(column.kind)) else { return Ok(()) };
        let name = [(target.label.to_owned(), clean_line(raw))];
        registers::add(&mut cx.store, target, &name, cx.today, Door::Form, false)?;
        self.lookups = Lookups::of(self.register, &cx.store)?;
        Ok(())
    }

    fn draft_key(&self) -> Option<String> {
        if self.answers.is_some() {
            // The screen below keeps it.
            return None;
        }
        let which = self.id.map_or_else(|| "new".to_owned(), |id| id.to_string());
        Some(format!("{}/{which}", self.register.key))
    }
}
