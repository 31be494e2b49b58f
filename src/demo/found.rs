//! The first days: the file, the plant, its organisation and people, its calendar, its own checklists.

use chrono::{Datelike, NaiveDate};

use super::holidays;
use super::plant::{AUTHORITIES, FACTS, NAME, OWN_LISTS, POSTS, SHORT_NAME};
use super::roster::{self, Person};
use super::world::{World, moment};
use crate::domain::calendar::{Calendar, CalendarRow, DayKind};
use crate::domain::date::add_days;
use crate::domain::identity::check_credit_code;
use crate::error::Result;
use crate::registers::checklist;
use crate::registers::enterprise::{self, ENTERPRISE};
use crate::registers::organisation::{AUTHORITY, CALENDAR_DAY, DEPARTMENT, POST};
use crate::registers::person::{ASSIGNMENT, PERSON};
use crate::registers::plan::CHECKLIST;
use crate::store::ChecklistItem;

/// Writes the plant into the empty file on the first day of its records.
pub(super) fn found(world: &mut World) -> Result<()> {
    world.roster = roster::compose(&world.scale, world.start, &mut world.chance);
    let manager = world.roster.holder("安全管理员");
    world.operate_as(manager)?;
    let first = world.start;
    world.hands.set(moment(first, 8, 40));
    let facts: Vec<(String, String)> = FACTS.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    let facts = enterprise::read_facts(&facts)?;
    enterprise::found(&mut world.store, NAME, world.start, &facts)?;
    describe(world)?;
    world.hands.set(moment(first, 9, 10));
    organise(world)?;
    world.hands.set(moment(first, 9, 40));
    take_roster(world)?;
    world.hands.set(moment(first, 10, 20));
    own_lists(world)?;
    part_time_safety(world)?;
    calendar(world)
}

fn describe(world: &mut World) -> Result<()> {
    let body = "91420000MA0DEMO00".replace('O', "0");
    let letters = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    let code = letters.map(|it| format!("{body}{it}")).find(|it| check_credit_code(it).is_ok()).unwrap_or_default();
    let name = |post: &str| world.person(world.roster.holder(post)).map(|it| it.name.clone());
    let values = [
        ("short_name", SHORT_NAME.to_owned()),
        ("credit_code", code),
        ("industry", "C34 通用设备制造业（机械零部件加工）".to_owned()),
        ("address", "江城市江南区望江工业园精工路8号".to_owned()),
        ("principal", name("总经理")?),
        ("safety_head", name("安全环保部部长")?),
        ("phone", "0999-80008888".to_owned()),
    ];
    world.change(&ENTERPRISE, 1, &values)
}

fn organise(world: &mut World) -> Result<()> {
    let rows: Vec<_> = AUTHORITIES
        .iter()
        .map(|(name, kind, contact, phone)| {
            let all = [("name", *name), ("kind", *kind), ("contact", *contact), ("phone", *phone)];
            all.iter().filter(|(_, it)| !it.is_empty()).map(|(key, it)| (*key, (*it).to_owned())).collect()
        })
        .collect();
    world.add_all(&AUTHORITY, &rows, "authority.add", format!("新增主管部门 {} 个", rows.len()))?;
    let posts: Vec<_> =
        POSTS.iter().map(|(name, role)| vec![("name", (*name).to_owned()), ("role", (*role).to_owned())]).collect();
    world.add_all(&POST, &posts, "import.post", format!("导入岗位 {} 个", posts.len()))?;
    // The departments above first: the others refer to them.
    let mut ids = Vec::new();
    for of_workshops in [false, true] {
        let rows: Vec<_> = world
            .roster
            .units
            .iter()
            .enumerate()
            .filter(|(_, it)| it.parent.is_some() == of_workshops)
            .map(|(at, unit)| {
                let mut row = vec![("name", unit.name.clone()), ("position", ((at + 1) * 10).to_string())];
                row.extend(unit.parent.map(|it| ("parent", it.to_owned())));
                row
            })
            .collect();
        ids.extend(world.add_all(&DEPARTMENT, &rows, "import.department", format!("导入部门 {} 个", rows.len()))?);
    }
    for (unit, id) in world.roster.units.iter_mut().zip(ids) {
        unit.id = id;
    }
    Ok(())
}

/// One row of the roster as its columns.
pub(super) fn row_of(person: &Person, department: &str) -> Vec<(&'static str, String)> {
    let mut row = vec![
        ("no", person.no.clone()),
        ("name", person.name.clone()),
        ("id_number", person.id_number.clone()),
        ("phone", person.phone.clone()),
        ("department", department.to_owned()),
        ("post", person.post.to_owned()),
        ("employment", person.employment.to_owned()),
        ("hired_on", person.hired_on.to_string()),
    ];
    row.extend(person.ended_on.map(|it| ("ended_on", it.to_string())));
    row
}

fn take_roster(world: &mut World) -> Result<()> {
    let unit_name = |unit: usize| world.roster.units.get(unit).map_or("", |it| it.name.as_str());
    let rows: Vec<_> = world.roster.people.iter().map(|it| row_of(it, unit_name(it.unit))).collect();
    let ids = world.add_all(&PERSON, &rows, "import.person", format!("导入人员 {} 人", rows.len()))?;
    for (person, id) in world.roster.people.iter_mut().zip(ids) {
        person.id = id;
    }
    Ok(())
}

