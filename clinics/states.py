"""The states, territories and military regions that US addresses use."""

_NAMES = """
AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut,
DE Delaware, DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois,
IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland,
MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska,
NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, NC North Carolina,
ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island,
SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia,
WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming, AS American Samoa, GU Guam,
MP Northern Mariana Islands, PR Puerto Rico, VI Virgin Islands, AA Armed Forces Americas,
AE Armed Forces Europe, AP Armed Forces Pacific, FM Federated States of Micronesia,
MH Marshall Islands, PW Palau
"""

STATE_CODES: dict[str, str] = {}
"""Lower-case name or letters → two letters: `florida` → `FL`, `fl` → `FL`."""

for _entry in _NAMES.split(","):
    _code, _name = _entry.strip().split(" ", 1)
    STATE_CODES |= {_name.casefold(): _code, _code.casefold(): _code}
