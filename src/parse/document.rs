//! Markdown files into documents and columns.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Column, Parsed,
    field::{Context, Fields},
    front_matter::split_front_matter,
    key,
    markdown::parse_markdown,
    marking::{Note, disclosure_notes},
    plan, shared,
    syntax::Toml,
    task::{lines, read_duties, read_tasks},
};
use crate::{
    artifact::UrlPath,
    bilingual,
    diag::{Diagnostic, Severity},
    model::{
        Attachment, Bulletin, BulletinPlace, Disclosure, Document, DocumentKind, DocumentNumber, Relation,
        RelationKind, Text,
    },
};

/// Reads a document of `documents/`, `plans/`, `updates/` or `pages/`.
#[must_use]
pub fn parse_document(text: &str, path: &Arc<str>, kind: DocumentKind) -> Parsed<Document> {
    let split = match split_front_matter(text, path) {
        Ok(split) => split,
        Err(diagnostic) => return Parsed { value: None, diagnostics: vec![*diagnostic] },
    };
    let toml = Toml::new(&text[split.toml.clone()], path, split.toml.start);
    let (table, mut context) = toml.parse();
    let fields = Fields::new(table.get_ref(), 0..split.toml.len(), key::DOCUMENT, &mut context);
    let body = parse_body(&text[split.body.clone()], split.body.start, &mut context);
    let title = fields.required("title", &mut context).map(|title| title.value);
    let disclosure = shared::disclosure(&fields, &mut context);
    let is_whole = title.is_some() && disclosure.is_some();
    let head = Head { kind, title: title.unwrap_or_default(), disclosure: disclosure.unwrap_or(Disclosure::Withheld) };
    // What is missing does not hide what else is wrong.
    let document = read_document(&fields, head, body, &mut context);
    if let Some(disclosure) = disclosure {
        check_notes(&text[split.body.clone()], split.body.start, disclosure, document.redacted, &mut context);
    }
    Parsed { value: is_whole.then_some(document), diagnostics: context.diagnostics }
}

/// Reads an `_index.md`.
#[must_use]
pub fn parse_column(text: &str, path: &Arc<str>, url: UrlPath) -> Parsed<Column> {
    let split = match split_front_matter(text, path) {
        Ok(split) => split,
        Err(diagnostic) => return Parsed { value: None, diagnostics: vec![*diagnostic] },
    };
    let toml = Toml::new(&text[split.toml.clone()], path, split.toml.start);
    let (table, mut context) = toml.parse();
    let fields = Fields::new(table.get_ref(), 0..split.toml.len(), key::COLUMN, &mut context);
    let body = parse_body(&text[split.body.clone()], split.body.start, &mut context);
    let column = fields.required("title", &mut context).map(|title| Column {
        path: Some(Arc::clone(path)),
        url,
        title: title.value,
        description: fields.word("description", &mut context),
        keywords: fields.words("keywords", &mut context),
        column_type: fields.word("type", &mut context),
        weight: fields.integer("weight", &mut context).unwrap_or(0),
        text: body,
    });
    Parsed { value: column, diagnostics: context.diagnostics }
}

fn parse_body(body: &str, offset: usize, context: &mut Context) -> Text {
    let markdown = parse_markdown(body, offset);
    for refusal in markdown.refusals {
        let mut diagnostic =
            Diagnostic::error("unsafe_markdown", &context.path, refusal.what).at(refusal.span).help(refusal.help);
        if refusal.warning {
            diagnostic.severity = Severity::Warning;
            diagnostic.code = "doubtful_markdown";
        }
        context.diagnostics.push(diagnostic);
    }
    markdown.text
}

/// What every document must say.
struct Head {
    kind: DocumentKind,
    title: String,
    disclosure: Disclosure,
}

fn read_document(fields: &Fields<'_, '_>, head: Head, text: Text, context: &mut Context) -> Document {
    let entered = plan::tasks(fields, context);
    let lines = lines(&text);
    let duties = read_duties(&lines);
    Document {
        kind: head.kind,
        genre: fields.word("genre", context).or_else(|| genre(&head.title)),
        title: head.title,
        disclosure: head.disclosure,
        redacted: fields.flag("redacted", context).unwrap_or(false),
        doc_number: fields.cited("doc_number", context),
        issuer: fields.texts("issuer", context),
        mark: fields.word("mark", context),
        printed_by: fields.word("printed_by", context),
        dated: fields.value("dated", context),
        printed: fields.value("printed", context),
        signed: fields.value("signed", context),
        registered: fields.value("registered", context),
        dispatched: fields.value("dispatched", context),
        published: fields.value("published", context),
        index_number: fields.text("index_number", context),
        registration_number: fields.text("registration_number", context),
        topics: fields.texts("topics", context),
        responsible: fields.word("responsible", context),
        scope: fields.word("scope", context),
        term: fields.word("term", context),
        source: fields.word("source", context),
        author: fields.word("author", context),
        series: fields.word("series", context),
        bulletin: bulletin(fields, context),
        summary: fields.word("summary", context),
        validity: fields.value("validity", context),
        effective: fields.value("effective", context),
        expires: fields.value("expires", context),
        relations: relations(fields, context),
        original: fields.text("original", context),
        attachments: attachments(fields, context),
        indicators: plan::indicators(fields, context),
        tasks: if entered.is_empty() { read_tasks(&lines) } else { entered },
        duties,
        pools: plan::pools(fields, context),
        withdrawn: shared::withdrawal(fields, context),
        aliases: shared::aliases(fields, context),
        template: fields.text("template", context),
        mentions: mentions(&text),
        text,
    }
}

