//! What a build produces: files of the website, each with the sources it came from.

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

/// A finished file of the website.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// Its path below the output directory, with `/` between the parts.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The public source files it was made from, relative to the site directory; sorted.
    pub sources: Vec<Arc<str>>,
}

impl Artifact {
    /// A text file made from `sources`.
    pub fn text(path: impl Into<String>, text: String, sources: Vec<Arc<str>>) -> Self {
        Self { path: path.into(), bytes: text.into_bytes(), sources }
    }
}

/// The address of a page under the site's root: it begins and ends with `/`, its parts are not percent-encoded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct UrlPath(String);

impl UrlPath {
    /// The address whose parts are `path`, with or without slashes at its ends; empty for the home page.
    #[must_use]
    pub fn new(path: &str) -> Self {
        let path = path.trim_matches('/');
        if path.is_empty() { Self("/".to_owned()) } else { Self(format!("/{path}/")) }
    }

    /// The address as readers of the source know it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it stands in a link: what a URL cannot hold is percent-encoded.
    #[must_use]
    pub fn encoded(&self) -> String {
        use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
        // RFC 3986 §3.3: what a path segment may not hold.
        const PATH: &AsciiSet = &CONTROLS
            .add(b' ')
            .add(b'"')
            .add(b'#')
            .add(b'%')
            .add(b'<')
            .add(b'>')
            .add(b'?')
            .add(b'`')
            .add(b'{')
            .add(b'}');
        utf8_percent_encode(&self.0, PATH).to_string()
    }

    /// The file that answers at this address, below the output directory.
    #[must_use]
    pub fn file(&self) -> String {
        format!("{}index.html", &self.0[1..])
    }

    /// The way from this page up to the site's root: `../../` for `/a/b/`, `./` for the home page.
    #[must_use]
    pub fn to_root(&self) -> String {
        match self.0.matches('/').count() - 1 {
            0 => "./".to_owned(),
            depth => "../".repeat(depth),
        }
    }

    /// For a former address that names a file (`/zwgk/43.html`): the file, and the way from it up to the site's root.
    #[must_use]
    pub fn file_itself(&self) -> Option<(String, String)> {
        let file = self.0.trim_matches('/');
        let names_file = file.ends_with(".html") || file.ends_with(".htm");
        let root = match file.matches('/').count() {
            0 => "./".to_owned(),
            depth => "../".repeat(depth),
        };
        names_file.then(|| (file.to_owned(), root))
    }

    /// The address one part longer.
    #[must_use]
    pub fn join(&self, part: &str) -> Self {
        Self::new(&format!("{}{part}", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::UrlPath;

    #[test]
    fn knows_its_file_root_and_encoding() {
        let url = UrlPath::new("documents/2024/43");
        assert_eq!((url.as_str(), url.file().as_str()), ("/documents/2024/43/", "documents/2024/43/index.html"));
        assert_eq!(url.to_root(), "../../../");
        assert_eq!(UrlPath::new("").to_root(), "./");
        assert_eq!(UrlPath::new("/a/43.html").file_itself(), Some(("a/43.html".into(), "../".into())));
        assert_eq!(UrlPath::new("/a/43").file_itself(), None);
        assert_eq!(UrlPath::new("units/区民政局").encoded(), "/units/%E5%8C%BA%E6%B0%91%E6%94%BF%E5%B1%80/");
    }
}
