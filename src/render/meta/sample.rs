//! A small site for the tests of this room: one item of each kind, some with everything, some with nothing.

use std::sync::Arc;

use crate::{
    artifact::UrlPath,
    cache::Key,
    config::{Config, SiteConfig},
    model::{
        Block, BlockKind, Carrier, Cited, Date, Disclosure, Document, DocumentKind, DocumentNumber, Inline, Member,
        Milestone, Moment, Part, Project, Relation, RelationKind, Roster, Status, Text, Unit, Update,
    },
    site::{Column, Item, Records, Site},
};

/// The public site under `base_url`, as of 10 June 2024.
pub fn site(base_url: &str) -> Site {
    let config = Config {
        site: SiteConfig {
            title: "云溪区政务公开".into(),
            base_url: base_url.into(),
            organization: Some("云溪区人民政府办公室".into()),
            id_code: Some("3599010001".into()),
            ..Config::default().site
        },
        ..Config::default()
    };
    Site::assemble(config, day("2024-06-10"), records()).public()
}

/// The index of the document at `url`.
pub fn index(site: &Site, url: &str) -> usize {
    site.records.documents.iter().position(|item| item.url.as_str() == url).expect("a document of the sample")
}

/// A document of which nothing but its title is known.
pub fn document(kind: DocumentKind, title: &str) -> Document {
    Document {
        kind,
        title: title.into(),
        disclosure: Disclosure::Public,
        redacted: false,
        doc_number: None,
        issuer: Vec::new(),
        mark: None,
        printed_by: None,
        dated: None,
        printed: None,
        signed: None,
        registered: None,
        dispatched: None,
        published: None,
        index_number: None,
        registration_number: None,
        genre: None,
        topics: Vec::new(),
        responsible: None,
        scope: None,
        term: None,
        source: None,
        author: None,
        series: None,
        bulletin: None,
        summary: None,
        validity: None,
        effective: None,
        expires: None,
        relations: Vec::new(),
        original: None,
        attachments: Vec::new(),
        indicators: Vec::new(),
        tasks: Vec::new(),
        duties: Vec::new(),
        pools: Vec::new(),
        withdrawn: None,
        aliases: Vec::new(),
        template: None,
        mentions: Vec::new(),
        text: Text::default(),
    }
}

/// A value at no place.
pub fn cited<T>(value: T) -> Cited<T> {
    Cited { value, span: 0..0 }
}

/// A value filed at `url`, in a file of the same name.
pub fn item<T>(url: &str, value: T) -> Item<T> {
    Item {
        path: Arc::from(format!("content{}.md", url.trim_end_matches('/'))),
        url: UrlPath::new(url),
        key: Key::default(),
        front: Key::default(),
        value: value.into(),
    }
}

fn day(written: &str) -> Date {
    Date::parse(written).expect("a day of the sample")
}

fn number(written: &str) -> Cited<DocumentNumber> {
    cited(DocumentNumber::parse(written).expect("a number of the sample"))
}

fn paragraphs(words: &[&str]) -> Text {
    let block = |words: &&str| Block {
        span: 0..0,
        kind: BlockKind::Paragraph { anchor: String::new(), content: vec![Inline::Text((*words).to_owned())] },
    };
    Text { parts: vec![Part { title: None, blocks: words.iter().map(block).collect() }], footnotes: Vec::new() }
}

fn records() -> Records {
    let column = Column {
        path: Some("content/documents/_index.md".into()),
        url: UrlPath::new("documents"),
        title: "政策文件".into(),
        description: Some("区政府及其部门主动公开的文件".into()),
        keywords: vec!["政策文件".into(), "通知".into()],
        column_type: None,
        weight: 10,
        text: Text::default(),
    };
    let unit = |id: &str, name: &str, short: &str, kind: &str| Unit {
        id: cited(id.into()),
        name: name.into(),
        short: Some(short.into()),
        kind: Some(kind.into()),
        ..Unit::default()
    };
    Records {
        columns: vec![column],
        documents: documents(),
        projects: vec![item("/projects/2024-001/", project())],
        carriers: vec![item("/carriers/nanhu/", carrier())],
        rosters: vec![item("/rosters/dajiankang/", roster())],
        units: vec![
            unit("weijian", "云溪区卫生健康局", "区卫健局", "机关"),
            unit("djk", "云溪区大健康产业发展小组", "区大健康产业发展小组", "议事协调机构"),
            unit("wentou", "云溪文化旅游投资集团有限公司", "区文投集团", "企业"),
        ],
        ..Records::default()
    }
}

