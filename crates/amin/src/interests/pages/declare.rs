//! The form of a declaration. Rows are added and taken away by buttons of the form, so it needs no script, and keeps all values.

use askama::Template;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;

use super::{Posted, crumbs};
use crate::interests::acts::{self, NewDeclaration};
use crate::interests::model::rows::MOST_ROWS;
use crate::interests::model::{
    Field, Item, ItemKind, Relation, RowFault, RowInput, Share, read_rows,
};
use crate::interests::words;
use crate::platform::context::{Ctx, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, Crumb, FormErrors, Page, refusal, render_with};
use crate::platform::texts::Texts;

/// What is wrong, for the list above the form.
struct Fault {
    field: String,
    message: String,
}

/// A field of a row.
struct FieldView {
    name: String,
    label: &'static str,
    hint: &'static str,
    error: String,
    value: String,
    choices: Vec<Choice>,
    required: bool,
    dir: &'static str,
    inputmode: &'static str,
}

struct RowView {
    id: String,
    legend: String,
    drop: String,
    fields: Vec<FieldView>,
}

struct Section {
    code: &'static str,
    title: &'static str,
    hint: &'static str,
    rows: Vec<RowView>,
    add: String,
}

#[derive(Template)]
#[template(path = "interests/declare.html")]
struct Declare {
    page: Page,
    crumbs: Vec<Crumb>,
    here: String,
    id: String,
    sections: Vec<Section>,
    nothing: bool,
    vouched: bool,
    note: String,
    faults: Vec<Fault>,
    errors: FormErrors,
}

/// The form as it stands.
#[derive(Default)]
struct State {
    input: NewDeclaration,
    row_faults: Vec<RowFault>,
    errors: FormErrors,
}

/// A stored item as a row of the form.
fn typed(item: &Item) -> RowInput {
    let mut row = RowInput::empty(item.kind);
    let date = |date: Option<persian::Date>| date.map_or_else(String::new, |date| date.to_string());
    for (field, value) in [
        (Field::Relation, item.relation.code().to_owned()),
        (Field::Holder, item.holder.clone()),
        (Field::FatherName, item.father_name.clone()),
        (
            Field::BirthYear,
            item.birth_year
                .map_or_else(String::new, |year| year.to_string()),
        ),
        (
            Field::NationalCode,
            item.national_code.clone().unwrap_or_default(),
        ),
        (Field::Body, item.body.clone()),
        (Field::LegalId, item.legal_id.clone().unwrap_or_default()),
        (Field::Title, item.title.clone()),
        (
            Field::Share,
            item.share
                .map_or_else(String::new, |share: Share| share.to_string()),
        ),
        (Field::FileNumber, item.file_number.clone()),
        (Field::Since, date(item.since)),
        (Field::Until, date(item.until)),
        (Field::KnownOn, date(Some(item.known_on))),
    ] {
        if item.kind.fields().iter().any(|(own, _)| *own == field) {
            row.set(field, value);
        }
    }
    row
}

/// The empty form, filled with what was declared last.
pub async fn page(ctx: Ctx) -> Response {
    let Some(person) = ctx.actor.person.clone() else {
        return refusal(&ctx, ActError::NotFound);
    };
    let last = async {
        let mut conn = ctx.read().await?;
        acts::last_items(&mut conn, ctx.organisation(), &person).await
    };
    match last.await {
        Ok(items) => {
            let input = NewDeclaration {
                id: ctx.app.new_id(ctx.now),
                rows: items.iter().map(typed).collect(),
                ..NewDeclaration::default()
            };
            show(
                &ctx,
                StatusCode::OK,
                State {
                    input,
                    ..State::default()
                },
            )
        }
        Err(why) => refusal(&ctx, why.into()),
    }
}

