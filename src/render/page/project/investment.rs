//! What a project is to cost and what was invested, in words and as a bar.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde::Serialize;

use crate::{
    model::{Approximation, Date, Money, Project},
    render::page::compose::{Composer, Day},
};

/// The investment as its template sees it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct InvestmentView {
    planned: Option<String>,
    invested: Option<String>,
    invested_on: Option<Day>,
    /// How much of the plan that is, in words.
    share: Option<String>,
    /// The length of the bar in thousandths, where a share can be told.
    bar: Option<u32>,
}

impl InvestmentView {
    pub(super) fn of(composer: &Composer<'_>, project: &Project) -> Self {
        let latest = project.updates.iter().rev().find_map(|update| Some((update.invested.as_ref()?, update.date)));
        let share =
            project.investment.as_ref().zip(latest).and_then(|(planned, (invested, _))| Share::of(planned, invested));
        Self {
            planned: project.investment.as_ref().map(Money::to_string),
            invested: latest.map(|(amount, _)| amount.to_string()),
            invested_on: latest.map(|(_, date): (_, Date)| composer.day(date)),
            share: share.as_ref().map(|share| share.words(composer)),
            bar: share.map(|share| share.thousandths()),
        }
    }
}

/// A part of a plan that is an amount, not an amount or more.
struct Share {
    part: Decimal,
    is_about: bool,
}

impl Share {
    fn of(planned: &Money, invested: &Money) -> Option<Self> {
        let kinds = [planned.approximation(), invested.approximation()];
        if kinds.contains(&Approximation::AtLeast) || planned.yuan().is_zero() {
            return None;
        }
        Some(Self { part: invested.yuan() / planned.yuan(), is_about: kinds.contains(&Approximation::About) })
    }

    /// One decimal, cut and not rounded: what is not finished never reads 100%.
    fn words(&self, composer: &Composer<'_>) -> String {
        let percent =
            (self.part * Decimal::ONE_HUNDRED).round_dp_with_strategy(1, RoundingStrategy::ToZero).normalize();
        let key = if self.is_about { "share_about" } else { "share" };
        composer.labels.fill(key, &[("percent", &percent)])
    }

    fn thousandths(&self) -> u32 {
        (self.part * Decimal::ONE_THOUSAND).trunc().to_u32().unwrap_or(u32::MAX).min(1000)
    }
}
