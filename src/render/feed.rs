//! Files for programs that follow, crawl or search the site: Atom feeds, the sitemap, robots.txt, the search description.
//!
//! Every address in them is absolute. No clock is read: what a file says of time comes from the records.

mod atom;
mod discovery;
mod sitemap;

pub use self::{
    atom::{Feed, atom},
    discovery::{opensearch, robots},
    sitemap::sitemap,
};

/// The file that names the site and its address, a source of every file here.
const CONFIGURATION: &str = "gongkai.toml";
