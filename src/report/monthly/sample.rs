//! An invented month for tests. The figures hang together: the flow balances, groups add up to their totals.

use chrono::{Days, NaiveDate};

use super::*;
use crate::report::figure::RowSet;
use crate::report::trend::MonthPoint;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// A month with `overdue` overdue hazards.
pub fn month(overdue: u64) -> MonthlyFacts {
    let mut facts = MonthlyFacts {
        unit: Unit {
            name: "江州恒岳机械制造有限公司".to_owned(),
            credit_code: Some("91320000MA00000000".to_owned()),
            authority: Some("江州市东港区应急管理局".to_owned()),
        },
        period: Period {
            key: "2026-11".to_owned(), label: "2026年11月".to_owned(), from: day(11, 1), to: day(11, 30)
        },
        cut_off: "2026-12-03 09:12".to_owned(),
        chain_code: Some("7QKD-2M9X".to_owned()),
        zero_report: false,
        inspections: inspections(),
        items: Items {
            checked: 1180,
            passed: 1159,
            failed: 21,
            not_applicable: 46,
            not_checked: 14,
            pass_rate: Rate::new(1159, 1180),
        },
        findings: Findings { total: 24, from_items: 21, free: 3, hazards: 23 },
        hazards: hazards(overdue),
        rate_basis: RATE_BASIS.to_owned(),
        trend: Some(trend()),
        training: None,
        open_matters: vec![OpenMatter {
            kind: "报送".to_owned(),
            title: "三季度隐患排查治理统计分析表".to_owned(),
            owner: Some("陈静".to_owned()),
            due_on: Some(day(10, 15)),
            state: Some("逾期 46 天".to_owned()),
        }],
        next: next(),
        texts: Texts {
            situation: "本月完成一车间行车限位器更换，组织配电室专项检查一次。\n开展冬季防火检查，覆盖全部库房。"
                .to_owned(),
            problems: "二车间夜班交接检查两次漏做，已约谈班长。".to_owned(),
            next_month: String::new(),
        },
        notes: vec!["有 2 项隐患尚未定级，单列为“未定级”。".to_owned()],
        signers: Signers { filled_by: Some("陈静".to_owned()), ..Signers::default() },
        ..MonthlyFacts::default()
    };
    let mut before = facts.clone();
    before.items.pass_rate = Rate::new(9996, 10_000);
    before.hazards.rate = Rate::new(0, 0);
    before.hazards.overdue += 2;
    facts.comparison =
        Comparison::of(&facts, ("2026年10月".to_owned(), Some(&before)), ("2025年11月".to_owned(), None));
    facts.rows.insert(
        "hazards.registered".to_owned(),
        RowSet::filter("hazard", ["found_on>=2026-11-01", "found_on<=2026-11-30"]),
    );
    facts.rows.insert("inspections.missed".to_owned(), RowSet::ids("plan", [7, 8]));
    facts.rows.insert("hazards.by_department.d1.overdue".to_owned(), RowSet::ids("hazard", [101]));
    facts
}

/// A month in which nothing was planned, done or found, at a plant that began this month.
pub fn nothing() -> MonthlyFacts {
    let full = month(0);
    let group =
        |key: &str, label: &str| HazardGroup { key: key.to_owned(), label: label.to_owned(), ..HazardGroup::default() };
    let flow = |key: &str, label: &str| Flow { key: key.to_owned(), label: label.to_owned(), ..Flow::default() };
    let mut facts = MonthlyFacts {
        unit: full.unit,
        period: full.period,
        cut_off: full.cut_off,
        zero_report: true,
        rate_basis: RATE_BASIS.to_owned(),
        hazards: Hazards {
            flow: vec![
                flow("general", "一般"),
                flow("major", "重大"),
                flow("ungraded", "未定级"),
                flow("total", "合计"),
            ],
            by_level: vec![group("general", "一般"), group("major", "重大"), group("ungraded", "未定级")],
            ..Hazards::default()
        },
        ..MonthlyFacts::default()
    };
    facts.comparison = Comparison::of(&facts, ("2026年10月".to_owned(), None), ("2025年11月".to_owned(), None));
    facts
}

