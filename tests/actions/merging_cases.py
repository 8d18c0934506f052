"""Conversations of several messages, and what is known after the last. Today is Wednesday 10 June 2026.

`message // message => arrival departure party`: days as month-day of 2026, "-" where nothing is known; a party is adults,
"+children", ":ages", and "r2" for two rooms.
"""

from __future__ import annotations

MERGING_CASES = {
    "en": """
12 October for 3 nights // hmm, better from the 14th => 10-14 10-17 -
3 nights from 10 July // actually from the 17th => 07-17 07-20 -
10 to 13 July // can we come on the 9th instead? => 07-09 07-13 -
14 july // to 16 july // 3 adults => 07-14 07-16 3
from 3 august // until the 8th => 08-03 08-08 -
3rd of august // till 8th august // 2 of us => 08-03 08-08 2
2 adults // 5 to 9 july // one night more => 07-05 07-10 2
5 to 9 july // only two nights => 07-05 07-07 -
5 to 9 july // a day earlier => 07-04 07-08 -
5 to 9 july // same dates but a suite => 07-05 07-09 -
5 to 9 july, 2 people // and my sister comes too => 07-05 07-09 3
5 to 9 july, 2 adults and 2 kids 4 and 7 // without the kids after all => 07-05 07-09 2
5 to 9 july, 2 adults and one child aged 4 // the little one stays with grandma, so just us two => 07-05 07-09 2
two adults and two kids // they are 4 and 9 => - - 2+2:4,9
two adults and two kids // 4 and 9 => - - 2+2:4,9
we're 5 people, two rooms // 9 july to 12 july // two of us are kids, 7 and 12 => 07-09 07-12 3+2:7,12r2
there are four of us // two of them are children, 3 and 6 => - - 2+2:3,6
3 adults // no sorry, only 2, my brother can't make it => - - 2
for 3 adults, 2 to 5 july // sorry, we're only two => 07-02 07-05 2
4 people // one of us can't come => - - 3
5 to 9 july // thank you, is there parking? => 07-05 07-09 -
5 to 9 july // 2 adults // ok and where are you? => 07-05 07-09 2
5 to 9 july // next month instead => 08-05 08-09 -
5 to 9 july // sorry, I meant august, same days => 08-05 08-09 -
5 to 9 july // the week after would be better => 07-12 07-16 -
5 to 9 july // could we leave on the 10th? => 07-05 07-10 -
5 to 9 july // and leave a day later => 07-05 07-10 -
5 to 9 july // we'd leave on the 8th already => 07-05 07-08 -
two weeks from 3 august // actually just one => 08-03 08-10 -
two weeks from 3 august // no, make that one week => 08-03 08-10 -
3 nights from 10 july // no, 4 => 07-10 07-14 -
3 rooms please // no, only 2 rooms => - - -r2
2 rooms for 4 adults // no sorry, 3 => - - 4r2
we thought of september // my wife loves the sea // from the 4th to the 8th // 2 adults => 09-04 09-08 2
weekend of 17 october // we arrive on saturday => 10-17 10-18 -
a weekend in two // the one of 7 november, from friday to sunday => 11-06 11-08 -
2 adults // and a baby => - - 2+1:0
2 adults // plus our daughter, 15 => - - 2+1:15
2 adults // plus my nephew who is 12 => - - 2+1:12
2 adults and a child aged 5 // and another child, 8 => - - 2+2:5,8
2 adults and a child aged 5 // 2 more people please => - - 4+1:5
4 adults, one of them leaves early // 3 to 6 july => 07-03 07-06 4
from the 20th to the 23rd of july // sorry, until the 25th => 07-20 07-25 -
july 20 // 3 nights // 2 people => 07-20 07-23 2
july 20, 3 nights // make it 2 nights => 07-20 07-22 -
we are 6 // 4 adults and 2 kids // 6 and 8 => - - 4+2:6,8
arriving 4 september // departure is 9 september => 09-04 09-09 -
5 to 9 july // no wait, one month later, same days => 08-05 08-09 -
5 to 9 july for 2 // what if three of us come? => 07-05 07-09 3
just me // oh and my husband is coming as well => - - 2
hi, do you have anything from 18 to 21 september? // great. 2 adults // oh and could we do one more night => 09-18 09-22 2
18 to 21 september // make that 17 to 20 => 09-17 09-20 -
18 to 21 september for 2 // can my mum come along too? => 09-18 09-21 3
I need a room friday to sunday // this week => 06-12 06-14 -
a room for the 3rd of july // two nights => 07-03 07-05 -
checking in 3 july // checking out 6 july // it's for me and my wife => 07-03 07-06 2
two nights in july // from the 10th => 07-10 07-12 -
3 to 6 july, 2 adults, 1 child aged 5 // the child isn't coming after all => 07-03 07-06 2
3 to 6 july // sorry i meant august => 08-03 08-06 -
3 to 6 july // sorry, august => 08-03 08-06 -
3 to 6 july for 4 people // one person less => 07-03 07-06 3
3 to 6 july for 4 people // two people cancelled => 07-03 07-06 2
3 to 6 july, 2 adults // hmm and if we stay until the 8th? => 07-03 07-08 2
3 to 6 july, 2 adults // how much would it be without breakfast? => 07-03 07-06 2
4 nights from 3 july // can we start on the 5th? => 07-05 07-09 -
4 nights from 3 july // can we shorten it by one night => 07-03 07-06 -
3 to 6 july // stay two nights longer => 07-03 07-08 -
3 to 6 july // leave one day earlier => 07-03 07-05 -
3 to 6 july // arrive one day later => 07-04 07-06 -
3 to 6 july // same dates in september please => 09-03 09-06 -
3 to 6 july // the following week => 07-10 07-13 -
2 adults, 3 to 6 july // it's 2 adults and 1 child now, she is 6 => 07-03 07-06 2+1:6
family of 4 // 2 adults and 2 children aged 3 and 8 => - - 2+2:3,8
we are 4 adults // and 2 children // 5 and 9 => - - 4+2:5,9
2 adults 1 child // he's 7 => - - 2+1:7
2 adults 1 child // 7 years old => - - 2+1:7
2 rooms for 5 july // one night // 3 adults => 07-05 07-06 3r2
3 to 6 july 2 rooms // just one room => 07-03 07-06 -r1
my husband and i // and our two boys, 4 and 6 => - - 2+2:4,6
3 to 6 july // we land at 10 pm => 07-03 07-06 -
3 to 6 july // my phone number is 612345678 => 07-03 07-06 -
3 to 6 july 2 adults // is breakfast at 8? => 07-03 07-06 2
2 adults // sorry no, 3 adults => - - 3
for 4 // actually there will be 5 of us => - - 5
5 to 8 july, 2 adults 1 child // she's 7 // my brother can't come after all, only one adult now => 07-05 07-08 1+1:7
5 to 8 july, 2 rooms, 4 adults // we're only 2 now, so a room is enough => 07-05 07-08 2r1
5 to 8 july for 2 // we land at 22.15 => 07-05 07-08 2
5 to 8 july // 2 adults and 2 kids // 5 and 7 // no sorry, 5 and 8 => 07-05 07-08 2+2:5,8
""",
    "es": """
3 noches desde el 12 de octubre // mejor desde el 14 => 10-14 10-17 -
del 10 al 13 de julio, 2 adultos // no, me equivoqué, es el mes siguiente, los mismos días => 08-10 08-13 2
para el 8 de julio // la salida es el 12 de julio // dos adultos y un bebé => 07-08 07-12 2+1:0
para 8 julio // salida es 12 de julio => 07-08 07-12 -
14 de julio // hasta el 16 // somos 3 => 07-14 07-16 3
14 de julio // al 16 de julio => 07-14 07-16 -
2 adultos y 2 niños // tienen 7 y 12 => - - 2+2:7,12
2 adultos y 2 niños // de 7 y 12 años => - - 2+2:7,12
2 adultos y 1 niño // tiene 7 => - - 2+1:7
2 adultos y 2 niños // 7 y 12 => - - 2+2:7,12
somos 5, dos habitaciones // del 9 al 12 de julio // dos son niños, de 7 y 12 => 07-09 07-12 3+2:7,12r2
somos cuatro // dos de ellos niños => - - 2+2
para 3 adultos, del 2 al 5 de julio // perdón, solo 2, mi hermano no viene => 07-02 07-05 2
3 personas // no, somos 2 => - - 2
del 5 al 9 de julio // una noche más => 07-05 07-10 -
del 5 al 9 de julio // solo dos noches => 07-05 07-07 -
del 5 al 9 de julio // un día antes => 07-04 07-08 -
del 5 al 9 de julio // mejor la semana siguiente => 07-12 07-16 -
del 5 al 9 de julio // mejor el mes que viene => 08-05 08-09 -
del 5 al 9 de julio // mejor en agosto => 08-05 08-09 -
del 5 al 9 de julio // las mismas fechas pero una suite => 07-05 07-09 -
del 5 al 9 de julio // podemos salir el 10? => 07-05 07-10 -
del 5 al 9 de julio para dos // y también viene mi hermana => 07-05 07-09 3
2 adultos y 2 niños de 4 y 7 // al final sin los niños => - - 2
2 adultos y un niño de 4 // los niños no vienen al final => - - 2
dos semanas desde el 3 de agosto // no, mejor una sola => 08-03 08-10 -
3 noches desde el 10 de julio // perdón, 4 => 07-10 07-14 -
3 habitaciones por favor // no, solo 2 habitaciones => - - -r2
pensábamos en septiembre // nos encanta la playa // del 4 al 8 // 2 adultos => 09-04 09-08 2
el finde del 17 de octubre // llegamos el sábado => 10-17 10-18 -
2 adultos // más mi sobrina de 16 años => - - 2+1:16
2 adultos // y un bebé => - - 2+1:0
4 adultos // uno no puede venir => - - 3
solo yo // ah, y mi mujer también viene => - - 2
del 20 al 23 de julio // perdón, hasta el 25 => 07-20 07-25 -
el 20 de julio // 3 noches // 2 personas => 07-20 07-23 2
del 5 al 9 de julio // gracias, ¿hay parking? => 07-05 07-09 -
2 adultos // dos personas más => - - 4
del 5 al 9 de julio // y nos vamos un día después => 07-05 07-10 -
hola, hay sitio del 18 al 21 de septiembre? // genial, 2 adultos // y una noche más? => 09-18 09-22 2
del 18 al 21 de septiembre // mejor del 17 al 20 => 09-17 09-20 -
del 18 al 21 de septiembre para 2 // puede venir mi madre también? => 09-18 09-21 3
de viernes a domingo // de esta semana => 06-12 06-14 -
para el 3 de julio // dos noches => 07-03 07-05 -
entrada el 3 de julio // salida el 6 // mi mujer y yo => 07-03 07-06 2
dos noches en julio // desde el 10 => 07-10 07-12 -
del 3 al 6 de julio, 2 adultos y 1 niño de 5 años // el niño al final no viene => 07-03 07-06 2
del 3 al 6 de julio // perdón, quise decir agosto => 08-03 08-06 -
del 3 al 6 de julio // perdón, de agosto => 08-03 08-06 -
del 3 al 6 de julio para 4 personas // una persona menos => 07-03 07-06 3
del 3 al 6 de julio, 2 adultos // y si nos quedamos hasta el 8? => 07-03 07-08 2
4 noches desde el 3 de julio // podemos empezar el 5? => 07-05 07-09 -
del 3 al 6 de julio // quedarnos dos noches más => 07-03 07-08 -
del 3 al 6 de julio // salir un día antes => 07-03 07-05 -
del 3 al 6 de julio // llegar un día después => 07-04 07-06 -
del 3 al 6 de julio // la semana siguiente => 07-10 07-13 -
2 adultos, del 3 al 6 de julio // ahora somos 2 adultos y 1 niño, tiene 6 años => 07-03 07-06 2+1:6
familia de 4 // 2 adultos y 2 niños de 3 y 8 => - - 2+2:3,8
somos 4 adultos // y 2 niños // 5 y 9 => - - 4+2:5,9
2 adultos 1 niño // 7 años => - - 2+1:7
mi marido y yo // y nuestros dos hijos, de 4 y 6 => - - 2+2:4,6
del 3 al 6 de julio // llegamos a las 10 => 07-03 07-06 -
2 adultos // perdón, 3 adultos => - - 3
para 4 // al final seremos 5 => - - 5
del 3 al 6 de julio 2 habitaciones // solo una habitación => 07-03 07-06 -r1
del 3 al 6 de julio 2 adultos // a qué hora es el desayuno? a las 8? => 07-03 07-06 2
5 al 8 de julio, 3 adultos y un niño // tiene 7 // mi suegra no puede venir, somos solo 2 adultos => 07-05 07-08 2+1:7
2 habitaciones del 5 al 8 de julio, 4 adultos // al final somos 2, con una habitación basta => 07-05 07-08 2r1
5 al 8 de julio // 2 adultos y 2 niños // 5 y 7 // perdón, 5 y 8 => 07-05 07-08 2+2:5,8
""",
    "pt": """
3 noites a partir de 12 de outubro // melhor a partir do dia 14 => 10-14 10-17 -
de 10 a 13 de julho, 2 adultos // não, enganei-me, é no mês seguinte, os mesmos dias => 08-10 08-13 2
14 de julho // até 16 de julho // 3 adultos => 07-14 07-16 3
14 de julho // até dia 16 => 07-14 07-16 -
dia 8 de julho // a saída é 12 de julho => 07-08 07-12 -
2 adultos e 2 crianças // têm 7 e 12 => - - 2+2:7,12
2 adultos e 2 crianças // elas têm 7 e 12 anos => - - 2+2:7,12
2 adultos e 2 crianças // 7 e 12 => - - 2+2:7,12
somos 5, dois quartos // de 9 a 12 de julho // dois são crianças, de 7 e 12 => 07-09 07-12 3+2:7,12r2
somos 4 // dois de nós são crianças => - - 2+2
para 3 adultos, de 2 a 5 de julho // desculpe, só 2, o meu irmão não vem => 07-02 07-05 2
de 5 a 9 de julho // mais uma noite => 07-05 07-10 -
de 5 a 9 de julho // só duas noites => 07-05 07-07 -
de 5 a 9 de julho // um dia antes => 07-04 07-08 -
de 5 a 9 de julho // melhor na semana seguinte => 07-12 07-16 -
de 5 a 9 de julho // melhor no mês que vem => 08-05 08-09 -
de 5 a 9 de julho // afinal em agosto => 08-05 08-09 -
de 5 a 9 de julho // podemos sair no dia 10? => 07-05 07-10 -
de 5 a 9 de julho para dois // a minha irmã também vem => 07-05 07-09 3
2 adultos e 2 crianças de 4 e 7 // afinal sem as crianças => - - 2
duas semanas a partir de 3 de agosto // não, só uma => 08-03 08-10 -
3 noites a partir de 10 de julho // aliás, 4 => 07-10 07-14 -
3 quartos // não, só 2 quartos => - - -r2
pensávamos em setembro // adoramos a praia // de 4 a 8 // 2 adultos => 09-04 09-08 2
o fim de semana de 17 de outubro // chegamos no sábado => 10-17 10-18 -
2 adultos // mais a minha sobrinha de 16 anos => - - 2+1:16
2 adultos // e um bebé => - - 2+1:0
4 adultos // um de nós não pode ir => - - 3
só eu // ah, e o meu marido também vai => - - 2
de 20 a 23 de julho // desculpe, até 25 => 07-20 07-25 -
20 de julho // 3 noites // 2 pessoas => 07-20 07-23 2
de 5 a 9 de julho // obrigado, tem estacionamento? => 07-05 07-09 -
2 adultos // mais duas pessoas => - - 4
de 5 a 9 de julho // as mesmas datas mas uma suíte => 07-05 07-09 -
tem vaga de 18 a 21 de setembro? // ótimo, 2 adultos // e mais uma noite? => 09-18 09-22 2
de 18 a 21 de setembro // melhor de 17 a 20 => 09-17 09-20 -
de 18 a 21 de setembro para 2 // a minha mãe também pode vir? => 09-18 09-21 3
para dia 3 de julho // duas noites => 07-03 07-05 -
entrada dia 3 de julho // saída dia 6 // eu e minha mulher => 07-03 07-06 2
duas noites em julho // a partir do dia 10 => 07-10 07-12 -
de 3 a 6 de julho, 2 adultos e 1 criança de 5 anos // a criança afinal não vem => 07-03 07-06 2
de 3 a 6 de julho // desculpe, queria dizer agosto => 08-03 08-06 -
de 3 a 6 de julho para 4 pessoas // uma pessoa a menos => 07-03 07-06 3
de 3 a 6 de julho, 2 adultos // e se ficarmos até dia 8? => 07-03 07-08 2
4 noites a partir de 3 de julho // podemos começar no dia 5? => 07-05 07-09 -
de 3 a 6 de julho // ficar mais duas noites => 07-03 07-08 -
de 3 a 6 de julho // sair um dia antes => 07-03 07-05 -
de 3 a 6 de julho // chegar um dia depois => 07-04 07-06 -
2 adultos, de 3 a 6 de julho // agora somos 2 adultos e 1 criança, tem 6 anos => 07-03 07-06 2+1:6
somos 4 adultos // e 2 crianças // 5 e 9 => - - 4+2:5,9
2 adultos 1 criança // 7 anos => - - 2+1:7
2 adultos // desculpe, 3 adultos => - - 3
para 4 // afinal seremos 5 => - - 5
de 3 a 6 de julho 2 quartos // só um quarto => 07-03 07-06 -r1
de 3 a 6 de julho // chegamos às 22h => 07-03 07-06 -
5 a 8 de julho, 3 adultos e uma criança // tem 7 // minha sogra não vem mais, só 2 adultos => 07-05 07-08 2+1:7
5 a 8 de julho, 2 quartos, 5 adultos // só 3 adultos agora, um quarto => 07-05 07-08 3r1
e em julho? // a 21 // até 25, três pessoas => 07-21 07-25 3
5 a 8 de julho // 2 adultos e 2 crianças // 5 e 7 // desculpa, 5 e 8 => 07-05 07-08 2+2:5,8
""",
    "fr": """
3 nuits à partir du 12 octobre // plutôt à partir du 14 => 10-14 10-17 -
du 10 au 13 juillet, 2 adultes // non, je me suis trompé, c'est le mois suivant, les mêmes jours => 08-10 08-13 2
14 juillet // jusqu'au 16 juillet // 3 adultes => 07-14 07-16 3
le 14 juillet // au 16 juillet => 07-14 07-16 -
arrivée le 8 juillet // le départ est le 12 juillet => 07-08 07-12 -
2 adultes et 2 enfants // ils ont 7 et 12 => - - 2+2:7,12
2 adultes et 2 enfants // ils ont 7 et 12 ans => - - 2+2:7,12
2 adultes et 2 enfants // 7 et 12 => - - 2+2:7,12
2 adultes et 1 enfant // il a 7 ans => - - 2+1:7
nous sommes 5, deux chambres // du 9 au 12 juillet // dont deux enfants de 7 et 12 ans => 07-09 07-12 3+2:7,12r2
on est quatre // deux d'entre nous sont des enfants => - - 2+2
on vient à quatre, tous adultes // plus ma fille de 16 ans => - - 4+1:16
du 5 au 9 juillet // une nuit de plus => 07-05 07-10 -
du 5 au 9 juillet // seulement deux nuits => 07-05 07-07 -
du 5 au 9 juillet // un jour plus tôt => 07-04 07-08 -
du 5 au 9 juillet // plutôt la semaine suivante => 07-12 07-16 -
du 5 au 9 juillet // plutôt le mois prochain => 08-05 08-09 -
du 5 au 9 juillet // finalement en août => 08-05 08-09 -
du 5 au 9 juillet // on peut partir le 10 ? => 07-05 07-10 -
du 5 au 9 juillet pour deux // et ma sœur vient aussi => 07-05 07-09 3
2 adultes et 2 enfants de 4 et 7 ans // finalement sans les enfants => - - 2
deux semaines à partir du 3 août // non, une seule => 08-03 08-10 -
3 nuits à partir du 10 juillet // pardon, 4 => 07-10 07-14 -
3 chambres svp // non, seulement 2 chambres => - - -r2
on pensait à septembre // on adore la plage // du 4 au 8 // 2 adultes => 09-04 09-08 2
le week-end du 17 octobre // on arrive samedi => 10-17 10-18 -
2 adultes // et un bébé => - - 2+1:0
4 adultes // l'un de nous ne peut pas venir => - - 3
juste moi // ah, et mon mari vient aussi => - - 2
du 20 au 23 juillet // pardon, jusqu'au 25 => 07-20 07-25 -
le 20 juillet // 3 nuits // 2 personnes => 07-20 07-23 2
du 5 au 9 juillet // merci, il y a un parking ? => 07-05 07-09 -
2 adultes // deux personnes de plus => - - 4
vous avez de la place du 18 au 21 septembre ? // super, 2 adultes // et une nuit de plus ? => 09-18 09-22 2
du 18 au 21 septembre // plutôt du 17 au 20 => 09-17 09-20 -
du 18 au 21 septembre pour 2 // ma mère peut venir aussi ? => 09-18 09-21 3
pour le 3 juillet // deux nuits => 07-03 07-05 -
arrivée le 3 juillet // départ le 6 // ma femme et moi => 07-03 07-06 2
deux nuits en juillet // à partir du 10 => 07-10 07-12 -
du 3 au 6 juillet, 2 adultes et 1 enfant de 5 ans // l'enfant ne vient pas finalement => 07-03 07-06 2
du 3 au 6 juillet // pardon, je voulais dire août => 08-03 08-06 -
du 3 au 6 juillet pour 4 personnes // une personne de moins => 07-03 07-06 3
du 3 au 6 juillet, 2 adultes // et si on reste jusqu'au 8 ? => 07-03 07-08 2
4 nuits à partir du 3 juillet // on peut commencer le 5 ? => 07-05 07-09 -
du 3 au 6 juillet // rester deux nuits de plus => 07-03 07-08 -
du 3 au 6 juillet // partir un jour plus tôt => 07-03 07-05 -
du 3 au 6 juillet // arriver un jour plus tard => 07-04 07-06 -
2 adultes, du 3 au 6 juillet // maintenant on est 2 adultes et 1 enfant, il a 6 ans => 07-03 07-06 2+1:6
nous sommes 4 adultes // et 2 enfants // 5 et 9 => - - 4+2:5,9
2 adultes 1 enfant // 7 ans => - - 2+1:7
2 adultes // pardon, 3 adultes => - - 3
pour 4 // finalement on sera 5 => - - 5
du 3 au 6 juillet // on arrive à 22h => 07-03 07-06 -
mon mari et moi // et nos deux garçons, 4 et 6 ans => - - 2+2:4,6
du 20 au 22 juillet // pour 4 adultes // ah non 3, Marie ne vient plus // et jusqu'au 24 => 07-20 07-24 3
du 5 au 8 juillet, 3 adultes et un enfant // il a 7 ans // ma belle-mère ne vient plus, seulement 2 adultes => 07-05 07-08 2+1:7
2 chambres du 5 au 8 juillet, 4 adultes // finalement on est 2, une chambre suffit => 07-05 07-08 2r1
du 5 au 8 juillet // 2 adultes et 2 enfants // 5 et 7 // pardon 5 et 8 => 07-05 07-08 2+2:5,8
""",
    "de": """
12. Oktober für 3 Nächte // besser ab dem 14. => 10-14 10-17 -
vom 10. bis 13. Juli, 2 Erwachsene // nein, Irrtum, es ist der Monat danach, die gleichen Tage => 08-10 08-13 2
14. Juli // bis 16. Juli // 3 Erwachsene => 07-14 07-16 3
Anreise 8. Juli // Abreise ist der 12. Juli => 07-08 07-12 -
2 Erwachsene und 2 Kinder // sie sind 7 und 12 => - - 2+2:7,12
2 Erwachsene und 2 Kinder // die sind 7 und 12 Jahre alt => - - 2+2:7,12
2 Erwachsene und 2 Kinder // 7 und 12 => - - 2+2:7,12
wir sind 5, zwei Zimmer // vom 9. bis 12. Juli // davon zwei Kinder, 7 und 12 => 07-09 07-12 3+2:7,12r2
wir sind zu viert // zwei davon sind Kinder => - - 2+2
3 Erwachsene // nein, nur 2 => - - 2
vom 5. bis 9. Juli // eine Nacht mehr => 07-05 07-10 -
vom 5. bis 9. Juli // nur zwei Nächte => 07-05 07-07 -
vom 5. bis 9. Juli // einen Tag früher => 07-04 07-08 -
vom 5. bis 9. Juli // lieber nächsten Monat => 08-05 08-09 -
vom 5. bis 9. Juli // doch lieber im August => 08-05 08-09 -
vom 5. bis 9. Juli // können wir am 10. abreisen? => 07-05 07-10 -
vom 5. bis 9. Juli zu zweit // meine Schwester kommt auch mit => 07-05 07-09 3
2 Erwachsene und 2 Kinder, 4 und 7 // doch ohne Kinder => - - 2
zwei Wochen ab 3. August // nein, nur eine => 08-03 08-10 -
3 Nächte ab 10. Juli // Entschuldigung, 4 => 07-10 07-14 -
3 Zimmer bitte // nein nur 2 Zimmer => - - -r2
wir dachten an September // wir lieben den Strand // vom 4. bis 8. // 2 Erwachsene => 09-04 09-08 2
Wochenende vom 17. Oktober // wir kommen am Samstag an => 10-17 10-18 -
2 Erwachsene // plus meine Tochter, 16 => - - 2+1:16
2 Erwachsene // und ein Baby => - - 2+1:0
4 Erwachsene // einer von uns kann nicht => - - 3
nur ich // ach, mein Mann kommt auch mit => - - 2
vom 20. bis 23. Juli // Entschuldigung, bis 25. => 07-20 07-25 -
20. Juli // 3 Nächte // 2 Personen => 07-20 07-23 2
vom 5. bis 9. Juli // danke, gibt es Parkplätze? => 07-05 07-09 -
2 Erwachsene // noch zwei Personen mehr => - - 4
vom 10. bis 13. August, 2 Kollegen kommen mit // wir sind also drei => 08-10 08-13 3
haben Sie vom 18. bis 21. September frei? // super, 2 Erwachsene // und noch eine Nacht? => 09-18 09-22 2
vom 18. bis 21. September // doch lieber 17. bis 20. => 09-17 09-20 -
vom 18. bis 21. September zu zweit // kann meine Mutter auch mitkommen? => 09-18 09-21 3
für den 3. Juli // zwei Nächte => 07-03 07-05 -
Anreise 3. Juli // Abreise am 6. // meine Frau und ich => 07-03 07-06 2
zwei Nächte im Juli // ab dem 10. => 07-10 07-12 -
3. bis 6. Juli, 2 Erwachsene und 1 Kind, 5 Jahre // das Kind kommt doch nicht mit => 07-03 07-06 2
3. bis 6. Juli // Entschuldigung, ich meinte August => 08-03 08-06 -
3. bis 6. Juli für 4 Personen // eine Person weniger => 07-03 07-06 3
3. bis 6. Juli, 2 Erwachsene // und wenn wir bis zum 8. bleiben? => 07-03 07-08 2
4 Nächte ab 3. Juli // können wir am 5. anfangen? => 07-05 07-09 -
3. bis 6. Juli // zwei Nächte länger bleiben => 07-03 07-08 -
3. bis 6. Juli // einen Tag früher abreisen => 07-03 07-05 -
3. bis 6. Juli // einen Tag später anreisen => 07-04 07-06 -
2 Erwachsene, 3. bis 6. Juli // jetzt sind wir 2 Erwachsene und 1 Kind, 6 Jahre => 07-03 07-06 2+1:6
wir sind 4 Erwachsene // und 2 Kinder // 5 und 9 => - - 4+2:5,9
2 Erwachsene 1 Kind // 7 Jahre => - - 2+1:7
2 Erwachsene // Entschuldigung, 3 Erwachsene => - - 3
für 4 // wir sind doch 5 => - - 5
3. bis 6. Juli 2 Zimmer // nur ein Zimmer => 07-03 07-06 -r1
3. bis 6. Juli // wir kommen um 22 Uhr an => 07-03 07-06 -
mein Mann und ich // und unsere zwei Söhne, 4 und 6 => - - 2+2:4,6
für 3 Erwachsene // vom 7. bis 11. September // leider sagt mein Bruder ab, also nur 2 => 09-07 09-11 2
vom 2. bis 9. August // Geht auch die Woche danach? // 2 Erwachsene 2 Kinder // die sind 3 und 11 => 08-09 08-16 2+2:3,11
über Fronleichnam // nein, am 12. September // Anreise am Donnerstag davor, Abreise am Montag => 09-10 09-14 -
5. bis 8. Juli, drei Erwachsene und ein Kind // sie ist 7 // mein Bruder sagt ab, nur noch zwei Erwachsene => 07-05 07-08 2+1:7
2 Zimmer vom 5. bis 8. Juli, 4 Erwachsene // doch nur zu zweit, ein Zimmer reicht => 07-05 07-08 2r1
5. bis 8. Juli // 2 Erwachsene und 2 Kinder // 5 und 7 // Entschuldigung, 5 und 8 => 07-05 07-08 2+2:5,8
5. bis 8. Juli, 4 Erwachsene, 2 Zimmer // zwei kommen nicht, ein Zimmer reicht => 07-05 07-08 2r1
""",
    "it": """
3 notti dal 12 ottobre // meglio dal 14 => 10-14 10-17 -
dal 10 al 13 luglio, 2 adulti // no, mi sono sbagliato, è il mese successivo, gli stessi giorni => 08-10 08-13 2
14 luglio // fino al 16 luglio // 3 adulti => 07-14 07-16 3
il 14 luglio // al 16 luglio => 07-14 07-16 -
arrivo 8 luglio // la partenza è il 12 luglio => 07-08 07-12 -
2 adulti e 2 bambini // hanno 7 e 12 anni => - - 2+2:7,12
2 adulti e 2 bambini // hanno 7 e 12 => - - 2+2:7,12
2 adulti e 2 bambini // 7 e 12 => - - 2+2:7,12
siamo in 5, due camere // dal 9 al 12 luglio // di cui due bambini di 7 e 12 anni => 07-09 07-12 3+2:7,12r2
siamo in quattro // due di noi sono bambini => - - 2+2
3 adulti, dal 2 al 5 luglio // scusi, solo 2, mio fratello non viene => 07-02 07-05 2
una settimana in agosto // dall'8 agosto // 2 adulti => 08-08 08-15 2
dal 5 al 9 luglio // una notte in più => 07-05 07-10 -
dal 5 al 9 luglio // solo due notti => 07-05 07-07 -
dal 5 al 9 luglio // un giorno prima => 07-04 07-08 -
dal 5 al 9 luglio // meglio la settimana dopo => 07-12 07-16 -
dal 5 al 9 luglio // meglio il mese prossimo => 08-05 08-09 -
dal 5 al 9 luglio // anzi ad agosto => 08-05 08-09 -
dal 5 al 9 luglio // possiamo partire il 10? => 07-05 07-10 -
dal 5 al 9 luglio in due // e viene anche mia sorella => 07-05 07-09 3
2 adulti e 2 bambini di 4 e 7 anni // alla fine senza bambini => - - 2
3 notti dal 10 luglio // scusi, 4 => 07-10 07-14 -
3 camere // no, solo 2 camere => - - -r2
2 adulti // più mia nipote di 16 anni => - - 2+1:16
2 adulti // e un neonato => - - 2+1:0
4 adulti // uno di noi non può venire => - - 3
solo io // ah, viene anche mio marito => - - 2
dal 20 al 23 luglio // scusi, fino al 25 => 07-20 07-25 -
il 20 luglio // 3 notti // 2 persone => 07-20 07-23 2
dal 5 al 9 luglio // grazie, c'è il parcheggio? => 07-05 07-09 -
2 adulti // altre due persone => - - 4
avete posto dal 18 al 21 settembre? // ottimo, 2 adulti // e una notte in più? => 09-18 09-22 2
dal 18 al 21 settembre // meglio dal 17 al 20 => 09-17 09-20 -
dal 18 al 21 settembre in 2 // può venire anche mia madre? => 09-18 09-21 3
per il 3 luglio // due notti => 07-03 07-05 -
arrivo il 3 luglio // partenza il 6 // io e mia moglie => 07-03 07-06 2
due notti a luglio // dal 10 => 07-10 07-12 -
dal 3 al 6 luglio, 2 adulti e 1 bambino di 5 anni // il bambino alla fine non viene => 07-03 07-06 2
dal 3 al 6 luglio // scusi, volevo dire agosto => 08-03 08-06 -
dal 3 al 6 luglio per 4 persone // una persona in meno => 07-03 07-06 3
dal 3 al 6 luglio, 2 adulti // e se restiamo fino all'8? => 07-03 07-08 2
4 notti dal 3 luglio // possiamo iniziare il 5? => 07-05 07-09 -
dal 3 al 6 luglio // restare due notti in più => 07-03 07-08 -
dal 3 al 6 luglio // partire un giorno prima => 07-03 07-05 -
dal 3 al 6 luglio // arrivare un giorno dopo => 07-04 07-06 -
2 adulti, dal 3 al 6 luglio // ora siamo 2 adulti e 1 bambino, ha 6 anni => 07-03 07-06 2+1:6
siamo 4 adulti // e 2 bambini // 5 e 9 => - - 4+2:5,9
2 adulti 1 bambino // 7 anni => - - 2+1:7
2 adulti // scusi, 3 adulti => - - 3
per 4 // alla fine saremo in 5 => - - 5
dal 3 al 6 luglio // arriviamo alle 22 => 07-03 07-06 -
io e mio marito // e i nostri due figli, 4 e 6 anni => - - 2+2:4,6
tre settimane dal 6 luglio // anzi una sola => 07-06 07-13 -
eravamo interessati a ottobre // dal 6 al 9 // 2 adulti => 10-06 10-09 2
il weekend del 19 settembre è possibile? // arriviamo venerdì => 09-18 09-20 -
un weekend // quello del 12 settembre, dal venerdì alla domenica => 09-11 09-13 -
dal 5 all'8 luglio, tre adulti e una bimba // ha 7 anni // mia suocera non viene, solo due adulti => 07-05 07-08 2+1:7
2 camere dal 5 all'8 luglio, 4 adulti // alla fine siamo in 2, basta una camera => 07-05 07-08 2r1
dal 5 all'8 luglio // 2 adulti e 2 bambini // 5 e 7 // scusi, 5 e 8 => 07-05 07-08 2+2:5,8
""",
}

