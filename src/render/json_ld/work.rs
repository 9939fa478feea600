//! Documents as creative works: policy texts as `Legislation`, news as `NewsArticle`, the rest as `DigitalDocument`.

use serde_json::Value;

use super::graph::{Node, graph, organization};
use crate::{
    artifact::UrlPath,
    model::{Date, Document, DocumentKind, DocumentNumber, RelationKind, Validity},
    render::meta::description,
    site::Site,
};

/// The data of a document's page; `index` into `records.documents`.
#[must_use]
pub fn document(site: &Site, index: usize) -> String {
    let item = &site.records.documents[index];
    let document = &item.value;
    let kind = kind(document);
    let mut main = work(site, document, Node::page(kind, site, &item.url));
    main = match kind {
        "Legislation" => legislation(site, index, main),
        "NewsArticle" => main.with("headline", document.title.as_str()),
        _ => main,
    };
    let cited = site.links[index].cites.iter().map(|other| mention(site, *other).into());
    graph(site, main.with("citation", cited.collect::<Vec<Value>>()), &item.url, &document.title)
}

/// A mention of the document that bears `number`, whether the site has it or not.
pub(super) fn numbered(site: &Site, number: &DocumentNumber) -> Node {
    match site.numbers.get(number) {
        Some(index) => mention(site, *index),
        None => Node::new("Legislation").with("legislationIdentifier", number.to_string()),
    }
}

fn mention(site: &Site, index: usize) -> Node {
    let item = &site.records.documents[index];
    let number = item.value.doc_number.as_ref().map(|number| number.value.to_string());
    Node::page(kind(&item.value), site, &item.url)
        .with("name", item.value.title.as_str())
        .with("legislationIdentifier", number)
}

/// A text that bears a 文号 was issued as an official document; one without is a document like any other.
fn kind(document: &Document) -> &'static str {
    match document.kind {
        DocumentKind::Update => "NewsArticle",
        DocumentKind::Page => "DigitalDocument",
        _ if document.doc_number.is_some() => "Legislation",
        DocumentKind::Document | DocumentKind::Plan => "DigitalDocument",
    }
}

/// What every creative work states.
fn work(site: &Site, document: &Document, node: Node) -> Node {
    let published = document.published.map(|moment| match moment.time() {
        Some(_) => moment.rfc3339(),
        None => moment.date().iso(),
    });
    let topics = document.topics.iter().map(|topic| Value::from(topic.value.as_str()));
    let numbers = [("索引号", &document.index_number), ("统一登记号", &document.registration_number)];
    let identifiers = numbers.into_iter().filter_map(|(name, number)| {
        let number = number.as_ref()?;
        Some(Node::new("PropertyValue").with("propertyID", name).with("value", number.value.as_str()).into())
    });
    let issuers = document.issuer.iter().map(|issuer| organization(site, &issuer.value).into());
    let source = document.source.as_deref().map(|name| Node::new("Organization").with("name", name));
    let issued_as = if kind(document) == "Legislation" { "legislationPassedBy" } else { "author" };
    let host = site.config.site.organization.as_deref().map(|name| organization(site, name));
    let node = node
        .with("name", document.title.as_str())
        .with("description", description(document))
        .with("datePublished", published)
        .with("dateCreated", document.dated.map(Date::iso))
        .with("genre", document.genre.as_deref())
        .with("keywords", topics.collect::<Vec<Value>>())
        .with("identifier", identifiers.collect::<Vec<Value>>())
        .with(issued_as, issuers.collect::<Vec<Value>>())
        .with("sourceOrganization", source)
        .with("creditText", document.author.as_deref())
        .with("publisher", host)
        .with("isPartOf", Node::reference(site, &UrlPath::new("")));
    related(site, document, node)
}

/// How it bears on other documents.
fn related(site: &Site, document: &Document, node: Node) -> Node {
    let others = |kinds: &[RelationKind]| {
        let stated = document.relations.iter().filter(|relation| kinds.contains(&relation.kind));
        stated.map(|relation| numbered(site, &relation.number.value).into()).collect::<Vec<Value>>()
    };
    // legislationChanges takes in amendment, replacement and repeal alike.
    let changing = [RelationKind::Amends, RelationKind::Replaces, RelationKind::Repeals];
    let changes = if kind(document) == "Legislation" { others(&changing) } else { Vec::new() };
    node.with("legislationChanges", changes)
        .with("isBasedOn", others(&[RelationKind::Implements]))
        .with("about", others(&[RelationKind::Interprets]))
}

