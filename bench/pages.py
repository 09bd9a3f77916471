"""Pages: furniture out, text kept, date right, on pages written by us in the shapes of real outlets' templates.

`python bench/pages.py` prints the three figures and every miss; `--floors` fails below the floors. Each template is a shape (WordPress
newspaper theme, Drupal, server-rendered React, old table layout, …) filled with three reports; `with` are the report's own paragraphs and
headline, `without` is what stands around them. Nothing of this is anybody's page: shapes and labels only.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from marsad.read import capture, html
from marsad.read.boilerplate import words_of
from marsad.read.decode import Decoded
from marsad.read.document import Facts, document

FLOORS = {"furniture_out": 0.97, "text_kept": 0.98, "date_right": 0.95}
REPORTS = (
    ("مقتل خمسة جنود بهجوم على حاجز غربي السخنة", dt.date(2021, 3, 9), (
        "قُتل خمسة من عناصر قوات النظام السوري وأصيب سبعة آخرون، فجر اليوم الثلاثاء، في هجوم شنه مسلحون يُعتقد أنهم من تنظيم الدولة على حاجز غربي مدينة السخنة في بادية حمص.",
        "وقال مصدر عسكري إن المهاجمين استخدموا أسلحة رشاشة وقذائف محمولة على الكتف، وإن الاشتباك دام نحو ساعتين قبل أن ينسحبوا نحو عمق البادية.",
        "وأضاف المصدر أن تعزيزات من الفيلق الخامس وصلت إلى المكان صباحاً، فيما نفذت الطائرات الروسية عدة غارات على كهوف في محيط جبل العمور.",
        "وكان المرصد السوري لحقوق الإنسان قد وثق الأسبوع الماضي مقتل أحد عشر عنصراً من القوات الحكومية في كمينين على طريق تدمر – دير الزور.",
        "ولم تعلن أي جهة مسؤوليتها عن الهجوم حتى ساعة إعداد هذا الخبر.",
    )),
    ("انفجار عبوة ناسفة في سوق شعبي شرقي بعقوبة يوقع قتلى وجرحى", dt.date(2019, 11, 17), (
        "أفاد مصدر أمني في محافظة ديالى، الأحد، بسقوط ثلاثة قتلى وتسعة جرحى إثر انفجار عبوة ناسفة كانت مزروعة على جانب الطريق داخل سوق شعبي شرقي مدينة بعقوبة.",
        "وأوضح المصدر أن سيارات الإسعاف نقلت المصابين إلى مستشفى بعقوبة العام، وأن بين القتلى طفلاً في العاشرة من عمره.",
        "من جهته، قال عضو مجلس المحافظة إن الأجهزة الأمنية ألقت القبض على مشتبه به قرب موقع التفجير، مشيراً إلى أن التحقيق ما زال جارياً.",
        "وتشهد مناطق شمال شرقي ديالى منذ أسابيع تصاعداً في هجمات خلايا التنظيم على القرى والنقاط الأمنية.",
    )),
    ("قصف مدفعي على أحياء سكنية في الفاشر ومقتل أسرة كاملة", dt.date(2024, 6, 3), (
        "لقي ستة أفراد من أسرة واحدة مصرعهم، الاثنين، جراء قصف مدفعي نفذته قوات الدعم السريع على حي سكني شمالي مدينة الفاشر عاصمة ولاية شمال دارفور.",
        "وقالت لجنة الطوارئ في المدينة إن القصف أصاب أيضاً مركز إيواء للنازحين وأدى إلى إصابة ما لا يقل عن عشرين شخصاً بجروح متفاوتة.",
        "واتهم متحدث باسم القوة المشتركة الدعم السريع بتعمد استهداف المدنيين، بينما لم يصدر تعليق من الأخيرة على الاتهام.",
        "وتحاصر قوات الدعم السريع المدينة منذ مطلع أيار/مايو الماضي، وسط تحذيرات أممية من كارثة إنسانية.",
        "وأعلنت منظمة أطباء بلا حدود خروج المستشفى الجنوبي عن الخدمة بعد إصابته بثلاث قذائف.",
    )),
)  # fmt: skip
RELATED = ("مباحثات في العاصمة حول ملف المعتقلين والمفقودين", "أسعار الذهب والعملات اليوم في الأسواق المحلية", "حالة الطقس: منخفض جوي جديد يؤثر على المنطقة")
LEVANT = ("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول")
EGYPT = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")


@dataclass(frozen=True)
class Fixture:
    """A page: its template's name, markup, the segments that must stay and must go, its day."""

    name: str
    markup: str
    keep: tuple[str, ...]
    drop: tuple[str, ...]
    day: dt.date


