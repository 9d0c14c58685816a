//! Who is invited to a session, who said that they come, and how many voices are expected. Pure.

use super::model::{Answer, Duty};
use super::store::{AnswerRow, SeatRow, TermRow};

/// Somebody who holds a seat or stands in on the day of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Stands in for the holder.
    pub substitute: bool,
    /// What they answered.
    pub answer: Option<Answer>,
    /// Why.
    pub reason: String,
}

/// A seat with those who may fill it on the day of a session: the holder first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Seat.
    pub seat: String,
    /// Its title.
    pub title: String,
    /// Whether it votes.
    pub voting: bool,
    /// Who may fill it.
    pub guests: Vec<Guest>,
}

impl Place {
    /// Who comes, as far as they said so; the holder goes before who stands in.
    pub fn comes(&self) -> Option<&Guest> {
        self.guests
            .iter()
            .find(|guest| guest.answer == Some(Answer::Yes))
    }

    /// Who is invited: the holder; who stands in as soon as no holder is there, or the holder does not come.
    pub fn invited(&self) -> Vec<&Guest> {
        let held = self.guests.iter().any(|guest| {
            !guest.substitute && !matches!(guest.answer, Some(Answer::No | Answer::Substitute))
        });
        self.guests
            .iter()
            .filter(|guest| !guest.substitute || !held)
            .collect()
    }

    /// Who was invited and has not answered, where nobody said yet that they come.
    pub fn owes(&self) -> Vec<&Guest> {
        if self.comes().is_some() {
            return Vec::new();
        }
        let invited = self.invited().into_iter();
        invited.filter(|guest| guest.answer.is_none()).collect()
    }

    /// Who is invited once more: who has not answered, and who stands in for them.
    pub fn reminded(&self) -> Vec<&Guest> {
        if self.comes().is_some() {
            return Vec::new();
        }
        let guests = self.guests.iter();
        guests.filter(|guest| guest.answer.is_none()).collect()
    }
}

/// The seats of a committee on a day, Gregorian `YYYY-MM-DD`.
pub fn places(
    seats: &[SeatRow],
    terms: &[TermRow],
    answers: &[AnswerRow],
    day: &str,
) -> Vec<Place> {
    let of_seat = |seat: &SeatRow| {
        let mut guests: Vec<Guest> = Vec::new();
        for term in terms {
            let holds = term.seat == seat.id
                && term.from_day.as_str() <= day
                && term.to_day.as_deref().is_none_or(|end| end >= day);
            if !holds || guests.iter().any(|guest| guest.person == term.person) {
                continue;
            }
            let answer = answers.iter().find(|row| row.person == term.person);
            guests.push(Guest {
                person: term.person.clone(),
                name: term.name.clone(),
                substitute: term.substitute,
                answer: answer.and_then(|row| Answer::of(&row.answer)),
                reason: answer.map_or_else(String::new, |row| row.reason.clone()),
            });
        }
        guests.sort_by_key(|guest| guest.substitute);
        guests
    };
    seats
        .iter()
        .map(|seat| Place {
            seat: seat.id.clone(),
            title: seat.title.clone(),
            voting: Duty::of(&seat.duty).is_some_and(Duty::votes),
            guests: of_seat(seat),
        })
        .collect()
}

/// Voices that are expected.
pub fn expected(places: &[Place]) -> i64 {
    let coming = places
        .iter()
        .filter(|place| place.voting && place.comes().is_some());
    i64::try_from(coming.count()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(
        clippy::option_option,
        reason = "whether somebody is asked, and whether they have answered"
    )]
    fn place(holder: Option<Option<Answer>>, substitute: Option<Option<Answer>>) -> Place {
        let guest = |person: &str, substitute, answer| Guest {
            person: person.to_owned(),
            name: person.to_owned(),
            substitute,
            answer,
            reason: String::new(),
        };
        let holder = holder.map(|answer| guest("holder", false, answer));
        let substitute = substitute.map(|answer| guest("substitute", true, answer));
        Place {
            seat: "s".to_owned(),
            title: "t".to_owned(),
            voting: true,
            guests: holder.into_iter().chain(substitute).collect(),
        }
    }

    fn names<'a>(guests: &[&'a Guest]) -> Vec<&'a str> {
        guests.iter().map(|guest| guest.person.as_str()).collect()
    }

    #[test]
    fn who_stands_in_is_invited_when_the_holder_does_not_come() {
        let asked = place(Some(None), Some(None));
        assert_eq!(names(&asked.invited()), ["holder"]);
        assert_eq!(names(&asked.owes()), ["holder"]);
        assert_eq!(names(&asked.reminded()), ["holder", "substitute"]);
        for answer in [Answer::No, Answer::Substitute] {
            let place = place(Some(Some(answer)), Some(None));
            assert_eq!(names(&place.invited()), ["holder", "substitute"]);
            assert_eq!(names(&place.owes()), ["substitute"]);
        }
        assert_eq!(names(&place(None, Some(None)).invited()), ["substitute"]);
    }

    #[test]
    fn a_seat_has_one_voice_however_many_said_yes() {
        let both = place(Some(Some(Answer::Yes)), Some(Some(Answer::Yes)));
        assert_eq!(
            both.comes().map(|guest| guest.person.as_str()),
            Some("holder")
        );
        let nobody = place(Some(Some(Answer::No)), Some(Some(Answer::No)));
        assert!(nobody.comes().is_none() && nobody.owes().is_empty());
        assert_eq!(expected(&[both, nobody]), 1);
    }
}
