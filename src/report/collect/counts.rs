//! Counts of a period and the records behind each.

use std::collections::{BTreeMap, BTreeSet};

use super::period::Span;
use crate::domain::hazard::{Field, Kind as HazardKind, Level, Source, State};
use crate::domain::inspection::InspectionKind;
use crate::domain::recurrence::Standing;
use crate::domain::statistics;
use crate::knowledge::Packs;
use crate::registers::figures::{BookedHazard, HazardFigures, Planned};
use crate::report::figure::{Rate, RowMap, RowSet};
use crate::report::monthly::{
    Counts, Findings, Flow, HazardGroup, Hazards, InspectionGroup, Inspections, Items, MajorHazard, MissedInspection,
    OverdueHazard, Tally,
};
use crate::report::statistics::Distribution;

/// A count of the registers, which is never negative, as the facts keep it.
pub(super) fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// A length as the facts keep it.
pub(super) fn size(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// Every count of a period.
pub(super) fn counts(span: &Span) -> Counts {
    let mut rows = RowMap::new();
    let (inspections, items, findings) =
        (inspections(span, &mut rows), items(span, &mut rows), findings(span, &mut rows));
    let hazards = hazards(span, &mut rows);
    Counts { inspections, items, findings, hazards, rows }
}

/// Names the records behind a figure; a figure of nothing has none.
pub(super) fn behind(rows: &mut RowMap, path: impl Into<String>, register: &str, ids: impl IntoIterator<Item = i64>) {
    let ids: BTreeSet<i64> = ids.into_iter().collect();
    if !ids.is_empty() {
        rows.insert(path.into(), RowSet::ids(register, ids));
    }
}

/// The checklist of a plan, without the place or department that has a column of its own.
pub(super) fn plan_title(it: &Planned) -> String {
    let bare = |end: &Option<String>| {
        end.as_ref().and_then(|end| it.title.strip_suffix(end.as_str())).map(|rest| rest.trim_end().to_owned())
    };
    bare(&it.place).or_else(|| bare(&it.department)).unwrap_or_else(|| it.title.clone())
}

fn is_missed(it: &Planned) -> bool {
    it.state == Standing::Missed
}

fn is_late(it: &Planned) -> bool {
    matches!(it.state, Standing::Done { late_days, .. } if late_days > 0)
}

fn is_pending(it: &Planned) -> bool {
    matches!(it.state, Standing::Due | Standing::Upcoming)
}

fn inspections(span: &Span, rows: &mut RowMap) -> Inspections {
    let (it, path) = (&span.inspections, "inspections");
    let all: Vec<&Planned> = it.planned.iter().collect();
    let total = group(&all, "total", "合计", path, rows);
    behind(rows, "inspections.pending", "plan", all.iter().filter(|it| is_pending(it)).map(|it| it.plan_id));
    behind(rows, "inspections.unplanned", "inspection", it.unplanned.iter().copied());
    let kind_of = |it: &Planned| {
        let label = InspectionKind::from_code(&it.kind).map_or("其他", InspectionKind::label);
        (it.kind.clone(), label.to_owned())
    };
    let department_of = |it: &Planned| match (it.department_id, &it.department) {
        (Some(id), Some(name)) => (id.to_string(), name.clone()),
        (Some(id), None) => (id.to_string(), format!("部门 {id}")),
        (None, _) => ("none".to_owned(), "未指定部门".to_owned()),
    };
    let missed = all.iter().filter(|it| is_missed(it)).map(|it| MissedInspection {
        id: Some(it.plan_id),
        due_on: it.occurrence.due_on,
        title: plan_title(it),
        place: it.place.clone(),
        department: it.department.clone(),
        owner: it.owner.clone(),
        reason: it.reason.clone(),
    });
    Inspections {
        planned: total.planned,
        done: total.done,
        missed: total.missed,
        done_late: total.done_late,
        pending: count(it.tally.due + it.tally.upcoming),
        unplanned: size(it.unplanned.len()),
        rate: total.rate,
        by_kind: groups(&all, "inspections.by_kind", kind_of, rows),
        by_department: groups(&all, "inspections.by_department", department_of, rows),
        missed_list: missed.collect(),
    }
}

/// One group, its figures at `path` with `.planned` and so on behind it.
fn group(all: &[&Planned], key: &str, label: &str, path: &str, rows: &mut RowMap) -> InspectionGroup {
    let plans = |keep: &dyn Fn(&Planned) -> bool| -> Vec<i64> {
        all.iter().filter(|it| keep(it)).map(|it| it.plan_id).collect()
    };
    let made = |keep: &dyn Fn(&Planned) -> bool| -> Vec<i64> {
        all.iter().filter(|it| keep(it)).filter_map(|it| it.inspection()).collect()
    };
    let (planned, missed) = (plans(&|_| true), plans(&is_missed));
    let (done, late) = (made(&|_| true), made(&is_late));
    let found = InspectionGroup {
        key: key.to_owned(),
        label: label.to_owned(),
        planned: size(planned.len()),
        done: size(done.len()),
        missed: size(missed.len()),
        done_late: size(late.len()),
        rate: Rate::new(size(done.len()), size(planned.len())),
    };
    behind(rows, format!("{path}.rate"), "plan", planned.iter().copied());
    behind(rows, format!("{path}.planned"), "plan", planned);
    behind(rows, format!("{path}.missed"), "plan", missed);
    behind(rows, format!("{path}.done"), "inspection", done);
    behind(rows, format!("{path}.done_late"), "inspection", late);
    found
}

/// Groups by key and label, by label, the total last.
fn groups(
    all: &[&Planned],
    path: &str,
    key_of: impl Fn(&Planned) -> (String, String),
    rows: &mut RowMap,
) -> Vec<InspectionGroup> {
    let mut parts: BTreeMap<(String, String), Vec<&Planned>> = BTreeMap::new();
    for it in all {
        parts.entry(key_of(it)).or_default().push(it);
    }
    let mut found: Vec<InspectionGroup> =
        parts.iter().map(|((key, label), part)| group(part, key, label, &format!("{path}.{key}"), rows)).collect();
    if !found.is_empty() {
        found.push(group(all, "total", "合计", &format!("{path}.total"), rows));
    }
    found
}

fn items(span: &Span, rows: &mut RowMap) -> Items {
    let it = &span.inspections;
    let counts = it.items;
    let mut open = |name: &str, column: usize| {
        let ids = it.made.iter().filter(|made| made.counts.get(column).is_some_and(|n| *n > 0)).map(|made| made.id);
        behind(rows, format!("items.{name}"), "inspection", ids);
    };
    for (name, column) in [("passed", 1), ("failed", 2), ("not_applicable", 3), ("not_checked", 4)] {
        open(name, column);
    }
    for name in ["checked", "pass_rate"] {
        behind(rows, format!("items.{name}"), "inspection", it.made.iter().map(|made| made.id));
    }
    let (passed, failed) = (count(counts.pass), count(counts.fail));
    Items {
        checked: passed + failed,
        passed,
        failed,
        not_applicable: count(counts.not_applicable),
        not_checked: count(counts.not_checked),
        pass_rate: Rate::new(passed, passed + failed),
    }
}

fn findings(span: &Span, rows: &mut RowMap) -> Findings {
    let (it, until) = (&span.inspections, span.hazards.until);
    let made: BTreeSet<i64> = it.made.iter().map(|made| made.id).collect();
    let opened: Vec<i64> = span
        .hazards
        .books
        .iter()
        .filter(|hazard| hazard.row.get("inspection_id").as_int().is_some_and(|id| made.contains(&id)))
        .filter(|hazard| hazard.history.retired_on.is_none_or(|day| day > until))
        .map(BookedHazard::id)
        .collect();
    let (total, from_items) = (count(it.findings), count(it.items.fail));
    for path in ["findings.total", "findings.from_items", "findings.free"] {
        let found = it.made.iter().filter(|made| {
            let [_, _, failed, _, _, findings] = made.counts;
            match path {
                "findings.from_items" => failed > 0,
                "findings.free" => findings > failed,
                _ => findings > 0,
            }
        });
        behind(rows, path, "inspection", found.map(|made| made.id));
    }
    let hazards = size(opened.len());
    behind(rows, "findings.hazards", "hazard", opened);
    Findings { total, from_items, free: total.saturating_sub(from_items), hazards }
}

/// What the tables ask of one hazard.
struct Seen<'a> {
    it: &'a BookedHazard,
    registered: bool,
    accepted: bool,
    open: bool,
    overdue: bool,
}

