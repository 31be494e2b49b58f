//! Writes a file so that it is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::fold;
use crate::error::{Error, Result};

/// Lets `fill` write a temporary file beside `path`, forces it to disk and gives it its name.
///
/// # Errors
/// `path` exists and `overwrite` is false; the folder or disk refuses; `fill` fails. In each case nothing is left behind
/// and what was at `path` is untouched.
pub fn write<T>(path: &Path, overwrite: bool, fill: impl FnOnce(&mut File) -> Result<T>) -> Result<T> {
    if !overwrite && path.symlink_metadata().is_ok() {
        return Err(exists(path));
    }
    let (temporary, mut file) = temporary_beside(path)?;
    let done = fill(&mut file).and_then(|value| {
        file.sync_all().map_err(|error| failed(path, &error))?;
        drop(file);
        give_name(&temporary, path, overwrite)?;
        Ok(value)
    });
    if done.is_err() {
        // Best effort: the error that stopped the writing is the one to tell.
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// The refusal by disk or folder, in words.
pub fn failed(path: &Path, error: &io::Error) -> Error {
    let name = fold::clean_line(&path.to_string_lossy());
    match error.kind() {
        io::ErrorKind::NotFound => Error::input(format!("写不了“{name}”：文件夹不存在")),
        io::ErrorKind::PermissionDenied => {
            Error::input(format!("写不了“{name}”：没有权限")).hint("换一个文件夹，或先关闭正打开着这个文件的程序")
        }
        io::ErrorKind::StorageFull => Error::input(format!("写不了“{name}”：磁盘已满")).hint("清出空间后重试"),
        _ => Error::input(format!("写不了“{name}”：{error}")),
    }
}

fn exists(path: &Path) -> Error {
    Error::input(format!("“{}”已经存在，没有覆盖", fold::clean_line(&path.to_string_lossy())))
        .hint("换一个文件名，或先移走原来的文件")
}

fn temporary_beside(path: &Path) -> Result<(PathBuf, File)> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.file_name().is_none() {
        return Err(Error::input("没有给出输出文件名"));
    }
    let process = std::process::id();
    let mut attempt = 0;
    loop {
        let temporary = folder.join(format!(".anguan-{process}-{attempt}.tmp"));
        match OpenOptions::new().read(true).write(true).create_new(true).open(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 1000 => attempt += 1,
            Err(error) => return Err(failed(path, &error)),
        }
    }
}

fn give_name(temporary: &Path, path: &Path, overwrite: bool) -> Result<()> {
    if overwrite {
        fs::rename(temporary, path).map_err(|error| failed(path, &error))?;
    } else {
        // A link refuses to replace, even when the other file came up a moment ago. Some file systems know no links.
        match fs::hard_link(temporary, path) {
            Ok(()) => drop(fs::remove_file(temporary)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(exists(path)),
            Err(_) if path.symlink_metadata().is_ok() => return Err(exists(path)),
            Err(_) => fs::rename(temporary, path).map_err(|error| failed(path, &error))?,
        }
    }
    sync_folder(path);
    Ok(())
}

/// Makes the new name itself durable where folders can be synced.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        // The content is safe already; not every file system can sync a folder.
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn an_existing_file_is_kept_and_a_failed_writing_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("人员.csv");
        fs::write(&path, "旧").unwrap();
        let refused = write(&path, false, |_| Ok(())).unwrap_err();
        assert!(refused.message.contains("已经存在"));
        let broken = write(&path, true, |file| {
            file.write_all(b"half").unwrap();
            Err::<(), _>(Error::input("坏行"))
        });
        assert!(broken.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "旧");
        write(&path, true, |file| file.write_all("新".as_bytes()).map_err(|error| failed(&path, &error))).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "新");
        write(&folder.path().join("二.csv"), false, |_| Ok(())).unwrap();
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }
}
