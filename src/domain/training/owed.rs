//! Which training a person owes, by when, and how far it is done.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::rule::{HoursRule, Numbers, Occasion, Who};
use super::timeline::{Event, Happened, events, was_away};
use super::{Attendance, Forbidden, Halves, Level, Sum, Tenure, Topic, Worker};
use crate::domain::date::{add_days, add_months, chinese};
use crate::domain::identity::Employment;
use crate::domain::profile::{FactBook, FactValue, Facts, Verdict};

/// How far back before the first day at a post training for it may lie, in days.
pub const REACH_BACK: i64 = 365;

/// The pack, the plant's answers and what it set itself.
pub struct Ground<'a> {
    /// Rules.
    pub rules: &'a [HoursRule],
    /// Questions and flags.
    pub book: &'a FactBook,
    /// Answers.
    pub facts: &'a Facts,
    /// First day the plant keeps its records here.
    pub records_since: NaiveDate,
    /// First day of the periods looked at, where that is later: what screens show needs no year before the last.
    pub periods_from: Option<NaiveDate>,
    /// The plant's own yearly hours of workers where no law sets them; absent: one passed session a year.
    pub own_yearly: Option<u32>,
    /// Why the workshop's level is given by the plant, where there are no workshops; absent: three levels.
    pub no_workshop: Option<String>,
    /// The day judged.
    pub today: NaiveDate,
}

/// How a training owed stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Done on that day, by these sessions.
    Met(NaiveDate),
    /// Not done; why the nearest session does not count, where there is one.
    Unmet(Option<String>),
    /// It cannot be said: this fact or field is wanting.
    Missing(String, String),
    /// Not owed after all, and why.
    NotOwed(String),
}

/// One training somebody owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Code of the rule.
    pub code: String,
    /// Whom: row id.
    pub worker: i64,
    /// Row id of the post it is about; absent: the person as such.
    pub post: Option<i64>,
    /// The period of a calendar duty: `2026`, `2026-H1`; absent: an event's.
    pub period: Option<String>,
    /// First day of the event, or of the period.
    pub from: NaiveDate,
    /// Last day in time.
    pub due_on: NaiveDate,
    /// Hours asked; absent: no number, one passed session.
    pub wanted: Option<Halves>,
    /// Hours done.
    pub done: Halves,
    /// Levels not passed yet.
    pub levels_open: Vec<Level>,
    /// How it stands.
    pub standing: Standing,
    /// What is forbidden meanwhile.
    pub forbids: Option<Forbidden>,
    /// Sessions that count.
    pub sessions: Vec<i64>,
    /// The arithmetic, one sentence each.
    pub looked: Vec<String>,
    /// Why the larger of two figures is asked, while the answer that decides between them is wanting.
    pub open_answer: Option<String>,
}

impl Owed {
    /// Whether it is settled: met or not owed.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.standing, Standing::Met(_) | Standing::NotOwed(_))
    }
}

/// Everything one person owes as far as it has come up by today.
#[must_use]
pub fn owed(ground: &Ground<'_>, worker: &Worker) -> Vec<Owed> {
    let mut found = Vec::new();
    for rule in ground.rules {
        match rule.occasion {
            Occasion::Entry => found.extend(ground.entry(rule, worker)),
            Occasion::Transfer => found.extend(ground.transfers(rule, worker)),
            Occasion::Appointed | Occasion::Assigned => found.extend(ground.appointments(rule, worker)),
            Occasion::Year | Occasion::HalfYear => found.extend(ground.yearly(rule, worker, &found)),
        }
    }
    found
}

/// What one event or period asks, before it is looked for.
pub(super) struct Asked<'a> {
    pub(super) tenure: Option<&'a Tenure>,
    pub(super) from: NaiveDate,
    pub(super) due_on: NaiveDate,
    /// First day whose sessions count.
    pub(super) since: NaiveDate,
    /// Last day whose sessions count.
    pub(super) until: NaiveDate,
    pub(super) period: Option<String>,
}

