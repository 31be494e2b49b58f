//! 安管 `anguan`: a plant's own work-safety management over one local SQLite file.
//!
//! Records go in, obligations and reports come out; nothing in between is a status somebody keeps by hand.
//! Arrows between the modules point one way, and `tests/it/layers.rs` holds them:
//!
//! ```text
//! cli, tui → report, exchange, registers → store → domain, knowledge
//! cli → demo → report, registers
//! ```
//!
//! `main` alone joins `cli` and `tui`: a command that wants the terminal says so as its outcome.
//! `domain` knows nobody: no clock, no SQL, no terminal. Only `store` says SQL. Only `main` reads the clock.
//! `text` and `error` are leaves that any layer but `domain` may use.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod cli;
pub mod demo;
pub mod domain;
pub mod error;
pub mod exchange;
pub mod knowledge;
pub mod registers;
pub mod report;
pub mod store;
pub mod text;
pub mod tui;
