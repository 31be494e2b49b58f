//! Reports as their readers get them: the same figures in every layout, nothing of the text lost or executed.

mod figures;
mod five;
#[cfg(feature = "pdf")]
mod paper_pdf;
mod papers;
mod periodic;
mod word;
mod word_schema;
mod workbook;
