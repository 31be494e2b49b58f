//! Who owes which training and which certificate, and who may not work today: people, sessions and certificates of the file
//! set against the rules.
//!
//! [`Staff`] reads everything once; [`need`] turns it into the duties of 首页 and `due`, [`bar`] into the list of those who
//! must not be at the work, [`figures`] counts, so that none of them can disagree.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::domain::certificate::Certificate;
use crate::domain::profile::Facts;
use crate::domain::qualification::Required;
use crate::domain::training::owed::{Ground, Owed, owed};
use crate::domain::training::rule::HoursRule;
use crate::domain::training::special::{self, Asked, Novelty};
use crate::domain::training::{Worker, bar as training_bar};
use crate::error::Result;
use crate::knowledge;
use crate::store::{Query, Relation, Row, Store};

use super::certificate::{self, CERTIFICATE, POST_CERTIFICATE};
use super::{accident, duty, organisation, person, training};

pub mod bar;
pub mod figures;
pub mod hours;
pub mod need;

/// Setting: yearly 学时 of workers that the plant set itself.
pub const OWN_YEARLY: &str = "hours.own_yearly";
/// Setting: the plant has no workshops, the plant's session stands for theirs; its reason is the setting's.
pub const NO_WORKSHOP: &str = "hours.no_workshop";

/// Everybody with what is known of them, for one day.
pub struct Staff {
    /// Everybody in the register of people.
    pub workers: Vec<Worker>,
    /// Certificates by holder.
    pub held: HashMap<i64, Vec<Certificate>>,
    /// Day on which renewal or review of a certificate was applied for, by certificate.
    pub applied: HashMap<i64, NaiveDate>,
    /// Certificates that posts ask for.
    pub required: Vec<Required>,
    /// 四新.
    pub novelties: Vec<Novelty>,
    /// Fatal accidents: row id, day.
    pub fatal: Vec<(i64, NaiveDate)>,
    /// 工号 by person.
    pub numbers: HashMap<i64, String>,
    /// Names of departments.
    pub departments: HashMap<i64, String>,
    /// The plant's answers.
    pub facts: Facts,
    /// First day the plant keeps its records here.
    pub since: NaiveDate,
    /// The day judged.
    pub today: NaiveDate,
    rules: &'static [HoursRule],
    own_yearly: Option<u32>,
    no_workshop: Option<String>,
}

impl Staff {
    /// Everybody as the records say now, or as they said on the day `known`.
    ///
    /// # Errors
    /// When the file cannot be read or holds an unknown code.
    pub fn read(store: &Store, today: NaiveDate, known: Option<NaiveDate>) -> Result<Self> {
        let (facts, since) = duty::answers(store)?;
        Self::with(store, today, known, facts, since)
    }

    /// As [`Staff::read`], with answers read already.
    ///
    /// # Errors
    /// As [`Staff::read`].
    pub fn with(
        store: &Store,
        today: NaiveDate,
        known: Option<NaiveDate>,
        facts: Facts,
        since: NaiveDate,
    ) -> Result<Self> {
        let mut held: HashMap<i64, Vec<Certificate>> = HashMap::new();
        let mut applied = HashMap::new();
        for row in rows_known(store, &CERTIFICATE.relation, known)? {
            let mut it = certificate::of_row(&row);
            // What is dated after the day judged was not so yet.
            it.reviewed_on = it.reviewed_on.filter(|on| *on <= today);
            it.revoked_on = it.revoked_on.filter(|on| *on <= today);
            if let Some(on) = row.get("applied_on").as_date().filter(|on| *on <= today) {
                applied.insert(it.id, on);
            }
            held.entry(it.holder).or_default().push(it);
        }
        let required = rows_known(store, &POST_CERTIFICATE.relation, known)?.into_iter().filter_map(|row| {
            Some(Required { post: row.get("post_id").as_int()?, kind: row.get("kind").as_text()?.to_owned() })
        });
        let novelties = rows_known(store, &training::NOVELTY.relation, known)?.into_iter().filter_map(|row| {
            Some(Novelty {
                id: row.id,
                title: row.get("title").as_text()?.to_owned(),
                in_use_on: row.get("in_use_on").as_date()?,
                department: row.get("department_id").as_int(),
                post: row.get("post_id").as_int(),
                session: row.get("session_id").as_int(),
            })
        });
        let everybody = store.rows(&person::PERSON.relation, &Query::default())?;
        let numbers = everybody.iter().filter_map(|row| Some((row.id, row.get("no").as_text()?.to_owned())));
        let departments =
            store.rows(&organisation::DEPARTMENT.relation, &Query { retired: true, ..Query::default() })?;
        let departments = departments.iter().filter_map(|row| Some((row.id, row.get("name").as_text()?.to_owned())));
        let settings = store.settings()?;
        let set = |key: &str| settings.iter().find(|it| it.key == key);
        Ok(Self {
            workers: training::workers_as_known(store, today, known)?,
            held,
            applied,
            required: required.collect(),
            novelties: novelties.collect(),
            fatal: fatal(store, today)?,
            numbers: numbers.collect(),
            departments: departments.collect(),
            facts,
            since,
            today,
            rules: knowledge::hours::builtin()?,
            own_yearly: set(OWN_YEARLY).and_then(|it| it.value.parse().ok()),
            no_workshop: set(NO_WORKSHOP).filter(|it| it.value == "1").map(|it| it.reason.clone().unwrap_or_default()),
        })
    }

