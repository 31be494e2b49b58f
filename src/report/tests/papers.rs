//! Invented papers for tests, and what must stand on them.

use chrono::NaiveDate;

use crate::report::Facts;
use crate::report::acceptance::{AcceptanceFacts, Returned};
use crate::report::inspection_record::{FindingFacts, InspectionFacts, ItemFacts, ItemResult};
use crate::report::layout::text;
use crate::report::ledger::{LedgerColumn, LedgerFacts, LedgerKind, LedgerRow};
use crate::report::notice::{Extension, FiveFixes, HazardFacts, NoticeFacts};
use crate::report::person_page::{Absence, Assignment, Concerned, Inspected, Owed, PersonFacts};
use crate::report::sheet::{SheetFacts, SheetItem};

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn hazard() -> HazardFacts {
    HazardFacts {
        id: 147,
        code: "YH-2026-0147".to_owned(),
        title: "2 号配电箱未上锁，柜门警示标志缺失，箱内有积尘".to_owned(),
        level: some("general"),
        level_label: "一般".to_owned(),
        category: some("用电安全"),
        place: some("一车间东侧配电间"),
        department: some("一车间"),
        owner: some("王建国"),
        found_on: Some(day(11, 5)),
        found_by: some("李敏"),
        source: some("日常检查"),
        basis: some("GB 50054 4.2.6；企业《用电安全管理制度》第 8 条"),
        due_on: Some(day(11, 20)),
        original_due_on: Some(day(11, 12)),
        extensions: vec![Extension {
            on: day(11, 11),
            due_on: Some(day(11, 20)),
            by: some("李敏"),
            reason: "锁具未到货，已派人看护".to_owned(),
        }],
    }
}

pub fn notice() -> NoticeFacts {
    NoticeFacts {
        unit: "江州恒岳机械制造有限公司".to_owned(),
        number: "整改〔2026〕147号".to_owned(),
        hazard: hazard(),
        inspected_on: Some(day(11, 5)),
        inspectors: vec!["李敏".to_owned(), "赵磊".to_owned()],
        requirement: some("立即上锁并补贴警示标志；清扫箱内积尘；检查同区域其余配电箱。"),
        five: FiveFixes {
            measures: None, funds_fen: Some(35_000), plan: some("整改前派专人看护，断电作业挂牌上锁。")
        },
        issued_by: some("李敏"),
        issued_on: Some(day(11, 6)),
        received_by: None,
        cut_off: "2026-11-06 10:30".to_owned(),
        chain_code: some("7QKD-2M9X"),
    }
}

pub fn acceptance() -> AcceptanceFacts {
    AcceptanceFacts {
        unit: "江州恒岳机械制造有限公司".to_owned(),
        number: "验收〔2026〕147号".to_owned(),
        notice_number: some("整改〔2026〕147号"),
        hazard: hazard(),
        situation: some("已更换锁具并补贴警示标志，清扫箱内积尘；同区域 6 个配电箱已一并检查。"),
        rectified_by: some("王建国"),
        rectified_on: Some(day(11, 21)),
        late: true,
        cost_fen: Some(28_650),
        returned: vec![Returned {
            on: day(11, 18),
            by: some("李敏"),
            reason: "警示标志粘贴不牢，已脱落一处。".to_owned(),
        }],
        opinion: None,
        passed: None,
        accepter: None,
        accepted_on: None,
        closed_by: None,
        closed_on: None,
        cut_off: "2026-11-21 16:00".to_owned(),
        chain_code: None,
    }
}

