//! What is given to one item: points, 不参评, or whether a veto holds; with reason, evidence, owner and day.

use crate::domain::assessment::score::{read_tenths, show_tenths};
use crate::domain::date::{self, Order, add_days};
use crate::domain::fold::clean_text;
use crate::domain::problem::Problem;
use crate::error::Result;
use crate::registers::Lookups;
use crate::registers::standard::{self, Entry, State, Typed, state};
use crate::store::Row;
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::widgets::date::show;

use super::begin_form::{choices, key, person};

/// Days from today to the deadline a deduction begins with.
const USUAL: i64 = 30;

/// The form.
pub(super) struct ItemForm {
    round: i64,
    row: Row,
    people: Lookups,
    outcome: String,
    got: i64,
    reason: Option<String>,
    typed: Typed,
}

impl ItemForm {
    /// The form of an item.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session, round: i64, row: &Row) -> Result<Self> {
        let people = Lookups::named(&["person"], &cx.store)?;
        let typed = Typed { by: cx.store.operator().to_owned(), ..Typed::default() };
        Ok(Self { round, row: row.clone(), people, outcome: String::new(), got: 0, reason: None, typed })
    }

    fn text(&self, column: &str) -> String {
        self.row.get(column).as_text().unwrap_or_default().to_owned()
    }

    fn full(&self) -> i64 {
        self.row.get("points").as_int().unwrap_or(0)
    }

    fn is_veto(&self) -> bool {
        self.row.get("veto").as_int() == Some(1)
    }
}

fn some(raw: &str) -> Option<String> {
    Some(clean_text(raw)).filter(|text| !text.is_empty())
}

impl FormModel for ItemForm {
    fn title(&self) -> String {
        format!("评分 {}", self.text("code"))
    }

    fn purpose(&self) -> String {
        "评一个评分项：扣分和不参评写原因，扣分写整改责任人和期限。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let fixed =
            |key, label: &str, text: String| Field::new(FieldSpec::new(key, label, FieldKind::Fixed), &text, None);
        let mut all = vec![fixed("content", "评定内容", self.text("content"))];
        if !self.is_veto() {
            all.push(fixed("standard", "达标标准", self.text("standard")));
            all.push(fixed("rule", "扣分办法", self.text("rule")));
        }
        let outcomes = if self.is_veto() {
            vec![Choice::new("no", "不成立"), Choice::new("yes", "成立（否决）")]
        } else {
            vec![Choice::new("got", "评分"), Choice::new("na", "不参评")]
        };
        let now = match (state(&self.row), self.is_veto()) {
            (State::NotApplicable, _) => "na",
            (State::Deducted, true) => "yes",
            (State::Open | State::Full, true) => "no",
            (State::Open | State::Full | State::Deducted, false) => "got",
        };
        let label = outcomes.iter().find(|it| it.value == now).map_or(String::new(), |it| it.label.clone());
        let spec = FieldSpec::new("outcome", "结论", FieldKind::Choice(outcomes)).required();
        all.push(Field::new(spec, &label, Some(now.to_owned())));
        if !self.is_veto() {
            let got = self.row.get("got").as_int().unwrap_or_else(|| self.full());
            let last =
                self.row.get("last_got").as_int().map_or_else(String::new, |it| format!("，上轮 {}", show_tenths(it)));
            let spec = FieldSpec::new("got", "得分", FieldKind::Line)
                .required()
                .help(format!("标准分 {}{last}", show_tenths(self.full())));
            all.push(Field::new(spec, &show_tenths(got), None));
        }
        let reason = FieldSpec::new("reason", "原因", FieldKind::Note(2)).help("扣分、不参评、否决成立时必须写");
        all.push(Field::new(reason, &self.text("reason"), None));
        let evidence = FieldSpec::new("evidence", "证据", FieldKind::Note(2)).help("看到了什么：文件名、日期、在哪里");
        all.push(Field::new(evidence, &self.text("evidence"), None));
        let owner = self.row.get("owner_id").as_int();
        let name = owner.and_then(|id| self.people.get("person").label(id)).unwrap_or_default().to_owned();
        let spec =
            FieldSpec::new("owner", "责任人", FieldKind::Reference).help("输入文字、拼音或首字母查找，F4 列出全部");
        all.push(Field::new(spec, &name, owner.map(key)));
        let due = self.row.get("due_on").as_date().unwrap_or_else(|| add_days(cx.today, USUAL));
        let spec = FieldSpec::new("due_on", "整改期限", FieldKind::Date);
        all.push(Field::new(spec, &date::show(due), None));
        Ok(all)
    }

    fn shows(&self, name: &str, value: &dyn Fn(&str) -> String) -> bool {
        let outcome = value("outcome");
        match name {
            "got" => outcome == "got",
            "owner" | "due_on" => {
                let less = read_tenths(&value("got"), 1_000_000).is_ok_and(|got| got < self.full());
                outcome == "yes" || outcome == "got" && less
            }
            _ => true,
        }
    }

    fn options(&mut self, _: &mut Session, _: &str) -> Result<Vec<Choice>> {
        Ok(choices(&self.people))
    }

    fn set(&mut self, cx: &mut Session, field: &'static str, raw: &str) -> Result<String, Problem> {
        match field {
            "outcome" => raw.clone_into(&mut self.outcome),
            "got" => {
                self.got =
                    read_tenths(raw, 1_000_000).map_err(|said| Problem::field(field, format!("得分：{said}")))?;
            }
            "reason" => self.reason = some(raw),
            "evidence" => self.typed.evidence = some(raw),
            "owner" => self.typed.owner = person(&self.people, field, raw)?,
            "due_on" => {
                let day = |raw: String| {
                    date::read(&raw, cx.today, Order::Ymd).map_err(|e| Problem::field(field, e.to_string()))
                };
                self.typed.due_on = some(raw).map(day).transpose()?;
                return Ok(self.typed.due_on.map(|on| show(on, cx.today)).unwrap_or_default());
            }
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let entry = match self.outcome.as_str() {
            "na" => Entry::NotApplicable,
            "yes" => Entry::Veto(true),
            "no" => Entry::Veto(false),
            _ => Entry::Got(self.got),
        };
        let lost = matches!(entry, Entry::Veto(true)) || matches!(entry, Entry::Got(got) if got < self.full());
        let mut typed = self.typed.clone();
        if !lost {
            (typed.owner, typed.due_on) = (None, None);
        }
        typed.entries = vec![(self.text("code"), entry, self.reason.clone())];
        standard::score(&mut cx.store, self.round, &typed, cx.today)?;
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(format!("{} 已评分", self.text("code")))])
    }

    fn draft_key(&self) -> Option<String> {
        Some(format!("standard/{}", self.row.id))
    }
}
