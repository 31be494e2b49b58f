//! Choosing people for a session from the roster: find, filter by department or post, mark, take.

use super::super::super::keymap::{Act, View};
use super::super::super::list::{ListModel, Page, Query, Span};
use super::super::super::screen::{Answer, Choice, Msg, Session};
use super::super::super::widgets::table::{Column, Row, Width};
use crate::error::Result;
use crate::registers::training::{Member, Roster};

/// Name of the answer that carries the row ids back, with blanks between.
pub(super) const CHOSEN: &str = "training.chosen";

/// The list.
pub(super) struct People {
    roster: Roster,
    there: Vec<i64>,
}

impl People {
    /// Everybody of the roster but those who are in the roll already.
    pub(super) fn new(roster: Roster, there: Vec<i64>) -> Self {
        Self { roster, there }
    }

    fn keeps(filter: Option<&str>, it: &Member) -> bool {
        let id = |text: &str| text.parse::<i64>().ok();
        match filter.and_then(|text| text.split_once('/')) {
            Some(("department", text)) => it.department_id == id(text),
            Some(("post", text)) => it.post_id == id(text),
            _ => true,
        }
    }
}

impl ListModel for People {
    fn title(&self) -> String {
        "选择参加人员".to_owned()
    }

    fn purpose(&self) -> String {
        "用查找和筛选找到人，空格标记，回车把标记的人加入培训；没有标记时加入选中的一人。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("no", "工号", Width::Length(10)),
            Column::new("name", "姓名", Width::Fill(1)).least(10),
            Column::new("department", "部门", Width::Fill(1)).least(10),
            Column::new("post", "岗位", Width::Fill(1)).least(10),
        ]
    }

    fn load(&mut self, _cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let rows = self.roster.people.iter().filter(|it| !self.there.contains(&it.id));
        let rows = rows.filter(|it| Self::keeps(query.filter.as_deref(), it)).map(|it| Row {
            id: it.id.to_string(),
            cells: vec![it.no.clone(), it.name.clone(), it.department.clone(), it.post.clone()],
            ..Row::default()
        });
        Ok(Page::of(rows, query, span))
    }

    fn empty(&self) -> String {
        "没有可以加入的人：花名册是空的，或都已在参加人员里。".to_owned()
    }

    fn filters(&self) -> Vec<Choice> {
        let departments = self
            .roster
            .departments
            .iter()
            .map(|(id, _, name)| Choice::new(format!("department/{id}"), format!("部门：{name}")));
        let posts =
            self.roster.posts.iter().map(|(id, name)| Choice::new(format!("post/{id}"), format!("岗位：{name}")));
        departments.chain(posts).collect()
    }

    fn describe(&self, _: Option<&Row>, view: &mut View) {
        view.absent.extend([
            Act::Add,
            Act::Edit,
            Act::Retire,
            Act::Steps,
            Act::Why,
            Act::Evidence,
            Act::Export,
            Act::Print,
            Act::Columns,
        ]);
    }

    fn act(&mut self, _: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        if act != Act::Open || rows.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Msg::Answer(Answer { tag: CHOSEN, value: rows.join(" ") })])
    }
}
