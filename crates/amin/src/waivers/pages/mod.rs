//! Pages of the register of waivers.

pub mod form;
pub mod import;
pub mod list;
pub mod treatment;

use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb};
use crate::platform::permissions::Right;
use crate::platform::texts::{Lang, Texts};
use crate::waivers::model::Kind;

/// The word for a kind.
pub fn kind_word(t: &Texts, kind: &str) -> &'static str {
    match Kind::of(kind) {
        Some(Kind::Waiver) => t.waivers_kind_waiver(),
        Some(Kind::Discount) => t.waivers_kind_discount(),
        Some(Kind::Instalment) => t.waivers_kind_instalment(),
        Some(Kind::Discretion) => t.waivers_kind_discretion(),
        None => "–",
    }
}

/// A stored Solar Hijri day in words.
fn day_words(t: &Texts, stored: &str) -> String {
    match stored.parse::<persian::Date>() {
        Ok(date) if t.lang == Lang::Fa => date.medium(),
        Ok(date) => date.medium_en(),
        Err(_) => stored.to_owned(),
    }
}

/// The step back to the register.
fn crumbs(ctx: &Ctx) -> Vec<Crumb> {
    vec![Crumb {
        label: ctx.page.t.nav_waivers().to_owned(),
        href: ctx.at("/waivers"),
    }]
}

/// The units for which this reader may record.
async fn units(ctx: &Ctx, chosen: &str) -> Result<Vec<Choice>, ActError> {
    let rules = ctx.app.rules(ctx.organisation()).await?;
    let own = ctx.actor.units_for(Right::WaiverRecord);
    Ok(rules
        .units
        .iter()
        .filter(|unit| unit.active && own.as_ref().is_none_or(|own| own.contains(&unit.id)))
        .map(|unit| {
            Choice::new(
                &unit.id,
                rules.unit_name(ctx.page.t.lang, Some(&unit.id)),
                chosen,
            )
        })
        .collect())
}
