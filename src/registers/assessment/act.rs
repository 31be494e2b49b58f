//! Opening sheets and scoring them.

use chrono::NaiveDate;

use crate::domain::assessment::score::{needs_reason, show_tenths};
use crate::domain::assessment::{Mark, Proposal, Standing, Total, Unowed, measure};
use crate::domain::date::chinese;
use crate::domain::fold::{clean_line, folded_key};
use crate::domain::period::Period;
use crate::domain::problem::Problem;
use crate::domain::responsibility::Duty;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::organisation::{DEPARTMENT, POST};
use crate::store::{Condition, Query, Row, Store, Tx};

use super::facts::{About, Facts};
use super::owed::{Due, Roll, names};
use super::{ASSESSMENT, ASSESSMENT_SCORE, mark_of, proposal_of, scored};

/// Whose sheets to open.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// For which period.
    pub period: Period,
    /// Only posts held in this department or one below it.
    pub department: Option<i64>,
    /// Only this person.
    pub person: Option<i64>,
}

/// A sheet opened, or there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Row id.
    pub id: i64,
    /// KH-2026-0012.
    pub code: String,
    /// Whose.
    pub person: String,
    /// In which post.
    pub post: String,
    /// Duties on it, and for how many the records propose something.
    pub duties: usize,
    /// Duties with a proposal.
    pub proposed: usize,
}

/// What opening came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// New sheets.
    pub opened: Vec<Sheet>,
    /// Sheets being scored whose proposals were looked up again.
    pub refreshed: Vec<Sheet>,
    /// Finished already.
    pub finished: usize,
    /// Not to be assessed, and why: name, post, reason.
    pub left_out: Vec<(String, String, String)>,
}

/// Opens a sheet for everybody who is to be assessed and has none, with proposals from the records; of sheets being
/// scored, what nobody scored yet is proposed anew. Everything in one operation.
///
/// # Errors
/// [`crate::error::Kind::Input`] for a period that has not begun, and when there is nobody to assess.
pub fn open(store: &mut Store, asked: Asked, today: NaiveDate) -> Result<Opened> {
    let period = asked.period;
    if period.first() > today {
        return Err(Error::input(format!("{}还没有开始，不能考核", period.label())));
    }
    let roll = Roll::read(store)?;
    let facts = Facts::read(store, &roll, period, today)?;
    let (posts, departments) = (names(store, &POST)?, facts.below(asked.department));
    let wanted = |due: &&Due| {
        asked.person.is_none_or(|person| person == due.person)
            && (asked.department.is_none() || due.department.is_some_and(|it| departments.contains(&it)))
    };
    let all = roll.of_period(period);
    let due: Vec<&Due> = all.iter().filter(wanted).collect();
    if due.is_empty() {
        return Err(nobody(store, &asked)?);
    }
    let there = store.rows(
        &ASSESSMENT.relation,
        &Query { conditions: vec![Condition::Is("period", period.to_string().into())], ..Query::default() },
    )?;
    let mut made = Opened::default();
    let mut plans = Vec::new();
    for it in due {
        let post = posts.get(&it.post).cloned().unwrap_or_default();
        let name = roll.person(it.person).to_owned();
        let own = there.iter().find(|row| {
            row.get("person_id").as_int() == Some(it.person) && row.get("post_id").as_int() == Some(it.post)
        });
        let Standing::Owed { span, weight } = it.standing else {
            if let (Standing::Not(why), None) = (it.standing, own)
                && why != Unowed::Elsewhere
            {
                made.left_out.push((name, post, why.label().to_owned()));
            }
            continue;
        };
        if own.is_some_and(|row| !row.get("assessed_on").is_null()) {
            made.finished += 1;
            continue;
        }
        let about = About { person: it.person, post: it.post, department: it.department, span };
        let lines = lines(store, &roll, &facts, it, &about)?;
        if lines.is_empty() {
            made.left_out.push((name, post, "责任清单里没有职责".to_owned()));
            continue;
        }
        plans.push(Planned { due: it, own, weight, name, post, lines });
    }
    if plans.is_empty() {
        return Ok(made);
    }
    store.write("assessment.open", |tx| {
        for plan in &plans {
            let (sheet, fresh) = plan.write(tx, period)?;
            if fresh { made.opened.push(sheet) } else { made.refreshed.push(sheet) }
        }
        let summary =
            format!("打开{}责任制考核 {} 份，重新取数 {} 份", period.label(), made.opened.len(), made.refreshed.len());
        Ok((made, summary))
    })
}

