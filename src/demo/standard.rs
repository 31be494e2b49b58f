//! 安全生产标准化 in the story: a third grade two and a half years old, a self-assessment a year ago and one this month.
//!
//! What lost points a year ago is mostly mended by now; the second round finds less, some of it the same. Of the nine
//! conditions of revocation three were looked into by hand.

use chrono::{Datelike, NaiveDate};

use super::five::mend;
use super::world::{World, moment};
use crate::domain::date::{add_days, add_months};
use crate::domain::standardisation::RoundKind;
use crate::error::Result;
use crate::registers::posting::POSTING;
use crate::registers::standard::{self, Entry, Opening, STANDARD_ANSWER, STANDARDISATION, Typed};

/// Months that the certificate is old.
const OLD: i32 = 32;

/// What lost points a year ago: item, tenths of a point, why; and whether this month's round finds it again.
const LOST: &[(&str, i64, &str, bool)] = &[
    ("5.1.1-3", 30, "上半年目标完成情况没有检查记录", false),
    ("5.1.2-3", 40, "二、三季度安委会议定事项两项没有落实记录", false),
    ("5.1.3-1", 30, "新增的激光切割岗位没有责任清单", false),
    ("5.1.3-4", 20, "员工安全建议有登记没有答复", true),
    ("5.1.4-1", 40, "安全费用台账没有按类别归集", false),
    ("5.2.1-1", 40, "法规清单有3项已经换版没有更新", true),
    ("5.2.2-2", 40, "动火作业制度与现行标准不一致", false),
    ("5.2.3-1", 40, "两台激光切割机没有操作规程", false),
    ("5.2.4-2", 50, "没有开展制度规程的年度评估", false),
    ("5.3.1-2", 60, "抽查培训档案，3人学时记录不全", true),
    ("5.3.2-2", 40, "2名新员工班组级教育没有签字", false),
    ("5.3.2-6", 30, "外来施工人员入厂教育没有记录", false),
    ("5.4.1-3", 120, "冲压区4处防护罩缺失，1处急停失效", true),
    ("5.4.1-4", 60, "配电箱3处没有跨接线，1处没有标识", true),
    ("5.4.1-5", 80, "检维修没有执行上锁挂牌", false),
    ("5.4.2-1", 80, "仓库通道占用，定置线不清", true),
    ("5.4.2-3", 120, "抽查作业票20张，2张没有监护人签字，4张填写不全", true),
    ("5.4.2-4", 60, "3人未佩戴防护眼镜", true),
    ("5.4.2-6", 80, "两家承包商协议过期", false),
    ("5.4.3-1", 60, "打磨工位吸尘罩2处失效", false),
    ("5.4.3-5", 40, "4人在岗体检超期", true),
    ("5.4.4-1", 40, "4处警示标志褪色或缺失", true),
    ("5.5.1-1", 60, "风险辨识没有覆盖检维修作业", false),
    ("5.5.1-2", 40, "四色图没有更新新厂房", false),
    ("5.5.1-4", 40, "激光切割机投用没有做变更评估", false),
    ("5.5.3-2", 60, "三季度两次专业检查没有开展", true),
    ("5.5.3-3", 40, "两项隐患逾期整改", true),
    ("5.5.4-1", 60, "没有趋势分析和预警处置记录", false),
    ("5.6.1-3", 30, "2具正压式空气呼吸器压力不足", false),
    ("5.6.3-1", 60, "演练评估的问题两项没有改进", true),
    ("5.7.3-1", 20, "没有利用事故案例开展警示教育", false),
    ("5.8.2-1", 20, "改进计划两项没有完成", true),
];

/// Who mends what lost points, in turn.
const OWNERS: &[&str] = &["安全环保部部长", "设备动力部部长", "生产部部长", "综合管理部部长"];

/// Certificate, two rounds a year apart, their postings, and what was looked into by hand.
pub(super) fn assess(world: &mut World) {
    let today = world.today;
    let announced = add_months(today, -OLD);
    let entered = world.working_from(add_days(world.start, 12));
    if entered < today {
        world.at(moment(entered, 9, 40), move |world| certificate(world, announced));
    }
    for (nth, back) in [(0_usize, 378), (1, 24)] {
        let on = world.working_until(add_days(today, -back), world.start);
        if on <= add_days(world.start, 14) || on >= today {
            continue;
        }
        world.at(moment(on, 13, 20), move |world| begin(world, on));
        world.at(moment(on, 16, 40), move |world| score(world, nth == 1));
        let end = world.working_from(add_days(on, 4));
        world.at(moment(end, 10, 30), finish);
        let posted = world.working_from(add_days(end, 2));
        if posted < today {
            world.at(moment(posted, 9, 10), post);
        }
    }
    let looked = world.working_until(add_days(today, -9), world.start);
    if looked > add_days(world.start, 20) {
        world.at(moment(looked, 15, 20), look);
    }
}

fn by_head(world: &mut World) -> Result<String> {
    let head = world.roster.holder("安全环保部部长");
    world.operate_as(head)?;
    Ok(world.person(head)?.name.clone())
}

