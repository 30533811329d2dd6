"""What vendors' words express, grouped by that and not by who says them: of lengths and limits.

A phrase is words; ``|`` stands between alternatives. Words are as `wording.sentences` leaves them:
lower case, of letters only, other languages in English, plurals without their s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmgate.causes.lexicon import Sign

# What is sent, and how long it is.
SUBJECTS: dict[Sign, tuple[str, ...]] = {
    "input": (
        "prompt|input|message|conversation|dialog|dialogue|transcript|text|content|query",
        "chat|conversation|message history",
        "too many input|prompt|message|text|context token",
        "number of input|prompt|message|text token",
        "history|instruction|passage|thread|sequence",
        "eingabe|entree|entrada|mensaje|mensagem|nachricht|richiesta|invoer|zapytanie|girdi|istem",
        "chat ha|is|wa|grew|became|got",
        "prompt|input overflow|overflowed",
        "frage|unterhaltung|gesprach|conversacion|conversa|conversazione|gesprek",
        "document text",
        "sequence too long|large",
        "sequence is too long|large",
    ),
    "request": ("request|payload|body|entity|anfrage|solicitud|requete|solicitacao|verzoek",),
    "tokens": (
        "more token than",
        "too many input|prompt|message|text|context token",
        "token|tok|jeton",
        "token count|number|usage",
        "text byte",
        "total text byte",
        "number of input|prompt|message|text token",
    ),
    "size": (
        "expected max length",
        "length|len|size|character|char|long|longitud|longueur|lange",
    ),
}

# How much the model holds.
LIMITS: dict[Sign, tuple[str, ...]] = {
    "window": (
        "context|ctx length|window|size|limit|budget|capacity|len|space|token|fenster",
        "context token limit|window|length",
        "contextlength|contextwindow|maxcontextlength|kontextlange|kontextfenster",
        "n|num ctx",
        "context limit of",
        "ventana de contexto",
        "longitud de contexto",
        "fenetre de contexte",
        "longueur de contexte",
        "model|seq|sequence len|length",
        "model max|maximum length",
        "maximum|max model|seq|sequence|total|context|ctx len|length|token|size|window",
        "position embedding",
        "max|maximum position embedding",
        "max|maximum num|message|prefill|batch token",
        "max|maximum batch prefill token",
        "max|maximum input|prompt|inputs token|length|size|len|character|char",
        "max|maximum token input|prompt",
        "max|maximum allowed input|prompt|context token|length|size|len",
        "input|prompt|request|context token|length|size|context limit|maximum",
        "model token|input limit",
        "token window",
        "max|maximum token of exceeded",
        "max|maximum token exceeded",
        "kv cache budget|capacity|size|limit|length",
    ),
    "context": (
        "context|ctx|kontext|contexto|contexte|contesto|kontekstu",
        "unable|failed to allocate kv|kvcache",
        "cannot|not allocate kv|kvcache",
    ),
    "limit": (
        "limit|maximum|max|allowed|threshold|cap|ceiling|supported|permitted|limite|grenze",
        "maximum allowed|permitted|supported",
        "maximo|maximale|maximal|massimo|maximaal",
        "model capacity",
        "max|maximum token allowed|permitted|supported|accepted",
        "over|above max|maximum|limit",
        "what the|this|your model",
        "model can|could handle|process|accept|hold|take|support|attend|read|see|fit",
    ),
}

# What is asked back.
OUTPUTS: dict[Sign, tuple[str, ...]] = {
    "output": (
        "max|maximum completion|new|output|generated|generation|response token",
        "max token",
        "max token to sample|generate",
        "maximum token you requested|asked",
        "maximum token value|parameter",
        "maximum number of output|completion|new|generated token",
        "max|maximum output|completion|generation|gen length|len|size",
        "output|completion|generated|generation|response|new token",
        "output|completion token count",
        "min|minimum new|output|completion|generation token",
        "min token",
        "min|minimum n|num predict",
        "output|completion|new token at least",
        "num|n predict",
        "token to generate|sample|produce|output",
        "budget token",
        "thinking|reasoning budget|token",
    ),
}

# How the one relates to the other.
RELATIONS: dict[Sign, tuple[str, ...]] = {
    "exceeds": (
        "exceed|exceeded|exceeding|surpass|surpassed|surpassing|overflow|overflowed|overflown",
        "longer|larger|greater|bigger|higher|more than",
        "overrun|overran|beyond|outside",
        "excede|supera|depasse|ubersteigt|uberschreitet|overschrijdt|przekracza|melebihi",
        "excedido|superado|superato|depassee|uberschritten|overschreden|przekroczono|ultrapassa",
        "goe|go|going|went|is|are over|above",
        "over|above the",
        "over|above max|maximum|limit",
        "exceeding|exceed the",
        "reached|reache|hit|hitting",
        "out of|outof",
        "outside the range",
        "not enough",
        "more token than",
        "run|ran|running out",
        "used up",
        "full|voll|plein|pleine|lleno|llena|pieno|piena|cheio|cheia",
        "not sufficient",
        ">|>=|≥|≧",
        "expected max length",
        "max|maximum token of exceeded",
        "max|maximum token exceeded",
    ),
    "bound": (
        "less|fewer|smaller|lower|shorter than",
        "less|fewer|smaller|lower than or equal",
        "at most",
        "en fazla",
        "at or below",
        "up to",
        "no more|longer|larger|greater|bigger than",
        "not|cannot|never be|have|contain more|longer|larger|greater|bigger|higher than",
        "t be|have|contain more|longer|larger|greater|bigger|higher than",
        "limited to",
        "can only process|handle|take|accept|hold|attend",
        "only support|accept|allow|handle|take",
        "support|accept|allow|handle|take only|up",
        "must|should|has be|stay|remain under|below|within",
        "range|between",
        "<|<=|≤|≦",
    ),
    "too_long": (
        "too long|large|big|many|much|lengthy|high",
        "too many input|prompt|message|text|context token",
        "sequence too long|large",
        "sequence is too long|large",
        "string too long",
        "prompt|input overflow|overflowed",
        "oversized|oversize|overlong|overlength",
        "zu lang|gross|viele",
        "te lang|groot|veel",
        "troppo lungo|lunga|grande|lunghi",
        "trop long|longue|grand|nombreux",
        "demasiado|muy largo|larga|grande",
        "muito longo|longa|grande",
    ),
    "reduce": (
        "reduce|reducing|shorten|shortening|shorter|decrease|trim|fewer|compress|condense|kurzen",
        "cut down",
    ),
    "no_room": (
        "no|not|without room|space|capacity for|left|to",
        "leave|leaving|left no room|space|output|capacity",
        "leave|leaving nothing",
        "no output|generation capacity|room|space",
        "no remaining token|context|room|space",
        "unable|failed to allocate kv|kvcache",
        "cannot|not allocate kv|kvcache",
        "not|t|cannot|longer fit|hold|accommodate",
        "occupie|fill|filled|fills the entire|whole",
    ),
    "truncation": ("cannot|t truncate", "unable|failed|refusing to truncate", "not be truncated"),
}

# What is counted or measured when it is not the prompt's tokens.
MEASURES: dict[Sign, tuple[str, ...]] = {
    "things": (
        "image|img|video|audio|media|file|attachment|pdf|page|tool|function|item|array|list",
        "element|block|choice|candidate|schema|header|cookie|url|uri|tag|breakpoint|pixel",
        "dimension|stop|logprob|temperature|seed|label|metadata|property|enum|argument",
        "stop|stopping sequence",
        "number of message|turn|request|tool|prompt|input",
        "number of text|document|query|sequence|sentence",
        "cached|image|audio|video token",
        "top n|k token",
        "invalid|unknown|special|reserved|disallowed|illegal|duplicate token",
        "row|record|entrie|entry|column",
        "embedding input",
        "too many system|user|assistant|tool message|prompt",
        "number|count of input item",
        "batch size",
        "too many message|input|prompt|turn|text",
        "message count|number",
    ),
    "bytes": ("byte|kb|mb|gb|kib|mib|gib|kilobyte|megabyte|octet", "body size"),
    "field": (
        "name|title|description|id|uid|function|tool|key|user|label|metadata|schema|url|seed",
        "property|enum|stop|username|field|parameter|model|tag",
        "tool call id",
        "token id",
        "prompt cache key|id",
        "stop|stopping sequence",
    ),
    "string": ("string|str", "string too long"),
    "unknown": (
        "unknown|unexpected|unrecognized|unsupported|extra field|parameter|argument|keyword|option",
        "unknown|unexpected|unrecognized|unsupported|extra property|input|key|attribute",
    ),
    "setting": (
        "not available|configured|set|specified|defined|provided|found|known|determined|valid",
        "not supported|permitted|allowed|accepted by|in|for|with",
        "must be a|an|positive|set|specified|defined",
        "positive|integer|numeric",
        "failed|unable to load|read|determine|parse|get|fetch|initialize|start|allocate",
        "could|can not determine|parse|read|load",
        "could|can not be determined|parsed|read|loaded",
        "cannot determine|parse|read|load",
        "cannot be determined|parsed|read|loaded",
        "is required|missing|undefined|null|none",
    ),
    "minimum": (
        "minimum|min|least|empty|blank",
        "at least",
        "too short|small|few|low",
        "be|have|contain longer|more|greater|larger|bigger|higher than",
    ),
}
