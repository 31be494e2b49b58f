//! 重大事故隐患自判 in the story: a round last December that found nothing and left several open, one under way that found a spray
//! room without an alarm.

use chrono::Datelike;

use super::events;
use super::world::{World, moment};
use crate::domain::criteria::Verdict;
use crate::domain::criteria::decide::Decision;
use crate::domain::date::add_days;
use crate::domain::period::{Period, PeriodKind};
use crate::error::{Error, Result};
use crate::registers::criteria::{self, Fixes, Opening, Typed};
use crate::registers::hazard::HAZARD;

/// What was seen of criteria no record answers: code, verdict, words.
const SEEN: &[(&str, Verdict, &str)] = &[
    ("10-7-1", Verdict::NotApplicable, "没有铸造、熔炼，厂内没有熔融金属吊运"),
    ("10-7-2", Verdict::NotApplicable, "没有熔炼炉、精炼炉、保温炉"),
    ("10-7-3", Verdict::NotApplicable, "没有熔融金属作业区域"),
    ("10-7-4", Verdict::NotApplicable, "没有熔炼炉、压铸机"),
    ("10-7-6", Verdict::No, "清洗点在敞开车间，用水基清洗剂，现场和领料单核对过"),
    ("10-11-5", Verdict::No, "两套除尘都是布袋除尘器和圆形风管，现场看过"),
    ("10-11-4", Verdict::No, "打磨的是钢件，没有铝镁粉尘；风机在除尘器后负压运行，现场看过"),
    ("10-11-9", Verdict::NotApplicable, "没有遇湿自燃金属粉尘"),
];
/// What nobody could tell in the first round.
const NOT_TOLD: &[&str] = &["10-3-2", "10-7-5"];
/// The criterion that was found to stand.
const FOUND: &str = "10-7-7";
/// What the paper about it says.
const CASE: &[(&str, &str)] = &[
    ("cause", "喷漆房改造时把可燃气体报警器拆下送检，装修后没有装回，油漆仍是溶剂型。"),
    ("harm", "漆雾和溶剂蒸气积聚无报警，遇静电或明火可能爆燃，喷漆房4人受害。"),
    ("difficulty", "增设报警器并与排风联锁，设备厂家两周内可以装好，本厂能够完成。"),
    ("goal", "喷漆室、调漆间都有固定式可燃气体报警并与排风联锁，验收合格后恢复喷漆。"),
    ("method", "停止喷漆；增设报警器和联锁；检定；培训；验收。"),
    ("resources", "安全费用列支，报警器和控制器已经订货。"),
    ("funds", "26000"),
    ("organisation", "总经理任组长，安全副总经理负责，设备动力部安装，安全环保部检查。"),
    ("schedule", "30天内完成；完成前喷漆外协，喷漆房封闭。"),
    ("safety", "喷漆房断电上锁，溶剂清空；现场放置灭火器和警示牌。"),
    ("interim", "停止喷漆作业，喷漆房封闭断电，溶剂退库。"),
    ("meeting", "装配车间职工大会，到会22人，记录存安全环保部"),
];

/// Opens and decides the rounds of the story.
pub(super) fn hold_against(world: &mut World) {
    let today = world.today;
    let december = Period::containing(PeriodKind::Year, today).previous().last();
    let first = world.working_until(add_days(december, -9), world.start);
    if first > add_days(world.start, 20) && first < add_days(today, -30) {
        world.at(moment(first, 9, 50), begin);
        world.at(moment(first, 16, 20), |world| decide(world, true));
        let end = world.working_from(add_days(first, 1));
        world.at(moment(end, 11, 20), finish);
    }
    let second = world.working_until(add_days(today, -5), world.start);
    if second > add_days(world.start, 40) && second.year() > first.year() {
        world.at(moment(second, 9, 40), begin);
        world.at(moment(second, 15, 50), |world| decide(world, false));
        let day = world.working_from(add_days(second, 1));
        world.at(moment(day, 9, 20), find);
    }
}

fn by_head(world: &mut World) -> Result<String> {
    let head = world.roster.holder("安全环保部部长");
    world.operate_as(head)?;
    Ok(world.person(head)?.name.clone())
}

