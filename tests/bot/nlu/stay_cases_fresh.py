"""A second batch of difficult stays, written with the first and looked at only after the grammar was done.

Today is Wednesday 10 June 2026; the notation is that of stay_cases_hard.py.
"""

from __future__ import annotations

FRESH_CASES = {
    "en": """
June 12-14, 2027 => 2027-06-12 2027-06-14
december 2 to 4, 2027 for two => 2027-12-02 2027-12-04
it's my cousin's party on the saturday which is the fourth of july, we'd arrive on the friday and leave on the sunday => 07-03 07-05
hiya could i get a double for me and the missus, coming in thursday the 2nd of july and off again on the sunday => 07-02 07-05
we'd need it from the 14th, well actually the 15th of september till the 19th => 09-15 09-19
departing 3 aug arriving 30 jul => 07-30 08-03
is there anything for less than 90 a night, 2 nights, sat 20 june => 06-20 06-22
we're a family of five, kids are 3, 5 and 8, and we'd like 12-16 october => 10-12 10-16
my mum was born on 8 august 1950 and I'd like to surprise her => nothing
can we do wednesday night only => 06-10/06-17 06-11/06-18
maybe a couple of days around mid september => open
from good friday to easter monday => 03-26 03-29
the weekend after next => 06-19 06-21
a week on saturday for 3 nights => 06-20 06-23
until the 25th of august from the 21st => 08-21 08-25
july the 9th through to the 12th => 07-09 07-12
staying over new year's eve, one night => 12-31 01-01
we came to you in october and loved it => nothing
landing at 23:15 on 4 dec, flying out at 6 on 7 dec => 12-04 12-07
31 june for 2 nights => impossible
five nights as of the twentieth of november => 11-20 11-25
some time in autumn => open
it's a room for 2 from mon to weds => 06-15 06-17
""",
    "es": """
buenas, quería una doble para mi señora y para mí, entrando el jueves 2 de julio y saliendo el domingo => 07-02 07-05
sería desde el 14, bueno en realidad el 15 de septiembre hasta el 19 => 09-15 09-19
salimos el 3 de agosto y entramos el 30 de julio => 07-30 08-03
algo por menos de 90 la noche, 2 noches, el sábado 20 de junio => 06-20 06-22
somos cinco, los niños tienen 3, 5 y 8, del 12 al 16 de octubre => 10-12 10-16
mi madre nació el 8 de agosto de 1950 => nothing
unos días a mediados de septiembre => open
de jueves santo a domingo de resurrección => 03-25 03-28
el fin de semana del 4 de julio => 07-03 07-05
hasta el 25 de agosto desde el 21 => 08-21 08-25
nochevieja, una noche => 12-31 01-01
fuimos en octubre y nos encantó => nothing
aterrizamos a las 23:15 el 4 de dic y volamos el 7 a las 6 => 12-04 12-07
31 de junio, 2 noches => impossible
cinco noches a partir del veinte de noviembre => 11-20 11-25
en otoño => open
de lun a mié => 06-15 06-17
me gustaria hospedarme del 1ro al 4 de julio => 07-01 07-04
che, tenés algo pal sábado? una noche nomás => 06-13 06-14
el viernes en ocho días => 06-19 -
""",
    "pt": """
tenho um congresso no sábado e quero chegar na quinta dia dezoito de junho e sair no domingo dia vinte e um => 06-18 06-21
oi, queria um duplo pra mim e pra minha esposa, entrando quinta dia 2 de julho e saindo no domingo => 07-02 07-05
seria do dia 14, aliás do dia 15 de setembro até o dia 19 => 09-15 09-19
saímos no dia 3 de agosto e chegamos dia 30 de julho => 07-30 08-03
algo por menos de 90 a diária, 2 noites, sábado 20 de junho => 06-20 06-22
somos cinco, as crianças têm 3, 5 e 8, de 12 a 16 de outubro => 10-12 10-16
minha mãe nasceu em 8 de agosto de 1950 => nothing
uns dias em meados de setembro => open
da quinta-feira santa ao domingo de páscoa => 03-25 03-28
o fim de semana de 4 de julho => 07-03 07-05
até 25 de agosto a partir do dia 21 => 08-21 08-25
véspera de ano novo, uma noite => 12-31 01-01
fomos em outubro e adoramos => nothing
pousamos às 23h15 do dia 4 de dez e voamos dia 7 às 6 => 12-04 12-07
31 de junho, 2 noites => impossible
cinco noites a partir de vinte de novembro => 11-20 11-25
no outono => open
de seg a qua => 06-15 06-17
gostaria de me hospedar de 1º a 4 de julho => 07-01 07-04
finados, 3 diárias => 11-02 11-05
duas noites no próximo fim de semana => 06-12 06-14
""",
    "fr": """
pour le repas de fin d'année vendredi dix-huit décembre, une nuit => 12-18 12-19
salut, je voudrais une double pour ma femme et moi, arrivée jeudi 2 juillet et départ dimanche => 07-02 07-05
ce serait du 14, enfin plutôt du 15 septembre jusqu'au 19 => 09-15 09-19
départ 3 août arrivée 30 juillet => 07-30 08-03
quelque chose à moins de 90 la nuit, 2 nuits, samedi 20 juin => 06-20 06-22
nous sommes cinq, les enfants ont 3, 5 et 8 ans, du 12 au 16 octobre => 10-12 10-16
ma mère est née le 8 août 1950 => nothing
quelques jours à la mi-septembre => open
du vendredi saint au lundi de pâques => 03-26 03-29
le week-end du 4 juillet => 07-03 07-05
jusqu'au 25 août à partir du 21 => 08-21 08-25
la saint-sylvestre, une nuit => 12-31 01-01
on est venus en octobre et on a adoré => nothing
nous atterrissons à 23h15 le 4 déc et repartons le 7 à 6h => 12-04 12-07
le 31 juin, 2 nuits => impossible
cinq nuits dès le vingt novembre => 11-20 11-25
en automne => open
de lun à mer => 06-15 06-17
le pont du 14 juillet => open
entre le 5 et le 9 janvier => 01-05 01-09
deux nuits le week-end prochain => 06-12 06-14
""",
    "de": """
hallo, ich hätte gern ein Doppelzimmer für meine Frau und mich, Anreise Donnerstag 2. Juli und Abreise am Sonntag => 07-02 07-05
das wäre vom 14., äh eher vom 15. September bis zum 19. => 09-15 09-19
Abreise 3.8. Anreise 30.7. => 07-30 08-03
etwas unter 90 pro Nacht, 2 Nächte, Samstag 20. Juni => 06-20 06-22
wir sind fünf, die Kinder sind 3, 5 und 8, vom 12. bis 16. Oktober => 10-12 10-16
meine Mutter ist am 8. August 1950 geboren => nothing
ein paar Tage Mitte September => open
von Karfreitag bis Ostermontag => 03-26 03-29
das Wochenende vom 4. Juli => 07-03 07-05
bis 25. August ab dem 21. => 08-21 08-25
Silvester eine Nacht => 12-31 01-01
wir waren im Oktober da und fanden es toll => nothing
wir landen um 23:15 am 4. Dez und fliegen am 7. um 6 => 12-04 12-07
31. Juni, 2 Nächte => impossible
fünf Nächte ab zwanzigstem November => 11-20 11-25
im Herbst => open
von Mo bis Mi => 06-15 06-17
übernächstes Wochenende => 06-19 06-21
ein verlängertes Wochenende im Juli => open
zwei Nächte am nächsten Wochenende => 06-12 06-14
""",
    "it": """
due doppie 14 sett per tre notti, x 4 => 09-14 09-17
dal 21 al 24 sett => 09-21 09-24
una camera per 2 sett dal 3 agosto => 08-03 08-17
salve, vorrei una doppia per me e mia moglie, arrivo giovedì 2 luglio e partenza domenica => 07-02 07-05
sarebbe dal 14, anzi dal 15 settembre fino al 19 => 09-15 09-19
partenza 3 agosto arrivo 30 luglio => 07-30 08-03
qualcosa sotto i 90 a notte, 2 notti, sabato 20 giugno => 06-20 06-22
siamo in cinque, i bambini hanno 3, 5 e 8 anni, dal 12 al 16 ottobre => 10-12 10-16
mia madre è nata l'8 agosto 1950 => nothing
qualche giorno a metà settembre => open
dal venerdì santo al lunedì di pasqua => 03-26 03-29
il weekend del 4 luglio => 07-03 07-05
fino al 25 agosto a partire dal 21 => 08-21 08-25
capodanno, una notte => 1n
siamo venuti a ottobre e ci è piaciuto => nothing
atterriamo alle 23:15 del 4 dic e ripartiamo il 7 alle 6 => 12-04 12-07
il 31 giugno, 2 notti => impossible
cinque notti dal venti novembre => 11-20 11-25
in autunno => open
da lun a mer => 06-15 06-17
il ponte del primo maggio => open
tra il 5 e il 9 gennaio => 01-05 01-09
due notti il prossimo fine settimana => 06-12 06-14
""",
}
