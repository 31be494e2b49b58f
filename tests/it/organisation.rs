//! The organisation of safety: staff by head count and flag, committee, meetings and their actions, postings, cards.

use serde_json::{Value, json};

use crate::support::{Plant, arg};

/// A plant of one office and one workshop with its leaders on the roster.
fn founded() -> Plant {
    let plant = Plant::new("2026-11-20");
    plant.ok(&["add", "department", "name=安全环保部"]);
    for (post, role) in [
        ("总经理", "principal"),
        ("生产副总", "deputy"),
        ("安全员", "part_time_safety"),
        ("专职安全员", "safety_manager"),
        ("操作工", "worker"),
    ] {
        plant.ok(&["add", "post", &format!("name={post}"), &format!("role={role}")]);
    }
    for (no, name, post) in
        [("001", "王建国", "总经理"), ("002", "陈静", "生产副总"), ("003", "赵磊", "安全员"), ("004", "李敏", "操作工")]
    {
        plant.ok(&[
            "add",
            "person",
            &format!("no={no}"),
            &format!("name={name}"),
            &format!("post={post}"),
            "department=安全环保部",
            "hired_on=2025-01-01",
        ]);
    }
    plant
}

fn duty(plant: &Plant, code: &str) -> Value {
    let all = plant.json(&["due", "--all"]);
    let rows = all.as_array().unwrap();
    rows.iter().rev().find(|it| it["code"] == code).unwrap_or_else(|| panic!("no {code}")).clone()
}

fn facts(plant: &Plant, answers: &[&str]) {
    let mut args = vec!["set", "enterprise", "1"];
    for answer in answers {
        args.push(answer);
    }
    plant.ok(&args);
}

const SAFE: &[&str] = &[
    "mine=no",
    "metal_smelting=no",
    "construction=no",
    "transport=no",
    "fireworks=no",
    "civil_explosives=no",
    "hazardous_goods_production=no",
    "hazardous_goods_operation=no",
    "hazardous_goods_storage=no",
    "hazardous_goods_loading=no",
];

#[test]
fn the_hundred_and_first_person_and_the_flag_at_five_ask_for_full_time_staff() {
    let plant = founded();
    facts(&plant, SAFE);
    facts(&plant, &["headcount=100", "dispatched=0"]);
    let at_100 = duty(&plant, "ST01");
    assert_eq!(at_100["state"], "met", "{at_100}");
    facts(&plant, &["headcount=101"]);
    let at_101 = duty(&plant, "ST01");
    assert_eq!(at_101["state"], "overdue", "{at_101}");
    let why = plant.ok(&["why", at_101["id"].as_str().unwrap()]);
    for part in ["第二十四条第二款", "从业人员101人", "超过100人", "兼职：赵磊"] {
        assert!(why.contains(part), "{part}: {why}");
    }
    // Part-time is enough at five people; not where they store dangerous goods.
    facts(&plant, &["headcount=5"]);
    assert_eq!(duty(&plant, "ST01")["state"], "met");
    facts(&plant, &["hazardous_goods_storage=yes"]);
    let flagged = duty(&plant, "ST01");
    assert_eq!(flagged["state"], "overdue", "{flagged}");
    let why = plant.ok(&["why", flagged["id"].as_str().unwrap()]);
    assert!(why.contains("第二十四条第一款") && why.contains("不论人数"), "{why}");
    // The same flag asks for an engineer and for telling the authority; an appointment settles the first.
    assert_eq!(duty(&plant, "ST02")["state"], "overdue");
    plant.ok(&["add", "appointment", "kind=专职安管员", "person=李敏", "document=安〔2026〕1号", "from_on=2026-11-10"]);
    assert_eq!(duty(&plant, "ST01")["state"], "met");
    let told = duty(&plant, "ST03");
    assert_eq!((&told["state"], &told["due_on"]), (&json!("overdue"), &json!("2026-11-10")), "{told}");
    plant.ok(&["set", "appointment", "1", "notified_on=2026-11-15"]);
    assert_eq!(
        (duty(&plant, "ST03")["state"].clone(), duty(&plant, "ST03")["late_days"].clone()),
        (json!("met"), json!(5))
    );
}

