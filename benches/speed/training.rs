//! A year's ledger of training: 20,000 rows by 工号 the first time, and a second time for nothing; then who may work.

use std::hint::black_box;
use std::path::Path;

use anguan::exchange::import::{Options, import};
use anguan::registers;
use anguan::registers::readiness::bar;
use anguan::store::Store;

use super::import::timed;
use super::{access, today};

/// People of the plant.
const PEOPLE: u32 = 500;
/// Sessions of the year; everybody is in each.
const SESSIONS: u32 = 40;

/// The roster, the ledger twice, the list of 不得上岗.
pub fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let (roster, ledger) = (folder.path().join("roster.csv"), folder.path().join("ledger.xlsx"));
    std::fs::write(&roster, names()).unwrap();
    write_ledger(&ledger);
    let mut store = Store::create(&folder.path().join("plant.db"), access()).unwrap();
    let founded = today() - chrono::Days::new(400);
    registers::enterprise::found(&mut store, "测速", founded, &[]).unwrap();
    let options = Options { create_missing: true, ..Options::default() };
    import(&mut store, registers::find("person").unwrap(), &roster, &options, today()).unwrap();
    let training = registers::find("training").unwrap();
    let rows = (PEOPLE * SESSIONS) as usize;
    for (name, added, unchanged) in [("20,000 rows of training imported", rows, 0), ("the same ledger again", 0, rows)]
    {
        timed(name, || {
            let outcome = import(&mut store, training, &ledger, &Options::default(), today()).unwrap();
            assert_eq!((outcome.added, outcome.unchanged), (added, unchanged));
        });
    }
    timed("who must not work today", || {
        black_box(bar::barred(&store, today(), false).unwrap());
    });
}

fn names() -> String {
    let mut text = String::from("工号,姓名,部门,岗位,入职日期\n");
    for n in 0..PEOPLE {
        text.push_str(&format!("G{n:04},员工{n},第{}车间,操作工,2020-03-01\n", n % 10));
    }
    text
}

/// A ledger as plants keep it: a row a person and session.
fn write_ledger(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_low_memory().unwrap();
    for (column, header) in (0..).zip(["工号", "培训日期", "培训内容", "类别", "学时", "成绩", "考核结果"])
    {
        sheet.write_string(0, column, header).unwrap();
    }
    let mut row = 0;
    for session in 0..SESSIONS {
        let day = today() - chrono::Days::new(u64::from(session) * 7 + 1);
        for person in 0..PEOPLE {
            row += 1;
            let texts =
                [format!("G{person:04}"), day.to_string(), format!("第{session}期安全培训"), "年度再培训".to_owned()];
            for (column, text) in (0..).zip(texts) {
                sheet.write_string(row, column, text).unwrap();
            }
            sheet.write_number(row, 4, 2.0).unwrap();
            sheet.write_number(row, 5, f64::from(60 + (person + session) % 40)).unwrap();
            sheet.write_string(row, 6, "合格").unwrap();
        }
    }
    book.save(path).unwrap();
}
