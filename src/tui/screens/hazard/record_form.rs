//! A form over a record of a register: fields, checks and saving all come from the register's description.

use std::collections::BTreeMap;

use crate::domain::date::Order;
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::{self, Column, Door, Input, Kind, Lookups, Reading, Register, plain};
use crate::store::Row;
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::widgets::date::show;

/// The form.
pub(in crate::tui::screens) struct RecordForm {
    register: &'static Register,
    columns: Vec<&'static Column>,
    before: Option<Row>,
    lookups: Lookups,
    typed: BTreeMap<&'static str, String>,
    given: Vec<(&'static str, String)>,
}

impl RecordForm {
    /// A new record.
    pub(in crate::tui::screens) fn add(cx: &Session, register: &'static Register) -> Result<Self> {
        Ok(Self {
            register,
            columns: register.inputs().collect(),
            before: None,
            lookups: Lookups::of(register, &cx.store)?,
            typed: BTreeMap::new(),
            given: Vec::new(),
        })
    }

    /// A stored record.
    pub(in crate::tui::screens) fn change(cx: &Session, register: &'static Register, id: i64) -> Result<Self> {
        let row = cx.store.row(&register.relation, id)?.ok_or_else(|| Error::input("没有这条记录"))?;
        Ok(Self { before: Some(row), ..Self::add(cx, register)? })
    }

    /// The same form with these fields only, in this order.
    #[must_use]
    pub(in crate::tui::screens) fn only(mut self, keys: &[&str]) -> Self {
        self.columns = keys.iter().filter_map(|key| self.register.column(key)).collect();
        self
    }

    /// The same form with a field of a new record filled in.
    #[must_use]
    pub(in crate::tui::screens) fn with(mut self, key: &'static str, text: impl Into<String>) -> Self {
        self.given.push((key, text.into()));
        self
    }

    fn kind(column: &Column) -> FieldKind {
        match column.kind {
            Kind::Note => FieldKind::Note(2),
            Kind::Date => FieldKind::Date,
            Kind::Choice(choices) => {
                FieldKind::Choice(choices.iter().map(|it| Choice::new(it.code, it.label)).collect())
            }
            Kind::Flag => FieldKind::Choice(vec![Choice::new("否", "否"), Choice::new("是", "是")]),
            Kind::Reference(_) => FieldKind::Reference,
            Kind::Line
            | Kind::Code
            | Kind::Whole(..)
            | Kind::Money
            | Kind::IdNumber
            | Kind::Phone
            | Kind::CreditCode
            | Kind::Weekdays => FieldKind::Line,
        }
    }

    /// What stands in a field at first: the text, and what a reference or choice stands for.
    fn initial(&self, column: &'static Column) -> (String, Option<String>) {
        let Some(row) = &self.before else {
            let given = self.given.iter().find(|(key, _)| *key == column.key).map(|(_, text)| text.as_str());
            let text = given.unwrap_or(column.default).to_owned();
            return match Self::kind(column) {
                FieldKind::Choice(choices) => {
                    let known = choices.into_iter().find(|it| it.value == text || it.label == text);
                    known.map_or_else(Default::default, |it| (it.label, Some(it.value)))
                }
                _ => (text, None),
            };
        };
        let value = row.get(column.stored);
        let text = plain(column.kind, value, &self.lookups);
        let picked = match (column.kind, value) {
            (Kind::Reference(register), Value::Int(id)) => Some(self.typed_as(register, *id)),
            (Kind::Choice(_), Value::Text(code)) => Some(code.clone()),
            (Kind::Flag, Value::Int(_)) => Some(text.clone()),
            _ => None,
        };
        (text, picked)
    }

    /// How a row is typed: by its number where it has one, else by name.
    fn typed_as(&self, register: &str, id: i64) -> String {
        let all = self.lookups.get(register).choices();
        let found = all.into_iter().find(|(other, ..)| *other == id);
        found.map_or_else(String::new, |(_, label, number)| if number.is_empty() { label } else { number })
    }
}

impl FormModel for RecordForm {
    fn title(&self) -> String {
        format!("{}{}", if self.before.is_some() { "修改" } else { "新增" }, self.register.title)
    }

    fn purpose(&self) -> String {
        self.register.what.to_owned()
    }

    fn fields(&mut self, _cx: &mut Session) -> Result<Vec<Field>> {
        Ok(self
            .columns
            .iter()
            .map(|column| {
                let mut spec = FieldSpec::new(column.key, column.header, Self::kind(column)).help(column.help);
                spec.required = column.required;
                let (text, picked) = self.initial(column);
                Field::new(spec, &text, picked)
            })
            .collect())
    }

    fn options(&mut self, _cx: &mut Session, key: &str) -> Result<Vec<Choice>> {
        let Some(Kind::Reference(register)) = self.register.column(key).map(|column| column.kind) else {
            return Ok(Vec::new());
        };
        let all = self.lookups.get(register).choices();
        Ok(all
            .into_iter()
            .map(|(_, label, number)| {
                let value = if number.is_empty() { label.clone() } else { number.clone() };
                Choice::new(value, label).note(number)
            })
            .collect())
    }

    fn set(&mut self, cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        let Some(column) = self.register.column(key) else { return Ok(String::new()) };
        let reading = Reading { today: cx.today, lookups: &self.lookups, order: Order::Ymd, short_dates: true };
        let value = reading.read(column, &Input::Text(raw.to_owned()))?;
        if column.required && value.is_null() {
            return Err(Problem::field(key, format!("{}：必须填写", column.header)));
        }
        self.typed.insert(key, raw.to_owned());
        Ok(match column.kind {
            Kind::Date => value.as_date().map(|day| show(day, cx.today)).unwrap_or_default(),
            Kind::Weekdays | Kind::Money => plain(column.kind, &value, &self.lookups),
            Kind::Line
            | Kind::Note
            | Kind::Code
            | Kind::Whole(..)
            | Kind::Flag
            | Kind::Choice(_)
            | Kind::Reference(_)
            | Kind::IdNumber
            | Kind::Phone
            | Kind::CreditCode => String::new(),
        })
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let inputs: Vec<(String, String)> =
            self.typed.iter().map(|(key, text)| ((*key).to_owned(), text.clone())).collect();
        let (store, today) = (&mut cx.store, cx.today);
        let word = match &self.before {
            None => {
                registers::add(store, self.register, &inputs, today, Door::Form, false)?;
                "新增"
            }
            Some(row) => {
                let seen = Some(row.version);
                registers::change(store, self.register, row.id, seen, &inputs, today, Door::Form, false)?;
                "修改"
            }
        };
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(format!("已{word}{}", self.register.title))])
    }

    fn draft_key(&self) -> Option<String> {
        let id = self.before.as_ref().map_or_else(|| "new".to_owned(), |row| row.id.to_string());
        Some(format!("{}/{id}", self.register.key))
    }
}
