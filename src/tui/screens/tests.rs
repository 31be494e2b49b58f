//! The screens on a small plant: keys in, picture out.

use chrono::NaiveDate;

use super::super::probe::Probe;
use super::super::theme::Theme;
use super::program;
use crate::registers::{self, Door, enterprise};
use crate::store::{Access, Store};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn access() -> Access {
    let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
    Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false }
}

fn empty() -> Store {
    let mut store = Store::in_memory(access()).unwrap();
    let since = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", since, &[]).unwrap();
    store
}

fn add(store: &mut Store, register: &str, pairs: &[(&str, &str)]) {
    let register = registers::find(register).unwrap();
    let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    registers::add(store, register, &pairs, today(), Door::Cli, false).unwrap();
}

fn plant() -> Store {
    let mut store = empty();
    for (name, parent, position) in [("安环部", "", "0"), ("生产部", "", "1"), ("一车间", "生产部", "2")] {
        add(&mut store, "department", &[("name", name), ("parent", parent), ("position", position)]);
    }
    add(&mut store, "post", &[("name", "专职安全员"), ("role", "专职安管员")]);
    for (no, name, department, post) in
        [("0001", "张启安", "一车间", ""), ("0002", "曾国强", "生产部", ""), ("0003", "李敏", "安环部", "专职安全员")]
    {
        let pairs = [("no", no), ("name", name), ("department", department), ("post", post), ("phone", "13800010001")];
        add(&mut store, "person", &pairs);
    }
    add(
        &mut store,
        "plan",
        &[
            ("checklist", "班组日检查表"),
            ("place", "一车间"),
            ("person", "张启安"),
            ("frequency", "每日"),
            ("from_on", "2026-11-02"),
        ],
    );
    let facts = [("headcount", "210"), ("fire_key_unit", "no"), ("industry", "machinery")];
    let facts: Vec<(String, String)> = facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    enterprise::set_facts(&mut store, &facts).unwrap();
    store
}

fn probe(store: Store, width: u16, height: u16) -> Probe {
    Probe::new(program(store, today(), Theme::default()), width, height)
}

#[test]
fn the_first_screen_of_an_empty_plant_says_what_to_do_next() {
    insta::assert_snapshot!("home_empty_80", probe(empty(), 80, 24).screen());
}

#[test]
fn the_first_screen_with_data() {
    insta::assert_snapshot!("home_80", probe(plant(), 80, 24).screen());
    insta::assert_snapshot!("home_120", probe(plant(), 120, 40).screen());
}

#[test]
fn the_menu_of_ledgers() {
    insta::assert_snapshot!("ledgers_80", probe(plant(), 80, 24).keys("9").screen());
    insta::assert_snapshot!("ledgers_120", probe(plant(), 120, 40).keys("9").screen());
}

#[test]
fn a_person_added_edited_retired_and_brought_back_by_keys() {
    let mut probe = probe(plant(), 120, 40);
    probe.keys("9 / ry Enter Enter");
    assert!(probe.shows("人员  第 1/3"), "{}", probe.screen());
    probe.keys("F2 0004 Tab 单小平 Tab 2 Tab Tab Tab 13900020002 Tab yc Enter Ctrl+S");
    assert!(probe.shows("已新增人员") && probe.shows("第 4/4") && probe.shows("单小平"), "{}", probe.screen());
    assert!(
        probe.shows("139****0002") && !probe.shows("13900020002"),
        "who was added is in sight:\n{}",
        probe.screen()
    );
    assert!(probe.shows("一车间"), "the department was found by its initials");
    probe.keys("F4 Tab 单晓平 Ctrl+U 单晓平 Ctrl+S");
    assert!(probe.shows("已保存人员") && probe.shows("单晓平"), "{}", probe.screen());
    assert!(probe.shows("单小平 → 单晓平"), "its history stands beside\n{}", probe.screen());
    probe.keys("Del 重复登记 Enter");
    assert!(probe.shows("已停用 1 条") && probe.shows("/3"), "{}", probe.screen());
    probe.keys("Ctrl+Z");
    assert!(probe.shows("已撤销：停用人员") && probe.shows("/4") && probe.shows("单晓平"), "{}", probe.screen());
    probe.keys("Ctrl+Y");
    assert!(probe.shows("/3"));
    probe.keys("F6 停用 Enter");
    assert!(probe.shows("已停用]") && probe.shows("单晓平"), "{}", probe.screen());
    assert!(probe.keys("Del").shows("已经停用"));
}

