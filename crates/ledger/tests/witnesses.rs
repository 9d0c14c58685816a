//! The witness protocol: each status of the specification, and a client that follows the answers.

use std::collections::BTreeMap;
use std::error::Error;

use crate::common::{Files, ORIGIN, entry, log_key, publish, reader};
use ledger::checkpoint::Checkpoint;
use ledger::cosignature::WitnessSigner;
use ledger::hash::Hash;
use ledger::note::Signer;
use ledger::prove::Prover;
use ledger::tree::LogWriter;
use ledger::witness::{
    AddCheckpoint, Answer, AnswerError, Decision, KnownLogs, Latest, SIZE_CONTENT_TYPE, decide,
    read_answer,
};

struct Fixture {
    witness: WitnessSigner,
    logs: KnownLogs,
    stored: BTreeMap<String, Latest>,
}

impl Fixture {
    fn new() -> Self {
        let witness =
            WitnessSigner::from_seed("witness.example.ir/w1", &[50; 32]).expect("valid name");
        Self {
            witness,
            logs: KnownLogs::from([(ORIGIN.to_owned(), vec![log_key().verifier()])]),
            stored: BTreeMap::new(),
        }
    }

    /// Decides and stores, as a server does.
    fn ask(&mut self, body: &[u8]) -> Decision {
        let decision = decide(
            std::slice::from_ref(&self.witness),
            &self.logs,
            |origin| self.stored.get(origin).copied(),
            body,
            1_800_000_000,
        );
        assert_eq!(decision.status == 200, decision.update.is_some());
        if let Some(update) = &decision.update {
            assert_eq!(self.stored.get(&update.origin).copied(), update.expected);
            self.stored.insert(update.origin.clone(), update.new);
        }
        decision
    }
}

fn request(files: &Files, old: u64) -> AddCheckpoint {
    let (checkpoint, note) = Checkpoint::parse_note(&files["checkpoint"]).expect("published");
    let read = reader(files);
    let proof = Prover::new(checkpoint.size, &read)
        .consistency(old.min(checkpoint.size))
        .expect("stored");
    AddCheckpoint { old, proof, note }
}

fn head(size: u64, root: Hash, signer: &Signer) -> AddCheckpoint {
    let checkpoint = Checkpoint {
        origin: ORIGIN.to_owned(),
        size,
        root,
        extensions: Vec::new(),
    };
    AddCheckpoint {
        old: 0,
        proof: Vec::new(),
        note: checkpoint.sign(signer).expect("a note"),
    }
}

#[test]
fn a_growing_log_is_cosigned_at_every_step() -> Result<(), Box<dyn Error>> {
    let mut fixture = Fixture::new();
    let (mut writer, mut files) = (LogWriter::new(), Files::new());
    let mut old = 0;
    for step in [0, 1, 1, 6, 0, 300, 1000] {
        let size = writer.size();
        publish(&mut writer, &mut files, (size..size + step).map(entry));
        let request = request(&files, old);
        let decision = fixture.ask(request.to_string().as_bytes());
        assert_eq!(decision.status, 200, "{}", decision.body);
        let key = fixture.witness.verifier();
        let answer = read_answer(
            200,
            None,
            decision.body.as_bytes(),
            request.note.text(),
            &key,
        )?;
        assert!(matches!(
            answer,
            Answer::Cosigned {
                time: 1_800_000_000,
                ..
            }
        ));
        let stored = decision.update.ok_or("nothing to store")?.note;
        assert_eq!(stored.verify(&log_key().verifier()), Ok(()));
        assert_eq!(key.time_of(&stored), Ok(Some(1_800_000_000)));
        old = writer.size();
    }
    Ok(())
}

#[test]
fn conflict_tells_the_size_to_start_from() -> Result<(), Box<dyn Error>> {
    let mut fixture = Fixture::new();
    let (mut writer, mut files) = (LogWriter::new(), Files::new());
    publish(&mut writer, &mut files, (0..10).map(entry));
    assert_eq!(
        fixture
            .ask(request(&files, 0).to_string().as_bytes())
            .status,
        200
    );
    publish(&mut writer, &mut files, (10..20).map(entry));
    for wrong in [0, 5, 20] {
        let request = request(&files, wrong);
        let decision = fixture.ask(request.to_string().as_bytes());
        assert_eq!(
            (
                decision.status,
                decision.content_type,
                decision.body.as_str()
            ),
            (409, SIZE_CONTENT_TYPE, "10\n")
        );
        let key = fixture.witness.verifier();
        let answer = read_answer(
            409,
            Some(decision.content_type),
            decision.body.as_bytes(),
            request.note.text(),
            &key,
        )?;
        assert_eq!(answer, Answer::Conflict { size: 10 });
    }
    assert_eq!(
        fixture
            .ask(request(&files, 10).to_string().as_bytes())
            .status,
        200
    );
    Ok(())
}

