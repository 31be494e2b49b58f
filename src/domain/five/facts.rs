//! What proposals look at: a plain snapshot of the plant's records as they stood on the day a round judges.

use chrono::NaiveDate;

use crate::domain::hazard::Level;
use crate::domain::obligation::State;
use crate::domain::organisation::Staff;
use crate::domain::organisation::committee::Member;
use crate::domain::organisation::engineer::Lists;
use crate::domain::organisation::staffing::Plant;
use crate::domain::post::PostRole;
use crate::domain::profile::{FactValue, Facts};

/// Somebody employed on the day, outsourced people left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Row id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Posts held on the day, main post first.
    pub posts: Vec<i64>,
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Row id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Role; absent: not known.
    pub role: Option<PostRole>,
    /// Duty lists it carries on the day.
    pub lists: Vec<i64>,
}

/// A duty list in the wording in force on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyList {
    /// Row id of the list.
    pub id: i64,
    /// `R01 主要负责人安全生产责任清单`.
    pub title: String,
    /// Row id of the wording; absent: none is approved and in force.
    pub wording: Option<i64>,
    /// Its number.
    pub number: i64,
    /// First day it binds.
    pub from: Option<NaiveDate>,
    /// Whether 责任范围 is written.
    pub has_scope: bool,
    /// Duties in it.
    pub duties: i64,
    /// Duties without a standard of assessment (安全生产法 22).
    pub without_standard: i64,
}

/// A signature owed or given for a list that a post carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub person: i64,
    /// For which post.
    pub post: i64,
    /// Row id of the list.
    pub list: i64,
    /// Number of the wording in force.
    pub number: i64,
    /// Last day in time; absent: not known from which day it is owed.
    pub due_on: Option<NaiveDate>,
    /// Day it was signed; absent: not signed.
    pub on: Option<NaiveDate>,
}

/// A finished assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Of whom.
    pub person: i64,
    /// Period: `2026-Q3`, `2026`.
    pub period: String,
    /// Day it was finished.
    pub on: NaiveDate,
    /// Whether a reward or punishment is written down.
    pub has_reward: bool,
}

/// A meeting held by the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// 编号.
    pub code: String,
    /// `committee`, `safety`, `board` …
    pub kind: String,
    /// Day.
    pub on: NaiveDate,
    /// Whether minutes are written.
    pub has_minutes: bool,
    /// Whether it is on record who came: signed in, named or counted.
    pub has_presence: bool,
    /// Chair and those who signed in.
    pub people: Vec<i64>,
}

/// A resolution of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// `HY-2026-003 第1项`.
    pub name: String,
    /// Day it is due.
    pub due_on: Option<NaiveDate>,
    /// Day it was done, not after the day judged.
    pub done_on: Option<NaiveDate>,
    /// Whether somebody is named for it.
    pub has_owner: bool,
}

/// Something posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// `duty_list`, `five_five`, `hazard` …
    pub kind: String,
    /// Title and place.
    pub title: String,
    /// Duty list, of such a posting; absent: all.
    pub list: Option<i64>,
    /// Number of the wording that hangs there.
    pub wording: Option<i64>,
    /// First day.
    pub from: NaiveDate,
    /// Last day; absent: still.
    pub to: Option<NaiveDate>,
}

/// A paper that stands on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// `budget`, `policy` …
    pub kind: String,
    /// Title with number.
    pub title: String,
    /// Year it is of.
    pub year: Option<i32>,
    /// Day it was issued.
    pub issued_on: NaiveDate,
    /// Whether it is signed.
    pub signed: bool,
    /// Last review.
    pub reviewed_on: Option<NaiveDate>,
    /// Last day it holds.
    pub expires_on: Option<NaiveDate>,
}

/// A card for a post or place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// `emergency` or `risk`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Day it was made.
    pub issued_on: NaiveDate,
    /// Whether it was handed out or hung up.
    pub handed: bool,
}

/// A duty as the engine judged it on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Code: `LD01`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Its period or event day.
    pub period: String,
    /// Last day in time.
    pub due_on: Option<NaiveDate>,
    /// State.
    pub state: State,
    /// Days met too late.
    pub late_days: Option<i64>,
    /// Why it stands so.
    pub because: String,
}

/// An inspection made by the day that checked something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Day.
    pub on: NaiveDate,
    /// Inspectors.
    pub people: Vec<i64>,
}

/// A hazard that was open in the span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenHazard {
    /// 编号.
    pub code: String,
    /// Level.
    pub level: Option<Level>,
    /// Days past its deadline on the day; 0: not overdue.
    pub overdue_days: i64,
}

/// What the loop of inspections and hazards comes to in the span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loop {
    /// Planned inspections due in the span.
    pub planned: i64,
    /// Of those, done.
    pub done: i64,
    /// Of those, missed.
    pub missed: i64,
    /// Hazards registered in the span.
    pub registered: usize,
    /// Hazards open on the day.
    pub open: Vec<OpenHazard>,
}

