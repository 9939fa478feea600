//! What a person has to look at in a text: several texts in one, words before its title.

use super::{
    collection,
    layout::{Layout, Role, one_line},
    piece::Paragraph,
};
use crate::bilingual;

impl Layout {
    /// Makes each text of a collection a part of its own.
    pub(super) fn part(&mut self, texts: &[Option<&Paragraph>]) {
        let parts = collection::beginnings(texts);
        for index in &parts {
            self.roles[*index] = Role::Heading(1);
        }
        if let (count @ 2.., Some(first)) = (parts.len(), parts.first().and_then(|first| texts[*first])) {
            let first = one_line(&first.text);
            self.doubts.push(bilingual!(
                "文件里有{count}篇，自“{first}”起各作一个部分（一级标题）；要分别公开的，分成{count}个文件再导入",
                "holds {count} texts, each made a part (a heading of level 1) from “{first}” on; to publish them apart, \
                 import {count} files"
            ));
        }
    }

    /// Says what a person has to look at: lines before the title, and numbering that begins anew.
    pub(super) fn doubt(&mut self, texts: &[Option<&Paragraph>]) {
        let before =
            (0..self.title_at).filter(|index| texts[*index].is_some() && self.roles[*index] == Role::Body).count();
        if before > 0 {
            self.doubts.push(bilingual!(
                "标题之前的{before}行（栏目导航、编者的话等）照抄在正文开头；不属于文件的，请删去",
                "{before} lines before the title stand at the beginning of the text; delete those that are no part of it"
            ));
        }
        let mut anew = 0;
        let mut has_first = false;
        for (paragraph, role) in texts.iter().zip(&self.roles) {
            match (paragraph, role) {
                (_, Role::Heading(1)) => has_first = false,
                (Some(paragraph), Role::Heading(2)) if one_line(&paragraph.text).starts_with("一、") => {
                    anew += usize::from(has_first);
                    has_first = true;
                }
                _ => {}
            }
        }
        if anew > 0 {
            self.doubts.push(bilingual!(
                "“一、”重新编号{anew}次，像是几份文件合在一起；请在每份开头加一行“# 标题”，或者分成几个文件再导入",
                "the numbering begins anew {anew} times, as if several texts stood together: put a line “# title” before \
                 each, or import one file for each"
            ));
        }
    }
}
