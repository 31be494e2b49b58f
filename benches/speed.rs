//! (filled in with the demo plant)

fn main() {}
