//! PDFs: made twice they are the same bytes, nothing typed is markup, what cannot be printed is said.

use std::path::Path;
use std::time::Instant;

use chrono::{NaiveDate, NaiveDateTime};

use super::papers;
use crate::report::Facts;
use crate::report::accident_report::AccidentFacts;
use crate::report::layout::pdf::{Fonts, Options, Pdf, pdf};
use crate::report::layout::xlsx;
use crate::report::letter::Head;
use crate::report::model::{Page, Para, Report, Section};
use crate::report::monthly::sample;

fn moment() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 12, 3).unwrap().and_hms_opt(1, 12, 0).unwrap()
}

pub(super) fn print(report: &Report, templates: Option<&Path>) -> crate::error::Result<Pdf> {
    let fonts = Fonts::embedded_only().unwrap();
    pdf(report, Options { created: moment(), templates, fonts: &fonts })
}

/// Text of a PDF in reading order; none where no `pdftotext` is installed.
fn lines_of(pdf: &Pdf) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, &pdf.bytes).unwrap();
    let out = std::process::Command::new("pdftotext").arg(&file).arg("-").output().ok()?;
    Some(String::from_utf8(out.stdout).unwrap())
}

/// The same without feet of pages, blanks and line ends.
pub(super) fn text_of(pdf: &Pdf) -> Option<String> {
    let text = lines_of(pdf)?;
    let foot = |line: &&str| line.contains("数据截至") || (line.contains("页 共") && line.contains('第'));
    let text: String = text.lines().filter(|it| !foot(it)).collect();
    Some(folded(&text))
}

fn folded(text: &str) -> String {
    text.chars().filter(|it| !it.is_whitespace() && *it != '\u{200B}').collect()
}

#[test]
fn the_month_prints_the_same_bytes_twice_and_grows_with_its_overdue_list() {
    let pages = |overdue| {
        let report = sample::month(overdue).report();
        let (first, second) = (print(&report, None).unwrap(), print(&report, None).unwrap());
        assert!(first.bytes == second.bytes, "not the same bytes twice");
        assert!(first.bytes.starts_with(b"%PDF-"));
        assert_eq!(first.warnings, Vec::<String>::new());
        first.pages
    };
    let (none, some, many) = (pages(0), pages(3), pages(40));
    assert!((3..=7).contains(&none) && none <= some && some < many, "{none} {some} {many}");
}

#[test]
fn a_word_document_says_what_the_pdf_says() {
    let letters = |text: &str| {
        let mut count = std::collections::BTreeMap::new();
        text.chars().for_each(|it| *count.entry(it).or_insert(0) += 1);
        count
    };
    // A chart is drawn in the PDF and a table in Word; its values are held elsewhere.
    let mut month = sample::month(3);
    month.trend = None;
    for report in [
        papers::notice().report(),
        papers::acceptance().report(),
        papers::inspection(9).report(),
        papers::ledger(8).report(),
        papers::ledger(0).report(),
        sample::nothing().report(),
        month.report(),
    ] {
        let printed = print(&report, None).unwrap();
        let Some(text) = lines_of(&printed) else { return };
        let package = super::word::Package::of(&report);
        let (pdf, word) = (letters(&folded(&text)), letters(&(package.paragraphs().concat() + &package.foot())));
        if printed.pages == 1 {
            assert_eq!(pdf, word, "{}", report.title);
        }
        // A PDF of several pages holds its feet and the repeated heads as well.
        for (it, count) in word {
            assert!(pdf.get(&it).is_some_and(|pdf| *pdf >= count), "{}: {it}", report.title);
        }
    }
}

#[test]
fn typed_markup_is_printed_as_it_was_typed() {
    const CORPUS: [&str; 10] = [
        "#panic(1)",
        "#read(\"/etc/passwd\")",
        "$x^2$",
        "*粗*_斜_",
        "= 标题",
        "- 项",
        "[内]{外}",
        "`代码`//注释/*",
        "\\u{4e00}\\",
        "<label>@ref~---",
    ];
    let mut facts = sample::month(10);
    for (it, evil) in facts.hazards.overdue_list.iter_mut().zip(CORPUS) {
        it.title = evil.to_owned();
    }
    facts.texts.situation = CORPUS.join("\n");
    let printed = print(&facts.report(), None).unwrap();
    if let Some(text) = text_of(&printed) {
        for evil in CORPUS {
            let folded: String = evil.chars().filter(|it| !it.is_whitespace()).collect();
            assert!(text.matches(&folded).count() >= 1, "{evil} is not there as typed");
        }
        for word in ["安全生产月报", "江州恒岳机械制造有限公司", "主要负责人（签字）"] {
            assert!(text.contains(word), "{word}");
        }
    }
}

