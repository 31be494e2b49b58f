//! The month counted again from `list … --json`, by code that shares nothing with the program.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde_json::Value;

use crate::support::Plant;

type Numbers = BTreeMap<String, String>;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn date(row: &Value, key: &str) -> Option<NaiveDate> {
    row[key].as_str().map(day)
}

fn name(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

struct Lists {
    plans: Vec<Value>,
    days: Vec<Value>,
    checklists: Vec<Value>,
    inspections: Vec<Value>,
    hazards: Vec<Value>,
}

/// One inspection a plan owes.
struct Owed {
    plan: i64,
    kind: String,
    department: String,
    due: NaiveDate,
    key: String,
}

impl Lists {
    fn read(plant: &Plant) -> Self {
        let list = |register: &str| match plant.json(&["list", register]) {
            Value::Array(rows) => rows,
            other => panic!("{other}"),
        };
        Self {
            plans: list("plan"),
            days: list("calendar_day"),
            checklists: list("checklist"),
            inspections: list("inspection"),
            hazards: plant.json(&["list", "hazard", "--retired"]).as_array().unwrap().clone(),
        }
    }

    fn is_kind(&self, kind: &str, on: NaiveDate, department: &Value) -> bool {
        self.days.iter().any(|it| {
            let span = date(it, "from_on").unwrap() <= on && on <= date(it, "to_on").unwrap();
            it["kind"] == kind && span && (it["department_id"].is_null() || it["department_id"] == *department)
        })
    }

    fn is_workday(&self, on: NaiveDate) -> bool {
        let weekend = matches!(on.weekday(), Weekday::Sat | Weekday::Sun);
        (!weekend && !self.is_kind("holiday", on, &Value::Null)) || self.is_kind("makeup", on, &Value::Null)
    }

    /// Occurrences whose day due lies in the span. Every plan of the test is Monday to Friday, off on holidays.
    fn owed(&self, from: NaiveDate, to: NaiveDate) -> Vec<Owed> {
        let mut all = Vec::new();
        for plan in &self.plans {
            let start = date(plan, "from_on").unwrap();
            let checklist = self.checklists.iter().find(|it| it["id"] == plan["checklist_id"]).unwrap();
            assert_eq!(plan["weekdays"], "周一至周五");
            for due in from.iter_days().take_while(|it| *it <= to).filter(|it| *it >= start) {
                let free = |it: NaiveDate| self.is_workday(it) && !self.is_kind("stoppage", it, &plan["department_id"]);
                let key = match plan["frequency"].as_str().unwrap() {
                    "day" if free(due) => due.to_string(),
                    "week" if due.weekday() == Weekday::Fri => {
                        let monday = due - Days::new(4);
                        if !monday.iter_days().take(7).any(|it| it >= start && free(it)) {
                            continue;
                        }
                        format!("{}-W{:02}", due.iso_week().year(), due.iso_week().week())
                    }
                    "month" if (due + Days::new(1)).day() == 1 => due.format("%Y-%m").to_string(),
                    _ => continue,
                };
                all.push(Owed {
                    plan: plan["id"].as_i64().unwrap(),
                    kind: name(&checklist["kind"]),
                    department: name(&plan["department_id"]),
                    due,
                    key,
                });
            }
        }
        all.sort_by_key(|it| (it.due, it.plan));
        all
    }

    /// Day of the first inspection made for an occurrence.
    fn done(&self, owed: &Owed) -> Option<NaiveDate> {
        let for_it = |it: &&Value| it["plan_id"] == owed.plan && it["period"] == owed.key;
        self.inspections.iter().filter(for_it).filter_map(|it| date(it, "on_date")).min()
    }
}

fn group(lists: &Lists, owed: &[&Owed], path: &str, found: &mut Numbers) {
    let done = owed.iter().filter(|it| lists.done(it).is_some()).count();
    let late = owed.iter().filter(|it| lists.done(it).is_some_and(|on| on > it.due)).count();
    let mut put = |key: &str, text: String| found.insert(format!("{path}.{key}"), text);
    put("planned", owed.len().to_string());
    put("done", done.to_string());
    put("missed", (owed.len() - done).to_string());
    put("done_late", late.to_string());
    put("rate", format!("{done}/{}", owed.len()));
}

/// A hazard as it stood at the end of a day.
struct Then<'a> {
    row: &'a Value,
    on: NaiveDate,
}

