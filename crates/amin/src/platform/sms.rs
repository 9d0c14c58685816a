//! SMS through any gateway that takes one https request per message, as `amin.toml` says.

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::platform::config::SmsSettings;
use crate::platform::notify::Notice;
use crate::platform::outgoing::{client, percent};

/// One request to a gateway, made from the templates of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Address.
    pub url: String,
    /// Headers; `application/json` is the type of a body for which none is given.
    pub headers: HeaderMap,
    /// Body, empty for GET.
    pub body: String,
}

/// Fills the templates: percent-encoded in the address and in a form's body, as JSON text in any other body.
pub fn request(settings: &SmsSettings, to: &str, text: &str) -> Result<Request, String> {
    let method: Method = settings
        .method
        .to_uppercase()
        .parse()
        .ok()
        .filter(|method| matches!(*method, Method::GET | Method::POST))
        .ok_or("amin.toml, sms.method: write GET or POST")?;
    let mut headers = HeaderMap::new();
    for (name, value) in &settings.headers {
        let name: HeaderName = name
            .parse()
            .map_err(|_| format!("amin.toml, sms.headers: `{name}` is no header's name"))?;
        let value: HeaderValue = value
            .parse()
            .map_err(|_| format!("amin.toml, sms.headers.{name}: no header's value"))?;
        headers.insert(name, value);
    }
    let url = settings
        .url
        .replace("{to}", &percent(to))
        .replace("{text}", &percent(text));
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
        .iter()
        .any(|start| url.starts_with(start));
    if !url.starts_with("https://") && !local {
        return Err(
            "amin.toml, sms.url: begin it with https://, for it carries people's numbers"
                .to_owned(),
        );
    }
    let is_form = headers.get(CONTENT_TYPE).is_some_and(|value| {
        value
            .as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    });
    let fill = |value: &str| {
        if is_form {
            return percent(value);
        }
        let quoted = serde_json::Value::from(value).to_string();
        quoted[1..quoted.len() - 1].to_owned()
    };
    let body = match method {
        Method::GET => String::new(),
        _ => settings
            .body
            .replace("{to}", &fill(to))
            .replace("{text}", &fill(text)),
    };
    if method == Method::POST && !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Ok(Request {
        method,
        url,
        headers,
        body,
    })
}

/// Sends one message. The error names no person.
pub async fn send(settings: &SmsSettings, notice: &Notice) -> Result<(), String> {
    let request = request(settings, &notice.to, &notice.body)?;
    let answer = client()?
        .request(request.method, &request.url)
        .headers(request.headers)
        .body(request.body)
        .send()
        .await
        // The address holds the number and the text, so it is left out.
        .map_err(|why| {
            format!(
                "the SMS gateway could not be reached: {}",
                why.without_url()
            )
        })?;
    if answer.status().is_success() {
        Ok(())
    } else {
        Err(format!("the SMS gateway answered {}", answer.status()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str, body: &str, header: Option<(&str, &str)>) -> SmsSettings {
        SmsSettings {
            url: url.to_owned(),
            method: "POST".to_owned(),
            body: body.to_owned(),
            headers: header
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    #[test]
    fn a_text_cannot_leave_its_place_in_the_template() {
        let json = settings(
            "https://sms.example/send",
            r#"{"to":"{to}","text":"{text}"}"#,
            None,
        );
        let made = request(&json, "+989121234567", "سلام \"}{\" \n&x").expect("a request");
        let body: serde_json::Value = serde_json::from_str(&made.body).expect("JSON");
        assert_eq!(body["text"], "سلام \"}{\" \n&x");
        assert_eq!(made.headers[CONTENT_TYPE], "application/json");
        let form = settings(
            "https://sms.example/",
            "to={to}&text={text}",
            Some(("content-type", "application/x-www-form-urlencoded")),
        );
        assert_eq!(
            request(&form, "+98", "a&b=c").expect("a request").body,
            "to=%2B98&text=a%26b%3Dc"
        );
        let mut get = settings("https://sms.example/?to={to}&text={text}", "", None);
        get.method = "get".to_owned();
        assert_eq!(
            request(&get, "+98", "a b#").expect("a request").url,
            "https://sms.example/?to=%2B98&text=a%20b%23"
        );
    }

    #[test]
    fn numbers_do_not_travel_in_the_clear() {
        let refused =
            request(&settings("http://sms.example/", "", None), "+98", "x").expect_err("no https");
        assert!(refused.contains("https://"), "{refused}");
        assert!(request(&settings("http://localhost:9/", "", None), "+98", "x").is_ok());
    }
}
