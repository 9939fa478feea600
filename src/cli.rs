//! The command line: what may be asked, in the language of whoever asks.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, builder::StyledStr, error::ErrorKind, value_parser};

use crate::diag::Language;

/// Exit codes: 0 done, 1 the content has errors, 2 usage, 3 input or output failed, 70 a fault of ours.
pub mod exit {
    /// Done.
    pub const DONE: u8 = 0;
    /// The content has errors.
    pub const CONTENT: u8 = 1;
    /// The command line is wrong.
    pub const USAGE: u8 = 2;
    /// An input could not be read or the output not written.
    pub const IO: u8 = 3;
    /// A fault of this program.
    pub const INTERNAL: u8 = 70;
}

/// The language asked for by `--lang`, else by the locale; C and POSIX mean Chinese.
#[must_use]
pub fn language(arguments: &[String], locale: impl Fn(&str) -> Option<String>) -> Language {
    let asked = arguments.iter().enumerate().find_map(|(index, argument)| match argument.strip_prefix("--lang") {
        Some("") => arguments.get(index + 1).cloned(),
        Some(value) => value.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    let named = asked.or_else(|| {
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| locale(name).filter(|value| !value.is_empty()))
    });
    match named.as_deref() {
        None | Some("C" | "POSIX") => Language::Chinese,
        Some(name) if name.starts_with("zh") || name.starts_with("C.") => Language::Chinese,
        Some(_) => Language::English,
    }
}

/// Picks words in the language of the interface.
#[derive(Debug, Clone, Copy)]
struct Words(Language);

impl Words {
    fn of(self, zh: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Language::Chinese => zh,
            Language::English => en,
        }
    }
}

/// Builds the command line in `language`.
#[must_use]
pub fn command(language: Language) -> Command {
    let words = Words(language);
    let build = Command::new("build")
        .about(words.of("检查内容，生成网站", "Check the content and build the site"))
        .args([site(words), commit(words), output(words), as_of(words), base_url(words), timings(words)]);
    let check = Command::new("check").about(words.of("只检查内容，不生成", "Check the content only")).args([
        site(words),
        commit(words),
        as_of(words),
        report(words),
    ]);
    let serve = Command::new("serve")
        .about(words.of("在本机预览网站，内容一改就更新", "Show the site at a local address and follow every change"))
        .args([site(words), commit(words), as_of(words), bind(words)]);
    let search = Command::new("search")
        .about(words.of("在终端检索已公开的内容", "Search the public content in the terminal"))
        .args([site(words), commit(words), as_of(words), query(words), limit(words), filter(words)]);
    let new = Command::new("new")
        .about(words.of("新建一个可以直接生成的小网站", "Make a small site that builds"))
        .arg(directory(words));
    let bulletin = Command::new("bulletin")
        .about(words.of("按台账数据起草一周、一月或一年的通报", "Draft the bulletin of a week, a month or a year"))
        .args([period(words), site(words), as_of(words)]);
    let draft = Command::new("draft")
        .about(words.of("按台账数据起草文稿，供核对签发", "Draft texts from the records, for an editor to sign"))
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommand(localized(bulletin, words));
    let verify = Command::new("verify")
        .about(words.of(
            "核对已发布的网站：重新生成一遍，逐个文件比较",
            "Verify a published site: build it again and compare every file",
        ))
        .args([site(words), commit(words), published(words)]);
    let (import, export) = (import(words), export(words));
    let subcommands =
        [build, serve, check, search, verify, draft, import, export, new].map(|command| localized(command, words));
    localized(Command::new("gongkai"), words)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(Arg::new("version").long("version").action(ArgAction::Version).help(words.of("版本", "The version")))
        .about(words.of("政务公开网站生成器", "A static-site generator for public disclosure"))
        .args(common(words))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommands(subcommands)
}

/// `gongkai export`: the ledger for the office itself, what is public for other systems.
fn export(words: Words) -> Command {
    let quickwit = Command::new("quickwit")
        .about(words.of(
            "导出为 Quickwit 检索引擎的索引配置和文档",
            "The public content as documents and index configuration of the search engine Quickwit",
        ))
        .args([site(words), as_of(words), base_url(words), export_directory(words)]);
    let public_source = Command::new("public-source")
        .about(words.of(
            "导出公开的源文件，任何人都可据此生成完全相同的网站",
            "The public sources, from which anyone can build the very same site",
        ))
        .args([site(words), commit(words), as_of(words), export_directory(words)]);
    let article = Command::new("article")
        .about(words.of(
            "导出一篇已公开的文稿，供贴入其他平台：干净的 HTML 和元数据",
            "One public text as clean HTML with its metadata, for another portal",
        ))
        .args([site(words), as_of(words), base_url(words), article_path(words)]);
    let ledgers = KINDS.map(|(name, zh, en)| {
        let about = words.of(zh, en);
        localized(Command::new(name).about(about).args([site(words), as_of(words), workbook(words)]), words)
    });
    Command::new("export")
        .about(words.of("导出台账或者已公开的内容", "Export the ledger or the public content"))
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommands(ledgers)
        .subcommands([article, quickwit, public_source].map(|command| localized(command, words)))
}

