//! Scoring sheets as plants bring them: a sound one, and every fault with its place.

use std::path::PathBuf;

use rust_xlsxwriter::{Formula, Workbook, Worksheet};

use super::scoring_sheet::{HEAD, ITEMS, VETOES, read, template};
use crate::knowledge::standardisation::editions;

const HEADERS: [&str; 10] = [
    "一级要素编号",
    "一级要素名称",
    "要素编号",
    "要素名称",
    "要素标准分",
    "项目编号",
    "评定内容",
    "达标标准",
    "扣分办法",
    "标准分",
];

struct Sheet {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn head(sheet: &mut Worksheet, changes: &[(&str, &str)]) {
    let lines = [
        ("编号", "Own-2026"),
        ("名称", "某行业评定标准"),
        ("版本", "2026版"),
        ("启用日期", "2026-01-01"),
        ("满分", "30"),
        ("定级取值", "四舍五入后的值"),
        ("二级分数线", "80"),
        ("三级分数线", "60"),
    ];
    sheet.set_name(HEAD).unwrap();
    for (row, (name, value)) in (0..).zip(lines) {
        let value = changes.iter().find(|it| it.0 == name).map_or(value, |it| it.1);
        sheet.write_string(row, 0, name).unwrap();
        sheet.write_string(row, 1, value).unwrap();
    }
}

fn rows(sheet: &mut Worksheet) {
    sheet.set_name(ITEMS).unwrap();
    for (column, name) in (0..).zip(HEADERS) {
        sheet.write_string(0, column, name).unwrap();
    }
    for (column, value) in (0..).zip(["1", "管理", "1.1", "制度"]) {
        sheet.write_string(1, column, value).unwrap();
    }
    sheet.write_number(1, 4, 30).unwrap();
    for (row, (code, points)) in (1..).zip([("1.1.1", 10.5), ("1.1.2", 19.5)]) {
        sheet.write_string(row, 5, code).unwrap();
        for (column, value) in (6..).zip(["内容", "标准", "缺一项扣1分"]) {
            sheet.write_string(row, column, value).unwrap();
        }
        sheet.write_number(row, 9, points).unwrap();
    }
}

fn sheet(changes: &[(&str, &str)], edit: impl FnOnce(&mut Worksheet)) -> Sheet {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("标准.xlsx");
    let mut book = Workbook::new();
    head(book.add_worksheet(), changes);
    let items = book.add_worksheet();
    rows(items);
    edit(items);
    let vetoes = book.add_worksheet().set_name(VETOES).unwrap();
    for (column, value) in (0..).zip(["编号", "否决内容", "出处"]) {
        vetoes.write_string(0, column, value).unwrap();
    }
    for (column, value) in (0..).zip(["V1", "重大隐患未整改", "某标准（虚构）"]) {
        vetoes.write_string(1, column, value).unwrap();
    }
    book.save(&path).unwrap();
    Sheet { _folder: folder, path }
}

fn faults(it: &Sheet) -> Vec<String> {
    let (edition, faults) = read(&it.path, "标准.xlsx").unwrap();
    assert_eq!(edition.is_none(), !faults.is_empty());
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_sound_sheet_becomes_an_edition_with_groups_carried_down() {
    let it = sheet(&[], |_| {});
    assert_eq!(faults(&it), Vec::<String>::new());
    let edition = read(&it.path, "标准.xlsx").unwrap().0.unwrap();
    assert_eq!((edition.id.as_str(), edition.item.len(), edition.veto.len()), ("sd.own-2026", 2, 1));
    assert_eq!((edition.item[1].element.as_str(), edition.item[1].points.to_string().as_str()), ("1.1", "19.5"));
    assert_eq!(edition.element[0].points.to_string(), "30");
}

#[test]
fn each_fault_is_told_with_sheet_row_and_column() {
    let text = |row: u32, column: u16, value: &'static str| {
        move |sheet: &mut Worksheet| {
            sheet.write_string(row, column, value).unwrap();
        }
    };
    type Edit = Box<dyn FnOnce(&mut Worksheet)>;
    type Case = (&'static [(&'static str, &'static str)], Edit, &'static str);
    let cases: Vec<Case> = vec![
        (&[("满分", "31")], Box::new(|_| {}), "满分 31，各项之和是 30"),
        (&[("满分", "三十")], Box::new(|_| {}), "满分“三十”应为数字"),
        (&[("三级分数线", "85")], Box::new(|_| {}), "由高到低"),
        (&[("编号", "我的")], Box::new(|_| {}), "只能用英文字母"),
        (&[("启用日期", "2026-02-30")], Box::new(|_| {}), "表“说明” 第 4 行 B 列"),
        (&[], Box::new(text(2, 5, "1.1.1")), "第 3 行：编号“1.1.1”与表“评分项” 第 2 行重复"),
        (&[], Box::new(text(2, 8, " ")), "表“评分项” 第 3 行 I 列：扣分办法没有写"),
        (
            &[],
            Box::new(|sheet| {
                sheet.write_number(2, 9, -19.5).unwrap();
            }),
            "第 3 行 J 列：标准分是 -19.5，应大于 0",
        ),
        (
            &[],
            Box::new(|sheet| {
                sheet.write_number(2, 9, 19.55).unwrap();
            }),
            "至多一位小数",
        ),
        (
            &[],
            Box::new(|sheet| {
                sheet.write_number(1, 4, 29).unwrap();
            }),
            "第 2 行 E 列：要素 1.1 标准分 29，下面各项之和是 30",
        ),
        (
            &[],
            Box::new(|sheet| {
                sheet.write_formula(2, 9, Formula::new("=30-J2").set_result("19.5")).unwrap();
            }),
            "第 3 行 J 列：标准分：是公式",
        ),
        (&[], Box::new(text(0, 8, "评分办法")), "缺少表头“扣分办法”"),
        (&[], Box::new(text(0, 8, "评分办法")), "不认识的表头“评分办法”"),
        (&[], Box::new(text(0, 7, "评定内容")), "写了两次"),
        (&[], Box::new(text(2, 3, "别的名称")), "要素 1.1 前面是"),
        (&[], Box::new(text(1, 2, " ")), "要素编号没有写"),
        (
            &[],
            Box::new(|sheet| {
                sheet.set_row_hidden(2).unwrap();
            }),
            "隐藏的行",
        ),
    ];
    for (changes, edit, expected) in cases {
        let it = sheet(changes, edit);
        let found = faults(&it);
        assert!(found.iter().any(|it| it.contains(expected)), "{expected}: {found:#?}");
    }
}

#[test]
fn all_faults_of_a_sheet_are_told_at_once() {
    let it = sheet(&[("名称", ""), ("编号", "我的")], |sheet| {
        sheet.write_string(2, 5, "1.1.1").unwrap();
        sheet.write_string(1, 8, " ").unwrap();
        sheet.write_number(2, 9, 0).unwrap();
    });
    let found = faults(&it);
    for expected in ["“名称”没有写", "只能用英文字母", "重复", "第 2 行 I 列：扣分办法没有写", "应大于 0"]
    {
        assert_eq!(found.iter().filter(|it| it.contains(expected)).count(), 1, "{expected}: {found:#?}");
    }
    assert!(!found.iter().any(|it| it.contains("之和")), "a number that cannot be read is told once: {found:#?}");
}

#[test]
fn more_rows_than_a_standard_can_have_are_refused() {
    let it = sheet(&[], |sheet| {
        for row in 1..=10_001 {
            sheet.write_string(row, 5, format!("1.1.{row}")).unwrap();
        }
    });
    assert!(faults(&it).iter().any(|it| it.contains("超过 10000 行")));
}

#[test]
fn control_characters_do_not_get_in() {
    let it = sheet(&[], |sheet| {
        sheet.write_string(2, 6, "内\u{1b}[31m容\u{202e}").unwrap();
    });
    let edition = read(&it.path, "标准.xlsx").unwrap().0.unwrap();
    assert!(!edition.item[1].content.chars().any(crate::domain::fold::is_unwanted), "{:?}", edition.item[1].content);
}

#[test]
fn the_filled_template_of_an_edition_is_sound_once_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("模板.xlsx");
    template(&path, Some(&editions().unwrap()[0]), false).unwrap();
    let said: Vec<String> = read(&path, "模板.xlsx").unwrap().1.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 2 + 1, "编号、版本 and the id that follows from them: {said:#?}");
    template(&path, None, true).unwrap();
    assert!(!read(&path, "模板.xlsx").unwrap().1.is_empty());
}
