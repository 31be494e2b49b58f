//! What is owed on the command line: `due`, `why`, `status`, `missed`, `setting`, `pack`.

use serde_json::Value;

use crate::support::{Plant, arg, text};

const DUE_KEYS: [&str; 21] = [
    "id",
    "code",
    "object",
    "period",
    "title",
    "basis",
    "force",
    "edition",
    "mark",
    "subject",
    "owner",
    "due_on",
    "advise_on",
    "window_from",
    "state",
    "days",
    "late_days",
    "missed",
    "missing",
    "because",
    "record",
];

const STATUS_KEYS: [&str; 9] = [
    "today",
    "obligations",
    "inspection",
    "hazard",
    "training",
    "responsibility",
    "five_five",
    "standardisation",
    "certificate",
];

const STATES: [&str; 6] = ["data_missing", "due", "met", "not_applicable", "overdue", "upcoming"];

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// A plant with a plan, inspections of which one was missed, and hazards in several states.
fn plant() -> Plant {
    let plant = Plant::new("2026-11-20");
    plant.ok(&["add", "department", "name=一车间"]);
    plant.ok(&["add", "post", "name=总经理", "role=principal"]);
    plant.ok(&["add", "post", "name=安全主管", "role=safety_manager"]);
    plant.ok(&["add", "person", "no=A001", "姓名=周启明", "部门=一车间", "岗位=总经理", "入职日期=2020-3-1"]);
    plant.ok(&["add", "person", "no=A002", "姓名=李敏", "部门=一车间", "岗位=安全主管", "入职日期=2020-3-1"]);
    plant.ok(&["add", "person", "no=A003", "姓名=王建国", "部门=一车间", "入职日期=2020-3-1"]);
    plant.ok(&[
        "add",
        "plan",
        "checklist=班组日检查表",
        "frequency=每日",
        "place=一车间",
        "department=一车间",
        "from_on=2026-11-16",
    ]);
    for date in ["2026-11-16", "2026-11-18", "2026-11-19"] {
        plant.ok(&[
            "inspect",
            "--checklist",
            "daily",
            "--date",
            date,
            "--by",
            "A003",
            "--place",
            "一车间",
            "--fail",
            "D08:破损",
            "--rest-checked",
        ]);
    }
    plant.ok(&[
        "hazard",
        "YH-2026-0001",
        "assess",
        "--level",
        "一般",
        "--owner",
        "王建国",
        "--due",
        "2026-11-25",
        "--by",
        "李敏",
    ]);
    plant
}

#[test]
fn due_prints_exactly_the_documented_keys_soonest_first_and_null_last() {
    let plant = plant();
    let all = plant.json(&["due", "--all"]);
    let rows = all.as_array().unwrap();
    assert!(rows.len() > 20, "{}", rows.len());
    for row in rows {
        assert_eq!(keys(row), DUE_KEYS);
        let [code, object, period] = ["code", "object", "period"].map(|key| row[key].as_str().unwrap());
        assert_eq!(row["id"].as_str().unwrap(), format!("{code}/{object}/{period}"));
        assert!(STATES.contains(&row["state"].as_str().unwrap()));
        assert_eq!(row["days"].is_null(), row["due_on"].is_null(), "{row}");
        assert_eq!(row["state"] == "met", !row["record"].is_null(), "{row}");
        assert!(["法", "标", "惯"].contains(&row["force"].as_str().unwrap()));
        assert!(!row["because"].as_str().unwrap().is_empty() && !row["basis"].as_str().unwrap().is_empty());
    }
    let days: Vec<Option<&str>> = rows.iter().map(|row| row["due_on"].as_str()).collect();
    let mut sorted = days.clone();
    sorted.sort_by_key(|due| (due.is_none(), *due));
    assert_eq!(days, sorted);
    let ids: std::collections::BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rows.len(), "ids are unique");
    assert_eq!(plant.json(&["due", "--all"]), all, "the same at every start");
    let listed = plant.json(&["due"]);
    let pressing = ["overdue", "due", "data_missing"];
    assert!(listed.as_array().unwrap().iter().all(|row| pressing.contains(&row["state"].as_str().unwrap())));
    let near = plant.json(&["due", "--within", "30d"]);
    let upcoming: Vec<i64> = near
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["state"] == "upcoming")
        .map(|row| row["days"].as_i64().unwrap())
        .collect();
    assert!(!upcoming.is_empty() && upcoming.iter().all(|days| *days <= 30), "{upcoming:?}");
    plant.fails(2, &["due", "--within", "soon"]);
}

