//! A large roster: how long reading it takes, and how long importing it, told by the wall and by the processor.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anguan::domain::identity;
use anguan::exchange::import::{Options, import};
use anguan::exchange::sheet::{self, ReadOptions};
use anguan::registers;
use anguan::store::Store;

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

/// Reading, a first import, and a second one of the same file.
pub fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("roster.xlsx");
    write_roster(&roster);
    let mut reading = f64::MAX;
    for _ in 0..3 {
        reading = reading.min(timed("roster read, all cells", || read(&roster)));
    }
    let options = Options { create_missing: true, ..Options::default() };
    let mut store = Store::create(&folder.path().join("roster.db"), access()).unwrap();
    let person = registers::find("person").unwrap();
    for (name, added, unchanged) in [("roster imported", ROWS, 0), ("the same roster again", 0, ROWS)] {
        let taken = timed(name, || {
            let outcome = import(&mut store, person, &roster, &options, today()).unwrap();
            assert_eq!((outcome.added, outcome.unchanged), (added as usize, unchanged as usize));
        });
        println!("{name} ÷ read: {:.2}", taken / reading);
    }
    timed("the file verified", || assert!(store.verify().unwrap().is_empty()));
}

fn read(path: &Path) {
    let mut book = sheet::open(path, &ReadOptions::default()).unwrap();
    black_box(book.layout(0).unwrap());
    let cells: usize = book.rows(0).unwrap().map(|row| row.unwrap().cells.len()).sum();
    assert!(cells > 1_000_000);
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

/// An invented roster as an export of a personnel system writes one: 12 columns, most cells shared strings.
fn write_roster(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_low_memory().unwrap();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (column, header) in (0..).zip(HEADERS) {
        sheet.write_string(0, column, header).unwrap();
    }
    let (family, given) =
        (["张", "李", "王", "赵", "陈", "刘", "杨", "黄"], ["启安", "敏", "建国", "磊", "静", "国强"]);
    for n in 0..ROWS {
        let row = n + 1;
        let pick = |list: &[&str]| list.get(n as usize % list.len()).copied().unwrap_or_default().to_owned();
        let sex = if n % 2 == 0 { "女" } else { "男" };
        let born = today() - chrono::Days::new(u64::from(9900 + n % 9000));
        // The old form of 15 digits, to which the 18th is worked out.
        let number = format!("110105{}{:03}", born.format("%y%m%d"), (n / 9000) * 20 + (n % 10) * 2 + n % 2);
        let name = format!("{}{}{}", pick(&family), pick(&given), n % 97);
        let texts = [
            (0, format!("G{n:06}")),
            (1, name),
            (2, sex.to_owned()),
            (3, "居民身份证".to_owned()),
            (4, identity::canonical18(&number)),
            (5, format!("138{n:08}")),
            (6, format!("第{}车间", n % 40)),
            (7, format!("{}工{}", pick(&["焊", "钳", "电", "车"]), n % 20)),
            (8, pick(&["正式工", "合同工", "劳务派遣"])),
            (11, format!("第{}批", n % 12)),
        ];
        for (column, text) in texts {
            sheet.write_string(row, column, text).unwrap();
        }
        sheet.write_number_with_format(row, 9, f64::from(40_000 + n % 5000), &day).unwrap();
        if n % 10 == 0 {
            sheet.write_number_with_format(row, 10, f64::from(45_500 + n % 300), &day).unwrap();
        }
    }
    book.save(path).unwrap();
}
