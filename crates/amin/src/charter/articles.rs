//! The charter with which an organisation begins: the twelve principles of the charter of the Municipality of Gorgan, in its words.
//! `{name}` stands for the organisation. A line that begins with `- ` is an item of a list.

/// An article: number, title and text in Persian and English.
pub struct FirstArticle {
    /// Number.
    pub number: &'static str,
    /// Persian and English title.
    pub title: (&'static str, &'static str),
    /// Persian and English text.
    pub text: (&'static str, &'static str),
}

/// Persian and English title.
pub const TITLE: (&str, &str) = (
    "منشور اخلاقی کارکنان و مدیران",
    "Ethics charter of staff and managers",
);

/// Where the first version comes from.
pub const SOURCE: &str = "منشور اخلاقی کارکنان و مدیران شهرداری گرگان";

/// Persian and English preamble.
pub const PREAMBLE: (&str, &str) = (
    "ما کارکنان و مدیران {name}، با ایمان به منشأ الهی کرامت انسان، با درک نقش خطیر خود در ارائه خدمات عمومی و با باور عمیق به رسالت خدمتگزاری صادقانه به مردم، متعهد می‌شویم اصول زیر را در تمامی جنبه‌های فعالیت حرفه‌ای، اداری و اجتماعی رعایت کنیم. این منشور چارچوب اخلاقی و حرفه‌ای {name} را تعیین می‌کند و رعایت آن برای تمامی اعضای سازمان، در هر سطحی، الزامی است.",
    "We, the staff and managers of {name}, believing in the divine origin of human dignity, aware of our grave part in public service, and deeply convinced of our mission to serve the people honestly, commit ourselves to keep the following principles in all our professional, administrative and social activity. This charter sets the ethical and professional frame of {name}; keeping it is binding on every member of the organisation, at every level.",
);