impl Ground<'_> {
    fn entry(&self, rule: &HoursRule, worker: &Worker) -> Option<Owed> {
        let event = events(worker).into_iter().next()?;
        if !fits_person(&rule.who, worker) || !event.tenure.is_none_or(|it| fits_post(&rule.who, it)) {
            return None;
        }
        let Some(on) = event.on else {
            return Some(self.unknown_day(rule, worker, event.tenure));
        };
        self.at_event(rule, worker, event.tenure, on, add_days(on, -REACH_BACK))
    }

    fn transfers(&self, rule: &HoursRule, worker: &Worker) -> Vec<Owed> {
        if !fits_person(&rule.who, worker) {
            return Vec::new();
        }
        let all = events(worker);
        let mut found = Vec::new();
        for (n, event) in all.iter().enumerate().skip(1) {
            let Some(on) = event.on.filter(|on| *on <= self.today && worker.is_here(*on)) else { continue };
            if !event.tenure.is_none_or(|it| fits_post(&rule.who, it)) {
                continue;
            }
            // Training for an earlier event is not training for this one.
            let before = all.iter().take(n).filter_map(|it| it.on).filter(|day| *day < on).max();
            let since = before.map_or(add_days(on, -REACH_BACK), |day| add_days(day, 1).max(add_days(on, -REACH_BACK)));
            if let Some(numbers) = rule.on(on) {
                match self.asks_for(numbers, event, on) {
                    Asks::Yes => found.extend(self.at_event(rule, worker, event.tenure, on, since)),
                    Asks::No => {}
                    Asks::Unknown(said) => found.push(self.unknown_place(rule, worker, event.tenure, on, said)),
                }
            }
        }
        found
    }

    /// Whether a transfer or a return of this length asks for training.
    fn asks_for(&self, numbers: &Numbers, event: &Event<'_>, on: NaiveDate) -> Asks {
        let Happened::Returned { left_on } = event.what else {
            return if event.what == Happened::Transferred { Asks::Yes } else { Asks::No };
        };
        let Some(national) = numbers.away_months else { return Asks::No };
        if was_away(left_on, on, national) {
            return Asks::Yes;
        }
        let mut unknown = None;
        for overlay in &numbers.overlay {
            let Some(months) = overlay.away_months.filter(|months| was_away(left_on, on, *months)) else { continue };
            match self.is_at(&overlay.places) {
                Some(true) => return Asks::Yes,
                Some(false) => {}
                None => unknown = Some(format!("离岗满{months}个月在部分地区须重新培训，企业所在地未答")),
            }
        }
        unknown.map_or(Asks::No, Asks::Unknown)
    }

    /// Whether the plant lies in one of these places; `None` while neither province nor city was answered.
    fn is_at(&self, places: &[String]) -> Option<bool> {
        let named = |key: &str| match self.facts.get(key).map(|it| &it.value) {
            Some(FactValue::Text(text)) => Some(text.trim().to_owned()),
            Some(FactValue::Bool(_) | FactValue::Int(_) | FactValue::Code(_)) | None => None,
        };
        let (province, region) = (named("province"), named("region"));
        let at = |name: &Option<String>| {
            name.as_ref().is_some_and(|name| places.iter().any(|place| name.starts_with(place.as_str())))
        };
        match (at(&province) || at(&region), &province) {
            (true, _) => Some(true),
            (false, Some(_)) => Some(false),
            (false, None) => None,
        }
    }

    /// Appointments to the roles, and posts with the traits, that the rule names.
    fn appointments(&self, rule: &HoursRule, worker: &Worker) -> Vec<Owed> {
        if !fits_person(&rule.who, worker) {
            return Vec::new();
        }
        let fits = |it: &&Tenure| fits_post(&rule.who, it);
        let mut found: Vec<Owed> = Vec::new();
        let mut tenures: Vec<&Tenure> = worker.tenures.iter().filter(fits).collect();
        tenures.sort_by_key(|it| it.from);
        for tenure in tenures {
            let from = tenure.from.or(worker.began_on());
            let Some(from) = from else {
                found.push(self.unknown_day(rule, worker, Some(tenure)));
                continue;
            };
            // Who held such a post the day before is not appointed anew.
            let eve = add_days(from, -1);
            if from > self.today || worker.held_on(eve).any(|it| fits_post(&rule.who, it)) || !worker.is_here(from) {
                continue;
            }
            // An initial course once passed need not be passed again: everything before counts.
            found.extend(self.at_event(rule, worker, Some(tenure), from, NaiveDate::MIN));
        }
        found
    }

    fn at_event(
        &self,
        rule: &HoursRule,
        worker: &Worker,
        tenure: Option<&Tenure>,
        on: NaiveDate,
        since: NaiveDate,
    ) -> Option<Owed> {
        if on > self.today {
            return None;
        }
        let numbers = rule.on(on)?;
        let due_on = numbers.within_months.map_or(on, |months| add_months(on, i32::try_from(months).unwrap_or(0)));
        let asked = Asked { tenure, from: on, due_on, since, until: self.today, period: None };
        let mut it = self.look(rule, worker, numbers, &asked)?;
        // Before the records, and nothing recorded: not known, not forbidden (decisions 2).
        if on < self.records_since && it.sessions.is_empty() && matches!(it.standing, Standing::Unmet(None)) {
            let said = format!("{}的事发生在启用日{}之前，没有培训记录", chinese(on), chinese(self.records_since));
            it.standing = Standing::Missing("training".to_owned(), said);
        }
        Some(it)
    }

    fn unknown_day(&self, rule: &HoursRule, worker: &Worker, tenure: Option<&Tenure>) -> Owed {
        let said = "入职和到岗日期都没有登记，不能判定".to_owned();
        let missing = Standing::Missing("hired_on".to_owned(), said);
        self.bare(rule, worker, tenure, self.records_since, missing)
    }

    fn unknown_place(
        &self,
        rule: &HoursRule,
        worker: &Worker,
        tenure: Option<&Tenure>,
        on: NaiveDate,
        said: String,
    ) -> Owed {
        self.bare(rule, worker, tenure, on, Standing::Missing("province".to_owned(), said))
    }

    fn bare(
        &self,
        rule: &HoursRule,
        worker: &Worker,
        tenure: Option<&Tenure>,
        on: NaiveDate,
        standing: Standing,
    ) -> Owed {
        Owed {
            code: rule.code.clone(),
            worker: worker.id,
            post: tenure.map(|it| it.post),
            period: None,
            from: on,
            due_on: on,
            wanted: None,
            done: Halves::default(),
            levels_open: Vec::new(),
            standing,
            forbids: rule.forbids,
            sessions: Vec::new(),
            looked: Vec::new(),
            open_answer: None,
        }
    }

    /// Every year (half-year) since the records begin in which the person is here and the rule concerns him.
    fn yearly(&self, rule: &HoursRule, worker: &Worker, others: &[Owed]) -> Vec<Owed> {
        let mut found = Vec::new();
        if !fits_person(&rule.who, worker) {
            return found;
        }
        for (period, first, last) in
            periods(rule.occasion, self.periods_from.unwrap_or(self.records_since).max(self.records_since), self.today)
        {
            // Judged by what the person is on the last day, or today while the period runs (a stricter row from the change on).
            let day = last.min(self.today);
            if !worker.is_here(last) && worker.ended_on.is_some_and(|ended| ended < last) {
                continue;
            }
            if worker.began_on().is_some_and(|began| began > day) || !concerns(&rule.who, worker, day) {
                continue;
            }
            let Some(numbers) = rule.on(last) else { continue };
            let asked =
                Asked { tenure: None, from: first, due_on: last, since: first, until: day, period: Some(period) };
            let Some(mut it) = self.look(rule, worker, numbers, &asked) else { continue };
            if let Some(why) = self.not_this_year(rule, worker, others, first, last) {
                it.standing = Standing::NotOwed(why);
            }
            found.push(it);
        }
        found
    }

    /// Why a yearly duty is not owed this year: away all of it, or the initial course stands in its place (decisions 12).
    fn not_this_year(
        &self,
        rule: &HoursRule,
        worker: &Worker,
        others: &[Owed],
        first: NaiveDate,
        last: NaiveDate,
    ) -> Option<String> {
        if worker.is_away(first, last) {
            return Some("全年不在岗".to_owned());
        }
        let initial = rule.after.as_ref()?;
        let course = others.iter().filter(|it| it.code == *initial && it.from <= last).max_by_key(|it| it.from)?;
        match &course.standing {
            Standing::Met(on) if first <= *on && *on <= last => {
                Some(format!("本年{}完成初次（岗前）培训，从下一年起算", chinese(*on)))
            }
            Standing::Met(on) if *on > last => Some("初次（岗前）培训在这一年之后才完成".to_owned()),
            Standing::Unmet(_) if course.from >= self.records_since => {
                Some("初次（岗前）培训还没有完成，先完成它".to_owned())
            }
            Standing::Met(_) | Standing::Unmet(_) | Standing::Missing(..) | Standing::NotOwed(_) => None,
        }
    }

    /// Looks for what is asked among the sessions; `None` where the plant is not concerned.
    pub(super) fn look(&self, rule: &HoursRule, worker: &Worker, numbers: &Numbers, asked: &Asked<'_>) -> Option<Owed> {
        let mut open: BTreeSet<String> = BTreeSet::new();
        if let Some(when) = &numbers.when {
            match self.book.judge(when, self.facts) {
                Verdict::True { .. } => {}
                Verdict::False { .. } => return None,
                Verdict::Unknown { facts } => open.extend(facts),
            }
        }
        let (least, most) = self.demand(rule, numbers, &mut open);
        let fitting: Vec<&Attendance> = self.fitting(rule, worker, asked);
        let counted: Vec<&Attendance> = distinct(fitting.iter().copied().filter(|it| it.counts()), &rule.topics);
        let reached = |wanted: Option<Halves>| self.reached(rule, &counted, wanted);
        let standing = match (reached(most), reached(least)) {
            // Whether the duty exists at all is open: nothing is said for or against anybody.
            _ if self.is_open(numbers) => self.unanswered(&open),
            (Some(on), _) => Standing::Met(on),
            (None, Some(_)) => self.unanswered(&open),
            (None, None) => Standing::Unmet(near(&fitting)),
        };
        let done = counted.iter().map(|it| it.length).collect::<Sum>().cut();
        let levels_open = self.levels(rule).into_iter().filter(|level| !has_level(&counted, *level)).collect();
        let mut owed = self.bare(rule, worker, asked.tenure, asked.from, standing);
        owed.period.clone_from(&asked.period);
        owed.due_on = asked.due_on;
        owed.wanted = most;
        owed.done = done;
        owed.levels_open = levels_open;
        owed.sessions = counted.iter().map(|it| it.session).collect();
        owed.looked = lines(&owed, &fitting, asked);
        if !owed.is_settled() {
            owed.open_answer = self.stricter(least, most, &open);
            owed.looked.extend(owed.open_answer.clone());
        }
        Some(owed)
    }

    /// Which figures the answers that are wanting leave open, where there are two.
    fn stricter(&self, least: Option<Halves>, most: Option<Halves>, open: &BTreeSet<String>) -> Option<String> {
        if least == most {
            return None;
        }
        let named: Vec<&str> = open.iter().map(|key| self.book.label(key)).collect();
        let words = |hours: Option<Halves>| hours.map_or_else(|| "不定学时".to_owned(), |it| format!("{it}学时"));
        Some(format!("企业情况未答：{}，暂按较严的{}，最少{}", named.join("、"), words(most), words(least)))
    }

    fn unanswered(&self, open: &BTreeSet<String>) -> Standing {
        let named: Vec<&str> = open.iter().map(|key| self.book.label(key)).collect();
        let said = format!("企业情况未答：{}；答后才能判定", named.join("、"));
        Standing::Missing(open.first().cloned().unwrap_or_default(), said)
    }

    /// Whether it can be said that the plant is concerned.
    fn is_open(&self, numbers: &Numbers) -> bool {
        let judged = numbers.when.as_ref().map(|when| self.book.judge(when, self.facts));
        matches!(judged, Some(Verdict::Unknown { .. }))
    }

    /// Least and most hours the rule may ask, alike unless a fact is open.
    fn demand(
        &self,
        rule: &HoursRule,
        numbers: &Numbers,
        open: &mut BTreeSet<String>,
    ) -> (Option<Halves>, Option<Halves>) {
        let mut possible = Vec::new();
        for demand in &numbers.demand {
            match demand.when.as_ref().map(|when| self.book.judge(when, self.facts)) {
                None | Some(Verdict::True { .. }) => {
                    possible.push(demand.hours);
                    break;
                }
                Some(Verdict::False { .. }) => {}
                Some(Verdict::Unknown { facts }) => {
                    open.extend(facts);
                    possible.push(demand.hours);
                }
            }
        }
        let own = self.own_yearly.filter(|_| rule.occasion == Occasion::Year && rule.topics.contains(&Topic::Yearly));
        let regional = numbers.overlay.iter().filter(|it| self.is_at(&it.places) == Some(true));
        let floor = regional.filter_map(|it| it.hours).chain(own).max();
        let halves = |hours: Option<u32>| hours.max(floor).map(Halves::whole);
        let least = possible.iter().copied().min().flatten();
        let most = possible.iter().copied().max().flatten();
        (halves(least), halves(most))
    }

    /// Levels that must be passed; where there are no workshops the plant's session stands for theirs.
    fn levels(&self, rule: &HoursRule) -> Vec<Level> {
        let without = |level: &Level| self.no_workshop.is_none() || *level != Level::Workshop;
        rule.levels.iter().copied().filter(without).collect()
    }

    /// Sessions on the rule's topics in the days that count, passed or not.
    fn fitting<'w>(&self, rule: &HoursRule, worker: &'w Worker, asked: &Asked<'_>) -> Vec<&'w Attendance> {
        let occupational = rule.topics.iter().any(|it| it.is_occupational());
        let mut found: Vec<&Attendance> = worker
            .attended
            .iter()
            .filter(|it| asked.since <= it.on && it.on <= asked.until && it.on <= self.today)
            .filter(|it| rule.topics.iter().any(|topic| it.topics.contains(topic)))
            // Occupational hours are not counted as safety hours besides.
            .filter(|it| occupational || !it.topics.iter().any(|topic| topic.is_occupational()))
            .filter(|it| it.post.is_none() || asked.tenure.is_none_or(|tenure| it.post == Some(tenure.post)))
            .collect();
        found.sort_by_key(|it| (it.on, it.session));
        found
    }

    /// Day on which hours and levels were complete.
    fn reached(&self, rule: &HoursRule, counted: &[&Attendance], wanted: Option<Halves>) -> Option<NaiveDate> {
        let levels = self.levels(rule);
        let mut sum = Sum::default();
        let mut passed: BTreeSet<Level> = BTreeSet::new();
        for it in counted {
            sum = sum.and(it.length);
            passed.extend(it.level);
            if levels.iter().all(|level| passed.contains(level)) && wanted.is_none_or(|wanted| sum.cut() >= wanted) {
                return Some(it.on);
            }
        }
        None
    }
}

