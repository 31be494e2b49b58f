//! The framework on invented rows: keys in, picture out.

use std::rc::Rc;

use chrono::NaiveDate;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::app::{App, Area};
use super::form::FormScreen;
use super::key::Key;
use super::keymap::{Act, View};
use super::list::ListScreen;
use super::overlay::{Confirm, Pick, Prompt, Reader, help};
use super::probe::{Probe, dump, event};
use super::screen::{Choice, Input, Screen, Session};
use super::theme::Theme;
use super::widgets::pane::Paragraph;

mod people;

use people::{PEOPLE, PeopleList, Person, PersonForm, app, open_people, people, probe, session};

#[test]
fn a_list_at_80_by_24() {
    insta::assert_snapshot!(probe(30).screen());
}

#[test]
fn a_list_with_its_detail_at_120_by_40() {
    insta::assert_snapshot!(Probe::new(app(30), 120, 40).screen());
}

#[test]
fn a_form_with_a_problem_at_80_by_24() {
    let mut probe = probe(30);
    probe.keys("F2 Tab 2 Tab 2026-2-30 Tab wj");
    insta::assert_snapshot!(probe.screen());
}

#[test]
fn help_and_a_question_at_80_by_24() {
    let mut probe = probe(8);
    insta::assert_snapshot!("help", probe.keys("F1").screen());
    insta::assert_snapshot!("question", probe.keys("Esc Ctrl+C").screen());
}

#[test]
fn the_plain_set_has_no_glyph_of_doubtful_width() {
    let mut probe = Probe::new(app(30), 120, 40);
    probe.app.set_theme(Theme::new(true, false));
    for keys in ["", "F1", "Esc F2", "F4", "Esc Tab Tab Tab w", "Esc Esc 3 F9"] {
        probe.keys(keys);
        let doubtful = "─│┌┐└┘├┤═║█▓▁▂▃▄▅▆▇▌●○■□★☆◆▲▼→←↑↓…—·①×÷√◐";
        let shown = probe.screen();
        assert!(!shown.contains(|c| doubtful.contains(c)), "after {keys}:\n{shown}");
    }
}

#[test]
fn adding_by_keys_with_an_input_method_on() {
    let mut probe = probe(3);
    probe.keys("F2 钱多多");
    assert_eq!(probe.caret(), Some((24, 2)), "the caret stands behind the third character\n{}", probe.screen());
    probe.keys("Tab 2 Enter 3-1 Enter");
    assert!(probe.shows("2026-03-01 周日"), "{}", probe.screen());
    probe.keys("zqa Enter");
    assert!(probe.shows("上级说明"), "a field that hangs on another appears\n{}", probe.screen());
    probe.keys("一行 Enter 二行 Ctrl+S");
    let saved = PEOPLE.with(|people| people.borrow().last().cloned()).unwrap();
    assert_eq!(
        saved,
        Person {
            name: "钱多多".into(),
            sex: "female".into(),
            hired_on: "2026-03-01".into(),
            leader: "0".into(),
            note: "一行\n二行".into()
        }
    );
    assert!(probe.shows("已登记钱多多") && probe.shows("第 1/4"), "{}", probe.screen());
    assert_eq!(probe.caret(), None, "no field, no cursor");
}

#[test]
fn what_was_typed_stays_with_its_problem() {
    let mut probe = probe(3);
    probe.keys("F2 张三 Tab Tab 2026-2-3x Ctrl+S");
    assert!(probe.shows("2026-2-3x") && probe.shows("不是日期") && probe.shows("1 处需要修改"), "{}", probe.screen());
    probe.keys("Ctrl+U Tab 无此人 Tab 退休返聘 Ctrl+S");
    assert!(probe.shows("没有叫“无此人”的人"), "{}", probe.screen());
    probe.keys("Ctrl+U Ctrl+S");
    assert!(probe.shows("退休人员要填性别。（依据：某办法 第一条）"), "{}", probe.screen());
    assert_eq!(PEOPLE.with(|people| people.borrow().len()), 3, "nothing half saved");
    probe.keys("→ Ctrl+S");
    assert_eq!(PEOPLE.with(|people| people.borrow().len()), 4);
}

#[test]
fn enter_never_saves_and_escape_never_loses() {
    let mut probe = probe(3);
    probe.keys("F2 张三 Enter Enter Enter Enter Enter Enter Enter Enter Esc");
    assert!(probe.shows("有改动还没有保存"), "{}", probe.screen());
    probe.keys("Enter");
    assert!(probe.shows("张三") && !probe.shows("有改动还没有保存"), "a stray Enter goes on filling in");
    probe.keys("Esc Esc");
    assert!(probe.shows("新增人员（未保存）"));
    probe.keys("Esc 3");
    assert!(probe.shows("第 1/3"));
    assert!(probe.app.session().store.draft("person/new").unwrap().is_none(), "a discarded form leaves no draft");
    probe.keys("F2 Esc");
    assert!(probe.shows("第 1/3"), "an untouched form closes at once");
}

