//! The reports there are: what each is called, about which kind of period or record, how it prints, which duty it meets.

use serde_json::Value as Json;

use super::acceptance::AcceptanceFacts;
use super::accident_report::{AccidentFacts, ChangeFacts};
use super::appointment_letter::AppointmentFacts;
use super::assessment_sheet::AssessmentFacts;
use super::assessment_summary::AssessmentSummaryFacts;
use super::card::{CardFacts, RiskCardFacts};
use super::collect::{self, Collected, Moment};
use super::duty_coverage::DutyCoverageFacts;
use super::duty_notice::DutyNoticeFacts;
use super::education_card::EducationFacts;
use super::five_five::FiveFacts;
use super::inspection_record::InspectionFacts;
use super::ledger::LedgerFacts;
use super::letter;
use super::major_hazard::MajorHazardFacts;
use super::minutes::MinutesFacts;
use super::model::Report;
use super::monthly::MonthlyFacts;
use super::notice::NoticeFacts;
use super::order_reply::OrderReplyFacts;
use super::person_page::PersonFacts;
use super::pledge_letter::PledgeLetterFacts;
use super::promise_sheet::PromiseFacts;
use super::reprint;
use super::risk_report::RiskFacts;
use super::sheet::SheetFacts;
use super::statistics::StatisticsFacts;
use super::summary::SummaryFacts;
use super::training_record::SessionFacts;
use super::training_stats::{PlanFacts, TrainingStatsFacts};
use super::weekly::WeeklyFacts;
use crate::codes;
use crate::domain::period::{Period, PeriodKind};
use crate::error::{Error, Result};
use crate::store::Store;

codes! {
    /// How a report is printed.
    pub enum Format {
        Pdf = "pdf" "PDF（打印、盖章）",
        Xlsx = "xlsx" "Excel",
        Txt = "txt" "纯文本",
        Json = "json" "JSON（数据）",
        Docx = "docx" "Word",
    }
}

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A period of this kind.
    Period(PeriodKind),
    /// One record of the register with this key.
    Record(&'static str),
    /// The rows of a register: of this one, or of the one that is named.
    Register(Option<&'static str>),
}

/// One part of a report that its author writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextSpec {
    /// Stable name: `report_text.section`, `report note --section`.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// One line on what belongs there.
    pub help: &'static str,
}

/// What a report about a record is asked for when it is about all of them.
pub const WHOLE: &str = "全部";

/// Reads what a report says from the file; the text names its period or record as typed.
pub type Collect = fn(&Store, &ReportKind, &str, Moment) -> Result<Collected>;

/// Lays frozen facts out again, without a look at the file.
pub type Reprint = fn(&Json) -> Result<Report>;

/// One kind of report.
#[derive(Clone, Copy, Debug)]
pub struct ReportKind {
    /// Stable name on the command line and in `submission.kind`.
    pub key: &'static str,
    /// Chinese title.
    pub title: &'static str,
    /// What it is about.
    pub about: About,
    /// Periods of other lengths it is made for besides.
    pub also: &'static [PeriodKind],
    /// Layouts it has; none: only its submission is logged, with frozen figures.
    pub formats: &'static [Format],
    /// Code of the duty that handing it in meets.
    pub duty: Option<&'static str>,
    /// What its author writes, in the order it is printed.
    pub texts: &'static [TextSpec],
    /// Reads its facts.
    pub collect: Collect,
    /// Prints frozen facts.
    pub reprint: Reprint,
}

const fn text(key: &'static str, label: &'static str, help: &'static str) -> TextSpec {
    TextSpec { key, label, help }
}

const PERIOD_TEXTS: &[TextSpec] = &[
    text("situation", "工作情况", "本期做了哪些安全工作"),
    text("problems", "存在问题", "还有哪些问题、原因是什么"),
    text("next_month", "下期安排", "下一期的重点工作"),
];

const WEEKLY_TEXTS: &[TextSpec] = &[
    text("key_work", "重点工作", "本周的重点工作、危险作业和培训"),
    text("incidents", "事故事件说明", "事故、未遂事件和险情；没有就不填，印“无”"),
    text("next_week", "下周计划", "下周的重点工作"),
];

