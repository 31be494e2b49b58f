//! 全员安全生产责任制 of the plant: lists adopted and approved, posts that carry them, who has signed and who has not, one wording
//! changed lately, lists behind the law, a posting forgotten.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::chance::Chance;
use super::world::{World, moment};
use crate::domain::date::add_days;
use crate::error::{Error, Result};
use crate::knowledge::Packs;
use crate::registers::organisation::POST;
use crate::registers::person::ASSIGNMENT;
use crate::registers::responsibility::adopt::{Approval, adopt};
use crate::registers::responsibility::carried::POST_DUTY_LIST;
use crate::registers::responsibility::lists::{DUTY, DUTY_LIST, DUTY_LIST_REVIEW};
use crate::registers::responsibility::{carried, sign};
use crate::store::{Condition, Query};

/// Lists of the packs that the plant uses.
const ADOPTED: &[&str] = &["R01", "R02", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R14"];

/// Which lists each post carries. The gatekeepers are another employer's.
const CARRIED: &[(&str, &[&str])] = &[
    ("总经理", &["R01"]),
    ("安全副总经理", &["R02"]),
    ("生产副总经理", &["R05"]),
    ("安全环保部部长", &["R04"]),
    ("安全管理员", &["R04"]),
    ("安全内勤", &["R04"]),
    ("综合管理部部长", &["B01", "R14"]),
    ("人事专员", &["R14"]),
    ("行政文员", &["B02"]),
    ("炊事员", &["R08"]),
    ("技术质量部部长", &["B01"]),
    ("工艺工程师", &["B02"]),
    ("检验员", &["R08"]),
    ("生产部部长", &["B01"]),
    ("生产调度", &["B02"]),
    ("设备动力部部长", &["B01", "R10"]),
    ("设备管理员", &["R10"]),
    ("仓储物流部部长", &["B01"]),
    ("车间主任", &["R06"]),
    ("班组长", &["R07"]),
    ("兼职安全员", &["R04"]),
    ("数控操作工", &["R08"]),
    ("车工", &["R08"]),
    ("铣工", &["R08"]),
    ("磨工", &["R08"]),
    ("钳工", &["R08"]),
    ("电焊工", &["R08", "R09"]),
    ("下料工", &["R08"]),
    ("打磨工", &["R08"]),
    ("抛光工", &["R08"]),
    ("装配钳工", &["R08"]),
    ("行车工", &["R08", "R09"]),
    ("电工", &["R08", "R11"]),
    ("机修工", &["R08"]),
    ("仓库管理员", &["R08", "R12"]),
    ("叉车司机", &["R08", "R09"]),
    ("搬运工", &["R08"]),
];

/// A duty of a list of the plant's own: content, standard, cycle, evidence, measure.
type OwnDuty = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// A list of the plant's own: code, title, tier, scope, points each, duties.
type OwnList = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static [OwnDuty]);

/// Lists of the plant's own.
const OWN: &[OwnList] = &[
    (
        "B01",
        "职能部门负责人",
        "management",
        "本部门的人员、场所和业务活动",
        "20",
        &[
            ("对本部门安全生产负责，把责任分解到每个岗位", "本部门签收率 100%", "年", "责任清单", "pledge_rate"),
            (
                "每月组织一次本部门安全检查，督促整改",
                "每月不少于 1 次，按期率 95% 以上",
                "月",
                "检查、隐患",
                "hazard_in_time",
            ),
            ("组织本部门人员参加安全培训和演练", "参加率 95% 以上", "季", "培训、演练", "training_hours"),
            ("布置业务工作时同时布置安全要求", "部门例会记录有安全内容", "月", "会议", ""),
            ("发生事故、险情立即上报", "无迟报、漏报", "每次", "事故", "accident_report"),
        ],
    ),
    (
        "B02",
        "技术和行政人员",
        "execution",
        "本岗位办公场所和经手的业务",
        "25",
        &[
            ("遵守办公场所用电、消防和交通安全规定", "检查无违规", "月", "检查", ""),
            ("下达工艺、作业文件时写明安全要求", "抽查文件 100% 有安全要求", "每次", "工艺文件", ""),
            ("发现隐患及时报告", "有报告记录", "每次", "隐患", "hazard_found"),
            ("参加安全培训和疏散演练", "参加率 100%", "年", "培训、演练", "training_hours"),
        ],
    ),
];

