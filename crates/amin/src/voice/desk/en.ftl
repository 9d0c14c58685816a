### The desk: lists of messages and the work on each; the Open311 interface.

## Desk
desk-title = Desk
desk-greeting = Good day, { $name }.
desk-waiting = Messages that wait for you
desk-waiting-none = No message waits for an answer of your unit.
desk-objections = Objections for you to review
desk-objections-none = No objection waits for your review.
desk-triage = New messages without a responsible unit
desk-triage-none = Every message has been referred to a unit.
desk-count-late = Overdue
desk-count-due = Due within 7 days
desk-count-owed = All unanswered messages
desk-count-mine = In your own hands
desk-see = See the messages
desk-see-all = See all
desk-units = How the units stand
desk-units-note = The share late is of the messages of the last 90 days that were answered or whose deadline has passed.
desk-column-owed = Unanswered
desk-column-late = Overdue
desk-column-due = Due within 7 days
desk-column-share = Share late
desk-column-sample = Sample size
desk-percent = { $percent }%
desk-rooms = Your rooms
desk-own-sessions = My sessions
desk-no-unit = No unit

## Deadline
desk-days-left = { $days ->
    [one] 1 working day left
   *[other] { $days } working days left
}
desk-days-late = { $days ->
    [one] 1 working day overdue
   *[other] { $days } working days overdue
}
desk-due-today = Due today
desk-paused = The deadline is paused
desk-done-in-time = In time
desk-done-late = Late

## List
desk-list-title = Messages
desk-search = Search subject, text, address or tracking code
desk-all = All
desk-state-owed = All unanswered messages
desk-filter-kind = Kind
desk-filter-category = Category
desk-new-category = New category
desk-filter-late = Overdue only
desk-filter-mine = In my hands only
desk-clear = Clear all filters
desk-found = { $count ->
    [one] 1 message
   *[other] { $count } messages
}
desk-page-of = Page { $page } of { $pages }
desk-list-empty = No such message
desk-list-empty-note = Use fewer filters or search for another word.
desk-column-subject = Subject
desk-column-code = Tracking code
desk-column-unit = Unit
desk-column-state = State
desk-column-deadline = Deadline
desk-column-result = Result
desk-choose-all = Choose all
desk-choose-one = Choose message
desk-selected = messages chosen
desk-bulk = Several messages at once
desk-bulk-classify = Change category
desk-bulk-join = Join to the first chosen
desk-bulk-join-confirm = The chosen messages are closed as duplicates and joined to the first of them. Continue?
desk-bulk-none = No message was chosen. Go back to the list and tick the messages.
desk-bulk-many = Choose at most { $most } messages at a time.
desk-bulk-join-two = To join messages, choose at least two.
desk-bulk-which = Please choose what to do.
desk-bulk-done = { $done } done; { $left } left as they were.
desk-done = Done
desk-back = Back to the list
desk-no = Go back
desk-pick = Choose

## One message
desk-citizen-wrote = What the citizen wrote
desk-joined-to = This message is a duplicate and was joined to:
desk-joined-here = Messages joined to this one:
desk-facts = Particulars
desk-fact-filed = Filed
desk-fact-unit = Responsible unit
desk-fact-higher = Unit above
desk-fact-taken = In the hands of
desk-fact-right = Citizen's right concerned
desk-fact-district = District
desk-fact-address = Address
desk-fact-place = Coordinates
desk-fact-channel = Came by
desk-fact-outcome = Outcome
desk-fact-objection = Objection possible until
desk-fact-breaches = Deadlines missed
desk-fact-entry = Number in the journal
desk-right-none = None
desk-contact = Contact
desk-contact-none = The citizen left no contact and follows by the tracking code.
desk-contact-secret = The citizen asked that the unit does not learn who wrote.
desk-contact-show = Show contact
desk-contact-reason = Why the contact is needed
desk-contact-hint = That you read it, and why, is written into the journal.
desk-contact-shown = That you read this was written into the journal.
desk-contact-name = Name
desk-contact-phone = Mobile phone
desk-contact-email = Mail
desk-attachments = Attachments
desk-attachment-location = tells where the picture was taken
desk-attachment-camera = tells with which device
desk-kilobytes = { $size } kB
desk-deadlines = History of the deadline
desk-deadline-promised = Deadline told to the citizen
desk-event-deadline = Deadline
desk-timeline = Course
desk-program = The program
desk-step-asked = The citizen was asked something
desk-step-completed = The citizen completed the message
desk-step-accepted = The citizen accepted the answer
desk-step-objected = The citizen objected to the answer
desk-marks = Satisfaction
desk-mark-courtesy = Courtesy
desk-mark-clarity = Clarity
desk-mark-speed = Speed
desk-mark-fairness = Fairness
desk-mark-outcome = Outcome
desk-mark-of-five = { $mark } of 5
desk-changes = What changed because of this message
desk-kept = What you wrote was kept
desk-changed-meanwhile = This message has changed since you opened the page. See how it stands now, and act again if it is still needed.