enum Asks {
    Yes,
    No,
    Unknown(String),
}

fn has_level(counted: &[&Attendance], level: Level) -> bool {
    counted.iter().any(|it| it.level == Some(level))
}

/// Same day, level and topic count once; the longest of them (decisions 23).
fn distinct<'a>(sessions: impl Iterator<Item = &'a Attendance>, topics: &[Topic]) -> Vec<&'a Attendance> {
    let mut kept: BTreeMap<(NaiveDate, Option<Level>, Vec<Topic>), &Attendance> = BTreeMap::new();
    for it in sessions {
        let about: Vec<Topic> = it.topics.iter().copied().filter(|topic| topics.contains(topic)).collect();
        let place = kept.entry((it.on, it.level, about)).or_insert(it);
        let longer = [it.length].into_iter().collect::<Sum>().cut() > [place.length].into_iter().collect::<Sum>().cut();
        if longer {
            *place = it;
        }
    }
    kept.into_values().collect()
}

/// Why the last session that does not count does not.
fn near(fitting: &[&Attendance]) -> Option<String> {
    let last = fitting.last()?;
    let why = match (last.attended, last.passed) {
        (false, _) => "缺席",
        (true, Some(false)) => "考核不合格，不算培训",
        (true, None) => "没有考核结果，不能算",
        (true, Some(true)) => "学时或级别还不够",
    };
    Some(format!("{}的培训（培训#{}）{why}", chinese(last.on), last.session))
}

