"""Names, addresses and numbers; a name needs evidence."""

from __future__ import annotations

import pytest

from bot.nlu.contacts import find_email, find_phone
from tests.bot.nlu.helpers import understood


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("me llamo Ana García López", "Ana García López"),
        ("soy Ana", "Ana"),
        ("mi nombre es juan pérez y mi correo es juan@example.com", "juan pérez"),
        ("Reserva a nombre de María del Carmen Ruiz, tel. 600 111 222", "María del Carmen Ruiz"),
        ("nombre: Ana Molina", "Ana Molina"),
        ("my name is Anna Miller", "Anna Miller"),
        ("My name's O'Brien", "O'Brien"),
        ("this is John Smith", "John Smith"),
        ("under the name Schmidt", "Schmidt"),
        ("o meu nome é João da Silva", "João da Silva"),
        ("me chamo Ana", "Ana"),
        ("sou o Pedro Santos", "Pedro Santos"),
        ("chamo-me Rui, telefone +351 912 345 678", "Rui"),
        ("je m'appelle Anne-Marie Dupont", "Anne-Marie Dupont"),
        ("Ich heiße Jürgen Müller", "Jürgen Müller"),
        ("mi chiamo Luca Rossi", "Luca Rossi"),
        ("soy alérgico a las nueces", None),
        ("I am looking for a room", None),
        ("I'm vegetarian", None),
        ("sou vegetariano", None),
        ("quiero reservar una habitación", None),
        ("Anna Miller", None),
        ("o nome é Carla Dias e o email carla@example.com", "Carla Dias"),
        ("a double for 2, John Smith john.smith@example.com, with breakfast", "John Smith"),
        ("Please Confirm to john@example.com", None),
        ("Soy Domingo Sánchez", "Domingo Sánchez"),
        ("soy Mayo", "Mayo"),
        ("a nombre de Julio Abril", "Julio Abril"),
        ("me llamo abril ferrer", "abril ferrer"),
        ("my name is may", "may"),
        ("Ich bin Julia Mai", "Julia Mai"),
        ("Sono Domenica De Luca", "Domenica De Luca"),
        ("Grace Lee here, I'd like to book", "Grace Lee"),
        ("it's for Mr Olsen", "Mr Olsen"),
        ("this is Mrs Hannah Cole", "Hannah Cole"),
        ("first name Tom last name Baker", "Tom Baker"),
        ("Nombre: Laura, Apellidos: Vidal Soto", "Laura Vidal Soto"),
        ("nome carla sobrenome nunes", "carla nunes"),
        ("Nom : Besson, Prénom : Luc", "Luc Besson"),
        ("Vorname: Jan, Nachname: Klein", "Jan Klein"),
        ("il cognome è Neri come il colore e il nome è Ugo", "Ugo Neri"),
        ("Tom Baker 07700 900123 tom@example.com", "Tom Baker"),
        ("bonjour c'est Karim", "Karim"),
        ("aqui é o Paulo", "Paulo"),
        ("soy de Madrid", None),
        ("sou de São Paulo", None),
        ("je suis de Lyon", None),
        ("le prix, c'est TTC ?", None),
        ("Ich bin Rentner", None),
        ("Ich bin Lehrerin", None),
        ("I'm Canadian", None),
        ("che ore sono a Tokyo", None),
        ("call me Monday", None),
        ("escríbame, Ana, a ana@example.com", None),
    ],
)
def test_a_name_is_read_after_words_that_announce_it(text: str, name: str | None) -> None:
    assert understood(text)["contact"]["name"] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana", "Ana"),
        ("ana molina", "ana molina"),
        ("Anna Miller, anna@example.com", "Anna Miller"),
        ("Julia Santos", "Julia Santos"),
        ("Ana Domingo", "Ana Domingo"),
        ("van der Berg", "van der Berg"),
        ("Krzysztof Nowak", "Krzysztof Nowak"),
        ("me llamo ana", "ana"),
        ("April Summers", "April Summers"),
        ("domingo sanchez", "domingo sanchez"),
        ("Will Young", "Will Young"),
        ("it's April Summers", "April Summers"),
        ("soy ana", "ana"),
        ("i'm bob", "bob"),
        ("sure, priya patel", "priya patel"),
        ("Yes, it's Priya Patel", "Priya Patel"),
        ("Mr John Smith", "John Smith"),
        ("Sig.ra Pia Verdi", "Pia Verdi"),
        ("Mrs Lee", "Mrs Lee"),
        ("mi marido, Pedro Gil", "Pedro Gil"),
        ("au nom de mon mari, Paul Roy", "Paul Roy"),
        ("auf Schmidt bitte", "Schmidt"),
        ("surname is Baker", "Baker"),
        ("Ana Ruiz, 600 123 456, ana.ruiz@example.com", "Ana Ruiz"),
        ("Kohl, Uwe", "Uwe Kohl"),
        ("hold on please", None),
        ("un momento", None),
        ("flowers please", None),
        ("many thanks", None),
        ("your prices please", None),
        ("i'm tired", None),
        ("never mind", None),
        ("one sec", None),
        ("mi nombre", None),
        ("c'est nul", None),
        ("de acuerdo", None),
        ("Referenz 40-2281", None),
        ("yes", None),
        ("no", None),
        ("sí, claro", None),
        ("mañana", None),
        ("viernes", None),
        ("2 adultos", None),
        ("la suite", None),
        ("quiero cambiar las fechas", None),
        ("how much is it", None),
        ("cancel", None),
        ("español", None),
        ("", None),
    ],
)
def test_the_answer_to_what_name_is_a_name_unless_it_is_something_else(text: str, name: str | None) -> None:
    for language in ("es", "en", "pt"):
        assert understood(text, language=language, asked="guest_name")["contact"]["name"] == name


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("ana@example.com", "ana@example.com"),
        ("Ana.Molina+hotel@Mail.Example.COM.", "ana.molina+hotel@mail.example.com"),
        ("mi correo es <ana@example.com>, gracias", "ana@example.com"),
        ("ana arroba example punto com", "ana@example.com"),
        ("anna at example dot com", "anna@example.com"),
        ("ana arroba gmail.com", "ana@gmail.com"),
        ("m.weber[at]gmx.de", "m.weber@gmx.de"),
        ("Meine Mail: max.m ät gmx.de", "max.m@gmx.de"),
        ("mario punto rossi chiocciola gmail punto com", "mario.rossi@gmail.com"),
        ("my email is grace dot lee at outlook dot com", "grace.lee@outlook.com"),
        ("es ana punto ruiz guion bajo 82 arroba gmail punto com", "ana.ruiz_82@gmail.com"),
        ("it's john underscore smith 99 at yahoo dot co dot uk", "john_smith99@yahoo.co.uk"),
        ("marie tiret du bas roy arobase laposte point net", "marie_roy@laposte.net"),
        ("john@gmail,com", "john@gmail.com"),
        ("mario rossi 80 chiocciola libero punto it", None),
        ("let's meet at noon dot com", None),
        ("we booked at booking.com", None),
        ("ana@example", None),
        ("@ana", None),
        ("ana@.com", None),
        ("a@b..c", None),
        ("nos vemos a las 5@", None),
    ],
)
def test_an_address_is_an_address(text: str, email: str | None) -> None:
    found = find_email(text)
    assert (found[0] if found else None) == email


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+34 600 111 222", "+34600111222"),
        ("0034 600111222", "+34600111222"),
        ("mi teléfono es 600 11 12 13", "600111213"),
        ("call me on 020 7946 0958", "02079460958"),
        ("(11) 98765-4321", "11987654321"),
        ("tel 555123", "555123"),
        ("06.12.34.56.78", "0612345678"),
        ("meine Handynummer ist 0171/2345678", "01712345678"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("my number is oh seven seven double nine 123 456", "07799123456"),
        ("null eins sieben eins zwei drei vier fünf sechs sieben acht", "01712345678"),
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "0612345678"),
        ("mi móvil seis uno uno dos dos tres tres cuatro cuatro", "611223344"),
        ("plus three four six double one two two three three four four", "+34611223344"),
        ("anota aí meu número 21 98877-1402", "21988771402"),
        ("seiscientos once, veintidós, treinta y tres, cuarenta y cuatro", None),
        ("my kids are two, four, six and eight", None),
        ("they are 12 13 14 15 16", None),
        ("12 05 2027 to 15 05 2027", None),
        ("555123", None),
        ("del 27/11/2026 al 29/11/2026", None),
        ("27.11.2026 - 29.11.2026", None),
        ("27-11-2026 29-11-2026", None),
        ("2026-12-03 2026-12-06", None),
        ("2 adultos 3 noches 4 camas", None),
    ],
)
def test_a_telephone_is_not_a_date(text: str, phone: str | None) -> None:
    found = find_phone(text)
    assert (found[0] if found else None) == phone


