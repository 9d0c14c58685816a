### یافته‌ها: آنچه در داده دیده شد و کسی باید به آن بنگرد.

nav-findings = یافته‌ها

findings-title = یافته‌ها
findings-lead = آنچه در داده‌ها دیده شده و بررسی می‌خواهد. یافته کسی را متهم نمی‌کند؛ تا کسی آن را بررسی نکرده است، تنها تفاوتی در ثبت‌هاست.
findings-search = جستجو در یافته‌ها
findings-found = { $count } یافته
findings-none = یافته‌ای با این مشخصات نیست
findings-none-note = پالایه‌ها را کمتر کنید، یا همه یافته‌ها را ببینید.
findings-show-all = دیدن همه یافته‌ها
findings-all = همه

findings-kind-deviation = انحراف
findings-kind-blind-spot = نقطه کور
findings-kind-unequal-treatment = تفاوت در رفتار برابر
findings-kind-broker = واسطه غیرمجاز
findings-kind-conflict = تعارض منافع
findings-kind-red-flag = نشانه خطر
findings-kind-gift = هدیه
findings-kind-inspection = یافته بازرسی

findings-state-open = تصمیم‌گیری‌نشده
findings-state-new = تازه
findings-state-under-review = در حال بررسی
findings-state-asked = در انتظار توضیح واحد
findings-state-confirmed = تأییدشده
findings-state-explained = موجه
findings-state-mistaken = نادرست

findings-severity-low = اهمیت کم
findings-severity-medium = اهمیت متوسط
findings-severity-high = اهمیت زیاد

findings-fact-kind = گونه
findings-fact-severity = اهمیت
findings-fact-state = وضعیت
findings-fact-unit = واحد
findings-fact-owner = بررسی‌کننده
findings-fact-first = نخستین بار
findings-fact-last = آخرین بار
findings-fact-times = دفعات مشاهده
findings-fact-cases = تعداد مورد
findings-fact-rule = نسخه قاعده
findings-fact-input = اثر انگشت داده (SHA-256)
findings-facts = مشخصات
findings-numbers = ارقام پشت این یافته
findings-what = آنچه دیده شد
findings-cases = موردها
findings-cases-first = { $shown } مورد نخست از { $all } مورد
findings-query = پرسشی که از داده شد
findings-course = سیر بررسی
findings-acts = کارهایی که می‌توانید انجام دهید
findings-open-service = شناسنامه این خدمت
findings-presumption = این یافته بر پایه ثبت‌هاست و درباره هیچ‌کس داوری نمی‌کند.

findings-do-take = بررسی با من
findings-do-ask = درخواست توضیح از واحد
findings-do-ask-hint = بپرسید چه چیزی نیاز به توضیح دارد؛ مدیر واحد آن را در میز خود می‌بیند.
findings-do-explain = ثبت توضیح واحد
findings-do-explain-hint = بنویسید چرا چنین ثبت شده است و چه مستنداتی هست.
findings-do-confirm = تأیید یافته
findings-do-confirm-hint = بر پایه چه مستنداتی یافته درست است؟ پس از تأیید، بخش‌های دیگر آن را پی می‌گیرند.
findings-do-accept = موجه است
findings-do-accept-hint = دلیل موجه را بنویسید؛ از این پس همین دلیل دیده می‌شود.
findings-do-dismiss = داده یا قاعده نادرست است
findings-do-dismiss-hint = بنویسید چه چیزی نادرست است تا اصلاح شود.
findings-do-reopen = بازگشایی بررسی
findings-do-reopen-hint = چرا باید دوباره بررسی شود؟
findings-note = شرح
findings-confirm-ask = این یافته تأییدشده ثبت می‌شود. آیا ادامه می‌دهید؟
findings-confirm-no = بازگشت

findings-done-raise = یافته ثبت شد
findings-done-see-again = در داده تازه‌تر نیز دیده شد
findings-done-take = بررسی آغاز شد
findings-done-ask = از واحد توضیح خواسته شد
findings-done-explain = واحد توضیح داد
findings-done-confirm = یافته تأیید شد
findings-done-accept = موجه دانسته شد
findings-done-dismiss = نادرست دانسته شد
findings-done-reopen = بررسی بازگشوده شد

findings-refused-state = وضعیت این یافته تغییر کرده است و این کار اکنون ممکن نیست؛ لطفاً وضعیت تازه را در همین صفحه ببینید.
findings-refused-no-unit = این یافته به واحد مشخصی مربوط نیست؛ برای بررسی آن از خود واحدها جداگانه بپرسید و نتیجه را در شرح بنویسید.
findings-refused-own = شما از سوی واحد درباره این یافته توضیح داده‌اید؛ تصمیم درباره آن با شخص دیگری است.
findings-note-missing = شرح را بنویسید؛ بدون آن، دلیل این کار در پرونده نمی‌ماند.
findings-note-long = شرح حداکثر { $most } نویسه باشد؛ لطفاً آن را کوتاه‌تر کنید.
findings-waiting = یافته‌های منتظر شما
findings-see = دیدن یافته‌ها
findings-new = ثبت یافته از پیام شهروند
findings-new-lead = اگر این پیام نشانه‌ای فراتر از یک شکایت است، آن را به‌صورت یافته ثبت کنید تا بررسی شود. یافته کسی را متهم نمی‌کند.
findings-new-link = ثبت یافته از این پیام
findings-new-from = پیام
findings-new-title = عنوان
findings-new-text = آنچه دیده شده است
findings-new-text-hint = آنچه از پیام و سابقه برمی‌آید، بدون نام بردن از اشخاص و بدون داوری
findings-new-raise = ثبت یافته
findings-new-query = پیام شهروند، کد رهگیری { $code }
findings-fault-choose = یکی را برگزینید.
findings-fault-title = عنوانی تا { $most } نویسه بنویسید.
findings-new-kind = نوع یافته
findings-new-severity = اهمیت
