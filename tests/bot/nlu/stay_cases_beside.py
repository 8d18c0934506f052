"""Days said by what they lie beside, open weekends, bounds, cards and courtesies. The form and today of `stay_cases_hard`."""

from __future__ import annotations

BESIDE_CASES = {
    "en": """
the wedding is on 18 July, we'd come the Friday before and leave the Sunday after => 07-17 07-19
there's a concert on 20 June, we would arrive the day before and leave the day after => 06-19 06-21
two nights somewhere between 12 and 15 July => 07-12/07-13 07-14/07-15
St Stephen's Day, two nights => 12-26 12-28
my card expires 08/27 => nothing
visa 4 digits, exp 09/28 => nothing
a weekend in September => open
can I get the wed and thurs nights, 15th and 16th july => 07-15 07-17
somewhere for the first 3 nights from the 10th of july => 07-10 07-13
over easter? => 2027-03-26 2027-03-28/2027-03-29
not this Saturday, the one after, one night => 06-20 06-21
not this weekend, the one after => 06-19 06-21
do u hav a room from 3rd aprl til 6th => 2027-04-03 2027-04-06
2/3 nights from the 11th of july => 07-11 07-13/07-14
is the sauna open on saturdays and sundays? => nothing
could we book a table for saturday evening => nothing
12 July and we leave the next morning => 07-12 07-13
in two weeks, we don't know the exact days yet => open
it's my mum's birthday on 4 July, we'd arrive that day and leave on the 6th => 07-04 07-06
which weekends are cheapest? => nothing
what would a weekend cost? => nothing
we are in room 14 => nothing
5/6 July, two people => 07-05 07-06
how much is a night? => nothing
merry christmas to all of you => nothing
I'll call you tomorrow to confirm => nothing
I'll talk to my wife and let you know on Monday => nothing
we have a meeting on the 28th of July so we need the night before, the 27th, one night => 07-27 07-28
12 July or the 19th, two nights => 07-12/07-19 07-14/07-21
""",
    "es": """
la boda es el 18 de julio, iríamos el viernes anterior y volveríamos el lunes siguiente => 07-17 07-20
hay un concierto el 20 de junio, llegaríamos el día antes y nos iríamos al día siguiente => 06-19 06-21
dos noches entre el 12 y el 15 de julio => 07-12/07-13 07-14/07-15
mi tarjeta caduca el 08/27 => nothing
la visa vence 09/28 => nothing
algún fin de semana de septiembre => open
qué fines de semana son más baratos? => nothing
estamos en la habitación 14 => nothing
semana santa => 2027-03-21/2027-03-25/2027-03-26 2027-03-28
se puede pagar en 3x? => nothing
no este sábado, el siguiente, una noche => 06-20 06-21
nos gustaría pasar ahí del 31 de octubre al 2 de noviembre => 10-31 11-02
quisiera una mesa para el sábado => nothing
está abierto los sábados? => nothing
cuánto cuesta una noche? => nothing
feliz navidad a todo el equipo => nothing
lo hablo con mi mujer y mañana os llamo => nothing
te confirmo el lunes => nothing
para año nuevo, del 29 al 2 => 12-29 01-02
Nochebuena y Navidad, o sea del 24 al 27 => 12-24 12-27
una semanita desde el 5 de julio => 07-05 07-12
el año pasado en agosto no pudimos, ahora tenemos del 5 al 12 de julio => 07-05 07-12
""",
    "pt": """
o casamento é dia 18 de julho, iríamos na sexta anterior e voltaríamos na segunda seguinte => 07-17 07-20
há um concerto a 20 de junho, chegávamos um dia antes e saíamos no dia seguinte => 06-19 06-21
duas noites entre 12 e 15 de julho => 07-12/07-13 07-14/07-15
meu cartão vence 08/27 => nothing
um fim de semana em setembro => open
a minha filha faz anos dia 4 de julho, chegávamos nesse dia e saíamos no dia 6 => 07-04 07-06
quais fins de semana são mais baratos? => nothing
estamos no quarto 14 => nothing
de 14 pra 17 de julho => 07-14 07-17
preciso p dia 30 d junho até 2 d julho => 06-30 07-02
dá pra ir no próximo fim de semana? te confirmo depois => 06-12 06-14
não este sábado, o seguinte, uma noite => 06-20 06-21
o sete de setembro é uma segunda, vamos na sexta antes e voltamos na segunda => 09-04 09-07
queríamos passear uns dias depois da Páscoa => open
queria uma mesa para sábado à noite => nothing
queremos passar aí de 31 de outubro a 2 de novembro => 10-31 11-02
quanto custa uma noite? => nothing
feliz natal para toda a equipe => nothing
vou falar com a minha mulher e amanhã ligo => nothing
para o réveillon, de 29 a 2 => 12-29 01-02
de sete a dez de julho => 07-07 07-10
de sete a dez de maio ou então de catorze a dezassete => 05-07/05-14 05-10/05-17
uma semaninha a contar de 5 de julho => 07-05 07-12
""",
    "fr": """
le mariage est le 18 juillet, nous viendrions le vendredi d'avant et repartirions le lundi suivant => 07-17 07-20
il y a un concert le 20 juin, nous arriverions la veille et repartirions le lendemain => 06-19 06-21
deux nuits entre le 12 et le 15 juillet => 07-12/07-13 07-14/07-15
ma carte expire 08/27 => nothing
un week-end en septembre => open
soit du 4 au 7 soit du 11 au 14 juillet => 07-04/07-11 07-07/07-14
le petit-déj c'est jusqu'à quelle heure le dimanche => nothing
pas ce samedi, celui d'après, une nuit => 06-20 06-21
deux à trois nuits à partir du 6 août => 08-06 08-08/08-09
réserver une table pour samedi midi => nothing
quels week-ends sont les moins chers ? => nothing
nous sommes dans la chambre 14 => nothing
combien coûte une nuit ? => nothing
joyeux noël à toute l'équipe => nothing
j'en parle à ma femme et je vous rappelle demain => nothing
mer-ven semaine prochaine => 06-17 06-19
vendredi à 2, retour dimanche => 06-12 06-14
pour le feu du 15 août, arrivée la veille, le 14, deux nuits => 08-14 08-16
entre Noël et Nouvel An, du 27 au 30 => 12-27 12-30
nous serons à Lyon du 8.7 au 11.7 pour le travail => 07-08 07-11
dans un mois exactement, donc le 10, pour trois nuits => 07-10 07-13
""",
    "de": """
die Hochzeit ist am 18. Juli, wir kämen am Freitag davor und fahren am Montag danach => 07-17 07-20
am 20. Juni ist ein Konzert, wir würden am Tag davor anreisen und am Tag danach abreisen => 06-19 06-21
zwei Nächte zwischen dem 12. und 15. Juli => 07-12/07-13 07-14/07-15
meine Karte ist gültig bis 08/27 => nothing
ein Wochenende im September => open
Sa/So 11./12. Juli => 07-11 07-12
von Pfingstsamstag bis Pfingstmontag => 2027-05-15 2027-05-17
über Pfingsten => 2027-05-14/2027-05-15 2027-05-17
nicht diesen Samstag, den danach, eine Nacht => 06-20 06-21
ein langes Wochenende im Herbst => open
habt ihr samstags offen? => nothing
einen Tisch für Samstag bitte => nothing
welche Wochenenden sind am günstigsten? => nothing
was kostet so ein Wochenende? => nothing
wir sind in Zimmer 14 => nothing
was kostet eine Nacht? => nothing
frohe Weihnachten euch allen => nothing
ich bespreche das mit meiner Frau und melde mich morgen => nothing
von fr bis mo => 06-12 06-15
von heut bis samstag => 06-10 06-13
am 23. und 24. Juli je eine Übernachtung, also Abreise am 25. => 07-23 07-25
vom 11.12 bis zum 13.12, zwei Personen => 12-11 12-13
letztes Jahr im August ging es nicht, jetzt vom 5. bis 12. Juli => 07-05 07-12
""",
    "it": """
il matrimonio è il 18 luglio, verremmo il venerdì prima e ripartiremmo il lunedì dopo => 07-17 07-20
c'è un concerto il 20 giugno, arriveremmo il giorno prima e ripartiremmo il giorno dopo => 06-19 06-21
due notti tra il 12 e il 15 luglio => 07-12/07-13 07-14/07-15
la mia carta scade 08/27 => nothing
un weekend a settembre => open
tra due settimane, non so ancora i giorni precisi => open
siamo nella camera 14 => nothing
verremmo giù il 4 luglio e torneremmo su il 7 => 07-04 07-07
sabato non questo, quello dopo, una notte => 06-20 06-21
il 24 luglio e ripartiamo la mattina dopo => 07-24 07-25
ventuno ventiquattro luglio => 07-21 07-24
un tavolo per sabato sera => nothing
quanto costa una notte? => nothing
buon natale a tutti voi => nothing
ne parlo con mia moglie e vi faccio sapere domani => nothing
per capodanno dal 29 al 2 => 12-29 01-02
dal sette al dieci luglio oppure dal quattordici al diciassette => 07-07/07-14 07-10/07-17
una visita il 28 luglio quindi mi serve la notte prima, cioè il 27, una notte => 07-27 07-28
""",
}
