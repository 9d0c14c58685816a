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
tenders-method-open = Open to everybody
tenders-method-selective = Among those found qualified
tenders-method-limited = By invitation
tenders-method-direct = Direct, without competition
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
tenders-need-opening-time = the beginning of the tender period
tenders-need-closing-time = the end of the tender period
tenders-need-ordered-period = a tender period that ends after it begins
tenders-need-method = the procurement method
tenders-need-bids = the bids
tenders-need-bid-status = the status of the bids
tenders-need-bid-date = the dates of the bids
tenders-need-bidders = identifiers of the bidders
tenders-need-prices = the prices of the bids
tenders-need-price-above-zero = a winning price above zero
tenders-need-one-currency = bids in one currency
tenders-need-winning-bid = the bid that won
tenders-need-agreement = a number of bidders that agrees with the bids
tenders-need-number-of-bidders = the number of bidders
tenders-need-owners = identified owners of at least two bidders
tenders-need-contacts = how at least two bidders are reached
tenders-need-official-contacts = how the buyer or officials are reached
tenders-need-debarred = a list of the debarred
tenders-need-founded = when the bidders were founded
tenders-need-threshold = a threshold of transactions for this currency and date
tenders-need-value = the amount of the award or the estimate
tenders-need-award-value = the amount of the award
tenders-need-contract-value = the amount of the contract
tenders-need-payments = payments of the contract
tenders-need-amendments = amendments of contracts (nowhere in the data)
tenders-need-subcontractors = subcontractors (nowhere in the data)
tenders-need-officials = who decides
tenders-need-ties = the comparison of bidders with those who decide
tenders-need-buyer = the identifier of the buyer
tenders-need-date = a date of the tender or award
tenders-need-class = the class of the goods or services
tenders-need-population = enough processes to compare with
tenders-outside-cancelled = the tender was cancelled
tenders-outside-no-rule = no rule is in force at its date
tenders-outside-excluded = the settings exclude its method
tenders-outside-not-competitive = the procedure is not competitive
tenders-outside-not-direct = the procedure is competitive
tenders-outside-no-bid = no bid was handed in
tenders-outside-one-bidder = there are not two bidders
tenders-outside-no-award = no award is final
tenders-outside-no-contract = no contract
tenders-outside-quality-counts = not the price alone decides
tenders-outside-not-lowest = the winning bid is not the lowest
tenders-outside-not-one-valid = not one bidder alone is valid
tenders-outside-no-disqualified = nobody was disqualified
tenders-outside-above-threshold = the value is not under the threshold
tenders-left-not-text = This line is no text (UTF-8); get the file again in UTF-8 from the procurement system.
tenders-left-not-json = This line is no valid JSON (at character { $column }); it may be cut off. Get it again.
tenders-left-nested = Packages are nested too deep; import each package by itself.
tenders-left-no-object = Instead of a process there is another value; correct this line.
tenders-left-linked = This line only links to its data; get a file that has them inside.
tenders-left-undated-package = This process is given several times, and one of these has no date, so nobody knows which is newer; add the date.
tenders-left-undated = The process “{ $ocid }” is several times in this file, and this line has no date, so nobody knows which is newer; add the date.
tenders-left-no-ocid = It has no identifier (ocid); each process needs one. Add it.
tenders-unreadable-broken = The file cannot be read to its end; it may be incomplete or damaged. Get it again from the procurement system.
tenders-unreadable-large = Unpacked the file is larger than { $most } MB; divide it into several.
tenders-import-report = Report of the import
tenders-import-reports = Earlier imports
tenders-import-reports-none = No file was imported yet.
tenders-import-when = Imported
tenders-import-file = Name of the file
tenders-import-new = New tenders
tenders-import-changed = Brought up to date
tenders-import-same = Unchanged
tenders-import-left-count = Not taken
tenders-import-left-none = All lines were taken.
tenders-import-left-note = Correct these lines and send the file again; what was taken is not counted twice.
tenders-import-cut = The report is longer than this; mend these first and import again.
tenders-finding-tie-title = A tie in a tender to be looked at
tenders-finding-barred = Screening the bidders of tender { $ocid } showed a legal bar for one of them. Bids do not open until it is excluded with the reason; the law stands on the tender’s page. This finding judges nobody.
tenders-finding-conflict = Screening tender { $ocid } showed a conflict between somebody in charge and a bidder, and that person keeps out. The integrity unit sees why on the tender’s page. This finding judges nobody.
tenders-finding-doubt = Screening tender { $ocid } showed a potential or apparent tie. Look whether anything has to be done. This finding judges nobody.
tenders-finding-nobody-title = Nobody of the unit is free for a tender
tenders-finding-decided-above = None of those who decide on tender { $ocid } was without conflict. The tender went back before the gate, and the decision to the free managers of the nearest unit. This is told for openness.
tenders-finding-run-above = Nobody of the buying unit who could run tender { $ocid } was without conflict, and it went to the managers of a higher unit. This is told for openness.
tenders-finding-stuck = For tender { $ocid } no manager at any level is without conflict. Somebody from outside has to be named.
tenders-finding-flag-people = Red flag { $code } in tender { $ocid } was confirmed after looking into it. It is about ties of people; the integrity unit sees why on the tender’s page.
tenders-refused-declare-first = First declare yourself that you have no tie and no interest in this tender.
tenders-declare-text-runs = You run this tender. Before you screen, exclude or open, say that neither you nor your relatives have a tie to or an interest in any of these bidders. You are compared with them at once.
tenders-part-runs = Runs the tender
tenders-refused-no-period = The open data of this tender do not say until when bids are handed in. Please take in a release that tells tender.tenderPeriod.endDate; then the bids can be opened.
tenders-refused-others-wait = About somebody in charge of this tender an answer of an integrity officer is awaited; the bids can be opened after it.
tenders-nobody-left = Nobody who decides is left for this tender. It went to the free managers of the nearest unit, or name somebody; the tender is back before the gate.
tenders-rule-unknown = A law bars dealings with this bidder; screen the bidders again to see the article and the amount.
tenders-open-paths = Open names and paths
tenders-open-paths-hint = A path names relatives; the reason of your look goes into the journal.
tenders-second = Another path
tenders-measured = What it was measured by
tenders-measured-value = Value of this tender
tenders-measured-fence = Fence, where the flag begins
tenders-measured-no-fence = This rule has no numeric fence
tenders-measured-population = Processes compared
tenders-measured-rule = Rule and version
tenders-measured-input = Fingerprint of this tender’s data (SHA-256)
tenders-measured-inputs = Fingerprint of the data of all processes (SHA-256)
tenders-flag-unit = { $code ->
    [R003] days
    [R011] purchases that come to more than the threshold
    [R018] bidders
    [R024] distance from the winner, as a share of the winning bid
    [R028] bidders with the same price
    [R030] hours late
    [R032] bidders with the same owner
    [R035] other bidders disqualified
    [R036] disqualified bid, as a share of the lowest valid one
    [R043] bidders
    [R044] bidders with the same contact
    [R046] bidders
    [R055] of the threshold
    [R058] distance from the winner, as a share of the winning bid
    [R059] above the award, as a share of it
    [R064] amendments
    [R068] paid above the contract, as a share of it
    [R070] bidders
    [A001] days since it was founded
    [A002] weight of the outcome, from 1 (appearance) to 4 (barred)
   *[other] {""}
}
