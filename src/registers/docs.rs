//! `docs/registers.md`, printed from the descriptions. A test holds the file to this text.

use std::fmt::Write;

use super::{ALL, Column, Kind, Register, find};

/// The page: every register with key, header, synonyms, type and choices of every column.
#[must_use]
pub fn page() -> String {
    let mut text = String::from(
        "# 台账\n\n由程序中的台账描述生成，不手工修改。列可以用键、表头或别名来写：`列=值`、`--where`、`--map` 和导入文件的表头都认。\n\
         “填”表示可以录入和导入；其余由程序填写。日期为 ISO 文本，金额以分为单位（键以 `_fen` 结尾），引用同时给出名称和行号（`键_id`）。\n",
    );
    for register in ALL {
        section(&mut text, register);
    }
    text
}

fn section(text: &mut String, register: &Register) {
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "\n## {} `{}`\n\n{}。\n\n| 键 | 表头 | 类型 | 填 | 必填 | 别名 |\n| --- | --- | --- | --- | --- | --- |\n",
        register.title, register.key, register.what
    );
    for column in register.columns {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} | {} |",
            json_key(column),
            column.header,
            kind(column.kind),
            if column.input { "填" } else { "" },
            if column.required { "是" } else { "" },
            column.synonyms.join("、")
        );
    }
}

/// The key a column has in JSON.
fn json_key(column: &Column) -> &'static str {
    match column.kind {
        Kind::Money => column.stored,
        Kind::Line
        | Kind::Note
        | Kind::Code
        | Kind::Date
        | Kind::Moment
        | Kind::Whole(..)
        | Kind::Flag
        | Kind::Decimal(_)
        | Kind::Choice(_)
        | Kind::Term(_)
        | Kind::Choices(_)
        | Kind::Reference(_)
        | Kind::IdNumber
        | Kind::Printed
        | Kind::Phone
        | Kind::CreditCode
        | Kind::Weekdays => column.key,
    }
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Line => "文字".to_owned(),
        Kind::Note => "多行文字".to_owned(),
        Kind::Code => "编号".to_owned(),
        Kind::Date => "日期".to_owned(),
        Kind::Moment => "时间（到分，`2026-11-05T14:30`）".to_owned(),
        Kind::Whole(low, high) if high == i64::MAX => format!("整数，不小于 {low}"),
        Kind::Whole(low, high) => format!("整数 {low}–{high}"),
        Kind::Money => "金额（录入用元）".to_owned(),
        Kind::Decimal(places) => format!("数，最多 {places} 位小数"),
        Kind::Choices(choices) => {
            let all = choices.iter().map(|it| format!("`{}` {}", it.code, it.label)).collect::<Vec<_>>().join("、");
            format!("可以几个，用顿号隔开：{all}")
        }
        Kind::Flag => "是/否".to_owned(),
        Kind::Choice(choices) => {
            choices.iter().map(|it| format!("`{}` {}", it.code, it.label)).collect::<Vec<_>>().join("、")
        }
        Kind::Term(_) => "规则包里的名称（录入写任一名称；JSON 里是编号，`键_name` 是名称）".to_owned(),
        Kind::Reference(register) => format!("引用{}", find(register).map_or(register, |it| it.title)),
        Kind::IdNumber => "证件号码（默认遮盖）".to_owned(),
        Kind::Printed => "证号（其中的身份证号默认遮盖）".to_owned(),
        Kind::Phone => "电话（默认遮盖）".to_owned(),
        Kind::CreditCode => "统一社会信用代码".to_owned(),
        Kind::Weekdays => "星期".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Run with `ANGUAN_WRITE_DOCS=1` to write the page anew.
    #[test]
    fn the_page_in_docs_is_the_one_the_descriptions_print() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/registers.md");
        if std::env::var_os("ANGUAN_WRITE_DOCS").is_some() {
            std::fs::write(path, page()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), page(), "run ANGUAN_WRITE_DOCS=1 cargo test");
    }
}