#[test]
fn a_form_ended_from_outside_comes_back() {
    let mut probe = probe(3);
    probe.keys("F2 张三 Tab 1");
    probe.app.keep();
    let (keys, _) = ("F2", ());
    // The next start: the same file, a new program.
    probe.keys("Esc 1").keys("Esc Ctrl+C 1");
    let draft = probe.app.session().store.draft("person/new").unwrap().unwrap();
    assert!(draft.body.contains("张三") && draft.body.contains("male"));
    let store = std::mem::replace(probe.app.session(), session()).store;
    let again = Session { store, today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() };
    let areas = vec![Area { digit: '1', title: "人员", open: open_people }];
    let mut probe = Probe::new(App::new(again, areas, Theme::default()), 80, 24);
    probe.keys(keys);
    assert!(probe.shows("张三") && probe.shows("< 男 >") && probe.shows("接着上次"), "{}", probe.screen());
}

#[test]
fn leaving_at_once_keeps_what_was_typed() {
    for (width, keys) in [(80, "Ctrl+Q 2"), (60, "Ctrl+Q")] {
        let mut probe = probe(3);
        probe.keys("F2 张三");
        probe.resize(width, 24);
        probe.keys(keys);
        assert!(probe.app.is_done(), "{width}: {}", probe.screen());
        let draft = probe.app.session().store.draft("person/new").unwrap();
        assert!(draft.is_some_and(|it| it.body.contains("张三")), "{width}: as the question promised");
    }
}

#[test]
fn find_by_initials_by_chinese_and_by_nothing() {
    let mut probe = probe(16);
    probe.keys("/ zqa");
    assert!(probe.shows("第 1/2") && probe.shows("张启安") && !probe.shows("李敏  一"), "{}", probe.screen());
    assert!(probe.caret().is_some());
    probe.keys("Enter");
    assert!(probe.shows("人员 /zqa") && probe.caret().is_none());
    probe.keys("Esc");
    assert!(probe.shows("第 1/16"));
    probe.keys("曾");
    assert!(
        probe.shows("查找: 曾") && probe.shows("第 1/2"),
        "Chinese typed in a list is a search\n{}",
        probe.screen()
    );
    probe.keys("无人");
    assert!(probe.shows("没有相符的记录"));
    probe.keys("Esc");
    assert!(probe.shows("第 1/16"));
}

#[test]
fn marks_widen_what_the_next_key_acts_on() {
    let mut probe = probe(10);
    probe.keys("↓ 空格 空格 Ctrl+T Del");
    assert!(probe.shows("停用的原因"));
    probe.keys("Enter");
    assert!(probe.shows("请填写后再确定"), "{}", probe.screen());
    probe.keys("离职 Enter");
    assert!(probe.shows("已停用 3 人：离职") && probe.shows("/7"), "{}", probe.screen());
    assert!(!probe.shows("已标记"));
}

#[test]
fn a_key_that_cannot_act_says_why() {
    let mut probe = probe(3);
    assert!(probe.keys("Del").shows("负责人不能停用"));
    assert!(probe.keys("F7").shows("这一屏没有“打印”"));
    assert!(probe.keys("u").shows("没有可以撤销的操作"));
    assert!(!probe.screen().lines().last().unwrap().contains("打印"), "the footer names only what the screen has");
    assert!(probe.keys("2").shows("还没有记录"));
    assert!(probe.keys("Enter").shows("先选中一行"));
}

#[test]
fn full_width_keys_are_commands_outside_fields_and_text_inside() {
    let mut probe = probe(3);
    probe.keys("／ ？");
    assert!(probe.shows("查找: ？"));
    probe.keys("Esc ？");
    assert!(probe.shows("帮助：人员"));
    probe.keys("Esc ２");
    assert!(probe.shows("[2 空表]"));
}

#[test]
fn the_palette_finds_a_command_by_its_name() {
    let mut probe = probe(3);
    probe.keys("F9 查找 Enter zqa");
    assert!(probe.shows("查找: zqa"), "{}", probe.screen());
    probe.keys("Esc ： 空表 Enter");
    assert!(probe.shows("[2 空表]"));
}

#[test]
fn a_paste_submits_nothing() {
    let mut probe = probe(3);
    probe.keys("F2").paste("张三\r\n李四\u{1b}[2J\r\n");
    assert!(probe.shows("张三 李四[2J") && probe.shows("新增人员"), "{}", probe.screen());
    probe.paste(&"字".repeat(1_000_000));
    assert!(probe.shows("最多 500 字"));
    // As on Windows, where a paste is a burst of keys.
    let mut probe = self::probe(3);
    probe.app.paste_by_keys(true);
    let enter = event("Enter".parse().unwrap());
    let burst = [event(Key::ch('一')), enter.clone(), event(Key::ch('二')), enter];
    probe.keys("F2").burst(&burst);
    assert!(probe.shows("一 二"), "{}", probe.screen());
    // Outside a field a paste is nothing at all.
    let mut probe = self::probe(3);
    assert!(probe.paste("q\r\ndd").shows("第 1/3"));
}

