"""Changes of a stay that is known, as guests ask for them. Today is Wednesday 10 June 2026; words => JSON, or null."""

from __future__ import annotations

SHIFT_CASES = {
    "en": """
can we push everything back by a month? => {"months": 1}
could we arrive the day before => {"check_in_days": -1}
arriving the day before christmas => null
can we make it a day earlier => {"days": -1}
could we arrive a day earlier? => {"check_in_days": -1}
we'd like to arrive one day later => {"check_in_days": 1}
we need to leave a day earlier => {"check_out_days": -1}
checking out two days later would be better => {"check_out_days": 2}
one night more => {"nights": 1}
two extra nights please => {"nights": 2}
add another night => {"nights": 1}
can I extend by two nights => {"nights": 2}
one night less => {"nights": -1}
a week later => {"days": 7}
two weeks later please => {"days": 14}
the week after => {"days": 7}
next month instead => {"month": "2026-07", "months": 1}
what about august instead => {"month": "2026-08"}
the same dates in september => {"month": "2026-09"}
move it from friday to saturday => {"from": "2026-06-12", "to": "2026-06-13"}
change my arrival from 3 july to 5 july => {"from": "2026-07-03", "to": "2026-07-05"}
arrive a day earlier and leave a day later => {"check_in_days": -1, "check_out_days": 1}
3 nights from friday => null
can I cancel up to two days before? => null
two days before christmas => null
we arrived two days ago => null
3 nights => null
a month later please => {"months": 1}
the following month => {"months": 1}
can we shorten it by one night? => {"nights": -1}
reduce it to two nights => null
""",
    "es": """
podemos aplazarla un mes => {"months": 1}
hay que adelantarlo dos semanas => {"days": -14}
llegamos el día antes => {"check_in_days": -1}
¿puedo llegar un día antes? => {"check_in_days": -1}
un día antes => {"days": -1}
quiero salir un día después => {"check_out_days": 1}
una noche más => {"nights": 1}
otra noche => {"nights": 1}
dos noches más por favor => {"nights": 2}
una noche menos => {"nights": -1}
una semana más tarde => {"days": 7}
mejor el mes que viene => {"month": "2026-07", "months": 1}
las mismas fechas en agosto => {"month": "2026-08"}
cambiar del viernes al sábado => {"from": "2026-06-12", "to": "2026-06-13"}
mover la llegada del 3 de julio al 5 => {"from": "2026-07-03", "to": "2026-07-05"}
quiero alargar dos noches => {"nights": 2}
dos noches por menos de 100 euros => null
¿se puede cancelar hasta dos días antes? => null
dos noches desde el viernes => null
hace dos días => null
es el mes siguiente, los mismos días => {"months": 1}
un mes después => {"months": 1}
queremos acortar una noche => {"nights": -1}
""",
    "pt": """
dá para adiar uma semana => {"days": 7}
queremos adiantar dois dias => {"days": -2}
posso chegar um dia antes? => {"check_in_days": -1}
um dia mais cedo => {"days": -1}
queremos sair um dia depois => {"check_out_days": 1}
mais uma noite => {"nights": 1}
uma noite a mais => {"nights": 1}
uma noite a menos => {"nights": -1}
uma semana depois => {"days": 7}
melhor no mês que vem => {"month": "2026-07", "months": 1}
as mesmas datas em agosto => {"month": "2026-08"}
mudar de sexta para sábado => {"from": "2026-06-12", "to": "2026-06-13"}
quero prolongar duas noites => {"nights": 2}
duas noites a partir de sexta => null
há dois dias => null
3 diárias => null
é no mês seguinte => {"months": 1}
ficar mais duas noites => {"nights": 2}
melhor na semana seguinte => {"days": 7}
""",
    "fr": """
et si on décalait tout d'un mois => {"months": 1}
on arrive la veille => {"check_in_days": -1}
on repart le lendemain finalement => {"check_out_days": 1}
on peut arriver un jour plus tôt ? => {"check_in_days": -1}
un jour plus tôt => {"days": -1}
nous voudrions partir un jour plus tard => {"check_out_days": 1}
une nuit de plus => {"nights": 1}
encore une nuit => {"nights": 1}
une nuit de moins => {"nights": -1}
une semaine plus tard => {"days": 7}
plutôt le mois prochain => {"month": "2026-07", "months": 1}
les mêmes dates en août => {"month": "2026-08"}
changer de vendredi à samedi => {"from": "2026-06-12", "to": "2026-06-13"}
prolonger de deux nuits => {"nights": 2}
deux nuits à partir de vendredi => null
deux jours avant noël => null
c'est le mois suivant => {"months": 1}
un mois plus tard => {"months": 1}
""",
    "de": """
können wir alles um einen Monat verschieben => {"months": 1}
wir reisen erst einen Tag später an => {"check_in_days": 1}
wir kommen schon am Vortag => {"check_in_days": -1}
um zwei Wochen vorziehen bitte => {"days": -14}
können wir einen Tag früher anreisen? => {"check_in_days": -1}
einen Tag früher => {"days": -1}
wir würden gern einen Tag später abreisen => {"check_out_days": 1}
eine Nacht länger => {"nights": 1}
noch eine Nacht => {"nights": 1}
zwei Nächte mehr => {"nights": 2}
eine Nacht weniger => {"nights": -1}
eine Woche später => {"days": 7}
lieber nächsten Monat => {"month": "2026-07", "months": 1}
die gleichen Tage im August => {"month": "2026-08"}
von Freitag auf Samstag verschieben => {"from": "2026-06-12", "to": "2026-06-13"}
um zwei Nächte verlängern => {"nights": 2}
zwei Nächte ab Freitag => null
vor zwei Tagen => null
im Monat danach => {"months": 1}
einen Monat später => {"months": 1}
""",
    "it": """
e se spostassimo tutto di un mese => {"months": 1}
arriviamo il giorno prima => {"check_in_days": -1}
possiamo arrivare un giorno prima? => {"check_in_days": -1}
un giorno prima => {"days": -1}
vorremmo partire un giorno dopo => {"check_out_days": 1}
una notte in più => {"nights": 1}
ancora una notte => {"nights": 1}
un'altra notte => {"nights": 1}
una notte in meno => {"nights": -1}
una settimana dopo => {"days": 7}
meglio il mese prossimo => {"month": "2026-07", "months": 1}
le stesse date ad agosto => {"month": "2026-08"}
spostare da venerdì a sabato => {"from": "2026-06-12", "to": "2026-06-13"}
prolungare di due notti => {"nights": 2}
due notti da venerdì => null
due giorni fa => null
due giorni prima dell'arrivo => null
è il mese successivo => {"months": 1}
un mese dopo => {"months": 1}
""",
}
