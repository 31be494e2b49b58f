//! 标准化 from the command line: a round opened, scored, finished; a sheet brought, its faults; what an outsider recounts.

use serde_json::{Value, json};

use crate::story::small_plant;
use crate::support::{Plant, arg};

/// The score of a round counted anew from its listed items.
fn recount(plant: &Plant, round: &str) -> Value {
    let told = plant.json(&["standard", round]);
    let items = plant.json(&["list", "standard_score", "--where", &format!("round={round}")]);
    let sum = |key: &str, keep: &dyn Fn(&Value) -> bool| -> f64 {
        items.as_array().unwrap().iter().filter(|it| keep(it)).filter_map(|it| it[key].as_f64()).sum()
    };
    assert_eq!(told["total"]["full"], sum("points", &|_| true));
    assert_eq!(told["total"]["not_applicable"], sum("points", &|it| it["not_applicable"] == true));
    assert_eq!(told["total"]["got"], sum("got", &|_| true));
    assert_eq!(told["total"]["open"], sum("points", &|it| it["not_applicable"] == false && it["got"].is_null()));
    told
}

#[test]
fn a_round_is_opened_scored_and_finished_and_recounted_by_an_outsider() {
    let plant = small_plant("2026-11-20");
    assert!(plant.json(&["status"])["standardisation"].is_null());
    let said = plant.ok(&["standard", "open", "--kind", "yearly", "--from", "2026-01-01", "--to", "2026-12-31"]);
    assert!(said.contains("BZ-2026-01") && said.contains("满分 1000") && said.contains("不是官方评定细则"), "{said}");
    let round = "BZ-2026-01";
    let score = ["standard", round, "score", "--item", "5.1.1-1=4:指标不能考核", "--off", "5.1.1-2=2.5:没有分解"];
    let said = plant.ok(&[&score[..], &["--owner", "王建国", "--due", "2026-12-20"]].concat());
    assert!(said.contains("评了 2 项，还有 78 项没有评分") && said.contains("资料不足"), "{said}");
    let told = recount(&plant, round);
    assert_eq!((&told["total"]["got"], &told["printed"], &told["level"]), (&json!(7.5), &json!("—"), &Value::Null));
    // Nothing is written where one of several is wrong.
    let wrong = plant.fails(2, &["standard", round, "score", "--item", "5.1.2-1=8", "--item", "5.1.2-2=99"]);
    assert!(wrong.contains("超过标准分 12"), "{wrong}");
    assert_eq!(recount(&plant, round)["total"]["got"], 7.5);
    plant.ok(&["standard", round, "na", "5.5.2-1:不构成重大危险源", "5.5.2-2:不构成重大危险源"]);
    plant.ok(&["standard", round, "score", "--rest-full", "--evidence", "逐项看过"]);
    let told = recount(&plant, round);
    // 975 − 6.5 = 968.5 of 975.
    assert_eq!((&told["printed"], &told["level"], &told["next"]), (&json!("99.3"), &json!("1"), &Value::Null));
    let refused = plant.fails(2, &["standard", round, "finish"]);
    assert!(refused.contains("签字"), "{refused}");
    let said = plant.ok(&["standard", round, "finish", "--signed-by", "张启安"]);
    assert!(said.contains("达到一级的分数线") && said.contains("5.1.1-1 YH-2026-"), "{said}");
    let hazards = plant.json(&["list", "hazard", "--where", "source=self_check"]);
    assert_eq!(hazards.as_array().unwrap().len(), 2);
    let status = plant.json(&["status"])["standardisation"].clone();
    assert_eq!((&status["score"], &status["round"], &status["level"]), (&json!(99.3), &json!(round), &Value::Null));
    // A grade: the year's assessment is done, its posting owed, the end ahead.
    plant.ok(&["add", "standardisation", "level=三级", "number=苏AQB1", "announced_on=2024-03-01"]);
    let due = plant.json(&["due", "--all"]);
    let state = |code: &str| due.as_array().unwrap().iter().find(|it| it["code"] == code).map(|it| it["state"].clone());
    assert_eq!(state("A12"), Some(json!("met")));
    assert!(matches!(state("A12P").unwrap().as_str(), Some("upcoming" | "due")), "{:?}", state("A12P"));
    let end = due.as_array().unwrap().iter().find(|it| it["code"] == "A13").unwrap().clone();
    assert_eq!((&end["due_on"], &end["state"]), (&json!("2027-02-28"), &json!("upcoming")));
    let why = plant.ok(&["why", end["id"].as_str().unwrap()]);
    assert!(why.contains("届满前3个月") && why.contains("应急〔2021〕83号"), "{why}");
    let revocation = plant.json(&["standard", "revocation"]);
    assert_eq!(revocation.as_array().unwrap().len(), 9);
    assert!(revocation.as_array().unwrap().iter().all(|it| it["finding"] != "no"), "nothing was looked into yet");
    let report = plant.ok(&["report", "standardisation", "--record", round]);
    for part in ["扣分点及原因", "指标不能考核", "99.3", "不构成重大危险源", "还没有登记公示"]
    {
        assert!(report.contains(part), "{part}\n{report}");
    }
}