const BASIS: &str = "《安全生产法》第五条；本单位制度";

/// Puts the story of the lists on the agenda.
pub(super) fn take_on(world: &mut World, seed: u64) {
    let begun = world.working_from(add_days(world.start, 2));
    world.at(moment(begun, 14, 0), adopt_lists);
    world.at(moment(begun, 15, 30), link_posts);
    world.at(moment(add_days(begun, 5), 10, 40), post_up);
    let many = world.scale.months > 24;
    let mut chance = Chance::new(seed ^ 0x5245_5350);
    sign_by_department(world, begun, &mut chance, many);
    for year in begun.year() + 1..=world.today.year() {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 4) else { continue };
        sign_by_department(world, first, &mut chance, many);
        let spring = world.working_from(add_days(first, 75));
        world.at(moment(spring, 15, 0), review_lists);
    }
    // Joiners and those who moved: whoever came up since is fetched now and then, not everybody at once.
    let mut day = add_days(begun, 20);
    while day < world.today {
        let rest = if add_days(day, 16) > world.today { 620 } else { 60 };
        let stream = Chance::new(seed ^ u64::try_from(day.num_days_from_ce()).unwrap_or(0));
        let friday = world.working_from(day);
        world.at(moment(friday, 16, 40), move |world| sign_some(world, None, rest, stream));
        day = add_days(day, if many { 61 } else { 7 });
    }
    for (before, post, list) in [(20, "智能产线操作工", None), (9, "实训指导员", Some("B03"))] {
        let day = world.working_from(add_days(world.today, -before));
        if day > add_days(begun, 60) {
            let stream = Chance::new(seed ^ u64::try_from(before).unwrap_or(0));
            world.at(moment(day, 10, 20), move |world| new_post(world, post, list, stream));
        }
    }
    if let Some(law) = NaiveDate::from_ymd_opt(2026, 5, 12).filter(|on| *on > begun) {
        world.at(moment(law, 14, 10), |world| review(world, "R12", "revise", "危险化学品安全法施行，对照修订"));
    }
    let changed = world.working_from(add_days(world.today, -30));
    if changed > add_days(begun, 90) {
        world.at(moment(changed, 9, 30), change_wording);
        world.at(moment(add_days(changed, 7), 11, 0), move |world| approve(world, "R09", add_days(changed, 12)));
    }
}

/// Each department signs on a day of its own; who was missing that day comes a week later.
fn sign_by_department(world: &mut World, from: NaiveDate, chance: &mut Chance, many: bool) {
    for unit in 0..world.roster.units.len() {
        let wait = chance.between(1, 8);
        let day = world.working_from(add_days(from, wait));
        let stream = Chance::new(u64::try_from(chance.between(0, i64::MAX - 1)).unwrap_or(0));
        let later = stream.clone();
        world.at(moment(day, 8, 20), move |world| sign_some(world, Some(unit), 60, stream));
        if !many {
            let again = world.working_from(add_days(day, 6));
            world.at(moment(again, 16, 10), move |world| sign_some(world, Some(unit), 20, later));
        }
    }
}

fn manager(world: &mut World) -> Result<()> {
    let manager = world.roster.holder("安全管理员");
    world.operate_as(manager)
}

