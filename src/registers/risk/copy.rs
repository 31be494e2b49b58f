//! Copying a unit with all its risks: a second line of the same kind begins with what is known of the first.

use chrono::NaiveDate;

use super::{RISK, values_of};
use crate::domain::fold::{clean_line, folded_key};
use crate::domain::risk::Occasion;
use crate::domain::value::Value;
use crate::error::{Error, Result};
use crate::registers::save;
use crate::store::{Query, Store};

/// What a copy does not take over: its own number, people and place in the organisation.
const OWN: &[&str] =
    &["code", "unit", "department_id", "owner_id", "evaluated_on", "evaluated_by", "occasion", "reason"];

/// Copies the risks of a unit to another; gives how many. What stands there already (same point, same factor) is left as it
/// is. Copies are not evaluated for their place: they keep values and grade and are evaluated from `today` on as 首次辨识.
///
/// # Errors
/// [`crate::error::Kind::Input`] when there is no such unit, when both are the same, or when nothing is left to copy.
pub fn unit(store: &mut Store, from: &str, to: &str, department: Option<i64>, today: NaiveDate) -> Result<usize> {
    let (from, to) = (clean_line(from), clean_line(to));
    if to.is_empty() || folded_key(&from) == folded_key(&to) {
        return Err(Error::input("要写另一个风险单元的名称"));
    }
    let rows = store.rows(&RISK.relation, &Query::default())?;
    let of = |row: &crate::store::Row, unit: &str| {
        row.get("unit").as_text().is_some_and(|it| folded_key(it) == folded_key(unit))
    };
    let source: Vec<_> = rows.iter().filter(|row| of(row, &from)).collect();
    if source.is_empty() {
        let mut units: Vec<&str> = rows.iter().filter_map(|row| row.get("unit").as_text()).collect();
        units.sort_unstable();
        units.dedup();
        return Err(Error::input(format!("没有“{from}”这个风险单元")).hint(format!("现有：{}", units.join("、"))));
    }
    let key = |row: &crate::store::Row| {
        let text = |column: &str| folded_key(row.get(column).as_text().unwrap_or_default());
        (text("point"), text("factor"))
    };
    let there: Vec<_> = rows.iter().filter(|row| of(row, &to)).map(key).collect();
    let fresh: Vec<_> = source.into_iter().filter(|row| !there.contains(&key(row))).collect();
    if fresh.is_empty() {
        return Err(Error::input(format!("“{from}”的风险在“{to}”都已经有了")));
    }
    store.write("risk.copy", |tx| {
        for row in &fresh {
            let code = save::next_code(tx, &RISK, "FX", 4, today)?;
            let evaluated = values_of(row).method.is_some();
            let copied =
                RISK.relation.columns.iter().filter(|it| !OWN.contains(it)).map(|it| (*it, row.get(it).clone()));
            let mut values: Vec<(&'static str, Value)> = copied.collect();
            values.extend([
                ("code", code.into()),
                ("unit", to.as_str().into()),
                ("department_id", department.into()),
                ("occasion", Occasion::First.code().into()),
                ("evaluated_on", evaluated.then_some(today).into()),
            ]);
            let id = tx.add(RISK.relation.table, &values)?;
            super::change::copied(tx, id, row, today)?;
        }
        Ok((fresh.len(), format!("复制风险单元 {from} → {to}：{} 条", fresh.len())))
    })
}
