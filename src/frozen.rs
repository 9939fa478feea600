//! What a build took from elsewhere than its public sources, kept beside them so that they give the same bytes: totals of
//! records that are not public, what is left of items taken down, days from history, the commit and the as-of day.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    artifact::UrlPath,
    diag::Diagnostic,
    model::{Date, Money, Withdrawal},
    site::{Counted, Site, Sums, Withdrawn},
    source::{Content, FROZEN, Tree},
};

/// The values of `gongkai.frozen.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct Frozen {
    /// The commit, in hexadecimal.
    pub commit: Option<String>,
    /// Whether the work tree differed from the commit.
    pub dirty: bool,
    /// The as-of day.
    pub as_of: Date,
    counted: BTreeMap<String, Counted>,
    withdrawn: Vec<Withdrawn>,
    modified: BTreeMap<Arc<str>, Date>,
}

impl Frozen {
    /// What the public site `site`, read from `tree`, took from elsewhere.
    #[must_use]
    pub fn of(site: &Site, tree: &Tree) -> Self {
        let revision = tree.revision.as_ref();
        Self {
            commit: revision.map(|revision| revision.commit.clone()),
            dirty: revision.is_some_and(|revision| revision.dirty),
            as_of: site.as_of,
            counted: site.counted.clone(),
            withdrawn: site.withdrawn.clone(),
            modified: site.modified.clone(),
        }
    }

    /// Reads the file among those of `tree`; `None` where there is none.
    ///
    /// # Errors
    ///
    /// When it is not as it was written.
    pub fn read(tree: &Tree) -> Result<Option<Self>, Box<Diagnostic>> {
        let Some(file) = tree.files.iter().find(|file| &*file.path == FROZEN) else { return Ok(None) };
        let form: Option<Form> = match &file.content {
            Content::Text(text) => serde_json::from_str(text).ok(),
            Content::Other(_) => None,
        };
        form.and_then(Form::value).map(Some).ok_or_else(|| Box::new(damaged(&file.path)))
    }

    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(&Form::of(self)).expect("invariant: strings and numbers serialise");
        text.push('\n');
        text
    }

    /// Tells `site`, assembled from public sources alone, what they do not hold.
    pub fn complete(&self, site: &mut Site) {
        site.counted = self.counted.clone();
        site.withdrawn = self.withdrawn.clone();
        site.modified = self.modified.clone();
    }
}

/// The file as it is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    commit: Option<String>,
    dirty: bool,
    as_of: String,
    counted: BTreeMap<String, CountedForm>,
    withdrawn: Vec<WithdrawnForm>,
    modified: BTreeMap<Arc<str>, String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountedForm {
    count: usize,
    exact: Option<String>,
    about: Option<String>,
    at_least: Option<String>,
    unstated: usize,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WithdrawnForm {
    path: Arc<str>,
    url: String,
    on: String,
    reason: String,
}

impl Form {
    fn of(frozen: &Frozen) -> Self {
        let money = |amount: &Option<Money>| amount.as_ref().map(ToString::to_string);
        let counted = frozen.counted.iter().map(|(stage, Counted { count, sums })| {
            let Sums { exact, about, at_least, unstated } = sums;
            let form = CountedForm {
                count: *count,
                exact: money(exact),
                about: money(about),
                at_least: money(at_least),
                unstated: *unstated,
            };
            (stage.clone(), form)
        });
        let withdrawn = frozen.withdrawn.iter().map(|item| WithdrawnForm {
            path: Arc::clone(&item.path),
            url: item.url.as_str().to_owned(),
            on: item.withdrawal.on.iso(),
            reason: item.withdrawal.reason.clone(),
        });
        Self {
            commit: frozen.commit.clone(),
            dirty: frozen.dirty,
            as_of: frozen.as_of.iso(),
            counted: counted.collect(),
            withdrawn: withdrawn.collect(),
            modified: frozen.modified.iter().map(|(path, day)| (Arc::clone(path), day.iso())).collect(),
        }
    }

    fn value(self) -> Option<Frozen> {
        let date = |text: &str| Date::parse(text).ok();
        let money =
            |text: Option<String>| text.map(|text| Money::parse(&text).ok()).map_or(Some(None), |sum| sum.map(Some));
        let counted = self.counted.into_iter().map(|(stage, form)| {
            let sums = Sums {
                exact: money(form.exact)?,
                about: money(form.about)?,
                at_least: money(form.at_least)?,
                unstated: form.unstated,
            };
            Some((stage, Counted { count: form.count, sums }))
        });
        let withdrawn = self.withdrawn.into_iter().map(|form| {
            let withdrawal = Withdrawal { on: date(&form.on)?, reason: form.reason };
            Some(Withdrawn { path: form.path, url: UrlPath::new(&form.url), withdrawal })
        });
        Some(Frozen {
            commit: self.commit,
            dirty: self.dirty,
            as_of: date(&self.as_of)?,
            counted: counted.collect::<Option<_>>()?,
            withdrawn: withdrawn.collect::<Option<_>>()?,
            modified: self.modified.into_iter().map(|(path, day)| Some((path, date(&day)?))).collect::<Option<_>>()?,
        })
    }
}

fn damaged(path: &Arc<str>) -> Diagnostic {
    Diagnostic::error("damaged_frozen", path, ["这个文件不是导出时的样子", "this file is not as it was exported"])
        .why([
            "它记着公开源文件以外的合计、日期和提交号，缺了它生成的网站会不同",
            "it holds the totals, the days and the commit that public sources lack: the site would be another without it",
        ])
        .help(["重新运行 gongkai export public-source，不要手改这个文件", "run gongkai export public-source again, and leave the file as it is"])
}
