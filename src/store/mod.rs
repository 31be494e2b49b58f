//! The file: SQLite, and the only place that says SQL.
//!
//! [`Store::write`] is the one write path: one immediate transaction, its records and its audit entry. Reads are
//! plain methods, one file per aggregate. Nothing here formats text for people beyond its own refusals.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, Utc};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::{Error, Kind, Result};

mod audit;
mod backup;
mod bulk;
#[cfg(test)]
mod bulk_tests;
mod checklist;
mod criteria;
mod draft;
mod duty;
mod facts;
mod fault;
mod five;
mod hazard;
mod history;
mod inspection;
mod known;
mod meeting;
mod migrate;
mod responsibility;
mod rows;
mod shape;
mod training;
mod verify;

pub use audit::{ChainHead, chain_code, code_range, digest_of};
pub use checklist::{ChecklistItem, ChecklistVersion};
pub use draft::Draft;
pub use duty::{Employed, HeldPost, MadeInspection, StandingHazard};
pub use facts::Answer;
pub use hazard::StoredStep;
pub use history::{Change, Operation};
pub use inspection::{Exception, InspectionFacts};
use rows::id_list;
pub use rows::{Condition, Direction, Query, Relation, Row};
pub use training::{HeldTenure, Tally, Trained};
pub use verify::Finding;

/// `application_id` of our files: the letters ANGU.
pub const APPLICATION_ID: i32 = 0x414E_4755;

/// Where the time comes from: local time with its offset. Only `main` and the demo hand one in.
pub type Clock = Box<dyn Fn() -> DateTime<FixedOffset> + Send>;

/// How to open a file.
pub struct Access {
    /// Who is at the keyboard; goes into every audit entry.
    pub operator: String,
    /// Source of the audit's time.
    pub clock: Clock,
    /// Open for reading even if the file could be written.
    pub read_only: bool,
}

/// An open data file.
pub struct Store {
    conn: Connection,
    aside: bulk::Aside,
    path: PathBuf,
    operator: String,
    clock: Clock,
    read_only: bool,
}

/// Inside [`Store::write`]: the open transaction and who is writing.
pub struct Tx<'a> {
    /// Rows may be waiting: [`Tx::sql`] is the way to it.
    unsettled: &'a Connection,
    bulk: Option<bulk::Bulk<'a>>,
    /// Local day of the audit's own clock: `entered_on` of new rows.
    pub entered_on: NaiveDate,
}

impl Store {
    /// Makes a new file at `path` from `schema.sql`. The file must not exist.
    ///
    /// # Errors
    /// [`Kind::Input`] when a file is already there, [`Kind::File`] when it cannot be made.
    pub fn create(path: &Path, access: Access) -> Result<Self> {
        let (conn, aside) = new_file(path)?;
        Ok(Self {
            conn,
            aside,
            path: path.to_owned(),
            operator: access.operator,
            clock: access.clock,
            read_only: false,
        })
    }

