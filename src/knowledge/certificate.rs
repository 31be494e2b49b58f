//! The pack of certificate kinds: read once, checked as every pack is.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::obligation::check_reference;
use super::shape::Fault;
use crate::domain::certificate::{CertificateKind, Family, Terms};
use crate::domain::code::Choice;
use crate::domain::fold::{clean_line, folded_key};
use crate::domain::profile::Basis;
use crate::error::{Error, Result};

/// Path below `knowledge/`.
pub const FILE: &str = "certificates.toml";

/// A catalogue of special operations, by edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Id, `cat.special-2010`.
    pub id: String,
    /// Title.
    pub title: String,
    /// First day in force.
    pub effective_from: NaiveDate,
    /// Last day in force; absent: until further notice.
    #[serde(default)]
    pub effective_to: Option<NaiveDate>,
    /// Articles.
    pub basis: Vec<Basis>,
    /// Whether its content still has to be checked.
    #[serde(default)]
    pub unverified: bool,
    /// What is open about it.
    #[serde(default)]
    pub note: String,
    /// Categories it knows.
    pub categories: Vec<String>,
}

/// Terms that all kinds of a family share.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyTerms {
    family: Family,
    terms: Vec<Terms>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindEntry {
    id: String,
    title: String,
    family: Family,
    #[serde(default)]
    category: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    opens: String,
    #[serde(default)]
    terms: Vec<Terms>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CertificateFile {
    #[serde(rename = "pack")]
    _pack: String,
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "edition")]
    _edition: String,
    #[serde(rename = "checked_on")]
    _checked_on: NaiveDate,
    catalogue: Vec<Catalogue>,
    family: Vec<FamilyTerms>,
    kind: Vec<KindEntry>,
}

/// The pack, ready to be looked things up in.
#[derive(Clone, Debug)]
pub struct CertificatePack {
    /// Kinds, in the order they are offered.
    pub kinds: Vec<CertificateKind>,
    /// Catalogues of special operations, oldest first.
    pub catalogues: Vec<Catalogue>,
}

impl CertificatePack {
    /// The kind with this id.
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<&CertificateKind> {
        self.kinds.iter().find(|it| it.id == id)
    }

    /// The kind that is called so: id, title or another name in use, folded.
    #[must_use]
    pub fn named(&self, text: &str) -> Option<&CertificateKind> {
        let wanted = folded_key(text);
        let is = |name: &String| folded_key(name) == wanted;
        let by_title = self.kinds.iter().find(|it| it.id == text || is(&it.title));
        by_title.or_else(|| self.kinds.iter().find(|it| it.also.iter().any(is)))
    }

    /// The catalogue of special operations in force on a day.
    #[must_use]
    pub fn catalogue_on(&self, day: NaiveDate) -> Option<&Catalogue> {
        self.catalogues.iter().find(|it| it.effective_from <= day && it.effective_to.is_none_or(|last| day <= last))
    }
}

/// The kinds that come with the program.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when the embedded pack cannot be read; tests hold that it can.
pub fn builtin() -> Result<&'static CertificatePack> {
    static BUILTIN: OnceLock<Result<CertificatePack, String>> = OnceLock::new();
    let read = || {
        let source =
            super::source::SOURCES.iter().find(|it| it.file == FILE).ok_or("内置规则包缺少 certificates.toml")?;
        let file: CertificateFile =
            toml::from_str(source.text).map_err(|error| format!("内置规则包 {FILE} 读不出来：{error}"))?;
        Ok(joined(file))
    };
    BUILTIN.get_or_init(read).as_ref().map_err(|message| Error::internal(message.clone()))
}

/// Kinds without terms of their own take those of their family.
fn joined(file: CertificateFile) -> CertificatePack {
    let CertificateFile { catalogue, family, kind, .. } = file;
    let kinds = kind.into_iter().map(|it| {
        let shared = family.iter().find(|of| of.family == it.family).map(|of| of.terms.clone());
        let KindEntry { id, title, family, category, also, opens, terms } = it;
        let terms = if terms.is_empty() { shared.unwrap_or_default() } else { terms };
        CertificateKind { id, title, family, category, also, opens, terms }
    });
    CertificatePack { kinds: kinds.collect(), catalogues: catalogue }
}

/// Every kind as a choice: id and title, in the order of the pack. Empty when the embedded pack cannot be read.
#[must_use]
pub fn choices() -> &'static [Choice] {
    static CHOICES: OnceLock<Vec<Choice>> = OnceLock::new();
    CHOICES.get_or_init(|| {
        let kinds = builtin().map(|pack| pack.kinds.as_slice()).unwrap_or_default();
        kinds.iter().map(|it| Choice { code: it.id.as_str(), label: it.title.as_str() }).collect()
    })
}

/// The id of the kind that is called so: title or another name in use.
#[must_use]
pub fn find(text: &str) -> Option<&'static str> {
    builtin().ok()?.named(text).map(|it| it.id.as_str())
}

