//! 公开属性: whether a text may leave the organ that holds it.

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};

use super::ValueError;

/// Whether an item is published (公开属性).
///
/// Only the three values of the Regulations on Open Government Information are read, and only in their full wording:
/// a value that is nearly right must not decide what is published.
///
/// ```
/// use gongkai::model::Disclosure;
///
/// assert!(Disclosure::parse("主动公开").is_ok_and(Disclosure::is_public));
/// assert!(Disclosure::parse("公开").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Disclosure {
    /// 主动公开: published by the organ of its own accord.
    Public,
    /// 依申请公开: given to whoever applies for it.
    OnRequest,
    /// 不予公开: not given out.
    Withheld,
}

const UNKNOWN: ValueError = ValueError {
    what: ["公开属性不是规定的三种之一", "this is not one of the three disclosure values"],
    help: ["只能写“主动公开”“依申请公开”或“不予公开”，一字不差", "write 主动公开, 依申请公开 or 不予公开, exactly so"],
};

impl Disclosure {
    /// Reads the value; white space around it does not count.
    ///
    /// # Errors
    /// Anything but the three full wordings.
    pub fn parse(written: &str) -> Result<Self, ValueError> {
        [Self::Public, Self::OnRequest, Self::Withheld]
            .into_iter()
            .find(|value| value.label() == written.trim())
            .ok_or(UNKNOWN)
    }

    /// The wording of the field.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Public => "主动公开",
            Self::OnRequest => "依申请公开",
            Self::Withheld => "不予公开",
        }
    }

    /// Whether the item may leave the build.
    #[must_use]
    pub fn is_public(self) -> bool {
        self == Self::Public
    }
}

impl fmt::Display for Disclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_value_is_public() {
        assert_eq!(Disclosure::parse(" 主动公开\u{3000}"), Ok(Disclosure::Public));
        assert_eq!(Disclosure::parse("依申请公开"), Ok(Disclosure::OnRequest));
        assert_eq!(Disclosure::parse("不予公开"), Ok(Disclosure::Withheld));
        assert!(Disclosure::Public.is_public());
        assert!(!Disclosure::OnRequest.is_public());
        assert!(!Disclosure::Withheld.is_public());
    }

    #[test]
    fn rejects_what_is_nearly_right() {
        for written in ["", "公开", "不公开", "此件主动公开", "主动 公开", "主动公开。", "public"] {
            assert_eq!(Disclosure::parse(written), Err(UNKNOWN), "{written}");
        }
    }
}