impl Then<'_> {
    fn by(&self, key: &str) -> bool {
        date(self.row, key).is_some_and(|it| it <= self.on)
    }
    fn level(&self) -> String {
        if self.by("assessed_on") { name(&self.row["level"]) } else { "ungraded".to_owned() }
    }
    fn open(&self) -> bool {
        self.by("found_on") && !self.by("closed_on") && !self.by("retired_on")
    }
    fn overdue(&self) -> bool {
        let due = date(self.row, "due_on").is_some_and(|due| due < self.on);
        self.open() && self.by("assessed_on") && due && !self.by("rectified_on")
    }
}

fn inspections(lists: &Lists, from: NaiveDate, to: NaiveDate, found: &mut Numbers) {
    let owed = lists.owed(from, to);
    let all: Vec<&Owed> = owed.iter().collect();
    group(lists, &all, "inspections", found);
    found.insert("inspections.pending".into(), "0".into());
    let made: Vec<&Value> =
        lists.inspections.iter().filter(|it| date(it, "on_date").is_some_and(|on| from <= on && on <= to)).collect();
    let free = made.iter().filter(|it| it["plan_id"].is_null()).count();
    found.insert("inspections.unplanned".into(), free.to_string());
    for (list, key) in [("by_kind", 0), ("by_department", 1)] {
        let key_of = |it: &Owed| if key == 0 { it.kind.clone() } else { it.department.clone() };
        for one in owed.iter().map(key_of).collect::<BTreeSet<_>>() {
            let part: Vec<&Owed> = owed.iter().filter(|it| key_of(it) == one).collect();
            group(lists, &part, &format!("inspections.{list}.{one}"), found);
        }
        group(lists, &all, &format!("inspections.{list}.total"), found);
    }
    for (index, it) in owed.iter().filter(|it| lists.done(it).is_none()).enumerate() {
        found.insert(format!("inspections.missed_list.{index}.id"), it.plan.to_string());
    }
    let sum = |key: &str| made.iter().map(|it| it[key].as_u64().unwrap()).sum::<u64>();
    let (passed, failed, findings) = (sum("passed"), sum("failed"), sum("findings"));
    let mut put = |key: &str, text: String| found.insert(key.to_owned(), text);
    put("items.checked", (passed + failed).to_string());
    put("items.passed", passed.to_string());
    put("items.failed", failed.to_string());
    put("items.not_applicable", sum("not_applicable").to_string());
    put("items.not_checked", sum("not_checked").to_string());
    put("items.pass_rate", format!("{passed}/{}", passed + failed));
    put("findings.total", findings.to_string());
    put("findings.from_items", failed.to_string());
    put("findings.free", (findings - failed).to_string());
    let ids: BTreeSet<i64> = made.iter().map(|it| it["id"].as_i64().unwrap()).collect();
    let opened = lists.hazards.iter().filter(|it| it["inspection_id"].as_i64().is_some_and(|id| ids.contains(&id)));
    put("findings.hazards", opened.filter(|it| it["retired_on"].is_null()).count().to_string());
}

fn hazard_group(rows: &[&Value], from: NaiveDate, to: NaiveDate, path: &str, found: &mut Numbers) {
    let then = |row| Then { row, on: to };
    let registered: Vec<&&Value> = rows
        .iter()
        .filter(|it| date(it, "found_on").is_some_and(|on| from <= on) && !then(it).by("retired_on"))
        .collect();
    let accepted = registered.iter().filter(|it| then(it).by("accepted_on")).count();
    let mut put = |key: &str, text: String| found.insert(format!("{path}.{key}"), text);
    put("registered", registered.len().to_string());
    put("accepted", accepted.to_string());
    put("rate", format!("{accepted}/{}", registered.len()));
    put("open_end", rows.iter().filter(|it| then(it).open()).count().to_string());
    put("overdue", rows.iter().filter(|it| then(it).overdue()).count().to_string());
}

