//! One step of a hazard as a form: what the step demands is asked, what the rules refuse stands beside its field.

use crate::domain::date::{self, Order, add_days};
use crate::domain::fold::{clean_line, clean_text};
use crate::domain::hazard::{Hazard, Level, State, Step, Verb, Who};
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::registers::hazard::{HAZARD, Typed, signer, take};
use crate::registers::{Input, Lookups, Reading, plain};
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::widgets::date::show;

use super::ledger::standing;

/// Days from today to the deadline that an assessment begins with.
const USUAL: i64 = 7;

/// The form.
pub(super) struct StepForm {
    id: i64,
    code: String,
    hazard: Hazard,
    lookups: Lookups,
    step: Step,
    words: Option<String>,
    cost_fen: Option<i64>,
}

/// A picked person as the value of a field; a bare number would be mistaken for a 工号.
fn key(id: i64) -> String {
    format!("id:{id}")
}

impl StepForm {
    /// A step of a hazard, dated today.
    pub(super) fn new(cx: &Session, id: i64, verb: Verb) -> Result<Self> {
        let lookups = Lookups::of(&HAZARD, &cx.store)?;
        let row = cx.store.row(&HAZARD.relation, id)?.ok_or_else(|| Error::input("没有这条隐患"))?;
        let mut hazard = standing(cx, id)?;
        for who in [&mut hazard.owner, &mut hazard.rectifier].into_iter().flatten() {
            if let Some(name) = who.id.and_then(|id| lookups.get("person").label(id)) {
                name.clone_into(&mut who.name);
            }
        }
        Ok(Self {
            id,
            code: row.get("code").as_text().unwrap_or_default().to_owned(),
            hazard,
            lookups,
            step: Step::new(verb, cx.today, Who::default()),
            words: None,
            cost_fen: None,
        })
    }

    fn verb(&self) -> Verb {
        self.step.verb
    }

    /// Found and rectified at once: the level and the fixes come with it.
    fn on_the_spot(&self) -> bool {
        self.verb() == Verb::Rectify && self.hazard.state == State::Found
    }

    /// Who signs, as far as it can be known. Nobody is proposed for what he may not do.
    fn signing(&self, cx: &Session) -> Option<Who> {
        // Only somebody in the register is proposed: a login name, or nobody's, signs nothing unseen.
        let operator = signer(&self.lookups, cx.store.operator()).ok().filter(|who| who.id.is_some());
        let barred = |who: &Who| {
            let is = |other: &Option<Who>| other.as_ref().is_some_and(|other| other.is(who));
            is(&self.hazard.owner) || is(&self.hazard.rectifier)
        };
        match self.verb() {
            Verb::Start | Verb::Rectify => self.hazard.owner.clone().filter(|who| !who.is_nobody()).or(operator),
            Verb::Accept | Verb::Extend => operator.filter(|who| !barred(who)),
            Verb::Assess | Verb::Return | Verb::Regrade | Verb::Close | Verb::Recur => operator,
        }
    }

    fn field_of(&self, spec: FieldSpec, who: Option<&Who>) -> Field {
        let text = who.map(|who| who.name.clone()).unwrap_or_default();
        Field::new(spec, &text, who.and_then(|who| who.id).map(key))
    }

