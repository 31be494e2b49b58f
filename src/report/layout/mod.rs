//! Layouts: each prints any [`Report`](crate::report::model::Report) and knows no facts.
//!
//! [`json`] is the exception in the other direction: it prints the facts themselves and knows no report.

pub mod docx;
mod grid;
pub mod json;
pub mod pdf;
mod plot;
pub mod text;
mod text_chart;
mod text_table;
pub mod xlsx;
mod xlsx_chart;
