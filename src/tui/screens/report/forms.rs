//! What people write for a report: its words, who signed it, to whom it was handed in, why it came back.

use chrono::NaiveDate;

use super::doc::Doc;
use super::{calendar, moment};
use crate::domain::date::{self, Order};
use crate::domain::fold::{clean_line, clean_text};
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::registers::Register;
use crate::registers::organisation::AUTHORITY;
use crate::registers::person::PERSON;
use crate::registers::report_text;
use crate::registers::submission::{self, SubmissionState};
use crate::report::collect;
use crate::report::drafts;
use crate::report::frozen::{self, Again, Handing, Submitted};
use crate::report::kinds::TextSpec;
use crate::report::wording;
use crate::store::Query;
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel, FormScreen};
use crate::tui::overlay::Reader;
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::theme::Tone;
use crate::tui::widgets::date::show;
use crate::tui::widgets::pane::Paragraph;
use crate::tui::words::by_keys;

/// The form of the author's words.
pub(super) fn words(doc: &Doc) -> Msg {
    Msg::Push(Box::new(FormScreen::new(WordsForm { doc: doc.clone(), typed: Vec::new() })))
}

/// The form of 定稿.
pub(super) fn finalise(doc: &Doc) -> Msg {
    Msg::Push(Box::new(FormScreen::new(FinalForm { doc: doc.clone(), signed_by: None })))
}

/// The form of handing in.
pub(super) fn submit(doc: &Doc) -> Msg {
    let form =
        SubmitForm { doc: doc.clone(), handing: Handing::default(), again: Again::First, due: None, ready: None };
    Msg::Push(Box::new(FormScreen::new(form)))
}

/// The form of 退回.
pub(super) fn give_back(doc: &Doc) -> Msg {
    let form = ReturnForm { doc: doc.clone(), on: NaiveDate::default(), reason: String::new() };
    Msg::Push(Box::new(FormScreen::new(form)))
}

/// Names of a register to choose from; what stands in no register may be typed all the same.
fn names(cx: &Session, register: &Register) -> Result<Vec<Choice>> {
    let rows = cx.store.rows(&register.relation, &Query::default())?;
    let here = rows.iter().filter(|row| row.get("ended_on").as_date().is_none_or(|day| day >= cx.today));
    let choice = |row: &crate::store::Row| {
        let name = row.get("name").as_text()?.to_owned();
        let note = row.get("no").as_text().unwrap_or_default().to_owned();
        Some(Choice::new(name.clone(), name).note(note))
    };
    Ok(here.filter_map(choice).collect())
}

/// A line that may be left out.
fn line(raw: &str) -> Option<String> {
    Some(clean_line(raw)).filter(|it| !it.is_empty())
}

fn day(key: &'static str, raw: &str, cx: &Session) -> Result<NaiveDate, Problem> {
    date::read(raw, cx.today, Order::Ymd).map_err(|fault| Problem::field(key, fault.to_string()))
}

/// What is said after something was frozen or handed in: a line, and a window where there is something to look at.
fn done(said: String, warnings: &[String]) -> Vec<Msg> {
    let mut messages = vec![Msg::Pop, Msg::Stale];
    if !warnings.is_empty() {
        let mut all = vec![Paragraph::toned(Tone::Done, said.clone()), Paragraph::gap(), Paragraph::heading("请注意")];
        let said = warnings.iter().filter_map(|text| by_keys(text));
        all.extend(said.map(|text| Paragraph::toned(Tone::Soon, format!("- {text}"))));
        messages.push(Msg::Push(Box::new(Reader::new("办好了", all))));
    }
    messages.push(Msg::Notice(said));
    messages
}

struct WordsForm {
    doc: Doc,
    typed: Vec<(&'static TextSpec, String)>,
}

impl FormModel for WordsForm {
    fn title(&self) -> String {
        format!("填写文字：{}", self.doc.title())
    }

    fn purpose(&self) -> String {
        "报告里由人写的文字；空着的印“无”。上期写过的在每项的说明里，办理里可以整段带来。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let parts = drafts::parts(&cx.store, self.doc.kind, &self.doc.about)?;
        let lines = match parts.len() {
            0..=3 => 5,
            _ => 3,
        };
        let field = |part: &drafts::Part| {
            let before = part.before.replace('\n', " ");
            let help = if before.is_empty() { part.spec.help.to_owned() } else { format!("上期：{before}") };
            let spec = FieldSpec::new(part.spec.key, part.spec.label, FieldKind::Note(lines)).help(help);
            Field::new(spec, &part.text, None)
        };
        Ok(parts.iter().map(field).collect())
    }

