//! Who must not do which work, certificates and their figures, on the command line.

use serde_json::{Value, json};

use crate::support::{Plant, arg, text};

/// A plant with an electrician's, a driver's and a grinder's post, and people at them.
fn plant() -> Plant {
    let plant = Plant::new("2026-11-20");
    plant.ok(&["add", "department", "name=一车间"]);
    for post in ["电工", "叉车司机", "打磨工"] {
        plant.ok(&["add", "post", &format!("name={post}")]);
    }
    for (no, name, post, hired) in [
        ("2001", "赵磊", "电工", "2020-03-01"),
        ("2002", "钱进", "电工", "2026-03-02"),
        ("2003", "孙立", "叉车司机", "2020-03-01"),
        ("2004", "李勇", "打磨工", "2026-10-12"),
    ] {
        let fields = [format!("no={no}"), format!("name={name}"), format!("post={post}"), format!("hired_on={hired}")];
        plant.ok(&["add", "person", &fields[0], &fields[1], &fields[2], &fields[3], "department=一车间"]);
    }
    plant.ok(&["add", "post_certificate", "post=电工", "kind=低压电工"]);
    plant.ok(&["add", "post_certificate", "post=叉车司机", "kind=N1"]);
    plant.ok(&["add", "post_trait", "post=打磨工", "trait=粉尘涉爆作业"]);
    plant.ok(&[
        "add",
        "certificate",
        "person=2001",
        "kind=低压电工作业",
        "number=T420000198801011234",
        "issued_on=2020-11-21",
        "expires_on=2026-11-20",
        "reviewed_on=2023-11-01",
    ]);
    plant.ok(&["add", "certificate", "person=2003", "kind=叉车证", "issued_on=2023-01-15"]);
    plant
}

fn rows(plant: &Plant, args: &[&str]) -> Vec<Value> {
    plant.json(args).as_array().unwrap().clone()
}

/// Who is barred from what: `name operation since`.
fn named(plant: &Plant, args: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = rows(plant, args)
        .iter()
        .map(|it| {
            format!(
                "{} {} {}",
                it["person"].as_str().unwrap(),
                it["operation"].as_str().unwrap(),
                it["since"].as_str().unwrap()
            )
        })
        .collect();
    found.sort();
    found
}

#[test]
fn who_is_barred_is_told_with_operation_article_day_reason_and_cure_for_any_day() {
    let plant = plant();
    // 安全生产法28: new since the records began and untrained; 6号令: dust; 安全生产法30: no certificate on record.
    let today = named(&plant, &["barred"]);
    assert_eq!(
        today,
        [
            "李勇 上岗 2026-10-12",
            "李勇 粉尘涉爆作业 2026-10-12",
            "钱进 上岗 2026-03-02",
            "钱进 低压电工作业 2026-03-02"
        ]
    );
    // The last valid day, and the day after (安全生产法30).
    let has =
        |day: &str| named(&plant, &["barred", "--date", day]).contains(&"赵磊 低压电工作业 2026-11-21".to_owned());
    assert_eq!([has("2026-11-20"), has("2026-11-21")], [false, true]);
    let all = rows(&plant, &["barred"]);
    let electric = all.iter().find(|it| it["operation"] == "低压电工作业").unwrap();
    assert!(electric["basis"].as_str().unwrap().contains("《安全生产法》第三十条"), "{electric}");
    assert!(electric["major_hazard"].as_str().unwrap().contains("第三条"), "{electric}");
    assert!(
        electric["why"].as_str().unwrap().contains("没有登记") && electric["cure"].as_str().unwrap().contains("证书")
    );
    let dust = all.iter().find(|it| it["code"] == "HR17").unwrap();
    assert!(dust["major_hazard"].is_null(), "{dust}");
    let said = plant.ok(&["barred"]);
    assert!(said.contains("钱进") && said.contains("重大隐患情形"), "{said}");
    let why = plant.ok(&["why", electric["id"].as_str().unwrap()]);
    assert!(why.contains("【规则】") && why.contains("第三十条") && why.contains("【办理】"), "{why}");
    plant.fails(2, &["why", "bar/HR05/person-99"]);
    plant.fails(2, &["barred", "--date", "2026-02-30"]);
}

#[test]
fn what_was_known_then_and_what_is_known_now_are_two_lists() {
    let plant = plant();
    // Entered today for a day long past: known now, not known then.
    plant.ok(&["add", "certificate", "person=2002", "kind=低压电工", "issued_on=2026-02-01", "expires_on=2032-01-31"]);
    let bars = |args: &[&str]| named(&plant, args).iter().any(|it| it.starts_with("钱进 低压"));
    assert!(!bars(&["barred", "--date", "2026-06-01"]));
    // Long before the file nothing was known of anybody: that is no empty list.
    let said = plant.fails(2, &["barred", "--date", "2020-06-01", "--as-known"]);
    assert!(said.contains("第一条记录") && said.contains("--as-known"), "{said}");
    let all = plant.json(&["barred", "--all"]);
    let open: Vec<&Value> = all.as_array().unwrap().iter().filter(|it| it["state"] == "data_missing").collect();
    let named = plant.json(&["barred"]);
    assert!(named.as_array().unwrap().iter().all(|it| it["state"] == "barred"), "{named}");
    assert_eq!(all.as_array().unwrap().len(), named.as_array().unwrap().len() + open.len());
}