const STATISTICS_TEXTS: &[TextSpec] = &[
    text("distribution", "分布分析", "隐患集中在哪些专业、部门和事故类别，为什么"),
    text("causes", "成因分析", "人、机、环、管各方面的原因"),
    text("trend", "趋势分析", "与上期和上年同期相比多了什么、少了什么"),
    text("measures", "治理措施和下步安排", "针对上述原因采取的措施，谁负责，何时完成"),
];

const SUMMARY_TEXTS: &[TextSpec] = &[
    text("duties", "履职情况", "主要负责人七项职责的履行：责任制、制度规程、培训、投入、双重预防、预案、事故报告"),
    text("prevention", "双重预防情况", "风险分级管控和隐患排查治理"),
    text("training", "教育培训情况", "培训的人次、学时和对象"),
    text("funding", "安全投入情况", "安全费用的提取和使用"),
    text("emergency", "应急与事故情况", "预案、演练、事故和未遂事件"),
    text("standard", "标准化与整改情况", "标准化创建、自评和上级检查的整改"),
    text("problems", "存在问题", "还有哪些问题、原因是什么"),
    text("next_plan", "工作安排", "下一期的目标和重点工作"),
];

const RISK_TEXTS: &[TextSpec] = &[
    text("situation", "辨识和管控情况", "本年怎样辨识、评估，重大和较大风险怎样管控"),
    text("changes", "变化说明", "新增、升级、降级和消除的风险，为什么"),
];

const PRINTED: &[Format] = &[Format::Pdf, Format::Docx, Format::Xlsx, Format::Txt, Format::Json];

