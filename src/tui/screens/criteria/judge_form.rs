//! What is decided of one criterion, with evidence and reason, and what a yes needs: who mends it, by when, how.

use crate::domain::criteria::Verdict;
use crate::domain::criteria::decide::Decision;
use crate::domain::date::{self, Order, add_days};
use crate::domain::fold::clean_text;
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::registers::criteria::{self, Fixes, Typed, standing};
use crate::registers::{self, Lookups};
use crate::store::Row;
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::screens::people;
use crate::tui::widgets::date::show;

/// Days from today to the deadline a major hazard begins with.
const USUAL: i64 = 30;
/// What a yes needs where no hazard of it is open.
const FIXES: &[&str] = &["owner", "due_on", "measures", "funds", "plan"];

/// The form.
pub(super) struct JudgeForm {
    round: i64,
    row: Row,
    people: Lookups,
    preset: Option<Verdict>,
    /// Number of the hazard that is still open: a yes goes on with it.
    open: Option<String>,
    decision: Decision,
    fixes: Fixes,
}

impl JudgeForm {
    /// The form of a criterion; `preset`: the verdict that was meant.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session, round: i64, row: &Row, preset: Option<Verdict>) -> Result<Self> {
        let open = criteria::going(&cx.store, round, row, cx.today)?.map(|(_, number)| number);
        let people = Lookups::named(&["person"], &cx.store)?;
        let (decision, fixes) = (Decision::default(), Fixes::default());
        Ok(Self { round, row: row.clone(), people, preset, open, decision, fixes })
    }

    fn text(&self, column: &str) -> String {
        self.row.get(column).as_text().unwrap_or_default().to_owned()
    }
}

fn some(raw: &str) -> Option<String> {
    Some(clean_text(raw)).filter(|text| !text.is_empty())
}

impl FormModel for JudgeForm {
    fn title(&self) -> String {
        format!("认定 {}", self.text("code"))
    }

    fn purpose(&self) -> String {
        "认定一个判定项：与记录建议不同要写原因，记录看不出的要写证据；认定存在即登记重大隐患，五落实要齐。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let it = standing(&self.row);
        let verdict = self.preset.or(it.verdict).or(it.proposed);
        let choices = Verdict::CHOICES.iter().map(|it| Choice::new(it.code, it.label)).collect();
        let fixed =
            |key, label: &str, text: String| Field::new(FieldSpec::new(key, label, FieldKind::Fixed), &text, None);
        let mut all = vec![fixed("content", "判定情形", self.text("content"))];
        all.push(match it.proposed {
            Some(proposed) => fixed("proposed", "记录建议", proposed.label().to_owned()),
            None => fixed("proposed", "由人认定", self.text("asked")),
        });
        let spec = FieldSpec::new("verdict", "认定", FieldKind::Choice(choices)).required();
        all.push(Field::new(spec, verdict.map_or("", Verdict::label), verdict.map(|it| it.code().to_owned())));
        let evidence =
            FieldSpec::new("evidence", "证据", FieldKind::Note(2)).help("看到了什么：哪里、什么情况、文件名");
        all.push(Field::new(evidence, &self.text("evidence"), None));
        let on = self.row.get("evidence_on").as_date().unwrap_or(cx.today);
        all.push(Field::new(FieldSpec::new("evidence_on", "证据日期", FieldKind::Date), &date::show(on), None));
        let reason = FieldSpec::new("reason", "原因", FieldKind::Note(2)).help("与记录建议不同、不适用时必须写");
        all.push(Field::new(reason, &self.text("reason"), None));
        if let Some(number) = &self.open {
            all.push(fixed("linked", "重大隐患", format!("{number} 还没有销号，不再另立")));
            return Ok(all);
        }
        let owner =
            FieldSpec::new("owner", "责任人", FieldKind::Reference).help("输入文字、拼音或首字母查找，F4 列出全部");
        all.push(Field::new(owner, "", None));
        let due = FieldSpec::new("due_on", "整改期限", FieldKind::Date);
        all.push(Field::new(due, &date::show(add_days(cx.today, USUAL)), None));
        all.push(Field::new(FieldSpec::new("measures", "整改措施", FieldKind::Note(2)), "", None));
        let funds = FieldSpec::new("funds", "整改资金", FieldKind::Line).help("元；不需要资金填 0");
        all.push(Field::new(funds, "", None));
        all.push(Field::new(FieldSpec::new("plan", "防范措施和预案", FieldKind::Note(2)), "", None));
        Ok(all)
    }

    fn shows(&self, key: &str, value: &dyn Fn(&str) -> String) -> bool {
        let yes = value("verdict") == Verdict::Yes.code();
        yes || !(FIXES.contains(&key) || key == "linked")
    }

    fn demands(&self, key: &str, value: &dyn Fn(&str) -> String) -> bool {
        FIXES.contains(&key) && value("verdict") == Verdict::Yes.code()
    }

    fn options(&mut self, _: &mut Session, _: &str) -> Result<Vec<Choice>> {
        Ok(people::options(&self.people))
    }

    fn set(&mut self, cx: &mut Session, field: &'static str, raw: &str) -> Result<String, Problem> {
        let day = |raw: &str| date::read(raw, cx.today, Order::Ymd).map_err(|e| Problem::field(field, e.to_string()));
        match field {
            "verdict" => self.decision.verdict = Verdict::read(raw),
            "evidence" => self.decision.evidence = some(raw),
            "reason" => self.decision.reason = some(raw),
            "measures" => self.fixes.measures = some(raw),
            "plan" => self.fixes.plan = some(raw),
            "funds" => {
                let read = |raw: String| registers::money(&raw).map_err(|said| Problem::field(field, said));
                self.fixes.funds_fen = some(raw).map(read).transpose()?;
            }
            "evidence_on" | "due_on" => {
                let on = some(raw).map(|raw| day(&raw)).transpose()?;
                if field == "due_on" {
                    self.fixes.due_on = on;
                } else {
                    self.decision.evidence_on = on;
                }
                return Ok(on.map(|on| show(on, cx.today)).unwrap_or_default());
            }
            "owner" => self.fixes.owner = people::read(&self.people, field, raw)?,
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let yes = self.decision.verdict == Some(Verdict::Yes);
        let fixes = if yes && self.open.is_none() { self.fixes.clone() } else { Fixes::default() };
        let typed = Typed { decision: self.decision.clone(), fixes, by: cx.store.operator().to_owned() };
        let code = self.text("code");
        let done = criteria::judge(&mut cx.store, self.round, &code, &typed, cx.today)?;
        let verdict = typed.decision.verdict.map_or("", Verdict::label);
        let mut said = format!("{code} 认定：{verdict}");
        said.extend(done.opened.map(|number| format!("，已登记重大隐患 {number}")));
        said.extend(done.linked.map(|number| format!("，重大隐患 {number} 还没有销号，不再另立")));
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said)])
    }

    fn draft_key(&self) -> Option<String> {
        Some(format!("criterion/{}", self.row.id))
    }
}
