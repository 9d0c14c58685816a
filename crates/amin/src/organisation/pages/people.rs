//! Administration: people and their accounts.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use futures::FutureExt;
use serde::Deserialize;

use super::form_errors;
use super::structure::unit_choices;
use crate::organisation::acts::{self, NewAccount, PersonInput};
use crate::organisation::model::unit_names;
use crate::organisation::store::{self as rows, AccountRow, PersonRow};
use crate::platform::context::{Ctx, role_name, see_other_saying};
use crate::platform::errors::ActError;
use crate::platform::page::{Choice, FormErrors, Page, refusal, render, render_with};
use crate::platform::passwords;
use crate::platform::permissions::Role;

/// Most people shown at once; the search finds the rest.
const SHOWN: i64 = 200;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Question {
    q: String,
}

/// The form of a person.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    id: String,
    name: String,
    post: String,
    phone: String,
    email: String,
    active: String,
}

impl PersonForm {
    fn input(&self) -> PersonInput {
        PersonInput {
            id: self.id.clone(),
            name: self.name.clone(),
            post: self.post.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            active: self.active == "yes",
        }
    }
}

/// A person in the list.
struct Listed {
    person: PersonRow,
    post: String,
    account: String,
}

#[derive(Template)]
#[template(path = "organisation/people.html")]
struct People {
    page: Page,
    list: Vec<Listed>,
    question: String,
    posts: Vec<Choice>,
    form: PersonForm,
    errors: FormErrors,
}

async fn post_choices(ctx: &Ctx, chosen: &str) -> Result<Vec<Choice>, store::Error> {
    let mut conn = ctx.read().await?;
    let names = unit_names(&mut conn, ctx.organisation(), ctx.page.language()).await?;
    let posts = rows::posts(&mut conn, ctx.organisation()).await?;
    Ok(posts
        .into_iter()
        .filter(|post| post.active || post.id == chosen)
        .map(|post| {
            let unit = names.get(&post.unit).map_or("", String::as_str);
            Choice::new(post.id, format!("{} — {unit}", post.title), chosen)
        })
        .collect())
}

async fn people_answer(
    ctx: &Ctx,
    status: StatusCode,
    question: &str,
    form: PersonForm,
    errors: FormErrors,
) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let organisation = ctx.organisation();
        let found = rows::people(&mut conn, organisation, question, SHOWN).await?;
        let posts: BTreeMap<String, String> = rows::posts(&mut conn, organisation)
            .await?
            .into_iter()
            .map(|post| (post.id, post.title))
            .collect();
        let accounts: BTreeMap<String, String> = rows::accounts(&mut conn, organisation)
            .await?
            .into_iter()
            .map(|row| (row.person, row.username))
            .collect();
        drop(conn);
        let list = found
            .into_iter()
            .map(|person| Listed {
                post: person
                    .post
                    .as_ref()
                    .and_then(|post| posts.get(post))
                    .cloned()
                    .unwrap_or_default(),
                account: accounts.get(&person.id).cloned().unwrap_or_default(),
                person,
            })
            .collect();
        Ok::<_, store::Error>((list, post_choices(ctx, &form.post).await?))
    };
    match found.await {
        Ok((list, posts)) => {
            let (page, question) = (ctx.page.clone(), question.to_owned());
            render_with(
                status,
                &People {
                    page,
                    list,
                    question,
                    posts,
                    form,
                    errors,
                },
            )
        }
        Err(why) => refusal(ctx, why.into()),
    }
}

/// People, searched by name, and the form for a new one.
pub async fn people_page(ctx: Ctx, Query(question): Query<Question>) -> Response {
    let form = PersonForm {
        id: ctx.app.new_id(ctx.now),
        ..PersonForm::default()
    };
    people_answer(
        &ctx,
        StatusCode::OK,
        &question.q,
        form,
        FormErrors::default(),
    )
    .await
}

/// Adds a person.
pub async fn add_person(ctx: Ctx, Form(form): Form<PersonForm>) -> Response {
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.input());
    let act = ctx
        .app
        .act(move |tx| async move { acts::add_person(tx, &actor, now, &input).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/admin/people/{}", form.id)), "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => {
                people_answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, "", form, errors).await
            }
            Err(answer) => *answer,
        },
    }
}