#[test]
fn a_department_the_plant_does_not_have_is_made_only_when_the_user_says_so() {
    let mut probe = probe(plant(), 120, 40);
    let departments =
        |probe: &mut Probe| probe.app.session().store.count(&registers::organisation::DEPARTMENT.relation).unwrap();
    probe.keys("9 / ry Enter Enter F2 0004 Tab 单小平 Tab Tab Tab Tab Tab 热处理车间 Tab 淬火工 Ctrl+S");
    assert!(probe.shows("没有叫“热处理车间”的部门"), "{}", probe.screen());
    probe.keys("Enter");
    assert_eq!(departments(&mut probe), 3, "a stray Enter makes nothing");
    probe.keys("Ctrl+S 2");
    assert!(probe.shows("没有叫“淬火工”的岗位"), "one after the other\n{}", probe.screen());
    assert_eq!(departments(&mut probe), 4);
    probe.keys("2");
    assert!(probe.shows("已新增人员"), "{}", probe.screen());
    probe.keys("End");
    assert!(probe.shows("热处理车间") && probe.shows("淬火工"), "{}", probe.screen());
}

#[test]
fn a_limit_of_late_entry_is_a_setting_with_its_reason() {
    let mut probe = probe(plant(), 120, 40);
    probe.keys("9 / 设置 Enter Enter / late.hazard Enter");
    assert!(probe.shows("隐患：超过几天算补录"), "{}", probe.screen());
    probe.keys("Enter 5 Ctrl+S");
    assert!(probe.shows("要写原因"), "{}", probe.screen());
    probe.keys("Esc Tab 周末不录入 Ctrl+S");
    assert!(probe.shows("已保存设置"), "{}", probe.screen());
    assert_eq!(registers::late::limit(&probe.app.session().store, "hazard").unwrap(), 5);
    assert_eq!(registers::late::limit(&probe.app.session().store, "inspection").unwrap(), 3);
    probe.keys("Ctrl+Z");
    assert_eq!(registers::late::limit(&probe.app.session().store, "hazard").unwrap(), 3, "undone like anything else");
}

#[test]
fn the_first_start_makes_a_file_or_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("新厂/anguan.db");
    let start = || {
        let app = super::program_without(&path, access(), today(), Theme::default()).unwrap();
        Probe::new(app, 80, 24)
    };
    let mut probe = start();
    assert!(probe.shows("企业名称") && probe.shows("还没有数据文件"), "{}", probe.screen());
    probe.keys("江城精工 Esc 3");
    assert!(probe.app.is_done() && !path.parent().unwrap().exists(), "{}", probe.screen());
    let mut probe = start();
    probe.keys("江城精工机械有限公司 Tab Ctrl+U 2026-11-1 Tab 1234 Ctrl+S");
    assert!(probe.shows("应为18位") && !path.exists(), "{}", probe.screen());
    probe.keys("Ctrl+U 91350100M000100Y43 Ctrl+S");
    assert!(probe.shows("待办") && probe.shows("已新建数据文件"), "{}", probe.screen());
    assert!(probe.keys("9").shows("台账"), "the areas are open");
    drop(probe);
    let store = Store::open(&path, access()).unwrap();
    let row = store.row(&enterprise::ENTERPRISE.relation, 1).unwrap().unwrap();
    let told = ["name", "records_since", "credit_code"].map(|key| row.get(key).as_text().unwrap().to_owned());
    assert_eq!(told, ["江城精工机械有限公司", "2026-11-01", "91350100M000100Y43"]);
    assert!(store.verify().unwrap().is_empty());
}

#[test]
fn a_masked_number_left_alone_stays_as_it_is() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("9 / ry Enter Enter F4");
    assert!(probe.shows("138****0001"), "{}", probe.screen());
    probe.keys("Tab Tab 1 Ctrl+S");
    assert!(probe.shows("已保存人员"), "{}", probe.screen());
    let row = probe.app.session().store.row(&registers::person::PERSON.relation, 1).unwrap().unwrap();
    assert_eq!(row.get("phone").as_text(), Some("13800010001"));
    assert_eq!(row.get("sex").as_text(), Some("male"));
}

