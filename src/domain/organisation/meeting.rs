//! 会议 and what they resolve: which kinds there are, what minutes must hold, how a resolved action stands.

use chrono::NaiveDate;

use crate::domain::code::codes;
use crate::domain::date::{chinese, days_between};

codes! {
    /// Kind of meeting.
    pub enum MeetingKind {
        Committee = "committee" "安委会会议",
        Safety = "safety" "安全例会",
        Workshop = "workshop" "车间安全会",
        Congress = "congress" "职工（代表）大会",
        Party = "party" "党组织会议",
        Board = "board" "董事会（股东会）",
        Performance = "performance" "业绩考核会",
        Equipment = "equipment" "特种设备月调度",
        Other = "other" "其他",
    }
}

impl MeetingKind {
    /// Name under which rule packs ask for a meeting held: `meeting.committee`.
    #[must_use]
    pub fn done_kind(self) -> &'static str {
        match self {
            Self::Committee => "meeting.committee",
            Self::Safety => "meeting.safety",
            Self::Workshop => "meeting.workshop",
            Self::Congress => "meeting.congress",
            Self::Party => "meeting.party",
            Self::Board => "meeting.board",
            Self::Performance => "meeting.performance",
            Self::Equipment => "meeting.equipment",
            Self::Other => "meeting.other",
        }
    }
}

codes! {
    /// How a resolved action stands on a day.
    pub enum ActionState {
        Open = "open" "办理中",
        Overdue = "overdue" "逾期",
        Undated = "undated" "没有期限",
        Done = "done" "已办结",
        DoneLate = "done_late" "逾期办结",
    }
}

impl ActionState {
    /// How it stands on `today`; what was done after `today` is not done yet.
    #[must_use]
    pub fn on(due_on: Option<NaiveDate>, done_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        match (due_on, done_on.filter(|done| *done <= today)) {
            (Some(due), Some(done)) if done > due => Self::DoneLate,
            (_, Some(_)) => Self::Done,
            (None, None) => Self::Undated,
            (Some(due), None) if due < today => Self::Overdue,
            (Some(_), None) => Self::Open,
        }
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::DoneLate)
    }
}

/// A resolved action (议定事项).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Row id.
    pub id: i64,
    /// Number of the meeting: `HY-2026-003`.
    pub meeting: String,
    /// Which of the meeting's.
    pub number: i64,
    /// What is to be done.
    pub content: String,
    /// Who.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// Done when.
    pub done_on: Option<NaiveDate>,
}

impl Action {
    /// How it stands on `today`.
    #[must_use]
    pub fn state(&self, today: NaiveDate) -> ActionState {
        ActionState::on(self.due_on, self.done_on, today)
    }

    /// `逾期12天`, `已办结`, …
    #[must_use]
    pub fn state_words(&self, today: NaiveDate) -> String {
        let state = self.state(today);
        match (state, self.due_on, self.done_on) {
            (ActionState::Overdue, Some(due), _) => format!("逾期{}天", days_between(due, today)),
            (ActionState::DoneLate, Some(due), Some(done)) => format!("逾期{}天办结", days_between(due, done)),
            _ => state.label().to_owned(),
        }
    }
}

/// What became of the last meeting's actions, as the next minutes say it (上次决议落实情况); empty without actions.
#[must_use]
pub fn earlier(actions: &[Action], today: NaiveDate) -> String {
    let Some(code) = actions.first().map(|it| it.meeting.as_str()) else { return String::new() };
    let count = |state: ActionState| actions.iter().filter(|it| it.state(today) == state).count();
    let (late, done) = (count(ActionState::DoneLate), count(ActionState::Done));
    let open: Vec<&Action> = actions.iter().filter(|it| !it.state(today).is_done()).collect();
    let mut text = format!("上次会议（{code}）议定{}项，已办结{}项", actions.len(), done + late);
    if late > 0 {
        text.push_str(&format!("（其中逾期办结{late}项）"));
    }
    if open.is_empty() {
        text.push('。');
        return text;
    }
    text.push_str(&format!("，未办结{}项：", open.len()));
    for it in open {
        let owner = it.owner.as_deref().unwrap_or("责任人未定");
        let due = it.due_on.map_or_else(|| "没有期限".to_owned(), |day| format!("期限{}", chinese(day)));
        text.push_str(&format!("\n{}. {}（{owner}，{due}，{}）", it.number, it.content, it.state_words(today)));
    }
    text
}

/// What minutes must hold and these lack, one Chinese phrase each (staffing and meetings §2: 时间、地点、主持人、应到实到、
/// 议题、议定事项、签发).
#[derive(Clone, Copy, Debug, Default)]
pub struct Minutes<'a> {
    /// 地点.
    pub place: Option<&'a str>,
    /// Whether somebody chaired it.
    pub chaired: bool,
    /// 应到.
    pub expected: Option<i64>,
    /// 实到.
    pub present: Option<i64>,
    /// 议题.
    pub topics: Option<&'a str>,
    /// 纪要.
    pub minutes: Option<&'a str>,
    /// 签发.
    pub signed_by: Option<&'a str>,
    /// Whether anybody's signature is on record.
    pub signed_in: bool,
}

impl Minutes<'_> {
    /// What is wanting, in the order minutes are read.
    #[must_use]
    pub fn wanting(&self) -> Vec<&'static str> {
        let says = |text: Option<&str>| text.is_some_and(|it| !it.trim().is_empty());
        let checks = [
            (says(self.place), "地点"),
            (self.chaired, "主持人"),
            (self.expected.is_some() && self.present.is_some(), "应到实到人数"),
            (says(self.topics), "议题"),
            (says(self.minutes), "纪要"),
            (self.signed_in, "签到"),
            (says(self.signed_by), "签发"),
        ];
        checks.into_iter().filter(|(there, _)| !there).map(|(_, what)| what).collect()
    }
}
