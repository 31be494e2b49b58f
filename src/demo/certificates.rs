//! Certificates of the invented plant, what its posts ask for and what they bring: most in force, some soon to end, one
//! ended and renewed with a gap, one missing at an electrician's post.

use chrono::{Datelike, NaiveDate};

use super::chance::Chance;
use super::world::{World, moment};
use crate::domain::date::{add_days, add_months};
use crate::error::Result;
use crate::registers::certificate::{CERTIFICATE, POST_CERTIFICATE, POST_TRAIT};
use crate::registers::readiness::bar;

/// Which certificate a post asks for: post, kind, months of validity, months between reviews, who issues it.
const ASKED: &[(&str, &str, i32, Option<i32>, &str)] = &[
    ("电工", "ct.electric_low", 72, Some(36), "江城市应急管理局"),
    ("电焊工", "ct.weld_fusion", 72, Some(36), "江城市应急管理局"),
    ("行车工", "ct.se_q2", 48, None, "江城市市场监督管理局"),
    ("叉车司机", "ct.se_n1", 48, None, "江城市市场监督管理局"),
    ("设备管理员", "ct.se_a", 48, None, "江城市市场监督管理局"),
];

/// The trade of which one has no certificate on record.
const ELECTRICIAN: &str = "电工";

/// What posts bring their holders into.
const TRAITS: &[(&str, &str)] = &[
    ("打磨工", "dust"),
    ("抛光工", "dust"),
    ("打磨工", "exposed"),
    ("抛光工", "exposed"),
    ("电焊工", "exposed"),
    ("机修工", "confined_space"),
    ("门卫", "fire_duty"),
    ("行车工", "equipment"),
    ("叉车司机", "equipment"),
];

/// Whom a certificate is made for.
struct Holder {
    no: String,
    id_number: String,
}

/// What is asked of a post, with the days of one holder's certificate.
#[derive(Clone, Copy)]
struct Asked {
    kind: &'static str,
    months: i32,
    review: Option<i32>,
    authority: &'static str,
}

/// Enters everything on one afternoon about a year before the end of the story, renewals and reviews on their days; shortly
/// before the end whoever came since is looked after.
pub(super) fn certify_all(world: &mut World) {
    let first = add_days(world.start, 1).max(add_days(world.today, -380));
    let day = world.working_from(first);
    world.at(moment(day, 14, 0), move |world| enter(world, day));
    let late = world.working_from(add_days(world.today, -25).max(add_days(day, 1)));
    world.at(moment(late, 15, 0), move |world| look_after(world, late));
}

fn enter(world: &mut World, day: NaiveDate) -> Result<()> {
    let manager = world.roster.holder("安全管理员");
    world.operate_as(manager)?;
    let traits: Vec<_> =
        TRAITS.iter().map(|(post, what)| vec![("post", (*post).to_owned()), ("trait", (*what).to_owned())]).collect();
    world.add_all(&POST_TRAIT, &traits, "import.post_trait", format!("导入岗位作业特征 {} 条", traits.len()))?;
    let asked: Vec<_> =
        ASKED.iter().map(|(post, kind, ..)| vec![("post", (*post).to_owned()), ("kind", (*kind).to_owned())]).collect();
    world.add_all(
        &POST_CERTIFICATE,
        &asked,
        "import.post_certificate",
        format!("导入岗位持证要求 {} 条", asked.len()),
    )?;
    // A stream of its own: what was drawn before stays as it was.
    let mut chance = Chance::new(u64::from(day.num_days_from_ce().unsigned_abs()));
    let mut rows = Vec::new();
    let mut later = Vec::new();
    for (post, kind, months, review, authority) in ASKED {
        let asked = Asked { kind, months: *months, review: *review, authority };
        let holders: Vec<Holder> = world
            .roster
            .holders(post)
            .into_iter()
            .filter_map(|at| world.roster.people.get(at))
            .filter(|it| it.ended_on.is_none_or(|last| last > day))
            .map(|it| Holder { no: it.no.clone(), id_number: it.id_number.clone() })
            .collect();
        for (n, holder) in holders.iter().enumerate() {
            // The last electrician has none on record.
            if *post == ELECTRICIAN && n + 1 == holders.len() {
                continue;
            }
            let ends = end_of(world.today, day, n, asked, &mut chance);
            let issued = add_days(add_months(ends, -asked.months), 1);
            let mut row = printed(holder, asked, issued, ends);
            if let Some(every) = asked.review {
                let due = add_days(add_months(issued, every), -1);
                let reviewed = add_days(due, -20);
                if reviewed <= day {
                    row.push(("reviewed_on", reviewed.to_string()));
                } else if due < world.today {
                    later.push((rows.len(), reviewed));
                }
            }
            if n == 2 {
                renew_late(world, holder, asked, ends);
            }
            rows.push(row);
        }
    }
    let ids = world.add_all(&CERTIFICATE, &rows, "import.certificate", format!("导入证书 {} 张", rows.len()))?;
    for (at, reviewed) in later {
        let Some(id) = ids.get(at).copied() else { continue };
        let on = world.working_from(reviewed);
        world.at(moment(on, 16, 10), move |world| {
            let manager = world.roster.holder("安全管理员");
            world.operate_as(manager)?;
            world.change(&CERTIFICATE, id, &[("reviewed_on", on.to_string())])
        });
    }
    Ok(())
}