/// `gongkai import`.
fn import(words: Words) -> Command {
    let document =
        ("document", "Word 文件（.docx）或者粘贴的文字（.txt）", "Word files (.docx) or pasted texts (.txt)");
    let kinds = [document].into_iter().chain(KINDS).map(|(name, zh, en)| {
        let about = words.of(zh, en);
        localized(
            Command::new(name).about(about).args([site(words), as_of(words), dry_run(words), inputs(words)]),
            words,
        )
    });
    Command::new("import")
        .about(words.of("从 Word、Excel 或 CSV 文件导入", "Import from Word, Excel or CSV files"))
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommands(kinds)
}

/// What stands in workbooks.
const KINDS: [(&str, &str, &str); 4] = [
    ("projects", "项目台账", "The ledger of projects"),
    ("rosters", "机构名单", "Rosters"),
    ("tasks", "重点任务", "Tasks of documents and plans"),
    ("indicators", "目标指标", "Indicators of documents and plans"),
];

fn site(words: Words) -> Arg {
    Arg::new("site")
        .long("site")
        .value_name("DIR")
        .value_parser(value_parser!(PathBuf))
        .default_value(".")
        .hide_default_value(true)
        .help(words.of("网站目录（默认为当前目录）", "The site directory (the current one)"))
}

fn commit(words: Words) -> Arg {
    Arg::new("commit").long("commit").value_name("REV").help(words.of(
        "读取这个提交的内容，不看工作目录（网站在子目录的写 提交:子目录）",
        "Read this commit and not the files as they stand (REV:sub/dir for a site below the root)",
    ))
}

fn output(words: Words) -> Arg {
    Arg::new("output").long("output").value_name("DIR").value_parser(value_parser!(PathBuf)).help(words.of(
        "生成到哪个目录（默认为网站目录下的 public/）",
        "Where the site is written (public/ in the site directory)",
    ))
}

fn as_of(words: Words) -> Arg {
    Arg::new("as-of").long("as-of").value_name("DATE").help(words.of(
        "以哪一天为准判断发布、失效（默认为提交之日）",
        "The day that decides what is published and in force (the commit's day)",
    ))
}

fn report(words: Words) -> Arg {
    Arg::new("report").long("report").action(ArgAction::SetTrue).help(words.of(
        "列出超期的节点和任务、未按期报送的项目和各单位情况",
        "List what is overdue, which projects are silent, and how units stand",
    ))
}

fn period(words: Words) -> Arg {
    Arg::new("period")
        .value_name("PERIOD")
        .required(true)
        .help(words.of("月 2024-05，周 2024-W20，年 2024", "A month 2024-05, a week 2024-W20, a year 2024"))
}

fn base_url(words: Words) -> Arg {
    Arg::new("base-url").long("base-url").value_name("URL").help(words.of(
        "网站发布的网址，代替 gongkai.toml 中的",
        "The address the site is published at, in place of gongkai.toml's",
    ))
}

fn timings(words: Words) -> Arg {
    Arg::new("timings").long("timings").action(ArgAction::SetTrue).help(words.of(
        "列出各阶段用时，并写出 .gongkai/trace.json（可用 Perfetto 打开）",
        "Tell where the time goes, and write .gongkai/trace.json, which Perfetto opens",
    ))
}

fn bind(words: Words) -> Arg {
    Arg::new("bind")
        .long("bind")
        .value_name("ADDRESS")
        .default_value("127.0.0.1:1111")
        .help(words.of("预览地址", "The address to listen at"))
}

fn query(words: Words) -> Arg {
    Arg::new("query").value_name("QUERY").required(true).num_args(1..).help(
        words.of(
            "检索词；写 - 则逐行从标准输入读取",
            "What to look for; - reads a query from each line of standard input",
        ),
    )
}

fn limit(words: Words) -> Arg {
    Arg::new("limit")
        .long("limit")
        .value_name("N")
        .value_parser(value_parser!(usize))
        .default_value("10")
        .help(words.of("最多列出几条", "How many hits to list"))
}

