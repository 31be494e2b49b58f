//! 首页: what is to be done, soonest first, each line leading to the screen that clears it; beside it the month.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::keymap::{Act, Chain, LIST, View};
use super::super::overlay::{Pick, Prompt, Reader};
use super::super::screen::{Answer, Choice, Input, Msg, Screen, Session, told};
use super::super::theme::{Theme, Tone};
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row, Table, Width, scroll_to};
use super::super::widgets::{gauge, paint};
use super::super::words::by_keys;
use super::clear;
use crate::domain::obligation::{Judgement, Obligation, State, lines};
use crate::error::Result;
use crate::registers::readiness::figures as readiness;
use crate::registers::{duty, figures, five, standard};

/// Days ahead within which upcoming duties are listed.
const AHEAD: i64 = 30;
/// Width from which the month stands beside the list.
const WIDE: u16 = 110;
/// Lines of the month with its frame.
const MONTH_LINES: u16 = 5;

/// The first screen of the program.
///
/// # Errors
/// None.
pub(super) fn open(_: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(Home::default()))
}

/// One line of 待办.
struct Todo {
    row: Row,
    state: State,
    days: Option<i64>,
    head: Obligation,
    /// Ids of the missed ones behind the line that can be closed.
    closable: Vec<String>,
    /// It stands for several people or certificates of one rule.
    of_many: bool,
}

/// Figures of the month beside the list.
#[derive(Default)]
struct Month {
    label: String,
    checked: Option<f64>,
    planned: (i64, i64),
    rectified: Option<f64>,
    open: usize,
    overdue: usize,
    major: usize,
    stamped: usize,
    training: Option<readiness::TrainingCounts>,
    certificates: Option<readiness::CertificateCounts>,
    /// 已落实 and applicable points of the newest round.
    five: Option<(i64, i64)>,
    /// Grade and end of the certificate, else the last score; whether it has ended.
    standard: Option<(String, bool)>,
}

/// The screen.
#[derive(Default)]
struct Home {
    todos: Vec<Todo>,
    /// Indices of the todos the filter leaves.
    kept: Vec<usize>,
    filter: String,
    counts: BTreeMap<&'static str, usize>,
    month: Month,
    /// The next steps of a plant that has not begun yet.
    steps: Vec<String>,
    selected: usize,
    first: usize,
    area: Rect,
    read: bool,
}

impl Home {
    fn read(&mut self, cx: &Session) -> Result<()> {
        let judgement = duty::judgement(&cx.store, cx.today)?;
        self.todos = todos(&judgement);
        self.counts = counts(&judgement);
        self.month = month(cx, &judgement)?;
        self.steps = clear::first_steps(&cx.store)?;
        let kept = self.current().map(|todo| todo.row.id.clone());
        self.keep();
        let again =
            kept.and_then(|id| self.kept.iter().position(|n| self.todos.get(*n).is_some_and(|it| it.row.id == id)));
        self.to(again.unwrap_or(self.selected));
        Ok(())
    }

    fn keep(&mut self) {
        let wanted = |todo: &Todo| match self.filter.as_str() {
            "overdue" => todo.state == State::Overdue,
            "missing" => todo.state == State::DataMissing,
            "week" => todo.days.is_some_and(|days| (0..=7).contains(&days)),
            _ => true,
        };
        self.kept = self.todos.iter().enumerate().filter(|(_, todo)| wanted(todo)).map(|(n, _)| n).collect();
    }

    fn current(&self) -> Option<&Todo> {
        self.kept.get(self.selected).and_then(|n| self.todos.get(*n))
    }

    fn capacity(&self) -> usize {
        let (list, _) = split(self.area, self.month.lines());
        let said = match self.step_lines(list.width).len() {
            0 => 0,
            lines => lines + 1,
        };
        // Frame and header.
        usize::from(list.height).saturating_sub(3 + said).max(1)
    }

    /// The next steps of a plant that has just begun, wrapped to a list of that width.
    fn step_lines(&self, width: u16) -> Vec<String> {
        let cells = usize::from(width.saturating_sub(4));
        self.steps.iter().flat_map(|step| crate::text::wrap(step, cells)).collect()
    }