/// Why there is nobody to assess.
fn nobody(store: &Store, asked: &Asked) -> Result<Error> {
    let period = asked.period.label();
    if store.carried_lists()?.is_empty() {
        return Ok(Error::input("还没有岗位配责任清单，没有可考核的内容").hint("先采用责任清单并配给岗位"));
    }
    let whom = if asked.person.is_some() { "此人" } else { "这里" };
    Ok(Error::input(format!("{whom}没有按{period}考核的岗位"))
        .hint("各层级多久考核一次见 anguan setting（assess.…），清单也可以自定周期；岗位要先配责任清单"))
}

/// A sheet about to be written.
struct Planned<'a> {
    due: &'a Due,
    own: Option<&'a Row>,
    weight: i64,
    name: String,
    post: String,
    lines: Vec<Line>,
}

/// A duty about to be written.
struct Line {
    list: String,
    duty: Duty,
    proposal: Proposal,
}

fn lines(store: &Store, roll: &Roll, facts: &Facts, due: &Due, about: &About) -> Result<Vec<Line>> {
    let mut all = Vec::new();
    for (list, wording) in &due.wordings {
        for duty in store.duties_of(*wording)?.into_iter().filter(|it| it.active) {
            let proposal = match duty.measure.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
                None => measure::by_hand(),
                Some(text) => match measure::read(text, duty.standard.as_deref(), duty.cycle.as_deref()) {
                    Some(asked) => measure::propose(asked, duty.points, facts.count(asked, about)),
                    None => measure::unknown(text),
                },
            };
            all.push(Line { list: roll.heading(*list, *wording), duty, proposal });
        }
    }
    Ok(all)
}

impl Planned<'_> {
    fn write(&self, tx: &Tx<'_>, period: Period) -> Result<(Sheet, bool)> {
        let (id, code) = match self.own {
            Some(row) => (row.id, row.get("code").as_text().unwrap_or_default().to_owned()),
            None => {
                let code = super::next_code(tx, period)?;
                let values = [
                    ("code", code.as_str().into()),
                    ("person_id", self.due.person.into()),
                    ("post_id", self.due.post.into()),
                    ("department_id", self.due.department.into()),
                    ("period", period.to_string().into()),
                    ("weight", self.weight.into()),
                ];
                (tx.add("assessment", &values)?, code)
            }
        };
        let stored = super::items_within(tx, id)?;
        for (position, line) in (1_i64..).zip(&self.lines) {
            let old = stored.iter().find(|it| it.get("duty_id").as_int() == Some(line.duty.id));
            if old.is_some_and(|it| mark_of(it) != Mark::Open) {
                continue;
            }
            let mut values = line.proposed();
            match old {
                Some(old) => {
                    let changed = values.iter().any(|(name, value)| old.get(name) != value);
                    if changed {
                        tx.update("assessment_score", old.id, None, &values)?;
                    }
                }
                None => {
                    values.extend(line.columns(id, &code, position));
                    tx.add("assessment_score", &values)?;
                }
            }
        }
        let proposed = self.lines.iter().filter(|it| !matches!(it.proposal, Proposal::None { .. })).count();
        let (person, post) = (self.name.clone(), self.post.clone());
        Ok((Sheet { id, code, person, post, duties: self.lines.len(), proposed }, self.own.is_none()))
    }
}