fn seen(figures: &HazardFigures) -> Vec<Seen<'_>> {
    let set = |ids: &[i64]| -> BTreeSet<i64> { ids.iter().copied().collect() };
    let (registered, accepted) = (set(&figures.registered), set(&figures.accepted));
    let (open, overdue) = (set(&figures.open), set(&figures.overdue));
    let see = |it| {
        let id = BookedHazard::id(it);
        Seen {
            it,
            registered: registered.contains(&id),
            accepted: accepted.contains(&id),
            open: open.contains(&id),
            overdue: overdue.contains(&id),
        }
    };
    figures.books.iter().map(see).collect()
}

/// Hazards by cause and by the accident they could lead to.
pub(super) fn distribution(span: &Span, rows: &mut RowMap) -> Distribution {
    let seen = seen(&span.hazards);
    let all: Vec<&Seen<'_>> = seen.iter().collect();
    Distribution {
        by_kind: hazard_groups(&all, "distribution.by_kind", kind_of, rows),
        by_accident: hazard_groups(&all, "distribution.by_accident", accident_of, rows),
    }
}

fn hazards(span: &Span, rows: &mut RowMap) -> Hazards {
    let figures = &span.hazards;
    let seen = seen(figures);
    let all: Vec<&Seen<'_>> = seen.iter().collect();
    let total = hazard_group(&all, "total", "合计", "hazards", rows);
    let in_time: Vec<i64> = all.iter().filter(|it| it.accepted && !it.it.history.late).map(|it| it.it.id()).collect();
    let rate = Rate::new(size(in_time.len()), total.accepted);
    behind(rows, "hazards.in_time", "hazard", in_time);
    behind(rows, "hazards.major_open", "hazard", figures.major_open.iter().copied());
    Hazards {
        registered: total.registered,
        accepted: total.accepted,
        rate: total.rate,
        in_time: rate,
        overdue: total.overdue,
        open_end: total.open_end,
        major_open: size(figures.major_open.len()),
        flow: flows(span, rows),
        by_level: by_level(&all, rows),
        by_state: by_state(span, &all, rows),
        by_department: hazard_groups(&all, "hazards.by_department", department_of, rows),
        by_category: hazard_groups(&all, "hazards.by_category", field_of, rows),
        by_source: by_source(&all, rows),
        overdue_list: overdue_list(span, &all),
        major_list: major_list(span, &all),
    }
}

