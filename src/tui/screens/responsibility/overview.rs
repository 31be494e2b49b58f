//! How far the responsibility system reaches: what is wanting first, each with the way to mend it, then the doors.

use crate::domain::responsibility::coverage::{Counts, Coverage, Gap};
use crate::error::Result;
use crate::registers::assessment::ASSESSMENT;
use crate::registers::person::PERSON;
use crate::registers::responsibility::carried::{POST_DUTY_LIST, proposals};
use crate::registers::responsibility::lists::DUTY_LIST_REVIEW;
use crate::registers::responsibility::need::{self, Names};
use crate::registers::responsibility::pledge::PLEDGE;
use crate::registers::responsibility::{Book, carried};
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, PAPER, Page, Query, Span};
use crate::tui::overlay::Pick;
use crate::tui::paper;
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::screens::RegisterForm;
use crate::tui::screens::register::RegisterList;
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

use crate::report::kinds::WHOLE;

/// The screen.
#[derive(Default)]
pub(super) struct Overview {
    counts: Counts,
    names: Names,
}

/// Doors of the area: id, name, what is behind.
const DOORS: &[(&str, &str, &str)] = &[
    ("door:lists", "责任清单", "采用、自编、改条目、批准、评审"),
    ("door:posts", "岗位对应", "每个岗位执行哪几份清单"),
    ("door:signing", "待签收", "谁还没有签收；标记后一次登记"),
    ("door:pledges", "签收记录", "已登记的签收"),
    ("door:reviews", "评审记录", "每份清单哪天评审过"),
    ("door:assessments", "考核", "按期逐条评分、申诉、等次；Ctrl+G 打开一期"),
];

fn row(id: String, tone: Tone, cells: [String; 3]) -> Row {
    Row { key: id.clone(), id, cells: cells.to_vec(), tone, badge: None }
}

impl Overview {
    fn gaps(&self, book: &Book, coverage: &Coverage) -> Vec<Row> {
        let names = &self.names;
        let mut rows = Vec::new();
        for post in coverage.posts.iter().filter(|it| !it.is_covered()) {
            for (list, gap, said) in post.holes() {
                let id = match (list, gap) {
                    (None, _) => format!("post:{}", post.post),
                    (Some(list), Gap::NotApproved | Gap::NotYet) => format!("approve:{list}:{}", post.post),
                    (Some(list), _) => format!("duties:{list}:{}", post.post),
                };
                let said = list.map_or_else(|| said.clone(), |list| format!("{}：{said}", names.list(list)));
                let whose = format!("{}（{} 人）", names.post(post.post), post.people.len());
                rows.push(row(id, Tone::Bad, ["岗位缺清单".to_owned(), whose, said]));
            }
        }
        for list in &coverage.lists {
            let open: Vec<_> = coverage.owed.iter().filter(|it| it.list == list.list && !it.is_signed()).collect();
            if !open.is_empty() {
                let people: Vec<&str> = open.iter().take(3).map(|it| names.person(it.person)).collect();
                let more = if open.len() > 3 { format!("等 {} 份", open.len()) } else { String::new() };
                let said = format!("{}{more}没有签收", people.join("、"));
                rows.push(row(
                    format!("sign:{}", list.list),
                    Tone::Soon,
                    ["待签收".to_owned(), names.list(list.list), said],
                ));
            }
        }
        for list in &coverage.lists {
            for (at, (gap, said)) in list.gaps.iter().filter(|(gap, _)| !gap.is_hole()).enumerate() {
                let (id, kind) = match gap {
                    Gap::Draft => (format!("approve:{}:draft", list.list), "待批准"),
                    _ => (format!("review:{}:{at}", list.list), "要评审"),
                };
                rows.push(row(id, Tone::Soon, [kind.to_owned(), names.list(list.list), said.clone()]));
            }
        }
        for person in coverage.people.iter().filter(|it| !it.has_post) {
            let said = "没有登记岗位，不知道要签收哪份清单".to_owned();
            let id = format!("person:{}", person.person);
            rows.push(row(id, Tone::Unknown, ["资料不足".to_owned(), names.person(person.person).to_owned(), said]));
        }
        if book.wordings.is_empty() {
            let said = "还没有责任清单：回车采用自带的，再对应到岗位".to_owned();
            rows.insert(0, row("door:adopt".to_owned(), Tone::Bad, ["开始".to_owned(), "责任清单".to_owned(), said]));
        }
        rows
    }
}

impl ListModel for Overview {
    fn title(&self) -> String {
        let it = &self.counts;
        format!("责任清单 · 岗位 {}/{} 有完整清单 · {}/{} 人已签收", it.covered, it.posts, it.signed, it.people)
    }