fn begin(world: &mut World) -> Result<()> {
    by_head(world)?;
    let head = world.roster.holder("安全环保部部长");
    let opening = Opening {
        categories: Vec::new(),
        leader: Some(world.person(head)?.id),
        others: Some("安全管理员、设备动力部部长、各车间主任".to_owned()),
        scope: Some("全厂".to_owned()),
    };
    let day = world.day();
    criteria::open(&mut world.store, &opening, day).map(|_| ())
}

/// The round under way.
fn current(world: &World) -> Result<criteria::Round> {
    let round = criteria::latest(&world.store, world.day())?;
    round.filter(|it| !it.is_finished()).ok_or_else(|| Error::internal("演示数据里没有进行中的自判"))
}

/// What the records answer is confirmed; what was seen is written down; in the first round the rest is said to be open.
fn decide(world: &mut World, whole: bool) -> Result<()> {
    let by = by_head(world)?;
    let day = world.day();
    let round = current(world)?;
    let id = round.row.id;
    let taken = |code: &str| SEEN.iter().any(|(seen, ..)| *seen == code);
    let ready: Vec<String> = criteria::confirmable(&round).into_iter().filter(|code| !taken(code)).collect();
    let ready = if whole { ready } else { ready.into_iter().filter(|code| code.starts_with("10-11")).collect() };
    if !ready.is_empty() {
        criteria::confirm(&mut world.store, id, &ready, &by, day)?;
    }
    for row in &round.items {
        let it = criteria::standing(row);
        let seen = SEEN.iter().find(|(code, ..)| *code == it.code);
        let open = (whole && NOT_TOLD.contains(&it.code.as_str()) && !ready.contains(&it.code))
            .then_some((Verdict::DataMissing, "资料还没有备齐，下一轮前补查"));
        let Some((verdict, words)) = seen.map(|(_, verdict, words)| (*verdict, *words)).or(open) else { continue };
        // A failure that is still open is looked at by the principal first.
        if it.proposed == Some(Verdict::Yes) {
            continue;
        }
        let decision = Decision {
            verdict: Some(verdict),
            reason: (verdict != Verdict::No).then(|| words.to_owned()),
            evidence: (verdict == Verdict::No).then(|| words.to_owned()),
            evidence_on: None,
        };
        let typed = Typed { decision, by: by.clone(), ..Typed::default() };
        criteria::judge(&mut world.store, id, &it.code, &typed, day)?;
    }
    if whole {
        let decision = Decision {
            verdict: Some(Verdict::No),
            evidence: Some("喷漆室、调漆间各有一只可燃气体报警器，检定有效，排风正常".to_owned()),
            ..Decision::default()
        };
        criteria::judge(&mut world.store, id, FOUND, &Typed { decision, by, ..Typed::default() }, day)?;
    }
    Ok(())
}

/// The spray room was rebuilt, its alarm never put back: a major hazard, graded, reported and begun.
fn find(world: &mut World) -> Result<()> {
    let by = by_head(world)?;
    let day = world.day();
    let deputy = world.roster.holder("安全副总经理");
    let typed = Typed {
        decision: Decision {
            verdict: Some(Verdict::Yes),
            evidence: Some("装配车间喷漆房改造后没有可燃气体报警器，仍用溶剂型油漆".to_owned()),
            ..Decision::default()
        },
        fixes: Fixes {
            owner: Some(world.person(deputy)?.id),
            due_on: Some(add_days(day, 30)),
            measures: Some("停止喷漆，增设固定式可燃气体报警并与排风联锁，检定后验收".to_owned()),
            funds_fen: Some(2_600_000),
            plan: Some("喷漆房封闭断电、溶剂退库，设警戒；完成前喷漆外协".to_owned()),
        },
        by,
    };
    let round = current(world)?;
    let judged = criteria::judge(&mut world.store, round.row.id, FOUND, &typed, day)?;
    let number = judged.opened.ok_or_else(|| Error::internal("演示数据里没有登记重大隐患"))?;
    let hazard = crate::registers::resolve(&world.store, HAZARD.key, &number)?;
    world.change(&HAZARD, hazard, &[("place", "装配车间喷漆房".to_owned()), ("reported_on", day.to_string())])?;
    events::open_case(world, hazard, CASE, &[])
}

/// The principal signs.
fn finish(world: &mut World) -> Result<()> {
    by_head(world)?;
    let principal = world.roster.holder("总经理");
    let signed_by = world.person(principal)?.name.clone();
    let (round, day) = (current(world)?, world.day());
    criteria::finish(&mut world.store, round.row.id, &signed_by, day).map(drop)
}
