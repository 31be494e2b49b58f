//! The weekly, quarterly, yearly and half-yearly reports: figures the same in every format, frozen, and reports of an older
//! program still held against the records.

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use super::{shown, two_months};
use crate::support::{Plant, arg, text};

const KINDS: [(&str, &str); 5] = [
    ("weekly", "2026-W47"),
    ("quarterly", "2026-Q4"),
    ("yearly", "2026"),
    ("half_year", "2026-H2"),
    ("year_summary", "2026"),
];

fn facts(plant: &Plant, kind: &str, period: &str) -> Value {
    serde_json::from_str(&plant.ok(&["report", kind, "--period", period, "--format", "json"])).unwrap()
}

#[test]
fn text_and_workbook_of_every_report_show_the_numbers_of_the_json() {
    let mut plant = two_months();
    plant.today = "2027-01-20";
    for (kind, period) in KINDS {
        let json = facts(&plant, kind, period);
        assert_eq!((&json["report"], &json["version"]), (&kind.into(), &2.into()));
        let printed = plant.ok(&["report", kind, "--period", period]);
        let book = plant.path("book.xlsx");
        plant.ok(&["report", kind, "--period", period, "-o", arg(&book), "--force"]);
        let mut book: Xlsx<_> = open_workbook(&book).unwrap();
        let sheets = book.worksheets();
        let rows: Vec<&[Data]> = sheets.iter().flat_map(|(_, range)| range.rows()).collect();
        for it in json["comparison"]["indicators"].as_array().unwrap() {
            let label = it["label"].as_str().unwrap();
            let (now, before) = (shown(&it["now"]), shown(&it["before"]));
            let line = printed.lines().find(|line| line.starts_with(&format!("{label} "))).unwrap();
            let words: Vec<&str> = line.split_whitespace().skip(2).take(2).collect();
            assert_eq!(words, [now.as_str(), before.as_str()], "{kind}: {label}");
            let row = rows.iter().find(|row| row.first() == Some(&Data::String(label.to_owned()))).unwrap();
            let cells: Vec<String> = row[2..4].iter().map(|cell| super::cell_text(cell, it["unit"] == "%")).collect();
            assert_eq!(cells, [now, before], "{kind}: {label}");
        }
        for flow in json["hazards"]["flow"].as_array().unwrap() {
            let n = |key: &str| flow[key].as_i64().unwrap();
            let end = n("open_start") + n("registered") + n("regraded") - n("closed") - n("retired");
            assert_eq!(end, n("open_end"), "{kind}: {flow}");
        }
        assert!(!rows.iter().any(|row| row.iter().any(|cell| matches!(cell, Data::Error(_)))), "{kind}");
    }
}

#[test]
fn the_statutory_table_is_the_same_in_json_text_and_workbook() {
    let mut plant = two_months();
    plant.today = "2027-01-20";
    for (kind, period, added) in [("quarterly", "2026-Q4", 0), ("yearly", "2026", 3)] {
        let json = facts(&plant, kind, period);
        let table = &json["table"];
        let mut expected: Vec<(&str, String)> = [
            ("排查一般隐患数", "/general/found"),
            ("其中：已整改数", "/general/rectified"),
            ("排查重大隐患数", "/major/found"),
            ("其中：已整改销号数", "/major/rectified"),
            ("登记后尚未定级的隐患数", "/ungraded"),
            ("落实治理目标任务", "/plan/goal"),
            ("落实治理经费物资", "/plan/resources"),
            ("落实治理机构人员", "/plan/organisation"),
            ("落实治理时间要求", "/plan/schedule"),
            ("落实安全措施应急预案", "/plan/safety"),
        ]
        .map(|(label, path)| (label, shown(table.pointer(path).unwrap())))
        .to_vec();
        if added > 0 {
            let annual = &json["annual"];
            for (label, key) in
                [("上年结转未销号", "carried"), ("本年累计登记", "registered"), ("年末逾期未整改", "overdue")]
            {
                expected.push((label, shown(&annual[key])));
            }
        } else {
            assert!(json["annual"].is_null());
        }
        let printed = plant.ok(&["report", kind, "--period", period]);
        let book = plant.path("table.xlsx");
        plant.ok(&["report", kind, "--period", period, "-o", arg(&book), "--force"]);
        let mut book: Xlsx<_> = open_workbook(&book).unwrap();
        let (_, range) = book.worksheets().remove(0);
        let rows: Vec<&[Data]> = range.rows().collect();
        for (label, figure) in expected {
            let line =
                printed.lines().find(|line| line.contains(label)).unwrap_or_else(|| panic!("{label}: {printed}"));
            let after = line.split(label).nth(1).unwrap();
            assert_eq!(after.split_whitespace().nth(1), Some(figure.as_str()), "{kind}: {line}");
            let row = rows.iter().find(|row| row.get(1) == Some(&Data::String(label.to_owned()))).unwrap();
            assert_eq!(row[3].to_string(), figure, "{kind}: {label}");
            assert!(row[..5].iter().all(|cell| *cell != Data::Empty), "{kind}: {label}: {row:?}");
        }
        let (found, closed) = (&table["major"]["found"], &table["major"]["rectified"]);
        assert_eq!((found, closed), (&2.into(), &1.into()), "two major hazards, one closed");
        assert_eq!(table["plan"]["count"], 1);
    }
}

#[test]
fn every_report_frozen_meets_its_duty_and_a_later_change_is_named() {
    let mut plant = two_months();
    plant.today = "2027-01-20";
    let duties = ["R01/plant/2026-W47", "A05/plant/2026-Q4", "A06/plant/2026", "", "R21Y/plant/2026"];
    for ((kind, period), duty) in KINDS.into_iter().zip(duties) {
        let signed = ["--signed-by", "陈静", "--reason", "交接"];
        plant.ok(&[&["report", "submit", kind, "--period", period, "--to", "主管部门"], &signed[..]].concat());
        let due = plant.json(&["due", "--all"]);
        let found = due.as_array().unwrap().iter().find(|it| it["id"] == duty).cloned();
        assert!(duty.is_empty() || found.is_some_and(|it| it["state"] == "met"), "{duty}");
    }
    let late = plant.json(&["list", "submission", "--where", "kind=quarterly"])[0].clone();
    assert_eq!(late["late_reason"], "交接");
    assert!(plant.ok(&["report", "verify"]).contains("5 份冻结的报告与今天的记录一致"));
    plant.ok(&["add", "hazard", "title=补录的一条", "found_on=2026-11-18", "department=一车间", "kind=物的因素"]);
    let output = plant.run(&["report", "verify", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let checked: Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    for (kind, path) in [
        ("weekly", "hazards.registered"),
        ("quarterly", "table.ungraded"),
        ("yearly", "annual.registered"),
        ("half_year", "trend.months.2026-11.registered"),
        ("year_summary", "distribution.by_kind.equipment.registered"),
    ] {
        let report = checked.as_array().unwrap().iter().find(|it| it["kind"] == kind).unwrap();
        let named = report["differences"].as_array().unwrap().iter().any(|it| it["path"] == path);
        assert!(named, "{kind}: {path} in {report}");
    }
}
