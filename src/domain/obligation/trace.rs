//! Why an obligation stands as it does: rule, facts, records, arithmetic, what to do.
//!
//! Built from the same functions that judged it, for one rule at a time and only when somebody asks.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::accident_duty::accident_lines;
use super::calendar_duty::{inspection_fits, submission_fits};
use super::desk::Desk;
use super::order_duty::order_lines;
use super::plan_duty::plan_fits;
use super::records::Hazard;
use super::rule::{Deed, Due, Edition, Force, MetBy, Rule, Rules};
use super::{Judgement, Mark, Obligation, Records, Span, State};
use crate::domain::calendar::WITHOUT_HOLIDAYS;
use crate::domain::code::codes;
use crate::domain::date::{chinese, days_between};
use crate::domain::profile::{Basis, Condition, Verdict};

codes! {
    /// The parts of a trace, in order.
    pub enum Part {
        Rule = "rule" "规则",
        Facts = "facts" "企业情况",
        Records = "records" "看过的记录",
        Arithmetic = "arithmetic" "计算",
        Advice = "advice" "怎么办",
    }
}

/// One part of a trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TraceStep {
    /// Which part.
    pub part: Part,
    /// Chinese sentences.
    pub lines: Vec<String>,
}

/// The trace of one obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The obligation as judged.
    pub obligation: Obligation,
    /// Articles of its edition; rendered through the instruments, after the rule's first line.
    pub basis: Vec<Basis>,
    /// Derived flags its conditions name, with the articles whose lists they are; rendered after the facts.
    pub flags: Vec<(String, Vec<Basis>)>,
    /// Rule, facts, records, arithmetic, what to do.
    pub steps: Vec<TraceStep>,
}

/// The trace of the obligation with this id; `None` where no rule owes it on `today`.
///
/// Finds occurrences too old for a row of their own as well.
#[must_use]
pub fn why(rules: &Rules, records: &Records, today: NaiveDate, id: &str) -> Option<Trace> {
    let rule = rules.rule(id.split('/').next()?)?;
    let mut desk = Desk::new(rules, records, today);
    desk.detail_from = NaiveDate::MIN;
    let mut answer = Judgement { today, obligations: Vec::new(), tallies: BTreeMap::new() };
    desk.judge_rule(rule, &mut answer);
    let row = answer.obligations.into_iter().find(|it| it.id == id)?;
    let edition = rule.editions.iter().find(|it| it.name == row.edition)?;
    let steps = vec![
        TraceStep { part: Part::Rule, lines: rule_lines(rule, edition, &row) },
        TraceStep { part: Part::Facts, lines: desk.fact_lines(edition) },
        TraceStep { part: Part::Records, lines: desk.record_lines(rule, edition, &row) },
        TraceStep { part: Part::Arithmetic, lines: desk.arithmetic(rule, edition, &row) },
        TraceStep { part: Part::Advice, lines: advice_lines(rule, &row) },
    ];
    let keys = conditions(edition).flat_map(Condition::keys);
    let flags = keys.filter_map(|key| rules.book.flag(key)).map(|it| (it.label.clone(), it.basis.clone())).collect();
    Some(Trace { basis: edition.basis.clone(), flags, obligation: row, steps })
}

/// Every condition of an edition.
fn conditions(edition: &Edition) -> impl Iterator<Item = &Condition> {
    edition.when.iter().chain(edition.cadence.iter().filter_map(|it| it.when.as_ref()))
}

fn rule_lines(rule: &Rule, edition: &Edition, row: &Obligation) -> Vec<String> {
    let until = edition.effective_to.map_or_else(|| "起".to_owned(), |last| format!("至{}", chinese(last)));
    let mut lines = vec![
        format!("{} {}：{}", rule.code, rule.title, edition.text),
        format!("版本：{}，自{}{until}", edition.name, chinese(edition.effective_from)),
        format!("义务出自{}，周期或期限出自{}", forced_by(edition.force), forced_by(edition.period_force)),
    ];
    if row.mark == Mark::Unverified {
        lines.push("依据待核对".to_owned());
    }
    if let Some(next) = &edition.successor {
        let from = next.from.map_or_else(|| "施行日未知".to_owned(), |day| format!("自{}施行", chinese(day)));
        lines.push(format!("后续规定：{}（{from}）{}", next.title, next.note));
    }
    lines
}