#[test]
fn due_ends_with_one_when_something_is_overdue_and_that_was_asked() {
    let plant = plant();
    assert_eq!(plant.run(&["due"]).status.code(), Some(0));
    assert_eq!(plant.run(&["due", "--fail-on", "overdue"]).status.code(), Some(1));
    let fresh = Plant::nowhere("2026-11-20");
    fresh.ok(&["init", "--name", "新厂", "--records-since", "2026-11-20"]);
    assert_eq!(fresh.run(&["due", "--fail-on", "overdue"]).status.code(), Some(0));
    assert_eq!(fresh.run(&["due", "--fail-on", "anything"]).status.code(), Some(2));
}

#[test]
fn why_explains_every_listed_duty_and_refuses_an_unknown_one() {
    let plant = plant();
    let listed = plant.ok(&["due"]);
    let id = "P01/plan-1/2026-11-17";
    assert!(listed.contains("漏做") && listed.contains(id), "{listed}");
    let said = plant.ok(&["why", id]);
    let places: Vec<usize> = ["【规则】", "【企业情况】", "【看过的记录】", "【计算】", "【怎么办】", "依据："]
        .iter()
        .map(|part| said.find(part).unwrap_or_else(|| panic!("{part} in {said}")))
        .collect();
    assert!(places[..5].windows(2).all(|pair| pair[0] < pair[1]), "{said}");
    let told = plant.json(&["why", "F02/plant/2026-11"]);
    assert_eq!(keys(&told), ["obligation", "steps"]);
    assert_eq!(keys(&told["obligation"]), DUE_KEYS);
    assert_eq!(told["steps"].as_array().unwrap().len(), 5);
    let all = plant.json(&["due", "--all"]);
    let row = all.as_array().unwrap().iter().find(|row| row["id"] == "F02/plant/2026-11").unwrap();
    assert_eq!(*row, told["obligation"], "the list and the trace agree");
    for id in ["F02/plant/2025-12", "nothing", ""] {
        assert!(plant.fails(2, &["why", id]).contains("没有编号为"), "{id}");
    }
}

#[test]
fn status_prints_exactly_the_documented_keys_and_can_be_recounted_from_the_lists() {
    let plant = plant();
    plant.ok(&["hazard", "YH-2026-0001", "rectify", "--by", "王建国"]);
    plant.ok(&["hazard", "YH-2026-0001", "accept", "--by", "李敏"]);
    plant.ok(&[
        "add",
        "hazard",
        "title=护罩缺失",
        "found_on=2026-11-02",
        "level=一般",
        "owner=王建国",
        "due_on=2026-12-31",
    ]);
    let status = plant.json(&["status"]);
    assert_eq!(keys(&status), STATUS_KEYS);
    for part in &STATUS_KEYS[4..] {
        assert!(status[*part].is_null(), "{part} has no records yet");
    }
    let counted = |state: &str| {
        plant.json(&["due", "--all"]).as_array().unwrap().iter().filter(|row| row["state"] == state).count() as u64
    };
    assert_eq!(keys(&status["obligations"]), STATES);
    for state in STATES {
        assert_eq!(status["obligations"][state].as_u64().unwrap(), counted(state), "{state}");
    }
    assert_eq!(status["inspection"], serde_json::json!({ "planned": 5, "done": 3, "missed": 1, "rate": 0.6 }));
    let made = plant.json(&["list", "inspection", "--where", "on_date>=2026-11-01"]);
    assert_eq!(made.as_array().unwrap().iter().filter(|row| !row["plan_id"].is_null()).count(), 3);
    let ledger = plant.json(&["list", "hazard"]);
    let hazards = ledger.as_array().unwrap();
    let count = |keep: &dyn Fn(&Value) -> bool| hazards.iter().filter(|row| keep(row)).count();
    let (registered, accepted) = (hazards.len(), count(&|row| !row["accepted_on"].is_null()));
    assert_eq!(status["hazard"]["open"], count(&|row| row["state"] != "closed"));
    assert_eq!(status["hazard"]["overdue"], count(&|row| row["overdue_days"].as_i64() > Some(0)));
    assert_eq!(status["hazard"]["major_open"], 0);
    let rate = status["hazard"]["rate"].as_f64().unwrap();
    assert!((rate - accepted as f64 / registered as f64).abs() < 1e-12, "{rate}");
    let empty = Plant::nowhere("2026-11-20");
    empty.ok(&["init", "--name", "新厂", "--records-since", "2026-11-20"]);
    let none = empty.json(&["status"]);
    assert_eq!(none["inspection"], serde_json::json!({ "planned": 0, "done": 0, "missed": 0, "rate": null }));
    assert_eq!(none["hazard"]["rate"], Value::Null);
}