fn filter(words: Words) -> Arg {
    Arg::new("filter").long("filter").value_name("KEY=VALUE").action(ArgAction::Append).help(words.of(
        "筛选：kind column unit topic year stage validity from to",
        "Narrow the hits: kind column unit topic year stage validity from to",
    ))
}

fn directory(words: Words) -> Arg {
    Arg::new("directory")
        .value_name("DIR")
        .required(true)
        .value_parser(value_parser!(PathBuf))
        .help(words.of("新目录", "The new directory"))
}

fn published(words: Words) -> Arg {
    directory(words).help(words.of("已发布网站的文件所在目录", "The directory of the published files"))
}

fn export_directory(words: Words) -> Arg {
    directory(words).help(words.of("导出到哪个目录", "Where the export is written"))
}

fn workbook(words: Words) -> Arg {
    Arg::new("file")
        .value_name("FILE")
        .required(true)
        .value_parser(value_parser!(PathBuf))
        .help(words.of("写到哪个 .xlsx 文件", "The .xlsx file to write"))
}

fn inputs(words: Words) -> Arg {
    Arg::new("files")
        .value_name("FILE")
        .required(true)
        .num_args(1..)
        .value_parser(value_parser!(PathBuf))
        .help(words.of("要导入的文件，可以有几个", "The files to import"))
}

fn dry_run(words: Words) -> Arg {
    Arg::new("dry-run")
        .long("dry-run")
        .action(ArgAction::SetTrue)
        .help(words.of("只看结果，什么也不写", "Only show what would be done; write nothing"))
}

fn article_path(words: Words) -> Arg {
    Arg::new("path").value_name("PATH").required(true).help(
        words.of("文稿的文件或者网址，如 documents/2024/43", "The text's file or address, such as documents/2024/43"),
    )
}

/// What every command takes.
fn common(words: Words) -> [Arg; 5] {
    let flag = |name: &'static str, help| Arg::new(name).long(name).action(ArgAction::SetTrue).global(true).help(help);
    [
        Arg::new("lang")
            .long("lang")
            .value_name("zh|en")
            .value_parser(["zh", "en"])
            .hide_possible_values(true)
            .global(true)
            .help(words.of("提示用中文或英文", "The language of messages")),
        flag(
            "json",
            words.of("检查结果每条一行 JSON，写到标准输出", "Findings as JSON, one object a line, on standard output"),
        ),
        flag("quiet", words.of("不显示进度和结语", "No progress and no summary")),
        flag("deny-warnings", words.of("有警告也算失败", "Warnings count as errors")),
        Arg::new("threads")
            .long("threads")
            .value_name("N")
            .value_parser(value_parser!(usize))
            .global(true)
            .help(words.of("用几个线程（默认与处理器核数相同）", "How many threads (as many as there are cores)")),
    ]
}

/// Headings and the help flag in the interface's language.
fn localized(command: Command, words: Words) -> Command {
    let heading = |zh, en, tag: &str| format!("{}:\n{{{tag}}}\n\n", words.of(zh, en));
    let mut template = format!("{{about-with-newline}}\n{}: {{usage}}\n\n", words.of("用法", "Usage"));
    if command.get_name() == "gongkai" || command.has_subcommands() {
        template.push_str(&heading("命令", "Commands", "subcommands"));
    }
    if command.get_positionals().next().is_some() {
        template.push_str(&heading("参数", "Arguments", "positionals"));
    }
    template.push_str(&heading("选项", "Options", "options"));
    command
        .disable_help_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(words.of("显示帮助", "Show this help")),
        )
        .help_template(StyledStr::from(template))
}

/// What the command line got wrong, in Chinese; English is clap's own.
#[must_use]
pub fn explain(error: &clap::Error) -> String {
    use clap::error::ContextKind;
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项"),
        ErrorKind::MissingRequiredArgument => format!("缺少：{argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if context(ContextKind::InvalidValue).is_empty() => {
            format!("“{argument}”后面缺少取值")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("“{argument}”不能取“{}”", context(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => format!("“{argument}”写了两遍，或与别的选项冲突"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        _ => "命令写法不对".to_owned(),
    };
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .map(context)
        .find(|suggestion| !suggestion.is_empty())
        .map(|suggestion| format!("\n  办法: 是不是 {suggestion}？"))
        .unwrap_or_default();
    format!("错误[usage]: {what}{near}\n用 gongkai --help 查看用法\n")
}

/// The value of a flag that every command has.
#[must_use]
pub fn is_set(matches: &ArgMatches, name: &str) -> bool {
    matches.get_flag(name)
}
