"""A number that nothing beside it counts: "no, 3", "make it 6", "una más?", "my brother is out, so 2". What it counts is what was counted last.

Every word of the clause that holds it must be one that takes something back, changes it, or fills; reasons may stand in clauses
of their own ("mi danno meno ferie, facciamo 3"). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .people_phrases import ANY_COUNT, COMES, COUNTS, STAYS_AWAY
from .text import split

Kind = Literal["instead", "people", "nights", "more", "fewer", "alone"]


@dataclass(frozen=True)
class BareNumber:
    """instead: stands for the number said last. people, nights: what it counts is plain ("quedamos dos", "we'd stay three").
    more, fewer: on top of what was counted last. alone: nothing else is said."""

    number: int
    kind: Kind

    def to_json(self) -> dict[str, Any]:
        return {"number": self.number, "kind": self.kind}


_LONGEST = 110
_CUES = frozenset(
    split(
        "no nope sorry oops actually rather wait correction mistake only just perdon perdona perdone disculpa disculpe mejor solo solamente unicamente digo corrijo "
        "nao desculpa desculpe alias afinal so apenas somente melhor non pardon desole desolee plutot finalement seulement uniquement juste "
        "nein ne nee doch nur lieber besser entschuldigung korrektur quatsch moment scusi scusa scusate anzi soltanto meglio "
        "realidad verdade realta realite eigentlich tatsachlich instead sondern sino bensi final finale ups hoppla espera espere attends attendez aspetta aspetti "
        "enough basta bastan vale reicht reichen suffit suffisent suffiront bastano chega chegam donc entonces entao portanto quindi also allora alors then dann therefore oder"
    )
)
_ORDERS = frozenset(
    split(
        "make let let's lets say call change switch facciamo facciamone fate fai mettiamo metta metti mettine mettiamone diciamo cambiamo passiamo prendiamo prendo "
        "mettez mets mettons disons faisons faites fais passons passez partons prenons prenez mach macht machen machs sagen sag nehmen nimm andern andere "
        "pon ponga pongame ponme ponlo pongamos sean sea hagamos hazlo dejemoslo dejalo dejemos digamos cambialo cambie cambia cambiemos "
        "faca faz facamos fazemos poe ponha coloca coloque bota bote muda mude sejam seja deixa deixe digamos"
    )
)
_WHAT_IF = re.compile(
    r"\b(?:what if|and if|y si|e se|et si|und wenn|was wenn|wie ware es mit|how about|what about)\b"
)
_STAY = frozenset(
    split(
        "stay stayed staying bleiben bleibe blieben bleib reste restons restait restions resterait restiamo resto restassimo resteremmo quedarnos quedaramos quedasemos pernoctar"
    )
)
_STAY_OF_THEM = re.compile(r"\bnos quedamos\b")
_WE_ARE = re.compile(
    r"\b(?:we(?:'?re| are| were|(?:'ll|'d| will| would)(?: actually| now| only| just)? be)|of us|there (?:are|is|will be|would be)|there'?ll be|"
    r"somos|seremos|seriamos|eramos|fueramos|fuesemos|estaremos|quedamos|quedariamos|quedaremos|vamos a ser|vamos ser|fossemos|"
    r"sommes|serons|serions|on (?:est|sera|serait|etait|n'est)|wir (?:sind|waren|werden|sein)|sind wir|waren wir|siamo|saremo|saremmo|fossimo|rimaniamo|restiamo in)\b"
)
_FILLERS = frozenset(
    split(
        "that it s i mean meant now in fact after all please is are be re ll d we us of there will would were hm hmm euh ah oh aeh ahm ehm eh er um e et y und and pues al en realidad vamos a por favor ahora que pero "
        "por na verdade ser quer dizer so em afinal fait on nous du coup c ce est sera serait etait n svp wir es jetzt bitte waren sind werden sein ware ich meine zu "
        "noi volevo dire per favore mi sbaglio sbagliato sbagliata sono son sao sont sola solo seule seul einzige uma uns makes make made it to up the for can could may maybe perhaps possible "
        "how about what if and how puede puedes podemos podriamos puedo posible si pode podemos poderia posso possivel puis peut peux pouvez pourrait possiamo possono puoi puo posso potete potremmo "
        "konnen konntet konnten kannst kann geht ginge ware besser mal daraus draus wenn vielleicht forse peut etre talvez quiza quizas tal vez nur noch einfach eben halt better still well yes ok okay si oui ja sim certo gut "
        "se le podria me gustaria queria quiero quero possible peut-on vorrei vorremmo volevamo voudrais veux vais would like want need to love somos seremos seriamos eramos fueramos fuesemos estaremos quedamos quedariamos quedaremos fossemos sommes serons serions siamo saremo saremmo fossimo rimaniamo restiamo ser "
        "con com mit avec that's o sea seja ou cioe ossia insomma you vous usted voce voces ihr voi lei asi pra prum leva leve let lets me as well too tambien tambem aussi auch anche nos lo la el las los le les il du den die das dem auf sur di de da do fur pour para per ne na mesmo mismo da das ci en y pas ancora gia ya ja deja deux-ci sie er wir alle total totale insgesamt gesamt only can get do got "
        "add adding extend agregar agrega anadir anade sumar alargar adicionar acrescentar juntar ajouter ajoutez rajouter rajoutez rallonger hinzufugen dranhangen verlangern aggiungere aggiungiamo allungare prolong prolongar prolonger prolungare "
        "instead changed my mind me i'm im err avevo detto ho sbagliato me equivoque equivocado errei enganei confundi trompe trompee gompris vertan geirrt verzahlt verschrieben sorry hab habe mich ich sbagliavo miscounted typo wrong"
    )
)  # fmt: skip
_PLEASE = frozenset(
    split(
        "please por favor bitte svp s'il vous plait per favore piacere ok okay thanks danke merci gracias grazie obrigado obrigada euh hm hmm s il vous"
    )
)
_ARTICLES = frozenset(split("a an un una uno um uma une ein eine einer un'"))
_ONLY = frozenset(
    split("only just solo sola solamente so apenas somente seule seul seulement nur einzige soltanto")
)
_MORE = {
    "en": rf"(?:{ANY_COUNT} (?:more|extra|additional)|(?:another|an extra|an additional)(?: one)?(?! \w))",
    "es": rf"(?:{ANY_COUNT} mas|{ANY_COUNT} adicional(?:es)?|otr[ao]s? {ANY_COUNT}|otr[ao](?: mas)?)",
    "pt": rf"(?:mais {ANY_COUNT}|{ANY_COUNT} a mais|outr[ao]s? {ANY_COUNT}|outr[ao](?: mais)?)",
    "fr": rf"(?:{ANY_COUNT} (?:de|en) plus|encore {ANY_COUNT}|une? autre)",
    "de": rf"(?:noch {ANY_COUNT}(?: mehr| dazu| weitere)?|{ANY_COUNT} (?:mehr|weitere|langer))",
    "it": rf"(?:{ANY_COUNT} (?:in|di) piu|altr[aeio] {ANY_COUNT}|un'altr[ao]|ancora {ANY_COUNT})",
}
_ADDED = re.compile(
    rf"\b(?:add|adding|agregar(?:le)?|anadir(?:le)?|sumar(?:le)?|adicionar|acrescentar|juntar|ajouter|ajoutez|rajouter|rajoutez|aggiunger(?:e|ne|la)|aggiungiamo(?:ne)?|hinzufugen|dranhangen)(?: (?:(?:just|solo|so|nur|encore|ancora|noch|mais|otr[ao]|outr[ao]|another) )?{ANY_COUNT})(?: (?:more|mas|mais|piu|de plus|on|extra))?(?=$|[^a-z0-9])"
)
_FEWER = {
    "en": rf"{ANY_COUNT} (?:less|fewer)",
    "es": rf"{ANY_COUNT} menos",
    "pt": rf"{ANY_COUNT} (?:a )?menos",
    "fr": rf"{ANY_COUNT} (?:de|en) moins",
    "de": rf"{ANY_COUNT} weniger",
    "it": rf"{ANY_COUNT} (?:in|di) meno",
}
_REFUSED = re.compile(
    rf"\b(?:instead of|rather than|(?:an)?statt|en (?:vez|lugar) de|em vez de|au lieu de|invece (?:di|che)|and not|not|und nicht|nicht|et (?:non )?pas|et non|y no|e nao|e non|no son|nao sao|non sono) (?:{ANY_COUNT})\b(?! {ANY_COUNT})"
)
_REASON = re.compile(
    r"\b(?:too|zu|demasiad[oa]s?|muchas|muitas|trop|troppo|troppe|not?|nao|ne|pas|nicht|kein\w*|non|can|only|less|meno|menos|moins|weniger|boss|chef|chefin|chefe|jefe|jefa|capo|work|trabajo|trabalho|travail|boulot|arbeit|lavoro|urlaub|ferie|vacaciones|conges|ferias|"
    r"budget|presupuesto|orcamento|money|geld|dinero|argent|soldi|dinheiro|because|porque|perche|parce|weil|mistake|mistyped|vertan|vertippt|trompee?|equivoque|enganei|errei|sbagliat[oa])\b"
)
_ECHO_PEOPLE = re.compile(
    r"^(?:(?:e|and|y|et|und) )?(?:for |para |pour |fur |per |a |in |zu )?(?:how many|cuant[oa]s|quant[oa]s|combien|wie ?viele?[rn]?|quant[ie])(?: de)?(?: (?:people|persons?|of us|guests|personas|pessoas|personnes|personen|leute|persone))?(?: (?:we are|somos|sommes nous|on est|sind wir|siamo))?$"
)
_ECHO_NIGHTS = re.compile(
    r"^(?:(?:e|and|y|et|und) )?(?:for |para |pour |fur |per )?(?:how many|cuantas|quantas|combien de|wie ?viele?|quante) (?:nights|noches|noites|diarias|nuits|nachte|notti)$"
)
_WORD = re.compile(r"\d{1,2}|[a-z]+")
COMES_ON_TOP = re.compile(
    rf"^(?:\w+ )?(?:{ANY_COUNT} (?:more|others?) (?:are|is|people|will)\b|(?:vienen?|vem|vao|van|llegan|seran) (?:mas )?(?:mais )?{ANY_COUNT}(?: mas| mais)?|il y en a {ANY_COUNT} (?:de|en) plus|on en a {ANY_COUNT} de plus|{ANY_COUNT} (?:kommen|kommt) (?:\w+ )?dazu|se ne aggiung(?:e|ono) {ANY_COUNT}|{ANY_COUNT} (?:mas|mais) (?:vienen|vem|vao))"
)
"""How many come on top, where the total follows."""
_CLAUSE = re.compile(
    r"[.,;:!?\n()]+|\s-+\s|\s(?=(?:so that makes|so|o sea|ou seja|cioe|ossia|donc|du coup|also|quindi|percio|entonces|asi que|entao|portanto|therefore|deshalb|pero|but|ma|mas|aber)\b)"
)


@dataclass
class _Clauses:
    """What the clauses of a message hold. text: of the one with the number."""

    text: str = ""
    number: int | None = None
    is_article: bool = False
    has_cue: bool = False
    has_reason: bool = False
    is_free: bool = False
    is_about_people: bool = False
    echo: Kind | None = None


def find_bare_number(folded: str, language: str) -> BareNumber | None:
    """ "no, 3", "also nur zwei", "anzi una sola", "mach 6 draus", "se puede agregar una más?"."""
    if len(folded) > _LONGEST:
        return None
    change = _relative(folded, language)
    if change is not None:
        return change
    text = folded
    is_refusal = False
    if len(_numbers(_WORD.findall(text))) > 1:
        text, count = _REFUSED.subn(" ", text)
        is_refusal = count > 0
    said = _clauses(text)
    if said is None or not said.number:
        return None
    said.has_cue = said.has_cue or is_refusal
    return _judged(folded, said)


def _judged(folded: str, said: _Clauses) -> BareNumber | None:
    assert said.number is not None
    words = _WORD.findall(said.text)
    orders = any(word in _ORDERS for word in words) or _WHAT_IF.search(folded) is not None
    cue = any(word in _CUES for word in words)
    if said.echo:
        return BareNumber(said.number, said.echo)
    if said.is_article and not (orders or any(word in _ONLY for word in words)):
        return None
    if "?" in folded and not orders:
        return None
    if said.is_free and not (orders or (said.has_reason and cue)):
        return None
    is_stay = any(word in _STAY for word in words) or _STAY_OF_THEM.search(said.text)
    if _WE_ARE.search(said.text) and not is_stay:
        return BareNumber(said.number, "people")
    if said.is_about_people:
        return BareNumber(said.number, "people")
    if is_stay:
        return BareNumber(said.number, "nights")
    if orders or cue or said.has_cue:
        return BareNumber(said.number, "instead")
    is_alone = not said.is_article and all(
        word in _PLEASE or word in COUNTS or word.isdigit() for word in words
    )
    return BareNumber(said.number, "alone") if is_alone and not said.is_free else None


def _clauses(text: str) -> _Clauses | None:
    """None where the number's own clause holds a word that is not known."""
    found = _Clauses()
    for clause in filter(None, (clause.strip() for clause in _CLAUSE.split(text))):
        words = _WORD.findall(clause)
        numbers = _numbers(words)
        if STAYS_AWAY.search(clause):
            found.is_about_people = found.has_reason = True
            continue
        if COMES_ON_TOP.search(clause) or (not numbers and COMES.search(clause)):
            found.is_about_people = found.is_free = found.has_reason = True
            continue
        if _ECHO_PEOPLE.match(clause) or _ECHO_NIGHTS.match(clause):
            found.echo = "nights" if _ECHO_NIGHTS.match(clause) else "people"
            continue
        rest = [word for word in words if word not in numbers]
        is_known = all(map(_is_known, rest))
        if not numbers:
            found.has_cue = found.has_cue or (is_known and any(word in _CUES for word in rest))
            found.is_free = found.is_free or not is_known
            found.has_reason = found.has_reason or _REASON.search(clause) is not None
            continue
        if not is_known or len(numbers) > 1 or found.number is not None:
            return None
        found.text, found.is_article = clause, numbers[0] in _ARTICLES
        found.number = int(numbers[0]) if numbers[0].isdigit() else COUNTS[numbers[0]]
    return found


