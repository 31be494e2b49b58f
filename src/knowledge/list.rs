//! What the packs hold, in one line each: `pack list`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use super::instrument::Mark;
use super::source::SOURCES;
use crate::error::{Error, Result};

/// One line of `pack list`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PackSummary {
    /// File below `knowledge/`.
    pub file: String,
    /// What it holds: `instruments`, `checklist`, `accident_kinds` …
    pub pack: String,
    /// Id, where the pack has one.
    pub id: Option<String>,
    /// Title.
    pub title: String,
    /// Edition of the pack.
    pub edition: String,
    /// Number of its items (instruments, check items, kinds …).
    pub items: usize,
    /// How many of them rest on something unverified.
    pub unverified: usize,
}

/// What the packs of the program hold, in the order of the pack list.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when an embedded pack is no TOML.
pub fn list() -> Result<Vec<PackSummary>> {
    SOURCES
        .iter()
        .map(|source| {
            let table = source
                .text
                .parse::<Table>()
                .map_err(|error| Error::internal(format!("内置规则包 {} 读不出来：{error}", source.file)))?;
            Ok(summary(source.file, &table))
        })
        .collect()
}

/// Edition and digest of one pack that judges: what a frozen report keeps of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PackDigest {
    /// Edition of the pack.
    pub edition: String,
    /// SHA-256 of its text, hex.
    pub sha256: String,
}

/// The packs that judge and cite, by file, with what they are today. Checklists and lists of duties are left out: a plant's own
/// copies of them stand in its file, version by version; so are the phrases, which judge no record.
///
/// # Errors
/// As [`list`].
pub fn digests() -> Result<BTreeMap<String, PackDigest>> {
    static DIGESTS: OnceLock<BTreeMap<String, PackDigest>> = OnceLock::new();
    if let Some(known) = DIGESTS.get() {
        return Ok(known.clone());
    }
    let mut found = BTreeMap::new();
    for (source, summary) in SOURCES.iter().zip(list()?) {
        if !matches!(summary.pack.as_str(), "checklist" | "duties" | "phrases") {
            let sha256 = Sha256::digest(source.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
            found.insert(summary.file, PackDigest { edition: summary.edition, sha256 });
        }
    }
    Ok(DIGESTS.get_or_init(|| found).clone())
}

/// Summary of a pack of whatever sort: its items are the tables of its own lists of tables, except references.
#[must_use]
pub fn summary(file: &str, table: &Table) -> PackSummary {
    let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    let lists = table.iter().filter(|(key, _)| key.as_str() != "basis").filter_map(|(_, value)| value.as_array());
    // An edition of a classification is no item; what it lists is.
    let items: Vec<&Value> = lists
        .flatten()
        .filter(|it| it.is_table())
        .flat_map(|it| match it.get("kind").and_then(Value::as_array) {
            Some(kinds) => kinds.iter().collect(),
            None => vec![it],
        })
        .collect();
    PackSummary {
        file: file.to_owned(),
        pack: text("pack").unwrap_or_default(),
        id: text("id"),
        title: text("title").unwrap_or_default(),
        edition: text("edition").unwrap_or_default(),
        items: items.len(),
        unverified: items.iter().filter(|it| says_unverified(it)).count(),
    }
}

/// Whether a mark says 待核 anywhere inside.
fn says_unverified(value: &Value) -> bool {
    match value {
        Value::Table(table) => table.iter().any(|(key, value)| {
            (key.ends_with("mark") && value.as_str() == Some(Mark::Unverified.code())) || says_unverified(value)
        }),
        Value::Array(list) => list.iter().any(says_unverified),
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => false,
    }
}
