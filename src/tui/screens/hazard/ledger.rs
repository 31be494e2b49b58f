//! The ledger of hazards: every filter of the day's work, the next step on Enter, all steps with their reasons.

use crate::domain::date::{add_days, chinese};
use crate::domain::hazard::{Hazard, Level, State, Verb, possible, why_not};
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::hazard::{HAZARD, overdue_days, snapshot};
use crate::registers::{self, Context, Filter, ListQuery, Listed, Lookups, order_value, parse_where};
use crate::report::collect::ledger::Asked;
use crate::tui::form::FormScreen;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, Page, Query, Span};
use crate::tui::overlay::{Pick, Prompt, Reader};
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

use super::step_form::StepForm;
use super::{file, papers, story};
use crate::tui::screens::{RegisterForm, rows_out};

/// Days ahead within which a deadline is near.
const NEAR: i64 = 7;
/// Days after which a hazard without a level is marked (decisions 16).
const UNGRADED: i64 = 3;
/// The order by deadline.
const BY_DEADLINE: &str = "due_on";
/// Fields of a new hazard.
const NEW: &[&str] =
    &["title", "place", "department", "found_on", "found_by", "kind", "field", "accident", "source", "basis", "note"];
/// Fields that may be edited later; the others are written by steps.
const DESCRIBED: &[&str] = &[
    "title",
    "place",
    "department",
    "found_by",
    "kind",
    "field",
    "accident",
    "source",
    "basis",
    "reported_on",
    "note",
];

/// The list.
#[derive(Default)]
pub(super) struct Ledger {
    /// What was asked for last: the printed ledger shows just that.
    shown: Query,
}

/// The hazard as the rules see it, with its row.
pub(super) fn standing(cx: &Session, id: i64) -> Result<Hazard> {
    let row = cx.store.row(&HAZARD.relation, id)?.ok_or_else(|| Error::input("没有这条隐患"))?;
    Ok(snapshot(&row, &cx.store.hazard_steps(id)?, chrono::NaiveDate::MAX))
}

/// The next sensible step of a hazard; none when it is closed.
fn next(hazard: &Hazard) -> Option<Verb> {
    match hazard.state {
        State::Found => Some(Verb::Assess),
        State::Assessed | State::Rectifying => Some(Verb::Rectify),
        State::ToAccept if hazard.accepted_on.is_some() => Some(Verb::Close),
        State::ToAccept => Some(Verb::Accept),
        State::Closed => None,
    }
}

/// Conditions of a filter.
fn conditions(filter: &str, cx: &Session) -> Vec<String> {
    let open = "state!=closed".to_owned();
    match filter {
        "open" => vec![open],
        "overdue" => vec!["overdue_days>=1".to_owned()],
        "major" => vec![open, "level=major".to_owned()],
        "ungraded" => vec![open, "level=".to_owned()],
        "accept" => vec!["state=to_accept".to_owned()],
        "near" => vec![
            open,
            "rectified_on=".to_owned(),
            format!("due_on>={}", cx.today),
            format!("due_on<={}", add_days(cx.today, NEAR)),
        ],
        "recurred" => vec!["recurs!=".to_owned()],
        _ => Vec::new(),
    }
}

