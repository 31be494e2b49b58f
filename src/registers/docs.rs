//! docs/registers.md
