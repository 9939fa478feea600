//! The headings that offices write over their columns, and what each of them means.

/// A column of a kind of record.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its key in the record.
    pub key: &'static str,
    /// The headings it is known by; the first is the one that workbooks of ours bear.
    pub headings: &'static [&'static str],
}

const fn field(key: &'static str, headings: &'static [&'static str]) -> Field {
    Field { key, headings }
}

/// A project, one a row.
pub const PROJECT: &[Field] = &[
    field("code", &["项目编号", "编号"]),
    field("name", &["项目名称", "名称", "项目", "重点项目名称", "企业（项目）名称", "线索名称"]),
    field("disclosure", &["公开属性", "公开方式"]),
    field("counted", &["计入汇总"]),
    field("cleared", &["准予公开日期"]),
    field("stage", &["阶段", "项目阶段", "所处阶段", "当前阶段", "目前阶段", "进展阶段"]),
    field("status", &["状态", "项目状态", "建设状态"]),
    field(
        "investment",
        &["总投资", "总投资额", "投资总额", "投资额", "计划总投资", "项目总投资", "计划投资", "投资规模", "拟投资额"],
    ),
    field("industry", &["所属产业", "产业", "产业类别", "产业类型", "所属行业", "行业", "行业类别"]),
    field("location", &["建设地点", "项目地点", "建设地址", "项目地址", "项目选址", "选址", "地点"]),
    field("carrier", &["所在载体"]),
    field("territory", &["属地"]),
    field("introduced_by", &["招引单位", "引进单位", "招商单位"]),
    field(
        "lead_unit",
        &["牵头单位", "责任单位", "牵头责任单位", "主管单位", "主管部门", "责任部门", "牵头部门", "包保单位"],
    ),
    field("units", &["配合单位", "协同单位", "配合责任单位", "协办单位", "配合部门"]),
    field(
        "investor",
        &["投资方", "投资企业", "投资主体", "投资单位", "企业名称", "建设单位", "项目业主", "业主单位", "项目单位"],
    ),
    field("service", &["服务单位"]),
    field("lists", &["所在清单", "列入清单"]),
    field("category", &["项目库类别", "项目类别"]),
    field("seeking", &["招商需求", "合作需求"]),
    field(
        "summary",
        &[
            "项目简介",
            "项目概况",
            "建设内容",
            "主要建设内容",
            "建设内容及规模",
            "建设规模及内容",
            "建设内容和规模",
            "建设规模和内容",
            "项目内容",
            "简介",
        ],
    ),
    field("documents", &["依据文件", "批复文件"]),
    field("aliases", &["旧地址"]),
    field("date", &["进展日期", "更新日期", "更新时间", "填报日期"]),
    field("invested", &["累计完成投资", "累计投资", "已完成投资", "完成投资", "累计完成投资额"]),
    field(
        "text",
        &[
            "进展情况",
            "项目进展",
            "项目进展情况",
            "目前进展",
            "最新进展",
            "当前进展",
            "工作进展",
            "推进情况",
            "对接情况",
            "形象进度",
            "进度",
            "进展",
        ],
    ),
    field("签约", &["签约时间"]),
    field("开工", &["开工时间"]),
    field("竣工", &["竣工时间", "完工时间"]),
    field("投产", &["投产时间"]),
];

/// A plan for a milestone of a project, one a row.
pub const MILESTONE: &[Field] = &[
    field("code", &["项目编号"]),
    field("name", &["项目名称"]),
    field("milestone", &["节点名称"]),
    field("planned", &["计划日期"]),
    field("on", &["调整日期"]),
    field("reason", &["调整原因"]),
    field("actual", &["实际日期"]),
];

/// A reported step of a project, one a row.
pub const UPDATE: &[Field] = &[
    field("code", &["项目编号"]),
    field("name", &["项目名称"]),
    field("date", &["进展日期"]),
    field("stage", &["达到阶段"]),
    field("invested", &["累计完成投资"]),
    field("text", &["进展情况"]),
];

/// A seat on a roster, with the roster where a sheet lists several.
pub const MEMBER: &[Field] = &[
    field("roster", &["名单名称"]),
    field("body", &["机构", "所属机构"]),
    field("disclosure", &["公开属性", "公开方式"]),
    field("established_by", &["设立文件", "设立依据"]),
    field("effective", &["起始日期"]),
    field("ended", &["终止日期"]),
    field("office", &["办公室"]),
    field("role", &["职责", "角色", "组内职务", "专班职务", "领导小组职务", "工作组职务", "机构职务", "成员类别"]),
    field("name", &["姓名"]),
    field("post", &["职务", "单位及职务", "单位职务", "工作单位及职务", "现任职务"]),
    field("unit", &["所在单位", "单位", "工作单位", "单位名称"]),
];

/// A task of a document.
pub const TASK: &[Field] = &[
    field("title", &["重点任务", "任务", "工作任务", "任务名称", "任务内容", "重点工作", "工作内容", "主要任务"]),
    field("doc_number", &["文号", "依据文件", "文件文号"]),
    field("lead", &["牵头单位", "牵头部门", "牵头责任单位"]),
    field("with", &["配合单位", "配合部门", "协办单位"]),
    field("implementer", &["责任单位", "实施单位", "责任部门", "落实单位"]),
    field("due", &["完成时限", "完成时间", "时限", "时间要求", "截止时间"]),
    field("each", &["周期"]),
    field("status", &["进展", "进展情况", "完成情况", "落实情况", "工作进展"]),
];

/// A target indicator of a document.
pub const INDICATOR: &[Field] = &[
    field("name", &["指标名称", "指标", "主要指标"]),
    field("doc_number", &["文号", "依据文件", "文件文号"]),
    field("target", &["目标值", "目标", "规划目标"]),
    field("baseline", &["基期值", "基期", "基数"]),
    field("by", &["目标年份", "目标年"]),
    field("each", &["周期"]),
    field("value", &["完成值", "实际完成", "完成数", "完成情况"]),
    field("on", &["完成值日期", "统计日期", "数据日期"]),
];

/// What a heading says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A field of the record.
    Field {
        /// Its key.
        key: &'static str,
        /// The unit of money in its bracket.
        unit: Option<&'static str>,
        /// What its words say of a date.
        tense: Tense,
    },
    /// Something private to a person, never written anywhere.
    Personal,
    /// The number of the row.
    Counting,
    /// Nothing that a record has.
    Unknown,
}

