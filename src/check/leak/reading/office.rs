//! Files that are archives of XML: Office Open XML, OpenDocument, OFD, and archives of such files.

use std::{borrow::Cow, io::Cursor};

use zip::{ZipArchive, result::ZipError};

use super::{Obstacle, Reading, decode};
use crate::check::leak::markup::Dialect;

impl Reading<'_> {
    /// Takes in every member of an archive, hidden sheets, comments, headers and properties among them, and its name.
    pub(super) fn zip(&mut self, bytes: &[u8]) {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
            self.obstacles.insert(Obstacle::Damaged);
            return;
        };
        for index in 0..archive.len() {
            let mut member = match archive.by_index(index) {
                Ok(member) => member,
                Err(error) => {
                    self.obstacles.insert(obstacle(&error));
                    continue;
                }
            };
            let name = member.name().map(Cow::into_owned).unwrap_or_default();
            self.spoken.push(decode(Cow::Owned(member.name_raw().to_vec())));
            match self.inflate(&mut member) {
                Ok(bytes) => self.member(&name, bytes),
                Err(obstacle) => {
                    self.obstacles.insert(obstacle);
                }
            }
        }
    }

    fn member(&mut self, name: &str, bytes: Vec<u8>) {
        let is_xml = [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending));
        let is_property = ["docProps/", "_rels/", "customXml/"].iter().any(|folder| name.contains(folder));
        match (is_xml, is_property || name == "meta.xml") {
            (true, true) => self.markup(&decode(Cow::Owned(bytes)), Dialect::Xml),
            (true, false) => self.markup(&decode(Cow::Owned(bytes)), Dialect::Office),
            (false, _) => self.take(name, Cow::Owned(bytes)),
        }
    }
}

fn obstacle(error: &ZipError) -> Obstacle {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Obstacle::Locked,
        ZipError::UnsupportedArchive(_) => Obstacle::UnknownForm,
        _ => Obstacle::Damaged,
    }
}