    fn to(&mut self, n: usize) {
        self.selected = n.min(self.kept.len().saturating_sub(1));
        self.first = scroll_to(self.first, self.selected, self.capacity(), self.kept.len());
    }

    fn count(&self, key: &str) -> usize {
        self.counts.get(key).copied().unwrap_or(0)
    }

    fn heading(&self) -> String {
        format!(
            "待办 · 逾期 {} · 7日内 {} · 30日内 {} · 资料不足 {}",
            self.count("overdue"),
            self.count("week"),
            self.count("month"),
            self.count("missing")
        )
    }

    fn act(&mut self, cx: &mut Session, act: Act) -> Result<Vec<Msg>> {
        let page = self.capacity();
        match act {
            Act::Up => self.to(self.selected.saturating_sub(1)),
            Act::Down => self.to(self.selected.saturating_add(1)),
            Act::PageUp => self.to(self.selected.saturating_sub(page)),
            Act::PageDown => self.to(self.selected.saturating_add(page)),
            Act::First => self.to(0),
            Act::Last => self.to(usize::MAX),
            Act::Back => {
                self.filter.clear();
                self.keep();
                self.to(self.selected);
            }
            Act::Filter => return Ok(vec![self.ask_filter()]),
            Act::Open => return self.clear(cx),
            Act::Why => return self.why(cx),
            Act::Steps => return Ok(self.ask_steps()),
            _ => {}
        }
        Ok(Vec::new())
    }

    fn ask_filter(&self) -> Msg {
        let choices = vec![
            Choice::new("", "全部").note(self.todos.len().to_string()),
            Choice::new("overdue", "逾期"),
            Choice::new("week", "7日内到期"),
            Choice::new("missing", "资料不足"),
        ];
        Msg::Push(Box::new(Pick::new("home.filter", "筛选待办", choices).on(&self.filter)))
    }

    fn ask_steps(&self) -> Vec<Msg> {
        let Some(todo) = self.current() else { return Vec::new() };
        let mut choices = Vec::new();
        if todo.closable.is_empty() {
            choices.push(Choice::new("clear", clear::doing(&todo.head).words()));
        } else {
            let note = format!("{} 次，仍计为漏做", todo.closable.len());
            choices.push(Choice::new("close", "说明没有做的原因，不再列出").note(note));
            choices.push(Choice::new("clear", "当时做了，现在补录"));
        }
        choices.push(Choice::new("why", "为什么有这一条"));
        vec![Msg::Push(Box::new(Pick::new("home.steps", "办理", choices)))]
    }

    fn clear(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let Some(todo) = self.current() else { return Ok(Vec::new()) };
        if todo.of_many {
            return Ok(vec![clear::many(&todo.head)]);
        }
        if todo.closable.is_empty() { clear::clear(cx, &todo.head) } else { Ok(self.ask_steps()) }
    }

    fn why(&self, cx: &Session) -> Result<Vec<Msg>> {
        let Some(todo) = self.current() else { return Ok(Vec::new()) };
        Ok(vec![Msg::Push(Box::new(why(cx, &todo.head.id)?))])
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer) -> Result<Vec<Msg>> {
        match (answer.tag, answer.value.as_str()) {
            ("home.filter", filter) => {
                self.filter = filter.to_owned();
                self.keep();
                self.to(0);
            }
            ("home.steps", "clear") => {
                let Some(todo) = self.current() else { return Ok(Vec::new()) };
                return clear::clear(cx, &todo.head);
            }
            ("home.steps", "why") => return self.why(cx),
            ("home.steps", "close") => {
                let Some(todo) = self.current() else { return Ok(Vec::new()) };
                let label =
                    format!("{}：{} 次没有做，原因（仍计为漏做，可以撤销）：", todo.head.title, todo.closable.len());
                return Ok(vec![Msg::Push(Box::new(Prompt::new("home.close", "漏做的原因", label, true)))]);
            }
            ("home.serve", checklist) => {
                let screen = super::inspection::enter(checklist.parse().unwrap_or(0));
                return Ok(vec![Msg::Push(screen)]);
            }
            ("home.close", reason) => {
                let ids = self.current().map(|todo| todo.closable.clone()).unwrap_or_default();
                duty::close_all_missed(&mut cx.store, cx.today, &ids, reason)?;
                return Ok(vec![Msg::Stale, Msg::Notice(format!("已说明 {} 次漏做的原因，u 可撤销", ids.len()))]);
            }
            (_, _) => {}
        }
        Ok(Vec::new())
    }
}

