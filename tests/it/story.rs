//! The main job on the command line: people in, an inspection, its hazard chased to closure, everything undone and redone.

use crate::support::{Plant, arg, text};

/// A plant with a workshop, two people and a daily plan.
pub fn small_plant(today: &'static str) -> Plant {
    let plant = Plant::new(today);
    plant.ok(&["add", "department", "name=一车间"]);
    plant.ok(&["add", "post", "name=班组长", "role=班组长"]);
    plant.ok(&[
        "add",
        "person",
        "no=A001",
        "姓名=王建国",
        "部门=一车间",
        "岗位=班组长",
        "入职日期=2020-3-1",
        "电话=13800138000",
    ]);
    plant.ok(&["add", "person", "no=A002", "姓名=李敏", "部门=一车间", "身份证号=11010519491231002X"]);
    plant.ok(&["add", "plan", "checklist=班组日检查表", "frequency=每日", "place=一车间", "from_on=2026-11-02"]);
    plant
}

#[test]
fn an_inspection_by_exception_opens_a_hazard_filled_in_from_its_item() {
    let plant = small_plant("2026-11-20");
    let said = plant.ok(&[
        "inspect",
        "--checklist",
        "daily",
        "--by",
        "王建国",
        "--place",
        "一车间",
        "--fail",
        "D08:插座破损",
        "--na",
        "D14:本车间无气瓶",
        "--rest-checked",
    ]);
    assert!(said.contains("其余 16 项均已检查合格"), "{said}");
    assert!(said.contains("2026-11-20 期"), "{said}");
    let inspection = plant.json(&["list", "inspection"])[0].clone();
    assert_eq!(
        (&inspection["passed"], &inspection["failed"], &inspection["not_applicable"]),
        (&16.into(), &1.into(), &1.into())
    );
    assert_eq!(inspection["rate"], "94.1%");
    let hazard = plant.json(&["list", "hazard"])[0].clone();
    assert_eq!(hazard["code"], "YH-2026-0001");
    assert_eq!(hazard["checklist_item"], "D08");
    assert_eq!(hazard["place"], "一车间");
    assert_eq!(hazard["state"], "found");
    assert_eq!(hazard["level"], serde_json::Value::Null);
    assert!(hazard["title"].as_str().unwrap().contains("插座破损"));
}

