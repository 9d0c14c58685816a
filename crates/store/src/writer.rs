use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::BoxFuture;
use ledger::hash::Hash;
use tokio::sync::{mpsc, oneshot};

use crate::{Conn, Db, Error, Random, Tx, journal_length, run_statement};

/// Most acts that one commit carries; bounds the time that the first of them waits.
const BATCH: usize = 256;

/// One entry as committed: what the sealed log needs of it.
#[derive(Debug, Clone)]
pub struct CommittedEntry {
    /// Number in the journal.
    pub sequence: i64,
    /// Public entry.
    pub entry: Vec<u8>,
    /// Leaf hash.
    pub leaf: Hash,
}

/// What an act left in the journal.
#[derive(Debug, Clone)]
pub struct Committed {
    /// Its entries, oldest first; empty where it changed nothing of the record.
    pub entries: Vec<CommittedEntry>,
}

impl Committed {
    /// Number of the last entry.
    pub fn last(&self) -> Option<i64> {
        self.entries.last().map(|entry| entry.sequence)
    }
}

type Reply = Box<dyn FnOnce(Result<Committed, Error>) + Send>;
type Run = Box<dyn for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, (bool, Reply)> + Send>;

/// The one door to the tables. Cheap to clone; all clones feed the same queue.
#[derive(Debug, Clone)]
pub struct Writer {
    queue: mpsc::Sender<Run>,
}

impl Writer {
    /// Starts the writing task. Every batch's entries go to `sealed` after their commit, in order.
    pub async fn start(
        db: &Db,
        random: Random,
        sealed: mpsc::UnboundedSender<Vec<CommittedEntry>>,
    ) -> Result<Self, Error> {
        let mut conn = db.write_connection().await?;
        let next = journal_length(&mut conn).await?;
        let (queue, receiver) = mpsc::channel(4 * BATCH);
        tokio::spawn(run(Tx::new(conn, random, next), receiver, sealed));
        Ok(Self { queue })
    }

    /// Runs one act and answers when its commit is durable. An act that fails leaves no trace.
    pub async fn act<T, E, F>(&self, act: F) -> Result<(T, Committed), E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel::<Result<(T, Committed), E>>();
        let run: Run = Box::new(move |tx| {
            Box::pin(async move {
                let outcome = AssertUnwindSafe(act(tx)).catch_unwind().await;
                let outcome = outcome.unwrap_or_else(|_| Err(E::from(Error::Panicked)));
                let good = outcome.is_ok();
                let reply: Reply = Box::new(move |committed| {
                    // The caller may have gone away (a closed browser); its act stands all the same.
                    let _ = answer
                        .send(outcome.and_then(|value| Ok((value, committed.map_err(E::from)?))));
                });
                (good, reply)
            })
        });
        if self.queue.send(run).await.is_err() {
            return Err(E::from(Error::WriterEnded(
                "it takes no more acts".to_owned(),
            )));
        }
        answered.await.unwrap_or_else(|_| {
            Err(E::from(Error::WriterEnded(
                "it ended during the act".to_owned(),
            )))
        })
    }
}

async fn run(
    mut tx: Tx,
    mut queue: mpsc::Receiver<Run>,
    sealed: mpsc::UnboundedSender<Vec<CommittedEntry>>,
) {
    let mut batch: Vec<Run> = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        let mut replies: Vec<(Reply, Result<Committed, Error>)> = Vec::with_capacity(batch.len());
        let outcome = run_batch(&mut tx, &mut batch, &mut replies).await;
        match outcome {
            Ok(()) => {
                let entries: Vec<CommittedEntry> = replies
                    .iter()
                    .filter_map(|(_, c)| c.as_ref().ok())
                    .flat_map(|c| c.entries.clone())
                    .collect();
                if !entries.is_empty() && sealed.send(entries).is_err() {
                    tracing::error!("the sealing task has ended; no more acts are accepted");
                    queue.close();
                }
                for (reply, committed) in replies {
                    reply(committed);
                }
            }
            Err(why) => {
                tracing::error!(error = %why, "a commit failed; none of its acts stands");
                let text = why.to_string();
                for (reply, _) in replies {
                    reply(Err(Error::WriterEnded(text.clone())));
                }
                // After a failed commit or fsync nothing about the file's state can be assumed: stop writing.
                queue.close();
                return;
            }
        }
    }
}

/// Runs the acts of one batch in one transaction, each in a savepoint of its own.
async fn run_batch(
    tx: &mut Tx,
    batch: &mut Vec<Run>,
    replies: &mut Vec<(Reply, Result<Committed, Error>)>,
) -> Result<(), Error> {
    match tx.connection() {
        conn @ Conn::Sqlite(_) => run_statement!(conn, "begin immediate")?,
        conn @ Conn::Pg(_) => {
            run_statement!(conn, "begin")?;
            // One writer at a time over all processes: the journal has no gaps. The number is this program's own.
            run_statement!(conn, "select pg_advisory_xact_lock(1634560366)")?
        }
    };
    if matches!(tx.connection(), Conn::Pg(_)) {
        let next = journal_length(tx.connection()).await?;
        tx.set_next_sequence(next);
    }
    let sequence_before_batch = tx.next_sequence();
    for act in batch.drain(..) {
        let before = tx.next_sequence();
        run_statement!(tx.connection(), "savepoint act")?;
        let (good, reply) = act(tx).await;
        let finished = if good {
            tx.finish_act()
        } else {
            Ok(Vec::new())
        };
        match finished {
            Ok(entries) if good => {
                run_statement!(tx.connection(), "release savepoint act")?;
                replies.push((reply, Ok(Committed { entries })));
            }
            refused => {
                run_statement!(tx.connection(), "rollback to savepoint act")?;
                run_statement!(tx.connection(), "release savepoint act")?;
                tx.forget_act(before);
                replies.push((reply, refused.map(|entries| Committed { entries })));
            }
        }
    }
    if let Err(why) = run_statement!(tx.connection(), "commit") {
        tx.forget_act(sequence_before_batch);
        return Err(why);
    }
    Ok(())
}
