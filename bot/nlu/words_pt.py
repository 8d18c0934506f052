"""Portuguese words, of Brazil and of Portugal, that name stays, parties and wishes. Tags: vocabulary.py."""

from __future__ import annotations

PHRASES = {
    "rel:0": "oje, hoje, hj, dia de hoje, hoje mesmo",
    "rel:1": "amanhã, amanha, amnh, dia de amanhã",
    "rel:2": "depois de amanhã, dps de amanhã, depois de amanha",
    "rel:-1": "ontem",
    "tonight": "hoje à noite, esta noite, hoje a noite, essa noite, hj a noite, noite de hoje, logo à noite",
    "daypart": "de manhã, pela manhã, à tarde, de tarde, da tarde, da manhã, na parte da manhã, na parte da tarde, ao meio dia, meio dia, "
    "cedo, no final da tarde, na manhã, na tarde, esta tarde",
    "at_night": "à noite, a noite, de noite, da noite, pela noite",
    "this": "este, esta, esse, essa, neste, nesta, nesse, nessa, deste, desta, desse, dessa",
    "next": "na outra, a outra, proximo, proxima, que vem, q vem, seguinte, prox, prxima, na proxima, no proximo, da proxima, do proximo, proximos",
    "coming": "que entra, vindouro",
    "after_next": "da outra, do outro",
    "of": "d, de, do, da, em, no, na",
    "the": "que é dia, que é o dia, que cai no dia, que cai dia, o, dia, dias, no dia, o dia, os dias, a, ao dia, do dia, nos dias, data",
    "on": "no, na, em, nos",
    "from": "desde, de, do, da, a partir de, a partir do, a partir da, desde o, desde a, começando, iniciando, apartir de, apartir do, "
    "a contar de, a partir, apartir",
    "to": "pra, pro, a, ao, ao dia, aos dias, à, até, ate, até ao, até o, até à, até a, p, aos, para",
    "until": "até, ate, até o, até ao, até a, até à",
    "and": "e, mais, depois, depois o",
    "or": "ou então, ou senão, ou se não, ou",
    "for": "para, por, pra, p, pro",
    "within": "daqui a, dentro de, em, daqui, daki a",
    "between": "entre, entre o, entre os dias",
    "arrive": "chegavam, chegarão, entrariam, viriam, chegávamos, chegava, entrávamos, entrava, íamos, ia aí, entraria, entraríamos, entraremos, chegue, cheguemos, aterro, aterramos, estaremos aí, viria, viríamos, iríamos, iria, chegariam, chego, chegamos, chegando, chegada, chegar, chegaria, chegaremos, chegarei, entrada, entro, entramos, entrando, entrar, "
    "check in, checkin, vamos, vou, inicio, começo, começa, ingresso, viajo, viajamos, chega, chegam, vindo, iremos, chegaríamos",
    "depart": "saíam, sairiam, sairão, partiriam, voltariam, voltavam, deixar o hotel, deixar o quarto, saíamos, saía, voltávamos, partíamos, íamos embora, regressávamos, deixamos o quarto, deixo o quarto, volto, voltamos, regresso, regressamos, retorno, retornamos, ir embora, irmos embora, venho embora, vimos embora, voltaríamos, voltaria, voltaremos, voltarei, sairíamos, partiríamos, regressaríamos, iria embora, iríamos embora, ir-nos embora, voltar, regressar, saio, saímos, saindo, saída, sair, sairia, sairemos, sairei, check out, checkout, vou embora, vamos embora, partida, parto, "
    "partimos, volta, fim, embora, sai, saem, deixo, deixamos, indo embora, vai embora, voltando",
    "change": "mudar, alterar, trocar, passar a reserva, passar a minha reserva, passar minha reserva, passar nossa reserva, mover, adiar, remarcar, antecipar, transferir",
    "weekday:0": "segunda, segundas, seg, 2a feira, 2ª feira, 2ª, segunda feira, sgunda",
    "weekday:1": "terça, terças, ter, 3a feira, 3ª feira, 3ª, terça feira",
    "weekday:2": "quarta, quartas, qua, 4a feira, 4ª feira, 4ª, quarta feira",
    "weekday:3": "quinta, quintas, qui, 5a feira, 5ª feira, 5ª, quinta feira",
    "weekday:4": "sexta, sextas, sex, 6a feira, 6ª feira, 6ª, sexta feira, sesta feira",
    "weekday:5": "sabados, sabadao",
    "weekday:6": "domingos",
    "month:2": "fevreiro, feveiro",
    "month:9": "setembo",
    "unit:night": "noitinha, noitinhas, noitezinha, noite, noites, diaria, diarias, pernoite, pernoites, noits, nt, dormida, dormidas",
    "unit:day": "diazinhos, diazinho, dia, dias",
    "unit:week": "semaninha, semaninhas, semana, semanas",
    "unit:fifteen": "quinzena, quinzenas",
    "unit:weekend": "no fim de semana, no final de semana, fim de semana, fins de semana, fds, fim semana, final de semana, finais de semana, fim de semanas, findi, fim-de-semana",
    "unit:month": "mes, meses",
    "unit:year": "ano, anos",
    "longweekend": "feriadão, feriado prolongado, fim de semana prolongado, fim de semana grande, fim de semana alargado, ponte",
    "pair": "um par de, par de, um par",
    "few": "uns, umas, alguns, algumas, varios, varias, poucos, poucas, uns quantos",
    "mere": "so, sola, unica, completas, completa, inteiras, inteira, seguidas",
    "extend": "acrescenta, acrescente, adiciona, adicione, estende, estenda, prolonga, prolongue, prolongar, estender, alargar, ampliar, acrescentar, adicionar, aumentar",
    "booked": "reservei, reservamos, fiz uma reserva, paguei, nasci, escrevi, liguei, reservado",
    "before": "antes, de antecedencia, antecedencia, previos, atras",
    "more": "mais, a mais, extra, adicional, adicionais, outra, outro, outras, outros",
    "another": "mais uma, mais um, outra, outro",
    "per": "por, cada, p",
    "start": "início de, começo de, princípio de, inicio de, no início de, no começo de, princípios de, inícios de",
    "mid": "meados de, em meados de, meio de",
    "end": "final de, fim de, finais de, fins de, no fim de, no final de, em finais de",
    "first": "primeiro, primeira, 1a, 1o",
    "last": "ultimo, ultima",
    "second": "segunda, segundo, segundo de, 2o",
    "third": "terceiro, terceira",
    "not": "nada do, nada da, nada de, não, nao, n, já não, não é, não são, não no, não na, nem, não somos, não seremos, não eram, não para",
    "instead": "em vez de, em vez do, em vez da, no lugar de, ao invés de, ao invés do, no lugar do, e não, em lugar de, em vez",
    "adult": "advogados, advogadas, engenheiros, engenheiras, enfermeiras, enfermeiros, médicos, médicas, doutores, arquitetos, consultores, eletricistas, encanadores, canalizadores, pedreiros, contadores, contabilistas, auditores, instaladores, montadores, jornalistas, fotógrafos, investigadores, pesquisadores, cientistas, cavalheiros, damas, mulheres, homens, senhoras, senhores, maiores, adt, aposentados, aposentadas, reformados, reformadas, idosas, técnico, operário, operária, funcionário, funcionária, trabalhador, engenheiro, engenheira, montador, eletricista, motorista, caminhoneiro, representante, treinadores, treinador, treinadora, monitores, professores, professoras, acompanhantes, responsáveis, pais, avós, velhotes, instrutores, operários, técnicos, funcionários, trabalhadores, idosos, adulto, adultos, adulta, adultas, adlts, ad, adts",
    "person": "músicos, cantores, bailarinos, bailarinas, atores, artistas, árbitros, voluntários, voluntárias, colaboradores, colaboradoras, companheiros, companheiras, delegados, esquiadores, escaladores, pescadores, caçadores, golfistas, palestrantes, oradores, surfistas, corredores, corredoras, colegas de casa, motoqueiros, motociclistas, motards, ciclistas, peregrinos, motoristas, caminhoneiros, condutores, irmãos, irmãs, parceiros, parças, manos, camaradas, alunos, alunas, estudantes, jogadores, jogadoras, atletas, membros, primos, primas, pessoa, pessoas, hospede, hospedes, pax, gente, amigos, amigas, pess, psoas, passageiros, convidados, "
    "pesoas, pessoinhas, colegas, idosos, viajantes, caras",
    "trade": "técnico, operário, operária, funcionário, funcionária, trabalhador, engenheiro, engenheira, montador, eletricista, motorista, caminhoneiro, representante",
    "big": "grandes, crescidos",
    "celebrant": "aniversariante",
    "away": "fica em casa, ficam em casa, fica com, ficam com, vai ficar com, vão ficar com, vai ficar em casa, vão ficar em casa",
    "hen": "despedida de solteira, despedida de solteiro",
    "child": "cça, crç, crçs, moleca, jovem, jovens, mocinha, mocinho, bambino, pimpolho, pimpolhos, sobrinhas, netinho, netinha, netinhos, criançada, piá, piás, guria, gurias, gaiato, menininhas, menininhos, meninada, gémeo, filhota, filhotes, pequenino, pequenina, pequeninos, caçula, gémeos, gêmeos, gémeas, gêmeas, rapariga, raparigas, rapaz, rapazes, menininha, menininho, criança, crianças, crianca, criancas, criança pequena, filho, filhos, filha, filhas, menino, meninos, menina, meninas, menor, "
    "menores, miúdo, miúdos, miúda, miúdas, adolescente, adolescentes, pequeno, pequenos, pequena, pequenas, garoto, garotos, garota, "
    "garotas, neto, netos, neta, netas, sobrinho, sobrinhos, sobrinha, guri, guris, moleque, moleques, filhinho, filhinha, filhote, "
    "criancinha, criancinhas, puto, putos, kids, crinças, cças, pirralhos",
    "infant": "nenê, nenês, bebezinho, bebezinha, recém nascido, bb, bebe, bebes, bebê, bebês, bebé, bebés, nenem, neném, recem nascido, recém nascidos, recém nascida, lactente, nenen",
    "couple": "casal, casais, casalzinho",
    "family": "fam, fámilia, familia, grupo, total, ao todo, no total, em total, todo, em família",
    "pet": "cachorro, cachorros, cachorra, cachorrinho, cachorrinha, cão, cães, cadela, gato, gatos, gata, gatinho, pet, pets, animal de "
    "estimação, cãozinho, dog, animais de estimação",
    "me": "eu mesmo, eu mesma, eu próprio, eu própria, mim, eu, comigo",
    "twins": "gémeos, gêmeos, gémeas, gêmeas",
    "parents": "os pais, os meus tios, ambos os pais, mãe e pai, pai e mãe, mamãe e papai, marido e mulher, os avós, meus pais, os meus pais, meus sogros, os meus sogros, meus avós, os meus avós, nossos pais, os sogros, meus velhos, meus tios",
    "company": "colegas de casa, irmãos, irmãs, parceiros, camaradas, amigos, amigas, colegas, primos, primas",
    "bring": "levar, levamos, levo, trazer, trazemos, trago",
    "mate": "meu parça, meu mano, a mulher, o marido, a esposa, o esposo, a namorada, o namorado, a patroa, a sogra, o sogro, a minha sogra, o meu sogro, a minha avó, o meu avô, meu primo, minha prima, meu amor, a minha tia, o meu tio, a minha companheira, o meu companheiro, meu chefe, a minha colega, o meu colega, minha colega, meu colega, a minha noiva, o meu noivo, minha mãezinha, meu parceiro, minha parceira, sua esposa, seu marido, sua mulher, sua namorada, seu namorado, minha nora, meu genro, a minha irmã mais nova, minha melhor amiga, meu melhor amigo, minha mamãe, meu papai, o esposo dela, o marido dela, a esposa dele, a mulher dele, a namorada dele, o namorado dela, minha sogra, meu sogro, minha avó, meu avô, minha tia, meu tio, meu cunhado, minha cunhada, um colega, uma colega, minha mulher, meu marido, minha esposa, meu esposo, meu namorado, minha namorada, meu companheiro, minha companheira, "
    "minha mãe, meu pai, minha irmã, meu irmão, minha amiga, meu amigo, uma amiga, um amigo, a minha mulher, o meu marido, a minha esposa, "
    "o meu namorado, a minha namorada, a minha mãe, o meu pai, meu noivo, minha noiva, a minha irmã, o meu irmão, o meu amigo, a minha amiga",
    "kin": "namorada, namorado, noiva, noivo, companheira, companheiro, cunhada, cunhado, irmã, irmão, avó, avô, tia, tio, vovó, vovô, mãe sozinha, mãe solo, pai sozinho, pai solo, mãe solteira, pai solteiro, mãe solteira, pai solteiro, mãe solo, mae, pai, mamae, papai, marido, esposa, mulher, esposo, avo, os pais, sogra, sogro",
    "lone": "mãe solteira, pai solteiro, mãe sozinha, pai sozinho, mãe solo, pai solo, família monoparental",
    "singly": "sozinho, sozinha, só, solo, sozinhos",
    "igo": "vou, venho, viajo, irei, iria, virei, viria, chego, chegarei, ir, viajar, estou, estarei, serei, fico, ficarei, viajando, indo, vir",
    "talk": "vejo com, falo com, falar, falo, conversar, converso, perguntar, pergunto, consultar, consulto, ver com, confirmar, confirmo, combinar, combino, dizer, discutir, decidir, decido, avisar, convencer, vou ver, ver, perguntei, falei",
    "share": "deles, delas, dos quais, das quais, de nós",
    "alone": "a solo, em modo solo, só eu mesmo, só eu mesma, eu mesmo sozinho, sem acompanhante, sem acompanhantes, sem companhia, desacompanhado, desacompanhada, uma senhora sozinha, um senhor sozinho, uma mulher sozinha, um homem sozinho, uma pessoa só, uma pessoa apenas, uma só pessoa, só vou eu, vou só eu, é só eu, sou eu só, só uma pessoa mesmo, vai ser só eu, viajante solo, viajante individual, unicamente eu, vou eu sozinho, vou eu sozinha, eu só, só eu, apenas eu, somente eu, sou só eu, vou sozinho, vou sozinha, sozinho, sozinha, só para mim, só pra mim, viajo sozinho, "
    "viajo sozinha, eu sozinho, eu sozinha, apenas uma pessoa, só uma pessoa, é só para mim, estou sozinho, estou sozinha, apenas para mim, "
    "para mim, pra mim, somente uma pessoa",
    "twoofus": "só os dois, nós os dois, só nós os dois, só nós dois, só as duas, eu e ele, eu e ela, ela e eu, ele e eu, nós dois, nos dois, nós duas, ambos, a dois",
    "weare": "a gente vai, somos em, a gente é, somos ao todo, somos, seremos, seríamos, vamos ser, estaremos, vamos, iremos, vão ser, serão, são, éramos, estamos, seriam, é para, é pra, "
    "viajamos, seria, quis dizer, digo, melhor, perdão, desculpe, vem, viremos, será, ficaremos",
    "aged": "de, com, tem, têm, idade, idades, de idade, completa, idades de, idade de",
    "years": "ano, anos, aninhos, anitos, aninho",
    "months": "mes, meses, mês, mesinhos",
    "room": "quarto, quartos, apartamento, apartamentos, apto, aptos, ap, qto, qtos, acomodação, acomodações, dormitorio, chalé",
    "suites": "suítes, suites, duplos, individuais, solteiros, quartos duplos, casais quartos, familiares, triplos",
    "hour": "am, pm, h, hs, hrs, horas, hora, minutos, min, minuto, em ponto",
    "clock": "às, as, à, por volta das, lá pelas, cerca das, a partir das, até às, até as, pelas, das, às dos, por volta de, antes das, depois das",
    "money": "euro, euros, eur, dolar, dolares, usd, real, reais, rs, r, brl, mil, contos, paus, libras, por cento, conto, pila",
    "thing": "estrelas, estrela, cama, camas, andar, andares, piso, km, quilometros, metros, m2, malas, carros, carro, vezes, vez, banheiros, "
    "casas de banho, chaves, toalhas, almofadas, travesseiros, mesas, quarteirões, berços, cafés, motos, vagas, coisas, perguntas, opções",
    "hours": "que horas, que hora, horário, horários, café, pequeno almoço, almoço, jantar, piscina, academia, ginasio, restaurante, spa, recepção, receção, abre, abrem, aberto, aberta, "
    "fecha, fecham, bar, servem, servido, horario, horarios, cozinha, sauna",
    "with": "c, com, junto com, mais, acompanhado de, acompanhada de",
    "spend": "",
    "stop": "segunda de folga, terça de folga, quarta de folga, quinta de folga, sexta de folga, feliz natal, bom natal, feliz ano novo, feliz ano, bom ano, feliz páscoa, boa páscoa, boas festas, próspero ano novo, bom carnaval, bom dia, boa tarde, boa noite, boas tardes, boas noites, bons dias, tenha um bom dia, por noite, por dia, ao dia, a noite por, "
    "cada noite, todos os dias, todas as noites, por pessoa, por adulto, por criança, por favor, 24 horas, 24 h, 24 7, por mês, "
    "por semana, primeira vez, segunda vez, uma pergunta, uma dúvida, um momento, um minuto, um segundo, segunda mão, o dia todo, dia inteiro, "
    "ontem à noite, um dia desses, outro dia, hoje em dia, mesa de cabeceira, data de nascimento, de segunda mão, cama de casal, camas de casal, "
    "lua de mel, da diária, a diária, valor da diária, vista mar, uma vez, outra vez, último dia, preço da diária, da noite por, "
    "café da manhã, cafe da manha, pequeno almoço, de novo, quarta pessoa, terça pessoa, segunda pessoa, segundo andar, primeiro andar, "
    "terceiro andar, quarto andar, quinto andar, primeira noite, semana passada, um pouco, de uma vez, em conta, em dinheiro, cama de solteiro",
    "day:12-24": "véspera de natal, vespera de natal, noite de natal, consoada",
    "day:12-25": "natal, dia de natal",
    "day:12-31": "réveillon, reveillon, passagem de ano, véspera de ano novo, fim de ano, virada, virada do ano, fim do ano, final do ano, virada de ano",
    "span:12-31": "ano novo",
    "ends:1-1": "ano novo",
    "day:1-1": "dia de ano novo, primeiro do ano",
    "day:1-6": "dia de reis, reis",
    "day:2-14": "dia de são valentim, dia dos namorados de fevereiro",
    "day:6-12": "dia dos namorados",
    "day:9-7": "sete de setembro, dia da independência, independência, da independência",
    "day:10-12": "nossa senhora aparecida, dia das crianças",
    "day:10-31": "halloween",
    "day:11-1": "todos os santos, dia de todos os santos",
    "day:11-2": "finados",
    "day:11-15": "proclamação da república",
    "day:6-24": "são joão, dia de são joão",
    "day:4-25": "25 de abril, dia da liberdade",
    "easter:0": "páscoa, domingo de páscoa",
    "easter:-2": "sexta feira santa, sexta santa",
    "easter:-3": "quinta feira santa, quinta santa",
    "easter:-1": "sabado de aleluia, sábado santo",
    "easter:-7": "domingo de ramos",
    "easter:60": "corpus christi, corpo de deus",
    "easter:-47": "terça de carnaval, terça feira de carnaval",
    "carnival": "carnaval, entrudo",
    "easterweek": "semana santa",
    "day:6-10": "dia de portugal",
    "day:6-13": "santo antonio, dia de santo antonio",
    "day:10-5": "implantação da república",
    "day:12-1": "restauração da independência",
    "easter:-48": "segunda de carnaval",
    "easter:-46": "quarta feira de cinzas, quarta de cinzas",
    "type:individual": "individual, individuais, solteiro, quarto individual, single, simples, quarto de solteiro, quarto simples",
    "type:doble": "duplo, duplos, casal, quarto duplo, quarto de casal, twin, quarto casal, duplo twin, duplos casal, duplas, dupla, apartamento duplo, cama de casal",
    "type:suite": "suíte, suite, suites, suítes, júnior suite, suite junior, suíte master",
    "type:familiar": "familar, quarto familar, triplos, quádruplos, quarto familiares, familiar, familiares, quarto familiar, triplo, quádruplo, quarto triplo, quarto quádruplo, família quarto, quarto família, quarto de família",
    "extra:breakfast": "café da manhã, pequeno almoço, café, café manhã, cafe da manha, pequeno-almoço, p almoço",
    "extra:cot": "berço, berços, cama de bebê, berco, bercinho",
    "extra:parking": "estacionamento, garagem, parque de estacionamento, parking, vaga de garagem, lugar de garagem, vaga, lugar pro carro, lugar para o carro, sítio para o carro, espaço para o carro, onde estacionar",
    "without": "sem, não, nao, nem, menos, exceto, não quero, não preciso",
    "correct": "desculpa, quer dizer, nao desculpa, desculpe, nao desculpe, perdao, digo, alias, quero dizer, quis dizer, ou melhor, melhor dizendo, na verdade, corrigindo, "
    "me enganei, enganei me, melhor, nao nao, nao espera, espera, opa",
    "past": "chegou, chegaram, estive, estivemos, estiveram, fiquei, nasci, nasceu, nasceram, fui, fomos, vim, viemos, conheci, conheceu, conhecemos, nos casamos, visitei, visitamos, perdi, esqueci, deixei, liguei, escrevi, falei, cheguei, "
    "me hospedei, ja estive, ja estivemos, a ultima vez, ultima estadia",
    "occasion:noun": "aniversario, niver, casamento, boda, show, concerto, congresso, jogo, maratona, formatura, festa, feira, batizado, funeral, prova, evento",
    "occasion:verb": "faço anos, faz, completa, fazemos",
    "bygone": "passado, passada, passados",
    "wish": "quero, queremos, queria, queriamos, gostaria, gostariamos, preciso, precisava, precisavamos, precisaria, procurava, precisamos, reservar, procuro, procuramos, posso, podemos, poderia, tem, ha, disponivel, "
    "disponibilidade, vaga, vagas, voltar",
    "parting": "ligo, te aviso, aviso, lhe aviso, te confirmo, lhe confirmo, digo, te digo, escrevo, te escrevo, vou pensar, penso, decido, decidimos, pago, pagamos, te pago, recebo, te chamo, chamo, mando, te mando, envio, dou uma resposta, dou resposta, retorno o contato, vejo com, falo com, falamos, nos vemos, vemo nos, a gente se fala, te ligo, volto a escrever",
    "over": "durante",
    "beyond:before": "antes de, antes do, antes do dia",
    "eve": "véspera, vésperas, na véspera",
    "beyond:about": "la pelo dia, la pelos dias, pelo dia, por volta de, por volta do, por volta do dia, perto de, perto do, cerca de, em torno de, em torno do",
    "beyond:after": "depois da, depois de, depois do, depois do dia, após, após o, após o dia",
    "swap": "em vez disso, melhor, ao invés disso, no lugar disso",
    "day:4-21": "tiradentes",
    "day:11-20": "consciência negra, dia da consciência negra",
    "day:8-15": "assunção, nossa senhora da assunção",
    "day:12-8": "imaculada conceição, imaculada",
    "day:5-1": "dia do trabalhador, dia do trabalho",
    "thatnight": "essa noite, nessa noite, só essa noite, dessa noite, aquela noite",
    "expiry": "vence, vencimento, validade, válido até, válida até, expira, val",
    "thatday": "no dia da festa, dia da festa, nesse dia, nesse mesmo dia, no mesmo dia, naquele dia, no próprio dia",
    "same": "mesmas, mesmos, mesma, mesmo",
    "earlier": "antes, mais cedo",
    "later": "depois, mais tarde",
    "fewer": "menos, a menos",
    "season:spring": "primavera",
    "season:summer": "verao",
    "season:autumn": "outono",
    "season:winter": "inverno",
    "yes": "conforme, okidoki, de certeza, certíssimo, exactamente, tal e qual, é isso aí, isso aí, fechou, firmeza, jóia, joia, com todo gosto, com prazer, manda ver, manda bala, bora lá, pode mandar, pode fazer, pode fechar, com certeza absoluta, tá ótimo, está ótimo, ok então, positivo, tá valendo, siga, tá fechado, perfeitamente, claramente, demorou, isso aê, sim, s, sii, siim, sim por favor, ok, okay, okey, claro, claro que sim, certo, correto, correcto, correta, exato, exatamente, "
    "com certeza, perfeito, perfeita, está bem, esta bem, tá bem, tá bom, ta bom, tudo bem, tudo certo, beleza, blz, confirmo, confirmado, "
    "confirmada, confirma, pode ser, pode, pode reservar, pode sim, isso, isso mesmo, esse mesmo, essa mesma, essa mesmo, ahã, tal como eu disse, é isso, de acordo, combinado, fechado, bora, "
    "ótimo, excelente, bom, bem, concordo, aceito, pois, pois claro, sem dúvida, vamos, fixe, avance, avançar, faz favor, yes, "
    "por mim tudo bem, tá, ta, está certo, tá certo, certinho, show, maravilha, quero, quero sim, uhum, aham, justo, legal, boa, "
    "pode confirmar, sim senhor, força, pronto, bacana",
    "no": "dispenso, nã, nãooo, nãão, nops, prefiro não, acho que não, não precisa, não é preciso, não é necessário, não me interessa, de forma alguma, de modo algum, nem por isso, nunca na vida, não dá, fica pra próxima, fica para a próxima, esquece, esqueça, não senhor, não senhora, nem morto, negativo, nem pensar nisso, neca, não, nao, n, nn, naum, não obrigado, não obrigada, nada disso, nada, de jeito nenhum, nunca, errado, errada, incorreto, incorrecto, "
    "ainda não, agora não, não quero, não está certo, não é isso, melhor não, nem pensar, tampouco, de maneira nenhuma, nenhum, "
    "nenhuma, deixa pra lá, deixe estar, está mal, não está bem, falso, que nada, por enquanto não, não é, num quero",
}