#[test]
fn a_faulty_sheet_lists_all_its_faults_and_changes_nothing() {
    let plant = small_plant("2026-11-20");
    let path = plant.path("标准.xlsx");
    plant.ok(&["template", "standard_edition", "--from", "g33-2016", "-o", arg(&path)]);
    // Number and edition are left to whoever adapts it.
    let before = plant.bytes();
    let said = plant.fails(1, &["pack", "check", arg(&path)]);
    assert!(said.contains("处问题"), "{said}");
    let refused = plant.fails(2, &["pack", "install", arg(&path)]);
    assert!(refused.contains("不能使用") && refused.contains("“版本”没有写"), "{refused}");
    assert_eq!(plant.bytes(), before);
    // An own pack as text: a dry run writes nothing, then it is there and scores.
    let own = plant.write("own.toml", OWN);
    let said = plant.ok(&["pack", "install", arg(&own), "--dry-run"]);
    assert!(said.contains("只试"), "{said}");
    assert_eq!(plant.bytes(), before);
    plant.ok(&["pack", "install", arg(&own)]);
    let editions = plant.json(&["standard", "editions"]);
    assert_eq!(editions[2]["id"], "sd.own");
    let refused = plant.fails(
        2,
        &[
            "standard",
            "open",
            "--kind",
            "yearly",
            "--edition",
            "g33-2025",
            "--from",
            "2026-01-01",
            "--to",
            "2026-12-31",
        ],
    );
    assert!(refused.contains("没有评分项，不能评分"), "{refused}");
    plant.ok(&[
        "standard",
        "open",
        "--kind",
        "apply",
        "--edition",
        "own",
        "--from",
        "2026-01-01",
        "--to",
        "2026-12-31",
    ]);
    plant.ok(&[
        "standard",
        "BZ-2026-01",
        "score",
        "--off",
        "1.1.1=2:缺",
        "--off",
        "1.1.2=4:缺",
        "--owner",
        "王建国",
        "--due",
        "2026-12-20",
    ]);
    let told = recount_without_veto(&plant);
    assert_eq!((&told["printed"], &told["level"]), (&json!("80.0"), &Value::Null), "the veto was not judged");
    plant.ok(&["standard", "BZ-2026-01", "score", "--veto", "V1=no"]);
    assert_eq!(plant.json(&["standard", "BZ-2026-01"])["level"], "2");
    plant.ok(&[
        "standard",
        "BZ-2026-01",
        "score",
        "--veto",
        "V1=yes:一项未整改",
        "--owner",
        "王建国",
        "--due",
        "2026-12-20",
    ]);
    let told = plant.json(&["standard", "BZ-2026-01"]);
    assert_eq!((&told["level"], &told["vetoes"]), (&Value::Null, &json!(["V1"])));
}

fn recount_without_veto(plant: &Plant) -> Value {
    let told = plant.json(&["standard", "BZ-2026-01"]);
    assert_eq!(told["total"]["got"], 24.0);
    told
}

#[test]
fn the_binder_names_what_there_is_and_what_there_is_not() {
    let plant = small_plant("2026-11-20");
    plant.ok(&["standard", "open", "--kind", "yearly", "--from", "2026-01-01", "--to", "2026-12-31"]);
    let index = plant.json(&["report", "binder", "BZ-2026-01"]);
    let lines = index["lines"].as_array().unwrap();
    for element in ["5.1.1", "5.4.3", "5.8.2"] {
        assert!(lines.iter().any(|it| it["element"].as_str().unwrap().starts_with(element)), "{element}");
    }
    assert!(
        lines.iter().any(|it| it["paper"].is_null() && it["note"].as_str().unwrap().contains("没有这一期间的记录"))
    );
    let folder = plant.path("资料");
    let said = plant.ok(&["report", "binder", "BZ-2026-01", "--folder", arg(&folder), "--format", "txt"]);
    assert!(said.contains("资料和目录"), "{said}");
    let papers = index["papers"].as_array().unwrap().len();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), papers + 1);
    let text = std::fs::read_to_string(folder.join("000_目录.txt")).unwrap();
    assert!(text.contains("001_") && text.contains("目标"), "{text}");
}

const OWN: &str = r#"
pack = "standardisation"
id = "sd.own"
title = "某行业评定标准"
edition = "2026版"
effective_from = "2026-01-01"
full = 30
scoring = { special_off = "category", grade_on = "exact", line = [{ level = "2", percent = 80 }, { level = "3", percent = 60 }] }
[[chapter]]
code = "1"
title = "管理"
[[element]]
code = "1.1"
chapter = "1"
title = "制度"
points = 30
[[item]]
code = "1.1.1"
element = "1.1"
content = "制度"
standard = "齐全"
rule = "缺一项扣1分"
points = 10.5
mark = "confirmed"
[[item]]
code = "1.1.2"
element = "1.1"
content = "执行"
standard = "执行"
rule = "未执行扣2分"
points = 19.5
mark = "confirmed"
[[veto]]
code = "V1"
content = "存在未整改的重大事故隐患"
source = "某行业评定标准（虚构）"
"#;
