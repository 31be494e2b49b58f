//! A large roster: how long reading it takes, and how long importing it, told by the wall and by the processor.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anguan::domain::identity;
use anguan::exchange::import::{Options, import};
use anguan::exchange::sheet::{self, ReadOptions};
use anguan::registers;
use anguan::store::Store;
use chrono::NaiveDate;

use super::{access, today};

/// Rows of the roster.
const ROWS: u32 = 100_000;

const HEADERS: [&str; 12] = [
    "工号",
    "姓名",
    "性别",
    "证件类型",
    "身份证号",
    "电话",
    "部门",
    "岗位",
    "用工形式",
    "入职日期",
    "离职日期",
    "备注",
];

/// Reading, a first import, a second one of the same file, undo and redo; then smaller files.
pub fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("roster.xlsx");
    write_roster(&roster, ROWS);
    let mut reading = f64::MAX;
    for _ in 0..3 {
        reading = reading.min(timed("roster read, all cells", || read(&roster)));
    }
    let mut store = Store::create(&folder.path().join("roster.db"), access()).unwrap();
    for (name, added, unchanged) in [("roster imported", ROWS, 0), ("the same roster again", 0, ROWS)] {
        let taken = timed(name, || take_in(&mut store, &roster, added, unchanged));
        println!("{name} ÷ read: {:.2}", taken / reading);
    }
    timed("the file verified", || assert!(store.verify().unwrap().is_empty()));
    timed("the import undone", || assert!(store.undo().unwrap().rows > 2 * i64::from(ROWS)));
    timed("the import done again", || assert!(store.redo().unwrap().rows > 2 * i64::from(ROWS)));
    assert!(store.verify().unwrap().is_empty());

    let (tenth, csv) = (folder.path().join("tenth.xlsx"), folder.path().join("tenth.csv"));
    write_roster(&tenth, ROWS / 10);
    write_csv(&csv, ROWS / 20);
    let mut store = Store::create(&folder.path().join("tenth.db"), access()).unwrap();
    timed("10,000 people read", || read(&tenth));
    timed("10,000 people imported", || take_in(&mut store, &tenth, ROWS / 10, 0));
    timed("the same 10,000 again", || take_in(&mut store, &tenth, 0, ROWS / 10));
    timed("the 10,000 undone", || drop(store.undo().unwrap()));
    timed("5,000 people from a csv file", || take_in(&mut store, &csv, ROWS / 20, 0));
}

fn take_in(store: &mut Store, file: &Path, added: u32, unchanged: u32) {
    let options = Options { create_missing: true, ..Options::default() };
    let outcome = import(store, registers::find("person").unwrap(), file, &options, today()).unwrap();
    assert_eq!((outcome.added, outcome.unchanged), (added as usize, unchanged as usize));
}

fn read(path: &Path) {
    let mut book = sheet::open(path, &ReadOptions::default()).unwrap();
    black_box(book.layout(0).unwrap());
    let cells: usize = book.rows(0).unwrap().map(|row| row.unwrap().cells.len()).sum();
    assert!(cells > 100_000);
}

/// Runs, prints and gives the wall's seconds; beside them the processor's and the most memory that was held.
pub fn timed(name: &str, body: impl FnOnce()) -> f64 {
    // Forgets the peak of before; where the system keeps none, none is printed.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (start, before) = (Instant::now(), ticks());
    body();
    let wall = start.elapsed().as_secs_f64();
    let processor = (ticks() - before) as f64 / 100.0;
    println!("{name:<44} {wall:>10.2}s  processor {processor:.2}s  {}", peak());
    wall
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().replace('\t', " ")
}

/// Processor time of this process, in hundredths of a second.
fn ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    stat.split(' ').skip(13).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
}

/// One invented person: the texts by column, the days of coming and of leaving as the sheet counts them.
fn person(n: u32) -> ([(u16, String); 10], u32, Option<u32>) {
    let (family, given) =
        (["张", "李", "王", "赵", "陈", "刘", "杨", "黄"], ["启安", "敏", "建国", "磊", "静", "国强"]);
    let pick = |list: &[&str]| list.get(n as usize % list.len()).copied().unwrap_or_default().to_owned();
    let sex = if n.is_multiple_of(2) { "女" } else { "男" };
    let born = today() - chrono::Days::new(u64::from(9900 + n % 9000));
    // The old form of 15 digits, to which the 18th is worked out.
    let number = format!("110105{}{:03}", born.format("%y%m%d"), (n / 9000) * 20 + (n % 10) * 2 + n % 2);
    let texts = [
        (0, format!("G{n:06}")),
        (1, format!("{}{}{}", pick(&family), pick(&given), n % 97)),
        (2, sex.to_owned()),
        (3, "居民身份证".to_owned()),
        (4, identity::canonical18(&number)),
        (5, format!("138{n:08}")),
        (6, format!("第{}车间", n % 40)),
        (7, format!("{}工{}", pick(&["焊", "钳", "电", "车"]), n % 20)),
        (8, pick(&["正式工", "合同工", "劳务派遣"])),
        (11, format!("第{}批", n % 12)),
    ];
    (texts, 40_000 + n % 5000, n.is_multiple_of(10).then_some(45_500 + n % 300))
}

/// An invented roster as an export of a personnel system writes one: 12 columns, most cells shared strings.
fn write_roster(path: &Path, rows: u32) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_low_memory().unwrap();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (column, header) in (0..).zip(HEADERS) {
        sheet.write_string(0, column, header).unwrap();
    }
    for n in 0..rows {
        let (texts, hired, ended) = person(n);
        for (column, text) in texts {
            sheet.write_string(n + 1, column, text).unwrap();
        }
        sheet.write_number_with_format(n + 1, 9, f64::from(hired), &day).unwrap();
        if let Some(ended) = ended {
            sheet.write_number_with_format(n + 1, 10, f64::from(ended), &day).unwrap();
        }
    }
    book.save(path).unwrap();
}

/// The same as text.
fn write_csv(path: &Path, rows: u32) {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
    let day = |serial: u32| (epoch + chrono::Days::new(u64::from(serial))).to_string();
    let mut lines = HEADERS.join(",") + "\n";
    for n in 0..rows {
        let (texts, hired, ended) = person(n);
        let (note, texts) = texts.split_last().unwrap();
        let texts: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
        let ended = ended.map(day).unwrap_or_default();
        lines.push_str(&format!("{},{},{ended},{}\n", texts.join(","), day(hired), note.1));
    }
    std::fs::write(path, lines).unwrap();
}
