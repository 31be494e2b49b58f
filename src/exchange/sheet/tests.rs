//! Odd files built by hand, and what is said of each.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use super::*;
use crate::error::{Error, Result};

/// A folder for one test and ways to put files into it.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A workbook of one sheet with this XML between `<worksheet>` tags.
    fn sheet(&self, xml: &str) -> PathBuf {
        self.put("人员.xlsx", &workbook(&Parts { sheet: xml, ..Parts::default() }))
    }
}

/// The parts of a small workbook that tests vary.
struct Parts<'a> {
    sheet: &'a str,
    strings: &'a str,
    properties: &'a str,
    formats: &'a str,
    styles: &'a str,
}

impl Default for Parts<'_> {
    fn default() -> Self {
        Self {
            sheet: "<sheetData/>",
            strings: "",
            properties: "",
            formats: "",
            styles: r#"<xf numFmtId="0"/><xf numFmtId="14"/>"#,
        }
    }
}

fn workbook(parts: &Parts<'_>) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#
        )
    };
    zipped(&[
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!("<Relationships>{}</Relationships>", relation("r1", "officeDocument", "xl/workbook.xml")),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships>{}{}{}{}</Relationships>",
                relation("r1", "worksheet", "worksheets/sheet1.xml"),
                relation("r2", "worksheet", "/xl/worksheets/sheet2.xml"),
                relation("r3", "styles", "styles.xml"),
                relation("r4", "sharedStrings", "sharedStrings.xml"),
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns:r="x">{}<sheets><sheet name="人员" sheetId="1" r:id="r1"/><sheet name="隐藏" sheetId="2" state="hidden" r:id="r2"/></sheets></workbook>"#,
                parts.properties
            ),
        ),
        (
            "xl/styles.xml",
            format!("<styleSheet><numFmts>{}</numFmts><cellXfs>{}</cellXfs></styleSheet>", parts.formats, parts.styles),
        ),
        ("xl/sharedStrings.xml", format!("<sst>{}</sst>", parts.strings)),
        ("xl/worksheets/sheet1.xml", format!("<worksheet>{}</worksheet>", parts.sheet)),
        ("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>".to_owned()),
    ])
}

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(super) fn rows(path: &Path) -> Result<Vec<Row>> {
    let before = std::fs::read(path).unwrap();
    let result = open(path, &ReadOptions::default()).and_then(|mut book| book.rows(0)?.collect());
    assert_eq!(std::fs::read(path).unwrap(), before, "the file must stay as it was");
    result
}

fn refusal(path: &Path) -> Error {
    rows(path).unwrap_err()
}

fn text(value: &str) -> Raw {
    Raw::Text(value.to_owned())
}

/// One row in short: number and values by column letter.
fn short(row: &Row) -> String {
    let cells: Vec<String> = row
        .cells
        .iter()
        .map(|cell| {
            format!(
                "{}={}{}",
                column_letters(cell.column),
                if cell.from_formula { "ƒ" } else { "" },
                match &cell.value {
                    Raw::Error(message) => format!("!{message}"),
                    value => value.display().into_owned(),
                }
            )
        })
        .collect();
    format!("{}{} {}", row.number, if row.hidden { "h" } else { "" }, cells.join(" "))
}

fn shorts(path: &Path) -> Vec<String> {
    rows(path).unwrap().iter().map(short).collect()
}