    fn purpose(&self) -> String {
        "全员安全生产责任制的覆盖情况：先列缺口，回车去补；下面是清单、岗位对应和签收的入口。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("kind", "事项", Width::Length(10)),
            Column::new("what", "岗位或清单", Width::Length(26)),
            Column::new("said", "情况", Width::Fill(1)).least(24),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let (book, coverage) = need::coverage(&cx.store, cx.today)?;
        self.names = Names::read(&cx.store, &book)?;
        self.counts = coverage.counts();
        let mut rows = self.gaps(&book, &coverage);
        rows.extend(DOORS.iter().map(|(id, name, what)| {
            row((*id).to_owned(), Tone::Normal, ["打开".to_owned(), (*name).to_owned(), (*what).to_owned()])
        }));
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
        ]);
    }

    fn paper(&self) -> Option<String> {
        Some("责任清单缺口".to_owned())
    }

    fn papers(&self, _: &Row) -> Vec<Choice> {
        vec![
            Choice::new("duty_notice", "责任清单公示表").note("全部岗位"),
            Choice::new("duty_coverage", "责任制覆盖情况").note("缺口清单"),
        ]
    }

    fn detail(&mut self, _: &mut Session, row: &Row) -> Vec<Paragraph> {
        let it = &self.counts;
        let mut all = vec![
            Paragraph::heading("覆盖情况"),
            Paragraph::pair("在用岗位", it.posts.to_string()),
            Paragraph::pair("有完整清单", it.covered.to_string()),
            Paragraph::pair("应签收", format!("{} 人", it.people)),
            Paragraph::pair("已全部签收", format!("{} 人", it.signed)),
            Paragraph::gap(),
        ];
        let mends = match row.id.split(':').next().unwrap_or_default() {
            "post" => "回车：选一份责任清单，让这个岗位从今天起执行。",
            "approve" => "回车：登记批准人和批准日期；批准以前不算清单。",
            "duties" => "回车：打开职责条目，补上缺的内容；改已批准的清单会另起下一版草稿。",
            "sign" => "回车：列出没有签收的人，标记后一次登记。",
            "review" => "回车：登记评审；要改的再到清单里修改条目。",
            "person" => "回车：在人员资料里填上岗位。",
            _ => "回车：打开。",
        };
        all.push(Paragraph::text(row.cells.join("　")));
        all.push(Paragraph::text(mends));
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let (Act::Open, Some(id)) = (act, rows.first()) else { return Ok(Vec::new()) };
        let mut parts = id.split(':');
        let (kind, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let number = rest.parse::<i64>().unwrap_or(0);
        Ok(vec![match (kind, rest) {
            ("post", _) => self.ask_list(cx, number)?,
            ("approve", _) => super::approval(number, cx),
            ("duties", _) => super::duties(number, &self.names),
            ("sign", _) => Msg::Push(super::signing(Some(format!("list:{number}")))),
            ("review", _) => {
                let form = RegisterForm::new(&DUTY_LIST_REVIEW, cx.today).given("list", format!("#{number}"));
                Msg::Push(Box::new(form.screen()))
            }
            ("person", _) => Msg::Push(Box::new(RegisterForm::change(&PERSON, number, cx.today).screen())),
            (_, "posts") => Msg::Push(Box::new(RegisterList::new(&POST_DUTY_LIST).screen())),
            (_, "signing") => Msg::Push(super::signing(None)),
            (_, "pledges") => Msg::Push(Box::new(RegisterList::new(&PLEDGE).screen())),
            (_, "reviews") => Msg::Push(Box::new(RegisterList::new(&DUTY_LIST_REVIEW).screen())),
            (_, "assessments") => Msg::Push(Box::new(RegisterList::new(&ASSESSMENT).screen())),
            (_, _) => Msg::Push(super::lists()),
        }])
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        match answer.tag {
            "duty.link" => {
                let post = rows.first().and_then(|id| id.strip_prefix("post:")?.parse::<i64>().ok());
                let (Some(post), Ok(list)) = (post, answer.value.parse::<i64>()) else { return Ok(Vec::new()) };
                let (code, title) = self.names.lists.get(&list).cloned().unwrap_or_default();
                let post_name = self.names.post(post).to_owned();
                let said = format!("岗位“{post_name}”从今天起执行 {code} {title}");
                let chosen = carried::Proposal { post, post_name, list, code, title };
                carried::take(&mut cx.store, &[chosen], cx.today)?;
                Ok(vec![Msg::Stale, Msg::Notice(said)])
            }
            PAPER => paper::of_record(cx, &answer.value, WHOLE),
            _ => Ok(Vec::new()),
        }
    }
}

impl Overview {
    /// Asks which list a post carries; what fits by role and name comes first.
    fn ask_list(&self, cx: &Session, post: i64) -> Result<Msg> {
        let (book, _) = need::coverage(&cx.store, cx.today)?;
        let fits: Vec<i64> =
            proposals(&cx.store, &book, cx.today)?.into_iter().filter(|it| it.post == post).map(|it| it.list).collect();
        let mut names = self.names.clone();
        names.lists.retain(|id, _| book.wordings.contains_key(id));
        let choices = super::list_choices(&names, &fits);
        if choices.is_empty() {
            return Ok(Msg::Push(super::lists()));
        }
        let title = format!("岗位“{}”执行哪份责任清单", self.names.post(post));
        Ok(Msg::Push(Box::new(Pick::new("duty.link", title, choices))))
    }
}
