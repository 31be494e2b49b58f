//! Registers 台账: each described once, shown by many faces.
//!
//! A [`Register`] names its table, columns, choices, references and checks. The list screen, the form, validation,
//! import and export, the command line, the printed ledger and `docs/registers.md` all read this description;
//! none of them knows a register by name.

use crate::domain::code::Choice;
use crate::domain::problem::Problem;
use crate::domain::value::Value;
use crate::error::Result;
use crate::store::{Direction, Relation, Row, Tx};

mod catalogue;
pub mod checklist;
pub mod committee;
mod in_use;
mod input;
mod list;
mod lookup;
mod save;

pub mod accident;
pub mod assessment;
pub mod certificate;
pub mod docs;
pub mod document;
pub mod duty;
pub mod enterprise;
pub mod figures;
pub mod five;
pub mod governance;
pub mod hazard;
pub mod inspection;
pub mod late;
pub mod major;
pub mod meeting;
pub mod order;
pub mod organisation;
pub mod person;
pub mod plan;
pub mod posting;
pub mod readiness;
pub mod report_text;
pub mod responsibility;
pub mod risk;
pub mod setting;
pub mod staffing;
pub mod submission;
pub mod toll;
pub mod training;

pub use catalogue::{ALL, find, named};
pub use input::{Input, Read, Reading, join_numbers};
pub(crate) use list::unknown_column;
pub use list::{Cell, Context, Filter, ListQuery, Listed, list, one, order_value, parse_where, plain, show, value_by};
pub use lookup::{Lookup, Lookups, Unfound};
pub use save::{Door, Draft, Saved, add, change, draft, judge, resolve, retire, retire_all, write};

/// What a column holds, how it is typed and shown.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// One line of text.
    Line,
    /// Several lines of text.
    Note,
    /// A number or code that stays text (leading zeros!): 工号, 编号.
    Code,
    /// A calendar date.
    Date,
    /// A local time to the minute.
    Moment,
    /// A whole number between the bounds, both included.
    Whole(i64, i64),
    /// Money, stored in 分, typed in 元.
    Money,
    /// Yes or no.
    Flag,
    /// A number of at most so many decimal places, not negative; stored as a whole number of its last place.
    Decimal(u8),
    /// One of a closed set.
    Choice(&'static [Choice]),
    /// One of the things a rule pack names: stored by id, typed by any of its names.
    Term(&'static Terms),
    /// Several of a closed set, stored as their codes with blanks between, in the set's order.
    Choices(&'static [Choice]),
    /// A row of another register, by its key.
    Reference(&'static str),
    /// 证号 as printed: an identity number in it is masked unless asked for.
    Printed,
    /// 证件号码: checked by kind, masked unless asked for.
    IdNumber,
    /// Telephone number, masked unless asked for.
    Phone,
    /// 统一社会信用代码.
    CreditCode,
    /// Days of the week as a bit mask, Monday = bit 0.
    Weekdays,
}

/// What a rule pack names: the choices, and what another name in use stands for.
#[derive(Debug)]
pub struct Terms {
    /// Every one, id and title.
    pub choices: fn() -> &'static [Choice],
    /// The id of what is called so.
    pub find: fn(&str) -> Option<&'static str>,
}

impl Terms {
    /// The title of the one with this id.
    #[must_use]
    pub fn label(&self, id: &str) -> Option<&'static str> {
        (self.choices)().iter().find(|it| it.code == id).map(|it| it.label)
    }
}

/// Where a column's value comes from.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// A column of the register's own table.
    Stored,
    /// Computed from the row.
    Derived(fn(&Row, &Context<'_>) -> Value),
}

/// One column of a register, and one field of its form.
#[derive(Debug)]
pub struct Column {
    /// English key: JSON, `列=值`, `--map`.
    pub key: &'static str,
    /// Chinese header.
    pub header: &'static str,
    /// Other headers that real files use.
    pub synonyms: &'static [&'static str],
    /// What it holds.
    pub kind: Kind,
    /// Name of the stored column (`department_id` for `department`).
    pub stored: &'static str,
    /// Where its value comes from.
    pub source: Source,
    /// Must be filled in.
    pub required: bool,
    /// Can be typed: shown in the form, taken by `add`, `set` and import.
    pub input: bool,
    /// Width in the list, in cells; 0: not in the list.
    pub width: u16,
    /// One line of help under the field.
    pub help: &'static str,
    /// What a new record starts with, as typed.
    pub default: &'static str,
    /// Column of whose row this is the number, where a file may name a row by number and name in two columns: 工号 beside
    /// 姓名. Never stored itself.
    pub number_of: Option<&'static str>,
    /// Sets of columns that together tell two records apart, one bit a set; 0: in none.
    pub tells: u8,
}

impl Column {
    /// A stored column that can be typed.
    #[must_use]
    pub const fn new(key: &'static str, header: &'static str, kind: Kind) -> Self {
        Self {
            key,
            header,
            synonyms: &[],
            kind,
            stored: key,
            source: Source::Stored,
            required: false,
            input: true,
            width: 0,
            help: "",
            default: "",
            number_of: None,
            tells: 0,
        }
    }

    /// A column computed from the row; never typed.
    #[must_use]
    pub const fn derived(
        key: &'static str,
        header: &'static str,
        kind: Kind,
        compute: fn(&Row, &Context<'_>) -> Value,
    ) -> Self {
        let mut column = Self::new(key, header, kind);
        column.source = Source::Derived(compute);
        column.input = false;
        column
    }

    /// A reference to `register`, stored as `stored` (`department_id`).
    #[must_use]
    pub const fn reference(
        key: &'static str,
        header: &'static str,
        register: &'static str,
        stored: &'static str,
    ) -> Self {
        let mut column = Self::new(key, header, Kind::Reference(register));
        column.stored = stored;
        column
    }

    /// Must be filled in.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The number of the row that the reference column `key` names: a file may bring both, or either.
    #[must_use]
    pub const fn number_of(mut self, key: &'static str) -> Self {
        self.number_of = Some(key);
        self
    }

    /// One of the columns that together tell two records apart, in these sets (one bit a set).
    #[must_use]
    pub const fn tells(mut self, sets: u8) -> Self {
        self.tells = sets;
        self
    }

    /// Shown, never typed: the program fills it in.
    #[must_use]
    pub const fn shown_only(mut self) -> Self {
        self.input = false;
        self
    }

    /// In the list with this width in cells.
    #[must_use]
    pub const fn width(mut self, cells: u16) -> Self {
        self.width = cells;
        self
    }

    /// Other headers that real files use.
    #[must_use]
    pub const fn synonyms(mut self, names: &'static [&'static str]) -> Self {
        self.synonyms = names;
        self
    }

    /// Stored under another name than its key.
    #[must_use]
    pub const fn stored(mut self, name: &'static str) -> Self {
        self.stored = name;
        self
    }

    /// One line of help under the field.
    #[must_use]
    pub const fn help(mut self, text: &'static str) -> Self {
        self.help = text;
        self
    }

    /// What a new record starts with, as typed.
    #[must_use]
    pub const fn default(mut self, text: &'static str) -> Self {
        self.default = text;
        self
    }

    /// The register it refers to, when it does.
    fn refers_to(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Reference(key) => Some(key),
            Kind::Line
            | Kind::Note
            | Kind::Code
            | Kind::Date
            | Kind::Moment
            | Kind::Whole(..)
            | Kind::Money
            | Kind::Flag
            | Kind::Decimal(_)
            | Kind::Choice(_)
            | Kind::Term(_)
            | Kind::Choices(_)
            | Kind::IdNumber
            | Kind::Printed
            | Kind::Phone
            | Kind::CreditCode
            | Kind::Weekdays => None,
        }
    }

    /// Whether `name` names this column: key, header or synonym, folded.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        let name = crate::domain::fold::folded_key(name);
        [self.key, self.header].iter().chain(self.synonyms).any(|known| crate::domain::fold::folded_key(known) == name)
    }
}

