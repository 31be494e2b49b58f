//! How safety is organised in the story: appointments, the committee and its meetings, what they resolved, what hangs on the
//! wall, papers and cards. One quarter's meeting was never held, some actions are late, one meeting has no minutes yet.
//!
//! Nothing here draws on chance: what is late and what is missing follows from counting.

use chrono::{Datelike, NaiveDate};

use super::world::{World, moment};
use crate::domain::date::{add_days, add_months, chinese};
use crate::error::Result;
use crate::registers::committee::{APPOINTMENT, COMMITTEE_MEMBER};
use crate::registers::document::{CARD, DOCUMENT};
use crate::registers::meeting::{MEETING, MEETING_ACTION};
use crate::registers::posting::POSTING;

mod papers;

/// Every how many quarters a meeting of the committee fell out, and which of them.
const MISSED: (i32, i32) = (9, 2);

/// What the meeting of each quarter of the year talks about and resolves: topic, minutes, actions with days until they are due.
type Agenda = (&'static str, &'static str, [(&'static str, i64); 3]);

/// Days within which an action that was due is still forgotten.
const LATELY: i64 = 90;

const AGENDAS: &[Agenda] = &[
    (
        "一、通报上季度隐患排查治理情况；二、打磨抛光车间除尘系统改造；三、年度安全投入",
        "会议通报了上季度隐患整改情况，指出重复出现的用电和通道隐患要从责任制上解决；同意除尘系统改造方案，改造期间该车间减产；安全投入按计划足额安排。",
        [
            ("完成除尘系统改造方案审定并落实资金", 30),
            ("对重复隐患逐条查明责任岗位", 20),
            ("补充打磨岗位防尘口罩和眼镜", 15),
        ],
    ),
    (
        "一、有限空间作业管理；二、行车和吊索具专项检查；三、外来施工单位管理",
        "会议要求清洗槽、集水井等有限空间全部上锁挂牌，作业前审批、检测、监护一项不少；行车限位和吊具由设备动力部逐台检查；外来施工必须先签安全协议。",
        [
            ("有限空间重新辨识、上锁、挂警示牌", 25),
            ("吊索具逐件检查，报废不合格的", 30),
            ("与在厂施工单位补签安全生产管理协议", 10),
        ],
    ),
    (
        "一、夏季高温和用电安全；二、消防设施维护；三、全员责任清单修订",
        "会议研究了高温时段的作业调整和配电室降温；消防栓和应急灯的维护委托有资质的单位；责任清单结合岗位调整修订，修订后重新签订。",
        [("调整高温时段焊接、打磨作业时间", 10), ("维护消防栓、应急灯并出具报告", 45), ("修订责任清单并组织签订", 40)],
    ),
    (
        "一、年度目标完成情况；二、节前检查和值班；三、下一年度培训计划",
        "会议总结了全年安全目标的完成情况；节前由主要负责人带队检查，节日期间领导带班；培训计划以新员工三级教育和班组长能力为重点。",
        [("节前带队检查并整改到位", 12), ("编制下一年度培训计划", 35), ("整理年度安全档案", 60)],
    ),
];

/// Puts the organisation of safety on the agenda.
pub(super) fn organise(world: &mut World) {
    let begin = world.working_from(add_days(world.start, 1));
    world.at(moment(begin, 9, 20), appoint);
    world.at(moment(begin, 9, 50), sit);
    committee_meetings(world);
    safety_meetings(world);
    papers::write_all(world);
}

/// Head of safety at the keyboard.
fn by_manager(world: &mut World) -> Result<()> {
    let manager = world.roster.holder("安全管理员");
    world.operate_as(manager)
}

/// 工号 of the first holder of a post.
fn no(world: &World, post: &str) -> Result<String> {
    let place = world.roster.holder(post);
    Ok(world.person(place)?.no.clone())
}

fn appoint(world: &mut World) -> Result<()> {
    by_manager(world)?;
    let year = world.start.year();
    let from = world.start.to_string();
    let unit = [
        ("kind", "unit".to_owned()),
        ("title", "安全环保部".to_owned()),
        ("document", format!("江精安〔{year}〕1号")),
        ("from_on", from.clone()),
    ];
    world.add(&APPOINTMENT, &unit)?;
    let people: [(&str, &str, Option<&str>, u32); 6] = [
        ("safety_head", "安全环保部部长", Some("是"), 2),
        ("safety_manager", "安全管理员", None, 2),
        ("registered_engineer", "安全环保部部长", None, 3),
        ("fire_manager", "安全副总经理", None, 4),
        ("equipment_director", "设备动力部部长", None, 5),
        ("equipment_officer", "设备管理员", None, 5),
    ];
    for (kind, post, full_time, number) in people {
        let mut values = vec![
            ("kind", kind.to_owned()),
            ("person", no(world, post)?),
            ("document", format!("江精安〔{year}〕{number}号")),
            ("from_on", from.clone()),
        ];
        values.extend(full_time.map(|it| ("full_time", it.to_owned())));
        if kind == "registered_engineer" {
            values.push(("grade", "中级 其他安全".to_owned()));
        }
        world.add(&APPOINTMENT, &values)?;
    }
    Ok(())
}

/// The committee: leaders, heads of departments and workshops, the union.
fn sit(world: &mut World) -> Result<()> {
    by_manager(world)?;
    let document = format!("江精〔{}〕2号", world.start.year());
    let from = world.start.to_string();
    let mut rows: Vec<(String, &str, &str, &str)> = vec![
        (no(world, "总经理")?, "chair", "leaders", "全面负责"),
        (no(world, "安全副总经理")?, "deputy_chair", "leaders", "分管安全生产"),
        (no(world, "生产副总经理")?, "deputy_chair", "leaders", "分管生产、设备"),
        (no(world, "安全环保部部长")?, "secretary", "safety", "委员会日常工作"),
        (no(world, "综合管理部部长")?, "member", "union", "工会主席，职工监督"),
    ];
    for post in ["技术质量部部长", "生产部部长", "设备动力部部长", "仓储物流部部长"] {
        rows.push((no(world, post)?, "member", "department", "本部门安全生产"));
    }
    for place in world.roster.holders("车间主任") {
        rows.push((world.person(place)?.no.clone(), "member", "department", "本车间安全生产"));
    }
    let all: Vec<Vec<(&str, String)>> = rows
        .into_iter()
        .map(|(person, role, side, duty)| {
            vec![
                ("person", person),
                ("role", role.to_owned()),
                ("stands_for", side.to_owned()),
                ("duty", duty.to_owned()),
                ("document", document.clone()),
                ("from_on", from.clone()),
            ]
        })
        .collect();
    let count = all.len();
    world.add_all(&COMMITTEE_MEMBER, &all, "import.committee_member", format!("登记安委会成员 {count} 人")).map(drop)
}

/// First day of the quarter a day lies in.
fn quarter_start(day: NaiveDate) -> NaiveDate {
    let month = (day.month0() / 3) * 3 + 1;
    NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day)
}

fn committee_meetings(world: &mut World) {
    let mut first = quarter_start(world.start);
    let mut nth = 0;
    while first < world.today {
        // In the middle of the quarter's second month.
        let day = world.working_from(add_days(add_months(first, 1), 11));
        if nth % MISSED.0 != MISSED.1 && day > add_days(world.start, 3) && day < world.today {
            world.at(moment(day, 16, 30), move |world| hold_committee(world, nth));
        }
        nth += 1;
        first = add_months(first, 3);
    }
}

fn hold_committee(world: &mut World, nth: i32) -> Result<()> {
    by_manager(world)?;
    let day = world.day();
    let quarter = day.month0() / 3 + 1;
    let agenda = usize::try_from(quarter - 1).ok().and_then(|at| AGENDAS.get(at));
    let Some((topics, minutes, actions)) = agenda else { return Ok(()) };
    let mut members = vec![no(world, "总经理")?];
    for post in ["安全副总经理", "安全环保部部长", "综合管理部部长", "技术质量部部长", "生产部部长", "设备动力部部长"]
    {
        members.push(no(world, post)?);
    }
    for place in world.roster.holders("车间主任") {
        members.push(world.person(place)?.no.clone());
    }
    let values = [
        ("kind", "committee".to_owned()),
        ("title", format!("{}年第{quarter}季度安委会全体会议", day.year())),
        ("on_date", day.to_string()),
        ("place", "办公楼三楼会议室".to_owned()),
        ("chair", no(world, "总经理")?),
        ("attendees", members.join("、")),
        ("topics", (*topics).to_owned()),
    ];
    let meeting = world.add(&MEETING, &values)?;
    for (at, (content, days)) in (0..).zip(actions) {
        let owner = no(
            world,
            ["安全副总经理", "设备动力部部长", "安全环保部部长"].get(at).copied().unwrap_or("安全环保部部长"),
        )?;
        let due = add_days(day, *days);
        let row = [
            ("meeting", format!("#{meeting}")),
            ("content", (*content).to_owned()),
            ("owner", owner),
            ("due_on", due.to_string()),
        ];
        let action = world.add(&MEETING_ACTION, &row)?;
        settle(world, action, due, nth, i32::try_from(at).unwrap_or(0));
    }
    // The minutes are written and signed a few days later.
    let later = world.working_from(add_days(day, 3));
    let said = (*minutes).to_owned();
    world.at(moment(later, 14, 10), move |world| {
        by_manager(world)?;
        let signer = world.roster.holder("总经理");
        let signer = world.person(signer)?.name.clone();
        let values = [
            ("minutes", said),
            ("minutes_no", format!("江精安委纪要〔{}〕{}号", day.year(), quarter)),
            ("signed_by", signer),
            ("recorder", "安全内勤".to_owned()),
        ];
        world.change(&MEETING, meeting, &values)
    });
    Ok(())
}

/// Most actions are done in time, some late; of those due lately one not yet.
fn settle(world: &mut World, action: i64, due: NaiveDate, nth: i32, at: i32) {
    if at == 1 && due < world.today && add_days(due, LATELY) >= world.today {
        return;
    }
    let after = match (nth * 3 + at) % 7 {
        2 => 9,
        5 => 21,
        early => -i64::from(early) - 1,
    };
    let done = world.working_from(add_days(due, after));
    world.at(moment(done, 15, 30), move |world| {
        by_manager(world)?;
        let on = world.day();
        let words = format!("{}已落实，安全环保部现场核实", chinese(on));
        world.change(&MEETING_ACTION, action, &[("done_on", on.to_string()), ("words", words)])
    });
}

/// The monthly meeting of the heads; minutes were forgotten once a year.
fn safety_meetings(world: &mut World) {
    let mut first = world.start;
    let mut nth = 0;
    while first < world.today {
        let day = world.working_from(add_days(first, 4));
        if day > add_days(world.start, 3) && day < world.today {
            world.at(moment(day, 10, 40), move |world| hold_safety(world, nth));
        }
        nth += 1;
        first = add_months(world.start, nth);
    }
}

fn hold_safety(world: &mut World, nth: i32) -> Result<()> {
    by_manager(world)?;
    let day = world.day();
    let mut people = vec![no(world, "安全副总经理")?, no(world, "安全环保部部长")?, no(world, "设备动力部部长")?];
    for place in world.roster.holders("车间主任") {
        people.push(world.person(place)?.no.clone());
    }
    let mut values = vec![
        ("kind", "safety".to_owned()),
        ("title", format!("{}年{}月安全例会", day.year(), day.month())),
        ("on_date", day.to_string()),
        ("place", "办公楼二楼会议室".to_owned()),
        ("chair", no(world, "安全副总经理")?),
        ("expected", people.len().to_string()),
        ("attendees", people.join("、")),
        ("topics", "上月隐患整改、违章和本月重点作业".to_owned()),
    ];
    if nth % 12 != 7 {
        values.push((
            "minutes",
            "通报上月检查和隐患整改情况，布置本月危险作业和设备检修的安全措施，各车间汇报落实情况。".to_owned(),
        ));
        values.push(("signed_by", "安全环保部".to_owned()));
    }
    world.add(&MEETING, &values).map(drop)
}

/// A posting by the manager of safety.
fn post(world: &mut World, kind: &str, title: String, place: &str) -> Result<()> {
    by_manager(world)?;
    let on = world.day().to_string();
    let values = [("kind", kind.to_owned()), ("title", title), ("place", place.to_owned()), ("from_on", on)];
    world.add(&POSTING, &values).map(drop)
}

/// A paper by the manager of safety.
fn document(world: &mut World, values: &[(&str, String)]) -> Result<()> {
    by_manager(world)?;
    world.add(&DOCUMENT, values).map(drop)
}

/// A card by the manager of safety.
fn card(world: &mut World, values: &[(&str, String)]) -> Result<()> {
    by_manager(world)?;
    world.add(&CARD, values).map(drop)
}