fn own_lists(world: &mut World) -> Result<()> {
    let start = world.start;
    for list in OWN_LISTS {
        let values = [
            ("code", list.code.to_owned()),
            ("title", list.title.to_owned()),
            ("kind", "special".to_owned()),
            ("serves", list.serves.to_owned()),
        ];
        let id = world.add(&CHECKLIST, &values)?;
        let items: Vec<ChecklistItem> = list
            .items
            .iter()
            .map(|(code, object, content, standard, field, kind)| ChecklistItem {
                code: (*code).to_owned(),
                object: (*object).to_owned(),
                content: (*content).to_owned(),
                standard: Some((*standard).to_owned()),
                method: Some("看查".to_owned()),
                basis: Some("《特种设备使用单位落实使用安全主体责任监督管理规定》；本单位风险管控清单".to_owned()),
                hazard_field: Some((*field).to_owned()),
                hazard_kind: Some((*kind).to_owned()),
                active: true,
                ..ChecklistItem::default()
            })
            .collect();
        checklist::revise(&mut world.store, id, start, "本单位编制", &items)?;
    }
    Ok(())
}

/// The first team leader of each workshop looks after safety beside his own work.
fn part_time_safety(world: &mut World) -> Result<()> {
    let units = world.roster.units.iter().filter(|it| it.is_workshop);
    let chosen: Vec<(usize, String)> =
        units.filter_map(|it| it.leaders.get(1).map(|leader| (*leader, it.name.clone()))).collect();
    let rows = chosen
        .iter()
        .map(|(leader, unit)| {
            Ok(vec![
                ("person", world.person(*leader)?.no.clone()),
                ("department", unit.clone()),
                ("post", "兼职安全员".to_owned()),
                ("main", "否".to_owned()),
                ("from_on", world.start.to_string()),
                ("note", "厂安〔2〕号任命".to_owned()),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    world.add_all(&ASSIGNMENT, &rows, "import.assignment", format!("任命兼职安全员 {} 人", rows.len())).map(|_| ())
}

/// Holidays of the first year at once, of each later year in the November before; one stoppage of one workshop.
fn calendar(world: &mut World) -> Result<()> {
    world.calendar = foreseen(world);
    enter_year(world, world.start.year())?;
    for year in world.start.year()..=world.today.year() {
        let Some(notice) = NaiveDate::from_ymd_opt(year, 11, 10) else { continue };
        if notice > world.start {
            world.at(moment(notice, 10, 5), move |world| enter_year(world, year + 1));
        } else {
            enter_year(world, year + 1)?;
        }
    }
    if let Some((from, to, unit)) = stoppage(world) {
        world.at(moment(add_days(from, -3), 14, 30), move |world| {
            let name = world.roster.units.get(unit).map(|it| it.name.clone());
            let values = [
                ("kind", "stoppage".to_owned()),
                ("from_on", from.to_string()),
                ("to_on", to.to_string()),
                ("department", name.unwrap_or_default()),
                ("note", "净化设施改造停产一周".to_owned()),
            ];
            world.add(&CALENDAR_DAY, &values).map(|_| ())
        });
    }
    Ok(())
}

/// The week one workshop stands still: first day, last day, which.
fn stoppage(world: &World) -> Option<(NaiveDate, NaiveDate, usize)> {
    let about = add_days(world.start, 200);
    let monday = add_days(about, -i64::from(about.weekday().num_days_from_monday()));
    let unit = world.roster.units.iter().position(|it| it.is_workshop)? + 2;
    (add_days(monday, 6) < world.today).then_some((monday, add_days(monday, 6), unit))
}

fn enter_year(world: &mut World, year: i32) -> Result<()> {
    let rows: Vec<_> = holidays::of_year(year)
        .iter()
        .map(|it| {
            let note = if it.kind == DayKind::Makeup { format!("{}调休", it.note) } else { it.note.to_owned() };
            vec![
                ("kind", it.kind.code().to_owned()),
                ("from_on", it.from.to_string()),
                ("to_on", it.to.to_string()),
                ("note", note),
            ]
        })
        .collect();
    world.add_all(&CALENDAR_DAY, &rows, "import.calendar_day", format!("录入 {year} 年放假安排")).map(|_| ())
}

/// The holidays and the stoppage of the whole story, known before they are entered: rounds are planned by them.
fn foreseen(world: &World) -> Calendar {
    let years = world.start.year()..=world.today.year();
    let holidays = years.flat_map(holidays::of_year);
    let holidays = holidays.map(|it| CalendarRow { from: it.from, to: it.to, kind: it.kind, department: None });
    let stopped = stoppage(world).map(|(from, to, unit)| {
        let department = world.roster.units.get(unit).map(|it| it.id);
        CalendarRow { from, to, kind: DayKind::Stoppage, department }
    });
    Calendar::new(holidays.chain(stopped))
}