/// Whether a date under a heading is planned or reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    /// 计划, 预计, 拟.
    Planned,
    /// 实际.
    Actual,
    /// Not said: what lies ahead is planned.
    Open,
}

/// Words of which one in a heading is enough: the column is about a person.
const PERSONAL: [&str; 13] = [
    "联系人",
    "电话",
    "手机",
    "联系方式",
    "身份证",
    "银行卡",
    "银行账号",
    "邮箱",
    "微信",
    "住址",
    "QQ",
    "填报人",
    "出生",
];
const COUNTING: [&str; 4] = ["序号", "序", "编码序号", "No."];
const PLANNED: [&str; 4] = ["计划", "预计", "拟", "预期"];
const ACTUAL: [&str; 2] = ["实际", "已"];
const MONEY: [&str; 3] = ["万元", "亿元", "元"];

/// Reads a heading among the fields of a kind of record.
#[must_use]
pub fn meaning(heading: &str, fields: &'static [Field]) -> Meaning {
    let plain = plain(heading);
    let (name, bracket) = bracket(&plain);
    if COUNTING.contains(&name) {
        return Meaning::Counting;
    }
    if PERSONAL.iter().any(|word| plain.contains(word)) {
        return Meaning::Personal;
    }
    let unit = bracket.and_then(money_unit);
    let known = |name: &str| {
        let is_named = |field: &&Field| field.headings.contains(&name);
        fields.iter().find(is_named).map(|field| field.key)
    };
    if let Some(key) = known(&plain).or_else(|| known(name)) {
        return Meaning::Field { key, unit, tense: Tense::Open };
    }
    let tenses = PLANNED.map(|word| (word, Tense::Planned)).into_iter().chain(ACTUAL.map(|word| (word, Tense::Actual)));
    let dated = tenses.filter_map(|(word, tense)| Some((name.strip_prefix(word)?, tense)));
    let found = dated.chain([(name, Tense::Open)]).find_map(|(rest, tense)| {
        let rest = rest.replace("日期", "时间");
        known(&rest).filter(|key| is_milestone(key)).map(|key| (key, tense))
    });
    match found {
        Some((key, tense)) => Meaning::Field { key, unit, tense },
        None => Meaning::Unknown,
    }
}

