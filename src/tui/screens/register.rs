//! The list of any register, from its description.

use super::super::keymap::{Act, View};
use super::super::list::{ListModel, ListScreen, PAPER, Page, Query, Span};
use super::super::overlay::{Pick, Prompt, Reader};
use super::super::paper;
use super::super::screen::{Answer, Choice, Msg, Screen, Session};
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row, Width};
use super::form::RegisterForm;
use super::{assessment, history, import, rows_out};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::{self, Context, Kind, ListQuery, Listed, Lookups, Register, Source, certificate};
use crate::report::collect::ledger;
use crate::report::kinds::{About, KINDS};
use crate::store::Direction;
use crate::text::Align;

/// Filter value of retired records.
const RETIRED: &str = "retired";
/// Cells the filled column keeps while another could be left out.
const LEAST_NAME: u16 = 20;
/// Indent of one level of a tree.
const INDENT: &str = "  ";

/// Rows of one register.
pub struct RegisterList {
    register: &'static Register,
    lookups: Lookups,
    /// Personal numbers are shown in full: asked for and noted in the log.
    reveal: bool,
    /// Conditions that always hold, such as `person_id=#3`, with what they are called.
    only: Option<(String, String)>,
    /// Further conditions that always hold.
    also: Vec<String>,
    /// What was asked for last: an export writes just that.
    shown: ListQuery,
    /// The file to import, while it is asked how.
    importing: Option<std::path::PathBuf>,
}

impl RegisterList {
    /// All rows of a register.
    #[must_use]
    pub fn new(register: &'static Register) -> Self {
        let (lookups, shown) = (Lookups::default(), ListQuery::default());
        Self { register, lookups, reveal: false, only: None, also: Vec::new(), shown, importing: None }
    }

    /// Only rows that meet a condition such as `人员=0012`; `called` stands in the title.
    #[must_use]
    pub fn only(mut self, condition: impl Into<String>, called: impl Into<String>) -> Self {
        self.only = Some((condition.into(), called.into()));
        self
    }

    /// The same list with a further condition.
    #[must_use]
    pub fn and(mut self, condition: impl Into<String>) -> Self {
        self.also.push(condition.into());
        self
    }

    /// The screen.
    #[must_use]
    pub fn screen(self) -> ListScreen<Self> {
        ListScreen::new(self)
    }