    fn set(&mut self, _: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        if let Some(section) = self.doc.kind.texts.iter().find(|it| it.key == key) {
            self.typed.retain(|(it, _)| it.key != key);
            self.typed.push((section, clean_text(raw)));
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let parts: Vec<(&str, &str, &str)> =
            self.typed.iter().map(|(it, text)| (it.key, it.label, text.as_str())).collect();
        let written = report_text::write(&mut cx.store, self.doc.kind.key, &self.doc.about, &parts)?;
        let mut hits = Vec::new();
        for (section, text) in &self.typed {
            hits.extend(wording::phrases(section.label, text)?);
        }
        let empty = self.typed.iter().filter(|(_, text)| text.trim().is_empty()).count();
        let mut said = if written { "已保存".to_owned() } else { "没有变化".to_owned() };
        if let Some(hit) = hits.first() {
            said = format!("{said}；“{}”没有内容，共 {} 处，见用语体检", hit.found, hits.len());
        } else if empty > 0 {
            said = format!("{said}；还有 {empty} 段空着");
        }
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said)])
    }

    fn draft_key(&self) -> Option<String> {
        Some(format!("report/{}", self.doc.id()))
    }
}

struct FinalForm {
    doc: Doc,
    signed_by: Option<String>,
}

impl FormModel for FinalForm {
    fn title(&self) -> String {
        format!("定稿：{}", self.doc.title())
    }

    fn purpose(&self) -> String {
        "冻结今天的数字、文字和签发人，先不报送；打印出来签字盖章，报出去之后再登记报送。".to_owned()
    }

    fn fields(&mut self, _: &mut Session) -> Result<Vec<Field>> {
        let signed =
            FieldSpec::new("signed_by", "签发人", FieldKind::Reference).help("季度、年度统计表须由主要负责人签字");
        Ok(vec![Field::new(signed, "", None)])
    }

    fn options(&mut self, cx: &mut Session, _: &str) -> Result<Vec<Choice>> {
        names(cx, &PERSON)
    }

    fn set(&mut self, _: &mut Session, _: &'static str, raw: &str) -> Result<String, Problem> {
        self.signed_by = line(raw);
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let at = moment(cx);
        let made = frozen::finalise(&mut cx.store, self.doc.kind, &self.doc.about, self.signed_by.as_deref(), at)?;
        Ok(done(format!("已定稿（第 {} 次），u 可撤销", made.frozen.number), &made.warnings))
    }
}

struct SubmitForm {
    doc: Doc,
    handing: Handing,
    again: Again,
    /// Last day on which it is in time.
    due: Option<NaiveDate>,
    /// Number of the version that is final and waits.
    ready: Option<i64>,
}

impl SubmitForm {
    fn is_late(&self) -> bool {
        self.due.is_some_and(|due| self.handing.on > due)
    }
}

impl FormModel for SubmitForm {
    fn title(&self) -> String {
        format!("登记报送：{}", self.doc.title())
    }

    fn purpose(&self) -> String {
        "已经报出去的在这里登记。有定稿的报定稿，没有的当时冻结；以后记录变了，原来那份保持原样，可以再报一次。"
            .to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let versions = submission::of(&cx.store, self.doc.kind.key, &self.doc.about)?;
        let live: Vec<_> = versions.into_iter().filter(|it| !it.retired).collect();
        let ready = live.last().filter(|it| it.state == SubmissionState::Final);
        self.ready = ready.map(|it| it.number);
        self.again = frozen::again(&live);
        self.due = calendar::due_on(cx, &self.doc)?;
        self.handing.on = cx.today;
        let to = live.iter().rev().find_map(|it| it.recipient.clone());
        // As it is addressed on paper; a report without a layout goes to the authority.
        let addressee = collect::collect(&cx.store, self.doc.kind, &self.doc.about, moment(cx));
        let to = to.or_else(|| addressee.ok().and_then(|made| made.report.addressee));
        let to = to.or(collect::authority(&cx.store)?).unwrap_or_default();
        let signed = ready.and_then(|it| it.signed_by.clone()).unwrap_or_default();
        let ways = ["纸质", "平台", "邮件"].map(|it| Choice::new(it, it)).to_vec();
        let yes = vec![Choice::new("no", "否"), Choice::new("yes", "是")];
        let spec = |key, label: &str, kind| FieldSpec::new(key, label, kind);
        let final_help = "纸面已经签字报出：记录后来变了也报签字的那份";
        let late_help = self.due.map_or_else(String::new, |due| format!("期限 {due}，已超过"));
        Ok(vec![
            Field::new(spec("what", "这一次", FieldKind::Fixed), self.again.label(), None),
            Field::new(
                spec("to", "报送单位", FieldKind::Reference).required().help("写全称；F4 列出主管部门"),
                &to,
                None,
            ),
            Field::new(spec("on", "报送日期", FieldKind::Date).required(), &cx.today.to_string(), None),
            Field::new(
                spec("signed_by", "签发人", FieldKind::Reference)
                    .help("季度、年度统计表须由主要负责人签字；F4 列出人员"),
                &signed,
                None,
            ),
            Field::new(spec("channel", "方式", FieldKind::Choice(ways)), "", None),
            Field::new(spec("receipt", "回执", FieldKind::Line).help("受理编号或签收人"), "", None),
            Field::new(spec("by", "经办人", FieldKind::Reference).help("空着记为操作人"), cx.store.operator(), None),
            Field::new(
                spec("as_final", "照定稿报", FieldKind::Choice(yes)).help(final_help),
                "否",
                Some("no".to_owned()),
            ),
            Field::new(spec("reason", "迟报原因", FieldKind::Line).help(late_help), "", None),
        ])
    }

