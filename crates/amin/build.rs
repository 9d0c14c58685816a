//! Gathers the messages of all areas (`src/<area>/fa.ftl`, `en.ftl`) and writes one method for each, so that a page that
//! names a missing message, or a language that lacks one, does not compile. Embeds the list of built front-end files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// A message: its text where it has no parameters, and the names of its parameters in the order they appear.
struct Message {
    plain: Option<String>,
    parameters: Vec<String>,
    place: String,
}

fn main() {
    let source = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo gives the directory"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo gives the directory"));
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=web/dist");
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=migrations");

    let (fa_text, fa) = gather(&source.join("src"), "fa.ftl");
    let (en_text, en) = gather(&source.join("src"), "en.ftl");
    for (id, message) in &fa {
        assert!(
            en.contains_key(id),
            "message `{id}` of {} has no English text",
            message.place
        );
    }
    for (id, message) in &en {
        assert!(
            fa.contains_key(id),
            "message `{id}` of {} has no Persian text",
            message.place
        );
    }
    let mut code = String::from("impl Texts {\n");
    for (id, message) in &fa {
        let english = &en[id];
        let mut wanted = message.parameters.clone();
        let mut given = english.parameters.clone();
        wanted.sort();
        given.sort();
        assert!(
            given.iter().all(|p| wanted.contains(p)),
            "message `{id}`: English uses {given:?}, Persian {wanted:?}"
        );
        let method = id.replace('-', "_");
        if let (Some(fa), Some(en)) = (&message.plain, &english.plain) {
            writeln!(
                code,
                "#[doc = {fa:?}]\n#[allow(missing_docs, clippy::doc_markdown, clippy::match_same_arms)] pub fn {method}(&self) -> &'static str {{ match self.lang {{ Lang::Fa => {fa:?}, Lang::En => {en:?} }} }}"
            )
            .expect("a string takes text");
            continue;
        }
        let arguments: Vec<String> = message
            .parameters
            .iter()
            .map(|p| format!("{}: impl Argument", p.replace('-', "_")))
            .collect();
        let pairs: Vec<String> = message
            .parameters
            .iter()
            .map(|p| format!("({p:?}, {}.value())", p.replace('-', "_")))
            .collect();
        writeln!(
            code,
            "#[allow(missing_docs, clippy::doc_markdown, clippy::match_same_arms, clippy::too_many_arguments)] pub fn {method}(&self, {}) -> String {{ self.format({id:?}, vec![{}]) }}",
            arguments.join(", "),
            pairs.join(", ")
        )
        .expect("a string takes text");
    }
    code.push_str("}\n");
    write!(
        code,
        "const FA: &str = {fa_text:?};\nconst EN: &str = {en_text:?};\n"
    )
    .expect("a string takes text");
    fs::write(out.join("texts.rs"), code).expect("the output directory takes files");

    embed(&source.join("web/dist"), &out.join("assets.rs"));
    migrations(&source.join("migrations"), &out.join("migrations.rs"));
}

fn gather(directory: &Path, name: &str) -> (String, BTreeMap<String, Message>) {
    let mut files = Vec::new();
    find(directory, name, &mut files);
    files.sort();
    let mut all = String::new();
    let mut messages = BTreeMap::new();
    for file in files {
        let text =
            fs::read_to_string(&file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        let place = file.display().to_string();
        let resource = fluent_syntax::parser::parse(text.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{place}: {}", errors[0]));
        for entry in &resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let Some(pattern) = &message.value else {
                continue;
            };
            let mut parameters = Vec::new();
            let mut plain = Some(String::new());
            read(pattern, &mut parameters, &mut plain);
            let known = messages.insert(
                message.id.name.to_owned(),
                Message {
                    plain: plain.filter(|_| parameters.is_empty()),
                    parameters,
                    place: place.clone(),
                },
            );
            if let Some(known) = known {
                panic!(
                    "message `{}` stands in {} and in {place}",
                    message.id.name, known.place
                );
            }
        }
        all.push_str(&text);
        all.push('\n');
    }
    (all, messages)
}

fn read(pattern: &Pattern<&str>, parameters: &mut Vec<String>, plain: &mut Option<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                if let Some(plain) = plain {
                    plain.push_str(value);
                }
            }
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(InlineExpression::StringLiteral { value }) => {
                    if let Some(plain) = plain {
                        plain.push_str(value);
                    }
                }
                Expression::Inline(inline) => {
                    *plain = None;
                    variable(inline, parameters);
                }
                Expression::Select { selector, variants } => {
                    *plain = None;
                    variable(selector, parameters);
                    for variant in variants {
                        read(&variant.value, parameters, plain);
                    }
                }
            },
        }
    }
}

fn variable(expression: &InlineExpression<&str>, parameters: &mut Vec<String>) {
    if let InlineExpression::VariableReference { id } = expression
        && !parameters.contains(&id.name.to_owned())
    {
        parameters.push(id.name.to_owned());
    }
}

fn find(directory: &Path, name: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory)
        .expect("a readable source directory")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            find(&path, name, found);
        } else if path.file_name().is_some_and(|n| n == name) {
            found.push(path);
        }
    }
}

fn embed(dist: &Path, out: &Path) {
    let Ok(entries) = fs::read_dir(dist) else {
        panic!("the front-end parts are not built: run scripts/web (make does) and build again");
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "manifest.json")
        .collect();
    names.sort();
    let mut code = String::from(
        "/// Name and content of each built front-end file.\npub static FILES: &[(&str, &[u8])] = &[\n",
    );
    for name in names {
        let path = dist.join(&name);
        writeln!(
            code,
            "({name:?}, include_bytes!({:?})),",
            path.display().to_string()
        )
        .expect("a string takes text");
    }
    code.push_str("];\n");
    fs::write(out, code).expect("the output directory takes files");
}

fn migrations(directory: &Path, out: &Path) {
    let mut names: Vec<PathBuf> = fs::read_dir(directory)
        .expect("the migrations")
        .flatten()
        .map(|entry| entry.path())
        .filter(|p| p.extension().is_some_and(|e| e == "sql"))
        .collect();
    names.sort();
    let mut code = String::from(
        "/// The migrations of the areas, in order.\npub const MIGRATIONS: &[store::Migration] = &[\n",
    );
    for path in names {
        let name = path.file_stem().expect("a file name").to_string_lossy();
        writeln!(
            code,
            "store::Migration {{ name: {name:?}, text: include_str!({:?}) }},",
            path.display().to_string()
        )
        .expect("a string takes text");
    }
    code.push_str("];\n");
    fs::write(out, code).expect("the output directory takes files");
}
