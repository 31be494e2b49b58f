//! The area by keys: a hazard chased from its finding to its closure, what is refused on the way.

use super::super::inspection::tests::plant;
use super::open;
use crate::registers::hazard::HAZARD;
use crate::registers::{self, Door, enterprise};
use crate::store::{Access, Query, Store};
use crate::tui::app::{App, Area};
use crate::tui::probe::Probe;
use crate::tui::screen::Session;
use crate::tui::theme::Theme;

fn add(session: &mut Session, pairs: &[(&str, &str)]) {
    let inputs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    registers::add(&mut session.store, &HAZARD, &inputs, session.today, Door::Import, false).unwrap();
}

fn probe(session: Session, width: u16, height: u16) -> Probe {
    let areas = vec![Area { digit: '7', title: "隐患", open }];
    Probe::new(App::new(session, areas, Theme::default()), width, height)
}

fn state(probe: &mut Probe) -> String {
    let rows = probe.app.session().store.rows(&HAZARD.relation, &Query::default()).unwrap();
    rows.last().unwrap().get("state").as_text().unwrap().to_owned()
}

#[test]
fn a_hazard_is_chased_to_its_closure_by_keys_that_pass_an_input_method() {
    let (session, _) = plant("李敏");
    let mut probe = probe(session, 80, 32);
    probe.keys("F2 配电箱未上锁 Tab 一车间 Ctrl+S");
    assert!(probe.shows("YH-2026-0001") && probe.shows("待评估"), "{}", probe.screen());
    // Enter is the next step each time.
    probe.keys("Enter");
    assert!(probe.shows("评估定级 YH-2026-0001") && probe.shows("2026-11-27"), "{}", probe.screen());
    probe.keys("1 Tab 王建国 Enter Tab 上锁并张贴责任人 Ctrl+S");
    assert!(probe.shows("待整改") && state(&mut probe) == "assessed", "{}", probe.screen());
    probe.keys("Enter 已上锁 Ctrl+S");
    assert!(probe.shows("待验收") && state(&mut probe) == "to_accept", "{}", probe.screen());
    probe.keys("Enter 复查合格 Tab Ctrl+U 王建国 Enter Ctrl+S");
    assert!(probe.shows("验收人不得是整改责任人"), "{}", probe.screen());
    probe.keys("Ctrl+U 赵磊 Enter Ctrl+S");
    assert_eq!(state(&mut probe), "closed", "{}", probe.screen());
    assert!(probe.shows("没有未销号的隐患"), "closed ones leave the usual list\n{}", probe.screen());
    probe.keys("F6 全部 Enter F5");
    for part in ["评估定级 李敏", "申报整改完成 王建国", "验收通过 赵磊", "复查合格"] {
        assert!(probe.shows(part), "{part}\n{}", probe.screen());
    }
}

#[test]
fn a_major_hazard_demands_the_five_fixes() {
    let (session, _) = plant("李敏");
    let mut probe = probe(session, 80, 24);
    probe.keys("F2 危化品库无通风 Ctrl+S Enter 2");
    assert!(probe.shows("*整改措施") && probe.shows("*整改资金") && probe.shows("*预案"), "{}", probe.screen());
    probe.keys("Tab 王建国 Enter Tab Tab Ctrl+S");
    assert!(probe.shows("请填整改措施") && probe.shows("请填应急预案或防范措施"), "{}", probe.screen());
    assert!(probe.shows("第十五条") && state(&mut probe) == "found", "{}", probe.screen());
}

#[test]
fn the_file_of_a_major_hazard_is_kept_from_the_hazard_itself() {
    let (mut session, _) = plant("李敏");
    let row = [
        ("title", "除尘系统无泄爆"),
        ("found_on", "2026-11-10"),
        ("level", "重大"),
        ("owner", "王建国"),
        ("due_on", "2026-12-20"),
        ("measures", "加装"),
        ("funds", "0"),
        ("plan", "停用"),
        ("rectified_on", "2026-11-18"),
        ("accepted_on", "2026-11-19"),
        ("accepter", "赵磊"),
    ];
    add(&mut session, &row);
    let mut probe = probe(session, 120, 50);
    probe.keys("F5");
    assert!(probe.shows("还没有建档") && probe.shows("销号前还缺"), "{}", probe.screen());
    // Closing is refused with the list of what is missing.
    probe.keys("Esc Enter 同意销号 Ctrl+S");
    assert!(probe.shows("治理的目标和任务") && state(&mut probe) == "to_accept", "{}", probe.screen());
    probe.keys("Esc 3 Ctrl+G 档案 Enter");
    assert!(probe.shows("新增重大隐患档案") && probe.shows("YH-2026-0001"), "{}", probe.screen());
    probe.keys("Tab 设计漏项 Ctrl+S Ctrl+G 记治理 Enter Tab Tab 备件已订 Ctrl+S F5");
    assert!(probe.shows("备件已订") && !probe.shows("还没有建档"), "{}", probe.screen());
}

