//! Workbooks read back by an independent reader.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use chrono::NaiveDate;

use crate::report::Facts;
use crate::report::layout::xlsx;
use crate::report::model::{Block, Column, Page, Report, Row, Section, Table, Value};
use crate::report::monthly::sample;

fn read(report: &Report) -> Vec<(String, calamine::Range<Data>)> {
    let created = NaiveDate::from_ymd_opt(2026, 12, 3).unwrap().and_hms_opt(1, 12, 0).unwrap();
    let bytes = xlsx::xlsx(report, created).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    for (name, _) in book.worksheets() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "a formula in {name}");
    }
    book.worksheets()
}

fn tables(report: &Report) -> Vec<&Table> {
    let blocks = report.sections.iter().flat_map(|it| &it.blocks);
    blocks.filter_map(|it| if let Block::Table(table) = it { Some(table) } else { None }).collect()
}

fn same(value: &Value, data: &Data) -> bool {
    let number = |it: &Data| match it {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        _ => None,
    };
    match value {
        Value::Int(expected) => number(data) == Some(*expected as f64),
        Value::Rate(rate) => match rate.per_mille() {
            Some(tenths) => number(data) == Some(tenths as f64 / 1000.0),
            None => *data == Data::String("—".to_owned()),
        },
        Value::Fen(fen) => number(data) == Some(*fen as f64 / 100.0),
        Value::Date(date) => {
            let serial = (*date - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
            matches!(data, Data::DateTime(it) if it.as_f64() == serial as f64)
        }
        Value::Blank => *data == Data::Empty,
        Value::Absent | Value::Text(_) => *data == Data::String(value.show()),
    }
}

#[test]
fn every_table_of_the_month_stands_in_the_workbook_with_real_numbers_and_dates() {
    let report = sample::month(3).report();
    let sheets = read(&report);
    let rows: Vec<&[Data]> = sheets.iter().flat_map(|(_, range)| range.rows()).collect();
    for table in tables(&report) {
        for row in &table.rows {
            let found =
                rows.iter().any(|data| row.cells.iter().zip(data.iter()).all(|(cell, data)| same(&cell.value, data)));
            assert!(found, "{}: {:?}", table.caption, row.cells.iter().map(|it| it.value.show()).collect::<Vec<_>>());
        }
    }
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..3], ["安全生产月报", "漏查清单", "逾期未整改隐患"]);
}

#[test]
fn typed_text_never_becomes_a_formula() {
    // Openers of formulas in Excel, LibreOffice and WPS, full-width ones and those behind separators.
    const CORPUS: [&str; 12] = [
        "=HYPERLINK(\"http://evil\",\"点\")",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "＝1＋1",
        "＋1",
        "－1",
        "＠x",
        "正常;=1+1",
        "{=1+1}",
    ];
    let mut facts = sample::month(12);
    for (it, evil) in facts.hazards.overdue_list.iter_mut().zip(CORPUS) {
        it.title = evil.to_owned();
        it.owner = Some(evil.to_owned());
    }
    facts.unit.name = "=1+1".to_owned();
    let sheets = read(&facts.report());
    let cells: Vec<&Data> = sheets.iter().flat_map(|(_, range)| range.rows().flatten()).collect();
    for evil in CORPUS {
        // A carriage return is not kept apart from a newline by XML readers.
        let kept =
            |it: &&&Data| matches!(it, Data::String(text) if text.replace("_x000D_", "\r").trim() == evil.trim());
        assert!(cells.iter().filter(kept).count() >= 2, "{evil:?}");
    }
}

#[test]
fn a_head_is_repeated_on_every_page_only_where_it_is_the_only_one() {
    let table = |caption: &str| {
        let columns = vec![Column::text("内容", 20)];
        let rows = vec![Row { cells: vec!["一".into()], total: false }];
        Block::Table(Table { caption: caption.to_owned(), columns, rows, ..Table::default() })
    };
    for (captions, repeated) in [(&["甲"][..], true), (&["甲", "乙"][..], false)] {
        let sections = captions.iter().map(|it| Section::new(*it, vec![table(it)])).collect();
        let report = Report { page: Page::Ledger, title: "台账".to_owned(), sections, ..Report::default() };
        let created = NaiveDate::from_ymd_opt(2026, 12, 3).unwrap().and_hms_opt(1, 12, 0).unwrap();
        let bytes = xlsx::xlsx(&report, created).unwrap();
        let book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let titles = book.defined_names().iter().any(|(name, _)| name.contains("Print_Titles"));
        assert_eq!(titles, repeated, "{captions:?}");
    }
}
