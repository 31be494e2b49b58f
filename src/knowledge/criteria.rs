//! What makes a major hazard: the criteria of an order as an edition, read from `knowledge/criteria/*.toml`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::check::{check_basis, check_unique};
use super::checklist::HazardDefault;
use super::fact;
use super::instrument::{Basis, Mark};
use super::shape::Fault;
use super::{Packs, instrument};
use crate::domain::criteria::{Items, Judging, Test};
use crate::domain::fold::{clean_line, is_unwanted};
use crate::domain::profile::{AllOf, Condition};
use crate::error::{Error, Result};

/// The embedded editions: path below `knowledge/` and text, oldest first.
pub const FILES: &[(&str, &str)] =
    &[("criteria/order-10.toml", include_str!("../../knowledge/criteria/order-10.toml"))];

/// Prefix of a criterion's id across packs.
pub const ID_PREFIX: &str = "mh.";

/// The criteria of one edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriteriaEdition {
    /// Always `criteria`.
    pub pack: String,
    /// Stable id, `criteria.order-10`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Edition; kept with every round made by it.
    pub edition: String,
    /// The instrument whose criteria these are.
    pub reg: String,
    /// First day on which this edition is to be used.
    pub effective_from: NaiveDate,
    /// Day the references were checked.
    pub checked_on: NaiveDate,
    /// Months after which what a checklist found right must be looked at again.
    pub months: u32,
    /// What the reader should know about it.
    pub note: Option<String>,
    /// Categories in their order.
    pub category: Vec<Category>,
    /// Criteria in their order.
    pub criterion: Vec<Criterion>,
}

/// A category: a trade, or a danger that any trade may have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Code, `dust`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Article of the instrument.
    pub article: u32,
    /// Whom it concerns; absent: every plant of the eight trades.
    pub when: Option<Condition>,
    /// Why its criteria are asked of a person where no record answers them.
    pub asked: String,
    /// What a hazard of it begins with.
    pub hazard: HazardDefault,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Number of the order, article, item: `10-11-3`; `mh.10-11-3` is its id across packs.
    pub code: String,
    /// Code of its category.
    pub category: String,
    /// The state that makes a major hazard, in our own words.
    pub content: String,
    /// How sure the pack is of it.
    #[serde(default = "confirmed")]
    pub mark: Mark,
    /// Items of checklists that answer it.
    pub items: Option<Vec<String>>,
    /// Every one of the items must have failed.
    #[serde(default)]
    pub all: bool,
    /// The function that answers it.
    pub test: Option<Test>,
    /// Whom it concerns beyond its category.
    pub when: Option<Condition>,
    /// What a hazard of it begins with, where that is not what its category says.
    pub hazard: Option<HazardDefault>,
    /// What the reader should know.
    pub note: Option<String>,
}

fn confirmed() -> Mark {
    Mark::Confirmed
}

impl Criterion {
    /// Id across packs, `mh.10-11-3`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{ID_PREFIX}{}", self.code)
    }

    /// How it is judged from records; `None`: a person is asked.
    #[must_use]
    pub fn judging(&self) -> Option<Judging> {
        let items = self.items.clone().map(|items| Judging::Items(Items { items, all: self.all }));
        items.or_else(|| self.test.map(|test| Judging::Test { test }))
    }

    /// Article and item of the order: `11(3)`.
    #[must_use]
    pub fn article(&self) -> Option<String> {
        let mut parts = self.code.split('-').skip(1);
        let (article, item) = (parts.next()?, parts.next()?);
        Some(format!("{article}({item})"))
    }

    /// Codes of the checklist items that answer it.
    pub fn item_codes(&self) -> impl Iterator<Item = &str> {
        self.items.iter().flatten().flat_map(|entry| entry.split('|')).map(str::trim)
    }
}

impl CriteriaEdition {
    /// Reads an edition that messages call `file`.
    ///
    /// # Errors
    /// What is wrong with it, as one sentence.
    pub fn read(text: &str, file: &str) -> Result<Self, String> {
        let edition: Self = toml::from_str(text).map_err(|error| format!("规则包 {file} 读不出来：{error}"))?;
        let faults: Vec<String> = edition.faults().into_iter().map(|(place, said)| format!("{place} {said}")).collect();
        if faults.is_empty() { Ok(edition) } else { Err(format!("规则包 {file}：{}", faults.join("；"))) }
    }