fn hazards(lists: &Lists, from: NaiveDate, to: NaiveDate, found: &mut Numbers) {
    let then = |row| Then { row, on: to };
    let before = |row| Then { row, on: from - Days::new(1) };
    let rows: Vec<&Value> = lists.hazards.iter().filter(|it| then(it).by("found_on")).collect();
    let registered = |it: &Value| date(it, "found_on").is_some_and(|on| from <= on);
    let counted = |it: &Value| registered(it) && !Then { row: it, on: to }.by("retired_on");
    hazard_group(&rows, from, to, "hazards", found);
    let accepted: Vec<&&Value> = rows.iter().filter(|it| counted(it) && then(it).by("accepted_on")).collect();
    let in_time = accepted.iter().filter(|it| it["late"] == false).count();
    found.insert("hazards.in_time".into(), format!("{in_time}/{}", accepted.len()));
    let major = rows.iter().filter(|it| then(it).open() && then(it).level() == "major").count();
    found.insert("hazards.major_open".into(), major.to_string());
    flow(&rows, &before, &then, &registered, found);
    for level in ["general", "major", "ungraded"] {
        let part: Vec<&Value> = rows.iter().filter(|it| then(it).level() == level).copied().collect();
        hazard_group(&part, from, to, &format!("hazards.by_level.{level}"), found);
    }
    hazard_group(&rows, from, to, "hazards.by_level.total", found);
    for (list, key) in [("by_department", "department_id"), ("by_category", "field")] {
        let live: Vec<&Value> = rows.iter().filter(|it| counted(it) || then(it).open()).copied().collect();
        for one in live.iter().map(|it| name(&it[key])).collect::<BTreeSet<_>>() {
            let part: Vec<&Value> = live.iter().filter(|it| name(&it[key]) == one).copied().collect();
            hazard_group(&part, from, to, &format!("hazards.{list}.{one}"), found);
        }
        hazard_group(&rows, from, to, &format!("hazards.{list}.total"), found);
    }
    let mut tallies: BTreeMap<String, usize> = BTreeMap::new();
    for it in &rows {
        if then(it).open() {
            *tallies.entry(format!("hazards.by_state.{}.count", name(&it["state"]))).or_default() += 1;
        }
        if date(it, "closed_on").is_some_and(|on| from <= on && on <= to) {
            *tallies.entry("hazards.by_state.closed.count".to_owned()).or_default() += 1;
        }
        if counted(it) {
            *tallies.entry(format!("hazards.by_source.{}.count", name(&it["source"]))).or_default() += 1;
        }
        let code = name(&it["code"]);
        if then(it).overdue() {
            let days = (to - date(it, "due_on").unwrap()).num_days();
            found.insert(format!("hazards.overdue_list.{code}.id"), it["id"].to_string());
            found.insert(format!("hazards.overdue_list.{code}.days"), days.to_string());
        }
        if then(it).level() == "major" && (then(it).open() || date(it, "closed_on").is_some_and(|on| from <= on)) {
            found.insert(format!("hazards.major_list.{code}.id"), it["id"].to_string());
        }
    }
    found.extend(tallies.into_iter().map(|(path, count)| (path, count.to_string())));
}

