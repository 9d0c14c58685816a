//! Settings: the command line and `amin.toml` in the data directory.

use std::path::PathBuf;

use serde::Deserialize;

use super::peer::TrustedProxy;

/// How to send mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// SMTP server, as an address: `smtps://USER:PASSWORD@HOST:PORT`.
    pub server: String,
    /// Sender, as in a mail header.
    pub from: String,
}

/// How to send SMS: any gateway that takes one https request per message.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsSettings {
    /// Address; `{to}` and `{text}` are replaced, percent-encoded.
    pub url: String,
    /// `GET` or `POST`.
    #[serde(default = "post")]
    pub method: String,
    /// Body of a POST; `{to}` and `{text}` are replaced as JSON strings without their quotation marks.
    #[serde(default)]
    pub body: String,
    /// Headers.
    #[serde(default)]
    pub headers: std::collections::BTreeMap<String, String>,
}

fn post() -> String {
    "POST".to_owned()
}

/// A witness that is asked to cosign every checkpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessSettings {
    /// Address before `/add-checkpoint`.
    pub url: String,
    /// Its cosignature verifier key (vkey of type 0x04).
    pub vkey: String,
}

/// The file `amin.toml`; every part may be missing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Mail; none: messages stay in the local outbox.
    pub mail: Option<MailSettings>,
    /// SMS; none: messages stay in the local outbox.
    pub sms: Option<SmsSettings>,
    /// Witnesses.
    pub witness: Vec<WitnessSettings>,
    /// Reverse proxies whose `X-Forwarded-For` is believed, as addresses or networks; none: the header is not read.
    pub trusted_proxy: Vec<TrustedProxy>,
    /// Origin of the log, a schema-less address such as `golshahr.example/log`; made from the address of the program if missing.
    pub origin: Option<String>,
}

/// Where the program keeps its things and how it is reached.
#[derive(Debug, Clone)]
pub struct Config {
    /// Data directory: `amin.db`, `log/`, `files/`, `amin.toml`.
    pub data: PathBuf,
    /// Database address; `sqlite:DATA/amin.db` unless told otherwise.
    pub database: String,
    /// Address to listen on, `127.0.0.1:8080`.
    pub listen: String,
    /// Address by which people reach it, `https://amin.golshahr.example`.
    pub base_url: String,
    /// The signed head, outside the data directory so that no restored backup brings it back: `DATA.head` unless told otherwise.
    pub head: PathBuf,
    /// Everything in it is made up; every page says so.
    pub demonstration: bool,
    /// The rest.
    pub settings: Settings,
}

impl Config {
    /// Settings for a data directory, reading its `amin.toml` if there is one.
    pub fn read(
        data: PathBuf,
        database: Option<String>,
        listen: String,
        base_url: Option<String>,
    ) -> Result<Self, String> {
        let file = data.join("amin.toml");
        let settings = match std::fs::read_to_string(&file) {
            Ok(text) => {
                toml::from_str(&text).map_err(|why| format!("{}: {why}", file.display()))?
            }
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Settings::default(),
            Err(why) => return Err(format!("{}: {why}", file.display())),
        };
        let mut head = data.as_os_str().to_owned();
        head.push(".head");
        Ok(Self {
            database: database
                .unwrap_or_else(|| format!("sqlite:{}", data.join("amin.db").display())),
            base_url: base_url.unwrap_or_else(|| format!("http://{listen}")),
            listen,
            head: PathBuf::from(head),
            // The marker that `amin demo` leaves: made-up data are marked as such by whichever command serves them.
            demonstration: data.join("demonstration").exists(),
            settings,
            data,
        })
    }

    /// Origin of the log.
    pub fn origin(&self) -> String {
        self.settings.origin.clone().unwrap_or_else(|| {
            let host = self
                .base_url
                .split("://")
                .last()
                .unwrap_or("localhost")
                .trim_end_matches('/');
            format!("{host}/log")
        })
    }
}
