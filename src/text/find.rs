//! Finding as people type: by characters, by pinyin, by initials, or by any mixture of them.

use std::sync::LazyLock;

use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::{PinyinData, PinyinNotation};

use crate::domain::fold::folded_key;

/// Readings of every character: built once, at the first search.
static READINGS: LazyLock<PinyinData> = LazyLock::new(|| PinyinData::new(notations()));

/// Surnames whose reading as a surname is not among a character's everyday ones, beside that reading.
/// The table of readings lacks some of these; matching by them as well costs nothing.
const SURNAMES: &[(&str, &str)] = &[
    ("万俟", "moqi"),
    ("尉迟", "yuchi"),
    ("澹台", "tantai"),
    ("长孙", "zhangsun"),
    ("曾", "zeng"),
    ("单", "shan"),
    ("解", "xie"),
    ("翟", "zhai"),
    ("仇", "qiu"),
    ("查", "zha"),
    ("朴", "piao"),
    ("区", "ou"),
    ("盖", "ge"),
    ("乐", "yue"),
    ("任", "ren"),
    ("华", "hua"),
    ("纪", "ji"),
    ("尹", "yin"),
    ("缪", "miao"),
    ("冼", "xian"),
];

fn notations() -> PinyinNotation {
    PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter
}

/// A query made ready once and tried on many texts. Blanks part it into words that must all be found.
pub struct Finder {
    words: Vec<Word>,
}

struct Word {
    folded: String,
    /// Present when the word has a letter and can thus be a reading.
    pinyin: Option<IbMatcher<'static>>,
}

impl Finder {
    /// Prepares a query as typed: full-width letters and capitals are the same as half-width small ones.
    #[must_use]
    pub fn new(query: &str) -> Self {
        let words = query
            .split_whitespace()
            .map(folded_key)
            .filter(|word| !word.is_empty())
            .map(|folded| {
                let spelled = folded.bytes().any(|b| b.is_ascii_lowercase());
                let pinyin = spelled.then(|| {
                    IbMatcher::builder(folded.as_str())
                        .is_pattern_partial(true)
                        .pinyin(PinyinMatchConfig::builder(notations()).data(&READINGS).build())
                        .build()
                });
                Word { folded, pinyin }
            })
            .collect();
        Self { words }
    }

    /// Whether nothing is asked for; then everything matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether every word of the query is found in the text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let folded = folded_key(text);
        self.words.iter().all(|word| word.is_in(&folded))
    }

    /// Whether every word of the query is found in one or another of the texts.
    #[must_use]
    pub fn matches_any<'t>(&self, texts: impl IntoIterator<Item = &'t str> + Clone) -> bool {
        self.words.iter().all(|word| texts.clone().into_iter().any(|text| word.is_in(&folded_key(text))))
    }
}

impl Word {
    fn is_in(&self, folded: &str) -> bool {
        if folded.contains(&self.folded) {
            return true;
        }
        let Some(pinyin) = &self.pinyin else { return false };
        if pinyin.is_match(folded) {
            return true;
        }
        SURNAMES.iter().any(|(surname, reading)| {
            folded.strip_prefix(surname).is_some_and(|given| {
                // The reading in place of the surname; or its initials, one a character.
                let initials: String = initials_of(surname, reading);
                pinyin.is_match(format!("{reading}{given}").as_str())
                    || pinyin.is_match(format!("{initials}{given}").as_str())
            })
        })
    }
}

/// First letters of a surname's reading; of the two-character ones the second letter follows the table.
fn initials_of(surname: &str, reading: &str) -> String {
    let second = match surname {
        "万俟" => "q",
        "尉迟" => "c",
        "澹台" => "t",
        "长孙" => "s",
        _ => "",
    };
    format!("{}{second}", reading.get(..1).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_pinyin_and_initials_find_the_same_row() {
        for (query, text, found) in [
            ("", "张启安", true),
            ("启安", "张启安", true),
            ("zqa", "张启安", true),
            ("ZQA", "张启安", true),
            ("ｚｑａ", "张启安", true),
            ("zhangqian", "张启安", true),
            ("zhangq", "张启安", true),
            ("zhan", "张启安", true),
            ("张qa", "张启安", true),
            ("aqpx", "安全培训", true),
            ("zdyh", "重大隐患", true),
            ("cqs", "重庆市", true),
            ("隐患", "重大隐患", true),
            ("yh-2026", "YH-2026-0147", true),
            ("0147", "YH-2026-0147", true),
            ("yh 0147", "YH-2026-0147", true),
            ("配电 上锁", "配电箱未上锁", true),
            ("配电 下锁", "配电箱未上锁", false),
            ("一 车间", "一车间", true),
            ("xyz", "张启安", false),
            ("李", "张启安", false),
            ("%", "张启安", false),
            ("\" * NEAR", "张启安", false),
        ] {
            assert_eq!(Finder::new(query).matches(text), found, "{query} in {text}");
        }
    }

    #[test]
    fn surnames_are_found_by_their_reading_as_surnames() {
        for (name, queries) in [
            ("曾国强", ["zengguoqiang", "zgq", "zeng"]),
            ("单小平", ["shanxiaoping", "sxp", "shan"]),
            ("解建军", ["xiejianjun", "xjj", "xie"]),
            ("万俟明", ["moqiming", "mqm", "moqi"]),
            ("翟志刚", ["zhaizhigang", "zzg", "zhai"]),
            ("仇大海", ["qiudahai", "qdh", "qiu"]),
            ("查理明", ["zhaliming", "zlm", "zha"]),
        ] {
            for query in queries {
                assert!(Finder::new(query).matches(name), "{query} does not find {name}");
            }
        }
    }

    #[test]
    fn words_may_lie_in_different_columns() {
        assert!(Finder::new("wjg 配电").matches_any(["王建国", "配电箱未上锁"]));
        assert!(!Finder::new("wjg 叉车").matches_any(["王建国", "配电箱未上锁"]));
    }
}