class Shape:
    """Collects what a template prints, so that what it adds around the report is known."""

    def __init__(self, title: str, day: dt.date, paragraphs: tuple[str, ...]) -> None:
        self.title, self.day, self.paragraphs = title, day, paragraphs
        self.drop: list[str] = []
        self.gone_day = day

    def out(self, text: str) -> str:
        """A piece of furniture."""
        self.drop.append(text)
        return text

    def ps(self, tag: str = "p", after: dict[int, str] | None = None, cls: str = "") -> str:
        """The paragraphs, with something after some of them."""
        attribute = f' class="{cls}"' if cls else ""
        return "".join(f"<{tag}{attribute}>{p}</{tag}>{(after or {}).get(i, '')}" for i, p in enumerate(self.paragraphs))

    def levant(self) -> str:
        return f"{self.day.day} {LEVANT[self.day.month - 1]} {self.day.year}"

    def egypt(self) -> str:
        return f"{self.day.day} {EGYPT[self.day.month - 1]} {self.day.year}"

    def nav(self, *more: str) -> str:
        items = ("الرئيسية", "أخبار", "سياسة", "اقتصاد", "رياضة", "رأي", *more)
        return "<ul>" + "".join(f'<li><a href="/{i}">{self.out(t)}</a></li>' for i, t in enumerate(items)) + "</ul>"

    def links(self, cls: str = "related") -> str:
        return f'<div class="{cls}"><ul>' + "".join(f'<li><a href="/r/{i}">{self.out(t)}</a></li>' for i, t in enumerate(RELATED)) + "</ul></div>"


def page(domain: str, s: Shape, head: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{s.title} | {domain}</title>'
        f'<link rel="canonical" href="https://www.{domain}/news/{s.day:%j}"><meta property="og:title" content="{s.title}">{head}</head><body>{body}</body></html>'
    )


Template = Callable[[Shape], str]
TEMPLATES: dict[str, Template] = {}


def template(name: str) -> Callable[[Template], Template]:
    def add(made: Template) -> Template:
        TEMPLATES[name] = made
        return made

    return add


def _meta(s: Shape) -> str:
    return f'<meta property="article:published_time" content="{s.day.isoformat()}T09:15:00+03:00">'


def _ld(s: Shape) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": s.title, "datePublished": f"{s.day.isoformat()}T06:00:00Z"}, ensure_ascii=False)}</script>'


@template("wordpress_newspaper")
def _(s: Shape) -> str:
    return page("baladi-news.com", s, _meta(s), f'<header><nav>{s.nav("ثقافة")}</nav></header><div class="td-main"><article class="post"><h1 class="entry-title">{s.title}</h1>'
        f'<div class="td-post-content"><p>{s.out("بلدي نيوز - حمص (خاص)")}</p>{s.ps(after={1: "<p><strong>" + s.out("اقرأ أيضاً: " + RELATED[0]) + "</strong></p>"})}</div>'
        f'<div class="td-post-sharing"><a>{s.out("Facebook")}</a><a>{s.out("Twitter")}</a><a>{s.out("واتساب")}</a></div></article>'
        f'<div class="td-related"><h4>{s.out("مقالات ذات صلة")}</h4>{s.links()}</div></div><footer>{s.out("جميع الحقوق محفوظة")}</footer>')


