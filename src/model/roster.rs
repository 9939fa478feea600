//! Rosters: who sits on a body.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Cited, Date, Disclosure, DocumentNumber, Withdrawal};

/// The members of a body from one day on.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Roster {
    /// 名单名称.
    pub name: String,
    /// 公开属性.
    pub disclosure: Disclosure,
    /// The body, a unit.
    pub body: Cited<String>,
    /// The document that set it up.
    pub established_by: Option<Cited<DocumentNumber>>,
    /// The first day it holds.
    pub effective: Option<Date>,
    /// The last day it holds.
    pub ended: Option<Date>,
    /// 办公室 or 联络处室, as written.
    pub office: Option<String>,
    /// The members, in rank order.
    pub members: Vec<Member>,
    /// Set when the item was taken down.
    pub withdrawn: Option<Withdrawal>,
    /// Former addresses that lead here.
    pub aliases: Vec<Cited<String>>,
}

/// One seat on a roster.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Member {
    /// 组长, 副组长, 成员 …: the role of the row above where the record leaves it out.
    pub role: String,
    /// 姓名, without padding spaces.
    pub name: String,
    /// 职务.
    pub post: Option<String>,
    /// 所在单位.
    pub unit: Option<Cited<String>>,
}
