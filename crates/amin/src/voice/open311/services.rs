//! What may be reported: the categories of an organisation, and what may be said about each.

use super::answer::{Fault, Node};
use super::{Parameters, jurisdiction};
use crate::platform::context::Ctx;
use crate::platform::texts::{Lang, Texts};
use crate::voice::model::Kind;
use crate::voice::rules::{Category, Rules};
use crate::voice::words;

/// The kinds of message that a category is offered for.
pub(super) fn kinds(category: &Category) -> Vec<Kind> {
    let named: Vec<Kind> = category
        .kinds
        .split_whitespace()
        .filter_map(Kind::of)
        .collect();
    if named.is_empty() {
        Kind::ALL.to_vec()
    } else {
        named
    }
}

fn name(lang: Lang, category: &Category) -> &str {
    if lang == Lang::Fa {
        &category.name
    } else {
        &category.name_en
    }
}

/// `services`.
pub async fn list(ctx: &Ctx, parameters: &Parameters) -> Result<(&'static str, Node), Fault> {
    let rules = jurisdiction(ctx, parameters).await?;
    let t = &ctx.page.t;
    let services = rules
        .categories
        .iter()
        .filter(|category| category.active)
        .map(|category| {
            Node::Fields(vec![
                ("service_code", Node::text(&category.id)),
                ("service_name", Node::text(name(t.lang, category))),
                (
                    "description",
                    Node::text(t.open311_service_description(name(t.lang, category))),
                ),
                ("metadata", Node::Flag(true)),
                ("type", Node::text("realtime")),
                ("keywords", Node::text(keywords(category))),
                ("group", Node::text(&category.subject_group)),
            ])
        })
        .collect();
    Ok(("services", Node::List("service", services)))
}

/// Both names, so that a search in either language finds the service.
fn keywords(category: &Category) -> String {
    format!(
        "{},{}",
        category.name.replace(',', " "),
        category.name_en.replace(',', " ")
    )
}

/// `services/CODE`: the attributes are the kind of message, the citizen's right concerned, and the district.
pub async fn definition(
    ctx: &Ctx,
    parameters: &Parameters,
    code: &str,
) -> Result<(&'static str, Node), Fault> {
    let rules = jurisdiction(ctx, parameters).await?;
    let t = &ctx.page.t;
    let category = rules.category(code).filter(|category| category.active);
    let category = category.ok_or_else(|| Fault::missing(t.open311_no_service(code)))?;
    let attributes = attributes(*t, &rules, category)
        .into_iter()
        .zip(1..)
        .map(|((code, description, values), order)| {
            let values = values
                .into_iter()
                .map(|(key, name)| {
                    Node::Fields(vec![("key", Node::Text(key)), ("name", Node::Text(name))])
                })
                .collect();
            Node::Fields(vec![
                ("variable", Node::Flag(true)),
                ("code", Node::text(code)),
                ("datatype", Node::text("singlevaluelist")),
                ("required", Node::Flag(false)),
                ("datatype_description", Node::None),
                ("order", Node::Whole(order)),
                ("description", Node::text(description)),
                ("values", Node::List("value", values)),
            ])
        })
        .collect();
    let fields = vec![
        ("service_code", Node::text(&category.id)),
        ("attributes", Node::List("attribute", attributes)),
    ];
    Ok(("service_definition", Node::Fields(fields)))
}

type Attribute = (&'static str, &'static str, Vec<(String, String)>);

fn attributes(t: Texts, rules: &Rules, category: &Category) -> Vec<Attribute> {
    let kinds = kinds(category)
        .into_iter()
        .map(|kind| (kind.code().to_owned(), words::kind(&t, kind).to_owned()))
        .collect();
    let rights = rules
        .rights
        .iter()
        .map(|right| {
            (
                right.id.clone(),
                if t.lang == Lang::Fa {
                    right.name.clone()
                } else {
                    right.name_en.clone()
                },
            )
        })
        .collect();
    let districts = rules
        .districts()
        .into_iter()
        .map(|district| (district.to_owned(), district.to_owned()))
        .collect();
    vec![
        ("kind", t.open311_attribute_kind(), kinds),
        ("right", t.open311_attribute_right(), rights),
        ("district", t.open311_attribute_district(), districts),
    ]
}

/// `discovery`: where the interface is (<https://wiki.open311.org/Service_Discovery>).
pub fn discovery(ctx: &Ctx) -> Node {
    let address = format!(
        "{}/open311/v2",
        ctx.app.config.base_url.trim_end_matches('/')
    );
    let formats = vec![Node::text("text/xml"), Node::text("application/json")];
    let endpoint = Node::Fields(vec![
        (
            "specification",
            Node::text("http://wiki.open311.org/GeoReport_v2"),
        ),
        ("url", Node::Text(address)),
        ("changeset", Node::text("2026-11-22T00:00:00Z")),
        (
            "type",
            Node::text(if ctx.app.config.demonstration {
                "test"
            } else {
                "production"
            }),
        ),
        ("formats", Node::List("format", formats)),
    ]);
    Node::Fields(vec![
        ("changeset", Node::text("2026-11-22T00:00:00Z")),
        ("contact", Node::text(&ctx.app.config.base_url)),
        ("key_service", Node::text(ctx.page.t.open311_key_service())),
        ("endpoints", Node::List("endpoint", vec![endpoint])),
    ])
}