fn documents() -> Vec<Item<Document>> {
    let notice = Document {
        doc_number: Some(number("云卫健〔2024〕43号")),
        issuer: vec![cited("区卫健局".into())],
        dated: Some(day("2024-04-29")),
        published: Some(Moment::parse("2024-05-06T09:30:00").expect("a moment of the sample")),
        genre: Some("通知".into()),
        topics: vec![cited("卫生健康".into()), cited("招商引资".into()), cited("卫生健康".into())],
        author: Some("林绍康".into()),
        effective: Some(day("2024-06-01")),
        expires: Some(day("2026-12-31")),
        relations: vec![
            Relation { kind: RelationKind::Replaces, number: number("云招〔2023〕5号") },
            Relation { kind: RelationKind::Implements, number: number("示政办发〔2022〕7号") },
        ],
        text: paragraphs(&["各街道办事处：", "现将《招商工作方案》印发给你们，请认真组织实施。"]),
        ..document(DocumentKind::Document, "关于印发《招商工作方案》的\"通知\"</script><b>")
    };
    let founding = Document {
        doc_number: Some(number("云招〔2023〕5号")),
        dated: Some(day("2023-09-18")),
        ..document(DocumentKind::Document, "关于成立大健康产业发展小组的通知")
    };
    let weekly = Document {
        published: Some(Moment::parse("2024-06-03").expect("a day of the sample")),
        source: Some("云溪日报".into()),
        text: paragraphs(&["本周新开工项目\u{b}两个\u{0}。"]),
        ..document(DocumentKind::Update, "周报\u{8}第1期 <A & B>")
    };
    let plan = Document {
        dated: Some(day("2022-03-01")),
        ..document(DocumentKind::Plan, "大健康产业三年行动计划（2022—2024年）")
    };
    vec![
        item("/documents/2024/43/", notice),
        item("/documents/2023/5/", founding),
        item("/updates/2024/周报 1/", weekly),
        item("/plans/2022/", plan),
        item("/pages/about/", document(DocumentKind::Page, "关于本站")),
    ]
}

fn project() -> Project {
    Project {
        name: "核酸药物递送材料项目".into(),
        code: cited("2024-001".into()),
        disclosure: Disclosure::Public,
        counted: false,
        cleared: None,
        stage: cited("签约".into()),
        status: Status::Normal,
        investment: None,
        industry: Some("生物医药".into()),
        location: Some("云溪高新区".into()),
        carrier: None,
        territory: None,
        introduced_by: Vec::new(),
        lead_unit: vec![cited("区卫健局".into())],
        units: Vec::new(),
        investor: Some("示范市弥远递送科技有限公司".into()),
        service: Some("云溪高新区管委会招商服务中心，0599-5550605".into()),
        lists: vec!["2024年度重点项目".into()],
        category: None,
        seeking: None,
        summary: Some("建设脂质材料合成平台。".into()),
        documents: vec![number("云卫健〔2024〕43号")],
        milestones: vec![Milestone { name: "签约".into(), planned: Vec::new(), actual: Some(day("2024-02-27")) }],
        updates: vec![Update {
            date: day("2024-05-24"), stage: None, invested: None, text: "项目备案完成。".into()
        }],
        withdrawn: None,
        aliases: Vec::new(),
    }
}

fn carrier() -> Carrier {
    Carrier {
        name: "南湖康养产业园".into(),
        disclosure: Disclosure::Public,
        location: Some("南湖街道".into()),
        operator: Some(cited("区文投集团".into())),
        industries: vec!["健康养老".into()],
        area_total: Some("9.5万平方米".into()),
        area_free: Some("1.6万平方米".into()),
        as_of: Some(day("2024-05-31")),
        policies: Vec::new(),
        contact: Some("南湖街道办事处，0599-5550633".into()),
        summary: Some("由原疗养院改造而成。".into()),
        withdrawn: None,
        aliases: Vec::new(),
    }
}

fn roster() -> Roster {
    let member = |name: &str, unit: Option<&str>| Member {
        role: "组长".into(),
        name: name.into(),
        post: unit.map(|_| "区卫健局局长".into()),
        unit: unit.map(|unit| cited(unit.into())),
    };
    Roster {
        name: "云溪区大健康产业发展小组组成人员".into(),
        disclosure: Disclosure::Public,
        body: cited("区大健康产业发展小组".into()),
        established_by: Some(number("云招〔2023〕5号")),
        effective: Some(day("2023-09-18")),
        ended: None,
        office: Some("区卫健局".into()),
        members: vec![member("何敬文", Some("区卫健局")), member("周廷恺", None)],
        withdrawn: None,
        aliases: Vec::new(),
    }
}
