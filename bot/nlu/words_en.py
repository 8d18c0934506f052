"""English words that name stays, parties and wishes. The tags are explained in vocabulary.py."""

from __future__ import annotations

PHRASES = {
    # Days
    "rel:0": "today, 2day",
    "rel:1": "tomorrow, tmrw, tomorow, tommorow, tommorrow, tmr, tmrow, 2moro, 2morrow",
    "rel:2": "and the day after, day after tomorrow, overmorrow",
    "rel:-1": "yesterday",
    "tonight": "tonight, tonite, 2nite, this evening",
    "daypart": "in the morning, in the afternoon, in the evening, morning, afternoon, evening, noon, midday",
    "at_night": "at night",
    "this": "this, current",
    "next": "next, nxt",
    "coming": "coming, upcoming, following",
    "after_next": "after next",
    "of": "of, in",
    "the": "which is the, which is, which falls on the, being the, the, day",
    "on": "on",
    "from": "from, starting, starting from, beginning, as of, since, frm",
    "to": "to, through, thru, til, till, until, untill, up to",
    "until": "until, till, untill, til, through, thru, up until",
    "and": "n, and, plus, &, then",
    "or": "or else, or maybe, or possibly, or, either",
    "for": "for, 4 the",
    "within": "in, within",
    "hence": "from now, time",
    "between": "between, btw",
    "arrive": "we'd come on, we would come on, we'll come on, we come on, coming on, i'd come on, come on, check in on, get there, be there from, show up, turn up, arrive, arriving, arrival, arrives, check in, checkin, checking in, coming in, get in, getting in, come in, "
    "land, landing, check us in, we get there, start, starts, starting, beginning",
    "depart": "fly back, flying back, flight home, flight back, drive back, train home, train back, travel home, have to go, need to go, must go, got to go, gotta go, go home, get back, heading out, head out, get going, set off home, leave, leaving, depart, departing, departure, departs, check out, checkout, checking out, going home, fly out, be gone, gone, out by, be out, off again, head off, heading off, heading home, head back, heading back, drive home, "
    "flying out, head home, fly home, go back, end, ending, out on",
    "change": "change, move, switch, reschedule, shift, postpone, push",
    "weekday:0": "mon, mondays",
    "weekday:1": "tue, tues, tuesdays",
    "weekday:2": "wed, weds, wednesdays, wensday, wendsday",
    "weekday:3": "thu, thur, thurs, thursdays",
    "weekday:4": "fri, fridays",
    "weekday:5": "sat, saturdays",
    "weekday:6": "sun, sundays",
    "month:9": "sept",
    # Lengths
    "unit:night": "night, nights, nite, nites, overnight, nigth, nigths, nghts, sleeps, nts, nt, nite stay",
    "unit:day": "day, days",
    "unit:week": "week, weeks, wk, wks",
    "unit:fortnight": "fortnight, fortnights",
    "unit:weekend": "weekend, wkend, wknd, week end, weekends",
    "unit:month": "month, months",
    "unit:year": "year, years",
    "longweekend": "long weekend, bank holiday weekend, extended weekend, bridge weekend",
    "pair": "a couple of, couple of, a couple, a pair of",
    "few": "a few, few, some, several, a handful of",
    "mere": "single, full, whole, only, consecutive, straight",
    "extend": "extend, extending, add, adding, prolong",
    "booked": "booked, reserved, made a reservation, paid, wrote, called, emailed, born",
    "before": "before, notice, in advance, ahead, prior, earlier, ago",
    "more": "more, extra, another, additional, longer, further",
    "another": "another, one more, an extra, an additional, an additonal",
    "per": "per, each, every",
    "start": "early, beginning of, start of, the beginning of",
    "mid": "mid, middle of",
    "end": "late, end of, the end of",
    "first": "first, 1st",
    "last": "last",
    "second": "second, 2nd",
    "third": "third, 3rd",
    "not": "doesn't, doesnt, didn't, didnt, wouldn't, can't, cant, cannot, can not, won't, wont, couldn't, couldnt, no longer, unable to, not, isn't, isnt, not on, aren't, arent, don't, dont, rather than, never",
    "instead": "instead of, rather than, not",
    # People
    "adult": "lawyers, solicitors, engineers, nurses, doctors, architects, consultants, electricians, plumbers, fitters, builders, accountants, auditors, surveyors, installers, managers, journalists, photographers, scientists, researchers, gentlemen, grown women, grown men, women, men, ladies, retirees, oaps, contractor, technician, worker, electrician, plumber, engineer, fitter, employee, salesman, rep, driver, coaches, coach, chaperones, teachers, trainers, leaders, supervisors, carers, workers, employees, technicians, contractors, pensioners, seniors, adult, adults, grown up, grown ups, grownups, adlts, ad, adt, adts, grownup",
    "person": "musicians, singers, dancers, actors, artists, referees, umpires, volunteers, scouts, choristers, team members, teammates, delegates, skiers, climbers, anglers, hunters, golfers, divers, surfers, workmates, speakers, performers, runners, flatmates, housemates, roommates, drivers, bikers, riders, cyclists, hikers, walkers, pilgrims, motorcyclists, sisters, brothers, siblings, friend, lads, lasses, players, students, pupils, members, attendees, mates, coworkers, buddies, pals, cousins, girlfriends, person, persons, people, ppl, guests, guest, pax, peeps, of us, travellers, travelers, friends, folks, peopel, "
    "guys, seniors, colleagues, heads, pple",
    "trade": "contractor, technician, worker, electrician, plumber, engineer, fitter, employee, salesman, rep, driver, coworker",
    "big": "big ones, bigs, big people, biggies, oldies, big'uns, big uns",
    "celebrant": "birthday girl, birthday boy, birthday child, birthday kid",
    "away": "staying home, stays home, stay home, staying at home, stays at home, stay at home, staying behind, stays behind, stay behind, stays with, stay with their, staying with their, staying with his, staying with her, stay with grandma, staying with grandma, staying with granny, stay with the grandparents, staying with the grandparents, staying with grandparents, stays put, stay put",
    "hen": "hen party, hen do, hen weekend, hens party, stag party, stag do, stag weekend, bachelorette, bachelorette party, bachelor party, girls weekend, girls trip, lads weekend",
    "child": "grandchild, grandkid, stepson, stepdaughter, stepsons, stepdaughters, stepkids, chld, chldn, chldren, chldrn, nephews, nieces, grandsons, granddaughters, littlies, littlie, littles, little girl, little boy, little guy, little man, wee one, wee ones, wee girl, wee boy, wee lad, wee lass, lad, lass, tots, tot, youngster, youngsters, bairn, bairns, nippers, nipper, young ones, young one, schoolchildren, toddlers and kids, youngest, eldest, oldest, our twins, my twins, twin boys, twin girls, twin babies, the twins, with twins, and twins, twin sons, twin daughters, twin toddlers, ch, child, children, kid, kids, kiddo, kiddos, childs, chd, teenager, teenagers, teen, teens, son, sons, daughter, "
    "daughters, boy, boys, girl, girls, kiddies, nephew, niece, grandson, granddaughter, grandchildren, grandkids, little one, "
    "little ones, minors, minor, childrens, chidren",
    "infant": "baby girl, baby boy, little baby, bubba, tiny baby, infant, infants, baby, babies, newborn, toddler, toddlers, bub, bubs",
    "couple": "a couple, couple, couples, husband and wife, married couple",
    "family": "in all, fam, family, party, group, family party, total, altogether, in total, all together",
    "pet": "dog, dogs, cat, cats, pet, pets, puppy, doggy",
    "me": "me, i, myself",
    "twins": "our twins, my twins, twin boys, twin girls, twin babies, the twins, with twins, and twins, twin sons, twin daughters, twin toddlers",
    "parents": "grandparents, the parents, both parents, both my parents, the grandparents, grandma and grandad, my nan and grandad, my parents, my in laws, the in laws, in laws, my grandparents, our parents, his parents, her parents, my folks, mum and dad, mom and dad, my mum and dad, my mom and dad, my wife's parents, my husband's parents, grandma and grandpa",
    "company": "flatmates, housemates, roommates, sisters, brothers, siblings, friends, mates, colleagues, coworkers, girlfriends, buddies, pals, cousins",
    "bring": "bring, bringing, take, taking",
    "mate": "the mother in law, the father in law, the sister in law, the brother in law, the mum, the mom, the dad, the sister, the brother, my pal, my buddy, my bestie, my twin, my twin sister, my twin brother, the missus, the wife, the hubby, the husband, the other half, the boyfriend, the girlfriend, my nanny, my granny, my grandad, my grandpa, my bf, my gf, my hubs, my roommate, my best friend, my mate, my neighbour, my neighbor, my daughter in law, my son in law, my brother in law, my sister in law, my stepdad, my stepmum, his wife, his girlfriend, his partner, her husband, her boyfriend, her partner, our mum, our mom, our dad, our grandma, my carer, a mate, a colleague, my mother in law, my father in law, my grandmother, my grandfather, my aunt, my uncle, my gran, my nan, my grandma, my flatmate, my cousin, my other half, my better half, my missus, my wife, my husband, my partner, my girlfriend, my boyfriend, my fiancee, my fiance, my friend, my mum, my mom, "
    "my mother, my father, my dad, my sister, my brother, my spouse, a friend, my colleague, my boss, hubby, my hubby",
    "kin": "girlfriend, boyfriend, gf, bf, fiance, fiancee, bestie, stepmum, stepmom, stepdad, nan, gran, grandmother, grandfather, auntie, aunt, uncle, lone parent, lone mum, lone mom, lone dad, solo mum, solo mom, solo dad, solo parent, grandparents, mother in law, father in law, sister, brother, single mum, single mom, single dad, single parent, single mother, single father, mum, mom, mummy, mommy, dad, daddy, mother, father, wife, husband, grandma, grandpa, granny, grandad, nana, hubby, missus, the parents",
    "lone": "single mum, single mom, single dad, single parent, single mother, single father, lone parent, lone mum, lone mom, lone dad, solo mum, solo mom, solo dad, solo parent",
    "singly": "alone, solo, by myself, on my own, unaccompanied",
    "igo": "coming, travelling, traveling, staying, arriving, come, travel, arrive",
    "talk": "ask my, check with, talk, talking, speak, speaking, discuss, discussing, ask, asking, checking with, run it by, run this by, consult, chat, confirm with, tell, decide with, see with, call, text, convince, hear from, hear back from",
    "share": "of us, of them, of which, of whom",
    "alone": "room for one person, room for one guest, just one of us, one person only, only one person, it's me only, only myself, me myself and i, just little me, only one of us, just lil me, a party of one, party of one, table for one, solo traveller, solo traveler, one guest only, unaccompanied, just be me, only be me, for me only, solely for me, just me, only me, just myself, on my own, by myself, travelling alone, traveling alone, i'm alone, im alone, alone, "
    "solo, just one person, single traveller, only for me, just for me, for myself, me alone, one guest",
    "twoofus": "just the two of us, only the two of us, she and i, he and i, me and her, me and him, her and me, him and me, her and i, him and i, both of us, the two of us, just us two, us two, the pair of us",
    "weare": "we'd be, wed be, it'd be, it would be, there'd be, we are, we're, there are, there will be, there'll be, we will be, we'll be, we would be, were, it's, that's, make it, "
    "make that, i mean, actually, it will be, there is",
    "aged": "whos, who just turned, just turned, turning, who turns, who turned, aged just, they both are, she will be, he will be, who's, our, mine, aged, age, ages, ages of, who are, who is, is, are, shes, hes, theyre, aged between, they are, they're, he is, she is, he's, she's",
    "years": "years old, year old, year olds, years, yrs, yr, yo, y o, y, yrs old, yr old, yr olds, years of age, yearold, year, yos",
    "months": "months old, month old, months, month, mo, mos, mths",
    "room": "romm, rooom, room, rooms, bedroom, bedrooms, rm, rms",
    "suites": "dbls, sgls, doubles, quads, triples, suites, doubles, singles, double rooms, single rooms, family rooms, twins, twin rooms",
    # What a number may be besides
    "hour": "am, pm, a m, p m, o'clock, oclock, hrs, hours, hour, h, minutes, mins, minute, min",
    "clock": "at, by, around, about, at about, at around, from",
    "money": "euro, euros, eur, dollar, dollars, usd, gbp, pound, pounds, bucks, quid, percent, pesos, reais, francs",
    "thing": "stars, star, bed, beds, floor, floors, km, miles, kilometres, metres, meters, m2, bags, suitcases, cars, car, bikes, "
    "times, minute walk, parking, keys, towels, pillows, reviews, bathrooms, tables, seats, cribs, cots, items, breakfasts",
    "hours": "what time, opening hours, opening times, breakfast, dinner, lunch, pool, gym, restaurant, spa, reception, open, opens, opening, close, closes, bar, shuttle, "
    "served, hours, check in time, desk, sauna, kitchen",
    "with": "w, with, plus, along with, accompanied by",
    "spend": "stay, staying, just, only, book, need, want, spend, for, or, and, reserve, another, maybe",
    "stop": "monday off, tuesday off, wednesday off, thursday off, friday off, saturday off, sunday off, merry christmas, merry xmas, happy christmas, happy new year, happy easter, happy holidays, happy thanksgiving, happy halloween, good morning, good afternoon, good evening, good day, good night, goodnight, have a nice day, have a good day, "
    "per night, per day, each night, every day, each day, nightly, night rate, all day, last night, "
    "one day, some day, someday, these days, other day, day trip, day pass, night club, nightclub, night out, night shift, "
    "night life, nightlife, may i, may we, may be, may have, may need, it may, we may, i may, you may, may not, may you, "
    "24 7, 24 hour, 24 hours, 24h, 24 hrs, at the moment, first time, second time, third time, first one, second one, third one, later one, earlier one, first option, second option, third option, this time, every weekend, second floor, "
    "first floor, third floor, one moment, one thing, one question, a second, this morning, no one, someone, "
    "birth date, date of birth, night stay, march in, a third, last day, next day, last year",
    # Named days
    "day:12-24": "christmas eve, xmas eve",
    "day:12-25": "christmas day, xmas day, christmas, xmas",
    "day:12-26": "st stephen's day, saint stephen's day, st stephens day, stephen's day, boxing day",
    "day:12-31": "new year's eve, new years eve, nye, new year eve",
    "day:1-1": "new year's day, new years day",
    "day:1-6": "epiphany, three kings",
    "day:2-14": "valentine's day, valentines day, valentine's, valentines, valentine",
    "day:10-31": "halloween",
    "day:11-1": "all saints, all saints day",
    "easter:0": "easter, easter sunday",
    "easter:-2": "easter friday, good friday",
    "easter:1": "easter monday",
    "easter:49": "pentecost, whit sunday, whitsun",
    "easter:-47": "shrove tuesday, mardi gras",
    "span:12-31": "new year's, new years, new year",
    "carnival": "carnival",
    "easterweek": "easter week, holy week",
    # Wishes
    "day:3-17": "st patrick's day, saint patrick's day, st patricks day, saint patricks day, paddy's day, paddys day",
    "day:7-4": "independence day",
    "day:11-3#4": "thanksgiving, thanksgiving day",
    "day:9-0#1": "labor day, labour day",
    "day:5-0#-1": "memorial day, spring bank holiday",
    "day:5-0#1": "may bank holiday, early may bank holiday, may day bank holiday",
    "day:8-0#-1": "august bank holiday, summer bank holiday",
    "day:1-0#3": "martin luther king day, mlk day",
    "day:2-0#3": "presidents' day, presidents day, president's day",
    "day:10-0#2": "columbus day",
    "day:11-11": "veterans day, armistice day, remembrance day",
    "day:1-26": "australia day",
    "day:4-25": "anzac day",
    "day:11-5": "bonfire night, guy fawkes night",
    "day:5-6#2": "mother's day",
    "day:5-1": "may day",
    "easter:39": "ascension day",
    "easter:50": "whit monday",
    "easter:60": "corpus christi",
    "easter:-46": "ash wednesday",
    "easter:-7": "palm sunday",
    "ends:1-1": "new year's, new years, new year, the new year",
    "type:individual": "sgl, sgls, single room, single, singles, individual, single rooms, room for one person, room for one guest",
    "type:doble": "dbl, dbls, dbl room, twn, double room, double, doubles, twin, twin room, twins, double rooms, queen room, king room, twin rooms",
    "type:suite": "suite, suites, junior suite, penthouse",
    "type:familiar": "family rm, fam room, fam rm, triples, quads, family room, family rooms, quadruple, quad room, quad, triple, triple room, family suite, familiar, family one, the family one, family size room",
    "extra:breakfast": "breakfast, breakfasts, b&b, bed and breakfast, brekkie, brekfast, brekky, brekkies",
    "extra:cot": "cot, crib, baby cot, baby bed, cots, cribs",
    "extra:parking": "parking, car park, garage, parking space, parking spot, car space, place to park, spot to park, somewhere to park, space for the car, room for the car",
    "without": "without, no, not, excluding, except, don't want, dont want, don't need, dont need",
    "correct": "no sorry wait, oh no, whoops, i meant to say, nope, sorry, no sorry, i mean, no wait, wait, hang on, actually, rather, or rather, make that, scratch that, correction, make it, oops, no no, "
    "well actually, i meant, my bad, my mistake, no make that, no actually",
    "past": "stayed, visited, met, was there, were there, was here, were here, been there, been here, was with you, were with you, was at yours, "
    "came, went, born, were in, was in, been to, got married, lost my, lost our, forgot, left my, left our, called, wrote, spoke, emailed, checked out, checked in, arrived, last stay, last visit, previous stay",
    "occasion:noun": "birthday, bday, b day, anniversary, name day, wedding, concert, conference, match, game, marathon, graduation, funeral, christening, congress, fair, gig, show, exam",
    "occasion:verb": "turns, turning",
    "bygone": "last, past, previous",
    "ahead": "last, past, previous",
    "wish": "would, want, like, need, needed, looking, book, reserve, could, can, hope, hoping, love, plan, planning, have you got, do you have, any chance, available, "
    "availability, free, so",
    "parting": "i'll confirm, ill confirm, will confirm, i'll call, ill call, will call, i'll ring, ring you, i'll write, will write, write to you, message you, text you, i'll pay, will pay, can pay, get paid, i'll decide, decide, let u know, come back to you, be in touch, think about it, sleep on it, tell you, ask my, check with, see you, speak to you, talk to you, speak soon, call you, get back to you, let you know",
    "over": "over, during",
    "beyond:before": "before, prior to, no later than",
    "eve": "the eve of, eve of, the day before",
    "beyond:about": "around, about, roughly, approximately",
    "beyond:after": "after, later than",
    "swap": "instead, rather",
    "day:6-24": "midsummer, midsummer's day",
    "day:7-1": "canada day",
    "day:6-19": "juneteenth",
    "day:5-5": "cinco de mayo",
    "thatnight": "that night, just that night, just the one night, only that night",
    "expiry": "expires, expire, expiry, expiring, exp, valid until, valid till, valid thru, good thru, expiration",
    "thatday": "that day, that same day, the same day, on the day itself, that very day",
    "easter:-1": "easter saturday, holy saturday",
    "easter:-3": "maundy thursday, easter thursday",
    "same": "same",
    "earlier": "earlier, sooner, before, prior",
    "later": "later, after",
    "fewer": "less, fewer, shorter",
    "season:spring": "spring, springtime",
    "season:summer": "summer, summertime",
    "season:autumn": "autumn, the fall, this fall, next fall, in fall",
    "season:winter": "winter, wintertime",
    "yes": "okidoki, okey dokey, okie dokie, righto, right you are, sounds lovely, sounds that would be grand, grand, fair enough, yessir, yes sir, yes indeed, 10 4, please proceed, sure thing, for sure, happy days, sweet as, too right, that's perfect, very well, yes that's correct, thumbs up, yes, yeah, yep, yup, yea, ya, yess, yes please, sure, ok, okay, k, okey, okie, oki, correct, right, that's right, thats right, "
    "exactly, exact, absolutely, definitely, of course, go ahead, sounds good, sounds great, perfect, great, fine, that's fine, "
    "thats fine, confirmed, confirm, i confirm, please do, do it, book it, agreed, deal, all good, looks good, lgtm, good, true, "
    "indeed, certainly, alright, all right, affirmative, that works, works for me, lovely, cool, yh, ye, aye, why not, "
    "that is right, that is correct, proceed, let's do it, lets do it, i do, i agree, it is, happy with that, i'm happy with that, that'll do, that will do, let's go, "
    "sounds perfect, go for it, no problem, that would be great, spot on, uh huh, mhm, brilliant, excellent, you bet, bingo, "
    "that's it, that's the one, make it so, please go ahead, by all means, totally, super",
    "no": "naw, no ta, nope thanks, not this time, no chance, absolutely not, certainly not, i'll ill pass, pass, no need, not for me, don't bother, forget it, skip it, scrap that, neither of them, i don't think so, dont think so, i'd say no, not anymore, no, nope, nah, na, no thanks, no thank you, not, never, don't, dont, wrong, incorrect, not correct, not right, "
    "not really, negative, no way, not yet, stop, i don't, isn't, isnt, that's wrong, thats wrong, nay, not now, "
    "rather not, not interested, false, don't do it, i'd rather not, not at all, never mind, nevermind, neither, none, not that",
}

