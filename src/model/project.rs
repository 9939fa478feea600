//! Projects and the sites on offer for them (招商载体).

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Cited, Date, Disclosure, DocumentNumber, Money, Withdrawal};

/// An investment project of the ledger (工作台账).
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Project {
    /// 项目名称.
    pub name: String,
    /// 项目编号, unique and permanent.
    pub code: Cited<String>,
    /// 公开属性.
    pub disclosure: Disclosure,
    /// Whether a non-public project enters the totals by stage.
    pub counted: bool,
    /// The day its publication was cleared, needed in a stage that is not public by itself.
    pub cleared: Option<Date>,
    /// 阶段, one of the configured ones.
    pub stage: Cited<String>,
    /// 状态.
    pub status: Status,
    /// 总投资.
    pub investment: Option<Money>,
    /// 所属产业.
    pub industry: Option<String>,
    /// 建设地点.
    pub location: Option<String>,
    /// The carrier it stands in: its path under `content/` without ending.
    pub carrier: Option<Cited<String>>,
    /// 属地.
    pub territory: Option<String>,
    /// 招引单位.
    pub introduced_by: Vec<Cited<String>>,
    /// 牵头单位.
    pub lead_unit: Vec<Cited<String>>,
    /// 配合单位.
    pub units: Vec<Cited<String>>,
    /// 投资方.
    pub investor: Option<String>,
    /// 服务单位 and its telephone.
    pub service: Option<String>,
    /// Named lists it stands on.
    pub lists: Vec<String>,
    /// The category of a plan's pool it belongs to.
    pub category: Option<String>,
    /// What a project on offer seeks (推介): partners, scale, land.
    pub seeking: Option<String>,
    /// 项目简介.
    pub summary: Option<String>,
    /// Documents it rests on.
    pub documents: Vec<Cited<DocumentNumber>>,
    /// 节点.
    pub milestones: Vec<Milestone>,
    /// 进展, oldest first.
    pub updates: Vec<Update>,
    /// Set when the item was taken down.
    pub withdrawn: Option<Withdrawal>,
    /// Former addresses that lead here.
    pub aliases: Vec<Cited<String>>,
}

/// The columns of the form on which leads for projects are reported (线索上报表), as offices head them.
pub const CLUE_HEADINGS: [&str; 5] = ["项目名称", "项目简介", "企业联系人及职务", "联系电话", "对接情况"];
/// What is filled in above those columns.
pub const CLUE_ABOVE: [&str; 3] = ["填报单位", "联系人", "填报时间"];

/// How a project fares, beside its stage and not instead of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, BorshSerialize, BorshDeserialize)]
pub enum Status {
    /// 正常.
    #[default]
    Normal,
    /// 缓建.
    Deferred,
    /// 停工.
    Stopped,
    /// 终止.
    Terminated,
}

impl Status {
    /// Every status, in the order of the field.
    pub const ALL: [Self; 4] = [Self::Normal, Self::Deferred, Self::Stopped, Self::Terminated];

    /// The field's own word.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Normal => "正常",
            Self::Deferred => "缓建",
            Self::Stopped => "停工",
            Self::Terminated => "终止",
        }
    }
}

/// A milestone with every plan made for it.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Milestone {
    /// What is reached.
    pub name: String,
    /// The planned dates, oldest plan first.
    pub planned: Vec<Planned>,
    /// The day it was reached.
    pub actual: Option<Date>,
}

/// One plan for a milestone.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Planned {
    /// The planned day.
    pub date: Date,
    /// The day the plan was made.
    pub on: Option<Date>,
    /// Why it was changed.
    pub reason: Option<String>,
}

/// A reported step of a project.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Update {
    /// The day it holds for.
    pub date: Date,
    /// The stage reached then.
    pub stage: Option<Cited<String>>,
    /// Investment completed so far.
    pub invested: Option<Money>,
    /// What happened.
    pub text: String,
}

/// A site on offer to investors (招商载体).
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Carrier {
    /// 载体名称.
    pub name: String,
    /// 公开属性.
    pub disclosure: Disclosure,
    /// 位置.
    pub location: Option<String>,
    /// 运营单位.
    pub operator: Option<Cited<String>>,
    /// 主导产业.
    pub industries: Vec<String>,
    /// 总面积, as written with its unit.
    pub area_total: Option<String>,
    /// 可供面积, as written with its unit.
    pub area_free: Option<String>,
    /// The day the areas hold for.
    pub as_of: Option<Date>,
    /// 适用政策: document numbers or words.
    pub policies: Vec<String>,
    /// 联系单位 and its telephone.
    pub contact: Option<String>,
    /// 载体简介.
    pub summary: Option<String>,
    /// Set when the item was taken down.
    pub withdrawn: Option<Withdrawal>,
    /// Former addresses that lead here.
    pub aliases: Vec<Cited<String>>,
}