/// The articles.
pub const ARTICLES: [FirstArticle; 12] = [
    FirstArticle {
        number: "1",
        title: (
            "رعایت قانون، نظم اداری و انضباط حرفه‌ای",
            "Law, administrative order and professional discipline",
        ),
        text: (
            "ما خود را موظف می‌دانیم که در تمامی اقدامات، تصمیمات و رویه‌های اداری، قانون را مبنای عمل قرار دهیم. پایبندی به حقوق شهروندی، رعایت انصاف، حفظ کرامت انسانی و اجرای دقیق مقررات را وظیفه‌ای قانونی، اخلاقی و شرعی تلقی کرده و هیچ‌گونه تساهل و چشم‌پوشی در برابر تخلف، فساد، بی‌نظمی و بی‌انضباطی را قابل قبول نمی‌دانیم.\nدر مواجهه با هرگونه تخطی، بدون درنگ، بی‌طرفانه و مبتنی بر مستندات قانونی اقدام می‌کنیم.",
            "We hold ourselves bound to base every action, decision and administrative practice on the law. We regard respect for citizens’ rights, fairness, human dignity and exact execution of the rules as a legal, ethical and religious duty, and accept no leniency and no looking away from misconduct, corruption, disorder or indiscipline.\nFaced with any breach we act without delay, impartially and on legal documents.",
        ),
    },
    FirstArticle {
        number: "2",
        title: (
            "سرعت، دقت و تعهد در ارائه خدمات",
            "Speed, accuracy and commitment in service",
        ),
        text: (
            "ارائه خدمات با کیفیت، سریع و دقیق به تمامی ذی‌نفعان، یکی از اصول بنیادین اخلاق حرفه‌ای ما است. تلاش می‌کنیم فرایندها را ساده‌سازی کنیم، از اتلاف وقت شهروندان جلوگیری کنیم و در تمامی مراحل کار، نظم و پشتکار حداکثری را به نمایش بگذاریم.\nما معتقدیم هیچ خدمتی بدون دقت، سرعت و کیفیت، خدمت واقعی محسوب نمی‌شود.",
            "Good, quick and exact service to everybody concerned is a fundamental principle of our professional ethics. We strive to simplify procedures, to waste no citizen’s time, and to show the greatest order and perseverance in every stage of our work.\nWe believe that no service is a real service without accuracy, speed and quality.",
        ),
    },
    FirstArticle {
        number: "3",
        title: (
            "تکریم ارباب رجوع و حفظ کرامت انسانی",
            "Honouring clients and human dignity",
        ),
        text: (
            "- ما با الهام از آموزه‌های انسانی و الهی، احترام به ارباب رجوع را تنها یک وظیفه اداری نمی‌دانیم، بلکه آن را یک تکلیف اخلاقی و انسانی می‌شماریم.\n- در تمامی تعاملات با مردم، اصل بر ادب، مهربانی، صبوری، توضیح شفاف، بیان محترمانه و رفتار متواضعانه است.\n- هیچ مقام یا جایگاهی ما را از رعایت ادب و تواضع نسبت به شهروندان مستثنی نمی‌کند.",
            "- Inspired by human and divine teachings, we regard respect for clients not only as an administrative duty but as an ethical and human obligation.\n- In all our dealings with people the rule is courtesy, kindness, patience, clear explanation, respectful speech and modest conduct.\n- No rank or position exempts us from courtesy and modesty towards citizens.",
        ),
    },
    FirstArticle {
        number: "4",
        title: (
            "امانتداری، حفظ اموال عمومی و مقدم دانستن منافع ملی",
            "Trusteeship, public property and the national interest first",
        ),
        text: (
            "- ما خود را امین بیت‌المال و حافظ منافع ملی، شهری و سازمانی می‌دانیم.\n- هرگونه استفاده شخصی از امکانات، تجهیزات، منابع مالی و اداری {name} را غیرشرعی، غیراخلاقی و ناپذیرفتنی می‌دانیم.\n- در تصمیم‌گیری‌ها، منافع عمومی را بر منافع فردی، گروهی و سازمانی مقدم می‌دانیم و مسئولیت اقدامات خود را با شجاعت و صداقت می‌پذیریم.",
            "- We regard ourselves as trustees of the public purse and keepers of the national, municipal and organisational interest.\n- We hold any personal use of the facilities, equipment, money or offices of {name} to be against religion and ethics, and unacceptable.\n- In decisions we put the public interest before that of persons, groups and the organisation, and answer for what we do with courage and honesty.",
        ),
    },
    FirstArticle {
        number: "5",
        title: (
            "عدالت‌محوری و برابری در دسترسی به خدمات",
            "Justice and equal access to services",
        ),
        text: (
            "- عدالت، محور تمام تصمیمات، تعاملات و رفتارهای حرفه‌ای ماست.\n- متعهدیم که در برخورد با شهروندان، کارکنان، همکاران و دیگر ذی‌نفعان، هیچ‌گونه تبعیض، جانبداری یا رفتار دوگانه نداشته باشیم.\n- در توزیع امکانات شهری و ارائه خدمات، عدالت را معیار اصلی قرار داده و کنترل مناسب روابط اداری را برای جلوگیری از سوءبرداشت یا بی‌عدالتی ضروری می‌دانیم.",
            "- Justice is the centre of all our professional decisions, dealings and conduct.\n- We commit ourselves to show no discrimination, partiality or double standard towards citizens, staff, colleagues and others concerned.\n- In the distribution of city facilities and in service we make justice the main measure, and hold proper control of administrative relations to be necessary against misunderstanding and injustice.",
        ),
    },
    FirstArticle {
        number: "6",
        title: (
            "صداقت، شفافیت و گفتار درست",
            "Honesty, transparency and true speech",
        ),
        text: (
            "- صداقت در گفتار و رفتار، اصل غیرقابل مذاکره در {name} است.\n- موظفیم در ارائه اطلاعات، گزارش‌ها و پاسخگویی به ذی‌نفعان، شفاف، صریح و بی‌ابهام عمل کنیم.\n- بیان اطلاعات نادرست، و گمراه‌سازی شهروندان، مغایر با روح منشور اخلاقی و ممنوع است.",
            "- Honesty in word and deed is not negotiable in {name}.\n- We are bound to be transparent, plain and unambiguous in information, in reports and in answering those concerned.\n- Giving false information and misleading citizens is against the spirit of this charter and forbidden.",
        ),
    },
    FirstArticle {
        number: "7",
        title: (
            "اعتماد آفرینی و سلامت اداری",
            "Building trust, and administrative integrity",
        ),
        text: (
            "- ایجاد اعتماد عمومی، یکی از مهم‌ترین وظایف ما در {name} است.\n- ما با شفاف‌سازی فرایندها، مستندسازی مناسب، انتشار اطلاعات صحیح، اطلاع‌رسانی به‌موقع و قابل فهم، و مبارزه مستمر با فساد، سلامت اداری را تقویت می‌کنیم.\n- اعتماد مردم، سرمایه اجتماعی است و حفظ آن وظیفه تک‌تک کارکنان است.",
            "- Building public trust is one of our most important duties in {name}.\n- We strengthen administrative integrity by making procedures transparent, documenting properly, publishing correct information, informing in time and understandably, and fighting corruption steadily.\n- The trust of the people is social capital, and keeping it is the duty of every single member of staff.",
        ),
    },
    FirstArticle {
        number: "8",
        title: (
            "بهبود مستمر خدمات و نوآوری",
            "Continuous improvement and innovation",
        ),
        text: (
            "- ما به‌طور مستمر در جهت ارتقای کیفیت و کمیت خدمات {name} تلاش می‌کنیم.\n- افزایش دانش فنی، مشارکت در فرآیندهای یادگیری، بهره‌گیری از تجربه‌های موفق، استقبال از فناوری‌های نوین و ایجاد فرهنگ نوآوری، بخشی از رویکرد دائمی {name} است.\n- ما تحول‌گرایی و یادگیری مستمر را مسیر اصلی بهبود خدمت‌رسانی می‌دانیم.",
            "- We strive continuously to raise the quality and quantity of the services of {name}.\n- Growing technical knowledge, taking part in learning, using experience that worked, welcoming new technology and creating a culture of innovation are part of the lasting approach of {name}.\n- We regard change and continuous learning as the main way to better service.",
        ),
    },
    FirstArticle {
        number: "9",
        title: (
            "توسعه حرفه‌ای کارکنان و توانمندسازی",
            "Professional development of staff",
        ),
        text: (
            "- کارکنان، ریشه‌های اصلی پایداری و توسعه سازمان‌اند.\n- متعهدیم شرایطی فراهم کنیم که کارکنان بتوانند در مسیر رشد شغلی، علمی و حرفه‌ای خود حرکت کنند.\n- برگزاری دوره‌های آموزشی، ایجاد فرصت‌های پیشرفت، تقویت مهارت‌ها و حمایت از ابتکارات و پیشنهادات آنان، بخشی از مسئولیت {name} است.\n- کرامت کارکنان و ایجاد محیط کاری ایمن، سالم، محترمانه و الهام‌بخش، از ارکان مهم این منشور است.",
            "- Staff are the roots of the organisation’s endurance and growth.\n- We commit ourselves to conditions in which staff can advance in their career, learning and profession.\n- Courses, chances to advance, stronger skills and support for their initiatives and suggestions are part of the responsibility of {name}.\n- The dignity of staff and a safe, healthy, respectful and inspiring place of work are pillars of this charter.",
        ),
    },
    FirstArticle {
        number: "10",
        title: (
            "پذیرش نقد و پایبندی به مسئولیت‌پذیری",
            "Accepting criticism and answering for what we do",
        ),
        text: (
            "- ما انتقاد و پیشنهاد شهروندان، کارکنان و سایر ذی‌نفعان را هدیه‌ای ارزشمند می‌دانیم.\n- متعهدیم بدون پیش‌داوری، با روی گشاده، و با نگاهی اصلاح‌گرا به نقدها گوش دهیم، به آن‌ها پاسخ دهیم و از آن برای بهبود عملکرد بهره ببریم.\n- وفاداری به تعهدات، پاسخگویی در برابر خطاها و شجاعت در پذیرش مسئولیت، اصول ثابت رفتار ماست.",
            "- We regard the criticism and suggestions of citizens, staff and others concerned as a valuable gift.\n- We commit ourselves to listen to criticism without prejudice, with an open face and the will to mend, to answer it, and to use it for better work.\n- Keeping our word, answering for errors and the courage to accept responsibility are fixed principles of our conduct.",
        ),
    },
    FirstArticle {
        number: "11",
        title: ("اصل عدم تعارض منافع", "No conflict of interest"),
        text: (
            "ما با آگاهی از حساسیت وظایف سازمانی، متعهد می‌شویم در هیچ شرایطی منافع شخصی، خانوادگی، مالی یا سازمانی را بر منافع عمومی و قانونی مقدم نکنیم. در این راستا:\n۱۱-۱. مصادیق تعارض منافع در سازمان\n- استفاده شخصی از اطلاعات محرمانه سازمان\n- دخالت در تصمیماتی که برای خود یا بستگان مزیت مالی ایجاد می‌کند\n- پذیرش هدیه، امتیاز، تسهیلات یا خدمات از طرف اشخاص ذی‌نفع\n- شرکت در مناقصه‌ها و مزایده‌ها به‌طور مستقیم یا غیرمستقیم\n- اعمال نفوذ برای انتصاب، ارتقا، یا تخصیص امتیاز برای افراد خاص\n۱۱-۲. تعهدات کارکنان\nما در برابر هرگونه تعارض منافع متعهد می‌شویم:\n- موقعیت‌های احتمالی تعارض منافع را فوراً اعلام و ثبت کنیم\n- از هر تصمیم‌گیری که به نوعی منافع شخصی ما را تحت تأثیر قرار دهد، کناره‌گیری کنیم\n- هیچ پیشنهاد، هدیه یا امتیاز غیرمتعارفی را از اشخاص ذی‌نفع نپذیریم\n- در تمامی فعالیت‌ها تنها منافع {name} و مردم را مبنا قرار دهیم\n۱۱-۳. رفتار حرفه‌ای در مواجهه با تعارض منافع\nما متعهدیم که با شفافیت کامل، راهکارهایی اتخاذ کنیم که هرگونه شبهه در خصوص جانبداری، فساد یا سوءاستفاده از قدرت برطرف شود.\nاصل بر این است که حتی ظاهر تعارض منافع نیز نباید شکل گیرد، زیرا اعتماد عمومی ارزشمندترین دارایی {name} است.",
            "Aware how sensitive our duties are, we commit ourselves never to put personal, family, financial or organisational interests before the public and lawful interest. To this end:\n11-1. What is a conflict of interest in the organisation\n- Personal use of the organisation’s confidential information\n- Taking part in decisions that bring a financial advantage to oneself or relatives\n- Accepting gifts, favours, facilities or services from persons with an interest\n- Taking part in tenders and auctions, directly or indirectly\n- Using influence for the appointment, promotion or favour of particular persons\n11-2. Commitments of staff\nAgainst any conflict of interest we commit ourselves:\n- to declare and record possible conflicts of interest at once\n- to withdraw from every decision that touches our personal interests in some way\n- to accept no unusual offer, gift or favour from persons with an interest\n- to act in everything only for the interest of {name} and the people\n11-3. Professional conduct towards conflicts of interest\nWe commit ourselves to ways, in full transparency, that remove every doubt about partiality, corruption or abuse of power.\nThe principle is that even the appearance of a conflict of interest must not arise, for public trust is the most valuable asset of {name}.",
        ),
    },
    FirstArticle {
        number: "12",
        title: ("تعهد نهایی", "Final pledge"),
        text: (
            "- این منشور اخلاقی، تعهدنامه‌ای رسمی و وجدانی است که از ما کارکنان و مدیران {name}، انسان‌هایی متعهد، درستکار، پاسخگو، حرفه‌ای و دلسوز می‌سازد.\n- اجرای آن، نه صرفاً یک الزام اداری بلکه یک باور عمیق اخلاقی است.\n- همه ما متعهدیم در راستای دستیابی به سازمانی شفاف، سالم، کارآمد، مردم‌محور و قابل اعتماد تلاش کنیم و با عمل به این منشور، سهم خود را در ساخت آینده‌ای بهتر برای شهر و جامعه ادا کنیم.",
            "- This charter is a formal pledge and one of conscience, which makes of us, the staff and managers of {name}, committed, upright, answerable, professional and caring people.\n- To carry it out is not merely an administrative obligation but a deep ethical conviction.\n- All of us commit ourselves to strive for a transparent, sound, efficient and trustworthy organisation that is there for people and, by acting on this charter, to do our part in building a better future for the city and society.",
        ),
    },
];