fn department_of(it: &BookedHazard) -> (String, String) {
    match (it.row.get("department_id").as_int(), &it.department) {
        (Some(id), Some(name)) => (id.to_string(), name.clone()),
        (Some(id), None) => (id.to_string(), format!("部门 {id}")),
        (None, _) => ("none".to_owned(), "未填责任部门".to_owned()),
    }
}

fn field_of(it: &BookedHazard) -> (String, String) {
    let field = it.text("field").and_then(Field::from_code);
    field.map_or_else(
        || ("none".to_owned(), "未填专业".to_owned()),
        |field| (field.code().to_owned(), field.label().to_owned()),
    )
}

fn kind_of(it: &BookedHazard) -> (String, String) {
    let kind = it.text("kind").and_then(HazardKind::from_code);
    kind.map_or_else(
        || ("none".to_owned(), "未填成因".to_owned()),
        |kind| (kind.code().to_owned(), kind.label().to_owned()),
    )
}

/// As it was written; a code of the classification by its name in that edition.
fn accident_of(it: &BookedHazard) -> (String, String) {
    let Some(written) = text(it, "accident") else { return ("none".to_owned(), "未填事故类别".to_owned()) };
    let code = written.rsplit('/').next().unwrap_or(&written);
    let named = Packs::builtin().ok().and_then(|packs| packs.accident_kinds().kind(code));
    let label = named.map_or_else(|| written.clone(), |kind| kind.name.clone());
    (written, label)
}