fn forced_by(force: Force) -> &'static str {
    match force {
        Force::Law => "法律法规规章（法）",
        Force::Standard => "标准（标）",
        Force::Habit => "惯例，可以调整（惯）",
    }
}

fn advice_lines(rule: &Rule, row: &Obligation) -> Vec<String> {
    let command =
        |text: &str| text.replace("{period}", &row.period).replace("{object}", &row.object).replace("{id}", &row.id);
    match row.state {
        State::Met => vec!["已完成，不用再做".to_owned()],
        State::NotApplicable => vec!["不用做；企业情况有变时请更新“企业情况”".to_owned()],
        State::Overdue if row.closed.is_some() => vec!["已说明原因并关闭；仍计为漏做".to_owned()],
        State::Overdue if row.missed => {
            vec![
                "这一期已无法补做：请说明原因后关闭；下一期照常执行".to_owned(),
                format!("命令：anguan missed {} --reason 原因", row.id),
            ]
        }
        State::DataMissing if row.due_on.is_none() && row.window_from.is_none() => row
            .missing
            .iter()
            .map(|key| format!("回答企业情况：anguan set enterprise 1 {key}=…（或在首页按 Enter）"))
            .collect(),
        // What a person's or the plant's standing lacks has no field of its own to name: the advice says where it is entered.
        State::DataMissing if matches!(rule.met_by, MetBy::Need(_)) => vec![
            rule.advice.text.clone(),
            format!("画面：按 {}；命令：{}", rule.advice.screen, command(&rule.advice.command)),
        ],
        State::DataMissing => {
            let wanting: Vec<&str> = row.missing.iter().map(|field| field_label(field)).collect();
            vec![
                format!("在{} {} 补齐：{}", place_of(rule), row.object, wanting.join("、")),
                format!("画面：按 {}", rule.advice.screen),
            ]
        }
        State::Upcoming | State::Due | State::Overdue => vec![
            rule.advice.text.clone(),
            format!("画面：按 {}；命令：{}", rule.advice.screen, command(&rule.advice.command)),
        ],
    }
}

