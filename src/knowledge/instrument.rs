//! Legal instruments and standards, and how an article of one is cited.
//!
//! One id per instrument (`reg.work-safety-law`); an edition is a span of days in which one text of it was in force.
//! What nobody verified is marked so and shown as 「依据待核对」 beside whatever rests on it.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::code::codes;

codes! {
    /// Whether somebody checked a statement against the source: 确认 needs two independent sources or a reading of
    /// the text itself.
    pub enum Mark { Confirmed = "confirmed" "确认", Unverified = "unverified" "待核" }
}

codes! {
    /// What sort of instrument it is; decides how it is cited.
    pub enum InstrumentKind {
        Law = "law" "法律",
        Regulation = "regulation" "行政法规",
        Order = "order" "部门规章",
        Document = "document" "规范性文件",
        Standard = "standard" "标准",
        Local = "local" "地方规定",
        House = "house" "本单位制度",
    }
}

/// What is said beside a citation that nobody verified.
pub const UNVERIFIED_NOTE: &str = "依据待核对";

/// One text of an instrument and the days on which it is in force.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// First day in force; absent where nobody verified a date.
    pub effective_from: Option<NaiveDate>,
    /// Last day in force; absent while it has no end.
    pub effective_to: Option<NaiveDate>,
    /// Number of this edition where it differs from edition to edition (standards).
    pub number: Option<String>,
    /// Id of another instrument that takes its place.
    pub successor: Option<String>,
    /// What is still to be verified, or what changed.
    pub note: Option<String>,
    /// Whether existence and number are verified.
    pub mark: Mark,
    /// Whether the dates are verified.
    #[serde(default = "confirmed")]
    pub from_mark: Mark,
}

impl Edition {
    /// Whether this edition is in force on `date`; an unknown end or beginning does not exclude.
    #[must_use]
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.effective_from.is_none_or(|from| from <= date) && self.effective_to.is_none_or(|to| date <= to)
    }
}

/// One law, regulation, order, document or standard.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Stable id, `reg.…`.
    pub id: String,
    /// Official title.
    pub title: String,
    /// Short title used in citations.
    pub short: String,
    /// 文号 or standard number in force when the pack was checked.
    pub number: String,
    /// Sort of instrument.
    pub kind: InstrumentKind,
    /// Short codes of working papers that mean this instrument.
    #[serde(default)]
    pub alias: Vec<String>,
    /// Its editions, oldest first.
    pub edition: Vec<Edition>,
}

impl Instrument {
    /// The edition in force on `date`, if any.
    #[must_use]
    pub fn edition_on(&self, date: NaiveDate) -> Option<&Edition> {
        self.edition.iter().rev().find(|edition| edition.covers(date))
    }

    /// The edition with this number.
    #[must_use]
    pub fn edition_numbered(&self, number: &str) -> Option<&Edition> {
        self.edition.iter().find(|edition| edition.number.as_deref().unwrap_or(&self.number) == number)
    }

    /// Number printed for `edition`.
    #[must_use]
    pub fn number_of<'a>(&'a self, edition: Option<&'a Edition>) -> &'a str {
        edition.and_then(|it| it.number.as_deref()).unwrap_or(&self.number)
    }

    /// `《安全生产法》第四十四条`, `GB/T 33000-2016 第5.4.2条`; with the note of an unverified basis where it is one.
    /// `date` picks the edition of a standard, none means the one in force when the pack was checked.
    #[must_use]
    pub fn cite(&self, basis: &Basis, date: Option<NaiveDate>) -> String {
        let edition = match (&basis.edition, date) {
            (Some(number), _) => self.edition_numbered(number),
            (None, Some(date)) => self.edition_on(date),
            (None, None) => self.edition_numbered(&self.number).or(self.edition.last()),
        };
        let article = basis.article.as_deref().map(|text| self.article_words(text)).unwrap_or_default();
        let mut words = match self.kind {
            InstrumentKind::Law | InstrumentKind::Regulation | InstrumentKind::Order | InstrumentKind::Local => {
                format!("《{}》{article}", self.short)
            }
            InstrumentKind::Document if self.number.contains('〔') => {
                format!("《{}》（{}）{article}", self.short, self.number)
            }
            InstrumentKind::Document => format!("《{}》{article}", self.short),
            InstrumentKind::Standard => {
                let number = self.number_of(edition);
                if article.is_empty() { number.to_owned() } else { format!("{number} {article}") }
            }
            InstrumentKind::House => self.short.clone(),
        };
        let edition_unverified = edition.is_some_and(|it| it.mark == Mark::Unverified);
        if basis.mark == Mark::Unverified || edition_unverified {
            words.push_str(&format!("（{UNVERIFIED_NOTE}）"));
        }
        words
    }

