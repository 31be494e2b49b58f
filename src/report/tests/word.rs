//! Word documents read back: what the schema asks for, the same text as every other layout, nothing typed is lost or
//! breaks the file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use chrono::{NaiveDate, NaiveDateTime};

use super::papers;
use super::word_schema::{Node, faults, parse};
use crate::report::Facts;
use crate::report::layout::docx::docx;
use crate::report::layout::text;
use crate::report::model::{
    Align, Block, Chart, ChartKind, Column, Form, FormBox, FormRow, Page, Report, Row, Section, Series, Signature,
    Table, Value,
};
use crate::report::monthly::sample;

fn moment() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 12, 3).unwrap().and_hms_opt(1, 12, 0).unwrap()
}

/// The parts of a document by name, each read.
pub struct Package(BTreeMap<String, Node>);

impl Package {
    pub fn of(report: &Report) -> Self {
        let bytes = docx(report, moment()).unwrap();
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(zip.by_index(0).unwrap().name().unwrap(), "[Content_Types].xml");
        let names: Vec<String> = zip.file_names().map(|it| it.unwrap().into_owned()).collect();
        let part = |name: String| {
            let mut file = zip.by_name(&name).unwrap();
            assert_eq!(file.compression(), zip::CompressionMethod::Deflated);
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            drop(file);
            assert!(text.chars().all(|it| it == '\n' || !it.is_control()), "a control character in {name}");
            (name, parse(&text))
        };
        Self(names.into_iter().map(part).collect())
    }

    fn document(&self) -> &Node {
        &self.0["word/document.xml"]
    }

    fn body(&self) -> &Node {
        self.document().child("w:body").unwrap()
    }

    /// Text of every paragraph in the order of the document, the empty ones left out.
    pub fn paragraphs(&self) -> Vec<String> {
        let all = self.document().all("w:p").into_iter().map(|it| folded(&it.shown()));
        all.filter(|it| !it.is_empty()).collect()
    }

    /// Text of the foot of the pages.
    pub fn foot(&self) -> String {
        folded(&self.0["word/footer1.xml"].shown())
    }

    fn style(&self, id: &str) -> &Node {
        let styles = self.0["word/styles.xml"].all("w:style");
        styles.into_iter().find(|it| it.attribute("w:styleId") == Some(id)).unwrap_or_else(|| panic!("no style {id}"))
    }
}

