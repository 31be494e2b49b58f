//! What somebody meets who walks through the program on a plant that has just begun.

use chrono::NaiveDate;

use super::super::probe::Probe;
use super::super::theme::Theme;
use super::program;
use crate::registers::{self, Door, enterprise};
use crate::store::{Access, Store};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

/// A plant right after `init`, with nobody in it: who sits at the keyboard is in no register.
fn begun() -> Store {
    let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "未署名".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::in_memory(access).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", today(), &[]).unwrap();
    store
}

fn add(store: &mut Store, register: &str, pairs: &[(&str, &str)]) {
    let register = registers::find(register).unwrap();
    let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    registers::add(store, register, &pairs, today(), Door::Cli, false).unwrap();
}

fn probe(store: Store) -> Probe {
    Probe::new(program(store, today(), Theme::default()), 80, 24)
}

#[test]
fn the_first_roster_comes_in_though_no_row_can_be_selected_yet() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("花名册.csv");
    std::fs::write(&file, "工号,姓名,部门,职务\n01,王建国,一车间,车工\n02,李敏,安环部,安全员\n").unwrap();
    let mut probe = probe(begun());
    probe.keys("9 F3 人员 Enter Enter");
    assert!(probe.shows("按 Ctrl+G 可以从文件导入"), "{}", probe.screen());
    probe.keys("Ctrl+G");
    assert!(probe.shows("从文件导入") && !probe.shows("查看全部内容"), "{}", probe.screen());
    probe.keys("Enter").paste(file.to_str().unwrap()).keys("Enter ↓ ↓ Enter");
    assert!(probe.shows("新增        2 条"), "{}", probe.screen());
    probe.keys("Esc");
    assert!(probe.shows("王建国") && probe.shows("第 1/2"), "{}", probe.screen());
}

/// What the command line asks to be added as an option is a choice here, and is called so.
#[test]
fn a_refused_roster_names_the_choices_not_the_options() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("花名册.csv");
    std::fs::write(&file, "工号,姓名,部门,入职日期\n01,王建国,一车间,2026-02-30\n").unwrap();
    let mut probe = probe(begun());
    probe.keys("9 F3 人员 Enter Enter Ctrl+G Enter").paste(file.to_str().unwrap()).keys("Enter ↓ Enter");
    let screen = probe.screen();
    assert!(screen.contains("没有叫“一车间”的部门") && screen.contains("没有30日"), "{screen}");
    assert!(screen.contains("导入并新建没有的部门和岗位") && !screen.contains("--"), "{screen}");
}

#[test]
fn people_are_filtered_by_their_department() {
    let mut store = begun();
    for name in ["一车间", "安环部"] {
        add(&mut store, "department", &[("name", name)]);
    }
    add(&mut store, "person", &[("name", "王建国"), ("department", "一车间")]);
    add(&mut store, "person", &[("name", "李敏"), ("department", "安环部")]);
    let mut probe = probe(store);
    probe.keys("9 F3 人员 Enter Enter F6 一车间 Enter");
    assert!(probe.shows("[部门：一车间]") && probe.shows("王建国") && !probe.shows("李敏"), "{}", probe.screen());
}

#[test]
fn help_tells_only_keys_the_screen_has() {
    let mut probe = probe(begun());
    probe.keys("F1");
    assert!(probe.shows("为什么") && !probe.shows("登记一条新记录") && !probe.shows("附件"), "{}", probe.screen());
}

#[test]
fn a_ledger_without_open_hazards_says_so() {
    let mut probe = probe(begun());
    probe.keys("7");
    assert!(probe.shows("没有未销号的隐患"), "{}", probe.screen());
}

/// A step is signed by a person: what the operating system calls nobody is not proposed.
#[test]
fn nobody_is_proposed_to_sign_who_is_not_in_the_register() {
    let mut store = begun();
    add(&mut store, "hazard", &[("title", "配电箱未上锁"), ("place", "一车间")]);
    let mut probe = probe(store);
    probe.keys("7 Enter");
    assert!(probe.shows("评估定级") && !probe.shows("办理人          未署名"), "{}", probe.screen());
    probe.keys("↓ 没有这个人 Ctrl+S");
    let screen = probe.screen();
    assert!(screen.contains("级别：必须填写") && screen.contains("办理人：必须填写"), "all at once: {screen}");
    assert!(screen.contains("人员台账里没有“没有这个人”"), "{screen}");
}

#[test]
fn who_comes_back_is_told_what_was_left_unfinished() {
    let mut store = begun();
    add(&mut store, "hazard", &[("title", "配电箱未上锁"), ("place", "一车间")]);
    store.keep_draft("hazard/1/assess", r#"{"level":"major"}"#).unwrap();
    let mut probe = probe(store);
    // The terminal is asked about its glyphs at the start and drawn anew: that is no key of the user's.
    probe.app.draw_anew();
    assert!(probe.shows("有 1 份没有填完的输入：隐患"), "{}", probe.screen());
}

#[test]
fn a_command_stands_once_in_the_list_of_commands() {
    let mut probe = probe(begun());
    probe.keys("F9");
    assert_eq!(probe.screen().matches(" 退出 ").count(), 1, "{}", probe.screen());
}

#[test]
fn a_result_taken_up_again_gives_way_to_a_measured_value() {
    let mut store = begun();
    add(&mut store, "person", &[("no", "01"), ("name", "王建国")]);
    let mut probe = probe(store);
    probe.keys("6 F2 Enter");
    probe.keys("王建国 Ctrl+S");
    probe.keys("F8 Enter F4");
    assert!(probe.shows("录入> D01=") && !probe.shows("?D01="), "{}", probe.screen());
}
