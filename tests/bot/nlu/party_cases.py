"""Parties as guests name them. One line a case: words => what is said, in short keys.

a adults, c children, g ages, i infants, p people, r rooms, t pets; "nothing" is no party at all.
"""

from __future__ import annotations

CASES = {
    "en": """
2 adults => a2 p2
two adults and one child => a2 c1 p3
2 adults and 2 kids aged 4 and 7 => a2 c2 g4,7 p4
2 adults, 1 child (5) => a2 c1 g5 p3
two adults with a 4 year old child => a2 c1 g4 p3
my 5-year-old son and 2 adults => a2 c1 g5 p3
2 adults and a baby => a2 i1 p3
we are two and a baby => a2 i1 p3
me and my wife => a2 p2
my husband and I => a2 p2
just me => a1 p1
only me => a1 p1
for 2 => p2
for two from Friday to Sunday => p2
there are 3 of us => p3
there will be 4 of us => p4
we are 5 => p5
a family of four => p4
family of 4 with 2 children => a2 c2 p4
4 people, 2 of them children => p4
a couple with two kids => a2 c2 p4
2 couples => a4 p4
two double rooms for 4 people => p4 r2
3 rooms => r3
2 guests => p2
six people => p6
2+1 => a2 c1 p3
we will be 3 instead of 2 => p3
we are not 4, we are 2 => p2
no, 3 adults => a3 p3
with my dog => t1
two dogs => t2
2 adults and 1 child of 18 months => a2 c1 g1 p3
for 3 nights => nothing
from 3 to 5 May => nothing
on the 2nd of May => nothing
room 204 => nothing
are dogs allowed? => nothing
a room please => nothing
$200 for one night => nothing
""",
    "es": """
2 adultos => a2 p2
dos adultos y un niño => a2 c1 p3
2 adultos y un niño de 4 => a2 c1 g4 p3
dos adultos y dos niños de 4 y 7 años => a2 c2 g4,7 p4
2 adultos + 1 menor => a2 c1 p3
somos 2 y un bebé => a2 i1 p3
dos noches a partir del viernes, somos 2 y un bebé => a2 i1 p3
somos 4 => p4
somos cuatro personas => p4
somos 4, 2 adultos y 2 niños => a2 c2 p4
seremos 3 en vez de 2 => p3
no somos 4, somos 2 => p2
no son 4, son 2 => p2
solo yo => a1 p1
viajo sola => a1 p1
mi mujer y yo => a2 p2
voy con mi pareja => a2 p2
una pareja con un niño de 5 años => a2 c1 g5 p3
pareja con bebé => a2 i1 p3
familia de 4 con 2 niños => a2 c2 p4
para 2 => p2
para dos personas => p2
para 2 del 3 al 5 de mayo => p2
2 habitaciones dobles para 4 personas => p4 r2
dos habitaciones => r2
mi hijo de 5 años y 2 adultos => a2 c1 g5 p3
3 adultos, 2 niños (6 y 9) => a3 c2 g6,9 p5
con mi perro => t1
un bebé de 8 meses y 2 adultos => a2 i1 p3
un niño de 18 meses => c1 g1
vamos 2 adultos con 3 chicos => a2 c3 p5
6 huéspedes => p6
para 2 de mayo => nothing
para 3 noches => nothing
del 2 al 4 de mayo => nothing
quiero una habitación => nothing
¿admiten perros? => nothing
a las 2 => nothing
habitación 12 => nothing
cuesta 100 euros => nothing
""",
    "pt": """
2 adultos => a2 p2
dois adultos e uma criança => a2 c1 p3
2 adultos e 1 criança de 4 anos => a2 c1 g4 p3
dois adultos e duas crianças de 4 e 7 anos => a2 c2 g4,7 p4
somos 2 e um bebê => a2 i1 p3
somos 4 => p4
somos quatro pessoas => p4
não são 4, são 2 => p2
não somos 4, somos 2 => p2
afinal seremos 3 em vez de 2 => p3
só eu => a1 p1
vou sozinho => a1 p1
eu e minha esposa => a2 p2
eu e o meu marido => a2 p2
casal com 2 filhos de 3 e 5 anos => a2 c2 g3,5 p4
um casal => a2 p2
família de 4 => p4
para 2 => p2
para duas pessoas => p2
2 quartos para 5 pessoas => p5 r2
dois quartos duplos => r2
3 adultos, 2 crianças (6 e 9) => a3 c2 g6,9 p5
com meu cachorro => t1
um bebé de 8 meses e 2 adultos => a2 i1 p3
uma criança de 18 meses => c1 g1
seis hóspedes => p6
no segundo quarto => nothing
para 3 noites => nothing
de 2 a 4 de maio => nothing
quero um quarto => nothing
aceitam cachorros? => nothing
às 14 horas => nothing
""",
    "fr": """
2 adultes et 1 enfant de 4 ans => a2 c1 g4 p3
deux adultes => a2 p2
nous sommes 4 => p4
on est trois => p3
pour 2 personnes => p2
ma femme et moi => a2 p2
juste moi => a1 p1
un couple avec un bébé => a2 i1 p3
deux enfants de 4 et 7 ans => c2 g4,7
2 chambres => r2
pour 3 nuits => nothing
""",
    "de": """
2 Erwachsene und 2 Kinder (4 und 7 Jahre) => a2 c2 g4,7 p4
zwei Erwachsene, ein Kind im Alter von 5 => a2 c1 g5 p3
wir sind zu viert => p4
wir sind 4 Personen => p4
meine Frau und ich => a2 p2
nur ich => a1 p1
ein Paar mit Baby => a2 i1 p3
für 2 Personen => p2
2 Zimmer => r2
für 3 Nächte => nothing
""",
    "it": """
2 adulti e 2 bambini di 4 e 7 anni => a2 c2 g4,7 p4
siamo in 4 => p4
due persone => p2
mia moglie e io => a2 p2
solo io => a1 p1
una coppia con un neonato => a2 i1 p3
2 camere => r2
per 2 notti => nothing
""",
}
