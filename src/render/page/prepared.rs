//! A page before its template is run.

use std::sync::Arc;

use tera::Value;

use super::{
    compose::Composer,
    frame::{Draft, Frame, View},
};
use crate::{
    artifact::{Artifact, UrlPath},
    cache::{Key, Keying},
    render::{RenderError, Renderer},
};

/// A page with all that it is made of, before its template is run.
pub struct Prepared {
    url: UrlPath,
    path: String,
    template: String,
    frame: Frame,
    /// The name by which the template knows the view.
    name: &'static str,
    view: Box<dyn View>,
    sources: Vec<Arc<str>>,
}

impl Prepared {
    /// The draft of the page at the address of `composer`, for the file at `path`.
    pub(super) fn new(composer: Composer<'_>, draft: Draft, path: String) -> Self {
        let Draft { head, name, template, view } = draft;
        Self {
            url: composer.url.clone(),
            path,
            template: format!("{}.html", template.as_deref().unwrap_or(name)),
            frame: Frame::new(&composer, head),
            name,
            view,
            sources: composer.into_sources(),
        }
    }

    /// The same with another template.
    pub(super) fn with_template(self, template: &str) -> Self {
        Self { template: template.to_owned(), ..self }
    }

    /// The key of all that the page follows from: two pages with the same key are the same to the byte.
    #[must_use]
    pub fn key(&self, renderer: &Renderer<'_>) -> Key {
        let keying = Keying::default().key(renderer.key).text(&self.template).value(&self.frame);
        self.view.keyed(keying).finish()
    }

    /// The public source files it is made from, sorted.
    #[must_use]
    pub fn sources(&self) -> &[Arc<str>] {
        &self.sources
    }

    /// Runs the template.
    ///
    /// # Errors
    /// A template of the theme fails; those of the default theme do not.
    pub fn render(self, renderer: &Renderer<'_>) -> Result<Artifact, RenderError> {
        let values = [("page", Value::from_serializable(&self.frame)), (self.name, self.view.value())];
        let bytes = renderer.run(&self.url, &self.template, values)?;
        Ok(Artifact { path: self.path, bytes, sources: self.sources })
    }
}
