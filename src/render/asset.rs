//! The static files of a theme as they are published: below one directory named from what lies in it, so that browsers and
//! CDNs may keep them for good.
//!
//! One name stands for all of them, not one for each: stylesheets, scripts and pictures of a theme name each other by
//! relative addresses, which hold as they were written.

use sha2::{Digest as _, Sha256};
use tera::{Context, Tera};

use super::theme::{Theme, ThemeError};
use crate::{artifact::Artifact, config::Config};

/// So many bytes of the digest are the directory's name, two hexadecimal digits each.
const NAME_BYTES: usize = 5;

/// The static files of a site, in the directory they are published in.
#[derive(Debug)]
pub(super) struct Assets {
    directory: String,
    files: Vec<Artifact>,
}

impl Assets {
    /// The static files of `theme` and the stylesheets that its templates make with the site's colours.
    ///
    /// # Errors
    /// The template of a stylesheet fails.
    pub(super) fn of(theme: &Theme, tera: &Tera, config: &Config) -> Result<Self, ThemeError> {
        let mut context = Context::new();
        context.insert("palette", &theme.palette().clone().with(&config.appearance).view());
        let mut files: Vec<Artifact> = theme.static_files(&config.site.theme).collect();
        for name in theme.stylesheets() {
            let text = tera.render(name, &context).map_err(|error| ThemeError::from_tera(name, &error))?;
            files.push(Artifact::text(format!("static/{name}"), text, Vec::new()));
        }
        Ok(Self::named(files))
    }

    fn named(mut files: Vec<Artifact>) -> Self {
        let mut digest = Sha256::new();
        for Artifact { path, bytes, .. } in &files {
            for part in [path.as_bytes(), bytes] {
                digest.update((part.len() as u64).to_le_bytes());
                digest.update(part);
            }
        }
        let name: String = digest.finalize()[..NAME_BYTES].iter().map(|byte| format!("{byte:02x}")).collect();
        let directory = format!("static/{name}/");
        for file in &mut files {
            file.path = file.path.replacen("static/", &directory, 1);
        }
        Self { directory, files }
    }

    /// Where they lie, below the site's root: `static/3f9a2c41d0/`.
    pub(super) fn directory(&self) -> &str {
        &self.directory
    }

    /// The files themselves.
    pub(super) fn files(&self) -> &[Artifact] {
        &self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(files: &[(&str, &str)]) -> String {
        let files = files.iter().map(|(path, text)| Artifact::text(*path, (*text).to_owned(), Vec::new()));
        Assets::named(files.collect()).directory
    }

    #[test]
    fn every_name_and_every_byte_counts() {
        let one = directory(&[("static/a.css", "a"), ("static/b.css", "b")]);
        let name = one.strip_prefix("static/").and_then(|rest| rest.strip_suffix('/')).unwrap();
        assert!(name.len() == 10 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{one}");
        assert_eq!(directory(&[("static/a.css", "a"), ("static/b.css", "b")]), one);
        for other in [
            &[("static/a.css", "a"), ("static/b.css", "c")][..],
            &[("static/a.css", "a"), ("static/c.css", "b")],
            &[("static/a.css", "a")],
            &[("static/a.css", "ab"), ("static/b.css", "")],
        ] {
            assert_ne!(directory(other), one);
        }
    }
}