#[test]
fn steps_that_cannot_be_taken_say_why() {
    let (session, _) = plant("李敏");
    let mut probe = probe(session, 100, 24);
    probe.keys("F2 安全出口堵塞 Ctrl+S Ctrl+G");
    assert!(probe.shows("评估定级") && probe.shows("现在不能：请先评估定级"), "{}", probe.screen());
    probe.keys("延期 Enter");
    assert!(probe.shows("不能延期"), "{}", probe.screen());
    assert!(!probe.shows("新期限"), "{}", probe.screen());
}

fn some() -> Session {
    let (mut session, _) = plant("李敏");
    let due = |title: &'static str, found: &'static str, due: &'static str| {
        [
            ("title", title),
            ("place", "一车间"),
            ("department", "一车间"),
            ("found_on", found),
            ("level", "一般"),
            ("owner", "王建国"),
            ("due_on", due),
        ]
    };
    add(&mut session, &due("冲床双手按钮失灵", "2026-11-02", "2026-11-10"));
    add(&mut session, &due("安全通道被占用", "2026-11-18", "2026-11-25"));
    add(&mut session, &[("title", "灭火器压力不足"), ("place", "仓库"), ("found_on", "2026-11-12")]);
    let mut done = due("气瓶未固定", "2026-11-19", "2026-11-28").to_vec();
    done.push(("rectified_on", "2026-11-20"));
    add(&mut session, &done);
    session
}

#[test]
fn the_ledger_says_in_words_what_its_colours_mean() {
    let mut probe = probe(some(), 80, 24);
    for part in ["逾期10天 补录", "待整改 临期", "久未定级 补录", "待验收"] {
        assert!(probe.shows(part), "{part}\n{}", probe.screen());
    }
    insta::assert_snapshot!("ledger_80x24", probe.screen());
    probe.resize(120, 40);
    insta::assert_snapshot!("ledger_120x40", probe.screen());
    probe.keys("F6 逾期 Enter");
    assert!(probe.shows("第 1/1") && probe.shows("冲床双手按钮失灵"), "{}", probe.screen());
    probe.keys("F6 待验收 Enter");
    assert!(probe.shows("第 1/1") && probe.shows("气瓶未固定"), "{}", probe.screen());
    probe.keys("F6 7日内 Enter");
    assert!(probe.shows("第 1/1") && probe.shows("安全通道被占用"), "{}", probe.screen());
}

#[test]
fn what_is_shown_is_exported() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("逾期.csv");
    let mut probe = probe(some(), 80, 24);
    probe.keys("F6 逾期 Enter F8 Ctrl+U").keys(file.to_str().unwrap()).keys("Enter");
    assert!(probe.shows("已导出 1 条"), "{}", probe.screen());
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("冲床双手按钮失灵") && !written.contains("安全通道被占用"), "{written}");
    probe.keys("Esc F6 重大 Enter F8");
    assert!(probe.shows("没有可以导出的记录"), "{}", probe.screen());
}

#[test]
fn its_papers_are_written_beside_the_data_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plant.db");
    let clock = || "2026-11-20T08:00:00+08:00".parse().unwrap();
    let access = Access { operator: "李敏".into(), clock: Box::new(clock), read_only: false };
    let mut store = Store::create(&path, access).unwrap();
    let today = "2026-11-20".parse().unwrap();
    enterprise::found(&mut store, "江城精工机械有限公司", today, &[]).unwrap();
    let mut probe = probe(Session { store, today }, 80, 24);
    probe.keys("F2 配电箱未上锁 Ctrl+S F7 Enter");
    assert!(probe.shows("已生成 打印/"), "{}", probe.screen());
    let papers: Vec<_> = std::fs::read_dir(folder.path().join("打印")).unwrap().map(|it| it.unwrap().path()).collect();
    let [paper] = papers.as_slice() else { panic!("{papers:?}") };
    assert!(std::fs::metadata(paper).unwrap().len() > 400);
    if cfg!(not(feature = "pdf")) {
        let text = std::fs::read_to_string(paper).unwrap();
        for part in ["隐患整改通知单", "江城精工机械有限公司", "配电箱未上锁", "整改〔2026〕1号"]
        {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
