//! Risks of the plant in the story: identified in its second week, some looked after by items of the daily checklist, one raised
//! after hazards, one lowered by a new guard, two not evaluated yet. Nothing here draws on chance.

use chrono::{Datelike, NaiveDate};

use super::world::{World, moment};
use crate::domain::date::{add_days, add_months};
use crate::error::Result;
use crate::registers::posting::POSTING;
use crate::registers::risk::RISK;
use crate::registers::risk::check::RISK_CHECK;
use crate::registers::risk::round::RISK_ROUND;

/// One risk: unit, department, point, kind, factor, accident, values, tier, five controls.
struct Told {
    unit: &'static str,
    department: &'static str,
    point: &'static str,
    category: &'static str,
    factor: &'static str,
    accident: &'static str,
    /// L, E, C; empty: not evaluated.
    values: [&'static str; 3],
    tier: &'static str,
    /// 工程技术, 管理, 培训教育, 个体防护, 应急处置; empty: nothing written.
    measures: [&'static str; 5],
    /// Whether it is 较大以上风险; absent: nobody answered.
    grave: Option<bool>,
    /// Items of checklists that look after it: list, item, kind of control.
    checks: &'static [(&'static str, &'static str, &'static str)],
}

const TOLD: &[Told] = &[
    Told {
        unit: "打磨抛光区",
        department: "生产部",
        point: "铝件打磨除尘系统",
        category: "equipment",
        factor: "铝粉尘积聚，遇火花或静电引爆",
        accident: "粉尘爆炸",
        values: ["3", "6", "40"],
        tier: "plant",
        measures: [
            "湿式除尘，风管设火花探测，泄爆口朝室外",
            "每班清扫，停机后继续抽风十分钟，粉尘清理有记录",
            "打磨工每年粉尘防爆专项培训",
            "防静电工作服、防尘口罩",
            "发现火情立即停机断电，人员撤离，不用水直冲铝粉",
        ],
        grave: Some(true),
        checks: &[("cl.daily", "D16", "engineering")],
    },
    Told {
        unit: "焊接区",
        department: "生产部",
        point: "动火和气焊作业",
        category: "activity",
        factor: "气瓶间距不足、软管漏气，遇明火燃烧爆炸",
        accident: "火灾",
        values: ["3", "6", "15"],
        tier: "department",
        measures: [
            "气瓶固定架，回火防止器",
            "动火审批，作业点10米内清除可燃物，专人监护",
            "焊工持证，每年复训",
            "焊接面罩、阻燃服、绝缘鞋",
            "关闭瓶阀，用灭火器扑救，撤离并报119",
        ],
        grave: Some(false),
        checks: &[("cl.daily", "D14", "management")],
    },
    Told {
        unit: "冲压区",
        department: "生产部",
        point: "压力机上下料",
        category: "equipment",
        factor: "联锁、光栅失效，手伸入模区",
        accident: "机械伤害",
        values: ["6", "6", "7"],
        tier: "department",
        measures: [
            "光电保护装置，双手按钮",
            "班前试光栅并签字，严禁短接联锁",
            "冲压工岗位培训和实操考核",
            "防割手套、护目镜",
            "急停，止血包扎，断指随送医",
        ],
        grave: Some(false),
        checks: &[("cl.daily", "D06", "engineering")],
    },
    Told {
        unit: "清洗区",
        department: "生产部",
        point: "清洗槽清理",
        category: "activity",
        factor: "进入清洗槽缺氧、有毒气体积聚",
        accident: "中毒和窒息",
        values: ["3", "2", "40"],
        tier: "plant",
        measures: [
            "槽口上锁，强制通风设备",
            "先通风、再检测、后作业，审批和监护",
            "有限空间作业专题培训",
            "长管呼吸器、安全绳",
            "严禁盲目施救，先通风后佩戴呼吸器救援",
        ],
        grave: Some(true),
        checks: &[],
    },
    Told {
        unit: "装配区",
        department: "生产部",
        point: "2号行车吊运",
        category: "equipment",
        factor: "限位失灵、吊索具断裂，重物坠落",
        accident: "起重伤害",
        values: ["3", "6", "7"],
        tier: "workshop",
        measures: [
            "双限位，吊索具定期检验",
            "十不吊，吊运路线下无人",
            "司机、司索持证",
            "安全帽",
            "停车断电，警戒并送医",
        ],
        grave: Some(false),
        checks: &[],
    },
    Told {
        unit: "厂区道路",
        department: "仓储物流部",
        point: "叉车运输",
        category: "activity",
        factor: "转弯视线差、超速，碰撞行人",
        accident: "车辆伤害",
        values: ["3", "6", "7"],
        tier: "workshop",
        measures: [
            "人车分流线，转角反光镜，蓝光灯",
            "限速5公里，叉车持证驾驶",
            "每季度一次叉车安全教育",
            "反光背心",
            "",
        ],
        grave: Some(false),
        checks: &[],
    },
    Told {
        unit: "危险品库",
        department: "仓储物流部",
        point: "油漆、稀释剂储存",
        category: "environment",
        factor: "挥发气体积聚，静电或明火引燃",
        accident: "火灾",
        values: ["1", "6", "15"],
        tier: "workshop",
        measures: [
            "防爆电器，可燃气体报警，机械通风",
            "双人收发，存量不超过一个班用量",
            "",
            "防静电服",
            "切断火源，用泡沫灭火器，撤离",
        ],
        grave: None,
        checks: &[],
    },
    Told {
        unit: "配电室",
        department: "设备动力部",
        point: "停送电操作",
        category: "activity",
        factor: "误操作、带负荷拉闸，电弧灼伤",
        accident: "触电",
        values: ["3", "3", "15"],
        tier: "workshop",
        measures: [
            "五防联锁",
            "操作票，一人操作一人监护",
            "电工持证",
            "绝缘手套、绝缘靴、面罩",
            "断开电源，心肺复苏，送医",
        ],
        grave: Some(false),
        checks: &[],
    },
    Told {
        unit: "空压站",
        department: "设备动力部",
        point: "储气罐",
        category: "equipment",
        factor: "安全阀失效、超压",
        accident: "容器爆炸",
        values: ["0.5", "6", "15"],
        tier: "team",
        measures: ["安全阀、压力表定期校验", "每班排污，记录压力", "", "", ""],
        grave: Some(false),
        checks: &[],
    },
    Told {
        unit: "办公楼",
        department: "综合管理部",
        point: "食堂燃气灶",
        category: "equipment",
        factor: "软管老化漏气",
        accident: "火灾",
        values: ["1", "6", "7"],
        tier: "team",
        measures: ["燃气报警联动切断", "下班关阀，每周检漏", "", "", "关阀、开窗、撤离，不开关电器"],
        grave: Some(false),
        checks: &[],
    },
    Told {
        unit: "机加工区",
        department: "生产部",
        point: "车床加工",
        category: "activity",
        factor: "工件飞出、卷入",
        accident: "机械伤害",
        values: ["3", "6", "3"],
        tier: "team",
        measures: ["防护门联锁", "严禁戴手套操作", "岗位操作规程培训", "护目镜", "急停，包扎送医"],
        grave: Some(false),
        checks: &[],
    },
    Told {
        unit: "屋面",
        department: "设备动力部",
        point: "屋面光伏检修",
        category: "activity",
        factor: "临边、采光板坠落",
        accident: "高处坠落",
        values: ["", "", ""],
        tier: "",
        measures: ["", "登高审批，专人监护", "", "双钩安全带", ""],
        grave: None,
        checks: &[],
    },
];

