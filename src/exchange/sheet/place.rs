//! Names a place in a sheet the way Excel shows it.

/// Letters of a column, counted from 0: `A`, `Z`, `AA`.
#[must_use]
pub fn column_letters(index: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(index) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(u8::try_from(rest % 26).map_or('?', |digit| char::from(b'A' + digit)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Column, counted from 0, of its letters in any case; nothing if they are no column of Excel (`A`…`XFD`).
#[must_use]
pub fn column_index(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut index: u32 = 0;
    for c in letters.chars() {
        let digit = u32::from(c.to_ascii_uppercase()).checked_sub(u32::from('A')).filter(|digit| *digit < 26)?;
        index = index * 26 + digit + 1;
    }
    (index <= 16_384).then(|| index - 1)
}

/// Row and column, counted from 0, of a cell reference such as `D7` or `$D$7`.
pub(super) fn cell_reference(text: &str) -> Option<(u32, u32)> {
    let mut column: u32 = 0;
    let mut row: u32 = 0;
    let mut letters = 0;
    let mut digits = 0;
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' if digits == 0 && letters < 3 => {
                column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
                letters += 1;
            }
            b'0'..=b'9' if letters > 0 && digits < 7 => {
                row = row * 10 + u32::from(byte - b'0');
                digits += 1;
            }
            b'$' => {}
            _ => return None,
        }
    }
    (column > 0 && row > 0 && column <= 16_384 && row <= 1_048_576).then(|| (row - 1, column - 1))
}

/// `表“人员” 第 7 行 D 列`: the sheet's name may be empty (CSV has none), the row counts from 1, the column from 0.
#[must_use]
pub fn place(sheet: &str, row: u32, column: Option<u32>) -> String {
    let mut text = String::new();
    if !sheet.is_empty() {
        text.push_str(&format!("表“{sheet}” "));
    }
    text.push_str(&format!("第 {row} 行"));
    if let Some(column) = column {
        text.push_str(&format!(" {} 列", column_letters(column)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_excel_names_them() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(column_letters(index), letters);
            assert_eq!(column_index(letters), Some(index));
        }
        for bad in ["", "XFE", "A1", "甲", "AAAA"] {
            assert_eq!(column_index(bad), None, "{bad}");
        }
        assert_eq!(cell_reference("XFD1048576"), Some((1_048_575, 16_383)));
        for bad in ["", "A", "1", "A0", "XFE1", "A1048577", "1A", "A1B", "AAAA1", "A99999999999"] {
            assert_eq!(cell_reference(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_place_reads_as_excel_shows_it() {
        assert_eq!(place("人员", 7, Some(3)), "表“人员” 第 7 行 D 列");
        assert_eq!(place("", 7, None), "第 7 行");
    }
}