fn adopt_lists(world: &mut World) -> Result<()> {
    manager(world)?;
    let day = world.day();
    let by = world.person(world.roster.holder("总经理"))?.name.clone();
    let approval = Approval { by, on: day };
    let packs = Packs::builtin()?;
    world.store.write("duty_list.adopt", |tx| {
        for code in ADOPTED {
            let list = packs.duty_list(code).ok_or_else(|| Error::internal(format!("没有责任清单 {code}")))?;
            adopt(tx, list, day, Some(&approval))?;
        }
        Ok(((), format!("采用责任清单 {} 份", ADOPTED.len())))
    })?;
    for (code, title, tier, scope, points, duties) in OWN {
        let values = [
            ("code", (*code).to_owned()),
            ("title", (*title).to_owned()),
            ("tier", (*tier).to_owned()),
            ("scope", (*scope).to_owned()),
            ("effective_from", day.to_string()),
            ("assessed", "month".to_owned()),
            ("assessor", "分管负责人".to_owned()),
        ];
        world.add(&DUTY_LIST, &values)?;
        let rows: Vec<_> = duties
            .iter()
            .map(|(content, standard, cycle, evidence, measure)| {
                let all = [
                    ("list", *code),
                    ("content", *content),
                    ("standard", *standard),
                    ("points", *points),
                    ("cycle", *cycle),
                    ("evidence", *evidence),
                    ("measure", *measure),
                    ("basis", BASIS),
                ];
                all.iter().filter(|(_, it)| !it.is_empty()).map(|(key, it)| (*key, (*it).to_owned())).collect()
            })
            .collect();
        world.add_all(&DUTY, &rows, "import.duty", format!("导入职责条目 {} 条", rows.len()))?;
        approve(world, code, day)?;
    }
    Ok(())
}

/// Row ids of the plant's lists by code.
fn lists(world: &World) -> Result<BTreeMap<String, i64>> {
    let rows = world.store.rows(&DUTY_LIST.relation, &Query::default())?;
    Ok(rows.iter().filter_map(|row| Some((row.get("code").as_text()?.to_owned(), row.id))).collect())
}

fn approve(world: &mut World, code: &str, from: NaiveDate) -> Result<()> {
    manager(world)?;
    let Some(id) = lists(world)?.get(code).copied() else { return Ok(()) };
    let by = world.person(world.roster.holder("总经理"))?.name.clone();
    let drafted = world.person(world.roster.holder("安全环保部部长"))?.name.clone();
    let values = [
        ("drafted_by", drafted),
        ("approved_by", by),
        ("approved_on", world.day().to_string()),
        ("effective_from", from.to_string()),
        ("union_opinion", "已听取工会意见，无不同意见".to_owned()),
    ];
    world.change(&DUTY_LIST, id, &values)
}

fn link_posts(world: &mut World) -> Result<()> {
    manager(world)?;
    let lists = lists(world)?;
    let posts = world.store.rows(&POST.relation, &Query::default())?;
    let day = world.day();
    world.store.write("post_duty_list.take", |tx| {
        for (name, codes) in CARRIED {
            let post = posts.iter().find(|row| row.get("name").as_text() == Some(name));
            for code in *codes {
                if let (Some(post), Some(list)) = (post, lists.get(*code)) {
                    carried::link(tx, post.id, *list, day)?;
                }
            }
        }
        Ok(((), format!("为 {} 个岗位对应责任清单", CARRIED.len())))
    })
}

fn post_up(world: &mut World) -> Result<()> {
    manager(world)?;
    let day = world.day();
    world.store.write("posting.add", |tx| {
        let values = [
            ("kind", "duty_list".into()),
            ("title", "全员安全生产责任清单公示".into()),
            ("place", "厂区南门公告栏".into()),
            ("from_on", day.into()),
        ];
        tx.add("posting", &values)?;
        Ok(((), "新增公示 全员安全生产责任清单公示".to_owned()))
    })
}

/// Every list but the last few is looked through in spring.
fn review_lists(world: &mut World) -> Result<()> {
    manager(world)?;
    let day = world.day();
    let codes: Vec<String> = lists(world)?.into_keys().collect();
    let rows: Vec<_> = codes
        .iter()
        .take(codes.len().saturating_sub(3))
        .map(|code| {
            vec![
                ("list", code.clone()),
                ("on_date", day.to_string()),
                ("conclusion", "keep".to_owned()),
                ("reviewer", "安全环保部".to_owned()),
            ]
        })
        .collect();
    world
        .add_all(&DUTY_LIST_REVIEW, &rows, "import.duty_list_review", format!("评审责任清单 {} 份", rows.len()))
        .map(|_| ())
}

