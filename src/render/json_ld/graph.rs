//! Nodes of a JSON-LD graph, and the graph of a page.

use serde_json::{Map, Value, json};

use crate::{
    artifact::UrlPath,
    render::meta::{absolute, full_name, lineage, one_line},
    site::Site,
};

/// An object of schema.org under construction.
#[derive(Debug, Clone)]
pub(super) struct Node(Map<String, Value>);

impl Node {
    /// An object of type `kind`.
    pub(super) fn new(kind: &str) -> Self {
        Self(Map::from_iter([("@type".to_owned(), kind.into())]))
    }

    /// What the page at `url` is about.
    pub(super) fn page(kind: &str, site: &Site, url: &UrlPath) -> Self {
        let address = absolute(site, url);
        Self::new(kind).with("@id", address.as_str()).with("url", address)
    }

    /// A mention of what another page is about.
    pub(super) fn reference(site: &Site, url: &UrlPath) -> Self {
        Self(Map::from_iter([("@id".to_owned(), absolute(site, url).into())]))
    }

    /// The same object with a property, text on one line; a property without a value is left out.
    pub(super) fn with(mut self, property: &str, value: impl Into<Value>) -> Self {
        let value = match value.into() {
            Value::String(text) => one_line(&text).into(),
            other => other,
        };
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(values) => values.is_empty(),
            _ => false,
        };
        if !empty {
            self.0.insert(property.to_owned(), value);
        }
        self
    }
}

impl From<Node> for Value {
    fn from(node: Node) -> Self {
        Self::Object(node.0)
    }
}

/// The organisation that a written name stands for, with its page where the site has one.
pub(super) fn organization(site: &Site, written: &str) -> Node {
    let name = full_name(site, written);
    let [unit] = site.units_named(written) else { return Node::new("Organization").with("name", name) };
    let unit = &site.units[*unit];
    let kind = unit.registered.and_then(|index| site.records.units[index].kind.as_deref());
    let kind = match kind {
        Some("企业") => "Corporation",
        Some("社会组织") => "NGO",
        Some(_) => "GovernmentOrganization",
        None => "Organization",
    };
    Node::new(kind).with("name", name).with("url", absolute(site, &unit.url))
}

/// The data of the page at `url`, fit to stand in a `script` element: no `<` is in it.
pub(super) fn graph(site: &Site, main: Node, url: &UrlPath, title: &str) -> String {
    let crumbs = breadcrumbs(site, url, title);
    let graph = json!({ "@context": "https://schema.org", "@graph": [Value::from(main), Value::from(crumbs)] });
    // `</script>` and `<!--` would end or open something in HTML; within JSON, `<` stands in strings only.
    graph.to_string().replace('<', "\\u003c")
}

/// The way to `url` from the home page down.
fn breadcrumbs(site: &Site, url: &UrlPath, title: &str) -> Node {
    let home = UrlPath::new("");
    let above = lineage(site, url).into_iter().rev().filter(|column| column.url != *url);
    let mut trail = vec![(&home, site.config.site.title.as_str())];
    trail.extend(above.map(|column| (&column.url, column.title.as_str())));
    if *url != home {
        trail.push((url, title));
    }
    let crumbs = trail.into_iter().enumerate().map(|(index, (url, name))| {
        Node::new("ListItem").with("position", index + 1).with("name", name).with("item", absolute(site, url)).into()
    });
    Node::new("BreadcrumbList").with("itemListElement", crumbs.collect::<Vec<Value>>())
}