#[test]
fn a_renewal_with_a_gap_of_a_day_bars_on_that_day_and_keeps_the_old_certificate() {
    let plant = plant();
    let old = rows(&plant, &["list", "certificate", "--where", "person=2003"])[0].clone();
    assert_eq!(old["ends_on"], "2027-01-14");
    let id = old["id"].to_string();
    plant.ok(&["set", "certificate", &id, "expires_on=2026-10-31"]);
    plant.ok(&["certificate", &id, "renew", "issued_on=2026-11-02", "expires_on=2030-11-01"]);
    let bars = |day: &str| named(&plant, &["barred", "--date", day]).iter().any(|it| it.starts_with("孙立 叉车驾驶"));
    assert_eq!([bars("2026-10-31"), bars("2026-11-01"), bars("2026-11-02")], [false, true, false]);
    let both = rows(&plant, &["list", "certificate", "--where", "person=2003"]);
    let states: Vec<&str> = both.iter().map(|it| it["standing"].as_str().unwrap()).collect();
    assert_eq!(states, ["valid", "renewed"]);
    assert_eq!(both[1]["renewed_by_id"], both[0]["id"]);
    assert_eq!(both[0]["renews_id"], both[1]["id"]);
    let new = both[0]["id"].to_string();
    plant.fails(2, &["certificate", &new, "revoke", "--reason", ""]);
    plant.ok(&["certificate", &new, "revoke", "--date", "2026-11-15", "--reason", "考试作弊"]);
    assert_eq!([bars("2026-11-14"), bars("2026-11-15"), bars("2026-11-20")], [false, true, true]);
}

#[test]
fn numbers_that_hold_an_identity_number_are_masked_unless_asked_for() {
    let plant = plant();
    let shown = rows(&plant, &["list", "certificate", "--where", "person=2001"])[0]["number"].clone();
    assert_eq!(shown, "T420000********1234");
    let full = rows(&plant, &["list", "certificate", "--where", "person=2001", "--reveal"])[0]["number"].clone();
    assert_eq!(full, "T420000198801011234");
    assert!(plant.ok(&["log"]).contains("查看"));
}

#[test]
fn the_due_list_shows_the_windows_around_an_expiry_and_a_review() {
    let mut plant = plant();
    let mut state = |day: &'static str, code: &str| {
        plant.today = day;
        let all = plant.json(&["due", "--all"]);
        let found = all.as_array().unwrap().iter().find(|it| it["code"] == code && it["object"] == "certificate-1");
        found.map(|it| format!("{} {}", it["state"].as_str().unwrap(), it["days"]))
    };
    // 30号令: sixty days before the end; the last day is in time.
    for (day, expected) in
        [("2026-09-20", "upcoming 61"), ("2026-09-21", "due 60"), ("2026-11-20", "due 0"), ("2026-11-21", "overdue -1")]
    {
        assert_eq!(state(day, "T03").as_deref(), Some(expected), "{day}");
    }
    plant.today = "2026-11-20";
    let why = plant.ok(&["why", "T03/certificate-1/2026-11-20"]);
    assert!(why.contains("有效，至2026年11月20日"), "{why}");
}

#[test]
fn figures_of_training_and_certificates_can_be_recounted_from_the_lists() {
    let plant = plant();
    assert!(plant.json(&["status"])["training"].is_null(), "no session was ever entered");
    plant.ok(&[
        "train",
        "--title",
        "粉尘防爆",
        "--topics",
        "粉尘防爆",
        "--hours",
        "4",
        "--date",
        "2026-11-18",
        "--person",
        "2004",
        "--rest-passed",
    ]);
    let status = plant.json(&["status"]);
    let barred = rows(&plant, &["barred"]);
    let people: std::collections::BTreeSet<i64> = barred.iter().map(|it| it["person_id"].as_i64().unwrap()).collect();
    let training = &status["training"];
    assert_eq!(training["barred"], people.len());
    assert_eq!(training["people"], rows(&plant, &["list", "person"]).len());
    let duties = rows(&plant, &["due", "--all"]);
    let of =
        |it: &Value| it["object"].as_str().unwrap().strip_prefix("person-")?.split('.').next()?.parse::<i64>().ok();
    let mine = |state: &str| -> std::collections::BTreeSet<i64> {
        duties
            .iter()
            .filter(|it| it["code"].as_str().unwrap().starts_with("HR") && it["state"] == state)
            .filter_map(of)
            .collect()
    };
    let (late, met) = (mine("overdue"), mine("met"));
    let reached = met.difference(&late).count();
    assert_eq!((&training["reached"], &training["short"]), (&json!(reached), &json!(late.len())));
    let rate = reached as f64 / (reached + late.len()) as f64;
    assert_eq!(training["rate"], json!(rate));
    let ledger = rows(&plant, &["list", "certificate"]);
    let count = |states: &[&str]| ledger.iter().filter(|it| states.contains(&it["standing"].as_str().unwrap())).count();
    let certificate = &status["certificate"];
    assert_eq!(certificate["valid"], count(&["valid", "expiring"]));
    assert_eq!(certificate["expiring"], count(&["expiring"]));
    assert_eq!(certificate["expired"], count(&["expired", "review_missed"]));
}

#[test]
fn a_ledger_of_certificates_comes_in_by_number_once_and_again_changes_nothing() {
    let plant = plant();
    let sheet = plant.write(
        "证书台账.csv",
        "工号,证书名称,证号,发证日期,有效期至\n2002,低压电工作业,T420000199001011235,2026-02-01,2032-01-31\n2004,熔化焊接与热切割作业,T420000199101011236,2025-05-01,2031-04-30\n",
    );
    let before = rows(&plant, &["list", "certificate"]).len();
    plant.ok(&["import", "certificate", arg(&sheet)]);
    assert_eq!(rows(&plant, &["list", "certificate"]).len(), before + 2);
    let said = plant.run(&["import", "certificate", arg(&sheet)]);
    assert_eq!(rows(&plant, &["list", "certificate"]).len(), before + 2, "{}", text(&said.stderr));
}
