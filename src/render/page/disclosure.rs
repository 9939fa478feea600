//! The four fixed parts of a 政府信息公开 column (国办公开办函〔2019〕61号): 指南, 制度, 法定主动公开内容, 年报; and
//! beside them where to apply for what is not published.

use serde::Serialize;

use super::{
    compose::{Composer, Link},
    frame::top_columns,
};
use crate::{
    artifact::UrlPath,
    model::{Document, DocumentKind},
    site::Item,
};

/// The column that holds the standing pages.
pub(super) const COLUMN: &str = "/pages/";
/// What the pages are called (政府信息公开条例 第十二条, 第二十七条, 第四十九条).
const GUIDE: &str = "信息公开指南";
const SYSTEM: &str = "信息公开制度";
const REPORT: &str = "年度报告";
const REQUEST: &str = "依申请公开";

/// The parts as templates see them.
#[derive(Debug, Default, Serialize)]
pub(super) struct DisclosureView {
    guide: Option<Link>,
    system: Option<Link>,
    /// 法定主动公开内容: the columns that hold it.
    statutory: Vec<Link>,
    /// Annual reports, newest first.
    reports: Vec<Link>,
    request: Option<Link>,
    /// The column itself.
    column: Option<Link>,
}

impl DisclosureView {
    pub(super) fn of(composer: &mut Composer<'_>) -> Self {
        let column = composer.site.records.columns.iter().find(|column| column.url.as_str() == COLUMN);
        let column = column.map(|column| Link { text: column.title.clone(), url: composer.to(&column.url) });
        let statutory = top_columns(composer.site).filter(|column| column.url.as_str() != COLUMN);
        let statutory =
            statutory.map(|column| Link { text: column.title.clone(), url: composer.to(&column.url) }).collect();
        Self {
            guide: page(composer, GUIDE),
            system: page(composer, SYSTEM),
            statutory,
            reports: reports(composer),
            request: request(composer),
            column,
        }
    }

    /// Whether the site has none of the pages.
    pub(super) fn is_empty(&self) -> bool {
        self.guide.is_none() && self.system.is_none() && self.reports.is_empty() && self.request.is_none()
    }
}

/// The page on applying for information.
pub(super) fn request(composer: &mut Composer<'_>) -> Option<Link> {
    page(composer, REQUEST)
}

/// A standing page with these words in its title, the shortest of them.
fn page(composer: &mut Composer<'_>, words: &str) -> Option<Link> {
    let pages = standing(composer).filter(|page| page.value.title.contains(words));
    let page = pages.min_by_key(|page| page.value.title.len())?;
    Some(link(composer, page))
}

fn reports(composer: &mut Composer<'_>) -> Vec<Link> {
    let reports: Vec<&Item<Document>> = standing(composer).filter(|page| page.value.title.contains(REPORT)).collect();
    reports.into_iter().map(|page| link(composer, page)).collect()
}

fn standing<'a>(composer: &Composer<'a>) -> impl Iterator<Item = &'a Item<Document>> + use<'a> {
    composer.site.records.documents.iter().filter(|item| item.value.kind == DocumentKind::Page)
}

fn link(composer: &mut Composer<'_>, page: &Item<Document>) -> Link {
    composer.source(&page.path);
    let url: &UrlPath = &page.url;
    Link { text: page.value.title.clone(), url: composer.to(url) }
}
