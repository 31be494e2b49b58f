//! Parts that screens are put together from. Each draws into a rectangle of any size, even an empty one, and never
//! outside it; the one with the caret says where the caret is.

pub mod button;
pub mod date;
pub mod editor;
pub mod footer;
pub mod gauge;
pub mod paint;
pub mod pane;
pub mod popup;
pub mod rail;
pub mod table;