#[test]
fn a_missed_inspection_is_closed_with_a_reason_and_leaves_the_list() {
    let plant = plant();
    let id = "P01/plan-1/2026-11-17";
    assert!(plant.fails(2, &["missed", id, "--reason", " "]).contains("原因"));
    assert!(plant.fails(2, &["missed", "F02/plant/2026-11", "--reason", "忙"]).contains("不能关闭"));
    plant.ok(&["missed", id, "--reason", "全厂停电"]);
    assert!(!plant.ok(&["due"]).contains(id));
    let all = plant.json(&["due", "--all"]);
    let row = all.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap();
    assert_eq!((row["state"].as_str(), row["missed"].as_bool()), (Some("overdue"), Some(true)));
    assert_eq!(plant.json(&["status"])["inspection"]["missed"], 1, "closing does not make it done");
    assert!(plant.ok(&["log"]).contains("全厂停电"));
    plant.ok(&["undo"]);
    assert!(plant.ok(&["due"]).contains(id));
}

#[test]
fn settings_move_habits_only_and_keep_the_reason() {
    let plant = plant();
    assert!(plant.ok(&["setting"]).contains("R02.day"));
    assert!(plant.fails(2, &["setting", "R02.day=3"]).contains("原因"));
    assert!(plant.fails(2, &["setting", "F02.off=是", "A05.day=20", "--reason", "不想做"]).contains("不能停用"));
    plant.ok(&["setting", "R02.day=3", "--reason", "街道要求"]);
    let all = plant.json(&["setting"]);
    let row = all.as_array().unwrap().iter().find(|row| row["key"] == "R02.day").unwrap().clone();
    assert_eq!((row["value"].as_str(), row["reason"].as_str()), (Some("3"), Some("街道要求")));
    let due = plant.json(&["due", "--all"]);
    let monthly = due.as_array().unwrap().iter().find(|row| row["id"] == "R02/plant/2026-10").unwrap();
    assert_eq!(monthly["due_on"], "2026-11-03");
}

#[test]
fn an_area_says_itself_from_how_many_days_on_an_entry_is_late() {
    let mut plant = plant();
    plant.ok(&["add", "hazard", "title=随便哪天录入的", "found_on=2026-11-17"]);
    let entered = plant.json(&["list", "hazard"])[0]["entered_on"].as_str().unwrap().to_owned();
    // The audit has its own clock: judge on the day it says, and let the record be four days older.
    let entered: chrono::NaiveDate = entered.parse().unwrap();
    plant.today = entered.to_string().leak();
    let found = format!("found_on={}", entered - chrono::Days::new(4));
    plant.ok(&["add", "hazard", "title=四天前的", &found]);
    let late = || {
        let all = plant.json(&["list", "hazard", "--where", "title=四天前的"]);
        all[0]["late_entry"].as_bool().unwrap()
    };
    assert!(late(), "the default is three days");
    plant.ok(&["setting", "late.hazard=4", "--reason", "车间周末不录入"]);
    assert!(!late());
    plant.ok(&["setting", "late.hazard="]);
    assert!(late(), "an empty value restores the default");
    assert!(plant.fails(2, &["setting", "late.hazard=-1", "--reason", "试"]).contains("整数"));
    assert!(plant.fails(2, &["setting", "late.person=5", "--reason", "试"]).contains("没有设置"));
}

#[test]
fn a_checklist_pack_is_checked_tried_and_taken_over_once() {
    let plant = plant();
    let own = include_str!("../../knowledge/checklists/hot-work.toml").replace("cl.hot-work", "cl.own-hot-work");
    let own = own.replace("prefix = \"DH\"", "prefix = \"ZH\"").replace("code = \"DH", "code = \"ZH");
    let file = plant.write("own.toml", &own);
    plant.ok(&["pack", "check", arg(&file)]);
    let before = plant.bytes();
    assert!(plant.ok(&["pack", "install", arg(&file), "--dry-run"]).contains("没有写"));
    assert_eq!(plant.bytes(), before);
    assert!(plant.ok(&["pack", "install", arg(&file)]).contains("新增检查表"));
    assert!(plant.ok(&["pack", "install", arg(&file)]).contains("没有变化"));
    let edition = own.lines().find(|line| line.starts_with("edition = ")).unwrap();
    let next = plant.write("next.toml", own.replacen(edition, "edition = \"2027-01\"", 1));
    assert!(plant.ok(&["pack", "install", arg(&next)]).contains("第 2 版"));
    let bad =
        plant.write("bad.toml", own.replace("method", "methode").replace("kind = \"special\"", "kind = \"sometimes\""));
    let output = plant.run(&["pack", "check", arg(&bad)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).lines().all(|line| line.starts_with("bad.toml")), "{}", text(&output.stdout));
    plant.fails(2, &["pack", "install", arg(&bad)]);
    let facts = plant.write("facts.toml", include_str!("../../knowledge/facts.toml"));
    assert!(plant.fails(2, &["pack", "install", arg(&facts)]).contains("只能采用检查表包"));
    assert!(plant.json(&["pack", "list"]).as_array().unwrap().len() > 15);
    plant.fails(2, &["pack", "check", "nowhere.toml"]);
    plant.ok(&["verify"]);
}
