//! What is written, read back: by our own reader and by another.

use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};
use chrono::NaiveDate;

use super::column::{ColumnSpec, Kind};
use super::header::{Header, HeaderOptions, locate};
use super::sheet::{Raw, ReadOptions, open};
use super::{csv_out, template, xlsx_out};
use crate::error::{Error, Result};

fn columns() -> Vec<ColumnSpec> {
    vec![
        ColumnSpec::new("work_no", "工号", Kind::Code).required().help("企业内唯一。"),
        ColumnSpec::new("name", "姓名", Kind::Text).required(),
        ColumnSpec::new("hired_on", "入职日期", Kind::Date),
        ColumnSpec::new("years", "工龄", Kind::Integer),
        ColumnSpec::new("fee", "金额", Kind::Money),
        ColumnSpec::new("sex", "性别", Kind::Choice(vec!["男".into(), "女".into()])),
        ColumnSpec::new("department", "部门", Kind::Choice((1..=80).map(|n| format!("第{n}生产车间")).collect())),
    ]
}

fn evil() -> Vec<Vec<Raw>> {
    let text = |text: &str| Raw::Text(text.to_owned());
    let day = |text: &str| Raw::Date(text.parse::<NaiveDate>().unwrap());
    vec![
        vec![
            text("00012"),
            text("=HYPERLINK(\"http://x\",\"点\")"),
            day("2026-03-01"),
            Raw::Number(7.0),
            Raw::Number(1234.5),
        ],
        vec![text("110101199003071234"), text("+86 138"), Raw::Blank, Raw::Blank, Raw::Number(-0.01), text("男")],
        vec![text("-5"), text("＝1+1"), day("1900-03-01"), Raw::Blank, Raw::Blank, text("@x")],
        vec![text("'=1"), text("张𠮷㛃·龑 👷\u{200d}♂ _x0041_ <&>\"'"), Raw::Blank, Raw::Number(-3.0)],
        vec![
            text("6"),
            text("第一行\n第二行,逗号\"引号\""),
            Raw::Blank,
            Raw::Blank,
            Raw::Blank,
            Raw::Blank,
            text("第1生产车间"),
        ],
    ]
}

fn read_back(path: &Path) -> Vec<Vec<Raw>> {
    let mut book = open(path, &ReadOptions::default()).unwrap();
    let rows = book.rows(0).unwrap().map(|row| {
        let row = row.unwrap();
        (0..7).map(|column| row.value(column).clone()).collect()
    });
    rows.collect()
}

fn padded(row: &[Raw]) -> Vec<Raw> {
    (0..7).map(|at| row.get(at).cloned().unwrap_or_default()).collect()
}

#[test]
fn xlsx_comes_back_as_it_went_and_holds_no_formula() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("人员.xlsx");
    let count = xlsx_out::write(&path, "人员", &columns(), evil().into_iter().map(Ok), false).unwrap();
    assert_eq!(count, 5);
    let back = read_back(&path);
    for (row, wanted) in back[1..].iter().zip(evil()) {
        assert_eq!(*row, padded(&wanted));
    }
    let mut other = open_workbook_auto(&path).unwrap();
    assert_eq!(other.worksheet_formula("人员").unwrap().used_cells().count(), 0);
    let range = other.worksheet_range("人员").unwrap();
    assert_eq!(range.get_value((1, 0)), Some(&Data::String("00012".into())));
    assert_eq!(range.get_value((1, 1)), Some(&Data::String("=HYPERLINK(\"http://x\",\"点\")".into())));
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "no temporary file may stay");
}

#[test]
fn csv_comes_back_as_it_went_and_holds_no_formula() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("人员.csv");
    csv_out::write(&path, &columns(), evil().into_iter().map(Ok), false).unwrap();
    let bytes = std::fs::read_to_string(&path).unwrap();
    assert!(bytes.starts_with("\u{feff}\"工号\",\"姓名\""));
    assert!(
        bytes.contains("'=HYPERLINK")
            && bytes.contains("'＝1+1")
            && bytes.contains(",1234.50")
            && bytes.contains("-0.01")
    );
    let as_text = |row: Vec<Raw>| -> Vec<String> {
        let money = |at: usize, value: &Raw| match value {
            Raw::Number(number) if at == 4 => format!("{number:.2}"),
            value => value.display().into_owned(),
        };
        row.iter().enumerate().map(|(at, value)| money(at, value)).collect()
    };
    for (row, wanted) in read_back(&path)[1..].iter().zip(evil()) {
        assert_eq!(as_text(row.clone()), as_text(padded(&wanted)));
    }
}

#[test]
fn a_row_that_fails_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("人员.xlsx");
    let failing = || [Ok(vec![Raw::Blank]), Err(Error::input("坏行"))].into_iter();
    let refused: Result<u64> = xlsx_out::write(&path, "人员", &columns(), failing(), false);
    assert_eq!(refused.unwrap_err().message, "坏行");
    assert!(csv_out::write(&path, &columns(), failing(), false).is_err());
    let long = [Ok(vec![Raw::Blank, Raw::Text("长".repeat(32_768))])].into_iter();
    let error = xlsx_out::write(&path, "人员", &columns(), long, false).unwrap_err();
    assert!(error.message.contains("表“人员” 第 2 行 B 列的文字超过 32767 字"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_template_has_its_header_its_guide_and_its_lists() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("模板.xlsx");
    template::write(&path, "人员", &columns(), false).unwrap();
    assert!(template::write(&path, "人员", &columns(), false).is_err());
    let mut book = open(&path, &ReadOptions::default()).unwrap();
    let sheets: Vec<(String, bool)> = book.sheets().iter().map(|s| (s.name.clone(), s.hidden)).collect();
    assert_eq!(sheets, [("人员".into(), false), ("填写说明".into(), false), ("选项".into(), true)]);
    let rows: Vec<_> = book.rows(0).unwrap().collect::<Result<_>>().unwrap();
    let header: Vec<String> = rows[0].cells.iter().map(|cell| cell.value.display().into_owned()).collect();
    assert_eq!(header, ["工号*", "姓名*", "入职日期", "工龄", "金额", "性别", "部门"]);
    assert_eq!(rows.len(), 1);
    assert_eq!(book.rows(2).unwrap().count(), 80);
    // Its own import reads the first sheet and passes the page that explains it over.
    let known: Vec<Header> = columns()
        .into_iter()
        .map(|column| Header { key: column.key, header: column.header, synonyms: Vec::new() })
        .collect();
    let found = locate(&mut book, &known, &HeaderOptions::default()).unwrap();
    assert_eq!((found.sheet, found.header.mapped.len(), found.other_sheets.as_slice()), (0, 7, &[][..]));
}
