//! The plant's duty lists, with the wording in force, the posts that carry them and what is wanting.

use crate::domain::date;
use crate::domain::responsibility::Reviewed;
use crate::error::{Error, Result};
use crate::registers::responsibility::adopt::{adopt_all, adoptable};
use crate::registers::responsibility::carried::POST_DUTY_LIST;
use crate::registers::responsibility::lists::{DUTY_LIST, DUTY_LIST_REVIEW};
use crate::registers::responsibility::need::{self, Names};
use crate::registers::{self};
use crate::report::collect::ledger;
use crate::store::Query as Rows;
use crate::tui::keymap::{Act, View};
use crate::tui::list::{ListModel, PAPER, Page, Query, Span};
use crate::tui::overlay::{Pick, Prompt, Reader};
use crate::tui::paper;
use crate::tui::screen::{Answer, Choice, Msg, Session};
use crate::tui::screens::RegisterForm;
use crate::tui::theme::Tone;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::widgets::table::{Column, Row, Width};

/// The list.
pub(super) struct Lists;

/// Takes over one list of the packs, or all of them, as drafts in force from today once approved.
fn take_over(cx: &mut Session, code: &str) -> Result<Vec<Msg>> {
    let open = adoptable(&cx.store)?;
    let chosen: Vec<_> = open.into_iter().filter(|it| code == "*" || it.code == code).collect();
    if chosen.is_empty() {
        return Err(Error::input("没有这份自带的责任清单"));
    }
    let today = cx.today;
    adopt_all(&mut cx.store, &chosen, today, None, today)?;
    let said = format!("已采用 {} 份责任清单，批准后生效", chosen.len());
    Ok(vec![Msg::Stale, Msg::Notice(said)])
}

/// Every wording of a list with its duties: what was signed stays as it was.
fn wordings(cx: &Session, list: i64, title: &str) -> Result<Msg> {
    let mut all = Vec::new();
    for wording in cx.store.duty_wordings(Some(list))?.iter().rev() {
        let state = match wording.in_force_from() {
            Some(from) => format!("{} 起执行，{}批准", date::show(from), wording.approved_by.as_deref().unwrap_or("—")),
            None => "草稿，没有批准".to_owned(),
        };
        all.push(Paragraph::heading(format!("第 {} 版　{state}", wording.number)));
        all.push(Paragraph::pair("责任范围", wording.scope.clone().unwrap_or_else(|| "—".to_owned())));
        if let Some(note) = &wording.note {
            all.push(Paragraph::pair("修订说明", note.clone()));
        }
        for duty in cx.store.duties_of(wording.id)?.iter().filter(|it| it.active) {
            let standard = duty.standard.as_deref().unwrap_or("（缺考核标准）");
            all.push(Paragraph::text(format!("{} {}　考核：{standard}　{} 分", duty.code, duty.content, duty.points)));
        }
        all.push(Paragraph::gap());
    }
    Ok(Msg::Push(Box::new(Reader::new(format!("{title} 各版"), all))))
}

impl ListModel for Lists {
    fn title(&self) -> String {
        DUTY_LIST.title.to_owned()
    }

