//! Numbers with a fixed count of decimal places, kept exactly as whole numbers of the last place.

use super::fold::{clean_line, to_half_width};

/// Reads `7.5` with two places as 750; nothing when it is negative, no number, or has more places than that.
#[must_use]
pub fn read(text: &str, places: u8) -> Option<i64> {
    let folded = to_half_width(&clean_line(text)).replace([',', ' '], "");
    let plain = folded.trim_end_matches("学时").trim_end_matches('分');
    let (whole, rest) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let places = usize::from(places);
    let kept = rest.trim_end_matches('0');
    if whole.is_empty() || whole.len() > 12 || kept.len() > places || !digits(whole) || !digits(rest) {
        return None;
    }
    format!("{whole}{kept:0<places$}").parse().ok()
}

/// Shows 750 with two places as `7.5`: no trailing zeros, no point for a whole number.
#[must_use]
pub fn show(value: i64, places: u8) -> String {
    let unit = 10_i64.saturating_pow(u32::from(places)).max(1);
    let (whole, rest) = (value / unit, (value % unit).abs());
    if rest == 0 {
        return whole.to_string();
    }
    let width = usize::from(places);
    format!("{whole}.{}", format!("{rest:0width$}").trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_to_the_last_place_and_shown_short() {
        for (typed, places, kept, shown) in [
            ("8", 2, Some(800), "8"),
            ("7.5", 2, Some(750), "7.5"),
            ("1.25", 2, Some(125), "1.25"),
            ("１．２５学时", 2, Some(125), "1.25"),
            ("92.300000", 1, Some(923), "92.3"),
            ("0", 1, Some(0), "0"),
            ("1.255", 2, None, ""),
            ("-1", 2, None, ""),
            ("八", 2, None, ""),
            (".5", 2, None, ""),
        ] {
            assert_eq!(read(typed, places), kept, "{typed}");
            if let Some(kept) = kept {
                assert_eq!(show(kept, places), shown, "{typed}");
            }
        }
    }
}
