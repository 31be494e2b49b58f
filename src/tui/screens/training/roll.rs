//! The roll as it is being filled in: the session, its people, what is said of single ones, and the draft of all that.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::domain::date::{self, Order};
use crate::domain::decimal;
use crate::domain::training::Topic;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::training::{
    Mark, Rest, Roll, Roster, TRAINING_PLAN, TRAINING_SESSION, Target, attendance_of, from_plan, topics_in,
};
use crate::registers::{self, Lookups};
use crate::store::{Direction, Query, Row, Store};

/// Which session is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// A new one.
    New,
    /// A new one for a line of the plan.
    Planned(i64),
    /// One there is.
    There(i64),
}

/// The roll.
pub(super) struct Filled {
    /// Which session.
    pub task: Task,
    /// Columns of the session as they are typed.
    pub head: Vec<(String, String)>,
    /// Everybody who may take part.
    pub roster: Roster,
    /// Who takes part.
    pub people: Vec<i64>,
    /// What is said of single ones.
    pub marks: Vec<Mark>,
    /// What was recorded before of people who are in the session already.
    recorded: Vec<Mark>,
    /// Whether anything was entered.
    pub touched: bool,
    today: NaiveDate,
}

impl Filled {
    /// The roll of a task: a new session begins with the last one's trainer, place and length.
    pub(super) fn open(store: &Store, task: Task, today: NaiveDate) -> Result<Self> {
        let roster = Roster::default();
        let mut roll = Self {
            task,
            head: Vec::new(),
            roster,
            people: Vec::new(),
            marks: Vec::new(),
            recorded: Vec::new(),
            touched: false,
            today,
        };
        match task {
            Task::New => roll.head = last_ways(store)?,
            Task::Planned(id) => {
                let row = store.row(&TRAINING_PLAN.relation, id)?;
                let row = row.ok_or_else(|| Error::input("没有这一行培训计划"))?;
                roll.head = from_plan(&row, &[]);
                let more =
                    last_ways(store)?.into_iter().filter(|(key, _)| !roll.head.iter().any(|(own, _)| own == key));
                let more: Vec<_> = more.filter(|(key, _)| key == "place").collect();
                roll.head.extend(more);
                roll.roster = Roster::read(store, today)?;
                let of = |column: &str| row.get(column).as_int();
                if of("department_id").is_some() || of("post_id").is_some() {
                    roll.people = roll.roster.of(of("department_id"), of("post_id"));
                }
            }
            Task::There(id) => roll.take_session(store, id)?,
        }
        if roll.roster.people.is_empty() {
            roll.roster = Roster::read(store, roll.on())?;
        }
        Ok(roll)
    }

    fn take_session(&mut self, store: &Store, id: i64) -> Result<()> {
        let row = store.row(&TRAINING_SESSION.relation, id)?.ok_or_else(|| Error::input("没有这个培训班"))?;
        let lookups = Lookups::of(&TRAINING_SESSION, store)?;
        for column in TRAINING_SESSION.inputs() {
            let text = registers::plain(column.kind, row.get(column.stored), &lookups);
            if !text.is_empty() {
                self.head.push((column.key.to_owned(), text));
            }
        }
        for it in attendance_of(store, id)? {
            let Some(person) = it.get("person_id").as_int() else { continue };
            self.people.push(person);
            self.marks.extend(mark_of(&it, person));
        }
        self.recorded.clone_from(&self.marks);
        Ok(())
    }

    /// What a column of the session says.
    pub(super) fn said(&self, key: &str) -> &str {
        self.head.iter().find(|(own, _)| own == key).map_or("", |(_, text)| text.as_str())
    }

    /// Day of the session.
    pub(super) fn on(&self) -> NaiveDate {
        date::read(self.said("on_date"), self.today, Order::Ymd).unwrap_or(self.today)
    }