/// Signs for those who are there; so many thousandths put it off.
fn sign_some(world: &mut World, unit: Option<usize>, put_off: i64, mut chance: Chance) -> Result<()> {
    manager(world)?;
    let day = world.day();
    let departments = unit.and_then(|it| world.roster.units.get(it)).map(|it| it.id).into_iter().collect();
    let selection = sign::Selection { departments, ..sign::Selection::default() };
    let wanting = sign::wanting(&world.store, &selection, day)?;
    let mut given = Vec::new();
    let mut person = (0, false);
    for it in wanting {
        // Who signs signs everything he owes, but not on the very day it comes up.
        if person.0 != it.person {
            person = (it.person, !chance.hits(put_off));
        }
        if person.1 && (it.from < day || unit.is_some()) {
            given.push(it);
        }
    }
    if given.is_empty() {
        return Ok(());
    }
    let witness = world.person(world.roster.holder("安全内勤"))?.name.clone();
    sign::sign(&mut world.store, &given, day, Some(&witness), day)
}

/// The list of special-operation workers is worded anew.
fn change_wording(world: &mut World) -> Result<()> {
    manager(world)?;
    let cited = Packs::builtin()?.instrument("reg.special-operation-order");
    let edition = cited.and_then(|it| it.edition_on(world.day())?.effective_from).unwrap_or(world.day());
    let content = "证件到期前按规定办理复审或换证，参加相应培训；到期前 90 天告知班组长";
    for (code, changed) in [
        ("R09-2", vec![("content", content.to_owned()), ("law_edition", edition.to_string())]),
        ("R09-1", vec![("law_edition", edition.to_string())]),
        ("R09-5", vec![("law_edition", edition.to_string())]),
    ] {
        let conditions = vec![Condition::Is("code", code.into())];
        let rows = world.store.rows(&DUTY.relation, &Query { conditions, ..Query::default() })?;
        if let Some(row) = rows.first() {
            world.change(&DUTY, row.id, &changed)?;
        }
    }
    let Some(id) = lists(world)?.get("R09").copied() else { return Ok(()) };
    world.change(&DUTY_LIST, id, &[("changed", "按新的特种作业人员管理规定修订".to_owned())])
}

/// A post that came up lately: somebody holds it beside his own; its list is missing, or still a draft.
fn new_post(world: &mut World, name: &'static str, list: Option<&'static str>, mut chance: Chance) -> Result<()> {
    let clerk = world.roster.holder("人事专员");
    world.operate_as(clerk)?;
    let day = world.day();
    world.add(&POST, &[("name", name.to_owned()), ("role", "worker".to_owned())])?;
    let workers = world.roster.workers.clone();
    let Some(place) = chance.pick(&workers).copied() else { return Ok(()) };
    let (no, unit) = (world.person(place)?.no.clone(), world.person(place)?.unit);
    let department = world.roster.units.get(unit).map(|it| it.name.clone()).unwrap_or_default();
    let values = [
        ("person", no),
        ("department", department),
        ("post", name.to_owned()),
        ("main", "否".to_owned()),
        ("from_on", day.to_string()),
        ("note", "新设岗位".to_owned()),
    ];
    world.add(&ASSIGNMENT, &values)?;
    let Some(code) = list else { return Ok(()) };
    manager(world)?;
    let values = [
        ("code", code.to_owned()),
        ("title", name.to_owned()),
        ("tier", "operation".to_owned()),
        ("scope", "实训场地、设备和学员".to_owned()),
    ];
    world.add(&DUTY_LIST, &values)?;
    let values = [
        ("list", code.to_owned()),
        ("content", "实训前检查设备和防护装置，讲清操作规程".to_owned()),
        ("standard", "检查记录完整，抽问合格".to_owned()),
        ("points", "100".to_owned()),
        ("cycle", "每次".to_owned()),
        ("basis", BASIS.to_owned()),
    ];
    world.add(&DUTY, &values)?;
    let values = [("post", name.to_owned()), ("list", code.to_owned()), ("from_on", day.to_string())];
    world.add(&POST_DUTY_LIST, &values).map(|_| ())
}

fn review(world: &mut World, list: &str, conclusion: &str, note: &str) -> Result<()> {
    manager(world)?;
    let values = [
        ("list", list.to_owned()),
        ("on_date", world.day().to_string()),
        ("conclusion", conclusion.to_owned()),
        ("reviewer", "安全环保部".to_owned()),
        ("note", note.to_owned()),
    ];
    world.add(&DUTY_LIST_REVIEW, &values).map(|_| ())
}