/// What may be done to a register's records by form, `add`/`set`/`retire` and import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doors {
    /// New records can be added one by one.
    pub add: bool,
    /// Records can be edited.
    pub set: bool,
    /// Records can be retired.
    pub retire: bool,
    /// Files can be imported.
    pub import: bool,
}

impl Doors {
    /// Everything.
    pub const ALL: Self = Self { add: true, set: true, retire: true, import: true };
    /// Only looked at here; written by commands of its own.
    pub const READ: Self = Self { add: false, set: false, retire: false, import: false };
}

/// Judges a whole record: the draft over what is stored already.
pub type Check = fn(&mut Draft, &Context<'_>, Door) -> Vec<Problem>;

/// Writes a judged record; gives its id. `None` for the row: a new one.
pub type Write = fn(&Tx<'_>, &Register, Option<&Row>, &Draft) -> Result<i64>;

/// The description of one register.
pub struct Register {
    /// Key on the command line and in JSON.
    pub key: &'static str,
    /// Chinese title.
    pub title: &'static str,
    /// What it is for, one line.
    pub what: &'static str,
    /// Its table.
    pub relation: Relation,
    /// Columns in the order people read them.
    pub columns: &'static [Column],
    /// Columns that name one record, tried in turn: 工号, 证件号码.
    pub identity: &'static [&'static str],
    /// Stored column by which other records refer to it in words.
    pub label: &'static str,
    /// The record's own date: entered later than this plus the limit shows 补录.
    pub own_date: Option<&'static str>,
    /// How the list runs: stored column and way.
    pub order: (&'static str, Direction),
    /// What may be done to its records.
    pub doors: Doors,
    /// Judges a record as a whole.
    pub check: Check,
    /// Writes a judged record.
    pub write: Write,
}

impl Register {
    /// The column that `name` names: key, header or synonym.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns
            .iter()
            .find(|column| column.key == name)
            .or_else(|| self.columns.iter().find(|column| column.is_named(name)))
    }

    /// Columns that can be typed.
    pub fn inputs(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().filter(|column| column.input)
    }

    /// Registers its columns refer to.
    pub fn references(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.columns.iter().filter_map(Column::refers_to)
    }

    /// Registers its columns that can be typed refer to.
    pub fn typed_references(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.columns.iter().filter(|column| column.input).filter_map(Column::refers_to)
    }
}

/// No rule beyond those of the single fields.
pub(crate) fn no_check(_: &mut Draft, _: &Context<'_>, _: Door) -> Vec<Problem> {
    Vec::new()
}
