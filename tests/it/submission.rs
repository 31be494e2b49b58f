//! 定稿, 报送, 退回, 补报; what was frozen stays as it was, whatever happens to the records; what no longer fits is named.

use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{Plant, arg, text};

/// A plant with two hazards in November, one of them accepted.
fn plant() -> Plant {
    let mut plant = Plant::new("2026-11-05");
    for args in [
        &["add", "department", "name=一车间"][..],
        &["add", "person", "no=A001", "姓名=王建国", "部门=一车间"],
        &["add", "person", "no=A002", "姓名=李敏", "部门=一车间"],
        &["add", "authority", "name=江城市应急管理局", "kind=应急管理"],
        &["add", "hazard", "title=防护罩缺失", "department=一车间"],
        &["add", "hazard", "title=插座破损", "department=一车间"],
        &["hazard", "YH-2026-0001", "assess", "--level", "general", "--owner", "A001", "--due", "2026-11-20"],
        &["hazard", "YH-2026-0002", "assess", "--level", "general", "--owner", "A001", "--due", "2026-11-25"],
        &["hazard", "YH-2026-0001", "rectify"],
    ] {
        plant.ok(args);
    }
    plant.today = "2026-11-08";
    plant.ok(&["hazard", "YH-2026-0001", "accept", "--by", "A002"]);
    plant.today = "2026-12-03";
    plant
}

const MONTH: &[&str] = &["monthly", "--period", "2026-11"];

fn report(plant: &Plant, verb: &str, more: &[&str]) -> String {
    plant.ok(&[&["report", verb], MONTH, more].concat())
}

fn submit(plant: &Plant, more: &[&str]) -> String {
    report(plant, "submit", &[&["--to", "江城市应急管理局"], more].concat())
}

/// Where the duty of the month's report stands.
fn duty(plant: &Plant) -> String {
    let due = plant.json(&["due", "--all"]);
    let found = due.as_array().unwrap().iter().find(|it| it["id"] == "R02/plant/2026-11").cloned();
    found.unwrap()["state"].as_str().unwrap().to_owned()
}

/// What is frozen of a number, column by column.
fn frozen(plant: &Plant, number: i64) -> Vec<String> {
    let conn = Connection::open(plant.db()).unwrap();
    let columns = ["kind", "period", "finalised_on", "facts", "facts_sha256", "layouts", "packs", "chain_head"];
    let sql = format!("SELECT {} FROM submission WHERE number = ?1", columns.join(", "));
    conn.query_row(&sql, [number], |r| (0..columns.len()).map(|n| r.get::<_, String>(n)).collect()).unwrap()
}