    fn context(&self, cx: &Session) -> Context<'_> {
        Context { today: cx.today, lookups: &self.lookups }
    }

    /// Columns of the list, with their places among the register's.
    fn listed(&self) -> impl Iterator<Item = (usize, &'static registers::Column)> + use<> {
        self.register.columns.iter().enumerate().filter(|(_, column)| column.width > 0)
    }

    fn row(&self, listed: &Listed, by: &str, indent: usize) -> Row {
        let mut cells: Vec<String> = self
            .listed()
            .filter_map(|(n, column)| Some(listed.text(column, listed.cells.get(n)?, self.reveal)))
            .map(|text| text.replace('\n', " "))
            .collect();
        if let Some(first) = cells.first_mut() {
            first.insert_str(0, &INDENT.repeat(indent));
        }
        let retired = listed.row.retired_on.is_some();
        Row {
            id: listed.row.id.to_string(),
            key: serde_json::to_string(&registers::value_by(by, &listed.row)).unwrap_or_default(),
            cells,
            tone: if retired { Tone::Faint } else { tone_of(self.register, listed) },
            badge: if retired {
                Some("停用")
            } else if listed.late_entry {
                Some("补录")
            } else {
                None
            },
        }
    }

    /// The column by which rows of the register lie below others of it: 上级部门.
    fn parent(&self) -> Option<&'static registers::Column> {
        let own = self.register.key;
        self.register
            .columns
            .iter()
            .find(|it| it.key == "parent" && matches!(it.kind, Kind::Reference(to) if to == own))
    }

    /// A small register as a tree: each row below the one it belongs to.
    fn tree(&self, cx: &Session, parent: &'static registers::Column, query: &ListQuery) -> Result<Vec<Row>> {
        let rows = registers::list(&cx.store, self.register, query, &self.context(cx))?;
        let above = |it: &Listed| it.row.get(parent.stored).as_int().filter(|id| rows.iter().any(|r| r.row.id == *id));
        let mut placed: Vec<Row> = Vec::new();
        let mut open: Vec<(&Listed, usize)> =
            rows.iter().filter(|it| above(it).is_none()).rev().map(|it| (it, 0)).collect();
        while let Some((it, depth)) = open.pop() {
            if placed.iter().any(|row| row.id == it.row.id.to_string()) {
                continue;
            }
            placed.push(self.row(it, "id", depth));
            open.extend(
                rows.iter().filter(|below| above(below) == Some(it.row.id)).rev().map(|below| (below, depth + 1)),
            );
        }
        // Departments that lie in a circle belong below nobody; they are shown all the same.
        let lost = rows.iter().filter(|it| !placed.iter().any(|row| row.id == it.row.id.to_string()));
        let lost: Vec<Row> = lost.map(|it| self.row(it, "id", 0)).collect();
        placed.extend(lost);
        Ok(placed)
    }

    fn query(&self, cx: &Session, query: &Query) -> Result<ListQuery> {
        let mut wanted =
            ListQuery { text: query.find.clone(), order: sorted_by(self.register, query), ..ListQuery::default() };
        let conditions =
            [query.filter.as_deref().filter(|it| *it != RETIRED), self.only.as_ref().map(|it| it.0.as_str())];
        for condition in conditions.into_iter().flatten().chain(self.also.iter().map(String::as_str)) {
            wanted.filters.push(registers::parse_where(self.register, condition, &self.lookups, cx.today)?);
        }
        wanted.retired_only = query.filter.as_deref() == Some(RETIRED);
        Ok(wanted)
    }

    fn one(&self, cx: &Session, id: &str) -> Result<Listed> {
        let number: i64 = id.parse().map_err(|_| Error::internal(format!("行号 {id}")))?;
        let found = registers::one(&cx.store, self.register, number, &self.context(cx))?;
        found.ok_or_else(|| Error::input(format!("没有编号为 {id} 的{}", self.register.title)))
    }

    /// Everything about one record.
    fn about(&self, cx: &Session, listed: &Listed) -> Result<Vec<Paragraph>> {
        let mut all = Vec::new();
        for (column, cell) in self.register.columns.iter().zip(&listed.cells) {
            let text = listed.text(column, cell, self.reveal);
            if !text.is_empty() {
                all.push(Paragraph::pair(column.header, text));
            }
        }
        if let Some(day) = listed.row.entered_on {
            let late = if listed.late_entry { "（补录）" } else { "" };
            all.push(Paragraph::pair("录入日期", format!("{day}{late}")));
        }
        if let Some(day) = listed.row.retired_on {
            all.push(Paragraph::toned(Tone::Faint, format!("{day} 停用")));
        }
        all.extend([Paragraph::gap(), Paragraph::heading("改动记录")]);
        all.extend(history::of_record(cx, self.register.relation.written(), listed.row.id)?);
        Ok(all)
    }

    /// What can be done: with the selected record, if there is one, and with the register.
    fn steps(&self, record: bool) -> Msg {
        let mut choices = Vec::new();
        if record {
            choices.push(Choice::new("about", "查看全部内容和改动记录"));
        }
        if record && self.register.key == certificate::CERTIFICATE.key {
            choices.push(Choice::new("renew", "换证：登记新证，旧证留存"));
            choices.push(Choice::new("revoke", "注销或撤销，写明日期和原因"));
        }
        if self.register.key == "assessment" {
            choices.push(assessment::step());
        }
        if self.register.doors.import {
            choices.push(Choice::new("import", "从文件导入").note("xlsx、xls、csv"));
            choices.push(Choice::new("template", "写出空白导入模板").note("下拉来自本厂的部门和岗位"));
        }
        if record && !self.reveal && has_personal(self.register) {
            choices.push(Choice::new("reveal", "显示完整的证件号码和电话").note("记入操作日志"));
        }
        if record && self.register.key == "training_plan" {
            choices.push(Choice::new("hold", "按这一行开班：登记培训"));
        }
        for target in below(self.register).filter(|_| record) {
            choices.push(Choice::new(target.key, format!("这一条的{}", target.title)).note(target.what));
        }
        Msg::Push(Box::new(Pick::new("register.steps", format!("{}：办理", self.register.title), choices)))
    }

    fn step(&mut self, cx: &mut Session, step: &str, rows: &[String]) -> Result<Vec<Msg>> {
        match step {
            "import" => return Ok(vec![import::ask_file(self.register, "")]),
            "template" => return import::template(cx, self.register),
            assessment::OPEN => {
                let period = self.only.as_ref().and_then(|(condition, _)| condition.strip_prefix("period="));
                return Ok(vec![assessment::ask(cx, period)]);
            }
            _ => {}
        }
        let Some(id) = rows.first() else { return Ok(Vec::new()) };
        match step {
            "about" => self.read(cx, id),
            "renew" => {
                let mut form = RegisterForm::new(self.register, cx.today);
                for (key, text) in certificate::renewal_of(&cx.store, id.parse().unwrap_or(0))? {
                    form = form.given(key, text);
                }
                Ok(vec![Msg::Push(Box::new(form.screen()))])
            }
            "revoke" => {
                let form = RegisterForm::change(self.register, id.parse().unwrap_or(0), cx.today);
                Ok(vec![Msg::Push(Box::new(form.only(&["revoked_on", "revoke_reason"]).screen()))])
            }
            "hold" => super::training::of_plan(cx, id.parse().unwrap_or(0)),
            "reveal" => {
                let count = cx.store.count(&self.register.relation)?;
                registers::person::note_reveal(&mut cx.store, self.register, usize::try_from(count).unwrap_or(0))?;
                self.reveal = true;
                Ok(vec![Msg::Stale, Msg::Notice("已显示完整号码，已记入操作日志；离开这一屏后重新遮盖".to_owned())])
            }
            key => {
                let target = registers::find(key).ok_or_else(|| Error::internal(format!("没有台账 {key}")))?;
                let column = target.columns.iter().find(|it| refers_to(it, self.register));
                let Some(column) = column else { return Ok(Vec::new()) };
                let name = self.one(cx, id)?.name(self.register);
                let list = RegisterList::new(target).only(format!("{}=#{id}", column.key), name);
                Ok(vec![Msg::Push(Box::new(list.screen()))])
            }
        }
    }

    /// Writes what is shown, or the marked rows, to a file.
    fn export(&self, cx: &Session, path: &str, rows: &[String]) -> Result<Vec<Msg>> {
        let mut found = registers::list(&cx.store, self.register, &self.shown, &self.context(cx))?;
        if rows.len() > 1 {
            found.retain(|listed| rows.contains(&listed.row.id.to_string()));
        }
        rows_out::write(cx, self.register, &found, self.reveal, path)
    }

    fn read(&mut self, cx: &mut Session, id: &str) -> Result<Vec<Msg>> {
        let listed = self.one(cx, id)?;
        let title = format!("{} {}", self.register.title, listed.name(self.register));
        Ok(vec![Msg::Push(Box::new(Reader::new(title, self.about(cx, &listed)?)))])
    }
}