/// Every kind, in the order people read them.
pub const KINDS: &[ReportKind] = &[
    of_period(
        "monthly",
        "安全生产月报",
        PeriodKind::Month,
        "R02",
        PERIOD_TEXTS,
        collect::monthly,
        reprint::<MonthlyFacts>,
    ),
    of_period(
        "weekly",
        "安全生产周报告",
        PeriodKind::Week,
        "R01",
        WEEKLY_TEXTS,
        collect::weekly,
        reprint::<WeeklyFacts>,
    ),
    of_period(
        "quarterly",
        "事故隐患排查治理情况季度统计分析表",
        PeriodKind::Quarter,
        "A05",
        STATISTICS_TEXTS,
        collect::statistics,
        reprint::<StatisticsFacts>,
    ),
    of_period(
        "yearly",
        "事故隐患排查治理情况年度统计分析表",
        PeriodKind::Year,
        "A06",
        STATISTICS_TEXTS,
        collect::statistics,
        reprint::<StatisticsFacts>,
    ),
    of_period(
        "half_year",
        "安全生产半年总结",
        PeriodKind::HalfYear,
        "R21",
        SUMMARY_TEXTS,
        collect::summary,
        reprint::<SummaryFacts>,
    ),
    of_period(
        "year_summary",
        "安全生产年度总结",
        PeriodKind::Year,
        "R21Y",
        SUMMARY_TEXTS,
        collect::summary,
        reprint::<SummaryFacts>,
    ),
    of_period(
        "risk_report",
        "安全风险报告",
        PeriodKind::Year,
        "A07",
        RISK_TEXTS,
        collect::risk_report,
        reprint::<RiskFacts>,
    ),
    of_record("notice", "隐患整改通知单", "hazard", collect::notice, reprint::<NoticeFacts>),
    of_record("acceptance", "隐患整改复查（验收）单", "hazard", collect::acceptance, reprint::<AcceptanceFacts>),
    of_record("inspection", "检查记录", "inspection", collect::inspection, reprint::<InspectionFacts>),
    of_major("major_hazard", "重大事故隐患报告", Some("HZ04")),
    of_major("workers_report", "重大事故隐患排查治理情况报告（向职工大会）", Some("HZ07")),
    of_major("hazard_plan", "重大事故隐患治理方案", None),
    of_major("hazard_progress", "重大事故隐患治理进展报告", None),
    of_major("hazard_closure", "重大事故隐患治理情况（销号）报告", Some("R06")),
    of_major("resume", "恢复生产经营申请", Some("R07")),
    letter("accident", "生产安全事故快报", "accident", (collect::accident, reprint::<AccidentFacts>), Some("R08")),
    letter(
        "accident_change",
        "生产安全事故续报",
        "accident_change",
        (collect::accident_change, reprint::<ChangeFacts>),
        Some("R09"),
    ),
    letter(
        "order_reply",
        "整改情况回执",
        "authority_order",
        (collect::order_reply, reprint::<OrderReplyFacts>),
        Some("R20"),
    ),
    of_record("five_five", "五落实五到位自查报告", "five_round", collect::five_five, reprint::<FiveFacts>),
    of_record("sheet", "空白检查表", "checklist", collect::sheet, reprint::<SheetFacts>),
    of_record("plan_sheet", "按计划的空白检查表", "plan", collect::plan_sheet, reprint::<SheetFacts>),
    of_record(
        "training_record",
        "安全教育培训记录",
        "training_session",
        collect::training_record,
        reprint::<SessionFacts>,
    ),
    of_record("sign_sheet", "培训签到表", "training_session", collect::sign_sheet, reprint::<SessionFacts>),
    of_record("training_catch_up", "补课补考名单", "training_session", collect::catch_up, reprint::<SessionFacts>),
    plain("training_plan", "年度安全教育培训计划表", PeriodKind::Year, collect::training_plan, reprint::<PlanFacts>),
    plain("training_month", "安全教育培训月统计", PeriodKind::Month, collect::training_stats, TRAINED),
    plain("training_quarter", "安全教育培训季统计", PeriodKind::Quarter, collect::training_stats, TRAINED),
    plain("training_year", "安全教育培训年统计", PeriodKind::Year, collect::training_stats, TRAINED),
    of_record("person", "一人一档", "person", collect::person, reprint::<PersonFacts>),
    of_record("education_card", "三级安全教育卡", "person", collect::education_card, reprint::<EducationFacts>),
    of_record(
        "assessment_sheet",
        "责任制考核评分表",
        "assessment",
        collect::assessment_sheet,
        reprint::<AssessmentFacts>,
    ),
    ReportKind {
        also: &[PeriodKind::Month, PeriodKind::HalfYear, PeriodKind::Year],
        duty: None,
        ..of_period(
            "assessment",
            "责任制考核汇总表",
            PeriodKind::Quarter,
            "",
            &[],
            collect::assessment_summary,
            reprint::<AssessmentSummaryFacts>,
        )
    },
    of_record("duty_notice", "责任清单公示表", "duty_list", collect::duty_notice, reprint::<DutyNoticeFacts>),
    of_record("pledge_letter", "安全生产责任书", "person", collect::pledge_letter, reprint::<PledgeLetterFacts>),
    of_record("duty_coverage", "责任制覆盖情况", "duty_list", collect::duty_coverage, reprint::<DutyCoverageFacts>),
    of_record("meeting", "会议纪要", "meeting", collect::minutes, reprint::<MinutesFacts>),
    of_register("actions", "会议议定事项督办清单", Some("meeting_action")),
    of_register("committee", "安全生产委员会成员名单", Some("committee_member")),
    of_record("appointment", "任命书", "appointment", collect::appointment, reprint::<AppointmentFacts>),
    of_record("card", "岗位应急处置卡和安全风险告知卡", "card", collect::card, reprint::<CardFacts>),
    of_record("risk_card", "安全风险告知卡（按风险）", "risk", collect::risk_card, reprint::<RiskCardFacts>),
    of_register("risk_list", "安全风险分级管控清单", Some("risk")),
    of_record("promise", "安全承诺公告", "promise", collect::promise, reprint::<PromiseFacts>),
    of_register("ledger", "台账", None),
    of_register("roster", "人员花名册", Some("person")),
    of_register("certificates", "证书台账", Some("certificate")),
];

const fn of_period(
    key: &'static str,
    title: &'static str,
    kind: PeriodKind,
    duty: &'static str,
    texts: &'static [TextSpec],
    collect: Collect,
    reprint: Reprint,
) -> ReportKind {
    ReportKind {
        key,
        title,
        about: About::Period(kind),
        formats: PRINTED,
        also: &[],
        duty: Some(duty),
        texts,
        collect,
        reprint,
    }
}

