//! What is decided of one check point, with evidence, reason, owner and day.

use crate::domain::date::{self, Order, add_days};
use crate::domain::five::Verdict;
use crate::domain::five::decide::{Decision, looks};
use crate::domain::fold::clean_text;
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::registers::Lookups;
use crate::registers::five::{self, Typed, standing};
use crate::store::Row;
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::screens::people;
use crate::tui::widgets::date::show;

/// Days from today to the deadline a gap begins with.
const USUAL: i64 = 30;

/// The form.
pub(super) struct JudgeForm {
    round: i64,
    row: Row,
    people: Lookups,
    preset: Option<Verdict>,
    decision: Decision,
}

impl JudgeForm {
    /// The form of a point; `preset`: the verdict that was meant.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session, round: i64, row: &Row, preset: Option<Verdict>) -> Result<Self> {
        let people = Lookups::named(&["person"], &cx.store)?;
        Ok(Self { round, row: row.clone(), people, preset, decision: Decision::default() })
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
        "认定一个检查要点：与记录建议不同要写原因，记录看不出的要写证据，缺口写责任人和期限。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let point = standing(&self.row);
        let verdict = self.preset.or(point.verdict).or(point.proposed);
        let choices = Verdict::CHOICES.iter().map(|it| Choice::new(it.code, it.label)).collect();
        let fixed =
            |key, label: &str, text: String| Field::new(FieldSpec::new(key, label, FieldKind::Fixed), &text, None);
        let mut all = vec![fixed("content", "检查内容", self.text("content"))];
        all.push(match point.proposed {
            Some(proposed) => fixed("proposed", "记录建议", proposed.label().to_owned()),
            None => fixed("proposed", "由人认定", self.text("asked")),
        });
        let look = looks(&point.trace);
        if !look.is_empty() {
            all.push(fixed("look", "还要看", look));
        }
        all.push(Field::new(
            FieldSpec::new("verdict", "认定", FieldKind::Choice(choices)).required(),
            verdict.map_or("", Verdict::label),
            verdict.map(|it| it.code().to_owned()),
        ));
        let evidence = FieldSpec::new("evidence", "证据", FieldKind::Note(2)).help("看到了什么：文件名、日期、在哪里");
        all.push(Field::new(evidence, &self.text("evidence"), None));
        let on = self.row.get("evidence_on").as_date().unwrap_or(cx.today);
        all.push(Field::new(FieldSpec::new("evidence_on", "证据日期", FieldKind::Date), &date::show(on), None));
        let reason =
            FieldSpec::new("reason", "原因", FieldKind::Note(2)).help("与记录建议不同、不适用时必须写；缺口写缺什么");
        all.push(Field::new(reason, &self.text("reason"), None));
        let name = point.owner.and_then(|id| self.people.get("person").label(id)).unwrap_or_default().to_owned();
        let owner =
            FieldSpec::new("owner", "责任人", FieldKind::Reference).help("输入文字、拼音或首字母查找，F4 列出全部");
        all.push(Field::new(owner, &name, point.owner.map(people::key)));
        let due = point.due_on.unwrap_or_else(|| add_days(cx.today, USUAL));
        let spec = FieldSpec::new("due_on", "整改期限", FieldKind::Date).help("缺口补齐的最后一天");
        all.push(Field::new(spec, &date::show(due), None));
        Ok(all)
    }

    fn shows(&self, key: &str, value: &dyn Fn(&str) -> String) -> bool {
        let gap = Verdict::from_code(&value("verdict")).is_some_and(Verdict::is_gap);
        !matches!(key, "owner" | "due_on") || gap
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
            "evidence_on" | "due_on" => {
                let on = some(raw).map(|raw| day(&raw)).transpose()?;
                if field == "due_on" {
                    self.decision.due_on = on;
                } else {
                    self.decision.evidence_on = on;
                }
                return Ok(on.map(|on| show(on, cx.today)).unwrap_or_default());
            }
            "owner" => self.decision.owner = people::read(&self.people, field, raw)?,
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let mut decision = self.decision.clone();
        if !decision.verdict.is_some_and(Verdict::is_gap) {
            (decision.owner, decision.due_on) = (None, None);
        }
        let typed = Typed { decision, by: cx.store.operator().to_owned() };
        five::judge(&mut cx.store, self.round, &self.text("code"), &typed, cx.today)?;
        let verdict = typed.decision.verdict.map_or("", Verdict::label);
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(format!("{} 认定：{verdict}", self.text("code")))])
    }

    fn draft_key(&self) -> Option<String> {
        Some(format!("five/{}", self.row.id))
    }
}
