//! Documents: policy texts, plans, updates and pages.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Cited, Date, Disclosure, DocumentNumber, Duty, Indicator, Moment, Period, Pool, Task, Text, Validity};

/// Which of the four columns of prose a document belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum DocumentKind {
    /// A policy text under `documents/`.
    Document,
    /// A plan under `plans/`.
    Plan,
    /// A bulletin or news item under `updates/`.
    Update,
    /// A standing page under `pages/`.
    Page,
}

/// A document with the metadata of its disclosure.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Document {
    /// Which column it belongs to.
    pub kind: DocumentKind,
    /// 标题.
    pub title: String,
    /// 公开属性.
    pub disclosure: Disclosure,
    /// 删减后公开: the text's 附注 may then say otherwise than the field.
    pub redacted: bool,
    /// 文号.
    pub doc_number: Option<Cited<DocumentNumber>>,
    /// 署名机关, one or several.
    pub issuer: Vec<Cited<String>>,
    /// 发文机关标志, where it differs from the issuer.
    pub mark: Option<String>,
    /// 印发机关, where it differs from the issuer.
    pub printed_by: Option<String>,
    /// 成文日期.
    pub dated: Option<Date>,
    /// 印发日期.
    pub printed: Option<Date>,
    /// 签署日期.
    pub signed: Option<Date>,
    /// 登记日期.
    pub registered: Option<Date>,
    /// 发文日期.
    pub dispatched: Option<Date>,
    /// 发布日期, the only source of `PubDate`.
    pub published: Option<Moment>,
    /// 索引号.
    pub index_number: Option<Cited<String>>,
    /// 统一登记号.
    pub registration_number: Option<Cited<String>>,
    /// 体裁 (通知, 意见, 方案 …), given or read from the title.
    pub genre: Option<String>,
    /// 主题.
    pub topics: Vec<Cited<String>>,
    /// 公开责任部门.
    pub responsible: Option<String>,
    /// 公开范围.
    pub scope: Option<String>,
    /// 信息时效期.
    pub term: Option<String>,
    /// 来源, of news.
    pub source: Option<String>,
    /// 作者 or 责任编辑.
    pub author: Option<String>,
    /// The series an update belongs to.
    pub series: Option<String>,
    /// The period it reports on, of a signed bulletin.
    pub bulletin: Option<Bulletin>,
    /// 内容概述.
    pub summary: Option<String>,
    /// 有效性 as entered.
    pub validity: Option<Validity>,
    /// 施行日期.
    pub effective: Option<Date>,
    /// 失效日期: the last day on which it is in force.
    pub expires: Option<Date>,
    /// How it bears on other documents.
    pub relations: Vec<Relation>,
    /// The formal file, a path beside the document.
    pub original: Option<Cited<String>>,
    /// 附件.
    pub attachments: Vec<Attachment>,
    /// 目标指标.
    pub indicators: Vec<Indicator>,
    /// 重点任务, entered or read from the text.
    pub tasks: Vec<Task>,
    /// 部门职责, read from the text.
    pub duties: Vec<Duty>,
    /// 项目库.
    pub pools: Vec<Pool>,
    /// Set when the item was taken down: only the bare page remains.
    pub withdrawn: Option<Withdrawal>,
    /// Former addresses that lead here.
    pub aliases: Vec<Cited<String>>,
    /// The template of its page, where it is of a kind that the site added.
    pub template: Option<Cited<String>>,
    /// What may be the numbers of documents its text mentions, each once, as [`DocumentNumber::find_all`] finds them.
    pub mentions: Vec<DocumentNumber>,
    /// The body.
    pub text: Text,
}

/// What makes an update the signed bulletin of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Bulletin {
    /// The week, month or year it reports on.
    pub period: Period,
    /// Where it stands to the page that is summed up from the records by itself.
    pub place: BulletinPlace,
}

/// Where a signed bulletin stands to the automatic page of its month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, BorshSerialize, BorshDeserialize)]
pub enum BulletinPlace {
    /// In its place: the automatic page leads to the bulletin.
    #[default]
    Instead,
    /// Before it: the automatic page begins with the bulletin.
    Before,
}

/// How one document bears on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum RelationKind {
    /// It takes the other's place.
    Replaces,
    /// It changes the other.
    Amends,
    /// It repeals the other.
    Repeals,
    /// It carries the other out.
    Implements,
    /// It explains the other (政策解读).
    Interprets,
}

/// A stated relation to another document.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Relation {
    /// Which relation.
    pub kind: RelationKind,
    /// The other document's number.
    pub number: Cited<DocumentNumber>,
}

/// What is attached to a document.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Attachment {
    /// A file beside the document.
    File {
        /// Its path, relative to the document's file.
        file: Cited<String>,
        /// The title shown; else the file's name.
        title: Option<String>,
    },
    /// A roster of the site, shown in place.
    Roster {
        /// Its path under `content/` without ending.
        roster: Cited<String>,
        /// The title shown; else the roster's name.
        title: Option<String>,
    },
    /// A blank form for records of a kind, such as the clue form of `projects`.
    Form {
        /// The record kind: `projects`.
        form: Cited<String>,
        /// The title shown.
        title: Option<String>,
    },
}

/// Why and when an item was taken down.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Withdrawal {
    /// The day.
    pub on: Date,
    /// The reason, published.
    pub reason: String,
}