    /// The article as this sort of instrument counts it.
    fn article_words(&self, article: &str) -> String {
        match self.kind {
            InstrumentKind::Standard => format!("第{article}条"),
            InstrumentKind::House => String::new(),
            InstrumentKind::Law
            | InstrumentKind::Regulation
            | InstrumentKind::Order
            | InstrumentKind::Document
            | InstrumentKind::Local => {
                Article::read(article).map_or_else(|| format!("第{article}条"), |it| it.to_string())
            }
        }
    }
}

/// A reference to an instrument and, where it is known, to its article.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Id of the instrument.
    pub reg: String,
    /// Article: `44` 条, `24:2` 条款, `13(1)` 条项, `25:1(3)` 条款项; for standards the clause number as printed.
    pub article: Option<String>,
    /// Number of the edition meant, where it is not the one in force.
    pub edition: Option<String>,
    /// Whether the reference itself is verified.
    #[serde(default = "confirmed")]
    pub mark: Mark,
}

/// Default of a mark that is not written.
pub(crate) fn confirmed() -> Mark {
    Mark::Confirmed
}

/// An article number of a law, regulation or order, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Article {
    /// 条
    pub article: u32,
    /// 款
    pub paragraph: Option<u32>,
    /// 项
    pub item: Option<u32>,
}

impl Article {
    /// Reads `44`, `24:2`, `13(1)`, `25:1(3)`; nothing else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (head, item) = match text.split_once('(') {
            Some((head, rest)) => (head, Some(number(rest.strip_suffix(')')?)?)),
            None => (text, None),
        };
        let (article, paragraph) = match head.split_once(':') {
            Some((article, paragraph)) => (article, Some(number(paragraph)?)),
            None => (head, None),
        };
        Some(Self { article: number(article)?, paragraph, item })
    }
}

impl std::fmt::Display for Article {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "第{}条", chinese_number(self.article))?;
        if let Some(paragraph) = self.paragraph {
            write!(f, "第{}款", chinese_number(paragraph))?;
        }
        if let Some(item) = self.item {
            write!(f, "第{}项", chinese_number(item))?;
        }
        Ok(())
    }
}

/// A number from 1 to 9999 in plain digits.
fn number(text: &str) -> Option<u32> {
    if text.is_empty() || text.starts_with('0') || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|it| *it <= 9999)
}

/// 0–9999 as laws count their articles: 44 → 四十四, 101 → 一百零一, 110 → 一百一十. Larger numbers stay digits.
#[must_use]
pub fn chinese_number(number: u32) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |it: u32| DIGITS.get(it as usize).copied().unwrap_or('零');
    if number > 9999 {
        return number.to_string();
    }
    if number < 10 {
        return digit(number).to_string();
    }
    let mut words = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let here = number / unit % 10;
        if here == 0 {
            gap = !words.is_empty();
            continue;
        }
        if gap {
            words.push('零');
            gap = false;
        }
        let bare_ten = unit == 10 && here == 1 && words.is_empty();
        if !bare_ten {
            words.push(digit(here));
        }
        words.push_str(name);
    }
    words
}

/// What `instruments.toml` holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstrumentPack {
    /// Always `instruments`.
    #[serde(rename = "pack")]
    pub _pack: String,
    /// Title of the pack.
    #[serde(rename = "title")]
    pub _title: String,
    /// Edition of the pack.
    #[serde(rename = "edition")]
    pub _edition: String,
    /// Day on which `number` was the one in force.
    #[serde(rename = "checked_on")]
    pub _checked_on: NaiveDate,
    /// The instruments.
    pub instrument: Vec<Instrument>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_counted_as_laws_count_them() {
        for (number, words) in [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (44, "四十四"),
            (100, "一百"),
            (101, "一百零一"),
            (110, "一百一十"),
            (118, "一百一十八"),
            (127, "一百二十七"),
            (201, "二百零一"),
            (1010, "一千零一十"),
            (1259, "一千二百五十九"),
        ] {
            assert_eq!(chinese_number(number), words);
        }
    }

    #[test]
    fn only_well_formed_articles_are_read() {
        assert_eq!(Article::read("25:1(3)").unwrap().to_string(), "第二十五条第一款第三项");
        assert_eq!(Article::read("13(1)").unwrap().to_string(), "第十三条第一项");
        for bad in ["", "0", "04", "a", "5.4.2", "13(", "13()", "13:1:2", "4 4", "99999"] {
            assert_eq!(Article::read(bad), None, "{bad}");
        }
    }
}
