//! 五落实五到位 in the story: a formal round in last December, reviews near the end of the quarters behind, one under way.
//!
//! What the records propose is confirmed, or decided with what was seen; gaps get somebody and a day. The first quarter of
//! the year was never reviewed. The last round stands half done.

use chrono::NaiveDate;

use super::chance::Chance;
use super::world::{World, moment};
use crate::domain::date::add_days;
use crate::domain::five::decide::Decision;
use crate::domain::five::{RoundKind, Verdict};
use crate::domain::period::{Period, PeriodKind};
use crate::error::{Error, Result};
use crate::registers::five::{self, Opening, Typed};

/// What was seen of the points no record tells: code, evidence.
const SEEN: &[(&str, &str)] = &[
    ("L4.2", "主要负责人和两名安管员的考核合格证在有效期内，培训记录在人事专员处"),
    ("D2.2", "财务凭证：按上年度营业收入分月提取，专项核算明细账"),
    ("D2.3", "劳保发放签收表和采购发票齐全，配备标准张贴在仓库"),
    ("D2.4", "社保缴费名单与花名册逐人核对一致"),
    ("D3.2", "继续教育学时证明两份，学时达标"),
    ("D3.3", "抽查三级教育卡12份，学时和试卷齐全"),
    ("D3.4", "特种作业证逐本核对，官方平台查验截图留存"),
    ("D3.5", "抽查培训档案10份，签到、试卷、影像齐全"),
    ("D4.2", "风险清单和四色图在公告栏，较大风险岗位有告知卡"),
    ("D4.4", "动火票、有限空间作业票抽查8张，相关方协议在有效期内"),
    ("D4.5", "行车、储气罐检验报告在有效期内，安全出口畅通"),
    ("D4.6", "三级标准化证书在有效期内，年度自评报告已装订"),
    ("D5.2", "演练方案、签到、照片和评估记录在安全环保部文件柜"),
    ("D5.3", "应急物资月检查表、救援协议在安全环保部文件柜"),
];

/// Points in which the first rounds found something wanting: code, verdict, what.
const WANTING: &[(&str, Verdict, &str)] = &[
    ("D4.2", Verdict::Partly, "新增的两台激光切割机没有列入风险清单"),
    ("D5.3", Verdict::Partly, "应急物资缺两个月的检查记录"),
    ("D2.3", Verdict::Unmet, "培训经费没有单列，发放台账缺装配车间"),
    ("D4.4", Verdict::Partly, "一份外来施工单位的安全协议已过期"),
];

/// Days after a round's end on which its slower gaps are mended.
const LATE: i64 = 70;

/// Opens and decides the rounds of the story.
pub(super) fn check(world: &mut World) {
    let today = world.today;
    let december = Period::containing(PeriodKind::Year, today).previous().last();
    let mut rounds: Vec<(RoundKind, NaiveDate, NaiveDate)> =
        vec![(RoundKind::Yearly, Period::containing(PeriodKind::Year, december).first(), add_days(december, -14))];
    let running = Period::containing(PeriodKind::Quarter, today);
    for quarter in [running.previous().previous(), running.previous()] {
        rounds.push((RoundKind::Review, quarter.first(), add_days(quarter.last(), -7)));
    }
    let mut wanting = WANTING.len();
    for (nth, (kind, from, on)) in (0u64..).zip(rounds) {
        let on = world.working_until(on, world.start);
        if on <= add_days(world.start, 20) || on >= add_days(today, -10) {
            continue;
        }
        let left = wanting;
        wanting = wanting.saturating_sub(2);
        world.at(moment(on, 13, 30), move |world| begin(world, kind, from, on));
        world.at(moment(on, 16, 10), move |world| decide(world, nth, left, None));
        let end = world.working_from(add_days(on, 2));
        world.at(moment(end, 10, 20), finish);
    }
    // The one under way: begun a week ago at most, in the running quarter.
    let on = world.working_until(add_days(today, -6), world.start);
    if on > add_days(world.start, 30) && on >= running.first() {
        world.at(moment(on, 13, 40), move |world| begin(world, RoundKind::Review, running.first(), running.last()));
        world.at(moment(on, 16, 20), |world| decide(world, 9, 1, Some(("L", 3))));
    }
}

fn by_head(world: &mut World) -> Result<String> {
    let head = world.roster.holder("安全环保部部长");
    world.operate_as(head)?;
    Ok(world.person(head)?.name.clone())
}

fn begin(world: &mut World, kind: RoundKind, from: NaiveDate, to: NaiveDate) -> Result<()> {
    by_head(world)?;
    let head = world.roster.holder("安全环保部部长");
    let managers = world.roster.holders("安全管理员");
    let names: Vec<String> =
        managers.iter().filter_map(|at| world.person(*at).ok()).map(|it| it.name.clone()).collect();
    let opening = Opening {
        kind,
        from: from.max(world.start),
        to,
        leader: Some(world.person(head)?.id),
        others: Some(names.join("、")),
        scope: Some("全厂".to_owned()),
        add_ons: if kind == RoundKind::Yearly { vec!["X2".to_owned(), "X3".to_owned()] } else { Vec::new() },
    };
    let day = world.day();
    five::open(&mut world.store, &opening, day).map(|_| ())
}