/// Everything proposals look at.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// First day of the span judged.
    pub from: NaiveDate,
    /// Last day of the span judged.
    pub to: NaiveDate,
    /// The day as which things stand: `to`, or the day the round was made where that is earlier.
    pub day: NaiveDate,
    /// First day the plant keeps its records here.
    pub records_since: NaiveDate,
    /// Answers of the profile, head count included.
    pub answers: Facts,
    /// 半年演练口径 (应急条例 8) as derived from the answers; absent: not answered.
    pub drills_flag: Option<bool>,
    /// People employed on the day.
    pub people: Vec<Person>,
    /// Posts.
    pub posts: Vec<Post>,
    /// Duty lists.
    pub lists: Vec<DutyList>,
    /// Signatures owed or given.
    pub signatures: Vec<Signature>,
    /// Whether a signature was ever recorded.
    pub had_signatures: bool,
    /// Assessments.
    pub assessments: Vec<Assessment>,
    /// Head count and trade as the staffing rules see them.
    pub plant: Option<Plant>,
    /// Lists that decide about registered safety engineers.
    pub engineer_lists: Option<Lists>,
    /// Appointments and posts held.
    pub staff: Staff,
    /// Members of the committee, those no longer in office included.
    pub members: Vec<Member>,
    /// Papers by which the committee was set up or changed, of members in office.
    pub committee_papers: Vec<String>,
    /// Meetings.
    pub meetings: Vec<Meeting>,
    /// Resolutions.
    pub actions: Vec<Action>,
    /// Postings begun by the day.
    pub postings: Vec<Posting>,
    /// Days with a published promise.
    pub promises: Vec<NaiveDate>,
    /// Documents issued by the day.
    pub documents: Vec<Document>,
    /// Cards made by the day.
    pub cards: Vec<Card>,
    /// Duties as judged on the day.
    pub duties: Vec<Duty>,
    /// Inspections.
    pub inspections: Vec<Inspection>,
    /// The loop of inspections and hazards.
    pub hazards: Loop,
}

impl Snapshot {
    /// The post.
    pub(super) fn post(&self, id: i64) -> Option<&Post> {
        self.posts.iter().find(|it| it.id == id)
    }

    /// Roles a person has on the day.
    pub(super) fn roles<'s>(&'s self, person: &'s Person) -> impl Iterator<Item = PostRole> + 's {
        person.posts.iter().filter_map(|id| self.post(*id)?.role)
    }

    /// People with a role that fits.
    pub(super) fn in_role(&self, fits: impl Fn(PostRole) -> bool) -> Vec<&Person> {
        self.people.iter().filter(|it| self.roles(it).any(&fits)).collect()
    }

    /// The duty list.
    pub(super) fn list(&self, id: i64) -> Option<&DutyList> {
        self.lists.iter().find(|it| it.id == id)
    }

    /// Lists in force that a post carries.
    pub(super) fn lists_of(&self, post: i64) -> Vec<&DutyList> {
        let carried = self.post(post).map(|it| it.lists.as_slice()).unwrap_or_default();
        carried.iter().filter_map(|id| self.list(*id)).filter(|it| it.wording.is_some()).collect()
    }

    /// The signature of somebody for a list of his post.
    pub(super) fn signature(&self, person: i64, post: i64, list: i64) -> Option<&Signature> {
        self.signatures.iter().find(|it| it.person == person && it.post == post && it.list == list)
    }

    /// Documents of a kind that hold on the day.
    pub(super) fn documents(&self, kind: &str) -> Vec<&Document> {
        let holds = |it: &&Document| it.kind == kind && it.expires_on.is_none_or(|last| self.day <= last);
        self.documents.iter().filter(holds).collect()
    }

    /// Whether a posting hangs on the day.
    pub(super) fn hangs(&self, posting: &Posting) -> bool {
        posting.from <= self.day && posting.to.is_none_or(|last| self.day <= last)
    }

    /// A yes/no fact; absent: not answered.
    pub(super) fn fact(&self, key: &str) -> Option<bool> {
        match &self.answers.get(key)?.value {
            FactValue::Bool(yes) => Some(*yes),
            FactValue::Int(_) | FactValue::Code(_) | FactValue::Text(_) => None,
        }
    }

    /// Whether one of these facts is yes; absent: none is and some were not answered.
    pub(super) fn any_fact(&self, keys: &[&str]) -> Option<bool> {
        let answers: Vec<Option<bool>> = keys.iter().map(|key| self.fact(key)).collect();
        if answers.contains(&Some(true)) {
            return Some(true);
        }
        answers.iter().all(|it| *it == Some(false)).then_some(false)
    }

    /// Duties of these codes that fell due in the span, or since the last period that ended before it.
    pub(super) fn duties(&self, codes: &[&str]) -> Vec<&Duty> {
        let near = |it: &&Duty| it.due_on.is_none_or(|due| due >= self.from && due <= self.to.max(self.day));
        self.duties.iter().filter(|it| codes.contains(&it.code.as_str())).filter(near).collect()
    }
}
