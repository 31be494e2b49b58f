//! 安全生产标准化: scoring standards as editions, read from `knowledge/standardisation/*.toml` or brought by the plant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::Packs;
use super::check::{BASIS, check_basis, check_unique};
use super::checklist::Thousandths;
use super::instrument::{Basis, Mark};
use super::shape::{Fault, Key, Type, may, must, walk};
use crate::domain::code::Choice;
use crate::domain::fold::{clean_line, is_unwanted};
use crate::domain::standardisation::{GradeOn, Level, Scoring, SpecialOff};
use crate::error::{Error, Result};

/// The embedded editions: path below `knowledge/` and text, oldest first.
pub const FILES: &[(&str, &str)] = &[
    ("standardisation/g33-2016.toml", include_str!("../../knowledge/standardisation/g33-2016.toml")),
    ("standardisation/g33-2025.toml", include_str!("../../knowledge/standardisation/g33-2025.toml")),
];

/// Most scoring items an edition may have.
pub const MOST: usize = 10_000;

const MARK: Type = Type::Code(Mark::CHOICES);
const NAMED: Type = Type::Code(Level::CHOICES as &[Choice]);
const LINE: &[Key] = &[must("level", NAMED), must("percent", Type::Whole)];
const SCORING: &[Key] = &[
    must("special_off", Type::Code(SpecialOff::CHOICES)),
    must("grade_on", Type::Code(GradeOn::CHOICES)),
    must("line", Type::Tables(LINE)),
];
const CHAPTER: &[Key] =
    &[must("code", Type::Text), must("title", Type::Text), may("mark", MARK), may("note", Type::Text)];
const ELEMENT: &[Key] = &[
    must("code", Type::Text),
    must("chapter", Type::Text),
    must("title", Type::Text),
    must("points", Type::Number),
    may("basis", Type::Tables(BASIS)),
    may("registers", Type::Texts),
    may("papers", Type::Texts),
];
const ITEM: &[Key] = &[
    must("code", Type::Text),
    must("element", Type::Text),
    must("content", Type::Text),
    must("standard", Type::Text),
    must("rule", Type::Text),
    must("points", Type::Number),
    must("mark", MARK),
    may("source", Type::Text),
];
const VETO: &[Key] = &[must("code", Type::Text), must("content", Type::Text), must("source", Type::Text)];
const SHAPE: &[Key] = &[
    must("pack", Type::Text),
    must("id", Type::Text),
    must("title", Type::Text),
    must("edition", Type::Text),
    must("effective_from", Type::Date),
    may("checked_on", Type::Date),
    may("industry", Type::Text),
    may("full", Type::Number),
    may("note", Type::Text),
    may("basis", Type::Tables(BASIS)),
    may("scoring", Type::Table(SCORING)),
    must("chapter", Type::Tables(CHAPTER)),
    may("element", Type::Tables(ELEMENT)),
    may("item", Type::Tables(ITEM)),
    may("veto", Type::Tables(VETO)),
];

/// One scoring standard in one edition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Always `standardisation`.
    pub pack: String,
    /// Stable id, `sd.…`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Edition; kept with every round made by it.
    pub edition: String,
    /// First day on which this edition is to be used.
    pub effective_from: NaiveDate,
    /// Day its references were checked.
    pub checked_on: Option<NaiveDate>,
    /// Trade it is for.
    pub industry: Option<String>,
    /// Standard points of the whole; absent: it scores nothing.
    pub full: Option<Thousandths>,
    /// What the reader should know about it.
    pub note: Option<String>,
    /// Where it comes from.
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// How it scores; absent: it does not.
    pub scoring: Option<Scoring>,
    /// First-level elements.
    pub chapter: Vec<Chapter>,
    /// Second-level elements: the categories of the scoring.
    #[serde(default)]
    pub element: Vec<Element>,
    /// Scoring items, in the order of the sheet.
    #[serde(default)]
    pub item: Vec<Item>,
    /// Veto items: while one stands there is no grade.
    #[serde(default)]
    pub veto: Vec<Veto>,
}

/// A first-level element.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// `5.1`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Whether the heading is verified.
    pub mark: Option<Mark>,
    /// What the reader should know.
    pub note: Option<String>,
}