#[test]
fn full_numbers_are_shown_only_on_request_and_the_request_is_logged() {
    let mut probe = probe(plant(), 120, 40);
    probe.keys("9 / ry Enter Enter");
    assert!(!probe.shows("13800010001"));
    probe.keys("Ctrl+G 完整 Enter");
    assert!(probe.shows("13800010001") && probe.shows("已记入操作日志"), "{}", probe.screen());
    let last = probe.app.session().store.operations(None, 1).unwrap().remove(0);
    assert!(last.summary.contains("查看人员的完整证件号码"), "{}", last.summary);
    probe.keys("Esc Enter");
    assert!(!probe.shows("13800010001"), "masked again");
}

#[test]
fn a_wrong_check_digit_needs_a_word_of_its_own() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("9 / ry Enter Enter F2 0009 Tab 单小平 Tab 1 Tab Tab 11010119900307123X Ctrl+S");
    assert!(probe.shows("校验位不符") && probe.shows("校验位不对"), "{}", probe.screen());
    assert!(probe.shows("单小平"), "what was typed stays");
    probe.keys("Tab 2 Ctrl+S");
    assert!(probe.shows("已新增人员"), "{}", probe.screen());
    let rows =
        probe.app.session().store.rows(&registers::person::PERSON.relation, &crate::store::Query::default()).unwrap();
    let row = rows.iter().find(|row| row.get("no").as_text() == Some("0009")).unwrap();
    assert_eq!(row.get("id_unverified").as_int(), Some(1));
}

#[test]
fn a_record_changed_elsewhere_keeps_what_was_typed_here() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("9 / ry Enter Enter F4 Tab 某 ");
    let store = &mut probe.app.session().store;
    let other = [("note".to_owned(), "别处改的".to_owned())];
    registers::change(store, &registers::person::PERSON, 1, None, &other, today(), Door::Cli, false).unwrap();
    probe.keys("Ctrl+S");
    assert!(probe.shows("被另一个窗口改过"), "{}", probe.screen());
    probe.keys("Esc");
    assert!(probe.shows("某") && probe.shows("修改人员"), "{}", probe.screen());
    assert!(probe.app.session().store.draft("person/1").unwrap().is_some());
}

#[test]
fn people_are_found_by_pinyin_and_sorted() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("9 / ry Enter Enter / zgq");
    assert!(probe.shows("第 1/1") && probe.shows("曾国强"), "{}", probe.screen());
    probe.keys("Enter Esc s 工号 ↓ Enter");
    let screen = probe.screen();
    assert!(screen.find("0003").unwrap() < screen.find("0001").unwrap(), "{screen}");
}

#[test]
fn departments_stand_as_a_tree() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("9 / bmys Enter Esc / 部门与 Enter Enter");
    let screen = probe.screen();
    assert!(screen.contains("  一车间") && screen.contains(" 生产部"), "{screen}");
    let indent =
        |name: &str| screen.lines().find(|line| line.contains(&format!("{name}  "))).unwrap().find(name).unwrap();
    assert!(indent("一车间") > indent("安环部"), "{screen}");
}

#[test]
fn what_belongs_to_a_person_is_one_step_away() {
    let mut probe = probe(plant(), 80, 24);
    probe.keys("9 / ry Enter Enter Ctrl+G 调岗 Enter");
    assert!(probe.shows("调岗 0001 张启安") && probe.shows("第 1/1"), "{}", probe.screen());
    probe.keys("F2");
    assert!(probe.shows("新增调岗") && probe.shows("张启安"), "the form begins with the person\n{}", probe.screen());
}

#[test]
fn a_question_not_answered_is_unknown_and_can_be_so_again() {
    let mut probe = probe(plant(), 120, 40);
    probe.keys("9 / 企业情况 Enter Enter");
    assert!(probe.shows("企业情况  第 1/"), "{}", probe.screen());
    probe.keys("/ xfaqzd Enter");
    assert!(probe.shows("消防安全重点单位") && probe.shows(" 否 "), "{}", probe.screen());
    probe.keys("Enter");
    assert!(probe.shows("< 否 >"), "{}", probe.screen());
    probe.keys("2 Ctrl+S");
    assert!(probe.shows("已保存 1 项") && probe.shows(" 是 "), "{}", probe.screen());
    probe.keys("Enter 1 Ctrl+S");
    assert!(probe.shows(" 未知 "), "{}", probe.screen());
    let facts = enterprise::answers(&probe.app.session().store).unwrap();
    assert!(facts.get("fire_key_unit").is_none());
}

