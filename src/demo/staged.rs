//! What the story must hold on its last day, whatever chance does: overdue hazards, some due soon, one waiting for acceptance,
//! one nobody has graded, two major ones; and findings of employees and authorities all along.

use chrono::NaiveDate;

use super::cases::{self, Case, Words, step};
use super::defects::{Cure, Free, ORDERED, REPORTED};
use super::events;
use super::plant::RECIPIENT;
use super::world::{World, moment};
use crate::domain::date::add_days;
use crate::domain::hazard::{Level, Verb};
use crate::error::Result;
use crate::registers::hazard::HAZARD;

/// A hazard whose days are counted back from the last day: found, assessed, deadline (positive: after it), rectified.
struct Staged {
    title: &'static str,
    place: &'static str,
    field: &'static str,
    workshop: usize,
    found: i64,
    assessed: Option<i64>,
    due: i64,
    rectified: Option<i64>,
    measures: &'static str,
    yuan: i64,
}

#[rustfmt::skip]
const ENDING: &[Staged] = &[
    // overdue
    Staged { title: "2号通廊配电箱未上锁，箱内有裸露端子", place: "2号通廊", field: "electrical", workshop: 0, found: -22, assessed: Some(-21), due: -9, rectified: None, measures: "加锁并加装端子罩", yuan: 120 },
    Staged { title: "打磨工位吸尘罩破损，粉尘外逸", place: "打磨3工位", field: "dust", workshop: 3, found: -15, assessed: Some(-14), due: -4, rectified: None, measures: "更换吸尘罩，清理积尘", yuan: 860 },
    Staged { title: "装配线升降平台安全销缺失", place: "装配2线", field: "machinery", workshop: 4, found: -9, assessed: Some(-8), due: -1, rectified: None, measures: "补装安全销，停用到修好为止", yuan: 90 },
    // due soon
    Staged { title: "行车滑触线防护板缺2块", place: "焊接跨", field: "special_equipment", workshop: 2, found: -6, assessed: Some(-5), due: 0, rectified: None, measures: "补装防护板", yuan: 300 },
    Staged { title: "切削液配制间洗眼器无水", place: "切削液配制间", field: "occupational", workshop: 0, found: -4, assessed: Some(-3), due: 2, rectified: None, measures: "疏通管路，每周放水检查", yuan: 60 },
    Staged { title: "二层平台护栏立柱松动", place: "二层平台", field: "height", workshop: 1, found: -3, assessed: Some(-2), due: 5, rectified: None, measures: "重新焊接立柱，检查同类护栏", yuan: 240 },
    Staged { title: "危废间防渗托盘破裂", place: "危废间", field: "chemical", workshop: 3, found: -5, assessed: Some(-4), due: 12, rectified: None, measures: "更换防渗托盘", yuan: 700 },
    // waiting for acceptance
    Staged { title: "砂轮机房排风机叶轮碰擦", place: "砂轮机房", field: "machinery", workshop: 3, found: -24, assessed: Some(-23), due: -10, rectified: Some(-12), measures: "更换叶轮并平衡", yuan: 1300 },
    Staged { title: "剪板机脚踏开关护罩变形", place: "下料区", field: "machinery", workshop: 2, found: -8, assessed: Some(-7), due: 3, rectified: Some(-2), measures: "更换脚踏开关护罩", yuan: 130 },
    // nobody has graded it
    Staged { title: "成品库货架横梁有变形", place: "成品库", field: "site", workshop: 4, found: -6, assessed: None, due: 0, rectified: None, measures: "", yuan: 0 },
];

/// Puts all of it on the agenda.
pub(super) fn stage(world: &mut World) {
    for staged in ENDING {
        stage_one(world, staged);
    }
    let first = add_days(world.start, 95);
    if add_days(first, 40) < world.today {
        world.at(moment(first, 14, 20), |world| major(world, &CLOSED, 34).map(|_| ()));
    }
    let last = add_days(world.today, -17);
    if last > add_days(world.start, 3) {
        world.at(moment(last, 15, 10), |world| major(world, &OPEN, 45).map(|_| ()));
    }
    voices(world);
    events::stage(world);
}

