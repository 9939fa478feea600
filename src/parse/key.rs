//! The keys of every record with the Chinese labels they also go by.

use super::field::Key;

/// `[site]` of `gongkai.toml`.
pub const SITE: &[Key] = &[
    ("title", &["网站名称"]),
    ("base_url", &["网址"]),
    ("language", &["语言"]),
    ("description", &["网站简介"]),
    ("organization", &["主办单位"]),
    ("operator", &["承办单位"]),
    ("id_code", &["网站标识码"]),
    ("icp", &["ICP备案号"]),
    ("police_record", &["公安备案号"]),
    ("contact", &["联系电话"]),
    ("portal", &["所属门户"]),
    ("party_mark", &["党政机关标识"]),
    ("find_error", &["网站找错"]),
    ("theme", &["主题模板"]),
];

/// `portal` of `[site]`.
pub const PORTAL: &[Key] = &[("title", &["名称"]), ("url", &["网址"])];

/// A mark in the footer: `party_mark`, `find_error`.
pub const BADGE: &[Key] = &[("url", &["网址"]), ("image", &["图片"])];

/// `[appearance]`.
pub const APPEARANCE: &[Key] = &[
    ("main", &["主色"]),
    ("red", &["警示色"]),
    ("gold", &["提示色"]),
    ("logo", &["标志"]),
    ("header", &["页头"]),
    ("footer", &["页脚"]),
];

/// `[home]`.
pub const HOME: &[Key] = &[("blocks", &["板块"])];

/// `_index.md`.
pub const COLUMN: &[Key] = &[
    ("title", &["栏目名称"]),
    ("description", &["栏目描述"]),
    ("keywords", &["关键词"]),
    ("type", &["栏目类别"]),
    ("weight", &["次序"]),
];

/// Front matter of documents, plans, updates and pages.
pub const DOCUMENT: &[Key] = &[
    ("title", &["标题"]),
    ("disclosure", &["公开属性", "公开方式"]),
    ("redacted", &["删减后公开"]),
    ("doc_number", &["文号", "发文字号"]),
    ("issuer", &["署名机关", "发文机关"]),
    ("mark", &["发文机关标志"]),
    ("printed_by", &["印发机关"]),
    ("dated", &["成文日期"]),
    ("printed", &["印发日期"]),
    ("signed", &["签署日期"]),
    ("registered", &["登记日期"]),
    ("dispatched", &["发文日期"]),
    ("published", &["发布日期"]),
    ("index_number", &["索引号"]),
    ("registration_number", &["统一登记号"]),
    ("genre", &["体裁"]),
    ("topics", &["主题分类", "所属主题"]),
    ("responsible", &["公开责任部门"]),
    ("scope", &["公开范围"]),
    ("term", &["信息时效期"]),
    ("source", &["来源"]),
    ("author", &["作者"]),
    ("series", &["系列"]),
    ("bulletin", &["通报时段"]),
    ("place", &["通报位置"]),
    ("summary", &["内容概述"]),
    ("validity", &["有效性"]),
    ("effective", &["施行日期"]),
    ("expires", &["失效日期"]),
    ("replaces", &["替代"]),
    ("amends", &["修改"]),
    ("repeals", &["废止"]),
    ("implements", &["落实"]),
    ("interprets", &["解读"]),
    ("original", &["正式文件"]),
    ("attachments", &["附件"]),
    ("indicator", &["目标指标"]),
    ("task", &["重点任务"]),
    ("pool", &["项目库"]),
    ("aliases", &["旧地址"]),
    ("template", &["页面模板"]),
    ("withdrawn", &["撤下"]),
    ("review", &["审核"]),
];

/// One of a document's `attachments`.
pub const ATTACHMENT: &[Key] = &[("file", &["文件"]), ("roster", &["名单"]), ("form", &["表单"]), ("title", &["标题"])];

/// `[[indicator]]`.
pub const INDICATOR: &[Key] = &[
    ("name", &["指标名称"]),
    ("target", &["目标值"]),
    ("baseline", &["基期值"]),
    ("by", &["目标年份"]),
    ("each", &["周期"]),
    ("actual", &["完成值"]),
    ("shares", &["任务分解"]),
];

/// A part of an indicator's target.
pub const SHARE: &[Key] = &[("place", &["地区", "单位"]), ("target", &["目标值"])];

/// A measured value of an indicator.
pub const MEASUREMENT: &[Key] = &[("on", &["日期"]), ("value", &["数值"])];

/// `[[task]]`.
pub const TASK: &[Key] = &[
    ("title", &["任务"]),
    ("lead", &["牵头单位"]),
    ("with", &["配合单位"]),
    ("implementer", &["责任单位", "实施单位"]),
    ("due", &["完成时限"]),
    ("each", &["周期"]),
    ("status", &["进展"]),
];

/// `[[pool]]`.
pub const POOL: &[Key] =
    &[("category", &["类别"]), ("count", &["数量"]), ("investment", &["总投资"]), ("years", &["年限"])];

/// `withdrawn`.
pub const WITHDRAWAL: &[Key] = &[("on", &["日期"]), ("reason", &["原因"])];

/// The names of `review` in a record.
pub const REVIEW_NAMES: [&str; 2] = ["review", "审核"];