/// Puts the risks on the agenda.
pub(super) fn identify(world: &mut World) {
    let begin = world.working_from(add_days(world.start, 9));
    world.at(moment(begin, 14, 0), |world| enter(world, TOLD));
    let wall = world.working_from(add_days(begin, 5));
    world.at(moment(wall, 9, 30), post);
    let guard = world.working_from(add_months(begin, 5));
    world.at(moment(guard, 15, 20), |world| {
        let on = world.day();
        evaluate(
            world,
            "压力机上下料",
            &[("likelihood", "3"), ("occasion", "equipment"), ("reason", "全部压力机换装光电保护装置")],
            on,
        )
    });
    let year = world.working_from(add_months(begin, 12));
    world.at(moment(year, 10, 0), again);
}

fn by_manager(world: &mut World) -> Result<()> {
    let manager = world.roster.holder("安全管理员");
    world.operate_as(manager)
}

fn owner_of(world: &World, told: &Told) -> Result<String> {
    let post = match told.tier {
        "plant" => "总经理",
        "department" => "生产副总经理",
        _ if told.department == "设备动力部" => "设备动力部部长",
        _ if told.department == "仓储物流部" => "仓储物流部部长",
        _ => "生产部部长",
    };
    Ok(world.person(world.roster.holder(post))?.no.clone())
}