fn stage_one(world: &mut World, staged: &'static Staged) {
    let found_on = add_days(world.today, staged.found);
    if found_on <= add_days(world.start, 2) {
        return;
    }
    world.at(moment(found_on, 16, 5), move |world| {
        let unit = workshop(world, staged.workshop);
        let finder = world.chance.pick(&world.roster.workers.clone()).copied().unwrap_or(0);
        let free = Free {
            title: staged.title,
            place: staged.place,
            field: staged.field,
            kind: "equipment",
            cure: Cure { measures: staged.measures, days: 1, yuan: staged.yuan },
        };
        let id = register(world, &free, "employee", Some(unit), Some(finder))?;
        let Some(assessed) = staged.assessed else { return Ok(()) };
        let time = moment(add_days(world.today, assessed), 9, 20);
        world.at(time, move |world| {
            let head = world.roster.units.get(unit).map_or(0, |it| it.head);
            let said = Words {
                level: Some(Level::General),
                owner: Some(head),
                measures: Some(staged.measures.to_owned()),
                funds_fen: Some(staged.yuan * 100),
                due_on: Some(add_days(world.today, staged.due)),
                ..Words::default()
            };
            let by = world.roster.holder("安全管理员");
            step(world, id, Verb::Assess, by, said)?;
            let Some(rectified) = staged.rectified else { return Ok(()) };
            let time = moment(add_days(world.today, rectified), 15, 30);
            world.at(time, move |world| {
                let words = Some(format!("已{}", staged.measures));
                step(
                    world,
                    id,
                    Verb::Rectify,
                    head,
                    Words { words, cost_fen: Some(staged.yuan * 100), ..Words::default() },
                )?;
                Ok(())
            });
            Ok(())
        });
        Ok(())
    });
}

fn workshop(world: &World, number: usize) -> usize {
    let units = world.roster.units.iter().enumerate().filter(|(_, it)| it.is_workshop);
    units.map(|(at, _)| at).nth(number).unwrap_or(0)
}

/// Registers a finding on no list.
fn register(world: &mut World, free: &Free, source: &str, unit: Option<usize>, finder: Option<usize>) -> Result<i64> {
    let by = world.roster.holder("安全管理员");
    world.operate_as(by)?;
    let mut values = vec![
        ("title", free.title.to_owned()),
        ("place", free.place.to_owned()),
        ("field", free.field.to_owned()),
        ("kind", free.kind.to_owned()),
        ("source", source.to_owned()),
        ("found_on", world.day().to_string()),
    ];
    if let Some(unit) = unit.and_then(|it| world.roster.units.get(it)) {
        values.push(("department", unit.name.clone()));
    }
    match finder {
        Some(finder) => values.push(("found_by", world.person(finder)?.no.clone())),
        None => values.push(("note", format!("{RECIPIENT}检查发现"))),
    }
    world.add(&HAZARD, &values)
}

/// A major hazard with its five fixes.
struct Major {
    free: Free,
    plan: &'static str,
    basis: &'static str,
    is_closed: bool,
    file: File,
}

/// What its case says: elements of report and plan, and the first progress.
struct File {
    elements: &'static [(&'static str, &'static str)],
    progress: &'static [(i64, &'static str, &'static str, &'static str)],
}

