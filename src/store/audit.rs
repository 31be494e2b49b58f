//! The audit: triggers that no write can forget, and the hash chain over what they saw.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

use super::{Store, bulk};

/// Tables that are not records: the audit itself and nobody's evidence.
const UNAUDITED: &[&str] = &["operation", "change", "counter", "draft", "sqlite_sequence"];

/// Names of the audited tables, read from the file itself.
pub(super) fn tables(conn: &Connection) -> Result<Vec<String>> {
    let mut names = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let names = names.query_map([], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(names.into_iter().filter(|name| !UNAUDITED.contains(&name.as_str())).collect())
}

/// Columns of a table in their order.
pub(super) fn columns(conn: &Connection, table: &str) -> Result<Vec<String>> {
    let mut names = conn.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
    Ok(names.query_map([table], |r| r.get(0))?.collect::<Result<Vec<_>, _>>()?)
}

/// SQL expression giving the row `alias` of `table` as one JSON object.
pub(super) fn image(conn: &Connection, table: &str, alias: &str) -> Result<String> {
    let pairs: Vec<String> = columns(conn, table)?.iter().map(|name| format!("'{name}', {alias}.\"{name}\"")).collect();
    Ok(format!("json_object({})", pairs.join(", ")))
}

/// The three triggers of every audited table, name and statement, made from its columns. Those of new and removed rows
/// stand aside for [`bulk`], which notes the images itself.
pub(super) fn triggers(conn: &Connection) -> Result<Vec<(String, String)>> {
    let aside = format!("WHEN NOT {}()", bulk::ASIDE);
    let mut all = Vec::new();
    for table in tables(conn)? {
        let (old, new) = (image(conn, &table, "OLD")?, image(conn, &table, "NEW")?);
        for (event, when, id, before, after) in [
            ("INSERT", &*aside, "NEW.id", "NULL", &*new),
            ("UPDATE", "", "NEW.id", &*old, &*new),
            ("DELETE", &*aside, "OLD.id", &*old, "NULL"),
        ] {
            let name = format!("audit_{table}_{event}");
            let sql = format!(
                "CREATE TRIGGER {name} AFTER {event} ON {table} {when} BEGIN
                   SELECT RAISE(ABORT, 'audit: no open operation') WHERE NOT EXISTS (SELECT 1 FROM operation WHERE hash IS NULL);
                   INSERT INTO change(operation, tbl, row_id, before, after)
                     SELECT seq, '{table}', {id}, {before}, {after} FROM operation WHERE hash IS NULL;
                 END"
            );
            all.push((name, sql));
        }
    }
    Ok(all)
}

/// Makes the triggers.
pub(super) fn install_triggers(conn: &Connection) -> Result<()> {
    triggers(conn)?.iter().try_for_each(|(_, sql)| Ok(conn.execute_batch(sql)?))
}

/// Drops the triggers, for a migration to rebuild tables.
pub(super) fn drop_triggers(conn: &Connection) -> Result<()> {
    let mut names = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'audit_*'")?;
    for name in names.query_map([], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()? {
        conn.execute_batch(&format!("DROP TRIGGER \"{name}\""))?;
    }
    Ok(())
}

/// Opens an operation: from here until [`close`] the triggers accept writes.
pub(super) fn begin(
    conn: &Connection,
    at: &str,
    operator: &str,
    act: &str,
    verb: &str,
    target: Option<i64>,
) -> Result<i64> {
    let last: Option<(i64, Option<Vec<u8>>)> = conn
        .prepare_cached("SELECT seq, hash FROM operation ORDER BY seq DESC LIMIT 1")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let (seq, prev) = match last {
        None => (1, None),
        Some((seq, Some(hash))) => (seq + 1, Some(hash)),
        Some((_, None)) => return Err(Error::file("操作日志里有一条没有结束的记录").hint("用 anguan verify 检查文件")),
    };
    conn.prepare_cached(
        "INSERT INTO operation(seq, at, operator, act, verb, summary, target, prev) VALUES (?1, ?2, ?3, ?4, ?5, '', ?6, ?7)",
    )?
    .execute(params![seq, at, operator, act, verb, target, prev])?;
    Ok(seq)
}

/// Seals the operation with its hash. `false` when it changed nothing: the caller rolls back.
pub(super) fn close(conn: &Connection, seq: i64, summary: &str) -> Result<bool> {
    let changed: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM change WHERE operation = ?1)")?
        .query_row([seq], |r| r.get(0))?;
    if !changed {
        return Ok(false);
    }
    conn.prepare_cached("UPDATE operation SET summary = ?2 WHERE seq = ?1")?.execute(params![seq, summary])?;
    let hash = digest(conn, seq)?;
    conn.prepare_cached("UPDATE operation SET hash = ?2 WHERE seq = ?1")?.execute(params![seq, hash])?;
    Ok(true)
}

/// SHA-256 of bytes, hex: of frozen facts.
#[must_use]
pub fn digest_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hash of an operation as its row and changes stand now.
pub(super) fn digest(conn: &Connection, seq: i64) -> Result<Vec<u8>> {
    let mut sum = Sha256::new();
    let mut feed = |part: Option<&[u8]>| {
        // Length first, so that no two different rows run together into the same bytes.
        let length = part.map_or(u64::MAX, |bytes| bytes.len() as u64);
        sum.update(length.to_le_bytes());
        sum.update(part.unwrap_or_default());
    };
    conn.prepare_cached("SELECT prev, at, operator, act, verb, summary, target FROM operation WHERE seq = ?1")?
        .query_row([seq], |r| {
            feed(r.get::<_, Option<Vec<u8>>>(0)?.as_deref());
            feed(Some(&seq.to_le_bytes()));
            for column in 1..=5 {
                feed(Some(r.get::<_, String>(column)?.as_bytes()));
            }
            feed(r.get::<_, Option<i64>>(6)?.map(i64::to_le_bytes).as_ref().map(<[u8; 8]>::as_slice));
            Ok(())
        })?;
    let mut changes =
        conn.prepare_cached("SELECT tbl, row_id, last_id, before, after FROM change WHERE operation = ?1 ORDER BY id")?;
    let mut rows = changes.query([seq])?;
    while let Some(row) = rows.next()? {
        feed(bytes_of(row, 0)?);
        let first = row.get::<_, i64>(1)?.to_le_bytes();
        match row.get::<_, Option<i64>>(2)? {
            None => feed(Some(&first)),
            // Longer than the id of a single row, so that a span is never taken for one.
            Some(last) => feed(Some(&[first, last.to_le_bytes()].concat())),
        }
        feed(bytes_of(row, 3)?);
        feed(bytes_of(row, 4)?);
    }
    Ok(sum.finalize().to_vec())
}

/// The bytes of a text column where SQLite holds them; `None` for NULL.
fn bytes_of<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Option<&'r [u8]>> {
    Ok(row.get_ref(column)?.as_bytes_or_null()?)
}

