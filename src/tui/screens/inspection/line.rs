//! What is typed on the input line of an inspection, read. Codes match whatever their width and case, and by their bare
//! number, so that an item is named with digits alone while a Chinese input method is on.

use crate::domain::fold::{folded_key, half_width};
use crate::domain::inspection::ItemResult;
use crate::store::ChecklistItem;

/// One item given a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marked {
    /// Index among the items.
    pub index: usize,
    /// Result; `Pass` with a measured value.
    pub result: ItemResult,
    /// Measured value, as typed.
    pub value: Option<String>,
    /// What was seen, or why not applicable.
    pub words: String,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Items with a result other than simply ok.
    Marks(Vec<Marked>),
    /// The item is ok after all.
    Ok(usize),
    /// Something found that is on no list.
    Finding(String),
}

/// Reads a line.
///
/// # Errors
/// A sentence on what is not understood.
pub(super) fn read(items: &[ChecklistItem], typed: &str) -> Result<Said, String> {
    let text = typed.trim();
    let first = text.chars().next().map(half_width);
    let rest = text.trim_start_matches(|c| first == Some(half_width(c)));
    match first {
        None => Err("先输入编码（数字即可），或用方向键选中一项".to_owned()),
        Some('+') => finding(rest),
        Some('-' | '_') => {
            let (indices, words) = match together(items, rest)? {
                Some(them) => them,
                None => item_of(items, rest).map(|(index, words)| (vec![index], words))?,
            };
            let words = trimmed(words);
            let words = trimmed(words.strip_prefix("不适用").unwrap_or(words));
            Ok(marks(indices, ItemResult::NotApplicable, words))
        }
        Some('?') => not_checked(items, rest),
        Some(_) => match several(items, text)? {
            Some((indices, words)) => alike(indices, words),
            None => judged(items, text),
        },
    }
}

fn finding(words: &str) -> Result<Said, String> {
    let words = trimmed(words);
    if words.is_empty() {
        Err("“+”后面写发现了什么".to_owned())
    } else {
        Ok(Said::Finding(words.to_owned()))
    }
}

fn not_checked(items: &[ChecklistItem], text: &str) -> Result<Said, String> {
    if let Some((indices, words)) = several(items, text)? {
        return Ok(marks(indices, ItemResult::NotChecked, words));
    }
    let (index, words) = item_of(items, text)?;
    Ok(one(index, ItemResult::NotChecked, None, trimmed(words)))
}

/// A code with what stands behind it.
fn judged(items: &[ChecklistItem], text: &str) -> Result<Said, String> {
    let (index, rest) = item_of(items, text)?;
    let rest = trimmed(rest);
    if let Some(c) = rest.chars().next().filter(|c| half_width(*c) == '=') {
        let behind = trimmed(rest.get(c.len_utf8()..).unwrap_or_default());
        let end = behind.find(|c: char| half_width(c).is_whitespace() || half_width(c) == ',').unwrap_or(behind.len());
        let (value, words) = behind.split_at_checked(end).unwrap_or((behind, ""));
        if value.is_empty() {
            return Err("“=”后面写测得的数值".to_owned());
        }
        return Ok(one(index, ItemResult::Pass, Some(value.to_owned()), trimmed(words)));
    }
    if let "合格" | "正常" = rest {
        return Ok(Said::Ok(index));
    }
    let (result, words) = named_result(rest);
    Ok(one(index, result, None, words))
}

/// The result that the words begin with, else that it failed; and what else they say.
fn named_result(words: &str) -> (ItemResult, &str) {
    for (word, result) in [
        ("不适用", ItemResult::NotApplicable),
        ("未检查", ItemResult::NotChecked),
        ("没检查", ItemResult::NotChecked),
        ("未查", ItemResult::NotChecked),
        ("没查", ItemResult::NotChecked),
        ("不合格", ItemResult::Fail),
    ] {
        if let Some(more) = words.strip_prefix(word) {
            return (result, trimmed(more));
        }
    }
    (ItemResult::Fail, words)
}

/// Several items of which the same is said.
fn alike(indices: Vec<usize>, words: &str) -> Result<Said, String> {
    if let "合格" | "正常" = words {
        return Err("合格的项不用写；要改回合格，请一行写一项".to_owned());
    }
    let (result, words) = named_result(words);
    Ok(marks(indices, result, words))
}

fn one(index: usize, result: ItemResult, value: Option<String>, words: &str) -> Said {
    Said::Marks(vec![Marked { index, result, value, words: words.to_owned() }])
}