impl Desk<'_> {
    /// Every fact the edition's conditions name; derived flags with what they derive from.
    fn fact_lines(&self, edition: &Edition) -> Vec<String> {
        let mut lines = Vec::new();
        for key in conditions(edition).flat_map(Condition::keys) {
            lines.push(self.rules.book.describe(key, &self.facts));
            let derived = self.rules.book.flag(key).filter(|_| self.facts.get(key).is_none());
            if let Some(flag) = derived {
                lines.pop();
                let verdict = match self.rules.book.judge(&flag.when, &self.facts) {
                    Verdict::True { .. } => "是",
                    Verdict::False { .. } => "否",
                    Verdict::Unknown { .. } => "不能判定",
                };
                lines.push(format!("{}：{verdict}（由下列各项推导）", flag.label));
                let parts = flag.when.keys().into_iter();
                lines.extend(parts.map(|part| format!("　{}", self.rules.book.describe(part, &self.facts))));
                if !flag.note.is_empty() {
                    lines.push(format!("　注：{}", flag.note));
                }
            }
        }
        if lines.is_empty() {
            lines.push("不看企业情况，各单位都适用".to_owned());
        }
        lines
    }

    /// Every record looked at, and whether it fits.
    fn record_lines(&self, rule: &Rule, edition: &Edition, row: &Obligation) -> Vec<String> {
        let found = match &rule.met_by {
            MetBy::Inspection { serves, led_by_principal } => match (row.window_from, row.due_on) {
                (Some(first), Some(last)) => self
                    .inspections_within(serves.as_deref(), first, last)
                    .map(|it| verdict(it.on, "检查", it.id, inspection_fits(it, *led_by_principal)))
                    .collect(),
                (Some(_) | None, Some(_) | None) => Vec::new(),
            },
            MetBy::Submission { kinds, signed, early_days } => {
                let span = self.span_of(edition, row);
                let found = kinds.iter().flat_map(|kind| self.submitted(kind, &row.period));
                found
                    .filter_map(|it| {
                        let fits = submission_fits(it, span?, *signed, *early_days);
                        Some(verdict(it.submitted_on, "报送", it.id, fits))
                    })
                    .collect()
            }
            MetBy::Plan => self.plan_record_lines(row),
            MetBy::Hazard(_) => self.hazard_of(row).map_or_else(Vec::new, hazard_lines),
            MetBy::Accident(_) => self.accident_of(row).map_or_else(Vec::new, |it| accident_lines(it, &row.object)),
            MetBy::Order(_) => self.order_of(row).map_or_else(Vec::new, order_lines),
            MetBy::Done { kinds } => match (row.window_from, row.due_on) {
                (Some(first), Some(last)) => self
                    .done_within(kinds, first, last)
                    .map(|it| match &it.unfit {
                        None => format!("{} {}：算数", chinese(it.on), it.what),
                        Some(why) => format!("{} {}：{why}", chinese(it.on), it.what),
                    })
                    .collect(),
                (Some(_) | None, Some(_) | None) => Vec::new(),
            },
            MetBy::Need(kind) => self.need_lines(kind, row),
        };
        let mut lines = vec![sought(rule)];
        if found.is_empty() {
            lines.push("没有找到".to_owned());
        }
        lines.extend(found);
        lines
    }

    fn plan_record_lines(&self, row: &Obligation) -> Vec<String> {
        let Some(plan) = self.plan_of(row) else {
            return Vec::new();
        };
        let calendar = self.records.calendar.seen_by(&plan.departments);
        let from = row.window_from.unwrap_or(self.today);
        let owed = plan.schedule.occurrences(&calendar, from, self.today);
        owed.iter()
            .filter(|it| it.period.to_string() == row.period)
            .flat_map(|owed| {
                self.within_window(plan, owed).map(|it| verdict(it.on, "检查", it.id, plan_fits(it, owed)))
            })
            .collect()
    }

    fn span_of(&self, edition: &Edition, row: &Obligation) -> Option<Span> {
        let cadences = edition.cadence.iter().map(|it| it.every);
        let before = row.window_from.map(|day| crate::domain::date::add_days(day, -1))?;
        cadences.map(|every| Span::containing(every, before)).find(|span| span.id() == row.period)
    }

    /// Dates and the steps between them.
    fn arithmetic(&self, rule: &Rule, edition: &Edition, row: &Obligation) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(first) = row.window_from {
            lines.push(match (&rule.met_by, rule.deed) {
                (MetBy::Hazard(_) | MetBy::Accident(_) | MetBy::Order(_) | MetBy::Need(_), _) => {
                    format!("起算日（当日不计，民法典第201条）：{}", chinese(first))
                }
                (_, Some(Deed::After)) => format!("期间 {}，届满次日{}起可报", row.period, chinese(first)),
                (_, Some(Deed::Within) | None) => format!("期间 {}，{}起可做", row.period, chinese(first)),
            });
        }
        if let Some(due) = row.due_on {
            lines.push(format!("到期日：{}（{}）", chinese(due), self.due_words(rule, edition)));
            if row.because.contains(WITHOUT_HOLIDAYS) {
                lines.push(format!("工作日按周一至周五计，{WITHOUT_HOLIDAYS}；录入放假和调休后重算"));
            }
            if let Some(lead) = row.lead_from {
                lines.push(format!("提前{}天提醒：{}起", days_between(lead, due), chinese(lead)));
            }
            if let Some(advised) = row.advise_on {
                lines.push(format!("建议完成日：{}（只作提示）", chinese(advised)));
            }
            let days = days_between(self.today, due);
            let gap = if days < 0 { format!("已过{}天", -days) } else { format!("还有{days}天") };
            lines.push(format!("今天是{}，距到期日{gap}", chinese(self.today)));
        }
        lines.push(format!("记录启用日：{}", chinese(self.records.records_since)));
        lines.push(format!("结论：{}。{}", row.state.label(), row.because));
        lines
    }

    fn due_words(&self, rule: &Rule, edition: &Edition) -> String {
        let numbers = &self.records.settings;
        let set = |default: u32| {
            let local = edition.due.setting().and_then(|(key, _)| numbers.number(key));
            match (edition.period_force, local) {
                (Force::Habit, Some(number)) => format!("{number}（本单位设定，默认{default}）"),
                (Force::Habit | Force::Law | Force::Standard, _) => default.to_string(),
            }
        };
        match &edition.due {
            Due::PeriodEnd => "期间最后一天".to_owned(),
            Due::AfterPeriod { days, .. } => format!("期满后第{}天", set(*days)),
            Due::DayOfMonth { months_after, day, before, .. } => {
                let month = if *months_after == 1 {
                    "期满次月".to_owned()
                } else {
                    format!("期满后第{months_after}个月")
                };
                let reading = match (*before, numbers.strict(&rule.code)) {
                    (false, _) => "",
                    (true, false) => "前，含当日",
                    (true, true) => "前，本单位从严不含当日",
                };
                format!("{month}{}日{reading}", set(*day))
            }
            Due::AfterEvent { days, .. } => format!("起算日后第{}天", set(*days)),
            Due::WorkingDaysAfterEvent { days, .. } => format!("起算日后第{}个工作日", set(*days)),
            Due::HoursAfterEvent { hours } => format!("接到报告后{hours}小时内，时刻见“看过的记录”"),
            Due::DateOnRecord => match rule.met_by {
                MetBy::Order(_) => "文书上印的期限".to_owned(),
                MetBy::Need(_) => "记录上的日期或期间最后一天".to_owned(),
                MetBy::Inspection { .. }
                | MetBy::Plan
                | MetBy::Submission { .. }
                | MetBy::Done { .. }
                | MetBy::Hazard(_)
                | MetBy::Accident(_) => "隐患的整改期限".to_owned(),
            },
        }
    }
}