const TRAINED: Reprint = reprint::<TrainingStatsFacts>;

/// A report of a period that no duty asks to hand in.
const fn plain(
    key: &'static str,
    title: &'static str,
    kind: PeriodKind,
    collect: Collect,
    reprint: Reprint,
) -> ReportKind {
    ReportKind {
        key,
        title,
        about: About::Period(kind),
        formats: PRINTED,
        also: &[],
        duty: None,
        texts: &[],
        collect,
        reprint,
    }
}

const fn of_record(
    key: &'static str,
    title: &'static str,
    register: &'static str,
    collect: Collect,
    reprint: Reprint,
) -> ReportKind {
    let about = About::Record(register);
    ReportKind { key, title, about, formats: PRINTED, also: &[], duty: None, texts: &[], collect, reprint }
}

const fn of_register(key: &'static str, title: &'static str, register: Option<&'static str>) -> ReportKind {
    let about = About::Register(register);
    let (collect, reprint) = (collect::ledger as Collect, reprint::<LedgerFacts> as Reprint);
    ReportKind { key, title, about, formats: PRINTED, also: &[], duty: None, texts: &[], collect, reprint }
}

/// Facts of an earlier shape, as a frozen report may still hold them.
struct Earlier {
    kinds: &'static [&'static str],
    version: u32,
    collect: Collect,
    reprint: Reprint,
}

/// Before these reports had facts of their own they were frozen with those of the month, under their own name.
const EARLIER: &[Earlier] = &[Earlier {
    kinds: &["weekly", "quarterly", "yearly", "half_year", "year_summary"],
    version: 1,
    collect: collect::monthly,
    reprint: reprint::<MonthlyFacts>,
}];

/// A letter about a record: numbered, with the author's additions.
const fn letter(
    key: &'static str,
    title: &'static str,
    register: &'static str,
    (collect, reprint): (Collect, Reprint),
    duty: Option<&'static str>,
) -> ReportKind {
    let about = About::Record(register);
    ReportKind { key, title, about, formats: PRINTED, also: &[], duty, texts: letter::TEXTS, collect, reprint }
}

/// A letter about a major hazard.
const fn of_major(key: &'static str, title: &'static str, duty: Option<&'static str>) -> ReportKind {
    letter(key, title, "hazard", (collect::major_hazard, reprint::<MajorHazardFacts>), duty)
}

/// The kind with this name.
///
/// # Errors
/// [`crate::error::Kind::Input`] naming those there are.
pub fn find(key: &str) -> Result<&'static ReportKind> {
    KINDS.iter().find(|it| it.key == key).ok_or_else(|| {
        let known: Vec<String> = KINDS.iter().map(|it| format!("{}（{}）", it.key, it.title)).collect();
        Error::input(format!("没有“{}”这种报告", crate::domain::fold::clean_line(key)))
            .hint(format!("现有：{}", known.join("、")))
    })
}

/// How a period of this kind is written.
#[must_use]
pub fn example(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Day => "2026-11-21",
        PeriodKind::Week => "2026-W47",
        PeriodKind::Month => "2026-11",
        PeriodKind::Quarter => "2026-Q3",
        PeriodKind::HalfYear => "2026-H1",
        PeriodKind::Year => "2026",
    }
}

impl ReportKind {
    /// The collector of the facts that some frozen ones are of, told by their version, and what prints them: the kind's own,
    /// or those of the shape they were frozen in.
    #[must_use]
    pub fn shape_of(&self, frozen: &Json) -> (Collect, Reprint) {
        let version = frozen.get("version").and_then(Json::as_u64);
        let fits = |it: &&Earlier| it.kinds.contains(&self.key) && version == Some(u64::from(it.version));
        EARLIER.iter().find(fits).map_or((self.collect, self.reprint), |it| (it.collect, it.reprint))
    }

    /// The kind of period it is about; none for a report about a record.
    #[must_use]
    pub fn period_kind(&self) -> Option<PeriodKind> {
        match self.about {
            About::Period(kind) => Some(kind),
            About::Record(_) | About::Register(_) => None,
        }
    }