    /// Level, owner, deadline, measures, money, plan: those the step may bring.
    fn fixes(&self, cx: &Session) -> Vec<Field> {
        let hazard = &self.hazard;
        let choices = Level::CHOICES.iter().map(|it| Choice::new(it.code, it.label)).collect();
        let level = hazard.level.filter(|_| self.verb() != Verb::Regrade);
        let level = level.or(self.on_the_spot().then_some(Level::General));
        let due = hazard.due_on.or((self.verb() == Verb::Assess).then(|| add_days(cx.today, USUAL)));
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let funds = hazard.funds_fen.map(|fen| format!("{}.{:02}", fen / 100, fen % 100)).unwrap_or_default();
        let mut all = vec![Field::new(
            FieldSpec::new("level", "级别", FieldKind::Choice(choices)).required(),
            level.map_or("", Level::label),
            level.map(|it| it.code().to_owned()),
        )];
        all.push(
            self.field_of(
                FieldSpec::new("owner", "整改责任人", FieldKind::Reference).required(),
                hazard.owner.as_ref(),
            ),
        );
        let due = due.map(date::show).unwrap_or_default();
        all.push(Field::new(FieldSpec::new("due_on", "整改期限", FieldKind::Date), &due, None));
        let measures = FieldSpec::new("measures", "整改措施", FieldKind::Note(2)).help("怎样整改；重大隐患必须写");
        all.push(Field::new(measures, &text(&hazard.measures), None));
        let money = FieldSpec::new("funds_fen", "整改资金", FieldKind::Line).required().help("元；不需要资金填 0");
        all.push(Field::new(money, &funds, None));
        let plan = FieldSpec::new("plan", "预案", FieldKind::Note(2)).required();
        all.push(Field::new(plan.help("应急预案，或整改完成前的防范措施"), &text(&hazard.plan), None));
        all
    }

    fn words_spec(&self) -> Option<FieldSpec> {
        let note = |key, label: &str| FieldSpec::new(key, label, FieldKind::Note(3));
        match self.verb() {
            Verb::Rectify => Some(note("words", "整改情况").help("做了什么")),
            Verb::Accept => Some(note("words", "验收意见").help("复查看到的情况")),
            Verb::Close => Some(note("words", "销号意见").help("重大隐患治理评估、报告的情况")),
            Verb::Return => Some(note("reason", "退回原因").required()),
            Verb::Extend => Some(note("reason", "延期原因").required()),
            Verb::Regrade => Some(note("reason", "定级原因").required()),
            Verb::Assess | Verb::Start | Verb::Recur => None,
        }
    }

    /// A person of the register picked or typed; somebody else by name.
    fn who(&self, field: &'static str, raw: &str) -> Result<Option<Who>, Problem> {
        if let Some(id) = raw.strip_prefix("id:").and_then(|id| id.parse().ok()) {
            let name = self.lookups.get("person").label(id).unwrap_or_default();
            return Ok(Some(Who::person(id, name)));
        }
        if clean_line(raw).is_empty() {
            return Ok(None);
        }
        signer(&self.lookups, raw)
            .map(Some)
            .map_err(|error| Problem::field(field, format!("{}，按 F4 从列表里选", error.message)))
    }

    fn day(&self, field: &'static str, raw: &str, cx: &Session) -> Result<chrono::NaiveDate, Problem> {
        date::read(raw, cx.today, Order::Ymd).map_err(|e| Problem::field(field, e.to_string()))
    }

    fn money(&self, field: &'static str, raw: &str, cx: &Session) -> Result<Option<i64>, Problem> {
        let Some(column) = HAZARD.column("funds") else { return Ok(None) };
        let reading = Reading { today: cx.today, lookups: &self.lookups, order: Order::Ymd, short_dates: true };
        let value =
            reading.read(column, &Input::Text(raw.to_owned())).map_err(|it| Problem::field(field, it.message))?;
        Ok(value.as_int())
    }
}

/// The text, unless nothing is in it.
fn some(raw: &str) -> Option<String> {
    Some(clean_text(raw)).filter(|text| !text.is_empty())
}

impl FormModel for StepForm {
    fn title(&self) -> String {
        format!("{} {}", self.verb().label(), self.code)
    }

    fn purpose(&self) -> String {
        "治理的一步：每一步都有日期和办理人，办理后可以撤销。".to_owned()
    }

