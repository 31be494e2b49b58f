//! Who was appointed to a safety function, who holds a post with such a role, and what of it counts on a day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Days;
use crate::domain::code::codes;
use crate::domain::date::{add_days, chinese};
use crate::domain::obligation::records::RecordRef;
use crate::domain::post::PostRole;

codes! {
    /// A safety function somebody is appointed to, a unit set up, an institution's service taken.
    pub enum AppointmentKind {
        Unit = "unit" "安全生产管理机构",
        SafetyHead = "safety_head" "安全管理机构负责人",
        SafetyManager = "safety_manager" "专职安管员",
        PartTimeSafety = "part_time_safety" "兼职安管员",
        SafetyDirector = "safety_director" "安全总监",
        Deputy = "deputy" "专职安全分管负责人",
        RegisteredEngineer = "registered_engineer" "注册安全工程师",
        EngineerService = "engineer_service" "注册安全工程师服务机构",
        FireManager = "fire_manager" "消防安全管理人",
        EquipmentDirector = "equipment_director" "特种设备安全总监",
        EquipmentOfficer = "equipment_officer" "特种设备安全员",
        Occupational = "occupational" "职业卫生管理人员",
        HazardSource = "hazard_source" "重大危险源包保责任人",
        Other = "other" "其他",
    }
}

impl AppointmentKind {
    /// Whether it makes a 安全生产管理人员 of somebody (安全生产法 第二十四条).
    #[must_use]
    pub fn is_safety_staff(self) -> bool {
        matches!(self, Self::SafetyHead | Self::SafetyManager | Self::PartTimeSafety)
    }

    /// Whether it names a unit or an institution, not a person.
    #[must_use]
    pub fn is_impersonal(self) -> bool {
        matches!(self, Self::Unit | Self::EngineerService)
    }

    /// Whether the function itself says that it is held full-time (`true`) or beside other work (`false`).
    #[must_use]
    pub fn says_full_time(self) -> Option<bool> {
        match self {
            Self::SafetyManager | Self::Deputy => Some(true),
            Self::PartTimeSafety => Some(false),
            Self::Unit
            | Self::SafetyHead
            | Self::SafetyDirector
            | Self::RegisteredEngineer
            | Self::EngineerService
            | Self::FireManager
            | Self::EquipmentDirector
            | Self::EquipmentOfficer
            | Self::Occupational
            | Self::HazardSource
            | Self::Other => None,
        }
    }
}

/// One appointment (任命), unit or contract; retired ones left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Row id.
    pub id: i64,
    /// Function.
    pub kind: AppointmentKind,
    /// Row id of the person; absent: a unit or an institution.
    pub person: Option<i64>,
    /// Name of the person, the unit or the institution.
    pub name: String,
    /// 专职; absent: the paper does not say.
    pub full_time: Option<bool>,
    /// Its days, the last included.
    pub days: Days,
    /// Days on which the person works here; open for a unit or an institution.
    pub employed: Days,
    /// Day on which the authority was told of the appointment.
    pub notified_on: Option<NaiveDate>,
    /// Day on which the authority was told that it ended.
    pub removal_notified_on: Option<NaiveDate>,
}

impl Appointment {
    /// Whether it is in force on `day` and its person works here.
    #[must_use]
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.days.cover(day) && self.employed.cover(day)
    }

    /// Why it is not in force on `day`.
    fn out_of_force(&self, day: NaiveDate) -> String {
        let (name, kind) = (&self.name, self.kind.label());
        match (self.days.from, self.days.to) {
            (Some(from), _) if day < from => format!("{name}{}起才任{kind}", chinese(from)),
            (_, Some(to)) if to < day => format!("{name}的{kind}任命已于{}届满", chinese(to)),
            (_, _) => format!("{name}不在职，{kind}任命不计"),
        }
    }
}

/// A post somebody holds (main or further), with its role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Row id of the person.
    pub person: i64,
    /// Name of the person.
    pub name: String,
    /// Role of the post.
    pub role: PostRole,
    /// Days on which the post is held and its holder works here.
    pub days: Days,
}

/// Appointments and posts, as far as they are on record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staff {
    /// Appointments.
    pub appointments: Vec<Appointment>,
    /// Posts held.
    pub posts: Vec<Held>,
    /// Whether a roster is kept that says who holds which post. Without one "nobody" is not known.
    pub has_roster: bool,
}

/// One person or unit that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Row id of the person; absent: a unit.
    pub person: Option<i64>,
    /// `王强（2026-01-01起任专职安管员）`.
    pub words: String,
    /// Where it is written.
    pub record: RecordRef,
}

/// The safety staff of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    /// Units set up (安全生产管理机构).
    pub units: Vec<Counted>,
    /// Full-time staff (专职).
    pub full: Vec<Counted>,
    /// Part-time staff (兼职).
    pub part: Vec<Counted>,
    /// People whose records contradict each other: what they say.
    pub doubtful: Vec<String>,
    /// Appointments that do not count on the day: why.
    pub passed_over: Vec<String>,
}

impl Team {
    /// Safety managers (安全生产管理人员), units not counted.
    #[must_use]
    pub fn managers(&self) -> usize {
        self.full.len() + self.part.len()
    }
}

