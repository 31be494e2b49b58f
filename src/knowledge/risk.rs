//! How risks are graded: scales, bands and their words, read from `knowledge/risk.toml`.

use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::Packs;
use super::check::check_basis;
use super::instrument::{Basis, Mark};
use super::shape::Fault;
use crate::domain::fold::clean_line;
use crate::domain::risk::{self, Band, Grade, Method, Tenths};
use crate::error::{Error, Result};

/// Path of the pack below `knowledge/`.
pub const FILE: &str = "risk.toml";

/// The pack.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskPack {
    /// Always `risk`.
    pub pack: String,
    /// Stable id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Edition.
    pub edition: String,
    /// First day on which it is to be used.
    pub effective_from: NaiveDate,
    /// Day the references were checked.
    pub checked_on: NaiveDate,
    /// Where the whole comes from.
    pub basis: Vec<Basis>,
    /// What the reader should know about it.
    pub note: Option<String>,
    /// The methods that multiply.
    pub method: Vec<MethodPack>,
}

/// A method: its scales, and from which product on each colour holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodPack {
    /// Which.
    pub code: Method,
    /// Title.
    pub title: String,
    /// `D = L × E × C`.
    pub formula: String,
    /// How sure the scales are.
    pub mark: Mark,
    /// How sure the colours are.
    pub bands_mark: Mark,
    /// Bands, the gravest first.
    pub bands: Vec<BandWords>,
    /// Scales in the order of the formula.
    pub scale: Vec<Scale>,
}

/// A band with what it means.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandWords {
    /// Smallest product of the band, points.
    pub from: u32,
    /// Its colour.
    pub grade: Grade,
    /// What it means.
    pub words: String,
}

/// One factor of the product.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// `L`, `E`, `C`, `S`.
    pub letter: String,
    /// What it measures.
    pub title: String,
    /// Its values, the largest first.
    pub values: Vec<ScaleValue>,
}

/// One value of a scale.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleValue {
    /// As it is written: `0.5`.
    pub value: String,
    /// When it is taken.
    pub words: String,
}

impl Scale {
    /// `10 连续暴露；6 每天…` for a line of help.
    #[must_use]
    pub fn words(&self) -> String {
        let each = self.values.iter().map(|it| format!("{} {}", it.value, it.words));
        each.collect::<Vec<_>>().join("；")
    }
}

impl RiskPack {
    /// A method; [`Method::Direct`] has none.
    #[must_use]
    pub fn method(&self, method: Method) -> Option<&MethodPack> {
        self.method.iter().find(|it| it.code == method)
    }

    /// The bands of a method.
    #[must_use]
    pub fn bands(&self, method: Method) -> Vec<Band> {
        let bands = self.method(method).map(|it| it.bands.as_slice()).unwrap_or_default();
        bands.iter().map(|it| Band { from: it.from, grade: it.grade }).collect()
    }

    /// What is wrong with it: scales that are not those of the method, bands that do not descend or leave a product out.
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for method in &self.method {
            let place = method.code.code().to_owned();
            let scales: &[(&str, &[u32])] = match method.code {
                Method::Lec => &[("L", risk::LIKELIHOOD), ("E", risk::EXPOSURE), ("C", risk::CONSEQUENCE)],
                Method::Ls => &[("L", risk::ONE_TO_FIVE), ("S", risk::ONE_TO_FIVE)],
                Method::Direct => &[],
            };
            let letters: Vec<&str> = method.scale.iter().map(|it| it.letter.as_str()).collect();
            if letters != scales.iter().map(|(letter, _)| *letter).collect::<Vec<_>>() {
                faults.push((place.clone(), format!("取值表应当依次是 {}", method.formula)));
            }
            for (scale, (_, values)) in method.scale.iter().zip(scales) {
                for it in &scale.values {
                    if Tenths::on_scale(&it.value, values).is_none() {
                        faults.push((place.clone(), format!("{} 没有“{}”这个取值", scale.letter, it.value)));
                    }
                }
                if scale.values.len() != values.len() {
                    faults.push((place.clone(), format!("{} 的取值没有列全", scale.letter)));
                }
            }
            let descending =
                method.bands.windows(2).all(|pair| matches!(pair, [above, below] if above.from > below.from));
            let ordered = method.bands.windows(2).all(|pair| matches!(pair, [a, b] if a.grade <= b.grade));
            if !descending || !ordered || method.bands.last().is_none_or(|it| it.from > 1) {
                faults.push((place, "分档应当从重到轻、分数递减，最后一档从 0 或 1 起".to_owned()));
            }
        }
        if self.method(Method::Lec).is_none() || self.method(Method::Ls).is_none() {
            faults.push((String::new(), "要有 lec 和 ls 两种方法".to_owned()));
        }
        faults
    }
}

/// Every fault of a pack of this kind.
#[must_use]
pub fn check_pack(table: &toml::Table) -> Vec<Fault> {
    let pack: RiskPack = match table.clone().try_into() {
        Ok(pack) => pack,
        Err(error) => return vec![(String::new(), clean_line(error.message()))],
    };
    let mut faults = pack.faults();
    match Packs::builtin() {
        Ok(packs) => pack.basis.iter().for_each(|basis| check_basis(basis, packs, "", &mut faults)),
        Err(error) => faults.push((String::new(), error.message)),
    }
    faults
}

/// The pack that comes with the program; read on the first call.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when it cannot be read; a test holds that it can.
pub fn builtin() -> Result<&'static RiskPack> {
    static PACK: OnceLock<Result<RiskPack, String>> = OnceLock::new();
    let read = || {
        let text = include_str!("../../knowledge/risk.toml");
        toml::from_str(text).map_err(|error| format!("内置规则包 {FILE} 读不出来：{error}"))
    };
    PACK.get_or_init(read).as_ref().map_err(|message| Error::internal(message.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(text: &str) -> Vec<String> {
        check_pack(&text.parse().unwrap()).into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn the_pack_of_the_program_is_whole() {
        let text = include_str!("../../knowledge/risk.toml");
        assert!(faults_of(text).is_empty(), "{:?}", faults_of(text));
        let pack = builtin().unwrap();
        let graded = |method, product: u64| risk::grade(product * 100, &pack.bands(method)).unwrap();
        for (product, grade) in [(10_000, Grade::Red), (320, Grade::Red), (319, Grade::Orange), (160, Grade::Orange)] {
            assert_eq!(graded(Method::Lec, product), grade, "{product}");
        }
        for (product, grade) in [(159, Grade::Yellow), (70, Grade::Yellow), (69, Grade::Blue), (0, Grade::Blue)] {
            assert_eq!(graded(Method::Lec, product), grade, "{product}");
        }
        for (product, grade) in [(25, Grade::Red), (20, Grade::Red), (16, Grade::Orange), (15, Grade::Orange)] {
            assert_eq!(graded(Method::Ls, product), grade, "{product}");
        }
        for (product, grade) in [(12, Grade::Yellow), (9, Grade::Yellow), (8, Grade::Blue), (1, Grade::Blue)] {
            assert_eq!(graded(Method::Ls, product), grade, "{product}");
        }
    }

    #[test]
    fn bands_out_of_order_and_strange_values_are_named() {
        let text = include_str!("../../knowledge/risk.toml");
        let swapped = text.replace("from = 160", "from = 400");
        assert!(faults_of(&swapped).iter().any(|it| it.contains("分数递减")));
        let strange = text.replace("value = \"0.2\"", "value = \"0.3\"");
        assert!(faults_of(&strange).iter().any(|it| it.contains("没有“0.3”这个取值")));
    }
}
