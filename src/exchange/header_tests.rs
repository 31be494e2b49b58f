//! Headers of real rosters, and which column is taken for which.

use std::sync::Arc;

use super::header::{Found, Header, HeaderOptions, find_header};
use super::sheet::{Cell, Layout, Merge, Raw, Row, column_letters};
use crate::error::Result;

fn known() -> Vec<Header> {
    [
        ("name", "姓名", &["人员姓名", "员工姓名"][..]),
        ("work_no", "工号", &["员工编号", "人员编号"]),
        ("phone", "电话", &["手机", "手机号", "联系电话"]),
        ("department", "部门", &["所在部门", "车间"]),
        ("level", "隐患等级", &[]),
    ]
    .into_iter()
    .map(|(key, header, synonyms)| Header {
        key,
        header: header.into(),
        synonyms: synonyms.iter().map(ToString::to_string).collect(),
    })
    .collect()
}

/// Rows from `|`-separated text; a row number of its own may stand before `:`.
fn rows(lines: &[&str]) -> Vec<Row> {
    let row = |(at, line): (usize, &&str)| Row {
        sheet: Arc::from("人员"),
        number: u32::try_from(at).unwrap() + 1,
        hidden: false,
        cells: line
            .split('|')
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
            .map(|(column, text)| Cell {
                column: u32::try_from(column).unwrap(),
                value: Raw::Text(text.to_owned()),
                from_formula: false,
            })
            .collect(),
    };
    lines.iter().enumerate().map(row).filter(|row| !row.cells.is_empty()).collect()
}

fn merged(ranges: &[(u32, u32, u32, u32)]) -> Layout {
    let merges = ranges
        .iter()
        .map(|(first_row, first_column, last_row, last_column)| Merge {
            first_row: *first_row,
            last_row: *last_row,
            first_column: *first_column,
            last_column: *last_column,
        })
        .collect();
    Layout { merges, hidden_columns: Vec::new() }
}

fn find(lines: &[&str], layout: &Layout, options: &HeaderOptions) -> Result<Found> {
    find_header(&rows(lines), layout, &known(), options)
}

fn shown(found: &Found) -> String {
    let mapped: Vec<String> =
        found.mapped.iter().map(|(key, title)| format!("{key}={}", column_letters(title.column))).collect();
    format!("{}-{} {}", found.first_row, found.last_row, mapped.join(" "))
}

#[test]
fn titles_above_synonyms_marks_and_brackets_are_seen_through() {
    let found = find(
        &[
            "青禾机械厂人员名册",
            "制表：李敏|2026年3月",
            "序号|*员工 姓名（必填）|员工编号|手机号（11位）|所在部门|备注",
            "1|张三|001|138|一车间|",
        ],
        &Layout::default(),
        &HeaderOptions::default(),
    )
    .unwrap();
    assert_eq!(shown(&found), "3-3 name=B work_no=C phone=D department=E");
    assert_eq!(found.unmapped.iter().map(|t| t.text.as_str()).collect::<Vec<_>>(), ["序号", "备注"]);
    let bracket = find(&["隐患等级（一般/重大）|部门"], &Layout::default(), &HeaderOptions::default()).unwrap();
    assert_eq!(shown(&bracket), "1-1 department=B level=A");
}

#[test]
fn a_double_header_is_joined() {
    let lines = ["人员名册", "姓名|工号|联系方式||部门", "||手机|邮箱|", "张三|001|138|a@b|一车间"];
    let layout = merged(&[(1, 0, 1, 4), (2, 2, 2, 3), (2, 0, 3, 0), (2, 1, 3, 1), (2, 4, 3, 4)]);
    let found = find(&lines, &layout, &HeaderOptions::default()).unwrap();
    assert_eq!(shown(&found), "2-3 name=A work_no=B phone=C department=E");
    assert_eq!(found.mapped[2].1.text, "联系方式/手机");
    assert_eq!(found.unmapped[0].text, "联系方式/邮箱");
    // A title over the whole width and a plain header below stay one row of header.
    let found =
        find(&["人员名册", "姓名|工号", "张三|001"], &merged(&[(1, 0, 1, 1)]), &HeaderOptions::default()).unwrap();
    assert_eq!(shown(&found), "2-2 name=A work_no=B");
}

#[test]
fn two_columns_of_one_name_are_not_guessed_between() {
    let found = find(&["姓名|手机|联系电话|工号"], &Layout::default(), &HeaderOptions::default()).unwrap();
    let error = found.refuse_duplicates().unwrap_err();
    assert!(error.message.contains("有 2 列都像“电话”：B 列“手机”、C 列“联系电话”"), "{error}");
    let chosen = HeaderOptions { row: None, map: vec![("电话".into(), "手机".into())] };
    let found = find(&["姓名|手机|联系电话|工号"], &Layout::default(), &chosen).unwrap();
    assert_eq!(shown(&found), "1-1 name=A work_no=D phone=B");
    // Its own name beats a synonym, and the other is named as not read.
    let found = find(&["姓名|手机|电话|工号"], &Layout::default(), &HeaderOptions::default()).unwrap();
    assert_eq!(shown(&found), "1-1 name=A work_no=D phone=C");
    assert_eq!(found.unmapped[0].text, "手机");
}

#[test]
fn a_map_overrides_and_must_fit() {
    let lines = ["花名|编码|姓名", "小张|001|张三"];
    let map = |column: &str, title: &str| HeaderOptions { row: None, map: vec![(column.into(), title.into())] };
    let find = |options| find(&lines, &Layout::default(), &options);
    assert_eq!(shown(&find(map("work_no", "编码")).unwrap()), "1-1 name=C work_no=B");
    assert_eq!(shown(&find(map("姓名", "花名")).unwrap()), "1-1 name=A");
    assert_eq!(shown(&find(map("工号", "Ｂ列")).unwrap()), "1-1 name=C work_no=B");
    assert!(find(map("年龄", "编码")).unwrap_err().message.contains("--map 里的列“年龄”不存在"));
    let error = find(HeaderOptions { row: Some(1), map: vec![("工号".into(), "代号".into())] }).unwrap_err();
    assert!(error.message.contains("没有表头“代号”") && error.hints[0].contains("花名"), "{error}");
}

#[test]
fn no_header_is_an_error_that_says_what_to_do() {
    let error = find(&["a|b|c", "1|2|3"], &Layout::default(), &HeaderOptions::default()).unwrap_err();
    assert!(error.message.contains("没有认出表头") && error.hints[0].contains("--header-row"), "{error}");
    let forced = HeaderOptions { row: Some(2), map: Vec::new() };
    assert!(find(&["姓名|工号", "1|2"], &Layout::default(), &forced).unwrap_err().message.contains("第 2 行不像表头"));
}

#[test]
fn a_repeated_header_is_known_again() {
    let lines = ["姓名|工号", "张三|001", "姓名|工号"];
    let found = find(&lines, &Layout::default(), &HeaderOptions::default()).unwrap();
    let all = rows(&lines);
    assert!(found.is_repeated_by(&all[2]) && !found.is_repeated_by(&all[1]));
}