/// A second-level element.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Element {
    /// `5.1.2`.
    pub code: String,
    /// Code of its first-level element.
    pub chapter: String,
    /// Title.
    pub title: String,
    /// Standard points: the sum of its items.
    pub points: Thousandths,
    /// Where it stands.
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// Registers of this program that serve it, by key.
    #[serde(default)]
    pub registers: Vec<String>,
    /// Papers of this program that serve it, by the key of their kind.
    #[serde(default)]
    pub papers: Vec<String>,
}

/// One scoring item.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// `5.1.2-3`.
    pub code: String,
    /// Code of its second-level element.
    pub element: String,
    /// 评定内容.
    pub content: String,
    /// 达标标准.
    pub standard: String,
    /// 扣分办法.
    pub rule: String,
    /// Standard points.
    pub points: Thousandths,
    /// Whether points and rule are verified.
    pub mark: Mark,
    /// Where it comes from, in words.
    pub source: Option<String>,
}

/// A veto item.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Veto {
    /// `V1`.
    pub code: String,
    /// What rules a grade out.
    pub content: String,
    /// Where it comes from, in words: none without a source.
    pub source: String,
}

impl Edition {
    /// Reads an edition that messages call `file`.
    ///
    /// # Errors
    /// What is wrong with it, as one sentence.
    pub fn read(text: &str, file: &str) -> Result<Self, String> {
        let table: Table = text.parse().map_err(|error| format!("规则包 {file} 读不出来：{error}"))?;
        let faults: Vec<String> =
            shape_faults(&table).into_iter().map(|(place, said)| format!("{place} {said}")).collect();
        if !faults.is_empty() {
            return Err(format!("规则包 {file}：{}", faults.join("；")));
        }
        table.try_into().map_err(|error| format!("规则包 {file} 读不出来：{error}"))
    }

    /// Whether it can be scored by: without items it can't.
    #[must_use]
    pub fn scores(&self) -> bool {
        self.scoring.is_some() && !self.item.is_empty()
    }

    /// The second-level element with this code.
    #[must_use]
    pub fn element(&self, code: &str) -> Option<&Element> {
        self.element.iter().find(|it| it.code == code)
    }

    /// The first-level element with this code.
    #[must_use]
    pub fn chapter(&self, code: &str) -> Option<&Chapter> {
        self.chapter.iter().find(|it| it.code == code)
    }

    /// How many headings or items rest on something unverified.
    #[must_use]
    pub fn unverified(&self) -> usize {
        let headings = self.chapter.iter().filter(|it| it.mark == Some(Mark::Unverified)).count();
        headings + self.item.iter().filter(|it| it.mark == Mark::Unverified).count()
    }

