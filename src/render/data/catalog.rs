//! The catalogue of the datasets (DCAT 3), as JSON-LD.

use serde_json::{Value, json};

use super::{CATALOG, Dataset, Format, datasets, directory, path};
use crate::{
    artifact::{Artifact, UrlPath},
    render::{Renderer, meta::absolute},
};

/// `data/catalog.jsonld`.
pub(super) fn artifact(renderer: &Renderer<'_>) -> Artifact {
    let site = renderer.site;
    let config = &site.config.site;
    let here = absolute(site, &directory());
    let publisher = json!({
        "@type": "foaf:Agent",
        "foaf:name": config.organization.as_deref().unwrap_or(&config.title),
        "foaf:homepage": { "@id": absolute(site, &UrlPath::new("")) },
    });
    let catalog = json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": format!("{here}{CATALOG}"),
        "@type": "dcat:Catalog",
        "dct:title": text(renderer, &renderer.labels.fill("data_of", &[("site", &config.title)])),
        "dct:description": text(renderer, renderer.labels.text("data_lead")),
        "dct:language": config.language,
        "dct:modified": { "@type": "xsd:date", "@value": site.as_of.iso() },
        "dct:publisher": publisher,
        "foaf:homepage": { "@id": here },
        "dcat:dataset": datasets().map(|dataset| described(renderer, dataset)).collect::<Vec<_>>(),
    });
    let mut words = serde_json::to_string_pretty(&catalog).expect("invariant: a JSON value serialises");
    words.push('\n');
    Artifact::text(path(CATALOG), words, vec!["gongkai.toml".into()])
}

fn described(renderer: &Renderer<'_>, dataset: &Dataset) -> Value {
    let site = renderer.site;
    let page = absolute(site, &dataset.url());
    json!({
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": text(renderer, &dataset.title(renderer.labels)),
        "dct:description": text(renderer, renderer.labels.text(&format!("data_{}_means", dataset.name))),
        "dct:modified": { "@type": "xsd:date", "@value": site.as_of.iso() },
        "dcat:landingPage": { "@id": page },
        "dcat:distribution": dataset.formats(site).map(|format| distribution(renderer, dataset, format)).collect::<Vec<_>>(),
    })
}

fn distribution(renderer: &Renderer<'_>, dataset: &Dataset, format: Format) -> Value {
    let file = format!("{}{}", absolute(renderer.site, &directory()), dataset.file(format));
    let mut distribution = json!({
        "@id": file,
        "@type": "dcat:Distribution",
        "dct:title": format.name,
        "dcat:accessURL": { "@id": file },
        "dcat:downloadURL": { "@id": file },
        "dcat:mediaType": { "@id": format!("https://www.iana.org/assignments/media-types/{}", format.media_type) },
    });
    if let Some(standard) = format.conforms_to {
        distribution["dct:conformsTo"] = json!({ "@id": standard });
    }
    distribution
}

/// A text in the language of the interface.
fn text(renderer: &Renderer<'_>, words: &str) -> Value {
    json!({ "@language": renderer.site.config.site.language, "@value": words })
}
