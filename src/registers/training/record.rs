//! Entering a session by exception: who took part, who was absent or failed, and the statement that everybody else was
//! there and passed. One operation: one undo takes the session back with everybody in it.

use chrono::NaiveDate;

use crate::domain::date::chinese;
use crate::domain::problem::Problem;
use crate::domain::training::result::{self, Given};
use crate::error::{Error, Result};
use crate::registers::{self, Door};
use crate::store::{Condition, Query, Row, Store, Tx};

use super::super::Draft;
use super::ledger::{OWN, Verdict};
use super::session::{TRAINING_SESSION, people_of};

/// What is said of one person of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Row id of the person.
    pub person: i64,
    /// Was not there.
    pub absent: bool,
    /// Passed or not; absent: as the score says, else as the rest.
    pub passed: Option<bool>,
    /// No result yet.
    pub pending: bool,
    /// Score in tenths.
    pub score: Option<i64>,
    /// Remark.
    pub note: String,
}

/// What is said of everybody nothing else is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Everybody else was there and passed: said in so many words.
    Passed,
    /// Everybody else was there; results are not known yet.
    Pending,
    /// Nothing was said: refused while there is anybody else.
    Unsaid,
}

/// Which session people were in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A new one, its columns as they are typed.
    New(Vec<(String, String)>),
    /// One there is, by row id.
    There(i64),
}

/// A session as it was taken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    /// The session.
    pub session: Target,
    /// Everybody who took part or should have: row ids of people.
    pub people: Vec<i64>,
    /// What is said of single ones.
    pub marks: Vec<Mark>,
    /// What is said of the rest.
    pub rest: Rest,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Row id of the session.
    pub id: i64,
    /// Its number.
    pub code: String,
    /// Everybody.
    pub people: usize,
    /// Not there.
    pub absent: usize,
    /// Failed.
    pub failed: usize,
    /// Without a result.
    pub pending: usize,
    /// Passed.
    pub passed: usize,
    /// How many passed on the word alone.
    pub rest: usize,
}

/// Judges and writes a session with its people.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault at once: the session's own, people marked who were not in it, results
/// that contradict themselves, people left without a word.
pub fn record(store: &mut Store, roll: &Roll, today: NaiveDate) -> Result<Recorded> {
    let draft = match &roll.session {
        Target::New(typed) => Some(registers::draft(store, &TRAINING_SESSION, typed, today, Door::Form)?),
        Target::There(_) => None,
    };
    let problems = faults(store, roll);
    if !problems.is_empty() {
        return Err(Error::problems("培训没有保存，请改正：", problems));
    }
    let verb = "training.record";
    store.write(verb, |tx| write(tx, roll, draft.as_ref(), today))
}

/// What is wrong with the roll itself.
fn faults(store: &Store, roll: &Roll) -> Vec<Problem> {
    let name = |id: i64| {
        let row = store.row(&super::super::person::PERSON.relation, id).ok().flatten();
        row.and_then(|row| row.get("name").as_text().map(str::to_owned)).unwrap_or_else(|| format!("#{id}"))
    };
    let mut problems = Vec::new();
    if roll.people.is_empty() {
        problems.push(Problem::record("参加人员：还没有人"));
    }
    for (n, mark) in roll.marks.iter().enumerate() {
        if !roll.people.contains(&mark.person) {
            problems.push(Problem::record(format!("{}：不在参加人员里", name(mark.person))));
        }
        if roll.marks.iter().take(n).any(|other| other.person == mark.person) {
            problems.push(Problem::record(format!("{}：写了两次", name(mark.person))));
        }
    }
    let settled: Vec<i64> = match roll.session {
        Target::New(_) => Vec::new(),
        Target::There(id) => {
            let rows = attendance_of(store, id).unwrap_or_default();
            let known = rows.iter().filter(|row| Verdict::of(row) != Verdict::Pending);
            known.filter_map(|row| row.get("person_id").as_int()).collect()
        }
    };
    let is_open = |id: &&i64| !settled.contains(id) && !roll.marks.iter().any(|mark| mark.person == **id);
    let rest = roll.people.iter().filter(is_open).count();
    if roll.rest == Rest::Unsaid && rest > 0 && problems.is_empty() {
        problems.push(Problem::record(format!(
            "还有 {rest} 人没有交代：确认其余都参加并合格请加 --rest-passed，还没有考核结果请加 --rest-pending"
        )));
    }
    problems
}