NAME_CUES = (
    "meu nome é", "o meu nome é", "me chamo", "chamo-me", "chamo me", "em nome de", "nome:", "no nome de", "nome completo:", "o nome é", "meu nome completo é", "sou o", "sou a", "sou", "nome é",
    "meu nome e", "o meu nome e", "meu nome", "aqui é", "aqui fala", "fala", "em nome do", "em nome da", "nome", "aqui e", "quem fala é",
)  # fmt: skip

NOT_NAMES = (
    "o a os as um uma uns umas de do da dos das e ou que quem sou é está estou cliente hóspede alérgico alérgica vegano vegetariano celíaco "
    "em no na para por com sem sobre muito mais menos também não sim ok olá oi boa bom obrigado obrigada por favor quero queria gostaria "
    "preciso posso podem pode têm tem há quanto como quando onde qual quarto quartos reserva reservar hotel preço noite noites dia dias "
    "amanhã hoje ontem sexta segunda terça quarta quinta sábado domingo dois duas três quatro só sozinho nós eu você vocês me se nos meu "
    "minha seu nosso isto isso aqui aí café estacionamento wifi animais cachorro cancelar mudar alterar ajuda pessoa atendente duplo suíte "
    "suite casal individual familiar bem mal perfeito claro certo novo fumante idoso português brasileiro turista empresa interessado francês inglês "
    "espanhol alemão italiano nada tudo alguma"
)

LANGUAGE_NAMES = {
    "en": "ingles, inglês", "es": "espanhol, castelhano", "pt": "portugues, português, brasileiro", "fr": "frances, francês", "de": "alemao, alemão", "it": "italiano",
    "nl": "holandes, neerlandês", "ca": "catalao, catalão", "ru": "russo", "zh": "chines, chinês, mandarim", "ja": "japones, japonês", "ar": "arabe", "pl": "polaco, polonês",
    "sv": "sueco", "uk": "ucraniano", "tr": "turco", "ko": "coreano", "eu": "basco", "gl": "galego", "he": "hebraico", "el": "grego", "no": "norueguês", "da": "dinamarquês",
    "fi": "finlandês", "cs": "tcheco, checo", "hu": "húngaro", "ro": "romeno", "hi": "hindi",
}  # fmt: skip
