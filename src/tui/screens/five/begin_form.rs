//! Beginning a round, and finishing one.

use chrono::NaiveDate;

use crate::domain::date::{self, Order};
use crate::domain::five::RoundKind;
use crate::domain::fold::clean_line;
use crate::domain::period::{Period, PeriodKind};
use crate::domain::problem::Problem;
use crate::error::{Error, Result};
use crate::knowledge::five::edition_on;
use crate::registers::Lookups;
use crate::registers::five::{self, Opening};
use crate::tui::form::{Field, FieldKind, FieldSpec, FormModel};
use crate::tui::screen::{Choice, Msg, Session};
use crate::tui::screens::people;
use crate::tui::widgets::date::show;

/// The form that begins a round.
pub(super) struct BeginForm {
    people: Lookups,
    typed: Opening,
    add_ons: Vec<(String, String)>,
}

impl BeginForm {
    /// A round over the running quarter.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn new(cx: &Session) -> Result<Self> {
        let quarter = Period::containing(PeriodKind::Quarter, cx.today);
        let typed = Opening {
            kind: RoundKind::Review,
            from: quarter.first(),
            to: quarter.last(),
            leader: None,
            others: None,
            scope: None,
            add_ons: Vec::new(),
        };
        let edition = edition_on(cx.today)?;
        let add_ons = edition.point.iter().filter(|it| it.is_add_on()).map(|it| (it.code.clone(), it.content.clone()));
        Ok(Self { people: Lookups::named(&["person"], &cx.store)?, typed, add_ons: add_ons.collect() })
    }
}

impl FormModel for BeginForm {
    fn title(&self) -> String {
        "开一轮五落实五到位自查".to_owned()
    }

    fn purpose(&self) -> String {
        "写明种类和查哪段时间；保存后列出全部检查要点和记录的建议，逐项认定。".to_owned()
    }

    fn fields(&mut self, _: &mut Session) -> Result<Vec<Field>> {
        let kinds = RoundKind::CHOICES.iter().map(|it| Choice::new(it.code, it.label)).collect();
        let kind = FieldSpec::new("kind", "种类", FieldKind::Choice(kinds)).required();
        let from = FieldSpec::new("from_on", "起始日期", FieldKind::Date).required().help("查哪段时间的记录");
        let to = FieldSpec::new("to_on", "截止日期", FieldKind::Date).required();
        let leader = FieldSpec::new("leader", "组长", FieldKind::Reference);
        let others = FieldSpec::new("others", "参加人员", FieldKind::Line);
        let scope = FieldSpec::new("scope", "范围", FieldKind::Line).help("全厂就空着");
        let named: Vec<String> = self.add_ons.iter().map(|(code, content)| format!("{code} {content}")).collect();
        let add_ons = FieldSpec::new("add_ons", "附加项", FieldKind::Line)
            .help(format!("不计分，写编码以空格分开：{}", named.join("；")));
        Ok(vec![
            Field::new(kind, self.typed.kind.label(), Some(self.typed.kind.code().to_owned())),
            Field::new(from, &date::show(self.typed.from), None),
            Field::new(to, &date::show(self.typed.to), None),
            Field::new(leader, "", None),
            Field::new(others, "", None),
            Field::new(scope, "", None),
            Field::new(add_ons, "", None),
        ])
    }

    fn options(&mut self, _: &mut Session, _: &str) -> Result<Vec<Choice>> {
        Ok(people::options(&self.people))
    }

    fn set(&mut self, cx: &mut Session, field: &'static str, raw: &str) -> Result<String, Problem> {
        let day = |raw: &str| -> Result<NaiveDate, Problem> {
            date::read(raw, cx.today, Order::Ymd).map_err(|e| Problem::field(field, e.to_string()))
        };
        let line = Some(clean_line(raw)).filter(|it| !it.is_empty());
        match field {
            "kind" => self.typed.kind = RoundKind::read(raw).unwrap_or(RoundKind::Review),
            "from_on" => {
                self.typed.from = day(raw)?;
                return Ok(show(self.typed.from, cx.today));
            }
            "to_on" => {
                self.typed.to = day(raw)?;
                return Ok(show(self.typed.to, cx.today));
            }
            "leader" => self.typed.leader = people::read(&self.people, field, raw)?,
            "others" => self.typed.others = line,
            "scope" => self.typed.scope = line,
            "add_ons" => {
                let codes = raw.split([' ', '、', '，', ',', '　']).map(clean_line).filter(|it| !it.is_empty());
                self.typed.add_ons = codes.map(|it| crate::domain::fold::to_half_width(&it).to_uppercase()).collect();
            }
            _ => {}
        }
        Ok(String::new())
    }

    fn save(&mut self, cx: &mut Session) -> Result<Vec<Msg>> {
        let (_, code) = five::open(&mut cx.store, &self.typed, cx.today)?;
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(format!("已开始 {code}：回车逐项认定"))])
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
        let round = five::round(&cx.store, id)?;
        let principal = people::principal(cx)?;
        Ok(Self { round: id, code: round.code(), left: round.undecided().len(), principal, signed_by: String::new() })
    }
}

impl FormModel for FinishForm {
    fn title(&self) -> String {
        format!("办结 {}", self.code)
    }

    fn purpose(&self) -> String {
        "主要负责人签字后办结：缺口转为整改项，这一轮不再改动。".to_owned()
    }

    fn fields(&mut self, _: &mut Session) -> Result<Vec<Field>> {
        let said = if self.left == 0 {
            "都已认定".to_owned()
        } else {
            format!("还有 {} 项没有认定，按资料不足计", self.left)
        };
        let left = FieldSpec::new("left", "检查要点", FieldKind::Fixed);
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
        let done = five::finish(&mut cx.store, self.round, &self.signed_by, &by, cx.today)
            .map_err(|error| Error {
                hints: vec!["在要点上按回车，写明责任人和期限".to_owned()], ..error
            })?;
        let items = done.opened.len() + done.linked.len();
        let said = format!("{} 已办结，整改项 {items} 个（新登记 {}）", self.code, done.opened.len());
        Ok(vec![Msg::Pop, Msg::Stale, Msg::Notice(said)])
    }
}