/// Whether a record of the register holds personal numbers.
fn has_personal(register: &Register) -> bool {
    register.columns.iter().any(|column| matches!(column.kind, Kind::IdNumber | Kind::Printed | Kind::Phone))
}

fn refers_to(column: &registers::Column, register: &Register) -> bool {
    matches!(column.kind, Kind::Reference(key) if key == register.key)
}

/// Registers whose records belong to one of this register: absences and transfers to a person, people to a department.
fn below(register: &Register) -> impl Iterator<Item = &'static Register> + use<'_> {
    registers::ALL.iter().copied().filter(|other| other.key != register.key).filter(|other| {
        other.columns.iter().any(|column| refers_to(column, register) && matches!(column.source, Source::Stored))
    })
}

/// What a row means, where its columns say so.
fn tone_of(register: &Register, listed: &Listed) -> Tone {
    let int = |key: &str| listed.cell(register, key).and_then(|cell| cell.value.as_int()).unwrap_or(0);
    if int("overdue_days") > 0 || int("id_unverified") > 0 {
        return Tone::Bad;
    }
    match listed.cell(register, "state").and_then(|cell| cell.value.as_text()) {
        Some("closed") => Tone::Done,
        Some("to_accept") => Tone::Soon,
        Some(_) => Tone::Open,
        None => Tone::Normal,
    }
}

/// The order a list was asked for: `hired_on` or `-hired_on`.
fn sorted_by(register: &Register, query: &Query) -> Option<(&'static str, Direction)> {
    let asked = query.sort.as_deref()?;
    let (key, way) = asked.strip_prefix('-').map_or((asked, Direction::Up), |key| (key, Direction::Down));
    let column = register.columns.iter().find(|column| column.key == key)?;
    Some((column.stored, way))
}

/// The order value a row was read with.
fn after(row: &Row) -> Option<(Value, i64)> {
    let value = match serde_json::from_str(&row.key).unwrap_or_default() {
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Int),
        serde_json::Value::String(text) => Value::Text(text),
        _ => Value::Null,
    };
    Some((value, row.id.parse().ok()?))
}

