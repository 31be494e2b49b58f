//! Facts of ledgers: the rows of any register as its list shows them, or as a list on the screen shows them.

use super::{Collected, Moment, chain_code, facts_json, short_name, unit};
use crate::domain::value::Value;
use crate::error::Result;
use crate::registers::{self, Column, Context, Kind, ListQuery, Listed, Lookups, Register};
use crate::report::Facts;
use crate::report::kinds::{self, About, ReportKind};
use crate::report::ledger::{LedgerColumn, LedgerFacts, LedgerKind, LedgerRow};
use crate::report::model::file_stem;
use crate::store::Store;
use crate::text::width;

/// Half-width characters up to which a choice stands in one line.
const SHORT: usize = 12;
/// Half-width characters a column of text is given at least.
const LEAST: u16 = 6;

/// A register that people know on paper under a name, or with columns, of its own.
struct Paper {
    register: &'static str,
    title: &'static str,
    /// Heads from left to right and the columns that stand under each; none: those of the list.
    columns: &'static [(&'static str, &'static [&'static str])],
}

/// Papers whose title is more than the register's with 台账 behind it. The columns of the hazard ledger follow the
/// customary order (domain file hazard-governance, 6.2).
const PAPERS: &[Paper] = &[
    Paper {
        register: "hazard",
        title: "隐患排查治理台账",
        columns: &[
            ("隐患编号", &["code"]),
            ("排查日期", &["found_on"]),
            ("排查类型", &["source"]),
            ("排查人", &["found_by"]),
            ("具体部位", &["place"]),
            ("隐患描述", &["title"]),
            ("类别", &["kind", "field"]),
            ("可能导致事故类别", &["accident"]),
            ("级别", &["level"]),
            ("判定依据", &["basis"]),
            ("整改措施", &["measures"]),
            ("整改责任部门", &["department"]),
            ("责任人", &["owner"]),
            ("整改期限", &["due_on"]),
            ("资金（元）", &["funds"]),
            ("临时防范措施/预案", &["plan"]),
            ("完成日期", &["rectified_on"]),
            ("验收人", &["accepter"]),
            ("验收日期", &["accepted_on"]),
            ("验收结论", &["opinion"]),
            ("销号日期", &["closed_on"]),
            ("备注", &["note"]),
        ],
    },
    Paper {
        register: "risk",
        title: "安全风险分级管控清单",
        columns: &[
            ("编号", &["code"]),
            ("风险单元", &["unit"]),
            ("风险点", &["point"]),
            ("类别", &["category"]),
            ("危险源", &["factor"]),
            ("可能事故", &["accident"]),
            ("方法", &["method"]),
            ("评分", &["score"]),
            ("等级", &["grade"]),
            ("工程技术措施", &["engineering"]),
            ("管理措施", &["management"]),
            ("培训教育措施", &["training"]),
            ("个体防护措施", &["protection"]),
            ("应急处置措施", &["emergency"]),
            ("管控层级", &["tier"]),
            ("责任部门", &["department"]),
            ("责任人", &["owner"]),
            ("下次评估", &["next_on"]),
        ],
    },
    Paper { register: "person", title: "人员花名册", columns: &[] },
    Paper { register: "enterprise", title: "企业基本情况", columns: &[] },
    Paper { register: "absence", title: "长期离岗人员台账", columns: &[] },
    Paper { register: "assignment", title: "任职、调岗台账", columns: &[] },
    Paper { register: "calendar_day", title: "放假、停产、调休安排", columns: &[] },
    Paper { register: "committee_member", title: "安全生产委员会成员名单", columns: &[] },
    Paper { register: "meeting_action", title: "会议议定事项督办清单", columns: &[] },
    Paper { register: "card", title: "应急处置卡和风险告知卡目录", columns: &[] },
    Paper { register: "document", title: "安全生产文件目录", columns: &[] },
    Paper { register: "checklist", title: "安全检查表目录", columns: &[] },
    Paper { register: "plan", title: "安全检查计划", columns: &[] },
    Paper { register: "inspection", title: "安全检查台账", columns: &[] },
    Paper { register: "submission", title: "报告报送台账", columns: &[] },
];

/// What a register is called on paper.
#[must_use]
pub fn paper_title(register: &Register) -> String {
    let named = PAPERS.iter().find(|it| it.register == register.key).map(|it| it.title.to_owned());
    named.unwrap_or_else(|| format!("{}台账", register.title))
}

