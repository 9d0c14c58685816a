## مناقصه‌ها
nav-tenders = مناقصه‌ها
tenders-lead = مناقصه‌های سازمان، سنجش پیشنهاددهندگان پیش از گشودن پیشنهادها، و نشانه‌های خطر.
tenders-search = جستجو در عنوان و شناسه
tenders-found = { $count } مناقصه
tenders-none = مناقصه‌ای نیست
tenders-none-note = مناقصه‌ها با داده باز قراردادها (OCDS) وارد می‌شوند.
tenders-title = عنوان
tenders-state = وضعیت
tenders-ocid = شناسه فرایند
tenders-unit = واحد خریدار
tenders-method = روش
tenders-method-open = عمومی
tenders-method-selective = از میان واجدان شرایط
tenders-method-limited = محدود (با دعوت)
tenders-method-direct = مستقیم، بدون رقابت
tenders-closes = پایان مهلت پیشنهاد
tenders-screened-at = سنجش پیشنهاددهندگان
tenders-opened-at = گشودن پیشنهادها
tenders-state-announced = اعلام‌شده
tenders-state-screened = سنجیده، آماده گشودن
tenders-state-opened = گشوده
tenders-state-awarded = برنده انتخاب شده
tenders-import = ورود مناقصه‌ها
tenders-import-lead = پرونده OCDS: هر سطر یک فرایند، یا یک بسته. فرایند شناخته‌شده به‌روز می‌شود.
tenders-import-done = { $new } مناقصه تازه، { $changed } به‌روزشده، { $same } بی‌تغییر
tenders-import-left = سطرهایی که پذیرفته نشد
tenders-file = پرونده OCDS
tenders-file-hint = JSON یا JSON lines، ساده یا gzip
tenders-choose = یکی از گزینه‌ها را برگزینید.
tenders-choose-one = برگزینید
tenders-release = داده باز این فرایند (JSON)
tenders-bidders = پیشنهاددهندگان
tenders-bidders-none = پیشنهاددهنده‌ای در داده نیست.
tenders-bidder = پیشنهاددهنده
tenders-winner = برنده
tenders-excluded = کنار گذاشته
tenders-exclude = کنار گذاشتن پیشنهاددهنده
tenders-reason = دلیل
tenders-reason-missing = لطفاً دلیل را بنویسید.
tenders-reason-long = دلیل از { $most } نویسه بیشتر است؛ کوتاه‌ترش کنید.
tenders-deciders = تصمیم‌گیرندگان
tenders-deciders-none = هنوز کسی گمارده نشده است.
tenders-decider-named = در انتظار اعلام
tenders-decider-declared = نبود تعارض را اعلام کرده
tenders-decider-recused = کناره گرفته
tenders-name-decider = گماردن تصمیم‌گیرنده
tenders-not-this-person = این شخص را نمی‌توان گمارد؛ کس دیگری برگزینید.
tenders-declare = اعلام نبود تعارض منافع
tenders-declare-text = پیش از آن که فهرست سنجیده و پیشنهادها گشوده شود، بگویید خود یا خویشانتان با هیچ پیشنهاددهنده‌ای پیوند یا نفعی ندارید.
tenders-declare-clear = نفع و پیوندی ندارم
tenders-declare-interest = نفع یا پیوندی دارم و کناره می‌گیرم
tenders-declare-hint = دلیل را تنها مسئول سلامت اداری می‌خواند. پس از آن این مناقصه به شما نشان داده نمی‌شود.
tenders-screen = سنجش پیشنهاددهندگان
tenders-screen-hint = هر پیشنهاددهنده با همه صاحبان سمت در سازمان (ممنوعیت‌های قانونی) و با هر تصمیم‌گیرنده سنجیده می‌شود.
tenders-open = گشودن پیشنهادها
tenders-open-hint = پیشنهاددهنده‌ای که قانون او را منع کرده است باید پیش از گشودن کنار گذاشته شود.
tenders-award = انتخاب برنده
tenders-award-hint = پیش از ثبت، برنده دوباره سنجیده می‌شود؛ شاید پیوندی تازه پدید آمده باشد.
tenders-reopen = بازگشت به پیش از سنجش
tenders-gate-law = ممنوعیت قانونی
tenders-outcome-barred = ممنوع
tenders-outcome-conflict = تعارض
tenders-outcome-potential = محتمل
tenders-outcome-appearance = شائبه
tenders-outcome-clear = بدون مانع
tenders-outcome-insufficient = داده ناکافی
tenders-path = مسیر پیوند
tenders-path-from = از
tenders-path-tie = پیوند
tenders-path-to = به
tenders-tie = { $kind ->
    [owns] مالک سهام
    [manages] مدیرعامل
    [directs] عضو هیئت مدیره
    [inspects] بازرس قانونی
    [represents] نماینده
    [employed_by] شاغل
    [staff_of] کارمند
    [manager_of] مدیر
    [council_member_of] عضو شورا
    [mayor_of] شهردار
    [parent] پدر یا مادر
    [child] فرزند
    [spouse] همسر
    [sibling] خواهر یا برادر
    [declared] پیوند اعلام‌شده
    [gave_gift] هدیه
    [shared_contact] نشانی مشترک
   *[other] خویشاوند
}
tenders-refused-state = وضعیت مناقصه اکنون این کار را اجازه نمی‌دهد؛ صفحه را تازه کنید.
tenders-refused-no-bidder = پیشنهاددهنده‌ای در داده نیست؛ نخست داده تازه را وارد کنید.
tenders-refused-nobody-declared = هنوز هیچ تصمیم‌گیرنده‌ای نبود تعارض را اعلام نکرده است.
tenders-refused-not-declared = همه تصمیم‌گیرندگان باید نخست اعلام کنند.
tenders-refused-too-early = مهلت پیشنهاد هنوز پایان نیافته است.
tenders-refused-barred = قانون معامله با «{ $name }» را منع کرده است؛ نخست او را با دلیل کنار بگذارید.
tenders-refused-changed = سنجش تازه برنده مانعی نشان می‌دهد؛ مناقصه را به پیش از سنجش برگردانید.
tenders-flags = نشانه‌های خطر
tenders-flags-note = نشانه خطر می‌گوید کجا نخست نگاه شود؛ تخلف نیست و کسی را متهم نمی‌کند.
tenders-flag = نشانه
tenders-flag-flag = هست
tenders-flag-clear = نیست
tenders-flag-insufficient = داده ناکافی
tenders-flag-outside = به این فرایند مربوط نیست
tenders-other-flags = نشانه‌های دیگر و داده‌هایی که نیست
tenders-missing = چه چیزی نیست
tenders-judge = ثبت نظر
tenders-verdict = پس از بررسی
tenders-confirmed = درست است
tenders-dismissed = دلیل موجه دارد یا نادرست است
tenders-debarred-law = به استناد { $basis } (منبع: { $source }) از معامله با دستگاه‌ها محروم است.
tenders-debarred-law-until = به استناد { $basis } (منبع: { $source }) تا { $until } از معامله با دستگاه‌ها محروم است.
tenders-review = نشانه‌های خطر به ترتیب
tenders-review-lead = با توجه به شمار بررسی‌هایی که در توان شماست، نخست کدام مناقصه‌ها را ببینید. نشانه خطر تخلف نیست؛ نظر شما پس از بررسی، وزن نشانه‌ها را در رتبه‌بندی بعدی تغییر می‌دهد.
tenders-budget = چند بررسی در توان شماست؟
tenders-budget-hint = تنها همین شمار مناقصه نشان داده می‌شود.
tenders-first = نخست این‌ها
tenders-review-share = از { $processes } فرایند. برآورد سهمی از این فهرست که تصادف به‌تنهایی به اینجا می‌آورد: { $share }.
tenders-review-verdicts = برآورد سهم بی‌مورد بر پایه نظرهای پیشین: { $share }.
tenders-review-none = نشانه‌ای نیست
tenders-review-none-note = در داده‌های کنونی مناقصه‌ای با نشانه خطر نیست.
tenders-score = شگفتی (بیت)
tenders-chance = سهم تصادف تا اینجا
tenders-signs = نشانه‌ها درباره رفتار پیشنهاددهندگان و خریداران
tenders-sign-who = درباره
tenders-sign-value = مقدار
tenders-sign-with = همراه با
tenders-summaries = هر نشانه در همه فرایندها
tenders-summaries-note = سه حالت: هست، نیست، داده ناکافی. نشانه‌ای که داده‌اش نیست «نیست» شمرده نمی‌شود.
tenders-verdicts = نظرها
tenders-verdicts-of = درست { $confirmed }، نادرست { $dismissed }
tenders-lists = محرومان و نصاب‌ها
tenders-lists-lead = فهرست محرومان از معامله و نصاب معاملات این سازمان، هر کدام با تاریخ و منبع. سنجش پیشنهاددهندگان و نشانه‌های خطر از این‌ها استفاده می‌کنند.
tenders-debarred = محرومان از معامله
tenders-debarred-none = کسی در فهرست نیست؛ تا فهرستی نباشد، نتیجه نشانه «پیشنهاددهنده محروم» «داده ناکافی» است.
tenders-debarred-holds = برقرار
tenders-debarred-over = پایان‌یافته
tenders-debarred-name = نام شخص یا شرکت
tenders-debar = افزودن به فهرست محرومان
tenders-from-to = از { $since } تا { $until }
tenders-lift = برداشتن محرومیت
tenders-lifted-because = برداشته شد: { $reason }
tenders-since = از تاریخ
tenders-until = تا تاریخ
tenders-until-hint = روز آخر؛ اگر پایان ندارد خالی بگذارید.
tenders-day-hint = مانند ۱۴۰۵/۰۹/۰۱
tenders-legal-basis = مستند قانونی
tenders-legal-basis-hint = قانون یا رأی و شماره آن
tenders-source-hint = کجا منتشر یا ابلاغ شده است؟
tenders-thresholds = نصاب معاملات
tenders-thresholds-note = نصاب هر سال ابلاغ می‌شود. بالاتر از نصاب متوسط، مناقصه لازم است؛ خرد کردن خرید و واگذاری نزدیک نصاب با همین سنجیده می‌شود.
tenders-thresholds-none = نصابی ثبت نشده است؛ تا ثبت نشود، نتیجه نشانه‌های خرد کردن و نزدیک نصاب «داده ناکافی» است.
tenders-threshold-kind = نصاب
tenders-threshold-small = معاملات کوچک تا
tenders-threshold-medium = معاملات متوسط تا
tenders-threshold-amount = مبلغ (ریال)
tenders-threshold-set = ثبت نصاب
tenders-fault-day = تاریخ را مانند ۱۴۰۵/۰۹/۰۱ بنویسید.
tenders-fault-days = پایان پیش از آغاز است؛ یکی از دو تاریخ را درست کنید.
tenders-fault-number = شناسه ملی یازده‌رقمی شرکت یا کد ملی ده‌رقمی شخص را درست بنویسید.
tenders-fault-amount = مبلغ را به ریال و با رقم بنویسید.
tenders-public-title = مناقصه‌های شهرداری
tenders-public-lead = مناقصه‌ها، وضعیت و برنده آن‌ها. نام پیشنهاددهندگان پیش از گشودن پیشنهادها محرمانه است.
tenders-public-data = همین‌ها به‌صورت داده باز (OCDS 1.1)
tenders-public-all = همه مناقصه‌ها
tenders-public-excluded = پیشنهاددهنده کنارگذاشته‌شده
tenders-public-bidders = شمار پیشنهاددهندگان
tenders-public-none = هنوز مناقصه‌ای منتشر نشده است.
tenders-history = چه چیزی چه زمانی دانسته شد
tenders-need-opening-time = آغاز مهلت پیشنهاد
tenders-need-closing-time = پایان مهلت پیشنهاد
tenders-need-ordered-period = مهلت پیشنهادی که پایانش پس از آغاز آن باشد
tenders-need-method = روش معامله
tenders-need-bids = پیشنهادها
tenders-need-bid-status = وضعیت پیشنهادها
tenders-need-bid-date = تاریخ پیشنهادها
tenders-need-bidders = شناسه پیشنهاددهندگان
tenders-need-prices = قیمت پیشنهادها
tenders-need-price-above-zero = قیمت برنده‌ای بیش از صفر
tenders-need-one-currency = پیشنهادهایی با یک واحد پول
tenders-need-winning-bid = پیشنهادی که برنده شده است
tenders-need-agreement = شمار پیشنهاددهندگانی که با پیشنهادها بخواند
tenders-need-number-of-bidders = شمار پیشنهاددهندگان
tenders-need-owners = مالکان شناخته‌شده دست‌کم دو پیشنهاددهنده
tenders-need-contacts = نشانی تماس دست‌کم دو پیشنهاددهنده
tenders-need-official-contacts = نشانی تماس خریدار یا مسئولان
tenders-need-debarred = فهرست محرومان از معامله
tenders-need-founded = تاریخ تأسیس پیشنهاددهندگان
tenders-need-threshold = نصاب معاملات برای این واحد پول و تاریخ
tenders-need-value = مبلغ برنده یا برآورد
tenders-need-award-value = مبلغ برنده
tenders-need-contract-value = مبلغ قرارداد
tenders-need-payments = پرداخت‌های قرارداد
tenders-need-amendments = تغییرهای قرارداد (در هیچ داده‌ای نیامده است)
tenders-need-subcontractors = پیمانکاران جزء (در هیچ داده‌ای نیامده است)
tenders-need-officials = تصمیم‌گیرندگان
tenders-need-ties = سنجش پیوند پیشنهاددهندگان با تصمیم‌گیرندگان
tenders-need-buyer = شناسه خریدار
tenders-need-date = تاریخ مناقصه یا انتخاب برنده
tenders-need-class = طبقه کالا یا خدمت
tenders-need-population = شمار کافی از فرایندها برای مقایسه
tenders-outside-cancelled = مناقصه لغو شده است
tenders-outside-no-rule = در تاریخ آن قاعده‌ای برقرار نبوده است
tenders-outside-excluded = روش آن از این نشانه بیرون گذاشته شده است
tenders-outside-not-competitive = روش آن رقابتی نیست
tenders-outside-not-direct = روش آن رقابتی است
tenders-outside-no-bid = پیشنهادی داده نشده است
tenders-outside-one-bidder = دو پیشنهاددهنده ندارد
tenders-outside-no-award = انتخاب برنده نهایی نشده است
tenders-outside-no-contract = قراردادی نیست
tenders-outside-quality-counts = تنها قیمت ملاک نیست
tenders-outside-not-lowest = پیشنهاد برنده ارزان‌ترین نیست
tenders-outside-not-one-valid = چنین نیست که تنها یک پیشنهاددهنده معتبر مانده باشد
tenders-outside-no-disqualified = پیشنهاد کسی رد نشده است
tenders-outside-above-threshold = مبلغ آن زیر نصاب نیست
tenders-left-not-text = این سطر متن (UTF-8) نیست؛ پرونده را دوباره با نویسه‌های UTF-8 از سامانه تدارکات بگیرید.
tenders-left-not-json = این سطر JSON درستی نیست (خطا در نویسه { $column })؛ شاید بریده شده باشد. آن را دوباره بگیرید.
tenders-left-nested = بسته‌ها بیش از اندازه درون هم‌اند؛ هر بسته را جداگانه وارد کنید.
tenders-left-no-object = به جای مشخصات یک فرایند، مقدار دیگری آمده است؛ این سطر را درست کنید.
tenders-left-linked = این سطر تنها نشانی داده را دارد و نه خود آن را؛ پرونده‌ای بگیرید که داده در آن آمده باشد.
tenders-left-undated-package = این فرایند چند بار آمده است و یکی از آن‌ها تاریخ (date) ندارد؛ روشن نیست کدام تازه‌تر است. تاریخ را بیفزایید.
tenders-left-undated = فرایند «{ $ocid }» در این پرونده چند بار آمده است و این سطر تاریخ (date) ندارد؛ روشن نیست کدام تازه‌تر است. تاریخ را بیفزایید.
tenders-left-no-ocid = شناسه فرایند (ocid) ندارد؛ هر فرایند به شناسه نیاز دارد. آن را بیفزایید.
tenders-unreadable-broken = پرونده تا پایان خوانده نمی‌شود؛ شاید ناقص یا آسیب‌دیده باشد. آن را دوباره از سامانه تدارکات بگیرید.
tenders-unreadable-large = پرونده پس از گشودن از { $most } مگابایت بزرگ‌تر است؛ آن را به چند پرونده بخش کنید.
tenders-import-report = گزارش ورود
tenders-import-reports = ورودهای پیشین
tenders-import-reports-none = هنوز پرونده‌ای وارد نشده است.
tenders-import-when = زمان ورود
tenders-import-file = نام پرونده
tenders-import-new = مناقصه‌های تازه
tenders-import-changed = به‌روزشده
tenders-import-same = بی‌تغییر
tenders-import-left-count = پذیرفته‌نشده
tenders-import-left-none = همه سطرها پذیرفته شد.
tenders-import-left-note = این سطرها را درست کنید و پرونده را دوباره بفرستید؛ آنچه پذیرفته شده است دوباره شمرده نمی‌شود.
tenders-import-cut = گزارش از این بلندتر است؛ نخست این‌ها را درست کنید و دوباره وارد کنید.
tenders-finding-tie-title = پیوندی در مناقصه که باید به آن نگریست
tenders-finding-barred = در سنجش مناقصه { $ocid } ممنوعیتی قانونی برای یکی از پیشنهاددهندگان دیده شد. تا او با دلیل کنار گذاشته نشود پیشنهادها گشوده نمی‌شود؛ قانون در صفحه مناقصه آمده است. این یافته درباره هیچ‌کس داوری نمی‌کند.
tenders-finding-conflict = در سنجش مناقصه { $ocid } میان یکی از دست‌اندرکاران و یکی از پیشنهاددهندگان تعارضی دیده شد و آن شخص از رسیدگی کناره گرفت. واحد سلامت اداری دلیل را در صفحه مناقصه می‌بیند. این یافته درباره هیچ‌کس داوری نمی‌کند.
tenders-finding-doubt = در سنجش مناقصه { $ocid } رابطه‌ای محتمل یا در حد شائبه دیده شد. بررسی کنید که آیا کاری لازم است. این یافته درباره هیچ‌کس داوری نمی‌کند.
tenders-finding-nobody-title = کسی در واحد برای مناقصه آزاد نیست
tenders-finding-decided-above = هیچ‌یک از تصمیم‌گیرندگان مناقصه { $ocid } بدون تعارض نماند. مناقصه به پیش از سنجش بازگشت و تصمیم به مدیران آزاد نزدیک‌ترین واحد سپرده شد. این آگاهی برای شفافیت است.
tenders-finding-run-above = در واحد خریدار مناقصه { $ocid } کسی که آن را برگزار کند بدون تعارض نبود و برگزاری به مدیران واحد بالاتر سپرده شد. این آگاهی برای شفافیت است.
tenders-finding-stuck = برای مناقصه { $ocid } در هیچ سطحی مدیری بدون تعارض نیست. تعیین مسئول از بیرون لازم است.
tenders-finding-flag-people = نشانه خطر { $code } در مناقصه { $ocid } پس از بررسی درست دانسته شد. این نشانه به پیوند اشخاص برمی‌گردد؛ دلیل را واحد سلامت اداری در صفحه مناقصه می‌بیند.
tenders-refused-declare-first = نخست خودتان اعلام کنید که در این مناقصه نفع و پیوندی ندارید.
tenders-declare-text-runs = شما این مناقصه را برگزار می‌کنید. پیش از سنجش، کنار گذاشتن یا گشودن، بگویید خود یا خویشانتان با هیچ‌یک از این پیشنهاددهندگان پیوند یا نفعی ندارید. همان‌جا با پیشنهاددهندگان سنجیده می‌شوید.
tenders-part-runs = مسئول برگزاری
tenders-refused-no-period = داده باز این مناقصه نمی‌گوید مهلت دادن پیشنهاد تا کی است. نسخه‌ای را وارد کنید که tender.tenderPeriod.endDate را دارد؛ سپس می‌توانید پیشنهادها را بگشایید.
tenders-refused-others-wait = درباره یکی از دست‌اندرکاران این مناقصه پاسخ مسئول سلامت اداری هنوز نرسیده است؛ پس از آن می‌توانید پیشنهادها را بگشایید.
tenders-nobody-left = برای این مناقصه تصمیم‌گیرنده‌ای نمانده است. تصمیم به مدیران آزاد نزدیک‌ترین واحد سپرده شده است یا کسی را بگمارید؛ مناقصه به پیش از سنجش بازگشته است.
tenders-rule-unknown = قانونی معامله با این پیشنهاددهنده را منع می‌کند؛ برای دیدن ماده و مقدار آن، پیشنهاددهندگان را دوباره بسنجید.
tenders-open-paths = گشودن نام‌ها و مسیر پیوندها
tenders-open-paths-hint = مسیر از خویشاوندان نام می‌برد؛ دلیل نگاه شما در دفتر وقایع ثبت می‌شود.
tenders-second = مسیر دیگر
tenders-measured = با چه سنجیده شد
tenders-measured-value = مقدار در این مناقصه
tenders-measured-fence = مرزی که نشانه از آن آغاز می‌شود
tenders-measured-no-fence = این قاعده مرز عددی ندارد
tenders-measured-population = فرایندهایی که با هم مقایسه شد
tenders-measured-rule = قاعده و نسخه آن
tenders-measured-input = اثر انگشت داده این مناقصه (SHA-256)
tenders-measured-inputs = اثر انگشت داده همه فرایندها (SHA-256)
tenders-flag-unit = { $code ->
    [R003] روز
    [R011] خرید که روی هم از نصاب گذشته است
    [R018] پیشنهاددهنده
    [R024] فاصله با برنده، به نسبت پیشنهاد برنده
    [R028] پیشنهاددهنده با قیمت یکسان
    [R030] ساعت دیرکرد
    [R032] پیشنهاددهنده با مالک مشترک
    [R035] پیشنهاددهنده دیگر که رد شده است
    [R036] پیشنهاد ردشده، به نسبت ارزان‌ترین پیشنهاد معتبر
    [R043] پیشنهاددهنده
    [R044] پیشنهاددهنده با نشانی مشترک
    [R046] پیشنهاددهنده
    [R055] نسبت به نصاب
    [R058] فاصله با برنده، به نسبت پیشنهاد برنده
    [R059] افزایش، به نسبت مبلغ برنده
    [R064] تغییر
    [R068] پرداخت افزون بر قرارداد، به نسبت آن
    [R070] پیشنهاددهنده
    [A001] روز از تأسیس
    [A002] وزن نتیجه سنجش، از ۱ (شائبه) تا ۴ (ممنوع)
   *[other] {""}
}
