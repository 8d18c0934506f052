"""Spanish words, of Spain and of Latin America, that name stays, parties and wishes. Tags: vocabulary.py."""

from __future__ import annotations

PHRASES = {
    "rel:0": "oy, oi, hoi, hoy, hoy dia, el dia de hoy, hoy mismo",
    "rel:1": "mañana, manana, el dia de mañana, mañana mismo, mñn, mañna",
    "rel:2": "y pasado, pasado mañana, pasadomañana",
    "rel:-1": "ayer",
    "tonight": "esta noche, hoy por la noche, hoy en la noche, hoy a la noche, esta misma noche, hoy noche",
    "daypart": "por la mañana, de la mañana, en la mañana, por la tarde, de la tarde, en la tarde, a mediodia, al mediodia, "
    "esta tarde, esta mañana, temprano, a primera hora, a ultima hora, mediodia, a la mañana, a la tarde",
    "at_night": "por la noche, en la noche, a la noche, de noche, de la noche",
    "this": "este, esta, éste, proximo este",
    "next": "la otra, proximo, proxima, que viene, q viene, que vienen, siguiente, prox, prx, proximos, k viene",
    "coming": "que entra, entrante, venidero",
    "after_next": "que sigue al proximo, del otro, del siguiente",
    "of": "d, de, del, en",
    "the": "que es el, que cae el, el, dia, dias, día, los dias, los, fecha",
    "on": "el, en",
    "from": "desde, de, del, a partir de, a partir del, desde el, partiendo del, empezando, empezando el, comenzando, entrando, "
    "a contar de, dsd, dsde, apartir de, apartir del",
    "to": "a, al, hsta, hsta el, asta el, hasta, hasta el, hta, hast, asta",
    "until": "hasta, hasta el, asta, hast, hta, hsta, hsta el, asta el",
    "and": "y, e, mas, luego, y el",
    "or": "o bien, o sino, o si no, o, u",
    "for": "p, para, por, pa, xa, x",
    "within": "dentro de, en, de aca a, de aqui a, a",
    "between": "entre, entre el",
    "arrive": "llegarán, vendrían, vendrán, entrarían, entraríamos, entraría, llegabamos, llegaba, entrabamos, entraria, entrariamos, entraremos, llegue, lleguemos, estariamos alli, estaremos alli, aterrizo, aterrizamos, vendriamos, vendria, vendremos, llegarian, iria, ire, venimos, llego, llegamos, llegando, llegada, llegar, llegaria, llegariamos, llegare, llegaremos, entrada, entro, entramos, "
    "entrando, entrar, check in, checkin, ingreso, ingresar, ingresamos, ingresando, arribo, arribamos, llega, llegan, arribar, "
    "vamos, voy, inicio, empieza, empezando, comienzo, iriamos, iremos, ingresaria, viajo, viajamos, vengo",
    "depart": "se irían, se irán, saldrían, saldrán, se marcharían, dejar el hotel, dejar la habitación, dejar el cuarto, dejar la pieza, saliamos, salia, nos ibamos, volviamos, regresabamos, saldremos, me marcho, nos marchamos, me marcharia, nos marcharemos, me largo, nos largamos, retorno, retornamos, nos regresamos, me regreso, dejamos la habitacion, dejo la habitacion, volveriamos, volveria, volveremos, volvere, regresariamos, regresaria, regresaremos, partiriamos, nos iriamos, me iria, nos iremos, me ire, nos volvemos, me vuelvo, marcharnos, marchariamos, volver, regresar, salgo, salimos, saliendo, salida, salir, saldria, saldriamos, saldre, check out, checkout, me voy, nos vamos, "
    "partida, parto, partimos, egreso, sale, salen, marcho, regreso, regresamos, vuelta, vuelvo, volvemos, "
    "fin, me retiro, nos retiramos, dejamos, dejo, irnos, irme, yendonos, vuelo, dejando",
    "change": "cambiar, cambio, mover, pasarla, pasarlo, pasarlas, pasarlos, pasar la reserva, pasar mi reserva, pasar nuestra reserva, modificar, aplazar, posponer, adelantar, trasladar",
    "weekday:1": "marte",
    "weekday:2": "mier, miercole",
    "weekday:4": "vier, vie",
    "weekday:5": "sab, sabados, sabao",
    "weekday:6": "domingos",
    "month:8": "ags, agto, agos",
    "month:9": "setiembre, sep, set, sept, septembre",
    "month:12": "dbre, dcbre",
    "month:11": "noviebre, novienbre",
    "unit:night": "nochecita, nochecitas, nochecilla, nchs, nch, noche, noches, nohces, nohce, nches, noxes, noxe, nits",
    "unit:day": "diitas, diita, dia, dias, jornada",
    "unit:week": "semanita, semanitas, semana, semanas, sem",
    "unit:fifteen": "quincena, quincenas",
    "unit:weekend": "wkend, wknd, fin de semana, finde, fines de semana, fds, findes, fin d semana, finde semana, fin de semanas",
    "unit:month": "mes, meses",
    "unit:year": "año, años",
    "longweekend": "fin de semana largo, puente, finde largo",
    "pair": "un par de, par de, un par",
    "few": "unos, unas, algunos, algunas, varios, varias, unos cuantos, unas cuantas, pocos, pocas",
    "mere": "sola, solo, unica, completas, completa, enteras, entera, seguidas",
    "extend": "agrégale, añádele, súmale, alárgalo, agrega, agregue, añade, añada, suma, alarga, amplía, agregarle, añadirle, sumarle, alargar, extender, prolongar, ampliar, añadir, agregar, sumar, alargo, extiendo",
    "booked": "reserve, reservamos, hice una reserva, pague, nací, naci, escribi, llame, fue reservada, reservado",
    "before": "antes, de antelacion, de anticipacion, previos, con antelacion, antelacion, atras, hace",
    "more": "mas, extra, adicional, adicionales, otra, otro, otras, otros",
    "another": "otra, otro, una mas, un mas",
    "per": "por, cada, x",
    "start": "principios de, a principios de, comienzos de, inicios de, primeros de, principio de, a comienzos de",
    "mid": "mediados de, a mediados de, medios de, mitad de",
    "end": "finales de, a finales de, fines de, a fines de, ultimos de, final de",
    "first": "primer, primera, 1er, 1ra, primeros",
    "last": "ultimo, ultima, ultimos",
    "second": "segundo, segunda, 2do, 2da",
    "third": "tercer, tercera, tercero, 3er, 3ra",
    "not": "nada del, nada de la, no, ya no, no es, no son, no el, tampoco, no eran, no era, no somos, no seremos, no para",
    "instead": "en vez de, en vez del, en lugar de, en lugar del, y no, mejor que",
    "adult": "abogados, abogadas, ingenieros, ingenieras, enfermeras, enfermeros, médicos, médicas, doctores, arquitectos, consultores, electricistas, fontaneros, albañiles, contables, auditores, instaladores, montadores, periodistas, fotógrafos, investigadores, científicos, caballeros, damas, señores, señoras, mujeres, hombres, jubilados, jubiladas, pensionistas, abuelitos, ancianas, técnico, tecnico, operario, operaria, obrero, obrera, trabajador, trabajadora, empleado, empleada, ingeniero, ingeniera, montador, electricista, comercial, camionero, chofer, conductor, ancianos, abuelos, padres, genitores, entrenadores, entrenador, entrenadora, monitores, monitor, monitora, profesores, profesoras, profes, maestros, maestras, acompañantes, cuidadores, señores mayores, tutores, viejitos, obreros, tecnicos, técnicos, trabajadores, operarios, empleados, adt, adts, adulto, adultos, adulta, adultas, adlts, ad, mayores, mayor, adutlos",
    "person": "músicos, músicas, cantantes, bailarines, bailarinas, actores, artistas, árbitros, árbitras, voluntarios, voluntarias, colaboradores, colaboradoras, compañeras, delegados, esquiadores, escaladores, pescadores, cazadores, golfistas, ponentes, excompañeros, excompañeras, corredores, corredoras, compañeros de piso, moteros, moteras, motociclistas, ciclistas, peregrinos, peregrinas, choferes, conductores, camioneros, senderistas, hermanos, hermanas, panas, parceros, weyes, carnales, cumpas, conocidos, cuates, cuatas, alumnos, alumnas, estudiantes, jugadores, jugadoras, novios, deportistas, socios, comensales, primos, primas, compas, persona, personas, huesped, huespedes, pers, pax, gente, amigos, amigas, pasajeros, psj, personitas, prsonas, perosnas, "
    "chicas, chicos mayores, viajeros, invitados, compañeros, colegas, jubilados, plazas, person",
    "trade": "técnico, tecnico, operario, operaria, obrero, obrera, trabajador, trabajadora, empleado, empleada, ingeniero, ingeniera, montador, electricista, comercial, camionero, chofer, conductor",
    "big": "grandes, grandotes",
    "celebrant": "cumpleañera, cumpleañero, festejada, festejado, la del cumple",
    "away": "se queda en, se quedan en, se queda con, se quedan con, se quedará en, se quedarán en, se quedarán con, se quedará con",
    "hen": "despedida de soltera, despedida de soltero, despedida de solteras, despedida",
    "child": "joven, jovencita, jovencito, nenito, nenita, hijito, hijita, criatura, criaturas, chiquita, chiquitas, chiquilla, chiquillo, chiquillas, pequeñajo, pequeñajos, enano, enanos, sobrinas, quinceañera, quinceañeras, muchacho, muchachos, muchacha, muchachas, cría, crías, botija, botijas, mellizos, mellizas, gemelos, gemelas, gemelitos, mellicitos, niño, niños, niña, niñas, nino, ninos, nina, ninas, hijo, hijos, hija, hijas, menor, menores, crio, crios, nene, nenes, "
    "nena, nenas, chico, chicos, chica, peque, peques, pequeño, pequeños, pequeña, pequeñas, chiquito, chiquitos, infante, infantes, "
    "adolescente, adolescentes, chamaco, chamacos, pibe, pibes, guagua, guaguas, chaval, chavales, nieto, nietos, nieta, nietas, "
    "sobrino, sobrinos, sobrina, escuincles, gurises, chavos, niñitos, niñito, niñita, menores de edad, chiquillos",
    "infant": "bebecito, recién nacida, nenito recien nacido, bb, bebe, bebes, bebé, bebés, bebito, bebita, recien nacido, recien nacidos, recien nacida, lactante, lactantes, beba",
    "couple": "pareja, parejas, matrimonio, matrimonios, parejita, parejitas",
    "family": "fam, familia, grupo, familiar, total, en total, totales",
    "pet": "perro, perros, perra, perrito, perrita, perritos, gato, gatos, gata, gatito, mascota, mascotas, cachorro",
    "me": "yo mismo, yo misma, yo, para mi, conmigo",
    "twins": "mellizos, mellizas, gemelos, gemelas, gemelitos, mellicitos",
    "parents": "los padres, los papas, papi y mami, mami y papi, ambos padres, mama y papa, papa y mama, marido y mujer, los abuelos, mi papa y mi mama, mis padres, mis papas, mis papás, mis suegros, mis abuelos, nuestros padres, sus padres, los suegros, mis viejos, mis tios",
    "company": "compañeros de piso, hermanos, hermanas, panas, parceros, cuates, cuatas, amigos, amigas, compañeros, colegas, primos, primas, compas",
    "bring": "traer, traemos, traigo, llevar, llevamos, llevo, viajo con, vamos con",
    "mate": "mi pana, mi cuate, mi compa, mi carnal, mi hermanita, mi hermanito, el marido, la mujer, la parienta, la esposa, el esposo, la suegra, el suegro, mi madrina, mi padrino, mi mamá, mi papá, mi vieja, mi viejo, mi prima, mi primo, mi nuera, mi yerno, mi prometida, mi prometido, mi chico, mi chica, mi nana, su mujer, su marido, su esposa, su esposo, su pareja, su novia, su novio, una compañera, un compañero, mi mejor amiga, mi mejor amigo, mi abuelita, mi abuelito, mi media naranja, mi jefa, mi socia, mi suegra, mi suegro, mi abuela, mi abuelo, mi tia, mi tio, mi cuñado, mi cuñada, un colega, una colega, mi colega, mi mujer, mi marido, mi esposa, mi esposo, mi pareja, mi novia, mi novio, mi madre, mi padre, mi mama, mi papa, mi hermana, "
    "mi hermano, mi amiga, mi amigo, una amiga, un amigo, mi señora, mi compañero, mi compañera, mi socio, mi jefe",
    "kin": "novia, novio, prometida, prometido, cuñada, cuñado, hermana, hermano, señora esposa, tía, tío, abuelita, abuelito, mamá sola, papá solo, madre sola, padre solo, mamá soltera, papá soltero, madre soltera, padre soltero, mama soltera, mama, papa, madre, padre, marido, esposa, esposo, mujer, abuela, abuelo, los padres, los papas, suegra, suegro",
    "lone": "madre soltera, padre soltero, mamá soltera, papá soltero, mamá sola, papá solo, madre sola, padre solo, familia monoparental",
    "singly": "solo, sola, solito, solita",
    "igo": "vengo, voy, viajo, iré, iria, vendre, vendria, llego, llegaré, llegaria, ir, venir, viajar, estoy, estare, seré, me quedo, me hospedo, viajaré, viajaria, viajando, yendo, quedarme",
    "talk": "lo consulto, lo hablo, hablo, hablar, hablarlo, hablaré, consultar, consulto, consultarlo, consultaré, consultarle, comentar, comento, comentarlo, comentarle, pregunto, preguntar, preguntarle, preguntaré, decirle, decirselo, confirmar, confirmo, confirmarlo, verlo, lo veo, lo vemos, ver, avisar, avisarle, convencer, charlarlo, charlar, decidir, decidirlo, discutirlo, hablamos, lo miro, mirarlo, hablé, quedé",
    "share": "de ellos, de ellas, de los cuales, de las cuales, de nosotros",
    "alone": "en solitario, yo solamente, yo solo nomas, sin acompañante, sin acompañantes, sin compañía, una señora sola, un señor solo, una mujer sola, un hombre solo, una chica sola, un chico solo, yo solito, yo solita, soy yo nomas, yo nomas, yo nada mas, solo iria yo, solo voy yo, solo vengo yo, solo iré yo, una persona sola, una persona nada mas, una persona nomas, viajera sola, viajero solo, viajero solitario, es para mi solo, es para mi sola, sería para mi solo, yo unicamente, somos solo yo, conmigo mismo, solo yo, solamente yo, yo solo, yo sola, solo para mi, para mi solo, para mi sola, viajo solo, viajo sola, voy solo, "
    "voy sola, nada mas yo, nomas yo, unicamente yo, solo una persona, para mi nada mas, solo soy yo, una sola persona, voy yo sola, "
    "voy yo solo, iria solo, iria sola, soy yo solo, soy yo sola, soy solo yo, para mi, solita, solito",
    "twoofus": "solo los dos, solo nosotros dos, los dos solos, solos los dos, ella y yo, él y yo, yo y ella, yo y él, nosotros dos, mi pareja y yo, ambos, nosotras dos",
    "weare": "somos ya, seriamos ya, somos, seremos, seriamos, vamos a ser, estaremos, vamos, iremos, iriamos, vendremos, venimos, van a ser, seran, son, eramos, "
    "estamos, serian, es para, viajamos, seria, digo, quise decir, mejor, perdon, viajaremos, hospedaremos, nos hospedaremos, es, sera",
    "aged": "de, con, tiene, tienen, edad, edades, de edad, cumple, edades de",
    "years": "año, años, añitos, anos, ano, añito, añs",
    "months": "mes, meses, mesecitos",
    "room": "habitacion, habitaciones, cuarto, cuartos, hab, habs, pieza, piezas, recamara, recamaras, dormitorio, dormitorios, alcoba, "
    "alcobas, habitacon, habitasion, abitacion, habitaciòn, habtacion",
    "suites": "triples, cuádruples, suites, dobles, individuales, sencillas, habitaciones dobles, familiares, simples, matrimoniales",
    "hour": "am, pm, a m, p m, h, hs, hrs, horas, hora, minutos, min, minuto, en punto",
    "clock": "tipo, a las, a la, sobre las, hacia las, alrededor de las, a eso de las, a partir de las, desde las, hasta las, las, de las, "
    "como a las, para las, antes de las, despues de las",
    "money": "euro, euros, eur, dolar, dolares, usd, peso, pesos, mxn, soles, reales, mil, lucas, pavos, libras, por ciento, mangos, ars, cop",
    "thing": "estrellas, estrella, cama, camas, piso, pisos, planta, km, kilometros, metros, m2, maletas, coches, coche, carro, carros, autos, "
    "auto, veces, vez, baños, llaves, toallas, almohadas, mesas, cuadras, cunas, desayunos, motos, plazas de parking, bultos, cosas, "
    "preguntas, opciones, ambientes",
    "hours": "que hora, horario, horarios, desayuno, cena, almuerzo, piscina, alberca, pileta, gimnasio, restaurante, spa, recepcion, abre, abren, abierto, abierta, "
    "cierra, cierran, bar, sirven, comedor, cocina, sauna",
    "with": "c, acompañado por, acompañada por, en compañia de, con, junto con, mas, acompañado de, acompañada de",
    "spend": "",
    "stop": "lunes de descanso, martes de descanso, miércoles de descanso, jueves de descanso, viernes de descanso, feliz navidad, felices fiestas, felices pascuas, feliz año, feliz año nuevo, prospero año, prospero año nuevo, feliz semana santa, felices reyes, buenos dias, buen dia, buenas tardes, buenas noches, buena noche, buena tarde, que tenga buen dia, por noche, x noche, "
    "por dia, al dia, cada noche, cada dia, todos los dias, todas las noches, un dia de estos, el otro dia, anoche, hoy en dia, "
    "por persona, por adulto, por niño, por cabeza, por favor, 24 horas, 24 h, 24 7, las 24 horas, por mes, por semana, "
    "vista al mar, vistas al mar, mar, primera vez, una pregunta, una consulta, una cosa, un momento, un segundo, un minuto, "
    "segunda mano, todo el dia, de dia, mesa de noche, sala de noche, fecha de nacimiento, hace un mes, mesita de noche, "
    "las mañanas, la mañana, manana por favor no, en efectivo, de una, luna de miel, ultimo dia, fin de curso, en fin, al fin, por fin, "
    "estan en, en el hotel, en su hotel, el año pasado, la semana pasada, de una vez, otra vez, de nuevo, "
    "un poco, un rato, que onda, una mano, una duda, alguna vez, otro dia, a la mañana siguiente, lo que viene",
    "day:12-24": "nochebuena, noche buena",
    "day:12-25": "navidad, dia de navidad",
    "day:12-31": "nochevieja, noche vieja, fin de año, fin de ano, fin del año, final de año",
    "day:1-1": "dia de año nuevo",
    "span:12-31": "año nuevo, ano nuevo",
    "ends:1-1": "año nuevo, ano nuevo",
    "day:1-6": "reyes, dia de reyes, los reyes",
    "day:2-14": "san valentin, dia de los enamorados",
    "day:10-12": "dia de la hispanidad, el pilar, del pilar, dia del pilar, dia de la raza, la hispanidad",
    "day:10-31": "halloween",
    "day:11-1": "todos los santos, dia de todos los santos",
    "day:12-6": "dia de la constitucion, la constitucion",
    "day:12-8": "la inmaculada, dia de la inmaculada, inmaculada, la purisima",
    "day:6-24": "san juan, dia de san juan",
    "day:8-15": "la asuncion, dia de la asuncion, la virgen de agosto",
    "easter:0": "domingo de pascua, domingo de resurreccion, pascua",
    "easter:-2": "viernes santo",
    "easter:-3": "jueves santo",
    "easter:-1": "sabado santo, sabado de gloria",
    "easter:-7": "domingo de ramos",
    "easter:1": "lunes de pascua",
    "easter:-47": "martes de carnaval",
    "carnival": "carnaval, carnavales",
    "easterweek": "semana santa",
    "day:12-28": "dia de los inocentes",
    "day:3-19": "san jose, dia de san jose, dia del padre",
    "day:4-23": "sant jordi, san jorge",
    "day:5-1": "dia del trabajo, dia del trabajador, dia de los trabajadores",
    "day:5-15": "san isidro",
    "day:6-23": "verbena de san juan, la verbena de san juan, noche de san juan, la noche de san juan",
    "day:6-29": "san pedro, san pedro y san pablo",
    "day:7-6": "san fermin, sanfermines",
    "day:7-25": "santiago apostol, dia de santiago",
    "day:9-11": "diada, la diada",
    "day:11-2": "dia de muertos, dia de los muertos, dia de los difuntos",
    "day:12-12": "dia de la virgen de guadalupe, la guadalupana",
    "day:1-5": "noche de reyes, cabalgata de reyes",
    "easter:60": "corpus christi",
    "easter:39": "la ascension",
    "easter:49": "pentecostes",
    "easter:50": "lunes de pentecostes",
    "easter:-46": "miercoles de ceniza",
    "easter:-48": "lunes de carnaval",
    "type:individual": "individual, individuales, habitacion individual, simple, sencilla, single, habitacion simple, habitacion sencilla, sencillas, simples",
    "type:doble": "dbl, hab doble, doble, dobles, matrimonial, matrimoniales, habitacion doble, twin, habitacion matrimonial, cama de matrimonio, doble twin, doble matrimonial",
    "type:suite": "suite, suites, junior suite, suit",
    "type:familiar": "familiár, habitacion famliar, famliar, familiar, familiares, habitacion familiar, cuadruple, triple, cuadruples, triples, para familia",
    "extra:breakfast": "desayuno, desayunos, con desayuno, desalluno, alojamiento y desayuno",
    "extra:cot": "cuna, cunas, cuna para bebe, cunita",
    "extra:parking": "parking, aparcamiento, estacionamiento, garaje, cochera, plaza de garaje, parqueo, parqueadero, plaza de parking, garage, sitio para el coche, plaza para el coche, lugar para el carro, lugar para el auto, sitio para el auto, sitio para aparcar, donde aparcar",
    "without": "sin, no, ni, no quiero, no necesito, menos, excepto",
    "correct": "digo, no perdon, ay no, uy no, ups, me corrijo, corrijo, no espera, no espere, perdon, perdona, disculpa, disculpe, mejor dicho, quise decir, quiero decir, en realidad, bueno en realidad, mejor, "
    "me equivoque, miento, no no, o mejor, o sea no, no mejor, espera",
    "past": "estuve, estuvimos, estuvieron, nos conocimos, conoci, nos casamos, naci, nacio, nacieron, fui, fuimos, vine, vinimos, me quede, me aloje, visite, "
    "me hospede, habiamos estado, hemos estado, he estado, perdi, olvide, deje mi, deje mis, llame, escribi, hable, llegue, la ultima vez, ultima estancia",
    "occasion:noun": "cumpleaños, cumple, aniversario, mi santo, boda, concierto, congreso, partido, maraton, graduacion, fiesta, feria, bautizo, comunion, casamiento, funeral, examen, evento",
    "occasion:verb": "cumplo, cumple años, cumplimos, cumpla, cumple",
    "bygone": "pasado, pasada, pasados",
    "wish": "quiero, queremos, quisiera, quisieramos, queria, queriamos, gustaria, quería, necesito, necesitaba, necesitabamos, necesitaria, buscaba, necesitamos, reservar, busco, buscamos, puedo, podemos, podria, "
    "podriamos, tienen, teneis, tenes, hay, disponible, disponibilidad, volver",
    "parting": "os llamo, te aviso, les aviso, le aviso, os aviso, aviso, te confirmo, les confirmo, le confirmo, os confirmo, te digo, os digo, les digo, le digo, os escribo, volvere a escribir, vuelvo a escribir, lo hablo, lo consulto, lo pienso, me lo pienso, lo decido, decidimos, decido, te pago, les pago, os pago, pago, pagamos, cobro, te marco, les marco, te cuento, os cuento, te mando, os mando, les mando, te envio, les envio, hablamos, nos vemos, te escribo, les escribo, le escribo, les llamo, te llamo, los llamo",
    "over": "durante",
    "beyond:before": "antes de, antes del, antes del dia",
    "eve": "vispera, visperas, el dia antes de, el dia anterior a",
    "beyond:about": "alrededor de, alrededor del, en torno a, en torno al, cerca de, cerca del, hacia el, sobre el",
    "beyond:after": "despues de, despues del, despues del dia, pasado el, luego del",
    "swap": "en cambio, en su lugar, mejor, en lugar de eso, en vez de eso",
    "day:9-16": "dia de la independencia de mexico, el grito",
    "day:12-26": "san esteban",
    "day:7-7": "los sanfermines",
    "day:7-9": "nueve de julio",
    "thatnight": "esa noche, aquella noche, esa misma noche, la noche esa",
    "expiry": "vence, vencimiento, caduca, caducidad, expira, valida hasta, fecha de vencimiento, fecha de caducidad, venc",
    "thatday": "el dia de la fiesta, dia de la fiesta, ese dia, ese mismo dia, el mismo dia, aquel dia",
    "same": "mismas, mismos, misma, mismo",
    "earlier": "antes",
    "later": "despues, mas tarde",
    "fewer": "menos",
    "season:spring": "primavera",
    "season:summer": "verano, veranito",
    "season:autumn": "otoño",
    "season:winter": "invierno",
    "yes": "conforme, okidoki, positivo, cómo no, con gusto, con mucho gusto, hágale, hagale, hágale pues, listo pues, dale nomás, sí va, va que va, arre, sipo, ya po, oka, okas, tal cual, tal como dices, eso mismo, me la quedo, perfectísimo, cabal, chévere, por mí sí, por mi bien, me parece, con eso estoy bien, seguro que sí, sí, si, sii, siii, sip, sipi, si por favor, vale, ok, okey, okay, dale, va, correcto, correcta, exacto, exactamente, claro, claro que sí, "
    "por supuesto, de acuerdo, perfecto, perfecta, está bien, esta bien, bueno, bien, confirmo, confirmado, confirmada, adelante, afirmativo, "
    "listo, así es, asi es, eso es, eso, genial, estupendo, de una, obvio, sale, órale, me parece bien, cierto, desde luego, sí señor, "
    "me sirve, muy bien, todo bien, todo correcto, hecho, venga, excelente, buenísimo, joya, ta, efectivamente, procede, resérvala, "
    "hazlo, háganlo, hágalo, confirma, confírmala, confirme, okis, sim, me vale, acepto, yes, fenomenal, ya, bacán, de lujo, simón, "
    "sí quiero, va bien, nos va bien, me va bien, nos parece bien, confirmen, ajá, aja, oki, esa misma, ese mismo, esa mismita, contento con eso",
    "no": "nel, nel pastel, nanai, nones, nop, mejor así no, así no, prefiero que no, no hace falta, no es necesario, no me convence, no me interesa, en otro momento, otro día, lo dejo, lo dejamos, dejémoslo, ni de broma, ni en sueños, negativo, no señor, creo que no, me parece que no, no creo, q va, no, nope, noo, nooo, no gracias, para nada, nada, nunca, incorrecto, incorrecta, mal, está mal, no quiero, todavía no, "
    "aún no, de ninguna manera, ni hablar, tampoco, qué va, no es correcto, no está bien, no es así, mejor no, en absoluto, no por ahora, "
    "ninguno, ninguna, ni loco, ya no, error, equivocado, no no, por ahora no, de momento no, déjalo, déjelo, olvídalo, na, falso",
}

