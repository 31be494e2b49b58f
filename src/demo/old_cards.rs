//! The paper cards of three-level education of before the records, entered from the binder: those of the last years; older
//! ones were never found, and what they would show is not known.

use super::chance::Chance;
use super::world::{World, moment};
use crate::domain::date::{add_days, add_months};
use crate::error::Result;
use crate::registers::training::TRAINING;

/// Months before the records from which cards were kept.
const KEPT: i32 = 72;
/// The three levels, in their order.
const LEVELS: &[(&str, &str)] =
    &[("厂级", "新员工厂级安全教育"), ("车间级", "新员工车间级安全教育"), ("班组级", "新员工班组级安全教育")];
/// Posts exposed to occupational hazards.
const EXPOSED: &[&str] = &["打磨工", "抛光工", "电焊工"];

/// Puts the afternoon on the agenda on which the binder is typed in.
pub(super) fn enter(world: &mut World) {
    let day = world.working_from(add_days(world.start, 6));
    if day < world.today {
        world.at(moment(day, 15, 20), type_in);
    }
}

fn type_in(world: &mut World) -> Result<()> {
    let place = world.roster.holder("安全管理员");
    world.operate_as(place)?;
    // A stream of its own: what was drawn before stays as it was.
    let mut chance = Chance::new(0x6f6c_6463_6172_6473);
    let oldest = add_months(world.start, -KEPT);
    let mut rows: Vec<Vec<(&str, String)>> = Vec::new();
    for it in world.roster.people.iter().filter(|it| it.id > 0 && it.employment != "outsourced") {
        if it.hired_on >= world.start || it.hired_on < oldest {
            continue;
        }
        let row = |n: i64, title: &str, topics: &str, score: i64| {
            vec![
                ("person", it.no.clone()),
                ("on_date", add_days(it.hired_on, n).to_string()),
                ("title", title.to_owned()),
                ("topics", topics.to_owned()),
                ("hours", "8".to_owned()),
                ("pass_mark", "60".to_owned()),
                ("score", score.to_string()),
                ("note", "据纸质三级教育卡录入".to_owned()),
            ]
        };
        for (n, (level, title)) in (-3..).zip(LEVELS) {
            let mut one = row(n, title, "岗前三级教育", chance.between(64, 97));
            one.push(("level", (*level).to_owned()));
            rows.push(one);
        }
        if EXPOSED.contains(&it.post) {
            rows.push(row(-4, "上岗前职业卫生培训", "职业卫生初次", chance.between(70, 95)));
        }
    }
    let summary = format!("导入历年三级教育卡 {} 条", rows.len());
    world.add_all(&TRAINING, &rows, "import.training", summary).map(drop)
}
