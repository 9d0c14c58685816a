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
