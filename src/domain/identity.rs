//! Numbers that name people and enterprises: 居民身份证, 统一社会信用代码, telephone; their checks and their masks.
//!
//! The check digit can be waived by the user (decisions 32), so it is a fault of its own; every other fault stands.

use super::code::codes;
use super::date::show;
use super::fold::{clean_line, to_half_width};
use chrono::NaiveDate;
use std::fmt;

codes! {
    /// Kind of identity document. Only the resident's card has a number we can check (decisions 32).
    pub enum IdKind {
        Resident = "resident" "居民身份证",
        Passport = "passport" "护照",
        HkMacao = "hk_macao" "港澳居民来往内地通行证",
        Taiwan = "taiwan" "台湾居民来往大陆通行证",
        Foreigner = "foreigner" "外国人永久居留身份证",
        Other = "other" "其他",
    }
}

codes! {
    /// Sex as the resident's card states it (GB/T 2261.1).
    pub enum Sex {
        Male = "male" "男",
        Female = "female" "女",
    }
}

codes! {
    /// How a person is employed. Dispatched workers are trained and managed as the plant's own (安全生产法 第二十八条、第六十一条).
    pub enum Employment {
        Regular = "regular" "正式工",
        Contract = "contract" "合同工",
        Dispatched = "dispatched" "劳务派遣",
        Outsourced = "outsourced" "外包",
        Intern = "intern" "实习",
        Temporary = "temporary" "临时工",
        RetiredRehired = "retired_rehired" "退休返聘",
    }
}

/// Why a number is not acceptable. `Display` is the Chinese sentence for the user; it never repeats the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing but blanks.
    Empty,
    /// Wrong number of characters: what was given.
    IdLength(usize),
    /// A character that cannot stand there: its place, from 1.
    IdCharacter(usize),
    /// The first two digits name no province-level area.
    IdArea(String),
    /// The digits of the birth date name no day.
    IdBirth(String),
    /// The birth date lies after today.
    BornInFuture(NaiveDate),
    /// The check digit does not fit (GB 11643). The only fault a user may waive.
    IdCheckDigit,
    /// Credit code: wrong number of characters.
    CreditLength(usize),
    /// Credit code: a character outside its alphabet: its place, from 1, and itself.
    CreditCharacter(usize, char),
    /// Credit code: the check character does not fit (GB 32100).
    CreditCheckDigit,
    /// Not a telephone number.
    Phone,
}

impl Fault {
    /// Whether a user's explicit word may let it pass, marked 校验未通过 (decisions 32).
    #[must_use]
    pub fn can_be_waived(&self) -> bool {
        matches!(self, Self::IdCheckDigit)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("没有填号码"),
            Self::IdLength(length) => write!(f, "身份证号应为18位（或旧15位），现为{length}位"),
            Self::IdCharacter(place) => write!(f, "身份证号第{place}位应为数字（仅第18位可为X）"),
            Self::IdArea(code) => write!(f, "身份证号前两位“{code}”不是省级行政区代码"),
            Self::IdBirth(digits) => write!(f, "身份证号中的出生日期“{digits}”不存在"),
            Self::BornInFuture(date) => write!(f, "身份证号中的出生日期{}晚于今天", show(*date)),
            Self::IdCheckDigit => f.write_str("身份证号校验位不符，请核对是否有错位或错字"),
            Self::CreditLength(length) => write!(f, "统一社会信用代码应为18位，现为{length}位"),
            Self::CreditCharacter(place, c) => {
                write!(f, "统一社会信用代码第{place}位“{c}”不允许（只用数字和除I、O、S、V、Z外的大写字母）")
            }
            Self::CreditCheckDigit => f.write_str("统一社会信用代码校验位不符，请核对是否有错字"),
            Self::Phone => f.write_str("电话应为11位手机号，或区号加7—8位号码（可带分机）"),
        }
    }
}

impl std::error::Error for Fault {}

