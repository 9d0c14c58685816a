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
tenders-import-unreadable = پرونده خوانده نمی‌شود ({ $why })؛ آن را دوباره از سامانه تدارکات بگیرید.
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