pub fn inspection(items: usize) -> InspectionFacts {
    let texts = [
        "安全通道畅通，无物料堆放占用",
        "砂轮机防护罩完好，托架与砂轮间隙不大于 3 mm",
        "配电箱上锁，警示标志清晰，箱内无积尘、无杂物",
        "灭火器压力在绿区，铅封完好，取用方便，每月检查记录齐全并挂于瓶体明显处",
    ];
    let items = (0..items).map(|nth| ItemFacts {
        code: format!("R{:02}", nth + 1),
        text: texts[nth % 4].to_owned(),
        basis: (nth % 2 == 0).then(|| "GB 4674 5.1".to_owned()),
        result: match nth {
            2 => ItemResult::Fail,
            5 => ItemResult::NotApplicable,
            7 => ItemResult::NotChecked,
            _ => ItemResult::Pass,
        },
        value: (nth == 1).then(|| "2.5 mm".to_owned()),
        note: match nth {
            2 => some("2 号箱未上锁"),
            5 => some("本班无此设备"),
            7 => some("设备检修中"),
            _ => None,
        },
        hazard: (nth == 2).then(|| "YH-2026-0147".to_owned()),
        hazard_id: (nth == 2).then_some(147),
    });
    InspectionFacts {
        id: 31,
        unit: "江州恒岳机械制造有限公司".to_owned(),
        number: some("JC-2026-1187"),
        checklist: "车间班前日检查表".to_owned(),
        wording: "第 3 版".to_owned(),
        kind: some("日常检查"),
        department: some("一车间"),
        place: some("一车间"),
        inspected_on: day(11, 5),
        due_on: Some(day(11, 5)),
        inspectors: vec!["李敏".to_owned()],
        accompanied_by: some("周凯"),
        note: None,
        entered_late_on: Some(day(11, 9)),
        rest_checked: true,
        items: items.collect(),
        findings: vec![FindingFacts {
            text: "北门外临时堆放油桶 3 只，无防渗托盘".to_owned(),
            place: some("北门"),
            hazard: some("YH-2026-0148"),
            hazard_id: Some(148),
        }],
        cut_off: "2026-11-09 08:00".to_owned(),
        chain_code: some("7QKD-2M9X"),
    }
}

pub fn sheet(items: usize) -> SheetFacts {
    let contents = [
        ("安全通道", "通道是否畅通，有无物料堆放占用", "通道宽度不小于 1.2 m，标线清晰"),
        ("砂轮机", "托架与砂轮的间隙", "间隙不大于 3 mm，防护罩完好"),
        ("配电箱", "是否上锁，警示标志是否清晰，箱内有无积尘杂物", "上锁，标志清晰，无积尘、无杂物"),
        (
            "劳动防护用品",
            "是否按岗位配备并穿戴安全帽、防护鞋、眼镜、手套、耳塞、口罩、工作服",
            "人人正确佩戴，用品完好并在有效期内",
        ),
    ];
    let items = (0..items).map(|nth| {
        let (object, content, standard) = contents[nth % 4];
        SheetItem {
            code: format!("D{:02}", nth + 1),
            object: object.to_owned(),
            content: content.to_owned(),
            standard: some(standard),
            method: some("看、量"),
            basis: None,
            unverified: nth % 7 == 3,
            unit: (nth % 4 == 1).then(|| "mm".to_owned()),
            limits: (nth % 4 == 1).then(|| "≤3".to_owned()),
        }
    });
    SheetFacts {
        id: 1,
        unit: "江州恒岳机械制造有限公司".to_owned(),
        checklist: "班组日检查表".to_owned(),
        code: "cl.daily".to_owned(),
        wording: "第 3 版".to_owned(),
        kind: some("日检查"),
        place: some("一车间"),
        items: items.collect(),
        cut_off: "2026-11-09 08:00".to_owned(),
        chain_code: some("7QKD-2M9X"),
        ..SheetFacts::default()
    }
}

pub fn person() -> PersonFacts {
    let inspection = |nth: i64| Inspected {
        id: nth,
        code: format!("JC-2026-{nth:05}"),
        on: Some(day(11, 5)),
        checklist: some("班组日检查表"),
        place: some("一车间"),
        failed: 1,
        findings: 1,
    };
    let hazard = |nth: i64| Concerned {
        id: nth,
        code: format!("YH-2026-{nth:04}"),
        title: "2 号配电箱未上锁，柜门警示标志缺失".to_owned(),
        role: "发现、整改".to_owned(),
        state: "整改中".to_owned(),
        found_on: Some(day(11, 5)),
        due_on: Some(day(11, 20)),
        closed_on: None,
    };
    let post = |id, from_on, to_on, main| Assignment {
        id,
        from_on: Some(from_on),
        to_on,
        department: some("一车间"),
        post: some("班组长"),
        main,
        note: None,
    };
    PersonFacts {
        id: 7,
        unit: "江州恒岳机械制造有限公司".to_owned(),
        no: some("A0001"),
        name: "王建国".to_owned(),
        sex: some("男"),
        id_kind: some("居民身份证"),
        id_number: some("110105********002X"),
        phone: some("138****8000"),
        department: some("一车间"),
        post: some("班组长"),
        employment: some("劳动合同"),
        hired_on: Some(day(1, 4)),
        assignments: vec![post(1, day(1, 4), Some(day(6, 30)), true), post(2, day(7, 1), None, true)],
        absences: vec![Absence {
            id: 1, left_on: Some(day(2, 1)), returned_on: Some(day(3, 2)), reason: some("病假")
        }],
        inspections_total: 62,
        inspections: (1..=30).map(inspection).collect(),
        hazards: (1..=6).map(hazard).collect(),
        duties: vec![Owed {
            key: "P01/plan-3/2026-11-20".to_owned(),
            title: "班组日检查表 一车间".to_owned(),
            state: "将到期".to_owned(),
            due_on: Some(day(11, 20)),
        }],
        cut_off: "2026-11-20 10:30".to_owned(),
        chain_code: some("7QKD-2M9X"),
        ..PersonFacts::default()
    }
}