/// The last valid day of the nth certificate of a trade: the first ends soon, the second is reviewed or ends soon, the third
/// ended lately, the others run on.
fn end_of(today: NaiveDate, day: NaiveDate, n: usize, asked: Asked, chance: &mut Chance) -> NaiveDate {
    let soon = add_days(today, 20 + chance.between(0, 35));
    match (n, asked.review) {
        (0, _) => soon,
        (1, Some(every)) => add_months(soon, asked.months - every),
        (1, None) => add_days(soon, 2),
        (2, _) => add_days(today, -40 - chance.between(0, 20)),
        (_, _) => {
            let most = (i64::from(asked.months) * 30 - 60).max(1);
            let least = (add_days(today, 120) - day).num_days().min(most);
            add_days(day, chance.between(least, most))
        }
    }
}

fn printed(holder: &Holder, asked: Asked, issued: NaiveDate, ends: NaiveDate) -> Vec<(&'static str, String)> {
    let special = !asked.kind.starts_with("ct.se");
    let number = if special { format!("T{}", holder.id_number) } else { holder.id_number.clone() };
    vec![
        ("person", holder.no.clone()),
        ("kind", asked.kind.to_owned()),
        ("number", number),
        ("authority", asked.authority.to_owned()),
        ("issued_on", issued.to_string()),
        ("expires_on", ends.to_string()),
    ]
}

/// One that ended is renewed a few days late: the days between bar its holder.
fn renew_late(world: &mut World, holder: &Holder, asked: Asked, ends: NaiveDate) {
    let again = world.working_from(add_days(ends, 3));
    let row = printed(holder, asked, again, add_days(add_months(again, asked.months), -1));
    world.at(moment(again, 16, 30), move |world| {
        let manager = world.roster.holder("安全管理员");
        world.operate_as(manager)?;
        world.add(&CERTIFICATE, &row).map(|_| ())
    });
}

/// Whoever came to such a post since brings a certificate; the electrician goes on without.
fn look_after(world: &mut World, day: NaiveDate) -> Result<()> {
    let manager = world.roster.holder("安全管理员");
    world.operate_as(manager)?;
    let mut rows = Vec::new();
    // Want of training bars from the same posts: only want of a certificate is looked after here.
    for it in bar::barred(&world.store, day, false)?.into_iter().filter(|it| it.code.starts_with("CT")) {
        let post = it.post.as_deref().unwrap_or_default();
        let asked = ASKED.iter().find(|(name, ..)| *name == post && post != ELECTRICIAN);
        let person = world.roster.people.iter().find(|one| one.id == it.person_id);
        let (Some((_, kind, months, review, authority)), Some(person), None) = (asked, person, it.certificate_id)
        else {
            continue;
        };
        let holder = Holder { no: person.no.clone(), id_number: person.id_number.clone() };
        let asked = Asked { kind, months: *months, review: *review, authority };
        let issued = add_days(day, -200);
        rows.push(printed(&holder, asked, issued, add_days(add_months(issued, *months), -1)));
    }
    if rows.is_empty() {
        return Ok(());
    }
    world
        .add_all(&CERTIFICATE, &rows, "import.certificate", format!("导入新到人员的证书 {} 张", rows.len()))
        .map(|_| ())
}
