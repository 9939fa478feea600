//! Addresses that two things claim, and files that nothing names.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use crate::{
    artifact::UrlPath,
    bilingual,
    config::Encoding,
    diag::Diagnostic,
    model::{Attachment, Document},
    site::{Item, Publishable, PublishedFile, Site},
};

/// Finds contested addresses, strays and attachments that are not there.
pub(super) fn check(site: &Site, found: &mut Vec<Diagnostic>) {
    let mut taken: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for column in &site.records.columns {
        if let Some(path) = &column.path {
            claim(&mut taken, &column.url, path, None, found);
        }
    }
    items(&site.records.documents, &mut taken, found);
    items(&site.records.projects, &mut taken, found);
    items(&site.records.carriers, &mut taken, found);
    items(&site.records.rosters, &mut taken, found);
    files(site, found);
}

fn items<T: Publishable>(items: &[Item<T>], taken: &mut BTreeMap<String, Arc<str>>, found: &mut Vec<Diagnostic>) {
    for item in items {
        claim(taken, &item.url, &item.path, None, found);
    }
    for item in items {
        for alias in item.value.aliases() {
            claim(taken, &UrlPath::new(&alias.value), &item.path, Some(alias.span.clone()), found);
        }
    }
}

fn claim(
    taken: &mut BTreeMap<String, Arc<str>>,
    url: &UrlPath,
    path: &Arc<str>,
    span: Option<Range<usize>>,
    found: &mut Vec<Diagnostic>,
) {
    if is_reserved(url) {
        found.push(reserved(path, span));
        return;
    }
    let Some(first) = taken.insert(url.as_str().to_owned(), Arc::clone(path)) else { return };
    let mut diagnostic = Diagnostic::error(
        "duplicate_address",
        path,
        bilingual!("网页地址与 {first} 相同", "{first} has the same address"),
    )
    .why(["一个地址只能有一个页面", "an address answers with one page"])
    .help(["换一个文件名，或改旧地址", "rename the file, or change the alias"]);
    diagnostic.span = span;
    taken.insert(url.as_str().to_owned(), first);
    found.push(diagnostic);
}

/// Whether the engine itself answers at an address: its own directories, further pages of lists, and fixed files.
fn is_reserved(url: &UrlPath) -> bool {
    const DIRECTORIES: [&str; 10] =
        ["data", "search", "sitemap", "units", "topics", "industries", "locations", "lists", "static", "404"];
    let parts: Vec<&str> = url.as_str().trim_matches('/').split('/').collect();
    let is_paging = parts
        .windows(2)
        .any(|pair| matches!(pair[0], "page" | "year") && pair[1].bytes().all(|byte| byte.is_ascii_digit()));
    // Lists and figures of projects, and the matrix of a text's tasks.
    let is_reckoned = matches!(parts[..], ["projects", "stage" | "month" | "figures" | "offers", ..])
        || parts.len() > 1 && parts.last() == Some(&"matrix");
    is_paging || is_reckoned || DIRECTORIES.contains(&parts[0]) || parts.iter().any(|part| is_fixed_file(part))
}

fn is_fixed_file(name: &str) -> bool {
    const FILES: [&str; 11] = [
        "index.html",
        "index.json",
        "index.md",
        "index.txt",
        "projects-form.xlsx",
        "404.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
        "opensearch.xml",
        "manifest.json",
    ];
    // A compressed copy would be sent in the place of the file.
    let copied = Encoding::ALL.iter().find_map(|encoding| name.strip_suffix(encoding.name())?.strip_suffix('.'));
    FILES.contains(&copied.unwrap_or(name))
}

fn reserved(path: &Arc<str>, span: Option<Range<usize>>) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(
        "duplicate_address",
        path,
        ["网页地址是本站保留的", "the address is kept for the site itself"],
    )
    .why(["检索、目录、翻页和订阅要用这个地址", "search, registers, paging and feeds answer there"])
    .help(["换一个文件名，或改旧地址", "rename the file, or change the alias"]);
    diagnostic.span = span;
    diagnostic
}

