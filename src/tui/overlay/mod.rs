//! Windows over a screen: a question, a list to pick from, one line to type, a text to read. Each hands its answer to the
//! screen below through [`Msg::Answer`](super::screen::Msg::Answer).

mod confirm;
mod help;
mod pick;
mod prompt;
mod reader;

pub use confirm::Confirm;
pub use help::help;
pub use pick::Pick;
pub use prompt::Prompt;
pub use reader::Reader;