fn folded(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

fn samples() -> Vec<(&'static str, Report)> {
    let mut long = sample::month(6);
    long.texts.situation = "本月组织专项检查，覆盖全部车间、库房和配电室。".repeat(40);
    long.hazards.overdue_list[2].title = "喷漆房可燃气体报警装置停用，未采取替代措施。".repeat(30);
    vec![
        ("month-0", sample::month(0).report()),
        ("month-3", sample::month(3).report()),
        ("month-40", sample::month(40).report()),
        ("month-400", sample::month(400).report()),
        ("month-nothing", sample::nothing().report()),
        ("month-long", long.report()),
        ("notice", papers::notice().report()),
        ("acceptance", papers::acceptance().report()),
        ("inspection", papers::inspection(38).report()),
        ("ledger", papers::ledger(60).report()),
        ("ledger-empty", papers::ledger(0).report()),
        ("bare", bare()),
    ]
}

/// A paper with one of everything the others leave out.
fn bare() -> Report {
    let count = |number: u64| Some(crate::report::figure::Figure::Count(number));
    let chart = Chart {
        caption: "逐月登记".to_owned(),
        kind: ChartKind::Columns,
        labels: ["9月", "10月"].map(str::to_owned).to_vec(),
        series: vec![Series { name: "登记".to_owned(), values: vec![None, count(4)], rows: Vec::new() }],
        unit: "项".to_owned(),
    };
    let form = Form {
        widths: vec![10, 20, 30],
        rows: vec![FormRow::new(2, vec![FormBox::label("意见"), FormBox::value(Value::Blank, 2)])],
    };
    Report {
        page: Page::Letter,
        title: "恢复生产经营申请".to_owned(),
        addressee: Some("江州市东港区应急管理局".to_owned()),
        sections: vec![
            Section::new("（一）趋势", vec![Block::Chart(chart), Block::Note("说明".to_owned())]),
            Section { heading: None, blocks: vec![Block::Form(form)] },
        ],
        ..Report::default()
    }
}

/// What a paper says, paragraph by paragraph, read from the model and not from a layout.
fn said(report: &Report) -> Vec<String> {
    let mut all = vec![report.title.clone()];
    all.push(report.caption.iter().map(|(label, value)| format!("{label}：{value}")).collect());
    all.extend(report.addressee.iter().map(|it| format!("{it}：")));
    for section in &report.sections {
        let heading = section.heading.clone().unwrap_or_default();
        all.push(heading.clone());
        for block in &section.blocks {
            match block {
                Block::Para(runs) => all.push(runs.iter().map(|it| it.value.show()).collect()),
                Block::Note(note) => all.push(note.clone()),
                Block::Table(table) => table_said(table, &heading, &report.title, &mut all),
                Block::Chart(chart) => table_said(&chart.table(), &heading, &report.title, &mut all),
                Block::Form(form) => {
                    for it in form.rows.iter().flat_map(|row| &row.boxes) {
                        all.push(it.cell.value.show());
                        all.push(fields_said(&it.sign));
                    }
                }
            }
        }
    }
    if let Some(it) = &report.signature {
        all.extend(it.lead.clone());
        signature_said(report, it, &mut all);
    }
    all.iter().map(|it| folded(it)).filter(|it| !it.is_empty()).collect()
}

fn table_said(table: &Table, heading: &str, title: &str, all: &mut Vec<String>) {
    if table.rows.is_empty() {
        all.push(table.empty.clone());
        return;
    }
    if !heading.ends_with(&table.caption) && table.caption != title {
        all.push(table.caption.clone());
    }
    all.extend(table.columns.iter().map(|it| it.head.clone()));
    all.extend(table.rows.iter().flat_map(|row| &row.cells).map(|it| it.value.show()));
}

fn fields_said(fields: &[(String, String)]) -> String {
    fields.iter().map(|(label, name)| format!("{label}：{name}")).collect()
}

fn signature_said(report: &Report, it: &Signature, all: &mut Vec<String>) {
    let stamp = if it.stamp.is_empty() { "" } else { "（盖章）" };
    if report.page == Page::Ledger {
        all.push(format!("{}日期：{}{stamp}", fields_said(&it.fields), it.date));
    } else {
        all.extend([fields_said(&it.fields), format!("{}{stamp}", it.stamp), it.date.clone()]);
    }
}

#[test]
fn every_part_is_in_the_order_of_the_schema() {
    for (name, report) in samples() {
        let package = Package::of(&report);
        for part in ["document", "styles", "settings", "fontTable", "footer1"] {
            let node = &package.0[&format!("word/{part}.xml")];
            assert_eq!(faults(node), Vec::<String>::new(), "{name}: {part}");
        }
    }
}

#[test]
fn the_text_is_that_of_the_report_paragraph_by_paragraph() {
    for (name, report) in samples() {
        assert_eq!(Package::of(&report).paragraphs(), said(&report), "{name}");
    }
}

#[test]
fn every_word_of_the_text_layout_stands_in_the_document() {
    for (name, report) in samples() {
        let package = Package::of(&report);
        let document = package.paragraphs().concat() + &package.foot();
        let printed = text::text(&report, 4_000);
        let words: BTreeSet<&str> = printed.split_whitespace().collect();
        for word in words {
            // Rules between records, marks around a caption, lines for the pen, bars of a chart, which Word prints as a
            // table; in a ledger the unit stands at the top.
            let word = word.trim_matches(['〔', '〕', '_', '-', '#', '=']).trim_end_matches("（盖章）");
            let within = |word: &str| word == "日期" || document.contains(word);
            assert!(within(word) || word.split(['：', '_']).all(within), "{name}: {word}");
        }
    }
}

#[test]
fn the_same_report_is_the_same_bytes_and_tells_its_moment() {
    let report = sample::month(3).report();
    assert!(docx(&report, moment()).unwrap() == docx(&report, moment()).unwrap());
    let core = &Package::of(&report).0["docProps/core.xml"];
    let text = |name: &str| core.child(name).unwrap().text.clone();
    assert_eq!((text("dcterms:created"), text("dc:title")), ("2026-12-03T01:12:00Z".into(), "安全生产月报".into()));
    assert_eq!(text("dc:creator"), "江州恒岳机械制造有限公司");
}

#[test]
fn every_link_leads_to_a_part_of_the_file_and_every_part_has_a_type() {
    let package = Package::of(&sample::month(3).report());
    let parts: Vec<&String> = package.0.keys().collect();
    let mut linked = vec!["[Content_Types].xml".to_owned()];
    for (links, folder) in [("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")] {
        linked.push(links.to_owned());
        for link in package.0[links].all("Relationship") {
            assert_eq!(link.attribute("TargetMode"), None, "a link out of the file");
            linked.push(format!("{folder}{}", link.attribute("Target").unwrap()));
        }
    }
    linked.sort();
    assert_eq!(parts, linked.iter().collect::<Vec<_>>());
    let types = package.0["[Content_Types].xml"].all("Override");
    for part in parts.iter().filter(|it| it.ends_with(".xml") && !it.starts_with('[')) {
        let named = |it: &&Node| it.attribute("PartName") == Some(&format!("/{part}"));
        assert!(types.iter().any(named), "{part} has no type");
    }
    let foot = package.body().at(&["w:sectPr", "w:footerReference"]).unwrap().attribute("r:id").unwrap();
    let links = package.0["word/_rels/document.xml.rels"].all("Relationship");
    let link = links.iter().find(|it| it.attribute("Id") == Some(foot)).unwrap();
    assert_eq!(link.attribute("Target"), Some("footer1.xml"));
    let settings = &package.0["word/settings.xml"];
    let mode = settings.all("w:compatSetting");
    assert!(
        mode.iter()
            .any(|it| it.attribute("w:name") == Some("compatibilityMode") && it.attribute("w:val") == Some("15"))
    );
}

#[test]
fn a_letter_is_set_as_the_standard_for_official_papers_asks() {
    let package = Package::of(&sample::month(3).report());
    let sheet = package.body().child("w:sectPr").unwrap();
    let side = |name: &str| sheet.child("w:pgMar").unwrap().attribute(name).unwrap().parse::<f64>().unwrap() / 56.6929;
    let margins = ["w:top", "w:left", "w:right", "w:bottom"].map(|it| side(it).round() as u32);
    assert_eq!(margins, [37, 28, 26, 35]);
    let letters = |id: &str| {
        let style = package.style(id).child("w:rPr").unwrap();
        let font = style.child("w:rFonts").unwrap();
        assert_eq!(font.attribute("w:hint"), Some("eastAsia"));
        let size = style.child("w:sz").unwrap().attribute("w:val").unwrap().to_owned();
        (font.attribute("w:eastAsia").unwrap().to_owned(), size)
    };
    for (id, font, size) in [
        ("Title", "方正小标宋简体", "44"),
        ("Normal", "仿宋_GB2312", "32"),
        ("BodyText", "仿宋_GB2312", "32"),
        ("Heading1", "黑体", "32"),
        ("Heading2", "楷体_GB2312", "32"),
        ("Cell21", "宋体", "21"),
    ] {
        assert_eq!(letters(id), (font.to_owned(), size.to_owned()), "{id}");
        let fonts = package.0["word/fontTable.xml"].all("w:font");
        let named = fonts.iter().find(|it| it.attribute("w:name") == Some(font)).unwrap();
        assert!(!named.child("w:altName").unwrap().attribute("w:val").unwrap().is_empty());
    }
    let body = package.style("BodyText").child("w:pPr").unwrap();
    assert_eq!(body.child("w:ind").unwrap().attribute("w:firstLineChars"), Some("200"));
    let line = body.child("w:spacing").unwrap();
    assert_eq!((line.attribute("w:line"), line.attribute("w:lineRule")), (Some("578"), Some("exact")));
    // Flush left, with the colon of the standard.
    let address = package.paragraphs().into_iter().find(|it| it.starts_with("江州市")).unwrap();
    assert_eq!(address, "江州市东港区应急管理局：");
    assert!(package.style("Addressee").at(&["w:pPr", "w:ind"]).is_none());
    let used = package.document().all("w:pStyle");
    assert!(used.iter().all(|it| !package.style(it.attribute("w:val").unwrap()).children.is_empty()));
}

#[test]
fn the_foot_counts_pages_and_names_cut_off_and_chain() {
    let package = Package::of(&sample::month(3).report());
    let foot = &package.0["word/footer1.xml"];
    let fields: Vec<&str> = foot.all("w:instrText").iter().map(|it| it.text.trim()).collect();
    assert_eq!(fields, ["PAGE", "NUMPAGES"]);
    assert_eq!(package.foot(), "数据截至2026-12-0309:12校验码7QKD-2M9X第1页共1页");
}

/// Tables of the body with the rows in them.
fn tables(package: &Package) -> Vec<&Node> {
    package.body().children.iter().filter(|it| it.name == "w:tbl").collect()
}

#[test]
fn heads_are_repeated_and_rows_stay_whole() {
    let mut facts = papers::ledger(300);
    facts.rows[7].cells[5] = Some("逐项检查并记录。".repeat(60));
    let package = Package::of(&facts.report());
    let [table] = tables(&package)[..] else { panic!("a ledger is one table") };
    let rows: Vec<&Node> = table.children.iter().filter(|it| it.name == "w:tr").collect();
    assert_eq!(rows.len(), 301);
    for (nth, row) in rows.iter().enumerate() {
        let set = |name: &str| row.at(&["w:trPr", name]).is_some();
        assert_eq!(set("w:tblHeader"), nth == 0, "row {nth}");
        // The very high one may break; it would not fit otherwise.
        assert_eq!(set("w:cantSplit"), nth != 8, "row {nth}");
    }
    // The last row goes to the next page with the line to sign on.
    assert!(rows[300].all("w:keepNext").len() == 15 && rows[299].all("w:keepNext").is_empty());
    let sheet = package.body().at(&["w:sectPr", "w:pgSz"]).unwrap();
    assert_eq!((sheet.attribute("w:orient"), sheet.attribute("w:w")), (Some("landscape"), Some("16838")));
}

#[test]
fn every_table_fills_the_page_and_its_cells_add_up() {
    for (name, report) in samples() {
        let package = Package::of(&report);
        let sheet = package.body().child("w:sectPr").unwrap();
        let number = |node: &Node, attribute: &str| node.attribute(attribute).unwrap().parse::<usize>().unwrap();
        let (size, margin) = (sheet.child("w:pgSz").unwrap(), sheet.child("w:pgMar").unwrap());
        let room = number(size, "w:w") - number(margin, "w:left") - number(margin, "w:right");
        for table in tables(&package) {
            let grid: Vec<usize> = table.all("w:gridCol").iter().map(|it| number(it, "w:w")).collect();
            assert_eq!(grid.iter().sum::<usize>(), room, "{name}");
            assert!(grid.iter().all(|it| *it >= 300), "{name}: {grid:?}");
            for row in table.all("w:tr") {
                let cells = row.all("w:tcPr");
                let span = |it: &&Node| it.child("w:gridSpan").map_or(1, |it| number(it, "w:val"));
                assert_eq!(cells.iter().map(span).sum::<usize>(), grid.len(), "{name}");
                let wide: usize = cells.iter().map(|it| number(it.child("w:tcW").unwrap(), "w:w")).sum();
                assert_eq!(wide, room, "{name}");
            }
        }
        let mut blocks = package.body().children.windows(2);
        assert!(blocks.all(|it| it[0].name != "w:tbl" || it[1].name == "w:p"), "{name}: a table runs into the next");
    }
}

#[test]
fn values_stand_where_their_column_says() {
    let facts = sample::month(3);
    let report = facts.report();
    let package = Package::of(&report);
    let set = report.sections.iter().flat_map(|it| &it.blocks).filter_map(|it| match it {
        Block::Table(table) if !table.rows.is_empty() => Some(table.clone()),
        Block::Chart(chart) => Some(chart.table()),
        Block::Table(_) | Block::Para(_) | Block::Note(_) | Block::Form(_) => None,
    });
    for (table, written) in set.zip(tables(&package)) {
        for (row, written) in table.rows.iter().zip(written.all("w:tr").iter().skip(1)) {
            for (column, cell) in table.columns.iter().zip(written.all("w:p")) {
                let align = cell.at(&["w:pPr", "w:jc"]).and_then(|it| it.attribute("w:val"));
                let wanted = match column.align {
                    Align::Left => None,
                    Align::Center => Some("center"),
                    Align::Right => Some("right"),
                };
                assert_eq!(align, wanted, "{}", column.head);
                let hei = cell.all("w:rStyle").iter().any(|it| it.attribute("w:val") == Some("HeiLetters"));
                assert_eq!(hei, row.total, "{}", table.caption);
            }
        }
    }
}

#[test]
fn a_signature_never_stands_alone_on_a_page() {
    for (name, report) in samples().into_iter().filter(|(_, report)| report.signature.is_some()) {
        let package = Package::of(&report);
        let blocks = &package.body().children;
        let paragraphs: Vec<&Node> = blocks.iter().filter(|it| it.name == "w:p").collect();
        let kept = |it: &Node| it.at(&["w:pPr", "w:keepNext"]).is_some();
        let last = blocks.len() - 2;
        assert!(blocks[last].name == "w:p" && !kept(&blocks[last]), "{name}");
        let signs = paragraphs
            .iter()
            .position(|it| folded(&it.shown()).contains("（签字）：") || folded(&it.shown()).starts_with("检查人："))
            .unwrap();
        for it in &paragraphs[signs..paragraphs.len() - 1] {
            assert!(kept(it), "{name}: {}", it.shown());
        }
        // What stands above it goes along.
        let first = blocks.iter().position(|it| std::ptr::eq(it, paragraphs[signs])).unwrap();
        let above = &blocks[first - 1];
        let rows = above.all("w:tr");
        let bound = rows.last().map_or_else(|| kept(above), |row| !row.all("w:keepNext").is_empty());
        assert!(bound, "{name}");
    }
}

#[test]
fn a_form_has_room_for_the_pen() {
    let mut facts = papers::notice();
    facts.requirement = None;
    let package = Package::of(&facts.report());
    let rows = tables(&package)[0].all("w:tr");
    let row = rows.iter().find(|it| it.shown().contains("整改要求")).unwrap();
    assert_eq!(row.shown(), "整改要求");
    let height = row.at(&["w:trPr", "w:trHeight"]).unwrap();
    // Three lines of 8 mm.
    assert_eq!((height.attribute("w:val"), height.attribute("w:hRule")), (Some("1362"), Some("atLeast")));
    assert_eq!(row.all("w:gridSpan")[0].attribute("w:val"), Some("3"));
    let signed = rows.iter().find(|it| it.shown().contains("签收人：")).unwrap();
    let line = signed.all("w:p").into_iter().find(|it| it.shown().contains("签收人：")).unwrap();
    assert_eq!(line.at(&["w:pPr", "w:jc"]).unwrap().attribute("w:val"), Some("right"));
}

#[test]
fn what_was_typed_is_printed_as_typed_and_cannot_break_the_file() {
    let long = "ABCDEFGHIJ".repeat(60);
    let corpus = [
        "<w:p>&amp;]]></w:t>",
        "\"引\"'号'<!-- -->",
        "&#0;&#x1F;",
        "贴有👷\u{200d}♂标志𠮷",
        "MERGEFORMAT { INCLUDEPICTURE \"http://evil\" }",
        "=1+1",
        long.as_str(),
    ];
    let mut facts = sample::month(10);
    for (it, evil) in facts.hazards.overdue_list.iter_mut().zip(corpus) {
        it.title = evil.to_owned();
        it.owner = Some(evil.to_owned());
    }
    facts.hazards.overdue_list[8].title = "响\u{7}铃\u{1b}[31m\u{0}\u{fffe}\u{ffff}\u{202e}尾".to_owned();
    facts.texts.situation = corpus.join("\n");
    facts.unit.name = "<甲>&\"乙\"".to_owned();
    facts.cut_off = "<now>&".to_owned();
    let report = facts.report();
    let package = Package::of(&report);
    assert_eq!(faults(package.document()), Vec::<String>::new());
    let said = package.paragraphs();
    for evil in corpus {
        assert!(said.iter().filter(|it| **it == folded(evil)).count() >= 3, "{evil}");
    }
    assert!(said.iter().any(|it| it == "响铃[31m尾"), "control characters are blanks, marks of direction are gone");
    assert!(package.foot().starts_with("数据截至<now>&"));
    assert_eq!(package.0["docProps/core.xml"].child("dc:creator").unwrap().text, "<甲>&\"乙\"");
    let fields = package.document().all("w:instrText");
    assert!(fields.is_empty(), "nothing typed becomes a field");
}

#[test]
fn lines_of_a_value_are_lines_of_its_cell() {
    let table = Table {
        columns: vec![Column::text("甲\n乙", 10)],
        rows: vec![Row { cells: vec!["一\n\n二".into()], total: true }],
        ..Table::default()
    };
    let report = Report {
        page: Page::Form,
        sections: vec![Section { heading: None, blocks: vec![Block::Table(table)] }],
        ..Report::default()
    };
    let package = Package::of(&report);
    let cells: Vec<String> = package.document().all("w:tc").iter().map(|it| it.shown()).collect();
    assert_eq!(cells, ["甲\n乙", "一\n\n二"]);
    assert_eq!(package.body().children.iter().rev().nth(1).unwrap().name, "w:p", "no document ends with a table");
}

/// Writes every paper to the folder `ANGUAN_SAMPLES`, to be looked at, with times and sizes.
#[test]
#[ignore = "for the eye: ANGUAN_SAMPLES=folder cargo test word::samples -- --ignored --nocapture"]
fn written_samples() {
    let Some(folder) = std::env::var_os("ANGUAN_SAMPLES") else { return };
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder).unwrap();
    let rows: usize = std::env::var("ANGUAN_ROWS").ok().and_then(|it| it.parse().ok()).unwrap_or(5_000);
    let mut all = samples();
    let mut steps = papers::notice();
    steps.requirement = Some((0..400).map(|nth| format!("第{nth}步，断电挂牌上锁后逐一检查并记录。")).collect());
    all.push(("notice-long", steps.report()));
    all.push(("ledger-large", papers::ledger(rows).report()));
    for (name, report) in all {
        let start = std::time::Instant::now();
        let made = docx(&report, moment()).unwrap();
        println!("{name}: {} KB in {:?}", made.len() / 1024, start.elapsed());
        std::fs::write(folder.join(format!("{name}.docx")), made).unwrap();
    }
}