@template("drupal_field_items")
def _(s: Shape) -> str:
    return page("alaraby.co.uk", s, _ld(s), f'<div id="block-menu">{s.nav()}</div><main><div class="node"><h1>{s.title}</h1><div class="date">{s.out(s.levant())}</div>'
        f'<div class="field--body"><p>{s.out("استمع إلى الملخص")}</p>{s.ps(after={2: "<p>" + s.out("التحديثات الحية") + "</p>"})}</div></div></main><aside>{s.links("more-news")}</aside>')


@template("react_server_rendered")
def _(s: Shape) -> str:
    credit = s.out("صدر الصورة، Getty Images")
    caption = s.out("التعليق على الصورة، قوات أمنية قرب موقع الهجوم")
    return page("bbc.com", s, _ld(s), f'<div id="root"><nav>{s.nav()}</nav><main role="main"><h1 id="content">{s.title}</h1><figure><img src="a.jpg" alt=""><p>{credit}</p><figcaption>{caption}</figcaption></figure>'
        f'<time datetime="{s.day.isoformat()}">{s.out(s.egypt())}</time>{"".join(f"<div dir=rtl><p>{p}</p></div>" for p in s.paragraphs[:2])}<section><a>{s.out("تخطى قصص مقترحة وواصل القراءة")}</a>'
        f'<strong>{s.out("قصص مقترحة")}</strong>{s.links("promo")}<p>{s.out("قصص مقترحة نهاية")}</p></section>{"".join(f"<div dir=rtl><p>{p}</p></div>" for p in s.paragraphs[2:])}</main></div>')


@template("old_tables")
def _(s: Shape) -> str:
    return page("26sep.net", s, "", f'<table width="100%"><tr><td>{s.nav()}</td><td><table><tr><td class="title"><b>{s.title}</b></td></tr><tr><td>{s.out("26 سبتمبر نت: متابعات")}</td></tr>'
        f'<tr><td class="date">{s.out(f"{s.day:%d/%m/%Y} - 10:30")}</td></tr><tr><td class="body">{s.ps()}</td></tr><tr><td>{s.out("طباعة")} | {s.out("إرسال")}</td></tr></table></td></tr></table>')


@template("aspx_font_buttons")
def _(s: Shape) -> str:
    return page("wafa.ps", s, _meta(s), f'<div class="menu">{s.nav()}</div><div class="tools"><span>{s.out("+A")}</span><span>{s.out("حجم الخط")}</span><span>{s.out("A-")}</span></div><h1>{s.title}</h1>'
        f'<div class="details"><p>{s.out("رام الله – وفا")}</p>{s.ps()}<p>{s.out("ــ")}</p></div><div>{s.out("مواضيع ذات صلة")}</div>{s.links()}')


@template("agency_plain")
def _(s: Shape) -> str:
    return page("ina.iq", s, "", f'<div class="top">{s.nav()}</div><div class="news"><h2>{s.title}</h2><div class="info"><span>{s.out(s.levant() + " - 14:05")}</span></div><div class="txt">'
        f'<p>{s.out("بغداد – واع")}</p>{s.ps()}</div><ul class="share"><li>{s.out("مشاركة")}</li><li>{s.out("تلغرام")}</li></ul></div>')


@template("amp")
def _(s: Shape) -> str:
    return page("skynewsarabia.com", s, _ld(s), f'<amp-sidebar>{s.nav()}</amp-sidebar><article><h1>{s.title}</h1><p>{s.out("سكاي نيوز عربية - أبوظبي")}</p><amp-img src="x.jpg"></amp-img>{s.ps(after={0: "<div>" + s.out("اقرأ أيضا") + s.links() + "</div>"})}</article><footer><p>{s.out("جميع الحقوق محفوظة")}</p></footer>')