const CLOSED: Major = Major {
    free: Free {
        title: "打磨车间除尘系统没有泄爆、隔爆等任何一种爆炸防控措施的支管投入使用",
        place: "打磨抛光车间除尘系统",
        field: "dust",
        kind: "equipment",
        cure: Cure {
            measures: "停用该支管，加装隔爆阀，经设计单位复核后恢复", days: 30, yuan: 46_000
        },
    },
    plan: "停用期间打磨作业移至湿式工位，现场处置方案交底到人，配备D类灭火器",
    basis: "《工贸企业重大事故隐患判定标准》第十一条",
    is_closed: true,
    file: File {
        elements: &[
            ("cause", "新增支管投用前没有做爆炸防控设计，验收只看了风量；支管与主管之间没有隔爆，也没有泄爆。"),
            ("harm", "铝镁合金粉尘一旦在支管内起爆，会沿主管传到除尘器和相邻工位，打磨车间当班约20人受影响。"),
            (
                "difficulty",
                "要停用该支管，由原设计单位复核后加装隔爆阀；备件到货约两周，本厂能够自行组织，不需要全厂停产。",
            ),
            ("goal", "一个月内为该支管加装隔爆装置并经设计单位复核，全部除尘支管核对一遍。"),
            ("method", "停用并盲断该支管；订购、安装隔爆阀；清理管内积尘；试运行并测风量；复核同类支管。"),
            ("resources", "治理费用从安全费用列支；隔爆阀、盲板、D类灭火器已订货。"),
            ("funds", "46000"),
            ("organisation", "总经理任组长，安全副总经理具体负责，设备部安装，安全环保部监督，打磨车间配合。"),
            ("schedule", "定级后34天内完成；每两周向安全副总经理报进展，完成后先验收再评估。"),
            ("safety", "支管停用期间打磨移至湿式工位；动火办票；现场处置方案交底到人，D类灭火器到位。"),
            ("interim", "该支管停用上锁挂牌，吸尘口封堵，禁止任何人恢复使用。"),
            ("meeting", "打磨抛光车间职工大会，到会21人，记录存安全环保部"),
        ],
        progress: &[
            (6, "支管已盲断，隔爆阀已订货，管内积尘清理完毕", "30", "5200"),
            (20, "隔爆阀到货并安装，设计单位现场看过", "80", "36500"),
        ],
    },
};

const OPEN: Major = Major {
    free: Free {
        title: "污水站有限空间未落实作业审批，2名外包人员下池清淤",
        place: "污水站调节池",
        field: "confined_space",
        kind: "management",
        cure: Cure {
            measures: "停止作业；重建审批和监护制度，全部作业人员和监护人重新培训考核",
            days: 30,
            yuan: 18_500,
        },
    },
    plan: "池口上锁挂牌，钥匙由安环部保管；救援三脚架、呼吸器到位，开展一次现场处置演练",
    basis: "《工贸企业重大事故隐患判定标准》第十三条",
    is_closed: false,
    file: File {
        elements: &[
            ("cause", "外包清淤合同没有写明审批和监护责任，池口长期不上锁，外包人员当天未告知即下池。"),
            ("harm", "调节池可能存在硫化氢，下池2人无检测、无监护，一旦中毒极易造成盲目施救伤亡扩大。"),
            ("difficulty", "不涉及设备改造，重建制度、补训和配齐装备约需一个月，本厂能够自行完成。"),
            ("goal", "有限空间作业审批、监护、检测全部落实，相关人员全部培训合格后才恢复清淤作业。"),
            ("method", "停止作业；修订审批制度和外包合同；辨识并上锁全部有限空间；培训考核；演练。"),
            ("resources", "治理费用从安全费用列支；四合一检测仪、救援三脚架、呼吸器已采购。"),
            ("funds", "18500"),
            ("organisation", "总经理任组长，安全副总经理负责，安全环保部组织培训和演练，设备动力部管钥匙。"),
            ("schedule", "定级后45天内完成；期间任何人不得下池；完成后先验收再评估。"),
            ("safety", "池口上锁挂牌，钥匙专人保管；救援装备到位；现场处置方案演练一次。"),
            ("interim", "停止全部有限空间作业，池口上锁挂牌并设警戒。"),
            ("meeting", "设备动力部和外包队伍职工大会，到会34人，记录存安全环保部"),
        ],
        progress: &[(9, "全部池口上锁，审批制度和外包合同已修订，检测仪到货", "40", "7800")],
    },
};

