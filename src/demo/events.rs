//! What the events of the story leave on paper: cases of the major hazards, one order of the authority, one small accident.

use chrono::NaiveDate;

use super::plant::RECIPIENT;
use super::world::{World, moment};
use crate::domain::date::add_days;
use crate::error::{Error, Result};
use crate::registers::accident::ACCIDENT;
use crate::registers::hazard::HAZARD;
use crate::registers::major::{HAZARD_CASE, HAZARD_PROGRESS, case_of};
use crate::registers::order::{AUTHORITY_ORDER, AUTHORITY_ORDER_ITEM};
use crate::report::collect::Moment;
use crate::report::frozen::{self, Handing, Hashing};
use crate::report::kinds;

/// Opens the case of a major hazard on the day it is graded; the workers are told the same afternoon, progress follows.
pub(super) fn open_case(
    world: &mut World,
    hazard: i64,
    elements: &'static [(&'static str, &'static str)],
    progress: &'static [(i64, &'static str, &'static str, &'static str)],
) -> Result<()> {
    let graded = world.day();
    let code = code_of(world, hazard)?;
    let mut values =
        vec![("hazard", code.clone()), ("planned_on", graded.to_string()), ("public_on", graded.to_string())];
    values.extend(elements.iter().filter(|(key, _)| *key != "meeting").map(|(key, text)| (*key, (*text).to_owned())));
    let case = world.add(&HAZARD_CASE, &values)?;
    world.at(moment(graded, 16, 40), move |world| {
        let meeting = elements.iter().find(|(key, _)| *key == "meeting").map_or("", |(_, text)| text);
        let told = [("meeting_on", graded.to_string()), ("meeting", meeting.to_owned())];
        world.change(&HAZARD_CASE, case, &told)
    });
    for (after, words, percent, yuan) in progress {
        let day = world.working_from(add_days(graded, *after));
        let code = code.clone();
        world.at(moment(day, 16, 10), move |world| {
            let manager = world.roster.holder("安全管理员");
            world.operate_as(manager)?;
            let values = [
                ("hazard", code),
                ("on_date", world.day().to_string()),
                ("words", (*words).to_owned()),
                ("percent", (*percent).to_owned()),
                ("cost", (*yuan).to_owned()),
            ];
            world.add(&HAZARD_PROGRESS, &values).map(|_| ())
        });
    }
    Ok(())
}

fn code_of(world: &World, hazard: i64) -> Result<String> {
    let row = world.store.row(&HAZARD.relation, hazard)?;
    let code = row.and_then(|row| row.get("code").as_text().map(str::to_owned));
    code.ok_or_else(|| Error::internal("演示数据里没有这条隐患"))
}

/// The result is evaluated before the hazard is closed.
pub(super) fn evaluate(world: &mut World, hazard: i64) -> Result<()> {
    let case = case_of(&world.store, hazard)?.ok_or_else(|| Error::internal("演示数据里没有档案"))?;
    let head = world.roster.holder("安全环保部部长");
    world.operate_as(head)?;
    let values = [
        ("evaluated_on", world.day().to_string()),
        ("evaluator", "企业自行组织的工艺、设备、安全评估组5人".to_owned()),
        ("evaluation", "治理达到方案要求，隐患已消除，同意销号".to_owned()),
    ];
    world.change(&HAZARD_CASE, case.id, &values)
}

/// The authority is told that a major hazard is closed.
pub(super) fn report_closure(world: &mut World, hazard: i64) -> Result<()> {
    let manager = world.roster.holder("安全管理员");
    world.operate_as(manager)?;
    let principal = world.roster.holder("总经理");
    let on = world.day();
    let handing = Handing {
        to: RECIPIENT.to_owned(),
        on,
        signed_by: Some(world.person(principal)?.name.clone()),
        channel: Some("纸质".to_owned()),
        ..Handing::default()
    };
    let moment = Moment { today: on, at: world.store.now() };
    let code = code_of(world, hazard)?;
    let kind = kinds::find("hazard_closure")?;
    frozen::submit_hashing(&mut world.store, kind, &code, &handing, moment, Hashing::Light).map(|_| ())
}

