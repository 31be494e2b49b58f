//! 五落实五到位 from the command line: a round opened, decided, finished; what is refused; what an outsider recounts.

use serde_json::{Value, json};

use crate::story::small_plant;
use crate::support::Plant;

fn count(points: &Value, verdict: &Value) -> usize {
    let counted = |it: &&Value| it["clause"] != "X";
    points.as_array().unwrap().iter().filter(counted).filter(|it| it["verdict"] == *verdict).count()
}

/// `status` against a count of the listed points, whole and clause by clause.
pub(crate) fn recount(plant: &Plant) -> Value {
    let status = plant.json(&["status"])["five_five"].clone();
    let round = status["round"].as_str().unwrap().to_owned();
    let points = plant.json(&["list", "five_five", "--where", &format!("round={round}")]);
    for verdict in ["met", "partly", "unmet", "not_applicable"] {
        assert_eq!(status[verdict], count(&points, &json!(verdict)), "{verdict}");
    }
    let open = count(&points, &Value::Null) + count(&points, &json!("data_missing"));
    assert_eq!(status["data_missing"], open);
    let sum: u64 = ["met", "partly", "unmet", "not_applicable", "data_missing"]
        .iter()
        .map(|key| status[*key].as_u64().unwrap())
        .sum();
    assert_eq!(status["points"], sum);
    let clauses = status["clauses"].as_object().unwrap();
    assert_eq!(clauses.len(), 10);
    for (clause, told) in clauses {
        let of = |verdict: &str| {
            let own = points.as_array().unwrap().iter().filter(|it| it["clause"] == *clause);
            own.filter(|it| it["verdict"].as_str().unwrap_or("data_missing") == verdict).count()
        };
        for verdict in ["met", "partly", "unmet", "not_applicable", "data_missing"] {
            assert_eq!(told[verdict], of(verdict), "{clause} {verdict}");
        }
    }
    status
}

#[test]
fn a_round_is_opened_decided_and_finished_and_recounted_by_an_outsider() {
    let plant = small_plant("2026-11-20");
    assert!(plant.json(&["status"])["five_five"].is_null());
    let said =
        plant.ok(&["five", "open", "--kind", "review", "--from", "2026-10-01", "--to", "2026-12-31", "--add-on", "x3"]);
    assert!(said.contains("WL-2026-01") && said.contains("建议不是结论"), "{said}");
    let points = plant.json(&["list", "five_five", "--where", "round=WL-2026-01"]);
    assert_eq!(points.as_array().unwrap().len(), 46);
    assert_eq!(recount(&plant)["points"], 45, "an add-on is listed and not counted");
    plant.ok(&["five", "WL-2026-01", "judge", "L1.3", "--verdict", "met", "--evidence", "2025年度履职报告"]);
    let gap =
        ["five", "WL-2026-01", "judge", "l3.1", "--verdict", "unmet", "--reason", "没有成立", "--owner", "王建国"];
    plant.ok(&[&gap[..], &["--due", "2026-12-20"]].concat());
    let status = recount(&plant);
    assert_eq!((&status["met"], &status["unmet"], &status["finished"]), (&json!(1), &json!(1), &json!(false)));
    let due = plant.json(&["due", "--all"]);
    let state = |code: &str| due.as_array().unwrap().iter().find(|it| it["code"] == code).map(|it| it["state"].clone());
    assert_eq!(state("WL03"), Some(json!("met")));
    let finished = plant.ok(&["five", "WL-2026-01", "finish", "--signed-by", "张启安"]);
    assert!(
        finished.contains("不合格") && finished.contains("按资料不足计") && finished.contains("L3.1 YH-2026-"),
        "{finished}"
    );
    assert_eq!(recount(&plant)["finished"], true);
    let hazards = plant.json(&["list", "hazard", "--where", "source=self_check"]);
    assert_eq!((&hazards[0]["checklist_item"], &hazards[0]["owner"]), (&json!("ff.L3.1"), &json!("王建国")));
    let row = plant.json(&["list", "five_five", "--where", "round=WL-2026-01", "--where", "code=L3.1"])[0].clone();
    assert_eq!(row["hazard"], hazards[0]["code"]);
    let due = plant.json(&["due", "--all"]);
    let quarter = due.as_array().unwrap().iter().find(|it| it["code"] == "WL01" && it["period"] == "2026-Q4").unwrap();
    assert_eq!(quarter["state"], "met");
    let why = plant.ok(&["why", "WL01/plant/2026-Q4"]);
    assert!(why.contains("WL-2026-01") && why.contains("27号"), "{why}");
    let text = plant.ok(&["report", "five_five", "--record", "WL-2026-01", "--format", "txt"]);
    for part in ["五落实五到位自查报告", "一票否决的要点未落实：L3.1", "没有认定的要点", "依据待核对", "王建国"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn what_cannot_stand_is_refused_with_the_option_that_would_decide_it() {
    let plant = small_plant("2026-11-20");
    for (args, said) in [
        (&["five", "open"][..], "--kind"),
        (&["five", "open", "--kind", "每周", "--from", "2026-10-01", "--to", "2026-12-31"], "季度复核"),
        (&["five", "open", "--kind", "review", "--from", "2026-12-01", "--to", "2026-10-31"], "早于起始日期"),
        (&["five", "open", "--kind", "review", "--from", "2026-10-01", "--to", "2026-12-31", "--add-on", "X9"], "X9"),
        (&["five", "WL-2026-01", "judge", "L1.1", "--verdict", "met"], "WL-2026-01"),
    ] {
        let refused = plant.fails(2, args);
        assert!(refused.contains(said), "{said}: {refused}");
    }
    plant.ok(&["five", "open", "--kind", "review", "--from", "2026-10-01", "--to", "2026-12-31"]);
    let judge = |rest: &[&str]| plant.fails(2, &[&["five", "WL-2026-01", "judge"][..], rest].concat());
    for (args, said) in [
        (&["L1.1", "--verdict", "met"][..], "证据"),
        (&["D2.3", "--verdict", "not_applicable"], "不适用要写原因"),
        (&["D2.3", "--verdict", "unmet"], "缺什么"),
        (&["D2.3", "--verdict", "met", "--evidence", "看过", "--owner", "王建国"], "只有部分落实"),
        (&["D2.3", "--verdict", "好"], "met 已落实"),
        (&["Z9.9", "--verdict", "met"], "没有检查要点"),
        (&["D2.3", "--verdict", "unmet", "--reason", "缺", "--due", "2026-11-01"], "已经过去"),
    ] {
        let refused = judge(args);
        assert!(refused.contains(said), "{said}: {refused}");
    }
    let refused = plant.fails(2, &["five", "WL-2026-01", "confirm", "D2.3"]);
    assert!(refused.contains("judge"), "{refused}");
    assert!(plant.fails(2, &["five", "WL-2026-01", "finish"]).contains("签字"));
    assert!(plant.fails(2, &["set", "five_five", "1", "verdict=met"]).contains("不能这样修改"));
    assert_eq!(recount(&plant)["data_missing"], 45, "nothing was decided by all that");
}
