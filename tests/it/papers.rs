//! Working papers: blank sheets whose codes are entered again, ledgers of every register, one person's page.

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::support::{Plant, arg};

/// A plant with at least one record in most registers.
fn some_of_everything() -> Plant {
    let plant = Plant::new("2026-11-20");
    for args in [
        &["add", "authority", "name=江城市应急管理局", "kind=应急管理"][..],
        &["add", "department", "name=一车间"],
        &["add", "post", "name=班组长", "role=班组长"],
        &[
            "add",
            "person",
            "no=A001",
            "姓名=王建国",
            "部门=一车间",
            "岗位=班组长",
            "身份证号=11010519491231002X",
            "电话=13800138000",
            "入职日期=2020-03-01",
        ],
        &["add", "person", "no=A002", "姓名=李敏"],
        &["add", "absence", "person=A001", "left_on=2025-02-01", "returned_on=2025-05-06", "reason=病假"],
        &["add", "calendar_day", "kind=放假", "from_on=2026-10-01", "to_on=2026-10-07"],
        &[
            "add",
            "plan",
            "checklist=班组日检查表",
            "frequency=每日",
            "place=一车间",
            "department=一车间",
            "person=A001",
            "from_on=2026-11-16",
        ],
        &[
            "inspect",
            "--checklist",
            "daily",
            "--by",
            "A001",
            "--place",
            "一车间",
            "--fail",
            "D05:防护罩缺失",
            "--rest-checked",
        ],
        &["hazard", "YH-2026-0001", "assess", "--level", "general", "--owner", "A001", "--due", "2026-11-25"],
        &["add", "hazard", "title==1+1 通道堆物", "found_by=A002", "place=北门"],
    ] {
        plant.ok(args);
    }
    plant
}

fn report(plant: &Plant, args: &[&str]) -> Value {
    let printed = plant.ok(&[&["report"], args, &["--format", "json"]].concat());
    serde_json::from_str(&printed).unwrap()
}

fn strings<'a>(items: &'a Value, key: &str) -> Vec<&'a str> {
    items.as_array().unwrap().iter().map(|it| it[key].as_str().unwrap()).collect()
}

#[test]
fn the_codes_of_a_blank_sheet_are_those_that_fast_entry_takes() {
    let plant = some_of_everything();
    for list in ["daily", "monthly", "electric"] {
        let sheet = report(&plant, &["sheet", "--record", list]);
        let codes = strings(&sheet["items"], "code");
        assert!(codes.len() > 5, "{list}");
        let printed = plant.ok(&["report", "sheet", "--record", list]);
        let fails: Vec<&str> = codes.iter().flat_map(|code| ["--fail", *code]).collect();
        let made = plant.json(&[&["inspect", "--checklist", list, "--by", "A002"], fails.as_slice()].concat());
        assert_eq!(
            (made["failed"].as_u64().unwrap(), made["not_checked"].as_u64()),
            (codes.len() as u64, Some(0)),
            "{list}"
        );
        for code in codes {
            assert!(printed.contains(code), "{list} {code}");
        }
    }
}

#[test]
fn a_blank_sheet_has_room_for_what_is_written_by_hand() {
    let plant = some_of_everything();
    let printed = plant.ok(&["report", "sheet", "--record", "daily", "--place", "二车间", "--date", "2026-11-23"]);
    for part in [
        "班组日检查表",
        "二车间",
        "2026-11-23",
        "□",
        "不\n合格",
        "陪同人",
        "检查表以外发现的问题",
        "其余各项均已逐项检查",
    ] {
        assert!(part.lines().all(|it| printed.contains(it)), "{part} in {printed}");
    }
    let measured = report(&plant, &["sheet", "--record", "electric"]);
    let measured: Vec<&Value> =
        measured["items"].as_array().unwrap().iter().filter(|it| !it["unit"].is_null()).collect();
    for item in measured {
        assert!(item["limits"].is_string(), "{item}");
    }
    // For a plan the head is filled in from it, with the occurrence that is owed.
    let planned = report(&plant, &["plan_sheet", "--record", "1"]);
    for (key, value) in
        [("place", "一车间"), ("department", "一车间"), ("inspector", "王建国"), ("checklist", "班组日检查表")]
    {
        assert_eq!(planned[key], value);
    }
    assert!(planned["period"].as_str().is_some_and(|it| it.starts_with("2026-11-")), "{planned}");
}

/// The first sheet of a workbook; a formula in it fails the test.
fn sheet(path: &std::path::Path) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let (name, range) = book.worksheets().remove(0);
    assert!(book.worksheet_formula(&name).unwrap().is_empty(), "a formula in {name}");
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn every_register_prints_as_a_ledger_empty_and_filled() {
    for plant in [Plant::new("2026-11-20"), some_of_everything()] {
        for register in anguan::registers::ALL {
            let key = register.key;
            let listed = plant.json(&["list", key]).as_array().unwrap().len();
            let facts = report(&plant, &["ledger", "--record", key]);
            let rows = facts["rows"].as_array().unwrap();
            assert_eq!(rows.len(), listed, "{key}");
            let columns = facts["columns"].as_array().unwrap().len();
            assert!(columns > 0 && rows.iter().all(|row| row["cells"].as_array().unwrap().len() == columns), "{key}");
            let printed = plant.ok(&["report", "ledger", "--record", key]);
            assert!(printed.contains(facts["title"].as_str().unwrap()) && printed.contains("填表人"), "{printed}");
            let file = plant.path(&format!("{key}.xlsx"));
            plant.ok(&["report", "ledger", "--record", key, "-o", arg(&file)]);
            let cells = sheet(&file);
            let numbered = |row: &&Vec<Data>| matches!(row.first(), Some(Data::Float(_) | Data::Int(_)));
            assert_eq!(cells.iter().filter(numbered).count(), listed, "{key}");
            let body = cells.iter().filter(numbered);
            assert!(body.flatten().take(columns).all(|cell| *cell != Data::Empty), "{key}: an empty cell");
        }
    }
}

