//! 五落实五到位: the check points as editions, read from `knowledge/five/*.toml`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::check::check_basis;
use super::fact;
use super::instrument::{Basis, Mark};
use super::shape::Fault;
use super::{Packs, check::check_unique};
use crate::domain::five::Test;
use crate::domain::five::score::ADD_ON;
use crate::domain::fold::{clean_line, is_unwanted};
use crate::domain::profile::Condition;
use crate::error::{Error, Result};

/// The embedded editions: path below `knowledge/` and text, oldest first.
pub const FILES: &[(&str, &str)] = &[("five/2026.toml", include_str!("../../knowledge/five/2026.toml"))];

/// The check points of one edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiveEdition {
    /// Always `five`.
    pub pack: String,
    /// Stable id, `five.2026`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Edition; kept with every round made by it.
    pub edition: String,
    /// First day on which this edition is to be used.
    pub effective_from: NaiveDate,
    /// Day the references were checked.
    pub checked_on: NaiveDate,
    /// Where the whole comes from.
    pub basis: Vec<Basis>,
    /// What the reader should know about it.
    pub note: Option<String>,
    /// Clauses in their order.
    pub clause: Vec<Clause>,
    /// Check points in their order.
    pub point: Vec<Point>,
}

/// A clause: five of 落实, five of 到位, and the add-ons.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// `L1` … `D5`, `X`.
    pub code: String,
    /// Number of the clause in the regulation: 一 … 六.
    pub number: String,
    /// Short title.
    pub title: String,
    /// What must be done, in our own words.
    pub substance: String,
}

/// One check point.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// `L1.1`; `ff.L1.1` is its id across packs.
    pub code: String,
    /// 检查内容.
    pub content: String,
    /// 查证资料.
    pub proofs: String,
    /// 频次, in words.
    pub frequency: String,
    /// No national article sets the frequency: it is a habit and may be changed.
    #[serde(default)]
    pub habit: bool,
    /// Where the demand comes from.
    pub basis: Vec<Basis>,
    /// How sure the pack is of basis and frequency.
    pub mark: Mark,
    /// Whom it concerns; absent: every plant.
    pub when: Option<Condition>,
    /// What its proposal is worked out from; absent: asked of a person.
    pub test: Option<Test>,
    /// Why it is asked of a person.
    pub asked: Option<String>,
    /// 一票否决: unmet, the whole round fails.
    #[serde(default)]
    pub hard_stop: bool,
    /// What the reader should know.
    pub note: Option<String>,
}

impl Point {
    /// Id across packs, `ff.L1.1`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("ff.{}", self.code)
    }

    /// Code of its clause.
    #[must_use]
    pub fn clause(&self) -> &str {
        let whole = self.code.split('.').next().unwrap_or_default();
        if whole.starts_with(ADD_ON) { ADD_ON } else { whole }
    }

    /// Whether it is chosen round by round and stays outside the score.
    #[must_use]
    pub fn is_add_on(&self) -> bool {
        self.clause() == ADD_ON
    }

    /// Whether a reference or the frequency is still to be verified.
    #[must_use]
    pub fn is_unverified(&self) -> bool {
        self.mark == Mark::Unverified || self.basis.iter().any(|it| it.mark == Mark::Unverified)
    }
}

impl FiveEdition {
    /// Reads an edition that messages call `file`.
    ///
    /// # Errors
    /// What is wrong with it, as one sentence.
    pub fn read(text: &str, file: &str) -> Result<Self, String> {
        let edition: Self = toml::from_str(text).map_err(|error| format!("规则包 {file} 读不出来：{error}"))?;
        let faults: Vec<String> = edition.faults().into_iter().map(|(place, said)| format!("{place} {said}")).collect();
        if faults.is_empty() { Ok(edition) } else { Err(format!("规则包 {file}：{}", faults.join("；"))) }
    }

    /// The clause with this code.
    #[must_use]
    pub fn clause(&self, code: &str) -> Option<&Clause> {
        self.clause.iter().find(|it| it.code == code)
    }

    /// The point with this code (`L1.1` or `ff.L1.1`).
    #[must_use]
    pub fn point(&self, code: &str) -> Option<&Point> {
        let code = code.strip_prefix("ff.").unwrap_or(code);
        self.point.iter().find(|it| it.code.eq_ignore_ascii_case(code))
    }

    /// Everything that is wrong with it but its references.
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !self.id.starts_with("five.") {
            faults.push((String::new(), "“id”应以 five. 开头".to_owned()));
        }
        check_unique("条款", self.clause.iter().map(|it| it.code.as_str()), &mut faults);
        check_unique("检查要点", self.point.iter().map(|it| it.code.as_str()), &mut faults);
        let clauses: BTreeSet<&str> = self.clause.iter().map(|it| it.code.as_str()).collect();
        for point in &self.point {
            let mut say = |said: &str| faults.push((point.code.clone(), said.to_owned()));
            if !clauses.contains(point.clause()) {
                say("编号的前半不是任何条款的代码");
            }
            match (&point.test, &point.asked) {
                (Some(_), None) => {}
                (None, Some(why)) if !why.trim().is_empty() => {}
                (Some(_), Some(_)) => say("test 和 asked 只能写一个"),
                (None, _) => say("没有写 test 时要写 asked：为什么由人认定"),
            }
            if point.basis.is_empty() {
                say("没有依据");
            }
            if point.is_add_on() && point.hard_stop {
                say("附加项不计分，不能一票否决");
            }
            for text in [&point.content, &point.proofs, &point.frequency] {
                if text.trim().is_empty() || text.chars().any(is_unwanted) {
                    say("检查内容、查证资料、频次不能为空，不能含控制字符");
                }
            }
            match (&point.when, fact::book()) {
                (Some(when), Ok(book)) => fact::check_condition(book, when).iter().for_each(|fault| say(fault)),
                (Some(_), Err(error)) => say(&error.message),
                (None, _) => {}
            }
        }
        faults
    }
}