fn marks(indices: Vec<usize>, result: ItemResult, words: &str) -> Said {
    let mark = |index| Marked { index, result, value: None, words: words.to_owned() };
    Said::Marks(indices.into_iter().map(mark).collect())
}

/// Blanks and the signs that part a code from its words.
fn trimmed(text: &str) -> &str {
    text.trim_start_matches(|c| half_width(c).is_whitespace() || matches!(half_width(c), ':' | ',')).trim_end()
}

/// The items of a line that names two or more, and what is said of them all.
fn several<'t>(items: &[ChecklistItem], text: &'t str) -> Result<Option<(Vec<usize>, &'t str)>, String> {
    let tokens: Vec<&str> = text
        .split(|c| half_width(c).is_whitespace() || matches!(half_width(c), ',' | '/'))
        .filter(|it| !it.is_empty())
        .collect();
    let codes: Option<Vec<usize>> = tokens.iter().map(|token| named(items, token).ok().flatten()).collect();
    match codes.filter(|indices| indices.len() > 1) {
        Some(indices) => Ok(Some((indices, ""))),
        None => together(items, text),
    }
}

/// The items of a line that begins with codes joined by commas or strokes, and the words said of them all: `12、13 都坏了`.
/// Taken for one item and its words, the others would count as ok.
///
/// # Errors
/// When one that is written like a code is none.
fn together<'t>(items: &[ChecklistItem], text: &'t str) -> Result<Option<(Vec<usize>, &'t str)>, String> {
    let joins = |c: char| matches!(half_width(c), ',' | '/');
    let blank = |c: char| half_width(c).is_whitespace();
    let mut indices = Vec::new();
    let mut rest = text.trim_start();
    loop {
        let end = rest.find(|c| joins(c) || blank(c) || half_width(c) == ':').unwrap_or(rest.len());
        let (token, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let Some(index) = named(items, token)? else {
            let key = folded_key(token);
            let like_a_code =
                key.ends_with(|c: char| c.is_ascii_digit()) && key.chars().all(|c| c.is_ascii_alphanumeric());
            if like_a_code && !indices.is_empty() {
                return Err(format!("“{key}”不是这张检查表的编码；是说明的话，前面的编码后用冒号，如 8：{key} 伏"));
            }
            break;
        };
        indices.push(index);
        let next = behind.trim_start_matches(blank);
        rest = next.trim_start_matches(joins).trim_start_matches(blank);
        if next.trim_start_matches(joins).len() == next.len() {
            break;
        }
    }
    Ok((indices.len() > 1).then(|| (indices, trimmed(rest))))
}

/// The item a line begins with, and the rest of the line.
fn item_of<'t>(items: &[ChecklistItem], text: &'t str) -> Result<(usize, &'t str), String> {
    let text = text.trim_start();
    let parts = |c: char| half_width(c).is_whitespace() || matches!(half_width(c), ':' | ',' | '=');
    let token = text.find(parts).and_then(|end| text.get(..end)).unwrap_or(text);
    if token.is_empty() {
        return Err("没有写编码".to_owned());
    }
    // `D08插座破损`, without a blank between: letters and digits are the code.
    let letters = token.find(|c| !half_width(c).is_ascii_alphabetic()).unwrap_or(token.len());
    let behind = token.get(letters..).unwrap_or_default();
    let digits = behind.find(|c| !half_width(c).is_ascii_digit()).unwrap_or(behind.len());
    for end in [token.len(), letters + digits] {
        let Some(code) = text.get(..end).filter(|code| !code.is_empty()) else { continue };
        if let Some(index) = named(items, code)? {
            return Ok((index, text.get(end..).unwrap_or_default()));
        }
    }
    // The plant's own codes may be words; the longest that fits is meant.
    let by_words = items
        .iter()
        .enumerate()
        .filter(|(_, item)| !item.code.is_empty() && token.starts_with(item.code.as_str()))
        .max_by_key(|(_, item)| item.code.len());
    match by_words {
        Some((index, item)) => Ok((index, text.get(item.code.len()..).unwrap_or_default())),
        None => Err(format!("“{}”不是这张检查表的编码；表外的发现用 + 开头或按 F2", crate::text::cut(token, 20))),
    }
}

