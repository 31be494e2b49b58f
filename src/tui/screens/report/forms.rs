//! What people write for a report: its words, and to whom it was handed in.

use chrono::NaiveDate;

use super::moment;
use crate::domain::date::{self, Order};
use crate::domain::fold::{clean_line, clean_text};
use crate::domain::period::Period;
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::registers::report_text;
use crate::report::collect;
use crate::report::frozen::{self, Handing};
use crate::report::kinds::{ReportKind, TextSpec};
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel, FormScreen};
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::widgets::date::show;

/// The form of the author's words.
pub(super) fn words(kind: &'static ReportKind, period: Period) -> Msg {
    Msg::Push(Box::new(FormScreen::new(WordsForm { kind, period, typed: Vec::new() })))
}

/// The form of handing in.
pub(super) fn submit(kind: &'static ReportKind, period: Period) -> Msg {
    let handing = Handing { on: period.last(), ..Handing::default() };
    Msg::Push(Box::new(FormScreen::new(SubmitForm { kind, period, handing })))
}

struct WordsForm {
    kind: &'static ReportKind,
    period: Period,
    typed: Vec<(&'static TextSpec, String)>,
}

impl FormModel for WordsForm {
    fn title(&self) -> String {
        format!("{} {}：填写文字", self.kind.title, self.period.label())
    }

    fn purpose(&self) -> String {
        "报告里由人写的文字；空着的印“无”。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let period = self.period.to_string();
        let mut written = report_text::all(&cx.store, self.kind.key, &period)?;
        let field = |it: &TextSpec| {
            let spec = FieldSpec::new(it.key, it.label, FieldKind::Note(5)).help(it.help);
            Field::new(spec, &written.remove(it.key).unwrap_or_default(), None)
        };
        Ok(self.kind.texts.iter().map(field).collect())
    }

    fn set(&mut self, _: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        if let Some(section) = self.kind.texts.iter().find(|it| it.key == key) {
            self.typed.retain(|(it, _)| it.key != key);
            self.typed.push((section, clean_text(raw)));
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let period = self.period.to_string();
        let parts: Vec<(&str, &str, &str)> =
            self.typed.iter().map(|(it, text)| (it.key, it.label, text.as_str())).collect();
        let written = report_text::write(&mut cx.store, self.kind.key, &period, &parts)?;
        let said = if written { "已保存" } else { "没有变化" };
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said.to_owned())])
    }

    fn draft_key(&self) -> Option<String> {
        Some(format!("report/{}/{}", self.kind.key, self.period))
    }
}

struct SubmitForm {
    kind: &'static ReportKind,
    period: Period,
    handing: Handing,
}

impl FormModel for SubmitForm {
    fn title(&self) -> String {
        format!("登记报送：{} {}", self.kind.title, self.period.label())
    }

    fn purpose(&self) -> String {
        "保存时冻结当期数字；以后记录变了，原来那份保持原样，可以再报一次。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let to = FieldSpec::new("to", "报送单位", FieldKind::Line).required().help("写全称");
        let on = FieldSpec::new("on", "报送日期", FieldKind::Date).required();
        let signed = FieldSpec::new("signed_by", "签发人", FieldKind::Line).help("季度、年度统计表须由主要负责人签字");
        let ways = ["纸质", "平台", "邮件"].map(|it| Choice::new(it, it)).to_vec();
        let channel = FieldSpec::new("channel", "方式", FieldKind::Choice(ways));
        let reason = FieldSpec::new("reason", "迟报原因", FieldKind::Line).help("超过期限才需要写");
        Ok(vec![
            Field::new(to, &collect::authority(&cx.store)?.unwrap_or_default(), None),
            Field::new(on, &cx.today.to_string(), None),
            Field::new(signed, "", None),
            Field::new(channel, "", None),
            Field::new(reason, "", None),
        ])
    }

    fn set(&mut self, cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        let line = Some(clean_line(raw)).filter(|it| !it.is_empty());
        match key {
            "to" => self.handing.to = line.ok_or_else(|| Problem::field("to", "报送单位：必须填写"))?,
            "on" => {
                let on: NaiveDate =
                    date::read(raw, cx.today, Order::Ymd).map_err(|fault| Problem::field("on", fault.to_string()))?;
                self.handing.on = on;
                return Ok(show(on, cx.today));
            }
            "signed_by" => self.handing.signed_by = line,
            "channel" => self.handing.channel = line,
            _ => self.handing.late_reason = line,
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let moment = moment(cx);
        let done = frozen::submit(&mut cx.store, self.kind, &self.period.to_string(), &self.handing, moment)?;
        let late = done.late_days.map_or_else(String::new, |days| format!("，迟报 {days} 天"));
        let warning = done.warnings.first().map_or_else(String::new, |text| format!("；注意：{text}"));
        let said = format!("已冻结并登记报送（第 {} 次{late}）{warning}", done.frozen.number);
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said)])
    }
}