impl Line {
    fn proposed(&self) -> Vec<(&'static str, Value)> {
        let (kind, tenths) = match &self.proposal {
            Proposal::Points { tenths, .. } => ("points", Some(*tenths)),
            Proposal::NotDue { .. } => ("not_due", None),
            Proposal::None { .. } => ("none", None),
        };
        vec![("proposal", kind.into()), ("proposed", tenths.into()), ("trace", self.proposal.because().into())]
    }

    fn columns(&self, assessment: i64, code: &str, position: i64) -> Vec<(&'static str, Value)> {
        let duty = &self.duty;
        vec![
            ("assessment_id", assessment.into()),
            ("entry", format!("{code}/{}", duty.code).into()),
            ("duty_id", duty.id.into()),
            ("position", position.into()),
            ("list", self.list.as_str().into()),
            ("code", duty.code.as_str().into()),
            ("content", duty.content.as_str().into()),
            ("standard", duty.standard.clone().into()),
            ("points", duty.points.into()),
        ]
    }
}

/// What somebody decided about one duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Points, or not due, or taken back.
    pub mark: Mark,
    /// Why points were taken off, or why not as proposed.
    pub reason: Option<String>,
    /// What shows it.
    pub evidence: Option<String>,
}

/// Judges a mark against its duty.
///
/// # Errors
/// What is wrong with it, one Chinese phrase.
pub fn judge(item: &Row, given: &Given) -> Result<(), Problem> {
    let code = item.get("code").as_text().unwrap_or_default();
    let points = item.get("points").as_int().unwrap_or(0);
    if let Mark::Tenths(tenths) = given.mark
        && tenths > points * 10
    {
        let said = format!("{code} 得分：{} 超过分值 {points}", show_tenths(tenths));
        return Err(Problem::field("score", said));
    }
    let reason = given.reason.as_deref().is_some_and(|it| !clean_line(it).is_empty());
    if needs_reason(proposal_of(item), given.mark) && !reason {
        let proposed = match proposal_of(item) {
            Mark::Tenths(tenths) => format!("{} 分", show_tenths(tenths)),
            Mark::NotDue | Mark::Open => "本期不到期".to_owned(),
        };
        return Err(Problem::field("reason", format!("{code} 扣分原因：与建议（{proposed}）不同，要写原因")));
    }
    Ok(())
}

/// Writes a mark. `explained`: the reason was given with this very change; a finished sheet asks for it.
pub(super) fn put(tx: &Tx<'_>, register: &super::Register, item: &Row, given: &Given, explained: bool) -> Result<()> {
    judge(item, given).map_err(|problem| super::refused(register, vec![problem]))?;
    let code = item.get("code").as_text().unwrap_or_default();
    let parent = item.get("assessment_id").as_int().unwrap_or(0);
    let is_done = tx.row(&ASSESSMENT.relation, parent)?.is_some_and(|row| !row.get("assessed_on").is_null());
    if is_done && given.mark != mark_of(item) {
        let said = match (given.mark, explained) {
            (Mark::Open, _) => Some(format!("{code} 得分：考核已经完成，不能空着")),
            (Mark::Tenths(_) | Mark::NotDue, false) => Some(format!("{code} 扣分原因：考核已经完成，改分要写原因")),
            (Mark::Tenths(_) | Mark::NotDue, true) => None,
        };
        if let Some(said) = said {
            return Err(super::refused(register, vec![Problem::field("reason", said)]));
        }
    }
    let (applies, tenths) = match given.mark {
        Mark::Open => (1, None),
        Mark::NotDue => (0, None),
        Mark::Tenths(tenths) => (1, Some(tenths)),
    };
    let text = |it: &Option<String>| it.as_deref().map(clean_line).filter(|it| !it.is_empty());
    let values = [
        ("applies", Value::Int(applies)),
        ("tenths", tenths.into()),
        ("reason", text(&given.reason).into()),
        ("evidence", text(&given.evidence).into()),
    ];
    if values.iter().any(|(name, value)| item.get(name) != value) {
        tx.update("assessment_score", item.id, Some(item.version), &values)?;
    }
    Ok(())
}

