//! SQLite's and the file system's failures said in plain Chinese.

use std::io::Read;
use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::{Error, Kind};

/// Refuses what is not an SQLite file before SQLite touches it.
pub(super) fn refuse_foreign(path: &Path) -> Result<(), Error> {
    let mut head = [0_u8; 16];
    let mut file = std::fs::File::open(path).map_err(|e| {
        let error = io("不能打开数据文件", path, &e);
        if e.kind() == std::io::ErrorKind::NotFound {
            error.hint("用 anguan init --name 企业名称 新建，用 anguan demo 看示例，或用 --db 指明文件")
        } else {
            error
        }
    })?;
    let read = file.read(&mut head).map_err(|e| io("不能读取数据文件", path, &e))?;
    if read < head.len() || &head != b"SQLite format 3\0" {
        return Err(Error::file(format!("{} 不是安管的数据文件", path.display()))
            .hint("用 --db 指明安管的数据文件；该文件没有被改动"));
    }
    Ok(())
}

pub(super) fn io(what: &str, path: &Path, error: &std::io::Error) -> Error {
    let why = match error.kind() {
        std::io::ErrorKind::NotFound => "不存在".to_owned(),
        std::io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        std::io::ErrorKind::StorageFull => "磁盘已满".to_owned(),
        std::io::ErrorKind::IsADirectory => "这是文件夹，不是文件".to_owned(),
        _ => error.to_string(),
    };
    Error::file(format!("{what} {}：{why}", path.display()))
}

pub(super) fn open(path: &Path, error: &rusqlite::Error) -> Error {
    let mut told = sql(error);
    if told.kind == Kind::Internal {
        told.kind = Kind::File;
    }
    told.message = format!("{}：{}", path.display(), told.message);
    told
}

pub(super) fn sql(error: &rusqlite::Error) -> Error {
    let code = error.sqlite_error_code();
    match code {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::file("数据文件正被另一个窗口或程序占用").hint("关掉另一个窗口，或稍等再试；没有写入任何内容")
        }
        Some(ErrorCode::DiskFull) => Error::file("磁盘已满，没有保存").hint("腾出空间后再保存；先前的数据没有受影响"),
        Some(ErrorCode::ReadOnly) => Error::file("数据文件或所在文件夹是只读的，没有保存"),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            Error::file("数据文件已损坏").hint("用 anguan restore 从最近的备份恢复；不要继续在这个文件上录入")
        }
        Some(ErrorCode::SystemIoFailure) => Error::file("读写磁盘出错，没有保存").hint("检查磁盘或网络盘后重新打开"),
        Some(ErrorCode::CannotOpen) => Error::file("不能打开数据文件（路径不存在或没有权限）"),
        Some(ErrorCode::ConstraintViolation) => Error::internal(format!("数据不符合约束，没有保存：{error}")),
        _ => Error::internal(format!("数据库出错：{error}")),
    }
}