@template("pull_quotes")
def _(s: Shape) -> str:
    quote = " ".join(s.paragraphs[1].split()[3:12])
    return page("aljazeera.net", s, _ld(s), f'<header>{s.nav()}</header><main><header><h1>{s.title}</h1></header><div class="wysiwyg">{s.ps(after={2: f"<blockquote>{s.out(quote)}</blockquote>"})}<p>{s.out("المصدر : الجزيرة + وكالات")}</p></div></main><aside><h3>{s.out("الأكثر قراءة")}</h3>{s.links()}</aside>')


@template("blogger")
def _(s: Shape) -> str:
    return page("deirezzor24.net", s, "", f'<div class="tabs">{s.nav()}</div><div class="date-header"><span>{s.out("الثلاثاء، " + s.egypt() if False else s.egypt())}</span></div><h3 class="post-title">{s.title}</h3><div class="post-body">{"<br><br>".join(s.paragraphs)}</div><div class="post-footer">{s.out("إرسال بالبريد الإلكتروني")}</div><div class="comments">{s.out("لا توجد تعليقات")}</div>')


@template("dateline_in_text")
def _(s: Shape) -> str:
    return page("syria.tv", s, "", f'<header>{s.nav("التغطية الحية")}</header><article><h1>{s.title}</h1><div>{s.out(f"{s.day:%Y.%m.%d} | 07:13 دمشق")}</div><p>{s.out("تلفزيون سوريا - إسطنبول")}</p>{s.ps()}<p>{s.out("شارك هذا المقال")}</p></article>')


@template("infinite_scroll_divs")
def _(s: Shape) -> str:
    deep = "<div>" * 60
    return page("enabbaladi.net", s, _meta(s), f'{deep}<nav>{s.nav()}</nav><article><h1>{s.title}</h1><p>{s.out("عنب بلدي – خاص")}</p><div class="content">{s.ps()}<p>{s.out("إذا كنت تعتقد أن المقال يحوي معلومات خاطئة أرسل تصحيحا")}</p></div></article>{"</div>" * 60}')


@template("video_page")
def _(s: Shape) -> str:
    return page("alhurra.com", s, _ld(s), f'<nav>{s.nav("فيديو")}</nav><main><h1>{s.title}</h1><p>{s.out("الحرة - واشنطن")}</p><video></video><div class="wsw">{s.ps()}</div><div>{s.out("مباشر")}</div></main>')


@template("kurdish_network")
def _(s: Shape) -> str:
    return page("rudaw.net", s, _meta(s), f'<div>{s.nav()}</div><div class="article"><h1>{s.title}</h1><p>{s.out("رووداو ديجيتال")}</p>{s.ps()}</div><div id="comments"><h4>{s.out("علق كضيف أو قم بتسجيل الدخول")}</h4></div>{s.links()}')


@template("itemprop")
def _(s: Shape) -> str:
    return page("shafaq.com", s, f'<meta itemprop="datePublished" content="{s.day.isoformat()} 11:20">', f'<nav>{s.nav()}</nav><div itemprop="articleBody"><h1>{s.title}</h1><p>{s.out("شفق نيوز/ ديالى")}</p>{s.ps()}</div><div class="tags">{s.out("العراق")}</div>{s.links()}')


@template("address_date")
def _(s: Shape) -> str:
    made = page("npasyria.com", s, "", f'<nav>{s.nav()}</nav><article><h1>{s.title}</h1><p>{s.out("القامشلي – نورث برس")}</p>{s.ps()}<p>{s.out("إعداد وتحرير: سوزدار علي")}</p></article>')
    return made.replace(f"/news/{s.day:%j}", f"/{s.day:%Y/%m/%d}/story")


@template("russian_network")
def _(s: Shape) -> str:
    return page("arabic.rt.com", s, _ld(s), f'<header>{s.nav()}</header><div class="article"><h1>{s.title}</h1><div class="text">{s.ps()}<p>{s.out("المصدر: RT + وكالات")}</p><p>{s.out("تابعوا RT على تلغرام")}</p></div></div>{s.links("read-more")}')


@template("hijri_line")
def _(s: Shape) -> str:
    return page("sabanew.net", s, _meta(s), f'<nav>{s.nav()}</nav><h1>{s.title}</h1><p>{s.out("عدن - سبأنت")}</p>{s.ps()}<p>{s.out("شارك الخبر")}</p>{s.links()}')


