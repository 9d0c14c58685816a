use serde_json::Value;

use crate::{Conn, Error, Timestamp, Tx, fetch_all, fetch_one, operate};

/// Longest wait between two tries of a failing job, in seconds.
const LONGEST_WAIT: i64 = 6 * 3600;

/// A job that is due: a side effect that some act asked for (mail, SMS, an escalation).
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Job {
    /// Id.
    pub id: String,
    /// Organisation.
    pub organisation: String,
    /// Kind, by which the program finds the code.
    pub kind: String,
    /// Input, JSON.
    pub payload: String,
    /// Tries so far.
    pub attempts: i64,
}

/// How many jobs there are in each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobState {
    /// Not done yet.
    pub waiting: i64,
    /// Not done, and tried at least three times.
    pub failing: i64,
}

impl Tx {
    /// Writes a job in this act's transaction: it exists exactly if the act does.
    pub async fn enqueue(
        &mut self,
        organisation: &str,
        kind: &'static str,
        payload: &Value,
        run_after: Timestamp,
        now: Timestamp,
    ) -> Result<String, Error> {
        let id = self.new_id(now);
        operate!(
            self,
            "insert into job (id, organisation, kind, payload, run_after) values ($1, $2, $3, $4, $5)",
            &id,
            organisation,
            kind,
            payload.to_string(),
            run_after
        )?;
        Ok(id)
    }

    /// Takes up to `limit` due jobs for `lease_seconds`; a worker that dies leaves them to the next one.
    pub async fn claim_jobs(
        &mut self,
        now: Timestamp,
        lease_seconds: i64,
        limit: i64,
    ) -> Result<Vec<Job>, Error> {
        let jobs: Vec<Job> = fetch_all!(
            self.read(),
            Job,
            "select id, organisation, kind, payload, attempts from job
             where done_at is null and run_after <= $1 and locked_until <= $1 order by run_after, id limit $2",
            now,
            limit
        )?;
        for job in &jobs {
            operate!(
                self,
                "update job set locked_until = $2, attempts = attempts + 1 where id = $1",
                &job.id,
                now.plus_seconds(lease_seconds)
            )?;
        }
        Ok(jobs)
    }

    /// Marks a job done and forgets its input, which may name people.
    pub async fn finish_job(&mut self, id: &str, now: Timestamp) -> Result<(), Error> {
        operate!(
            self,
            "update job set done_at = $2, last_error = null, payload = '{}' where id = $1",
            id,
            now
        )?;
        Ok(())
    }

    /// Puts a failed job back, each time for twice as long.
    pub async fn fail_job(&mut self, job: &Job, why: &str, now: Timestamp) -> Result<(), Error> {
        let wait = (15_i64 << job.attempts.clamp(0, 12)).min(LONGEST_WAIT);
        operate!(
            self,
            "update job set run_after = $2, locked_until = 0, last_error = $3 where id = $1",
            &job.id,
            now.plus_seconds(wait),
            why
        )?;
        Ok(())
    }
}

impl Job {
    /// Whether any job is due.
    pub async fn any_due(conn: &mut Conn, now: Timestamp) -> Result<bool, Error> {
        let due = fetch_all!(
            conn,
            (String,),
            "select id from job where done_at is null and run_after <= $1 and locked_until <= $1 limit 1",
            now
        )?;
        Ok(!due.is_empty())
    }
}

impl JobState {
    /// Counts the jobs that are not done.
    pub async fn read(conn: &mut Conn) -> Result<Self, Error> {
        let (waiting, failing): (i64, i64) = fetch_one!(
            conn,
            (i64, i64),
            "select count(*), coalesce(sum(case when attempts >= 3 then 1 else 0 end), 0) from job where done_at is null"
        )?;
        Ok(Self { waiting, failing })
    }
}
