//! 重大事故隐患自判 from the command line: opened, decided, a yes into the closed loop, finished, printed, recounted.

use serde_json::json;

use crate::story::small_plant;

const FIXES: [&str; 10] = [
    "--owner",
    "王建国",
    "--due",
    "2026-12-20",
    "--measures",
    "加装锁气卸灰阀",
    "--funds",
    "8000",
    "--plan",
    "停用除尘系统，专人清扫",
];

#[test]
fn a_round_is_decided_printed_and_recounted_and_a_yes_is_a_major_hazard() {
    let plant = small_plant("2026-11-20");
    let all = plant.json(&["criteria", "items"]);
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), 64);
    assert!(all.iter().filter(|it| it["how"] == "computed").count() >= 12);
    let said = plant.ok(&["criteria", "open", "--category", "dust", "--category", "管理类"]);
    assert!(said.contains("ZP-2026-01") && said.contains("判定项 13 个") && said.contains("建议不是结论"), "{said}");
    let judge = ["criteria", "ZP-2026-01", "judge", "11-6", "--verdict", "yes", "--evidence", "卸灰口敞开"];
    let refused = plant.fails(2, &judge);
    assert!(refused.contains("预案"), "{refused}");
    let said = plant.ok(&[&judge[..], &FIXES].concat());
    assert!(said.contains("YH-2026-") && said.contains("还有 12 项没有认定"), "{said}");
    let hazards = plant.json(&["list", "hazard", "--where", "source=self_check"]);
    assert_eq!((&hazards[0]["level"], &hazards[0]["checklist_item"]), (&json!("major"), &json!("mh.10-11-6")));
    for (args, said) in [
        (&["judge", "11-3", "--verdict", "no"][..], "证据"),
        (&["judge", "11-3", "--verdict", "not_applicable"], "不适用要写原因"),
        (&["judge", "11-3", "--verdict", "met"], "yes 存在"),
        (&["judge", "9-9", "--verdict", "no"], "没有判定项"),
        (&["judge", "11-6", "--verdict", "no", "--evidence", "看错"], "还没有销号"),
        (&["finish"], "签字"),
    ] {
        let refused = plant.fails(2, &[&["criteria", "ZP-2026-01"][..], args].concat());
        assert!(refused.contains(said), "{said}: {refused}");
    }
    plant.ok(&["criteria", "ZP-2026-01", "judge", "11-3", "--verdict", "no", "--evidence", "泄爆片完好"]);
    plant.ok(&["criteria", "ZP-2026-01", "confirm", "--all"]);
    let finished = plant.ok(&["criteria", "ZP-2026-01", "finish", "--signed-by", "张启安"]);
    assert!(finished.contains("存在重大事故隐患1项") && finished.contains("资料不足"), "{finished}");
    let round = plant.json(&["criteria", "ZP-2026-01", "show"]);
    let items = plant.json(&["list", "criterion", "--where", "round=ZP-2026-01"]);
    for verdict in ["yes", "no", "not_applicable"] {
        let count = items.as_array().unwrap().iter().filter(|it| it["verdict"] == verdict).count();
        assert_eq!(round["total"][verdict], count, "{verdict}");
    }
    assert_eq!(round["total"]["items"], 13);
    let text = plant.ok(&["report", "criteria", "--record", "ZP-2026-01", "--format", "txt"]);
    for part in ["重大事故隐患自判表", "存在重大事故隐患1项", "卸灰口敞开", "张启安", "第十四条"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // In the narrow column the citation is broken over lines; in the facts it is whole.
    let facts = plant.ok(&["report", "criteria", "--record", "ZP-2026-01", "--format", "json"]);
    assert!(facts.contains("第十一条第六项"), "{facts}");
    let due = plant.json(&["due", "--all"]);
    let year = due.as_array().unwrap().iter().find(|it| it["code"] == "MH01").unwrap();
    assert_eq!(year["state"], "met");
    assert!(due.as_array().unwrap().iter().any(|it| it["code"] == "HZ04"), "the report of a major hazard is owed");
}