/// Key and label of a level as the tables name it.
fn level_name(level: Option<Level>) -> (&'static str, &'static str) {
    level.map_or(("ungraded", "未定级"), |level| (level.code(), level.label()))
}

/// Columns of the tables by level.
const LEVELS: [Option<Level>; 3] = [Some(Level::General), Some(Level::Major), None];

fn hazard_group(all: &[&Seen<'_>], key: &str, label: &str, path: &str, rows: &mut RowMap) -> HazardGroup {
    let mut figure = |name: &str, keep: fn(&Seen<'_>) -> bool| {
        let ids: Vec<i64> = all.iter().filter(|it| keep(it)).map(|it| it.it.id()).collect();
        let size = size(ids.len());
        behind(rows, format!("{path}.{name}"), "hazard", ids);
        size
    };
    let registered = figure("registered", |it| it.registered);
    let accepted = figure("accepted", |it| it.accepted);
    figure("rate", |it| it.registered);
    HazardGroup {
        key: key.to_owned(),
        label: label.to_owned(),
        registered,
        accepted,
        rate: Rate::new(accepted, registered),
        open_end: figure("open_end", |it| it.open),
        overdue: figure("overdue", |it| it.overdue),
    }
}

/// Groups that count anything, the most registered first, the total last.
fn hazard_groups(
    all: &[&Seen<'_>],
    path: &str,
    key_of: fn(&BookedHazard) -> (String, String),
    rows: &mut RowMap,
) -> Vec<HazardGroup> {
    let mut parts: BTreeMap<(String, String), Vec<&Seen<'_>>> = BTreeMap::new();
    for it in all.iter().filter(|it| it.registered || it.open) {
        parts.entry(key_of(it.it)).or_default().push(it);
    }
    let mut found: Vec<HazardGroup> = parts
        .iter()
        .map(|((key, label), part)| hazard_group(part, key, label, &format!("{path}.{key}"), rows))
        .collect();
    found.sort_by(|a, b| (b.registered, b.open_end, &a.label).cmp(&(a.registered, a.open_end, &b.label)));
    if !found.is_empty() {
        found.push(hazard_group(all, "total", "合计", &format!("{path}.total"), rows));
    }
    found
}

fn by_level(all: &[&Seen<'_>], rows: &mut RowMap) -> Vec<HazardGroup> {
    let mut found: Vec<HazardGroup> = LEVELS
        .iter()
        .map(|level| {
            let part: Vec<&Seen<'_>> = all.iter().filter(|it| it.it.hazard.level == *level).copied().collect();
            let (key, label) = level_name(*level);
            hazard_group(&part, key, label, &format!("hazards.by_level.{key}"), rows)
        })
        .collect();
    found.push(hazard_group(all, "total", "合计", "hazards.by_level.total", rows));
    found
}

/// Whether a hazard's own flow moves a figure.
type Moves = fn(&statistics::Flow) -> bool;

/// The books by level, with the records behind each figure: those that alone move it.
fn flows(span: &Span, rows: &mut RowMap) -> Vec<Flow> {
    let (from, until) = (span.period.first(), span.hazards.until);
    let single: Vec<(i64, statistics::ByLevel<statistics::Flow>)> =
        span.hazards.books.iter().map(|it| (it.id(), statistics::flow([&it.history], from, until))).collect();
    let mut found = Vec::new();
    let columns = LEVELS.iter().map(|level| Some(*level)).chain([None]);
    for column in columns {
        let of = |books: &statistics::ByLevel<statistics::Flow>| match column {
            Some(level) => *books.get(level),
            None => books.each().into_iter().fold(statistics::Flow::default(), |sum, it| sum.plus(*it)),
        };
        let (key, label) = column.map_or(("total", "合计"), level_name);
        let sum = of(&span.hazards.flow);
        let parts: [(&str, Moves); 6] = [
            ("open_start", |it| it.open_at_start > 0),
            ("registered", |it| it.registered > 0),
            ("regraded", |it| it.regraded_in != it.regraded_out),
            ("closed", |it| it.closed > 0),
            ("retired", |it| it.retired > 0),
            ("open_end", |it| it.open_at_end > 0),
        ];
        for (name, keep) in parts {
            let ids = single.iter().filter(|(_, books)| keep(&of(books))).map(|(id, _)| *id);
            behind(rows, format!("hazards.flow.{key}.{name}"), "hazard", ids);
        }
        found.push(Flow {
            key: key.to_owned(),
            label: label.to_owned(),
            open_start: count(sum.open_at_start),
            registered: count(sum.registered),
            regraded: sum.regraded_in - sum.regraded_out,
            closed: count(sum.closed),
            retired: count(sum.retired),
            open_end: count(sum.open_at_end),
        });
    }
    found
}

fn tally(key: &str, label: &str, ids: Vec<i64>, path: &str, rows: &mut RowMap) -> Option<Tally> {
    let count = size(ids.len());
    behind(rows, format!("{path}.{key}.count"), "hazard", ids);
    (count > 0).then(|| Tally { key: key.to_owned(), label: label.to_owned(), count })
}

fn by_state(span: &Span, all: &[&Seen<'_>], rows: &mut RowMap) -> Vec<Tally> {
    State::ALL
        .iter()
        .filter_map(|state| {
            let (label, ids): (String, Vec<i64>) = if *state == State::Closed {
                (format!("{}（本期）", state.label()), span.hazards.closed().collect())
            } else {
                let here = all.iter().filter(|it| it.open && it.it.hazard.state == *state);
                (state.label().to_owned(), here.map(|it| it.it.id()).collect())
            };
            tally(state.code(), &label, ids, "hazards.by_state", rows)
        })
        .collect()
}

fn by_source(all: &[&Seen<'_>], rows: &mut RowMap) -> Vec<Tally> {
    Source::ALL
        .iter()
        .filter_map(|source| {
            let here = all.iter().filter(|it| it.registered && it.it.text("source") == Some(source.code()));
            tally(source.code(), source.label(), here.map(|it| it.it.id()).collect(), "hazards.by_source", rows)
        })
        .collect()
}

/// A text column of a hazard, none where empty.
pub(super) fn text(it: &BookedHazard, column: &str) -> Option<String> {
    it.text(column).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn overdue_list(span: &Span, all: &[&Seen<'_>]) -> Vec<OverdueHazard> {
    let until = span.hazards.until;
    let mut found: Vec<OverdueHazard> = all
        .iter()
        .filter(|it| it.overdue)
        .filter_map(|it| {
            let hazard = &it.it.hazard;
            let label = hazard.level.map_or("未定级", Level::label);
            Some(OverdueHazard {
                id: it.it.id(),
                code: text(it.it, "code").unwrap_or_default(),
                title: text(it.it, "title").unwrap_or_default(),
                place: text(it.it, "place"),
                department: it.it.department.clone(),
                owner: it.it.owner.clone(),
                level: hazard.level.map(|level| level.code().to_owned()),
                level_label: label.to_owned(),
                due_on: hazard.due_on?,
                days: count(hazard.overdue_days(until)),
            })
        })
        .collect();
    found.sort_by(|a, b| (b.days, &a.code).cmp(&(a.days, &b.code)));
    found
}

fn major_list(span: &Span, all: &[&Seen<'_>]) -> Vec<MajorHazard> {
    let from = span.period.first();
    let listed = |it: &&&Seen<'_>| {
        let closed = it.it.hazard.closed_on.is_some_and(|day| day >= from);
        it.it.hazard.level == Some(Level::Major) && (it.open || (closed && it.it.history.retired_on.is_none()))
    };
    let mut found: Vec<MajorHazard> = all
        .iter()
        .filter(listed)
        .map(|it| {
            let hazard = &it.it.hazard;
            let measures = hazard.measures.clone().filter(|text| !text.is_empty());
            MajorHazard {
                id: it.it.id(),
                code: text(it.it, "code").unwrap_or_default(),
                title: text(it.it, "title").unwrap_or_default(),
                department: it.it.department.clone(),
                owner: it.it.owner.clone(),
                found_on: hazard.found_on,
                due_on: hazard.due_on,
                state_label: hazard.state.label().to_owned(),
                progress: match hazard.rectified_on {
                    Some(_) => text(it.it, "rectification").or(measures),
                    None => measures,
                },
            }
        })
        .collect();
    found.sort_by(|a, b| a.code.cmp(&b.code));
    found
}