/// Where a hazard stands and what is to be noticed about it, and how loud.
fn standing_words(listed: &Listed, cx: &Session) -> (String, Tone) {
    let row = &listed.row;
    let state = row.get("state").as_text().and_then(State::from_code);
    let late = overdue_days(row, cx.today);
    let found = row.get("found_on").as_date().unwrap_or(cx.today);
    let waiting = (cx.today - found).num_days();
    let near = row.get("due_on").as_date().is_some_and(|due| due <= add_days(cx.today, NEAR));
    let graded = !row.get("level").is_null();
    let (mut said, tone) = match state {
        Some(State::Closed) => (State::Closed.label().to_owned(), Tone::Done),
        Some(_) | None if late > 0 => (format!("逾期{late}天"), Tone::Bad),
        Some(State::ToAccept) if row.get("accepted_on").is_null() => ("待验收".to_owned(), Tone::Soon),
        Some(State::ToAccept) => ("待销号".to_owned(), Tone::Soon),
        Some(_) | None if !graded && waiting >= UNGRADED => ("久未定级".to_owned(), Tone::Unknown),
        Some(_) | None if !graded => (State::Found.label().to_owned(), Tone::Soon),
        Some(state @ (State::Found | State::Assessed | State::Rectifying)) if near => {
            (format!("{} 临期", state.label()), Tone::Soon)
        }
        Some(state @ (State::Found | State::Assessed | State::Rectifying)) => (state.label().to_owned(), Tone::Open),
        None => ("状态不明".to_owned(), Tone::Unknown),
    };
    let more = [
        (state == Some(State::Closed) && row.get("late").as_int() == Some(1), "逾期整改"),
        (state != Some(State::Closed) && row.get("returned").as_int().unwrap_or(0) > 0, "曾退回"),
        (!row.get("recurs_id").is_null(), "复发"),
        (listed.late_entry, "补录"),
    ];
    for (_, word) in more.iter().filter(|(holds, _)| *holds) {
        said = format!("{said} {word}");
    }
    (said, tone)
}

/// What of the register a query asks for.
fn asked(query: &Query, lookups: &Lookups, cx: &Session) -> Result<ListQuery> {
    let filters = conditions(query.filter.as_deref().unwrap_or_default(), cx)
        .iter()
        .map(|text| parse_where(&HAZARD, text, lookups, cx.today))
        .collect::<Result<Vec<Filter>>>()?;
    Ok(ListQuery { text: query.find.clone(), filters, ..ListQuery::default() })
}

/// Hazards by deadline, those without one and those rectified last.
fn by_deadline(all: &mut [Listed]) {
    all.sort_by_key(|it| {
        let done = !it.row.get("rectified_on").is_null() || it.row.get("due_on").is_null();
        (done, it.row.get("due_on").as_date(), it.row.id)
    });
}

fn row_of(listed: &Listed, cx: &Session) -> Row {
    let text = |key: &str| listed.cell(&HAZARD, key).map(|cell| cell.text.clone()).unwrap_or_default();
    let (said, tone) = standing_words(listed, cx);
    let due = listed.row.get("due_on").as_date().map(|day| day.format("%y-%m-%d").to_string());
    let day = order_value(&HAZARD, &listed.row);
    let level = text("level");
    Row {
        id: listed.row.id.to_string(),
        key: format!("{} {}", day.as_text().unwrap_or_default(), listed.row.id),
        cells: vec![
            text("code"),
            text("title"),
            if level.is_empty() { "待定".to_owned() } else { level },
            said,
            due.unwrap_or_default(),
            text("owner"),
            text("place"),
            text("department"),
        ],
        tone,
        badge: None,
    }
}

fn after(row: &Row) -> Option<(Value, i64)> {
    let (day, id) = row.key.split_once(' ')?;
    Some((Value::from(day), id.parse().ok()?))
}

fn push(model: StepForm) -> Vec<Msg> {
    vec![Msg::Push(Box::new(FormScreen::new(model)))]
}

/// The steps of a hazard as choices: those possible first, the others with the reason.
fn steps(hazard: &Hazard) -> Vec<Choice> {
    let can = possible(hazard);
    let mut choices: Vec<Choice> = can.iter().map(|verb| Choice::new(verb.code(), verb.label())).collect();
    for verb in Verb::ALL.iter().filter(|verb| !can.contains(verb)) {
        let reason = why_not(hazard, *verb).unwrap_or_default();
        let short = reason.split_once('：').map_or(reason.as_str(), |(_, short)| short);
        choices.push(Choice::new(verb.code(), verb.label()).note(format!("现在不能：{short}")));
    }
    choices
}

