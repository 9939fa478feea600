//! The paragraph styles of a Word file: which are headings, which are centred, which are numbered.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::docx::{attribute, events};

/// What paragraph styles say: the level of headings, what is centred, what is numbered.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

#[derive(Debug, Default, Clone)]
pub(super) struct Style {
    pub(super) level: Option<u8>,
    pub(super) is_centered: bool,
    pub(super) numbering: Option<(String, usize)>,
    based_on: Option<String>,
}

impl Styles {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut styles = Self::default();
        let mut id = String::new();
        events(text, |event| {
            let (Event::Start(element) | Event::Empty(element)) = event else { return };
            let style = styles.0.entry(id.clone()).or_default();
            match element.local_name().as_ref() {
                "style" => id = attribute(&element, "styleId").unwrap_or_default(),
                "name" if style.level.is_none() => {
                    style.level = heading(&attribute(&element, "val").unwrap_or_default())
                }
                "basedOn" => style.based_on = attribute(&element, "val"),
                "outlineLvl" => {
                    style.level = attribute(&element, "val")
                        .and_then(|level| level.parse::<u8>().ok())
                        .map(|level| level + 1)
                        .filter(|level| *level <= 9)
                }
                "jc" => style.is_centered = attribute(&element, "val").as_deref() == Some("center"),
                "numId" => {
                    style.numbering = attribute(&element, "val")
                        .map(|number| (number, style.numbering.as_ref().map_or(0, |(_, level)| *level)))
                }
                "ilvl" => {
                    let level = attribute(&element, "val").and_then(|level| level.parse().ok()).unwrap_or_default();
                    style.numbering =
                        Some((style.numbering.take().map(|(number, _)| number).unwrap_or_default(), level));
                }
                _ => {}
            }
        })?;
        Ok(styles)
    }

    /// A style with what it takes over from those it is based on.
    pub(super) fn resolved(&self, id: &str) -> Style {
        let mut style = Style::default();
        let mut next = Some(id.to_owned());
        for _ in 0..16 {
            let Some(own) = next.and_then(|id| self.0.get(&id)) else { break };
            style.level = style.level.or(own.level);
            style.is_centered |= own.is_centered;
            style.numbering = style.numbering.or_else(|| own.numbering.clone());
            next = own.based_on.clone();
        }
        style
    }
}

/// The level of a heading by the name of its style; a title is level 0.
fn heading(name: &str) -> Option<u8> {
    let name = name.to_ascii_lowercase();
    if name == "title" {
        return Some(0);
    }
    name.strip_prefix("heading ").or(name.strip_prefix("标题 ")).and_then(|level| level.trim().parse().ok())
}
