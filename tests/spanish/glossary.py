"""One Spanish word for each term: what an English text says, and what its Spanish one then says.

Both are regular expressions. Where two are allowed, one is the word of an interpreter and the other
its plain meaning, or the word means two things in English.
"""

GLOSSARY = {
    r"ketamine": r"ketamina|aneste",
    r"esketamine": r"esketamina",
    r"anesthetics?": r"anest[eé]si[ac]",
    r"infusions?": r"infusi[oó]n",
    r"intravenous|IV": r"intravenos|por la vena|\bIV\b",
    r"nasal sprays?": r"aerosol(es)? nasal",
    r"lozenges?|troches?": r"trocisco|pastilla",
    r"compounded": r"compuest",
    r"doses?": r"dosis",
    r"boosters?": r"refuerzo",
    r"dissociation": r"disociaci|desconectad",
    r"hallucinations?": r"alucinaci",
    r"sedation": r"sedaci",
    r"nausea": r"n[aá]usea",
    r"side effects?": r"efectos? secundario",
    r"adverse events?": r"eventos? adverso",
    r"blood pressure": r"presi[oó]n arterial",
    r"oxygen": r"ox[ií]geno",
    r"ECG|heart tracing": r"electrocardiograma",
    r"airway": r"v[ií]as? respiratoria",
    r"AED|defibrillator": r"desfibrilador",
    r"off-label": r"no aprobado|fuera de etiqueta",
    r"FDA-approved": r"aprobad[oa]s? por la FDA",
    r"controlled substances?": r"sustancias? controlada",
    r"chronic pain": r"dolor cr[oó]nico",
    r"nerve pain": r"dolor neurop[aá]tico|dolor (mixto )?de los nervios",
    r"CRPS": r"CRPS|dolor regional complejo",
    r"phantom limb": r"miembro fantasma",
    r"sickle cell": r"falciforme",
    r"treatment-resistant depression": r"depresi[oó]n resistente al tratamiento",
    r"bipolar": r"bipolar",
    r"anxiety": r"ansiedad",
    r"PTSD": r"TEPT|PC-PTSD",
    r"OCD": r"TOC",
    r"suicidal thoughts|thoughts of suicide": r"pensamientos (o actos )?suicidas",
    r"integration": r"integraci",
    r"follow-up": r"seguimiento",
    r"board[- ]certifi(ed|cations?)": r"certific.* junta|junta.* certific",
    r"licen[sc]es?|licensed": r"licencia",
    r"nurse anesthetists?": r"enfermer.* anestesista",
    r"anesthesiologists?": r"anestesi[oó]log",
    r"nurse practitioners?": r"enfermer.* de pr[aá]ctica avanzada",
    r"(?<!Open )referrals?": r"remisi[oó]n|referid",
    r"self-pay": r"por cuenta propia",
    r"prior authorization": r"autorizaci[oó]n previa",
    r"good faith estimates?": r"estimado de buena fe",
    r"superbills?": r"factura detallada",
    r"sliding scale": r"seg[uú]n (sus|los) ingresos",
    r"refunds?": r"reembols",
    r"complaints?": r"queja",
    r"guidelines?": r"gu[ií]as? cl[ií]nica|gu[ií]a",
    r"placebo": r"placebo",
    r"remission": r"remisi[oó]n",
    r"relapses?": r"reca",
    r"trials": r"estudio|intento",
    r"scores?": r"puntaje",
    r"clinics?(?! Directory contributors)": r"cl[ií]nica",
    r"listings?": r"ficha",
    r"moderators?": r"modera",
    r"credentials?": r"credencial",
    r"reviews": r"rese[nñ]a|revis",
    r"replies": r"respuesta|respond",
    r"evidence": r"evidencia|comprobante|prueba",
    r"feeds?": r"canal",
    r"overdue": r"vencid",
    r"not stated": r"no ((lo|se|ha|est[aá]n?) )*(indic|declar)|sin indicar",
    r"ZIP codes?": r"c[oó]digos? postal",
    r"lasting pain": r"dolor(es)? cr[oó]nico",
}

NEVER = r"""
    \bensayos?\b | \bpuntuaci[oó]n | \bordenador | \bm[oó]vil(es)?\b | \bvosotros\b | \bvuestr[oa]
    | [«»] | \b(usted )?[ck]lick?\b | \bemail\b | \be-mail\b | \bmails?\b | \bclickear
    | \banestesi[oó]logo\ enfermero | \baplicar\ para\b | \breclamo\b | \bfeed\b | \bshortlist\b
    | \btu\b | \bt[uú]\b | \bti\b | \bcontigo\b | \bustedes\b\ vosotros
"""
"""What no Spanish text says: a rival of a word above, Spain's words, English ones, "tú"."""