/// Twelve months, the first three before anything was recorded, one in which nothing was registered.
fn trend() -> Trend {
    let counts = [
        None,
        None,
        None,
        Some((14, 9)),
        Some((19, 16)),
        Some((0, 5)),
        Some((11, 11)),
        Some((16, 12)),
        Some((25, 21)),
        Some((18, 20)),
        Some((21, 19)),
        Some((23, 20)),
    ];
    let keys = [
        "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09",
        "2026-10", "2026-11",
    ];
    let month = |(key, count): (&str, Option<(u64, u64)>)| MonthPoint {
        key: key.to_owned(),
        registered: count.map(|(registered, _)| registered),
        closed: count.map(|(_, closed)| closed),
        rate: count.map(|(registered, closed)| Rate::new(registered.min(closed), registered)),
    };
    Trend { months: keys.into_iter().zip(counts).map(month).collect() }
}

fn inspections() -> Inspections {
    let group = |key: &str, label: &str, planned: u64, done: u64, late: u64, missed: u64| InspectionGroup {
        key: key.to_owned(),
        label: label.to_owned(),
        planned,
        done,
        missed,
        done_late: late,
        rate: Rate::new(done, planned),
    };
    Inspections {
        planned: 62,
        done: 58,
        missed: 2,
        done_late: 3,
        pending: 2,
        unplanned: 4,
        rate: Rate::new(58, 62),
        by_kind: vec![
            group("daily", "日常检查", 48, 45, 1, 1),
            group("weekly", "周检查", 8, 8, 1, 0),
            group("monthly", "月度综合检查", 4, 3, 1, 1),
            group("special", "专项检查（配电、消防）", 2, 2, 0, 0),
            group("total", "合计", 62, 58, 3, 2),
        ],
        by_department: vec![
            group("d1", "一车间", 30, 29, 1, 1),
            group("d2", "二车间", 28, 25, 2, 1),
            group("d3", "仓储物流部", 4, 4, 0, 0),
            group("total", "合计", 62, 58, 3, 2),
        ],
        missed_list: vec![
            MissedInspection {
                id: Some(7),
                due_on: day(11, 9),
                title: "车间班前日检查表".to_owned(),
                place: Some("二车间数控区".to_owned()),
                department: Some("二车间".to_owned()),
                owner: Some("王建国".to_owned()),
                reason: Some("夜班交接遗漏".to_owned()),
            },
            MissedInspection {
                id: Some(8),
                due_on: day(11, 27),
                title: "月度综合检查表".to_owned(),
                department: Some("一车间".to_owned()),
                ..MissedInspection::default()
            },
        ],
    }
}