    fn purpose(&self) -> String {
        "本厂的责任清单。回车看条目、改条目；改已批准的清单另起下一版草稿，Ctrl+G 批准、评审、采用自带的。".to_owned()
    }

    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("code", "编号", Width::Length(6)),
            Column::new("title", "责任清单", Width::Fill(1)).least(20),
            Column::new("number", "版次", Width::Length(4)).right(),
            Column::new("from", "执行日期", Width::Length(10)),
            Column::new("duties", "条目", Width::Length(4)).right(),
            Column::new("posts", "岗位", Width::Length(4)).right(),
            Column::new("state", "情况", Width::Length(20)),
        ]
    }

    fn load(&mut self, cx: &mut Session, query: &Query, span: &Span) -> Result<Page> {
        let (book, coverage) = need::coverage(&cx.store, cx.today)?;
        let order = Some(DUTY_LIST.order);
        let mut rows = Vec::new();
        for it in cx.store.rows(&DUTY_LIST.relation, &Rows { order, ..Rows::default() })? {
            let text = |column: &str| it.get(column).as_text().unwrap_or_default().to_owned();
            let number = |column: &str| it.get(column).as_int().unwrap_or(0);
            let state = coverage.lists.iter().find(|state| state.list == it.id);
            let posts = coverage.posts.iter().filter(|post| post.lists.iter().any(|own| own.list == it.id)).count();
            let wording = book.wording_on(it.id, cx.today);
            let newest = number("number");
            let draft = wording.is_some_and(|in_force| newest > in_force.number).then(|| format!("第{newest}版待批准"));
            let gap = state.and_then(|it| it.gaps.first());
            let (said, tone) = match (gap, draft) {
                (Some((gap, _)), _) if gap.is_hole() => (gap.label().to_owned(), Tone::Bad),
                (_, Some(draft)) => (draft, Tone::Soon),
                (Some((gap, _)), None) => (gap.label().to_owned(), Tone::Soon),
                (None, None) => ("现行".to_owned(), Tone::Normal),
            };
            let id = it.id.to_string();
            let cells = vec![
                text("code"),
                text("title"),
                newest.to_string(),
                wording.and_then(|it| it.in_force_from()).map(|on| on.to_string()).unwrap_or_default(),
                number("duties").to_string(),
                posts.to_string(),
                said,
            ];
            rows.push(Row { key: id.clone(), id, cells, tone, badge: None });
        }
        Ok(Page::of(rows, query, span))
    }

    fn paper(&self) -> Option<String> {
        Some(ledger::paper_title(&DUTY_LIST))
    }

    fn papers(&self, row: &Row) -> Vec<Choice> {
        vec![Choice::new("duty_notice", "责任清单公示表").note(row.cells.get(1).cloned().unwrap_or_default())]
    }

    fn empty(&self) -> String {
        "还没有责任清单。按 Ctrl+G 采用自带的，或按 F2 自编一份。".to_owned()
    }

    fn describe(&self, row: Option<&Row>, view: &mut View) {
        view.absent.extend([Act::Export, Act::Evidence, Act::Why, Act::Mark]);
        view.steps_without_row = true;
        if row.is_none() {
            for act in [Act::Open, Act::Edit, Act::Retire] {
                view.blocked.push((act, "还没有责任清单".to_owned()));
            }
        }
    }

    fn detail(&mut self, cx: &mut Session, row: &Row) -> Vec<Paragraph> {
        let Ok(id) = row.id.parse::<i64>() else { return Vec::new() };
        let Ok((book, coverage)) = need::coverage(&cx.store, cx.today) else { return Vec::new() };
        let Ok(names) = Names::read(&cx.store, &book) else { return Vec::new() };
        let mut all = vec![Paragraph::heading(names.list(id))];
        for wording in book.wordings.get(&id).into_iter().flatten().rev() {
            let state =
                wording.in_force_from().map_or_else(|| "草稿".to_owned(), |on| format!("{} 起", date::show(on)));
            let note = wording.note.as_deref().unwrap_or_default();
            all.push(Paragraph::text(format!("第 {} 版 {state} {note}", wording.number)));
        }
        if let Some(state) = coverage.lists.iter().find(|it| it.list == id) {
            for (gap, said) in &state.gaps {
                let tone = if gap.is_hole() { Tone::Bad } else { Tone::Soon };
                all.push(Paragraph::toned(tone, said.clone()));
            }
        }
        let posts = coverage.posts.iter().filter(|post| post.lists.iter().any(|own| own.list == id));
        let posts: Vec<&str> = posts.map(|it| names.post(it.post)).collect();
        all.push(Paragraph::pair("岗位", if posts.is_empty() { "没有".to_owned() } else { posts.join("、") }));
        let own = coverage.owed.iter().filter(|it| it.list == id);
        let signed = own.clone().filter(|it| it.is_signed()).count();
        all.push(Paragraph::pair("签收", format!("{signed}/{} 份", own.count())));
        all
    }

    fn act(&mut self, cx: &mut Session, act: Act, rows: &[String]) -> Result<Vec<Msg>> {
        let id = rows.first().and_then(|id| id.parse::<i64>().ok());
        Ok(match (act, id) {
            (Act::Open, Some(id)) => {
                let names = Names::read(&cx.store, &registers::responsibility::Book::default())?;
                vec![super::duties(id, &names)]
            }
            (Act::Add, _) => vec![Msg::Push(Box::new(RegisterForm::new(&DUTY_LIST, cx.today).screen()))],
            (Act::Edit, Some(id)) => {
                vec![Msg::Push(Box::new(RegisterForm::change(&DUTY_LIST, id, cx.today).screen()))]
            }
            (Act::Retire, Some(_)) => {
                let label = "停用后岗位不再执行它，签收记录照旧。停用的原因：";
                vec![Msg::Push(Box::new(Prompt::new("duty_list.retire", "停用责任清单", label, true)))]
            }
            (Act::Steps, id) => {
                let mut choices = Vec::new();
                if id.is_some() {
                    choices.push(Choice::new("approve", "批准最新一版").note("批准人、批准日期、生效日期"));
                    choices.push(Choice::new("review", "登记评审").note(Reviewed::Keep.label()));
                    choices.push(Choice::new("post", "对应岗位").note("再加一个执行它的岗位"));
                    choices.push(Choice::new("sign", "没有签收的人"));
                    choices.push(Choice::new("wordings", "看各版内容"));
                }
                choices.push(Choice::new("adopt", "采用自带的责任清单"));
                vec![Msg::Push(Box::new(Pick::new("duty_list.step", "责任清单", choices)))]
            }
            _ => Vec::new(),
        })
    }

    fn answer(&mut self, cx: &mut Session, answer: &Answer, rows: &[String]) -> Result<Vec<Msg>> {
        let id = rows.first().and_then(|id| id.parse::<i64>().ok());
        let given = |register| RegisterForm::new(register, cx.today).given("list", format!("#{}", id.unwrap_or(0)));
        match (answer.tag, answer.value.as_str(), id) {
            ("duty_list.step", "adopt", _) => {
                let open = adoptable(&cx.store)?;
                if open.is_empty() {
                    return Ok(vec![Msg::Notice("自带的责任清单都已采用".to_owned())]);
                }
                let mut choices: Vec<Choice> = open
                    .iter()
                    .map(|it| Choice::new(it.code.as_str(), format!("{} {}", it.code, it.title)).note(it.tier.label()))
                    .collect();
                choices.push(Choice::new("*", "全部采用").note(format!("{} 份", open.len())));
                Ok(vec![Msg::Push(Box::new(Pick::new("duty_list.adopt", "采用自带的责任清单", choices)))])
            }
            ("duty_list.adopt", code, _) => take_over(cx, code),
            ("duty_list.step", "approve", Some(id)) => Ok(vec![super::approval(id, cx)]),
            ("duty_list.step", "review", Some(_)) => Ok(vec![Msg::Push(Box::new(given(&DUTY_LIST_REVIEW).screen()))]),
            ("duty_list.step", "post", Some(_)) => Ok(vec![Msg::Push(Box::new(given(&POST_DUTY_LIST).screen()))]),
            ("duty_list.step", "sign", Some(id)) => Ok(vec![Msg::Push(super::signing(Some(format!("list:{id}"))))]),
            ("duty_list.step", "wordings", Some(id)) => {
                let names = Names::read(&cx.store, &registers::responsibility::Book::default())?;
                Ok(vec![wordings(cx, id, &names.list(id))?])
            }
            (PAPER, kind, Some(id)) => paper::of_record(cx, kind, &format!("#{id}")),
            ("duty_list.retire", reason, Some(id)) => {
                registers::retire(&mut cx.store, &DUTY_LIST, id, cx.today, reason)?;
                Ok(vec![Msg::Stale, Msg::Notice("责任清单已停用，可以撤销".to_owned())])
            }
            _ => Ok(Vec::new()),
        }
    }
}