/// A role that an account holds, in words.
struct Held {
    id: String,
    role: &'static str,
    unit: String,
}

#[derive(Template)]
#[template(path = "organisation/person.html")]
struct Person {
    page: Page,
    form: PersonForm,
    posts: Vec<Choice>,
    account: Option<AccountRow>,
    held: Vec<Held>,
    roles: Vec<Choice>,
    units: Vec<Choice>,
    account_token: String,
    username: String,
    errors: FormErrors,
}

/// What a refused form of the person's page holds.
#[derive(Default)]
struct Sent {
    person: Option<PersonForm>,
    account: AccountForm,
    errors: FormErrors,
}

async fn person_answer(ctx: &Ctx, status: StatusCode, id: &str, sent: Sent) -> Response {
    let found = async {
        let mut conn = ctx.read().await?;
        let organisation = ctx.organisation();
        let row = rows::person(&mut conn, organisation, id)
            .await?
            .ok_or(ActError::NotFound)?;
        let account = match rows::account_of_person(&mut conn, organisation, id).await? {
            Some(account) => rows::account(&mut conn, organisation, &account).await?,
            None => None,
        };
        let names = unit_names(&mut conn, organisation, ctx.page.language()).await?;
        let held = match &account {
            Some(account) => rows::grants(&mut conn, organisation)
                .await?
                .into_iter()
                .filter(|row| row.account == account.id)
                .collect(),
            None => Vec::new(),
        };
        let held = held
            .into_iter()
            .filter_map(|row| {
                let role = role_name(&ctx.page.t, Role::of(&row.role)?);
                let unit = row
                    .unit
                    .and_then(|unit| names.get(&unit).cloned())
                    .unwrap_or_default();
                Some(Held {
                    id: row.id,
                    role,
                    unit,
                })
            })
            .collect();
        let units = rows::units(&mut conn, organisation).await?;
        drop(conn);
        let form = sent.person.unwrap_or_else(|| PersonForm {
            id: row.id,
            name: row.name,
            post: row.post.unwrap_or_default(),
            phone: row.phone.unwrap_or_default(),
            email: row.email.unwrap_or_default(),
            active: if row.active {
                "yes".to_owned()
            } else {
                String::new()
            },
        });
        let roles = Role::ALL
            .into_iter()
            .filter(|role| *role != Role::Citizen)
            .map(|role| {
                Choice::new(
                    role.code(),
                    role_name(&ctx.page.t, role),
                    &sent.account.role,
                )
            })
            .collect();
        let token = if sent.account.id.is_empty() {
            ctx.app.new_id(ctx.now)
        } else {
            sent.account.id
        };
        Ok::<_, ActError>(Person {
            page: ctx.page.clone(),
            posts: post_choices(ctx, &form.post).await?,
            form,
            account,
            held,
            roles,
            units: unit_choices(units, ctx.page.language(), &sent.account.unit),
            account_token: token,
            username: sent.account.username,
            errors: sent.errors,
        })
    };
    match found.await {
        Ok(page) => render_with(status, &page),
        Err(why) => refusal(ctx, why),
    }
}

/// One person, with the account.
pub async fn person_page(ctx: Ctx, Path((_, id)): Path<(String, String)>) -> Response {
    if let Some(first) = ctx.step_up_first(&ctx.page.path) {
        return first;
    }
    person_answer(&ctx, StatusCode::OK, &id, Sent::default()).await
}

/// Changes a person.
pub async fn change_person(
    ctx: Ctx,
    Path((_, id)): Path<(String, String)>,
    Form(form): Form<PersonForm>,
) -> Response {
    if let Some(first) = ctx.step_up_first(&ctx.page.path) {
        return first;
    }
    let form = PersonForm {
        id: id.clone(),
        ..form
    };
    let (actor, now, input) = (ctx.actor.clone(), ctx.now, form.input());
    let act = ctx
        .app
        .act(move |tx| async move { acts::change_person(tx, &actor, now, &input).await }.boxed());
    match act.await {
        Ok(_) => see_other_saying(&ctx.at(&format!("/admin/people/{id}")), "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => {
                let sent = Sent {
                    person: Some(form),
                    errors,
                    ..Sent::default()
                };
                person_answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &id, sent).await
            }
            Err(answer) => *answer,
        },
    }
}