fn flow<'a>(
    rows: &[&'a Value],
    before: &dyn Fn(&'a Value) -> Then<'a>,
    then: &dyn Fn(&'a Value) -> Then<'a>,
    registered: &dyn Fn(&Value) -> bool,
    found: &mut Numbers,
) {
    for column in ["general", "major", "ungraded", "total"] {
        let here = |level: String| column == "total" || level == column;
        let (mut start, mut fresh, mut moved, mut closed, mut retired, mut end) = (0, 0, 0_i64, 0, 0, 0);
        for it in rows {
            let (was, is) = (before(it), then(it));
            if !was.open() && !registered(it) {
                continue;
            }
            if was.open() {
                start += i32::from(here(was.level()));
                moved += i64::from(here(is.level())) - i64::from(here(was.level()));
            } else {
                fresh += i32::from(here(is.level()));
            }
            let inside = here(is.level());
            closed += i32::from(inside && is.by("closed_on"));
            retired += i32::from(inside && is.by("retired_on") && !is.by("closed_on"));
            end += i32::from(inside && is.open());
        }
        for (key, text) in [
            ("open_start", start.to_string()),
            ("registered", fresh.to_string()),
            ("regraded", moved.to_string()),
            ("closed", closed.to_string()),
            ("retired", retired.to_string()),
            ("open_end", end.to_string()),
        ] {
            found.insert(format!("hazards.flow.{column}.{key}"), text);
        }
    }
}

/// What the report compares.
const COMPARED: [&str; 15] = [
    "inspections.planned",
    "inspections.done",
    "inspections.missed",
    "inspections.rate",
    "items.checked",
    "items.failed",
    "items.pass_rate",
    "findings.total",
    "hazards.registered",
    "hazards.accepted",
    "hazards.rate",
    "hazards.in_time",
    "hazards.open_end",
    "hazards.overdue",
    "hazards.major_open",
];

/// The twelve months up to the one that begins on `from`; those before anything was recorded have no number.
fn trend(lists: &Lists, from: NaiveDate, found: &mut Numbers) {
    let since = ["on_date", "found_on", "from_on"];
    let rows = lists.inspections.iter().chain(&lists.hazards).chain(&lists.plans);
    let recorded = rows.flat_map(|it| since.iter().filter_map(|key| date(it, key))).min().unwrap();
    let mut first = from;
    for _ in 0..12 {
        let next = if first.month() == 12 {
            NaiveDate::from_ymd_opt(first.year() + 1, 1, 1)
        } else {
            NaiveDate::from_ymd_opt(first.year(), first.month() + 1, 1)
        };
        let last = next.unwrap() - Days::new(1);
        if last >= recorded {
            let mut month = Numbers::new();
            hazards(lists, first, last, &mut month);
            let path = format!("trend.months.{}", first.format("%Y-%m"));
            for (key, of) in [
                ("registered", "hazards.registered"),
                ("closed", "hazards.flow.total.closed"),
                ("rate", "hazards.rate"),
            ] {
                found.insert(format!("{path}.{key}"), month[of].clone());
            }
        }
        first = (first - Days::new(1)).with_day(1).unwrap();
    }
}

/// Every number of the month with its path.
pub fn month(plant: &Plant, from: &str, to: &str) -> Numbers {
    let lists = Lists::read(plant);
    let (from, to) = (day(from), day(to));
    let mut found = Numbers::new();
    inspections(&lists, from, to, &mut found);
    hazards(&lists, from, to, &mut found);
    let last = from - Days::new(1);
    let mut earlier = Numbers::new();
    inspections(&lists, last.with_day(1).unwrap(), last, &mut earlier);
    hazards(&lists, last.with_day(1).unwrap(), last, &mut earlier);
    for key in COMPARED {
        found.insert(format!("comparison.indicators.{key}.now"), found[key].clone());
        found.insert(format!("comparison.indicators.{key}.before"), earlier[key].clone());
    }
    trend(&lists, from, &mut found);
    let next = to + Days::new(1);
    let end = next + Days::new(30);
    let mut times: BTreeMap<i64, usize> = BTreeMap::new();
    for it in lists.owed(next, end) {
        *times.entry(it.plan).or_default() += 1;
    }
    found.extend(times.into_iter().map(|(plan, n)| (format!("next.plans.{plan}.occurrences"), n.to_string())));
    for it in &lists.hazards {
        let then = Then { row: it, on: to };
        let due = date(it, "due_on").is_some_and(|due| next <= due && due <= end);
        if then.open() && due && !then.by("rectified_on") {
            found.insert(format!("next.hazards.{}.id", name(&it["code"])), it["id"].to_string());
        }
    }
    found
}
