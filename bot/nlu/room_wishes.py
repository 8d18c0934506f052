"""What a guest wishes of a room beside its type: "sea view", "twin beds", "quiet"."""

from __future__ import annotations

import re

from .refusals import is_refused
from .text import fold

_FEATURES = (
    (
        "sea_view",
        r"(?:sea|ocean|beach|water)[ -]?(?:view|front|facing)\w*|views? (?:of|over|to) the (?:sea|ocean|beach)|facing the (?:sea|ocean)|overlook\w+ the (?:sea|ocean|beach|water)|look\w* (?:out )?(?:over|onto) the (?:sea|ocean)|on the sea ?side|sea side room|"
        r"vistas? (?:al|del|a la|sobre el|sobre la) (?:mar|oceano|playa)|frente al mar|vistas? mar|(?:que|y) (?:den?|mir[ea]n?) al mar|lado mar|vista (?:para o |pro |ao |de |do |sobre o |para a |pra |)(?:mar|oceano|praia)|de frente (?:para o|pro) mar|"
        r"vue (?:sur )?(?:la |l'|l )?(?:mer|ocean|plage)|cote mer|(?:face|donnant) (?:a|sur) (?:la mer|l'ocean)|en front de mer|meer(?:es)?(?:blick|sicht)|meerseitig|seeseite|zur? meer(?:seite)?|seeblick|blick (?:aufs|auf das|zum) (?:meer|see)|"
        r"vista (?:sul )?mare|fronte mare|(?:affacci\w*|guard[ai]\w*) (?:sul|il|al) mare|lato mare",
    ),
    ("balcony", r"balcon(?:e?y|ies|es)?|balconcino|balcao|varanda|sacada|balkon|balcone"),
    ("terrace", r"terrace|terraza|terraco|terrasse|terrazz(?:[ao]|in[ao])|terracita"),
    ("bathtub", r"bath ?tubs?|with a bath|a bath (?:and|not|rather|instead)|banera|tina|banheira|baignoire|badewanne|vasca(?: da bagno)?"),
    ("fridge", r"fridge|refrigerator|mini ?bar|nevera|frigobar|heladera|frigorifico|geladeira|frigo|refrigerateur|kuhlschrank|frigorifero"),
    ("air_conditioning", r"(?:with|and|y|con|com|avec|mit) a/c|^a/c|air[ -]?con(?:ditioning|ditioner|ditioned)?|aire acondicionado|con aire(?! libre)|ar[ -]condicionado|clim(?:atisation|atisee)?|klimaanlage|klima(?:tisiert\w*)?|aria condizionata|climatizzat\w+"),
    (
        "twin_beds",
        r"twin beds?|(?:two|2) (?:single|separate) beds|separate beds|beds apart|camas? (?:separadas|gemelas|individuales|de solteiro)|(?:dos|2|duas) camas|"
        r"lits? (?:separes|jumeaux|simples)|(?:deux|2) lits|getrennte\w* betten|(?:zwei|2) (?:einzel)?betten|einzelbetten|"
        r"letti (?:separati|singoli|gemelli)|(?:due|2) letti",
    ),
    (
        "double_bed",
        r"(?:king|queen)(?:[ -]?size)?(?: bed)?|double bed|big bed|large bed|cama (?:grande|matrimonial|de matrimonio|doble|de casal|king|queen)|grand lit|lit (?:double|king|queen)|"
        r"doppelbett|grosse[ns]? bett|letto (?:matrimoniale|grande|king)",
    ),
    (
        "quiet",
        r"(?:quiet|silent|peaceful|calm)(?:er|est)? (?:room|side|floor|place|one)|(?:somewhere|something|nice and|very|really|as) quiet|away from (?:the )?(?:lift|elevator|street|noise|road)|(?:habitacion|cuarto|zona|pieza) (?:muy |mas )?(?:tranquil[ao]|silencios[ao])|"
        r"(?:algo|sitio|lugar|que sea|sea|lo mas) (?:muy |mas )?(?:tranquil[ao]|silencios[ao])|no de a la (?:calle|carretera)|lejos del? (?:la )?(?:ascensor|ruido|calle)|sin ruido|quarto (?:bem |mais )?(?:tranquilo|sossegado|silencioso|calmo)|(?:algo|lugar|que seja|sitio) (?:bem |mais )?(?:tranquilo|sossegado|silencioso|calmo)|longe d[oa] (?:elevador|barulho|rua)|chambre (?:tres |plus )?(?:calme|tranquille|silencieuse)|"
        r"au calme|(?:pas|non|peu) bruyante?|pas cote rue|loin de (?:l'ascenseur|la rue)|cote (?:cour|jardin)|ruhige\w* (?:zimmer|seite|lage|plat\w*)|(?:moglichst|schon|bitte|recht|sehr|etwas) ruhig\w*|ruhig(?:er|es)? gelegen\w*|nicht zur strase|(?:zum|richtung) (?:innen)?hof|zimmer (?:das )?ruhig|(?:weg|entfernt) vom (?:aufzug|fahrstuhl|lift)|weg von der strase|camera (?:molto |piu )?(?:tranquilla|silenziosa)|lontan[oa] (?:dall'ascensore|dalla strada|dal rumore)|(?:posto|qualcosa di|che sia|una) (?:molto |piu )?(?:tranquill[oa]|silenzios[oa])|^tranquilla",
    ),
    (
        "high_floor",
        r"(?:high(?:er|est)?|upper|top) floor|high up|(?:piso|planta)s? (?:mas )?(?:alt[oa]s?|superior)|ultim[oa] (?:piso|planta)|andar (?:mais )?alto|ultimo andar|piso alto|etage (?:eleve|superieur)|dernier etage|"
        r"hohe[nrs]? (?:stockwerk|etage)|hohere[nsr]? (?:stockwerk|etage)|oberste[nrs]? (?:stock(?:werk)?|etage)|(?:weiter |weit |ganz )oben|piano (?:piu )?alto|piani alti|ultimo piano",
    ),
    (
        "low_floor",
        r"(?:ground|low(?:er|est)?)[ -]floor|planta baja|piso bajo|andar (?:mais |de )?baixo|terreo|res[ -]do[ -]chao|rez[ -]de[ -]chaussee|rdc\b|erdgeschos+\w*|im eg\b|eg wenn|parterre|"
        r"untere[nrs]? (?:stockwerk|etage)|piano terra|piano basso|pianterreno",
    ),
    (
        "accessible",
        r"wheel ?chair\w*|step[ -]?free|(?:accessible|disabled|handicap\w*) (?:room|bathroom|shower|access)|(?:reduced|limited) mobility|movilidad reducida|minusvalid\w+|mobilidade reduzida|cadeirante|mobilite reduite|(?:chambre|personne) handicapee|handicape\b|gehbehindert\w*|mobilita ridotta|(?:per|accesso) disabili|silla de ruedas|(?:habitacion|bano) (?:adaptad[ao]|accesible)|cadeira de rodas|quarto (?:adaptado|acessivel)|"
        r"fauteuil roulant|chambre (?:pmr|accessible|adaptee)|\bpmr\b|rollstuhl\w*|barrierefrei\w*|behindertengerecht\w*|sedia a rotelle|carrozzina|camera (?:accessibile|per disabili)",
    ),
    (
        "connecting",
        r"(?:connecting|adjoining|communicating|adjacent|interconnecting) (?:rooms?|doors?)|rooms? (?:next to|beside|close to|near) each other|rooms (?:close )?together|una al lado de la otra|uno ao lado do outro|l'une a cote de l'autre|una accanto all'altra|(?:habitaciones|cuartos|quartos) (?:comunicad[ao]s|contigu[ao]s|conectad[ao]s|junt[ao]s|pegad[ao]s|lado a lado)|"
        r"chambres? (?:communicantes?|cote a cote|attenantes?|voisines)|verbindungstur|verbundene zimmer|zimmer nebeneinander|nebeneinander(?:liegende)?|camere (?:comunicanti|vicine|attigue)",
    ),
    ("extra_bed", r"extra bed|rollaway|cama (?:extra|supletoria|adicional)|lit (?:supplementaire|d'appoint)|zustellbett|zusatzbett|aufbettung|beistellbett|letto (?:aggiuntivo|in piu|supplementare)|terzo letto"),
    ("non_smoking", r"non[ -]?smok\w+|no[ -]smoking|smoke[ -]?free|no fumador\w*|nao[ -]?fum(?:ad|ant)\w+|non[ -]?fumeurs?|nichtraucher\w*|non fumator\w*"),
)  # fmt: skip
_NAMED = tuple((name, re.compile(rf"\b(?:{words})\b")) for name, words in _FEATURES)
_SAYS_NO = re.compile(r"(?:no|non|nao|pas|sin|sem|sans|nicht|step|smoke)\b")
"""A wish that is itself a no: "no fumador", "sin ruido"."""
_REFUSED = re.compile(
    r"\b(?:no|not|without|don'?t|sin|sem|nao|sans|pas|ohne|kein\w*|nicht|senza|non)(?: (?!but\b|pero\b|sino\b|mas\b|mais\b|aber\b|sondern\b|ma\b|with\b|con\b|com\b|avec\b|mit\b|just\b|only\b|solo\b|so\b|nur\b)\w+){0,3} $"
)


def find_room_wishes(text: str) -> list[str]:
    """Names of what the room should have, each once, in the order of the table; what is refused is left out.

    "sea_view", "balcony", "terrace", "bathtub", "fridge", "air_conditioning", "twin_beds", "double_bed", "quiet", "high_floor", "low_floor",
    "accessible", "connecting", "extra_bed", "non_smoking"; where a hotel's room types list such an amenity it has the same name.
    """
    folded = fold(text)
    return [
        name
        for name, words in _NAMED
        if any(not _is_unwanted(folded, found) for found in words.finditer(folded))
    ]


def _is_unwanted(folded: str, found: re.Match[str]) -> bool:
    if _SAYS_NO.match(found.group()):
        return False
    return bool(_REFUSED.search(folded[: found.start()][-24:])) or is_refused(folded, *found.span())