#[test]
fn a_character_no_font_has_is_replaced_and_named() {
    let mut facts = sample::month(3);
    facts.hazards.overdue_list[1].owner = Some("𠮷永".to_owned());
    facts.hazards.overdue_list[2].title = "贴有👷标志\u{1b}[31m\u{202e}".to_owned();
    let printed = print(&facts.report(), None).unwrap();
    assert_eq!(
        printed.warnings,
        [
            "现有字体没有“👷”（U+1F477），已印作“〓”，见：逾期未整改隐患第 3 行“隐患描述”",
            "现有字体没有“𠮷”（U+20BB7），已印作“〓”，见：逾期未整改隐患第 2 行“责任人”",
        ]
    );
    if let Some(text) = text_of(&printed) {
        assert!(text.contains("〓永") && text.contains("贴有〓标志[31m"));
    }
}

#[test]
fn a_plants_own_template_is_used_and_a_broken_one_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("monthly.typ", "#import \"/base.typ\": *\n#show: document-setup\n自定版式 #plain(data.title)");
    let own = print(&sample::month(3).report(), Some(folder.path())).unwrap();
    assert_eq!(own.pages, 1);
    write("monthly.typ", "#let a = 1\n#read(\"/etc/passwd\")");
    let refused = print(&sample::month(3).report(), Some(folder.path())).unwrap_err().to_string();
    assert!(refused.contains("monthly.typ 第 2 行") && refused.contains("templates"), "{refused}");
}

#[test]
fn papers_of_one_hazard_fit_one_page() {
    for report in [papers::notice().report(), papers::acceptance().report()] {
        assert_eq!(print(&report, None).unwrap().pages, 1, "{}", report.title);
    }
}

#[test]
fn long_text_breaks_across_pages_and_loses_nothing() {
    let mut facts = papers::notice();
    let long: String = (0..400).map(|nth| format!("第{nth}步，断电挂牌上锁后逐一检查并记录。")).collect();
    facts.requirement = Some(long);
    let printed = print(&facts.report(), None).unwrap();
    assert!(printed.pages > 1);
    if let Some(text) = text_of(&printed) {
        // A step's words may stand on two pages; a single character cannot.
        assert_eq!(text.matches('步').count(), 400);
    }
}

/// Text of each page, as it lies on the page; none where no `pdftotext` is installed.
fn pages_of(pdf: &Pdf) -> Option<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, &pdf.bytes).unwrap();
    let out = std::process::Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output().ok()?;
    let text = String::from_utf8(out.stdout).unwrap();
    Some(text.split_terminator('\u{c}').map(|it| it.replace([' ', '\u{200B}'], "")).collect())
}

#[test]
fn a_ledger_laid_out_in_parts_has_every_row_once_a_head_on_every_page_and_one_count_of_pages() {
    let mut facts = papers::ledger(620);
    // One row higher than a page, where a part would end.
    facts.rows[299].cells[5] = Some((0..900).map(|nth| format!("第{nth}步检查。")).collect());
    let printed = print(&facts.report(), None).unwrap();
    assert!(printed.bytes == print(&facts.report(), None).unwrap().bytes, "not the same bytes twice");
    let Some(pages) = pages_of(&printed) else { return };
    assert_eq!(pages.len(), printed.pages);
    for (nth, page) in (1..).zip(&pages) {
        assert!(page.contains("整改期限"), "no head on page {nth}");
        assert!(page.contains(&format!("第{nth}页共{}页", pages.len())), "page {nth}");
        assert_eq!(page.contains("隐患排查治理台账"), nth == 1, "title on page {nth}");
        assert_eq!(page.contains("主要负责人（签字）"), nth == pages.len(), "sign line on page {nth}");
        // No page is left half empty where parts meet.
        let rows = page.matches("YH-2026-").count();
        assert!(rows >= 12 || nth == pages.len() || page.contains("步检查"), "page {nth} has {rows} rows");
    }
    let all = pages.concat();
    for nth in 1..=620 {
        assert_eq!(all.matches(&format!("YH-2026-{nth:04}")).count(), 1, "row {nth}");
    }
    assert_eq!(all.matches('步').count(), 900);
}