@template("caption_under_file")
def _(s: Shape) -> str:
    return page("shaam.org", s, _meta(s), f'<nav>{s.nav()}</nav><article><h1>{s.title}</h1><p>{s.out("photo_2021-03-09.jpg")}</p>{s.ps()}<ul><li>{s.out("فيس بوك")}</li></ul></article><aside>{s.links()}</aside>')


@template("libyan_portal")
def _(s: Shape) -> str:
    return page("alwasat.ly", s, _ld(s), f'<nav>{s.nav("مرئيات")}</nav><div class="post"><h1>{s.title}</h1><p>{s.out("طرابلس - بوابة الوسط")}</p>{s.ps(after={1: "<p>" + s.out("للاطلاع على العدد 300 من جريدة «الوسط».. اضغط هنا") + "</p>"})}</div>{s.links()}')


@template("sudanese")
def _(s: Shape) -> str:
    return page("dabangasudan.org", s, _meta(s), f'<header>{s.nav()}</header><main><article><h1>{s.title}</h1><p>{s.out("أمستردام: راديو دبنقا")}</p>{s.ps()}</article></main><section><h2>{s.out("قد يعجبك أيضا")}</h2>{s.links()}</section>')


@template("egyptian_daily")
def _(s: Shape) -> str:
    return page("youm7.com", s, _meta(s), f'<nav>{s.nav()}</nav><div class="articleHeader"><h1>{s.title}</h1><span class="writeBy">{s.out("كتب محمود عبد الراضي")}</span></div><div id="articleBody">{s.ps()}</div><div>{s.out("شارك هذا الخبر")}</div>{s.links()}')


@template("no_paragraphs_br")
def _(s: Shape) -> str:
    return page("almirbad.com", s, "", f'<div>{s.nav()}</div><div class="main"><h1>{s.title}</h1><div class="d">{s.out("نشر في: " + s.levant())}</div><div class="body">{s.out("المربد / البصرة")}<br>{"<br>".join(s.paragraphs)}</div></div>')


@template("cookie_and_newsletter")
def _(s: Shape) -> str:
    return page("france24.com", s, _ld(s), f'<div class="cookie">{s.out("نستخدم ملفات تعريف الارتباط لتحسين تجربتك على الموقع")}</div><nav>{s.nav()}</nav><article><h1>{s.title}</h1><p>{s.out("آخر تحديث: " + f"{s.day:%d/%m/%Y} - 12:00")}</p>{s.ps()}<p>{s.out("فرانس24/ أ ف ب")}</p></article><div>{s.out("الرسائل الإخبارية")}</div>')


@template("live_blog")
def _(s: Shape) -> str:
    clock = "".join(f'<li class="update"><span class="hour">{s.out(f"1{i}:0{i}")}</span><p>{p}</p></li>' for i, p in enumerate(s.paragraphs))
    return page("aljazeera.net", s, _meta(s), f'<header>{s.nav("بث مباشر")}</header><main><h1>{s.title}</h1><div class="live"><ul class="updates">{clock}</ul></div></main><aside><h3>{s.out("الأكثر قراءة")}</h3>{s.links()}</aside>')


@template("reader_comments")
def _(s: Shape) -> str:
    said = s.out("الله يرحمهم ويصبر أهلهم")
    return page("zamanalwsl.net", s, _meta(s), f'<div id="menu">{s.nav()}</div><article><h1>{s.title}</h1>{s.ps()}</article><div id="comments" class="comments"><h4>{s.out("التعليقات (2)")}</h4><div class="comment"><b>{s.out("أبو محمد")}</b><p>{said}</p></div></div>')


