//! What can be wrong with a file before anyone looks at what it says, and with the commit it should come from.

use std::sync::Arc;

use crate::{
    bilingual,
    diag::{Bilingual, Diagnostic, Severity},
};

/// Why a commit cannot be read: a name, what is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule's name, stable, such as `no_such_commit`.
    pub code: &'static str,
    /// What is wrong.
    pub message: Bilingual,
    /// The remedy.
    pub help: Bilingual,
}

pub(super) fn not_a_repository(directory: &str) -> Refusal {
    Refusal {
        code: "not_a_repository",
        message: bilingual!("{directory} 不在 git 版本库中", "{directory} is in no git repository"),
        help: [
            "用 --site 指明版本库或其中的网站目录；只按目录里的文件生成，去掉 --commit",
            "name a repository, or a site in one, by --site; leave out --commit to build the files as they stand",
        ]
        .into(),
    }
}

pub(super) fn no_such_commit(rev: &str) -> Refusal {
    Refusal {
        code: "no_such_commit",
        message: bilingual!("版本库里没有提交“{rev}”", "the repository has no commit {rev}"),
        help: [
            "写分支、标签或提交号，例如 main、v1.0、HEAD~1；只有部分历史的，先运行 git fetch",
            "name a branch, a tag or a commit, such as main, v1.0, HEAD~1; run git fetch if it is not here yet",
        ]
        .into(),
    }
}

pub(super) fn no_such_directory(rev: &str, directory: &str) -> Refusal {
    Refusal {
        code: "no_such_directory",
        message: bilingual!("提交“{rev}”里没有目录“{directory}”", "the commit {rev} has no directory {directory}"),
        help: [
            "网站在子目录里的，写作 提交:子目录，例如 main:site",
            "a site below the root is written REV:sub/dir, such as main:site",
        ]
        .into(),
    }
}

pub(super) fn unreadable_object(what: &str, reason: &str) -> Refusal {
    Refusal {
        code: "unreadable_object",
        message: bilingual!("读不了 git 对象 {what}：{reason}", "the git object {what} cannot be read: {reason}"),
        help: [
            "用 git fsck 检查版本库；部分克隆的，先取全：git fetch --refetch --no-filter",
            "check the repository by git fsck; complete a partial clone by git fetch --refetch --no-filter",
        ]
        .into(),
    }
}

pub(super) fn link_leaves_tree(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "link_leaves_tree",
        path,
        [
            "这个符号链接指到网站目录之外，或指向不存在、不读取的文件",
            "this symbolic link leads out of the site directory, or to nothing that is read",
        ],
    )
    .why([
        "目录之外的内容不在版本库里，别人无法核对",
        "what lies outside is not in the repository and nobody can check it",
    ])
    .help([
        "把文件本身放进来；站内的链接用相对路径",
        "put the file itself here; inside the site, link by a relative path",
    ])
}

pub(super) fn ignored_file(path: &Arc<str>) -> Diagnostic {
    let what = ["没有读取这个文件", "this file was not read"];
    let why = [
        "以 . 或 ~$ 开头的文件和 Thumbs.db 是系统或编辑软件留下的",
        "files that begin with . or ~$, and Thumbs.db, are left behind by systems and editors",
    ];
    Diagnostic { severity: Severity::Note, ..Diagnostic::warning("ignored_file", path, what).why(why) }
}

pub(super) fn name_not_utf8(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error("name_not_utf8", path, ["文件名不是 UTF-8", "the file's name is not UTF-8"])
        .why(["别的机器上文件名会成乱码，网址也会不同", "elsewhere the name would be misread, and the address with it"])
        .help(["改一个文件名", "rename the file"])
}

pub(super) fn not_utf8(path: &Arc<str>, line: usize) -> Diagnostic {
    Diagnostic::error(
        "not_utf8",
        path,
        bilingual!("第 {line} 行起不是 UTF-8 文字", "from line {line} on this is not UTF-8"),
    )
    .why(["编码不明的文字会读成乱码", "text in another encoding would be misread"])
    .help(["用编辑器另存为 UTF-8 编码", "save the file as UTF-8"])
}

pub(super) fn unreadable(path: &Arc<str>, reason: &str) -> Diagnostic {
    Diagnostic::error("unreadable", path, bilingual!("读不了：{reason}", "cannot be read: {reason}"))
        .why(["读不到的文件不能当作没有", "a file that cannot be read must not count as absent"])
        .help(["检查文件权限，或把它移出网站目录", "check its permissions, or move it out of the site directory"])
}

pub(super) fn lfs_pointer(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "lfs_pointer",
        path,
        ["提交里只有 Git LFS 的指针，没有文件本身", "the commit holds a Git LFS pointer and not the file itself"],
    )
    .why([
        "文件本身不在版本库里，从提交生成的网站会缺这个文件，别人也无法核对",
        "the file is not in the repository: a site built from the commit would lack it, and nobody could check it",
    ])
    .help([
        "取消 LFS 跟踪后把文件本身提交进来：git lfs untrack 文件，git add --renormalize 文件，git commit",
        "commit the file itself: git lfs untrack FILE, git add --renormalize FILE, git commit",
    ])
}

pub(super) fn submodule(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error(
        "submodule",
        path,
        [
            "这个目录是子模块，文件在另一个版本库里",
            "this directory is a submodule: its files are in another repository",
        ],
    )
    .why([
        "本版本库的提交里没有这些文件，从提交生成的网站会缺内容",
        "the commits here do not hold them: a site built from a commit would lack them",
    ])
    .help([
        "把文件本身提交进来：git rm --cached 目录，删去其中的 .git，再 git add 目录",
        "commit the files themselves: git rm --cached DIR, remove the .git in it, git add DIR",
    ])
}

/// The history that is here ends before the file at `path`, and `others` more, were last changed.
pub(super) fn shallow(path: &Arc<str>, others: usize) -> Diagnostic {
    Diagnostic::error(
        "shallow_clone",
        path,
        bilingual!(
            "版本库只取了部分历史，查不到这个文件（另有 {others} 个）最后修改的日期",
            "the repository is a shallow clone: the day this file was last changed ({others} others) is not in it"
        ),
    )
    .why([
        "文稿页要写明页面最后修改的日期，日期取自提交历史",
        "the page of a document tells the day it was last changed, which is taken from history",
    ])
    .help([
        "运行 git fetch --unshallow 取全历史；在自动构建中设 fetch-depth: 0（GitHub、Gitea）或 GIT_DEPTH: 0（GitLab）",
        "run git fetch --unshallow; in CI set fetch-depth: 0 (GitHub, Gitea) or GIT_DEPTH: 0 (GitLab)",
    ])
}
