//! One typed line of the roll: people to add, or what is said of some that are in it.
//!
//! `-3 17 52:病假` absent, `8 40` failed, `8=55` a score, `?8` no result yet; names and 工号 without a sign are added.

use super::roll::Filled;
use crate::domain::decimal;
use crate::domain::fold::{clean_line, folded_key, to_half_width};
use crate::registers::training::{Mark, Named};

/// What a line says.
#[derive(Debug)]
pub(super) enum Said {
    /// These people take part; who was not found is named.
    Add(Named),
    /// This is said of some.
    Marks(Vec<Mark>),
}

/// Reads a line.
pub(super) fn read(roll: &Filled, raw: &str) -> Result<Said, String> {
    let typed = clean_line(raw);
    if typed.is_empty() {
        return Err("先输入名单，或缺席、不合格的人的序号".to_owned());
    }
    let sign = typed.chars().next().map_or(' ', crate::domain::fold::half_width);
    let rest = typed.get(typed.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
    match sign {
        '+' => Ok(Said::Add(roll.roster.named(rest))),
        '-' => marks(roll, rest, |mark| mark.absent = true),
        '?' => marks(roll, rest, |mark| mark.pending = true),
        '!' => marks(roll, rest, |mark| mark.passed = Some(false)),
        _ if typed.contains(['=', '＝']) => scores(roll, &typed),
        _ if tokens(&typed).iter().all(|it| is_row(roll, it)) => marks(roll, &typed, |mark| mark.passed = Some(false)),
        _ => Ok(Said::Add(roll.roster.named(&typed))),
    }
}

fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | ';' | '；'))
        .map(|it| to_half_width(it).trim().to_owned())
        .filter(|it| !it.is_empty())
        .collect()
}

fn row_of(roll: &Filled, token: &str) -> Option<usize> {
    let n: usize = token.parse().ok().filter(|_| token.len() <= 4)?;
    (1..=roll.people.len()).contains(&n).then(|| n - 1)
}

fn is_row(roll: &Filled, token: &str) -> bool {
    row_of(roll, token).is_some()
}

/// The person of the roll that a number in it, a 工号 or a name means.
pub(super) fn who(roll: &Filled, token: &str) -> Result<i64, String> {
    if let Some(id) = row_of(roll, token).and_then(|n| roll.people.get(n)) {
        return Ok(*id);
    }
    let key = folded_key(token);
    let is_called = |id: &&i64| {
        roll.roster
            .member(**id)
            .is_some_and(|it| (!it.no.is_empty() && folded_key(&it.no) == key) || folded_key(&it.name) == key)
    };
    let found: Vec<&i64> = roll.people.iter().filter(is_called).collect();
    match found.as_slice() {
        [one] => Ok(**one),
        [] => Err(format!("“{token}”不在参加人员里")),
        several => Err(format!("参加人员里有 {} 人叫“{token}”，请用序号", several.len())),
    }
}

fn marks(roll: &Filled, text: &str, put: impl Fn(&mut Mark)) -> Result<Said, String> {
    let (people, note) = text.split_once([':', '：']).unwrap_or((text, ""));
    let mut marks = Vec::new();
    for token in tokens(people) {
        let mut mark = Mark { person: who(roll, &token)?, note: clean_line(note), ..Mark::default() };
        put(&mut mark);
        marks.push(mark);
    }
    if marks.is_empty() { Err("写上序号、姓名或工号".to_owned()) } else { Ok(Said::Marks(marks)) }
}

fn scores(roll: &Filled, text: &str) -> Result<Said, String> {
    let mut marks = Vec::new();
    for token in tokens(text) {
        let (person, score) = token.split_once('=').ok_or_else(|| format!("“{token}”应写成 序号=成绩"))?;
        let score = decimal::read(score, 1)
            .filter(|it| *it <= 1000)
            .ok_or_else(|| format!("“{score}”不是成绩（0 至 100，最多一位小数）"))?;
        marks.push(Mark { person: who(roll, person)?, score: Some(score), ..Mark::default() });
    }
    Ok(Said::Marks(marks))
}
