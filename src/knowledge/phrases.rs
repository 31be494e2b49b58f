//! 用语体检: phrases that say nothing in a report, and what to write instead.
//!
//! Looked for with width, case and blanks folded, so that a line break or a full-width letter hides nothing. Of two hits
//! that overlap the longer one stands; a hit inside a longer, sensible word that the pack names is none.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::check::check_unique;
use super::shape::{Fault, Key, Type, may, must};
use crate::domain::fold::folded_key;

/// Path below `knowledge/`.
pub const FILE: &str = "phrases.toml";

const PHRASE: &[Key] =
    &[must("text", Type::Text), may("also", Type::Texts), must("suggest", Type::Text), may("except", Type::Texts)];

/// Shape of the pack.
pub const SHAPE: &[Key] = &[
    must("pack", Type::Text),
    must("title", Type::Text),
    must("edition", Type::Text),
    must("phrase", Type::Tables(PHRASE)),
];

/// One phrase that says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// The phrase.
    pub text: String,
    /// Other ways of saying it.
    #[serde(default)]
    pub also: Vec<String>,
    /// What to write instead.
    pub suggest: String,
    /// Longer words that contain it and do say something.
    #[serde(default)]
    pub except: Vec<String>,
}

impl Phrase {
    fn forms(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.text).chain(&self.also)
    }
}

/// The pack.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// Always `phrases`.
    pub pack: String,
    /// Title.
    pub title: String,
    /// Edition of the pack.
    pub edition: String,
    /// The phrases.
    pub phrase: Vec<Phrase>,
}

/// A phrase found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseHit<'a> {
    /// The phrase of the pack.
    pub phrase: &'a Phrase,
    /// First character in the text, counted from 0.
    pub start: usize,
    /// The character after the last one.
    pub end: usize,
}

impl Phrases {
    /// What is wrong with a pack beyond its shape: a form given twice, an exception that excepts nothing.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let forms: Vec<String> = self.phrase.iter().flat_map(Phrase::forms).map(|it| folded_key(it)).collect();
        check_unique("说法", forms.iter().map(String::as_str), &mut faults);
        for phrase in &self.phrase {
            for except in &phrase.except {
                let longer = folded_key(except);
                let inside = phrase.forms().map(|it| folded_key(it)).any(|it| longer != it && longer.contains(&it));
                if !inside {
                    faults.push((phrase.text.clone(), format!("“except”里的“{except}”不含这个说法，起不了作用")));
                }
            }
        }
        faults
    }

    /// Every phrase of the pack in a text, in the order of the text.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<PhraseHit<'_>> {
        let folded = Folded::of(text);
        let mut hits: Vec<PhraseHit<'_>> = Vec::new();
        for phrase in &self.phrase {
            let excepted: Vec<(usize, usize)> = phrase.except.iter().flat_map(|it| folded.places(it)).collect();
            let places: BTreeSet<(usize, usize)> = phrase.forms().flat_map(|it| folded.places(it)).collect();
            let bare = places.into_iter().filter(|(start, end)| !excepted.iter().any(|(a, b)| a <= start && end <= b));
            hits.extend(bare.map(|(start, end)| PhraseHit { phrase, start, end }));
        }
        // The longest of those that overlap.
        hits.sort_by_key(|it| (std::cmp::Reverse(it.end - it.start), it.start));
        let mut kept: Vec<PhraseHit<'_>> = Vec::new();
        for hit in hits {
            if kept.iter().all(|it| hit.end <= it.start || it.end <= hit.start) {
                kept.push(hit);
            }
        }
        kept.sort_by_key(|it| it.start);
        kept
    }
}

/// A text folded, each folded character with the place it came from.
struct Folded {
    characters: Vec<char>,
    places: Vec<usize>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let (mut characters, mut places) = (Vec::new(), Vec::new());
        for (place, c) in text.chars().enumerate() {
            for folded in folded_key(c.encode_utf8(&mut [0; 4])).chars() {
                characters.push(folded);
                places.push(place);
            }
        }
        Self { characters, places }
    }

    /// Where a phrase stands, as first character and the one after the last of the unfolded text.
    fn places(&self, phrase: &str) -> Vec<(usize, usize)> {
        let wanted: Vec<char> = folded_key(phrase).chars().collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let windows = self.characters.windows(wanted.len()).enumerate();
        windows
            .filter(|(_, window)| *window == wanted.as_slice())
            .filter_map(|(at, _)| Some((*self.places.get(at)?, *self.places.get(at + wanted.len() - 1)? + 1)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::knowledge::Packs;

    fn found(text: &str) -> Vec<String> {
        let hits = Packs::builtin().unwrap().phrases().find(text);
        hits.iter().map(|it| text.chars().skip(it.start).take(it.end - it.start).collect()).collect()
    }

    #[test]
    fn a_phrase_is_found_however_it_is_spaced_and_sensible_words_are_not() {
        for (text, expected) in [
            ("下月加强管理。", &["加强管理"][..]),
            ("下月加 强　管\n理。", &["加 强　管\n理"]),
            ("设备运行基本正常，隐患及时整改。", &["基本正常", "及时整改"]),
            ("进一步提高认识", &["进一步提高认识"]),
            ("加强管理层带班", &[]),
            ("加强管理层带班，加强管理", &["加强管理"]),
            ("确保安全距离不小于 5 米", &[]),
            ("收到责令限期整改指令书", &[]),
            ("11月30日前由设备科更换 3 处护罩，责任人王建国", &[]),
            ("", &[]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn every_phrase_comes_with_something_better() {
        let pack = Packs::builtin().unwrap().phrases();
        assert!(pack.phrase.len() >= 30, "{}", pack.phrase.len());
        for it in &pack.phrase {
            assert!(it.suggest.chars().count() >= 8, "{}: {}", it.text, it.suggest);
            for form in it.forms() {
                assert_eq!(pack.find(form).len(), 1, "{form}");
            }
        }
    }

    #[test]
    fn a_pack_says_what_is_wrong_with_it() {
        let head = "pack = \"phrases\"\ntitle = \"t\"\nedition = \"e\"\n";
        let faults = |body: &str| {
            let all = crate::knowledge::check::check(&format!("{head}{body}"), "own.toml");
            all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(faults("[[phrase]]\ntext = \"努力\"\nsuggest = \"写数字\"\n"), "");
        for (body, part) in [
            ("[[phrase]]\ntext = \"努力\"\n", "suggest"),
            ("", "缺少“phrase”"),
            ("[[phrase]]\ntext = \"努力\"\nalso = [\"努 力\"]\nsuggest = \"写数字\"\n", "重复"),
            ("[[phrase]]\ntext = \"努力\"\nexcept = [\"勤奋\"]\nsuggest = \"写数字\"\n", "起不了作用"),
            ("[[phrase]]\ntext = \"努力\"\nadvice = \"x\"\nsuggest = \"写数字\"\n", "advice"),
        ] {
            assert!(faults(body).contains(part), "{body}: {}", faults(body));
        }
    }
}
