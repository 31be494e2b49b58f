//! Invented rows under a list and a form.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::NaiveDate;

use crate::domain::date;
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::store::{Access, Store};
use crate::tui::app::{App, Area};
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel, FormScreen};
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, ListScreen, Page, Query, Span};
use crate::tui::overlay::Prompt;
use crate::tui::probe::Probe;
use crate::tui::screen::{Answer, Choice, Msg, Screen, Session};
use crate::tui::theme::{Theme, Tone};
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) sex: String,
    pub(super) hired_on: String,
    pub(super) leader: String,
    pub(super) note: String,
}

pub(super) type People = Rc<RefCell<Vec<Person>>>;

thread_local! {
    pub(super) static PEOPLE: People = Rc::new(RefCell::new(Vec::new()));
}

pub(super) struct PeopleList {
    pub(super) people: People,
}

impl ListModel for PeopleList {
    fn title(&self) -> String {
        "人员".into()
    }
    fn purpose(&self) -> String {
        "在册人员。".into()
    }
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("no", "工号", Width::Length(6)),
            Column::new("name", "姓名", Width::Length(10)),
            Column::new("note", "备注", Width::Fill(1)),
            Column::new("hired_on", "入职日期", Width::Length(10)).spare(1),
        ]
    }
    fn load(&mut self, _cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let people = self.people.borrow();
        let rows = people.iter().enumerate().map(|(n, person)| Row {
            id: n.to_string(),
            key: n.to_string(),
            cells: vec![format!("{:04}", n + 1), person.name.clone(), person.note.clone(), person.hired_on.clone()],
            tone: if person.note.contains("逾期") { Tone::Bad } else { Tone::Normal },
            badge: None,
        });
        Ok(Page::of(rows, query, span))
    }
    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.push(Act::Print);
        if row.is_some_and(|row| row.id == "0") {
            view.blocked.push((Act::Retire, "负责人不能停用".into()));
        }
    }
    fn detail(&mut self, _cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        vec![Paragraph::pair("姓名", row.cells.get(1).cloned().unwrap_or_default())]
    }
    fn act(&mut self, _cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        match act {
            Act::Add => {
                let model = PersonForm { people: Rc::clone(&self.people), person: Person::default() };
                Ok(vec![Msg::Push(Box::new(FormScreen::new(model)))])
            }
            Act::Retire => Ok(vec![Msg::Push(Box::new(Prompt::new("retire", "停用", "停用的原因：", true)))]),
            _ => Ok(vec![Msg::Notice(format!("{} {}", act.name(), rows.join(",")))]),
        }
    }
    fn answer(&mut self, _cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let mut people = self.people.borrow_mut();
        for id in rows.iter().rev() {
            people.remove(id.parse().unwrap());
        }
        Ok(vec![Msg::Stale, Msg::Notice(format!("已停用 {} 人：{}", rows.len(), answer.value))])
    }
}

pub(super) struct PersonForm {
    pub(super) people: People,
    pub(super) person: Person,
}

impl FormModel for PersonForm {
    fn title(&self) -> String {
        "新增人员".into()
    }
    fn fields(&mut self, _cx: &mut Session) -> Result<Vec<Field>> {
        let sexes = vec![Choice::new("male", "男"), Choice::new("female", "女")];
        let blank = |spec: FieldSpec| Field::new(spec, "", None);
        Ok(vec![
            blank(FieldSpec::new("name", "姓名", FieldKind::Line).required().help("与身份证一致")),
            blank(FieldSpec::new("sex", "性别", FieldKind::Choice(sexes))),
            blank(FieldSpec::new("hired_on", "入职日期", FieldKind::Date)),
            blank(FieldSpec::new("leader", "直接上级", FieldKind::Reference)),
            blank(FieldSpec::new("note", "备注", FieldKind::Note(3))),
            blank(FieldSpec::new("why", "上级说明", FieldKind::Line)),
        ])
    }
    fn shows(&self, key: &str, value: &dyn Fn(&str) -> String) -> bool {
        key != "why" || !value("leader").is_empty()
    }
    fn options(&mut self, _cx: &mut Session, _key: &str) -> Result<Vec<Choice>> {
        let people = self.people.borrow();
        Ok(people
            .iter()
            .enumerate()
            .map(|(n, p)| Choice::new(n.to_string(), p.name.clone()).note(format!("工号{:04}", n + 1)))
            .collect())
    }
    fn set(&mut self, cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        match key {
            "name" if raw.trim().is_empty() => return Err(Problem::field("name", "姓名要填写。")),
            "name" => self.person.name = raw.trim().to_owned(),
            "sex" => self.person.sex = raw.to_owned(),
            "hired_on" if raw.is_empty() => self.person.hired_on.clear(),
            "hired_on" => {
                return match date::read(raw, cx.today, date::Order::Ymd) {
                    Ok(day) => {
                        self.person.hired_on = date::show(day);
                        Ok(crate::tui::widgets::date::show(day, cx.today))
                    }
                    Err(_) => Err(Problem::field("hired_on", "不是日期，请按 2026-3-1 的样子填写。")),
                };
            }
            "leader" if !raw.is_empty() && raw.parse::<usize>().is_err() => {
                return Err(Problem::field("leader", format!("没有叫“{raw}”的人。")));
            }
            "leader" => self.person.leader = raw.to_owned(),
            "note" => self.person.note = raw.to_owned(),
            _ => {}
        }
        Ok(String::new())
    }
    fn save(&mut self, _cx: &mut Session) -> Result<Vec<Msg>> {
        if self.person.note.contains('退') && self.person.sex.is_empty() {
            let problems = vec![Problem::field("sex", "退休人员要填性别。").by("某办法 第一条")];
            return Err(Error::problems("没有保存", problems));
        }
        self.people.borrow_mut().push(self.person.clone());
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(format!("已登记{}", self.person.name))])
    }
    fn draft_key(&self) -> Option<String> {
        Some("person/new".into())
    }
}

pub(super) fn session() -> Session {
    let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let store = Store::in_memory(access).unwrap();
    Session { store, today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap() }
}

pub(super) fn open_people(_: &mut Session) -> Result<Box<dyn Screen>> {
    let people = PEOPLE.with(Rc::clone);
    Ok(Box::new(ListScreen::new(PeopleList { people })))
}

pub(super) fn open_empty(_: &mut Session) -> Result<Box<dyn Screen>> {
    Ok(Box::new(ListScreen::new(PeopleList { people: Rc::default() })))
}

pub(super) fn people(count: usize) -> People {
    let names = ["张启安", "李敏", "王建国", "赵磊", "陈静", "曾国强", "单小平", "解建军"];
    let all = (0..count)
        .map(|n| Person {
            name: names[n % names.len()].to_owned(),
            note: if n % 5 == 3 { "整改逾期，配电箱未上锁，已经催办两次" } else { "一车间电工" }.to_owned(),
            hired_on: "2020-03-01".into(),
            ..Person::default()
        })
        .collect();
    let people = PEOPLE.with(Rc::clone);
    *people.borrow_mut() = all;
    people
}

pub(super) fn app(count: usize) -> App {
    people(count);
    let areas = vec![
        Area { digit: '1', title: "人员", open: open_people },
        Area { digit: '2', title: "空表", open: open_empty },
    ];
    App::new(session(), areas, Theme::default())
}

pub(super) fn probe(count: usize) -> Probe {
    Probe::new(app(count), 80, 24)
}