#[test]
fn an_inspection_that_leaves_items_open_is_refused_with_all_its_faults() {
    let plant = small_plant("2026-11-20");
    let before = plant.bytes();
    let said = plant.fails(
        2,
        &["inspect", "--checklist", "daily", "--by", "王建国", "--fail", "D99", "--na", "D14", "--value", "D08=abc"],
    );
    for part in ["D99", "D14：不适用要写原因", "D08"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let said = plant.fails(2, &["inspect", "--checklist", "daily", "--by", "王建国", "--fail", "D08:破损"]);
    assert!(said.contains("还有 17 项") && said.contains("--rest-checked"), "{said}");
    assert_eq!(plant.bytes(), before, "nothing was written");
    plant.fails(2, &["inspect", "--checklist", "daily", "--by", "王建国", "--rest-checked", "--date", "2026-11-21"]);
}

#[test]
fn items_nobody_looked_at_stay_outside_the_pass_rate() {
    let plant = small_plant("2026-11-20");
    plant.ok(&[
        "inspect",
        "--checklist",
        "daily",
        "--by",
        "A001",
        "--unchecked",
        "D01",
        "--fail",
        "D08",
        "--rest-checked",
    ]);
    let inspection = plant.json(&["list", "inspection"])[0].clone();
    assert_eq!((&inspection["passed"], &inspection["not_checked"]), (&16.into(), &1.into()));
    assert_eq!(inspection["rate"], "94.1%", "16 of 17, not of 18");
}

#[test]
fn an_inspection_counts_for_the_one_plan_it_fits() {
    let plant = small_plant("2026-11-20");
    plant.ok(&[
        "add",
        "plan",
        "checklist=班组日检查表",
        "frequency=每日",
        "place=二车间",
        "检查人=李敏",
        "from_on=2026-11-02",
    ]);
    plant.ok(&["add", "plan", "checklist=车间周检查表", "frequency=每周", "from_on=2026-11-02"]);
    let fitted = |args: &[&str]| {
        let mut all = vec!["inspect", "--rest-checked", "--checklist"];
        all.extend(args);
        plant.json(&all)["plan"].as_i64()
    };
    assert_eq!(fitted(&["daily", "--by", "王建国", "--place", " 一车间"]), Some(1), "by the place");
    assert_eq!(fitted(&["daily", "--by", "李敏"]), Some(2), "no place written: by the inspector");
    assert_eq!(fitted(&["daily", "--by", "王建国"]), None, "two could be meant and neither is his");
    assert_eq!(fitted(&["daily", "--by", "李敏", "--place", "三车间"]), None, "no plan for that place");
    assert_eq!(fitted(&["weekly", "--by", "李敏", "--place", "三车间"]), Some(3), "a plan that names no place");
    assert_eq!(fitted(&["monthly", "--by", "李敏"]), None, "no plan at all");
}

#[test]
fn a_hazard_is_chased_to_closure_and_nobody_accepts_his_own_work() {
    let plant = small_plant("2026-11-20");
    plant.ok(&["inspect", "--checklist", "daily", "--by", "A001", "--fail", "D08:插座破损", "--rest-checked"]);
    let id = "YH-2026-0001";
    let said =
        plant.fails(2, &["hazard", id, "assess", "--level", "general", "--owner", "王建国", "--due", "2026-11-19"]);
    assert!(said.contains("早于发现日期"), "{said}");
    let said = plant.fails(2, &["hazard", id, "assess", "--level", "major", "--owner", "王建国"]);
    for part in ["整改期限", "整改措施", "整改资金", "预案"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    plant.ok(&["hazard", id, "assess", "--level", "general", "--owner", "王建国", "--due", "+5"]);
    plant.ok(&["hazard", id, "extend", "--due", "2026-11-30", "--reason", "备件未到"]);
    plant.ok(&["hazard", id, "rectify", "--note", "已更换插座", "--cost", "35.5"]);
    let said = plant.fails(2, &["hazard", id, "accept", "--by", "王建国"]);
    assert!(said.contains("验收人不得是整改责任人"), "{said}");
    plant.ok(&["hazard", id, "return", "--reason", "接线松动", "--by", "李敏"]);
    plant.ok(&["hazard", id, "rectify"]);
    plant.ok(&["hazard", id, "accept", "--by", "李敏"]);
    let hazard = plant.json(&["list", "hazard"])[0].clone();
    assert_eq!(hazard["state"], "closed");
    assert_eq!(hazard["accepter"], "李敏");
    assert_eq!(hazard["original_due_on"], "2026-11-25");
    assert_eq!(hazard["due_on"], "2026-11-30");
    assert_eq!((&hazard["returned"], &hazard["extended"]), (&1.into(), &1.into()));
    plant.ok(&["hazard", id, "recur"]);
    assert_eq!(plant.json(&["list", "hazard", "--where", "recurs=YH-2026-0001"]).as_array().unwrap().len(), 1);
    assert!(plant.ok(&["verify"]).contains("文件完好"));
}

#[test]
fn what_others_hang_on_is_not_retired_from_under_them() {
    let plant = small_plant("2026-11-20");
    let said = plant.fails(2, &["retire", "department", "一车间", "--reason", "撤并"]);
    assert!(said.contains("还有 2 名在册人员：王建国、李敏"), "{said}");
    let said = plant.fails(2, &["retire", "post", "班组长", "--reason", "撤并"]);
    assert!(said.contains("还有 1 名在册人员：王建国"), "{said}");
    let said = plant.fails(2, &["retire", "checklist", "cl.daily", "--reason", "不用了"]);
    assert!(said.contains("还有 1 条检查计划：班组日检查表 一车间"), "{said}");
    // Who has left holds nobody back.
    for person in ["A001", "A002"] {
        plant.ok(&["set", "person", person, "离职日期=2026-11-19"]);
    }
    plant.ok(&["retire", "department", "一车间", "--reason", "撤并"]);
    assert!(plant.ok(&["verify"]).contains("文件完好"));
}

#[test]
fn the_log_is_read_by_the_clock_on_the_wall_and_by_programs_in_utc() {
    let plant = small_plant("2026-11-20");
    let text = plant.ok(&["log", "--limit", "1"]);
    assert!(text.contains("+00:00") && !text.contains('T'), "{text}");
    let at = plant.json(&["log", "--limit", "1"])[0]["at"].as_str().unwrap().to_owned();
    assert!(at.ends_with('Z') && text.contains(&at.replace('T', " ")[..19]), "{at}\n{text}");
}

#[test]
fn every_operation_can_be_undone_and_redone_and_the_file_still_verifies() {
    let plant = small_plant("2026-11-20");
    plant.ok(&[
        "inspect",
        "--checklist",
        "daily",
        "--by",
        "A001",
        "--fail",
        "D08",
        "--find",
        "通道堆物",
        "--rest-checked",
    ]);
    plant.ok(&["hazard", "YH-2026-0002", "assess", "--level", "一般", "--owner", "A001", "--due", "+3"]);
    plant.ok(&["set", "person", "A002", "岗位=班组长"]);
    plant.ok(&["retire", "person", "A002", "--reason", "重复登记"]);
    let state = |plant: &Plant| {
        ["person", "assignment", "hazard", "inspection", "plan", "department"].map(|it| {
            // The version of a row only ever grows, and is not shown.
            plant.json(&["list", it, "--retired"]).to_string()
        })
    };
    let full = state(&plant);
    let mut undone = 0;
    while plant.run(&["undo"]).status.success() {
        undone += 1;
        assert!(undone < 50);
    }
    assert_eq!(plant.json(&["list", "person", "--retired"]), serde_json::json!([]));
    assert!(plant.ok(&["verify"]).contains("文件完好"));
    for _ in 0..undone {
        plant.ok(&["redo"]);
    }
    assert_eq!(state(&plant), full);
    assert!(text(&plant.run(&["redo"]).stderr).contains("没有可以重做的操作"));
    assert!(plant.ok(&["verify"]).contains("文件完好"));
}

#[test]
fn a_transfer_leaves_the_history_of_posts_behind() {
    let plant = small_plant("2026-11-20");
    plant.ok(&["add", "department", "name=二车间"]);
    plant.ok(&["add", "assignment", "person=A001", "department=二车间", "post=班组长", "from_on=2026-11-16"]);
    assert_eq!(plant.json(&["list", "person", "--where", "no=A001"])[0]["department"], "二车间");
    let history = plant.json(&["list", "assignment", "--where", "person=王建国"]);
    let spans: Vec<(&str, Option<&str>)> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["department"].as_str().unwrap(), row["to_on"].as_str()))
        .collect();
    assert_eq!(spans, [("二车间", None), ("一车间", Some("2026-11-15"))]);
}

