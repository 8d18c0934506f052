"""Whether a thing named in a message is refused there: "no need for a cot", "Frühstück brauchen wir nicht", "parking? no."

One mechanism for extras and for what a room should have. It looks at the clause around the thing only: "no balcony but a sea view"
refuses the balcony. Pure.
"""

from __future__ import annotations

import re

_CLAUSE = re.compile(
    r"[,.;:!?\n()]|\b(?:but|pero|sino|mais|aber|sondern|jedoch|however|only|just|solo|nur|juste|seulement|soltanto|apenas)\b|\b(?:so|ma|mas) (?=[a-z])"
)
_REACH = 60
_WANTED = (
    r"(?:need(?:ed|s)?|necessary|required|want(?:ed)?|quer\w+|quier\w+|quisier\w+|necesit\w+|necesari[oa]s?|precis\w+|necessari[oa]s?|necessaire\w*|"
    r"(?:hace|hacen|haran?) falta|faz falta|interes\w+|brauch\w+|notig|notwendig|mochte\w*|wunsch\w*|woll\w+|nehm\w+|benotig\w+|serv\w+|occorr\w+|vogli\w+|"
    r"tom\w+|veux|voulons|veut|prend\w*|prenons|souhait\w*|besoin|importa\w*|import\w*|muss\w* (?:nicht )?sein)"
)
_BEFORE = re.compile(
    r"(?:\b(?:neither|nor|without|skip(?:ping)?|tampoco|ni|nem|weder|noch kein\w*|ne|sin|sem|sans|ohne|senza|dispens\w+|niente|excluding|except|"
    r"no thanks? (?:to|for)|no need (?:for|of)|pas besoin|renoncer? (?:a|au)|rinunci\w+|prescind\w+|verzicht\w+ auf)"
    r"|\b(?:not?|nao|non|pas|nicht|kein\w*|don'?t|doesn'?t|won'?t|didn'?t|wouldn'?t|isn'?t)(?: (?:really|actually|me|nos|le|les|ci|mi|vi|be|to|vamos|voy|va))?(?: a)? "
    rf"(?:having|have|taking|take|including|include|{_WANTED})"
    r"|\bn[e'] ?(?:\w+ ){1,3}(?:pas|plus))"
    r"(?: (?:de|di|del|della|do|da|d|du|des|la|las|los|le|les|el|il|lo|l|o|a|an|any|the|our|the|for|of|uno?|una|uma?|une?|ein\w*|kein\w*|das|den|die|der|another|extra|quite|with|con|mit|avec|com))*[ ']*$"
)
_BEHIND = re.compile(
    r"^(?: (?:is|are|it|we|i|ist|sind|wir|ich|brauchen|brauche|brauch|benotigen|mochten|nehmen|wollen|es|e|c'est|on|nous|lo|la|los|las|le|o|a|os|as|para|por|fur|the|me|nos|ci|mi|l))*"
    r"(?: (?:not?|nao|non|nicht|kein\w*)(?: (?:lo|la|los|las|le|les|o|a|nos|me|ci|mi|e|es|sera|seria|really|unbedingt|vamos|va|voy|a))*"
    rf"(?: {_WANTED}|(?= ?(?:$|[,.;!?])))"
    rf"|(?: (?:isn'?t|aren'?t|don'?t|won'?t|doesn'?t|not)(?: (?:really|be|we|i))? {_WANTED})"
    rf"|(?: on| nous| je| l[ea]s?)* n(?:e|'e|'en)?(?: ?\w+){{0,2}} pas(?: besoin)? {_WANTED}|(?: on| je| nous)+(?: l[ea]s?| l'| en)* {_WANTED} pas"
    r"| (?:verzicht\w+|weglassen|streichen|entfernen|raus|rausnehmen|off)\b"
    r"| bitte (?:nicht|streichen|weglassen|entfernen|raus\w*))"
)
_ANSWERED = re.compile(r"^ ?[?:,-]? ?(?:no|nope|nah|nein|nao|non|nee|niente)(?= ?(?:$|[,.;!\n]))")
"""After the thing alone: "parking? no.", "desayuno: no", "Parkplatz nein"; a comma only behind no other word of the clause."""


def is_refused(folded: str, start: int, end: int) -> bool:
    """start, end: the thing's place in the folded text."""
    before = _CLAUSE.split(folded[max(0, start - _REACH) : start])[-1]
    if _BEFORE.search(before):
        return True
    behind = folded[end : end + _REACH]
    answered = _ANSWERED.match(behind)
    if answered and ("," not in answered.group() or not before.strip()):
        return True
    return bool(_BEHIND.match(re.split(r"[.;!?\n]", behind)[0]))