    /// Takes what the form of the head came to; topics left empty are read from the title.
    pub(super) fn take_head(&mut self, store: &Store, pairs: Vec<(String, String)>) -> Result<()> {
        let before = self.on();
        self.head = pairs.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect();
        if self.said("topics").is_empty() {
            let named: Vec<&str> = topics_in(self.said("title")).into_iter().map(Topic::label).collect();
            if !named.is_empty() {
                self.head.push(("topics".to_owned(), named.join("，")));
            }
        }
        if let Task::Planned(id) = self.task
            && self.said("plan").is_empty()
        {
            self.head.push(("plan".to_owned(), format!("#{id}")));
        }
        self.touched = true;
        if self.on() != before || self.roster.people.is_empty() {
            self.roster = Roster::read(store, self.on())?;
        }
        Ok(())
    }

    /// Topics as codes, for what is owed.
    pub(super) fn topics(&self) -> std::collections::BTreeSet<Topic> {
        let said = self.said("topics");
        Topic::ALL
            .iter()
            .copied()
            .filter(|it| said.contains(it.label()) || said.split([',', '，', '、', ' ']).any(|code| code == it.code()))
            .collect()
    }

    /// Adds people behind those there are; gives how many were new.
    pub(super) fn add(&mut self, people: &[i64]) -> usize {
        let before = self.people.len();
        for id in people {
            if !self.people.contains(id) {
                self.people.push(*id);
            }
        }
        self.touched |= self.people.len() > before;
        self.people.len() - before
    }

    /// What is said of a person.
    pub(super) fn mark(&self, person: i64) -> Option<&Mark> {
        self.marks.iter().find(|it| it.person == person)
    }

    /// Says something of a person anew.
    pub(super) fn say(&mut self, mark: Mark) {
        self.touched = true;
        self.marks.retain(|it| it.person != mark.person);
        self.marks.push(mark);
    }

    /// Takes back what was said of a person; gives whether anything was.
    pub(super) fn unsay(&mut self, person: i64) -> bool {
        let before = self.marks.len();
        self.marks.retain(|it| it.person != person);
        self.touched |= self.marks.len() != before;
        self.marks.len() != before
    }

    /// Takes somebody out of the roll; whoever is in a session already stays, to be marked absent or retired.
    pub(super) fn remove(&mut self, row: usize) -> Result<(), String> {
        if matches!(self.task, Task::There(_)) {
            return Err("已登记在这个培训班里的人不能从这里去掉：可以改为缺席，或到培训记录里停用".to_owned());
        }
        if row < self.people.len() {
            let person = self.people.remove(row);
            self.marks.retain(|it| it.person != person);
            self.touched = true;
        }
        Ok(())
    }

    /// The score from which it is passed, in tenths.
    pub(super) fn pass_mark(&self) -> Option<i64> {
        decimal::read(self.said("pass_mark"), 1)
    }

    /// People marked so.
    pub(super) fn marked(&self, is: impl Fn(&Mark) -> bool) -> Vec<i64> {
        let fits = |id: &&i64| self.mark(**id).is_some_and(&is);
        self.people.iter().filter(fits).copied().collect()
    }

    /// Whether a mark comes to a failure.
    pub(super) fn fails(&self, mark: &Mark) -> bool {
        let by_score = mark.score.zip(self.pass_mark()).map(|(score, least)| score < least);
        !mark.absent && (mark.passed == Some(false) || by_score == Some(true))
    }

    /// How many nothing is said of.
    pub(super) fn rest(&self) -> usize {
        self.people.iter().filter(|id| self.mark(**id).is_none()).count()
    }