#[test]
fn values_of_every_kind_come_with_their_place() {
    let files = Files::new();
    let path = files.put(
        "人员.xlsx",
        &workbook(&Parts {
            sheet: r#"<cols><col min="3" max="4" hidden="1"/></cols><sheetData>
                <row r="2" hidden="1"><c r="A2" t="s"><v>0</v></c><c r="C2"><v>45413</v></c></row>
                <row r="4"><c t="inlineStr"><is><r><t>李</t></r><r><t> 四</t></r><rPh><t>li</t></rPh></is></c><c s="1"><v>45413.5</v></c><c t="b"><v>1</v></c><c t="d"><v>2026-03-01T00:00:00</v></c></row>
                <row><c r="A5" s="2"><v>37</v></c><c r="B5" s="3"><v>45413</v></c><c r="D5"/><c r="E5" t="s"><v>1</v></c></row>
                </sheetData><mergeCells><mergeCell ref="A2:B3"/></mergeCells>"#,
            strings: "<si><t>张&amp;三&#20013;</t><rPh><t>x</t></rPh></si><si><t>  </t></si>",
            formats: r#"<numFmt numFmtId="200" formatCode="0000"/><numFmt numFmtId="201" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>"#,
            styles: r#"<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="201"/>"#,
            ..Parts::default()
        }),
    );
    assert_eq!(
        shorts(&path),
        ["2h A=张&三中 C=45413", "4 A=李 四 B=2024-05-01 12:00 C=是 D=2026-03-01", "5 A=0037 B=2024-05-01",]
    );
    let first = rows(&path).unwrap().remove(0);
    assert_eq!(first.place(Some(2)), "表“人员” 第 2 行 C 列");
    let mut book = open(&path, &ReadOptions::default()).unwrap();
    assert_eq!(
        book.sheets().iter().map(|s| (s.name.as_str(), s.hidden)).collect::<Vec<_>>(),
        [("人员", false), ("隐藏", true)]
    );
    let layout = book.layout(0).unwrap();
    assert!(layout.is_hidden(2) && layout.is_hidden(3) && !layout.is_hidden(4));
    assert_eq!(layout.walk().covering(3, 1).unwrap().label(), "A2:B3");
}