/// The item with this code, or whose code ends in this number.
fn named(items: &[ChecklistItem], code: &str) -> Result<Option<usize>, String> {
    let key = folded_key(code);
    if let Some(index) = items.iter().position(|item| folded_key(&item.code) == key) {
        return Ok(Some(index));
    }
    if key.is_empty() || !key.chars().all(|c| c.is_ascii_digit()) {
        return Ok(None);
    }
    let number = key.parse::<u32>().ok();
    let fits: Vec<usize> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| number.is_some() && number_of(&item.code) == number)
        .map(|(index, _)| index)
        .collect();
    match fits.as_slice() {
        [] => Ok(None),
        [index] => Ok(Some(*index)),
        many => {
            let codes: Vec<&str> = many.iter().filter_map(|n| items.get(*n)).map(|item| item.code.as_str()).collect();
            Err(format!("“{key}”可能是 {}，请写全编码", codes.join("、")))
        }
    }
}

/// The number a code ends in.
fn number_of(code: &str) -> Option<u32> {
    let key = folded_key(code);
    let digits = key
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + key.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    key.get(digits..)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<ChecklistItem> {
        ["D01", "D05", "D08", "D14", "通道1", "X-2"]
            .iter()
            .map(|code| ChecklistItem { code: (*code).to_owned(), active: true, ..ChecklistItem::default() })
            .collect()
    }

    fn said(typed: &str) -> String {
        match read(&items(), typed) {
            Ok(Said::Marks(marks)) => {
                let shown: Vec<String> = marks
                    .iter()
                    .map(|m| format!("{}{}{}/{}", m.index, m.result.code(), m.value.as_deref().unwrap_or(""), m.words))
                    .collect();
                shown.join(" ")
            }
            Ok(Said::Ok(index)) => format!("{index}ok"),
            Ok(Said::Finding(words)) => format!("+{words}"),
            Err(message) => format!("! {message}"),
        }
    }

    #[test]
    fn a_line_is_read_whatever_the_width_and_case() {
        for (typed, expected) in [
            ("D08 插座破损", "2fail/插座破损"),
            ("d08插座破损", "2fail/插座破损"),
            ("Ｄ０８：插座破损", "2fail/插座破损"),
            ("8 插座破损", "2fail/插座破损"),
            ("８插座破损", "2fail/插座破损"),
            ("D08", "2fail/"),
            ("D08 不合格 插座破损", "2fail/插座破损"),
            ("d05 8", "1fail/ 2fail/"),
            ("-D14 本车间无气瓶", "3not_applicable/本车间无气瓶"),
            ("－14　本车间无气瓶", "3not_applicable/本车间无气瓶"),
            ("D14 不适用 本车间无气瓶", "3not_applicable/本车间无气瓶"),
            ("-D14", "3not_applicable/"),
            ("?D05", "1not_checked/"),
            ("？5、8", "1not_checked/ 2not_checked/"),
            ("5、8 都坏了", "1fail/都坏了 2fail/都坏了"),
            ("D05，D08：都坏了", "1fail/都坏了 2fail/都坏了"),
            ("5/8 未查 下雨", "1not_checked/下雨 2not_checked/下雨"),
            ("?5,8 被挡住", "1not_checked/被挡住 2not_checked/被挡住"),
            ("-5，8 没有这两样", "1not_applicable/没有这两样 2not_applicable/没有这两样"),
            ("8，2处破损", "2fail/2处破损"),
            ("8：5 个坏了", "2fail/5 个坏了"),
            ("5 未查", "1not_checked/"),
            ("D14=6.2", "3pass6.2/"),
            ("14＝6.2Ω 偏大", "3pass6.2Ω/偏大"),
            ("D08 合格", "2ok"),
            ("+ 通道堆物", "+通道堆物"),
            ("＋通道堆物", "+通道堆物"),
            ("通道1堵塞", "4fail/堵塞"),
            ("x-2 松动", "5fail/松动"),
        ] {
            assert_eq!(said(typed), expected, "{typed}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (typed, part) in [
            ("D99 坏了", "“D99”不是这张检查表的编码"),
            ("1 堵塞", "可能是 D01、通道1"),
            ("+", "写发现了什么"),
            ("D14=", "写测得的数值"),
            ("5,99 都坏了", "“99”不是这张检查表的编码"),
            ("5、8 合格", "一行写一项"),
            ("", "先输入编码"),
            ("?", "没有写编码"),
        ] {
            let got = said(typed);
            assert!(got.starts_with("! ") && got.contains(part), "{typed}: {got}");
        }
    }
}
