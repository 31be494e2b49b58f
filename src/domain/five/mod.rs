//! 五落实五到位: what the records say of a check point, what a person may decide of it, how a round is scored.
//!
//! A proposal is worked out from a [`facts::Snapshot`] by pure functions and never decides anything: a person confirms it
//! or overrules it with a reason. What the records cannot tell is 资料不足, never 已落实.

use super::code::codes;

pub mod decide;
mod delivery;
pub mod facts;
mod leaders;
mod manage;
pub mod part;
mod reporting;
pub mod score;

pub use facts::Snapshot;
pub use part::{LOOK, Part, Proposal};

codes! {
    /// What is said of a check point.
    pub enum Verdict {
        Met = "met" "已落实",
        Partly = "partly" "部分落实",
        Unmet = "unmet" "未落实",
        NotApplicable = "not_applicable" "不适用",
        DataMissing = "data_missing" "资料不足",
    }
}

impl Verdict {
    /// Whether it is a gap that has to be mended.
    #[must_use]
    pub fn is_gap(self) -> bool {
        matches!(self, Self::Partly | Self::Unmet)
    }
}

codes! {
    /// Sort of a round.
    pub enum RoundKind {
        Yearly = "yearly" "年度正式",
        Review = "review" "季度复核",
        Special = "special" "专项",
    }
}

codes! {
    /// What a check point's proposal is worked out from; the pack names one by its code.
    pub enum Test {
        PrincipalDuty = "principal_duty" "主要负责人的责任清单和签收",
        PartyDuty = "party_duty" "书记的责任清单和党组织会议",
        DutyReport = "duty_report" "主要负责人年度履职报告",
        LeaderLed = "leader_led" "主要负责人带队检查",
        LeadersLists = "leaders_lists" "班子成员的责任清单",
        LeadersWork = "leaders_work" "班子成员的检查和会议",
        LeadersAssessed = "leaders_assessed" "班子成员的年度考核",
        CommitteeChair = "committee_chair" "安委会主任",
        CommitteeCover = "committee_cover" "安委会成员",
        CommitteeMeets = "committee_meets" "安委会会议",
        CommitteeActions = "committee_actions" "会议议定事项",
        Staffing = "staffing" "安全管理机构和人员",
        Engineer = "engineer" "注册安全工程师",
        ManagersWork = "managers_work" "安管人员的检查",
        OpinionNotice = "opinion_notice" "意见记录和任免告知",
        ReportingRule = "reporting_rule" "报告制度文件",
        BoardReport = "board_report" "向决策机构的报告",
        PerformanceReport = "performance_report" "向业绩考核部门的报告",
        HazardTold = "hazard_told" "隐患通报和双报告",
        MadePublic = "made_public" "公示和承诺公告",
        ListCoverage = "list_coverage" "责任清单覆盖",
        ListPosting = "list_posting" "责任清单公示",
        ListSigning = "list_signing" "责任清单签收",
        ListAssessing = "list_assessing" "责任制考核",
        Budget = "budget" "年度安全投入预算",
        TrainingPlan = "training_plan" "年度培训计划",
        RulesReviewed = "rules_reviewed" "制度和规程",
        HazardLoop = "hazard_loop" "自查、隐患闭环和统计报送",
        FireChecks = "fire_checks" "防火检查",
        EmergencyPlan = "emergency_plan" "应急预案",
        EmergencyCards = "emergency_cards" "应急处置卡和报告流程",
    }
}

/// What the records say of a check point.
#[must_use]
pub fn propose(test: Test, s: &Snapshot) -> Proposal {
    let parts = match test {
        Test::PrincipalDuty => leaders::principal_duty(s),
        Test::PartyDuty => leaders::party_duty(s),
        Test::DutyReport => leaders::duty_report(s),
        Test::LeaderLed => leaders::leader_led(s),
        Test::LeadersLists => leaders::leaders_lists(s),
        Test::LeadersWork => leaders::leaders_work(s),
        Test::LeadersAssessed => leaders::leaders_assessed(s),
        Test::CommitteeChair => manage::committee_chair(s),
        Test::CommitteeCover => manage::committee_cover(s),
        Test::CommitteeMeets => manage::committee_meets(s),
        Test::CommitteeActions => manage::committee_actions(s),
        Test::Staffing => manage::staffing(s),
        Test::Engineer => manage::engineer(s),
        Test::ManagersWork => manage::managers_work(s),
        Test::OpinionNotice => manage::opinion_notice(s),
        Test::ReportingRule => reporting::reporting_rule(s),
        Test::BoardReport => reporting::board_report(s),
        Test::PerformanceReport => reporting::performance_report(s),
        Test::HazardTold => reporting::hazard_told(s),
        Test::MadePublic => reporting::made_public(s),
        Test::ListCoverage => delivery::list_coverage(s),
        Test::ListPosting => delivery::list_posting(s),
        Test::ListSigning => delivery::list_signing(s),
        Test::ListAssessing => delivery::list_assessing(s),
        Test::Budget => delivery::budget(s),
        Test::TrainingPlan => delivery::training_plan(s),
        Test::RulesReviewed => delivery::rules_reviewed(s),
        Test::HazardLoop => delivery::hazard_loop(s),
        Test::FireChecks => delivery::fire_checks(s),
        Test::EmergencyPlan => delivery::emergency_plan(s),
        Test::EmergencyCards => delivery::emergency_cards(s),
    };
    part::conclude(parts)
}

#[cfg(test)]
mod tests;