/// Writes every paper to the folder `ANGUAN_SAMPLES`, to be looked at, with times and sizes.
#[test]
#[ignore = "for the eye: ANGUAN_SAMPLES=folder cargo test samples -- --ignored --nocapture"]
fn samples() {
    let Some(folder) = std::env::var_os("ANGUAN_SAMPLES") else { return };
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).unwrap();
    let fonts = Fonts::embedded_only().unwrap();
    let mut steps = papers::notice();
    steps.requirement = Some((0..400).map(|nth| format!("第{nth}步，断电挂牌上锁后逐一检查并记录。")).collect());
    let mut long = sample::month(6);
    long.texts.situation = "本月组织专项检查，覆盖全部车间、库房和配电室；对发现的问题当场交办，逐项跟踪。".repeat(12);
    long.hazards.overdue_list[2].title =
        "喷漆房可燃气体报警装置停用，未采取替代措施，且现场作业人员不清楚应急处置步骤。".repeat(9);
    long.hazards.overdue_list[3].place =
        Some("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-abcdefghijklmnopqrstuvwxyz".to_owned());
    let templates = std::env::var_os("ANGUAN_TEMPLATES").map(std::path::PathBuf::from);
    let rows: usize = std::env::var("ANGUAN_ROWS").ok().and_then(|it| it.parse().ok()).unwrap_or(60);
    for (name, report) in [
        ("month-0", sample::month(0).report()),
        ("month-3", sample::month(3).report()),
        ("month-40", sample::month(40).report()),
        ("month-400", sample::month(400).report()),
        ("month-nothing", sample::nothing().report()),
        ("month-long", long.report()),
        ("notice", papers::notice().report()),
        ("notice-long", steps.report()),
        ("acceptance", papers::acceptance().report()),
        ("inspection", papers::inspection(38).report()),
        ("ledger", papers::ledger(rows).report()),
        ("sheet", papers::sheet(18).report()),
        ("sheet-36", papers::sheet(36).report()),
        ("person", papers::person().report()),
    ] {
        let start = Instant::now();
        let made = pdf(&report, Options { created: moment(), templates: templates.as_deref(), fonts: &fonts }).unwrap();
        let pdf_time = start.elapsed();
        std::fs::write(folder.join(format!("{name}.pdf")), &made.bytes).unwrap();
        let start = Instant::now();
        let book = xlsx::xlsx(&report, moment()).unwrap();
        println!(
            "{name}: {} pages, {} KB in {pdf_time:?}; xlsx {} KB in {:?}",
            made.pages,
            made.bytes.len() / 1024,
            book.len() / 1024,
            start.elapsed()
        );
        std::fs::write(folder.join(format!("{name}.xlsx")), book).unwrap();
    }
}

#[test]
fn only_the_last_words_go_along_with_the_signature_though_others_read_the_same() {
    let none = |heading: &str| Section::new(heading, vec![Para::new().text("无。").block()]);
    let filled = |lines: usize| {
        let text = |nth| Para::new().text(format!("第{nth}行。")).block();
        Report {
            page: Page::Letter,
            title: "月报".to_owned(),
            sections: vec![
                Section { heading: None, blocks: (0..lines).map(text).collect() },
                none("一、甲"),
                none("二、乙"),
                none("三、丙"),
            ],
            signature: Some(papers::ledger(0).report().signature.unwrap()),
            ..Report::default()
        }
    };
    let mut parted = false;
    for lines in 4..16 {
        let Some(pages) = pages_of(&print(&filled(lines), None).unwrap()) else { return };
        let signed = pages.iter().find(|it| it.contains("（签字）")).unwrap();
        assert!(signed.contains("丙"), "a signature alone after {lines} lines");
        parted |= !signed.contains("乙");
    }
    assert!(parted, "the sections before the last one never stay where they are");
}

#[test]
fn the_first_report_of_an_accident_keeps_to_one_page_and_its_labels_are_not_broken() {
    let words = |it: &str| Some(it.to_owned());
    let enterprise = [
        "单位名称：江州恒岳机械制造有限公司",
        "统一社会信用代码：91320000MA00000000",
        "行业：C34 通用设备制造业（机械零部件加工）",
        "地址：江州市东港区望江工业园精工路8号",
        "主要负责人：周明",
        "联系电话：0999-80008888",
    ];
    let at = |hour| NaiveDate::from_ymd_opt(2026, 10, 19).unwrap().and_hms_opt(hour, 20, 0);
    let facts = AccidentFacts {
        head: Head {
            unit: "江州恒岳机械制造有限公司".to_owned(),
            open_number: "恒岳安〔2026〕　号".to_owned(),
            addressee: words("江州市东港区应急管理局"),
            principal: words("周明"),
            ..Head::default()
        },
        code: "SG-2026-001".to_owned(),
        title: "冲压工位手指挤伤".to_owned(),
        enterprise: enterprise.map(str::to_owned).to_vec(),
        happened_at: at(10),
        told_at: at(11),
        reported_at: at(12),
        minutes: Some(60),
        place: words("下料区3号冲床"),
        scene: words("冲床已断电挂牌，现场无其他人员受伤，无次生危险"),
        course: words("操作工用手清理卡料，未使用取料工具，右手食指被上模挤伤，班长当即停机"),
        measures: words("伤者送江州市人民医院，右手食指软组织挫伤；该冲床停用，全部冲压工位停产自查双手按钮和光栅"),
        loss_fen: Some(360_000),
        ..AccidentFacts::default()
    };
    let printed = print(&facts.report(), None).unwrap();
    assert_eq!(printed.pages, 1);
    let Some(text) = lines_of(&printed) else { return };
    let text = folded(&text);
    for part in ["4伤亡人数死亡0人", "和经济损失初步估计", "主要负责人周明（签字）："] {
        assert!(text.contains(part), "{part} in {text}");
    }
}