/// Which rows and columns of a register are printed.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Which rows, in which order.
    pub list: ListQuery,
    /// Columns; none: those of the paper, else those of the list.
    pub columns: Vec<&'static Column>,
    /// Of the rows found only these, in this order; none: all.
    pub only: Option<Vec<i64>>,
    /// What was asked for in words; empty: everything.
    pub scope: String,
    /// Personal numbers in full. The caller logs it before ([`registers::person::note_reveal`]).
    pub reveal: bool,
}

/// Facts of a whole register, personal numbers masked. `about` is its key or title.
///
/// # Errors
/// As [`super::collect`].
pub fn ledger(store: &Store, kind: &ReportKind, about: &str, moment: Moment) -> Result<Collected> {
    of_register(store, kind, register_of(kind, about)?, &Asked::default(), moment)
}

/// The register a ledger is of: the kind's own, else the one named.
///
/// # Errors
/// [`crate::error::Kind::Input`] naming those there are.
pub fn register_of(kind: &ReportKind, about: &str) -> Result<&'static Register> {
    registers::named(match kind.about {
        About::Register(own) => own.unwrap_or(about),
        About::Period(_) | About::Record(_) => about,
    })
}

/// Facts of a register's rows as asked.
///
/// # Errors
/// When the file cannot be read.
pub fn of_register(
    store: &Store,
    kind: &ReportKind,
    register: &'static Register,
    asked: &Asked,
    moment: Moment,
) -> Result<Collected> {
    let lookups = Lookups::of(register, store)?;
    let context = Context { today: moment.today, lookups: &lookups };
    let mut found = registers::list(store, register, &asked.list, &context)?;
    if let Some(only) = &asked.only {
        let place = |it: &Listed| only.iter().position(|id| *id == it.row.id);
        found.retain(|it| place(it).is_some());
        found.sort_by_key(place);
    }
    let heads = heads(register, asked);
    let mut columns: Vec<LedgerColumn> = heads.iter().map(Head::column).collect();
    let mut rows: Vec<LedgerRow> = found.iter().map(|it| row(register, &heads, it, asked.reveal)).collect();
    if asked.list.retired || asked.list.retired_only {
        let (key, label) = ("retired_on".to_owned(), "停用日期".to_owned());
        columns.push(LedgerColumn { key, label, kind: LedgerKind::Date, weight: 11 });
        for (row, listed) in rows.iter_mut().zip(&found) {
            row.cells.push(listed.row.retired_on.map(|day| day.to_string()));
        }
    }
    narrow(&mut columns, &rows);
    let facts = LedgerFacts {
        register: register.key.to_owned(),
        title: paper_title(register),
        scope: asked.scope.clone(),
        revealed: asked.reveal,
        columns,
        rows,
        ..LedgerFacts::default()
    };
    finished(store, kind, facts, moment)
}

/// Columns of text that hold little leave their room to the others.
fn narrow(columns: &mut [LedgerColumn], rows: &[LedgerRow]) {
    for (index, column) in columns.iter_mut().enumerate().filter(|(_, it)| it.kind == LedgerKind::Text) {
        let cells = rows.iter().filter_map(|row| row.cells.get(index).and_then(Option::as_deref));
        let widest = cells.flat_map(str::lines).map(width).max().unwrap_or(0).max(usize::from(LEAST));
        column.weight = column.weight.min(u16::try_from(widest).unwrap_or(u16::MAX));
    }
}

/// Facts of a list as it stands on the screen: columns with their heads, and for each row its record and its texts.
///
/// # Errors
/// When the file cannot be read.
pub fn as_shown(
    store: &Store,
    title: &str,
    scope: &str,
    columns: Vec<LedgerColumn>,
    rows: Vec<LedgerRow>,
    moment: Moment,
) -> Result<Collected> {
    let (title, scope) = (title.to_owned(), scope.to_owned());
    finished(
        store,
        kinds::find(LedgerFacts::KIND)?,
        LedgerFacts { title, scope, columns, rows, ..LedgerFacts::default() },
        moment,
    )
}

fn finished(store: &Store, kind: &ReportKind, facts: LedgerFacts, moment: Moment) -> Result<Collected> {
    let facts =
        LedgerFacts { unit: unit(store)?.name, cut_off: moment.cut_off(), chain_code: chain_code(store)?, ..facts };
    Ok(Collected {
        report: facts.report(),
        facts: facts_json(&facts, kind)?,
        file_stem: file_stem(&[&short_name(store)?, &facts.title, &moment.today.to_string()]),
    })
}

