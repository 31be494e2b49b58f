//! Every register there is, in the order people look for them.

use crate::domain::fold::clean_line;
use crate::error::{Error, Result};

use super::{
    Register, accident, assessment, certificate, committee, document, enterprise, five, hazard, inspection, major,
    meeting, order, organisation, person, plan, posting, responsibility, risk, submission, training,
};

/// All registers.
pub static ALL: &[&Register] = &[
    &enterprise::ENTERPRISE,
    &organisation::AUTHORITY,
    &organisation::DEPARTMENT,
    &organisation::POST,
    &person::PERSON,
    &person::ABSENCE,
    &person::ASSIGNMENT,
    &organisation::CALENDAR_DAY,
    &committee::COMMITTEE_MEMBER,
    &committee::APPOINTMENT,
    &meeting::MEETING,
    &meeting::MEETING_ACTION,
    &posting::POSTING,
    &posting::PROMISE,
    &document::DOCUMENT,
    &document::CARD,
    &responsibility::lists::DUTY_LIST,
    &responsibility::lists::DUTY,
    &responsibility::carried::POST_DUTY_LIST,
    &responsibility::pledge::PLEDGE,
    &responsibility::lists::DUTY_LIST_REVIEW,
    &plan::CHECKLIST,
    &plan::PLAN,
    &inspection::INSPECTION,
    &hazard::HAZARD,
    &major::HAZARD_CASE,
    &major::HAZARD_PROGRESS,
    &risk::RISK,
    &risk::change::RISK_CHANGE,
    &risk::check::RISK_CHECK,
    &risk::round::RISK_ROUND,
    &assessment::ASSESSMENT,
    &assessment::ASSESSMENT_SCORE,
    &accident::ACCIDENT,
    &accident::ACCIDENT_CHANGE,
    &order::AUTHORITY_ORDER,
    &order::AUTHORITY_ORDER_ITEM,
    &training::TRAINING_PLAN,
    &training::TRAINING_SESSION,
    &training::TRAINING,
    &training::NOVELTY,
    &five::FIVE_ROUND,
    &five::FIVE_FIVE,
    &submission::SUBMISSION,
    &certificate::CERTIFICATE,
    &certificate::POST_CERTIFICATE,
    &certificate::POST_TRAIT,
];

/// The register with this key or title.
#[must_use]
pub fn find(name: &str) -> Option<&'static Register> {
    ALL.iter().copied().find(|register| register.key == name || register.title == name)
}

/// The register with this key or title.
///
/// # Errors
/// [`crate::error::Kind::Input`] naming those there are.
pub fn named(name: &str) -> Result<&'static Register> {
    find(name).ok_or_else(|| {
        let known: Vec<String> = ALL.iter().map(|it| format!("{}（{}）", it.key, it.title)).collect();
        Error::input(format!("没有台账“{}”", clean_line(name))).hint(format!("现有：{}", known.join("、")))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Source};
    use super::*;

    /// Text between the parentheses of `column … CHECK (column IN (…))` in schema.sql.
    fn allowed(table: &str, column: &str) -> Option<Vec<String>> {
        let schema = include_str!("../../schema.sql");
        let start = schema.find(&format!("CREATE TABLE {table} ("))?;
        let body = &schema[start..start + schema[start..].find(") STRICT")?];
        let check = body.find(&format!("CHECK ({column} IN ("))?;
        let list = &body[check..check + body[check..].find("))")?];
        Some(list.split('\'').skip(1).step_by(2).map(str::to_owned).collect())
    }

    #[test]
    fn every_choice_is_held_by_a_check_of_the_schema() {
        for register in ALL {
            for column in register.columns {
                if let (Kind::Choice(choices), Source::Stored) = (column.kind, column.source) {
                    let codes: Vec<String> = choices.iter().map(|it| it.code.to_owned()).collect();
                    let parts: Vec<&str> = column.stored.split('/').collect();
                    let (table, stored) = match parts.as_slice() {
                        [table, _, column] => (*table, *column),
                        _ => (register.relation.written(), column.stored),
                    };
                    // What a view shows may stand in the table of the wordings beside.
                    let known = allowed(table, stored).or_else(|| allowed(&format!("{table}_version"), stored));
                    if let Some(known) = known {
                        assert_eq!(known, codes, "{}.{}", register.key, column.key);
                    } else {
                        panic!("{}.{} has no CHECK", register.key, column.key);
                    }
                }
            }
        }
    }

    #[test]
    fn every_stored_column_is_read_by_its_relation() {
        for register in ALL {
            for column in register.columns.iter().filter(|it| matches!(it.source, Source::Stored)) {
                assert!(
                    register.relation.columns.contains(&column.stored),
                    "{}.{} is not in the relation",
                    register.key,
                    column.key
                );
            }
            let names = register.relation.columns;
            assert!(names.contains(&register.label), "{} label", register.key);
            assert!(register.order.0 == "id" || names.contains(&register.order.0), "{} order", register.key);
        }
    }

    #[test]
    fn no_two_columns_of_a_register_share_a_name() {
        for register in ALL {
            for (n, column) in register.columns.iter().enumerate() {
                for other in &register.columns[n + 1..] {
                    for name in [column.key, column.header].iter().chain(column.synonyms) {
                        assert!(
                            !other.is_named(name),
                            "{}: {} and {} both answer to {name}",
                            register.key,
                            column.key,
                            other.key
                        );
                    }
                }
            }
        }
    }
}