fn certificate(world: &mut World, announced: NaiveDate) -> Result<()> {
    by_head(world)?;
    let values = [
        ("level", "三级".to_owned()),
        ("number", format!("苏AQBJXⅢ{}00127", announced.year())),
        ("industry", "机械制造".to_owned()),
        ("authority", "江城市应急管理局".to_owned()),
        ("announced_on", announced.to_string()),
        ("issued_on", announced.to_string()),
    ];
    world.add(&STANDARDISATION, &values).map(|_| ())
}

fn begin(world: &mut World, on: NaiveDate) -> Result<()> {
    by_head(world)?;
    let principal = world.roster.holder("总经理");
    let names: Vec<String> = ["安全副总经理", "安全环保部部长", "设备动力部部长"]
        .iter()
        .filter_map(|post| world.person(world.roster.holder(post)).ok())
        .map(|it| it.name.clone())
        .collect();
    let opening = Opening {
        kind: RoundKind::Yearly,
        edition: None,
        from: NaiveDate::from_ymd_opt(on.year(), 1, 1).unwrap_or(on).max(world.start),
        to: on,
        leader: Some(world.person(principal)?.id),
        others: Some(format!("{}，员工代表2人", names.join("、"))),
        scope: Some("全厂".to_owned()),
    };
    standard::open(&mut world.store, &opening, on).map(|_| ())
}

fn score(world: &mut World, second: bool) -> Result<()> {
    let by = by_head(world)?;
    let day = world.day();
    let Some(round) = standard::rounds(&world.store, day)?.first().map(|row| row.id) else { return Ok(()) };
    let found: Vec<_> = LOST.iter().filter(|it| !second || it.3).collect();
    for (nth, post) in (0_i64..).zip(OWNERS) {
        let own = |it: &(usize, &&(&str, i64, &str, bool))| it.0 % OWNERS.len() == usize::try_from(nth).unwrap_or(0);
        let off = |points: i64| points * 2;
        let entries =
            found.iter().enumerate().filter(own).map(|(_, (code, points, why, _))| {
                ((*code).to_owned(), Entry::Off(off(*points)), Some((*why).to_owned()))
            });
        let owner = world.roster.holder(post);
        let typed = Typed {
            entries: entries.collect(),
            owner: Some(world.person(owner)?.id),
            due_on: Some(world.working_from(add_days(day, 20 + 4 * nth))),
            by: by.clone(),
            ..Typed::default()
        };
        standard::score(&mut world.store, round, &typed, day)?;
    }
    let none = |code: &str| (code.to_owned(), Entry::NotApplicable, Some("经辨识不构成重大危险源".to_owned()));
    let rest = Typed {
        entries: vec![none("5.5.2-2")],
        rest_full: Some(String::new()),
        evidence: Some("查阅台账、制度和现场，逐项核对".to_owned()),
        by,
        ..Typed::default()
    };
    standard::score(&mut world.store, round, &rest, day).map(|_| ())
}

/// The principal signs; what lost points becomes rectification items, most of which are mended in time.
fn finish(world: &mut World) -> Result<()> {
    let by = by_head(world)?;
    let day = world.day();
    let principal = world.roster.holder("总经理");
    let signed_by = world.person(principal)?.name.clone();
    let Some(round) = standard::rounds(&world.store, day)?.first().map(|row| row.id) else { return Ok(()) };
    let done = standard::finish(&mut world.store, round, &signed_by, &by, day)?;
    for (nth, (_, number)) in (0_i64..).zip(&done.opened) {
        // Five in six are mended within the term; what is left is found again.
        if nth % 6 != 5 {
            let number = number.clone();
            let mended = world.working_from(add_days(day, 8 + nth % 12));
            if mended < world.today {
                world.at(moment(mended, 14, 30), move |world| mend(world, &number));
            }
        }
    }
    Ok(())
}

/// The report hangs out for twenty days, if these are over.
fn post(world: &mut World) -> Result<()> {
    by_head(world)?;
    let day = world.day();
    let values = [
        ("kind", "standardisation".to_owned()),
        ("title", format!("{}年安全生产标准化自评报告", day.year())),
        ("place", "厂门口公示栏".to_owned()),
        ("from_on", day.to_string()),
    ];
    let id = world.add(&POSTING, &values)?;
    let ends = add_days(day, 20);
    if ends < world.today {
        world.at(moment(ends, 9, 5), move |world| {
            by_head(world)?;
            world.change(&POSTING, id, &[("to_on", ends.to_string())])
        });
    }
    Ok(())
}

/// What no record tells was looked into for three of the nine conditions.
fn look(world: &mut World) -> Result<()> {
    let by = by_head(world)?;
    let day = world.day();
    for (condition, evidence) in [
        ("dishonest", "信用网站查询截图，未列入失信惩戒名单"),
        ("licence", "营业执照和有关许可证照原件，均在有效期内"),
        ("impact", "当年舆情和上级通报，没有涉及本单位的事件"),
    ] {
        let values = [
            ("condition", condition.to_owned()),
            ("answer", "no".to_owned()),
            ("on_date", day.to_string()),
            ("answered_by", by.clone()),
            ("evidence", evidence.to_owned()),
        ];
        world.add(&STANDARD_ANSWER, &values)?;
    }
    Ok(())
}
