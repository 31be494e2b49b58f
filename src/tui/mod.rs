//! The terminal program: keys in, one screen out. Holds no SQL and reads no clock.

pub mod key;
pub mod keymap;
