//! The reports of a period from a plant's records: the statutory table case by case, charts, plants without records.

use chrono::{NaiveDate, TimeZone};

use crate::domain::hazard::{Level, Step, Verb, Who};
use crate::registers::hazard::{Typed, take};
use crate::registers::{Door, add, change, enterprise, resolve};
use crate::report::collect::{Collected, Moment, collect};
use crate::report::figure::figures;
use crate::report::kinds::{self, About, KINDS, ReportKind};
use crate::report::layout::text;
use crate::report::model::{Block, Chart, Report, Table, Value};
use crate::report::statistics::ten_thousands;
use crate::store::{Access, Store};

mod older;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn moment(today: &str) -> Moment {
    let today = day(today);
    let at = today.and_hms_opt(9, 0, 0).unwrap();
    Moment { today, at: chrono::FixedOffset::east_opt(8 * 3600).unwrap().from_local_datetime(&at).unwrap() }
}

/// A plant founded on the first of January, without a record.
fn plant() -> Store {
    let clock = || "2026-10-08T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", day("2026-01-01"), &[]).unwrap();
    store
}

/// The same with the people that hazards need.
fn peopled() -> Store {
    let mut store = plant();
    put(&mut store, "department", &[("name", "一车间")]);
    for name in ["王建国", "李敏", "周启明"] {
        put(&mut store, "person", &[("name", name), ("department", "一车间"), ("hired_on", "2020-03-01")]);
    }
    store
}

fn put(store: &mut Store, register: &str, pairs: &[(&str, &str)]) -> i64 {
    let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    add(store, crate::registers::find(register).unwrap(), &pairs, day("2026-12-31"), Door::Import, false).unwrap().id
}

fn hazard(store: &mut Store, found_on: &str, more: &[(&str, &str)]) -> i64 {
    let pairs = [&[("title", "配电箱未上锁"), ("found_on", found_on), ("department", "一车间")], more].concat();
    put(store, "hazard", &pairs)
}