KEEPING_CASES = {
    "en": """
is it just 2 minutes from the beach?
only 2 pillows please
my husband can't climb stairs
we can't come by car
no kids menu needed?
do kids pay?
are there rooms without children around?
and a baby cot please
and my child needs a cot
and is there a cot for the child?
my wife also likes the sea
my husband comes by train
my son is coming by train
my son stays with us in the room
one of us is vegetarian
two of us are vegetarian
one of the kids is allergic to nuts
the kids can't eat gluten
we'll come too late for dinner
it's too expensive
how old must kids be for the pool, 12?
we get there at 5
around 3 in the afternoon
we need 2 parking spaces
2 breakfasts
can my kids swim there?
what about the price for the suite
ok
no
yes please
no, thanks
and a dog
the older one is 7
with a sea view please
my mother in law recommended you
my friend stayed with you last year
""",
    "es": """
mi marido no puede subir escaleras
mi hijo no va a desayunar
¿hay menú sin gluten para los niños?
¿está a 2 minutos de la playa?
uno de los niños es celíaco
mi mujer también quiere spa
llegamos a las 5
solo 2 almohadas
¿los niños pagan?
necesitamos 2 plazas de parking
y una cuna para el bebé
mi hijo se queda con nosotros en la habitación
no
sí, perfecto
no, gracias
mi hermana viene en tren
dos somos vegetarianos
con vistas al mar
mi amigo estuvo el año pasado
""",
    "pt": """
o meu marido não pode subir escadas
fica a 2 minutos da praia?
uma das crianças é alérgica
só 2 almofadas
as crianças pagam?
chegamos às 5
e um berço para o bebé
a minha mulher também quer spa
não
sim, perfeito
precisamos de 2 lugares de estacionamento
o meu filho fica connosco no quarto
""",
    "fr": """
mon mari ne peut pas monter les escaliers
c'est à 2 minutes de la plage ?
un des enfants est allergique
seulement 2 oreillers
les enfants paient ?
on arrive à 5h
et un lit bébé
ma femme aussi aime la mer
non
oui parfait
il nous faut 2 places de parking
mon fils reste avec nous dans la chambre
deux d'entre nous sont végétariens
""",
    "de": """
mein Mann kann nicht Treppen steigen
meine Frau kommt mit dem Zug
ist es 2 Minuten vom Strand?
eins der Kinder ist allergisch
nur 2 Kissen bitte
zahlen Kinder?
wir kommen um 5 an
und ein Babybett
meine Frau mag auch das Meer
nein
ja gerne
wir brauchen 2 Parkplätze
mein Sohn bleibt bei uns im Zimmer
zwei von uns sind Vegetarier
""",
    "it": """
mio marito non può salire le scale
è a 2 minuti dalla spiaggia?
uno dei bambini è celiaco
solo 2 cuscini
i bambini pagano?
arriviamo alle 5
e una culla per il bambino
anche mia moglie ama il mare
no
sì perfetto
ci servono 2 posti auto
mio figlio resta con noi in camera
due di noi sono vegetariani
""",
}
"""Messages that change neither days nor people of a stay that is known."""