    fn fields(&mut self, cx: &mut Session) -> Result<Vec<Field>> {
        let mut all = Vec::new();
        let title = cx.store.row(&HAZARD.relation, self.id)?;
        let title = title.map(|row| row.get("title").as_text().unwrap_or_default().to_owned()).unwrap_or_default();
        all.push(Field::new(FieldSpec::new("title", "隐患", FieldKind::Fixed), &title, None));
        if matches!(self.verb(), Verb::Assess | Verb::Regrade) || self.on_the_spot() {
            all.extend(self.fixes(cx));
        }
        if self.verb() == Verb::Extend {
            let current = self.hazard.due_on.map(date::show).unwrap_or_default();
            all.push(Field::new(FieldSpec::new("current", "现期限", FieldKind::Fixed), &current, None));
            all.push(Field::new(FieldSpec::new("due_on", "新期限", FieldKind::Date).required(), "", None));
        }
        all.extend(self.words_spec().map(|spec| Field::new(spec, "", None)));
        if self.verb() == Verb::Rectify {
            let cost = FieldSpec::new("cost", "实际费用", FieldKind::Line).help("元；没有费用可以空着");
            all.push(Field::new(cost, "", None));
        }
        let help = match self.verb() {
            Verb::Accept => "不得是整改责任人或申报整改完成的人；不在人员台账里的写姓名",
            Verb::Extend => "同意延期的人，不得是整改责任人；不在人员台账里的写姓名",
            _ => "输入文字、拼音或首字母查找，F4 列出全部",
        };
        let by = FieldSpec::new("by", self.verb().signer_label(), FieldKind::Reference).required().help(help);
        all.push(self.field_of(by, self.signing(cx).as_ref()));
        let on = FieldSpec::new("on", "办理日期", FieldKind::Date).required();
        all.push(Field::new(on, &date::show(cx.today), None));
        Ok(all)
    }

    fn shows(&self, key: &str, value: &dyn Fn(&str) -> String) -> bool {
        let major = value("level") == Level::Major.code();
        match key {
            "funds_fen" | "plan" => major,
            "due_on" => !self.on_the_spot(),
            _ => true,
        }
    }

    fn demands(&self, key: &str, value: &dyn Fn(&str) -> String) -> bool {
        key == "measures" && value("level") == Level::Major.code()
    }

    fn options(&mut self, _cx: &mut Session, _field: &str) -> Result<Vec<Choice>> {
        let all = self.lookups.get("person").choices();
        Ok(all.into_iter().map(|(id, label, number)| Choice::new(key(id), label).note(number)).collect())
    }

    fn set(&mut self, cx: &mut Session, field: &'static str, raw: &str) -> Result<String, Problem> {
        match field {
            "level" => self.step.level = Level::read(raw),
            "owner" => {
                self.step.owner = self.who(field, raw)?;
                if self.step.owner.as_ref().is_some_and(|who| who.id.is_none()) {
                    let said = format!("人员台账里没有“{}”，整改责任人要从台账里选", clean_line(raw));
                    return Err(Problem::field(field, said));
                }
            }
            "by" => self.step.by = self.who(field, raw)?.unwrap_or_default(),
            "due_on" if clean_line(raw).is_empty() => self.step.due_on = None,
            "due_on" => {
                let day = self.day(field, raw, cx)?;
                self.step.due_on = Some(day);
                return Ok(show(day, cx.today));
            }
            "on" => {
                self.step.on = self.day(field, raw, cx)?;
                return Ok(show(self.step.on, cx.today));
            }
            "measures" => self.step.measures = some(raw),
            "plan" => self.step.plan = some(raw),
            "words" | "reason" => self.words = some(raw),
            "funds_fen" | "cost" => {
                let fen = self.money(field, raw, cx)?;
                if field == "cost" {
                    self.cost_fen = fen;
                } else {
                    self.step.funds_fen = fen;
                }
                let kind = crate::registers::Kind::Money;
                return Ok(fen
                    .map(|fen| format!("{} 元", plain(kind, &fen.into(), &self.lookups)))
                    .unwrap_or_default());
            }
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let mut step = self.step.clone();
        if step.level != Some(Level::Major) {
            // What is asked of a major hazard only is not brought by another.
            (step.funds_fen, step.plan) = (None, None);
        }
        let typed = Typed { step, words: self.words.clone(), cost_fen: self.cost_fen };
        let taken = take(&mut cx.store, self.id, &typed, cx.today)?;
        let said = taken.told(self.verb());
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said)])
    }

    fn draft_key(&self) -> Option<String> {
        Some(format!("hazard/{}/{}", self.id, self.verb().code()))
    }
}