/// Adds a finished sheet up anew after a duty of it was changed.
pub(super) fn settle(tx: &Tx<'_>, assessment: i64) -> Result<()> {
    let Some(row) = tx.row(&ASSESSMENT.relation, assessment)? else { return Ok(()) };
    if row.get("assessed_on").is_null() {
        return Ok(());
    }
    let total = Total::of(super::items_within(tx, assessment)?.iter().map(scored));
    let vetoed = crate::domain::hazard::case::says(row.get("veto").as_text());
    let values = super::settled(&super::plan_within(tx)?, total, vetoed);
    if values.iter().any(|(name, value)| row.get(name) != value) {
        tx.update("assessment", assessment, None, &values)?;
    }
    Ok(())
}

/// Writes the mark of one duty. `explained`: its reason was given with this very change.
///
/// # Errors
/// [`crate::error::Kind::Input`] for too many points or a reason left out.
pub fn mark(store: &mut Store, item: &Row, given: &Given, explained: bool) -> Result<()> {
    store.write("assessment_score.set", |tx| {
        put(tx, &ASSESSMENT_SCORE, item, given, explained)?;
        settle(tx, item.get("assessment_id").as_int().unwrap_or(0))?;
        Ok(((), format!("考核评分 {}", item.get("entry").as_text().unwrap_or_default())))
    })
}

/// A mark as typed for the duty of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Code of the duty.
    pub code: String,
    /// Points or not due.
    pub mark: Mark,
    /// Why.
    pub reason: Option<String>,
}

/// A round of scoring.
#[derive(Clone, Debug, Default)]
pub struct Scoring {
    /// Marks, by code of the duty.
    pub marks: Vec<Typed>,
    /// Takes every proposal nobody decided yet.
    pub accept: bool,
    /// Who assesses.
    pub assessor: Option<i64>,
    /// 一票否决.
    pub veto: Option<String>,
    /// 奖惩.
    pub reward: Option<String>,
    /// The sheet is finished on this day.
    pub finish: Option<NaiveDate>,
}

