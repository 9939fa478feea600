//! Registries: units with their names, groups of units, topics.

use borsh::{BorshDeserialize, BorshSerialize};

use super::Cited;

/// An organ, office or firm that the site speaks of.
#[derive(Debug, Clone, PartialEq, Default, BorshSerialize, BorshDeserialize)]
pub struct Unit {
    /// The address under `/units/`, ASCII.
    pub id: Cited<String>,
    /// 规范名称.
    pub name: String,
    /// 简称.
    pub short: Option<String>,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// 机关, 议事协调机构, 专班, 派出机构, 企业 or 社会组织.
    pub kind: Option<String>,
    /// The id of the unit above it.
    pub parent: Option<Cited<String>>,
    /// The id of the unit that keeps its office.
    pub office_at: Option<Cited<String>>,
    /// 办公电话.
    pub landline: Option<String>,
    /// Ids of the units that took over its duties.
    pub successors: Vec<Cited<String>>,
}

/// A name that stands for several units, such as 各街道办事处.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Group {
    /// The name.
    pub name: String,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// Ids of its units.
    pub units: Vec<Cited<String>>,
}

/// A subject (主题分类).
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Topic {
    /// The address under `/topics/`, ASCII.
    pub id: Cited<String>,
    /// The name.
    pub name: String,
    /// Other names it goes by.
    pub aliases: Vec<String>,
}