    /// Opens an existing file, bringing an older one up to date after a verified backup.
    ///
    /// # Errors
    /// [`Kind::File`] when the file is absent, foreign, damaged, locked or newer than this program.
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        fault::refuse_foreign(path)?;
        let flags = if access.read_only { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
        let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|e| fault::open(path, &e))?;
        let id: i32 =
            conn.pragma_query_value(None, "application_id", |r| r.get(0)).map_err(|e| fault::open(path, &e))?;
        if id != APPLICATION_ID {
            return Err(Error::file(format!("{} 不是安管的数据文件（它属于别的程序）", path.display()))
                .hint("用 --db 指明安管的数据文件；该文件没有被改动"));
        }
        let read_only = access.read_only || conn.is_readonly("main")?;
        let version: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0))?;
        if version > migrate::VERSION {
            return Err(Error::file(format!(
                "{} 由更新的程序版本写成（数据版本 {version}，本程序只认到 {}）",
                path.display(),
                migrate::VERSION
            ))
            .hint("请升级安管后再打开；该文件没有被改动"));
        }
        let aside = bulk::Aside::of(&conn)?;
        let mut store =
            Self { conn, aside, path: path.to_owned(), operator: access.operator, clock: access.clock, read_only };
        if version < migrate::VERSION {
            if read_only {
                return Err(
                    Error::file("文件是旧版本，只读方式不能升级").hint("去掉 --read-only 或文件的只读属性后再打开")
                );
            }
            migrate::bring_up(&mut store.conn, &store.path, version)?;
        }
        configure(&store.conn)?;
        Ok(store)
    }

    /// A file that lives in memory only: for tests and dry runs.
    ///
    /// # Errors
    /// Only when SQLite itself fails.
    pub fn in_memory(access: Access) -> Result<Self> {
        let conn = Connection::open_in_memory()?;
        let aside = bulk::Aside::of(&conn)?;
        configure(&conn)?;
        conn.execute_batch(migrate::SCHEMA)?;
        audit::install_triggers(&conn)?;
        conn.pragma_update(None, "user_version", migrate::VERSION)?;
        Ok(Self { conn, aside, path: PathBuf::new(), operator: access.operator, clock: access.clock, read_only: false })
    }

    /// Leaves the memory for a new file at `path`, whose first records `fill` writes. When that fails there is no file, and
    /// the store is in memory as before.
    ///
    /// # Errors
    /// As [`Store::create`]; whatever `fill` refuses.
    pub fn found_at(&mut self, path: &Path, fill: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let new = new_file(path)?;
        let memory = (
            (std::mem::replace(&mut self.conn, new.0), std::mem::replace(&mut self.aside, new.1)),
            std::mem::replace(&mut self.path, path.to_owned()),
        );
        let filled = fill(self);
        if filled.is_err() {
            // The connection to the file is closed before the file is taken away.
            ((self.conn, self.aside), self.path) = memory;
            let _ = std::fs::remove_file(path);
        }
        filled
    }

    /// A new file for work that is thrown away when it fails: fast, not safe against a power cut. [`Store::save_to`] makes
    /// a file of it that is. The file must not exist.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn scratch(path: &Path, access: Access) -> Result<Self> {
        let store = Self::create(path, access)?;
        store.conn.pragma_update(None, "synchronous", "OFF")?;
        store.conn.pragma_update(None, "journal_mode", "MEMORY")?;
        Ok(store)
    }

    /// Where the file lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether edits are refused.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Who is at the keyboard.
    #[must_use]
    pub fn operator(&self) -> &str {
        &self.operator
    }

    /// Changes who is at the keyboard.
    pub fn set_operator(&mut self, operator: impl Into<String>) {
        self.operator = operator.into();
    }

    /// The audit's own time now, local with offset.
    #[must_use]
    pub fn now(&self) -> DateTime<FixedOffset> {
        (self.clock)()
    }

    /// One operation: runs `body` in one immediate transaction and closes it with its audit entry.
    ///
    /// `verb` is the stable code of what is done. `body` gives its result and the one-line summary. When `body`
    /// changed nothing, nothing is recorded either.
    ///
    /// # Errors
    /// Whatever `body` refuses (nothing is written then), [`Kind::File`] when the file is read-only, locked or full.
    pub fn write<T>(&mut self, verb: &str, body: impl FnOnce(&Tx<'_>) -> Result<(T, String)>) -> Result<T> {
        self.operate("do", verb, None, false, body)
    }

    /// As [`Store::write`], for an operation that may add many thousand rows: they are written many at a time, and take
    /// more memory for their pages meanwhile.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_many<T>(&mut self, verb: &str, body: impl FnOnce(&Tx<'_>) -> Result<(T, String)>) -> Result<T> {
        self.with_room(|store| store.operate("do", verb, None, true, body))
    }

    /// Runs `body` with room for the pages of many rows.
    fn with_room<T>(&mut self, body: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.conn.pragma_update(None, "cache_size", BULK_CACHE)?;
        let done = body(self);
        self.conn.pragma_update(None, "cache_size", USUAL_CACHE)?;
        done
    }

    /// The write path of every operation. With `many` added rows are held back and written many at a time.
    fn operate<T>(
        &mut self,
        act: &str,
        verb: &str,
        target: Option<i64>,
        many: bool,
        body: impl FnOnce(&Tx<'_>) -> Result<(T, String)>,
    ) -> Result<T> {
        if self.read_only {
            return Err(Error::file("文件以只读方式打开，不能修改").hint("去掉 --read-only 或文件的只读属性后再打开"));
        }
        let now = (self.clock)();
        let at = now.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Millis, true);
        let sql = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let opened = audit::begin(&sql, &at, &self.operator, act, verb, target)?;
        if many {
            // What refers to each other may be written in any order; the commit looks that all is there.
            sql.pragma_update(None, "defer_foreign_keys", true)?;
        }
        let bulk = many.then(|| bulk::Bulk::new(&sql, &self.aside, opened));
        let tx = Tx { unsettled: &sql, bulk, entered_on: now.date_naive() };
        let (value, summary) = body(&tx)?;
        tx.sql()?;
        drop(tx);
        if audit::close(&sql, opened, &summary)? {
            sql.commit()?;
        } else {
            sql.rollback()?;
        }
        Ok(value)
    }

    /// Tries `body` and takes everything back: what an import would do, without doing it.
    ///
    /// # Errors
    /// Whatever `body` refuses.
    pub fn rehearse<T>(&mut self, body: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let now = (self.clock)();
        let at = now.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Millis, true);
        let sql = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let opened = audit::begin(&sql, &at, &self.operator, "do", "rehearsal", None)?;
        sql.pragma_update(None, "defer_foreign_keys", true)?;
        let bulk = Some(bulk::Bulk::new(&sql, &self.aside, opened));
        let tx = Tx { unsettled: &sql, bulk, entered_on: now.date_naive() };
        let value = body(&tx)?;
        tx.sql()?;
        drop(tx);
        sql.rollback()?;
        Ok(value)
    }
}

