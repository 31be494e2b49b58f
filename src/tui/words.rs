//! What the layers below advise, in the words of somebody at the keys. They speak of the options of the command line, which
//! nobody can type into a form.

use crate::domain::problem::Problem;
use crate::error::Error;

/// What to do with a sentence that holds some words.
enum Put {
    /// Other words in their place.
    Other(&'static str),
    /// Ends the sentence before them.
    Cut,
    /// Another sentence in its place.
    Whole(&'static str),
}

use Put::{Cut, Other, Whole};

/// Words of the command line, and what is said here instead.
const SAID: &[(&str, Put)] = &[
    // Import.
    ("加 --create-missing 一并新建", Other("选“导入并新建没有的部门和岗位”一并新建")),
    ("或加 --skip-bad 只导入没有错的行，错行另存一个文件", Other("或选“只导入没有错的行”，错行另存一个文件")),
    (
        "用 --hidden take 一并导入，或用 --hidden skip 跳过",
        Other("选“只导入没有错的行”跳过隐藏的行；要一并导入，先在表格里取消隐藏"),
    ),
    (
        "用 --merged fill 把值用于合并范围内的每一行，或用 --merged refuse 把这些行当作错误",
        Other("选“导入并补满合并单元格”，或先在表格里取消合并"),
    ),
    ("加 --match name", Other("选“导入，同名的当作同一人”")),
    ("；用 --sheet 指定其中一个", Other("；请把要导入的表另存成单独的文件")),
    ("用 --sheet 指定导入哪一个", Other("请把要导入的表另存成单独的文件")),
    ("--header-row", Whole("请删去表头上面的行，表头改成常见的叫法；或用“写出空白导入模板”得到的表填写")),
    ("；用 --map ", Cut),
    ("--map ", Whole("请在文件里删去或改名多余的列，表头改成常见的叫法")),
    // Reports.
    ("用 --as-finalised", Other("在“照定稿报”选“是”")),
    ("；用 --signed-by", Cut),
    ("；可用 anguan set submission", Cut),
    ("；要先看数据用 anguan report", Cut),
    ("用 --to 写明", Other("写明")),
    ("改用 --format xlsx 或 --format txt", Other("改选 xlsx 或 txt")),
    // Duties.
    ("；命令：anguan", Cut),
    ("命令：anguan missed", Whole("按 Ctrl+G 办理，说明原因后关闭")),
    ("回答企业情况：anguan set", Whole("在首页选中这一项按 Enter，回答企业情况")),
    // Reasons.
    ("用 --reason 写明，", Other("")),
    ("例如 --reason ", Other("例如：")),
    // The file.
    ("用 anguan restore 从", Other("退出后用 anguan restore 从")),
    ("用 anguan verify 检查", Other("退出后用 anguan verify 检查")),
    ("去掉 --read-only 或文件的只读属性后再打开", Other("退出后去掉 --read-only 或文件的只读属性，再打开")),
];

/// A sentence as it is followed by keys; nothing when all it says is a command.
pub(super) fn by_keys(text: &str) -> Option<String> {
    let mut said = text.to_owned();
    for (words, put) in SAID {
        let Some((before, _)) = said.split_once(words) else { continue };
        match put {
            Other(here) => said = said.replace(words, here),
            Cut => said = before.to_owned(),
            Whole(here) => said = (*here).to_owned(),
        }
    }
    (said.contains("退出后") || !is_command(&said)).then_some(said)
}

/// Whether a sentence tells to type a command or an option of one.
fn is_command(text: &str) -> bool {
    let latin = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
    ["--", "anguan "].iter().any(|sign| text.split(sign).skip(1).any(latin))
}

/// A refusal as it is followed by keys: what is wrong stays, advice that is only a command goes.
pub(super) fn refusal(error: &Error) -> Error {
    let kept = |text: &str| by_keys(text).unwrap_or_else(|| text.to_owned());
    let mut said = Error::new(error.kind, kept(&error.message));
    said.problems = error.problems.iter().map(|it| Problem { message: kept(&it.message), ..it.clone() }).collect();
    said.hints = error.hints.iter().filter_map(|hint| by_keys(hint)).collect();
    said.hints.dedup();
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_at_the_keys_is_told_to_type_an_option() {
        for (told, here) in [
            (
                "没有的部门：锻造车间；加 --create-missing 一并新建",
                "没有的部门：锻造车间；选“导入并新建没有的部门和岗位”一并新建",
            ),
            (
                "分不清是不是同一人：是同一人请加 --match name，否则请补工号",
                "分不清是不是同一人：是同一人请选“导入，同名的当作同一人”，否则请补工号",
            ),
            ("没认出的表头：籍贯；用 --map 列=表头 指明", "没认出的表头：籍贯"),
            ("文件里有：甲、乙；用 --sheet 指定其中一个", "文件里有：甲、乙；请把要导入的表另存成单独的文件"),
            ("例如 --reason 重复登记", "例如：重复登记"),
            ("画面：按 6；命令：anguan inspect --checklist daily", "画面：按 6"),
            (
                "回答企业情况：anguan set enterprise 1 dust=…（或在首页按 Enter）",
                "在首页选中这一项按 Enter，回答企业情况",
            ),
            ("用 anguan restore 从最近的备份恢复", "退出后用 anguan restore 从最近的备份恢复"),
            ("按 Esc 返回后重新打开", "按 Esc 返回后重新打开"),
            ("短划--不是选项", "短划--不是选项"),
        ] {
            assert_eq!(by_keys(told).as_deref(), Some(here), "{told}");
        }
        for told in ["用 anguan list checklist 查看", "用 anguan due --all 查看编号", "用 --record 指明记录的编号"]
        {
            assert_eq!(by_keys(told), None, "{told}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_even_when_it_names_an_option() {
        let error = Error::input("--新规则 不认识").hint("用 anguan setting 查看可改的设置");
        let error = refusal(&error);
        assert!(error.hints.is_empty() && error.message.contains("不认识"));
    }
}
