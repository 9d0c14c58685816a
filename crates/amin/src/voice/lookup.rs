//! Finding a message by its tracking code. A code holds 33 bits, so wrong ones are counted, and after too many no code is tried at all.

use persian::{CodeError, TrackingCode};
use store::{Conn, Error, Timestamp};

use super::rules::Rules;
use super::store::{self as rows, Message};
use crate::platform::peer::Peer;
use crate::platform::state::App;
use crate::platform::texts::{Lang, Texts};

/// Under what name wrong codes are counted, here and in every other interface that takes codes.
pub const WHAT: &str = "wrong-code";

/// Why no message is shown.
#[derive(Debug)]
pub enum NotFound {
    /// This is no tracking code.
    Malformed(CodeError),
    /// There is no message with this code.
    Unknown,
    /// Too many wrong codes came from there in this hour.
    TooOften,
    /// The database failed.
    Store(Error),
}

impl NotFound {
    /// The sentence for the reader.
    pub fn sentence(&self, t: &Texts) -> String {
        match self {
            Self::Malformed(why) if t.lang == Lang::Fa => why.to_persian(),
            Self::Malformed(why) => why.to_string(),
            Self::Unknown => t.voice_code_unknown().to_owned(),
            Self::TooOften => t.voice_code_often().to_owned(),
            Self::Store(_) => t.error_internal().to_owned(),
        }
    }
}

/// The message of a code as somebody typed it.
pub async fn by_code(
    app: &App,
    conn: &mut Conn,
    rules: &Rules,
    typed: &str,
    peer: &Peer,
    now: Timestamp,
) -> Result<Message, NotFound> {
    let code: TrackingCode = typed.parse().map_err(NotFound::Malformed)?;
    let most = u32::try_from(rules.limit("voice.wrong-codes-per-hour")).unwrap_or(0);
    if app.limits.reached(WHAT, &peer.0, most, now) {
        return Err(NotFound::TooOften);
    }
    match rows::message_by_code(conn, &rules.organisation, &code.compact()).await {
        Ok(Some(message)) => Ok(message),
        Ok(None) => {
            app.limits.allow(WHAT, &peer.0, most, now);
            Err(NotFound::Unknown)
        }
        Err(why) => Err(NotFound::Store(why)),
    }
}