impl ListModel for RegisterList {
    fn title(&self) -> String {
        match &self.only {
            Some((_, called)) => format!("{} {called}", self.register.title),
            None => self.register.title.to_owned(),
        }
    }

    fn purpose(&self) -> String {
        format!("{}。", self.register.what)
    }

    fn lists(&self, register: &str) -> bool {
        self.register.key == register
    }

    fn columns(&self) -> Vec<Column> {
        let widest = self.listed().filter(|(_, it)| matches!(it.kind, Kind::Line | Kind::Note | Kind::Reference(_)));
        let widest = widest.max_by_key(|(n, it)| (it.width, usize::MAX - n)).map(|(n, _)| n);
        let mut columns = Vec::new();
        for (place, (n, column)) in self.listed().enumerate() {
            let fill = widest == Some(n) || (widest.is_none() && place == 0);
            let width = if fill { Width::Fill(1) } else { Width::Length(column.width) };
            let mut shown = Column::new(column.key, column.header, width);
            // Personal numbers, masked as they are, go first where the screen is narrow.
            let rank = if matches!(column.kind, Kind::IdNumber | Kind::Printed | Kind::Phone) { 200 } else { place };
            shown.least = if fill { column.width.min(LEAST_NAME) } else { shown.least };
            shown.spare = if fill { 0 } else { u8::try_from(rank).unwrap_or(u8::MAX) };
            if matches!(column.kind, Kind::Whole(..) | Kind::Money | Kind::Decimal(_)) {
                shown.align = Align::Right;
            }
            columns.push(shown);
        }
        columns
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.lookups = Lookups::of(self.register, &cx.store)?;
        let mut wanted = self.query(cx, query)?;
        self.shown = wanted.clone();
        let plain = query.find.is_empty() && query.filter.is_none() && query.sort.is_none() && self.only.is_none();
        if let (Some(parent), true) = (self.parent(), plain) {
            return Ok(Page::of(self.tree(cx, parent, &wanted)?, query, span));
        }
        let by = wanted.order.unwrap_or(self.register.order).0;
        wanted.limit = Some(span.limit.saturating_add(1));
        wanted.after = span.after.as_ref().and_then(after);
        let found = registers::list(&cx.store, self.register, &wanted, &self.context(cx))?;
        let more = found.len() > span.limit;
        let rows = found.iter().take(span.limit).map(|listed| self.row(listed, by, 0)).collect();
        let total = if plain { usize::try_from(cx.store.count(&self.register.relation)?).ok() } else { None };
        Ok(Page { rows, more, total })
    }

    fn paper(&self) -> Option<String> {
        let title = ledger::paper_title(self.register);
        Some(self.only.as_ref().map_or_else(|| title.clone(), |(_, called)| format!("{title}（{called}）")))
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        let about = row.cells.first().map_or("", |it| it.trim());
        KINDS
            .iter()
            .filter(|kind| kind.about == About::Record(self.register.key))
            .map(|kind| Choice::new(kind.key, kind.title).note(about))
            .collect()
    }

    fn empty(&self) -> String {
        let doors = self.register.doors;
        let add = if doors.add { "按 F2 新增。" } else { "" };
        let import = if doors.import { "按 Ctrl+G 可以从文件导入。" } else { "" };
        format!("还没有{}。{}。{add}{import}", self.register.title, self.register.what)
    }

    fn filters(&self) -> Vec<Choice> {
        let mut choices = Vec::new();
        for column in self.register.columns {
            if let Kind::Reference(key @ "department") = column.kind {
                choices.extend(self.lookups.get(key).choices().into_iter().map(|(id, name, _)| {
                    Choice::new(format!("{}=#{id}", column.key), format!("{}：{name}", column.header))
                }));
            }
            if column.key == "days_left" {
                let within =
                    |days: i64| Choice::new(format!("days_left<={days}"), format!("{days}天内到期（含已到期）"));
                choices.extend([30, 60, 90].map(within));
            }
            if let Kind::Choice(values) = column.kind {
                for value in values {
                    let condition = format!("{}={}", column.key, value.code);
                    choices.push(Choice::new(condition, format!("{}：{}", column.header, value.label)));
                }
                if !column.required {
                    choices.push(Choice::new(format!("{}=", column.key), format!("{}：（空）", column.header)));
                }
            }
        }
        if self.register.relation.retires {
            choices.push(Choice::new(RETIRED, "已停用"));
        }
        choices
    }