    /// Everything that is wrong with what it says: numbers, sums, codes, texts.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut head = |said: String| faults.push((String::new(), said));
        if self.pack != "standardisation" {
            head("“pack”应为 standardisation".to_owned());
        }
        if !self.id.starts_with("sd.") || self.id.len() < 4 {
            head("“id”应以 sd. 开头".to_owned());
        }
        if self.item.len() > MOST {
            head(format!("评分项有 {} 项，最多 {MOST} 项", self.item.len()));
        }
        match (self.scores(), self.full, &self.scoring) {
            (true, None, _) => head("有评分项，缺少“full”满分".to_owned()),
            (false, Some(_), _) | (false, _, Some(_)) => {
                head("没有评分项的版本不写满分和计分办法：它不能评分".to_owned());
            }
            (true, Some(_), _) | (false, None, None) => {}
        }
        if !self.item.is_empty() && self.scoring.is_none() {
            head("有评分项，缺少“scoring”计分办法".to_owned());
        }
        if let Some(scoring) = &self.scoring {
            faults.extend(line_faults(scoring));
        }
        check_unique("一级要素", self.chapter.iter().map(|it| it.code.as_str()), &mut faults);
        check_unique("要素", self.element.iter().map(|it| it.code.as_str()), &mut faults);
        let codes = self.item.iter().map(|it| it.code.as_str()).chain(self.veto.iter().map(|it| it.code.as_str()));
        check_unique("评分项编号", codes, &mut faults);
        self.item_faults(&mut faults);
        self.sum_faults(&mut faults);
        faults
    }

    fn item_faults(&self, faults: &mut Vec<Fault>) {
        let chapters: BTreeSet<&str> = self.chapter.iter().map(|it| it.code.as_str()).collect();
        let elements: BTreeSet<&str> = self.element.iter().map(|it| it.code.as_str()).collect();
        for element in &self.element {
            if !chapters.contains(element.chapter.as_str()) {
                faults.push((element.code.clone(), format!("没有一级要素“{}”", element.chapter)));
            }
            texts(&element.code, &[("要素名称", &element.title)], faults);
        }
        for item in &self.item {
            let mut say = |said: String| faults.push((item.code.clone(), said));
            if !elements.contains(item.element.as_str()) {
                say(format!("没有要素“{}”", item.element));
            }
            match tenths(item.points) {
                None => say("标准分至多一位小数".to_owned()),
                Some(points) if points <= 0 => say(format!("标准分是 {}，应大于 0", item.points)),
                Some(_) => {}
            }
            let all = [("评定内容", &item.content), ("达标标准", &item.standard), ("扣分办法", &item.rule)];
            texts(&item.code, &all, faults);
        }
        for veto in &self.veto {
            texts(&veto.code, &[("否决内容", &veto.content), ("出处", &veto.source)], faults);
        }
    }

    fn sum_faults(&self, faults: &mut Vec<Fault>) {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for item in &self.item {
            let sum = sums.entry(item.element.as_str()).or_default();
            *sum = sum.saturating_add(item.points.0);
        }
        for element in &self.element {
            let sum = Thousandths(sums.get(element.code.as_str()).copied().unwrap_or(0));
            if sum != element.points {
                let said = format!("标准分 {}，下面各项之和是 {sum}", element.points);
                faults.push((element.code.clone(), said));
            }
        }
        let whole = Thousandths(self.item.iter().fold(0, |sum, it| it.points.0.saturating_add(sum)));
        if let Some(full) = self.full.filter(|full| *full != whole) {
            faults.push((String::new(), format!("满分 {full}，各项之和是 {whole}")));
        }
    }
}

/// Points in tenths; none where there is more than one decimal.
#[must_use]
pub fn tenths(points: Thousandths) -> Option<i64> {
    (points.0 % 100 == 0).then_some(points.0 / 100)
}

fn texts(place: &str, all: &[(&str, &String)], faults: &mut Vec<Fault>) {
    for (name, text) in all {
        if text.trim().is_empty() {
            faults.push((place.to_owned(), format!("{name}没有写")));
        } else if text.chars().any(is_unwanted) {
            faults.push((place.to_owned(), format!("{name}含有控制字符")));
        }
    }
}

/// What is wrong with the grade lines: each level once, falling.
fn line_faults(scoring: &Scoring) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut say = |said: &str| faults.push((String::new(), said.to_owned()));
    if scoring.line.is_empty() {
        say("至少要有一条定级线");
    }
    if scoring.line.iter().any(|it| !(1..=100).contains(&it.percent)) {
        say("定级线应在 1 到 100 之间");
    }
    let falling = scoring.line.windows(2).all(|pair| match pair {
        [upper, lower] => upper.level < lower.level && upper.percent > lower.percent,
        _ => true,
    });
    if !falling {
        say("定级线应由高到低，每级一条");
    }
    faults
}

/// Faults of shape, then of what it says.
fn shape_faults(table: &Table) -> Vec<Fault> {
    let mut faults = Vec::new();
    walk(table, SHAPE, "", &mut faults);
    if faults.is_empty() {
        match table.clone().try_into::<Edition>() {
            Ok(edition) => faults.extend(edition.faults()),
            Err(error) => faults.push((String::new(), format!("读不出来：{}", clean_line(error.message())))),
        }
    } else if let Ok(edition) = lenient(table).try_into::<Edition>() {
        faults.extend(edition.faults());
    }
    faults
}

