//! 不得上岗, 学时缺口 and renewals by keys.

use chrono::NaiveDate;

use super::super::super::probe::Probe;
use super::super::super::theme::Theme;
use super::super::program;
use crate::registers::{self, Door, enterprise};
use crate::store::{Access, Store};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn add(store: &mut Store, register: &str, pairs: &[(&str, &str)]) {
    let register = registers::find(register).unwrap();
    let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    registers::add(store, register, &pairs, today(), Door::Import, false).unwrap();
}

fn probe(width: u16, height: u16) -> Probe {
    let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", "2026-01-01".parse().unwrap(), &[]).unwrap();
    add(&mut store, "department", &[("name", "设备动力部")]);
    for post in ["电工", "打磨工"] {
        add(&mut store, "post", &[("name", post)]);
    }
    for (no, name, post, hired) in [
        ("0001", "赵磊", "电工", "2020-03-01"),
        ("0002", "钱进", "电工", "2026-10-12"),
        ("0003", "孙立", "打磨工", "2026-11-02"),
    ] {
        add(
            &mut store,
            "person",
            &[("no", no), ("name", name), ("post", post), ("department", "设备动力部"), ("hired_on", hired)],
        );
    }
    add(&mut store, "post_certificate", &[("post", "电工"), ("kind", "低压电工")]);
    add(&mut store, "post_trait", &[("post", "打磨工"), ("trait", "dust")]);
    add(
        &mut store,
        "certificate",
        &[
            ("person", "0001"),
            ("kind", "低压电工"),
            ("number", "T420000198801011234"),
            ("issued_on", "2021-01-10"),
            ("reviewed_on", "2023-12-20"),
        ],
    );
    Probe::new(program(store, today(), Theme::default()), width, height)
}

#[test]
fn who_must_not_work_today_is_a_list_with_the_reason_beside_it() {
    let mut probe = probe(120, 40);
    probe.keys("9 / 不得上岗 Enter Enter");
    assert!(probe.shows("钱进") && probe.shows("低压电工作业") && probe.shows("粉尘涉爆作业"), "{}", probe.screen());
    assert!(!probe.shows("赵磊"), "his certificate is in force\n{}", probe.screen());
    probe.keys("/ 低压 Enter");
    assert!(probe.shows("第三条") && probe.shows("取得证书并登记"), "{}", probe.screen());
    probe.keys("Enter");
    assert!(
        probe.shows("为什么：钱进 不得低压电工作业") && probe.shows("没有登记低压电工作业的证书"),
        "{}",
        probe.screen()
    );
}

#[test]
fn who_still_owes_training_is_a_list_that_leads_to_the_person() {
    let mut probe = probe(120, 40);
    probe.keys("9 / 学时缺口 Enter Enter");
    assert!(probe.shows("新上岗人员岗前培训") && probe.shows("72") && probe.shows("逾期"), "{}", probe.screen());
    probe.keys("Enter 培训记录 Enter");
    assert!(probe.shows("培训记录"), "{}", probe.screen());
}

#[test]
fn a_certificate_is_renewed_by_keys_and_its_number_is_taken_over_unseen() {
    let mut probe = probe(120, 40);
    probe.keys("9 / 证书 Enter Down Enter");
    assert!(probe.shows("T420000********1234") && probe.shows("临期"), "{}", probe.screen());
    probe.keys("Ctrl+G");
    assert!(probe.shows("换证：登记新证"), "{}", probe.screen());
    probe.keys("换证 Enter");
    assert!(probe.shows("新增证书") && !probe.shows("19880101"), "{}", probe.screen());
    probe.keys("Ctrl+S");
    assert!(probe.shows("至少填一个"), "{}", probe.screen());
}
