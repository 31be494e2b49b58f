//! The frozen versions of one report: each printed again as it was, and compared with the one before and with today.

use super::doc::Doc;
use super::verbs::{self, From};
use super::{check, export, preview};
use crate::error::{Error, Result};
use crate::registers::submission::{self, Frozen, SubmissionState};
use crate::report::frozen;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, ListScreen, Page, Query, Span};
use crate::tui::overlay::{Pick, Reader};
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

/// Name of the question what to do with a version.
const STEPS: &str = "report.version";

/// The screen.
pub(super) fn screen(doc: Doc) -> Msg {
    Msg::Push(Box::new(ListScreen::new(Versions { doc, all: Vec::new() })))
}

struct Versions {
    doc: Doc,
    /// As read last, by number.
    all: Vec<Frozen>,
}

impl Versions {
    fn one(&self, number: &str) -> Result<&Frozen> {
        self.all
            .iter()
            .find(|it| it.number.to_string() == number)
            .ok_or_else(|| Error::internal(format!("没有第 {number} 次")))
    }

    /// What this version says otherwise than the one before it.
    fn compare(&self, later: &Frozen) -> Result<Vec<Msg>> {
        let Some(earlier) = self.all.iter().rev().find(|it| it.number < later.number) else {
            return Ok(vec![Msg::Notice("这是第一次，前面没有可以比较的".to_owned())]);
        };
        let (figures, texts) = frozen::between(self.doc.kind, earlier, later)?;
        let (before, after) = (format!("第 {} 次", earlier.number), format!("第 {} 次", later.number));
        let mut all = Vec::new();
        all.extend(figures.iter().map(|it| Paragraph::toned(Tone::Soon, check::differs(it, &before, &after))));
        all.extend(texts.iter().map(|label| Paragraph::toned(Tone::Soon, format!("文字“{label}”改写过"))));
        if earlier.signed_by != later.signed_by {
            let name = |it: &Frozen| it.signed_by.clone().unwrap_or_else(|| "—".to_owned());
            all.push(Paragraph::toned(
                Tone::Soon,
                format!("签发人：{before} {}，{after} {}", name(earlier), name(later)),
            ));
        }
        if all.is_empty() {
            all.push(Paragraph::toned(Tone::Done, format!("{before}与{after}的数字和文字相同。")));
        }
        let title = format!("{}：{before}与{after}", self.doc.title());
        Ok(vec![Msg::Push(Box::new(Reader::new(title, all)))])
    }

    fn steps(&self, it: &Frozen) -> Msg {
        let choices = vec![
            Choice::new("open", "看这一次").note("冻结的内容"),
            Choice::new("print", "再打印一份"),
            Choice::new("export", "导出"),
            Choice::new("compare", "与前一次有什么不同"),
            Choice::new("today", "与今天的记录有什么不同").note("哪个数字，哪次操作"),
        ];
        Msg::Push(Box::new(Pick::new(STEPS, format!("第 {} 次", it.number), choices)))
    }

    fn does(&self, cx: &mut Session, verb: &str, it: &Frozen) -> Result<Vec<Msg>> {
        match verb {
            "open" => Ok(vec![preview::frozen_screen(self.doc.clone(), it.clone())]),
            "print" => export::print(cx, &self.doc, Some(it.number)),
            "export" => Ok(vec![export::ask(cx, &self.doc, Some(it.number))?]),
            "compare" => self.compare(it),
            "today" if it.retired => Ok(vec![Msg::Notice("已作废的不再核对".to_owned())]),
            "today" => check::verify(cx, Some(it.id)),
            _ => Ok(Vec::new()),
        }
    }
}

impl ListModel for Versions {
    fn title(&self) -> String {
        format!("各次版本：{}", self.doc.title())
    }

    fn purpose(&self) -> String {
        "每次定稿或报送时冻结的内容，以后记录变了也不变。回车看这一次，F7 再打印，F5 与前一次比较，Ctrl+G 与今天的记录比较。"
            .to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("number", "次", Width::Length(3)).right(),
            Column::new("state", "状态", Width::Length(12)),
            Column::new("finalised_on", "冻结日期", Width::Length(10)),
            Column::new("submitted_on", "报送日期", Width::Length(10)),
            Column::new("to", "报给", Width::Fill(1)).least(22),
            Column::new("signed_by", "签发人", Width::Length(8)),
            Column::new("receipt", "回执", Width::Length(14)).spare(1),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        self.all = submission::of(&cx.store, self.doc.kind.key, &self.doc.about)?;
        let row = |it: &Frozen| {
            let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let tone = match it.state {
                _ if it.retired => Tone::Faint,
                SubmissionState::Final => Tone::Soon,
                SubmissionState::Submitted => Tone::Done,
                SubmissionState::Returned => Tone::Bad,
            };
            Row {
                id: it.number.to_string(),
                cells: vec![
                    it.number.to_string(),
                    it.state.label().to_owned(),
                    it.finalised_on.to_string(),
                    day(it.submitted_on),
                    text(&it.recipient),
                    text(&it.signed_by),
                    text(&it.receipt),
                ],
                tone,
                badge: it.retired.then_some("作废"),
                ..Row::default()
            }
        };
        Ok(Page::of(self.all.iter().rev().map(row), query, span))
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Add, Act::Edit, Act::Retire, Act::Mark, Act::Evidence]);
    }

    fn detail(&mut self, _: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Ok(it) = self.one(&row.id) else { return Vec::new() };
        let mut all = vec![Paragraph::heading(format!("第 {} 次", it.number)), Paragraph::text(it.standing())];
        for (name, value) in [
            ("报给", &it.recipient),
            ("签发人", &it.signed_by),
            ("经办人", &it.submitted_by),
            ("方式", &it.channel),
            ("回执", &it.receipt),
            ("迟报原因", &it.late_reason),
            ("退回原因", &it.return_reason),
        ] {
            all.extend(value.as_ref().map(|value| Paragraph::pair(name, value.clone())));
        }
        let short = |text: &str| text.get(..16).unwrap_or(text).to_owned();
        all.push(Paragraph::pair("内容校验", short(&it.sha256)));
        if let Some(layouts) = frozen::layouts_of(it) {
            let files = layouts.sha256.iter().map(|(format, hash)| Paragraph::pair(format.clone(), short(hash)));
            all.extend([Paragraph::gap(), Paragraph::heading("文件校验")]);
            all.extend(files);
        }
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(number) = rows.first() else { return Ok(Vec::new()) };
        let it = self.one(number)?.clone();
        match act {
            Act::Open => self.does(cx, "open", &it),
            Act::Print => self.does(cx, "print", &it),
            Act::Export => self.does(cx, "export", &it),
            Act::Why => self.does(cx, "compare", &it),
            Act::Steps => Ok(vec![self.steps(&it)]),
            _ => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let Some(number) = rows.first() else { return Ok(Vec::new()) };
        let it = self.one(number)?.clone();
        if answer.tag == STEPS {
            return self.does(cx, &answer.value, &it);
        }
        verbs::answered(cx, answer, &self.doc, From::Version(&it))
    }
}
