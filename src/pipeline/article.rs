//! One public text for another portal's own pages.

use super::{Checked, Failure, disclosed};
use crate::{
    artifact::UrlPath,
    diag::Severity,
    render::{self, Renderer},
};

/// The public document at `path`, a file or an address, for another portal's own pages; findings of the last gate join the
/// others. `None` where there is no such public document.
///
/// # Errors
///
/// See [`Failure`].
pub fn article(checked: &mut Checked, path: &str) -> Result<Option<Vec<u8>>, Failure> {
    let (Some(site), Some(whole), Some(theme)) = (&checked.public, &checked.whole, &checked.theme) else {
        return Err(Failure::Content);
    };
    let name = &site.config.site.theme;
    let bare = path.trim_start_matches("./").trim_start_matches("content/");
    let bare = bare.strip_suffix(".md").unwrap_or(bare);
    let url = UrlPath::new(bare.strip_suffix("/index").unwrap_or(bare));
    let made = Renderer::new(site, theme).map_err(|error| Box::new(error.diagnostic(name))).and_then(|renderer| {
        let page = render::plan(site).into_iter().find(|page| *page.url() == url);
        page.and_then(|page| page.article(&renderer)).transpose().map_err(|error| Box::new(error.diagnostic(name)))
    });
    let article = match made {
        Ok(None) => return Ok(None),
        Ok(Some(article)) => article,
        Err(diagnostic) => {
            checked.diagnostics.push(*diagnostic);
            return Err(Failure::Content);
        }
    };
    let found = disclosed::gate(whole, site, &checked.sources).inspect(&article);
    let is_stopped = found.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    checked.diagnostics.extend(found);
    if is_stopped { Err(Failure::Content) } else { Ok(Some(article.bytes)) }
}