#[test]
fn key_releases_are_not_presses() {
    let mut probe = probe(5);
    let down = |kind| Event::Key(KeyEvent::new_with_kind(KeyCode::Down, KeyModifiers::NONE, kind));
    probe.burst(&[down(KeyEventKind::Press), down(KeyEventKind::Release), down(KeyEventKind::Repeat)]);
    assert!(probe.shows("第 3/5"));
}

#[test]
fn a_hundred_thousand_keys_at_once_are_all_taken() {
    let mut probe = probe(10);
    let burst: Vec<Event> = (0..100_000).map(|n| event(Key::ch(if n % 2 == 0 { 'j' } else { 'k' }))).collect();
    probe.burst(&burst);
    assert!(probe.shows("第 1/10"));
    probe.keys("F2").burst(&vec![event(Key::ch('字')); 100_000]);
    assert!(probe.shows("最多 500 字"));
}

#[test]
fn too_small_a_window_keeps_everything() {
    let mut probe = probe(30);
    probe.keys("↓ ↓ F2 张三");
    let before = probe.screen();
    for (width, height) in [(79, 24), (80, 23), (1, 1), (0, 0)] {
        probe.resize(width, height);
        assert_eq!(probe.caret(), None);
        if width > 60 {
            assert!(probe.shows("窗口太小：至少要 80 列 24 行"));
        }
        probe.keys("x Esc Ctrl+S");
    }
    probe.resize(500, 200);
    assert!(probe.shows("张三"));
    probe.resize(80, 24);
    assert_eq!(probe.screen(), before);
}

#[test]
fn leaving_asks_when_something_would_be_lost() {
    let mut probe = probe(3);
    probe.keys("F2 张三 Ctrl+Q");
    assert!(probe.shows("输入留作草稿"), "{}", probe.screen());
    probe.keys("Enter");
    assert!(!probe.app.is_done());
    probe.keys("Ctrl+Q 2");
    assert!(probe.app.is_done());
    let mut probe = self::probe(3);
    probe.keys("Ctrl+C");
    assert!(!probe.app.is_done(), "Ctrl+C is too easily pressed for copying");
    probe.keys("Esc q");
    assert!(probe.app.is_done());
}

#[test]
fn paging_goes_through_every_row() {
    let mut probe = probe(1000);
    probe.keys("End");
    assert!(probe.shows("第 1000/1000") && probe.shows(" 1000 "), "{}", probe.screen());
    probe.keys("Home PgDn PgDn");
    assert!(probe.shows("第 35/1000"), "{}", probe.screen());
}

/// Faults 22: every part at every small size.
#[test]
fn every_screen_draws_at_every_size() {
    let all = people(12);
    let mut cx = session();
    let view = View { has_row: true, ..View::default() };
    let list = || ListScreen::new(PeopleList { people: Rc::clone(&all) });
    let form = || FormScreen::new(PersonForm { people: Rc::clone(&all), person: Person::default() });
    let choices: Vec<Choice> = (0..30).map(|n| Choice::new(n.to_string(), "安全培训").note("一车间")).collect();
    let reading: Vec<Paragraph> = (0..30).map(|n| Paragraph::text(format!("第{n}段，隐患排查治理情况"))).collect();
    let mut screens: Vec<(Box<dyn Screen>, Vec<Input>)> = vec![
        (Box::new(list()), vec![Input::Act(Act::Last), Input::Act(Act::Mark)]),
        (Box::new(list()), vec![Input::Act(Act::Find), Input::Text("配电".into())]),
        (Box::new(form()), vec![Input::Text("长长的名字".repeat(9)), Input::Act(Act::Save), Input::Act(Act::Last)]),
        (Box::new(form()), vec![Input::Act(Act::NextField); 3]),
        (Box::new(Confirm::new("t", "询问", "有改动还没有保存。".repeat(5), choices.clone())), vec![]),
        (Box::new(Pick::new("t", "选择", choices)), vec![Input::Act(Act::PageDown)]),
        (Box::new(Prompt::new("t", "原因", "停用的原因：", true)), vec![Input::Act(Act::Accept)]),
        (Box::new(Reader::new("正文", reading)), vec![Input::Act(Act::Last)]),
        (Box::new(help(&list(), &view, false)), vec![Input::Act(Act::PageDown)]),
    ];
    for (screen, inputs) in &mut screens {
        for size in 0..=20_u16 {
            screen.place(Rect::new(0, 0, size, size));
            screen.settle(&mut cx);
        }
        for input in inputs.iter() {
            screen.update(&mut cx, input.clone());
            screen.settle(&mut cx);
        }
        for width in 0..=20 {
            for height in 0..=20 {
                for theme in [Theme::default(), Theme::new(true, false)] {
                    let area = Rect::new(0, 0, width, height);
                    screen.place(area);
                    screen.settle(&mut cx);
                    let mut buf = Buffer::empty(Rect::new(0, 0, 20, 20));
                    let caret = screen.view(&mut buf, area, &theme);
                    if let Some(caret) = caret {
                        assert!(area.contains(caret), "{} at {width}x{height}", screen.title());
                    }
                    let outside = dump(&buf).lines().nth(usize::from(height)).map(str::to_owned);
                    assert!(outside.is_none_or(|line| line.is_empty()), "{} draws outside", screen.title());
                }
            }
        }
    }
}
