//! Comparisons with calamine, for the eye: values of any file, and the time for a large one.

use std::path::{Path, PathBuf};

use super::tests::rows;
use super::*;

#[test]
#[ignore = "compares with calamine on the file named by ANGUAN_TEST_SHEET"]
fn the_same_values_as_calamine() {
    use calamine::{Data, Reader, open_workbook_auto};
    let path = PathBuf::from(std::env::var("ANGUAN_TEST_SHEET").unwrap());
    let mut theirs = open_workbook_auto(&path).unwrap();
    let name = theirs.sheet_names()[0].clone();
    let range = theirs.worksheet_range(&name).unwrap();
    let mut compared = 0;
    for row in rows(&path).unwrap() {
        for cell in &row.cells {
            let other = range.get_value((row.number - 1, cell.column)).unwrap();
            let same = match (&cell.value, other) {
                (Raw::Text(a), Data::String(b)) => *a == strings::cleaned(b),
                (Raw::Text(a), Data::Float(b)) => a.parse::<f64>().unwrap() == *b,
                (Raw::Number(a), Data::Float(b)) => a == b,
                (Raw::Number(a), Data::Int(b)) => *a == *b as f64,
                (Raw::Bool(a), Data::Bool(b)) => a == b,
                (Raw::Date(a), Data::DateTime(b)) => Epoch::From1900.day(b.as_f64()).unwrap() == *a,
                (Raw::Error(_), Data::Error(_)) => true,
                _ => false,
            };
            assert!(same, "{} {:?} {other:?}", row.place(Some(cell.column)), cell.value);
            compared += 1;
        }
    }
    let filled = range
        .used_cells()
        .filter(|(_, _, value)| !matches!(value, Data::String(text) if text.trim().is_empty()))
        .count();
    assert_eq!(compared, filled);
    println!("{compared} cells");
}

#[test]
#[ignore = "prints times; run it optimised"]
fn a_hundred_thousand_rows_are_read_as_fast_as_calamine_reads_them() {
    let path = std::env::temp_dir().join("anguan-100000-rows.xlsx");
    if path.exists() {
        time_both(&path);
    } else {
        write_large(&path);
        println!("written; run again, so that the writer's memory is not counted");
    }
}

fn write_large(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for row in 0..100_000_u32 {
        for column in 0..12_u16 {
            match column {
                0 => sheet.write_string(row, column, format!("{row:06}")).unwrap(),
                3 => sheet.write_number_with_format(row, column, f64::from(40_000 + row % 5000), &day).unwrap(),
                4..=6 => sheet.write_number(row, column, f64::from(row) * 1.5).unwrap(),
                _ => sheet.write_string(row, column, format!("张三{}第{column}列", row % 977)).unwrap(),
            };
        }
    }
    book.save(path).unwrap();
}

fn time_both(path: &Path) {
    use calamine::{DataRef, Reader, Xlsx, open_workbook};
    let rss = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned()
    };
    // Processor time, in hundredths of a second: the machine may be busy with other things.
    let cpu = || {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
        stat.split(' ').skip(13).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>()
    };
    for _ in 0..5 {
        let start = cpu();
        let mut book = open(path, &ReadOptions::default()).unwrap();
        let layout = book.layout(0).unwrap();
        let between = cpu() - start;
        let count: usize = book.rows(0).unwrap().map(|row| row.unwrap().cells.len()).sum();
        println!("ours {count} cells {}, of which layout {between} {} {}", cpu() - start, layout.merges.len(), rss());
    }
    for _ in 0..5 {
        let start = cpu();
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let name = book.sheet_names()[0].clone();
        let mut cells = book.worksheet_cells_reader(&name).unwrap();
        let mut count = 0;
        while let Some(cell) = cells.next_cell().unwrap() {
            if let DataRef::SharedString(text) = cell.get_value() {
                std::hint::black_box((*text).to_owned());
            }
            count += 1;
        }
        println!("calamine {count} cells {}", cpu() - start);
    }
    println!("at the end {}", rss());
}