#[test]
fn what_was_not_answered_leaves_staffing_open_and_an_ended_appointment_is_none() {
    let plant = founded();
    facts(&plant, &["headcount=50"]);
    let open = duty(&plant, "ST01");
    assert_eq!(open["state"], "data_missing", "part-time staff, the flag was never answered: {open}");
    assert!(!open["missing"].as_array().unwrap().is_empty());
    facts(&plant, SAFE);
    assert_eq!(duty(&plant, "ST01")["state"], "met");
    facts(&plant, &["headcount=200"]);
    plant.ok(&["add", "appointment", "kind=safety_manager", "person=陈静", "from_on=2026-02-01", "to_on=2026-06-30"]);
    let ended = duty(&plant, "ST01");
    assert_eq!((&ended["state"], &ended["due_on"]), (&json!("overdue"), &json!("2026-07-01")), "{ended}");
    plant.ok(&["add", "appointment", "kind=unit", "title=安全环保部", "from_on=2026-11-21"]);
    assert_eq!(duty(&plant, "ST01")["state"], "overdue", "a unit from tomorrow");
}

#[test]
fn an_appointment_that_contradicts_itself_is_refused() {
    let plant = founded();
    let before = plant.bytes();
    for (values, said) in [
        (&["kind=unit", "from_on=2026-01-01"][..], "名称"),
        (&["kind=unit", "title=安环部", "person=李敏", "from_on=2026-01-01"], "不填人员"),
        (&["kind=safety_manager", "from_on=2026-01-01"], "要写是谁"),
        (&["kind=safety_manager", "person=李敏", "full_time=否", "from_on=2026-01-01"], "兼职安管员"),
        (&["kind=safety_head", "person=李敏", "from_on=2026-02-01", "to_on=2026-01-01"], "早于任命日期"),
        (
            &["kind=safety_head", "person=李敏", "from_on=2026-02-01", "removal_notified_on=2026-03-01"],
            "还没有免去日期",
        ),
        (&["kind=fire_manager", "person=李敏", "grade=中级", "from_on=2026-02-01"], "只有注册安全工程师"),
        (&["kind=fire_manager", "person=李敏", "from_on=2026-02-01", "notified_on=2026-12-01"], "还没有到"),
    ] {
        let mut args = vec!["add", "appointment"];
        args.extend(values);
        let refused = plant.fails(2, &args);
        assert!(refused.contains(said), "{values:?}: {refused}");
    }
    assert_eq!(plant.bytes(), before);
    plant.ok(&["add", "appointment", "kind=safety_head", "person=李敏", "from_on=2026-01-01"]);
    let twice = plant.fails(2, &["add", "appointment", "kind=safety_head", "person=李敏", "from_on=2026-05-01"]);
    assert!(twice.contains("还没有结束"), "{twice}");
}

#[test]
fn the_committee_needs_the_principal_in_the_chair_and_one_chair_at_a_time() {
    let plant = founded();
    assert_eq!(duty(&plant, "AW01")["state"], "data_missing", "nobody was ever entered");
    plant.ok(&["add", "committee_member", "person=陈静", "role=主任", "stands_for=leaders", "from_on=2026-01-10"]);
    let deputy = duty(&plant, "AW01");
    assert_eq!(deputy["state"], "overdue", "{deputy}");
    assert!(deputy["because"].as_str().unwrap().contains("董事长或总经理"), "{deputy}");
    let two = plant.fails(2, &["add", "committee_member", "person=王建国", "role=chair", "from_on=2026-03-01"]);
    assert!(two.contains("已有主任"), "{two}");
    plant.ok(&["set", "committee_member", "1", "to_on=2026-02-28"]);
    plant.ok(&["add", "committee_member", "person=王建国", "role=chair", "stands_for=leaders", "from_on=2026-03-01"]);
    let right = duty(&plant, "AW01");
    assert_eq!(right["state"], "met", "{right}");
    let why = plant.ok(&["why", right["id"].as_str().unwrap()]);
    assert!(why.contains("没有覆盖") && why.contains("工会或职工代表"), "who is not covered is said: {why}");
}