/// Every fault of an edition, references into the instruments included.
#[must_use]
pub fn check_pack(table: &toml::Table) -> Vec<Fault> {
    let edition: FiveEdition = match table.clone().try_into() {
        Ok(edition) => edition,
        Err(error) => return vec![(String::new(), clean_line(error.message()))],
    };
    let mut faults = edition.faults();
    match Packs::builtin() {
        Ok(packs) => {
            edition.basis.iter().for_each(|basis| check_basis(basis, packs, "", &mut faults));
            for point in &edition.point {
                point.basis.iter().for_each(|basis| check_basis(basis, packs, &point.code, &mut faults));
            }
        }
        Err(error) => faults.push((String::new(), error.message)),
    }
    faults
}

/// The editions that come with the program; read on the first call, the same ones ever after.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when an embedded one cannot be read; a test holds that none is like that.
pub fn editions() -> Result<&'static [FiveEdition]> {
    static EDITIONS: OnceLock<Result<Vec<FiveEdition>, String>> = OnceLock::new();
    let read = || FILES.iter().map(|(file, text)| FiveEdition::read(text, file)).collect();
    EDITIONS.get_or_init(read).as_ref().map(Vec::as_slice).map_err(|message| Error::internal(message.clone()))
}

/// The edition to be used on a day: the newest that has begun.
///
/// # Errors
/// As [`editions`]; [`crate::error::Kind::Input`] for a day before the first.
pub fn edition_on(day: NaiveDate) -> Result<&'static FiveEdition> {
    let begun = editions()?.iter().filter(|it| it.effective_from <= day);
    begun.max_by_key(|it| it.effective_from).ok_or_else(|| Error::input("这一天还没有五落实五到位的检查要点"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition() -> &'static FiveEdition {
        editions().unwrap().last().unwrap()
    }

    #[test]
    fn the_edition_has_the_six_clauses_and_their_points() {
        let count = |clause: &str| edition().point.iter().filter(|it| it.clause() == clause).count();
        for (clause, points) in [
            ("L1", 4),
            ("L2", 3),
            ("L3", 4),
            ("L4", 5),
            ("L5", 5),
            ("D1", 4),
            ("D2", 4),
            ("D3", 5),
            ("D4", 7),
            ("D5", 4),
            ("X", 5),
        ] {
            assert_eq!(count(clause), points, "{clause}");
        }
        assert_eq!(edition().point.iter().filter(|it| !it.is_add_on()).count(), 45);
    }

    #[test]
    fn most_points_are_proposed_and_the_rest_says_why_it_is_asked() {
        let counted = || edition().point.iter().filter(|it| !it.is_add_on());
        assert!(counted().filter(|it| it.test.is_some()).count() >= 27);
        let mut tests: Vec<Test> = counted().filter_map(|it| it.test).collect();
        tests.sort_unstable();
        tests.dedup();
        assert_eq!(tests.len(), counted().filter(|it| it.test.is_some()).count(), "one test twice");
        assert_eq!(tests, Test::ALL.iter().copied().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>());
        for point in counted().filter(|it| it.test.is_none()) {
            assert!(point.asked.as_deref().is_some_and(|it| it.chars().count() >= 8), "{}", point.code);
        }
    }

    #[test]
    fn hard_stops_and_conditions_are_those_decided() {
        let codes = |keep: &dyn Fn(&Point) -> bool| -> Vec<&str> {
            edition().point.iter().filter(|it| keep(it)).map(|it| it.code.as_str()).collect()
        };
        assert_eq!(codes(&|it| it.hard_stop), ["L1.1", "L3.1", "L4.1", "D1.1", "D2.4", "D3.4", "D5.1"]);
        let conditional = codes(&|it| it.when.is_some() && !it.is_add_on());
        assert_eq!(conditional, ["L1.2", "L4.3", "D2.2", "D3.4"]);
    }

    #[test]
    fn texts_fit_the_printed_table_and_habits_are_marked() {
        for point in &edition().point {
            assert!(point.content.chars().count() <= 64, "{} {}", point.code, point.content.chars().count());
            assert!(!point.habit || point.is_unverified(), "{}: a habit's frequency is not verified", point.code);
            assert_eq!(edition().point(&point.id()).map(|it| &it.code), Some(&point.code));
        }
    }

    #[test]
    fn a_pack_with_a_mistake_is_refused_with_the_point() {
        let sound = FILES[0].1;
        for (from, to, expected) in [
            ("test = \"duty_report\"", "test = \"duty_reprot\"", "duty_reprot"),
            ("test = \"duty_report\"\n", "", "asked"),
            ("code = \"L1.3\"", "code = \"L1.1\"", "重复"),
            ("code = \"L1.3\"", "code = \"Z1.3\"", "条款"),
            ("{ is = \"party\" }", "{ is = \"prty\" }", "不是是非项"),
            ("reg = \"reg.three-year-action-2\"", "reg = \"reg.nobody\"", "法规目录"),
            ("id = \"five.2026\"", "id = \"2026\"", "five."),
        ] {
            assert!(sound.contains(from), "{from}");
            let faults = super::super::check::check(&sound.replacen(from, to, 1), "own.toml");
            assert!(faults.iter().any(|it| it.to_string().contains(expected)), "{expected}: {faults:?}");
        }
    }
}