impl Tx<'_> {
    /// The connection, every row in its place: for whoever says SQL.
    fn sql(&self) -> Result<&Connection> {
        if let Some(bulk) = &self.bulk {
            bulk.settle()?;
        }
        Ok(self.unsettled)
    }
}

/// Makes a file from `schema.sql` where none is.
fn new_file(path: &Path) -> Result<(Connection, bulk::Aside)> {
    if path.exists() {
        return Err(
            Error::input(format!("文件已存在：{}", path.display())).hint("换一个文件名，或用 --db 打开已有的文件")
        );
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| fault::io("不能建立文件夹", folder, &e))?;
    }
    let conn = Connection::open(path).map_err(|e| fault::open(path, &e))?;
    restrict(path);
    let aside = bulk::Aside::of(&conn)?;
    configure(&conn)?;
    let tx = conn.unchecked_transaction()?;
    tx.execute_batch(migrate::SCHEMA)?;
    audit::install_triggers(&tx)?;
    tx.pragma_update(None, "user_version", migrate::VERSION)?;
    tx.commit()?;
    Ok((conn, aside))
}

/// Pages held in memory, in KiB below zero as SQLite counts them; taken only as they are read.
const USUAL_CACHE: i64 = -32 * 1024;
/// The same while many rows are written at once: changed pages must not go to the disk only to be read again for the next
/// row of an index in another order.
const BULK_CACHE: i64 = -160 * 1024;

fn configure(conn: &Connection) -> Result<()> {
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "secure_delete", true)?;
    conn.pragma_update(None, "cache_size", USUAL_CACHE)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// Personal data: nobody but the owner may read a file we made, whatever the umask says.
fn restrict(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A file system without modes (FAT on a USB stick) refuses; the file is usable all the same.
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
    }
    #[cfg(not(unix))]
    let _ = path;
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        fault::sql(&error)
    }
}

/// Whether a refused write came from the record having been saved elsewhere meanwhile.
#[must_use]
pub fn is_conflict(error: &Error) -> bool {
    error.kind == Kind::Conflict
}