@template("aspx_form_around_all")
def _(s: Shape) -> str:
    return page("alsumaria.tv", s, _ld(s), f'<form id="aspnetForm" action="./"><input type="hidden" name="__VIEWSTATE" value="{"x" * 4000}"><div class="header">{s.nav()}</div><div class="article-content"><h1>{s.title}</h1>'
        f'<div class="body">{s.ps("div")}</div></div><div class="keywords">{s.out("كلمات مفتاحية")}</div>{s.links()}</form>')


@template("windows_in_between")
def _(s: Shape) -> str:
    advert = f'<div class="ad-slot"><span>{s.out("إعلان")}</span></div>'
    player = f'<div class="player"><p>{s.out("يتم الآن تشغيل الفيديو")}</p></div>'
    return page("masrawy.com", s, _meta(s), f'<nav>{s.nav()}</nav><div class="article"><h1>{s.title}</h1>{s.ps(after={0: advert, 1: player, 2: advert})}</div><div class="newsletter"><p>{s.out("اشترك في النشرة البريدية ليصلك كل جديد")}</p></div>{s.links()}')


@template("mobile_lines")
def _(s: Shape) -> str:
    return page("mawazin.net", s, "", f'<div class="m">{s.nav()}</div><div class="title"><h1>{s.title}</h1></div><div class="time"><span>{s.out(f"{s.day:%Y-%m-%d} 18:22")}</span></div><div class="content">{"<br/>".join(s.paragraphs)}</div><div class="social">{s.out("شارك عبر")} <a>{s.out("فايبر")}</a></div>')


def fixtures() -> Iterator[Fixture]:
    """Every template with every report."""
    for name, made in TEMPLATES.items():
        for n, report in enumerate(REPORTS, 1):
            shape = Shape(*report)
            markup = made(shape)
            yield Fixture(f"{name}.{n}", markup, (shape.title, *shape.paragraphs), tuple(dict.fromkeys(shape.drop)), shape.day)


def measure() -> tuple[dict[str, float], list[str]]:
    """The three figures and a line a miss."""
    kept = keep = gone = drop = right = pages = 0
    misses = []
    for one in fixtures():
        pages += 1
        raw = one.markup.encode()
        found = html.page(raw)
        doc = document(Decoded(found.text, found.charset), capture.capture(raw, one.name), one.name, Facts(), page=found.facts)
        for cut in doc.cuts:  # offsets are true, or nothing that follows means anything
            if not 0 <= cut.start < cut.end <= len(doc.text):
                raise SystemExit(f"{one.name}: a cut outside the text")
        rest, at = [], 0
        for cut in doc.cuts:
            rest.append(doc.text[at : cut.start])
            at = cut.end
        rest.append(doc.text[at:])
        lines = [words_of(line) for line in "".join(rest).splitlines()]
        flat = " " + " ".join(w for line in lines for w in line) + " "
        for text in one.keep:
            keep += 1
            if f" {' '.join(words_of(text))} " in flat:
                kept += 1
            else:
                misses.append(f"{one.name}: lost «{text[:60]}»")
        for text in one.drop:
            drop += 1
            words = words_of(text)
            inside = words in lines if len(words) <= 3 else f" {' '.join(words)} " in flat and not any(" ".join(words) in " ".join(words_of(k)) for k in one.keep)
            if any(" ".join(words) in " ".join(words_of(k)) for k in one.keep):
                inside = words in lines  # a pull-quote: its words stand in the report too
            if words and inside:
                misses.append(f"{one.name}: kept furniture «{text[:60]}»")
            else:
                gone += 1
        if doc.published == one.day:
            right += 1
        else:
            misses.append(f"{one.name}: dated {doc.published} ({doc.published_from}), is {one.day}")
    return {"pages": pages, "furniture_out": gone / drop, "text_kept": kept / keep, "date_right": right / pages}, misses


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--floors", action="store_true", help="fail below the floors")
    chosen = parser.parse_args()
    figures, misses = measure()
    print("\n".join(misses))
    print(json.dumps({k: round(v, 4) for k, v in figures.items()}))
    below = [k for k, floor in FLOORS.items() if figures[k] < floor]
    if chosen.floors and below:
        print(f"below the floor: {', '.join(below)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