#[test]
fn a_derived_flag_is_changed_only_with_a_reason() {
    let mut probe = probe(plant(), 120, 40);
    probe.keys("9 / 企业情况 Enter Enter F6 推导 Enter Enter");
    assert!(probe.shows("按推导") && probe.shows("依据"), "{}", probe.screen());
    probe.keys("2 Ctrl+S");
    assert!(probe.shows("要写原因"), "{}", probe.screen());
    probe.keys("应急局来函认定 Ctrl+S");
    assert!(probe.shows("人工认定"), "{}", probe.screen());
    probe.keys("u");
    assert!(!probe.shows("人工认定，原因"), "{}", probe.screen());
}

#[test]
fn a_missing_fact_leads_to_its_question() {
    // The committee was never entered: that leads to its ledger.
    let mut committee = probe(plant(), 80, 24);
    committee.keys("F6 资料 Enter Down Down Down Down Enter");
    assert!(committee.shows("安委会成员  第 0/0"), "{}", committee.screen());
    let mut probe = probe(plant(), 80, 24);
    probe.keys("F6 资料 Enter Enter");
    assert!(probe.shows("企业情况"), "{}", probe.screen());
    assert!(probe.shows("Ctrl+S"), "a form\n{}", probe.screen());
}

#[test]
fn missed_ones_fold_and_close_with_a_reason() {
    let mut probe = probe(plant(), 120, 40);
    assert!(probe.shows("共15次 班组日检查表"), "{}", probe.screen());
    probe.keys("F6 逾期 Enter Home ↓ ↓ ↓ F5");
    assert!(probe.shows("为什么：") && probe.shows("计算"), "{}", probe.screen());
    probe.keys("Esc Enter");
    assert!(probe.shows("说明没有做的原因"), "{}", probe.screen());
    probe.keys("说明没有 Enter 11月停产检修 Enter");
    assert!(probe.shows("已说明 15 次漏做的原因"), "{}", probe.screen());
    assert!(!probe.shows("共15次"), "{}", probe.screen());
    assert!(probe.keys("u").shows("共15次"), "one operation, one undo\n{}", probe.screen());
}

#[test]
fn the_log_tells_each_field_before_and_after() {
    let mut probe = probe(plant(), 120, 40);
    probe.keys("9 / ry Enter Enter F4 Tab Ctrl+U 张起安 Ctrl+S Esc Esc End Enter");
    assert!(probe.shows("操作日志  第 1/") && probe.shows("张启安 → 张起安"), "{}", probe.screen());
    assert!(probe.shows("2026-11-21 08:00"), "local time\n{}", probe.screen());
    probe.keys("Enter Enter");
    assert!(
        probe.shows("的改动记录") && probe.shows("138****0001") && !probe.shows("13800010001"),
        "{}",
        probe.screen()
    );
}

#[test]
fn every_list_opens_and_closes_at_both_sizes() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut probe = probe(plant(), width, height);
        for (n, key) in super::ledgers::menu().into_iter().enumerate() {
            let Some(register) = registers::find(key) else { continue };
            probe.keys("9");
            for _ in 0..n {
                probe.keys("↓");
            }
            probe.keys("Enter");
            assert!(probe.shows(register.title) && !probe.shows("没有做成"), "{}\n{}", register.key, probe.screen());
            assert!(probe.keys("F1").shows("帮助"), "{}", register.key);
            probe.keys("Esc Esc");
        }
        for area in ["1", "6", "7"] {
            assert!(!probe.keys(area).keys("F2 Esc").shows("没有做成"), "{}", probe.screen());
        }
    }
}

#[test]
fn a_file_opened_for_reading_only_lets_nothing_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
    let access = |read_only| Access { operator: "李敏".into(), clock: Box::new(clock), read_only };
    let mut store = Store::create(&path, access(false)).unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", today(), &[]).unwrap();
    drop(store);
    let mut probe = probe(Store::open(&path, access(true)).unwrap(), 80, 24);
    assert!(probe.shows("[只读]"));
    assert!(probe.keys("9 / ry Enter Enter F2").shows("只读"), "{}", probe.screen());
}