/// The life of a major hazard: reported, with its five fixes, and for one of them to the end.
fn major(world: &mut World, major: &'static Major, days: i64) -> Result<()> {
    let unit = if major.is_closed { workshop(world, 3) } else { equipment(world) };
    let finder = world.roster.holder("安全环保部部长");
    let id = register(world, &major.free, "special", Some(unit), Some(finder))?;
    world.change(&HAZARD, id, &[("basis", major.basis.to_owned())])?;
    let day = world.working_from(add_days(world.day(), 1));
    world.at(moment(day, 9, 30), move |world| {
        let deputy = world.roster.holder("安全副总经理");
        let said = Words {
            level: Some(Level::Major),
            owner: Some(deputy),
            measures: Some(major.free.cure.measures.to_owned()),
            funds_fen: Some(major.free.cure.yuan * 100),
            due_on: Some(add_days(world.day(), days)),
            plan: Some(major.plan.to_owned()),
            ..Words::default()
        };
        let by = finder;
        step(world, id, Verb::Assess, by, said)?;
        world.change(&HAZARD, id, &[("reported_on", world.day().to_string())])?;
        events::open_case(world, id, major.file.elements, major.file.progress)?;
        let time = moment(add_days(world.day(), 1), 8, 40);
        world.at(time, move |world| step(world, id, Verb::Start, deputy, Words::default()).map(|_| ()));
        if major.is_closed {
            finish(world, id, deputy, major, days);
        }
        Ok(())
    });
    Ok(())
}

fn finish(world: &mut World, id: i64, deputy: usize, major: &'static Major, days: i64) {
    let done = world.working_until(add_days(world.day(), days - 6), world.day());
    world.at(moment(done, 14, 0), move |world| {
        let words = Some("隔爆阀安装完毕，设计单位出具复核意见，系统试运行正常".to_owned());
        let cost_fen = Some(major.free.cure.yuan * 98);
        step(world, id, Verb::Rectify, deputy, Words { words, cost_fen, ..Words::default() })?;
        let day = world.working_from(add_days(world.day(), 2));
        world.at(moment(day, 10, 0), move |world| {
            let head = world.roster.holder("安全环保部部长");
            let words = Some("组织工艺、设备、安全三方验收，符合判定标准要求".to_owned());
            step(world, id, Verb::Accept, head, Words { words, ..Words::default() })?;
            let day = world.working_from(add_days(world.day(), 3));
            world.at(moment(day, 16, 0), move |world| {
                events::evaluate(world, id)?;
                let principal = world.roster.holder("总经理");
                let words = Some("评估结论合格，同意销号，报区应急管理局".to_owned());
                step(world, id, Verb::Close, principal, Words { words, ..Words::default() })?;
                events::report_closure(world, id)
            });
            Ok(())
        });
        Ok(())
    });
}

fn equipment(world: &World) -> usize {
    world.roster.units.iter().position(|it| it.line == 'e').unwrap_or(0)
}

/// What employees report month by month, and what the authorities order twice a year.
fn voices(world: &mut World) {
    let until = add_days(world.today, -26);
    let days: Vec<NaiveDate> = world.start.iter_days().skip(6).take_while(|it| *it < until).collect();
    let visit = 150;
    for (n, day) in days.into_iter().enumerate() {
        if !world.calendar.is_working_day(day) {
            continue;
        }
        if world.chance.hits(70) {
            let time = world.between(day, 10, 16);
            world.at(time, |world| {
                let workers = world.roster.workers.clone();
                let finder = world.chance.pick(&workers).copied().unwrap_or(0);
                let Some(free) = world.chance.pick(REPORTED).copied() else { return Ok(()) };
                let unit = world.person(finder)?.unit;
                let id = register(world, &free, "employee", Some(unit), Some(finder))?;
                let found_on = world.day();
                let level = Level::General;
                cases::enrol(world, Case { id, found_on, unit: Some(unit), cure: free.cure, level, finder })
            });
        }
        if n % visit == visit / 3 {
            let time = world.working_from(day);
            world.at(moment(time, 15, 40), inspected);
        }
    }
}

fn inspected(world: &mut World) -> Result<()> {
    let finder = world.roster.holder("安全环保部部长");
    for free in ORDERED.iter().take(3) {
        let id = register(world, free, "authority", None, None)?;
        let found_on = world.day();
        cases::enrol(world, Case { id, found_on, unit: None, cure: free.cure, level: Level::General, finder })?;
    }
    Ok(())
}
