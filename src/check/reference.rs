//! References that lead nowhere.

use std::{collections::BTreeSet, ops::Range, sync::Arc};

use crate::{
    artifact::UrlPath,
    bilingual,
    diag::Diagnostic,
    model::{Attachment, Cited, Document, DocumentNumber, RelationKind, Text, Validity},
    site::{Item, Publishable, Site, Target},
};

/// The record kinds a blank form may be made for.
pub(crate) const FORMS: [&str; 1] = ["projects"];

/// Finds dangling references.
pub(super) fn check(site: &Site, found: &mut Vec<Diagnostic>) {
    documents(site, found);
    links(site, found);
    projects(site, found);
    registry(site, found);
    validity(site, found);
}

fn documents(site: &Site, found: &mut Vec<Diagnostic>) {
    for item in &site.records.documents {
        for relation in &item.value.relations {
            number(site, &item.path, &relation.number, found);
        }
        let public = item.value.disclosure.is_public();
        for attachment in &item.value.attachments {
            match attachment {
                Attachment::Roster { roster, .. } => match site.roster_at(&roster.value) {
                    None => dangling(
                        "dangling_roster",
                        &item.path,
                        &roster.span,
                        ["没有这份名单", "there is no such roster"],
                        found,
                    ),
                    Some(index) => {
                        hidden(public, &site.records.rosters[index], &item.path, &roster.span, found);
                    }
                },
                Attachment::Form { form, .. } if !FORMS.contains(&form.value.as_str()) => {
                    dangling("dangling_form", &item.path, &form.span, ["没有这种表单", "there is no such form"], found);
                }
                Attachment::Form { .. } | Attachment::File { .. } => {}
            }
        }
    }
    for item in &site.records.rosters {
        if let Some(established_by) = &item.value.established_by {
            number(site, &item.path, established_by, found);
        }
    }
}

fn number(site: &Site, path: &Arc<str>, number: &Cited<DocumentNumber>, found: &mut Vec<Diagnostic>) {
    if !site.numbers.contains_key(&number.value) {
        found.push(
            Diagnostic::warning(
                "unknown_reference",
                path,
                ["本站没有这个文号的文件", "the site has no document of that number"],
            )
            .at(number.span.clone())
            .why(["文号照写，但没有链接", "the number is shown without a link"])
            .help([
                "核对文号；如是上级或外单位文件，可不理会",
                "check the number; leave it if another organ issued the document",
            ]),
        );
    }
}

fn dangling(code: &'static str, path: &Arc<str>, span: &Range<usize>, what: [&str; 2], found: &mut Vec<Diagnostic>) {
    let help = match code {
        "dangling_roster" => [
            "写 rosters/ 下的文件名，不带 .toml，例如 \"rosters/lingdao\"",
            "write the file under rosters/ without .toml, as in \"rosters/lingdao\"",
        ],
        "dangling_carrier" => [
            "写 carriers/ 下的文件名，不带 .toml，例如 \"carriers/yuanqu\"",
            "write the file under carriers/ without .toml, as in \"carriers/yuanqu\"",
        ],
        "dangling_form" => ["可用的有：projects", "known forms: projects"],
        _ => ["写 units.toml 中的标识", "write an id of units.toml"],
    };
    found.push(Diagnostic::error(code, path, what).at(span.clone()).help(help));
}

/// A public item may not rest on one that is not: it would show a gap, or what it must not.
fn hidden<T: Publishable>(
    public: bool,
    target: &Item<T>,
    path: &Arc<str>,
    span: &Range<usize>,
    found: &mut Vec<Diagnostic>,
) {
    if public && !target.value.disclosure().is_public() {
        found.push(not_public(path, span));
    }
}

/// What of a site is not public, by address and by file.
struct Withheld<'a> {
    site: &'a Site,
    pages: BTreeSet<&'a UrlPath>,
    files: BTreeSet<Arc<str>>,
}

impl<'a> Withheld<'a> {
    fn gather(site: &'a Site) -> Self {
        let records = &site.records;
        let mut withheld = Self { site, pages: BTreeSet::new(), files: BTreeSet::new() };
        withheld.add(&records.documents);
        withheld.add(&records.projects);
        withheld.add(&records.carriers);
        withheld.add(&records.rosters);
        for item in records.documents.iter().filter(|item| !item.value.disclosure.is_public()) {
            withheld.files.extend(site.files_of(item));
        }
        withheld
    }

    fn add<T: Publishable>(&mut self, items: &'a [Item<T>]) {
        self.pages.extend(items.iter().filter(|item| !item.value.disclosure().is_public()).map(|item| &item.url));
    }

    fn holds(&self, target: &Target) -> bool {
        match target {
            Target::Page(url, _) => self.pages.contains(url),
            Target::File(source, _) => self.files.contains(source),
            Target::Elsewhere | Target::Nowhere => false,
        }
    }