/// Takes a step; a grading names its level, a rectification may name what it cost, in 分.
fn step(store: &mut Store, id: i64, verb: Verb, on: &str, level: Option<Level>, cost_fen: Option<i64>) {
    let who = |name: &str, store: &Store| Who::person(resolve(store, "person", name).unwrap(), name);
    let by = if verb == Verb::Rectify { "王建国" } else { "李敏" };
    let mut step = Step::new(verb, day(on), who(by, store));
    if let Some(level) = level {
        step.level = Some(level);
        step.owner = Some(who("王建国", store));
        step.due_on = Some(day("2026-12-20"));
        step.measures = Some("加锁".to_owned());
        step.funds_fen = Some(100_000);
        step.plan = Some("专人看守".to_owned());
    }
    if verb == Verb::Close && crate::registers::major::case_of(store, id).unwrap().is_none() {
        // A major hazard closes with its plan, both reports and an evaluation only.
        let plan = ["goal", "method", "resources", "organisation", "schedule", "safety", "evaluation"];
        let mut parts: Vec<(&'static str, &str)> = plan.iter().map(|column| (*column, "已落实")).collect();
        parts.extend([("meeting_on", on), ("evaluated_on", on)]);
        case(store, id, &parts, None);
        let register = crate::registers::find("hazard").unwrap();
        let reported = [("reported_on".to_owned(), on.to_owned())];
        change(store, register, id, None, &reported, day(on), Door::Cli, false).unwrap();
    }
    take(store, id, &Typed { step, words: Some("已查".into()), cost_fen }, day(on)).unwrap();
}

fn case(store: &mut Store, hazard: i64, parts: &[(&'static str, &str)], funds_fen: Option<i64>) {
    let write = store.write("test.case", |tx| {
        let mut values = vec![("hazard_id", hazard.into()), ("funds_fen", funds_fen.into())];
        values.extend(parts.iter().map(|(column, text)| (*column, (*text).into())));
        tx.add("hazard_case", &values)?;
        Ok(((), "治理方案".to_owned()))
    });
    write.unwrap();
}

fn made(store: &Store, kind: &str, period: &str, today: &str) -> Collected {
    collect(store, kinds::find(kind).unwrap(), period, moment(today)).unwrap()
}

/// A figure of the facts, as printed.
fn shown(made: &Collected, path: &str) -> String {
    let all = figures(&made.facts);
    let found = all.into_iter().find(|(it, _)| it == path).unwrap_or_else(|| panic!("no {path}"));
    Value::from(found.1).show()
}

const GENERAL: Option<Level> = Some(Level::General);
const MAJOR: Option<Level> = Some(Level::Major);

/// One thing that happens to a hazard: what, when, with which level.
type Event = (Verb, &'static str, Option<Level>);

#[test]
fn the_statutory_table_counts_each_hazard_where_the_order_puts_it() {
    use Verb::{Accept, Assess, Close, Rectify, Regrade};
    // 16号令 14 and the statistics form of the third quarter: general found, rectified; major found, closed; not graded;
    // major under governance.
    let cases: &[(&str, &str, &[Event], [u64; 6])] = &[
        (
            "accepted within",
            "2026-07-05",
            &[(Assess, "2026-07-06", GENERAL), (Rectify, "2026-07-09", None), (Accept, "2026-07-10", None)],
            [1, 1, 0, 0, 0, 0],
        ),
        (
            "accepted on the last day",
            "2026-07-05",
            &[(Assess, "2026-07-06", GENERAL), (Rectify, "2026-09-29", None), (Accept, "2026-09-30", None)],
            [1, 1, 0, 0, 0, 0],
        ),
        (
            "accepted a day later",
            "2026-09-05",
            &[(Assess, "2026-09-06", GENERAL), (Rectify, "2026-09-30", None), (Accept, "2026-10-01", None)],
            [1, 0, 0, 0, 0, 0],
        ),
        (
            "registered a day earlier",
            "2026-06-30",
            &[(Assess, "2026-07-01", GENERAL), (Rectify, "2026-07-09", None), (Accept, "2026-07-10", None)],
            [0, 0, 0, 0, 0, 0],
        ),
        ("not graded", "2026-08-01", &[], [0, 0, 0, 0, 1, 0]),
        ("graded after the end", "2026-09-28", &[(Assess, "2026-10-02", GENERAL)], [0, 0, 0, 0, 1, 0]),
        ("major and open", "2026-08-01", &[(Assess, "2026-08-02", MAJOR)], [0, 0, 1, 0, 0, 1]),
        (
            "major, accepted and not closed",
            "2026-08-01",
            &[(Assess, "2026-08-02", MAJOR), (Rectify, "2026-08-20", None), (Accept, "2026-08-21", None)],
            [0, 0, 1, 0, 0, 1],
        ),
        (
            "major and closed",
            "2026-08-01",
            &[
                (Assess, "2026-08-02", MAJOR),
                (Rectify, "2026-08-20", None),
                (Accept, "2026-08-21", None),
                (Close, "2026-08-22", None),
            ],
            [0, 0, 1, 1, 0, 0],
        ),
        ("major of an earlier quarter", "2026-05-01", &[(Assess, "2026-05-02", MAJOR)], [0, 0, 0, 0, 0, 1]),
        (
            "general, then major",
            "2026-08-01",
            &[(Assess, "2026-08-02", GENERAL), (Regrade, "2026-09-01", MAJOR)],
            [0, 0, 1, 0, 0, 1],
        ),
        (
            "major after the end",
            "2026-08-01",
            &[(Assess, "2026-08-02", GENERAL), (Regrade, "2026-10-05", MAJOR)],
            [1, 0, 0, 0, 0, 0],
        ),
    ];
    for (name, found_on, events, expected) in cases {
        let mut store = peopled();
        let id = hazard(&mut store, found_on, &[]);
        for (verb, on, level) in *events {
            step(&mut store, id, *verb, on, *level, None);
        }
        let made = made(&store, "quarterly", "2026-Q3", "2026-10-08");
        let paths = ["general.found", "general.rectified", "major.found", "major.rectified", "ungraded", "plan.count"];
        for (path, count) in paths.iter().zip(expected) {
            assert_eq!(shown(&made, &format!("table.{path}")), count.to_string(), "{name}: {path}");
        }
        let rate = |part: u64, whole: u64| {
            if whole == 0 {
                "—"
            } else if part == whole {
                "100.0%"
            } else {
                "0.0%"
            }
        };
        assert_eq!(shown(&made, "table.general.rate"), rate(expected[1], expected[0]), "{name}");
        assert_eq!(shown(&made, "table.major.rate"), rate(expected[3], expected[2]), "{name}");
        for flow in made.facts["hazards"]["flow"].as_array().unwrap() {
            let n = |key: &str| flow[key].as_i64().unwrap();
            let end = n("open_start") + n("registered") + n("regraded") - n("closed") - n("retired");
            assert_eq!(end, n("open_end"), "{name}: {flow}");
        }
    }
}

#[test]
fn what_a_plan_has_settled_is_counted_element_by_element() {
    let mut store = peopled();
    let all = [
        ("goal", "消除"),
        ("resources", "已备料"),
        ("organisation", "设备部"),
        ("schedule", "11月前"),
        ("safety", "停用"),
    ];
    for parts in [&all[..], &all[..2], &[("goal", " "), ("safety", "停用")], &[]] {
        let id = hazard(&mut store, "2026-08-01", &[]);
        step(&mut store, id, Verb::Assess, "2026-08-02", MAJOR, None);
        if !parts.is_empty() {
            case(&mut store, id, parts, None);
        }
    }
    let made = made(&store, "quarterly", "2026-Q3", "2026-10-08");
    let plan = ["count", "goal", "resources", "organisation", "schedule", "safety"];
    let counted = plan.map(|it| shown(&made, &format!("table.plan.{it}")));
    assert_eq!(counted, ["4", "2", "2", "1", "1", "2"], "a blank and a missing plan settle nothing");
    let printed = text::text(&made.report, 120);
    assert!(printed.contains("至少有 3 项治理方案尚未五项全部落实"), "{printed}");
    // A plan entered after the report was handed in is no part of it.
    assert_eq!(shown(&self::made(&store, "quarterly", "2026-Q3", "2026-10-07"), "table.plan.goal"), "0");
}

#[test]
fn money_counts_once_and_what_nobody_wrote_is_not_nothing() {
    // 分 as 万元: half up (decisions 22).
    for (fen, shown) in [(0, "0.00"), (4_999, "0.00"), (5_000, "0.01"), (1_000_000, "1.00"), (123_456_789, "123.46")] {
        assert_eq!(ten_thousands(fen).show(), shown, "{fen}");
        // A number in a workbook, not text that looks like one.
        assert!(matches!(ten_thousands(fen), Value::Fen(_)), "{fen}");
    }
    let rectified = |store: &mut Store, cost: Option<i64>| {
        let id = hazard(store, "2026-07-05", &[]);
        step(store, id, Verb::Assess, "2026-07-06", GENERAL, None);
        step(store, id, Verb::Rectify, "2026-07-09", None, cost);
    };
    let wan = |store: &Store| {
        let made = made(store, "quarterly", "2026-Q3", "2026-10-08");
        let table = tables(&made.report).into_iter().find(|it| it.caption.ends_with("统计表")).unwrap().clone();
        table.rows.last().unwrap().cells[3].value.show()
    };
    let mut store = peopled();
    assert_eq!(wan(&store), "0.00", "nothing was rectified");
    rectified(&mut store, None);
    assert_eq!(wan(&store), "—", "rectified, and nobody wrote what it cost");
    rectified(&mut store, Some(2_345_000));
    assert_eq!(wan(&store), "2.35");
    let open = hazard(&mut store, "2026-05-05", &[]);
    step(&mut store, open, Verb::Assess, "2026-05-06", MAJOR, None);
    case(&mut store, open, &[("goal", "消除")], Some(10_000_000));
    assert_eq!(wan(&store), "12.35", "what the open plan has settled counts too");
    step(&mut store, open, Verb::Rectify, "2026-08-09", None, Some(9_000_000));
    assert_eq!(wan(&store), "12.35", "and not again what was spent of it");
}

fn of_period() -> impl Iterator<Item = (&'static ReportKind, &'static str)> {
    KINDS.iter().filter(|it| matches!(it.about, About::Period(_)) && it.duty.is_some()).map(|it| {
        let period = match it.key {
            "weekly" => "2026-W38",
            "monthly" => "2026-09",
            "quarterly" => "2026-Q3",
            "half_year" => "2026-H1",
            _ => "2026",
        };
        (it, period)
    })
}

fn blocks(report: &Report) -> impl Iterator<Item = &Block> {
    report.sections.iter().flat_map(|it| &it.blocks)
}

fn tables(report: &Report) -> Vec<&Table> {
    blocks(report).filter_map(|it| if let Block::Table(table) = it { Some(table) } else { None }).collect()
}

fn charts(report: &Report) -> Vec<&Chart> {
    blocks(report).filter_map(|it| if let Block::Chart(chart) = it { Some(chart) } else { None }).collect()
}

#[test]
fn a_plant_without_records_prints_every_report_without_an_empty_cell() {
    let mut with_people = peopled();
    enterprise_without_anything(&mut with_people);
    for store in [plant(), with_people] {
        for (kind, period) in of_period() {
            let made = collect(&store, kind, period, moment("2026-10-08")).unwrap();
            assert!(made.report.sections.iter().all(|it| !it.blocks.is_empty()), "{}", kind.key);
            for table in tables(&made.report) {
                for cell in table.rows.iter().flat_map(|it| &it.cells) {
                    assert!(!cell.value.show().trim().is_empty(), "{}: {}", kind.key, table.caption);
                }
                assert!(!table.rows.is_empty() || !table.empty.is_empty(), "{}: {}", kind.key, table.caption);
            }
            let printed = text::text(&made.report, 100);
            assert!(printed.contains('无'), "{printed}");
            assert_eq!(made.facts["zero_report"], true, "{}", kind.key);
        }
    }
}

#[test]
fn a_period_before_the_records_claims_neither_nought_nor_none() {
    let mut store = peopled();
    enterprise_without_anything(&mut store);
    for (kind, period) in [
        ("weekly", "2023-W30"),
        ("monthly", "2023-10"),
        ("quarterly", "2023-Q3"),
        ("yearly", "2023"),
        ("year_summary", "2023"),
    ] {
        let made = made(&store, kind, period, "2026-10-08");
        let printed = text::text(&made.report, 200);
        assert!(printed.contains("记录起始日之前"), "{kind}: {printed}");
        for claim in
            ["零报告", "事故：无", " 0 ", "0.00", "无逾期", "无重大", "无列入", "文书：无", "类别：无", "无未办结"]
        {
            let line =
                printed.lines().find(|it| it.contains(claim) && !it.contains("不等于 0") && !it.contains("的记“—”"));
            assert_eq!(line, None, "{kind} claims {claim}");
        }
    }
}

fn enterprise_without_anything(store: &mut Store) {
    put(store, "authority", &[("name", "江城市应急管理局"), ("kind", "emergency")]);
}

#[test]
fn areas_without_records_say_so_and_never_print_nought() {
    let made = made(&peopled(), "year_summary", "2026", "2026-10-08");
    let printed = text::text(&made.report, 120);
    for area in ["安全生产费用", "应急预案和应急演练"] {
        let line = printed.lines().find(|it| it.contains("本程序尚未登记") && it.contains(area));
        assert!(
            line.is_some_and(|it| it.contains("不等于 0") || it.contains('；') || it.contains("见")),
            "{area}: {printed}"
        );
    }
    assert!(printed.contains("生产安全事故：无（零报告）"));
    // What has a register and papers of its own is not called unrecorded.
    for kept in ["教育培训", "责任制", "安全风险", "标准化"] {
        let said = printed.lines().filter(|it| it.contains(kept) && it.contains("本程序尚未登记"));
        assert_eq!(said.count(), 0, "{kept}: {printed}");
    }
}

/// A year of hazards in three months.
fn busy() -> Store {
    let mut store = peopled();
    let kinds = [("machinery", "equipment"), ("fire", "management"), ("electrical", "human")];
    for (month, count) in [(3, 2), (7, 3), (9, 4)] {
        for nth in 0..count {
            let (field, kind) = kinds[nth % 3];
            let on = |day: usize| format!("2026-{month:02}-{day:02}");
            let id = hazard(&mut store, &on(2 + nth), &[("field", field), ("kind", kind), ("accident", "机械伤害")]);
            step(&mut store, id, Verb::Assess, &on(8), GENERAL, None);
            if nth > 0 {
                step(&mut store, id, Verb::Rectify, &on(12), None, Some(35_000));
                step(&mut store, id, Verb::Accept, &on(15), None, None);
            }
        }
    }
    store
}

#[test]
fn a_chart_says_what_each_months_own_report_says() {
    let store = busy();
    let year = made(&store, "yearly", "2026", "2026-10-08");
    let months = year.facts["trend"]["months"].as_array().unwrap();
    assert_eq!(months.len(), 12);
    for point in months {
        let key = point["key"].as_str().unwrap();
        if !("2026-03"..="2026-10").contains(&key) {
            assert!(point["registered"].is_null() && point["rate"].is_null(), "{point}: nothing was recorded");
            continue;
        }
        let month = made(&store, "monthly", key, "2026-10-08");
        assert_eq!(point["registered"], month.facts["hazards"]["registered"], "{key}");
        assert_eq!(point["rate"], month.facts["hazards"]["rate"], "{key}");
        assert_eq!(point["closed"], month.facts["hazards"]["flow"][3]["closed"], "{key}");
    }
    let charts = charts(&year.report);
    assert_eq!(charts.len(), 4, "two of shares, two of months");
    for chart in charts {
        assert!(chart.series.iter().all(|it| it.values.len() == chart.labels.len()), "{}", chart.caption);
        assert!(chart.series.iter().all(|it| it.rows.iter().any(Option::is_some)), "{} opens nothing", chart.caption);
    }
}

#[test]
fn a_chart_in_text_keeps_to_the_width_and_its_values_can_be_opened() {
    use unicode_width::UnicodeWidthStr;
    let report = made(&busy(), "yearly", "2026", "2026-10-08").report;
    for width in [24, 40, 60, 80, 120] {
        for line in text::text(&report, width).lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
    let page = text::preview(&report, 80);
    let line = page.lines.iter().find(|it| it.text().starts_with("2026-09") && it.text().contains('#')).unwrap();
    let figure = line.pieces.last().unwrap();
    assert_eq!((figure.text.as_str(), page.figures[figure.figure.unwrap()].ids.len()), ("4", 4));
    let unknown = page.lines.iter().find(|it| it.text().starts_with("2026-02")).unwrap().text();
    assert!(unknown.ends_with('—') && !unknown.contains('#'), "{unknown}");
}

#[test]
fn every_figure_of_a_report_stands_in_its_text() {
    let store = busy();
    for (kind, period) in of_period() {
        let made = collect(&store, kind, period, moment("2026-10-08")).unwrap();
        let printed = text::text(&made.report, 200);
        // Not told on every paper: the parts of a total that only the figures' drill-down needs.
        let silent = |path: &str| {
            ["version", "inspections.by_department", "hazards.by_state", "hazards.by_source", "hazards.by_category"]
                .iter()
                .chain(&["items.", "findings.", "inspections.", "before.", "year_before.", "_fen", ".id"])
                .any(|part| path.contains(part))
        };
        for (path, figure) in figures(&made.facts).into_iter().filter(|(path, _)| !silent(path)) {
            let shown = Value::from(figure).show();
            assert!(printed.contains(&shown), "{}: {path} = {shown}", kind.key);
        }
    }
}

#[test]
fn the_principal_signs_the_statutory_table_and_it_names_its_article() {
    let mut store = peopled();
    store
        .write("test.enterprise", |tx| {
            let values = [("principal", "周启明".into()), ("industry", "通用设备制造业".into())];
            tx.update("enterprise", 1, None, &values)?;
            Ok(((), "企业".to_owned()))
        })
        .unwrap();
    for (kind, period, due) in [("quarterly", "2026-Q3", "15 日前"), ("yearly", "2026", "1 月 31 日前")] {
        let report = made(&store, kind, period, "2026-10-08").report;
        let signature = report.signature.as_ref().unwrap();
        assert_eq!(signature.fields.last().unwrap(), &("主要负责人 周启明（签字）".to_owned(), String::new()));
        let printed = text::text(&report, 120);
        for part in ["安全生产事故隐患排查治理暂行规定", "第十四条", due, "所属行业：通用设备制造业", "联系电话：—"]
        {
            assert!(printed.contains(part), "{part} in {printed}");
        }
    }
}

#[cfg(feature = "pdf")]
#[test]
fn every_figure_of_a_report_stands_on_its_paper() {
    use super::paper_pdf::{print, text_of};
    for store in [busy(), plant()] {
        for (kind, period) in of_period() {
            let report = collect(&store, kind, period, moment("2026-10-08")).unwrap().report;
            let pdf = print(&report, None).unwrap();
            assert!(
                pdf.pages <= 12 && pdf.warnings.is_empty(),
                "{}: {} pages, {:?}",
                kind.key,
                pdf.pages,
                pdf.warnings
            );
            let Some(paper) = text_of(&pdf) else { continue };
            let says = |text: String| {
                let bare: String = text.chars().filter(|it| !it.is_whitespace()).collect();
                assert!(paper.contains(&bare), "{}: {text} in {paper}", kind.key);
            };
            for block in blocks(&report) {
                match block {
                    Block::Para(runs) => runs.iter().for_each(|it| says(it.value.show())),
                    Block::Chart(chart) => {
                        let values = chart.series.iter().flat_map(|it| &it.values);
                        values.for_each(|it| says(Value::from(*it).show()));
                        chart.labels.iter().for_each(|it| says(it.clone()));
                    }
                    Block::Table(table) => {
                        // Text may be broken over two lines or pages; a figure is not.
                        let figure =
                            |it: &Value| matches!(it, Value::Int(_) | Value::Rate(_) | Value::Fen(_) | Value::Date(_));
                        let cells = table.rows.iter().flat_map(|it| &it.cells).filter(|it| figure(&it.value));
                        cells.for_each(|it| says(it.value.show()));
                    }
                    Block::Note(_) | Block::Form(_) => {}
                }
            }
        }
    }
}
