### Findings: what was seen in data and somebody has to look at.

nav-findings = Findings

findings-title = Findings
findings-lead = What was seen in the data and needs a look. A finding accuses nobody; until a person has reviewed it, it is a difference between records.
findings-search = Search findings
findings-found = { $count } findings
findings-none = No finding fits
findings-none-note = Use fewer filters, or look at all findings.
findings-show-all = See all findings
findings-all = All

findings-kind-deviation = Deviation
findings-kind-blind-spot = Blind spot
findings-kind-unequal-treatment = Difference in treatment
findings-kind-broker = Unauthorised intermediary
findings-kind-conflict = Conflict of interest
findings-kind-red-flag = Red flag
findings-kind-gift = Gift
findings-kind-inspection = Finding of an inspection

findings-state-open = Not decided
findings-state-new = New
findings-state-under-review = Under review
findings-state-asked = Waiting for the unit’s explanation
findings-state-confirmed = Confirmed
findings-state-explained = Explained
findings-state-mistaken = Mistaken

findings-severity-low = Minor
findings-severity-medium = Medium
findings-severity-high = Serious

findings-fact-kind = Kind
findings-fact-severity = Importance
findings-fact-state = State
findings-fact-unit = Unit
findings-fact-owner = Reviewed by
findings-fact-first = First seen
findings-fact-last = Last seen
findings-fact-times = Times seen
findings-fact-cases = Cases
findings-fact-rule = Version of the rule
findings-fact-input = Fingerprint of the data (SHA-256)
findings-facts = Particulars
findings-numbers = The numbers behind it
findings-what = What was seen
findings-cases = Cases
findings-cases-first = The first { $shown } of { $all } cases
findings-query = What was asked of the data
findings-course = Course of the review
findings-acts = What you can do
findings-open-service = The card of this service
findings-presumption = This finding rests on records and passes no judgement on anybody.

findings-do-take = I will review it
findings-do-ask = Ask the unit to explain
findings-do-ask-hint = Say what needs an explanation; the manager of the unit sees it on the desk.
findings-do-explain = Give the unit’s explanation
findings-do-explain-hint = Write why it was recorded like this and which documents there are.
findings-do-confirm = Confirm the finding
findings-do-confirm-hint = On which documents does it rest? Once confirmed, other parts of the work take it up.
findings-do-accept = There is a good reason
findings-do-accept-hint = Write the reason; it is shown from now on.
findings-do-dismiss = The data or the rule is wrong
findings-do-dismiss-hint = Write what is wrong, so that it can be mended.
findings-do-reopen = Review again
findings-do-reopen-hint = Why should it be looked at again?
findings-note = Reasons
findings-confirm-ask = The finding will stand as confirmed. Go on?
findings-confirm-no = Back

findings-done-raise = The finding was recorded
findings-done-see-again = It was seen in newer data too
findings-done-take = The review began
findings-done-ask = The unit was asked to explain
findings-done-explain = The unit explained
findings-done-confirm = The finding was confirmed
findings-done-accept = A good reason was found
findings-done-dismiss = It was found to be mistaken
findings-done-reopen = The review was reopened

findings-refused-state = The state of this finding has changed and this cannot be done now; please see its present state on this page.
findings-refused-no-unit = This finding concerns no single unit; ask the units separately and write the result into the reasons.
findings-refused-own = You explained this finding for the unit; somebody else decides about it.
findings-note-missing = Write the reasons; without them the file does not show why this was done.
findings-note-long = The reasons may have { $most } letters at most; please shorten them.
findings-waiting = Findings waiting for you
findings-see = See the findings
findings-new = Raise a finding from a citizen’s message
findings-new-lead = If this message is a sign of more than one complaint, record it as a finding to be looked into. A finding accuses nobody.
findings-new-link = Raise a finding from this message
findings-new-from = Message
findings-new-title = Title
findings-new-text = What was seen
findings-new-text-hint = What follows from the message and its history, without naming people and without judging
findings-new-raise = Raise the finding
findings-new-query = Citizen’s message, tracking code { $code }
findings-fault-choose = Choose one.
findings-fault-title = Write a title of up to { $most } characters.
findings-new-kind = Kind of finding
findings-new-severity = Severity