    fn shows(&self, key: &str, _: &dyn Fn(&str) -> String) -> bool {
        match key {
            "what" => self.again != Again::First,
            "as_final" => self.ready.is_some(),
            "reason" => self.is_late(),
            _ => true,
        }
    }

    fn options(&mut self, cx: &mut Session, key: &str) -> Result<Vec<Choice>> {
        names(cx, if key == "to" { &AUTHORITY } else { &PERSON })
    }

    fn set(&mut self, cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        match key {
            "to" => self.handing.to = line(raw).ok_or_else(|| Problem::field("to", "报送单位：必须填写"))?,
            "on" => {
                self.handing.on = day("on", raw, cx)?;
                let shown = show(self.handing.on, cx.today);
                let late = self.due.filter(|_| self.is_late()).map(|due| (self.handing.on - due).num_days());
                return Ok(late.map_or(shown.clone(), |days| format!("{shown}，迟 {days} 天")));
            }
            "signed_by" => self.handing.signed_by = line(raw),
            "channel" => self.handing.channel = line(raw),
            "receipt" => self.handing.receipt = line(raw),
            "by" => self.handing.submitted_by = line(raw),
            "as_final" => self.handing.as_finalised = raw == "yes",
            _ => self.handing.late_reason = line(raw),
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let at = moment(cx);
        let Submitted { frozen, again, late_days, warnings } =
            frozen::submit(&mut cx.store, self.doc.kind, &self.doc.about, &self.handing, at)?;
        let late = late_days.map_or_else(String::new, |days| format!("，迟报 {days} 天"));
        Ok(done(format!("已冻结并登记{}（第 {} 次{late}），u 可撤销", again.label(), frozen.number), &warnings))
    }

    fn draft_key(&self) -> Option<String> {
        Some(format!("report/submit/{}", self.doc.id()))
    }
}

struct ReturnForm {
    doc: Doc,
    on: NaiveDate,
    reason: String,
}

impl FormModel for ReturnForm {
    fn title(&self) -> String {
        format!("登记退回：{}", self.doc.title())
    }

    fn purpose(&self) -> String {
        "主管部门退回的在这里登记；退回的不算报送，改好后登记报送的是补报。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let on = FieldSpec::new("on", "退回日期", FieldKind::Date).required();
        let reason = FieldSpec::new("reason", "退回原因", FieldKind::Line).required().help("例如：缺主要负责人签字");
        Ok(vec![Field::new(on, &cx.today.to_string(), None), Field::new(reason, "", None)])
    }

    fn set(&mut self, cx: &mut Session, key: &'static str, raw: &str) -> Result<String, Problem> {
        if key == "on" {
            self.on = day("on", raw, cx)?;
            return Ok(show(self.on, cx.today));
        }
        self.reason = line(raw).ok_or_else(|| Problem::field("reason", "退回原因：必须填写"))?;
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let at = moment(cx);
        let kind = self.doc.kind;
        let given = frozen::give_back(&mut cx.store, kind, &self.doc.about, self.on, &self.reason, at)?;
        Ok(done(format!("第 {} 次已登记退回，改好后再登记报送（补报）；u 可撤销", given.number), &[]))
    }
}
