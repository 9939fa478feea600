//! A site with one item of every kind, some with everything and some with nothing.

use crate::{
    model::{
        Attachment, Block, BlockKind, Cited, Date, Disclosure, Document, DocumentKind, DocumentNumber, Heading,
        Indicator, Inline, Member, Milestone, Moment, Money, Part, Planned, Pool, Project, Quantity, Relation,
        RelationKind, Roster, Status, Task, Text, Unit, Update, Validity, Withdrawal,
    },
    render::meta::sample::{cited, document, item},
    site::Records,
};

pub(super) fn day(written: &str) -> Date {
    Date::parse(written).unwrap()
}

fn number(written: &str) -> Cited<DocumentNumber> {
    cited(DocumentNumber::parse(written).unwrap())
}

fn paragraph(anchor: &str, words: &str) -> Block {
    let kind = BlockKind::Paragraph { anchor: anchor.into(), content: vec![Inline::Text(words.into())] };
    Block { span: 0..0, kind }
}

fn heading(level: u8, words: &str) -> Heading {
    Heading { level, anchor: words.into(), content: vec![Inline::Text(words.into())] }
}

#[expect(clippy::too_many_lines, reason = "one long list")]
fn full_document() -> Document {
    let section = |words: &str| Block { span: 0..0, kind: BlockKind::Heading(heading(2, words)) };
    let plan = vec![
        section("一、总体要求"),
        paragraph("p1", "坚持需求导向。"),
        section("二、重点任务"),
        paragraph("p2", "1.推动社区医疗与养老融合发展。"),
        section("三、保障措施"),
        paragraph("p3", "加强组织领导。"),
    ];
    Document {
        doc_number: Some(number("云政办发〔2017〕56号")),
        issuer: vec![cited("区政府办公室".into())],
        mark: Some("云溪区人民政府办公室文件".into()),
        printed_by: Some("区数据局".into()),
        dated: Some(day("2017-11-30")),
        printed: Some(day("2017-12-01")),
        signed: Some(day("2017-11-29")),
        registered: Some(day("2017-12-02")),
        dispatched: Some(day("2017-12-03")),
        published: Some(Moment::parse("2017-12-13T09:30:00").unwrap()),
        index_number: Some(cited("100001/2017-1197206".into())),
        registration_number: Some(cited("云府规2017-12".into())),
        genre: Some("通知".into()),
        topics: vec![cited("卫生健康".into())],
        responsible: Some("文秘科".into()),
        scope: Some("面向社会".into()),
        term: Some("长期公开".into()),
        source: Some("云溪日报".into()),
        author: Some("林绍康".into()),
        series: Some("政策汇编".into()),
        validity: Some(Validity::InForce),
        effective: Some(day("2018-01-01")),
        expires: Some(day("2030-12-31")),
        relations: vec![
            Relation { kind: RelationKind::Replaces, number: number("云政办发〔2012〕8号") },
            Relation { kind: RelationKind::Implements, number: number("示政办发〔2016〕32号") },
        ],
        original: Some(cited("正式 文件.docx".into())),
        attachments: vec![
            Attachment::File { file: cited("附件:3.xlsx".into()), title: Some("任务分解表".into()) },
            Attachment::Roster { roster: cited("rosters/now".into()), title: None },
            Attachment::Form { form: cited("projects".into()), title: None },
        ],
        indicators: vec![Indicator {
            name: "健康产业增加值年均增长率".into(),
            target: Quantity::parse("15%以上").unwrap(),
            baseline: None,
            by: Some(2020),
            each: None,
            actual: Vec::new(),
            shares: Vec::new(),
        }],
        tasks: vec![Task {
            title: "推动社区医疗与养老融合发展".into(),
            number: "1.".into(),
            lead: vec!["区卫健局".into()],
            with: vec!["区民政局".into()],
            anchor: Some("p2".into()),
            ..Task::default()
        }],
        pools: vec![Pool {
            category: "健康服务类".into(),
            count: Some(18),
            investment: Some(Money::parse("78.92亿元").unwrap()),
            years: None,
        }],
        aliases: vec![cited("/old/56/".into())],
        template: None,
        text: Text {
            parts: vec![
                Part { title: None, blocks: vec![paragraph("p0", "现将《实施方案》印发给你们。")] },
                Part { title: Some(heading(1, "实施方案")), blocks: plan },
            ],
            footnotes: Vec::new(),
        },
        ..document(DocumentKind::Document, "云溪区人民政府办公室印发《健康产业实施方案》的通知")
    }
}