/// The table without keys nobody knows, so that its sums are told along with a misspelt key.
fn lenient(table: &Table) -> Table {
    table
        .iter()
        .filter(|(name, _)| SHAPE.iter().any(|key| key.name == name.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect()
}

/// Every fault of an edition, references into the instruments included.
#[must_use]
pub fn check_pack(table: &Table) -> Vec<Fault> {
    let mut faults = shape_faults(table);
    let Ok(packs) = Packs::builtin() else { return faults };
    let bases = |place: &str, value: Option<&Value>, faults: &mut Vec<Fault>| {
        for it in value.and_then(Value::as_array).into_iter().flatten() {
            if let Ok(basis) = it.clone().try_into::<Basis>() {
                check_basis(&basis, packs, place, faults);
            }
        }
    };
    bases("", table.get("basis"), &mut faults);
    for (place, element) in super::check::entries(table, "", "element") {
        bases(&place, element.get("basis"), &mut faults);
    }
    faults
}

/// The editions that come with the program; read on the first call, the same ones ever after.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when an embedded one cannot be read; a test holds that none is like that.
pub fn editions() -> Result<&'static [Edition]> {
    static EDITIONS: OnceLock<Result<Vec<Edition>, String>> = OnceLock::new();
    let read = || FILES.iter().map(|(file, text)| Edition::read(text, file)).collect();
    EDITIONS.get_or_init(read).as_ref().map(Vec::as_slice).map_err(|message| Error::internal(message.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn g33() -> &'static Edition {
        &editions().unwrap()[0]
    }

    #[test]
    fn the_2016_edition_has_its_elements_and_a_thousand_points() {
        let it = g33();
        assert_eq!((it.chapter.len(), it.element.len()), (8, 28));
        assert_eq!(it.faults(), Vec::new());
        assert_eq!(it.full.unwrap().to_string(), "1000");
        // Points by first-level element, GB/T 33000-2016 5.1 … 5.8.
        for (chapter, elements, points) in [
            ("5.1", 6, 130),
            ("5.2", 4, 90),
            ("5.3", 2, 110),
            ("5.4", 4, 340),
            ("5.5", 4, 180),
            ("5.6", 3, 80),
            ("5.7", 3, 40),
            ("5.8", 2, 30),
        ] {
            let own: Vec<&Element> = it.element.iter().filter(|e| e.chapter == chapter).collect();
            assert_eq!(own.len(), elements, "{chapter}");
            assert_eq!(own.iter().map(|e| e.points.0 / 1000).sum::<i64>(), points, "{chapter}");
        }
        assert!(it.item.iter().all(|it| it.mark == Mark::Unverified), "the points are our own");
        assert!(it.veto.is_empty(), "none without a source");
    }

    #[test]
    fn the_2025_edition_has_headings_only_and_does_not_score() {
        let it = &editions().unwrap()[1];
        assert_eq!((it.chapter.len(), it.element.len(), it.item.len()), (8, 0, 0));
        assert!(!it.scores() && it.chapter.iter().all(|it| it.mark == Some(Mark::Unverified)));
    }

    #[test]
    fn a_pack_with_a_mistake_is_refused_with_its_place() {
        let sound = FILES[0].1;
        for (from, to, expected) in [
            ("full = 1000", "full = 999", "满分 999，各项之和是 1000"),
            ("points = 20\n", "points = 21\n", "5.1.1：标准分 21，下面各项之和是 20"),
            ("code = \"5.1.1-2\"", "code = \"5.1.1-1\"", "重复"),
            ("element = \"5.1.1\"", "element = \"5.9.9\"", "没有要素“5.9.9”"),
            ("points = 8\n", "points = -8\n", "应大于 0"),
            ("points = 8\n", "points = 7.55\n", "至多一位小数"),
            ("rule = \"没有目标文件不得分；有一项指标不能考核扣1分\"", "rule = \" \"", "“rule”是空的"),
            ("rule = \"没有目标文件不得分；有一项指标不能考核扣1分\"\n", "", "缺少“rule”"),
            ("percent = 75", "percent = 95", "由高到低"),
            ("id = \"sd.g33-2016\"", "id = \"g33\"", "sd."),
            ("article = \"5.1.1\"", "article = \"5.1。1\"", "条号"),
            ("title = \"目标\"", "titel = \"目标\"", "titel"),
        ] {
            assert!(sound.contains(from), "{from}");
            let faults = super::super::check::check(&sound.replacen(from, to, 1), "own.toml");
            assert!(faults.iter().any(|it| it.to_string().contains(expected)), "{expected}: {faults:?}");
        }
    }

    #[test]
    fn an_edition_survives_the_way_into_the_file_and_back() {
        let json = serde_json::to_string(g33()).unwrap();
        assert_eq!(&serde_json::from_str::<Edition>(&json).unwrap(), g33());
    }
}