/// Reads the rows: `firm-2-share` is the share of the third row of firms.
fn read(form: &Posted) -> NewDeclaration {
    let mut rows: Vec<((ItemKind, usize), RowInput)> = Vec::new();
    for (name, value) in form.pairs() {
        let mut parts = name.rsplitn(3, '-');
        let (Some(field), Some(place), Some(kind)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let (Some(field), Ok(place), Some(kind)) =
            (Field::of(field), place.parse::<usize>(), ItemKind::of(kind))
        else {
            continue;
        };
        if place >= MOST_ROWS {
            continue;
        }
        if let Some((_, row)) = rows.iter_mut().find(|(key, _)| *key == (kind, place)) {
            row.set(field, value.as_str());
        } else {
            let mut row = RowInput::empty(kind);
            row.set(field, value.as_str());
            rows.push(((kind, place), row));
        }
    }
    rows.sort_by_key(|(key, _)| *key);
    NewDeclaration {
        id: form.owned("id"),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        nothing: form.get("nothing") == "yes",
        vouched: form.get("vouched") == "yes",
        note: form.owned("note"),
    }
}

/// Adds a row, takes one away, or declares, by the button that was pressed.
pub async fn submit(ctx: Ctx, body: Bytes) -> Response {
    let form = Posted::read(&body);
    let mut input = read(&form);
    let pressed = form.get("do");
    if let Some(kind) = pressed.strip_prefix("add-").and_then(ItemKind::of) {
        let there = input.rows.iter().filter(|row| row.kind == kind).count();
        if there < MOST_ROWS {
            let after = input
                .rows
                .iter()
                .rposition(|row| row.kind <= kind)
                .map_or(0, |place| place + 1);
            input.rows.insert(after, RowInput::empty(kind));
        }
        return show(
            &ctx,
            StatusCode::OK,
            State {
                input,
                ..State::default()
            },
        );
    }
    if let Some(which) = pressed.strip_prefix("drop-") {
        if let Some((kind, place)) = which.rsplit_once('-') {
            let (kind, place) = (ItemKind::of(kind), place.parse::<usize>().ok());
            let found = input
                .rows
                .iter()
                .enumerate()
                .filter(|(_, row)| Some(row.kind) == kind)
                .map(|(at, _)| at)
                .nth(place.unwrap_or(usize::MAX));
            if let Some(at) = found {
                input.rows.remove(at);
            }
        }
        return show(
            &ctx,
            StatusCode::OK,
            State {
                input,
                ..State::default()
            },
        );
    }
    if pressed != "send" {
        // Enter in a field, or a first look: what is wrong is told, nothing is sent.
        let row_faults = read_rows(&input.rows, persian::tehran_date(ctx.now.0))
            .err()
            .unwrap_or_default();
        return show(
            &ctx,
            StatusCode::OK,
            State {
                input,
                row_faults,
                ..State::default()
            },
        );
    }
    let (actor, now, sent) = (ctx.actor.clone(), ctx.now, input.clone());
    let done = ctx
        .app
        .act(move |tx| async move { acts::declare(tx, &actor, now, &sent).await }.boxed())
        .await;
    match done {
        Ok((id, _)) => see_other_saying(&ctx.at(&format!("/interests/declarations/{id}")), "sent"),
        Err(ActError::Invalid(fields)) => {
            let row_faults = read_rows(&input.rows, persian::tehran_date(now.0))
                .err()
                .unwrap_or_default();
            let errors = FormErrors::new(&ctx.page.t, &fields);
            show(
                &ctx,
                StatusCode::UNPROCESSABLE_ENTITY,
                State {
                    input,
                    row_faults,
                    errors,
                },
            )
        }
        Err(why) => refusal(&ctx, why),
    }
}

fn show(ctx: &Ctx, status: StatusCode, state: State) -> Response {
    let t = &ctx.page.t;
    let mut faults: Vec<Fault> = Vec::new();
    let mut sections = Vec::new();
    for kind in ItemKind::ALL.iter().copied() {
        let mut rows = Vec::new();
        for (at, row) in state
            .input
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.kind == kind)
        {
            rows.push(row_view(
                ctx,
                row,
                at,
                rows.len(),
                &state.row_faults,
                &mut faults,
            ));
        }
        let add = t.interests_add_row(words::kind(t, kind));
        sections.push(Section {
            code: kind.code(),
            title: words::kind(t, kind),
            hint: words::kind_hint(t, kind),
            rows,
            add,
        });
    }
    faults.extend(
        state
            .errors
            .all()
            .iter()
            .filter(|(field, _)| *field != "rows" || state.row_faults.is_empty())
            .map(|(field, message)| Fault {
                field: (*field).to_owned(),
                message: message.clone(),
            })
            .collect::<Vec<_>>(),
    );
    render_with(
        status,
        &Declare {
            crumbs: crumbs(ctx),
            here: ctx.at("/interests/declare"),
            id: state.input.id.clone(),
            sections,
            nothing: state.input.nothing,
            vouched: state.input.vouched,
            note: state.input.note.clone(),
            faults,
            errors: state.errors,
            page: ctx.page.clone(),
        },
    )
}

fn row_view(
    ctx: &Ctx,
    row: &RowInput,
    at: usize,
    place: usize,
    row_faults: &[RowFault],
    faults: &mut Vec<Fault>,
) -> RowView {
    let t = &ctx.page.t;
    let number = i64::try_from(place + 1).unwrap_or(i64::MAX);
    let legend = t.interests_row(words::kind(t, row.kind), number);
    let fields = row
        .kind
        .fields()
        .iter()
        .map(|(field, required)| {
            let name = format!("{}-{place}-{}", row.kind.code(), field.code());
            let error = row_faults
                .iter()
                .find(|fault| fault.row == at && fault.field == *field)
                .map_or_else(String::new, |fault| fault.why.to(t));
            if !error.is_empty() {
                faults.push(Fault {
                    field: name.clone(),
                    message: t.interests_row_fault(
                        &legend,
                        words::field(t, row.kind, *field),
                        &error,
                    ),
                });
            }
            field_view(t, row, *field, *required, name, error)
        })
        .collect();
    RowView {
        id: format!("{}-{place}", row.kind.code()),
        drop: format!("drop-{}-{place}", row.kind.code()),
        legend,
        fields,
    }
}

fn field_view(
    t: &Texts,
    row: &RowInput,
    field: Field,
    required: bool,
    name: String,
    error: String,
) -> FieldView {
    let typed = row.get(field);
    let choices = if field == Field::Relation {
        Relation::ALL
            .iter()
            .filter(|one| **one != Relation::Own || row.kind.may_be_own())
            .map(|one| Choice::new(one.code(), words::relation(t, *one), typed))
            .collect()
    } else {
        Vec::new()
    };
    let numeric = matches!(
        field,
        Field::BirthYear
            | Field::NationalCode
            | Field::LegalId
            | Field::Since
            | Field::Until
            | Field::KnownOn
    );
    FieldView {
        label: words::field(t, row.kind, field),
        hint: words::field_hint(t, field),
        value: if numeric || field == Field::Share {
            t.lang.digits(typed)
        } else {
            typed.to_owned()
        },
        choices,
        required,
        dir: if numeric { "ltr" } else { "" },
        inputmode: match field {
            Field::Share => "decimal",
            Field::BirthYear | Field::NationalCode | Field::LegalId => "numeric",
            _ => "",
        },
        name,
        error,
    }
}
