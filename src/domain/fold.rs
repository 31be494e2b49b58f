//! Text as people type it: cleaning for storage, folding for comparison.
//!
//! Stored text is kept exactly as given once it is cleaned; comparison always goes through [`folded_key`].

/// Removes what must never be stored or shown in a one-line field: C0 (tab and newline become a blank), C1, DEL,
/// bidi controls and U+FEFF. U+200C/D stay. Leading and trailing blanks go.
#[must_use]
pub fn clean_line(text: &str) -> String {
    if is_clean(text) || !text.chars().any(|c| is_unwanted(c) || matches!(c, '\u{2028}' | '\u{2029}')) {
        return text.trim().to_owned();
    }
    let kept: String = text
        .chars()
        .map(|c| if matches!(c, '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .filter(|c| !is_unwanted(*c))
        .collect();
    kept.trim().to_owned()
}

/// As [`clean_line`], but keeps line breaks (as `\n`): for notes of several lines.
#[must_use]
pub fn clean_text(text: &str) -> String {
    if is_clean(text) || !text.chars().any(|c| is_unwanted(c) || matches!(c, '\u{2028}' | '\u{2029}')) {
        return text.trim().to_owned();
    }
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let kept: String = unified.chars().filter(|c| *c == '\n' || !is_unwanted(*c)).collect();
    kept.trim().to_owned()
}

/// Whether no character of a text can be unwanted, told by its bytes: what nearly every cell of a sheet is. The bytes named
/// begin the characters of [`is_unwanted`] and the two separators beyond ASCII, and many others too.
fn is_clean(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' && !matches!(byte, 0x7F | 0xC2 | 0xD8 | 0xE2 | 0xEF))
}

/// Whether a character has no business in stored text or on a terminal.
#[must_use]
pub fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00AD}' | '\u{200B}' | '\u{2060}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}')
}

/// Full-width forms and the punctuation an IME types folded to ASCII: for keys, dates, numbers and codes, never
/// for free text.
#[must_use]
pub fn to_half_width(text: &str) -> String {
    text.chars().map(half_width).collect()
}

/// One character of [`to_half_width`].
#[must_use]
pub fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => '/',
        '【' => '[',
        '】' => ']',
        '《' => '<',
        '》' => '>',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '￥' => '$',
        '·' => '`',
        '…' => '^',
        '—' => '_',
        _ => c,
    }
}

/// Key on which two names are the same: width folded, blanks out, lower case.
#[must_use]
pub fn folded_key(text: &str) -> String {
    // Han characters have neither width nor case: names are mostly made of them, rosters of codes in ASCII.
    if text.chars().all(|c| c.is_ascii_graphic() || ('\u{4E00}'..='\u{9FFF}').contains(&c)) {
        return text.to_ascii_lowercase();
    }
    text.chars()
        .map(|c| if c == '\u{3000}' || ('\u{FF01}'..='\u{FF5E}').contains(&c) { half_width(c) } else { c })
        .filter(|c| !c.is_whitespace() && !is_unwanted(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_by_blanks_width_or_case_are_the_same() {
        assert_eq!(folded_key(" 一 车间　"), folded_key("一车间"));
        assert_eq!(folded_key("ＣＮＣ组"), folded_key("cnc组"));
        assert_ne!(folded_key("一车间"), folded_key("二车间"));
    }

    #[test]
    fn control_characters_never_survive_cleaning() {
        assert_eq!(clean_line("张\u{1b}[2J三\u{202e}\u{feff}\u{9b}\u{7f}"), "张[2J三");
        assert_eq!(clean_line("一\t二\n三"), "一 二 三");
        assert_eq!(clean_text("一\r\n二\u{7}"), "一\n二");
        assert_eq!(clean_line("👷\u{200d}♂"), "👷\u{200d}♂");
        // What takes no cell would make two people of one name.
        assert_eq!(clean_line("张\u{200b}三\u{2060}\u{ad}"), "张三");
        assert_eq!(folded_key("张\u{200b}三"), folded_key("张三"));
    }

    #[test]
    fn the_short_ways_agree_with_the_long_ones() {
        let all = (0..=0xFFFF).chain(0x1_F000..0x1_FFFF).filter_map(char::from_u32);
        for c in all {
            let text = format!("a{c}Z");
            let unwanted = is_unwanted(c) || matches!(c, '\u{2028}' | '\u{2029}');
            assert!(!(unwanted && is_clean(&text)), "{c:?}");
            let slow: String = text
                .chars()
                .map(|c| if c == '\u{3000}' || ('\u{FF01}'..='\u{FF5E}').contains(&c) { half_width(c) } else { c })
                .filter(|c| !c.is_whitespace() && !is_unwanted(*c))
                .flat_map(char::to_lowercase)
                .collect();
            assert_eq!(folded_key(&text), slow, "{c:?}");
        }
    }

    #[test]
    fn ime_punctuation_folds_to_ascii() {
        assert_eq!(to_half_width("２０２６。３。１"), "2026.3.1");
        assert_eq!(to_half_width("？／：　"), "?/: ");
    }
}