    /// The rules with the plant's answers; `periods_from`: no period before it is looked at.
    ///
    /// # Errors
    /// [`crate::error::Kind::Internal`] when the embedded packs cannot be read.
    pub fn ground(&self, periods_from: Option<NaiveDate>) -> Result<Ground<'_>> {
        Ok(Ground {
            rules: self.rules,
            book: knowledge::fact::book()?,
            facts: &self.facts,
            records_since: self.since,
            periods_from,
            own_yearly: self.own_yearly,
            no_workshop: self.no_workshop.clone(),
            today: self.today,
        })
    }

    /// Certificates of a person.
    #[must_use]
    pub fn held_by(&self, person: i64) -> Vec<&Certificate> {
        self.held.get(&person).map(|all| all.iter().collect()).unwrap_or_default()
    }

    /// Training that a person owes by the hours rules, and by events of the plant.
    #[must_use]
    pub fn owed_by(&self, ground: &Ground<'_>, worker: &Worker) -> (Vec<Owed>, Vec<Asked>) {
        let mut asked = special::novelties(ground, worker, &self.novelties);
        asked.extend(special::practice(ground, worker));
        asked.extend(special::after_fatal(ground, worker, &self.fatal));
        (owed(ground, worker), asked)
    }

    /// What is forbidden to a person on the day judged for want of training.
    #[must_use]
    pub fn training_bars(&self, ground: &Ground<'_>, worker: &Worker) -> Vec<training_bar::Bar> {
        let mut found = training_bar::bars(ground, worker);
        let mut asked = special::novelties(ground, worker, &self.novelties);
        asked.extend(special::practice(ground, worker));
        found.extend(asked.iter().filter_map(|it| it.bar(ground, worker)));
        found
    }

    /// The department a person belongs to on the day judged: the post's, else the last one held.
    #[must_use]
    pub fn department_of(&self, worker: &Worker, post: Option<i64>) -> Option<String> {
        let of_post = worker.tenures.iter().rev().find(|it| post.is_some() && Some(it.post) == post);
        let now = of_post.or_else(|| worker.held_on(self.today).next()).or_else(|| worker.tenures.last());
        now.and_then(|it| it.department).and_then(|id| self.departments.get(&id)).cloned()
    }
}

/// Rows of a register as they stand, or as they stood for one who looked on the day `known`.
fn rows_known(store: &Store, relation: &Relation, known: Option<NaiveDate>) -> Result<Vec<Row>> {
    let Some(known) = known else { return store.rows(relation, &Query::default()) };
    let mut rows = store.rows(relation, &Query { retired: true, ..Query::default() })?;
    rows.retain(|row| row.entered_on.is_none_or(|on| on <= known) && row.retired_on.is_none_or(|on| known < on));
    Ok(rows)
}

/// Accidents that killed somebody, with the day from which that was known.
fn fatal(store: &Store, today: NaiveDate) -> Result<Vec<(i64, NaiveDate)>> {
    let day = |row: &Row, column: &str| row.get(column).as_day();
    let mut found: Vec<(i64, NaiveDate)> = Vec::new();
    for row in store.rows(&accident::ACCIDENT.relation, &Query::default())? {
        if row.get("deaths").as_int().is_some_and(|deaths| deaths > 0) {
            found.extend(day(&row, "happened_at").map(|on| (row.id, on)));
        }
    }
    for row in store.rows(&accident::ACCIDENT_CHANGE.relation, &Query::default())? {
        let Some(id) = row.get("accident_id").as_int() else { continue };
        let died = row.get("deaths").as_int().is_some_and(|deaths| deaths > 0);
        if died && !found.iter().any(|(known, _)| *known == id) {
            found.extend(day(&row, "known_at").map(|on| (id, on)));
        }
    }
    found.retain(|(_, on)| *on <= today);
    Ok(found)
}
