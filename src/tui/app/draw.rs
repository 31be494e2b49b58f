//! The picture: the areas above, the screens, the line of facts and the keys below.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{App, LEAST, Said};
use crate::text::{self, Align};
use crate::tui::theme::Tone;
use crate::tui::widgets::{footer, paint, rail};

impl App {
    /// Draws the whole picture; returns where the caret is, if anywhere.
    pub fn draw(&self, buf: &mut Buffer) -> Option<Position> {
        let area = self.size.intersection(buf.area);
        if area.width < LEAST.0 || area.height < LEAST.1 {
            let (width, height) = LEAST;
            let said = format!("窗口太小：至少要 {width} 列 {height} 行，现在 {} 列 {} 行", area.width, area.height);
            paint::line(buf, paint::row(area, 0), &said, self.theme.text());
            paint::line(buf, paint::row(area, 1), "Ctrl+Q 退出，没有保存的输入留作草稿", self.theme.text());
            return None;
        }
        let areas: Vec<(char, &str)> = self.areas.iter().map(|area| (area.digit, area.title)).collect();
        rail::rail(buf, area, &areas, self.area, &self.theme);
        let from = self.stack.iter().rposition(|screen| !screen.is_overlay()).unwrap_or(0);
        let mut caret = None;
        for screen in self.stack.iter().skip(from) {
            caret = screen.view(buf, self.body().intersection(area), &self.theme);
        }
        self.status(buf, paint::row(area, area.height - 2));
        if let Some(top) = self.stack.last() {
            footer::footer(buf, paint::row(area, area.height - 1), top.chain(), &self.snapshot(), &self.theme);
        }
        caret
    }

    fn status(&self, buf: &mut Buffer, area: Rect) {
        let desk = &self.desk;
        let style = self.theme.status();
        paint::fill_line(buf, area, "", Align::Left, style);
        let lock = if desk.read_only { "[只读] " } else { "" };
        let file = text::cut(&desk.file, 24);
        let facts = format!(" {lock}{file} | {} | 校验 {} | {} ", desk.operator, desk.chain, desk.today);
        match &self.said {
            None => {
                paint::line(buf, area, &facts, style);
            }
            Some(said) => {
                let said = match said {
                    Said::Notice(text) => format!(" {text}"),
                    Said::Error(text) => format!(" {} {text}", self.theme.mark(Tone::Bad)),
                };
                // The day steps aside for what is too long to stand beside it.
                let today = format!(" {} ", desk.today);
                let room = area.width.saturating_sub(paint::cells(text::width(&today)));
                let fits = text::width(&said) <= usize::from(room);
                let place = if fits { paint::left(area, room) } else { area };
                paint::line(buf, place, &said, style);
                if fits {
                    paint::line(buf, paint::from_left(area, room), &today, style);
                }
            }
        }
    }
}