@pytest.mark.parametrize(
    "text", ["ana @ example . com", "ana@ example.com", "mi correo: Ana @example.com gracias"]
)
def test_blanks_around_the_signs_of_an_address_are_nothing(text: str) -> None:
    found = find_email(text)
    assert found is not None
    assert found[0] == "ana@example.com"


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "ah well. Priya Nair", "Priya Nair"),
        ("en", "ok. it's Tom Baker, not Tim", "Tom Baker"),
        ("en", "Dr. Ana Maria Lopez", "Ana Maria Lopez"),
        ("es", "buenísimo. Jorge Luis Cárdenas", "Jorge Luis Cárdenas"),
        ("es", "no me llamo Ana, soy Eva Ruano Díaz", "Eva Ruano Díaz"),
        ("es", "juan carlos pérez gómez", "juan carlos pérez gómez"),
        ("pt", "não é Joana, é João Meireles", "João Meireles"),
        ("de", "gut. Jana Vogt", "Jana Vogt"),
        ("en", "I'm not giving my name yet", None),
        ("en", "tom@example.com, but don't send me any ads", None),
        ("pt", "ana@example.com mas não me mandem nada", None),
        ("es", "no quiero dar mi nombre", None),
    ],
)
def test_a_name_stands_out_from_the_words_around_it(language: str, text: str, name: str | None) -> None:
    assert understood(text, language=language, asked="guest_name")["contact"]["name"] == name
