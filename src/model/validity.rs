//! 有效性: whether a document binds.

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};

use super::ValueError;

/// Whether a document is in force (有效性).
///
/// ```
/// use gongkai::model::Validity;
///
/// assert_eq!(Validity::parse("已废止"), Ok(Validity::Repealed));
/// assert_eq!(Validity::Repealed.label(), "废止");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Validity {
    /// 有效.
    InForce,
    /// 已修改: in force as amended by a later document.
    Amended,
    /// 失效: its term or its purpose has ended.
    Lapsed,
    /// 废止: ended by a later document.
    Repealed,
    /// 尚未生效.
    NotYet,
}

// The labels come first. The other wordings are those of the registers that editors copy from (the national database
// of laws, the lists of a clean-up of normative documents); none of them can be taken for another value.
const WORDINGS: [(&str, Validity); 16] = [
    ("有效", Validity::InForce),
    ("已修改", Validity::Amended),
    ("失效", Validity::Lapsed),
    ("废止", Validity::Repealed),
    ("尚未生效", Validity::NotYet),
    ("现行有效", Validity::InForce),
    ("继续有效", Validity::InForce),
    ("修改", Validity::Amended),
    ("已修订", Validity::Amended),
    ("已被修改", Validity::Amended),
    ("已失效", Validity::Lapsed),
    ("自行失效", Validity::Lapsed),
    ("已废止", Validity::Repealed),
    ("已被废止", Validity::Repealed),
    ("未生效", Validity::NotYet),
    ("尚未施行", Validity::NotYet),
];

const UNKNOWN: ValueError = ValueError {
    what: ["有效性不是规定的五种之一", "this is not one of the five values of validity"],
    help: [
        "写“有效”“已修改”“失效”“废止”或“尚未生效”",
        "write 有效 (in force), 已修改 (amended), 失效 (lapsed), 废止 (repealed) or 尚未生效 (not yet in force)",
    ],
};

impl Validity {
    /// Reads the value in the field's wording or that of the registers editors copy from, such as 现行有效 and 已废止.
    ///
    /// # Errors
    /// Any other wording.
    pub fn parse(written: &str) -> Result<Self, ValueError> {
        let written = written.trim();
        WORDINGS.into_iter().find(|(wording, _)| *wording == written).map(|(_, value)| value).ok_or(UNKNOWN)
    }

    /// The wording of the field.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::InForce => "有效",
            Self::Amended => "已修改",
            Self::Lapsed => "失效",
            Self::Repealed => "废止",
            Self::NotYet => "尚未生效",
        }
    }

    /// Whether the document binds today; one that was amended does, in its amended text.
    #[must_use]
    pub fn is_in_force(self) -> bool {
        matches!(self, Self::InForce | Self::Amended)
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wording_reads_and_every_label_reads_back() {
        for (wording, value) in WORDINGS {
            assert_eq!(Validity::parse(&format!(" {wording} ")), Ok(value));
            assert_eq!(Validity::parse(value.label()), Ok(value));
        }
        assert_eq!(Validity::parse("现行有效"), Ok(Validity::InForce));
        assert_eq!(Validity::parse("已失效"), Ok(Validity::Lapsed));
    }

    #[test]
    fn an_amended_document_still_binds() {
        assert!(Validity::InForce.is_in_force());
        assert!(Validity::Amended.is_in_force());
        assert!(!Validity::Lapsed.is_in_force());
        assert!(!Validity::Repealed.is_in_force());
        assert!(!Validity::NotYet.is_in_force());
    }

    #[test]
    fn rejects_other_words() {
        for written in ["", "是", "长期有效至2026年", "已废止。", "无效"] {
            assert_eq!(Validity::parse(written), Err(UNKNOWN), "{written}");
        }
    }
}