/// Rule, facts, records, arithmetic and advice of one duty, to be read.
///
/// # Errors
/// When the file cannot be read.
fn why(cx: &Session, id: &str) -> Result<Reader> {
    let found = duty::trace(&cx.store, cx.today, id)?.ok_or_else(|| duty::unknown(id))?;
    let mut all = Vec::new();
    for step in &found.steps {
        all.push(Paragraph::heading(step.part.label()));
        let mut lines: Vec<String> = step.lines.iter().filter_map(|line| by_keys(line)).collect();
        lines.dedup();
        all.extend(lines.into_iter().map(Paragraph::text));
        all.push(Paragraph::gap());
    }
    Ok(Reader::new(format!("为什么：{}", found.obligation.title), all))
}

fn todos(judgement: &Judgement) -> Vec<Todo> {
    let mut lines = lines(judgement, Some(AHEAD));
    // What can still be done stands first; what was missed behind it, before what is not late yet.
    lines.sort_by_key(|line| match (line.head.state == State::Overdue, line.head.missed) {
        (true, false) => 0,
        (true, true) => 1,
        (false, _) => 2,
    });
    lines
        .into_iter()
        .map(|line| {
            let head = line.head;
            let many = match (line.is_folded(), head.missed) {
                (false, _) => String::new(),
                (true, true) => format!("共{}次 ", line.count),
                (true, false) => format!("共{}期 ", line.count),
            };
            let title = duty::line_title(&line).unwrap_or_else(|| format!("{many}{}", head.title));
            let owner = head.owner.clone().unwrap_or_else(|| format!("（无{}）", head.owner_role.label()));
            let closable = if head.missed { line.ids.iter().map(|id| (*id).to_owned()).collect() } else { Vec::new() };
            Todo {
                row: Row {
                    id: head.id.clone(),
                    key: String::new(),
                    cells: vec![head.when(), title, owner],
                    tone: tone(head),
                    badge: None,
                },
                state: head.state,
                days: head.days,
                head: head.clone(),
                of_many: line.is_of_many(),
                closable,
            }
        })
        .collect()
}

fn tone(it: &Obligation) -> Tone {
    match it.state {
        State::Overdue => Tone::Bad,
        State::Due => Tone::Soon,
        State::Upcoming => Tone::Open,
        State::DataMissing => Tone::Unknown,
        State::Met => Tone::Done,
        State::NotApplicable => Tone::Faint,
    }
}

/// Counts of the heading. What is closed with a reason is no longer to be done; 7 and 30 days begin today.
fn counts(judgement: &Judgement) -> BTreeMap<&'static str, usize> {
    let count = |keep: &dyn Fn(&Obligation) -> bool| judgement.obligations.iter().filter(|it| keep(it)).count();
    let within = |it: &Obligation, days: i64| {
        matches!(it.state, State::Due | State::Upcoming) && it.days.is_some_and(|left| (0..=days).contains(&left))
    };
    BTreeMap::from([
        ("overdue", count(&|it| it.state == State::Overdue && it.closed.is_none())),
        ("week", count(&|it| within(it, 7))),
        ("month", count(&|it| within(it, AHEAD))),
        ("missing", count(&|it| it.state == State::DataMissing)),
    ])
}