/// The end of the chain: the last operation and its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainHead {
    /// Number of the last operation.
    pub seq: i64,
    /// Its hash, hex.
    pub hash: String,
    /// Its time, UTC.
    pub at: String,
    /// Short form printed on paper: `XXXX-XXXX`, the hash's first 40 bits.
    pub code: String,
}

/// Alphabet of the printed code: Crockford's base 32, without I L O U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The code printed on paper for a hash: its first 40 bits as `XXXX-XXXX`.
#[must_use]
pub fn chain_code(hash: &[u8]) -> String {
    let bits = hash.iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let digit = |n: u32| {
        let index = usize::try_from(bits >> (35 - 5 * n) & 31).unwrap_or(0);
        char::from(*ALPHABET.get(index).unwrap_or(&b'0'))
    };
    (0..8).flat_map(|n| (n == 4).then_some('-').into_iter().chain([digit(n)])).collect()
}

/// The range of hashes a printed code stands for: first inclusive, last exclusive (`None`: to the end).
/// `None` when the text is no such code. I, L and O are read as 1, 1 and 0.
#[must_use]
pub fn code_range(code: &str) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
    let digits: Vec<u8> = code
        .bytes()
        .filter(|b| *b != b'-' && *b != b' ')
        .map(|b| match b.to_ascii_uppercase() {
            b'I' | b'L' => b'1',
            b'O' => b'0',
            other => other,
        })
        .collect();
    if digits.len() != 8 {
        return None;
    }
    let bits = digits.iter().try_fold(0_u64, |bits, digit| {
        let value = ALPHABET.iter().position(|it| it == digit)?;
        Some(bits << 5 | value as u64)
    })?;
    let bytes = |bits: u64| bits.to_be_bytes().iter().skip(3).copied().collect::<Vec<u8>>();
    Some((bytes(bits), (bits + 1 < 1 << 40).then(|| bytes(bits + 1))))
}

