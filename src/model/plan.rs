//! What a plan promises: indicators, tasks and pools of projects.

use std::ops::Range;

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Date, Money, Quantity};

/// A target indicator (目标指标).
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Indicator {
    /// What is measured.
    pub name: String,
    /// The target with its comparator or range.
    pub target: Quantity,
    /// The value the plan starts from.
    pub baseline: Option<Quantity>,
    /// The year by which the target is to be reached.
    pub by: Option<i16>,
    /// The cycle of a recurring target (每年).
    pub each: Option<String>,
    /// Measured values, oldest first.
    pub actual: Vec<Measurement>,
    /// The target divided among places or units.
    pub shares: Vec<Share>,
}

/// The part of a target that one place or unit answers for.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Share {
    /// The place or unit, as named.
    pub place: String,
    /// Its part of the target.
    pub target: Quantity,
}

/// A measured value of an indicator.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Measurement {
    /// The day the value holds for.
    pub on: Date,
    /// The value.
    pub value: Quantity,
}

/// A task (重点任务), entered in the front matter or read from the text.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Task {
    /// What is to be done: the clause's own title.
    pub title: String,
    /// The number the text gives it (`12.`, `（三）`), empty if none.
    pub number: String,
    /// The heading it stands under, empty if none.
    pub chapter: String,
    /// Units in the lead (牵头单位), as named.
    pub lead: Vec<String>,
    /// Cooperating units (配合单位), as named.
    pub with: Vec<String>,
    /// Implementing units (责任单位, 实施单位), as named.
    pub implementer: Vec<String>,
    /// The day it is due.
    pub due: Option<Date>,
    /// The cycle of a recurring task (每月30日前).
    pub each: Option<String>,
    /// How it stands (推进中).
    pub status: Option<String>,
    /// The anchor of the paragraph it was read from; `None` if entered.
    pub anchor: Option<String>,
    /// Byte range in the source file.
    pub span: Range<usize>,
}

/// A standing duty of a unit (职责), read from `某局负责…；`.
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Duty {
    /// The unit, as named.
    pub unit: String,
    /// What it is charged with, without the unit's name.
    pub text: String,
    /// The anchor of the paragraph.
    pub anchor: String,
}

/// A pool of projects run over several years (项目库).
#[derive(Debug, Clone, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Pool {
    /// The category of project.
    pub category: String,
    /// How many projects the plan promises.
    pub count: Option<u32>,
    /// What they are to cost.
    pub investment: Option<Money>,
    /// The years it runs, as written.
    pub years: Option<String>,
}