/// An order of the authority with two items, and a finger hurt at a press.
pub(super) fn stage(world: &mut World) {
    let issued = world.working_until(add_days(world.today, -20), world.start);
    if issued > add_days(world.start, 3) {
        world.at(moment(issued, 15, 55), order);
    }
    let hurt = world.working_until(add_days(world.today, -33), world.start);
    if hurt > add_days(world.start, 3) {
        world.at(moment(hurt, 11, 35), accident);
    }
}

fn order(world: &mut World) -> Result<()> {
    let head = world.roster.holder("安全环保部部长");
    world.operate_as(head)?;
    let issued = world.day();
    let number = format!("江南应急责改〔{}〕36号", chrono::Datelike::year(&issued));
    let due = add_days(world.today, 10);
    let values = [
        ("number", number.clone()),
        ("authority", RECIPIENT.to_owned()),
        ("kind", "rectify".to_owned()),
        ("title", "责令限期整改指令书".to_owned()),
        ("issued_on", issued.to_string()),
        ("received_on", issued.to_string()),
        ("due_on", due.to_string()),
    ];
    world.add(&AUTHORITY_ORDER, &values)?;
    let item = |world: &mut World, requirement: &str, due: Option<NaiveDate>, owner: usize| -> Result<i64> {
        let mut values = vec![
            ("order", number.clone()),
            ("requirement", requirement.to_owned()),
            ("owner", world.person(owner)?.no.clone()),
        ];
        values.extend(due.map(|due| ("due_on", due.to_string())));
        world.add(&AUTHORITY_ORDER_ITEM, &values)
    };
    let deputy = world.roster.holder("安全副总经理");
    let first = item(world, "危废间未设置泄漏收集围堰，要求补设并清理积液", Some(add_days(world.today, -6)), head)?;
    item(world, "空压机房安全阀校验标签缺失，要求核对校验报告并补贴标签", None, deputy)?;
    let done = world.working_until(add_days(world.today, -8), issued);
    world.at(moment(done, 10, 30), move |world| {
        let head = world.roster.holder("安全环保部部长");
        world.operate_as(head)?;
        let values = [
            ("done_on", world.day().to_string()),
            ("words", "已砌筑围堰并做防渗，积液交有资质单位处置，照片留存".to_owned()),
        ];
        world.change(&AUTHORITY_ORDER_ITEM, first, &values)
    });
    Ok(())
}

fn accident(world: &mut World) -> Result<()> {
    let head = world.roster.holder("安全环保部部长");
    world.operate_as(head)?;
    let at = |hour, minute| moment(world.day(), hour, minute).format("%Y-%m-%d %H:%M").to_string();
    let units: Vec<String> = world.roster.units.iter().filter(|it| it.is_workshop).map(|it| it.name.clone()).collect();
    let values = [
        ("title", "冲压工位手指挤伤".to_owned()),
        ("happened_at", at(10, 20)),
        ("told_at", at(10, 32)),
        ("reported_at", at(10, 58)),
        ("reported_to", RECIPIENT.to_owned()),
        ("reported_by", world.person(head)?.name.clone()),
        ("place", "下料区3号冲床".to_owned()),
        ("department", units.get(2).cloned().unwrap_or_default()),
        ("kind", "机械伤害".to_owned()),
        ("deaths", "0".to_owned()),
        ("missing", "0".to_owned()),
        ("serious", "0".to_owned()),
        ("minor", "1".to_owned()),
        ("loss", "3600".to_owned()),
        ("scene", "冲床已断电挂牌，现场无其他人员受伤，无次生危险".to_owned()),
        ("course", "操作工用手清理卡料，未使用取料工具，右手食指被上模挤伤，班长当即停机".to_owned()),
        (
            "measures",
            "伤者送江城市人民医院，右手食指软组织挫伤；该冲床停用，全部冲压工位停产自查双手按钮和光栅".to_owned(),
        ),
    ];
    world.add(&ACCIDENT, &values).map(|_| ())
}