/// The round under way.
fn current(world: &World) -> Result<five::Round> {
    let round = five::latest(&world.store, world.day())?;
    round.filter(|it| !it.is_finished()).ok_or_else(|| Error::internal("演示数据里没有进行中的一轮"))
}

/// Decides the points: all, or those of the clauses that begin so and have a number up to the one given.
fn decide(world: &mut World, nth: u64, wanting: usize, only: Option<(&str, u32)>) -> Result<()> {
    let by = by_head(world)?;
    let mut chance = Chance::new(20_155_327 + nth);
    let round = current(world)?;
    let day = world.day();
    let owners = ["安全环保部部长", "设备动力部部长", "生产部部长", "综合管理部部长"];
    for row in &round.points {
        let point = five::standing(row);
        let clause = row.get("clause").as_text().unwrap_or_default().to_owned();
        let taken = only.is_none_or(|(letter, most)| {
            clause.strip_prefix(letter).and_then(|it| it.parse::<u32>().ok()).is_some_and(|it| it <= most)
        });
        if !taken {
            continue;
        }
        let found = WANTING.iter().take(wanting).find(|(code, _, _)| *code == point.code);
        let seen = SEEN.iter().find(|(code, _)| *code == point.code).map(|(_, seen)| *seen);
        let some = |text: &str| Some(text.to_owned());
        let mut decision = Decision { verdict: point.proposed, ..Decision::default() };
        match (point.proposed, found, seen) {
            (_, Some((_, verdict, said)), _) => {
                decision.verdict = Some(*verdict);
                decision.reason = some(said);
            }
            (None | Some(Verdict::DataMissing), None, Some(seen)) => {
                decision.verdict = Some(Verdict::Met);
                decision.evidence = some(seen);
            }
            (None | Some(Verdict::DataMissing), None, None) if chance.hits(550) => {
                decision.verdict = Some(Verdict::Met);
                decision.evidence = some("现场查看原件，文件盒按年度归档");
            }
            (None | Some(Verdict::DataMissing), None, None) => decision.verdict = Some(Verdict::DataMissing),
            (Some(Verdict::Met), None, _) if point.must_look() => {
                decision.evidence = some("逐项查看了台账和文件，与记录一致")
            }
            (Some(_), None, _) => {}
        }
        // One in twenty is left for another day and never comes back.
        if only.is_none() && found.is_none() && chance.hits(40) {
            continue;
        }
        if decision.verdict.is_some_and(Verdict::is_gap) {
            let post =
                owners.get(usize::try_from(chance.between(0, 3)).unwrap_or(0)).copied().unwrap_or("安全环保部部长");
            let owner = world.roster.holder(post);
            decision.owner = Some(world.person(owner)?.id);
            decision.due_on = Some(world.working_from(add_days(day, 10 + chance.between(0, 20))));
        }
        let typed = Typed { decision, by: by.clone() };
        five::judge(&mut world.store, round.row.id, &point.code, &typed, day)?;
    }
    Ok(())
}

/// The principal signs; gaps become rectification items.
fn finish(world: &mut World) -> Result<()> {
    let by = by_head(world)?;
    let principal = world.roster.holder("总经理");
    let signed_by = world.person(principal)?.name.clone();
    let round = current(world)?;
    let day = world.day();
    let done = five::finish(&mut world.store, round.row.id, &signed_by, &by, day)?;
    // Two in three are mended within the term. The others late, by the end of the next quarter; of the newest round they are
    // open still.
    for (nth, (_, number)) in (0i64..).zip(&done.opened) {
        let number = number.clone();
        let after = if nth % 3 == 2 { LATE + 2 * nth } else { 6 + nth };
        let mended = world.working_from(add_days(day, after));
        world.at(moment(mended, 15, 10), move |world| mend(world, &number));
    }
    Ok(())
}

/// A gap is mended, and accepted by the principal's deputy.
pub(super) fn mend(world: &mut World, number: &str) -> Result<()> {
    use crate::domain::hazard::{Step, Verb, Who};
    use crate::registers::hazard::{self, HAZARD};
    by_head(world)?;
    let id = crate::registers::resolve(&world.store, HAZARD.key, number)?;
    let row = world.store.row(&HAZARD.relation, id)?.ok_or_else(|| Error::internal("演示数据里没有这个整改项"))?;
    let owner = row.get("owner_id").as_int().map(|id| Who::person(id, "")).unwrap_or_default();
    let day = world.day();
    let typed = |verb, by, words: &str| hazard::Typed {
        step: Step::new(verb, day, by),
        words: Some(words.to_owned()),
        cost_fen: None,
    };
    hazard::take(&mut world.store, id, &typed(Verb::Rectify, owner, "资料已补齐，归档备查"), day)?;
    let deputy = world.roster.holder("安全副总经理");
    let accepter = world.who(deputy)?;
    world.operate_as(deputy)?;
    hazard::take(&mut world.store, id, &typed(Verb::Accept, accepter, "复查属实"), day).map(|_| ())
}