fn mentions(text: &Text) -> Vec<DocumentNumber> {
    let mut found = BTreeSet::new();
    text.for_each_passage(&mut |passage| {
        found.extend(DocumentNumber::find_all(&passage.words).into_iter().map(|(_, number)| number));
    });
    found.into_iter().collect()
}

/// The genre that ends an official title: 通知 in 《关于…的通知》 (党政机关公文处理工作条例 第八条), and a few kinds of plan.
fn genre(title: &str) -> Option<String> {
    const GENRES: [&str; 26] = [
        "决议",
        "决定",
        "命令",
        "公报",
        "公告",
        "通告",
        "意见",
        "通知",
        "通报",
        "报告",
        "请示",
        "批复",
        "议案",
        "函",
        "纪要",
        "实施方案",
        "行动计划",
        "规划",
        "方案",
        "办法",
        "细则",
        "规定",
        "条例",
        "指南",
        "制度",
        "解读",
    ];
    let end = title.trim_end_matches(['》', '）', ')', '”']);
    let bare = match (title.ends_with(['）', ')']), title.rfind(['（', '('])) {
        (true, Some(open)) => title[..open].trim_end(),
        _ => end,
    };
    GENRES.iter().find(|genre| bare.ends_with(**genre)).map(|genre| (*genre).to_owned())
}

fn relations(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<Relation> {
    [
        ("replaces", RelationKind::Replaces),
        ("amends", RelationKind::Amends),
        ("repeals", RelationKind::Repeals),
        ("implements", RelationKind::Implements),
        ("interprets", RelationKind::Interprets),
    ]
    .into_iter()
    .flat_map(|(key, kind)| fields.cited_list(key, context).into_iter().map(move |number| Relation { kind, number }))
    .collect()
}

/// The period of a signed bulletin, and where it stands to the automatic page of its month.
fn bulletin(fields: &Fields<'_, '_>, context: &mut Context) -> Option<Bulletin> {
    let place = fields.text("place", context);
    let place = place.map_or(BulletinPlace::default(), |place| match place.value.as_str() {
        "instead" => BulletinPlace::Instead,
        "before" => BulletinPlace::Before,
        _ => {
            context.diagnostics.push(
                Diagnostic::error("invalid_place", &context.path, ["没有这种位置", "there is no such place"])
                    .at(place.span)
                    .help([
                        "写 \"instead\"（代替自动汇总的月报）或 \"before\"（放在它前面）",
                        "write \"instead\" (in the place of the automatic page) or \"before\" (above it)",
                    ]),
            );
            BulletinPlace::default()
        }
    });
    Some(Bulletin { period: fields.value("bulletin", context)?, place })
}

fn attachments(fields: &Fields<'_, '_>, context: &mut Context) -> Vec<Attachment> {
    let mut attachments = Vec::new();
    for entry in fields.tables("attachments", key::ATTACHMENT, context) {
        let title = entry.word("title", context);
        let kinds = ["file", "roster", "form"].map(|key| entry.text(key, context));
        match kinds {
            [Some(file), None, None] => attachments.push(Attachment::File { file, title }),
            [None, Some(roster), None] => attachments.push(Attachment::Roster { roster, title }),
            [None, None, Some(form)] => attachments.push(Attachment::Form { form, title }),
            _ => {
                let span = entry.span("", context);
                context.diagnostics.push(
                    Diagnostic::error(
                        "invalid_attachment",
                        &context.path,
                        [
                            "一个附件应当且只能写 file、roster、form 之一",
                            "an attachment names exactly one of file, roster and form",
                        ],
                    )
                    .at(span)
                    .help([
                        "例如 { file = \"附件1.xlsx\", title = \"任务分解表\" }",
                        "as in { file = \"附件1.xlsx\", title = \"任务分解表\" }",
                    ]),
                );
            }
        }
    }
    attachments
}

/// The 附注 in the text must agree with the field; a text without one says nothing.
fn check_notes(body: &str, offset: usize, disclosure: Disclosure, redacted: bool, context: &mut Context) {
    for (range, note) in disclosure_notes(body) {
        let stated = match note {
            Note::States(stated) if stated == disclosure => continue,
            // What was withheld is published in part: the note may be that of the part or of the whole.
            Note::Redacted if redacted => continue,
            Note::States(Disclosure::OnRequest) if redacted => continue,
            Note::States(stated) => stated.label(),
            Note::Redacted => "删减后公开",
            Note::Unclear => "…",
        };
        let field = disclosure.label();
        let help = if disclosure == Disclosure::Public {
            bilingual!(
                "两处改为一致；如已删减后公开，加一行 redacted = true",
                "make the two agree; if the text was redacted for publication, add a line redacted = true"
            )
        } else {
            bilingual!("两处改为一致", "make the two agree")
        };
        context.diagnostics.push(
            Diagnostic::error(
                "disclosure_note_disagrees",
                &context.path,
                bilingual!(
                    "附注写的是“{stated}”，公开属性写的是“{field}”",
                    "the note in the text says {stated}, the field disclosure says {field}"
                ),
            )
            .at(range.start + offset..range.end + offset)
            .why([
                "附注与公开属性不一致，无法判断能否发布",
                "where the two disagree nobody can tell whether it may be published",
            ])
            .help(help),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::genre;

    #[test]
    fn reads_the_genre_from_the_title() {
        assert_eq!(genre("云溪区人民政府办公室关于印发《健康产业实施方案》的通知").as_deref(), Some("通知"));
        assert_eq!(genre("大健康产业三年行动计划（2022—2024年）").as_deref(), Some("行动计划"));
        assert_eq!(genre("政府信息公开指南").as_deref(), Some("指南"));
        assert_eq!(genre("云溪要闻"), None);
    }
}