def _numbers(words: list[str]) -> list[str]:
    """The numbers among the words; articles only where nothing else counts, and "only" or "one" stands there."""
    plain = [word for word in words if word.isdigit() or (word in COUNTS and word not in _ARTICLES)]
    if plain:
        return plain
    counts = [word for word in words if word in _ARTICLES and word not in ("a", "an")]
    return counts[:1] if counts and any(word in _ONLY or word in _ORDERS for word in words) else []


def _is_known(word: str) -> bool:
    return (
        word in _CUES
        or word in _ORDERS
        or word in _STAY
        or word in _FILLERS
        or word in _ARTICLES
        or word in _PLEASE
    )


def _relative(folded: str, language: str) -> BareNumber | None:
    """ "one more?", "noch eine dazu", "en ajouter une", "una de menos": all the rest is filler."""
    added = _ADDED.search(folded)
    if added and all(map(_is_known, _WORD.findall(folded[: added.start()] + " " + folded[added.end() :]))):
        return BareNumber(COUNTS[added.group(1)], "more")
    forms: Mapping[Kind, str] = {"more": _MORE.get(language, ""), "fewer": _FEWER.get(language, "")}
    for kind, form in forms.items():
        found = re.search(rf"\b{form}(?=$|[^a-z0-9'])", folded) if form else None
        if not found:
            continue
        rest = _WORD.findall(folded[: found.start()] + " " + folded[found.end() :])
        if not all(map(_is_known, rest)):
            return None
        written = next((group for group in found.groups() if group), None)
        return BareNumber(COUNTS[written] if written else 1, kind)
    return None
