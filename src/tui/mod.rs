//! The terminal program: keys in, one screen out. Holds no SQL and reads no clock.
//!
//! One key press: [`terminal`] reads the event → [`key`] makes it the same everywhere → [`keymap`] finds the act → the
//! top [`screen`]'s `update` → perhaps an operation of the store → `settle` reads what is stale → one picture.

pub mod app;
pub mod form;
pub mod key;
pub mod keymap;
pub mod list;
pub mod outside;
pub mod overlay;
pub mod paper;
#[doc(hidden)]
pub mod probe;
pub mod screen;
pub mod screens;
pub mod terminal;
pub mod theme;
pub mod widgets;
mod words;

#[cfg(test)]
mod tests;