    /// The roll to record.
    pub(super) fn roll(&self, rest: Rest) -> Roll {
        let session = match self.task {
            Task::There(id) => Target::There(id),
            Task::New | Task::Planned(_) => Target::New(self.head.clone()),
        };
        // Of who was in it already only what changed is said; what was taken back is said to have been passed.
        let mut marks: Vec<Mark> = self.marks.iter().filter(|it| !self.recorded.contains(it)).cloned().collect();
        for it in self.recorded.iter().filter(|it| self.mark(it.person).is_none()) {
            let passed = (rest == Rest::Passed).then_some(true);
            marks.push(Mark { person: it.person, passed, pending: passed.is_none(), ..Mark::default() });
        }
        Roll { session, people: self.people.clone(), marks, rest }
    }

    /// The name under which the draft is kept.
    pub(super) fn draft_key(&self) -> String {
        match self.task {
            Task::New => "training_session/roll/new".to_owned(),
            Task::Planned(id) => format!("training_session/roll/plan-{id}"),
            Task::There(id) => format!("training_session/roll/{id}"),
        }
    }

    /// The draft: what was entered.
    pub(super) fn draft(&self, line: &str) -> String {
        let marks: Vec<Json> = self
            .marks
            .iter()
            .map(|it| {
                json!({ "person": it.person, "absent": it.absent, "passed": it.passed, "pending": it.pending,
                        "score": it.score, "note": it.note })
            })
            .collect();
        json!({ "head": self.head, "people": self.people, "marks": marks, "line": line }).to_string()
    }

    /// Takes a draft up again; gives the line that stood in the input.
    pub(super) fn restore(&mut self, store: &Store, body: &str) -> Result<String> {
        let Ok(draft) = serde_json::from_str::<Json>(body) else { return Ok(String::new()) };
        if let Ok(head) =
            serde_json::from_value::<Vec<(String, String)>>(draft.get("head").cloned().unwrap_or_default())
        {
            self.take_head(store, head)?;
        }
        let people = draft.get("people").and_then(Json::as_array);
        self.people = people.into_iter().flatten().filter_map(Json::as_i64).collect();
        let marks = draft.get("marks").and_then(Json::as_array);
        self.marks = marks
            .into_iter()
            .flatten()
            .filter_map(|it| {
                let is = |key: &str| it.get(key).and_then(Json::as_bool);
                Some(Mark {
                    person: it.get("person").and_then(Json::as_i64)?,
                    absent: is("absent").unwrap_or(false),
                    passed: is("passed"),
                    pending: is("pending").unwrap_or(false),
                    score: it.get("score").and_then(Json::as_i64),
                    note: it.get("note").and_then(Json::as_str).unwrap_or_default().to_owned(),
                })
            })
            .collect();
        self.touched = true;
        Ok(draft.get("line").and_then(Json::as_str).unwrap_or_default().to_owned())
    }
}

/// What a stored row says of its person; who has no result yet is one of the rest.
fn mark_of(row: &Row, person: i64) -> Option<Mark> {
    let absent = row.get("attended").as_int() == Some(0);
    let passed = row.get("passed").as_int().map(|it| it == 1);
    if !absent && passed.is_none() {
        return None;
    }
    let note = row.get("note").as_text().unwrap_or_default().to_owned();
    let passed = if absent { None } else { passed };
    Some(Mark { person, absent, passed, pending: false, score: row.get("score").as_int(), note })
}

/// Trainer, place, length and assessment of the last session: what the next one mostly shares.
fn last_ways(store: &Store) -> Result<Vec<(String, String)>> {
    let order = Some(("on_date", Direction::Down));
    let last = store.rows(&TRAINING_SESSION.relation, &Query { order, limit: Some(1), ..Query::default() })?;
    let Some(row) = last.first() else { return Ok(Vec::new()) };
    let lookups = Lookups::default();
    let keys = ["hours", "minutes", "trainer", "place", "exam", "pass_mark"];
    let text = |key: &str| {
        let column = TRAINING_SESSION.column(key)?;
        let value: &Value = row.get(column.stored);
        Some((key.to_owned(), registers::plain(column.kind, value, &lookups))).filter(|(_, text)| !text.is_empty())
    };
    Ok(keys.iter().filter_map(|key| text(key)).collect())
}