fn round(world: &mut World, findings: &str) -> Result<()> {
    let leader = world.person(world.roster.holder("总经理"))?.no.clone();
    let values = [
        ("kind", "full".to_owned()),
        ("on_date", world.day().to_string()),
        ("scope", "全部车间、库房、公用工程和作业活动".to_owned()),
        ("leader", leader),
        ("people", "安全环保部、设备动力部、各车间主任和班组长".to_owned()),
        ("findings", findings.to_owned()),
    ];
    world.add(&RISK_ROUND, &values).map(drop)
}

fn enter(world: &mut World, told: &[Told]) -> Result<()> {
    by_manager(world)?;
    round(world, "首次全面辨识，建立风险清单")?;
    let on = world.day();
    for it in told {
        let mut values = vec![
            ("unit", it.unit.to_owned()),
            ("department", it.department.to_owned()),
            ("point", it.point.to_owned()),
            ("category", it.category.to_owned()),
            ("factor", it.factor.to_owned()),
            ("accident", it.accident.to_owned()),
        ];
        let [l, e, c] = it.values;
        if !l.is_empty() {
            values.extend([("method", "lec".to_owned()), ("likelihood", l.to_owned()), ("exposure", e.to_owned())]);
            values.extend([("consequence", c.to_owned()), ("evaluated_on", on.to_string())]);
            values.extend([("evaluated_by", "安全环保部和各车间".to_owned()), ("tier", it.tier.to_owned())]);
            values.push(("owner", owner_of(world, it)?));
        }
        let kinds = ["engineering", "management", "training", "protection", "emergency"];
        let said = kinds.into_iter().zip(it.measures).filter(|(_, said)| !said.is_empty());
        values.extend(said.map(|(kind, said)| (kind, said.to_owned())));
        if let Some(grave) = it.grave {
            let answer = |yes: bool| if yes { "是" } else { "否" }.to_owned();
            values.extend([("deaths", answer(grave)), ("injuries", answer(false))]);
            values.extend([("loss", answer(false)), ("catalogue", answer(grave))]);
        }
        let id = world.add(&RISK, &values)?;
        for (list, item, measure) in it.checks {
            let tied = [
                ("risk", format!("#{id}")),
                ("measure", (*measure).to_owned()),
                ("checklist", (*list).to_owned()),
                ("item", (*item).to_owned()),
            ];
            world.add(&RISK_CHECK, &tied)?;
        }
    }
    Ok(())
}

/// The notice of the red risks at the gate.
fn post(world: &mut World) -> Result<()> {
    by_manager(world)?;
    let values = [
        ("kind", "risk".to_owned()),
        ("title", format!("{}年重大安全风险公告", world.day().year())),
        ("place", "厂门口公示栏".to_owned()),
        ("from_on", world.day().to_string()),
        ("photo", "FXGG-01.jpg".to_owned()),
    ];
    world.add(&POSTING, &values).map(drop)
}

/// Evaluates one risk anew.
fn evaluate(world: &mut World, point: &str, values: &[(&str, &str)], on: NaiveDate) -> Result<()> {
    by_manager(world)?;
    let id = id_of(world, point)?;
    let mut all: Vec<(&str, String)> = values.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    all.push(("evaluated_on", on.to_string()));
    world.change(&RISK, id, &all)
}

fn id_of(world: &World, point: &str) -> Result<i64> {
    let rows = world.store.rows(&RISK.relation, &crate::store::Query::default())?;
    let found = rows.iter().find(|row| row.get("point").as_text() == Some(point)).map(|row| row.id);
    found.ok_or_else(|| crate::error::Error::internal(format!("演示企业没有风险 {point}")))
}

/// The round of the second year: all but two are evaluated again, one of them as graver.
fn again(world: &mut World) -> Result<()> {
    by_manager(world)?;
    round(world, "复评十条，叉车运输升级，屋面光伏检修待评估")?;
    let on = world.day();
    for it in TOLD.iter().filter(|it| !it.values.concat().is_empty() && it.point != "食堂燃气灶") {
        let mut values = vec![("occasion", "yearly")];
        if it.point == "叉车运输" {
            values.extend([
                ("likelihood", "6"),
                ("tier", "department"),
                ("reason", "发生一次未遂碰撞，转角改造未完成"),
            ]);
        }
        evaluate(world, it.point, &values, on)?;
    }
    Ok(())
}
