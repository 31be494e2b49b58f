//! Reports: every number recounted from the lists alone, the same in every format, frozen when handed in.

mod periodic;
mod recount;

use std::collections::BTreeMap;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::support::{Plant, arg, text};

/// Two months of a small plant: plans, holidays, inspections in time and late, hazards in every state.
fn two_months() -> Plant {
    let mut plant = Plant::new("2026-10-01");
    for args in [
        &["add", "department", "name=一车间"][..],
        &["add", "department", "name=二车间"],
        &["add", "post", "name=班组长", "role=班组长"],
        &["add", "person", "no=A001", "姓名=王建国", "部门=一车间", "岗位=班组长"],
        &["add", "person", "no=A002", "姓名=李敏", "部门=二车间"],
        &["add", "person", "no=A003", "姓名=赵磊", "部门=二车间"],
        &["add", "person", "no=A004", "姓名=陈静"],
        &["add", "authority", "name=江城市应急管理局", "kind=应急管理"],
        &[
            "add",
            "plan",
            "checklist=班组日检查表",
            "frequency=每日",
            "place=一车间",
            "department=一车间",
            "post=班组长",
            "from_on=2026-10-05",
        ],
        &[
            "add",
            "plan",
            "checklist=车间周检查表",
            "frequency=每周",
            "place=二车间",
            "department=二车间",
            "person=A003",
            "from_on=2026-10-05",
        ],
        &["add", "plan", "checklist=厂级月度综合检查表", "frequency=每月", "from_on=2026-10-01"],
        &["add", "calendar_day", "kind=放假", "from_on=2026-10-01", "to_on=2026-10-07"],
        &["add", "calendar_day", "kind=调休上班", "from_on=2026-10-10"],
        &["add", "calendar_day", "kind=停产", "from_on=2026-11-16", "to_on=2026-11-17", "department=一车间"],
    ] {
        plant.ok(args);
    }
    let daily = |plant: &Plant, more: &[&str]| {
        plant.ok(&[&["inspect", "--checklist", "daily", "--by", "A001", "--place", "一车间", "--rest-checked"], more]
            .concat());
    };
    let assess = |plant: &Plant, id: &str, owner: &str, due: &str| {
        plant.ok(&["hazard", id, "assess", "--level", "general", "--owner", owner, "--due", due]);
    };
    let found = |plant: &Plant, title: &str, more: &[&str]| {
        let said = plant.ok(&[&["add", "hazard", &format!("title={title}")], more].concat());
        format!("YH-2026-{}", &said.split("YH-2026-").nth(1).unwrap()[..4])
    };
    plant.today = "2026-10-08";
    daily(&plant, &[]);
    plant.today = "2026-10-10";
    daily(&plant, &["--fail", "D05:防护罩缺失", "--fail", "D08:插座破损"]);
    assess(&plant, "YH-2026-0001", "A001", "2026-10-20");
    assess(&plant, "YH-2026-0002", "A001", "2026-10-25");
    plant.today = "2026-10-17";
    plant.ok(&[
        "inspect",
        "--checklist",
        "weekly",
        "--by",
        "A003",
        "--place",
        "二车间",
        "--find",
        "通道堆物",
        "--rest-checked",
    ]);
    assess(&plant, "YH-2026-0003", "A003", "2026-10-30");
    plant.today = "2026-10-18";
    plant.ok(&["hazard", "YH-2026-0001", "rectify"]);
    plant.today = "2026-10-19";
    plant.ok(&["hazard", "YH-2026-0001", "accept", "--by", "A002"]);
    plant.today = "2026-10-20";
    let gas = found(&plant, "报警器停用", &["department=二车间", "field=消防"]);
    let fixes = ["--measures", "更换主机", "--funds", "20000", "--plan", "专人看守"];
    plant.ok(&[&["hazard", &gas, "assess", "--level", "major", "--owner", "A003", "--due", "2026-12-15"], &fixes[..]]
        .concat());
    plant.today = "2026-10-28";
    let rack = found(&plant, "货架倾斜", &["department=二车间"]);
    plant.today = "2026-10-30";
    plant.ok(&["inspect", "--checklist", "monthly", "--by", "A004", "--rest-checked"]);
    plant.today = "2026-11-02";
    plant.ok(&["hazard", "YH-2026-0003", "rectify"]);
    assess(&plant, &rack, "A001", "2026-11-28");
    plant.today = "2026-11-03";
    daily(&plant, &["--fail", "D08:又破损", "--na", "D14:本车间无气瓶", "--unchecked", "D01"]);
    plant.today = "2026-11-04";
    daily(&plant, &[]);
    let pit = found(&plant, "地坑无盖板", &["department=一车间", "source=上级检查"]);
    plant.ok(&[&["hazard", &pit, "assess", "--level", "major", "--owner", "A001", "--due", "2026-11-20"], &fixes[..]]
        .concat());
    plant.today = "2026-11-05";
    let stairs = found(&plant, "爬梯松动", &["source=员工报告", "field=高处作业"]);
    plant.today = "2026-11-06";
    plant.ok(&["hazard", "YH-2026-0003", "accept", "--by", "A001"]);
    assess(&plant, &stairs, "A003", "2026-11-30");
    plant.today = "2026-11-08";
    let guard = found(&plant, "砂轮机缺挡板", &["department=一车间", "field=机械"]);
    assess(&plant, &guard, "A001", "2026-11-12");
    plant.today = "2026-11-09";
    let twice = found(&plant, "重复登记的一条", &[]);
    plant.today = "2026-11-10";
    plant.ok(&["retire", "hazard", &twice, "--reason", "重复"]);
    plant.ok(&["hazard", &stairs, "start"]);
    plant.ok(&["hazard", &guard, "rectify"]);
    plant.today = "2026-11-11";
    plant.ok(&["hazard", &guard, "return", "--reason", "未固定", "--by", "A002"]);
    plant.today = "2026-11-12";
    plant.ok(&["inspect", "--checklist", "weekly", "--by", "A003", "--place", "二车间", "--rest-checked"]);
    plant.today = "2026-11-13";
    plant.ok(&["hazard", &guard, "rectify"]);
    plant.today = "2026-11-15";
    plant.ok(&["hazard", &guard, "accept", "--by", "A002"]);
    plant.ok(&["hazard", &pit, "rectify"]);
    plant.today = "2026-11-18";
    plant.ok(&["hazard", &pit, "accept", "--by", "A004"]);
    let said = plant.fails(2, &["hazard", &pit, "close", "--by", "A004"]);
    for part in ["重大隐患档案", "治理的目标和任务", "主管部门报告", "职工大会", "评估"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    plant.ok(&["set", "hazard", &pit, "reported_on=2026-11-04"]);
    plant.ok(&[
        "add",
        "hazard_case",
        &format!("hazard={pit}"),
        "goal=盖板齐全",
        "method=制作安装盖板",
        "resources=自有资金",
        "organisation=一车间",
        "schedule=11月20日前",
        "safety=围栏警戒",
        "planned_on=2026-11-05",
        "meeting_on=2026-11-05",
        "evaluated_on=2026-11-18",
        "evaluation=合格",
    ]);
    plant.ok(&["hazard", &pit, "close", "--by", "A004"]);
    plant.today = "2026-11-20";
    plant.ok(&["inspect", "--checklist", "cl.fire", "--by", "A004", "--find", "灭火器过期", "--rest-checked"]);
    plant.ok(&["hazard", &stairs, "extend", "--due", "2026-12-10", "--reason", "备件未到"]);
    plant.today = "2026-11-21";
    let light = found(&plant, "应急灯不亮", &["department=二车间"]);
    assess(&plant, &light, "A003", "2026-11-25");
    plant.today = "2026-11-22";
    let floor = found(&plant, "地面油污", &["department=一车间"]);
    plant.ok(&["hazard", &floor, "rectify", "--level", "general", "--owner", "A003", "--measures", "清理地面"]);
    plant.ok(&["hazard", &floor, "accept", "--by", "A001"]);
    plant.today = "2026-11-23";
    plant.ok(&["hazard", "YH-2026-0001", "recur"]);
    plant.today = "2026-11-24";
    plant.ok(&["hazard", &light, "rectify"]);
    plant.ok(&["report", "note", "monthly", "--period", "2026-11", "--section", "存在问题", "--text", "夜班交接漏查"]);
    plant.today = "2026-12-01";
    plant
}

/// Every number of a report with its path; a rate is `part/whole`.
fn numbers(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    let under = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Number(number) => drop(found.insert(path.to_owned(), number.to_string())),
        Value::Object(map) => {
            if let (Some(part), Some(whole)) = (map.get("part"), map.get("whole")) {
                let (part, whole) = (part.as_u64().unwrap(), whole.as_u64().unwrap());
                let expected = (whole > 0).then(|| part as f64 / whole as f64);
                let value = map["value"].as_f64();
                assert_eq!(value.is_some(), expected.is_some(), "{path}");
                assert!(value.zip(expected).is_none_or(|(a, b)| (a - b).abs() < 1e-12), "{path}");
                found.insert(path.to_owned(), format!("{part}/{whole}"));
                return;
            }
            for (key, item) in map {
                if !(path.is_empty() && ["rows", "version"].contains(&key.as_str())) {
                    numbers(item, &under(key), found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let key = item.get("key").or(item.get("code")).and_then(Value::as_str);
                numbers(item, &under(key.unwrap_or(&index.to_string())), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn numbers_of(report: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    numbers(report, "", &mut found);
    found
}

/// A figure as printed.
fn shown(figure: &Value) -> String {
    match figure {
        Value::Null => "—".to_owned(),
        Value::Number(number) => number.to_string(),
        rate => {
            let (part, whole) = (rate["part"].as_u64().unwrap(), rate["whole"].as_u64().unwrap());
            if whole == 0 {
                return "—".to_owned();
            }
            let tenths = (part * 2000 + whole) / (whole * 2);
            let tenths = if part < whole { tenths.min(999) } else { tenths };
            format!("{}.{}%", tenths / 10, tenths % 10)
        }
    }
}

#[test]
fn every_number_of_the_month_is_recounted_from_the_lists_alone() {
    let plant = two_months();
    let month = plant.ok(&["report", "monthly", "--period", "2026-11", "--format", "json"]);
    let month: Value = serde_json::from_str(&month).unwrap();
    let expected = recount::month(&plant, "2026-11-01", "2026-11-30");
    let found = numbers_of(&month);
    let differing: Vec<String> = expected
        .keys()
        .chain(found.keys())
        .filter(|path| expected.get(*path) != found.get(*path))
        .map(|path| format!("{path}: lists {:?}, report {:?}", expected.get(path), found.get(path)))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert!(found.len() > 150, "{}", found.len());
    assert_eq!(month["comparison"]["indicators"][0]["year_before"], Value::Null, "not recorded is not 0");
    for flow in month["hazards"]["flow"].as_array().unwrap() {
        let n = |key: &str| flow[key].as_i64().unwrap();
        let balance = n("open_start") + n("registered") + n("regraded") - n("closed") - n("retired");
        assert_eq!(balance, n("open_end"), "{flow}");
    }
}

#[test]
fn the_records_behind_a_figure_are_as_many_as_it_says() {
    let plant = two_months();
    let month: Value =
        serde_json::from_str(&plant.ok(&["report", "monthly", "--period", "2026-11", "--format", "json"])).unwrap();
    let found = numbers_of(&month);
    let mut opened = 0;
    for (path, rows) in month["rows"].as_object().unwrap() {
        let ids = rows["ids"].as_array().unwrap();
        assert!(!ids.is_empty() && found.contains_key(path), "{path}");
        if rows["register"] == "hazard" && path.starts_with("hazards") {
            let figure = found[path].split('/').next_back().unwrap().trim_start_matches('-').to_owned();
            let figure: usize = if path == "hazards.in_time" {
                found[path].split('/').next().unwrap().parse().unwrap()
            } else {
                figure.parse().unwrap()
            };
            assert!(ids.len() == figure || path.ends_with("regraded"), "{path}: {figure}, {} rows", ids.len());
            opened += 1;
        }
    }
    assert!(opened > 30, "{opened}");
}

#[test]
fn text_workbook_and_word_show_the_numbers_of_the_json() {
    let plant = two_months();
    let month: Value =
        serde_json::from_str(&plant.ok(&["report", "monthly", "--period", "2026-11", "--format", "json"])).unwrap();
    let printed = plant.ok(&["report", "monthly", "--period", "2026-11"]);
    let book = plant.path("month.xlsx");
    let said = plant.ok(&["report", "monthly", "--period", "2026-11", "-o", arg(&book)]);
    assert!(said.contains("month.xlsx"), "{said}");
    let mut book: Xlsx<_> = open_workbook(&book).unwrap();
    let sheets = book.worksheets();
    let rows: Vec<&[Data]> = sheets.iter().flat_map(|(_, range)| range.rows()).collect();
    let word = word_rows(&plant);
    for it in month["comparison"]["indicators"].as_array().unwrap() {
        let label = it["label"].as_str().unwrap();
        let figures: Vec<String> = ["now", "before", "year_before"].iter().map(|key| shown(&it[key])).collect();
        let line = printed.lines().find(|line| line.starts_with(&format!("{label} "))).unwrap();
        let words: Vec<&str> = line.split_whitespace().skip(2).collect();
        assert_eq!(words, figures, "{label}");
        let row = rows.iter().find(|row| row.first() == Some(&Data::String(label.to_owned()))).unwrap();
        let cells: Vec<String> = row[2..5].iter().map(|cell| cell_text(cell, it["unit"] == "%")).collect();
        assert_eq!(cells, figures, "{label}");
        let row = word.iter().find(|row| row.first().is_some_and(|it| it == label)).unwrap();
        assert_eq!(row[2..5], figures, "{label}");
    }
    for part in ["江城市应急管理局：", "夜班交接漏查", "应急灯不亮", "报警器停用", "放假"] {
        assert_eq!(printed.contains(part), part != "放假", "{part}");
    }
}

/// The cells of every row of the month's Word document, tags cut away.
fn word_rows(plant: &Plant) -> Vec<Vec<String>> {
    let path = plant.path("month.docx");
    let said = plant.ok(&["report", "monthly", "--period", "2026-11", "--format", "DOCX", "-o", arg(&path)]);
    assert!(said.contains("month.docx"), "{said}");
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let document = std::io::read_to_string(zip.by_name("word/document.xml").unwrap()).unwrap();
    let text = |cell: &str| cell.split('<').filter_map(|it| it.split_once('>')).map(|(_, text)| text).collect();
    let rows = document.split("<w:tr>").skip(1).filter_map(|row| row.split("</w:tr>").next());
    rows.map(|row| row.split("<w:tc>").skip(1).map(text).collect()).collect()
}

fn cell_text(cell: &Data, is_rate: bool) -> String {
    match cell {
        Data::Float(number) if is_rate => format!("{:.1}%", number * 100.0),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        other => other.to_string(),
    }
}

#[test]
fn an_empty_plant_reports_zero_and_leaves_no_cell_empty() {
    let plant = Plant::new("2026-12-01");
    let month: Value =
        serde_json::from_str(&plant.ok(&["report", "monthly", "--period", "2026-11", "--format", "json"])).unwrap();
    assert_eq!(month["zero_report"], true);
    for it in month["comparison"]["indicators"].as_array().unwrap() {
        assert_eq!((&it["before"], &it["year_before"]), (&Value::Null, &Value::Null), "{it}");
    }
    let printed = plant.ok(&["report", "monthly", "--period", "2026-11"]);
    for part in ["零报告", "逾期未整改隐患", "本期无重大事故隐患", "无。", "—"] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    assert_eq!(printed.matches("安全生产周报告").count(), 1, "forty-eight weeks are one line: {printed}");
    let book = plant.path("zero.xlsx");
    plant.ok(&["report", "monthly", "--period", "2026-11", "-o", arg(&book)]);
    let mut book: Xlsx<_> = open_workbook(&book).unwrap();
    let (_, range) = book.worksheets().remove(0);
    let rows: Vec<&[Data]> = range.rows().collect();
    for label in ["计划自查", "自查完成率", "登记隐患", "隐患整改率"] {
        let row = rows.iter().find(|row| row.first() == Some(&Data::String(label.to_owned()))).unwrap();
        assert!(row[..5].iter().all(|cell| *cell != Data::Empty), "{label}: {row:?}");
    }
}

#[test]
fn a_report_handed_in_is_frozen_and_a_later_change_is_named() {
    let mut plant = two_months();
    plant.today = "2026-12-03";
    let state = |plant: &Plant| {
        let due = plant.json(&["due", "--all"]);
        let found = due.as_array().unwrap().iter().find(|it| it["id"] == "R02/plant/2026-11").cloned();
        found.unwrap()["state"].clone()
    };
    assert_eq!(state(&plant), "due");
    plant.ok(&[
        "report",
        "submit",
        "monthly",
        "--period",
        "2026-11",
        "--to",
        "江城市应急管理局",
        "--signed-by",
        "陈静",
    ]);
    assert_eq!(state(&plant), "met");
    let logged = plant.json(&["list", "submission"])[0].clone();
    assert_eq!(
        (&logged["kind"], &logged["period"], &logged["number"]),
        (&"monthly".into(), &"2026-11".into(), &1.into())
    );
    assert!(plant.ok(&["report", "verify"]).contains("一致"));
    // The forecast of the next month may change; what was said of the month may not.
    plant.ok(&["add", "plan", "checklist=夏季安全检查表", "frequency=每月", "from_on=2026-12-01"]);
    assert!(plant.ok(&["report", "verify"]).contains("一致"));
    plant.ok(&["add", "hazard", "title=补录的一条", "found_on=2026-11-25", "department=一车间"]);
    let output = plant.run(&["report", "verify"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    let before = logged_figure(&plant, "hazards.registered");
    assert!(said.contains(&format!("登记隐患（hazards.registered）：冻结时 {before}，现在 {}", before + 1)), "{said}");
    assert!(said.contains("hazards.by_department.1.registered"), "{said}");
    assert!(plant.ok(&["verify"]).contains("文件完好"), "a difference is no damage");
    plant.ok(&["report", "submit", "monthly", "--period", "2026-11", "--to", "江城市应急管理局", "--channel", "平台"]);
    assert_eq!(plant.json(&["list", "submission", "--where", "number=2"])[0]["channel"], "平台");
}

/// A figure of the first frozen report.
fn logged_figure(plant: &Plant, path: &str) -> i64 {
    let conn = rusqlite::Connection::open(plant.db()).unwrap();
    let facts: String = conn.query_row("SELECT facts FROM submission WHERE number = 1", [], |r| r.get(0)).unwrap();
    let facts: Value = serde_json::from_str(&facts).unwrap();
    path.split('.').fold(&facts, |at, key| &at[key]).as_i64().unwrap()
}

#[test]
fn what_cannot_be_reported_is_refused_with_what_to_do() {
    let mut plant = two_months();
    let cases: &[(&[&str], &str)] = &[
        (&["report"], "report list"),
        (&["report", "nothing", "--period", "2026-11"], "monthly"),
        (&["report", "monthly"], "--period 2026-11"),
        (&["report", "monthly", "--period", "2026-Q3"], "2026-11"),
        (&["report", "monthly", "--period", "2027-02"], "还没有开始"),
        (&["report", "monthly", "--period", "2026-11", "--format", "odt"], "pdf、docx"),
        (&["report", "notice"], "--record"),
        (&["report", "notice", "--record", "YH-2026-9999"], "YH-2026-9999"),
        (&["report", "submit", "monthly", "--period", "2026-12", "--to", "局"], "还没有结束"),
        (&["report", "submit", "monthly", "--period", "2026-11", "--to", " "], "--to"),
        (&["report", "submit", "monthly", "--period", "2026-11", "--to", "局", "--date", "2026-12-09"], "还没有到"),
        (&["report", "submit", "notice", "--period", "2026-11", "--to", "局"], "--record"),
        (
            &["report", "note", "monthly", "--period", "2026-11", "--section", "天气", "--text", "晴"],
            "工作情况、存在问题、下期安排",
        ),
    ];
    let before = plant.bytes();
    for (args, part) in cases {
        let said = plant.fails(2, args);
        assert!(said.contains(part), "{args:?}: {part} in {said}");
    }
    assert_eq!(plant.bytes(), before, "nothing was written");
    plant.today = "2026-11-24";
    let running = plant.ok(&["report", "monthly", "--period", "2026-11"]);
    assert!(running.contains("期间尚未结束"), "{running}");
    let file = plant.path("a.txt");
    plant.ok(&["report", "monthly", "--period", "2026-11", "-o", arg(&file)]);
    assert!(plant.fails(2, &["report", "monthly", "--period", "2026-11", "-o", arg(&file)]).contains("--force"));
    plant.ok(&["report", "monthly", "--period", "2026-11", "-o", arg(&file), "--force"]);
}

#[test]
fn the_papers_of_a_hazard_and_of_an_inspection_carry_its_record() {
    let plant = two_months();
    let notice = plant.ok(&["report", "notice", "--record", "YH-2026-0002"]);
    for part in ["整改〔2026〕2号", "插座破损", "王建国", "2026-10-25", "整改要求：线路与插座"] {
        assert!(notice.contains(part), "{part} in {notice}");
    }
    let paper = plant.ok(&["report", "acceptance", "--record", "YH-2026-0009"]);
    for part in ["退回整改 1 次", "未固定", "李敏", "√ 合格", "超过整改期限"] {
        assert!(paper.contains(part), "{part} in {paper}");
    }
    let sheet = plant.ok(&["report", "inspection", "--record", "JC-2026-00005"]);
    for part in ["又破损", "不适用 1", "未检查 1", "本车间无气瓶"] {
        assert!(sheet.contains(part), "{part} in {sheet}");
    }
}

#[cfg(feature = "pdf")]
mod pdf {
    use super::*;

    /// A plant with this many overdue hazards.
    fn with_overdue(count: usize) -> Plant {
        let mut plant = Plant::new("2026-11-01");
        plant.ok(&["add", "department", "name=一车间"]);
        plant.ok(&["add", "person", "no=A001", "姓名=王建国", "部门=一车间"]);
        let mut rows = "隐患描述,级别,发现日期,责任部门,整改责任人,整改期限,地点\n".to_owned();
        for n in 1..=count {
            rows += &format!(
                "第 {n} 处：配电箱未上锁，柜门警示标志缺失，须重新张贴并上锁,一般,2026-11-01,一车间,A001,2026-11-{:02},东侧配电间\n",
                1 + n % 28
            );
        }
        plant.today = "2026-12-01";
        if count > 0 {
            let file = plant.write("hazards.csv", rows);
            plant.ok(&["import", "hazard", arg(&file)]);
        }
        plant
    }

    #[test]
    fn a_month_prints_with_any_number_of_overdue_hazards() {
        let mut pages = Vec::new();
        for count in [0, 3, 40, 400] {
            let plant = with_overdue(count);
            let said = plant.ok(&["report", "monthly", "--period", "2026-11", "--format", "pdf"]);
            let name = "江城精工机械有限公司_安全生产月报_2026-11.pdf";
            assert!(said.contains(name), "{said}");
            let bytes = std::fs::read(plant.path(name)).unwrap();
            assert!(bytes.starts_with(b"%PDF") && bytes.len() > 10_000);
            if let Some(keep) = std::env::var_os("ANGUAN_KEEP_PDF") {
                std::fs::write(std::path::Path::new(&keep).join(format!("month-{count}.pdf")), &bytes).unwrap();
            }
            let number: usize = said.split('（').nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
            pages.push(number);
        }
        assert!(pages[0] <= pages[1] && pages[1] < pages[2] && pages[2] < pages[3], "{pages:?}");
    }
}