fn lines(owed: &Owed, fitting: &[&Attendance], asked: &Asked<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for it in fitting {
        let length = [it.length].into_iter().collect::<Sum>().cut();
        let verdict = match (it.attended, it.passed) {
            (true, Some(true)) if owed.sessions.contains(&it.session) => "计入",
            (true, Some(true)) => "同日同级同题只计一次",
            (false, _) => "缺席，不计",
            (true, Some(false)) => "不合格，不计",
            (true, None) => "没有考核结果，不计",
        };
        let level = it.level.map_or("", |level| level.label());
        lines.push(format!("{} 培训#{} {level} {length}学时：{verdict}", chinese(it.on), it.session));
    }
    let wanted = owed.wanted.map_or_else(|| "未定学时，至少一次".to_owned(), |it| format!("应{it}学时"));
    lines.push(format!("{wanted}，已{}学时（合计取整到0.5）", owed.done));
    if !owed.levels_open.is_empty() {
        let open: Vec<&str> = owed.levels_open.iter().map(|it| it.label()).collect();
        lines.push(format!("还缺：{}", open.join("、")));
    }
    if asked.period.is_none() && asked.since > NaiveDate::MIN {
        lines.push(format!("{}起的培训可以计入", chinese(asked.since)));
    }
    lines
}