fn verified(plant: &Plant) -> (i32, Vec<Value>) {
    let output = plant.run(&["report", "verify", "--json"]);
    (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_report_goes_from_final_to_handed_in_to_returned_and_is_handed_in_again() {
    let mut plant = plant();
    assert_eq!(duty(&plant), "due");
    assert!(report(&plant, "finalise", &["--signed-by", "陈静"]).contains("第 1 次，未报送"));
    assert_eq!(duty(&plant), "due", "a final version meets no duty");
    let first = frozen(&plant, 1);
    plant.today = "2026-12-04";
    let more = ["--channel", "平台", "--receipt", "回执0412", "--submitted-by", "赵磊"];
    assert!(submit(&plant, &more).contains("已冻结并登记报送：安全生产月报 2026年11月（第 1 次"));
    assert_eq!(duty(&plant), "met");
    let row = plant.json(&["list", "submission"])[0].clone();
    for (key, value) in [
        ("state", "submitted"),
        ("finalised_on", "2026-12-03"),
        ("submitted_on", "2026-12-04"),
        ("signed_by", "陈静"),
        ("submitted_by", "赵磊"),
        ("channel", "平台"),
        ("receipt", "回执0412"),
    ] {
        assert_eq!(row[key], value, "{key}");
    }
    plant.today = "2026-12-05";
    assert!(
        plant.fails(2, &["report", "return", "monthly", "--period", "2026-11", "--reason", " "]).contains("--reason")
    );
    assert!(report(&plant, "return", &["--reason", "缺公章"]).contains("2026-12-05 退回"));
    assert_eq!(duty(&plant), "due", "a returned version meets no duty");
    assert!(
        plant.fails(2, &["report", "return", "monthly", "--period", "2026-11", "--reason", "又"]).contains("不能退回")
    );
    plant.today = "2026-12-07";
    let said = submit(&plant, &["--signed-by", "陈静", "--reason", "补盖公章"]);
    assert!(said.contains("登记补报") && said.contains("第 2 次") && said.contains("迟报 2 天"), "{said}");
    assert_eq!(duty(&plant), "met");
    assert_eq!(frozen(&plant, 1), first, "byte for byte");
    assert_eq!(verified(&plant).0, 0);
    let last = plant.json(&["report", "list"])[0]["last"].clone();
    assert_eq!((&last["number"], &last["state"]), (&2.into(), &"submitted".into()));
    assert!(plant.ok(&["verify"]).contains("文件完好"));
}

#[test]
fn nothing_that_is_frozen_can_be_written_over_or_erased() {
    let plant = plant();
    submit(&plant, &[]);
    let conn = Connection::open(plant.db()).unwrap();
    for column in ["kind", "period", "facts", "facts_sha256", "layouts", "packs", "chain_head", "finalised_on"] {
        let sql = format!("UPDATE submission SET {column} = '2026-12-01' WHERE number = 1");
        let refused = conn.execute(&sql, []).unwrap_err().to_string();
        assert!(refused.contains("what is frozen is final"), "{column}: {refused}");
    }
    assert!(conn.execute("UPDATE submission SET number = 9", []).is_err());
    for column in ["recipient", "submitted_on", "signed_by", "submitted_by"] {
        let refused = conn.execute(&format!("UPDATE submission SET {column} = '2026-12-01'"), []).unwrap_err();
        assert!(refused.to_string().contains("what was handed in is final"), "{column}: {refused}");
    }
    // Another program does not even come as far as the rule: it lacks the function of the audit's triggers.
    let refused = conn.execute("DELETE FROM submission", []).unwrap_err().to_string();
    assert!(refused.contains("never erased") || refused.contains("anguan_bulk"), "{refused}");
    drop(conn);
    plant.ok(&["set", "submission", "1", "receipt=回执7", "late_reason=网络中断"]);
    let kept = frozen(&plant, 1);
    plant.fails(2, &["set", "submission", "1", "recipient=别处"]);
    assert_eq!(frozen(&plant, 1), kept);
}

#[test]
fn a_final_version_that_no_longer_fits_is_frozen_anew_unless_it_was_signed() {
    let plant = plant();
    report(&plant, "finalise", &[]);
    plant.ok(&["add", "hazard", "title=补录的一条", "found_on=2026-11-25", "department=一车间"]);
    let output = plant.run(&[&["report", "submit"], MONTH, &["--to", "局"]].concat());
    let (said, warned) = (text(&output.stdout), text(&output.stderr));
    assert!(
        said.contains("第 2 次") && warned.contains("登记隐患") && warned.contains("--as-finalised"),
        "{said}{warned}"
    );
    let (code, all) = verified(&plant);
    assert_eq!((code, &all[0]["superseded"], &all[1]["ok"]), (0, &2.into(), &true.into()), "{all:?}");

    let plant = self::plant();
    report(&plant, "finalise", &[]);
    plant.ok(&["report", "note", "monthly", "--period", "2026-11", "--section", "存在问题", "--text", "夜班漏查三次"]);
    let output = plant.run(&[&["report", "submit"], MONTH, &["--to", "局", "--as-finalised"]].concat());
    let warned = text(&output.stderr);
    assert!(text(&output.stdout).contains("第 1 次") && warned.contains("文字“存在问题”"), "{warned}");
    assert_eq!(plant.json(&["list", "submission"]).as_array().unwrap().len(), 1);

    let plant = self::plant();
    report(&plant, "finalise", &[]);
    plant.ok(&["add", "hazard", "title=十二月的一条", "department=一车间"]);
    assert!(submit(&plant, &[]).contains("第 1 次"), "what is not in the period changes nothing");
}

#[test]
fn a_planted_change_is_named_with_the_operation_that_did_it() {
    let mut plant = plant();
    submit(&plant, &["--signed-by", "陈静"]);
    assert_eq!(verified(&plant).0, 0);
    plant.today = "2026-12-06";
    plant.ok(&["add", "hazard", "title=与本期无关", "department=一车间"]);
    assert_eq!(verified(&plant).0, 0);
    plant.ok(&["add", "hazard", "title=补录的一条", "found_on=2026-11-25", "department=一车间"]);
    let seq = plant.json(&["log", "--limit", "1"])[0]["seq"].clone();
    let (code, all) = verified(&plant);
    assert_eq!(code, 1);
    let differences = all[0]["differences"].as_array().unwrap();
    let registered = differences.iter().find(|it| it["path"] == "hazards.registered").unwrap();
    assert_eq!(
        (&registered["label"], &registered["frozen"], &registered["now"], &registered["operations"]),
        (&"登记隐患".into(), &"2".into(), &"3".into(), &Value::from(vec![seq.clone()]))
    );
    let operations = all[0]["operations"].as_array().unwrap();
    assert_eq!(operations.len(), 1, "only what concerns the figures: {operations:?}");
    assert!(operations[0]["summary"].as_str().unwrap().contains("YH-2026-0004"), "{operations:?}");
    assert!(differences.iter().all(|it| !it["label"].is_null()), "{differences:?}");
    let said = text(&plant.run(&["report", "verify"]).stdout);
    let line = format!("登记隐患（hazards.registered）：冻结时 2，现在 3（操作 {seq}）");
    assert!(said.contains(&line) && said.contains("李敏：") && said.contains("按部门 一车间 登记"), "{said}");

    // Taken back: the report stands again; done again: it does not; worked on: still named.
    plant.ok(&["undo"]);
    assert_eq!(verified(&plant).0, 0);
    plant.ok(&["redo"]);
    assert_eq!(verified(&plant).0, 1);
    // A copy of the file says the same of the same report.
    let before = frozen(&plant, 1);
    let copy = plant.path("copy.bak");
    plant.ok(&["backup", arg(&copy)]);
    plant.ok(&["undo"]);
    plant.ok(&["restore", arg(&copy)]);
    assert_eq!((verified(&plant).0, frozen(&plant, 1)), (1, before));
    assert!(plant.ok(&["verify"]).contains("文件完好"));
}

#[test]
fn undoing_a_hand_in_retires_the_frozen_report_and_gives_its_number_to_no_other() {
    let plant = plant();
    submit(&plant, &[]);
    let first = frozen(&plant, 1);
    plant.ok(&["undo"]);
    assert_eq!(duty(&plant), "due");
    assert_eq!(frozen(&plant, 1), first);
    let (code, all) = verified(&plant);
    assert_eq!((code, &all[0]["retired"]), (0, &true.into()));
    plant.ok(&["redo"]);
    assert_eq!((duty(&plant).as_str(), frozen(&plant, 1)), ("met", first));
    plant.ok(&["undo"]);
    assert!(submit(&plant, &[]).contains("第 2 次"));
    report(&plant, "return", &["--reason", "格式不对"]);
    plant.ok(&["undo"]);
    assert_eq!(duty(&plant), "met");
    plant.ok(&["retire", "submission", "2", "--reason", "登记错了"]);
    assert_eq!(duty(&plant), "due");
    assert_eq!(verified(&plant).0, 0, "retired reports are kept, not compared");
    assert!(plant.ok(&["verify"]).contains("文件完好"));
}

#[test]
fn a_frozen_report_prints_the_same_bytes_ever_after() {
    let mut plant = plant();
    plant.ok(&["report", "note", "monthly", "--period", "2026-11", "--section", "存在问题", "--text", "夜班漏查三次"]);
    report(&plant, "finalise", &["--signed-by", "陈静"]);
    let print = |plant: &Plant, format: &str, name: &str, more: &[&str]| {
        let file = plant.path(name);
        plant.ok(&[&["report"], MONTH, more, &["--format", format, "-o", arg(&file)]].concat());
        std::fs::read(file).unwrap()
    };
    let formats = ["txt", "json", "xlsx", "docx"];
    let first: Vec<Vec<u8>> =
        formats.iter().map(|it| print(&plant, it, &format!("a.{it}"), &["--number", "1"])).collect();
    submit(&plant, &[]);
    plant.today = "2027-02-01";
    plant.ok(&["add", "hazard", "title=补录的一条", "found_on=2026-11-25", "department=一车间"]);
    plant.ok(&["report", "note", "monthly", "--period", "2026-11", "--section", "存在问题", "--text", "改写了"]);
    plant.ok(&["set", "enterprise", "1", "name=改名后的公司"]);
    let layouts: Value = serde_json::from_str(&frozen(&plant, 1)[5]).unwrap();
    for (format, first) in formats.iter().zip(first) {
        let again = print(&plant, format, &format!("b.{format}"), &["--frozen"]);
        assert!(first == again, "{format}");
        let hash: String = Sha256::digest(&again).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(layouts["sha256"][*format], hash, "{format}");
        let file = plant.path(&format!("b.{format}"));
        let said = plant.ok(&["report", "verify", "--file", arg(&file)]);
        assert!(said.contains("安全生产月报 2026-11 第 1 次") && said.contains(format), "{said}");
        if matches!(*format, "txt" | "json") {
            let words = text(&again);
            assert!(words.contains("夜班漏查三次") && !words.contains("改名后的公司"), "{words}");
            assert!(!words.contains("冻结") && !words.contains("第 1 次"), "{words}");
        }
    }
    let other = plant.write("c.txt", "改过的");
    let output = plant.run(&["report", "verify", "--file", arg(&other)]);
    assert_eq!((output.status.code(), text(&output.stdout).contains("不是")), (Some(1), true));
    let facts: Value = serde_json::from_str(&frozen(&plant, 1)[3]).unwrap();
    assert_eq!(facts["signed_by"], "陈静");
    let shown = plant.ok(&["report", "monthly", "--period", "2026-11", "--number", "1"]);
    assert!(shown.contains("夜班漏查三次"));
    let none = plant.fails(2, &["report", "monthly", "--period", "2026-11", "--number", "7"]);
    assert!(none.contains("第 1 次（2026-12-03报送）") || none.contains("第 1 次（2026-12-03 报送）"), "{none}");
    assert!(plant.fails(2, &["report", "monthly", "--period", "2026-10", "--frozen"]).contains("还没有定稿或报送过"));
    let notes = verified(&plant).1[0]["notes"].to_string();
    assert!(notes.contains("文字“存在问题”在冻结之后改写过"), "{notes}");
}

#[test]
fn the_packs_and_the_log_it_stands_on_are_frozen_with_it() {
    let plant = plant();
    let head = plant.json(&["verify"])["head"]["hash"].clone();
    submit(&plant, &[]);
    let kept = frozen(&plant, 1);
    assert_eq!(head, kept[7].as_str());
    let packs: Value = serde_json::from_str(&kept[6]).unwrap();
    let report = &packs["obligations/report.toml"];
    assert!(!report["edition"].as_str().unwrap().is_empty());
    assert_eq!(report["sha256"].as_str().unwrap().len(), 64);
    assert!(packs.get("phrases.toml").is_none() && packs.get("checklists/daily.toml").is_none());
}

#[test]
fn a_code_from_paper_finds_its_operation_and_says_what_it_proves() {
    let plant = plant();
    submit(&plant, &[]);
    let printed = plant.ok(&["report", "monthly", "--period", "2026-11", "--number", "1"]);
    let code = printed
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .find(|it| it.len() == 9 && it.as_bytes()[4] == b'-' && it.bytes().filter(u8::is_ascii_digit).count() < 8);
    let code = code.unwrap_or_else(|| panic!("{printed}"));
    plant.ok(&["add", "department", "name=二车间"]);
    for typed in [code.to_owned(), code.to_lowercase(), code.replace('-', " ")] {
        let said = plant.ok(&["verify", "--code", &typed]);
        for part in [code, "它证明", "它不证明", "安全生产月报 2026-11 第 1 次"] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
    let found = plant.json(&["verify", "--code", code]);
    assert_eq!((&found["found"], &found["reports"][0]["kind"]), (&true.into(), &"monthly".into()));
    // Unknown is an answer; what no paper can bear is a slip of the hand.
    for (typed, exit) in [("0000-0000", 1), ("ZZZZ-ZZZZ", 1), ("不是码", 2), ("1234-567", 2), ("", 2)] {
        let output = plant.run(&["verify", "--code", typed]);
        assert_eq!(output.status.code(), Some(exit), "{typed}");
        assert!(!text(&output.stdout).contains("它证明"), "{typed}");
    }
}

#[test]
fn a_paper_about_a_record_is_frozen_and_handed_in_like_a_month() {
    let plant = plant();
    let about = ["notice", "--record", "YH-2026-0002"];
    let run = |verb: &str, more: &[&str]| plant.ok(&[&["report", verb], &about[..], more].concat());
    assert!(run("finalise", &[]).contains("隐患整改通知单 YH-2026-0002"));
    assert!(plant.ok(&["report", "submit", "notice", "--record", "2", "--to", "一车间"]).contains("第 1 次"));
    run("return", &["--reason", "期限写错"]);
    plant.ok(&["hazard", "YH-2026-0002", "extend", "--due", "2026-12-20", "--reason", "备件未到"]);
    assert!(run("submit", &["--to", "一车间"]).contains("补报"));
    let old = plant.ok(&[&["report"], &about[..], &["--number", "1"]].concat());
    let new = plant.ok(&[&["report"], &about[..], &["--frozen"]].concat());
    assert!(old.contains("2026-11-25") && new.contains("2026-12-20"), "{old}{new}");
    // The record is retired: what was said of it stays, and verify goes on.
    plant.ok(&["retire", "hazard", "YH-2026-0002", "--reason", "重复"]);
    let (_, all) = verified(&plant);
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|it| it["broken"].as_array().unwrap().is_empty()), "{all:?}");
    assert!(plant.fails(2, &["report", "carry", "notice", "--record", "2"]).contains("没有上期"));
}

#[test]
fn drafts_show_what_is_empty_and_take_over_what_stayed_open() {
    let plant = plant();
    let list = |period: &str| plant.json(&["report", "note", "monthly", "--period", period, "--list"]);
    let note = |period: &str, section: &str, text: &str| {
        plant.ok(&["report", "note", "monthly", "--period", period, "--section", section, "--text", text])
    };
    note("2026-10", "工作情况", "查了两次");
    note("2026-10", "存在问题", "2 号行车限位失灵，等备件");
    note("2026-10", "下期安排", "11月15日前更换限位");
    note("2026-11", "下期安排", "已经写了");
    let before = list("2026-11");
    let part =
        |list: &Value, key: &str| list.as_array().unwrap().iter().find(|it| it["section"] == key).unwrap().clone();
    assert_eq!(part(&before, "problems")["before"], "2 号行车限位失灵，等备件");
    assert_eq!(
        (part(&before, "problems")["can_be_carried"].clone(), part(&before, "situation")["can_be_carried"].clone()),
        (true.into(), false.into())
    );
    assert!(
        plant.ok(&["report", "note", "monthly", "--period", "2026-11", "--list"]).contains("2 段还空着，其中 1 段")
    );
    assert!(report(&plant, "carry", &[]).contains("已把2026年10月的“存在问题”带到"));
    let after = list("2026-11");
    assert_eq!(part(&after, "problems")["text"], "2 号行车限位失灵，等备件");
    assert_eq!(
        (part(&after, "situation")["text"].clone(), part(&after, "next_month")["text"].clone()),
        ("".into(), "已经写了".into())
    );
    assert!(plant.json(&["log", "--limit", "1"])[0]["summary"].as_str().unwrap().contains("从2026年10月带来"));
    assert!(plant.fails(2, &["report", "carry", "monthly", "--period", "2026-11"]).contains("没有可以从"));
    let file = plant.write("words.txt", "第一行\n第二行\n");
    plant.ok(&["report", "note", "monthly", "--period", "2026-11", "--section", "工作情况", "--file", arg(&file)]);
    assert_eq!(part(&list("2026-11"), "situation")["text"], "第一行\n第二行");
}

#[test]
fn phrases_that_say_nothing_are_named_with_something_better_and_block_nothing() {
    let plant = plant();
    plant.ok(&[
        "report",
        "note",
        "monthly",
        "--period",
        "2026-11",
        "--section",
        "存在问题",
        "--text",
        "现场基本正常，个别员工意识淡薄；下月加 强管理。确保安全距离 5 米。",
    ]);
    let checked = plant.json(&["report", "check", "monthly", "--period", "2026-11"]);
    let found: Vec<&str> = checked["hits"].as_array().unwrap().iter().map(|it| it["found"].as_str().unwrap()).collect();
    assert_eq!(found, ["基本正常", "个别员工", "意识淡薄", "加 强管理"]);
    assert!(
        checked["hits"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["section"] == "存在问题" && it["suggest"].as_str().unwrap().chars().count() > 7)
    );
    assert_eq!(checked["empty"], Value::from(vec!["工作情况", "下期安排"]));
    let output = plant.run(&[&["report", "submit"], MONTH, &["--to", "局"]].concat());
    assert!(output.status.success());
    let warned = text(&output.stderr);
    for part in ["“工作情况”一段是空的", "“加 强管理”没有内容", "几处合格"] {
        assert!(warned.contains(part), "{part} in {warned}");
    }
    let own = plant.write("own.toml", "pack = \"phrases\"\ntitle = \"本厂套话\"\nedition = \"1\"\n[[phrase]]\ntext = \"努力\"\nsuggest = \"写数字\"\n");
    assert!(plant.ok(&["pack", "check", arg(&own)]).contains("本厂套话，1 项"));
}

#[test]
fn what_was_entered_later_on_the_day_of_a_running_week_is_no_change_but_a_planted_one_is() {
    let mut plant = Plant::new("2026-11-16");
    plant.ok(&["add", "department", "name=一车间"]);
    plant.ok(&["add", "hazard", "title=防护罩缺失", "department=一车间"]);
    plant.today = "2026-11-20";
    let week = ["weekly", "--period", "2026-W47"];
    plant.ok(&[&["report", "submit"], &week[..], &["--to", "街道", "--signed-by", "陈静"]].concat());
    plant.ok(&["add", "hazard", "title=周五晚上发现", "department=一车间"]);
    plant.today = "2026-11-23";
    plant.ok(&["add", "hazard", "title=下周发现", "department=一车间"]);
    plant.ok(&["set", "hazard", "YH-2026-0002", "place=东侧"]);
    let (code, all) = verified(&plant);
    assert_eq!((code, &all[0]["differences"]), (0, &Value::Array(Vec::new())), "{all:?}");
    assert!(all[0]["notes"].to_string().contains("又录了当天的记录"), "{all:?}");
    plant.ok(&["add", "hazard", "title=周三的补录", "found_on=2026-11-18", "department=一车间"]);
    let seq = plant.json(&["log", "--limit", "1"])[0]["seq"].clone();
    let (code, all) = verified(&plant);
    assert_eq!(code, 1);
    let last = all[0]["operations"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["seq"], seq, "{all:?}");
}