/// The forms of an account: to open it, to add a role, to do one thing to it (`act`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    id: String,
    username: String,
    role: String,
    unit: String,
    act: String,
    grant: String,
}

impl AccountForm {
    fn unit(&self) -> Option<String> {
        Some(self.unit.clone()).filter(|unit| !unit.is_empty())
    }
}

#[derive(Template)]
#[template(path = "organisation/one_time.html")]
struct OneTime {
    page: Page,
    username: String,
    password: String,
    back: String,
}

/// Everything that is done to the account of a person: `open`, `grant`, `remove`, `close`, `reopen`, `reset`, `forget`.
pub async fn change_account(
    ctx: Ctx,
    Path((_, person)): Path<(String, String)>,
    Form(form): Form<AccountForm>,
) -> Response {
    let back = ctx.at(&format!("/admin/people/{person}"));
    if let Some(first) = ctx.step_up_first(&back) {
        return first;
    }
    match perform(&ctx, &person, &form).await {
        Ok(Some((username, password))) => render(&OneTime {
            page: ctx.page.clone(),
            username,
            password,
            back,
        }),
        Ok(None) => see_other_saying(&back, "saved"),
        Err(why) => match form_errors(&ctx, why) {
            Ok(errors) => {
                let sent = Sent {
                    account: form,
                    errors,
                    person: None,
                };
                person_answer(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &person, sent).await
            }
            Err(answer) => *answer,
        },
    }
}

/// Does it; gives username and one-time password where there is a new one to show.
async fn perform(
    ctx: &Ctx,
    person: &str,
    form: &AccountForm,
) -> Result<Option<(String, String)>, ActError> {
    let (actor, now, organisation) = (ctx.actor.clone(), ctx.now, ctx.organisation());
    if form.act == "open" {
        let password = passwords::one_time(ctx.app.random_bytes());
        let input = NewAccount {
            id: form.id.clone(),
            person: person.to_owned(),
            username: form.username.clone(),
            password_hash: passwords::hash(password.clone(), ctx.app.random_bytes()).await?,
            one_time: true,
            roles: vec![(form.role.clone(), form.unit())],
        };
        let act = ctx.app.act(move |tx| {
            async move { acts::open_account(tx, &actor, now, &input).await }.boxed()
        });
        let (is_new, _) = act.await?;
        // A form sent twice opened the account the first time; its password was shown then and cannot be shown again.
        return Ok(is_new.then(|| (form.username.trim().to_lowercase(), password)));
    }
    let (account, username) = {
        let mut conn = ctx.read().await?;
        let id = rows::account_of_person(&mut conn, organisation, person)
            .await?
            .ok_or(ActError::NotFound)?;
        let row = rows::account(&mut conn, organisation, &id)
            .await?
            .ok_or(ActError::NotFound)?;
        (row.id, row.username)
    };
    if form.act == "reset" || form.act == "forget" {
        let password = passwords::one_time(ctx.app.random_bytes());
        let hash = passwords::hash(password.clone(), ctx.app.random_bytes()).await?;
        let forget = form.act == "forget";
        let act = ctx.app.act(move |tx| {
            async move { acts::reset_password(tx, &actor, now, &account, &hash, forget).await }
                .boxed()
        });
        act.await?;
        return Ok(Some((username, password)));
    }
    let form = form.clone();
    let act = ctx.app.act(move |tx| {
        async move {
            match form.act.as_str() {
                "grant" => {
                    acts::grant_role(
                        tx,
                        &actor,
                        now,
                        &account,
                        &form.role,
                        form.unit().as_deref(),
                    )
                    .await
                }
                "remove" => acts::remove_grant(tx, &actor, now, &form.grant)
                    .await
                    .map(|_| ()),
                "close" => acts::set_account_active(tx, &actor, now, &account, false).await,
                "reopen" => acts::set_account_active(tx, &actor, now, &account, true).await,
                _ => Err(ActError::NotFound),
            }
        }
        .boxed()
    });
    act.await?;
    Ok(None)
}
