//! The table itself.
//!
//! A letter or symbol is never alone: beside it stands a key that arrives while a Chinese input method is on. Keys that
//! input methods or terminals keep for themselves are not used (see the tests of [`super`]).

use super::super::key::{Code, Key};
use super::{Act, Binding, Scope, View};

const UP: Key = Key::plain(Code::Up);
const DOWN: Key = Key::plain(Code::Down);
const LEFT: Key = Key::plain(Code::Left);
const RIGHT: Key = Key::plain(Code::Right);
const HOME: Key = Key::plain(Code::Home);
const END: Key = Key::plain(Code::End);
const PGUP: Key = Key::plain(Code::PageUp);
const PGDN: Key = Key::plain(Code::PageDown);
const ENTER: Key = Key::plain(Code::Enter);
const ESC: Key = Key::plain(Code::Esc);
const TAB: Key = Key::plain(Code::Tab);
const BACKTAB: Key = Key::plain(Code::BackTab);
const DEL: Key = Key::plain(Code::Delete);
const INS: Key = Key::plain(Code::Insert);
const BACKSPACE: Key = Key::plain(Code::Backspace);

fn always(_: &View) -> Option<&'static str> {
    None
}

fn row(view: &View) -> Option<&'static str> {
    if view.has_row { None } else { Some("先选中一行") }
}

fn steps(view: &View) -> Option<&'static str> {
    if view.steps_without_row { None } else { row(view) }
}

fn write(view: &View) -> Option<&'static str> {
    if view.read_only { Some("文件以只读方式打开，不能改动") } else { None }
}

fn write_row(view: &View) -> Option<&'static str> {
    write(view).or_else(|| row(view))
}

fn undo(view: &View) -> Option<&'static str> {
    write(view).or(if view.can_undo { None } else { Some("没有可以撤销的操作") })
}

fn redo(view: &View) -> Option<&'static str> {
    write(view).or(if view.can_redo { None } else { Some("没有可以重做的操作") })
}

/// A binding that is always possible.
const fn key(
    scope: Scope,
    keys: &'static [Key],
    act: Act,
    group: &'static str,
    name: &'static str,
    doc: &'static str,
) -> Binding {
    Binding { scope, keys, act, group, name, doc, foot: false, when: always }
}

impl Binding {
    const fn foot(self) -> Self {
        Self { foot: true, ..self }
    }

    const fn when(self, when: fn(&View) -> Option<&'static str>) -> Self {
        Self { when, ..self }
    }
}