    /// The category with this code.
    #[must_use]
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.category.iter().find(|it| it.code == code)
    }

    /// Where a criterion stands in the order.
    #[must_use]
    pub fn basis(&self, criterion: &Criterion) -> Basis {
        Basis { reg: self.reg.clone(), article: criterion.article(), edition: None, mark: criterion.mark }
    }

    /// What a hazard of a criterion begins with.
    #[must_use]
    pub fn hazard(&self, criterion: &Criterion) -> Option<HazardDefault> {
        criterion.hazard.or_else(|| self.category(&criterion.category).map(|it| it.hazard))
    }

    /// Whom a criterion concerns: by its category, unless that was chosen by a person, and by itself.
    #[must_use]
    pub fn applies(&self, criterion: &Criterion, chosen: bool) -> Option<Condition> {
        let category = self.category(&criterion.category).and_then(|it| it.when.clone()).filter(|_| !chosen);
        match (category, criterion.when.clone()) {
            (Some(one), Some(other)) => Some(Condition::All(AllOf { all: vec![one, other] })),
            (one, other) => one.or(other),
        }
    }

    /// Everything that is wrong with it but its references.
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !self.id.starts_with("criteria.") {
            faults.push((String::new(), "“id”应以 criteria. 开头".to_owned()));
        }
        if self.months == 0 {
            faults.push((String::new(), "“months”至少是 1".to_owned()));
        }
        check_unique("类别", self.category.iter().map(|it| it.code.as_str()), &mut faults);
        check_unique("判定项", self.criterion.iter().map(|it| it.code.as_str()), &mut faults);
        let book = fact::book().map_err(|error| faults.push((String::new(), error.message)));
        let condition = |when: Option<&Condition>| -> Vec<String> {
            match (when, &book) {
                (Some(when), Ok(book)) => fact::check_condition(book, when),
                (Some(_) | None, _) => Vec::new(),
            }
        };
        for it in &self.category {
            faults.extend(condition(it.when.as_ref()).into_iter().map(|said| (it.code.clone(), said)));
            if !self.criterion.iter().any(|criterion| criterion.category == it.code) {
                faults.push((it.code.clone(), "没有判定项".to_owned()));
            }
        }
        for it in &self.criterion {
            faults.extend(condition(it.when.as_ref()).into_iter().map(|said| (it.code.clone(), said)));
            let mut say = |said: &str| faults.push((it.code.clone(), said.to_owned()));
            match self.category(&it.category) {
                None => say("类别不在上面的类别里"),
                Some(category) => {
                    let article = it.article();
                    if !article.is_some_and(|at| at.starts_with(&format!("{}(", category.article))) {
                        say("编号应为“令号-条-项”，条与类别的一致");
                    }
                }
            }
            if it.items.is_some() && it.test.is_some() {
                say("items 和 test 只能写一个");
            }
            if it.items.as_ref().is_some_and(Vec::is_empty) || it.all && it.items.is_none() {
                say("items 至少写一项；all 只与 items 同写");
            }
            if it.content.trim().is_empty() || it.content.chars().any(is_unwanted) {
                say("“content”不能为空，不能含控制字符");
            }
        }
        faults
    }
}

/// Every fault of an edition, references into instruments and checklists included.
#[must_use]
pub fn check_pack(table: &toml::Table) -> Vec<Fault> {
    let edition: CriteriaEdition = match table.clone().try_into() {
        Ok(edition) => edition,
        Err(error) => return vec![(String::new(), clean_line(error.message()))],
    };
    let mut faults = edition.faults();
    let packs = match Packs::builtin() {
        Ok(packs) => packs,
        Err(error) => {
            faults.push((String::new(), error.message));
            return faults;
        }
    };
    let head = Basis { reg: edition.reg.clone(), article: None, edition: None, mark: instrument::Mark::Confirmed };
    check_basis(&head, packs, "", &mut faults);
    for it in &edition.criterion {
        if packs.instrument(&edition.reg).is_some() {
            check_basis(&edition.basis(it), packs, &it.code, &mut faults);
        }
        let unknown: BTreeSet<&str> = it.item_codes().filter(|code| packs.item(code).is_none()).collect();
        faults.extend(unknown.iter().map(|code| (it.code.clone(), format!("没有检查项“{code}”"))));
    }
    faults
}

/// The editions that come with the program; read on the first call, the same ones ever after.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when an embedded one cannot be read; a test holds that none is like that.
pub fn editions() -> Result<&'static [CriteriaEdition]> {
    static EDITIONS: OnceLock<Result<Vec<CriteriaEdition>, String>> = OnceLock::new();
    let read = || FILES.iter().map(|(file, text)| CriteriaEdition::read(text, file)).collect();
    EDITIONS.get_or_init(read).as_ref().map(Vec::as_slice).map_err(|message| Error::internal(message.clone()))
}

