//! Small sites in temporary directories, and what comes out of them.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Output},
};

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
        Command::new(env!("CARGO_BIN_EXE_gongkai"))
            .args(arguments)
            .current_dir(self.root())
            .env("LC_ALL", "C")
            .output()
            .unwrap()
    }

    /// Builds the site, which has to succeed, and reads every file of it.
    pub fn built(&self) -> BTreeMap<String, Vec<u8>> {
        let output = self.run(&["build"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        files(&self.public())
    }

    /// The page at an address, built before.
    pub fn page(&self, address: &str) -> String {
        fs::read_to_string(self.public().join(address).join("index.html")).unwrap()
    }
}

/// A document's file.
pub fn document(head: &str, body: &str) -> String {
    format!("+++\n{head}\n+++\n\n{body}\n")
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
