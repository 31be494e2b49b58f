//! Names to rows and back: what a reference is typed as, what it is shown as.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::domain::fold::folded_key;
use crate::error::Result;
use crate::store::{Query, Store, Tx};

use super::{Register, find};

/// Names of one register's rows.
#[derive(Debug, Default)]
pub struct Lookup {
    labels: HashMap<i64, String>,
    by_key: HashMap<String, Vec<i64>>,
    hints: HashMap<i64, String>,
    retired: HashSet<i64>,
}

/// Why a typed reference names no single row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfound {
    /// Nobody has this name.
    Unknown,
    /// Several do; what tells them apart.
    Several(Vec<String>),
}

impl Lookup {
    /// What a row is called.
    #[must_use]
    pub fn label(&self, id: i64) -> Option<&str> {
        self.labels.get(&id).map(String::as_str)
    }

    /// The 工号 or 编号 of a row; empty where it has none.
    #[must_use]
    pub fn number(&self, id: i64) -> &str {
        self.hints.get(&id).map_or("", String::as_str)
    }

    /// The row that `text` names: its name, or its 工号 / 编号; a checklist of the pack also by `daily` for `cl.daily`.
    ///
    /// # Errors
    /// When none or several do.
    pub fn find(&self, text: &str) -> Result<i64, Unfound> {
        let live: Vec<i64> = self
            .by_key
            .get(&folded_key(text))
            .or_else(|| self.by_key.get(&format!("cl.{}", folded_key(text))))
            .map(|ids| ids.iter().copied().filter(|id| !self.retired.contains(id)).collect())
            .unwrap_or_default();
        match live.as_slice() {
            [] => Err(Unfound::Unknown),
            [id] => Ok(*id),
            several => Err(Unfound::Several(several.iter().filter_map(|id| self.hints.get(id).cloned()).collect())),
        }
    }

    /// The row whose 工号 / 编号 this is, where it is not what a row is called as well.
    #[must_use]
    pub fn numbered(&self, text: &str) -> Option<i64> {
        let id = self.find(text).ok()?;
        (!text.is_empty() && self.labels.get(&id).is_some_and(|label| folded_key(label) != folded_key(text)))
            .then_some(id)
    }

    /// Every name that can be chosen, with its row id, in the order of the register.
    #[must_use]
    pub fn choices(&self) -> Vec<(i64, String, String)> {
        let mut all: Vec<_> = self
            .labels
            .iter()
            .filter(|(id, _)| !self.retired.contains(id))
            .map(|(id, label)| (*id, label.clone(), self.hints.get(id).cloned().unwrap_or_default()))
            .collect();
        all.sort();
        all
    }

    fn add(&mut self, id: i64, label: &str, other: Option<&str>, retired: bool) {
        for name in [Some(label), other].into_iter().flatten().filter(|name| !name.is_empty()) {
            let ids = self.by_key.entry(folded_key(name)).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        self.labels.insert(id, label.to_owned());
        self.hints.insert(id, other.unwrap_or_default().to_owned());
        if retired {
            self.retired.insert(id);
        }
    }
}

/// What a row is called by others: its label, a name of a rule pack by its title.
pub(super) fn label_of<'r>(register: &Register, row: &'r crate::store::Row) -> &'r str {
    let label = row.get(register.label).as_text().unwrap_or_default();
    match register.columns.iter().find(|it| it.stored == register.label).map(|it| it.kind) {
        Some(super::Kind::Term(terms)) => terms.label(label).unwrap_or(label),
        Some(super::Kind::Choice(choices)) => choices.iter().find(|it| it.code == label).map_or(label, |it| it.label),
        _ => label,
    }
}

/// Notes on the rows of a register, by row id; none for a register that is not the function's own.
type Enrich = fn(&Register, &Store) -> Result<BTreeMap<i64, String>>;

/// What works notes out, register by register.
const ENRICH: &[Enrich] = &[super::five::enrich, super::certificate::enrich, super::risk::enrich];

/// Names of every register that another one refers to.
#[derive(Debug, Default)]
pub struct Lookups {
    registers: HashMap<&'static str, Lookup>,
    notes: BTreeMap<i64, String>,
}

impl Lookups {
    /// Loads the names that `register`'s columns refer to.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(register: &Register, store: &Store) -> Result<Self> {
        let mut all = Self::load(register.references(), |target, query| store.rows(&target.relation, query))?;
        for enrich in ENRICH {
            all.notes.extend(enrich(register, store)?);
        }
        Ok(all)
    }

    /// What is known of a row beyond its columns, for derived ones: worked out from other records as the names are read.
    #[must_use]
    pub fn note(&self, row: i64) -> Option<&str> {
        self.notes.get(&row).map(String::as_str)
    }

    /// Loads only the names that can be typed: saving a hazard need not read every inspection ever made.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn typed(register: &Register, store: &Store) -> Result<Self> {
        Self::load(register.typed_references(), |target, query| store.rows(&target.relation, query))
    }

    /// As [`Lookups::typed`], seeing what this transaction has written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn within(register: &Register, tx: &Tx<'_>) -> Result<Self> {
        Self::load(register.typed_references(), |target, query| tx.rows(&target.relation, query))
    }

    /// Loads the names of these registers.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn named(registers: &[&'static str], store: &Store) -> Result<Self> {
        Self::load(registers.iter().copied(), |target, query| store.rows(&target.relation, query))
    }

    fn load(
        references: impl Iterator<Item = &'static str>,
        rows: impl Fn(&'static Register, &Query) -> Result<Vec<crate::store::Row>>,
    ) -> Result<Self> {
        let mut all = Self::default();
        for key in references {
            if all.registers.contains_key(key) {
                continue;
            }
            let Some(target) = find(key) else { continue };
            let query = Query { retired: target.relation.retires, ..Query::default() };
            let lookup = all.registers.entry(key).or_default();
            for row in rows(target, &query)? {
                let other = target.identity.first().and_then(|column| row.get(column).as_text());
                lookup.add(row.id, label_of(target, &row), other, row.retired_on.is_some());
            }
        }
        Ok(all)
    }

    /// Names of the register with this key; empty when it was not loaded.
    #[must_use]
    pub fn get(&self, register: &str) -> &Lookup {
        static EMPTY: std::sync::LazyLock<Lookup> = std::sync::LazyLock::new(Lookup::default);
        self.registers.get(register).unwrap_or(&EMPTY)
    }

    /// Adds a row just created, so that the rest of an import finds it.
    pub fn learn(&mut self, register: &'static str, id: i64, label: &str) {
        self.registers.entry(register).or_default().add(id, label, None, false);
    }
}
