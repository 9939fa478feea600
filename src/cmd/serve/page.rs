//! Answers requests from the staged tree, and tells open pages when there is a newer one.

use std::{
    convert::Infallible,
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

/// What came of the last build, in JSON; `?seen=N` waits until there is another than the N-th.
const STATE: &str = "/.gongkai/state";
const SCRIPT: &str = "/.gongkai/preview.js";
const STYLE: &str = "/.gongkai/preview.css";

/// What came of the last build.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Built {
    /// How many builds there were since the preview began.
    pub(super) build: u64,
    /// What was found, as a person reads it, if it gave no site; else empty.
    pub(super) findings: Arc<str>,
}

#[derive(Debug, Clone)]
struct Preview {
    tree: Arc<PathBuf>,
    builds: watch::Receiver<Built>,
}

/// The preview of the site staged in `tree`; `builds` tells what came of each build.
pub(super) fn router(tree: Arc<PathBuf>, builds: watch::Receiver<Built>) -> Router {
    let script = || async { ([(header::CONTENT_TYPE, content_type("js"))], include_str!("preview.js")) };
    let style = || async { ([(header::CONTENT_TYPE, content_type("css"))], include_str!("preview.css")) };
    Router::new()
        .route(STATE, get(state))
        .route(SCRIPT, get(script))
        .route(STYLE, get(style))
        .fallback(get(file))
        .with_state(Preview { tree, builds })
}

async fn state(State(mut preview): State<Preview>, uri: Uri) -> Response {
    let seen = uri.query().and_then(|query| query.strip_prefix("seen=")).and_then(|number| number.parse().ok());
    let built = match preview.builds.wait_for(|built| seen != Some(built.build)).await {
        Ok(built) => built.clone(),
        Err(_) => return StatusCode::GONE.into_response(),
    };
    let text = serde_json::to_string(&built).unwrap_or_default();
    ([(header::CONTENT_TYPE, content_type("json")), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

async fn file(State(preview): State<Preview>, uri: Uri) -> Result<Response, Infallible> {
    let address = percent_decode_str(uri.path()).decode_utf8_lossy().into_owned();
    let Some(path) = inside(&preview.tree, &address) else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    if path.is_dir() && !address.ends_with('/') {
        return Ok((StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, format!("{}/", uri.path()))]).into_response());
    }
    let path = if address.ends_with('/') { path.join("index.html") } else { path };
    Ok(match tokio::task::spawn_blocking(move || (std::fs::read(&path), path)).await {
        Ok((Ok(bytes), path)) => answer(StatusCode::OK, &path, bytes),
        _ => {
            let page = preview.tree.join("404.html");
            answer(StatusCode::NOT_FOUND, &page, std::fs::read(&page).unwrap_or_default())
        }
    })
}

/// The file an address means, never outside the tree.
fn inside(tree: &Path, address: &str) -> Option<PathBuf> {
    let relative = Path::new(address.trim_start_matches('/'));
    let safe = relative.components().all(|part| matches!(part, Component::Normal(_)));
    safe.then(|| tree.join(relative))
}

fn answer(status: StatusCode, path: &Path, bytes: Vec<u8>) -> Response {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let bytes = if ending == "html" { with_reload(bytes) } else { bytes };
    (status, [(header::CONTENT_TYPE, content_type(ending)), (header::CACHE_CONTROL, "no-store")], bytes).into_response()
}

fn with_reload(page: Vec<u8>) -> Vec<u8> {
    let mut page = page;
    page.extend_from_slice(format!("<script type=\"module\" src=\"{SCRIPT}\"></script>\n").as_bytes());
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
        let tree = Path::new("tree");
        assert_eq!(inside(tree, "/a/b.html"), Some(PathBuf::from("tree/a/b.html")));
        assert_eq!(inside(tree, "/"), Some(PathBuf::from("tree/")));
        assert_eq!(inside(tree, "/../secret"), None);
        assert_eq!(inside(tree, "/a/../../secret"), None);
    }
}