NAME_CUES = (
    "my name is", "my name's", "name's", "call me", "my names", "name is", "i am called", "i'm called", "this is", "name:", "full name:", "guest name:", "under the name of",
    "under the name", "in the name of", "name of the guest is", "under", "booked by", "the name is", "name on the booking is", "name", "i am", "i'm", "it's for",
)  # fmt: skip
"""Words after which a name stands; the last three only count before two capitalised words."""

NOT_NAMES = (
    "the a an is are here there looking for interested travelling traveling coming staying sorry not very so happy unhappy afraid "
    "going just also still writing trying from on in at and or with my your please thanks thank hello hi hey good yes no ok okay "
    "want need would like can could do does what when where how who why which book booking room reservation hotel price night nights "
    "family wedding work business pleasure two three four friday monday tuesday wednesday thursday saturday sunday alone married "
    "checking arriving calling asking wondering sure free available vegan vegetarian allergic pregnant tomorrow today it that this "
    "you we they he she me us him her them suite double single cancel change help wifi parking breakfast pets dog about if "
    "information info test reception human person agent manager anything nothing something nobody everyone later soon early late back "
    "british american canadian australian irish scottish welsh indian mexican brazilian european jewish muslim celiac coeliac diabetic disabled when if asap maybe"
)

LANGUAGE_NAMES = {
    "en": "english, inglish", "es": "spanish, castilian, espanol", "pt": "portuguese, portugese, brazilian, portugues", "fr": "french", "de": "german", "it": "italian",
    "nl": "dutch", "ca": "catalan", "ru": "russian", "zh": "chinese, mandarin", "ja": "japanese", "ar": "arabic", "pl": "polish", "sv": "swedish",
    "uk": "ukrainian", "tr": "turkish", "ko": "korean", "eu": "basque", "gl": "galician", "he": "hebrew", "el": "greek", "no": "norwegian", "da": "danish",
    "fi": "finnish", "cs": "czech", "hu": "hungarian", "ro": "romanian", "hi": "hindi",
}  # fmt: skip