/// Weights of the first 17 digits (GB 11643, after ISO 7064 MOD 11-2).
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by remainder 0–10 (GB 11643).
const ID_CHECKS: &str = "10X98765432";
/// Province-level codes (GB/T 2260), with the 8x of residence permits for 港澳台居民.
const AREAS: [&str; 36] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "66", "71", "81", "82", "83",
];
/// Alphabet of the credit code in the order of its values 0–30 (GB 32100).
const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A resident's number as it is compared and stored: width folded, blanks and hyphens out, `x` upper case.
#[must_use]
pub fn fold_number(text: &str) -> String {
    if text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return text.to_ascii_uppercase();
    }
    let kept = to_half_width(&clean_line(text));
    kept.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect()
}

/// Checks a resident's card number and gives it folded (15 digits stay 15).
///
/// # Errors
/// The first [`Fault`]; the check digit is looked at last, so a [`Fault::IdCheckDigit`] means that all else is right.
pub fn check_resident(text: &str, today: NaiveDate) -> Result<String, Fault> {
    let number = fold_number(text);
    if number.is_empty() {
        return Err(Fault::Empty);
    }
    let length = number.chars().count();
    if length != 15 && length != 18 {
        return Err(Fault::IdLength(length));
    }
    if let Some(at) = number.chars().enumerate().position(|(at, c)| !(c.is_ascii_digit() || (at == 17 && c == 'X'))) {
        return Err(Fault::IdCharacter(at + 1));
    }
    let area = number.get(..2).unwrap_or_default();
    if !AREAS.contains(&area) {
        return Err(Fault::IdArea(area.to_owned()));
    }
    match birth_of(&number) {
        None => return Err(Fault::IdBirth(birth_digits(&number).unwrap_or_default())),
        Some(born) if born > today => return Err(Fault::BornInFuture(born)),
        Some(_) => {}
    }
    match number.get(..17).filter(|_| length == 18).and_then(check_digit) {
        Some(check) if !number.ends_with(check) => Err(Fault::IdCheckDigit),
        _ => Ok(number),
    }
}

/// The 18-character form by which two numbers of one person are the same: 15 digits get the century 19 and their check digit.
/// Text that is no resident's number comes back folded.
#[must_use]
pub fn canonical18(text: &str) -> String {
    let number = fold_number(text);
    if number.len() != 15 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return number;
    }
    let (area, rest) = number.split_at(6);
    let body = format!("{area}19{rest}");
    match check_digit(&body) {
        Some(check) => format!("{body}{check}"),
        None => number,
    }
}

/// Birth date in a resident's number; `None` when its digits name no day.
#[must_use]
pub fn birth_of(number: &str) -> Option<NaiveDate> {
    let digits: i32 = birth_digits(number)?.parse().ok()?;
    let (month, day) = (u32::try_from(digits / 100 % 100).ok()?, u32::try_from(digits % 100).ok()?);
    NaiveDate::from_ymd_opt(digits / 10_000, month, day)
}

/// Sex in a resident's number: the third last place, or the last of 15, odd for men (GB 11643).
#[must_use]
pub fn sex_of(number: &str) -> Option<Sex> {
    let number = canonical18(number);
    if number.len() != 18 {
        return None;
    }
    let digit = number.chars().nth(16)?.to_digit(10)?;
    Some(if digit % 2 == 1 { Sex::Male } else { Sex::Female })
}

/// Eight digits of the birth date.
fn birth_digits(number: &str) -> Option<String> {
    let number = canonical18(number);
    if number.len() != 18 {
        return None;
    }
    number.get(6..14).filter(|part| part.bytes().all(|b| b.is_ascii_digit())).map(str::to_owned)
}