/// Scores a sheet and, where asked, finishes it: one operation.
///
/// # Errors
/// [`crate::error::Kind::Input`] with every fault at once.
pub fn score(store: &mut Store, id: i64, scoring: &Scoring, today: NaiveDate) -> Result<Row> {
    let row = store.row(&ASSESSMENT.relation, id)?.ok_or_else(|| Error::input("没有这份考核"))?;
    let code = row.get("code").as_text().unwrap_or_default().to_owned();
    let items = super::items(store, id)?;
    if items.is_empty() {
        return Err(Error::input(format!("{code} 只登记了总分，没有逐条评分")));
    }
    let refused = |problems| Error::problems(format!("考核 {code} 没有保存，请改正："), problems);
    let (given, mut problems) = decide(&items, scoring);
    problems.extend(judge_finish(&row, &items, &given, scoring, today));
    if !problems.is_empty() {
        return Err(refused(problems));
    }
    store.write("assessment.score", |tx| {
        for (item, mark) in &given {
            put(tx, &ASSESSMENT_SCORE, item, mark, true)?;
        }
        let mut values: Vec<(&'static str, Value)> = Vec::new();
        values.extend(scoring.assessor.map(|id| ("assessor_id", id.into())));
        values.extend(scoring.veto.as_ref().map(|it| ("veto", blank_is_null(it))));
        values.extend(scoring.reward.as_ref().map(|it| ("reward", blank_is_null(it))));
        if let Some(day) = scoring.finish {
            values.push(("assessed_on", day.into()));
            // Filled in properly by the adding up below; both stand together or not at all.
            values.extend([("got", Value::Int(0)), ("possible", Value::Int(0))]);
        }
        if !values.is_empty() {
            tx.update("assessment", id, Some(row.version), &values)?;
        }
        settle(tx, id)?;
        let word = if scoring.finish.is_some() { "完成考核" } else { "考核评分" };
        let after = tx.row(&ASSESSMENT.relation, id)?.ok_or_else(|| Error::internal("考核写入后读不到"))?;
        Ok((after, format!("{word} {code}")))
    })
}

fn blank_is_null(text: &str) -> Value {
    Some(clean_line(text)).filter(|it| !it.is_empty()).into()
}

/// What becomes of each duty, and what is wrong with that.
fn decide<'a>(items: &'a [Row], scoring: &Scoring) -> (Vec<(&'a Row, Given)>, Vec<Problem>) {
    let (mut given, mut problems): (Vec<(&Row, Given)>, _) = (Vec::new(), Vec::new());
    for typed in &scoring.marks {
        let wanted = folded_key(&typed.code);
        let fits: Vec<&Row> =
            items.iter().filter(|it| it.get("code").as_text().is_some_and(|own| folded_key(own) == wanted)).collect();
        let [item] = fits.as_slice() else {
            let said = if fits.is_empty() {
                "这份考核没有这条职责"
            } else {
                "有几条职责是这个编号，请按评分编号改"
            };
            problems.push(Problem::record(format!("{}：{said}", clean_line(&typed.code))));
            continue;
        };
        if given.iter().any(|(other, _)| other.id == item.id) {
            problems.push(Problem::record(format!("{}：写了两次", clean_line(&typed.code))));
            continue;
        }
        let evidence = item.get("evidence").as_text().map(str::to_owned);
        let reason = typed.reason.clone().or_else(|| item.get("reason").as_text().map(str::to_owned));
        let mark = Given { mark: typed.mark, reason, evidence };
        match judge(item, &mark) {
            Ok(()) => given.push((item, mark)),
            Err(problem) => problems.push(problem),
        }
    }
    if scoring.accept {
        for item in items.iter().filter(|it| mark_of(it) == Mark::Open && proposal_of(it) != Mark::Open) {
            if !given.iter().any(|(other, _)| other.id == item.id) {
                let evidence = item.get("evidence").as_text().map(str::to_owned);
                given.push((item, Given { mark: proposal_of(item), reason: None, evidence }));
            }
        }
    }
    (given, problems)
}

fn judge_finish(
    row: &Row,
    items: &[Row],
    given: &[(&Row, Given)],
    scoring: &Scoring,
    today: NaiveDate,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let assessor = scoring.assessor.or_else(|| row.get("assessor_id").as_int());
    if assessor.is_some() && assessor == row.get("person_id").as_int() {
        problems.push(Problem::field("assessor", "考核人：不能是本人"));
    }
    let Some(day) = scoring.finish else { return problems };
    if assessor.is_none() {
        problems.push(Problem::field("assessor", "考核人：完成考核要写考核人"));
    }
    if day > today {
        problems.push(Problem::field("assessed_on", "考核日期：还没有到"));
    }
    let first = super::period_of(row).map(super::standing::earliest);
    if let Some(first) = first.filter(|first| day < *first) {
        problems.push(Problem::field("assessed_on", format!("考核日期：还没到期末，{}起才能完成考核", chinese(first))));
    }
    let open: Vec<&str> = items
        .iter()
        .filter(|it| match given.iter().find(|(other, _)| other.id == it.id) {
            Some((_, given)) => given.mark == Mark::Open,
            None => mark_of(it) == Mark::Open,
        })
        .filter_map(|it| it.get("code").as_text())
        .collect();
    if !open.is_empty() {
        problems.push(Problem::record(format!("还有 {} 条职责没有评分：{}", open.len(), open.join("、"))));
    }
    problems
}

/// Department names by id, for whoever lists sheets.
///
/// # Errors
/// When the file cannot be read.
pub fn departments(store: &Store) -> Result<std::collections::BTreeMap<i64, String>> {
    names(store, &DEPARTMENT)
}
