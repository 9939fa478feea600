//! What is attached to a document: files to download, rosters shown in place, blank forms.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::{
    model::{Attachment, Document},
    render::{
        alternate::{FORM, form},
        page::{
            compose::Composer,
            file_size::file_size,
            roster::{MemberRow, member_rows},
        },
    },
    site::Item,
};

/// What stays as it is in the name of a file within a link.
const FILE_NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The columns of a blank form: the keys of their labels.
const PROJECT_FORM: [&str; 5] =
    ["form_project_name", "form_project_summary", "form_contact", "form_telephone", "form_progress"];
/// What is filled in above the columns.
const PROJECT_FORM_HEAD: [&str; 3] = ["form_unit", "form_reporter", "form_time"];

/// An attachment as its template sees it; what it is not is empty.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct AttachmentView {
    title: String,
    /// The file beside the page, or the roster's page.
    url: Option<String>,
    /// The file's type: `XLSX`.
    format: Option<String>,
    /// The file's size: `24 KB`.
    size: Option<String>,
    members: Vec<MemberRow>,
    /// The keys of the labels above a form's columns.
    form_head: &'static [&'static str],
    /// The keys of the labels of a form's columns.
    form: &'static [&'static str],
}

impl AttachmentView {
    /// The formal file, offered before all others.
    pub(super) fn original(composer: &Composer<'_>, path: &str, file: &str) -> Self {
        Self::file(composer, path, composer.labels.text("original"), file)
    }

    fn file(composer: &Composer<'_>, path: &str, title: &str, file: &str) -> Self {
        let name = file_name(file);
        Self {
            title: title.to_owned(),
            url: Some(file_address(name)),
            format: format(name),
            size: composer.site.file_size(path, file).map(file_size),
            ..Self::default()
        }
    }
}

/// The address of a file published beside the page.
pub(super) fn file_address(name: &str) -> String {
    // A name with a colon in it would else be taken for a scheme.
    format!("./{}", utf8_percent_encode(name, FILE_NAME))
}

/// The type of a file, by the ending of its name.
fn format(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, ending)| ending.to_uppercase())
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The attachments in the order of the record; a roster that is not public is not there.
pub(super) fn all(composer: &mut Composer<'_>, item: &Item<Document>) -> Vec<AttachmentView> {
    item.value.attachments.iter().filter_map(|attachment| view(composer, item, attachment)).collect()
}

fn view(composer: &mut Composer<'_>, item: &Item<Document>, attachment: &Attachment) -> Option<AttachmentView> {
    Some(match attachment {
        Attachment::File { file, title } => {
            AttachmentView::file(composer, &item.path, title.as_deref().unwrap_or(file_name(&file.value)), &file.value)
        }
        Attachment::Roster { roster, title } => {
            let roster = &composer.site.records.rosters[composer.site.roster_at(&roster.value)?];
            composer.source(&roster.path);
            AttachmentView {
                title: title.clone().unwrap_or_else(|| roster.value.name.clone()),
                url: Some(composer.to(&roster.url)),
                members: member_rows(composer, &roster.value),
                ..AttachmentView::default()
            }
        }
        Attachment::Form { title, .. } => AttachmentView {
            title: title.clone().unwrap_or_else(|| composer.labels.text("form_projects").to_owned()),
            url: Some(file_address(FORM)),
            format: format(FORM),
            size: form(composer.site, composer.labels, item).map(|file| file_size(file.bytes.len() as u64)),
            form_head: &PROJECT_FORM_HEAD,
            form: &PROJECT_FORM,
            ..AttachmentView::default()
        },
    })
}