/// Every fault of a pack of certificate kinds.
#[must_use]
pub fn check_pack(table: &toml::Table) -> Vec<Fault> {
    let file: CertificateFile = match table.clone().try_into() {
        Ok(file) => file,
        Err(error) => return vec![(String::new(), clean_line(error.message()))],
    };
    let mut faults: Vec<Fault> = Vec::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for it in &file.kind {
        if !it.id.starts_with("ct.") {
            faults.push((it.id.clone(), "编号应以 ct. 开头".to_owned()));
        }
        for name in [&it.id, &it.title].into_iter().chain(&it.also) {
            if !names.insert(folded_key(name)) {
                faults.push((it.id.clone(), format!("名称“{name}”重复")));
            }
        }
        if it.terms.is_empty() && !file.family.iter().any(|of| of.family == it.family && !of.terms.is_empty()) {
            faults.push((it.id.clone(), "没有有效期规则（terms）".to_owned()));
        }
        if it.family == Family::Special && !file.catalogue.iter().any(|of| of.categories.contains(&it.category)) {
            faults.push((it.id.clone(), format!("类别“{}”不在任何特种作业目录里", it.category)));
        }
        if it.family == Family::Special && it.opens.is_empty() {
            faults.push((it.id.clone(), "特种作业应写明可以从事的作业（opens）".to_owned()));
        }
        check_terms(&it.id, &it.terms, &mut faults);
    }
    for of in &file.family {
        check_terms(of.family.code(), &of.terms, &mut faults);
    }
    for it in &file.catalogue {
        it.basis.iter().for_each(|basis| check_reference(basis, &it.id, &mut faults));
    }
    faults
}

fn check_terms(place: &str, terms: &[Terms], faults: &mut Vec<Fault>) {
    for it in terms {
        if it.basis.is_empty() {
            faults.push((place.to_owned(), "有效期规则没有依据".to_owned()));
        }
        it.basis.iter().for_each(|basis| check_reference(basis, place, faults));
    }
    for (one, next) in terms.iter().zip(terms.iter().skip(1)) {
        if one.effective_to.is_none_or(|last| next.effective_from <= last) {
            faults.push((place.to_owned(), "有效期规则的施行期重叠或次序颠倒".to_owned()));
        }
    }
}

#[cfg(test)]
#[path = "qualification_tests.rs"]
mod judged;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_kind_is_found_by_what_people_call_it() {
        let pack = builtin().unwrap();
        let cases = [
            ("低压电工", "ct.electric_low"),
            ("低压电工作业", "ct.electric_low"),
            ("ct.weld_fusion", "ct.weld_fusion"),
            ("焊工证", "ct.weld_fusion"),
            ("ｎ1", "ct.se_n1"),
            ("叉车证", "ct.se_n1"),
            ("特种设备安全管理员", "ct.se_a"),
            ("注安师", "ct.engineer"),
            ("建构筑物消防员", "ct.fire_operator_old"),
        ];
        for (said, id) in cases {
            assert_eq!(pack.named(said).map(|it| it.id.as_str()), Some(id), "{said}");
        }
        assert!(pack.named("飞行员").is_none());
    }

    #[test]
    fn the_order_of_2026_takes_over_on_its_day_with_its_numbers_marked() {
        let pack = builtin().unwrap();
        let kind = pack.kind("ct.electric_low").unwrap();
        for (issued, unverified) in [("2026-05-31", false), ("2026-06-01", true)] {
            let terms = kind.on(day(issued)).unwrap();
            assert_eq!((terms.valid_months, terms.review_months), (Some(72), Some(36)), "{issued}");
            assert_eq!(terms.unverified, unverified, "{issued}");
            assert_eq!(pack.catalogue_on(day(issued)).unwrap().unverified, unverified, "{issued}");
        }
    }

    #[test]
    fn a_pack_with_a_mistake_is_refused_with_the_kind() {
        let sound = super::super::source::SOURCES.iter().find(|it| it.file == FILE).unwrap().text;
        for (from, to, expected) in [
            ("id = \"ct.electric_low\"", "id = \"electric_low\"", "ct."),
            ("title = \"高压电工作业\"", "title = \"低压电工作业\"", "重复"),
            ("category = \"电工作业\"", "category = \"带电作业\"", "不在任何特种作业目录里"),
            ("effective_to = \"2019-05-31\"", "effective_to = \"2019-06-30\"", "重叠"),
            ("reg.tsg-z6001", "reg.tsg-none", "reg.tsg-none"),
        ] {
            assert!(sound.contains(from), "{from}");
            let table: toml::Table = sound.replacen(from, to, 1).parse().unwrap();
            let faults = check_pack(&table);
            assert!(faults.iter().any(|(_, said)| said.contains(expected)), "{expected}: {faults:?}");
        }
    }
}