    /// Whether it may be about all records of its register: 公示表, 覆盖情况.
    #[must_use]
    pub fn may_be_whole(&self) -> bool {
        matches!(self.key, "duty_notice" | "duty_coverage")
    }

    /// Whether it is a letter with a document number of its own.
    #[must_use]
    pub fn is_letter(&self) -> bool {
        self.texts.iter().any(|it| it.key == letter::ATTACHMENTS)
    }

    /// The part its author writes that goes by this name: key, label, or what only one label contains (“问题”).
    ///
    /// # Errors
    /// [`crate::error::Kind::Input`] naming those there are.
    pub fn text(&self, name: &str) -> Result<&'static TextSpec> {
        use crate::domain::fold::folded_key;
        let name = folded_key(name);
        let fits = |it: &&TextSpec| [it.key, it.label].iter().any(|it| folded_key(it) == name);
        let within: Vec<_> =
            self.texts.iter().filter(|it| !name.is_empty() && folded_key(it.label).contains(&name)).collect();
        let only = if let [only] = within.as_slice() { Some(*only) } else { None };
        self.texts.iter().find(fits).or(only).ok_or_else(|| {
            let known: Vec<&str> = self.texts.iter().map(|it| it.label).collect();
            let hint = if known.is_empty() {
                "这种报告没有由人写的文字".to_owned()
            } else {
                format!("可用：{}", known.join("、"))
            };
            Error::input(format!("{}没有“{name}”这一段", self.title)).hint(hint)
        })
    }

    /// Reads a period for this report.
    ///
    /// # Errors
    /// [`crate::error::Kind::Input`] when the text is no period, or one of another kind than the report's.
    pub fn period(&self, text: &str) -> Result<Period> {
        let Some(kind) = self.period_kind() else {
            return Err(Error::input(format!("{}不按期间", self.title)).hint("用 --record 指明记录的编号"));
        };
        let right = format!("{}按{}，写成 {}", self.title, kind.label(), example(kind));
        let period = Period::parse(text).map_err(|fault| Error::input(fault.to_string()).hint(right.clone()))?;
        if period.kind() != kind && !self.also.contains(&period.kind()) {
            let said = format!("{}是{}，{}是按{}的", period, period.kind().label(), self.title, kind.label());
            return Err(Error::input(said).hint(right));
        }
        Ok(period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_of_another_kind_is_refused_with_the_right_form() {
        for (key, text, named) in [
            ("monthly", "2026-Q3", "2026-11"),
            ("monthly", "2026-13", "2026-11"),
            ("quarterly", "2026-11", "2026-Q3"),
            ("weekly", "2026", "2026-W47"),
            ("notice", "2026-11", "--record"),
        ] {
            let error = find(key).unwrap().period(text).unwrap_err().to_string();
            assert!(error.contains(named), "{key} {text}: {error}");
        }
        assert_eq!(find("monthly").unwrap().period("２０２６-11").unwrap().to_string(), "2026-11");
        assert!(find("nothing").is_err());
    }

    #[test]
    fn every_duty_of_a_report_is_met_by_the_kind_that_names_it() {
        use crate::domain::obligation::rule::MetBy;
        let rules = crate::knowledge::obligation::builtin().unwrap();
        for kind in KINDS.iter().filter(|it| it.duty.is_some()) {
            let rule = rules.rules.iter().find(|rule| Some(rule.code.as_str()) == kind.duty).unwrap();
            match &rule.met_by {
                MetBy::Submission { kinds, .. } => {
                    assert!(kinds.iter().any(|it| it == kind.key), "{} is not met by {}", rule.code, kind.key);
                }
                // Events are judged by their own tests, paper by paper.
                MetBy::Hazard(_) | MetBy::Accident(_) | MetBy::Order(_) => {
                    assert!(kind.period_kind().is_none(), "{}", kind.key);
                }
                MetBy::Inspection { .. } | MetBy::Plan | MetBy::Done { .. } | MetBy::Need(_) => {
                    panic!("{} asks for no report", rule.code)
                }
            }
        }
    }
}