fn hazards(overdue: u64) -> Hazards {
    // One per department group, the rest on the first.
    let flow = |key: &str, label: &str, open_start, registered, regraded, closed, retired, open_end| Flow {
        key: key.to_owned(),
        label: label.to_owned(),
        open_start,
        registered,
        regraded,
        closed,
        retired,
        open_end,
    };
    let group = |key: &str, label: &str, registered, accepted, open_end, overdue| HazardGroup {
        key: key.to_owned(),
        label: label.to_owned(),
        registered,
        accepted,
        rate: Rate::new(accepted, registered),
        open_end,
        overdue,
    };
    let tally = |key: &str, label: &str, count| Tally { key: key.to_owned(), label: label.to_owned(), count };
    let start = overdue + 9;
    Hazards {
        registered: 23,
        accepted: 18,
        rate: Rate::new(18, 23),
        in_time: Rate::new(16, 18),
        overdue,
        open_end: overdue + 11,
        major_open: 1,
        flow: vec![
            flow("general", "一般", start - 1, 0, 20, 19, 1, overdue + 8),
            flow("major", "重大", 1, 0, 1, 1, 0, 1),
            flow("ungraded", "未定级", 0, 23, -21, 0, 0, 2),
            flow("total", "合计", start, 23, 0, 20, 1, overdue + 11),
        ],
        by_level: vec![
            group("general", "一般", 20, 17, overdue + 8, overdue),
            group("major", "重大", 1, 1, 1, 0),
            group("ungraded", "未定级", 2, 0, 2, 0),
            group("total", "合计", 23, 18, overdue + 11, overdue),
        ],
        by_state: vec![
            tally("found", "已发现", 2),
            tally("rectifying", "整改中", overdue + 6),
            tally("to_accept", "待验收", 3),
            tally("closed", "已销号（本期）", 20),
        ],
        by_department: vec![
            group("d1", "一车间", 12, 10, overdue + 4, overdue),
            group("d2", "二车间", 11, 8, 7, 0),
            group("total", "合计", 23, 18, overdue + 11, overdue),
        ],
        by_category: vec![
            group("machine", "机械设备", 9, 8, 3, 0),
            group("electric", "用电安全", 8, 6, overdue + 6, overdue),
            group("fire", "消防安全", 6, 4, 2, 0),
            group("total", "合计", 23, 18, overdue + 11, overdue),
        ],
        by_source: vec![tally("inspection", "自查", 21), tally("report", "员工报告", 2)],
        overdue_list: (0..overdue).map(overdue_hazard).collect(),
        major_list: vec![MajorHazard {
            id: 88,
            code: "YH-2026-0088".to_owned(),
            title: "喷漆房可燃气体报警装置停用，未采取替代措施".to_owned(),
            department: Some("二车间".to_owned()),
            owner: Some("赵磊".to_owned()),
            found_on: day(9, 14),
            due_on: Some(day(12, 20)),
            state_label: "整改中".to_owned(),
            progress: Some("报警主机已到货，停产期间安装".to_owned()),
        }],
    }
}

fn overdue_hazard(nth: u64) -> OverdueHazard {
    let (titles, places) = (
        [
            "配电箱未上锁，柜门警示标志缺失",
            "砂轮机托架间隙超过 3 mm",
            "灭火器压力不足，且被物料遮挡，不便取用",
            "行车吊钩防脱装置损坏",
        ],
        ["一车间东侧配电间", "机修间", "成品库 2 号门内侧", "一车间 3 跨"],
    );
    let pick = usize::try_from(nth % 4).unwrap();
    let days = 32 + nth % 40;
    OverdueHazard {
        id: 101 + i64::try_from(nth).unwrap(),
        code: format!("YH-2026-{:04}", 101 + nth),
        title: titles[pick].to_owned(),
        place: Some(places[pick].to_owned()),
        department: (pick != 1).then(|| "一车间".to_owned()),
        owner: Some(["王建国", "李敏", "欧阳明远", "赵磊"][pick].to_owned()),
        level: Some("general".to_owned()),
        level_label: "一般".to_owned(),
        due_on: day(11, 30) - Days::new(days),
        days,
    }
}

fn next() -> NextPeriod {
    NextPeriod {
        label: "2026年12月".to_owned(),
        plans: vec![NextPlan {
            key: "3".to_owned(),
            title: "车间班前日检查表".to_owned(),
            place: Some("一车间".to_owned()),
            owner: Some("班组长".to_owned()),
            occurrences: 23,
            first_on: Some(day(12, 1)),
            last_on: Some(day(12, 31)),
        }],
        hazards: vec![NextHazard {
            id: 88,
            code: "YH-2026-0088".to_owned(),
            title: "喷漆房可燃气体报警装置停用，未采取替代措施".to_owned(),
            owner: Some("赵磊".to_owned()),
            due_on: day(12, 20),
        }],
        duties: vec![NextDuty {
            id: "R02/plant/2026-11".to_owned(),
            title: "安全生产月报（2026-11）".to_owned(),
            owner: Some("李敏".to_owned()),
            due_on: day(12, 5),
        }],
    }
}
