//! 学时缺口: who still owes which training, how many hours, by when, and whether what is planned will do.

use super::super::keymap::{Act, View};
use super::super::list::{ListModel, ListScreen, Page, Query, Span};
use super::super::overlay::Pick;
use super::super::screen::{Answer, Choice, Msg, Screen, Session};
use super::super::theme::Tone;
use super::super::widgets::pane::Paragraph;
use super::super::widgets::table::{Column, Row, Width};
use super::barred::of_person;
use crate::error::{Error, Result};
use crate::registers::readiness::Staff;
use crate::registers::readiness::hours::{self, Line};

const STEPS: &str = "hours_gap.steps";
/// Filter: only what is overdue.
const OVERDUE: &str = "overdue";
/// Filter: only what the plan does not cover.
const UNPLANNED: &str = "unplanned";

/// The screen; with a rule's code only those who owe it.
pub(super) fn screen(code: Option<&str>) -> Box<dyn Screen> {
    Box::new(ListScreen::new(GapList { all: Vec::new(), code: code.map(str::to_owned) }))
}

struct GapList {
    all: Vec<Line>,
    code: Option<String>,
}

fn id_of(it: &Line) -> String {
    let period = it.period.as_deref().unwrap_or_default();
    let day = it.due_on.map(|day| day.to_string()).unwrap_or_default();
    format!("{}/{}/{period}/{day}/{}", it.code, it.person_id, it.post.as_deref().unwrap_or_default())
}

fn row_of(it: &Line) -> Row {
    let title = match &it.period {
        Some(period) => format!("{period} {}", it.title),
        None => it.title.clone(),
    };
    Row {
        id: id_of(it),
        cells: vec![
            it.person.clone(),
            it.department.clone().unwrap_or_default(),
            title,
            it.wanted.clone().unwrap_or_else(|| "1次".to_owned()),
            it.done.clone(),
            it.planned.clone().unwrap_or_default(),
            it.due_on.map(|day| day.to_string()).unwrap_or_default(),
            it.said().to_owned(),
        ],
        tone: match it.state.as_str() {
            "overdue" => Tone::Bad,
            _ if it.projected => Tone::Open,
            _ => Tone::Soon,
        },
        ..Row::default()
    }
}

impl GapList {
    fn one(&self, rows: &[String]) -> Result<&Line> {
        let found = rows.first().and_then(|id| self.all.iter().find(|it| id_of(it) == *id));
        found.ok_or_else(|| Error::internal("没有选中的人员"))
    }

    fn steps() -> Msg {
        let choices = vec![
            Choice::new("train", "登记培训").note("转到教育培训"),
            Choice::new("training", "这个人的培训记录"),
            Choice::new("certificate", "这个人的证书"),
            Choice::new("page", "打印一人一档"),
            Choice::new("card", "打印三级安全教育卡"),
        ];
        Msg::Push(Box::new(Pick::new(STEPS, "学时缺口：办理", choices)))
    }
}

impl ListModel for GapList {
    fn title(&self) -> String {
        match self.code.as_ref().and_then(|code| self.all.iter().find(|it| it.code == *code)) {
            Some(it) => format!("学时缺口：{}", it.title),
            None => "学时缺口".to_owned(),
        }
    }

    fn purpose(&self) -> String {
        "谁还欠哪项培训、欠多少学时、什么时候到期，年内计划够不够。回车办理。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("person", "姓名", Width::Length(8)),
            Column::new("department", "部门", Width::Length(14)).spare(2),
            Column::new("title", "要求", Width::Fill(1)).least(20),
            Column::new("wanted", "应学时", Width::Length(6)).right(),
            Column::new("done", "已学时", Width::Length(6)).right(),
            Column::new("planned", "计划", Width::Length(5)).right().spare(1),
            Column::new("due_on", "期限", Width::Length(10)),
            Column::new("said", "情况", Width::Length(12)),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let staff = Staff::read(&cx.store, cx.today, None)?;
        self.all = hours::gaps(&cx.store, &staff)?;
        if let Some(code) = &self.code {
            self.all.retain(|it| it.code == *code);
        }
        let keeps = |it: &&Line| match query.filter.as_deref() {
            Some(OVERDUE) => it.state == "overdue",
            Some(UNPLANNED) => !it.projected,
            Some(code) => it.code == code,
            None => true,
        };
        Ok(Page::of(self.all.iter().filter(keeps).map(row_of), query, span))
    }

    fn empty(&self) -> String {
        "没有欠的培训。".to_owned()
    }

    fn filters(&self) -> Vec<Choice> {
        let mut found = vec![Choice::new(OVERDUE, "逾期的"), Choice::new(UNPLANNED, "年内计划不够的")];
        let mut codes: Vec<(&str, &str)> = self.all.iter().map(|it| (it.code.as_str(), it.title.as_str())).collect();
        codes.sort_unstable();
        codes.dedup_by_key(|it| it.0);
        found.extend(codes.into_iter().map(|(code, title)| Choice::new(code, title).note(code)));
        found
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Add, Act::Edit, Act::Retire, Act::Mark, Act::Evidence, Act::Export, Act::Why]);
    }

    fn detail(&mut self, _: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Some(it) = self.all.iter().find(|it| id_of(it) == row.id) else { return Vec::new() };
        let mut all = vec![Paragraph::heading(format!("{} {}", it.person, it.title))];
        let pairs = [
            ("代码", it.code.clone()),
            ("岗位", it.post.clone().unwrap_or_default()),
            ("应学时", it.wanted.clone().unwrap_or_else(|| "未定学时，至少一次合格".to_owned())),
            ("已学时", it.done.clone()),
            ("还差", it.short.clone().unwrap_or_default()),
            ("年内计划", it.planned.clone().unwrap_or_else(|| "没有安排".to_owned())),
            ("说明", it.why.clone()),
        ];
        all.extend(
            pairs.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| Paragraph::pair(name, text)),
        );
        all
    }

    fn act(&mut self, _: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        match act {
            Act::Open | Act::Steps if !rows.is_empty() => Ok(vec![Self::steps()]),
            _ => Ok(Vec::new()),
        }
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        if answer.tag != STEPS {
            return Ok(Vec::new());
        }
        let it = self.one(rows)?;
        of_person(cx, &answer.value, it.person_id, &it.person)
    }
}
