//! Backup and restore: copies made through SQLite, opened and counted before they are called copies.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};

use super::{Store, fault};

/// Copies the open file to `target`, checks the copy, then gives it its name. Never leaves half a copy.
pub(super) fn copy_checked(conn: &Connection, target: &Path) -> Result<()> {
    let partial = partial_name(target);
    let _ = std::fs::remove_file(&partial);
    let copied = (|| {
        let name = partial.to_str().ok_or_else(|| Error::input("备份文件名不是有效的文字"))?;
        conn.execute("VACUUM INTO ?1", [name]).map_err(|e| fault::open(target, &e))?;
        super::restrict(&partial);
        check(&partial)?;
        sync(&partial)?;
        std::fs::rename(&partial, target).map_err(|e| fault::io("不能写入备份", target, &e))
    })();
    if copied.is_err() {
        let _ = std::fs::remove_file(&partial);
    }
    copied
}

fn partial_name(target: &Path) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(".tmp");
    PathBuf::from(name)
}

fn sync(path: &Path) -> Result<()> {
    std::fs::File::open(path).and_then(|file| file.sync_all()).map_err(|e| fault::io("不能写入备份", path, &e))
}

/// Opens a copy and makes sure that it is ours and whole.
fn check(path: &Path) -> Result<()> {
    fault::refuse_foreign(path)?;
    let conn =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|e| fault::open(path, &e))?;
    let id: i32 = conn.pragma_query_value(None, "application_id", |r| r.get(0)).map_err(|e| fault::open(path, &e))?;
    if id != super::APPLICATION_ID {
        return Err(Error::file(format!("{} 不是安管的数据文件", path.display())));
    }
    let told: String =
        conn.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0)).map_err(|e| fault::open(path, &e))?;
    if told != "ok" {
        return Err(Error::file(format!("{} 已损坏：{told}", path.display())));
    }
    Ok(())
}

impl Store {
    /// Writes a verified copy of the open file to `target`.
    ///
    /// # Errors
    /// [`crate::error::Kind::Input`] when `target` exists, [`crate::error::Kind::File`] when it cannot be written.
    pub fn backup(&self, target: &Path) -> Result<()> {
        if target.exists() {
            return Err(Error::input(format!("备份文件已存在：{}", target.display())).hint("换一个文件名"));
        }
        copy_checked(&self.conn, target)
    }

    /// Writes what is open, in memory or not, to a new checked file at `path`, making its folder where there is none.
    ///
    /// # Errors
    /// As [`Store::backup`].
    pub fn save_to(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| fault::io("不能建立文件夹", folder, &e))?;
        }
        if path.exists() {
            return Err(Error::input(format!("文件已存在：{}", path.display())).hint("换一个文件名"));
        }
        copy_checked(&self.conn, path)
    }

    /// Puts the checked copy `source` in the place of `path`. A file already there is set aside under a new name,
    /// which is returned; it is never overwritten.
    ///
    /// # Errors
    /// When `source` is not a whole file of ours of a version this program knows; nothing is changed then.
    pub fn restore(source: &Path, path: &Path) -> Result<Option<PathBuf>> {
        if !source.exists() {
            return Err(Error::file(format!("没有这个备份文件：{}", source.display())).hint("请检查路径和文件名"));
        }
        check(source)?;
        let conn = Connection::open_with_flags(source, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|e| fault::open(source, &e))?;
        let version: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0))?;
        if version > super::migrate::VERSION {
            return Err(
                Error::file(format!("备份由更新的程序版本写成（数据版本 {version}）")).hint("请升级安管后再恢复")
            );
        }
        let fresh = partial_name(path);
        let _ = std::fs::remove_file(&fresh);
        copy_checked(&conn, &fresh)?;
        let aside = path.exists().then(|| free_name(path));
        if let Some(aside) = &aside {
            std::fs::rename(path, aside).map_err(|e| fault::io("不能移开现有文件", path, &e))?;
        }
        std::fs::rename(&fresh, path).map_err(|e| fault::io("不能放回备份", path, &e))?;
        Ok(aside)
    }
}

/// `plant.db` → `plant.db.before-restore-1`, the first that is free.
fn free_name(path: &Path) -> PathBuf {
    let named = |n: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".before-restore-{n}"));
        PathBuf::from(name)
    };
    (1..).map(named).find(|name| !name.exists()).unwrap_or_else(|| named(0))
}
