//! Beginning a round, and finishing one.

use chrono::NaiveDate;

use crate::domain::date::{self, Order};
use crate::domain::fold::clean_line;
use crate::domain::period::{Period, PeriodKind};
use crate::domain::post::PostRole;
use crate::domain::problem::Problem;
use crate::domain::standardisation::RoundKind;
use crate::error::{Error, Result};
use crate::registers::Lookups;
use crate::registers::standard::{self, Opening};
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::widgets::date::show;

/// The form that begins a round.
pub(super) struct BeginForm {
    people: Lookups,
    typed: Opening,
    editions: Vec<(String, String)>,
}

pub(super) fn key(id: i64) -> String {
    format!("id:{id}")
}

/// The person a field names: as picked, or as typed.
pub(super) fn person(people: &Lookups, field: &'static str, raw: &str) -> Result<Option<i64>, Problem> {
    let line = clean_line(raw);
    match raw.strip_prefix("id:").and_then(|id| id.parse().ok()) {
        Some(id) => Ok(Some(id)),
        None if line.is_empty() => Ok(None),
        None => people
            .get("person")
            .find(&line)
            .map(Some)
            .map_err(|_| Problem::field(field, format!("人员台账里没有（或不止一个）“{line}”，按 F4 从列表里选"))),
    }
}

/// Everybody who can be picked.
pub(super) fn choices(people: &Lookups) -> Vec<Choice> {
    let all = people.get("person").choices();
    all.into_iter().map(|(id, label, number)| Choice::new(key(id), label).note(number)).collect()
}

impl BeginForm {
    /// A yearly round over the running year, by the edition of the round before.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session) -> Result<Self> {
        let year = Period::containing(PeriodKind::Year, cx.today);
        let last = standard::rounds(&cx.store, cx.today)?;
        let last = last.first().and_then(|row| row.get("edition_code").as_text()).map(str::to_owned);
        let editions: Vec<(String, String)> = standard::editions(&cx.store)?
            .into_iter()
            .filter(|it| it.scores())
            .map(|it| (format!("{} {}", it.id, it.edition), format!("{} {}", it.edition, it.title)))
            .collect();
        let usual = last.and_then(|id| editions.iter().rev().find(|it| it.0.starts_with(&format!("{id} "))));
        let usual = usual.or_else(|| editions.first()).map(|it| it.0.clone());
        let typed = Opening {
            kind: RoundKind::Yearly,
            edition: usual,
            from: year.first(),
            to: year.last(),
            leader: None,
            others: None,
            scope: None,
        };
        Ok(Self { people: Lookups::named(&["person"], &cx.store)?, typed, editions })
    }
}

impl FormModel for BeginForm {
    fn title(&self) -> String {
        "开一轮标准化自评".to_owned()
    }

    fn purpose(&self) -> String {
        "写明种类、评定标准和评哪段时间；保存后列出全部评分项，没有评分的不算满分。".to_owned()
    }

    fn fields(&mut self, _: &mut Session) -> Result<Vec<Field>> {
        let kinds = RoundKind::CHOICES.iter().map(|it| Choice::new(it.code, it.label)).collect();
        let kind = FieldSpec::new("kind", "种类", FieldKind::Choice(kinds)).required();
        let all = self.editions.iter().map(|(value, label)| Choice::new(value.clone(), label.clone())).collect();
        let edition = FieldSpec::new("edition", "评定标准", FieldKind::Choice(all))
            .required()
            .help("本行业的评定标准用 pack install 采用后可选");
        let from = FieldSpec::new("from_on", "起始日期", FieldKind::Date).required();
        let to = FieldSpec::new("to_on", "截止日期", FieldKind::Date).required();
        let leader = FieldSpec::new("leader", "组长", FieldKind::Reference).help("主要负责人");
        let others = FieldSpec::new("others", "成员", FieldKind::Line).help("含员工代表");
        let scope = FieldSpec::new("scope", "范围", FieldKind::Line).help("全厂就空着");
        let own = self.typed.edition.clone();
        let named = self.editions.iter().find(|it| Some(&it.0) == own.as_ref()).map_or("", |it| &it.1).to_owned();
        Ok(vec![
            Field::new(kind, self.typed.kind.label(), Some(self.typed.kind.code().to_owned())),
            Field::new(edition, &named, own),
            Field::new(from, &date::show(self.typed.from), None),
            Field::new(to, &date::show(self.typed.to), None),
            Field::new(leader, "", None),
            Field::new(others, "", None),
            Field::new(scope, "", None),
        ])
    }