#[test]
fn both_date_systems_give_the_same_day_and_day_60_is_refused() {
    let files = Files::new();
    let sheet = |serial: u32| format!(r#"<sheetData><row r="1"><c r="A1" s="1"><v>{serial}</v></c></row></sheetData>"#);
    let (in_1900, in_1904, never) = (sheet(45_413), sheet(43_951), sheet(60));
    let path = files.put("a.xlsx", &workbook(&Parts { sheet: &in_1900, ..Parts::default() }));
    assert_eq!(shorts(&path), ["1 A=2024-05-01"]);
    let mac = Parts { sheet: &in_1904, properties: r#"<workbookPr date1904="1"/>"#, ..Parts::default() };
    let path = files.put("b.xlsx", &workbook(&mac));
    assert_eq!(shorts(&path), ["1 A=2024-05-01"]);
    assert_eq!(open(&path, &ReadOptions::default()).unwrap().epoch(), Epoch::From1904);
    let path = files.put("c.xlsx", &workbook(&Parts { sheet: &never, ..Parts::default() }));
    assert_eq!(shorts(&path), ["1 A=!日期序号 60 对应 1900-02-29，这一天不存在；请重新填写日期"]);
}

#[test]
fn formulas_give_their_stored_result_or_a_fault() {
    let files = Files::new();
    let path = files.sheet(
        r#"<sheetData><row r="1">
        <c r="A1"><f>1+1</f><v>2</v></c>
        <c r="B1"><f>1+1</f></c>
        <c r="C1"><f>1+1</f><v></v></c>
        <c r="D1" t="e"><f>A9</f><v>#REF!</v></c>
        <c r="E1" t="str"><f>HYPERLINK("http://x","点我")</f><v>点我</v></c>
        <c r="F1" t="str"><f>""</f><v></v></c>
        <c r="G1" t="str"><f>WEBSERVICE("http://x")</f></c>
        <c r="H1"><f t="shared" si="0"/><v>3</v></c></row></sheetData>"#,
    );
    let missing = "!公式没有保存计算结果；请用 Excel 或 WPS 打开文件，保存一次后再导入";
    let wanted = format!(
        "1 A=ƒ2 B=ƒ{missing} C=ƒ{missing} D=ƒ!公式结果是错误值 #REF!；请在表格里改正后再导入 E=ƒ点我 G=ƒ{missing} H=ƒ3"
    );
    assert_eq!(shorts(&path), [wanted]);
}

#[test]
fn control_characters_in_any_disguise_do_not_get_in() {
    let files = Files::new();
    let path = files.sheet(
        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>张_x001B_]52;c;eA==_x0007_三&#x9b;&#x202E;\u{7f}</t></is></c></row></sheetData>",
    );
    assert_eq!(rows(&path).unwrap()[0].cells[0].value, text("张]52;c;eA==三"));
    let path = files.put("a.csv", "姓名\n张\u{1b}[2J三\u{0}\n".as_bytes());
    assert_eq!(shorts(&path), ["1 A=姓名", "2 A=张[2J三"]);
}

#[test]
fn one_far_cell_is_refused_by_name_and_costs_nothing() {
    let files = Files::new();
    let far = |content: &str| {
        format!(
            r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{content}</row></sheetData>"#
        )
    };
    let path = files.sheet(&far(r#"<c r="XFD1048576"><v>1</v></c>"#));
    assert!(refusal(&path).message.contains("表“人员” 第 1048576 行 XFD 列有内容，超过 1000 列（ALL 列）的上限"));
    let path =
        files.sheet(&far(r#"<c r="XFD1048576" t="inlineStr"><is><t> </t></is></c><c r="B1048576"><v>2</v></c>"#));
    assert_eq!(shorts(&path), ["1 A=1", "1048576 B=2"]);
}

#[test]
fn bombs_are_refused_by_what_they_declare_and_by_what_comes_out() {
    let files = Files::new();
    let limits = Limits { part_bytes: 100_000, total_bytes: 150_000, parts: 20, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let try_open = |path: &Path| open(path, &options).and_then(|mut book| book.rows(0)?.collect::<Result<Vec<_>>>());
    let padding = " ".repeat(200_000);
    let bomb = workbook(&Parts { sheet: &format!("<sheetData>{padding}</sheetData>"), ..Parts::default() });
    let path = files.put("declared.xlsx", &bomb);
    assert!(try_open(&path).unwrap_err().message.contains("上限"));

    // The same file with the declared sizes forged: what really comes out counts.
    let mut forged = bomb.clone();
    let size =
        u32::try_from(padding.len() + "<worksheet><sheetData></sheetData></worksheet>".len()).unwrap().to_le_bytes();
    let mut places = 0;
    for at in 0..forged.len() - 4 {
        if forged[at..at + 4] == size {
            forged[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
            places += 1;
        }
    }
    assert!(places >= 1);
    let path = files.put("forged.xlsx", &forged);
    let message = try_open(&path).unwrap_err().message;
    assert!(message.contains("上限") || message.contains("已损坏"), "{message}");

    let half = " ".repeat(90_000);
    let both = workbook(&Parts { sheet: &half, strings: &half, ..Parts::default() });
    assert!(try_open(&files.put("sum.xlsx", &both)).unwrap_err().message.contains("解压后有"));

    let many: Vec<(String, String)> = (0..30).map(|n| (format!("xl/{n}.xml"), String::new())).collect();
    let many: Vec<(&str, String)> = many.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    assert!(try_open(&files.put("many.xlsx", &zipped(&many))).unwrap_err().message.contains("20 个以上的文件"));
}

#[test]
fn hostile_xml_is_refused_or_harmless() {
    let files = Files::new();
    let deep = format!("<sheetData>{}", "<a>".repeat(1000));
    assert!(refusal(&files.sheet(&deep)).message.contains("已损坏"));
    let long =
        format!(r#"<sheetData><row r="1"><c r="A1" t="str"><v>{}</v></c></row></sheetData>"#, "甲".repeat(2 << 20));
    assert!(refusal(&files.sheet(&long)).message.contains("有一段内容超过 4 MB"));
    let entity = r#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sheetData><row r="1"><c r="A1" t="str"><v>a&e;b</v></c></row></sheetData>"#;
    assert_eq!(shorts(&files.sheet(entity)), ["1 A=ab"]);
    let cell = |xml: &str| files.sheet(&format!(r#"<sheetData><row r="1">{xml}</row></sheetData>"#));
    for broken in [
        r#"<c r="ZZZZ1"><v>1</v></c>"#,
        r#"<c r="A1" t="s"><v>7</v></c>"#,
        r#"<c r="A1"><v>abc</v></c>"#,
        r#"<c r="A1" t="x"><v>1</v></c>"#,
        r#"<c r="A1"><v>1"#,
        r#"<c r="A1"><v>NaN</v></c>"#,
    ] {
        assert!(refusal(&cell(broken)).message.contains("已损坏"), "{broken}");
    }
    // One column named again and again stays one cell.
    let again = r#"<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c>"#;
    assert_eq!(shorts(&cell(again)), ["1 A=2 B=3"]);
}

#[test]
fn limits_are_named_when_they_are_met() {
    let files = Files::new();
    let limits = Limits { rows: 2, columns: 3, cell_chars: 5, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let read = |path: PathBuf| open(&path, &options).and_then(|mut book| book.rows(0)?.collect::<Result<Vec<_>>>());
    let message = |path: PathBuf| read(path).unwrap_err().message;
    assert!(message(files.put("r.csv", b"a\nb\nc\n")).contains("超过 2 行的上限"));
    assert!(message(files.put("c.csv", b"a,b,c,d\n")).contains("第 1 行 D 列有内容，超过 3 列（C 列）的上限"));
    let rows = read(files.put("t.csv", "甲乙丙丁戊,甲乙丙丁戊己\n".as_bytes())).unwrap();
    assert_eq!(rows[0].value(0), &text("甲乙丙丁戊"));
    assert_eq!(rows[0].value(1), &Raw::Error("单元格文字超过 5 字的上限".into()));
}

#[test]
fn files_that_are_no_workbook_are_named() {
    let files = Files::new();
    let good = workbook(&Parts::default());
    for (name, bytes, said) in [
        ("空.xlsx", Vec::new(), "文件是空的"),
        ("名单.xlsx", "姓名,工号\n张三,1\n".as_bytes().to_vec(), "这是文本（CSV）文件，只是取名为 .xlsx"),
        ("名单.XLS", "姓名\t工号\n".as_bytes().to_vec(), "只是取名为 .xls"),
        ("半.xlsx", good[..good.len() / 2].to_vec(), "文件不完整或已损坏"),
        ("无尾.xlsx", good[..good.len() - 30].to_vec(), "文件不完整或已损坏"),
        ("a.ods", zipped(&[("mimetype", "x".into()), ("content.xml", String::new())]), "OpenDocument"),
        ("a.docx", zipped(&[("[Content_Types].xml", String::new()), ("word/document.xml", String::new())]), "Word 文档"),
        ("a.xlsb", zipped(&[("[Content_Types].xml", String::new()), ("xl/workbook.bin", String::new())]), ".xlsb"),
        ("a.zip", zipped(&[("名单.csv", String::new())]), "这是压缩包"),
        ("b.xlsx", zipped(&[("[Content_Types].xml", String::new())]), "缺少工作簿目录"),
        ("a.pdf", b"%PDF-1.7\n".to_vec(), "PDF 文件"),
        ("a.png", b"\x89PNG\r\n\x1a\n".to_vec(), "PNG 图片"),
        ("web.xls", b"\r\n<html><table><tr><td>1</td></tr></table>".to_vec(), "网页"),
        ("x2003.xls", b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">".to_vec(), "XML 表格 2003"),
        ("bin.dat", vec![0, 1, 2, 0, 0, 3, 0, 0], "不是能识别的表格文件"),
        ("cut.xls", [&compound::SIGNATURE[..], &[0; 100]].concat(), "文件不完整或已损坏"),
    ] {
        let error = refusal(&files.put(name, &bytes));
        assert!(error.message.contains(said), "{name}: {error}");
        assert!(error.message.contains(name) && !error.hints.is_empty(), "{name}: {error}");
    }
    let missing = open(&files.0.path().join("没有.xlsx"), &ReadOptions::default()).err().unwrap();
    assert!(missing.message.contains("找不到"));
}

#[test]
fn the_content_decides_not_the_name() {
    let files = Files::new();
    let sheet = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;
    let path = files.put("名单.csv", &workbook(&Parts { sheet, ..Parts::default() }));
    assert_eq!(shorts(&path), ["1 A=1"]);
}

#[test]
fn a_sheet_is_found_by_name_or_number() {
    let files = Files::new();
    let path = files.sheet("<sheetData/>");
    let chosen = |name: &str| {
        let options = ReadOptions { sheet: Some(name.to_owned()), ..ReadOptions::default() };
        open(&path, &options).map(|book| book.chosen().unwrap())
    };
    assert_eq!(chosen(" 隐 藏").unwrap(), 1);
    assert_eq!(chosen("1").unwrap(), 0);
    let error = chosen("设备").unwrap_err();
    assert!(error.message.contains("没有名为“设备”的工作表") && error.hints[0].contains("人员、隐藏"), "{error}");
}

#[test]
fn the_same_table_in_five_encodings_gives_the_same_rows() {
    let files = Files::new();
    let table = "姓名,备注\r\n张𠮷㛃·龑,\"一,二\"\"三\"\"\n四\"\r\n\r\n李四,'=1+1\r\n";
    let utf16 = |little: bool| {
        let mark = if little { vec![0xFF, 0xFE] } else { vec![0xFE, 0xFF] };
        let units = table.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
        mark.into_iter().chain(units).collect::<Vec<u8>>()
    };
    let wanted = ["1 A=姓名 B=备注", "2 A=张𠮷㛃·龑 B=一,二\"三\"\n四", "4 A=李四 B==1+1"];
    for (bytes, label) in [
        (table.as_bytes().to_vec(), "UTF-8 编码，逗号分隔"),
        ([b"\xEF\xBB\xBF", table.as_bytes()].concat(), "UTF-8 编码，逗号分隔"),
        (encoding_rs::GB18030.encode(table).0.into_owned(), "GBK/GB18030 编码，逗号分隔"),
        (utf16(true), "UTF-16LE 编码，逗号分隔"),
        (utf16(false), "UTF-16BE 编码，逗号分隔"),
    ] {
        let path = files.put("名单.csv", &bytes);
        assert_eq!(shorts(&path), wanted, "{label}");
        assert_eq!(open(&path, &ReadOptions::default()).unwrap().text_format().unwrap().label(), label);
    }
    let tabs = files.put("名单.txt", table.replace(",备", "\t备").replace(",\"", "\t\"").as_bytes());
    assert_eq!(shorts(&tabs)[0], "1 A=姓名 B=备注");
}

#[test]
fn bytes_that_do_not_decode_are_refused_with_their_line() {
    let files = Files::new();
    let mixed = [&encoding_rs::GBK.encode("姓名\n张三\n").0[..], "李四甲\n".as_bytes(), &[0xFF, b'\n']].concat();
    let error = refusal(&files.put("混.csv", &mixed));
    assert!(error.message.contains("第 1 行不是 UTF-8") && error.message.contains("不是 GBK/GB18030"), "{error}");
    let bom = [b"\xEF\xBB\xBFa\nb\n".as_slice(), &[0xFF, b'\n']].concat();
    assert!(refusal(&files.put("坏.csv", &bom)).message.contains("第 3 行有不是 UTF-8 编码的字节"));
    let open_quote = refusal(&files.put("引号.csv", "姓名\n\"张三\n李四\n".as_bytes()));
    assert!(open_quote.message.contains("第 2 行开始的引号"), "{open_quote}");
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

#[test]
fn an_old_xls_roster_is_read_with_its_hidden_and_merged_parts() {
    let path = fixture("roster.xls");
    assert_eq!(
        shorts(&path),
        [
            "1 A=青禾机械厂人员名册",
            "2 A=工号 B=姓名 C=入职日期 D=身份证号 E=在岗 F=备注",
            "3 A=00014 B=张甲 C=2024-05-02 D=110101199003070002 E=是 F=1.5",
            "4 A=00021 B=张乙𠮷 C=2024-05-03 D=110101199003070003 E=否 F=2",
            "5h A=00028 B=张丙 C=2024-05-04 D=110101199003070004 E=是 F=300000",
            &format!("6 A=00035 B=张丁 C=2024-05-05 D=110101199003070005 E=否 F={}", "x".repeat(40)),
            "7 B=合并",
            "10 A=0 B=9 C=18",
            "11 A=0 B=10 C=20",
            "12 A=0 B=11 C=22",
        ]
    );
    let mut book = open(&path, &ReadOptions::default()).unwrap();
    assert!(book.sheets()[1].hidden);
    let layout = book.layout(0).unwrap();
    assert_eq!(layout.merges.iter().map(Merge::label).collect::<Vec<_>>(), ["B7:B8", "A1:F1"]);
    assert!(layout.is_hidden(3) && !layout.is_hidden(2));
    let hidden: Vec<Row> = book.rows(1).unwrap().collect::<Result<_>>().unwrap();
    assert_eq!(hidden[0].value(0), &text(&"长".repeat(9000)));
    assert_eq!(hidden[1].value(0), &text("末"));
}

#[test]
fn a_cut_or_flipped_xls_is_refused_or_read_but_never_breaks_the_program() {
    let files = Files::new();
    let good = std::fs::read(fixture("roster.xls")).unwrap();
    let whole = shorts(&fixture("roster.xls"));
    for length in (8..good.len()).step_by(997) {
        // The last bytes of the container may be slack: then all must be there.
        match rows(&files.put("断.xls", &good[..length])) {
            Ok(rows) => assert_eq!(rows.iter().map(short).collect::<Vec<_>>(), whole),
            Err(error) => assert!(error.message.contains("已损坏"), "{error}"),
        }
    }
    let mut seed = 1_u32;
    for _ in 0..300 {
        let mut bad = good.clone();
        for _ in 0..8 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = seed as usize % bad.len();
            bad[at] = (seed >> 24) as u8;
        }
        let _ = rows(&files.put("坏.xls", &bad));
    }
}

/// A compound file with one empty stream of this name.
fn compound_with(stream: &str) -> Vec<u8> {
    let mut file = vec![0_u8; 512 * 3];
    file[..8].copy_from_slice(&compound::SIGNATURE);
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(30, &[9, 0, 6, 0]);
    put(48, &1_u32.to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    put(60, &u32::MAX.saturating_sub(1).to_le_bytes());
    put(68, &u32::MAX.saturating_sub(1).to_le_bytes());
    put(76, &[0xFF; 436]);
    put(76, &0_u32.to_le_bytes());
    // Sector 0 is the table, sector 1 the directory.
    put(512, &[0xFF; 512]);
    put(512, &[0xFD, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF]);
    for (at, name, kind) in [(1024, "Root Entry", 5), (1152, stream, 2)] {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        put(at, &units);
        put(at + 64, &u16::try_from(units.len() + 2).unwrap().to_le_bytes());
        put(at + 66, &[kind]);
    }
    file
}

#[test]
fn old_office_files_without_a_readable_workbook_are_named() {
    let files = Files::new();
    for (stream, said) in [
        ("EncryptedPackage", "文件设了打开密码"),
        ("WordDocument", "Word 文档"),
        ("ET_RawData", "旧版 WPS 文件"),
        ("Contents", "里面没有能读取的工作簿"),
    ] {
        let error = refusal(&files.put("名单.xlsx", &compound_with(stream)));
        assert!(error.message.contains(said) && !error.hints.is_empty(), "{stream}: {error}");
    }
    // A password on an old xls shows in its first records.
    let good = std::fs::read(fixture("roster.xls")).unwrap();
    let at = good.windows(4).position(|bytes| bytes == [0xE1, 0, 2, 0]).unwrap();
    let mut locked = good;
    locked[at] = 0x2F;
    assert!(refusal(&files.put("锁.xls", &locked)).message.contains("打开密码"));
}