impl Staff {
    /// Whether nothing at all is recorded: neither a roster with posts nor any appointment.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        !self.has_roster && self.appointments.is_empty()
    }

    /// The safety staff on `day`.
    ///
    /// An appointment says more than a post: who was appointed counts as appointed. Who holds a safety post without
    /// ever having been appointed counts by the post; whose appointments have all ended or not begun is doubtful.
    #[must_use]
    pub fn team(&self, day: NaiveDate) -> Team {
        let mut team = Team::default();
        for it in self.of_kind(AppointmentKind::Unit) {
            if it.in_force(day) {
                team.units.push(counted(it));
            } else {
                team.passed_over.push(it.out_of_force(day));
            }
        }
        let mut seen = BTreeSet::new();
        for (person, all) in self.by_person() {
            seen.insert(person);
            let mut running: Vec<&&Appointment> = all.iter().filter(|it| it.in_force(day)).collect();
            running.sort_by_key(|it| std::cmp::Reverse((full_time(it), it.days.from)));
            if let Some(it) = running.first() {
                let side = if full_time(it) { &mut team.full } else { &mut team.part };
                side.push(counted(it));
            } else if let Some(last) = all.iter().max_by_key(|it| (it.days.to.is_none(), it.days.to, it.days.from)) {
                let post = self.safety_post(person, day);
                match post {
                    Some(held) => {
                        team.doubtful.push(format!("{}，但现岗位仍为{}", last.out_of_force(day), held.role.label()));
                    }
                    None => team.passed_over.push(last.out_of_force(day)),
                }
            }
        }
        for held in self.posts.iter().filter(|it| it.role.is_safety_staff() && it.days.cover(day)) {
            if seen.insert(held.person) {
                // Of two safety posts the fuller one counts.
                let held = self.safety_post(held.person, day).unwrap_or(held);
                let side = if held.role == PostRole::PartTimeSafety { &mut team.part } else { &mut team.full };
                side.push(Counted {
                    person: Some(held.person),
                    words: format!("{}（岗位：{}）", held.name, held.role.label()),
                    record: RecordRef { register: "person", id: held.person },
                });
            }
        }
        team
    }

    /// Those appointed to one of these functions on `day`, each person once.
    #[must_use]
    pub fn appointed(&self, kind: AppointmentKind, day: NaiveDate) -> Vec<Counted> {
        let mut seen = BTreeSet::new();
        let running = self.of_kind(kind).filter(|it| it.in_force(day));
        running.filter(|it| it.person.is_none_or(|person| seen.insert(person))).map(counted).collect()
    }

    /// Why appointments to this function do not count on `day`.
    #[must_use]
    pub fn passed_over(&self, kind: AppointmentKind, day: NaiveDate) -> Vec<String> {
        self.of_kind(kind).filter(|it| !it.in_force(day)).map(|it| it.out_of_force(day)).collect()
    }

    /// Those who hold a post of this role on `day`.
    #[must_use]
    pub fn in_role(&self, role: PostRole, day: NaiveDate) -> Vec<&Held> {
        self.posts.iter().filter(|it| it.role == role && it.days.cover(day)).collect()
    }

    /// Days on which who counts may have changed.
    #[must_use]
    pub fn changes(&self) -> Vec<NaiveDate> {
        let spans = self.appointments.iter().flat_map(|it| [it.days, it.employed]);
        let held = self.posts.iter().filter(|it| it.role.is_safety_staff() || it.role.is_leader()).map(|it| it.days);
        spans.chain(held).flat_map(|it| [it.from, it.to.map(|last| add_days(last, 1))]).flatten().collect()
    }

    fn of_kind(&self, kind: AppointmentKind) -> impl Iterator<Item = &Appointment> {
        self.appointments.iter().filter(move |it| it.kind == kind)
    }

    fn by_person(&self) -> BTreeMap<i64, Vec<&Appointment>> {
        let mut found: BTreeMap<i64, Vec<&Appointment>> = BTreeMap::new();
        for it in self.appointments.iter().filter(|it| it.kind.is_safety_staff()) {
            if let Some(person) = it.person {
                found.entry(person).or_default().push(it);
            }
        }
        found
    }

    /// The safety post a person holds on `day`; the fullest of several.
    fn safety_post(&self, person: i64, day: NaiveDate) -> Option<&Held> {
        let held =
            self.posts.iter().filter(|it| it.person == person && it.role.is_safety_staff() && it.days.cover(day));
        held.min_by_key(|it| it.role == PostRole::PartTimeSafety)
    }
}

/// Whether an appointment makes full-time staff: as it says itself, else as its function says. The head of the unit
/// counts as full-time unless his appointment says otherwise: that there is a unit is the other way to meet the law.
fn full_time(it: &Appointment) -> bool {
    it.full_time.or(it.kind.says_full_time()).unwrap_or(it.kind == AppointmentKind::SafetyHead)
}

fn counted(it: &Appointment) -> Counted {
    let since = it.days.from.map_or_else(String::new, |from| format!("{}起", chinese(from)));
    let words = match it.kind {
        AppointmentKind::Unit => format!("{}（{since}设置）", it.name),
        AppointmentKind::EngineerService => format!("{}（{since}服务合同）", it.name),
        _ => format!("{}（{since}任{}）", it.name, it.kind.label()),
    };
    Counted { person: it.person, words, record: RecordRef { register: "appointment", id: it.id } }
}