/// One column of the paper: its head, and the register's columns under it.
struct Head {
    label: String,
    columns: Vec<&'static Column>,
}

fn heads(register: &'static Register, asked: &Asked) -> Vec<Head> {
    let one = |column: &'static Column| {
        let yuan = matches!(column.kind, Kind::Money) && !column.header.contains('元');
        let label = if yuan { format!("{}（元）", column.header) } else { column.header.to_owned() };
        Head { label, columns: vec![column] }
    };
    let own = PAPERS.iter().find(|it| it.register == register.key).map_or(&[][..], |it| it.columns);
    if !asked.columns.is_empty() {
        return asked.columns.iter().map(|it| one(it)).collect();
    }
    if own.is_empty() {
        let listed = register.columns.iter().filter(|it| it.width > 0);
        let any = register.columns.iter().any(|it| it.width > 0);
        return if any { listed.map(one).collect() } else { register.columns.iter().map(one).collect() };
    }
    let under = |keys: &[&str]| keys.iter().filter_map(|key| register.column(key)).collect();
    own.iter().map(|(label, keys)| Head { label: (*label).to_owned(), columns: under(keys) }).collect()
}

impl Head {
    fn column(&self) -> LedgerColumn {
        let first = self.columns.first();
        let kind = match self.columns.as_slice() {
            [one] => kind_of(one.kind),
            _ => LedgerKind::Text,
        };
        LedgerColumn {
            key: first.map_or("", |it| it.key).to_owned(),
            label: self.label.clone(),
            kind,
            weight: first.map_or(12, |it| weight(it)),
        }
    }
}

fn kind_of(kind: Kind) -> LedgerKind {
    match kind {
        Kind::Line | Kind::Note | Kind::Choices(_) | Kind::Weekdays | Kind::Term(_) => LedgerKind::Text,
        // 主要负责人带队检查: too long to stand in one line of a narrow column.
        Kind::Choice(choices) if choices.iter().any(|it| width(it.label) > SHORT) => LedgerKind::Text,
        Kind::Reference("person") | Kind::Code | Kind::Flag | Kind::Decimal(_) | Kind::Choice(_) => LedgerKind::Short,
        Kind::IdNumber | Kind::Printed | Kind::Phone | Kind::CreditCode | Kind::Moment => LedgerKind::Short,
        Kind::Reference(_) => LedgerKind::Text,
        Kind::Date => LedgerKind::Date,
        Kind::Whole(..) => LedgerKind::Number,
        Kind::Money => LedgerKind::Fen,
    }
}

/// Half-width characters a column is given where it is a text, and at most where it is short.
fn weight(column: &Column) -> u16 {
    let usual = match column.kind {
        Kind::Note => 24,
        Kind::Line | Kind::Term(_) => 20,
        Kind::Reference("person") => 8,
        Kind::Reference(_) => 14,
        Kind::Date => 11,
        Kind::Code | Kind::Phone => 13,
        Kind::IdNumber | Kind::Printed | Kind::CreditCode => 19,
        Kind::Moment => 16,
        Kind::Weekdays => 10,
        Kind::Choice(_) => 8,
        Kind::Whole(..) | Kind::Flag | Kind::Decimal(_) => 5,
        Kind::Choices(_) => 14,
        Kind::Money => 10,
    };
    if matches!(kind_of(column.kind), LedgerKind::Text) && column.width > 0 { column.width } else { usual }
}

fn row(register: &Register, heads: &[Head], listed: &Listed, reveal: bool) -> LedgerRow {
    let shown = |column: &&'static Column| {
        let cell = listed.cell(register, column.key)?;
        let text = match (&cell.value, kind_of(column.kind)) {
            (Value::Null, _) => cell.text.clone(),
            // A kind of report is kept by its key; on paper it stands by its title.
            (Value::Text(key), _) if (register.key, column.key) == ("submission", "kind") => {
                kinds::find(key).map_or_else(|_| key.clone(), |kind| kind.title.to_owned())
            }
            (Value::Int(number), LedgerKind::Number | LedgerKind::Fen) => number.to_string(),
            (Value::Text(day), LedgerKind::Date) => day.clone(),
            (_, _) => listed.text(column, cell, reveal),
        };
        Some(text).filter(|it| !it.trim().is_empty())
    };
    let cell = |head: &Head| {
        let all: Vec<String> = head.columns.iter().filter_map(shown).collect();
        Some(all.join("/")).filter(|it| !it.is_empty())
    };
    LedgerRow { id: listed.row.id, cells: heads.iter().map(cell).collect() }
}
