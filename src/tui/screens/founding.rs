//! The first start: a form that makes the data file. Leaving it leaves nothing behind.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::form::{Field, FieldKind, FieldSpec, FormModel, FormScreen};
use super::super::keymap::{Chain, View};
use super::super::screen::{Input, Msg, Screen, Session};
use super::super::theme::Theme;
use super::super::widgets::date::show;
use crate::domain::date::{self, Order};
use crate::domain::fold::clean_line;
use crate::domain::identity;
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::registers::{self, Door, enterprise};
use crate::store::Store;

/// The screen that makes a file at `path`.
pub(super) fn screen(path: &Path) -> Box<dyn Screen> {
    let form = FoundingForm { path: path.to_owned(), name: String::new(), since: None, credit_code: String::new() };
    Box::new(Founding { form: FormScreen::new(form), told: false })
}

/// What a new file asks for.
struct FoundingForm {
    path: PathBuf,
    name: String,
    since: Option<NaiveDate>,
    credit_code: String,
}

impl FoundingForm {
    fn fill(&self, store: &mut Store, today: NaiveDate) -> Result<()> {
        enterprise::found(store, &self.name, self.since.unwrap_or(today), &[])?;
        if !self.credit_code.is_empty() {
            let more = [("credit_code".to_owned(), self.credit_code.clone())];
            registers::change(store, &enterprise::ENTERPRISE, 1, None, &more, today, Door::Form, false)?;
        }
        Ok(())
    }
}

impl FormModel for FoundingForm {
    fn title(&self) -> String {
        "新建数据文件".to_owned()
    }

    fn purpose(&self) -> String {
        "还没有数据文件。填好后按 Ctrl+S 新建并开始；按 Esc 离开，不留下任何文件。想先看示例，离开后运行 anguan demo。"
            .to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let name = FieldSpec::new("name", "企业名称", FieldKind::Line).required().help("营业执照上的全称，印在报告上");
        let since = FieldSpec::new("records_since", "记录起始日", FieldKind::Date)
            .required()
            .help("从这一天起的记录都在这里；此前到期的义务不判定");
        let code = FieldSpec::new("credit_code", "统一社会信用代码", FieldKind::Line).help("18 位；可以以后再填");
        let path = self.path.display().to_string();
        Ok(vec![
            Field::new(FieldSpec::new("path", "数据文件", FieldKind::Fixed), &clean_line(&path), None),
            Field::new(name, "", None),
            Field::new(since, &date::show(cx.today), None),
            Field::new(code, "", None),
        ])
    }

    fn set(&mut self, cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        let text = clean_line(raw);
        match key {
            "name" if text.is_empty() => return Err(Problem::field("name", "企业名称：必须填写")),
            "name" => self.name = text,
            "records_since" => {
                let day = date::read(&text, cx.today, Order::Ymd)
                    .map_err(|fault| Problem::field("records_since", fault.to_string()))?;
                self.since = Some(day);
                return Ok(show(day, cx.today));
            }
            "credit_code" if text.is_empty() => self.credit_code.clear(),
            "credit_code" => {
                self.credit_code = identity::check_credit_code(&text)
                    .map_err(|fault| Problem::field("credit_code", fault.to_string()))?;
            }
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let today = cx.today;
        cx.store.found_at(&self.path, |store| self.fill(store, today))?;
        Ok(vec![Msg::Begin, Msg::Notice(format!("已新建数据文件：{}", self.name))])
    }
}

/// The form as the only screen: taking it off leaves the program.
struct Founding {
    form: FormScreen<FoundingForm>,
    /// What this is has been said.
    told: bool,
}

fn leaving(messages: Vec<Msg>) -> Vec<Msg> {
    let leave = |message| if matches!(message, Msg::Pop) { Msg::Quit } else { message };
    messages.into_iter().map(leave).collect()
}

impl Screen for Founding {
    fn title(&self) -> String {
        self.form.title()
    }

    fn purpose(&self) -> String {
        self.form.purpose()
    }

    fn chain(&self) -> Chain {
        self.form.chain()
    }

    fn describe(&self, view: &mut View) {
        self.form.describe(view);
    }

    fn view(&self, buf: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        self.form.view(buf, area, theme)
    }

    fn update(&mut self, cx: &mut Session, input: Input) -> Vec<Msg> {
        leaving(self.form.update(cx, input))
    }

    fn place(&mut self, area: Rect) {
        self.form.place(area);
    }

    fn settle(&mut self, cx: &mut Session) -> Vec<Msg> {
        let mut messages = leaving(self.form.settle(cx));
        if !std::mem::replace(&mut self.told, true) {
            messages.push(Msg::Notice("还没有数据文件：填好按 Ctrl+S 新建，按 Esc 离开，不留下任何文件".to_owned()));
        }
        messages
    }

    fn on_stale(&mut self) {
        self.form.on_stale();
    }

    fn is_dirty(&self) -> bool {
        self.form.is_dirty()
    }
}