NAME_CUES = (
    "me llamo", "mi nombre es", "mi nombre completo es", "a nombre de", "nombre:", "el nombre es", "nombre completo:", "nombre es", "se llama", "soy", "mi nombre", "me yamo", "nombre", "a nombre",
    "le habla", "habla", "les habla", "le escribe", "les escribe", "la reserva es de", "reserva de",
)  # fmt: skip

NOT_NAMES = (
    "el la los las un una unos unas de del y o que qué quién soy es está estoy cliente huésped alérgico alérgica vegano vegetariano celíaco "
    "de a en para por con sin sobre muy tan más menos también no sí si ok vale hola buenas buenos gracias por favor quiero quería necesito "
    "puedo pueden tienen tiene hay cuánto cuanto cómo como cuándo cuando dónde donde cuál habitación habitaciones reserva reservar hotel "
    "precio noche noches día días mañana hoy ayer viernes lunes martes miércoles jueves sábado domingo dos tres cuatro solo sola nosotros "
    "yo tú usted me te se nos mi su nuestro esto eso aquí ahí desayuno parking wifi mascotas perro cancelar cambiar ayuda persona agente "
    "doble suite individual familiar bien mal perfecto claro correcto nuevo nueva fumador discapacitado mayor español mexicano argentino "
    "una empresa particular turista llegando interesado interesada"
)

LANGUAGE_NAMES = {
    "en": "ingles, english", "es": "español, castellano, espanol", "pt": "portugues, brasileño, brasilero", "fr": "frances", "de": "aleman", "it": "italiano",
    "nl": "holandes, neerlandes", "ca": "catalan", "ru": "ruso", "zh": "chino, mandarin", "ja": "japones", "ar": "arabe", "pl": "polaco", "sv": "sueco",
    "uk": "ucraniano", "tr": "turco", "ko": "coreano", "eu": "euskera, vasco, vascuence", "gl": "gallego", "he": "hebreo", "el": "griego", "no": "noruego", "da": "danes",
    "fi": "finlandes, fines", "cs": "checo", "hu": "hungaro", "ro": "rumano", "hi": "hindi",
}  # fmt: skip