## Acts on one message
desk-acts = What will you do?
desk-take = Begin the work
desk-take-review = Begin the review of the objection
desk-resume = Let the deadline run again
desk-answer = Answer the citizen
desk-answer-outcome = Outcome
desk-answer-ground = Article of law
desk-answer-ground-hint = Needed for a refusal or a partial release (law on publication of and free access to information).
desk-answer-text = Answer
desk-answer-hint = Begin with the result; then what was done and when, by which rule, and how to object if the citizen is not satisfied.
desk-checklist = Plain-language check
desk-answer-send = Send the answer
desk-review = Decide on the objection
desk-review-note = This decision is the last answer inside the organisation; the message is closed with it.
desk-review-text = Decision
desk-review-send = Record the decision
desk-ask = Ask the citizen
desk-ask-question = Question
desk-ask-hint = Ask only what the work needs; the deadline is paused until the citizen answers.
desk-ask-send = Send the question
desk-refer = Refer to a unit
desk-refer-unit = Unit
desk-refer-note = Note for the unit
desk-refer-note-hint = The citizen does not see this note.
desk-classify = Category, right, priority
desk-classify-save = Save
desk-priority = Priority
desk-priority-hint = “Urgent” is for danger to life or health.
desk-pause = Pause the deadline
desk-pause-reason = Reason for the pause
desk-pause-hint = The citizen reads this reason.
desk-close = Close without an answer of the unit
desk-close-reason = The reason, and where the citizen may turn
desk-close-hint = The citizen reads this and may object.
desk-close-send = Close the message
desk-close-confirm = The message is closed and the citizen is told. Continue?
desk-close-yes = Yes, close it
desk-change = Record what changed
desk-change-note = This is read by everybody in the register “What changed because of you”; write no names.
desk-change-title = Title
desk-change-text = What was, and what is now
desk-change-hint = Example: The lamps of Bahar Street were replaced and are inspected every month.
desk-change-send = Write into the register
desk-similar = Similar messages
desk-similar-none = No similar message in the same category and district within 30 days of this one.
desk-similar-note = Same category and district, within 30 days, with words in common.
desk-similar-share = Words in common:
desk-join = Join this message to it
desk-join-confirm = This message is closed as a duplicate; with the same code the citizen follows the other one. Continue?
desk-join-by-code = Join by tracking code
desk-join-code = Tracking code of the message that goes on
desk-join-hint = The 11 digits of the message that is followed further.

## Open311
open311-service-description = Message about “{ $name }”
open311-attribute-kind = Kind of message
open311-attribute-right = Citizen's right concerned
open311-attribute-district = District
open311-key-service = Filing needs no key unless the organisation asks for one.
open311-filed = Your message was filed and sealed. service_request_id is the tracking code: use it on the tracking page to read the answer and, if you do not accept it, to object.
open311-media = Address of a picture: { $address }
open311-no-address = There is no such address in this interface. Addresses: services, services/CODE, requests, requests/ID, tokens/TOKEN, ending in .xml or .json.
open311-no-jurisdiction = jurisdiction_id: there is no organisation of this name.
open311-which-jurisdiction = jurisdiction_id: there are several organisations here; name one.
open311-which-service = service_code was not provided; services lists them.
open311-no-service = service_code: there is no service “{ $code }”; services lists them.
open311-which-description = description was not provided; say what the matter is.
open311-wrong-kind = attribute[kind]: “{ $kind }” is no kind of this service; services/CODE lists them.
open311-wrong-media = media_url must begin with http:// or https:// and have at most { $most } characters.
open311-no-key = api_key: this organisation asks for a key to file messages, and this one is not accepted.
open311-form-wanted = The body must be application/x-www-form-urlencoded.
open311-no-request = There is no request “{ $id }”.
open311-no-token = The token “{ $token }” is not known; this interface gives the id at once when filing.
open311-wrong-date = { $name } must be written like 2026-11-22T00:00:00Z.
open311-wrong-whole = { $name } must be a whole number from { $least } to { $most }.
open311-wrong-status = status: “{ $status }” is not known; send open or closed.
open311-dates-swapped = start_date is after end_date.
open311-span-too-long = start_date and end_date may span at most { $days } days.
open311-too-many = At most { $most } ids in one call.