/// The operation whose hash begins with a code: by the index of hashes, never by a walk through the log.
const CODE_BELOW: &str = "SELECT seq, hash, at FROM operation WHERE hash >= ?1 AND hash < ?2 LIMIT 1";
/// The same for the last code there is.
const CODE_LAST: &str = "SELECT seq, hash, at FROM operation WHERE hash >= ?1 AND ?2 IS NULL LIMIT 1";

impl Store {
    /// The end of the audit chain; `None` in a file where nothing was ever written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn chain_head(&self) -> Result<Option<ChainHead>> {
        self.conn
            .prepare_cached("SELECT seq, hash, at FROM operation WHERE hash IS NOT NULL ORDER BY seq DESC LIMIT 1")?
            .query_row([], head_of)
            .optional()
            .map_err(Into::into)
    }

    /// The operation whose printed code this is.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find_code(&self, code: &str) -> Result<Option<ChainHead>> {
        let Some((first, end)) = code_range(code) else { return Ok(None) };
        let sql = if end.is_some() { CODE_BELOW } else { CODE_LAST };
        self.conn.prepare_cached(sql)?.query_row(params![first, end], head_of).optional().map_err(Into::into)
    }
}

fn head_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<ChainHead> {
    let hash: Vec<u8> = row.get(1)?;
    Ok(ChainHead {
        seq: row.get(0)?,
        hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        at: row.get(2)?,
        code: chain_code(&hash),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_code_finds_the_hash_it_came_from() {
        for hash in [[0_u8; 32], [0xff; 32], core::array::from_fn(|n| (n * 37 + 11) as u8)] {
            let code = chain_code(&hash);
            assert_eq!(code.len(), 9);
            let (first, end) = code_range(&code.to_lowercase()).unwrap();
            assert!(hash.as_slice() >= first.as_slice());
            assert!(end.is_none_or(|end| hash.as_slice() < end.as_slice()));
        }
        assert_eq!(code_range("ABCD-123"), None);
        assert_eq!(code_range("ABCD-12U4"), None);
    }

    #[test]
    fn a_code_is_found_by_an_index_whatever_the_length_of_the_log() {
        let clock = || "2026-11-21T08:00:00+08:00".parse().unwrap();
        let access = crate::store::Access { operator: "李敏".to_owned(), clock: Box::new(clock), read_only: false };
        let mut store = Store::in_memory(access).unwrap();
        let mut heads = Vec::new();
        for n in 0..20 {
            let name = format!("{n} 车间");
            store
                .write("department.add", |tx| {
                    Ok((tx.add("department", &[("name", name.as_str().into())])?, name.clone()))
                })
                .unwrap();
            heads.push(store.chain_head().unwrap().unwrap());
        }
        for head in &heads {
            assert_eq!(store.find_code(&head.code).unwrap().as_ref(), Some(head));
        }
        for sql in [CODE_BELOW, CODE_LAST] {
            let plan: String = store
                .conn
                .query_row(&format!("EXPLAIN QUERY PLAN {sql}"), params![vec![1_u8], vec![2_u8]], |r| r.get(3))
                .unwrap();
            assert!(plan.contains("SEARCH operation USING INDEX operation_hash"), "{plan}");
        }
    }
}
