//! What hangs on the wall, lies in the cabinet and is carried in the pocket.

use chrono::{Datelike, NaiveDate};

use super::{card, document, no, post};
use crate::demo::world::{World, moment};
use crate::domain::date::{add_days, add_months};
use crate::error::Result;
use crate::registers::meeting::MEETING;

/// Something done on a day.
type Deed = fn(&mut World) -> Result<()>;

/// A card: kind, title, post, place, danger, consequence, three steps (emergency) or controls and reporting (risk), forbidden.
struct Card {
    kind: &'static str,
    title: &'static str,
    post: &'static str,
    danger: &'static str,
    consequence: &'static str,
    steps: [&'static str; 3],
    forbidden: &'static str,
}

const CARDS: &[Card] = &[
    Card {
        kind: "emergency",
        title: "电焊岗位应急处置卡",
        post: "电焊工",
        danger: "触电；火星引燃可燃物；弧光灼伤",
        consequence: "人员触电、火灾",
        steps: [
            "断开焊机电源，停止作业，撤离可燃物",
            "大声呼救，报告班组长和车间主任；起火拨打119，伤人拨打120",
            "用干粉灭火器扑救初起火；触电者脱离电源后施行心肺复苏",
        ],
        forbidden: "未断电不得触碰伤员；不得用水扑救带电设备",
    },
    Card {
        kind: "emergency",
        title: "打磨抛光岗位应急处置卡",
        post: "打磨工",
        danger: "除尘系统异响、冒火、堵塞；粉尘积聚起火",
        consequence: "粉尘爆炸、火灾",
        steps: [
            "停止打磨，按下急停，全员撤到车间外",
            "报告班组长和安全环保部，通知相邻工位撤离",
            "在上风侧用细水雾或灭火毯窒息，等待专业处置",
        ],
        forbidden: "不得用压缩空气吹扫积尘；不得打开正在运行的除尘器",
    },
    Card {
        kind: "emergency",
        title: "叉车岗位应急处置卡",
        post: "叉车司机",
        danger: "撞人、货物倾翻、充电区起火",
        consequence: "挤压伤害、火灾",
        steps: [
            "停车熄火拉手刹，疏散周围人员",
            "报告仓储物流部和安全环保部，伤人拨打120",
            "移开货物前先支撑稳固，按伤情止血包扎",
        ],
        forbidden: "不得强行抬起被压部位；不得载人",
    },
    Card {
        kind: "risk",
        title: "焊接车间安全风险告知卡",
        post: "电焊工",
        danger: "触电、火灾、弧光和烟尘",
        consequence: "触电、火灾、职业伤害；可致人员死亡",
        steps: [
            "一机一闸一漏，焊钳绝缘完好；动火作业审批并清理可燃物；戴面罩、手套",
            "断电、灭火、救人；先报告班组长，再报告安全环保部",
            "",
        ],
        forbidden: "未经审批不得在禁火区动火",
    },
    Card {
        kind: "risk",
        title: "行车作业安全风险告知卡",
        post: "行车工",
        danger: "吊物坠落、挤压、限位失灵",
        consequence: "起重伤害；可致人员死亡",
        steps: [
            "班前试限位和制动；吊物不过人；吊具挂牌在用；专人指挥",
            "停机、疏散、救人；先报告班组长，再报告安全环保部",
            "",
        ],
        forbidden: "不得斜拉斜吊、超载起吊",
    },
];

/// Puts postings, papers and cards on the agenda.
pub(super) fn write_all(world: &mut World) {
    let begin = world.working_from(add_days(world.start, 2));
    world.at(moment(begin, 10, 0), move |world| {
        post(world, "five_five", "企业安全生产责任体系五落实五到位规定".to_owned(), "办公楼大厅公示栏")?;
        post(world, "reporting", "事故报告流程和举报电话".to_owned(), "厂门口公示栏")?;
        post(world, "risk", "四色风险分布图".to_owned(), "厂区主干道公告栏")?;
        let title = format!("{}年安全生产情况", world.day().year());
        post(world, "safety_status", title, "公司网站、厂门口公示栏")
    });
    world.at(moment(begin, 15, 0), policies);
    world.at(moment(add_days(begin, 1), 11, 0), cards);
    monthly(world);
    yearly(world);
}

/// Every month the hazards are told on the board; the month before last was forgotten.
fn monthly(world: &mut World) {
    let forgotten = add_months(world.today.with_day(1).unwrap_or(world.today), -2);
    let mut nth = 0;
    let mut first = world.start;
    while first < world.today {
        let day = world.working_from(add_days(first, 9));
        if first != forgotten && day > world.start && day < world.today {
            world.at(moment(day, 14, 40), move |world| {
                let month = add_months(world.day().with_day(1).unwrap_or(world.day()), -1);
                let title = format!("{}年{}月隐患排查治理情况通报", month.year(), month.month());
                post(world, "hazard", title, "厂门口公示栏")
            });
        }
        nth += 1;
        first = add_months(world.start, nth);
    }
}

/// Yearly plans in January, reports to the owners in June and December, to the performance department each quarter but one.
fn yearly(world: &mut World) {
    for year in world.start.year()..=world.today.year() {
        let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        let tasks: [(Option<NaiveDate>, Deed); 5] = [
            (on(1, 9), plans),
            (on(12, 10), congress),
            (on(12, 18), |world| report(world, "board_report", "下半年安全生产情况报告（向投资人）")),
            (on(6, 26), |world| report(world, "board_report", "上半年安全生产情况报告（向投资人）")),
            (on(3, 12), |world| {
                let title = format!("{}年安全生产情况", world.day().year());
                post(world, "safety_status", title, "公司网站、厂门口公示栏")
            }),
        ];
        for (day, task) in tasks {
            later(world, day, task);
        }
        for month in [3, 6, 12] {
            later(world, on(month, 25), |world| {
                let title = format!("第{}季度安全绩效报告", world.day().month().div_ceil(3));
                report(world, "performance_report", &title)
            });
        }
    }
}

fn later(world: &mut World, day: Option<NaiveDate>, task: Deed) {
    let Some(day) = day.map(|it| world.working_from(it)) else { return };
    if day > add_days(world.start, 3) && day < world.today {
        world.at(moment(day, 16, 0), task);
    }
}

fn report(world: &mut World, kind: &str, title: &str) -> Result<()> {
    let signer = world.roster.holder("总经理");
    let signer = world.person(signer)?.name.clone();
    let values = [
        ("kind", kind.to_owned()),
        ("title", format!("{}年{title}", world.day().year())),
        ("issued_on", world.day().to_string()),
        ("signed_by", signer),
        ("department", "安全环保部".to_owned()),
    ];
    document(world, &values)
}

fn congress(world: &mut World) -> Result<()> {
    let values = [
        ("kind", "congress".to_owned()),
        ("title", format!("{}年职工代表大会", world.day().year())),
        ("on_date", world.day().to_string()),
        ("place", "员工食堂".to_owned()),
        ("chair", no(world, "综合管理部部长")?),
        ("expected", "48".to_owned()),
        ("present", "45".to_owned()),
        ("topics", "总经理报告本年度安全生产情况和重大隐患治理情况".to_owned()),
        ("minutes", "听取并审议安全生产情况报告，代表提出改善打磨车间通风的意见，由安全环保部答复。".to_owned()),
        ("signed_by", "工会".to_owned()),
    ];
    world.add(&MEETING, &values).map(drop)
}

fn plans(world: &mut World) -> Result<()> {
    let year = world.day().year();
    for (kind, title) in [
        ("training_plan", "安全教育培训计划"),
        ("budget", "安全生产投入计划"),
        ("duty_report", "主要负责人安全履职报告"),
    ] {
        let of = if kind == "duty_report" { year - 1 } else { year };
        let signer = world.roster.holder("总经理");
        let signer = world.person(signer)?.name.clone();
        let values = [
            ("kind", kind.to_owned()),
            ("title", format!("{of}年度{title}")),
            ("year", of.to_string()),
            ("issued_on", world.day().to_string()),
            ("signed_by", signer),
        ];
        document(world, &values)?;
    }
    Ok(())
}

fn policies(world: &mut World) -> Result<()> {
    let (year, on) = (world.start.year(), world.day().to_string());
    let all = [
        ("responsibility", "全员安全生产责任制", 10),
        ("leaders", "领导班子成员安全生产分工", 11),
        ("reporting", "安全生产报告制度", 12),
        ("assessment", "安全生产责任制考核奖惩办法", 13),
        ("policy", "危险作业审批管理制度", 14),
        ("procedure", "焊接岗位安全操作规程", 15),
        ("emergency_plan", "生产安全事故综合应急预案", 16),
    ];
    for (kind, title, number) in all {
        let signer = world.roster.holder("总经理");
        let signer = world.person(signer)?.name.clone();
        let values = [
            ("kind", kind.to_owned()),
            ("number", format!("江精安〔{year}〕{number}号")),
            ("title", title.to_owned()),
            ("issued_on", on.clone()),
            ("signed_by", signer),
            ("department", "安全环保部".to_owned()),
        ];
        document(world, &values)?;
    }
    Ok(())
}

fn cards(world: &mut World) -> Result<()> {
    let on = world.day().to_string();
    for it in CARDS {
        let keys =
            if it.kind == "emergency" { ["first", "second", "third"] } else { ["measures", "reporting", "note"] };
        let mut values = vec![
            ("kind", it.kind.to_owned()),
            ("title", it.title.to_owned()),
            ("post", it.post.to_owned()),
            ("danger", it.danger.to_owned()),
            ("consequence", it.consequence.to_owned()),
            ("forbidden", it.forbidden.to_owned()),
            ("phones", "安全环保部 0999-80000200\n值班室 0999-80000201".to_owned()),
            ("issued_on", on.clone()),
        ];
        values.extend(keys.into_iter().zip(it.steps).map(|(key, text)| (key, text.to_owned())));
        // One card lies in the drawer still.
        if it.post != "叉车司机" {
            values.push(("handed_on", on.clone()));
        }
        card(world, &values)?;
    }
    Ok(())
}