fn month(cx: &Session, judgement: &Judgement) -> Result<Month> {
    let today: NaiveDate = cx.today;
    let from = today.with_day(1).unwrap_or(today);
    let checked = figures::inspections(&cx.store, from, today, today)?;
    let hazards = figures::hazards(&cx.store, from, today, today)?;
    Ok(Month {
        label: format!("本月 {}", today.format("%Y-%m")),
        checked: checked.rate().as_f64(),
        planned: (checked.tally.done, checked.tally.planned),
        rectified: hazards.rate().as_f64(),
        open: hazards.open.len(),
        overdue: hazards.overdue.len(),
        major: hazards.major_open.len(),
        stamped: figures::stamps(&cx.store, from, today)?.len(),
        training: readiness::training(&cx.store, judgement)?.map(|it| it.counts()),
        certificates: readiness::certificates(&cx.store, today)?.map(|it| it.counts()),
        standard: graded(cx)?,
        five: five::latest(&cx.store, today)?.map(|round| round.score().total).map(|it| (it.met, it.applicable())),
    })
}

/// `标准化 三级 · 2027-03到期`, or the last score of a plant without a grade.
fn graded(cx: &Session) -> Result<Option<(String, bool)>> {
    if let Some(it) = standard::current(&cx.store, cx.today)? {
        let level = it.level.map_or("", |level| level.label());
        let until = it.until.map_or_else(|| "届满日资料不足".to_owned(), |day| format!("{}到期", day.format("%Y-%m")));
        return Ok(Some((format!("标准化 {level} · {until}"), it.until.is_some_and(|day| day < cx.today))));
    }
    let round = standard::latest_finished(&cx.store, cx.today)?;
    Ok(round.map(|it| (format!("标准化 自评 {}", it.forecast().graded.printed), false)))
}

/// Where the list and where the month stands.
fn split(area: Rect, lines: u16) -> (Rect, Rect) {
    if area.width >= WIDE {
        let list = area.width - (area.width * 3 / 10).max(36);
        (paint::left(area, list), paint::from_left(area, list))
    } else {
        let list = area.height.saturating_sub(lines);
        (paint::top(area, list), paint::from_top(area, list))
    }
}

impl Month {
    /// Lines it takes below the list, with its frame: one more once there is training or a certificate to speak of.
    fn lines(&self) -> u16 {
        MONTH_LINES + u16::from(self.training.is_some() || self.certificates.is_some())
    }

    /// Training and certificates, where there are any; who must not work stands first.
    fn readiness(&self) -> Vec<(String, Tone)> {
        let mut found = Vec::new();
        if let Some(it) = &self.training {
            let tone = if it.barred > 0 { Tone::Bad } else { Tone::Normal };
            found.push((format!("不得上岗 {}人", it.barred), tone));
            found.push((format!("培训达标 {}/{}", it.reached, it.reached + it.short), Tone::Normal));
        }
        if let Some(it) = &self.certificates {
            let tone = if it.expired > 0 { Tone::Bad } else { Tone::Normal };
            found.push((format!("证书过期 {} 临期 {}", it.expired, it.expiring), tone));
        }
        found
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, missing: usize, theme: &Theme) {
        let inside = paint::frame(buf, area, &self.label, false, theme);
        let wide = inside.height > self.lines();
        let line = |n: u16| paint::left(paint::from_left(paint::row(inside, n), 1), inside.width.saturating_sub(2));
        let (done, planned) = self.planned;
        gauge::gauge(buf, line(0), "自查完成率", 12, self.checked, theme);
        gauge::gauge(buf, line(1), "隐患整改率", 12, self.rectified, theme);
        let mut figures = vec![
            (format!("自查 {done}/{planned}"), Tone::Normal),
            (format!("未销号 {}", self.open), Tone::Normal),
            (format!("逾期整改 {}", self.overdue), if self.overdue > 0 { Tone::Bad } else { Tone::Normal }),
            (format!("重大隐患 {}", self.major), if self.major > 0 { Tone::Bad } else { Tone::Normal }),
            (format!("资料不足 {missing}"), if missing > 0 { Tone::Unknown } else { Tone::Normal }),
            (format!("疑似走过场 {}", self.stamped), if self.stamped > 0 { Tone::Soon } else { Tone::Normal }),
        ];
        if wide {
            figures.extend(self.readiness());
            let five = self.five.map(|(met, of)| (format!("五落实五到位 {met}/{of}"), Tone::Normal));
            let standard =
                self.standard.clone().map(|(text, ended)| (text, if ended { Tone::Bad } else { Tone::Normal }));
            for (n, (text, tone)) in figures.iter().chain(&five).chain(&standard).enumerate() {
                let text = format!("{} {text}", theme.mark(*tone));
                paint::line(buf, line(paint::cells(n).saturating_add(3)), &text, theme.tone(*tone));
            }
        } else {
            let parts: Vec<(String, Tone)> =
                figures.into_iter().map(|(text, tone)| (format!("{text}  "), tone)).collect();
            let styled: Vec<_> = parts.iter().map(|(text, tone)| (text.as_str(), theme.tone(*tone))).collect();
            paint::pieces(buf, line(2), &styled);
            let parts: Vec<(String, Tone)> =
                self.readiness().into_iter().map(|(text, tone)| (format!("{text}  "), tone)).collect();
            let styled: Vec<_> = parts.iter().map(|(text, tone)| (text.as_str(), theme.tone(*tone))).collect();
            paint::pieces(buf, line(3), &styled);
        }
    }
}

