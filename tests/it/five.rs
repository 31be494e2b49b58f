//! 五落实五到位 from the command line: a round opened, decided, finished; what is refused; old rounds as they were.

use serde_json::Value;

use crate::support::Plant;

fn plant() -> Plant {
    let plant = Plant::new();
    plant.ok(&["init", "--name", "江城精工机械有限公司", "--records-since", "2026-01-01", "--fact", "party=no"]);
    plant.ok(&["add", "post", "name=总经理", "role=principal"]);
    plant.ok(&["add", "post", "name=安全管理员", "role=safety_manager"]);
    plant.ok(&["add", "person", "name=张启安", "no=001", "post=总经理", "hired_on=2020-01-01"]);
    plant.ok(&["add", "person", "name=李敏", "no=002", "post=安全管理员", "hired_on=2020-01-01"]);
    plant
}

#[test]
fn a_round_is_opened_decided_and_finished_and_its_gaps_are_chased() {
    let plant = plant();
}