    /// Finds what the links and images of the text in the file at `path` lead to and should not.
    fn pointers(&self, path: &Arc<str>, text: &Text, public: bool, found: &mut Vec<Diagnostic>) {
        text.for_each_pointer(&mut |pointer| {
            let target = self.site.target(path, text, pointer.target);
            if public && self.holds(&target) {
                found.push(not_public(path, &(pointer.at..pointer.at)));
            }
            if pointer.image && target == Target::Elsewhere {
                found.push(
                    Diagnostic::error("remote_image", path, ["图片在别的网站上", "the image is on another site"])
                        .at(pointer.at..pointer.at)
                        .why(["网页不向其他网站取任何内容，读者看不到这张图", "pages ask no other site for anything, so that nobody would see it"])
                        .help(["把图片放到文稿旁边，写它的文件名", "put the image beside the text and write its file name"]),
                );
            }
            if target == Target::Nowhere || (pointer.image && matches!(target, Target::Page(..))) {
                found.push(
                    Diagnostic::error("dangling_link", path, ["链接或图片指向的内容不存在", "a link or image leads nowhere"])
                        .at(pointer.at..pointer.at)
                        .why(["读者点开会找不到", "readers would find nothing there"])
                        .help([
                            "写文稿的相对路径（../43.md）、附件文件名或完整网址",
                            "write the relative path of a text (../43.md), the name of a file beside it, or a whole address",
                        ]),
                );
            }
        });
    }
}

fn not_public(path: &Arc<str>, span: &Range<usize>) -> Diagnostic {
    Diagnostic::error(
        "not_public_reference",
        path,
        ["公开的内容引用了不公开的内容", "something public refers to something that is not"],
    )
    .at(span.clone())
    .why([
        "被引用的内容不会发布，这里会缺一块，也会泄露它的名称",
        "what is referred to will not be published; its name would be told",
    ])
    .help(["删去这一引用，或核对两处的公开属性", "remove the reference, or check the disclosure of both"])
}

fn links(site: &Site, found: &mut Vec<Diagnostic>) {
    let withheld = Withheld::gather(site);
    let documents =
        site.records.documents.iter().map(|item| (&item.path, &item.value.text, item.value.disclosure.is_public()));
    let columns = site.records.columns.iter().filter_map(|column| Some((column.path.as_ref()?, &column.text, true)));
    for (path, text, public) in documents.chain(columns) {
        withheld.pointers(path, text, public, found);
    }
}

/// Finds what the links and images of one document lead to and should not.
pub(super) fn text(site: &Site, item: &Item<Document>, found: &mut Vec<Diagnostic>) {
    Withheld::gather(site).pointers(&item.path, &item.value.text, item.value.disclosure.is_public(), found);
}

fn projects(site: &Site, found: &mut Vec<Diagnostic>) {
    for item in &site.records.projects {
        for document in &item.value.documents {
            number(site, &item.path, document, found);
        }
        if let Some(carrier) = &item.value.carrier {
            match site.carrier_at(&carrier.value) {
                None => dangling(
                    "dangling_carrier",
                    &item.path,
                    &carrier.span,
                    ["没有这个载体", "there is no such carrier"],
                    found,
                ),
                Some(index) => {
                    let public = item.value.disclosure.is_public();
                    hidden(public, &site.records.carriers[index], &item.path, &carrier.span, found);
                }
            }
        }
    }
}

fn registry(site: &Site, found: &mut Vec<Diagnostic>) {
    let path: Arc<str> = "content/units.toml".into();
    let records = &site.records;
    let known = |id: &Cited<String>| records.units.iter().any(|unit| unit.id.value == id.value);
    let named = records
        .units
        .iter()
        .flat_map(|unit| unit.parent.iter().chain(&unit.office_at).chain(&unit.successors))
        .chain(records.groups.iter().flat_map(|group| &group.units));
    for id in named.filter(|id| !known(id)) {
        dangling("dangling_unit", &path, &id.span, ["没有这个标识的单位", "there is no unit of that id"], found);
    }
}

/// A document that another one repeals or replaces cannot be entered as in force.
fn validity(site: &Site, found: &mut Vec<Diagnostic>) {
    for item in &site.records.documents {
        for relation in &item.value.relations {
            if !matches!(relation.kind, RelationKind::Repeals | RelationKind::Replaces) {
                continue;
            }
            let Some(other) = site.numbers.get(&relation.number.value).map(|index| &site.records.documents[*index])
            else {
                continue;
            };
            let begun = item.value.effective.is_none_or(|first| first <= site.as_of)
                && item.value.validity != Some(Validity::NotYet);
            if begun && other.value.validity == Some(Validity::InForce) {
                let by = &item.path;
                found.push(
                    Diagnostic::warning(
                        "validity_disagrees",
                        &other.path,
                        bilingual!(
                            "有效性写的是有效，但 {by} 已将它废止或替代",
                            "it is entered as in force, but {by} repeals or replaces it"
                        ),
                    )
                    .help(["把 validity 改为“废止”，或核对文号", "set validity to 废止, or check the number"]),
                );
            }
        }
    }
}