impl Screen for Home {
    fn title(&self) -> String {
        "首页".to_owned()
    }

    fn purpose(&self) -> String {
        "今天该做什么、为什么。回车去办理，F5 看依据和算法；漏做的按规则折成一行，说明原因后不再列出。".to_owned()
    }

    fn chain(&self) -> Chain {
        LIST
    }

    fn describe(&self, view: &mut View) {
        view.has_row = self.current().is_some();
        view.absent.extend([
            Act::Add,
            Act::Edit,
            Act::Retire,
            Act::Mark,
            Act::Evidence,
            Act::Find,
            Act::Sort,
            Act::Columns,
            Act::Export,
            Act::Print,
            Act::Left,
            Act::Right,
            Act::NextPane,
        ]);
    }

    fn place(&mut self, area: Rect) {
        self.area = area;
        self.to(self.selected);
    }

    fn settle(&mut self, cx: &mut Session) -> Vec<Msg> {
        if self.read {
            return Vec::new();
        }
        self.read = true;
        self.read(cx).map_or_else(|error| vec![Msg::Error(error)], |()| Vec::new())
    }

    fn on_stale(&mut self) {
        self.read = false;
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let (list, beside) = split(area, self.month.lines());
        let inside = paint::frame(buf, list, &self.heading(), true, theme);
        let mut body = inside;
        if !self.steps.is_empty() {
            let lines = self.step_lines(list.width);
            for (place, step) in paint::rows(inside).zip(&lines) {
                paint::line(buf, paint::from_left(place, 1), step, theme.text());
            }
            body = paint::from_top(inside, paint::cells(lines.len()).saturating_add(1));
        }
        let columns = [
            Column::new("when", "期限", Width::Length(10)),
            Column::new("title", "事项", Width::Fill(1)),
            Column::new("owner", "责任人", Width::Length(16)),
        ];
        let rows: Vec<Row> =
            self.kept.iter().skip(self.first).filter_map(|n| self.todos.get(*n)).map(|todo| todo.row.clone()).collect();
        let empty = if self.filter.is_empty() {
            "没有待办的事项。"
        } else {
            "没有相符的待办。按 Esc 取消筛选。"
        };
        Table {
            columns: &columns,
            rows: &rows,
            selected: self.selected.checked_sub(self.first),
            first: 0,
            marked: &|_| false,
            empty,
            focused: true,
        }
        .draw(buf, body, theme);
        let bar = paint::from_top(paint::from_left(body, body.width.saturating_sub(1)), 1);
        paint::scroll_bar(buf, bar, self.first, self.kept.len(), theme);
        self.month.draw(buf, beside, self.count("missing"), theme);
        None
    }

    fn update(&mut self, cx: &mut Session, input: Input) -> Vec<Msg> {
        match input {
            Input::Act(act) => told(self.act(cx, act)),
            Input::Answer(answer) => told(self.answer(cx, &answer)),
            Input::Text(_) => Vec::new(),
        }
    }
}