impl Ledger {
    /// Every row that is shown now, in its order.
    fn rows(&self, cx: &Session) -> Result<Vec<Listed>> {
        let lookups = Lookups::of(&HAZARD, &cx.store)?;
        let list = asked(&self.shown, &lookups, cx)?;
        let mut all = registers::list(&cx.store, &HAZARD, &list, &Context { today: cx.today, lookups: &lookups })?;
        if self.shown.sort.as_deref() == Some(BY_DEADLINE) {
            by_deadline(&mut all);
        }
        Ok(all)
    }

    /// What is shown now, as the printed ledger asks for it.
    fn paper(&self, cx: &Session) -> Result<Asked> {
        let list = asked(&self.shown, &Lookups::of(&HAZARD, &cx.store)?, cx)?;
        let sorted = self.shown.sort.as_deref() == Some(BY_DEADLINE);
        let only = if sorted { Some(self.rows(cx)?.iter().map(|it| it.row.id).collect()) } else { None };
        let filter = self.filters().into_iter().find(|it| Some(&it.value) == self.shown.filter.as_ref());
        let find = Some(&self.shown.find).filter(|it| !it.is_empty()).map(|it| format!("含“{it}”"));
        let scope: Vec<String> = filter.map(|it| it.label).into_iter().chain(find).collect();
        Ok(Asked { list, only, scope: scope.join("，"), ..Asked::default() })
    }
}

impl ListModel for Ledger {
    fn title(&self) -> String {
        "隐患".to_owned()
    }

    fn purpose(&self) -> String {
        "隐患台账。回车办理下一步，Ctrl+G 列出全部环节，F5 看全部内容和办理经过，F7 打印通知单、验收单和台账。"
            .to_owned()
    }

    fn lists(&self, register: &str) -> bool {
        register == HAZARD.key
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("code", "编号", Width::Length(12)),
            Column::new("title", "隐患描述", Width::Fill(3)).least(20),
            Column::new("level", "级别", Width::Length(4)),
            Column::new("state", "状态", Width::Length(14)),
            Column::new("due_on", "整改期限", Width::Length(8)),
            Column::new("owner", "责任人", Width::Length(8)).spare(1),
            Column::new("place", "地点", Width::Length(14)).spare(2),
            Column::new("department", "责任部门", Width::Length(12)).spare(3),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let lookups = Lookups::of(&HAZARD, &cx.store)?;
        let context = Context { today: cx.today, lookups: &lookups };
        let mut asked = asked(query, &lookups, cx)?;
        self.shown = query.clone();
        if query.sort.as_deref() == Some(BY_DEADLINE) {
            let mut all = registers::list(&cx.store, &HAZARD, &asked, &context)?;
            by_deadline(&mut all);
            // Everything was found already: the rows are only cut to the span.
            let cut = Query { find: String::new(), ..query.clone() };
            return Ok(Page::of(all.iter().map(|it| row_of(it, cx)), &cut, span));
        }
        asked.limit = Some(span.limit);
        asked.after = span.after.as_ref().and_then(after);
        let listed = registers::list(&cx.store, &HAZARD, &asked, &context)?;
        let more = listed.len() == span.limit;
        Ok(Page { rows: listed.iter().map(|it| row_of(it, cx)).collect(), more, total: None })
    }

    fn empty(&self) -> String {
        "还没有隐患。检查中不合格的项会自动登记到这里；也可以按 F2 登记一条。".to_owned()
    }

    fn filters(&self) -> Vec<Choice> {
        vec![
            Choice::new("open", "未销号"),
            Choice::new("overdue", "逾期"),
            Choice::new("major", "重大"),
            Choice::new("ungraded", State::Found.label()),
            Choice::new("accept", "待验收、待销号"),
            Choice::new("near", format!("{NEAR}日内到期")),
            Choice::new("recurred", "复发"),
        ]
    }