#[test]
fn a_ledger_shows_what_was_asked_for_and_says_so() {
    let plant = some_of_everything();
    plant.ok(&["retire", "hazard", "YH-2026-0002", "--reason", "重复登记"]);
    let all = report(&plant, &["ledger", "--record", "hazard"]);
    assert_eq!((all["title"].as_str().unwrap(), all["rows"].as_array().unwrap().len()), ("隐患排查治理台账", 1));
    let heads = strings(&all["columns"], "label");
    assert_eq!(heads[..4], ["隐患编号", "排查日期", "排查类型", "排查人"]);
    let with_retired = report(&plant, &["ledger", "--record", "hazard", "--retired"]);
    assert_eq!(with_retired["rows"].as_array().unwrap().len(), 2);
    assert_eq!(strings(&with_retired["columns"], "label").last(), Some(&"停用日期"));
    let chosen = report(
        &plant,
        &["ledger", "--record", "隐患", "--columns", "状态,title", "--where", "owner=王建国", "--filter", "防护罩"],
    );
    assert_eq!(strings(&chosen["columns"], "key"), ["state", "title"]);
    assert_eq!(chosen["scope"], "含“防护罩”，owner=王建国");
    assert_eq!(chosen["rows"][0]["cells"][1], "设备防护装置：防护罩缺失");
    for wrong in [
        &["report", "ledger", "--record", "hazard", "--columns", "没有这列"][..],
        &["report", "ledger", "--record", "没有"],
        &["report", "ledger"],
        &["report", "notice", "--record", "YH-2026-0001", "--filter", "x"],
        &["report", "ledger", "--record", "hazard", "--place", "x"],
        &["report", "inspection", "--record", "1", "--reveal"],
    ] {
        plant.fails(2, wrong);
    }
}

#[test]
fn dates_and_numbers_of_a_ledger_are_real_in_the_workbook_and_text_is_no_formula() {
    let plant = some_of_everything();
    let file = plant.path("hazard.xlsx");
    plant.ok(&["report", "ledger", "--record", "hazard", "-o", arg(&file)]);
    let rows = sheet(&file);
    let row = rows.iter().find(|row| row.iter().any(|it| it.to_string().contains("通道堆物"))).unwrap();
    assert!(row.contains(&Data::String("=1+1 通道堆物".to_owned())), "{row:?}");
    assert!(matches!(row[2], Data::DateTime(_)), "{row:?}");
}

#[test]
fn personal_numbers_are_masked_unless_asked_for_which_is_logged() {
    let plant = some_of_everything();
    let masked = ["11010519491231002X", "13800138000"];
    for args in [
        &["report", "roster"][..],
        &["report", "ledger", "--record", "person"],
        &["report", "person", "--record", "A001"],
    ] {
        let printed = plant.ok(args);
        assert!(masked.iter().all(|number| !printed.contains(number)), "{printed}");
        let before = plant.ok(&["log"]).matches("查看人员的完整证件号码和电话").count();
        let full = plant.ok(&[args, &["--reveal"]].concat());
        assert!(masked.iter().all(|number| full.contains(number)), "{full}");
        assert_eq!(plant.ok(&["log"]).matches("查看人员的完整证件号码和电话").count(), before + 1);
        plant.fails(3, &[&["--read-only"], args, &["--reveal"]].concat());
    }
}

#[test]
fn the_page_of_a_person_gathers_what_names_them() {
    let plant = some_of_everything();
    let page = report(&plant, &["person", "--record", "A001"]);
    assert_eq!(page["assignments"][0]["post"], "班组长");
    assert_eq!(page["absences"][0]["reason"], "病假");
    assert_eq!((page["inspections_total"].as_u64(), page["inspections"].as_array().unwrap().len()), (Some(1), 1));
    assert_eq!(page["hazards"][0]["role"], "发现、整改");
    assert!(strings(&page["duties"], "key").iter().any(|it| it.contains("YH-2026-0001")), "{page}");
    let printed = plant.ok(&["report", "person", "--record", "A001"]);
    for part in ["一、基本情况", "病假", "JC-2026-00001", "YH-2026-0001", "至今", "六、名下待办"] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    let nobody = plant.ok(&["report", "person", "--record", "A002"]);
    assert!(nobody.contains("没有离岗记录。") && nobody.contains("没有任职记录。"), "{nobody}");
}

#[test]
fn a_filled_inspection_says_how_many_items_stand_on_the_inspectors_word() {
    let plant = some_of_everything();
    let printed = plant.ok(&["report", "inspection", "--record", "JC-2026-00001"]);
    let items = report(&plant, &["inspection", "--record", "1"])["items"].as_array().unwrap().len();
    assert!(printed.replace('\n', "").contains(&format!("其余 {} 项均已逐项检查", items - 1)), "{printed}");
}