fn legislation(site: &Site, index: usize, node: Node) -> Node {
    let document = &site.records.documents[index].value;
    let number = document.doc_number.as_ref().map(|number| number.value.to_string());
    node.with("legislationIdentifier", number)
        .with("legislationDate", document.dated.map(Date::iso))
        .with("legislationType", document.genre.as_deref())
        .with("legislationLegalForce", site.links[index].validity.map(legal_force))
        .with("temporalCoverage", in_force(document))
}

/// The text of an amended document is in force except where it was changed.
fn legal_force(validity: Validity) -> &'static str {
    match validity {
        Validity::InForce => "https://schema.org/InForce",
        Validity::Amended => "https://schema.org/PartiallyInForce",
        Validity::Lapsed | Validity::Repealed | Validity::NotYet => "https://schema.org/NotInForce",
    }
}

/// From 施行日期 to 失效日期 as an interval of ISO 8601, an end that is not stated being open.
fn in_force(document: &Document) -> Option<String> {
    if document.effective.is_none() && document.expires.is_none() {
        return None;
    }
    let end = |day: Option<Date>| day.map_or_else(|| "..".to_owned(), Date::iso);
    Some(format!("{}/{}", end(document.effective), end(document.expires)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::render::meta::sample;

    const BASE: &str = "https://www.yunxi.example/gk/";

    fn main_node(url: &str) -> Value {
        let site = sample::site(BASE);
        let data = document(&site, sample::index(&site, url));
        assert!(!data.contains('<'), "{data}");
        let value: Value = serde_json::from_str(&data).unwrap();
        value["@graph"][0].clone()
    }

    #[test]
    fn a_policy_text_is_legislation() {
        let main = main_node("/documents/2024/43/");
        for (property, expected) in [
            ("@type", json!("Legislation")),
            ("@id", json!("https://www.yunxi.example/gk/documents/2024/43/")),
            ("name", json!("关于印发《招商工作方案》的\"通知\"</script><b>")),
            ("legislationIdentifier", json!("云卫健〔2024〕43号")),
            ("legislationDate", json!("2024-04-29")),
            ("legislationType", json!("通知")),
            ("temporalCoverage", json!("2024-06-01/2026-12-31")),
            ("datePublished", json!("2024-05-06T09:30:00+08:00")),
        ] {
            assert_eq!(main[property], expected, "{property}");
        }
        assert_eq!(main["legislationPassedBy"][0]["name"], "云溪区卫生健康局");
        assert_eq!(main["legislationPassedBy"][0]["@type"], "GovernmentOrganization");
        assert_eq!(main["legislationChanges"][0]["@id"], format!("{BASE}documents/2023/5/"));
        assert_eq!(
            main["isBasedOn"],
            json!([{ "@type": "Legislation", "legislationIdentifier": "示政办发〔2022〕7号" }])
        );
    }

    #[test]
    fn a_document_that_was_replaced_is_not_in_force() {
        assert_eq!(main_node("/documents/2023/5/")["legislationLegalForce"], "https://schema.org/NotInForce");
        assert_eq!(main_node("/documents/2024/43/").get("legislationLegalForce"), None);
    }

    #[test]
    fn news_and_plans_without_a_number_are_no_legislation() {
        let news = main_node("/updates/2024/周报 1/");
        assert_eq!(news["@type"], "NewsArticle");
        assert_eq!(news["headline"], "周报第1期 <A & B>");
        assert_eq!(news["datePublished"], "2024-06-03");
        assert_eq!(news["sourceOrganization"]["name"], "云溪日报");
        let plan = main_node("/plans/2022/");
        assert_eq!(plan["@type"], "DigitalDocument");
        assert_eq!(plan.get("datePublished"), None);
        assert_eq!(plan["dateCreated"], "2022-03-01");
    }

    #[test]
    fn a_page_of_which_nothing_is_known_states_nothing() {
        let page = main_node("/pages/about/");
        let stated: Vec<&String> = page.as_object().unwrap().keys().collect();
        assert_eq!(stated, ["@id", "@type", "isPartOf", "name", "publisher", "url"]);
    }
}