#[test]
fn a_meeting_with_minutes_meets_the_quarter_and_its_actions_go_into_the_next() {
    let plant = founded();
    plant.ok(&["add", "committee_member", "person=王建国", "role=chair", "from_on=2026-01-01"]);
    plant.ok(&["add", "committee_member", "person=陈静", "from_on=2026-01-01"]);
    plant.ok(&[
        "add",
        "meeting",
        "会议种类=安委会会议",
        "会议名称=第三季度安委会会议",
        "会议日期=2026-07-10",
        "主持人=王建国",
        "参加人员=王建国、陈静 ，市局李科长",
        "应到人数=4",
    ]);
    let row = plant.json(&["list", "meeting"])[0].clone();
    assert_eq!((&row["code"], &row["present"], &row["signed_in"]), (&json!("HY-2026-001"), &json!(3), &json!(3)));
    assert_eq!(row["wanting"], "地点、议题、纪要、签发");
    let quarter = |plant: &Plant, period: &str| {
        let all = plant.json(&["due", "--all"]);
        all.as_array().unwrap().iter().find(|it| it["id"] == format!("AW02/plant/{period}")).unwrap().clone()
    };
    let without = quarter(&plant, "2026-Q3");
    assert_eq!(without["missed"], true, "{without}");
    assert!(without["because"].as_str().unwrap().contains("没有纪要"), "{without}");
    plant.ok(&["set", "meeting", "HY-2026-001", "minutes=通报上半年隐患，研究除尘改造"]);
    assert_eq!(quarter(&plant, "2026-Q3")["state"], "met");
    assert_eq!(quarter(&plant, "2026-Q2")["missed"], true);

    let early =
        plant.fails(2, &["add", "meeting_action", "meeting=HY-2026-001", "content=除尘改造", "due_on=2026-07-01"]);
    assert!(early.contains("早于会议日期2026年7月10日"), "{early}");
    plant.ok(&["add", "meeting_action", "meeting=HY-2026-001", "content=除尘改造", "owner=陈静", "due_on=2026-09-30"]);
    plant.ok(&["add", "meeting_action", "meeting=HY-2026-001", "content=补发手套", "owner=赵磊", "due_on=2026-08-31"]);
    plant.ok(&["set", "meeting_action", "2", "done_on=2026-09-05", "words=已发放"]);
    let actions = plant.json(&["list", "meeting_action", "--where", "办理情况=逾期"]);
    assert_eq!(actions.as_array().unwrap().len(), 1);
    assert_eq!((&actions[0]["number"], &actions[0]["overdue_days"]), (&json!(1), &json!(51)));
    let late = duty(&plant, "AW04");
    assert_eq!((&late["state"], &late["owner"]), (&json!("overdue"), &json!("陈静")), "{late}");

    plant.ok(&["add", "meeting", "kind=committee", "title=第四季度安委会会议", "on_date=2026-10-15"]);
    let next = plant.json(&["list", "meeting", "--where", "编号=HY-2026-002"])[0].clone();
    let earlier = next["earlier"].as_str().unwrap();
    assert!(earlier.contains("议定2项，已办结1项（其中逾期办结1项）"), "{earlier}");
    assert!(earlier.contains("1. 除尘改造（陈静，期限2026年9月30日，逾期15天）"), "{earlier}");
    assert_eq!(next["expected"], 2, "the members in office");
    let moved = plant.fails(2, &["set", "meeting", "HY-2026-001", "on_date=2026-09-01"]);
    assert!(moved.contains("晚于议定事项第 2 项"), "{moved}");
}

