//! Killed in the middle: what was confirmed is there, the rest wholly absent.

use std::process::{Command, Stdio};

use crate::import::document;
use crate::support::{Plant, arg};

/// A csv roster of `n` invented people.
fn roster(n: u32) -> String {
    let rows = (0..n).map(|it| format!("A{it:05},张{it},{},一车间\n", document(it)));
    "工号,姓名,身份证号,部门\n".to_owned() + &rows.collect::<String>()
}

#[test]
fn an_import_killed_half_way_leaves_nothing_behind() {
    let plant = Plant::new("2026-11-20");
    plant.ok(&["add", "department", "name=一车间"]);
    let file = plant.write("名单.csv", roster(20_000));
    let journal = plant.path("plant.db-journal");
    for _ in 0..5 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_anguan"))
            .env("ANGUAN_DB", plant.db())
            .args(["import", "person", arg(&file), "--accept-bad-id", "--skip-bad"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The journal stands while the transaction is open: that is the moment to strike.
        while !journal.exists() && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(plant.ok(&["verify"]).contains("文件完好"));
        assert_eq!(plant.json(&["list", "person"]), serde_json::json!([]), "half a roster came in");
        assert_eq!(plant.json(&["list", "department"]).as_array().unwrap().len(), 1, "what was confirmed is gone");
    }
}