#[test]
fn what_is_shown_is_exported_and_no_file_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    let mut probe = probe(plant(), 80, 24);
    probe.keys("9 / ry Enter Enter / zqa Enter F8 Ctrl+U");
    probe.paste(&path.to_string_lossy()).keys("Enter");
    assert!(probe.shows("已导出 1 条"), "{}", probe.screen());
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("张启安") && text.contains("138****0001") && !text.contains("曾国强"), "{text}");
    probe.keys("F8 Ctrl+U");
    probe.paste(&path.to_string_lossy()).keys("Enter");
    assert!(!probe.shows("已导出"), "{}", probe.screen());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_duty_leads_to_the_sheet_that_clears_it() {
    let store = plant();
    // A Monday, so that today's daily check is owed.
    let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let mut probe = Probe::new(program(store, monday, Theme::default()), 120, 40);
    let todays = |screen: &str| screen.lines().position(|line| line.contains("今日") && line.contains("班组日检查表"));
    let at = todays(&probe.screen()).unwrap_or_else(|| panic!("{}", probe.screen()));
    for _ in 0..at.saturating_sub(3) {
        probe.keys("↓");
    }
    probe.keys("Enter");
    assert!(probe.shows("班组日检查表") && !probe.shows("待办"), "{}", probe.screen());
}

#[test]
fn a_roster_comes_in_and_the_file_is_checked_by_keys_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("名单.csv");
    std::fs::write(&file, "姓名,工号,部门\n单小平,9001,新车间\n解小红,9002,新车间\n").unwrap();
    let mut probe = probe(plant(), 80, 24);
    probe.keys("9 / ry Enter Enter Ctrl+G 从文件 Enter");
    probe.keys(file.to_str().unwrap()).keys("Enter 先试 Enter");
    assert!(probe.shows("试导入，没有写入") && probe.shows("2 条"), "{}", probe.screen());
    probe.keys("Esc 须已建好 Enter");
    assert!(probe.shows("没有叫“新车间”的部门") && !probe.shows("--"), "{}", probe.screen());
    probe.keys("Esc 新建没有 Enter");
    assert!(probe.shows("导入结果"), "the file need not be named again: {}", probe.screen());
    probe.keys("Esc / 解小红 Enter");
    assert!(probe.shows("9002") && probe.shows("新车间"), "{}", probe.screen());
    probe.keys("Esc Esc 9 / 日志 Enter Enter Ctrl+G 是否完好 Enter");
    assert!(probe.shows("文件完好"), "{}", probe.screen());
}

#[test]
fn the_print_key_writes_the_list_as_it_is_shown_and_the_page_of_one_person() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plant.db");
    plant().save_to(&path).unwrap();
    let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut probe = probe(Store::open(&path, access).unwrap(), 120, 32);
    probe.keys("9 / ry Enter Enter / zqa Enter c 电话 Enter F7 花名册 Enter");
    assert!(probe.shows("已生成 打印/"), "{}", probe.screen());
    probe.keys("Esc F7 一人一档 Enter");
    assert!(probe.shows("一人一档_0001_张启安"), "{}", probe.screen());
    let paper = |named: &str| {
        let all = std::fs::read_dir(folder.path().join("打印")).unwrap().map(|it| it.unwrap().path());
        let found = all.filter(|it| it.to_string_lossy().contains(named)).collect::<Vec<_>>();
        let [one] = found.as_slice() else { panic!("{named}: {found:?}") };
        std::fs::read(one).unwrap()
    };
    let (roster, page) = (paper("人员花名册"), paper("一人一档"));
    if cfg!(feature = "pdf") {
        assert!(roster.starts_with(b"%PDF-") && page.starts_with(b"%PDF-"));
        return;
    }
    let (roster, page) = (String::from_utf8(roster).unwrap(), String::from_utf8(page).unwrap());
    assert!(roster.contains("张启安") && roster.contains("含“zqa”") && !roster.contains("曾国强"), "{roster}");
    assert!(!roster.contains("电话") && roster.contains("工号"), "a hidden column is not printed: {roster}");
    assert!(page.contains("一、基本情况") && !page.contains("13800010001"), "{page}");
}

#[test]
fn a_blank_sheet_is_printed_for_what_a_plan_asks_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plant.db");
    plant().save_to(&path).unwrap();
    let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut probe = probe(Store::open(&path, access).unwrap(), 120, 32);
    probe.keys("9 / 检查计划 Enter Enter F7 空白 Enter");
    assert!(probe.shows("按计划的空白检查表_班组日检查表"), "{}", probe.screen());
    probe.keys("Esc Esc 6 F6 全部 Enter F7 空白 Enter");
    assert!(probe.shows("已生成 打印/"), "{}", probe.screen());
}