fn files(site: &Site, found: &mut Vec<Diagnostic>) {
    let mut named: BTreeSet<Arc<str>> = BTreeSet::new();
    for item in &site.records.documents {
        named.extend(site.files_of(item));
        missing(site, item, found);
        same_name(site, item, found);
    }
    for column in &site.records.columns {
        column.text.for_each_pointer(&mut |pointer| {
            named.extend(column.path.as_ref().and_then(|path| site.file_at(path, pointer.target)));
        });
    }
    copies(site, found);
    for file in site.records.files.keys().filter(|file| !named.contains(*file)) {
        found.push(
            Diagnostic::error("stray_file", file, ["没有文件提到它", "nothing names this file"])
                .why([
                    "只有文稿写明的附件和图片才会发布，无主的文件可能是误放的",
                    "only files that a text names are published; one that nothing names may be here by mistake",
                ])
                .help([
                    "在所属文稿的 attachments 中写明，或移出 content/",
                    "name it in the attachments of its text, or move it out of content/",
                ]),
        );
    }
}

fn missing(site: &Site, item: &Item<Document>, found: &mut Vec<Diagnostic>) {
    let attached = item.value.attachments.iter().filter_map(|attachment| match attachment {
        Attachment::File { file, .. } => Some(file),
        Attachment::Roster { .. } | Attachment::Form { .. } => None,
    });
    for file in item.value.original.iter().chain(attached) {
        if site.file_at(&item.path, &file.value).is_none() {
            found.push(
                Diagnostic::error("missing_attachment", &item.path, ["附件不在", "the attachment is not there"])
                    .at(file.span.clone())
                    .why(["附件按文稿所在目录查找", "attachments are looked for in the directory of the text"])
                    .help(["把文件放到文稿旁边，或改正文件名", "put the file beside the text, or correct its name"]),
            );
        }
    }
}

/// A file with the name that the compressed copy of another has would be sent in its place.
fn copies(site: &Site, found: &mut Vec<Diagnostic>) {
    let files = site.published_files();
    let by_output: BTreeMap<&str, &PublishedFile> = files.iter().map(|file| (file.output.as_str(), file)).collect();
    for encoding in &site.config.output.precompress {
        let copies = files.iter().filter_map(|file| encoding.copy_of(&file.output));
        let clashes: Vec<&&PublishedFile> = copies.filter_map(|copy| by_output.get(copy.as_str())).collect();
        found.extend(clashes.into_iter().map(|clash| {
            let (file, name) = (&clash.source, encoding.name());
            Diagnostic::error(
                "duplicate_address",
                &clash.named_by,
                bilingual!(
                    "附件 {file} 与另一个附件的 {name} 压缩副本同名",
                    "the attachment {file} has the name of the {name} copy of another"
                ),
            )
            .why([
                "gongkai.toml 的 [output] precompress 要在每个文本文件旁边放压缩副本",
                "[output] precompress in gongkai.toml puts compressed copies beside each text file",
            ])
            .help([
                "删去这个附件（读者得到的就是压缩过的），或换一个文件名",
                "leave it out, since readers are sent the compressed copy anyway, or rename it",
            ])
        }));
    }
}

/// Two attachments of the same name from different directories would be published at one address.
fn same_name(site: &Site, item: &Item<Document>, found: &mut Vec<Diagnostic>) {
    let mut names: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for file in site.files_of(item) {
        let name = file.rsplit('/').next().unwrap_or(&file).to_owned();
        if is_fixed_file(&name) {
            found.push(reserved(&file, None));
        }
        if let Some(first) = names.insert(name, Arc::clone(&file)) {
            found.push(
                Diagnostic::error(
                    "duplicate_address",
                    &item.path,
                    bilingual!("附件 {file} 与 {first} 同名", "the attachments {file} and {first} have the same name"),
                )
                .why([
                    "附件都发布在文稿的网页旁边，不能同名",
                    "attachments are published beside the page of their text",
                ])
                .help(["改一个文件名", "rename one of them"]),
            );
        }
    }
}