/// Whether the rule concerns somebody so employed; without a word on it everybody but outsourced people is meant.
pub(super) fn fits_person(who: &Who, worker: &Worker) -> bool {
    let way = worker.employment;
    if !who.employment.is_empty() {
        return way.is_some_and(|way| who.employment.contains(&way));
    }
    way != Some(Employment::Outsourced) && way.is_none_or(|way| !who.not_employment.contains(&way))
}

/// Whether the rule concerns somebody at this post.
fn fits_post(who: &Who, tenure: &Tenure) -> bool {
    let role = who.roles.is_empty() || who.roles.contains(&tenure.role);
    let other = !who.not_roles.contains(&tenure.role);
    let by_trait = who.traits.is_empty() || who.traits.iter().any(|it| tenure.traits.contains(it));
    role && other && by_trait
}

/// Whether the rule concerns somebody by the posts held on a day: a role excluded excludes, whatever else is held.
pub(super) fn concerns(who: &Who, worker: &Worker, day: NaiveDate) -> bool {
    let held: Vec<&Tenure> = worker.held_on(day).collect();
    if held.iter().any(|it| who.not_roles.contains(&it.role)) {
        return false;
    }
    let asks = !who.roles.is_empty() || !who.traits.is_empty();
    if asks { held.iter().any(|it| fits_post(who, it)) } else { true }
}

/// The periods that end on or after the first day of the records and have begun by today.
fn periods(occasion: Occasion, since: NaiveDate, today: NaiveDate) -> Vec<(String, NaiveDate, NaiveDate)> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    let mut found = Vec::new();
    for year in since.year()..=today.year() {
        let spans = match occasion {
            Occasion::HalfYear => vec![
                (format!("{year}-H1"), day(year, 1, 1), day(year, 6, 30)),
                (format!("{year}-H2"), day(year, 7, 1), day(year, 12, 31)),
            ],
            Occasion::Year | Occasion::Entry | Occasion::Transfer | Occasion::Appointed | Occasion::Assigned => {
                vec![(year.to_string(), day(year, 1, 1), day(year, 12, 31))]
            }
        };
        found.extend(spans.into_iter().filter_map(|(name, first, last)| Some((name, first?, last?))));
    }
    found.retain(|(_, first, last)| *last >= since && *first <= today);
    found
}