#[test]
fn what_contradicts_itself_about_a_meeting_is_refused() {
    let plant = founded();
    plant.ok(&["add", "person", "no=005", "name=陈静"]);
    let add = |values: &[&str]| {
        let mut args = vec!["add", "meeting", "kind=safety", "title=例会"];
        args.extend(values);
        plant.fails(2, &args)
    };
    for (values, said) in [
        (&["expected=3", "present=4"][..], "多于应到 3 人"),
        (&["present=1", "attendees=王建国、李敏"], "少于参加人员 2 人"),
        (&["attendees=陈静"], "002"),
        (&["on_date=2026-12-01", "minutes=纪要"], "会议还没有开"),
        (&["kind=晚会"], "写了两次"),
    ] {
        let refused = add(values);
        assert!(refused.contains(said), "{values:?}: {refused}");
    }
    plant.ok(&["add", "meeting", "kind=safety", "title=例会", "attendees=005、王建国"]);
    plant.ok(&["add", "meeting", "kind=safety", "title=下月例会", "on_date=2026-12-05"]);
    assert_eq!(plant.json(&["list", "meeting", "--where", "title=下月例会"])[0]["wanting"], Value::Null);
}

#[test]
fn the_period_of_a_habit_is_set_in_months() {
    let plant = founded();
    assert!(plant.ok(&["setting"]).contains("AW02.months"));
    let refused = plant.fails(2, &["setting", "AW02.months=5", "--reason", "议事规则"]);
    assert!(refused.contains("1、3、6、12"), "{refused}");
    plant.ok(&["setting", "AW02.months=1", "--reason", "议事规则规定每月一次"]);
    assert_eq!(duty(&plant, "AW02")["period"], "2026-11");
    let law = plant.fails(2, &["setting", "CN01.months=3", "--reason", "想少报"]);
    assert!(law.contains("没有可改的"), "{law}");
    // A large plant of 山东 meets by its province's own ordinance, which nobody can change here.
    facts(&plant, SAFE);
    facts(&plant, &["province=山东省", "headcount=1000"]);
    assert_eq!(duty(&plant, "AW02S")["force"], "法");
    assert_eq!(duty(&plant, "AW02")["state"], "not_applicable");
    assert_eq!(duty(&plant, "ST04")["state"], "overdue");
    assert!(plant.fails(2, &["setting", "AW02S.months=12", "--reason", "少开"]).contains("没有可改的"));
}