/// What sort of record an event duty is about.
fn place_of(rule: &Rule) -> &'static str {
    match rule.met_by {
        MetBy::Accident(_) => "事故",
        MetBy::Order(_) => "执法文书",
        MetBy::Hazard(_) => "隐患",
        MetBy::Inspection { .. } | MetBy::Plan | MetBy::Submission { .. } | MetBy::Done { .. } | MetBy::Need(_) => {
            "记录"
        }
    }
}

/// What is looked for among the records.
fn sought(rule: &Rule) -> String {
    match &rule.met_by {
        MetBy::Inspection { serves, led_by_principal } => {
            let list = serves.as_deref().map_or_else(String::new, |code| format!("检查表注明可用于 {code} 的、"));
            let led = if *led_by_principal { "主要负责人带队的、" } else { "" };
            format!("要找：{list}{led}日期在期间内、至少查了一项的检查")
        }
        MetBy::Plan => "要找：为这个计划做的、日期在期间内、至少查了一项的检查".to_owned(),
        MetBy::Submission { kinds, signed, .. } => {
            let signed = if *signed { "、有主要负责人签字" } else { "" };
            format!("要找：期满后报送{signed}的报送记录，种类 {}", kinds.join(" 或 "))
        }
        MetBy::Hazard(step) => format!("要看：隐患的“{}”一步", step.label()),
        MetBy::Accident(step) => format!("要看：事故的“{}”", step.label()),
        MetBy::Order(step) => format!("要看：执法文书的“{}”", step.label()),
        MetBy::Done { .. } => format!("要找：期间内“{}”的记录", rule.title),
        MetBy::Need(_) => format!("要看：{}", rule.advice.text),
    }
}

/// A field of a hazard as people call it.
fn field_label(field: &str) -> &str {
    match field {
        "level" => "级别",
        "due_on" => "整改期限",
        "rectified_on" => "整改完成日期",
        "accepted_on" => "验收日期",
        "closed_on" => "销号日期",
        "reported_on" => "报告日期",
        "plan" => "治理方案",
        "told_at" => "负责人接报时间",
        "reported_at" => "上报时间",
        "meeting_on" => "向职工报告日期",
        other => other,
    }
}

fn verdict(on: NaiveDate, what: &str, id: i64, fits: Result<(), String>) -> String {
    match fits {
        Ok(()) => format!("{} {what}#{id}：算数", chinese(on)),
        Err(reason) => format!("{} {what}#{id}：{reason}", chinese(on)),
    }
}

fn hazard_lines(hazard: &Hazard) -> Vec<String> {
    let day = |date: Option<NaiveDate>| date.map_or_else(|| "无".to_owned(), chinese);
    vec![
        format!(
            "隐患 {}（隐患#{}）：级别{}，状态{}",
            hazard.code,
            hazard.id,
            hazard.level.map_or("未定", |it| it.label()),
            hazard.state.label()
        ),
        format!("发现{}，定级{}，整改期限{}", chinese(hazard.found_on), day(hazard.assessed_on), day(hazard.due_on)),
        format!("整改{}，验收{}，销号{}", day(hazard.rectified_on), day(hazard.accepted_on), day(hazard.closed_on)),
    ]
}