fn write(tx: &Tx<'_>, roll: &Roll, draft: Option<&Draft>, today: NaiveDate) -> Result<(Recorded, String)> {
    let id = match (&roll.session, draft) {
        (Target::There(id), _) => *id,
        (Target::New(_), Some(draft)) => (TRAINING_SESSION.write)(tx, &TRAINING_SESSION, None, draft)?,
        (Target::New(_), None) => return Err(Error::internal("新培训班没有内容")),
    };
    let session = tx.row(&TRAINING_SESSION.relation, id)?.filter(|row| row.retired_on.is_none());
    let session = session.ok_or_else(|| Error::input("没有这个培训班，或已停用"))?;
    let on = session.get("on_date").as_date().ok_or_else(|| Error::internal("培训班没有日期"))?;
    if on > today {
        let said = format!("培训日期：{}还没有到；到了那天再登记参加人员", chinese(on));
        return Err(Error::problems("培训没有保存，请改正：", vec![Problem::field("on_date", said)]));
    }
    let there: Vec<Row> = people_of(tx, id)?;
    let mark_of = session.get("pass_mark").as_int();
    let (mut done, mut problems) = (
        Recorded { id, code: String::new(), people: 0, absent: 0, failed: 0, pending: 0, passed: 0, rest: 0 },
        Vec::new(),
    );
    for person in &roll.people {
        let mark = roll.marks.iter().find(|mark| mark.person == *person);
        // What was recorded of somebody stays, unless something else is said of him or he had no result yet.
        let own = there.iter().find(|row| row.get("person_id").as_int() == Some(*person));
        if let Some(settled) = own.filter(|_| mark.is_none()).map(Verdict::of).filter(|it| *it != Verdict::Pending) {
            let passed = matches!(settled, Verdict::Passed | Verdict::PassedAgain);
            done.count(settled == Verdict::Absent, Some(passed), false);
            continue;
        }
        match settle(mark, roll.rest, on, mark_of) {
            Ok(passed) => {
                let absent = mark.is_some_and(|mark| mark.absent);
                done.count(absent, passed, mark.is_none() && roll.rest == Rest::Passed);
                put(tx, id, *person, mark, absent, passed, own)?;
            }
            Err((_, said)) => {
                let row = tx.row(&super::super::person::PERSON.relation, *person)?;
                let name = row.and_then(|row| row.get("name").as_text().map(str::to_owned)).unwrap_or_default();
                problems.push(Problem::record(format!("{name}：{said}")));
            }
        }
    }
    if !problems.is_empty() {
        return Err(Error::problems("培训没有保存，请改正：", problems));
    }
    done.code = session.get("code").as_text().unwrap_or_default().to_owned();
    let title = session.get("title").as_text().unwrap_or_default();
    let summary =
        format!("培训 {} {title}：{} 人，缺席 {}，不合格 {}", done.code, done.people, done.absent, done.failed);
    Ok((done, summary))
}

impl Recorded {
    fn count(&mut self, absent: bool, passed: Option<bool>, on_word: bool) {
        self.people += 1;
        match (absent, passed) {
            (true, _) => self.absent += 1,
            (false, Some(true)) => self.passed += 1,
            (false, Some(false)) => self.failed += 1,
            (false, None) => self.pending += 1,
        }
        self.rest += usize::from(on_word);
    }
}

/// Whether a person passed, by what was said of him and of the rest.
fn settle(
    mark: Option<&Mark>,
    rest: Rest,
    on: NaiveDate,
    pass_mark: Option<i64>,
) -> std::result::Result<Option<bool>, (&'static str, String)> {
    let of_rest = (rest == Rest::Passed).then_some(true);
    let Some(mark) = mark else { return Ok(of_rest) };
    // A score without a mark to pass says nothing: then the word on the rest does.
    let said = mark.passed.or_else(|| {
        let by_word = mark.score.is_some() && pass_mark.is_none() && !mark.pending;
        if by_word { of_rest } else { None }
    });
    let given = Given {
        on: Some(on),
        attended: !mark.absent,
        score: mark.score,
        mark: pass_mark,
        passed: said,
        ..Given::default()
    };
    result::judge(&given).map(|it| it.passed)
}

/// Writes one person's row; who is in the session already is changed only by what was said of him.
fn put(
    tx: &Tx<'_>,
    session: i64,
    person: i64,
    mark: Option<&Mark>,
    absent: bool,
    passed: Option<bool>,
    own: Option<&Row>,
) -> Result<()> {
    let note = mark.map(|mark| mark.note.trim().to_owned()).filter(|it| !it.is_empty());
    let Some(row) = own else {
        let values = [
            ("session_id", session.into()),
            ("person_id", person.into()),
            ("attended", (!absent).into()),
            ("score", mark.and_then(|mark| mark.score).into()),
            ("passed", passed.into()),
            ("note", note.into()),
        ];
        return tx.add("training", &values).map(drop);
    };
    let mut values = vec![("attended", (!absent).into()), ("passed", passed.into())];
    if let Some(mark) = mark {
        values.push(("score", mark.score.into()));
        values.push(("note", note.into()));
    }
    values.retain(|(name, value)| row.get(name) != value);
    if values.is_empty() { Ok(()) } else { tx.update("training", row.id, None, &values) }
}

/// Records of a session's people, by row id: what papers and the entry screen begin from.
///
/// # Errors
/// When the file cannot be read.
pub fn attendance_of(store: &Store, session: i64) -> Result<Vec<Row>> {
    let conditions = vec![Condition::Is("session_id", session.into())];
    store.rows(&OWN, &Query { conditions, ..Query::default() })
}
