//! Real rosters in, as they come: titles above, other words for the same column, dates in every dress — and every fault
//! named at once with nothing written.

use std::path::PathBuf;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use crate::support::{Plant, arg, text};

/// A valid document number of an invented person.
pub fn document(n: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let base = format!("110105{:04}{:02}{:02}{:03}", 1960 + n % 40, 1 + n % 12, 1 + n % 28, n % 1000);
    let sum: u32 = base.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{base}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}

fn workbook(plant: &Plant, name: &str, fill: impl FnOnce(&mut Worksheet)) -> PathBuf {
    let path = plant.path(name);
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("花名册").unwrap());
    book.save(&path).unwrap();
    path
}

fn row(sheet: &mut Worksheet, at: u32, cells: &[&str]) {
    for (column, cell) in cells.iter().enumerate() {
        if !cell.is_empty() {
            sheet.write_string(at, column as u16, *cell).unwrap();
        }
    }
}

const HEAD: &[&str] = &["工号", "员工姓名", "身份证号码", "所属部门", "职务", "入厂日期"];

fn plant() -> Plant {
    let plant = Plant::new("2026-11-20");
    for department in ["一车间", "二车间"] {
        plant.ok(&["add", "department", &format!("name={department}")]);
    }
    plant.ok(&["add", "post", "name=操作工"]);
    plant
}