#[test]
fn a_leaver_has_no_open_post_and_a_returner_gets_a_new_one() {
    let plant = small_plant("2026-11-20");
    let posts = |plant: &Plant| {
        let rows = plant.json(&["list", "assignment", "--where", "person=王建国"]);
        rows.as_array().unwrap().iter().map(|row| row["to_on"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    plant.ok(&["set", "person", "A001", "ended_on=2026-10-31"]);
    assert_eq!(posts(&plant), [Some("2026-10-31".into())]);
    plant.ok(&["set", "person", "A001", "phone=13900139000"]);
    assert_eq!(posts(&plant), [Some("2026-10-31".into())], "a new telephone number is no new post");
    plant.ok(&["set", "person", "A001", "ended_on="]);
    assert_eq!(posts(&plant), [None, Some("2026-10-31".into())]);
    assert!(plant.ok(&["verify"]).contains("文件完好"));
}

#[test]
fn personal_numbers_are_masked_until_asked_for_and_the_asking_is_logged() {
    let plant = small_plant("2026-11-20");
    let masked = plant.ok(&["list", "person"]) + &plant.ok(&["list", "person", "--json"]) + &plant.ok(&["log"]);
    assert!(!masked.contains("11010519491231002X") && !masked.contains("13800138000"));
    assert!(plant.ok(&["list", "person", "--reveal"]).contains("11010519491231002X"));
    assert!(plant.ok(&["log"]).contains("查看人员的完整证件号码"));
}

#[test]
fn records_are_refused_whole_with_every_fault() {
    let plant = small_plant("2026-11-20");
    let said = plant.fails(
        2,
        &[
            "add",
            "person",
            "no=A003",
            "姓名=",
            "身份证号=110105194912310021",
            "入职日期=2026-02-30",
            "部门=三车间",
            "性别=未知",
        ],
    );
    for part in ["姓名：必须填写", "入职日期", "没有叫“三车间”的部门", "性别"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let said = plant.fails(2, &["add", "person", "no=A004", "姓名=赵磊", "身份证号=110105194912310021"]);
    assert!(said.contains("校验"), "{said}");
    plant.ok(&["add", "person", "no=A004", "姓名=赵磊", "身份证号=110105194912310021", "--accept-bad-id"]);
    assert_eq!(plant.json(&["list", "person", "--where", "no=A004"])[0]["id_unverified"], true);
    let said = plant.fails(2, &["add", "person", "no=A001", "姓名=另一人"]);
    assert!(said.contains("工号已被"), "{said}");
}

#[test]
fn files_that_are_not_ours_are_refused_and_left_alone() {
    let plant = Plant::nowhere("2026-11-20");
    let foreign = plant.path("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x); PRAGMA user_version = 9").unwrap();
    let newer = small_plant("2026-11-20");
    rusqlite::Connection::open(newer.db()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let cases = [
        (plant.write("empty.db", ""), "不是安管的数据文件"),
        (plant.write("text.db", "姓名,工号\n"), "不是安管的数据文件"),
        (plant.write("noise.db", [7_u8; 100]), "不是安管的数据文件"),
        (foreign, "不是安管的数据文件"),
        (newer.db(), "更新的程序版本"),
        (plant.path("absent.db"), "不存在"),
    ];
    for (file, reason) in cases {
        let before = std::fs::read(&file).ok();
        let said = plant.fails(3, &["--db", arg(&file), "list", "person"]);
        assert!(said.contains(reason), "{}: {said}", file.display());
        assert_eq!(std::fs::read(&file).ok(), before, "{} was touched", file.display());
    }
}

#[test]
fn what_was_changed_behind_the_programs_back_is_named() {
    let broken = |sql: &str| {
        let plant = small_plant("2026-11-20");
        let conn = rusqlite::Connection::open(plant.db()).unwrap();
        conn.execute_batch(sql).unwrap();
        drop(conn);
        text(&plant.run(&["verify"]).stdout)
    };
    let off = "DROP TRIGGER audit_person_UPDATE; DROP TRIGGER audit_person_DELETE; DROP TRIGGER change_is_final_u; \
               DROP TRIGGER operation_is_final_u;";
    let cases = [
        (format!("{off} UPDATE person SET name = '别人' WHERE id = 1"), "person 第 1 行与操作日志不符"),
        (format!("{off} DELETE FROM assignment; DELETE FROM person WHERE id = 2"), "person 第 2 行不见了"),
        (format!("{off} UPDATE change SET after = replace(after, '王', '张')"), "被改动过"),
        (format!("{off} UPDATE operation SET operator = '别人' WHERE seq = 2"), "第 2 条被改动过"),
        (off.to_owned(), "触发器"),
    ];
    for (sql, expected) in cases {
        let sql =
            sql.replace("DELETE FROM assignment;", "DROP TRIGGER audit_assignment_DELETE; DELETE FROM assignment;");
        let said = broken(&sql);
        assert!(said.contains(expected), "{expected} in {said}");
    }
    let plant = small_plant("2026-11-20");
    let conn = rusqlite::Connection::open(plant.db()).unwrap();
    let refused = conn.execute("UPDATE person SET name = '别人'", []).unwrap_err().to_string();
    assert!(refused.contains("no open operation"), "{refused}");
}

#[test]
fn a_backup_is_whole_and_a_restore_sets_the_present_file_aside() {
    let plant = small_plant("2026-11-20");
    let copy = plant.path("copy.db");
    plant.ok(&["backup", arg(&copy)]);
    plant.fails(2, &["backup", arg(&copy)]);
    plant.ok(&["add", "department", "name=新车间"]);
    let said = plant.ok(&["restore", arg(&copy)]);
    assert!(said.contains("before-restore-1"), "{said}");
    assert_eq!(plant.json(&["list", "department"]).as_array().unwrap().len(), 1);
    let bad = plant.write("bad.db", "nothing");
    let before = plant.bytes();
    plant.fails(3, &["restore", arg(&bad)]);
    assert_eq!(plant.bytes(), before);
}

#[test]
fn a_printed_code_finds_its_operation_and_an_unknown_one_does_not() {
    let plant = small_plant("2026-11-20");
    let said = plant.ok(&["verify"]);
    let code = said.split("链尾 ").nth(1).unwrap().trim().trim_end_matches('）').to_owned();
    plant.ok(&["add", "department", "name=后来的"]);
    assert!(plant.ok(&["verify", "--code", &code.to_lowercase()]).contains("它不证明"));
    assert_eq!(plant.run(&["verify", "--code", "0000-0000"]).status.code(), Some(1));
}

/// What is typed on the command line: a checklist by its short code everywhere, and a wrong choice answered by the right ones.
#[test]
fn short_codes_and_choices_are_taken_and_told() {
    let plant = Plant::new("2026-11-20");
    plant.ok(&["add", "person", "工号=01", "姓名=王建国"]);
    plant.ok(&["add", "plan", "checklist=daily", "频次=每日", "检查人=王建国", "开始日期=今天"]);
    assert_eq!(plant.json(&["list", "plan"])[0]["checklist"], "班组日检查表");
    let said = plant.fails(2, &["export", "person", "--format", "pdf", "-o", "x.pdf"]);
    assert!(said.contains("可选：xlsx") && said.contains("csv"), "{said}");
    let folder = plant.path(".");
    let said = plant.fails(3, &["--db", crate::support::arg(&folder), "list", "person"]);
    assert!(said.contains("文件夹") && !said.contains("os error"), "{said}");
    let said = plant.fails(3, &["restore", "没有.db"]);
    assert!(said.contains("没有这个备份文件") && !said.contains("init"), "{said}");
}