/// Check character of 17 digits (GB 11643).
fn check_digit(body: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in body.chars().zip(ID_WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    ID_CHECKS.chars().nth(usize::try_from(sum % 11).ok()?)
}

/// Checks a 统一社会信用代码 and gives it folded (GB 32100: weights 3^i mod 31).
///
/// # Errors
/// The first [`Fault`].
pub fn check_credit_code(text: &str) -> Result<String, Fault> {
    let code = fold_number(text);
    if code.is_empty() {
        return Err(Fault::Empty);
    }
    let length = code.chars().count();
    if length != 18 {
        return Err(Fault::CreditLength(length));
    }
    let (mut sum, mut weight, mut last) = (0, 1, 0);
    for (at, c) in code.chars().enumerate() {
        let value = CREDIT_ALPHABET.find(c).ok_or(Fault::CreditCharacter(at + 1, c))?;
        if at < 17 {
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        last = value;
    }
    if (31 - sum % 31) % 31 == last { Ok(code) } else { Err(Fault::CreditCheckDigit) }
}

/// Checks a telephone number and gives it folded: an 11-digit mobile, or a landline with area code, its extension after
/// `-`, `转` or `*`; a leading +86 is dropped. 400/800 numbers pass.
///
/// # Errors
/// [`Fault::Empty`] or [`Fault::Phone`].
pub fn check_phone(text: &str) -> Result<String, Fault> {
    // A mobile number as nearly all are written.
    if let [b'1', second, ..] = text.as_bytes()
        && text.len() == 11
        && !matches!(second, b'0' | b'2')
        && text.bytes().all(|b| b.is_ascii_digit())
    {
        return Ok(text.to_owned());
    }
    let folded: String = to_half_width(&clean_line(text)).chars().filter(|c| !c.is_whitespace()).collect();
    let folded = folded.replace(['(', ')', '_', '—', '–', '−'], "-").replace(['转', '*', '#'], "-");
    let folded = folded.trim_matches('-');
    if folded.is_empty() {
        return Err(Fault::Empty);
    }
    let folded = folded.strip_prefix("+86").or_else(|| folded.strip_prefix("0086")).unwrap_or(folded);
    let folded = folded.trim_start_matches('-');
    let digits: String = folded.chars().filter(|c| *c != '-').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::Phone);
    }
    let mobile =
        digits.len() == 11 && digits.starts_with('1') && !digits.starts_with("10") && !digits.starts_with("12");
    if mobile {
        return Ok(digits);
    }
    let service = digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
    if service || is_landline(folded, &digits) { Ok(folded.to_owned()) } else { Err(Fault::Phone) }
}

/// Area code 3–4 digits beginning with 0, number 7–8 digits, extension up to 6 set off by a hyphen.
fn is_landline(text: &str, digits: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let area = |part: &str| part.starts_with('0') && (3..=4).contains(&part.len());
    let local = |part: &str| (7..=8).contains(&part.len()) && !part.starts_with('0');
    let extension = |part: &str| (1..=6).contains(&part.len());
    match parts.as_slice() {
        [_] => digits.starts_with('0') && (10..=12).contains(&digits.len()),
        [a, b] => (area(a) && local(b)) || (a.starts_with('0') && (10..=12).contains(&a.len()) && extension(b)),
        [a, b, c] => area(a) && local(b) && extension(c),
        _ => false,
    }
}

/// An identity number as it is shown by default: the first 6 and the last 4, stars between; a short one keeps only its last
/// two, and nothing of one shorter than six.
#[must_use]
pub fn mask_id(number: &str) -> String {
    let length = number.chars().count();
    match length {
        0..=5 => masked(number, 0, 0),
        6..=12 => masked(number, 1, 2),
        _ => masked(number, 6, 4),
    }
}

/// A number as printed on a certificate: an identity number in it is masked, anything else stands as it is.
#[must_use]
pub fn mask_within(number: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    let digits = |from: usize| letters.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
    let mut at = 0;
    while at < letters.len() {
        let run = digits(at);
        let is_check = |c: Option<&char>| c.is_some_and(|c| *c == 'X' || *c == 'x');
        let length = match run {
            17 if is_check(letters.get(at + 17)) => 18,
            15 | 18.. => run,
            _ => 0,
        };
        if length > 0 {
            let part = |from: usize, many: usize| letters.iter().skip(from).take(many).collect::<String>();
            let rest = part(at + length, letters.len());
            return format!("{}{}{}", part(0, at), mask_id(&part(at, length)), mask_within(&rest));
        }
        at += run.max(1);
    }
    number.to_owned()
}