#[test]
fn refusals_of_the_specification() -> Result<(), Box<dyn Error>> {
    let mut fixture = Fixture::new();
    let (mut writer, mut files) = (LogWriter::new(), Files::new());
    publish(&mut writer, &mut files, (0..7).map(entry));
    let good = request(&files, 0);

    // 400: form, and an old size beyond the checkpoint.
    let text = good.to_string();
    for body in [
        "",
        "old 0",
        "old 00\n\n",
        "old -1\n\n",
        "new 0\n\n",
        &text.replacen("old 0\n", "old 0\nshort\n", 1),
        &text.replacen("\n\n", "\n", 1),
    ] {
        assert_eq!(fixture.ask(body.as_bytes()).status, 400, "{body}");
    }
    let many = format!(
        "old 1\n{}{}",
        format!("{}\n", Hash::EMPTY_TREE).repeat(64),
        text.trim_start_matches("old 0\n")
    );
    assert_eq!(fixture.ask(many.as_bytes()).status, 400);
    assert_eq!(fixture.ask(&[0xff]).status, 400);
    assert_eq!(
        fixture
            .ask(
                AddCheckpoint {
                    old: 8,
                    ..good.clone()
                }
                .to_string()
                .as_bytes()
            )
            .status,
        400
    );

    // 404: unknown log. 403: another key, a changed text, a wrong signature beside a good one.
    assert_eq!(
        fixture
            .ask(text.replace(ORIGIN, "log.example.ir/other").as_bytes())
            .status,
        404
    );
    let stranger = Signer::from_seed(ORIGIN, &[77; 32])?;
    assert_eq!(
        fixture
            .ask(head(7, writer.root(), &stranger).to_string().as_bytes())
            .status,
        403
    );
    assert_eq!(
        fixture
            .ask(text.replacen("\n7\n", "\n8\n", 1).as_bytes())
            .status,
        403
    );
    let mut both = good.clone();
    both.note.add(stranger.sign("another text\n"));
    assert_eq!(
        fixture.ask(both.to_string().as_bytes()).status,
        200,
        "lines by unknown keys are ignored"
    );
    fixture.stored.clear();
    fixture
        .logs
        .get_mut(ORIGIN)
        .ok_or("log")?
        .push(stranger.verifier());
    assert_eq!(
        fixture.ask(both.to_string().as_bytes()).status,
        403,
        "a wrong line by a known key is not"
    );

    // 422: a proof from nothing, an empty log with a root, a fork of the same size, a proof that does not hold.
    let padded = AddCheckpoint {
        proof: vec![Hash::EMPTY_TREE],
        ..good.clone()
    };
    assert_eq!(fixture.ask(padded.to_string().as_bytes()).status, 422);
    assert_eq!(
        fixture
            .ask(head(0, Hash([1; 32]), &log_key()).to_string().as_bytes())
            .status,
        422
    );
    assert_eq!(fixture.ask(text.as_bytes()).status, 200);
    let fork = AddCheckpoint {
        old: 7,
        ..head(7, Hash([1; 32]), &log_key())
    };
    assert_eq!(fixture.ask(fork.to_string().as_bytes()).status, 422);
    publish(&mut writer, &mut files, (7..12).map(entry));
    let mut wrong = request(&files, 7);
    wrong.proof[0].0[0] ^= 1;
    assert_eq!(fixture.ask(wrong.to_string().as_bytes()).status, 422);
    let (mut rewritten, mut other) = (LogWriter::new(), Files::new());
    publish(&mut rewritten, &mut other, (100..112).map(entry));
    assert_eq!(
        fixture
            .ask(request(&other, 7).to_string().as_bytes())
            .status,
        422
    );
    // After all refusals the honest log still goes on.
    assert_eq!(
        fixture
            .ask(request(&files, 7).to_string().as_bytes())
            .status,
        200
    );
    Ok(())
}

#[test]
fn answers_that_help_nobody_are_named() {
    let key = Fixture::new().witness.verifier();
    let read = |status, content_type, body: &str| {
        read_answer(status, content_type, body.as_bytes(), "text\n", &key)
    };
    assert!(matches!(
        read(404, None, "no"),
        Err(AnswerError::Refused { status: 404, .. })
    ));
    assert!(matches!(
        read(409, None, "10\n"),
        Err(AnswerError::Refused { status: 409, .. })
    ));
    assert!(matches!(
        read(409, Some(SIZE_CONTENT_TYPE), "ten\n"),
        Err(AnswerError::Malformed(409))
    ));
    assert!(matches!(
        read(409, Some("text/x.tlog.size; charset=utf-8"), "10\n"),
        Ok(Answer::Conflict { size: 10 })
    ));
    assert!(matches!(
        read(200, None, ""),
        Err(AnswerError::Malformed(200))
    ));
    assert!(matches!(
        read(200, None, "<html>\n"),
        Err(AnswerError::Malformed(200))
    ));
    let other = WitnessSigner::from_seed(key.name(), &[51; 32])
        .expect("valid")
        .cosign("text\n", 1);
    assert!(matches!(
        read(200, None, &format!("{other}\n")),
        Err(AnswerError::NoCosignature(_))
    ));
    let elsewhere = Fixture::new().witness.cosign("another text\n", 1);
    assert!(matches!(
        read(200, None, &format!("{elsewhere}\n")),
        Err(AnswerError::NoCosignature(_))
    ));
}
