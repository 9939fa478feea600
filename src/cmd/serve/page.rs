//! Answers requests from the staged tree, and tells open pages when there is a newer one.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use tokio::sync::watch;

/// What is shown, in JSON; `?seen=N` waits until it is another than the N-th.
const STATE: &str = "/.gongkai/state";
const SCRIPT: &str = "/.gongkai/preview.js";
const STYLE: &str = "/.gongkai/preview.css";

/// Pages by their file below the output directory.
pub(super) type Pages = BTreeMap<String, Arc<[u8]>>;

/// What readers are shown.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Shown {
    /// How often it has changed since the preview began.
    number: u64,
    /// Whether the last change was of pages alone, and not of what lies beside them.
    is_of_pages: bool,
    /// What was found, as a person reads it, if the last build gave no site; else empty.
    findings: Arc<str>,
    /// Pages that stand in the place of those of the staged tree.
    #[serde(skip)]
    pages: Arc<Pages>,
}

impl Shown {
    /// After the first build, with what was found if it gave no site.
    pub(super) fn first(findings: Option<&String>) -> Self {
        Self { number: 1, findings: findings.map(String::as_str).unwrap_or_default().into(), ..Self::default() }
    }

    /// Lays pages over the staged tree, in the place of those before; answers whether there is a change.
    pub(super) fn lay(&mut self, pages: Pages) -> bool {
        let is_new = *self.pages != pages || !self.findings.is_empty();
        if is_new {
            self.follow(String::new(), Some(pages), true);
        }
        is_new
    }

    /// Shows the staged tree with `pages` laid over it, or what was found instead of a new one. Where it is not known how
    /// the pages are now, they are as they are in the tree; and as they were shown last where there is no new tree.
    pub(super) fn follow(&mut self, findings: String, pages: Option<Pages>, is_of_pages: bool) {
        let pages = match pages {
            None if !findings.is_empty() => Arc::clone(&self.pages),
            pages => pages.unwrap_or_default().into(),
        };
        *self = Self { number: self.number + 1, is_of_pages, findings: findings.into(), pages };
    }
}

#[derive(Debug, Clone)]
struct Preview {
    tree: Arc<PathBuf>,
    shown: watch::Receiver<Shown>,
}

/// The preview of the site staged in `tree`, over which `shown` lays what it shows.
pub(super) fn router(tree: Arc<PathBuf>, shown: watch::Receiver<Shown>) -> Router {
    let script = || async { ([(header::CONTENT_TYPE, content_type("js"))], include_str!("preview.js")) };
    let style = || async { ([(header::CONTENT_TYPE, content_type("css"))], include_str!("preview.css")) };
    Router::new()
        .route(STATE, get(state))
        .route(SCRIPT, get(script))
        .route(STYLE, get(style))
        .fallback(get(file))
        .with_state(Preview { tree, shown })
}

async fn state(State(mut preview): State<Preview>, uri: Uri) -> Response {
    let seen = uri.query().and_then(|query| query.strip_prefix("seen=")).and_then(|number| number.parse().ok());
    let shown = match preview.shown.wait_for(|shown| seen != Some(shown.number)).await {
        Ok(shown) => shown.clone(),
        Err(_) => return StatusCode::GONE.into_response(),
    };
    let text = serde_json::to_string(&shown).unwrap_or_default();
    ([(header::CONTENT_TYPE, content_type("json")), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

async fn file(State(preview): State<Preview>, uri: Uri) -> Result<Response, Infallible> {
    let address = percent_decode_str(uri.path()).decode_utf8_lossy().into_owned();
    let Some(mut path) = inside(&address) else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    if preview.tree.join(&path).is_dir() && !address.ends_with('/') {
        return Ok((StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, format!("{}/", uri.path()))]).into_response());
    }
    if address.ends_with('/') {
        path.push("index.html");
    }
    // What is read after this may be newer, never older: then the page is loaded once more.
    let shown = preview.shown.borrow().clone();
    if let Some(page) = path.to_str().and_then(|path| shown.pages.get(path)) {
        return Ok(answer(StatusCode::OK, &path, page.to_vec(), shown.number));
    }
    let file = preview.tree.join(&path);
    Ok(match tokio::task::spawn_blocking(move || std::fs::read(file)).await {
        Ok(Ok(bytes)) => answer(StatusCode::OK, &path, bytes, shown.number),
        _ => {
            let page = std::fs::read(preview.tree.join("404.html")).unwrap_or_default();
            answer(StatusCode::NOT_FOUND, Path::new("404.html"), page, shown.number)
        }
    })
}

/// The file an address means, below the tree and never outside it.
fn inside(address: &str) -> Option<PathBuf> {
    let relative = Path::new(address.trim_start_matches('/'));
    let safe = relative.components().all(|part| matches!(part, Component::Normal(_)));
    safe.then(|| relative.to_path_buf())
}

fn answer(status: StatusCode, path: &Path, bytes: Vec<u8>, number: u64) -> Response {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    // Static files are named from what lies in them.
    let lifetime = if path.starts_with("static") { "max-age=31536000, immutable" } else { "no-store" };
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let tag = format!("{:016x}", hasher.finish());
    let bytes = if ending == "html" { with_script(bytes, number, &tag) } else { bytes };
    let tag = format!("\"{tag}\"");
    let headers =
        [(header::CONTENT_TYPE, content_type(ending)), (header::CACHE_CONTROL, lifetime), (header::ETAG, &tag)];
    (status, headers, bytes).into_response()
}

/// The page with the script that follows what is shown from the `number`-th change on, when it was the one with this tag.
fn with_script(page: Vec<u8>, number: u64, tag: &str) -> Vec<u8> {
    let mut page = page;
    let script = format!("<script type=\"module\" src=\"{SCRIPT}?seen={number}&amp;tag={tag}\"></script>\n");
    page.extend_from_slice(script.as_bytes());
    page
}

fn content_type(ending: &str) -> &'static str {
    match ending {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "txt" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_leaves_the_tree() {
        assert_eq!(inside("/a/b.html"), Some(PathBuf::from("a/b.html")));
        assert_eq!(inside("/"), Some(PathBuf::new()));
        assert_eq!(inside("/../secret"), None);
        assert_eq!(inside("/a/../../secret"), None);
    }
}