/// A telephone number as it is shown by default: `138****5678`; of a landline the area code and the last two, of anything
/// short nothing.
#[must_use]
pub fn mask_phone(number: &str) -> String {
    let length = number.chars().count();
    if length == 11 && number.starts_with('1') {
        return masked(number, 3, 4);
    }
    match number.split_once('-') {
        Some((area, rest)) if area.starts_with('0') && area.len() <= 4 => format!("{area}-{}", masked(rest, 0, 2)),
        _ if length >= 7 => masked(number, 3, 2),
        _ => masked(number, 0, 0),
    }
}

/// `first` and `last` characters kept, stars for all between.
fn masked(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    text.chars().enumerate().map(|(at, c)| if at < first || at + last >= length { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn check(text: &str) -> Result<String, Fault> {
        check_resident(text, day("2026-11-21"))
    }

    /// An invented number with its right check digit.
    fn invented(body: &str) -> String {
        format!("{body}{}", check_digit(body).unwrap())
    }

    #[test]
    fn a_resident_number_needs_area_birth_and_check_digit() {
        // GB 11643-1999; the standard's own worked example
        assert_eq!(check("11010519491231002X"), Ok("11010519491231002X".to_owned()));
        let cases = [
            ("11010519491231002x", Ok("11010519491231002X")),
            (" 110105 19491231 002Ｘ ", Ok("11010519491231002X")),
            ("110105-19491231-002X", Ok("11010519491231002X")),
            ("110105491231002", Ok("110105491231002")),
            ("", Err(Fault::Empty)),
            ("　", Err(Fault::Empty)),
            ("110105194912310021", Err(Fault::IdCheckDigit)),
            ("11010519491231002", Err(Fault::IdLength(17))),
            ("1101051949123100211", Err(Fault::IdLength(19))),
            ("1101051949123100X1", Err(Fault::IdCharacter(17))),
            ("1101051949123100①1", Err(Fault::IdCharacter(17))),
            ("99010519491231002X", Err(Fault::IdArea("99".into()))),
            ("00010519491231002X", Err(Fault::IdArea("00".into()))),
            ("11010519490230002X", Err(Fault::IdBirth("19490230".into()))),
            ("110105490230002", Err(Fault::IdBirth("19490230".into()))),
            ("11010519491331002X", Err(Fault::IdBirth("19491331".into()))),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_birth_after_today_is_refused_and_today_is_not() {
        let born_today = invented("11010520261121002");
        assert_eq!(check(&born_today), Ok(born_today.clone()));
        let born_tomorrow = invented("11010520261122002");
        assert_eq!(check(&born_tomorrow), Err(Fault::BornInFuture(day("2026-11-22"))));
        let leap = invented("11010520000229002");
        assert!(check(&leap).is_ok());
        assert!(matches!(check(&invented("11010519000229002")), Err(Fault::IdBirth(_))), "1900 was no leap year");
    }

    #[test]
    fn only_the_check_digit_can_be_waived() {
        // decisions 32
        assert!(Fault::IdCheckDigit.can_be_waived());
        for fault in
            [Fault::IdLength(17), Fault::IdArea("99".into()), Fault::IdBirth("1".into()), Fault::CreditCheckDigit]
        {
            assert!(!fault.can_be_waived(), "{fault}");
        }
    }

    #[test]
    fn fifteen_and_eighteen_digits_of_one_person_are_the_same() {
        assert_eq!(canonical18("110105491231002"), "11010519491231002X");
        assert_eq!(canonical18("11010519491231002x"), "11010519491231002X");
        assert_eq!(canonical18("E 1234567"), "E1234567");
        assert_eq!(sex_of("110105491231002"), Some(Sex::Female));
        assert_eq!(sex_of("11010519491231003X"), Some(Sex::Male));
        assert_eq!(birth_of("110105491231002"), Some(day("1949-12-31")));
        assert_eq!(birth_of("11010519491231002X"), Some(day("1949-12-31")));
        assert_eq!((birth_of("E1234567"), sex_of("E1234567")), (None, None));
        assert_eq!((birth_of("一二三四五六"), sex_of("一二三四五六")), (None, None));
    }

    #[test]
    fn credit_codes_are_checked_by_their_last_character() {
        // GB 32100-2015
        let cases = [
            ("91350100M000100Y43", Ok("91350100M000100Y43")),
            ("91350100m000100y43", Ok("91350100M000100Y43")),
            (" 91350100 M000100Y43", Ok("91350100M000100Y43")),
            ("91350100M000100Y44", Err(Fault::CreditCheckDigit)),
            ("91350100M000100Y34", Err(Fault::CreditCheckDigit)),
            ("91350100M000100Y4", Err(Fault::CreditLength(17))),
            ("91350100I000100Y43", Err(Fault::CreditCharacter(9, 'I'))),
            ("91350100O000100Y43", Err(Fault::CreditCharacter(9, 'O'))),
            ("", Err(Fault::Empty)),
        ];
        for (text, expected) in cases {
            assert_eq!(check_credit_code(text), expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn employment_is_read_by_code_or_label() {
        assert_eq!(Employment::read(" 劳务 派遣 "), Some(Employment::Dispatched));
        assert_eq!(Employment::read("retired_rehired"), Some(Employment::RetiredRehired));
        assert_eq!(Employment::read("兼职"), None);
    }

    #[test]
    fn telephones_are_taken_leniently() {
        let cases = [
            ("13812345678", Some("13812345678")),
            ("138 1234 5678", Some("13812345678")),
            ("138-1234-5678", Some("13812345678")),
            ("＋86 13812345678", Some("13812345678")),
            ("0519-85551234", Some("0519-85551234")),
            ("(0519)85551234", Some("0519-85551234")),
            ("（0519）85551234", Some("0519-85551234")),
            ("010-65551234转801", Some("010-65551234-801")),
            ("051985551234", Some("051985551234")),
            ("4008001234", Some("4008001234")),
            ("12812345678", None),
            ("1381234567", None),
            ("138123456789", None),
            ("电话", None),
            ("110", None),
            ("85551234", None),
        ];
        for (text, expected) in cases {
            assert_eq!(check_phone(text).ok().as_deref(), expected, "{text}");
        }
        assert_eq!(check_phone(" "), Err(Fault::Empty));
    }

    #[test]
    fn masks_keep_what_tells_two_people_apart_and_no_more() {
        assert_eq!(mask_id("11010519491231002X"), "110105********002X");
        assert_eq!(mask_id("110105491231002"), "110105*****1002");
        assert_eq!(mask_id("E12345678"), "E******78");
        assert_eq!(mask_id("A123"), "****");
        assert_eq!(mask_id(""), "");
        assert_eq!(mask_phone("13812345678"), "138****5678");
        assert_eq!(mask_phone("0519-85551234"), "0519-******34");
        assert_eq!(mask_phone("051985551234"), "051*******34");
        assert_eq!(mask_phone("110"), "***");
    }

    proptest! {
        #[test]
        fn any_single_wrong_digit_is_found(at in 0usize..17, step in 1u32..10) {
            // GB 11643: MOD 11-2 finds every single error
            let number = "11010519491231002X";
            let wrong: String = number.chars().enumerate().map(|(i, c)| {
                if i == at { char::from_digit((c.to_digit(10).unwrap() + step) % 10, 10).unwrap() } else { c }
            }).collect();
            prop_assert!(check(&wrong).is_err());
        }

        #[test]
        fn no_text_makes_it_panic_and_no_mask_shows_more(text in "\\PC{0,24}") {
            let _ = (check(&text), check_credit_code(&text), check_phone(&text), canonical18(&text), sex_of(&text));
            let shown = mask_id(&text).chars().filter(|c| *c != '*').count();
            prop_assert!(shown <= 10);
            prop_assert_eq!(mask_id(&text).chars().count(), text.chars().count());
        }
    }
}