/// `review`, which is never published.
pub const REVIEW: &[Key] = &[("by", &["审核人"]), ("on", &["日期"])];

/// A project.
pub const PROJECT: &[Key] = &[
    ("name", &["项目名称"]),
    ("code", &["项目编号"]),
    ("disclosure", &["公开属性", "公开方式"]),
    ("counted", &["计入汇总"]),
    ("cleared", &["准予公开日期"]),
    ("stage", &["阶段"]),
    ("status", &["状态"]),
    ("investment", &["总投资"]),
    ("industry", &["所属产业"]),
    ("location", &["建设地点"]),
    ("carrier", &["所在载体"]),
    ("territory", &["属地"]),
    ("introduced_by", &["招引单位"]),
    ("lead_unit", &["牵头单位", "责任单位"]),
    ("units", &["配合单位"]),
    ("investor", &["投资方"]),
    ("service", &["服务单位"]),
    ("lists", &["所在清单"]),
    ("category", &["项目库类别"]),
    ("seeking", &["招商需求"]),
    ("summary", &["项目简介"]),
    ("documents", &["依据文件"]),
    ("milestone", &["节点"]),
    ("update", &["进展"]),
    ("aliases", &["旧地址"]),
    ("withdrawn", &["撤下"]),
    ("review", &["审核"]),
];

/// `[[milestone]]`.
pub const MILESTONE: &[Key] = &[("name", &["节点名称"]), ("planned", &["计划日期"]), ("actual", &["实际日期"])];

/// One plan for a milestone.
pub const PLANNED: &[Key] = &[("date", &["日期"]), ("on", &["调整日期"]), ("reason", &["调整原因"])];

/// `[[update]]`.
pub const UPDATE: &[Key] =
    &[("date", &["日期"]), ("stage", &["阶段"]), ("invested", &["累计完成投资"]), ("text", &["进展情况"])];

/// A carrier.
pub const CARRIER: &[Key] = &[
    ("name", &["载体名称"]),
    ("disclosure", &["公开属性", "公开方式"]),
    ("location", &["位置"]),
    ("operator", &["运营单位"]),
    ("industries", &["主导产业"]),
    ("area_total", &["总面积"]),
    ("area_free", &["可供面积"]),
    ("as_of", &["数据日期"]),
    ("policies", &["适用政策"]),
    ("contact", &["联系单位"]),
    ("summary", &["载体简介"]),
    ("aliases", &["旧地址"]),
    ("withdrawn", &["撤下"]),
    ("review", &["审核"]),
];

/// A roster.
pub const ROSTER: &[Key] = &[
    ("name", &["名单名称"]),
    ("disclosure", &["公开属性", "公开方式"]),
    ("body", &["机构"]),
    ("established_by", &["设立文件"]),
    ("effective", &["起始日期"]),
    ("ended", &["终止日期"]),
    ("office", &["办公室"]),
    ("member", &["成员"]),
    ("aliases", &["旧地址"]),
    ("withdrawn", &["撤下"]),
    ("review", &["审核"]),
];

/// `[[member]]`.
pub const MEMBER: &[Key] = &[("role", &["角色"]), ("name", &["姓名"]), ("post", &["职务"]), ("unit", &["单位"])];

/// `units.toml`.
pub const UNITS: &[Key] = &[("unit", &["单位"]), ("group", &["单位组"])];

/// `[[unit]]`.
pub const UNIT: &[Key] = &[
    ("id", &["标识"]),
    ("name", &["规范名称"]),
    ("short", &["简称"]),
    ("aliases", &["别称"]),
    ("kind", &["类别"]),
    ("parent", &["上级单位"]),
    ("office_at", &["办公室所在单位"]),
    ("landline", &["办公电话"]),
    ("successors", &["承接单位"]),
];

/// `[[group]]`.
pub const GROUP: &[Key] = &[("name", &["名称"]), ("aliases", &["别称"]), ("units", &["单位"])];

/// `topics.toml`.
pub const TOPICS: &[Key] = &[("topic", &["主题"])];

/// `[[topic]]`.
pub const TOPIC: &[Key] = &[("id", &["标识"]), ("name", &["名称"]), ("aliases", &["别称"])];

/// `gongkai.toml`.
pub const CONFIG: &[Key] = &[
    ("site", &["网站"]),
    ("stage", &["阶段"]),
    ("progress", &["进展"]),
    ("checks", &["检查"]),
    ("output", &["输出"]),
    ("search", &["检索"]),
    ("appearance", &["外观"]),
    ("home", &["首页"]),
];

/// `[progress]`.
pub const PROGRESS: &[Key] = &[("show", &["公开督办情况"]), ("cycle_days", &["报送周期天数"])];

/// `[search]`.
pub const SEARCH: &[Key] = &[("endpoint", &["检索接口"])];

/// `[output]`.
pub const OUTPUT: &[Key] = &[("formats", &["其他格式"]), ("precompress", &["预压缩"])];

/// `[[stage]]`.
pub const STAGE: &[Key] = &[("name", &["名称"]), ("public", &["公开"])];

/// `[[checks.exception]]`.
pub const EXCEPTION: &[Key] = &[("rule", &["规则"]), ("text", &["文字"]), ("reason", &["理由"])];
