//! The arrows between the modules point one way.

use std::fs;
use std::path::{Path, PathBuf};

/// Which modules each layer may use. `cli` and `tui` never meet; `domain` knows nobody.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("text", &["domain"]),
    ("error", &["domain"]),
    ("knowledge", &["domain", "error"]),
    ("store", &["domain", "error", "knowledge"]),
    ("registers", &["domain", "error", "knowledge", "store", "text"]),
    ("exchange", &["domain", "error", "knowledge", "store", "registers", "text"]),
    ("report", &["domain", "error", "knowledge", "store", "registers", "text"]),
    ("demo", &["domain", "error", "knowledge", "store", "registers", "report", "text"]),
    ("cli", &["domain", "error", "knowledge", "store", "registers", "exchange", "report", "demo", "text"]),
    ("tui", &["domain", "error", "knowledge", "store", "registers", "exchange", "report", "text"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

/// Every file with the layer it belongs to.
fn files() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    found
        .into_iter()
        .map(|path| {
            let inner = path.strip_prefix(&root).unwrap();
            let first = inner.components().next().unwrap().as_os_str().to_str().unwrap();
            let layer = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            (layer, path, text)
        })
        .collect()
}

#[test]
fn no_module_uses_what_lies_above_it() {
    let mut wrong = Vec::new();
    for (layer, path, text) in files() {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == layer) else {
            assert!(["main", "lib"].contains(&layer.as_str()), "{layer} has no place in the layers");
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            for part in line.split("crate::").skip(1) {
                let target: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let is_macro = target == "codes";
                if !is_macro && target != layer && !target.is_empty() && !allowed.contains(&target.as_str()) {
                    wrong.push(format!("{}:{}: {layer} → {target}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_store_says_sql() {
    const WORDS: &[&str] = &["\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM ", "rusqlite::"];
    let odd: Vec<String> = files()
        .into_iter()
        .filter(|(layer, ..)| layer != "store")
        .filter(|(_, _, text)| WORDS.iter().any(|word| text.contains(word)))
        .map(|(_, path, _)| path.display().to_string())
        .collect();
    assert!(odd.is_empty(), "{odd:?}");
}

#[test]
fn only_main_reads_the_clock() {
    const WORDS: &[&str] = &["Local::now()", "Utc::now()", "SystemTime::now()"];
    let odd: Vec<String> = files()
        .into_iter()
        .filter(|(layer, ..)| layer != "main")
        .filter(|(_, _, text)| WORDS.iter().any(|word| text.contains(word)))
        .map(|(_, path, _)| path.display().to_string())
        .collect();
    assert!(odd.is_empty(), "{odd:?}");
}