    fn sorts(&self) -> Vec<Choice> {
        let sortable = self.listed().map(|(_, column)| column).filter(|column| {
            matches!(column.source, Source::Stored)
                && matches!(
                    column.kind,
                    Kind::Line
                        | Kind::Code
                        | Kind::Date
                        | Kind::Moment
                        | Kind::Whole(..)
                        | Kind::Money
                        | Kind::Decimal(_)
                )
        });
        sortable
            .flat_map(|column| {
                let (up, down) = match column.kind {
                    Kind::Date | Kind::Moment => ("由早到晚", "由晚到早"),
                    _ => ("由小到大", "由大到小"),
                };
                [
                    Choice::new(column.key, column.header).note(up),
                    Choice::new(format!("-{}", column.key), column.header).note(down),
                ]
            })
            .collect()
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Why, Act::Evidence]);
        let doors = self.register.doors;
        if !doors.add {
            view.absent.push(Act::Add);
        }
        if !doors.set {
            view.absent.push(Act::Edit);
        }
        if !doors.retire {
            view.absent.push(Act::Retire);
        }
        view.steps_without_row = doors.import;
        if row.is_none() {
            view.blocked.push((Act::Export, "没有可以导出的记录".to_owned()));
        }
        if row.is_some_and(|row| row.badge == Some("停用")) {
            view.blocked.push((Act::Edit, "已停用的记录不能修改；撤销停用的那一步可以恢复".to_owned()));
            view.blocked.push((Act::Retire, "这条记录已经停用".to_owned()));
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let about = self.one(cx, &row.id).and_then(|listed| self.about(cx, &listed));
        about.unwrap_or_else(|error| vec![Paragraph::toned(Tone::Bad, error.message)])
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let first = rows.first().cloned().unwrap_or_default();
        Ok(match act {
            Act::Open if self.register.key == "assessment" => {
                return match assessment::open_row(cx, &first)? {
                    Some(opened) => Ok(vec![opened]),
                    None => self.read(cx, &first),
                };
            }
            Act::Open => return self.read(cx, &first),
            Act::Add => {
                let mut form = RegisterForm::new(self.register, cx.today);
                // A list of what belongs to one person begins the form with that person.
                if let Some((condition, _)) = &self.only
                    && let Some((key, value)) = condition.split_once('=')
                    && let Some(column) = self.register.column(key)
                {
                    form = form.given(column.key, value);
                }
                vec![Msg::Push(Box::new(form.screen()))]
            }
            Act::Edit => {
                let id = self.one(cx, &first)?.row.id;
                vec![Msg::Push(Box::new(RegisterForm::change(self.register, id, cx.today).screen()))]
            }
            Act::Retire => {
                let which = if rows.len() > 1 {
                    format!("{} 条{}", rows.len(), self.register.title)
                } else {
                    format!("{} {}", self.register.title, self.one(cx, &first)?.name(self.register))
                };
                let label = format!("停用 {which} 的原因（记录保留，可以撤销）：");
                vec![Msg::Push(Box::new(Prompt::new("register.retire", "停用", label, true)))]
            }
            Act::Export => vec![rows_out::ask(cx, self.register, true)],
            Act::Steps => vec![self.steps(!rows.is_empty())],
            _ => Vec::new(),
        })
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        match answer.tag {
            "register.retire" => {
                let ids: Vec<i64> = rows.iter().filter_map(|id| id.parse().ok()).collect();
                registers::retire_all(&mut cx.store, self.register, &ids, cx.today, &answer.value)?;
                Ok(vec![Msg::Stale, Msg::Notice(format!("已停用 {} 条，u 可撤销", ids.len()))])
            }
            rows_out::TAG => self.export(cx, &answer.value, rows),
            assessment::OPEN => assessment::open_period(cx, &answer.value),
            "register.steps" => self.step(cx, &answer.value, rows),
            PAPER => match rows.first() {
                Some(id) => paper::of_record(cx, &answer.value, &format!("#{id}")),
                None => Ok(Vec::new()),
            },
            import::FILE => {
                let path = std::path::PathBuf::from(answer.value.trim());
                let asked = import::ask_how(&path);
                self.importing = Some(path);
                Ok(vec![asked])
            }
            import::HOW => match self.importing.clone() {
                Some(path) => import::run(cx, self.register, &path, &answer.value),
                None => Ok(Vec::new()),
            },
            _ => Ok(Vec::new()),
        }
    }
}

/// A list of a register as the first screen of an area.
pub(super) fn boxed(register: &'static Register) -> Box<dyn Screen> {
    Box::new(RegisterList::new(register).screen())
}