#[test]
fn promises_are_owed_by_plants_of_hazardous_chemicals_only() {
    let plant = founded();
    facts(&plant, SAFE);
    facts(&plant, &["chemical_plant=no"]);
    assert_eq!(duty(&plant, "CN01")["state"], "not_applicable");
    facts(&plant, &["chemical_plant=yes"]);
    let add = |values: &[&str]| {
        let mut args = vec!["add", "promise", "conclusion=各装置风险受控"];
        args.extend(values);
        args.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let refused = |values: &[&str]| {
        let args = add(values);
        plant.fails(2, &args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert!(refused(&["promised_by=王建国", "units=5", "running=3", "stopped=1"]).contains("之和不符"));
    assert!(refused(&["promised_by=王建国", "on_date=2024-12-31"]).contains("才入职"));
    plant.ok(&["set", "person", "002", "ended_on=2026-10-31"]);
    assert!(refused(&["promised_by=陈静", "on_date=2026-11-01"]).contains("已于2026年10月31日离职"));
    let args = add(&["promised_by=王建国", "units=4", "running=3", "stopped=1"]);
    plant.ok(&args.iter().map(String::as_str).collect::<Vec<_>>());
    let today = duty(&plant, "CN01");
    assert!(today["because"].as_str().unwrap().contains("还没有对外公告"), "{today}");
    assert!(refused(&["promised_by=王建国"]).contains("已被"));
    plant.ok(&["set", "promise", "2026-11-20", "published_at=2026-11-20 8:30", "carrier=厂门口电子屏"]);
    assert_eq!(duty(&plant, "CN01")["state"], "met");
    let sheet = plant.ok(&["report", "promise", "--record", "2026-11-20", "--format", "txt"]);
    for part in ["安全承诺公告", "2026年11月20日", "3套", "各装置风险受控", "王建国", "（未填写）"]
    {
        assert!(sheet.contains(part), "{part}: {sheet}");
    }
}

#[test]
fn postings_and_documents_meet_what_is_made_public_and_reported() {
    let plant = founded();
    for code in ["GS01", "GS02", "AW06", "AW07"] {
        assert_ne!(duty(&plant, code)["state"], "met", "{code}");
    }
    plant.ok(&["add", "posting", "kind=hazard", "title=11月隐患通报", "place=厂门口公示栏", "from_on=2026-11-05"]);
    plant.ok(&["add", "posting", "kind=safety_status", "title=2026年安全生产情况", "place=网站", "from_on=2026-03-01"]);
    plant.ok(&["add", "document", "kind=board_report", "title=下半年安全生产报告", "issued_on=2026-11-01"]);
    plant.ok(&["add", "meeting", "kind=performance", "title=四季度考核会", "on_date=2026-11-02", "minutes=安全指标"]);
    for code in ["GS01", "GS02", "AW06", "AW07"] {
        assert_eq!(duty(&plant, code)["state"], "met", "{code}");
    }
    let wording = plant.fails(2, &["add", "posting", "kind=risk", "title=四色图", "place=车间", "wording=2"]);
    assert!(wording.contains("先填是哪一份责任清单"), "{wording}");
    let year = plant.fails(2, &["add", "document", "kind=budget", "title=安全投入计划", "issued_on=2026-01-05"]);
    assert!(year.contains("哪一年"), "{year}");
    let order = ["kind=policy", "title=动火制度", "issued_on=2026-05-01", "reviewed_on=2026-04-01"];
    let refused = plant.fails(2, &[&["add", "document"][..], &order].concat());
    assert!(refused.contains("早于签发日期2026年5月1日"), "{refused}");
}

#[test]
fn a_ledger_of_meetings_comes_in_and_goes_out_again() {
    let plant = founded();
    let text = "会议种类,会议名称,日期,主持,应到,实到,签到人员,会议纪要,签发人\n\
                安委会会议,一季度安委会,2026-02-10,王建国,3,2,王建国 陈静,研究年度计划,王建国\n\
                安全例会,三月例会,2026/3/5,陈静,4,4,,通报,\n";
    let file = plant.write("meetings.csv", text);
    let dry = plant.ok(&["import", "meeting", arg(&file), "--dry-run"]);
    assert!(dry.contains('2'), "{dry}");
    plant.ok(&["import", "meeting", arg(&file)]);
    let rows = plant.json(&["list", "meeting"]);
    let codes: Vec<&str> = rows.as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes.len(), 2);
    assert!(codes.contains(&"HY-2026-001") && codes.contains(&"HY-2026-002"), "{codes:?}");
    let first = rows.as_array().unwrap().iter().find(|it| it["title"] == "一季度安委会").unwrap();
    assert_eq!((&first["chair"], &first["signed_in"], &first["earlier"]), (&json!("王建国"), &json!(2), &Value::Null));
    // A second import of the exported file changes nothing.
    let out = plant.path("out.csv");
    plant.ok(&["export", "meeting", "--format", "csv", "-o", arg(&out)]);
    let before = plant.json(&["list", "meeting"]);
    plant.ok(&["import", "meeting", arg(&out)]);
    assert_eq!(plant.json(&["list", "meeting"]), before);
    let faulty = plant.write("bad.csv", "会议种类,会议名称,日期,应到,实到\n安全例会,四月例会,2026-04-02,3,5\n");
    let said = plant.fails(2, &["import", "meeting", arg(&faulty)]);
    assert!(said.contains("多于应到"), "{said}");
}

#[test]
fn a_file_is_written_as_its_name_says() {
    let plant = founded();
    plant.ok(&[
        "add",
        "document",
        "kind=policy",
        "title==HYPERLINK(\"http://x\")",
        "issued_on=2026-01-01",
        "signed_by=王\u{7}建国",
    ]);
    plant.ok(&["export", "document", "-o", "out.csv"]);
    let text = String::from_utf8(std::fs::read(plant.path("out.csv")).unwrap()).unwrap();
    assert!(text.contains("'=HYPERLINK") && text.contains("王建国"), "{text}");
    let refused = plant.fails(2, &["export", "document", "-o", "out.txt"]);
    assert!(refused.contains("--format"), "{refused}");
    let refused = plant.fails(2, &["template", "document", "-o", "out.csv"]);
    assert!(refused.contains(".xlsx"), "{refused}");
}

#[test]
fn papers_say_what_is_recorded_and_name_what_is_not() {
    let plant = founded();
    plant.ok(&[
        "add",
        "meeting",
        "kind=committee",
        "title=第三季度安委会会议",
        "on_date=2026-07-10",
        "place=三楼会议室",
        "chair=王建国",
        "expected=3",
        "attendees=王建国、陈静",
        "topics=除尘改造",
        "minutes=同意除尘改造方案",
    ]);
    plant.ok(&[
        "add",
        "meeting_action",
        "meeting=HY-2026-001",
        "content=完成除尘改造",
        "owner=陈静",
        "due_on=2026-09-30",
    ]);
    let minutes = plant.ok(&["report", "meeting", "--record", "HY-2026-001", "--format", "txt"]);
    for part in [
        "第三季度安委会会议纪要",
        "2026年7月10日",
        "三楼会议室",
        "完成除尘改造",
        "逾期51天",
        "2026-09-30",
        "还缺签发",
        "无。",
    ] {
        assert!(minutes.contains(part), "{part}: {minutes}");
    }
    let list = plant.ok(&["report", "actions", "--format", "txt"]);
    assert!(list.contains("督办清单") && list.contains("完成除尘改造") && list.contains("逾期"), "{list}");

    plant.ok(&[
        "add",
        "appointment",
        "kind=safety_head",
        "person=李敏",
        "full_time=是",
        "document=安〔2026〕3号",
        "from_on=2026-08-01",
    ]);
    let letter = plant.ok(&["report", "appointment", "--record", "1", "--format", "txt"]);
    for part in ["任命书", "安〔2026〕3号", "任命李敏为本单位安全管理机构负责人，专职，自2026年8月1日", "第二十四条"]
    {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    plant.ok(&["add", "appointment", "kind=engineer_service", "title=江城安全技术公司", "from_on=2026-08-01"]);
    assert!(plant.fails(2, &["report", "appointment", "--record", "2", "--format", "txt"]).contains("合同"));

    for (kind, title) in [("emergency", "焊接岗位应急处置卡"), ("risk", "焊接岗位安全风险告知卡")] {
        let values = [format!("kind={kind}"), format!("title={title}"), "danger=触电、火灾".to_owned()];
        let mut args = vec!["add", "card", "place=焊接区"];
        args.extend(values.iter().map(String::as_str));
        plant.ok(&args);
    }
    let card = plant.json(&["list", "card"])[0].clone();
    assert_eq!(card["wanting"], "第一步、第二步、第三步、内部联系电话");
    let one = plant.ok(&["report", "card", "--record", "焊接岗位应急处置卡", "--format", "txt"]);
    assert!(one.contains("119") && one.contains("120") && one.contains("（未填写）"), "{one}");
    let both = plant.ok(&["report", "card", "--record", "全部", "--format", "txt"]);
    assert!(both.contains("焊接岗位应急处置卡") && both.contains("焊接岗位安全风险告知卡"), "{both}");
    let nowhere = plant.fails(2, &["add", "card", "kind=risk", "title=无处可挂", "danger=触电"]);
    assert!(nowhere.contains("岗位和场所至少写一个"), "{nowhere}");
}