fn roster(name: &str, effective: &str, members: &[(&str, &str)]) -> Roster {
    let members = members.iter().map(|(role, name)| Member {
        role: (*role).into(),
        name: (*name).into(),
        post: Some("局长".into()),
        unit: Some(cited("区卫健局".into())),
    });
    Roster {
        name: name.into(),
        disclosure: Disclosure::Public,
        body: cited("区大健康产业发展小组".into()),
        established_by: Some(number("云政办发〔2017〕56号")),
        effective: Some(day(effective)),
        ended: None,
        office: Some("区卫健局".into()),
        members: members.collect(),
        withdrawn: None,
        aliases: Vec::new(),
    }
}

fn project(name: &str, stage: &str) -> Project {
    Project {
        name: name.into(),
        code: cited(name.into()),
        disclosure: Disclosure::Public,
        counted: false,
        cleared: None,
        stage: cited(stage.into()),
        status: Status::Normal,
        investment: None,
        industry: None,
        location: None,
        carrier: None,
        territory: None,
        introduced_by: Vec::new(),
        lead_unit: Vec::new(),
        units: Vec::new(),
        investor: None,
        service: None,
        lists: Vec::new(),
        category: None,
        seeking: None,
        summary: None,
        documents: Vec::new(),
        milestones: Vec::new(),
        updates: Vec::new(),
        withdrawn: None,
        aliases: Vec::new(),
    }
}

pub(super) fn records() -> Records {
    let repealed = Document {
        doc_number: Some(number("云政办发〔2012〕8号")),
        dated: Some(day("2012-03-01")),
        ..document(DocumentKind::Document, "关于健康产业的通知 <script>alert(1)</script> & \"旧\"")
    };
    let mut documents = vec![
        item("/documents/2017/56/", full_document()),
        item("/documents/2012/8/", repealed),
        item("/pages/about/", document(DocumentKind::Page, "关于本站")),
    ];
    let removed = Withdrawal { on: day("2024-05-01"), reason: "内容有误。".into() };
    let removed = Document { withdrawn: Some(removed), ..document(DocumentKind::Document, "不应再出现的标题") };
    documents.push(item("/documents/2020/1/", removed));
    for serial in 1..=45 {
        let one =
            Document { dated: Some(day("2023-05-01")), ..document(DocumentKind::Update, &format!("动态{serial}")) };
        documents.push(item(&format!("/updates/2023/{serial:02}/"), one));
    }
    let unit = |id: &str, name: &str, short: &str| Unit {
        id: cited(id.into()),
        name: name.into(),
        short: Some(short.into()),
        kind: Some("机关".into()),
        ..Unit::default()
    };
    let now = [("组长", "何敬文"), ("成员", "周廷恺"), ("成员", "林绍康")];
    let mut former = roster("原名单", "2020-01-01", &[("组长", "何敬文"), ("成员", "陈望舒")]);
    former.ended = Some(day("2023-09-17"));
    Records {
        documents,
        projects: vec![
            item("/projects/a/", moved_project()),
            item("/projects/b/", Project { status: Status::Stopped, ..project("三项项目", "投产") }),
        ],
        rosters: vec![item("/rosters/now/", roster("组成人员", "2023-09-18", &now)), item("/rosters/old/", former)],
        units: vec![
            unit("weijian", "云溪区卫生健康局", "区卫健局"),
            unit("djk", "云溪区大健康产业发展小组", "区大健康产业发展小组"),
        ],
        ..Records::default()
    }
}

fn moved_project() -> Project {
    let plan = |date: &str, on: Option<&str>, reason: Option<&str>| Planned {
        date: day(date),
        on: on.map(day),
        reason: reason.map(str::to_owned),
    };
    Project {
        milestones: vec![Milestone {
            name: "竣工".into(),
            planned: vec![plan("2022-05-31", None, None), plan("2022-06-30", Some("2022-04-01"), Some("雨季延长"))],
            actual: Some(day("2022-06-15")),
        }],
        updates: vec![
            Update {
                date: day("2021-03-01"),
                stage: Some(cited("签约".into())),
                invested: None,
                text: "签约。".into(),
            },
            Update {
                date: day("2022-01-05"),
                stage: Some(cited("开工".into())),
                invested: None,
                text: "开工。".into(),
            },
        ],
        documents: vec![number("云政办发〔2017〕56号")],
        ..project("采样管项目", "开工")
    }
}