/// All keys of the program.
pub const BINDINGS: &[Binding] = &[
    // 列表
    key(Scope::List, &[ENTER], Act::Open, "记录", "打开", "打开选中的一行，或办理它的下一步").foot().when(row),
    key(Scope::List, &[ESC], Act::Back, "移动", "返回", "取消标记和查找；再按回到上一屏"),
    key(Scope::List, &[Key::ch('a'), Key::f(2)], Act::Add, "记录", "新增", "登记一条新记录").foot().when(write),
    key(Scope::List, &[Key::ch('e'), Key::f(4)], Act::Edit, "记录", "修改", "修改选中的记录").foot().when(write_row),
    key(Scope::List, &[Key::ch('d'), DEL], Act::Retire, "记录", "停用", "停用选中或标记的记录，填写原因，可以撤销")
        .foot()
        .when(write_row),
    key(Scope::List, &[Key::ch('m'), Key::ctrl('g')], Act::Steps, "记录", "办理", "列出这条记录现在可以办理的事项")
        .foot()
        .when(steps),
    key(Scope::List, &[Key::ch('w'), Key::f(5)], Act::Why, "记录", "为什么", "依据、用到的记录和算法").foot().when(row),
    key(
        Scope::List,
        &[Key::ch(' '), INS, Key::ctrl('t')],
        Act::Mark,
        "记录",
        "标记",
        "标记或取消标记，之后的操作对所有标记的行",
    )
    .when(row),
    key(Scope::List, &[Key::ch('o'), Key::ctrl('e')], Act::Evidence, "记录", "附件", "查看佐证材料").when(row),
    key(Scope::List, &[Key::ch('/'), Key::f(3)], Act::Find, "查看", "查找", "边输入边查找：文字、拼音或首字母").foot(),
    key(Scope::List, &[Key::ch('f'), Key::f(6)], Act::Filter, "查看", "筛选", "按现成的条件筛选").foot(),
    key(Scope::List, &[Key::ch('s'), Key::ctrl('o')], Act::Sort, "查看", "排序", "换一列排序"),
    key(Scope::List, &[Key::ch('c'), Key::ctrl('k')], Act::Columns, "查看", "列", "选择显示哪些列"),
    key(Scope::List, &[Key::ch('x'), Key::f(8)], Act::Export, "输出", "导出", "把当前显示的内容导出为表格").foot(),
    key(Scope::List, &[Key::ch('p'), Key::f(7)], Act::Print, "输出", "打印", "打印当前显示的内容或选中的单据").foot(),
    key(Scope::Rows, &[UP, Key::ch('k')], Act::Up, "移动", "上移", "上一行"),
    key(Scope::Rows, &[DOWN, Key::ch('j')], Act::Down, "移动", "下移", "下一行"),
    key(Scope::Rows, &[LEFT, Key::ch('h')], Act::Left, "移动", "左移", "左边的一栏"),
    key(Scope::Rows, &[RIGHT, Key::ch('l')], Act::Right, "移动", "右移", "右边的一栏"),
    key(Scope::Rows, &[PGUP], Act::PageUp, "移动", "上页", "上一页"),
    key(Scope::Rows, &[PGDN], Act::PageDown, "移动", "下页", "下一页"),
    key(Scope::Rows, &[HOME], Act::First, "移动", "首行", "第一行"),
    key(Scope::Rows, &[END], Act::Last, "移动", "末行", "最后一行"),
    key(Scope::Rows, &[TAB], Act::NextPane, "移动", "换栏", "转到另一栏"),
    // 查找
    key(Scope::Find, &[ENTER], Act::Accept, "查找", "确定", "回到列表，保留查找结果").foot(),
    key(Scope::Find, &[ESC], Act::Cancel, "查找", "取消", "清除查找").foot(),
    key(Scope::Find, &[UP], Act::Up, "查找", "上移", "上一行"),
    key(Scope::Find, &[DOWN], Act::Down, "查找", "下移", "下一行"),
    key(Scope::Find, &[PGUP], Act::PageUp, "查找", "上页", "上一页"),
    key(Scope::Find, &[PGDN], Act::PageDown, "查找", "下页", "下一页"),
    // 表单
    key(Scope::Form, &[Key::ctrl('s')], Act::Save, "表单", "保存", "检查并保存，有问题时指出来并保留输入").foot(),
    key(Scope::Form, &[TAB], Act::NextField, "表单", "下一项", "到下一项").foot(),
    key(Scope::Form, &[BACKTAB], Act::PrevField, "表单", "上一项", "到上一项"),
    key(Scope::Form, &[Key::f(4)], Act::Options, "表单", "候选", "列出这一项的全部候选").foot(),
    key(Scope::Form, &[Key::ctrl('z')], Act::Revert, "表单", "还原", "这一项恢复为打开时的内容").foot(),
    key(Scope::Form, &[PGUP], Act::First, "表单", "首项", "到第一项"),
    key(Scope::Form, &[PGDN], Act::Last, "表单", "末项", "到最后一项"),
    key(Scope::Line, &[ENTER, DOWN], Act::NextField, "表单", "下一项", "到下一项，不会保存"),
    key(Scope::Line, &[UP], Act::PrevField, "表单", "上一项", "到上一项"),
    key(Scope::Line, &[ESC], Act::Back, "表单", "返回", "离开表单，有改动时先询问").foot(),
    key(Scope::Choice, &[LEFT], Act::Left, "表单", "前一个", "前一个候选"),
    key(Scope::Choice, &[RIGHT, Key::ch(' ')], Act::Right, "表单", "后一个", "后一个候选；也可按候选的数字"),
    key(Scope::Choice, &[DEL, BACKSPACE], Act::EraseAll, "表单", "清空", "清空这一项"),
    key(Scope::Note, &[ENTER], Act::Newline, "表单", "换行", "另起一行"),
    key(Scope::Note, &[UP], Act::Up, "表单", "上移", "光标上移，在首行时到上一项"),
    key(Scope::Note, &[DOWN], Act::Down, "表单", "下移", "光标下移，在末行时到下一项"),
    key(Scope::Note, &[ESC], Act::Back, "表单", "返回", "离开表单，有改动时先询问").foot(),
    key(Scope::Suggest, &[ENTER], Act::Accept, "候选", "选定", "填入选中的候选，到下一项").foot(),
    key(Scope::Suggest, &[UP], Act::Up, "候选", "上移", "上一个候选"),
    key(Scope::Suggest, &[DOWN], Act::Down, "候选", "下移", "下一个候选"),
    key(Scope::Suggest, &[ESC], Act::Cancel, "候选", "收起", "收起候选，保留输入").foot(),
    key(Scope::Text, &[LEFT], Act::CursorLeft, "编辑", "光标左", "光标向左"),
    key(Scope::Text, &[RIGHT], Act::CursorRight, "编辑", "光标右", "光标向右"),
    key(Scope::Text, &[HOME], Act::LineStart, "编辑", "行首", "光标到行首"),
    key(Scope::Text, &[END], Act::LineEnd, "编辑", "行尾", "光标到行尾"),
    key(Scope::Text, &[BACKSPACE], Act::EraseBack, "编辑", "退格", "删除光标前的字"),
    key(Scope::Text, &[DEL], Act::EraseForward, "编辑", "删除", "删除光标后的字"),
    key(Scope::Text, &[Key::ctrl('u')], Act::EraseAll, "编辑", "清空", "清空这一项"),
    // 录入自查
    key(Scope::Entry, &[ENTER], Act::EntryFail, "自查", "不合格", "输入编码后回车：这一项不合格").foot(),
    key(Scope::Entry, &[Key::ctrl('s')], Act::Save, "自查", "完成", "声明其余各项都已检查，并保存").foot(),
    key(Scope::Entry, &[Key::f(2)], Act::EntryFinding, "自查", "另发现", "登记检查表以外的隐患").foot(),
    key(Scope::Entry, &[Key::f(4)], Act::EntryValue, "自查", "测量值", "登记测量值").foot(),
    key(Scope::Entry, &[Key::f(6)], Act::EntryNotApplicable, "自查", "不适用", "这一项不适用，填写原因").foot(),
    key(Scope::Entry, &[Key::f(8)], Act::EntryNotChecked, "自查", "未检查", "这一项未检查").foot(),
    key(Scope::Entry, &[UP], Act::Up, "移动", "上移", "上一项"),
    key(Scope::Entry, &[DOWN], Act::Down, "移动", "下移", "下一项"),
    key(Scope::Entry, &[PGUP], Act::PageUp, "移动", "上页", "上一页"),
    key(Scope::Entry, &[PGDN], Act::PageDown, "移动", "下页", "下一页"),
    key(Scope::Entry, &[TAB], Act::NextPane, "移动", "换栏", "转到另一栏"),
    key(Scope::Entry, &[ESC], Act::Back, "移动", "返回", "离开录入，有改动时先询问").foot(),
    // 登记培训
    key(Scope::Roll, &[ENTER], Act::RollTake, "培训", "加入", "加入输入的一行：名单、缺席、不合格或成绩").foot(),
    key(Scope::Roll, &[Key::ctrl('s')], Act::Save, "培训", "完成", "声明其余的人都参加并合格，并保存").foot(),
    key(Scope::Roll, &[Key::f(2)], Act::RollAdd, "培训", "加人", "按部门、岗位、花名册或名单加人").foot(),
    key(Scope::Roll, &[Key::f(5)], Act::RollOwing, "培训", "加欠训", "加入还欠这项培训的每个人").foot(),
    key(Scope::Roll, &[Key::f(6)], Act::RollAbsent, "培训", "缺席", "选中或输入的人缺席").foot(),
    key(Scope::Roll, &[Key::f(8)], Act::RollFailed, "培训", "不合格", "选中或输入的人考核不合格").foot(),
    key(Scope::Roll, &[Key::f(4)], Act::RollScore, "培训", "成绩", "填写选中的人的成绩").foot(),
    key(Scope::Roll, &[Key::f(7)], Act::RollPending, "培训", "待考", "选中或输入的人还没有考核结果"),
    key(Scope::Roll, &[UP], Act::Up, "移动", "上移", "上一人"),
    key(Scope::Roll, &[DOWN], Act::Down, "移动", "下移", "下一人"),
    key(Scope::Roll, &[PGUP], Act::PageUp, "移动", "上页", "上一页"),
    key(Scope::Roll, &[PGDN], Act::PageDown, "移动", "下页", "下一页"),
    key(Scope::Roll, &[TAB], Act::NextPane, "移动", "表头", "修改培训内容、学时、日期等"),
    key(Scope::Roll, &[ESC], Act::Back, "移动", "返回", "离开登记，有改动时先询问").foot(),
    // 认定检查要点
    key(Scope::Judge, &[Key::ch('1')], Act::JudgeMet, "认定", "已落实", "认定已落实，到下一项；要写证据时打开表单")
        .foot()
        .when(write_row),
    key(Scope::Judge, &[Key::ch('2')], Act::JudgePartly, "认定", "部分落实", "认定部分落实，责任人和期限按回车写")
        .foot()
        .when(write_row),
    key(Scope::Judge, &[Key::ch('3')], Act::JudgeUnmet, "认定", "未落实", "认定未落实，责任人和期限按回车写")
        .foot()
        .when(write_row),
    key(Scope::Judge, &[Key::ch('4')], Act::JudgeNotApplicable, "认定", "不适用", "认定不适用，填写原因")
        .foot()
        .when(write_row),
    key(Scope::Judge, &[Key::ch('5')], Act::JudgeMissing, "认定", "资料不足", "认定资料不足").foot().when(write_row),
    key(Scope::Judge, &[ENTER], Act::Open, "认定", "填写", "写证据、原因、责任人和期限；办结的看全部内容")
        .foot()
        .when(row),
    key(Scope::Judge, &[Key::ch('w'), Key::f(5)], Act::Why, "认定", "为什么", "记录怎么建议的，依据和查证资料")
        .foot()
        .when(row),
    key(Scope::Judge, &[Key::ch('m'), Key::ctrl('g')], Act::Steps, "认定", "办理", "办结、更新建议、打印").foot(),
    key(Scope::Judge, &[Key::ch('/'), Key::f(3)], Act::Find, "查看", "查找", "边输入边查找：文字、拼音或首字母"),
    key(Scope::Judge, &[Key::ch('f'), Key::f(6)], Act::Filter, "查看", "筛选", "按现成的条件筛选").foot(),
    key(Scope::Judge, &[Key::ch('p'), Key::f(7)], Act::Print, "输出", "打印", "打印自查报告").foot(),
    key(Scope::Judge, &[Key::ch('u'), Key::ctrl('z')], Act::Undo, "操作", "撤销", "撤销最近一次操作").foot().when(undo),
    key(Scope::Judge, &[Key::ctrl('r'), Key::ctrl('y')], Act::Redo, "操作", "重做", "重做刚撤销的操作").when(redo),
    key(Scope::Judge, &[Key::ch(':'), Key::f(9)], Act::Palette, "操作", "命令", "列出全部命令，输入几个字即可找到"),
    key(Scope::Judge, &[ESC], Act::Back, "移动", "返回", "取消查找和筛选；再按回到各轮").foot(),
    // 考核评分
    key(Scope::Scoring, &[ENTER], Act::Accept, "考核", "记分", "记下输入的得分；没有输入时按建议分；到下一条").foot(),
    key(Scope::Scoring, &[Key::ctrl('s')], Act::Save, "考核", "完成", "每一条都有了结果后完成考核").foot(),
    key(Scope::Scoring, &[Key::f(2)], Act::Edit, "考核", "表头", "考核人、一票否决、奖惩、申诉和处理").foot(),
    key(Scope::Scoring, &[Key::f(4)], Act::ScoreReason, "考核", "原因", "写这一条的扣分原因").foot(),
    key(Scope::Scoring, &[Key::f(6)], Act::ScoreNotDue, "考核", "不到期", "这一条本期没有到期，不计入结果").foot(),
    key(Scope::Scoring, &[UP], Act::Up, "移动", "上移", "上一条"),
    key(Scope::Scoring, &[DOWN], Act::Down, "移动", "下移", "下一条"),
    key(Scope::Scoring, &[PGUP], Act::PageUp, "移动", "上页", "上一页"),
    key(Scope::Scoring, &[PGDN], Act::PageDown, "移动", "下页", "下一页"),
    key(Scope::Scoring, &[ESC], Act::Back, "移动", "返回", "放弃这一行的输入；再按回到上一屏").foot(),
    // 预览
    key(Scope::Preview, &[ENTER], Act::Open, "数字", "看记录", "打开选中的数字背后的记录；没有选中时先选第一个").foot(),
    key(Scope::Preview, &[TAB, RIGHT, Key::ch('l')], Act::NextField, "数字", "下一数字", "选中下一个可以打开的数字")
        .foot(),
    key(Scope::Preview, &[BACKTAB, LEFT, Key::ch('h')], Act::PrevField, "数字", "上一数字", "选中上一个可以打开的数字"),
    key(Scope::Preview, &[Key::ch('w'), Key::f(5)], Act::Why, "数字", "为什么", "选中的数字背后的记录"),
    key(Scope::Preview, &[Key::ch('m'), Key::ctrl('g')], Act::Steps, "输出", "办理", "定稿、报送、退回、各次版本等")
        .foot(),
    key(Scope::Preview, &[Key::ch('x'), Key::f(8)], Act::Export, "输出", "导出", "导出为文件").foot(),
    key(Scope::Preview, &[Key::ch('p'), Key::f(7)], Act::Print, "输出", "打印", "生成可打印的文件，可以交给打印机")
        .foot(),
    key(Scope::Preview, &[Key::ch('e'), Key::f(4)], Act::Edit, "输出", "修改", "修改报告中由人填写的部分")
        .foot()
        .when(write),
    key(
        Scope::Preview,
        &[Key::ch('+'), Key::ch('='), Key::f(6)],
        Act::More,
        "查看",
        "更详",
        "更详细：摘要、表格、全部",
    )
    .foot(),
    key(Scope::Preview, &[Key::ch('-'), Key::f(3)], Act::Less, "查看", "更简", "更简略：全部、表格、摘要"),
    key(Scope::Preview, &[ESC], Act::Back, "移动", "返回", "回到上一屏").foot(),
    // 期间
    key(Scope::Turn, &[Key::ch('['), Key::ctrl('p')], Act::Earlier, "期间", "上一期", "前一个期间").foot(),
    key(Scope::Turn, &[Key::ch(']'), Key::ctrl('n')], Act::Later, "期间", "下一期", "后一个期间").foot(),
    // 阅读
    key(Scope::Lines, &[UP, Key::ch('k')], Act::Up, "移动", "上移", "上一行"),
    key(Scope::Lines, &[DOWN, Key::ch('j')], Act::Down, "移动", "下移", "下一行").foot(),
    key(Scope::Lines, &[PGUP], Act::PageUp, "移动", "上页", "上一页"),
    key(Scope::Lines, &[PGDN, Key::ch(' ')], Act::PageDown, "移动", "下页", "下一页").foot(),
    key(Scope::Lines, &[HOME], Act::First, "移动", "开头", "到开头"),
    key(Scope::Lines, &[END], Act::Last, "移动", "末尾", "到末尾"),
    key(Scope::Pane, &[ESC, ENTER], Act::Back, "移动", "返回", "回到上一屏").foot(),
    // 选择与询问
    key(Scope::Pick, &[ENTER], Act::Accept, "选择", "选定", "选定这一个").foot(),
    key(Scope::Pick, &[ESC], Act::Cancel, "选择", "取消", "不选，关闭窗口").foot(),
    key(Scope::Pick, &[UP], Act::Up, "选择", "上移", "上一个"),
    key(Scope::Pick, &[DOWN], Act::Down, "选择", "下移", "下一个"),
    key(Scope::Pick, &[PGUP], Act::PageUp, "选择", "上页", "上一页"),
    key(Scope::Pick, &[PGDN], Act::PageDown, "选择", "下页", "下一页"),
    key(Scope::Confirm, &[LEFT, UP, BACKTAB], Act::Left, "询问", "前一个", "前一个答复"),
    key(Scope::Confirm, &[RIGHT, DOWN, TAB], Act::Right, "询问", "后一个", "后一个答复；也可按答复的数字").foot(),
    key(Scope::Confirm, &[ENTER], Act::Accept, "询问", "确定", "就选这个答复").foot(),
    key(Scope::Confirm, &[ESC], Act::Cancel, "询问", "取消", "关闭窗口，什么也不做").foot(),
    // 通用
    key(Scope::Global, &[Key::ch('1')], Act::Area1, "转到", "区域1", "转到第 1 个区域"),
    key(Scope::Global, &[Key::ch('2')], Act::Area2, "转到", "区域2", "转到第 2 个区域"),
    key(Scope::Global, &[Key::ch('3')], Act::Area3, "转到", "区域3", "转到第 3 个区域"),
    key(Scope::Global, &[Key::ch('4')], Act::Area4, "转到", "区域4", "转到第 4 个区域"),
    key(Scope::Global, &[Key::ch('5')], Act::Area5, "转到", "区域5", "转到第 5 个区域"),
    key(Scope::Global, &[Key::ch('6')], Act::Area6, "转到", "区域6", "转到第 6 个区域"),
    key(Scope::Global, &[Key::ch('7')], Act::Area7, "转到", "区域7", "转到第 7 个区域"),
    key(Scope::Global, &[Key::ch('8')], Act::Area8, "转到", "区域8", "转到第 8 个区域"),
    key(Scope::Global, &[Key::ch('9')], Act::Area9, "转到", "区域9", "转到第 9 个区域"),
    key(Scope::Global, &[Key::ch('0')], Act::Area0, "转到", "区域0", "转到第 0 个区域"),
    key(Scope::Global, &[Key::ch('u'), Key::ctrl('z')], Act::Undo, "操作", "撤销", "撤销最近一次操作")
        .foot()
        .when(undo),
    key(Scope::Global, &[Key::ctrl('r'), Key::ctrl('y')], Act::Redo, "操作", "重做", "重做刚撤销的操作").when(redo),
    key(Scope::Global, &[Key::ch(':'), Key::f(9)], Act::Palette, "操作", "命令", "列出全部命令，输入几个字即可找到")
        .foot(),
    key(Scope::Global, &[Key::ch('q')], Act::Quit, "操作", "退出", "退出程序"),
    key(Scope::Always, &[Key::ch('?'), Key::f(1)], Act::Help, "操作", "帮助", "这一屏的用途和全部按键").foot(),
    key(Scope::Always, &[Key::ctrl('l')], Act::Repaint, "操作", "重画", "画面错乱时全部重画"),
    key(Scope::Always, &[Key::ctrl('q')], Act::Quit, "操作", "退出", "退出程序，有未保存的输入时先询问"),
    key(Scope::Always, &[Key::ctrl('c')], Act::Leave, "操作", "离开", "退出程序，总是先询问"),
];
