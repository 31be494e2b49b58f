//! A plant in a temporary folder, and the program run against it.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A data file of its own, and the day it is judged on.
pub struct Plant {
    folder: TempDir,
    /// Passed as `--today` to every run.
    pub today: &'static str,
}

impl Plant {
    /// A new plant, founded by `init`.
    pub fn new(today: &'static str) -> Self {
        let plant = Self::nowhere(today);
        plant.ok(&["init", "--name", "江城精工机械有限公司", "--records-since", "2026-01-01"]);
        plant
    }

    /// A folder without a data file.
    pub fn nowhere(today: &'static str) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), today }
    }

    /// Where a file of this name lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The data file.
    pub fn db(&self) -> PathBuf {
        self.path("plant.db")
    }

    /// Runs the program.
    pub fn run(&self, args: &[&str]) -> Output {
        Command::cargo_bin("anguan")
            .unwrap()
            .env_clear()
            .env("HOME", self.folder.path())
            .env("ANGUAN_DB", self.db())
            .current_dir(self.folder.path())
            .args(["--operator", "李敏", "--today", self.today])
            .args(args)
            .output()
            .unwrap()
    }

    /// Runs the program, which must succeed, and gives its standard output.
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// Runs the program, which must end with `code`, and gives its standard error.
    pub fn fails(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stderr)
    }

    /// Runs the program with `--json` and reads what it prints.
    pub fn json(&self, args: &[&str]) -> Value {
        let mut all = args.to_vec();
        all.push("--json");
        serde_json::from_str(&self.ok(&all)).unwrap()
    }

    /// Bytes of the data file.
    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.db()).unwrap()
    }

    /// Writes a file beside the data file.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

/// Bytes as text.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}