    fn none_of(&self, filter: &str) -> Option<String> {
        let label = self.filters().into_iter().find(|choice| choice.value == filter)?.label;
        Some(format!("没有{label}的隐患。F2 登记一条；按 Esc 看全部隐患。"))
    }

    fn sorts(&self) -> Vec<Choice> {
        vec![Choice::new("found_on", "发现日期，新的在前"), Choice::new(BY_DEADLINE, "整改期限，早的在前")]
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Evidence, Act::Mark]);
        if row.is_none() {
            view.blocked.push((Act::Export, "没有可以导出的记录".to_owned()));
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        row.id.parse().ok().and_then(|id| story::told(cx, id).ok()).unwrap_or_default()
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let id: Option<i64> = rows.first().and_then(|id| id.parse().ok());
        match (act, id) {
            (Act::Add, _) => {
                let mut form = RegisterForm::new(&HAZARD, cx.today).only(NEW);
                if story::knows_operator(cx)? {
                    form = form.given("found_by", cx.store.operator());
                }
                Ok(vec![Msg::Push(Box::new(form.screen()))])
            }
            (Act::Edit, Some(id)) => {
                let form = RegisterForm::change(&HAZARD, id, cx.today).only(DESCRIBED);
                Ok(vec![Msg::Push(Box::new(form.screen()))])
            }
            (Act::Open, Some(id)) => open_next(cx, id),
            (Act::Why, Some(id)) => told(cx, id),
            (Act::Steps, Some(id)) => {
                let hazard = standing(cx, id)?;
                let mut choices = steps(&hazard);
                if hazard.level == Some(Level::Major) {
                    choices.extend(file::choices());
                }
                Ok(vec![Msg::Push(Box::new(Pick::new("hazard.step", "办理", choices)))])
            }
            (Act::Print, Some(id)) => Ok(vec![papers::ask(cx, id)?]),
            (Act::Export, _) => Ok(vec![rows_out::ask(cx, &HAZARD, false)]),
            (Act::Retire, Some(_)) => {
                let label = "停用是给重复登记、登错的隐患用的；整改好的请办理验收销号。停用的原因：";
                Ok(vec![Msg::Push(Box::new(Prompt::new("hazard.retire", "停用隐患", label, true)))])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(id) = rows.first().and_then(|id| id.parse::<i64>().ok()) else { return Ok(Vec::new()) };
        match answer.tag {
            "hazard.step" if file::is_choice(&answer.value) => file::open(cx, id, &answer.value),
            "hazard.step" => {
                let Some(verb) = Verb::from_code(&answer.value) else { return Ok(Vec::new()) };
                match why_not(&standing(cx, id)?, verb) {
                    Some(reason) => Ok(vec![Msg::Notice(reason)]),
                    None => Ok(push(StepForm::new(cx, id, verb)?)),
                }
            }
            "hazard.retire" => {
                registers::retire(&mut cx.store, &HAZARD, id, cx.today, &answer.value)?;
                let said = format!("隐患已于{}停用，可以撤销", chinese(cx.today));
                Ok(vec![Msg::Stale, Msg::Notice(said)])
            }
            papers::TAG if answer.value == papers::LEDGER => papers::print_ledger(cx, &self.paper(cx)?),
            papers::TAG => papers::print(cx, id, &answer.value),
            rows_out::TAG => rows_out::write(cx, &HAZARD, &self.rows(cx)?, false, &answer.value),
            _ => Ok(Vec::new()),
        }
    }
}

/// The next step as a form, or everything about a hazard that is closed.
pub(super) fn open_next(cx: &Session, id: i64) -> Result<Vec<Msg>> {
    match next(&standing(cx, id)?) {
        Some(verb) => Ok(push(StepForm::new(cx, id, verb)?)),
        None => told(cx, id),
    }
}

/// Everything about one hazard in a window of its own.
pub(super) fn told(cx: &Session, id: i64) -> Result<Vec<Msg>> {
    Ok(vec![Msg::Push(Box::new(Reader::new("隐患", story::told(cx, id)?)))])
}