/// Whether a field is a milestone of its own, named by its key.
#[must_use]
pub fn is_milestone(key: &str) -> bool {
    ["签约", "开工", "竣工", "投产"].contains(&key)
}

/// The unit of money that a bracket or a line above the table names.
#[must_use]
pub fn money_unit(words: &str) -> Option<&'static str> {
    let bare = words.trim_start_matches("金额").trim_start_matches("单位").trim_start_matches(['：', ':']);
    MONEY.into_iter().find(|unit| *unit == bare.trim_start_matches("人民币"))
}

/// A heading without white space, marks of obligation and half-width brackets.
fn plain(heading: &str) -> String {
    heading
        .chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '*' | '＊' | '\u{feff}'))
        .map(|character| match character {
            '(' => '（',
            ')' => '）',
            other => other,
        })
        .collect()
}

/// The name and what stands in the bracket that ends it.
fn bracket(plain: &str) -> (&str, Option<&str>) {
    let inner = plain.strip_suffix('）').and_then(|open| open.rsplit_once('（'));
    inner.map_or((plain, None), |(name, inner)| (name, Some(inner)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(heading: &str) -> Option<&'static str> {
        match meaning(heading, PROJECT) {
            Meaning::Field { key, .. } => Some(key),
            _ => None,
        }
    }

    #[test]
    fn reads_the_headings_offices_write() {
        for (heading, expected) in [
            ("项目名称", "name"),
            (" 项 目\n名 称 ", "name"),
            ("总投资（万元）", "investment"),
            ("总投资额(亿元)", "investment"),
            ("责任单位", "lead_unit"),
            ("进展情况", "text"),
            ("开工时间", "开工"),
            ("计划开工日期", "开工"),
            ("*建设规模及内容", "summary"),
            ("对接情况", "text"),
        ] {
            assert_eq!(key(heading), Some(expected), "{heading}");
        }
        let of = |heading| meaning(heading, PROJECT);
        assert_eq!(of("总投资（万元）"), Meaning::Field { key: "investment", unit: Some("万元"), tense: Tense::Open });
        assert_eq!(of("预计竣工时间"), Meaning::Field { key: "竣工", unit: None, tense: Tense::Planned });
        assert_eq!(of("实际开工时间"), Meaning::Field { key: "开工", unit: None, tense: Tense::Actual });
        assert_eq!((of("序号"), of("备注")), (Meaning::Counting, Meaning::Unknown));
        for heading in ["企业联系人及职务", "联系电话", "手机号", "项目联系人", "身份证号码"] {
            assert_eq!(of(heading), Meaning::Personal, "{heading}");
        }
    }

    #[test]
    fn a_form_has_the_headings_that_are_read() {
        let [name, summary, person, telephone, progress] = crate::model::CLUE_HEADINGS;
        assert_eq!((key(name), key(summary), key(progress)), (Some("name"), Some("summary"), Some("text")));
        assert_eq!((meaning(person, PROJECT), meaning(telephone, PROJECT)), (Meaning::Personal, Meaning::Personal));
    }

    #[test]
    fn no_heading_means_two_things() {
        for fields in [PROJECT, MILESTONE, UPDATE, MEMBER, TASK, INDICATOR] {
            let mut seen = std::collections::BTreeSet::new();
            for heading in fields.iter().flat_map(|field| field.headings) {
                assert!(seen.insert(heading), "{heading}");
                assert!(matches!(meaning(heading, fields), Meaning::Field { .. }), "{heading}");
            }
        }
    }
}