pub fn ledger(rows: usize) -> LedgerFacts {
    use LedgerKind::{Date, Fen, Short, Text};
    let columns = [
        ("code", "隐患编号", Short, 13),
        ("found_on", "排查日期", Date, 11),
        ("source", "排查类型", Text, 10),
        ("department", "部门/区域", Text, 12),
        ("place", "具体部位", Text, 14),
        ("title", "隐患描述", Text, 26),
        ("level", "级别", Short, 6),
        ("measures", "整改措施", Text, 20),
        ("owner", "责任人", Short, 8),
        ("due_on", "整改期限", Date, 11),
        ("funds_fen", "资金（元）", Fen, 10),
        ("accepter", "验收人", Short, 8),
        ("accepted_on", "验收日期", Date, 11),
        ("state", "状态", Short, 8),
    ];
    let titles = ["配电箱未上锁", "灭火器压力不足，且被物料遮挡，不便取用", "砂轮机托架间隙超过 3 mm"];
    LedgerFacts {
        register: "hazard".to_owned(),
        title: "隐患排查治理台账".to_owned(),
        unit: "江州恒岳机械制造有限公司".to_owned(),
        scope: "2026年".to_owned(),
        columns: columns
            .iter()
            .map(|(key, label, kind, weight)| LedgerColumn {
                key: (*key).to_owned(),
                label: (*label).to_owned(),
                kind: *kind,
                weight: *weight,
            })
            .collect(),
        rows: (0..rows)
            .map(|nth| LedgerRow {
                id: i64::try_from(nth).unwrap() + 1,
                cells: vec![
                    Some(format!("YH-2026-{:04}", nth + 1)),
                    some("2026-11-05"),
                    some("日常检查"),
                    some("一车间"),
                    some("东侧配电间"),
                    some(titles[nth % 3]),
                    some("一般"),
                    some("上锁、补贴标志"),
                    some("王建国"),
                    some("2026-11-20"),
                    (nth % 3 == 0).then(|| "35000".to_owned()),
                    (nth % 2 == 0).then(|| "李敏".to_owned()),
                    (nth % 2 == 0).then(|| "2026-11-19".to_owned()),
                    some("已销号"),
                ],
            })
            .collect(),
        cut_off: "2026-12-03 09:12".to_owned(),
        chain_code: some("7QKD-2M9X"),
        revealed: false,
    }
}

#[test]
fn notice_text() {
    insta::assert_snapshot!(text::text(&notice().report(), 80));
}

#[test]
fn acceptance_text() {
    insta::assert_snapshot!(text::text(&acceptance().report(), 80));
}

#[test]
fn inspection_text() {
    insta::assert_snapshot!(text::text(&inspection(9).report(), 100));
}

#[test]
fn sheet_text() {
    insta::assert_snapshot!(text::text(&sheet(4).report(), 160));
}

#[test]
fn person_text() {
    insta::assert_snapshot!(text::text(&person().report(), 100));
}

#[test]
fn a_form_left_for_the_pen_has_empty_boxes_and_a_missing_fact_has_a_dash() {
    let mut facts = notice();
    facts.requirement = None;
    facts.hazard.place = None;
    let printed = text::text(&facts.report(), 80);
    assert!(printed.contains("所在部位：—"), "{printed}");
    assert!(printed.lines().any(|it| it.trim_end() == "整改要求："), "{printed}");
}

#[test]
fn an_item_nobody_judged_is_not_counted_as_passed() {
    assert_eq!(ItemFacts::default().result, ItemResult::NotChecked);
    let facts = inspection(9);
    assert_eq!((facts.count(ItemResult::Pass), facts.count(ItemResult::NotChecked)), (6, 1));
    assert!(text::text(&facts.report(), 100).contains("有 1 项未检查，不计入合格率。"));
}

#[test]
fn a_ledger_keeps_what_does_not_read_as_a_number() {
    let mut facts = ledger(1);
    facts.rows[0].cells[10] = some("待定");
    facts.rows[0].cells[9] = None;
    let printed = text::text(&facts.report(), 240);
    assert!(printed.contains("待定") && printed.contains("—"), "{printed}");
}