/// The edition to be used on a day: the newest that has begun.
///
/// # Errors
/// As [`editions`]; [`crate::error::Kind::Input`] for a day before the first.
pub fn edition_on(day: NaiveDate) -> Result<&'static CriteriaEdition> {
    let begun = editions()?.iter().filter(|it| it.effective_from <= day);
    begun.max_by_key(|it| it.effective_from).ok_or_else(|| Error::input("这一天还没有重大事故隐患判定标准"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::criteria::{Snapshot, Verdict, propose};

    fn edition() -> &'static CriteriaEdition {
        editions().unwrap().last().unwrap()
    }

    #[test]
    fn the_order_has_its_sixty_four_criteria_by_article() {
        let count = |category: &str| edition().criterion.iter().filter(|it| it.category == category).count();
        for (category, article, items) in [
            ("management", 3, 3),
            ("metallurgy", 4, 8),
            ("nonferrous", 5, 13),
            ("building_materials", 6, 8),
            ("machinery", 7, 7),
            ("light", 8, 7),
            ("textile", 9, 2),
            ("tobacco", 10, 2),
            ("dust", 11, 10),
            ("ammonia", 12, 2),
            ("confined_space", 13, 2),
        ] {
            assert_eq!(
                (edition().category(category).unwrap().article, count(category)),
                (article, items),
                "{category}"
            );
        }
        assert_eq!(edition().criterion.len(), 64);
        let last = edition().criterion.last().unwrap();
        assert_eq!((last.id().as_str(), last.article().as_deref()), ("mh.10-13-2", Some("13(2)")));
        for it in &edition().criterion {
            assert!(it.content.chars().count() <= 80, "{} {}", it.code, it.content.chars().count());
        }
    }

    #[test]
    fn the_computed_ones_are_these_and_an_empty_plant_is_never_free_of_anything() {
        let nothing = Snapshot { months: edition().months, ..Snapshot::default() };
        let today = "2026-11-20".parse().unwrap();
        let mut computed = Vec::new();
        for it in &edition().criterion {
            let Some(judging) = it.judging() else { continue };
            computed.push(it.code.as_str());
            let proposal = propose(&judging, &nothing, today);
            assert_eq!(proposal.verdict, Verdict::DataMissing, "{}", it.code);
            assert!(proposal.text().contains("资料不足"), "{}", it.code);
        }
        let dust: Vec<String> = (1..=10).map(|item| format!("10-11-{item}")).collect();
        let mut expected = vec!["10-3-1", "10-3-2", "10-3-3"];
        expected.extend(dust.iter().map(String::as_str));
        expected.extend(["10-13-1", "10-13-2"]);
        assert_eq!(computed, expected);
    }

    #[test]
    fn an_item_that_answers_a_criterion_cites_its_article() {
        let packs = Packs::builtin().unwrap();
        for it in &edition().criterion {
            for code in it.item_codes() {
                let (_, item) = packs.item(code).unwrap();
                let basis = item.basis.iter().find(|basis| basis.reg == edition().reg);
                // The sign of a confined space is the second half of one article, cited with the first.
                let article = basis.and_then(|basis| basis.article.clone());
                assert!(article == it.article() || code == "YX02", "{code} → {}: {article:?}", it.code);
            }
        }
    }

    #[test]
    fn a_pack_with_a_mistake_is_refused_with_the_criterion() {
        let sound = FILES[0].1;
        for (from, to, expected) in [
            ("items = [\"FC03\"]", "items = [\"FC93\"]", "没有检查项“FC93”"),
            ("code = \"10-11-3\"", "code = \"10-11-2\"", "重复"),
            ("code = \"10-11-3\"", "code = \"10-12-3\"", "令号-条-项"),
            ("test = \"special_operators\"", "test = \"special_operator\"", "special_operator"),
            ("{ is = \"contractors\" }", "{ is = \"contractor\" }", "不是是非项"),
            ("[\"tobacco\"]", "[\"tobaco\"]", "tobaco"),
            ("category = \"tobacco\"", "category = \"tobaco\"", "类别"),
            ("reg = \"reg.major-hazard-order-10\"", "reg = \"reg.nobody\"", "法规目录"),
            ("months = 12", "months = 0", "months"),
            ("id = \"criteria.order-10\"", "id = \"order-10\"", "criteria."),
        ] {
            assert!(sound.contains(from), "{from}");
            let faults = super::super::check::check(&sound.replacen(from, to, 1), "own.toml");
            assert!(faults.iter().any(|it| it.to_string().contains(expected)), "{expected}: {faults:?}");
        }
    }
}