#[test]
fn a_roster_with_a_title_and_its_own_words_comes_in_once() {
    let plant = plant();
    let file = workbook(&plant, "名单.xlsx", |sheet| {
        sheet.merge_range(0, 0, 0, 5, "江城精工机械有限公司花名册", &Format::new()).unwrap();
        row(sheet, 1, HEAD);
        for (n, date) in ["2021.5.6", "2022年3月1日", "2023-4-5", "44000", "20240229"].iter().enumerate() {
            row(
                sheet,
                2 + n as u32,
                &[&format!("A{n:03}"), &format!("张 三{n}"), &document(n as u32), " 一 车间　", "操作工", date],
            );
        }
        sheet.write_number(7, 0, 7.0).unwrap();
        row(sheet, 7, &["", "李四"]);
        let day = ExcelDateTime::from_ymd(2020, 2, 29).unwrap();
        sheet.write_datetime_with_format(7, 5, day, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    });
    let said = plant.ok(&["import", "person", arg(&file)]);
    assert!(said.contains("新增 6"), "{said}");
    let people = plant.json(&["list", "person", "--reveal"]);
    let dates: Vec<&str> = people.as_array().unwrap().iter().map(|it| it["hired_on"].as_str().unwrap()).collect();
    assert_eq!(dates, ["2020-02-29", "2021-05-06", "2022-03-01", "2023-04-05", "2020-06-18", "2024-02-29"]);
    assert_eq!(people[0]["no"], "7", "a number cell is a code, not 7.0");
    assert_eq!(people[1]["department"], "一车间");
    assert_eq!(people[1]["id_number"], document(0));
    let before = plant.json(&["log"]).as_array().unwrap().len();
    let said = plant.ok(&["import", "person", arg(&file)]);
    assert!(said.contains("新增 0，修改 0，未变 6"), "{said}");
    assert_eq!(plant.json(&["log"]).as_array().unwrap().len(), before, "nothing was recorded the second time");
}

#[test]
fn a_day_before_living_memory_is_asked_about_and_a_formula_without_result_is_not_called_taken() {
    let plant = plant();
    let file = workbook(&plant, "旧.xlsx", |sheet| {
        row(sheet, 0, HEAD);
        row(sheet, 1, &["A1", "张一", "", "一车间", "操作工", "1906-03-01"]);
        row(sheet, 2, &["A2", "", "", "一车间", "操作工", "2021-01-01"]);
        sheet.write_formula(2, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        row(sheet, 3, &["A3", "张三", "", "一车间", "操作工", "2021-01-01"]);
    });
    let output = plant.run(&["import", "person", arg(&file), "--skip-bad"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(said.contains("第 2 行 F 列：入职日期：1906年3月1日早于1930年"), "{said}");
    assert!(said.contains("新增 1") && !said.contains("取其计算结果"), "{said}");
}

#[test]
fn every_fault_is_listed_with_its_place_and_nothing_is_written() {
    let plant = plant();
    let file = workbook(&plant, "错.xlsx", |sheet| {
        row(sheet, 0, HEAD);
        row(sheet, 1, &["A1", "张一", "110105194912310021", "一车间", "操作工", "2021-01-01"]);
        row(sheet, 2, &["A2", "张二", "", "三车间", "操作工", "2026-02-30"]);
        row(sheet, 3, &["A2", "张三", "", "一车间", "焊工", "5/6/2026"]);
        row(sheet, 4, &["A4", "", "", "一车间", "", ""]);
        row(sheet, 5, &["A5", "张五", "", "", "", ""]);
        sheet.write_number(5, 2, 1.101_011_990_030_7e17).unwrap();
        row(sheet, 6, &["A6", "", "", "", "", ""]);
        sheet.write_formula(6, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        row(sheet, 7, &["A7", "好人", &document(7), "二车间", "操作工", "2021-01-01"]);
    });
    let before = plant.bytes();
    let said = plant.fails(2, &["import", "person", arg(&file)]);
    for part in [
        "表“花名册” 第 2 行 C 列：身份证号：身份证号校验位不符",
        "第 3 行 D 列：部门：没有叫“三车间”的部门",
        "第 3 行 F 列：入职日期：2026年2月只有28天",
        "第 4 行 F 列：入职日期：“5/6/2026”有歧义",
        "第 4 行 E 列：岗位：没有叫“焊工”的岗位",
        "第 5 行",
        "第 6 行 C 列：身份证号：",
        "超过 15 位",
        "第 7 行 B 列",
        "--create-missing",
        "没有导入：7 行中有 6 行有错",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert_eq!(plant.bytes(), before);
    let dry = plant.run(&["import", "person", arg(&file), "--dry-run"]);
    assert_eq!(dry.status.code(), Some(1));
    assert_eq!(plant.bytes(), before);
    let some = plant.run(&["import", "person", arg(&file), "--skip-bad"]);
    assert_eq!(some.status.code(), Some(1), "{}", text(&some.stderr));
    assert_eq!(plant.json(&["list", "person"]).as_array().unwrap().len(), 1);
    let refused = plant.path("错-退回.xlsx");
    let said = plant.fails(2, &["import", "person", arg(&refused)]);
    assert!(said.contains("6 行中有 6 行有错"), "the refused rows can be imported once they are mended: {said}");
}

#[test]
fn numbers_used_twice_are_never_two_people_nor_merged_in_silence() {
    let plant = plant();
    plant.ok(&["add", "person", "no=A1", "name=王建国", &format!("id_number={}", document(1))]);
    let refuse = |name: &str, rows: &[[&str; 3]], reason: &str| {
        let file = workbook(&plant, name, |sheet| {
            row(sheet, 0, &["工号", "姓名", "身份证号"]);
            for (n, cells) in rows.iter().enumerate() {
                row(sheet, 1 + n as u32, cells);
            }
        });
        let said = plant.fails(2, &["import", "person", arg(&file)]);
        assert!(said.contains(reason), "{name}: {reason}\n{said}");
    };
    let lower = document(5).to_lowercase();
    refuse("twice.xlsx", &[["B1", "甲", ""], ["b1", "乙", ""]], "与第 2 行重复");
    refuse("document.xlsx", &[["B1", "甲", &document(5)], ["B2", "乙", &lower]], "与第 2 行重复");
    refuse("other.xlsx", &[["A1", "李四", ""]], "工号已属于“王建国”");
    refuse("held.xlsx", &[["B9", "李四", &document(1)]], "已被“王建国”使用");
    refuse("name.xlsx", &[["", "王建国", ""]], "--match name");
    let file = workbook(&plant, "same.xlsx", |sheet| {
        row(sheet, 0, &["姓名", "电话"]);
        row(sheet, 1, &["王 建国", "13800138000"]);
    });
    assert!(plant.ok(&["import", "person", arg(&file), "--match", "name"]).contains("修改 1"));
}

#[test]
fn hidden_rows_and_merged_cells_are_asked_about_not_guessed() {
    let plant = plant();
    let file = workbook(&plant, "隐藏.xlsx", |sheet| {
        row(sheet, 0, HEAD);
        sheet.merge_range(1, 3, 2, 3, "一车间", &Format::new()).unwrap();
        row(sheet, 1, &["A1", "张一"]);
        row(sheet, 2, &["A2", "张二"]);
        row(sheet, 3, &["A3", "张三", "", "二车间"]);
        sheet.set_row_hidden(3).unwrap();
    });
    assert!(plant.fails(2, &["import", "person", arg(&file)]).contains("--hidden take"));
    assert!(plant.fails(2, &["import", "person", arg(&file), "--hidden", "skip"]).contains("--merged fill"));
    let said = plant.ok(&["import", "person", arg(&file), "--hidden", "skip", "--merged", "fill"]);
    assert!(said.contains("新增 2") && said.contains("隐藏的行 1 行，已跳过"), "{said}");
    assert_eq!(plant.json(&["list", "person", "--where", "部门=一车间"]).as_array().unwrap().len(), 2);
}

#[test]
fn files_that_cannot_be_read_are_named_for_what_they_are() {
    let plant = plant();
    let cases: [(&str, &[u8], &str); 6] = [
        ("empty.xlsx", b"", "空的"),
        ("text.xlsx", "姓名,工号\n张三,1\n".as_bytes(), "只是取名为 .xlsx"),
        ("half.xlsx", b"PK\x03\x04\x14\x00\x06\x00", "不完整"),
        ("page.pdf", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3", "PDF"),
        ("none.csv", "甲,乙\n1,2\n".as_bytes(), "没有认出表头"),
        ("head.csv", "部门,岗位\n一车间,操作工\n".as_bytes(), "没有必填的列：姓名"),
    ];
    let before = plant.bytes();
    for (name, content, reason) in cases {
        let file = plant.write(name, content);
        let said = plant.fails(2, &["import", "person", arg(&file)]);
        assert!(said.contains(reason), "{name}: {said}");
        assert_eq!(std::fs::read(&file).unwrap(), content, "{name} was touched");
    }
    assert!(plant.fails(2, &["import", "person", "不存在.xlsx"]).contains("找不到"));
    assert_eq!(plant.bytes(), before);
}

#[test]
fn csv_in_gbk_reads_like_csv_in_utf8() {
    let rows = "姓名,工号,部门\n王建国,A1,一车间\n李敏,A2,二车间\n";
    let gbk = encoding_rs::GBK.encode(rows).0.into_owned();
    let bom = ["\u{feff}".as_bytes(), rows.as_bytes()].concat();
    let lists: Vec<String> = [rows.as_bytes().to_vec(), bom, gbk]
        .into_iter()
        .map(|bytes| {
            let plant = plant();
            let file = plant.write("名单.csv", bytes);
            assert!(plant.ok(&["import", "person", arg(&file)]).contains("新增 2"));
            plant.json(&["list", "person"]).to_string()
        })
        .collect();
    assert!(lists.windows(2).all(|pair| pair[0] == pair[1]), "{lists:?}");
}

#[test]
fn text_from_files_reaches_neither_the_terminal_nor_a_spreadsheet_as_anything_but_text() {
    let plant = plant();
    let file = plant.write(
        "坏.csv",
        "姓名,工号,备注\n\"\u{1b}[2J张\u{202e}三\u{9b}\",A1,\"=HYPERLINK(\"\"http://x\"\",\"\"点\"\")\"\n",
    );
    plant.ok(&["import", "person", arg(&file)]);
    let seen = plant.ok(&["list", "person"]) + &plant.ok(&["list", "person", "--json"]) + &plant.ok(&["log"]);
    assert!(seen.chars().all(|c| c == '\n' || !c.is_control()), "{seen:?}");
    assert!(!seen.contains('\u{202e}'));
    let csv = plant.path("out.csv");
    plant.ok(&["export", "person", "--format", "csv", "-o", arg(&csv)]);
    let written = std::fs::read_to_string(&csv).unwrap();
    assert!(written.contains("'=HYPERLINK"), "{written}");
    let said = plant.ok(&["import", "person", arg(&csv)]);
    assert!(said.contains("新增 0，修改 0，未变 1"), "what went out comes back as it was: {said}");
}

#[test]
fn a_hazard_ledger_comes_in_with_its_history_and_only_once() {
    let plant = plant();
    plant.ok(&["add", "person", "no=A1", "name=王建国", "department=一车间"]);
    plant.ok(&["add", "person", "no=A2", "name=李敏", "department=二车间"]);
    let file = workbook(&plant, "隐患台账.xlsx", |sheet| {
        row(
            sheet,
            0,
            &["隐患描述", "排查日期", "级别", "责任人", "整改期限", "完成日期", "验收人", "验收日期", "责任部门"],
        );
        row(
            sheet,
            1,
            &["插座破损", "2026-03-01", "一般", "王建国", "2026-03-05", "2026-03-08", "李敏", "2026-03-09", "一车间"],
        );
        row(sheet, 2, &["通道堆物", "2026-03-02", "一般", "王建国", "2026-03-10", "", "", "", "一车间"]);
        row(sheet, 3, &["灭火器过期", "2026-03-03", "", "", "", "", "", "", ""]);
    });
    assert!(plant.ok(&["import", "hazard", arg(&file)]).contains("新增 3"));
    let hazards = plant.json(&["list", "hazard"]);
    let state = |title: &str| {
        let row = hazards.as_array().unwrap().iter().find(|it| it["title"] == title).unwrap();
        (row["state"].as_str().unwrap().to_owned(), row["late"].clone(), row["overdue_days"].as_i64().unwrap())
    };
    assert_eq!(state("插座破损"), ("closed".into(), true.into(), 0));
    assert_eq!(state("通道堆物"), ("assessed".into(), false.into(), 255));
    assert_eq!(state("灭火器过期"), ("found".into(), false.into(), 0));
    assert!(plant.ok(&["import", "hazard", arg(&file)]).contains("新增 0，修改 0，未变 3"));
    let bad = workbook(&plant, "bad.xlsx", |sheet| {
        row(sheet, 0, &["隐患描述", "排查日期", "级别", "责任人", "整改期限", "完成日期", "验收人", "验收日期"]);
        row(sheet, 1, &["甲", "2026-03-05", "一般", "王建国", "2026-03-01", "", "", ""]);
        row(sheet, 2, &["乙", "2026-03-05", "一般", "王建国", "2026-03-09", "2026-03-08", "王建国", "2026-03-09"]);
    });
    let said = plant.fails(2, &["import", "hazard", arg(&bad)]);
    assert!(said.contains("早于发现日期") && said.contains("验收人不得"), "{said}");
    assert!(plant.ok(&["verify"]).contains("文件完好"));
}

#[test]
fn a_template_offers_the_plants_own_departments_and_reads_back() {
    let plant = plant();
    let file = plant.path("模板.xlsx");
    plant.ok(&["template", "person", "-o", arg(&file)]);
    assert!(plant.fails(2, &["template", "person", "-o", arg(&file)]).contains("已经存在"));
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
    let mut all = String::new();
    for n in 0..archive.len() {
        use std::io::Read;
        let _ = archive.by_index(n).unwrap().read_to_string(&mut all);
    }
    for part in ["一车间", "二车间", "操作工", "dataValidation", "员工"] {
        assert!(part == "员工" || all.contains(part), "{part} is not in the template");
    }
    let said = plant.ok(&["import", "person", arg(&file)]);
    assert!(said.contains("读到 0 行"), "{said}");
}

/// Rosters as offices keep them end in a line of totals and a line of signatures.
#[test]
fn totals_and_signatures_below_the_roster_are_no_people() {
    let plant = plant();
    let file = workbook(&plant, "名册.xlsx", |sheet| {
        row(sheet, 0, &["序号", "工号", "姓名", "部门"]);
        row(sheet, 1, &["1", "A1", "王建国", "一车间"]);
        row(sheet, 3, &["合计", "", "1人"]);
        row(sheet, 4, &["制表人：陈静", "", "", "审核：李敏"]);
    });
    let said = plant.ok(&["import", "person", arg(&file), "--create-missing"]);
    assert!(said.contains("新增 1") && said.contains("2 行没有当作记录：第 4、5 行"), "{said}");
    assert!(!said.contains("新建"), "no department is called 审核：李敏: {said}");
    let said = plant.ok(&["import", "person", arg(&file)]);
    assert!(said.contains("新增 0，修改 0，未变 1"), "{said}");
}

/// Whoever mends a file should not be sent back a second time: what cannot be read, what is wanting and what breaks a rule
/// stand in one list.
#[test]
fn faults_of_every_kind_in_one_row_are_told_together() {
    let plant = plant();
    let wrong = format!("{}0", &document(3)[..17]);
    let wrong = if wrong == document(3) { format!("{}1", &document(3)[..17]) } else { wrong };
    let file = workbook(&plant, "错.xlsx", |sheet| {
        row(sheet, 0, HEAD);
        row(sheet, 1, &["A1", "张三", &wrong, "一车间", "操作工", "2026-02-30"]);
        row(sheet, 2, &["A2", "", &document(4), "没有车间", "操作工", "2020-01-01"]);
        sheet.write_formula(2, 5, Formula::new("=TODAY()").set_result("#N/A")).unwrap();
        row(sheet, 3, &["A3", "李四", "", "没有车间", "操作工", "2020-01-01"]);
        row(sheet, 4, &["Ａ１", "王五", "", "一车间", "操作工", "2020-01-01"]);
    });
    let said = plant.fails(2, &["import", "person", arg(&file)]);
    assert!(said.contains("第 5 行：工号与第 2 行重复"), "though row 2 has a fault of its own: {said}");
    assert_eq!(said.matches("没有叫“没有车间”的部门（共 2 行）").count(), 1, "told once: {said}");
    for told in [
        "第 2 行 C 列：身份证号",
        "第 2 行 F 列：入职日期",
        "第 3 行 B 列：姓名",
        "第 3 行 D 列：部门",
        "第 3 行 F 列：入职日期",
    ] {
        assert_eq!(said.matches(told).count(), 1, "{told}: {said}");
    }
}

#[test]
fn a_template_with_nothing_in_it_and_a_file_of_rubbish_are_called_what_they_are() {
    let plant = plant();
    let template = plant.path("模板.xlsx");
    plant.ok(&["template", "person", "-o", arg(&template)]);
    assert!(plant.ok(&["import", "person", arg(&template)]).contains("表头下面没有记录"));
    let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let file = plant.write("垃圾.xlsx", noise);
    let said = plant.fails(2, &["import", "person", arg(&file)]);
    assert!(said.contains("不是能识别的表格文件"), "{said}");
    assert_eq!(said.matches("垃圾.xlsx").count(), 1, "the file is named once: {said}");
}
