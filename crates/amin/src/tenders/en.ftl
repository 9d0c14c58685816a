## Tenders
nav-tenders = Tenders
tenders-lead = The organisation's tenders, the gate that bidders pass before bids are opened, and red flags.
tenders-search = Search title and identifier
tenders-found = { $count } tenders
tenders-none = There is no tender
tenders-none-note = Tenders come in as open contracting data (OCDS).
tenders-title = Title
tenders-state = State
tenders-ocid = Contracting process
tenders-unit = Buying unit
tenders-method = Method
tenders-closes = End of the tender period
tenders-screened-at = Bidders screened
tenders-opened-at = Bids opened
tenders-state-announced = Announced
tenders-state-screened = Screened, ready to open
tenders-state-opened = Opened
tenders-state-awarded = Awarded
tenders-import = Import tenders
tenders-import-lead = An OCDS file: one process on each line, or a package. A known process is brought up to date.
tenders-import-done = { $new } new tenders, { $changed } brought up to date, { $same } the same
tenders-import-left = Lines that were not taken
tenders-import-unreadable = The file cannot be read ({ $why }); fetch it from the procurement system again.
tenders-file = OCDS file
tenders-file-hint = JSON or JSON lines, plain or gzip
tenders-choose = Please choose one.
tenders-choose-one = Please choose
tenders-release = Open data of this process (JSON)
tenders-bidders = Bidders
tenders-bidders-none = The data name no bidder.
tenders-bidder = Bidder
tenders-winner = Winner
tenders-excluded = Excluded
tenders-exclude = Exclude this bidder
tenders-reason = Reason
tenders-reason-missing = Please write the reason.
tenders-reason-long = The reason is longer than { $most } characters; please shorten it.
tenders-deciders = Who decides
tenders-deciders-none = Nobody has been named yet.
tenders-decider-named = to declare
tenders-decider-declared = declared no conflict
tenders-decider-recused = keeps out
tenders-name-decider = Name who decides
tenders-not-this-person = This person cannot be named; please choose somebody else.
tenders-declare = Declare that there is no conflict of interest
tenders-declare-text = Before the list is screened and bids are opened, say that neither you nor your kin have a tie to or an interest in any bidder.
tenders-declare-clear = I have no tie and no interest
tenders-declare-interest = I have one, and keep out
tenders-declare-hint = Only the integrity officer reads the reason. From then on this tender is not shown to you.
tenders-screen = Screen the bidders
tenders-screen-hint = Each bidder is compared with everybody who holds an office here (legal bans) and with each who decides.
tenders-open = Open the bids
tenders-open-hint = A bidder whom the law bars must be excluded before bids are opened.
tenders-award = Choose the winner
tenders-award-hint = The winner is screened again first: a tie may have come about.
tenders-reopen = Back before the gate
tenders-gate-law = Legal bans
tenders-outcome-barred = Barred
tenders-outcome-conflict = Conflict
tenders-outcome-potential = Potential
tenders-outcome-appearance = Appearance
tenders-outcome-clear = Clear
tenders-outcome-insufficient = Insufficient data
tenders-path = Path of ties
tenders-path-from = From
tenders-path-tie = Tie
tenders-path-to = To
tenders-tie = { $kind ->
    [owns] holds shares of
    [manages] chief executive of
    [directs] on the board of
    [inspects] statutory inspector of
    [represents] acts for
    [employed_by] employed by
    [staff_of] staff of
    [manager_of] manager in
    [council_member_of] on the council of
    [mayor_of] mayor of
    [parent] parent
    [child] child
    [spouse] spouse
    [sibling] sister or brother
    [declared] declared tie
    [gave_gift] gift
    [shared_contact] shared contact
   *[other] relative
}
tenders-refused-state = The tender's state does not allow this now; please load the page again.
tenders-refused-no-bidder = The data name no bidder; import newer data first.
tenders-refused-nobody-declared = Nobody who decides has declared that there is no conflict.
tenders-refused-not-declared = Everybody who decides must declare first.
tenders-refused-too-early = The tender period has not ended.
tenders-refused-barred = The law bars dealings with “{ $name }”; exclude it with the reason first.
tenders-refused-changed = Screening the winner anew shows an obstacle; take the tender back before the gate.
tenders-flags = Red flags
tenders-flags-note = A red flag says where to look first; it is no violation and accuses nobody.
tenders-flag = Flag
tenders-flag-flag = There
tenders-flag-clear = Not there
tenders-flag-insufficient = Insufficient data
tenders-flag-outside = Not about this process
tenders-other-flags = Other flags, and data that are missing
tenders-missing = What is missing
tenders-judge = Record a verdict
tenders-verdict = After looking into it
tenders-confirmed = It holds
tenders-dismissed = There is a good reason, or it is wrong
tenders-debarred-law = Debarred from dealing with public bodies by { $basis } (source: { $source }).
tenders-debarred-law-until = Debarred from dealing with public bodies by { $basis } (source: { $source }) until { $until }.
tenders-review = Red flags in order
tenders-review-lead = Which tenders to look at first with the reviews you can afford. A red flag is no wrongdoing; your verdict after looking changes the weight of flags in the next ranking.
tenders-budget = How many reviews can you afford?
tenders-budget-hint = Only so many tenders are shown.
tenders-first = These first
tenders-review-share = Of { $processes } processes. Estimated share of this list that chance alone would put here: { $share }.
tenders-review-verdicts = Expected share without a right flag, by earlier verdicts: { $share }.
tenders-review-none = No flags
tenders-review-none-note = No tender has a red flag in the data as they are.
tenders-score = Surprise (bits)
tenders-chance = Share of chance down to here
tenders-signs = Flags about how bidders and buyers behave
tenders-sign-who = About
tenders-sign-value = Value
tenders-sign-with = Together with
tenders-summaries = Each flag over all processes
tenders-summaries-note = Three states: flagged, clear, insufficient data. A flag whose data are missing does not count as clear.
tenders-verdicts = Verdicts
tenders-verdicts-of = { $confirmed } right, { $dismissed } wrong
tenders-lists = Debarred and thresholds
tenders-lists-lead = The list of those debarred from dealing and the thresholds of transactions of this organisation, each with dates and source. The gate and the red flags use them.
tenders-debarred = Debarred
tenders-debarred-none = Nobody is on the list; until there is one, the flag “bidder is debarred” says insufficient data.
tenders-debarred-holds = In force
tenders-debarred-over = Over
tenders-debarred-name = Name of the person or firm
tenders-debar = Add to the debarred
tenders-from-to = From { $since } to { $until }
tenders-lift = Lift the debarment
tenders-lifted-because = Lifted: { $reason }
tenders-since = From
tenders-until = Until
tenders-until-hint = Last day; leave it empty where there is none.
tenders-day-hint = Such as 1405/09/01
tenders-legal-basis = Legal basis
tenders-legal-basis-hint = The law or ruling and its number
tenders-source-hint = Where was it published or served?
tenders-thresholds = Thresholds of transactions
tenders-thresholds-note = Thresholds are set each year. Above the medium one a tender is due; splitting and awards just below are judged by it.
tenders-thresholds-none = No threshold is recorded; until one is, the flags about splitting and awards just below say insufficient data.
tenders-threshold-kind = Threshold
tenders-threshold-small = Small transactions up to
tenders-threshold-medium = Medium transactions up to
tenders-threshold-amount = Amount (rials)
tenders-threshold-set = Record the threshold
tenders-fault-day = Write the date like 1405/09/01.
tenders-fault-days = The end lies before the beginning; correct one of the dates.
tenders-fault-number = Write the firm’s national id of eleven digits or the person’s national code of ten digits correctly.
tenders-fault-amount = Write the amount in rials, in digits.
tenders-public-title = Tenders of the municipality
tenders-public-lead = Tenders, how they stand and who won. Who bids is confidential until bids are opened.
tenders-public-data = The same as open data (OCDS 1.1)
tenders-public-all = All tenders
tenders-public-excluded = Bidders excluded
tenders-public-bidders = Bidders
tenders-public-none = No tender was published yet.
tenders-history = What was known when
