//! The picture of a path of ties.

use charts::{Direction, Options, PathParty, PathTie, relation_path};
use serde_json::Value;

use crate::platform::context::Ctx;
use crate::platform::texts::Lang;

/// The path of a screening as a picture, from the ties that were kept with it; empty where it has none. The id is that of the picture in
/// its page. Who is shown it has opened the path with a reason.
pub fn path_picture(ctx: &Ctx, id: &str, evidence: &str) -> String {
    let t = &ctx.page.t;
    let steps: Vec<Value> = serde_json::from_str(evidence).unwrap_or_default();
    let Some(first) = steps.first() else {
        return String::new();
    };
    let word = |step: &Value, name: &str| step[name].as_str().unwrap_or("").to_owned();
    let mut parties = vec![PathParty {
        name: word(first, "from"),
    }];
    parties.extend(steps.iter().map(|step| PathParty {
        name: word(step, "to"),
    }));
    let ties: Vec<PathTie> = steps
        .iter()
        .map(|step| PathTie {
            label: t.tenders_tie(word(step, "kind")),
            forward: step["forward"].as_bool().unwrap_or(true),
        })
        .collect();
    let number = |value: f64| t.lang.decimal(value, 0);
    let direction = if t.lang == Lang::Fa {
        Direction::Rtl
    } else {
        Direction::Ltr
    };
    let mut options = Options::new(id, t.tenders_path(), direction, &number);
    options.category = t.tenders_path_from();
    relation_path(
        &parties,
        &ties,
        [t.tenders_path_tie(), t.tenders_path_to()],
        &options,
    )
    .svg
}
