//! Small sites in temporary directories, and what comes out of them.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// Three offices.
pub const UNITS: &str = "[[unit]]\nid = \"shangwu\"\nname = \"云溪区商务局\"\nshort = \"区商务局\"\n[[unit]]\nid = \"gongxin\"\nname = \"云溪区工业和信息化局\"\nshort = \"区工信局\"\n[[unit]]\nid = \"minzheng\"\nname = \"云溪区民政局\"\nshort = \"区民政局\"\n";
/// Nobody's, as far as we know.
pub const MOBILE: &str = "13800138000";
pub const PERSON: &str = "欧阳某某";

/// A site to be written, built and looked at.
pub struct Fixture {
    directory: tempfile::TempDir,
}

impl Fixture {
    /// A site with a `gongkai.toml` and nothing else.
    pub fn new() -> Self {
        let fixture = Self { directory: tempfile::tempdir().unwrap() };
        fixture.with("gongkai.toml", "[site]\ntitle = \"测试站\"\nbase_url = \"https://www.example.gov.cn/gk/\"\n")
    }

    /// The same site with one more file.
    pub fn with(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let target = self.root().join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, content).unwrap();
        self
    }

    pub fn root(&self) -> &Path {
        self.directory.path()
    }

    pub fn public(&self) -> PathBuf {
        self.root().join("public")
    }

    /// Runs the program in the site directory.
    pub fn run(&self, arguments: &[&str]) -> Output {
        gongkai(self.root(), arguments)
    }

    /// Builds the site, which has to succeed, and reads every file of it.
    pub fn built(&self) -> BTreeMap<String, Vec<u8>> {
        let output = self.run(&["build"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        files(&self.public())
    }

    /// Puts the whole site under version control, in one commit.
    pub fn committed(self) -> Self {
        self.initialized().recommitted("2024-05-31T23:30:00Z")
    }

    /// Makes a repository of the site directory, without a commit; what is built does not belong to it.
    pub fn initialized(self) -> Self {
        git(self.root(), &["init", "--quiet", "--initial-branch=main"]);
        fs::write(self.root().join(".git/info/exclude"), "/public\n/.public.gongkai\n/.gongkai\n").unwrap();
        self
    }

    /// Commits the site as it stands, on a day.
    pub fn recommitted(self, date: &str) -> Self {
        git_on(date, self.root(), &["add", "--all"]);
        git_on(date, self.root(), &["commit", "--quiet", "--allow-empty", "--message", "内容"]);
        self
    }

    /// The page at an address, built before.
    pub fn page(&self, address: &str) -> String {
        fs::read_to_string(self.public().join(address).join("index.html")).unwrap()
    }
}

/// Runs the program in `directory`.
pub fn gongkai(directory: &Path, arguments: &[&str]) -> Output {
    program(directory).args(arguments).output().unwrap()
}

/// The program, to be run in `directory` with what a test adds.
pub fn program(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.current_dir(directory).env("LC_ALL", "C").env_remove("GIT_DIR");
    command
}

/// Runs git in `directory`, alone in the world: no configuration of the machine counts, and commits are made on the day
/// given by `date`.
pub fn git_on(date: &str, directory: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "core.quotePath=false", "-c", "commit.gpgSign=false", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env_remove("GIT_DIR")
        .envs([("GIT_AUTHOR_NAME", "编辑"), ("GIT_AUTHOR_EMAIL", "editor@example.gov.cn")])
        .envs([("GIT_COMMITTER_NAME", "编辑"), ("GIT_COMMITTER_EMAIL", "editor@example.gov.cn")])
        .envs([("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z"), ("GIT_COMMITTER_DATE", date)])
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Runs git; commits are made on 2024-06-01, in China.
pub fn git(directory: &Path, arguments: &[&str]) -> String {
    git_on("2024-05-31T23:30:00Z", directory, arguments)
}

/// Imports files of a kind: the exit code, and all that was said.
pub fn import(fixture: &Fixture, kind: &str, paths: &[String], flags: &[&str]) -> (i32, String) {
    let mut arguments = vec!["import", kind];
    arguments.extend(paths.iter().map(String::as_str));
    arguments.extend(flags);
    let output = fixture.run(&arguments);
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), text)
}

/// A document's file.
pub fn document(head: &str, body: &str) -> String {
    format!("+++\n{head}\n+++\n\n{body}\n")
}

/// A site with a notice that gives tasks and a form, another document and a roster; it makes every other form.
pub fn notice() -> Fixture {
    let notice = "title = \"关于报送线索的通知\"\ndisclosure = \"主动公开\"\ndoc_number = \"云政办发〔2024〕9号\"\nattachments = [{ form = \"projects\", title = \"线索上报表\" }]\n[[indicator]]\nname = \"签约项目\"\ntarget = \"12个以上\"";
    let body = "1.摸排线索。（牵头单位：区商务局；配合单位：区工信局）\n\n2.建立台账。（责任单位：区商务局）\n\n[说明](./43.md)";
    let other = "title = \"另一份文件\"\ndisclosure = \"主动公开\"";
    Fixture::new()
        .with("gongkai.toml", "[site]\ntitle = \"测试站\"\nbase_url = \"https://www.example.gov.cn/gk/\"\n[output]\nformats = [\"json\", \"md\", \"txt\"]\n")
        .with("content/units.toml", UNITS)
        .with("content/documents/2024/9.md", document(notice, body))
        .with("content/documents/2024/43.md", document(other, "正文。"))
        .with("content/rosters/zhuanban.toml", "name = \"工作专班成员名单\"\ndisclosure = \"主动公开\"\nbody = \"工作专班\"\n[[member]]\nrole = \"组长\"\nname = \"林某某\"\n")
}

/// Every file below `root`, by relative path.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    files
}

/// Where the static file `name` of a built site lies: `static/` and a name made from all of them, then `name`.
pub fn asset(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    let is_it = |path: &&String| path.starts_with("static/") && path.split('/').skip(2).eq(name.split('/'));
    files.keys().find(is_it).unwrap_or_else(|| panic!("{name} is not there")).clone()
}

/// The bytes as they are, what they hold where they are compressed, and the words of pieces of the search index.
pub fn decoded(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut layers = vec![bytes.to_vec()];
    let mut read = |mut reader: Box<dyn Read + '_>| {
        let mut plain = Vec::new();
        // What follows the compressed part may be anything; what was read counts.
        let _ = reader.read_to_end(&mut plain);
        if !plain.is_empty() {
            layers.push(plain);
        }
    };
    read(Box::new(flate2::read::GzDecoder::new(bytes)));
    read(Box::new(flate2::read::ZlibDecoder::new(bytes)));
    read(Box::new(flate2::read::DeflateDecoder::new(bytes)));
    let words: Vec<String> = layers.iter().filter_map(|layer| gongkai_search::pack::words(layer)).collect();
    layers.extend(words.into_iter().map(String::into_bytes));
    layers
}

/// A page's words: tags removed, entities decoded, white space removed.
pub fn words(html: &str) -> String {
    let html = match (html.find("<body"), html.rfind("</body>")) {
        (Some(start), Some(end)) => &html[start..end],
        _ => html,
    };
    let mut text = String::new();
    let mut in_tag = false;
    for character in html.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            other => text.push(other),
        }
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&#x2F;", "/")
        .replace("&amp;", "&");
    squeezed(&text)
}

/// The text without white space.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}