    fn options(&mut self, _: &mut Session, _: &str) -> Result<Vec<Choice>> {
        Ok(choices(&self.people))
    }

    fn set(&mut self, cx: &mut Session, field: &'static str, raw: &str) -> Result<String, Problem> {
        let day = |raw: &str| -> Result<NaiveDate, Problem> {
            date::read(raw, cx.today, Order::Ymd).map_err(|e| Problem::field(field, e.to_string()))
        };
        let line = Some(clean_line(raw)).filter(|it| !it.is_empty());
        match field {
            "kind" => self.typed.kind = RoundKind::read(raw).unwrap_or(RoundKind::Yearly),
            "edition" => {
                let known = self.editions.iter().find(|it| it.0 == raw || it.1 == raw);
                self.typed.edition = known.map(|it| it.0.clone()).or(line);
            }
            "from_on" => {
                self.typed.from = day(raw)?;
                return Ok(show(self.typed.from, cx.today));
            }
            "to_on" => {
                self.typed.to = day(raw)?;
                return Ok(show(self.typed.to, cx.today));
            }
            "leader" => self.typed.leader = person(&self.people, field, raw)?,
            "others" => self.typed.others = line,
            "scope" => self.typed.scope = line,
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let (_, code) = standard::open(&mut cx.store, &self.typed, cx.today)?;
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(format!("已开始 {code}：回车逐项评分"))])
    }
}

/// The form that finishes a round.
pub(super) struct FinishForm {
    round: i64,
    code: String,
    left: usize,
    principal: Option<String>,
    signed_by: String,
}

impl FinishForm {
    /// Finishing this round.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session, id: i64) -> Result<Self> {
        let round = standard::round(&cx.store, id)?;
        let employed = cx.store.employed()?;
        let here = employed.iter().filter(|it| it.ended_on.is_none_or(|last| cx.today <= last));
        let principal = here.filter(|it| it.role == Some(PostRole::Principal)).map(|it| it.name.clone()).next();
        let left = round.open_items().len();
        Ok(Self { round: id, code: round.code(), left, principal, signed_by: String::new() })
    }
}

impl FormModel for FinishForm {
    fn title(&self) -> String {
        format!("办结 {}", self.code)
    }

    fn purpose(&self) -> String {
        "主要负责人签字后办结：扣分项转为整改项，这一轮不再改动。".to_owned()
    }

    fn fields(&mut self, _: &mut Session) -> Result<Vec<Field>> {
        let said = if self.left == 0 {
            "都已评分".to_owned()
        } else {
            format!("还有 {} 项没有评分：不算满分，得不出总分", self.left)
        };
        let left = FieldSpec::new("left", "评分项", FieldKind::Fixed);
        let signed = FieldSpec::new("signed_by", "签字", FieldKind::Line).required().help("主要负责人");
        Ok(vec![Field::new(left, &said, None), Field::new(signed, self.principal.as_deref().unwrap_or_default(), None)])
    }

    fn set(&mut self, _: &mut Session, field: &'static str, raw: &str) -> Result<String, Problem> {
        if field == "signed_by" {
            self.signed_by = clean_line(raw);
            if self.signed_by.is_empty() {
                return Err(Problem::field(field, "没有写主要负责人签字"));
            }
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let by = cx.store.operator().to_owned();
        let done =
            standard::finish(&mut cx.store, self.round, &self.signed_by, &by, cx.today)
                .map_err(|error| Error {
                    hints: vec!["在扣分项上按回车，写明责任人和期限".to_owned()], ..error
                })?;
        let items = done.opened.len() + done.linked.len();
        let said = format!("{} 已办结，整改项 {items} 个（新登记 {}）", self.code, done.opened.len());
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said)])
    }
}
