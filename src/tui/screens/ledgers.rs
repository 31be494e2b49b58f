//! 台账: the registers there are, each with what it is for and how much is in it.

use super::super::keymap::{Act, View};
use super::super::list::{ListModel, ListScreen, Page, Query, Span};
use super::super::screen::{Msg, Screen, Session};
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row, Width};
use super::{enterprise, form::RegisterForm, log, register, setting};
use crate::error::{Error, Result};
use crate::registers;
use crate::registers::readiness::{Staff, bar, hours};
use crate::text::{Align, Finder};

/// What is no register but stands in the menu.
const FURTHER: &[(&str, &str, &str)] = &[
    ("facts", "企业情况", "规则要问的情况：没有回答的按“未知”，相关义务显示资料不足"),
    ("setting", "设置", "可以改的期限、提醒和补录天数，每次修改写明原因"),
    ("barred", "不得上岗", "今天不得从事哪项作业的人：依据、自哪天起、为什么、怎样解除"),
    ("hours_gap", "学时缺口", "谁还欠哪项培训、欠多少学时、什么时候到期，年内计划够不够"),
    ("log", "操作日志", "谁在什么时候做了什么，每条记录改动前后的内容；任何一步都能撤销"),
];

/// Registers with an area of their own.
const ELSEWHERE: &[&str] = &["inspection", "hazard", "five_round", "five_five", "risk"];

/// Groups of the menu in their order, with the registers of each; what is in none stands at the end.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "企业人员",
        &["enterprise", "authority", "department", "post", "person", "absence", "assignment", "calendar_day", "facts"],
    ),
    (
        "安全组织",
        &["committee_member", "appointment", "meeting", "meeting_action", "posting", "promise", "document", "card"],
    ),
    ("责任考核", &["duty_list", "duty", "post_duty_list", "pledge", "assessment", "assessment_score"]),
    ("五落实", &["five_round", "five_five"]),
    (
        "教育培训",
        &[
            "training_plan",
            "training_session",
            "training",
            "novelty",
            "certificate",
            "post_certificate",
            "post_trait",
            "barred",
            "hours_gap",
        ],
    ),
    ("风险", &["risk", "risk_change", "risk_check", "risk_round"]),
    ("自查隐患", &["checklist", "plan", "hazard_case", "hazard_progress"]),
    ("事故执法", &["accident", "accident_change", "authority_order", "authority_order_item"]),
    ("报送", &["submission"]),
];
/// Group of the registers that no other names.
const REST: &str = "其他";
/// Group of what is no register.
const SYSTEM: &str = "设置日志";

/// The group a ledger stands in, and its place in the menu.
fn group_of(key: &str) -> (usize, &'static str) {
    let place = GROUPS.iter().position(|(_, keys)| keys.contains(&key));
    match place.and_then(|at| GROUPS.get(at).map(|(name, _)| (at, *name))) {
        Some(found) => found,
        None if FURTHER.iter().any(|(further, ..)| *further == key) => (GROUPS.len() + 1, SYSTEM),
        None => (GROUPS.len(), REST),
    }
}

/// Keys of everything in the menu, as it stands there.
pub(super) fn menu() -> Vec<&'static str> {
    let registers = registers::ALL.iter().map(|it| it.key).filter(|key| !ELSEWHERE.contains(key));
    let mut keys: Vec<&str> = registers.chain(FURTHER.iter().map(|(key, ..)| *key)).collect();
    keys.sort_by_key(|key| group_of(key).0);
    keys
}

/// The screen of a register: its list, or its form where there is only one record.
///
/// # Errors
/// When there is no such register.
pub fn open_register(cx: &mut Session, key: &str) -> Result<Box<dyn Screen>> {
    match key {
        "facts" => enterprise::open(cx),
        "setting" => Ok(setting::screen()),
        "log" => log::open(cx),
        "barred" => Ok(super::barred::screen()),
        "hours_gap" => Ok(super::hours_gap::screen(None)),
        "checklist" => Ok(super::checklist::screen()),
        "duty_list" => Ok(super::responsibility::lists()),
        "enterprise" => Ok(Box::new(RegisterForm::change(&registers::enterprise::ENTERPRISE, 1, cx.today).screen())),
        other => {
            let found = registers::find(other).ok_or_else(|| Error::internal(format!("没有台账 {other}")))?;
            Ok(register::boxed(found))
        }
    }
}

/// The first screen of the area.
///
/// # Errors
/// None.
pub(super) fn open(_: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(Menu)))
}

/// How much there is of what is no register.
fn how_many(cx: &Session, key: &str) -> Result<usize> {
    Ok(match key {
        "facts" => cx.store.facts()?.len(),
        "setting" => cx.store.settings()?.len(),
        "barred" => bar::barred(&cx.store, cx.today, false)?.len(),
        "hours_gap" => hours::gaps(&cx.store, &Staff::read(&cx.store, cx.today, None)?)?.len(),
        _ => cx.store.operations(None, 1)?.first().map_or(0, |last| usize::try_from(last.seq).unwrap_or(0)),
    })
}

struct Menu;

impl ListModel for Menu {
    fn title(&self) -> String {
        "台账".to_owned()
    }

    fn purpose(&self) -> String {
        "企业的全部台账：选一本打开，查找、新增、修改、停用都在里面。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("title", "台账", Width::Length(12)),
            Column::new("group", "类别", Width::Length(8)),
            Column { align: Align::Right, ..Column::new("count", "记录", Width::Length(8)) },
            Column::new("what", "用途", Width::Fill(1)),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let mut rows = Vec::new();
        for key in menu() {
            let further = FURTHER.iter().find(|(further, ..)| *further == key);
            let (title, what, count) = match (registers::find(key), further) {
                (Some(it), _) => (it.title, it.what, cx.store.count(&it.relation)?.to_string()),
                (None, Some((_, title, what))) => (*title, *what, how_many(cx, key)?.to_string()),
                (None, None) => continue,
            };
            let cells = vec![title.to_owned(), group_of(key).1.to_owned(), count, what.to_owned()];
            rows.push(Row { id: key.to_owned(), cells, ..Row::default() });
        }
        // A ledger found by its name comes before those whose purpose only mentions the word; else they stand by groups.
        let finder = Finder::new(&query.find);
        rows.sort_by_key(|row| !row.cells.first().is_some_and(|title| finder.matches(title)));
        Ok(Page::of(rows, query, span))
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        view.absent.extend([
            Act::Add,
            Act::Edit,
            Act::Retire,
            Act::Steps,
            Act::Why,
            Act::Mark,
            Act::Evidence,
            Act::Export,
            Act::Print,
            Act::Columns,
        ]);
    }

    fn detail(&mut self, _: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Some(register) = registers::find(&row.id) else {
            return row.cells.last().map(|what| Paragraph::text(what.clone())).into_iter().collect();
        };
        let mut all =
            vec![Paragraph::text(format!("{}。", register.what)), Paragraph::gap(), Paragraph::heading("栏目")];
        for column in register.columns {
            all.push(Paragraph::pair(column.header, column.help));
        }
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        match (act, rows.first()) {
            (Act::Open, Some(key)) => Ok(vec![Msg::Push(open_register(cx, key)?)]),
            (_, _) => Ok(Vec::new()),
        }
    }
}
